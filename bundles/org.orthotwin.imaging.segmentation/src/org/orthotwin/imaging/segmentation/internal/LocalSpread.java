/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Standard deviation of what counts in a box round each voxel, by running sums along the three axes. Cost: three arrays of the grid's size,
 * a few operations a voxel whatever the box's size.
 */
final class LocalSpread {

    /** Fewer voxels tell nothing. */
    private static final int LEAST = 20;

    private final float[] n;
    private final float[] sum;
    private final float[] squares;

    /** @param half half the width of the box, m */
    LocalSpread(Grid g, IntPredicate counts, IntUnaryOperator value, double half) {
        int size = g.size();
        n = new float[size];
        sum = new float[size];
        squares = new float[size];
        int plane = g.nx() * g.ny();
        IntStream.range(0, g.nz()).parallel().forEach(k -> {
            for (int p = k * plane; p < (k + 1) * plane; p++) {
                if (counts.test(p)) {
                    int v = value.applyAsInt(p);
                    n[p] = 1;
                    sum[p] = v;
                    squares[p] = v * v;
                }
            }
        });
        for (float[] a : new float[][] {n, sum, squares}) {
            along(a, g.ny() * g.nz(), r -> r * g.nx(), g.nx(), 1, reach(half, g.si()));
            along(a, g.nx() * g.nz(), r -> r / g.nx() * plane + r % g.nx(), g.ny(), g.nx(), reach(half, g.sj()));
            along(a, plane, r -> r, g.nz(), plane, reach(half, g.sk()));
        }
    }

    private static int reach(double half, double spacing) {
        return (int) Math.max(1, Math.round(half / spacing));
    }

    /** Sums of up to {@code reach} neighbours to both sides along every row. In place. */
    private static void along(float[] a, int rows, IntUnaryOperator start, int length, int stride, int reach) {
        IntStream.range(0, rows).parallel().forEach(r -> {
            int from = start.applyAsInt(r);
            double[] up = new double[length + 1];
            for (int i = 0; i < length; i++) {
                up[i + 1] = up[i] + a[from + i * stride];
            }
            for (int i = 0; i < length; i++) {
                a[from + i * stride] = (float) (up[Math.min(length, i + reach + 1)] - up[Math.max(0, i - reach)]);
            }
        });
    }

    /** Standard deviation round a voxel; 0 where too little counts. */
    double at(int p) {
        if (n[p] < LEAST) {
            return 0;
        }
        double mean = sum[p] / n[p];
        return Math.sqrt(Math.max(0, squares[p] / n[p] - mean * mean));
    }
}
