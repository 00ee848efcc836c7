/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;

/** Finer triangles on the same surface. */
public final class Subdivision {

    private Subdivision() {
    }

    /**
     * Cuts each triangle into four at the middles of its edges; the surface does not change, closed stays closed. Old vertices keep their
     * numbers; triangle t becomes 4 t to 4 t + 3, the last one in the middle (triangles
     * that name a vertex twice are left out).
     */
    public static TriangleMesh midpoint(TriangleMesh mesh) {
        int[] t = mesh.triangles();
        EdgeTable e = new EdgeTable(t);
        int old = mesh.vertexCount();
        double[] v = Arrays.copyOf(mesh.vertices(), 3 * (old + e.count));
        for (int i = 0; i < e.count; i++) {
            for (int d = 0; d < 3; d++) {
                v[3 * (old + i) + d] = 0.5 * (v[3 * e.ends[2 * i] + d] + v[3 * e.ends[2 * i + 1] + d]);
            }
        }
        int[] q = new int[4 * t.length];
        int n = 0;
        for (int i = 0; i < t.length; i += 3) {
            if (e.edgeOf[i] < 0) {
                continue;
            }
            int ab = old + e.edgeOf[i];
            int bc = old + e.edgeOf[i + 1];
            int ca = old + e.edgeOf[i + 2];
            int[] four = {t[i], ab, ca, ab, t[i + 1], bc, ca, bc, t[i + 2], ab, bc, ca};
            System.arraycopy(four, 0, q, n, 12);
            n += 12;
        }
        return new TriangleMesh(v, n == q.length ? q : Arrays.copyOf(q, n));
    }
}
