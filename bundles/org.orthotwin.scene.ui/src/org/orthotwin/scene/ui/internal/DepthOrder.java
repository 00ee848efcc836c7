/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import java.util.Arrays;
import java.util.List;

/**
 * The triangles of several surfaces in the order of the depths of their middles, to one part in 65,536 of the depth of the picture, by
 * counting. Right for triangles that do not pass through each other and are small against what lies between them.
 */
final class DepthOrder {

    private static final int STEPS = 1 << 16;

    /** Where the triangles of each surface begin, and where the last ones end. */
    private int[] first = {0};
    /** x y z of the middle of each triangle (m, the frame of its surface). */
    private float[] middles = {};
    /** Three corners of each triangle, numbered over all surfaces. */
    private int[] corners = {};
    private int[] sorted = {};
    private char[] keys = {};
    private final int[] places = new int[STEPS + 1];

    /** Takes the surfaces whose triangles are to be put in order. */
    void set(List<MeshArrays> surfaces) {
        first = new int[surfaces.size() + 1];
        for (int i = 0; i < surfaces.size(); i++) {
            first[i + 1] = first[i] + surfaces.get(i).triangles().length / 3;
        }
        int n = first[surfaces.size()];
        middles = new float[3 * n];
        corners = new int[3 * n];
        sorted = new int[3 * n];
        keys = new char[n];
        int offset = 0;
        int c = 0;
        for (MeshArrays a : surfaces) {
            int[] t = a.triangles();
            for (int k = 0; k < t.length; k += 3, c += 3) {
                for (int j = 0; j < 3; j++) {
                    middles[c + j] = (a.places()[3 * t[k] + j] + a.places()[3 * t[k + 1] + j] + a.places()[3 * t[k + 2] + j]) / 3;
                    corners[c + j] = offset + t[k + j];
                }
            }
            offset += a.source().length;
        }
    }

    /**
     * @param rows sixteen numbers of each surface: the rows of its matrix to the view frame, and four of no concern here
     * @param near the least z of the view frame that anything has (m)
     * @param far the greatest (m)
     * @return three corners of each triangle; the array is used again the next time
     */
    int[] farthestFirst(float[] rows, double near, double far) {
        float scale = (float) ((STEPS - 1) / Math.max(far - near, 1e-9));
        Arrays.fill(places, 0);
        for (int s = 0; s + 1 < first.length; s++) {
            float x = -rows[16 * s + 8] * scale;
            float y = -rows[16 * s + 9] * scale;
            float z = -rows[16 * s + 10] * scale;
            float d = ((float) far - rows[16 * s + 11]) * scale;
            for (int i = first[s], m = 3 * i; i < first[s + 1]; i++, m += 3) {
                int key = Math.clamp((int) (x * middles[m] + y * middles[m + 1] + z * middles[m + 2] + d), 0, STEPS - 1);
                keys[i] = (char) key;
                places[key + 1]++;
            }
        }
        for (int k = 0; k < STEPS; k++) {
            places[k + 1] += places[k];
        }
        for (int i = 0, c = 0; i < keys.length; i++, c += 3) {
            int at = 3 * places[keys[i]]++;
            sorted[at] = corners[c];
            sorted[at + 1] = corners[c + 1];
            sorted[at + 2] = corners[c + 2];
        }
        return sorted;
    }
}
