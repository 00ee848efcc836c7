/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import static org.lwjgl.opengl.GL33C.glDeleteBuffers;
import static org.lwjgl.opengl.GL33C.glDeleteFramebuffers;
import static org.lwjgl.opengl.GL33C.glDeleteProgram;
import static org.lwjgl.opengl.GL33C.glDeleteQueries;
import static org.lwjgl.opengl.GL33C.glDeleteTextures;
import static org.lwjgl.opengl.GL33C.glDeleteVertexArrays;
import static org.lwjgl.opengl.GL33C.glGenBuffers;
import static org.lwjgl.opengl.GL33C.glGenFramebuffers;
import static org.lwjgl.opengl.GL33C.glGenQueries;
import static org.lwjgl.opengl.GL33C.glGenTextures;
import static org.lwjgl.opengl.GL33C.glGenVertexArrays;

import java.util.concurrent.atomic.AtomicInteger;

/** Makes and deletes OpenGL's objects and counts those that live, over all contexts. A context must be current. */
public final class GlObjects {

    private static final AtomicInteger LIVE = new AtomicInteger();

    private GlObjects() {
    }

    /** How many buffers, textures, vertex arrays, frame buffers, queries and programs there are now. */
    public static int live() {
        return LIVE.get();
    }

    static int buffer() {
        LIVE.incrementAndGet();
        return glGenBuffers();
    }

    static void deleteBuffer(int id) {
        LIVE.decrementAndGet();
        glDeleteBuffers(id);
    }

    static int vertexArray() {
        LIVE.incrementAndGet();
        return glGenVertexArrays();
    }

    static void deleteVertexArray(int id) {
        LIVE.decrementAndGet();
        glDeleteVertexArrays(id);
    }

    static int texture() {
        LIVE.incrementAndGet();
        return glGenTextures();
    }

    static void deleteTexture(int id) {
        LIVE.decrementAndGet();
        glDeleteTextures(id);
    }

    static int frameBuffer() {
        LIVE.incrementAndGet();
        return glGenFramebuffers();
    }

    static void deleteFrameBuffer(int id) {
        LIVE.decrementAndGet();
        glDeleteFramebuffers(id);
    }

    static int query() {
        LIVE.incrementAndGet();
        return glGenQueries();
    }

    static void deleteQuery(int id) {
        LIVE.decrementAndGet();
        glDeleteQueries(id);
    }

    static void countProgram() {
        LIVE.incrementAndGet();
    }

    static void deleteProgram(int id) {
        LIVE.decrementAndGet();
        glDeleteProgram(id);
    }

    /** Objects that went with their context, without a call. */
    static void lost(int count) {
        LIVE.addAndGet(-count);
    }
}
