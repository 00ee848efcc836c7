/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

import java.util.Arrays;

import org.orthotwin.geometry.TriangleMesh;

/**
 * A triangle mesh made ready for drawing: a normal for each corner, smooth except across edges sharper than the crease angle. Costs one
 * pass over the mesh, so keep it for as long as the mesh is shown; immutable and free to share between scenes and threads.
 */
public final class Surface {

    /** Edges that bend by more than this (rad) stay sharp unless said otherwise. */
    public static final double DEFAULT_CREASE_ANGLE = 0.7;

    private final TriangleMesh mesh;
    private final float[] normals;

    private Surface(TriangleMesh mesh, float[] normals) {
        this.mesh = mesh;
        this.normals = normals;
    }

    public static Surface of(TriangleMesh mesh) {
        return of(mesh, DEFAULT_CREASE_ANGLE);
    }

    /**
     * @param creaseAngle in rad, 0 (flat triangles) to pi (smooth everywhere)
     */
    public static Surface of(TriangleMesh mesh, double creaseAngle) {
        if (!(creaseAngle >= 0)) {
            throw new IllegalArgumentException("crease angle " + creaseAngle + " rad is negative");
        }
        double[] v = mesh.vertices();
        int[] tri = mesh.triangles();
        int nt = mesh.triangleCount();
        int[] weld = weld(v);
        float[] face = new float[3 * nt];
        float[] weight = new float[3 * nt];
        for (int t = 0; t < nt; t++) {
            face(v, tri, t, face, weight);
        }
        int[] first = new int[mesh.vertexCount() + 1];
        for (int c = 0; c < 3 * nt; c++) {
            first[weld[tri[c]] + 1]++;
        }
        for (int i = 0; i < first.length - 1; i++) {
            first[i + 1] += first[i];
        }
        int[] next = Arrays.copyOf(first, first.length);
        int[] corners = new int[3 * nt];
        for (int c = 0; c < 3 * nt; c++) {
            corners[next[weld[tri[c]]]++] = c;
        }
        double limit = creaseAngle >= Math.PI ? -2 : StrictMath.cos(creaseAngle);
        float[] normals = new float[9 * nt];
        for (int c = 0; c < 3 * nt; c++) {
            int t = 3 * (c / 3);
            int w = weld[tri[c]];
            double x = 0;
            double y = 0;
            double z = 0;
            for (int k = first[w]; k < first[w + 1]; k++) {
                int o = corners[k];
                int u = 3 * (o / 3);
                double dot = face[t] * face[u] + face[t + 1] * face[u + 1] + face[t + 2] * face[u + 2];
                if (u == t || dot >= limit) {
                    x += weight[o] * face[u];
                    y += weight[o] * face[u + 1];
                    z += weight[o] * face[u + 2];
                }
            }
            double n = Math.sqrt(x * x + y * y + z * z);
            normals[3 * c] = (float) (n > 0 ? x / n : face[t]);
            normals[3 * c + 1] = (float) (n > 0 ? y / n : face[t + 1]);
            normals[3 * c + 2] = (float) (n > 0 ? z / n : face[t + 2]);
        }
        return new Surface(mesh, normals);
    }

    private static void face(double[] v, int[] tri, int t, float[] face, float[] weight) {
        int a = 3 * tri[3 * t];
        int b = 3 * tri[3 * t + 1];
        int c = 3 * tri[3 * t + 2];
        double ux = v[b] - v[a];
        double uy = v[b + 1] - v[a + 1];
        double uz = v[b + 2] - v[a + 2];
        double wx = v[c] - v[a];
        double wy = v[c + 1] - v[a + 1];
        double wz = v[c + 2] - v[a + 2];
        double qx = wx - ux;
        double qy = wy - uy;
        double qz = wz - uz;
        double x = uy * wz - uz * wy;
        double y = uz * wx - ux * wz;
        double z = ux * wy - uy * wx;
        double n = Math.sqrt(x * x + y * y + z * z);
        if (n > 0) {
            face[3 * t] = (float) (x / n);
            face[3 * t + 1] = (float) (y / n);
            face[3 * t + 2] = (float) (z / n);
            // Weights of N. Max (1999, J. Graphics Tools 4(2)): exact for points on a sphere, and no angle is needed.
            double uu = ux * ux + uy * uy + uz * uz;
            double ww = wx * wx + wy * wy + wz * wz;
            double qq = qx * qx + qy * qy + qz * qz;
            weight[3 * t] = (float) (n / (uu * ww));
            weight[3 * t + 1] = (float) (n / (uu * qq));
            weight[3 * t + 2] = (float) (n / (ww * qq));
        } else {
            face[3 * t + 2] = 1;
        }
    }

