/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.tests;

import java.util.SplittableRandom;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/** Closed meshes and random triangles for the tests; all about the origin, in m. */
final class Shapes {

    private Shapes() {
    }

    /** A sphere by meridians and parallels: the poles (0, 0, +-r) are vertices, all vertices lie on the sphere. */
    static TriangleMesh sphere(double r, int parallels, int meridians) {
        int rings = parallels - 1;
        double[] v = new double[3 * (rings * meridians + 2)];
        for (int i = 0; i < rings; i++) {
            double theta = Math.PI * (i + 1) / parallels;
            for (int j = 0; j < meridians; j++) {
                double phi = 2 * Math.PI * j / meridians;
                int k = 3 * (i * meridians + j);
                v[k] = r * Math.sin(theta) * Math.cos(phi);
                v[k + 1] = r * Math.sin(theta) * Math.sin(phi);
                v[k + 2] = r * Math.cos(theta);
            }
        }
        int north = rings * meridians;
        int south = north + 1;
        v[3 * north + 2] = r;
        v[3 * south + 2] = -r;
        int[] t = new int[6 * rings * meridians];
        int n = 0;
        for (int j = 0; j < meridians; j++) {
            int next = (j + 1) % meridians;
            n = put(t, n, north, j, next);
            for (int i = 0; i + 1 < rings; i++) {
                int a = i * meridians;
                int b = a + meridians;
                n = put(t, n, a + j, b + j, b + next);
                n = put(t, n, a + j, b + next, a + next);
            }
            n = put(t, n, south, (rings - 1) * meridians + next, (rings - 1) * meridians + j);
        }
        return new TriangleMesh(v, t);
    }

    private static int put(int[] t, int n, int a, int b, int c) {
        t[n] = a;
        t[n + 1] = b;
        t[n + 2] = c;
        return n + 3;
    }

    /** A box of the given full sizes, twelve triangles. */
    static TriangleMesh box(double x, double y, double z) {
        double[] v = new double[24];
        for (int i = 0; i < 8; i++) {
            v[3 * i] = (i & 1) == 0 ? -x / 2 : x / 2;
            v[3 * i + 1] = (i & 2) == 0 ? -y / 2 : y / 2;
            v[3 * i + 2] = (i & 4) == 0 ? -z / 2 : z / 2;
        }
        return new TriangleMesh(v, new int[] {0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2,
            1, 3, 7, 1, 7, 5});
    }

    /** A torus about the z axis. */
    static TriangleMesh torus(double major, double minor, int n, int m) {
        double[] v = new double[3 * n * m];
        int[] t = new int[6 * n * m];
        int k = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                double u = 2 * Math.PI * i / n;
                double w = 2 * Math.PI * j / m;
                double rho = major + minor * Math.cos(w);
                v[3 * (i * m + j)] = rho * Math.cos(u);
                v[3 * (i * m + j) + 1] = rho * Math.sin(u);
                v[3 * (i * m + j) + 2] = minor * Math.sin(w);
                int a = i * m + j;
                int b = (i + 1) % n * m + j;
                int c = (i + 1) % n * m + (j + 1) % m;
                int d = i * m + (j + 1) % m;
                k = put(t, k, a, b, c);
                k = put(t, k, a, c, d);
            }
        }
        return new TriangleMesh(v, t);
    }

    /** Unconnected random triangles of about the given size in the cube -1..1. */
    static TriangleMesh soup(SplittableRandom random, int count, double size) {
        double[] v = new double[9 * count];
        int[] t = new int[3 * count];
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < 9; c++) {
                v[9 * i + c] = c < 3 ? random.nextDouble(-1, 1) : v[9 * i + c % 3] + random.nextDouble(-size, size);
            }
            for (int c = 0; c < 3; c++) {
                t[3 * i + c] = 3 * i + c;
            }
        }
        return new TriangleMesh(v, t);
    }

    /** Random triangles on the points of a small integer grid: many are coplanar, touching, or degenerate to segments and points. */
    static TriangleMesh gridSoup(SplittableRandom random, int count, int extent) {
        double[] v = new double[9 * count];
        int[] t = new int[3 * count];
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < 9; c++) {
                v[9 * i + c] = c < 3 ? random.nextInt(-extent, extent + 1) : v[9 * i + c % 3] + random.nextInt(-1, 2);
            }
            for (int c = 0; c < 3; c++) {
                t[3 * i + c] = 3 * i + c;
            }
        }
        return new TriangleMesh(v, t);
    }

    static RigidTransform pose(SplittableRandom random, double reach) {
        Vec3 axis = new Vec3(random.nextDouble(-1, 1), random.nextDouble(-1, 1), random.nextDouble(-1, 1));
        Vec3 t = new Vec3(random.nextDouble(-reach, reach), random.nextDouble(-reach, reach), random.nextDouble(-reach, reach));
        return RigidTransform.rotation(axis, random.nextDouble(-3, 3)).withTranslation(t);
    }

    /** Nine coordinates of a triangle, moved as the kernel moves them. */
    static double[] corners(TriangleMesh mesh, int triangle) {
        double[] c = new double[9];
        for (int k = 0; k < 3; k++) {
            System.arraycopy(mesh.corner(triangle, k).toArray(), 0, c, 3 * k, 3);
        }
        return c;
    }
}
