/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The exact Euclidean distance of every voxel centre to the nearest voxel centre of a set, for any spacing: the lower envelope of
 * parabolas, one axis after the other. P. Felzenszwalb, D. Huttenlocher, Distance transforms of sampled functions, Theory of Computing 8
 * (2012) 415-428, doi:10.4086/toc.2012.v008a019. Cost: linear in the voxels, rows in parallel.
 */
final class DistanceTransform {

    private DistanceTransform() {
    }

    /**
     * Squared distances.
     *
     * @param set not 0 where a voxel belongs to the set
     * @return m^2; infinite everywhere if the set is empty
     */
    static float[] squared(byte[] set, Grid g) {
        float[] d = new float[set.length];
        IntStream.range(0, g.nz()).parallel().forEach(k -> {
            int most = Math.max(g.nx(), g.ny());
            Row row = new Row(most);
            for (int j = 0; j < g.ny(); j++) {
                int at = g.index(0, j, k);
                for (int i = 0; i < g.nx(); i++) {
                    row.f[i] = set[at + i] != 0 ? 0 : Float.POSITIVE_INFINITY;
                }
                row.transform(g.nx(), g.si());
                for (int i = 0; i < g.nx(); i++) {
                    d[at + i] = (float) row.out[i];
                }
            }
            for (int i = 0; i < g.nx(); i++) {
                row.pass(d, g.index(i, 0, k), g.nx(), g.ny(), g.sj());
            }
        });
        int slice = g.nx() * g.ny();
        IntStream.range(0, g.ny()).parallel().forEach(j -> {
            Row row = new Row(g.nz());
            for (int i = 0; i < g.nx(); i++) {
                row.pass(d, g.index(i, j, 0), slice, g.nz(), g.sk());
            }
        });
        return d;
    }

    /** One row of work. */
    private static final class Row {
        private final double[] f;
        private final double[] out;
        private final int[] apex;
        private final double[] border;

        Row(int n) {
            f = new double[n];
            out = new double[n];
            apex = new int[n];
            border = new double[n + 1];
        }

        void pass(float[] d, int at, int step, int n, double spacing) {
            for (int q = 0; q < n; q++) {
                f[q] = d[at + q * step];
            }
            transform(n, spacing);
            for (int q = 0; q < n; q++) {
                d[at + q * step] = (float) out[q];
            }
        }

        void transform(int n, double s) {
            int count = 0;
            for (int q = 0; q < n; q++) {
                if (f[q] == Double.POSITIVE_INFINITY) {
                    continue;
                }
                double from = Double.NEGATIVE_INFINITY;
                while (count > 0) {
                    int p = apex[count - 1];
                    from = ((f[q] + s * s * q * q) - (f[p] + s * s * p * p)) / (2 * s * s * (q - p));
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
                out[q] = d * d + f[apex[c]];
            }
        }
    }
}