    /** For each vertex the first one at exactly the same place, so that a triangle soup is smooth too. */
    private static int[] weld(double[] v) {
        int n = v.length / 3;
        int size = Integer.highestOneBit(Math.max(8, n)) * 4;
        int[] slot = new int[size];
        Arrays.fill(slot, -1);
        int[] weld = new int[n];
        for (int i = 0; i < n; i++) {
            long h = Double.doubleToLongBits(v[3 * i] + 0.0) * 0x9E3779B97F4A7C15L;
            h = (h ^ h >>> 29 ^ Double.doubleToLongBits(v[3 * i + 1] + 0.0)) * 0xBF58476D1CE4E5B9L;
            h = (h ^ h >>> 32 ^ Double.doubleToLongBits(v[3 * i + 2] + 0.0)) * 0x94D049BB133111EBL;
            int s = (int) (h >>> 33) & size - 1;
            while (slot[s] >= 0 && !(v[3 * slot[s]] == v[3 * i] && v[3 * slot[s] + 1] == v[3 * i + 1] && v[3 * slot[s] + 2] == v[3 * i
                    + 2])) {
                s = s + 1 & size - 1;
            }
            if (slot[s] < 0) {
                slot[s] = i;
            }
            weld[i] = slot[s];
        }
        return weld;
    }

    /** A sphere of radius 1 m about the origin, for markers; place it with a scale. */
    public static Surface unitSphere() {
        return Lathe.SPHERE;
    }

    /**
     * An arrow along z from the origin.
     *
     * @param length in m
     * @param radius of the shaft in m; the head is two and a half times as wide
     */
    public static Surface arrow(double length, double radius) {
        double head = Math.min(length, 7 * radius);
        return Lathe.of(new double[] {0, radius, radius, 2.5 * radius, 0}, new double[] {0, 0, length - head, length - head, length}, 24);
    }

    /**
     * A closed cylinder along z, from the origin.
     *
     * @param length in m
     * @param radius in m
     */
    public static Surface cylinder(double length, double radius) {
        return Lathe.of(new double[] {0, radius, radius, 0}, new double[] {0, 0, length, length}, 48);
    }

    public TriangleMesh mesh() {
        return mesh;
    }

    /** Unit normals, nine numbers for each triangle (x y z of its three corners); the surface's own array, not to be written. */
    public float[] cornerNormals() {
        return normals;
    }

    /** Surfaces of revolution about z. */
    private static final class Lathe {

        static final Surface SPHERE = sphere(32);

        private static Surface sphere(int rings) {
            double[] r = new double[rings + 1];
            double[] z = new double[rings + 1];
            for (int i = 0; i <= rings; i++) {
                r[i] = i == 0 || i == rings ? 0 : StrictMath.sin(Math.PI * i / rings);
                z[i] = -StrictMath.cos(Math.PI * i / rings);
            }
            return of(r, z, 2 * rings);
        }

        static Surface of(double[] r, double[] z, int sides) {
            int rings = r.length;
            double[] v = new double[3 * rings * sides];
            int[] t = new int[6 * (rings - 1) * sides];
            int n = 0;
            for (int i = 0; i < rings; i++) {
                for (int k = 0; k < sides; k++) {
                    double a = 2 * Math.PI * k / sides;
                    int p = i * sides + k;
                    v[3 * p] = r[i] * StrictMath.cos(a);
                    v[3 * p + 1] = r[i] * StrictMath.sin(a);
                    v[3 * p + 2] = z[i];
                    int q = i * sides + (k + 1) % sides;
                    if (i + 1 < rings && r[i] > 0) {
                        t[n++] = p;
                        t[n++] = q;
                        t[n++] = q + sides;
                    }
                    if (i + 1 < rings && r[i + 1] > 0) {
                        t[n++] = p;
                        t[n++] = q + sides;
                        t[n++] = p + sides;
                    }
                }
            }
            return Surface.of(new TriangleMesh(v, Arrays.copyOf(t, n)));
        }
    }
}
