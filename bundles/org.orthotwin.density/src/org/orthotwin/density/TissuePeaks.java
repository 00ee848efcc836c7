/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.density;

import java.util.stream.IntStream;
import org.orthotwin.imaging.Volume;

/**
 * The peaks of air, fat and muscle in the histogram of a CT, HU. The mode of each is found in the window in which scanners show it; it is
 * the top of a parabola through the smoothed counts, so that it is finer than a bin.
 *
 * @param air HU
 * @param fat HU
 * @param muscle HU
 */
public record TissuePeaks(double air, double fat, double muscle) {

    /** Windows in HU that hold the peaks of a CT whose water and air are roughly right: 100 HU about -1000, -100 and 55. */
    private static final int[][] WINDOWS = {{-1100, -880}, {-170, -40}, {15, 110}};
    private static final String[] NAMES = {"air", "fat", "muscle"};
    /** A peak must hold this fraction of the voxels within its window, or it is not one: the tissue is not in the image. */
    private static final double LEAST_FRACTION = 1e-3;
    /** Voxels of air above the lowest value for each voxel of that, from which on it is no peak of its own. */
    private static final double AIR_ABOVE = 0.25;
    private static final int LOW = -1200;
    private static final int BINS = 1600;
    /** Half width in HU of the triangle that smooths the counts: narrower than any peak, wider than the scanner's rounding. */
    private static final int SMOOTHING = 8;

    /**
     * Finds the peaks of a volume in HU.
     *
     * @throws IllegalArgumentException if the values are not in HU or a tissue is missing, with its window
     */
    public static TissuePeaks of(Volume ct) {
        if (!ct.mapping().unit().equals("HU")) {
            throw new IllegalArgumentException("tissue peaks of an image whose values are in '" + ct.mapping().unit() + "', not in HU");
        }
        int n = ct.geometry().nx() * ct.geometry().ny();
        long[] counts = IntStream.range(0, ct.geometry().nz()).parallel().mapToObj(k -> {
            float[] values = new float[n];
            ct.values(k, values);
            long[] part = new long[BINS];
            for (float v : values) {
                int bin = (int) Math.floor(v + 0.5) - LOW;
                if (bin >= 0 && bin < BINS && !Float.isNaN(v)) {
                    part[bin]++;
                }
            }
            return part;
        }).reduce(new long[BINS], TissuePeaks::sum);
        return of(counts, LOW);
    }

    private static long[] sum(long[] a, long[] b) {
        long[] s = new long[a.length];
        for (int i = 0; i < s.length; i++) {
            s[i] = a[i] + b[i];
        }
        return s;
    }

    /**
     * @param counts voxels of each whole HU; changed
     * @param low HU of the first count
     */
    static TissuePeaks of(long[] counts, int low) {
        dropCutOff(counts, low);
        double total = 0;
        for (long c : counts) {
            total += c;
        }
        double[] peaks = new double[3];
        for (int w = 0; w < 3; w++) {
            int from = WINDOWS[w][0] - low;
            int to = WINDOWS[w][1] - low;
            int best = -1;
            double most = 0;
            double inside = 0;
            for (int i = Math.max(SMOOTHING + 1, from); i <= Math.min(counts.length - SMOOTHING - 2, to); i++) {
                double s = smoothed(counts, i);
                inside += counts[i];
                if (s > most) {
                    most = s;
                    best = i;
                }
            }
            boolean top = best > from && best < to && smoothed(counts, best - 1) <= most && smoothed(counts, best + 1) <= most;
            if (!top || inside < LEAST_FRACTION * total) {
                throw new IllegalArgumentException("no peak of " + NAMES[w] + " between " + WINDOWS[w][0] + " and " + WINDOWS[w][1]
                        + " HU in the histogram");
            }
            double a = smoothed(counts, best - 1);
            double c = smoothed(counts, best + 1);
            double bend = a - 2 * most + c;
            peaks[w] = low + best + (bend < 0 ? 0.5 * (a - c) / bend : 0);
        }
        return new TissuePeaks(peaks[0], peaks[1], peaks[2]);
    }

    /**
     * The lowest value holds all that the scanner's range cuts off, and often what lies outside of the field of view: no tissue, where
     * there is more air above it.
     */
    private static void dropCutOff(long[] counts, int low) {
        int lowest = 0;
        while (lowest < counts.length && counts[lowest] == 0) {
            lowest++;
        }
        double air = 0;
        for (int i = Math.max(lowest + 1, WINDOWS[0][0] - low); i <= WINDOWS[0][1] - low && i < counts.length; i++) {
            air += counts[i];
        }
        if (lowest < counts.length && air > AIR_ABOVE * counts[lowest]) {
            counts[lowest] = 0;
        }
    }

    private static double smoothed(long[] counts, int at) {
        double s = 0;
        for (int d = -SMOOTHING; d <= SMOOTHING; d++) {
            s += counts[at + d] * (double) (SMOOTHING + 1 - Math.abs(d));
        }
        return s;
    }
}
