/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

/**
 * Butterworth's low pass of third order by the bilinear transform with its frequency put right, run forward and back so that nothing is
 * delayed (and the damping at that frequency is 6 dB). Before it the ends are continued by half the signal, turned over about the first and
 * the last value.
 */
final class LowPass {

    private LowPass() {
    }

    /** {@code n} values before and behind, point-symmetric about the ends. */
    static double[] padded(double[] v, int n) {
        int size = v.length;
        double[] p = new double[size + 2 * n];
        System.arraycopy(v, 0, p, n, size);
        for (int i = 1; i <= n; i++) {
            p[n - i] = 2 * v[0] - v[i];
            p[n + size - 1 + i] = 2 * v[size - 1] - v[size - 1 - i];
        }
        return p;
    }

    /**
     * @param step time between values, s
     * @param cutoff Hz, below half the rate
     */
    static double[] filtered(double[] v, double step, double cutoff) {
        double w = Math.tan(Math.PI * cutoff * step);
        double d = (1 + w) * (1 + w + w * w);
        double[] a = {w * w * w / d, 3 * w * w * w / d, 3 * w * w * w / d, w * w * w / d};
        double[] b = {1, (-3 - 2 * w + 2 * w * w + 3 * w * w * w) / d, (3 - 2 * w - 2 * w * w + 3 * w * w * w) / d,
            (-1 + 2 * w - 2 * w * w + w * w * w) / d};
        double[] once = run(v, a, b);
        reverse(once);
        double[] twice = run(once, a, b);
        reverse(twice);
        return twice;
    }

    private static double[] run(double[] v, double[] a, double[] b) {
        double[] out = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            // before the first value there was nothing but it
            double s = a[0] * v[i];
            for (int k = 1; k < 4; k++) {
                double before = i - k >= 0 ? out[i - k] : v[0];
                s += a[k] * v[Math.max(0, i - k)] - b[k] * before;
            }
            out[i] = s;
        }
        return out;
    }

    private static void reverse(double[] v) {
        for (int i = 0, j = v.length - 1; i < j; i++, j--) {
            double w = v[i];
            v[i] = v[j];
            v[j] = w;
        }
    }
}
