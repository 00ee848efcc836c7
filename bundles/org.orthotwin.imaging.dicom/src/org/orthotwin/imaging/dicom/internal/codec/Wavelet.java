/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

/**
 * One level of the inverse wavelet transforms of JPEG 2000 (ITU-T T.800 Annex F): 5/3 reversible on integers, 9/7 irreversible in single
 * precision, with symmetric extension. Samples are interleaved already: those at even coordinates are low-pass.
 */
final class Wavelet {

    private static final float ALPHA = -1.586134342059924f;
    private static final float BETA = -0.052980118572961f;
    private static final float GAMMA = 0.882911075530934f;
    private static final float DELTA = 0.443506852043971f;
    private static final float K = 1.230174104914001f;
    /** Samples beyond each end that the lifting steps reach for. */
    private static final int MARGIN = 4;

    private Wavelet() {
    }

    /**
     * @param a w * h samples, changed in place
     * @param x0 coordinate of the first column
     * @param y0 coordinate of the first row
     */
    static void inverse53(int[] a, int w, int h, int x0, int y0) {
        int[] line = new int[Math.max(w, h) + 2 * MARGIN];
        for (int y = 0; y < h; y++) {
            System.arraycopy(a, y * w, line, MARGIN, w);
            lift53(line, w, x0 & 1);
            System.arraycopy(line, MARGIN, a, y * w, w);
        }
        for (int x = 0; x < w; x++) {
            for (int y = 0, p = x; y < h; y++, p += w) {
                line[MARGIN + y] = a[p];
            }
            lift53(line, h, y0 & 1);
            for (int y = 0, p = x; y < h; y++, p += w) {
                a[p] = line[MARGIN + y];
            }
        }
    }

    private static void lift53(int[] s, int n, int odd) {
        if (n == 1) {
            s[MARGIN] = odd == 1 ? s[MARGIN] / 2 : s[MARGIN];
            return;
        }
        for (int i = 1; i <= 2; i++) {
            s[MARGIN - i] = s[MARGIN + mirrored(-i, n)];
            s[MARGIN + n - 1 + i] = s[MARGIN + mirrored(n - 1 + i, n)];
        }
        // even coordinates lie at index odd, odd + 2 ...
        for (int i = MARGIN + odd - (odd == 1 ? 2 : 0); i <= MARGIN + n; i += 2) {
            s[i] -= s[i - 1] + s[i + 1] + 2 >> 2;
        }
        for (int i = MARGIN + 1 - odd; i < MARGIN + n; i += 2) {
            s[i] += s[i - 1] + s[i + 1] >> 1;
        }
    }

    private static int mirrored(int i, int n) {
        int period = 2 * (n - 1);
        int m = Math.floorMod(i, period);
        return m < n ? m : period - m;
    }

    /** As {@link #inverse53} for the 9/7 filters. */
    static void inverse97(float[] a, int w, int h, int x0, int y0) {
        float[] line = new float[Math.max(w, h) + 2 * MARGIN + 2];
        for (int y = 0; y < h; y++) {
            System.arraycopy(a, y * w, line, MARGIN, w);
            lift97(line, w, x0 & 1);
            System.arraycopy(line, MARGIN, a, y * w, w);
        }
        for (int x = 0; x < w; x++) {
            for (int y = 0, p = x; y < h; y++, p += w) {
                line[MARGIN + y] = a[p];
            }
            lift97(line, h, y0 & 1);
            for (int y = 0, p = x; y < h; y++, p += w) {
                a[p] = line[MARGIN + y];
            }
        }
    }

    private static void lift97(float[] s, int n, int odd) {
        if (n == 1) {
            s[MARGIN] = odd == 1 ? s[MARGIN] / 2 : s[MARGIN];
            return;
        }
        for (int i = 1; i <= MARGIN; i++) {
            s[MARGIN - i] = s[MARGIN + mirrored(-i, n)];
            s[MARGIN + n - 1 + i] = s[MARGIN + mirrored(n - 1 + i, n)];
        }
        int last = MARGIN + n - 1;
        for (int i = 0; i <= last + MARGIN; i++) {
            // MARGIN is even, so that the parity of the index is that of the coordinate but for an odd start
            s[i] *= (i + odd & 1) == 0 ? K : 1 / K;
        }
        step(s, even(MARGIN - 3, odd), last + 3, DELTA);
        step(s, uneven(MARGIN - 2, odd), last + 2, GAMMA);
        step(s, even(MARGIN - 1, odd), last + 1, BETA);
        step(s, uneven(MARGIN, odd), last, ALPHA);
    }

    private static int even(int from, int odd) {
        return (from + odd & 1) == 0 ? from : from + 1;
    }

    private static int uneven(int from, int odd) {
        return (from + odd & 1) == 1 ? from : from + 1;
    }

    private static void step(float[] s, int from, int to, float factor) {
        for (int i = from; i <= to; i += 2) {
            s[i] -= factor * (s[i - 1] + s[i + 1]);
        }
    }
}
