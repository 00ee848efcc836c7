/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class DepthOrderTest {

    /** Triangles anywhere within 0.1 m of the origin, with no corner of two. */
    private static MeshArrays scattered(Random random, int triangles) {
        float[] places = new float[9 * triangles];
        for (int i = 0; i < places.length; i++) {
            places[i] = 0.2f * random.nextFloat() - 0.1f;
        }
        int[] corners = IntStream.range(0, 3 * triangles).toArray();
        return new MeshArrays(places, new short[12 * triangles], corners, corners, new double[6], false);
    }

    private static double depth(float[] places, int corner, float[] row) {
        return row[0] * (double) places[3 * corner] + row[1] * (double) places[3 * corner + 1] + row[2] * (double) places[3 * corner + 2]
                + row[3];
    }

    @Test
    void everyTriangleOfAllSurfacesComesOnceAfterThoseBehindIt() {
        Random random = new Random(3);
        List<MeshArrays> surfaces = List.of(scattered(random, 700), scattered(random, 1), scattered(random, 1300));
        float[] thirdRows = {0.48f, -0.6f, 0.64f, 0.5f, 0, 0.8f, -0.6f, 0.45f, 1, 0, 0, 0.55f};
        float[] rows = new float[16 * surfaces.size()];
        float[] depths = new float[3 * 2001];
        int n = 0;
        for (int s = 0; s < surfaces.size(); s++) {
            float[] row = Arrays.copyOfRange(thirdRows, 4 * s, 4 * s + 4);
            System.arraycopy(row, 0, rows, 16 * s + 8, 4);
            for (int c = 0; c < surfaces.get(s).source().length; c++) {
                depths[n++] = (float) depth(surfaces.get(s).places(), c, row);
            }
        }
        DepthOrder order = new DepthOrder();
        order.set(surfaces);
        int[] sorted = order.farthestFirst(rows, 0.3, 0.7);
        List<Integer> seen = new ArrayList<>();
        double last = Double.MAX_VALUE;
        for (int i = 0; i < sorted.length; i += 3) {
            int c = sorted[i];
            assertTrue(c % 3 == 0 && sorted[i + 1] == c + 1 && sorted[i + 2] == c + 2, "a triangle keeps its corners");
            seen.add(c / 3);
            double middle = (depths[c] + depths[c + 1] + depths[c + 2]) / 3;
            assertTrue(middle <= last + 0.4 / 65_535 + 1e-6, "triangle " + i / 3 + " at " + middle + " m after one at " + last);
            last = middle;
        }
        assertArrayEquals(IntStream.range(0, 2001).toArray(), seen.stream().mapToInt(Integer::intValue).sorted().toArray());
    }
}
