/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;

/**
 * The peaks of a CT's histogram and the thresholds that follow from them. Soft tissue (muscle, water) has the highest smoothed count from
 * -20 to 150 HU; its spread, from the side towards fat where it falls to half, holds noise and mixture. Everything that depends on a
 * scanner's calibration and noise is told from this peak:
 * <ul>
 * <li>bone may be where HU exceed soft + max(120, 3 spread), in reach of a seed of soft + max(250, 5 spread);
 * <li>metal is in reach of 2300 HU, beyond the densest cortex (about 2000 HU), down to 1900 HU.
 * </ul>
 */
final class HuHistogram {

    static final int LOWEST = -1100;
    static final int HIGHEST = 4200;
    private static final double SMOOTHING = 6;
    private static final double FWHM_PER_SPREAD = 2.3548;
    private static final int METAL_SEED = 2300;
    private static final int METAL_RIM = 1900;

    final long[] counts;
    final double[] smooth;
    /** HU of the peak of air, fat and soft tissue; NaN where there is none. */
    final double air;
    final double fat;
    final double soft;
    /** Standard deviation of soft tissue, HU. */
    final double spread;

    HuHistogram(Ct ct, Monitor monitor) {
        int bins = HIGHEST - LOWEST + 1;
        int n = ct.grid.nx() * ct.grid.ny();
        counts = IntStream.range(0, ct.grid.nz()).parallel().mapToObj(k -> {
            monitor.checkCancelled();
            long[] c = new long[bins];
            for (int p = k * n; p < (k + 1) * n; p++) {
                c[Math.clamp(ct.hu[p], LOWEST, HIGHEST) - LOWEST]++;
            }
            return c;
        }).reduce(new long[bins], (a, b) -> {
            long[] s = a.clone();
            for (int i = 0; i < s.length; i++) {
                s[i] += b[i];
            }
            return s;
        });
        smooth = smoothed(counts);
        air = peak(-1095, -800, 0.02);
        fat = peak(-160, -40, 0.002);
        double s = peak(-20, 150, 0);
        soft = Double.isNaN(s) ? 40 : s;
        spread = spread();
    }

    private static double[] smoothed(long[] counts) {
        int reach = (int) (4 * SMOOTHING);
        double[] w = new double[reach + 1];
        for (int i = 0; i <= reach; i++) {
            w[i] = Math.exp(-0.5 * i * i / (SMOOTHING * SMOOTHING));
        }
        double[] out = new double[counts.length];
        // the end bins hold all that lies beyond
        for (int b = 1; b < counts.length - 1; b++) {
            double sum = 0;
            double norm = 0;
            for (int d = -reach; d <= reach; d++) {
                if (b + d > 0 && b + d < counts.length - 1) {
                    sum += w[Math.abs(d)] * counts[b + d];
                    norm += w[Math.abs(d)];
                }
            }
            out[b] = sum / norm;
        }
        return out;
    }

    /** Place of the highest local maximum between two HU that holds at least a share of the highest of all counts. */
    private double peak(int from, int to, double share) {
        double highest = 0;
        for (double c : smooth) {
            highest = Math.max(highest, c);
        }
        double best = Double.NaN;
        double count = Math.max(share * highest, 1e-9);
        for (int h = from; h <= to; h++) {
            int b = h - LOWEST;
            if (smooth[b] >= count && smooth[b] >= smooth[b - 1] && smooth[b] > smooth[b + 1]) {
                count = smooth[b];
                best = h;
            }
        }
        return best;
    }

    private double spread() {
        int top = (int) soft - LOWEST;
        double half = 0.5 * smooth[top];
        int left = top;
        while (left > 1 && smooth[left] > half && top - left < 150) {
            left--;
        }
        int right = top;
        while (right < smooth.length - 2 && smooth[right] > half && right - top < 150) {
            right++;
        }
        double width = Math.min(top - left, right - top) * 2 / FWHM_PER_SPREAD;
        // what the smoothing of the histogram itself added
        return Math.max(5, Math.sqrt(Math.max(0, width * width - SMOOTHING * SMOOTHING)));
    }

    /** Smallest HU of bone that is in reach of a seed. */
    double boneRim() {
        return soft + Math.max(120, 3 * spread);
    }

    double boneSeed() {
        return soft + Math.max(250, 5 * spread);
    }

    double metalSeed() {
        return METAL_SEED;
    }

    double metalRim() {
        return METAL_RIM;
    }

    /** Whether the numbers can be Hounsfield units: there is air or fat, and soft tissue where it belongs. */
    boolean isHounsfield() {
        return !Double.isNaN(air) || !Double.isNaN(fat);
    }
}
