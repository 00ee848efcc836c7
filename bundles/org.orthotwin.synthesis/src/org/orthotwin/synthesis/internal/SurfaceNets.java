/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.Arrays;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

final class SurfaceNets {
    static TriangleMesh extract(double[] f, int nx, int ny, int nz, Vec3 o, double h) {
        int[] id = new int[nx * ny * nz];
        Arrays.fill(id, -1);
        double[] v = new double[1 << 16];
        int n = 0;
        for (int k = 0; k + 1 < nz; k++) for (int j = 0; j + 1 < ny; j++) for (int i = 0; i + 1 < nx; i++) {
            int q = (k * ny + j) * nx + i;
            double sx = 0, sy = 0, sz = 0; int c = 0;
            for (int e = 0; e < 12; e++) {
                int ax = e / 4, b = e & 1, d = e >> 1 & 1;
                int i0 = ax == 0 ? 0 : b, j0 = ax == 1 ? 0 : ax == 0 ? b : d, k0 = ax == 2 ? 0 : d;
                int i1 = i0 + (ax == 0 ? 1 : 0), j1 = j0 + (ax == 1 ? 1 : 0), k1 = k0 + (ax == 2 ? 1 : 0);
                double fa = f[q + (k0 * ny + j0) * nx + i0], fb = f[q + (k1 * ny + j1) * nx + i1];
                if (fa < 0 != fb < 0) { double u = fa / (fa - fb); c++; sx += i0 + u * (i1 - i0); sy += j0 + u * (j1 - j0); sz += k0 + u * (k1 - k0); }
            }
            if (c > 0) {
                if (3 * n + 3 > v.length) v = Arrays.copyOf(v, 2 * v.length);
                v[3 * n] = o.x() + h * (i + sx / c); v[3 * n + 1] = o.y() + h * (j + sy / c); v[3 * n + 2] = o.z() + h * (k + sz / c);
                id[q] = n++;
            }
        }
        int[] t = new int[1 << 16]; int m = 0;
        int[] st = {1, nx, nx * ny};
        for (int k = 1; k + 1 < nz; k++) for (int j = 1; j + 1 < ny; j++) for (int i = 1; i + 1 < nx; i++) {
            int q = (k * ny + j) * nx + i;
            for (int a = 0; a < 3; a++) {
                if (f[q] < 0 == f[q + st[a]] < 0) continue;
                int u = st[(a + 1) % 3], w = st[(a + 2) % 3];
                int p0 = id[q - u - w], p1 = id[q - w], p2 = id[q], p3 = id[q - u];
                if (m + 6 > t.length) t = Arrays.copyOf(t, 2 * t.length);
                if (f[q] < 0) { int[] s = {p0, p1, p2, p0, p2, p3}; System.arraycopy(s, 0, t, m, 6); }
                else { int[] s = {p0, p2, p1, p0, p3, p2}; System.arraycopy(s, 0, t, m, 6); }
                m += 6;
            }
        }
        return new TriangleMesh(Arrays.copyOf(v, 3 * n), Arrays.copyOf(t, m));
    }
}
