/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import static org.lwjgl.opengl.GL33C.GL_ARRAY_BUFFER;
import static org.lwjgl.opengl.GL33C.GL_ELEMENT_ARRAY_BUFFER;
import static org.lwjgl.opengl.GL33C.GL_FLOAT;
import static org.lwjgl.opengl.GL33C.GL_NEAREST;
import static org.lwjgl.opengl.GL33C.GL_RGBA;
import static org.lwjgl.opengl.GL33C.GL_RGBA32F;
import static org.lwjgl.opengl.GL33C.GL_SHORT;
import static org.lwjgl.opengl.GL33C.GL_STATIC_DRAW;
import static org.lwjgl.opengl.GL33C.GL_STREAM_DRAW;
import static org.lwjgl.opengl.GL33C.GL_TEXTURE_2D;
import static org.lwjgl.opengl.GL33C.GL_TEXTURE_MAG_FILTER;
import static org.lwjgl.opengl.GL33C.GL_TEXTURE_MIN_FILTER;
import static org.lwjgl.opengl.GL33C.GL_TRIANGLES;
import static org.lwjgl.opengl.GL33C.GL_UNSIGNED_INT;
import static org.lwjgl.opengl.GL33C.glBindBuffer;
import static org.lwjgl.opengl.GL33C.glBindTexture;
import static org.lwjgl.opengl.GL33C.glBindVertexArray;
import static org.lwjgl.opengl.GL33C.glBufferData;
import static org.lwjgl.opengl.GL33C.glDrawElements;
import static org.lwjgl.opengl.GL33C.glEnableVertexAttribArray;
import static org.lwjgl.opengl.GL33C.glTexImage2D;
import static org.lwjgl.opengl.GL33C.glTexParameteri;
import static org.lwjgl.opengl.GL33C.glVertexAttribPointer;

import java.util.Arrays;
import java.util.List;

/**
 * The translucent surfaces of a picture in buffers of all together, whose triangles are put in the order from the farthest to the nearest:
 * one pass over them draws all of their layers, where peeling takes one for each.
 */
final class GlVeils {

    /** Surfaces in one row of the table. */
    private static final int WIDE = 128;
    /** Surfaces whose number fits beside a normal. */
    static final int MOST = 32767;

    private final int places = GlObjects.buffer();
    private final int normals = GlObjects.buffer();
    private final int order = GlObjects.buffer();
    private final int array = GlObjects.vertexArray();
    private final int table = GlObjects.texture();
    private List<MeshArrays> surfaces = List.of();
    private final DepthOrder depths = new DepthOrder();
    private int count;

    GlVeils() {
        glBindVertexArray(array);
        glBindBuffer(GL_ARRAY_BUFFER, places);
        glEnableVertexAttribArray(0);
        glVertexAttribPointer(0, 3, GL_FLOAT, false, 0, 0);
        glBindBuffer(GL_ARRAY_BUFFER, normals);
        glEnableVertexAttribArray(1);
        glVertexAttribPointer(1, 4, GL_SHORT, true, 8, 0);
        glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, order);
        glBindVertexArray(0);
    }

    /**
     * Puts surfaces in order for a picture.
     *
     * @param all one for each part; those that were there the last time stay on the graphics card
     * @param rows sixteen numbers of each: the rows of its matrix to the view frame, its part, 1 where planes cut it, and two unused
     * @param near the least z of the view frame that anything has (m)
     * @param far the greatest (m)
     */
    void put(List<MeshArrays> all, float[] rows, double near, double far) {
        boolean same = all.size() == surfaces.size();
        for (int i = 0; same && i < all.size(); i++) {
            same = all.get(i) == surfaces.get(i);
        }
        if (!same) {
            upload(all);
        }
        int[] corners = depths.farthestFirst(rows, near, far);
        count = corners.length;
        glBindVertexArray(array);
        glBufferData(GL_ELEMENT_ARRAY_BUFFER, corners, GL_STREAM_DRAW);
        glBindVertexArray(0);
        int lines = (all.size() + WIDE - 1) / WIDE;
        float[] cells = Arrays.copyOf(rows, 16 * WIDE * lines);
        glBindTexture(GL_TEXTURE_2D, table);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, 4 * WIDE, lines, 0, GL_RGBA, GL_FLOAT, cells);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    }

    private void upload(List<MeshArrays> all) {
        int vertices = all.stream().mapToInt(a -> a.source().length).sum();
        float[] p = new float[3 * vertices];
        short[] n = new short[4 * vertices];
        int at = 0;
        for (int i = 0; i < all.size(); i++) {
            MeshArrays a = all.get(i);
            System.arraycopy(a.places(), 0, p, 3 * at, a.places().length);
            System.arraycopy(a.normals(), 0, n, 4 * at, a.normals().length);
            for (int k = 0; k < a.source().length; k++) {
                n[4 * (at + k) + 3] = (short) i;
            }
            at += a.source().length;
        }
        glBindBuffer(GL_ARRAY_BUFFER, places);
        glBufferData(GL_ARRAY_BUFFER, p, GL_STATIC_DRAW);
        glBindBuffer(GL_ARRAY_BUFFER, normals);
        glBufferData(GL_ARRAY_BUFFER, n, GL_STATIC_DRAW);
        depths.set(all);
        surfaces = List.copyOf(all);
    }

    /** The texture with the rows. */
    int table() {
        return table;
    }

    void draw() {
        glBindVertexArray(array);
        glDrawElements(GL_TRIANGLES, count, GL_UNSIGNED_INT, 0);
        glBindVertexArray(0);
    }

    void delete() {
        GlObjects.deleteVertexArray(array);
        GlObjects.deleteBuffer(places);
        GlObjects.deleteBuffer(normals);
        GlObjects.deleteBuffer(order);
        GlObjects.deleteTexture(table);
    }
}
