/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import java.util.Arrays;

import org.orthotwin.render.Surface;

/**
 * A surface as a graphics card takes it: each corner that has a normal of its own once, and triangles of numbers of corners.
 *
 * @param places x y z of each corner (m, the surface's frame)
 * @param normals x y z and an unused number of each corner, unit vectors times 32767
 * @param source the vertex of the mesh that a corner is
 * @param triangles three corners each, the mesh's triangles in their order
 * @param box lowest and highest x, y and z (m)
 * @param closed whether the mesh is closed and its triangles face outwards, so that their backs are never seen
 */
record MeshArrays(float[] places, short[] normals, int[] source, int[] triangles, double[] box, boolean closed) {

    private static final int NONE = -1;

    /** About what it takes, in memory or on a graphics card. */
    long bytes() {
        return 20L * source.length + 4L * triangles.length;
    }

    static MeshArrays of(Surface surface) {
        double[] v = surface.mesh().vertices();
        int[] t = surface.mesh().triangles();
        float[] n = surface.cornerNormals();
        int[] head = new int[v.length / 3];
        Arrays.fill(head, NONE);
        int[] next = new int[head.length + 64];
        int[] source = new int[head.length + 64];
        long[] key = new long[head.length + 64];
        int[] triangles = new int[t.length];
        int count = 0;
        for (int c = 0; c < t.length; c++) {
            long k = pack(n[3 * c]) | pack(n[3 * c + 1]) << 16 | pack(n[3 * c + 2]) << 32;
            int i = head[t[c]];
            while (i != NONE && key[i] != k) {
                i = next[i];
            }
            if (i == NONE) {
                if (count == key.length) {
                    int size = count + count / 2;
                    next = Arrays.copyOf(next, size);
                    source = Arrays.copyOf(source, size);
                    key = Arrays.copyOf(key, size);
                }
                i = count++;
                key[i] = k;
                source[i] = t[c];
                next[i] = head[t[c]];
                head[t[c]] = i;
            }
            triangles[c] = i;
        }
        float[] places = new float[3 * count];
        short[] normals = new short[4 * count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < 3; j++) {
                places[3 * i + j] = (float) v[3 * source[i] + j];
                normals[4 * i + j] = (short) (key[i] >> 16 * j);
            }
        }
        return new MeshArrays(places, normals, Arrays.copyOf(source, count), triangles, box(v, t), closed(v, t));
    }

    private static long pack(float x) {
        return Math.round(Math.max(-1, Math.min(1, x)) * 32767) & 0xFFFFL;
    }

    private static double[] box(double[] v, int[] t) {
        double[] b = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int i : t) {
            for (int j = 0; j < 3; j++) {
                b[j] = Math.min(b[j], v[3 * i + j]);
                b[3 + j] = Math.max(b[3 + j], v[3 * i + j]);
            }
        }
        return t.length == 0 ? new double[6] : b;
    }

    /**
     * In a closed and oriented mesh every edge is passed once each way, so that random numbers of the edges, taken with the sign of the
     * way, sum up to zero; in another they do so with a probability of 2^-64.
     */
    private static boolean closed(double[] v, int[] t) {
        long sum = 0;
        double volume = 0;
        for (int k = 0; k < t.length; k += 3) {
            int a = t[k];
            int b = t[k + 1];
            int c = t[k + 2];
            sum += edge(a, b) + edge(b, c) + edge(c, a);
            volume += v[3 * a] * (v[3 * b + 1] * v[3 * c + 2] - v[3 * b + 2] * v[3 * c + 1])
                    + v[3 * a + 1] * (v[3 * b + 2] * v[3 * c] - v[3 * b] * v[3 * c + 2])
                    + v[3 * a + 2] * (v[3 * b] * v[3 * c + 1] - v[3 * b + 1] * v[3 * c]);
        }
        return sum == 0 && volume > 0;
    }

    private static long edge(int a, int b) {
        long x = (long) Math.min(a, b) << 32 | Math.max(a, b);
        // The finalizer of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195).
        x += 0x9E3779B97F4A7C15L;
        x = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
        x = (x ^ x >>> 27) * 0x94D049BB133111EBL;
        x ^= x >>> 31;
        return a < b ? x : -x;
    }
}
