/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct.internal;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Gaussian blurring of a volume, one axis after the other; beyond an edge its outermost values go on. */
public final class Kernel {

    /** Half-width of the kernel in standard deviations: what is cut off is 6e-5. */
    private static final double REACH = 4;
    /** Full width at half maximum of a Gaussian over its standard deviation: 2 sqrt(2 ln 2). */
    public static final double FWHM = 2 * Math.sqrt(2 * Math.log(2));

    private Kernel() {
    }

    /** Weights of a Gaussian averaged over each voxel's width, sum 1; one weight for a sigma of 0. */
    public static double[] gaussian(double sigma) {
        int r = (int) Math.ceil(REACH * sigma);
        double[] w = new double[2 * r + 1];
        double sum = 0;
        for (int i = -r; i <= r; i++) {
            w[i + r] = sigma == 0 ? 1 : StrictMath.exp(-0.5 * i * i / (sigma * sigma));
            sum += w[i + r];
        }
        for (int i = 0; i < w.length; i++) {
            w[i] /= sum;
        }
        return w;
    }

    /** Blurs in place along x (axis 0), y (1) or z (2). */
    public static void convolve(float[] v, int nx, int ny, int nz, int axis, double[] w) {
        if (w.length == 1) {
            return;
        }
        if (axis == 0) {
            IntStream.range(0, nz).parallel().forEach(k -> {
                float[] row = new float[nx];
                for (int j = 0; j < ny; j++) {
                    int at = (k * ny + j) * nx;
                    System.arraycopy(v, at, row, 0, nx);
                    line(row, v, at, w);
                }
            });
        } else if (axis == 1) {
            IntStream.range(0, nz).parallel().forEach(k -> across(v, k * ny * nx, nx, ny, nx, w));
        } else {
            IntStream.range(0, ny).parallel().forEach(j -> across(v, j * nx, nx * ny, nz, nx, w));
        }
    }

    private static void line(float[] row, float[] out, int at, double[] w) {
        int n = row.length;
        int r = w.length / 2;
        for (int i = 0; i < n; i++) {
            double s = 0;
            for (int q = -r; q <= r; q++) {
                s += w[q + r] * row[Math.max(0, Math.min(n - 1, i + q))];
            }
            out[at + i] = (float) s;
        }
    }

    /** A plane of {@code lines} rows, {@code stride} apart, of {@code length} numbers: blurred across the rows. */
    private static void across(float[] v, int start, int stride, int lines, int length, double[] w) {
        float[] copy = new float[lines * length];
        for (int l = 0; l < lines; l++) {
            System.arraycopy(v, start + l * stride, copy, l * length, length);
        }
        int r = w.length / 2;
        double[] sum = new double[length];
        for (int l = 0; l < lines; l++) {
            Arrays.fill(sum, 0);
            for (int q = -r; q <= r; q++) {
                int from = Math.max(0, Math.min(lines - 1, l + q)) * length;
                double f = w[q + r];
                for (int i = 0; i < length; i++) {
                    sum[i] += f * copy[from + i];
                }
            }
            int to = start + l * stride;
            for (int i = 0; i < length; i++) {
                v[to + i] = (float) sum[i];
            }
        }
    }
}
