/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;

/**
 * Smoothing with uniform weights: each vertex moves towards the mean of its neighbours. Vertices on a boundary edge stay. The topology is
 * kept. Cost: iterations times edges.
 */
public final class Smoothing {

    private Smoothing() {
    }

    /**
     * Laplacian smoothing; shrinks the body.
     *
     * @param lambda fraction of the way to the neighbours' mean in one step, over 0 to 1
     */
    public static TriangleMesh laplacian(TriangleMesh mesh, int iterations, double lambda) {
        if (!(lambda > 0 && lambda <= 1) || iterations < 0) {
            throw new IllegalArgumentException("smoothing by " + iterations + " steps of " + lambda + ", expected a step over 0 up to 1");
        }
        return steps(mesh, iterations, lambda, 0);
    }

    /**
     * Smoothing that keeps the size: a step of {@code lambda} and a step back of {@code mu}. G. Taubin, A signal processing approach to
     * fair surface design, SIGGRAPH 1995, doi:10.1145/218380.218473.
     *
     * @param iterations pairs of steps
     * @param lambda over 0 to 1, usually 0.33 to 0.63
     * @param mu below -lambda, so that 1/lambda + 1/mu, the pass-band, is small and positive; with 0.33 usually -0.34
     */
    public static TriangleMesh taubin(TriangleMesh mesh, int iterations, double lambda, double mu) {
        if (!(lambda > 0 && lambda <= 1 && mu < -lambda && mu >= -1.1) || iterations < 0) {
            throw new IllegalArgumentException("smoothing by " + iterations + " steps of " + lambda + " and " + mu
                    + ", expected a first step over 0 up to 1 and a second below its negative, down to -1.1");
        }
        return steps(mesh, iterations, lambda, mu);
    }

    private static TriangleMesh steps(TriangleMesh mesh, int iterations, double lambda, double mu) {
        EdgeTable e = new EdgeTable(mesh.triangles());
        boolean[] fixed = new boolean[mesh.vertexCount()];
        int[] degree = new int[mesh.vertexCount()];
        for (int i = 0; i < e.count; i++) {
            degree[e.ends[2 * i]]++;
            degree[e.ends[2 * i + 1]]++;
            if (e.up[i] + e.down[i] == 1) {
                fixed[e.ends[2 * i]] = true;
                fixed[e.ends[2 * i + 1]] = true;
            }
        }
        double[] v = mesh.vertices().clone();
        double[] mean = new double[v.length];
        for (int i = 0; i < iterations; i++) {
            step(e, v, mean, degree, fixed, lambda);
            if (mu != 0) {
                step(e, v, mean, degree, fixed, mu);
            }
        }
        return new TriangleMesh(v, mesh.triangles());
    }

    private static void step(EdgeTable e, double[] v, double[] mean, int[] degree, boolean[] fixed, double lambda) {
        Arrays.fill(mean, 0);
        for (int i = 0; i < e.count; i++) {
            int a = 3 * e.ends[2 * i];
            int b = 3 * e.ends[2 * i + 1];
            for (int d = 0; d < 3; d++) {
                mean[a + d] += v[b + d];
                mean[b + d] += v[a + d];
            }
        }
        for (int i = 0; i < v.length; i++) {
            if (degree[i / 3] > 0 && !fixed[i / 3]) {
                v[i] += lambda * (mean[i] / degree[i / 3] - v[i]);
            }
        }
    }
}
