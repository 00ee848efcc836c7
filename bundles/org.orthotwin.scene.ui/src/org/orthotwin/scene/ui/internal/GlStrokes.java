/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import static org.lwjgl.opengl.GL33C.GL_ARRAY_BUFFER;
import static org.lwjgl.opengl.GL33C.GL_FLOAT;
import static org.lwjgl.opengl.GL33C.GL_STREAM_DRAW;
import static org.lwjgl.opengl.GL33C.GL_TRIANGLE_STRIP;
import static org.lwjgl.opengl.GL33C.glBindBuffer;
import static org.lwjgl.opengl.GL33C.glBindVertexArray;
import static org.lwjgl.opengl.GL33C.glBufferData;
import static org.lwjgl.opengl.GL33C.glDrawArraysInstanced;
import static org.lwjgl.opengl.GL33C.glEnableVertexAttribArray;
import static org.lwjgl.opengl.GL33C.glVertexAttribDivisor;
import static org.lwjgl.opengl.GL33C.glVertexAttribPointer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import org.orthotwin.render.Pen;

/** Lines and rectangles with soft edges, collected and then drawn in their order, one instance each. */
final class GlStrokes implements Pen {

    private static final int NUMBERS = 12;

    private record Batch(boolean rectangles, int from) {
    }

    private final int array;
    private final int buffer;
    private final List<Batch> batches = new ArrayList<>();
    private float[] data = new float[NUMBERS * 256];
    private int count;
    private int height;

    GlStrokes() {
        array = GlObjects.vertexArray();
        buffer = GlObjects.buffer();
        glBindVertexArray(array);
        glBindBuffer(GL_ARRAY_BUFFER, buffer);
        for (int i = 0; i < 3; i++) {
            glEnableVertexAttribArray(i);
            glVertexAttribPointer(i, 4, GL_FLOAT, false, 4 * NUMBERS, 16L * i);
            glVertexAttribDivisor(i, 1);
        }
        glBindVertexArray(0);
    }

    /** Starts anew, for a picture of a height in pixels. */
    void begin(int pictureHeight) {
        count = 0;
        batches.clear();
        height = pictureHeight;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** A line from one end (pixels, y up, half width, depth) to the other; a depth below 0 is before everything. */
    void line(double[] a, double[] b, float red, float green, float blue, double opacity) {
        put(false, a[0], a[1], b[0], b[1], a[2], b[2], a[3], b[3], red, green, blue, opacity);
    }

    private void put(boolean rectangle, double x0, double y0, double x1, double y1, double r0, double r1, double d0, double d1, float red,
            float green, float blue, double opacity) {
        if (batches.isEmpty() || batches.getLast().rectangles() != rectangle) {
            batches.add(new Batch(rectangle, count));
        }
        if (NUMBERS * (count + 1) > data.length) {
            data = Arrays.copyOf(data, 2 * data.length);
        }
        int k = NUMBERS * count++;
        data[k] = (float) x0;
        data[k + 1] = (float) y0;
        data[k + 2] = (float) x1;
        data[k + 3] = (float) y1;
        data[k + 4] = (float) r0;
        data[k + 5] = (float) r1;
        data[k + 6] = (float) d0;
        data[k + 7] = (float) d1;
        data[k + 8] = red;
        data[k + 9] = green;
        data[k + 10] = blue;
        data[k + 11] = (float) opacity;
    }

    private void flat(boolean rectangle, double x0, double y0, double x1, double y1, double r0, double r1, int color, double opacity) {
        put(rectangle, x0, height - y0, x1, height - y1, r0, r1, -1, -1, (color >> 16 & 255) / 255f, (color >> 8 & 255) / 255f,
                (color & 255) / 255f, opacity);
    }

    @Override
    public void strokes(double[] s, double width, int color, double opacity) {
        for (int i = 0; i + 3 < s.length; i += 4) {
            flat(false, s[i], s[i + 1], s[i + 2], s[i + 3], 0.5 * width, 0.5 * width, color, opacity);
        }
    }

    @Override
    public void taper(double x0, double y0, double r0, double x1, double y1, double r1, int color, double opacity) {
        flat(false, x0, y0, x1, y1, r0, r1, color, opacity);
    }

    @Override
    public void fill(double x, double y, double w, double h, int color, double opacity) {
        flat(true, x, y + 0.5 * h, x + w, y + 0.5 * h, 0.5 * h, 0.5 * h, color, opacity);
    }

    void upload() {
        glBindBuffer(GL_ARRAY_BUFFER, buffer);
        glBufferData(GL_ARRAY_BUFFER, Arrays.copyOf(data, NUMBERS * count), GL_STREAM_DRAW);
    }

    /**
     * Draws what was uploaded.
     *
     * @param lines makes the program for lines current
     * @param rectangles makes that for rectangles current
     */
    void draw(Supplier<GlProgram> lines, Supplier<GlProgram> rectangles) {
        glBindVertexArray(array);
        glBindBuffer(GL_ARRAY_BUFFER, buffer);
        for (int i = 0; i < batches.size(); i++) {
            Batch b = batches.get(i);
            int end = i + 1 < batches.size() ? batches.get(i + 1).from() : count;
            (b.rectangles() ? rectangles : lines).get();
            for (int k = 0; k < 3; k++) {
                glVertexAttribPointer(k, 4, GL_FLOAT, false, 4 * NUMBERS, 4L * NUMBERS * b.from() + 16L * k);
            }
            glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, end - b.from());
        }
        glBindVertexArray(0);
    }

    void delete() {
        GlObjects.deleteVertexArray(array);
        GlObjects.deleteBuffer(buffer);
    }
}
