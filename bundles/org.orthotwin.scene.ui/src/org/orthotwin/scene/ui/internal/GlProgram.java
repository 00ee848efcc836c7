/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import static org.lwjgl.opengl.GL33C.GL_COMPILE_STATUS;
import static org.lwjgl.opengl.GL33C.GL_FRAGMENT_SHADER;
import static org.lwjgl.opengl.GL33C.GL_LINK_STATUS;
import static org.lwjgl.opengl.GL33C.GL_TRUE;
import static org.lwjgl.opengl.GL33C.GL_VERTEX_SHADER;
import static org.lwjgl.opengl.GL33C.glAttachShader;
import static org.lwjgl.opengl.GL33C.glCompileShader;
import static org.lwjgl.opengl.GL33C.glCreateProgram;
import static org.lwjgl.opengl.GL33C.glCreateShader;
import static org.lwjgl.opengl.GL33C.glDeleteShader;
import static org.lwjgl.opengl.GL33C.glGetProgramInfoLog;
import static org.lwjgl.opengl.GL33C.glGetProgrami;
import static org.lwjgl.opengl.GL33C.glGetShaderInfoLog;
import static org.lwjgl.opengl.GL33C.glGetShaderi;
import static org.lwjgl.opengl.GL33C.glGetUniformLocation;
import static org.lwjgl.opengl.GL33C.glLinkProgram;
import static org.lwjgl.opengl.GL33C.glShaderSource;
import static org.lwjgl.opengl.GL33C.glUniform1f;
import static org.lwjgl.opengl.GL33C.glUniform1i;
import static org.lwjgl.opengl.GL33C.glUniform2f;
import static org.lwjgl.opengl.GL33C.glUniform2i;
import static org.lwjgl.opengl.GL33C.glUniform3f;
import static org.lwjgl.opengl.GL33C.glUniform3fv;
import static org.lwjgl.opengl.GL33C.glUniform4f;
import static org.lwjgl.opengl.GL33C.glUniform4fv;
import static org.lwjgl.opengl.GL33C.glUniformMatrix3fv;
import static org.lwjgl.opengl.GL33C.glUniformMatrix4fv;
import static org.lwjgl.opengl.GL33C.glUseProgram;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A vertex and a fragment shader, read from the files beside this class, and its uniforms by name. */
final class GlProgram {

    private final int id;
    private final Map<String, Integer> locations = new HashMap<>();

    /**
     * @param vertex names of the files that make the vertex shader together
     * @param fragment those of the fragment shader
     * @param defines names defined in both shaders
     * @throws IllegalStateException with the compiler's words, if the driver does not take it
     */
    GlProgram(String[] vertex, String[] fragment, String... defines) {
        StringBuilder names = new StringBuilder("#version 330\n");
        for (String d : defines) {
            names.append("#define ").append(d).append('\n');
        }
        String head = names.toString();
        int v = compile(GL_VERTEX_SHADER, vertex, head);
        int f = compile(GL_FRAGMENT_SHADER, fragment, head);
        id = glCreateProgram();
        GlObjects.countProgram();
        glAttachShader(id, v);
        glAttachShader(id, f);
        glLinkProgram(id);
        glDeleteShader(v);
        glDeleteShader(f);
        if (glGetProgrami(id, GL_LINK_STATUS) != GL_TRUE) {
            throw new IllegalStateException(String.join("+", vertex) + ", " + String.join("+", fragment) + ": " + glGetProgramInfoLog(id));
        }
    }

    private static int compile(int kind, String[] files, String head) {
        StringBuilder text = new StringBuilder(head);
        for (String f : files) {
            text.append(read(f));
        }
        int s = glCreateShader(kind);
        glShaderSource(s, text);
        glCompileShader(s);
        if (glGetShaderi(s, GL_COMPILE_STATUS) != GL_TRUE) {
            throw new IllegalStateException(String.join("+", files) + ": " + glGetShaderInfoLog(s));
        }
        return s;
    }

    private static String read(String name) {
        try (InputStream in = GlProgram.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    GlProgram use() {
        glUseProgram(id);
        return this;
    }

    private int at(String name) {
        return locations.computeIfAbsent(name, n -> glGetUniformLocation(id, n));
    }

    GlProgram set(String name, int v) {
        glUniform1i(at(name), v);
        return this;
    }

    GlProgram set(String name, boolean v) {
        glUniform1i(at(name), v ? 1 : 0);
        return this;
    }

    GlProgram set(String name, int x, int y) {
        glUniform2i(at(name), x, y);
        return this;
    }

    GlProgram set(String name, double v) {
        glUniform1f(at(name), (float) v);
        return this;
    }

    GlProgram set(String name, double x, double y) {
        glUniform2f(at(name), (float) x, (float) y);
        return this;
    }

    GlProgram set(String name, double x, double y, double z) {
        glUniform3f(at(name), (float) x, (float) y, (float) z);
        return this;
    }

    GlProgram set(String name, double x, double y, double z, double w) {
        glUniform4f(at(name), (float) x, (float) y, (float) z, (float) w);
        return this;
    }

    GlProgram matrix3(String name, float[] columns) {
        glUniformMatrix3fv(at(name), false, columns);
        return this;
    }

    GlProgram matrix4(String name, float[] columns) {
        glUniformMatrix4fv(at(name), false, columns);
        return this;
    }

    GlProgram vectors3(String name, float[] v) {
        glUniform3fv(at(name), v);
        return this;
    }

    GlProgram vectors4(String name, float[] v) {
        glUniform4fv(at(name), v);
        return this;
    }

    void delete() {
        GlObjects.deleteProgram(id);
    }
}
