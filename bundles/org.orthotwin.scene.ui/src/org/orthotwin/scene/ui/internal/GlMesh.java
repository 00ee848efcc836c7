/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import static org.lwjgl.opengl.GL33C.GL_ARRAY_BUFFER;
import static org.lwjgl.opengl.GL33C.GL_ELEMENT_ARRAY_BUFFER;
import static org.lwjgl.opengl.GL33C.GL_FLOAT;
import static org.lwjgl.opengl.GL33C.GL_SHORT;
import static org.lwjgl.opengl.GL33C.GL_STATIC_DRAW;
import static org.lwjgl.opengl.GL33C.GL_TRIANGLES;
import static org.lwjgl.opengl.GL33C.GL_UNSIGNED_INT;
import static org.lwjgl.opengl.GL33C.glBindBuffer;
import static org.lwjgl.opengl.GL33C.glBindVertexArray;
import static org.lwjgl.opengl.GL33C.glBufferData;
import static org.lwjgl.opengl.GL33C.glDrawElements;
import static org.lwjgl.opengl.GL33C.glEnableVertexAttribArray;
import static org.lwjgl.opengl.GL33C.glVertexAttribPointer;

/** The buffers of one surface in one context; with values on its vertices where it was made of them. */
final class GlMesh {

    private final int places;
    private final int normals;
    private final int triangles;
    private final int plain;
    private final int count;
    private final int[] source;
    final double[] box;
    final boolean closed;
    final long bytes;
    boolean deleted;

    GlMesh(MeshArrays a) {
        box = a.box();
        closed = a.closed();
        source = a.source();
        count = a.triangles().length;
        bytes = a.bytes();
        glBindVertexArray(0);
        places = GlObjects.buffer();
        glBindBuffer(GL_ARRAY_BUFFER, places);
        glBufferData(GL_ARRAY_BUFFER, a.places(), GL_STATIC_DRAW);
        normals = GlObjects.buffer();
        glBindBuffer(GL_ARRAY_BUFFER, normals);
        glBufferData(GL_ARRAY_BUFFER, a.normals(), GL_STATIC_DRAW);
        triangles = GlObjects.buffer();
        plain = vertexArray();
        glBufferData(GL_ELEMENT_ARRAY_BUFFER, a.triangles(), GL_STATIC_DRAW);
        glBindVertexArray(0);
    }

    private int vertexArray() {
        int id = GlObjects.vertexArray();
        glBindVertexArray(id);
        glBindBuffer(GL_ARRAY_BUFFER, places);
        glEnableVertexAttribArray(0);
        glVertexAttribPointer(0, 3, GL_FLOAT, false, 0, 0);
        glBindBuffer(GL_ARRAY_BUFFER, normals);
        glEnableVertexAttribArray(1);
        glVertexAttribPointer(1, 4, GL_SHORT, true, 8, 0);
        glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, triangles);
        return id;
    }

    void draw() {
        draw(plain);
    }

    private void draw(int array) {
        glBindVertexArray(array);
        glDrawElements(GL_TRIANGLES, count, GL_UNSIGNED_INT, 0);
    }

    void delete() {
        deleted = true;
        GlObjects.deleteVertexArray(plain);
        GlObjects.deleteBuffer(places);
        GlObjects.deleteBuffer(normals);
        GlObjects.deleteBuffer(triangles);
    }

    /** The values of one field on this surface. */
    final class Values {

        private final int buffer;
        private final int array;

        Values(double[] values) {
            float[] v = new float[2 * source.length];
            for (int i = 0; i < source.length; i++) {
                double x = values[source[i]];
                boolean known = !Double.isNaN(x);
                v[2 * i] = known ? (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, x)) : 0;
                v[2 * i + 1] = known ? 1 : 0;
            }
            array = vertexArray();
            buffer = GlObjects.buffer();
            glBindBuffer(GL_ARRAY_BUFFER, buffer);
            glBufferData(GL_ARRAY_BUFFER, v, GL_STATIC_DRAW);
            glEnableVertexAttribArray(2);
            glVertexAttribPointer(2, 2, GL_FLOAT, false, 0, 0);
            glBindVertexArray(0);
        }

        boolean of(GlMesh mesh) {
            return mesh == GlMesh.this && !deleted;
        }

        void draw() {
            GlMesh.this.draw(array);
        }

        void delete() {
            GlObjects.deleteVertexArray(array);
            GlObjects.deleteBuffer(buffer);
        }
    }
}
