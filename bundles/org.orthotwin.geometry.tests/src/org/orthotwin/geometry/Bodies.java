/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;

/** Bodies whose properties are known, and the real bones that tests may read. */
public final class Bodies {

    private Bodies() {
    }

    /** A box along the axes from one corner to the other, 12 triangles. */
    public static TriangleMesh box(Vec3 a, Vec3 b) {
        double[] v = new double[24];
        for (int i = 0; i < 8; i++) {
            v[3 * i] = (i & 1) == 0 ? a.x() : b.x();
            v[3 * i + 1] = (i & 2) == 0 ? a.y() : b.y();
            v[3 * i + 2] = (i & 4) == 0 ? a.z() : b.z();
        }
        return new TriangleMesh(v, new int[] {0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1,
                3, 5, 3,
            7, 5});
    }

    /** A sphere about the origin from an octahedron cut {@code levels} times, all vertices on it. */
    public static TriangleMesh sphere(double radius, int levels) {
        TriangleMesh m = new TriangleMesh(new double[] {1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1},
                new int[] {0, 2, 4, 2, 1, 4, 1, 3, 4, 3, 0, 4, 2, 0, 5, 1, 2, 5, 3, 1, 5, 0, 3, 5});
        for (int i = 0; i < levels; i++) {
            m = Subdivision.midpoint(m);
            double[] v = m.vertices().clone();
            for (int k = 0; k < v.length; k += 3) {
                Vec3 p = Vec3.of(v, k).normalized();
                v[k] = p.x();
                v[k + 1] = p.y();
                v[k + 2] = p.z();
            }
            m = new TriangleMesh(v, m.triangles());
        }
        return m.scaled(radius);
    }

    /** A torus about the z axis: {@code n} times {@code k} vertices on it. */
    public static TriangleMesh torus(double large, double small, int n, int k) {
        double[] v = new double[3 * n * k];
        int[] t = new int[6 * n * k];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                double a = 2 * Math.PI * i / n;
                double b = 2 * Math.PI * j / k;
                int p = i * k + j;
                double r = large + small * Math.cos(b);
                v[3 * p] = r * Math.cos(a);
                v[3 * p + 1] = r * Math.sin(a);
                v[3 * p + 2] = small * Math.sin(b);
                int right = (i + 1) % n * k + j;
                int up = i * k + (j + 1) % k;
                int both = (i + 1) % n * k + (j + 1) % k;
                int[] quad = {p, right, both, p, both, up};
                System.arraycopy(quad, 0, t, 6 * p, 6);
            }
        }
        return new TriangleMesh(v, t);
    }

    /** The folder of real data; the test that asks is skipped where it is not there. */
    public static Path data(String path) {
        String set = System.getProperty("orthotwin.data");
        Path found = null;
        if (set != null) {
            found = Path.of(set, path);
        } else {
            // from the checkout, or from a bundle in it
            for (Path up = Path.of("").toAbsolutePath(); up != null && found == null; up = up.getParent()) {
                Path shared = up.resolve("shared").resolve("data");
                found = Files.isDirectory(shared) ? shared.resolve(path) : null;
            }
        }
        assumeTrue(found != null && Files.exists(found), "skipped: no real data " + path + " (set -Dorthotwin.data=<folder>)");
        return found;
    }

    /** A real bone, by its path below the data folder. */
    public static TriangleMesh bone(String path, LengthUnit unit) {
        return MeshReader.read(data(path), unit);
    }
}
