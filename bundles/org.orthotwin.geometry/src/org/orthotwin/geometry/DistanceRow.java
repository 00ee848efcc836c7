/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;

/**
 * One row of the exact squared Euclidean distance transform of a grid: the lower envelope of parabolas. Passed along one axis after the
 * other it gives the distance to a set in any number of dimensions. P. Felzenszwalb, D. Huttenlocher, Distance transforms of sampled
 * functions, Theory of Computing 8 (2012) 415-428, doi:10.4086/toc.2012.v008a019. Cost: linear. Not for several threads.
 */
public final class DistanceRow {

    private final double[] in;
    private final double[] out;
    private final int[] apex;
    private final double[] border;

    /** @param most samples of the longest row */
    public DistanceRow(int most) {
        in = new double[most];
        out = new double[most];
        apex = new int[most];
        border = new double[most + 1];
    }

    /** Sets a sample: the squared distance so far, m^2; infinite where there is none. */
    public void set(int q, double squared) {
        in[q] = squared;
    }

    /** The least of all samples with the squares of their distances added, m^2; infinite where all are. */
    public double get(int q) {
        return out[q];
    }

    /**
     * Computes the first {@code n} samples.
     *
     * @param s distance of neighbours, m
     */
    public void transform(int n, double s) {
        int count = 0;
        for (int q = 0; q < n; q++) {
            if (in[q] == Double.POSITIVE_INFINITY) {
                continue;
            }
            double from = Double.NEGATIVE_INFINITY;
            while (count > 0) {
                int p = apex[count - 1];
                from = ((in[q] + s * s * q * q) - (in[p] + s * s * p * p)) / (2 * s * s * (q - p));
                if (from > border[count - 1]) {
                    break;
                }
                count--;
                from = Double.NEGATIVE_INFINITY;
            }
            apex[count] = q;
            border[count] = count == 0 ? Double.NEGATIVE_INFINITY : from;
            count++;
        }
        if (count == 0) {
            Arrays.fill(out, 0, n, Double.POSITIVE_INFINITY);
            return;
        }
        int c = 0;
        for (int q = 0; q < n; q++) {
            while (c + 1 < count && border[c + 1] < q) {
                c++;
            }
            double d = s * (q - apex[c]);
            out[q] = d * d + in[apex[c]];
        }
    }
}
