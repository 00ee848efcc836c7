/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct.internal;

/** How much of a box lies on one side of a plane, exactly. */
public final class Fraction {

    /** An edge shorter than this part of the longest counts as this, against cancellation. */
    private static final double FLAT = 2e-3;

    private Fraction() {
    }

    /**
     * The part of a box where the distance from a plane is negative. The distance of a point of the box is that of its centre plus the sum
     * of
     * three numbers, evenly distributed over the projections of the edges, so this is the distribution function of their sum.
     *
     * @param d distance of the box's centre from the plane, m
     * @param w1 length of the first edge's projection onto the plane's normal, m, 0 or more
     * @param w2 of the second
     * @param w3 of the third
     */
    public static double below(double d, double w1, double w2, double w3) {
        double half = 0.5 * (w1 + w2 + w3);
        if (d >= half) {
            return 0;
        }
        if (d <= -half) {
            return 1;
        }
        double least = FLAT * Math.max(w1, Math.max(w2, w3));
        double a = Math.max(w1, least);
        double b = Math.max(w2, least);
        double c = Math.max(w3, least);
        half = 0.5 * (a + b + c);
        // the smaller tail has the smaller rounding
        double t = half - Math.abs(d);
        double f = (cube(t) - cube(t - a) - cube(t - b) - cube(t - c) + cube(t - a - b) + cube(t - a - c)
                + cube(t - b - c)) / (6 * a * b * c);
        f = Math.max(0, Math.min(0.5, f));
        return d > 0 ? f : 1 - f;
    }

    private static double cube(double t) {
        return t > 0 ? t * t * t : 0;
    }
}
