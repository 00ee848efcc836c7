/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.util.Arrays;
import java.util.function.Function;

import org.orthotwin.geometry.PolygonTriangulation;
import org.orthotwin.geometry.TriangleMesh;

/** Collects vertices (converted to m) and polygons (cut into triangles) while a file is read; grows with what is really there. */
final class MeshBuilder {

    private final LengthUnit unit;
    private double[] v = new double[3 * 256];
    private int nv;
    private int[] t = new int[3 * 512];
    private int nt;
    private int base;

    MeshBuilder(LengthUnit unit) {
        this.unit = unit;
    }

    int vertexCount() {
        return nv / 3;
    }

    int triangleCount() {
        return nt / 3;
    }

    /** From here on polygon indices count from the next vertex (pieces, shapes). */
    void startPart() {
        base = nv / 3;
    }

    void vertex(double x, double y, double z, Function<String, MeshFormatException> fail) {
        if (!Double.isFinite(x) || !Double.isFinite(y) || !Double.isFinite(z)) {
            throw fail.apply("vertex " + nv / 3 + " (" + x + ", " + y + ", " + z + ") has a coordinate that is not a finite number");
        }
        if (nv + 3 > v.length) {
            v = Arrays.copyOf(v, grown(v.length, nv + 3, fail));
        }
        v[nv++] = unit.toMetres(x);
        v[nv++] = unit.toMetres(y);
        v[nv++] = unit.toMetres(z);
    }

    private static int grown(int length, int least, Function<String, MeshFormatException> fail) {
        long n = Math.max(least, Math.min((long) length * 2, Integer.MAX_VALUE - 16L));
        if (least < 0 || n > Integer.MAX_VALUE - 16) {
            throw fail.apply("the surface has more vertices or triangles than fit into memory");
        }
        return (int) n;
    }

    void triangle(long i, long j, long k, Function<String, MeshFormatException> fail) {
        check(i, fail);
        check(j, fail);
        check(k, fail);
        if (nt + 3 > t.length) {
            t = Arrays.copyOf(t, grown(t.length, nt + 3, fail));
        }
        t[nt++] = base + (int) i;
        t[nt++] = base + (int) j;
        t[nt++] = base + (int) k;
    }

    private void check(long i, Function<String, MeshFormatException> fail) {
        if (i < 0 || i >= nv / 3 - base) {
            throw fail.apply("a face names vertex " + i + ", but there are " + (nv / 3 - base) + " vertices, counted from 0");
        }
    }

    /** A polygon of {@code n} vertices, possibly concave; all its vertices must have been added. */
    void polygon(int[] corners, int n, Function<String, MeshFormatException> fail) {
        if (n < 3) {
            throw fail.apply("a face has " + n + " corners, expected at least 3");
        }
        if (n == 3) {
            triangle(corners[0], corners[1], corners[2], fail);
            return;
        }
        double[] points = new double[3 * n];
        for (int i = 0; i < n; i++) {
            check(corners[i], fail);
            System.arraycopy(v, 3 * (base + corners[i]), points, 3 * i, 3);
        }
        int[] cut = PolygonTriangulation.triangulate(points, n);
        for (int i = 0; i < cut.length; i += 3) {
            triangle(corners[cut[i]], corners[cut[i + 1]], corners[cut[i + 2]], fail);
        }
    }

    /** A triangle strip: every second triangle is turned. */
    void strip(int[] corners, int n, Function<String, MeshFormatException> fail) {
        for (int i = 0; i + 2 < n; i++) {
            boolean odd = (i & 1) == 1;
            triangle(corners[odd ? i + 1 : i], corners[odd ? i : i + 1], corners[i + 2], fail);
        }
    }

    TriangleMesh build(String file) {
        if (nt == 0) {
            throw MeshFormatException.inFile(file, "holds no triangle (" + nv / 3 + " vertices)");
        }
        return new TriangleMesh(Arrays.copyOf(v, nv), Arrays.copyOf(t, nt));
    }
}
