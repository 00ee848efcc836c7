/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;

/** A mesh whose edges can be collapsed one by one without changing its topology. */
final class CollapsibleMesh {

    /** Least cosine between a triangle's normal before and after. */
    private static final double LEAST_COSINE = 0.2;

    final double[] v;
    final int[] t;
    final boolean[] gone;
    private final int[][] around;
    private final int[] size;
    private final boolean[] border;
    private final int[] mark;
    private int stamp;
    int triangles;

    CollapsibleMesh(TriangleMesh mesh) {
        v = mesh.vertices().clone();
        t = mesh.triangles().clone();
        gone = new boolean[t.length / 3];
        size = new int[v.length / 3];
        for (int i : t) {
            size[i]++;
        }
        around = new int[size.length][];
        for (int i = 0; i < size.length; i++) {
            around[i] = new int[size[i]];
            size[i] = 0;
        }
        for (int h = 0; h < t.length; h++) {
            around[t[h]][size[t[h]]++] = h / 3;
        }
        border = new boolean[size.length];
        mark = new int[size.length];
        triangles = t.length / 3;
        EdgeTable e = new EdgeTable(t);
        for (int i = 0; i < e.count; i++) {
            if (e.up[i] != 1 || e.down[i] != 1) {
                border[e.ends[2 * i]] = true;
                border[e.ends[2 * i + 1]] = true;
            }
        }
    }

    boolean isBorder(int a) {
        return border[a];
    }

    int degree(int a) {
        return size[a];
    }

    int triangleAround(int a, int i) {
        return around[a][i];
    }

    private boolean has(int triangle, int a) {
        int i = 3 * triangle;
        return t[i] == a || t[i + 1] == a || t[i + 2] == a;
    }

    /** The link condition: what a and b share is just their common triangles. Borders (and defects) are left alone. */
    boolean canCollapse(int a, int b) {
        if (a == b || border[a] || border[b]) {
            return false;
        }
        stamp++;
        int shared = 0;
        int c = -1;
        int d = -1;
        for (int i = 0; i < size[a]; i++) {
            int q = around[a][i];
            for (int k = 0; k < 3; k++) {
                mark[t[3 * q + k]] = stamp;
            }
            if (has(q, b)) {
                shared++;
                int third = t[3 * q] + t[3 * q + 1] + t[3 * q + 2] - a - b;
                d = c;
                c = third;
            }
        }
        if (shared != 2 || c == d) {
            return false;
        }
        mark[a] = 0;
        mark[b] = 0;
        int common = 0;
        boolean lidB = false;
        for (int i = 0; i < size[b]; i++) {
            int q = around[b][i];
            for (int k = 0; k < 3; k++) {
                int n = t[3 * q + k];
                if (mark[n] == stamp) {
                    common++;
                    mark[n] = 0;
                }
            }
            lidB |= !has(q, a) && has(q, c) && has(q, d);
        }
        if (common != 2) {
            return false;
        }
        if (lidB) {
            for (int i = 0; i < size[a]; i++) {
                int q = around[a][i];
                if (!has(q, b) && has(q, c) && has(q, d)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether a triangle that stays would turn over or lose its area if both ends moved to the point. */
    boolean flips(int a, int b, double x, double y, double z) {
        return flipsAround(a, b, x, y, z) || flipsAround(b, a, x, y, z);
    }

    private boolean flipsAround(int a, int b, double x, double y, double z) {
        for (int i = 0; i < size[a]; i++) {
            int q = around[a][i];
            if (has(q, b)) {
                continue;
            }
            int k = t[3 * q] == a ? 0 : t[3 * q + 1] == a ? 1 : 2;
            int p = 3 * t[3 * q + (k + 1) % 3];
            int r = 3 * t[3 * q + (k + 2) % 3];
            double ex = v[r] - v[p];
            double ey = v[r + 1] - v[p + 1];
            double ez = v[r + 2] - v[p + 2];
            double ox = v[3 * a] - v[p];
            double oy = v[3 * a + 1] - v[p + 1];
            double oz = v[3 * a + 2] - v[p + 2];
            double nx = x - v[p];
            double ny = y - v[p + 1];
            double nz = z - v[p + 2];
            double ax = ey * oz - ez * oy;
            double ay = ez * ox - ex * oz;
            double az = ex * oy - ey * ox;
            double bx = ey * nz - ez * ny;
            double by = ez * nx - ex * nz;
            double bz = ex * ny - ey * nx;
            double dot = ax * bx + ay * by + az * bz;
            double norms = Math.sqrt((ax * ax + ay * ay + az * az) * (bx * bx + by * by + bz * bz));
            if (!(dot > LEAST_COSINE * norms)) {
                return true;
            }
        }
        return false;
    }

    /** Moves a to the point and lets b become a; call only after {@link #canCollapse}. */
    void collapse(int a, int b, double x, double y, double z) {
        v[3 * a] = x;
        v[3 * a + 1] = y;
        v[3 * a + 2] = z;
        int[] merged = new int[size[a] + size[b]];
        int n = 0;
        for (int i = 0; i < size[a]; i++) {
            int q = around[a][i];
            if (has(q, b)) {
                gone[q] = true;
                triangles--;
                int third = t[3 * q] + t[3 * q + 1] + t[3 * q + 2] - a - b;
                drop(third, q);
            } else {
                merged[n++] = q;
            }
        }
        for (int i = 0; i < size[b]; i++) {
            int q = around[b][i];
            if (!gone[q]) {
                for (int k = 0; k < 3; k++) {
                    if (t[3 * q + k] == b) {
                        t[3 * q + k] = a;
                    }
                }
                merged[n++] = q;
            }
        }
        around[a] = merged;
        size[a] = n;
        size[b] = 0;
    }

    private void drop(int vertex, int triangle) {
        int n = 0;
        for (int i = 0; i < size[vertex]; i++) {
            if (around[vertex][i] != triangle) {
                around[vertex][n++] = around[vertex][i];
            }
        }
        size[vertex] = n;
    }

    TriangleMesh toMesh() {
        int[] left = new int[3 * triangles];
        int n = 0;
        for (int q = 0; q < gone.length; q++) {
            if (!gone[q]) {
                System.arraycopy(t, 3 * q, left, n, 3);
                n += 3;
            }
        }
        return MeshRepair.withoutUnusedVertices(new TriangleMesh(v, Arrays.copyOf(left, n)));
    }
}
