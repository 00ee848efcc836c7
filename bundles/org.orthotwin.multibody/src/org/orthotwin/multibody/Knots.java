/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import java.util.Arrays;

/** Rising abscissae of curves through given values. */
final class Knots {

    private Knots() {
    }

    static void check(double[] x, double[] y, int least) {
        if (x.length != y.length || x.length < least) {
            throw new IllegalArgumentException("a curve through " + x.length + " abscissae and " + y.length + " values; " + least
                    + " of each are needed");
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
                throw new IllegalArgumentException("the knot " + (i + 1) + " of a curve is (" + x[i] + ", " + y[i] + ")");
            }
            if (i > 0 && !(x[i] > x[i - 1])) {
                throw new IllegalArgumentException("the abscissae of a curve do not rise: " + x[i - 1] + ", then " + x[i]);
            }
        }
    }

    /** Index of the piece that holds {@code at}, the first or the last beyond the ends. */
    static int piece(double[] x, double at) {
        int i = Arrays.binarySearch(x, at);
        i = i >= 0 ? i : -i - 2;
        return Math.max(0, Math.min(x.length - 2, i));
    }
}
