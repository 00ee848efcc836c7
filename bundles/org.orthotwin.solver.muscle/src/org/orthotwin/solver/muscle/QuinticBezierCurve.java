/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle;

import java.util.ArrayList;
import java.util.List;

/**
 * A smooth curve of corners: Bezier pieces of fifth degree, each between two points with given slopes, whose inner control points lie on
 * the two tangents (M Millard et al. 2013, J Biomech Eng 135:021005, doi:10.1115/1.4023390). Where two pieces meet the slopes agree and the
 * second derivative vanishes. Beyond its ends it goes on straight.
 */
final class QuinticBezierCurve {

    private static final int STEPS = 60;
    private static final double CLOSE = 1e-15;

    private final List<double[]> x = new ArrayList<>();
    private final List<double[]> y = new ArrayList<>();
    private final double slopeBefore;
    private final double slopeBehind;

    /** @param points x, y and slope of each, in the order of rising x; {@code bend} of the piece behind each, 0.1 (slack) to 0.9 (tight) */
    QuinticBezierCurve(double[][] points, double... bend) {
        for (int i = 0; i + 1 < points.length; i++) {
            corner(points[i], points[i + 1], bend[Math.min(i, bend.length - 1)]);
        }
        slopeBefore = points[0][2];
        slopeBehind = points[points.length - 1][2];
    }

    /** How tightly a piece follows its tangents, for a curviness from 0 to 1. */
    static double bend(double curviness) {
        return 0.1 + 0.8 * curviness;
    }

    private void corner(double[] a, double[] b, double c) {
        double cx = Math.abs(a[2] - b[2]) > 1.5e-8 ? (b[1] - a[1] - b[0] * b[2] + a[0] * a[2]) / (a[2] - b[2]) : 0.5 * (a[0] + b[0]);
        double cy = (cx - b[0]) * b[2] + b[1];
        double whole = Math.hypot(b[0] - a[0], b[1] - a[1]);
        if (!(whole > Math.hypot(cx - a[0], cy - a[1]) && whole > Math.hypot(cx - b[0], cy - b[1]))) {
            throw new IllegalArgumentException("the tangents at (" + a[0] + ", " + a[1] + ") with the slope " + a[2] + " and at (" + b[0]
                    + ", " + b[1] + ") with the slope " + b[2] + " make no corner");
        }
        x.add(points(a[0], a[0] + c * (cx - a[0]), b[0] + c * (cx - b[0]), b[0]));
        y.add(points(a[1], a[1] + c * (cy - a[1]), b[1] + c * (cy - b[1]), b[1]));
    }

    private static double[] points(double a, double b, double c, double d) {
        return new double[] {a, b, b, c, c, d};
    }

    double value(double at) {
        double[] first = x.get(0);
        if (at <= first[0]) {
            return y.get(0)[0] + slopeBefore * (at - first[0]);
        }
        int last = x.size() - 1;
        if (at >= x.get(last)[5]) {
            return y.get(last)[5] + slopeBehind * (at - x.get(last)[5]);
        }
        int i = 0;
        while (at > x.get(i)[5]) {
            i++;
        }
        return bezier(y.get(i), parameter(x.get(i), at));
    }

    /** Where a piece reaches an abscissa: Newton's method within a bracket that it halves where it would leave it. */
    private static double parameter(double[] p, double at) {
        double low = 0;
        double high = 1;
        double u = (at - p[0]) / (p[5] - p[0]);
        for (int i = 0; i < STEPS; i++) {
            double e = bezier(p, u) - at;
            if (Math.abs(e) <= CLOSE) {
                return u;
            }
            if (e > 0) {
                high = u;
            } else {
                low = u;
            }
            double next = u - e / slope(p, u);
            u = next > low && next < high ? next : 0.5 * (low + high);
            if (high - low < CLOSE) {
                return u;
            }
        }
        return u;
    }

    private static double bezier(double[] p, double u) {
        double v = 1 - u;
        return v * v * v * v * v * p[0] + 5 * u * v * v * v * v * p[1] + 10 * u * u * v * v * v * p[2] + 10 * u * u * u * v * v * p[3]
                + 5 * u * u * u * u * v * p[4] + u * u * u * u * u * p[5];
    }

    private static double slope(double[] p, double u) {
        double v = 1 - u;
        return 5 * (v * v * v * v * (p[1] - p[0]) + 4 * u * v * v * v * (p[2] - p[1]) + 6 * u * u * v * v * (p[3] - p[2])
                + 4 * u * u * u * v * (p[4] - p[3]) + u * u * u * u * (p[5] - p[4]));
    }
}
