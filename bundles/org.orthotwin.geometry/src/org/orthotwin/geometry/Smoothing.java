/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.stream.IntStream;

/**
 * Smoothing with uniform weights: each vertex moves towards the mean of its neighbours. Vertices on a boundary edge stay. The topology is
 * kept. Cost: iterations times edges, in parallel; the same on any number of threads.
 */
public final class Smoothing {

    private static final int BLOCK = 4096;
    /** Steps of the constrained smoothing: nearly equal, so that only what is much finer than the body is damped. */
    private static final double CONSTRAINED_LAMBDA = 0.6;
    private static final double CONSTRAINED_MU = -0.605;

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
        return steps(mesh, iterations, lambda, 0, null, 0);
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
        return steps(mesh, iterations, lambda, mu, null, 0);
    }

    /**
     * Takes the terraces of a label's boundary away ({@link GridSurface#ofLabel}): Taubin's steps, after each of which every vertex is
     * brought back into a box round its start, along the axes of the grid. So the surface stays as near to the labels as the box is large,
     * however many the iterations; the constraint is that of S. Gibson, Constrained elastic surface nets, MICCAI 1998,
     * doi:10.1007/BFb0056277, who lets the surface shrink within it.
     *
     * @param frame grid of the labels in the mesh's frame
     * @param iterations pairs of steps; terraces of w grid steps go after about w^2
     * @param reach half the size of the box in grid steps, over 0 up to 0.5 where the surface shall not leave the cell in which it starts
     */
    public static TriangleMesh constrained(TriangleMesh mesh, GridFrame frame, int iterations, double reach) {
        if (!(reach > 0 && reach <= 1) || iterations < 0) {
            throw new IllegalArgumentException("smoothing by " + iterations + " steps within " + reach
                    + " grid steps, expected over 0 up to 1");
        }
        return steps(mesh, iterations, CONSTRAINED_LAMBDA, CONSTRAINED_MU, frame, reach);
    }

    private static TriangleMesh steps(TriangleMesh mesh, int iterations, double lambda, double mu, GridFrame frame, double reach) {
        VertexRings rings = new VertexRings(mesh);
        double[] start = mesh.vertices();
        Box box = frame == null ? null : new Box(frame, reach);
        double[] now = start.clone();
        double[] next = start.clone();
        for (int i = 0; i < iterations; i++) {
            step(rings, now, next, lambda, box, start);
            if (mu != 0) {
                step(rings, next, now, mu, box, start);
            } else {
                double[] swap = now;
                now = next;
                next = swap;
            }
        }
        return new TriangleMesh(now, mesh.triangles());
    }

    private static void step(VertexRings rings, double[] from, double[] to, double lambda, Box box, double[] start) {
        int n = rings.boundary.length;
        int blocks = (n + BLOCK - 1) / BLOCK;
        IntStream.range(0, blocks).parallel().forEach(block -> {
            double[] p = new double[3];
            for (int i = block * BLOCK; i < Math.min(n, (block + 1) * BLOCK); i++) {
                int begin = rings.start[i];
                int end = rings.start[i + 1];
                if (begin == end || rings.boundary[i]) {
                    continue;
                }
                double x = 0;
                double y = 0;
                double z = 0;
                for (int r = begin; r < end; r++) {
                    int q = 3 * rings.ring[r];
                    x += from[q];
                    y += from[q + 1];
                    z += from[q + 2];
                }
                double w = 1.0 / (end - begin);
                p[0] = from[3 * i] + lambda * (x * w - from[3 * i]);
                p[1] = from[3 * i + 1] + lambda * (y * w - from[3 * i + 1]);
                p[2] = from[3 * i + 2] + lambda * (z * w - from[3 * i + 2]);
                if (box != null) {
                    box.limit(start, 3 * i, p);
                }
                System.arraycopy(p, 0, to, 3 * i, 3);
            }
        });
    }

    /** A box along the steps of a grid; the steps are taken to be at right angles. */
    private static final class Box {
        private final double[] axes = new double[9];
        private final double[] half = new double[3];

        Box(GridFrame frame, double reach) {
            Vec3[] steps = {frame.iStep(), frame.jStep(), frame.kStep()};
            for (int a = 0; a < 3; a++) {
                System.arraycopy(steps[a].normalized().toArray(), 0, axes, 3 * a, 3);
                half[a] = reach * steps[a].norm();
            }
        }

        void limit(double[] start, int at, double[] p) {
            double x = p[0] - start[at];
            double y = p[1] - start[at + 1];
            double z = p[2] - start[at + 2];
            for (int a = 0; a < 3; a++) {
                double along = axes[3 * a] * x + axes[3 * a + 1] * y + axes[3 * a + 2] * z;
                double over = along - Math.min(half[a], Math.max(-half[a], along));
                for (int d = 0; d < 3 && over != 0; d++) {
                    p[d] -= over * axes[3 * a + d];
                }
            }
        }
    }
}
