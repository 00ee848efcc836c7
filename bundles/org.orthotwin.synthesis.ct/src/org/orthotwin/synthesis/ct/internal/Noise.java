/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct.internal;

import java.util.stream.IntStream;

/**
 * Noise as filtered back projection leaves it: Gaussian, without the lowest frequencies within a slice (the ramp filter takes them out),
 * rolled
 * off above by the kernel. White noise less a wider average of itself; the standard deviation is exact by the norm of that kernel.
 */
public final class Noise {

    /** Width of the average that is taken off over that of the kernel. */
    private static final double WIDER = 2.5;
    private static final double LEAST_SIGMA = 0.45;

    private Noise() {
    }

    /**
     * Adds noise to a volume.
     *
     * @param sd standard deviation
     * @param seed of the numbers, which depend on nothing but it and the voxel
     * @param sigmaX width of the reconstruction kernel along a row, voxels
     * @param sigmaY along a column
     * @param sigmaZ along the stack
     */
    public static void add(float[] v, int nx, int ny, int nz, double sd, long seed, double sigmaX, double sigmaY, double sigmaZ) {
        if (sd == 0) {
            return;
        }
        double sx = Math.max(LEAST_SIGMA, sigmaX);
        double sy = Math.max(LEAST_SIGMA, sigmaY);
        double[] x = Kernel.gaussian(sx);
        double[] y = Kernel.gaussian(sy);
        double[] wx = Kernel.gaussian(WIDER * sx);
        double[] wy = Kernel.gaussian(WIDER * sy);
        double[] z = Kernel.gaussian(sigmaZ);
        float[] a = new float[v.length];
        IntStream.range(0, nz).parallel().forEach(k -> {
            for (int i = k * nx * ny; i < (k + 1) * nx * ny; i++) {
                a[i] = number(seed, i);
            }
        });
        Kernel.convolve(a, nx, ny, nz, 2, z);
        float[] b = a.clone();
        Kernel.convolve(a, nx, ny, nz, 0, x);
        Kernel.convolve(a, nx, ny, nz, 1, y);
        Kernel.convolve(b, nx, ny, nz, 0, wx);
        Kernel.convolve(b, nx, ny, nz, 1, wy);
        // |g1 - g2|^2 = |g1|^2 - 2 g1.g2 + |g2|^2, each a product over the axes
        double norm = Math.sqrt((dot(x, x) * dot(y, y) - 2 * dot(x, wx) * dot(y, wy) + dot(wx, wx) * dot(wy, wy)) * dot(z, z));
        float f = (float) (sd / norm);
        IntStream.range(0, nz).parallel().forEach(k -> {
            for (int i = k * nx * ny; i < (k + 1) * nx * ny; i++) {
                v[i] += f * (a[i] - b[i]);
            }
        });
    }

    private static double dot(double[] a, double[] b) {
        int r = Math.min(a.length, b.length) / 2;
        double s = 0;
        for (int i = -r; i <= r; i++) {
            s += a[a.length / 2 + i] * b[b.length / 2 + i];
        }
        return s;
    }

    /**
     * A number of mean 0 and standard deviation 1 of a seed and an index: the sum of eight evenly distributed ones (kurtosis 2.85), which
     * the
     * kernel mixes into Gaussian ones.
     */
    private static float number(long seed, long index) {
        long a = mix(seed * 0x9E3779B97F4A7C15L + index * 0xD1B54A32D192ED03L + 0x8CB92BA72F3D8DD7L);
        long b = mix(a + 0x9E3779B97F4A7C15L);
        long sum = (a & 0xffff) + (a >>> 16 & 0xffff) + (a >>> 32 & 0xffff) + (a >>> 48) + (b & 0xffff) + (b >>> 16 & 0xffff)
                + (b >>> 32 & 0xffff) + (b >>> 48);
        return (float) ((sum - 8 * 32767.5) / (65536 * Math.sqrt(8 / 12.0)));
    }

    static long mix(long z) {
        long a = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
        return b ^ b >>> 31;
    }
}
