/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

/**
 * The natural spline of fifth degree through given values: of all curves through them the one with the least integral of the squared third
 * derivative (third and fourth derivatives vanish at the ends; IJ Schoenberg 1964, Proc Natl Acad Sci USA 52:947-950,
 * doi:10.1073/pnas.52.4.947). Its second derivative is smooth, which makes it the curve for accelerations of measured motion. The unknowns
 * are the first two derivatives at the knots; a block tridiagonal system of two each. Beyond its ends the outermost piece goes on.
 */
public final class QuinticSpline implements MotionFunction {

    private final double[] x;
    private final double[] y;
    private final double[] first;
    private final double[] second;

    /**
     * @param x three or more, rising
     * @param y as many
     * @throws IllegalArgumentException if they are not
     */
    public QuinticSpline(double[] x, double[] y) {
        Knots.check(x, y, 3);
        this.x = x.clone();
        this.y = y.clone();
        int n = x.length;
        first = new double[n];
        second = new double[n];
        // rows 2i: third derivative continuous; 2i+1: fourth; blocks: left, own, right of each knot
        double[][] own = new double[n][4];
        double[][] upper = new double[n][4];
        double[][] lower = new double[n][4];
        double[][] right = new double[n][2];
        for (int i = 0; i < n - 1; i++) {
            double h = x[i + 1] - x[i];
            double d = y[i + 1] - y[i];
            double h2 = h * h;
            double h3 = h2 * h;
            double h4 = h3 * h;
            // at the piece's left end: p''' = (60 d - 36 h f0 - 24 h f1 - 9 h2 s0 + 3 h2 s1) / h3, p'''' = (-360 d + 192 h f0 + 168 h f1 +
            // 36 h2 s0 - 24 h2 s1) / h4; at its right end p''' = (60 d - 24 h f0 - 36 h f1 - 3 h2 s0 + 9 h2 s1) / h3, p'''' = (360 d - 168
            // h f0 - 192 h f1 - 24 h2 s0 + 36 h2 s1) / h4
            add(own[i], -1, -36 * h / h3, -9 * h2 / h3, 192 * h / h4, 36 * h2 / h4);
            add(upper[i], -1, -24 * h / h3, 3 * h2 / h3, 168 * h / h4, -24 * h2 / h4);
            right[i][0] += 60 * d / h3;
            right[i][1] += -360 * d / h4;
            add(lower[i + 1], 1, -24 * h / h3, -3 * h2 / h3, -168 * h / h4, -24 * h2 / h4);
            add(own[i + 1], 1, -36 * h / h3, 9 * h2 / h3, -192 * h / h4, 36 * h2 / h4);
            right[i + 1][0] -= 60 * d / h3;
            right[i + 1][1] -= 360 * d / h4;
        }
        for (int i = 1; i < n; i++) {
            double[] f = times(lower[i], inverse(own[i - 1]));
            double[] u = times(f, upper[i - 1]);
            for (int k = 0; k < 4; k++) {
                own[i][k] -= u[k];
            }
            right[i][0] -= f[0] * right[i - 1][0] + f[1] * right[i - 1][1];
            right[i][1] -= f[2] * right[i - 1][0] + f[3] * right[i - 1][1];
        }
        for (int i = n - 1; i >= 0; i--) {
            double r0 = right[i][0];
            double r1 = right[i][1];
            if (i < n - 1) {
                r0 -= upper[i][0] * first[i + 1] + upper[i][1] * second[i + 1];
                r1 -= upper[i][2] * first[i + 1] + upper[i][3] * second[i + 1];
            }
            double[] v = inverse(own[i]);
            first[i] = v[0] * r0 + v[1] * r1;
            second[i] = v[2] * r0 + v[3] * r1;
        }
    }

    private static void add(double[] block, double sign, double a, double b, double c, double d) {
        block[0] += sign * a;
        block[1] += sign * b;
        block[2] += sign * c;
        block[3] += sign * d;
    }

    private static double[] inverse(double[] m) {
        double det = m[0] * m[3] - m[1] * m[2];
        return new double[] {m[3] / det, -m[1] / det, -m[2] / det, m[0] / det};
    }

    private static double[] times(double[] a, double[] b) {
        return new double[] {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3]};
    }

    /** The abscissae. */
    public double[] knots() {
        return x.clone();
    }

    /** The values there. */
    public double[] values() {
        return y.clone();
    }

    @Override
    public double value(double at) {
        return evaluate(at, 0);
    }

    @Override
    public double slope(double at) {
        return evaluate(at, 1);
    }

    @Override
    public double curvature(double at) {
        return evaluate(at, 2);
    }

    private double evaluate(double at, int order) {
        int i = Knots.piece(x, at);
        double h = x[i + 1] - x[i];
        double t = (at - x[i]) / h;
        double d = y[i + 1] - y[i];
        double d0 = h * first[i];
        double d1 = h * first[i + 1];
        double s0 = h * h * second[i];
        double s1 = h * h * second[i + 1];
        double a3 = 10 * d - 6 * d0 - 4 * d1 - 1.5 * s0 + 0.5 * s1;
        double a4 = -15 * d + 8 * d0 + 7 * d1 + 1.5 * s0 - s1;
        double a5 = 6 * d - 3 * d0 - 3 * d1 - 0.5 * s0 + 0.5 * s1;
        return switch (order) {
            case 0 -> y[i] + t * (d0 + t * (0.5 * s0 + t * (a3 + t * (a4 + t * a5))));
            case 1 -> (d0 + t * (s0 + t * (3 * a3 + t * (4 * a4 + t * 5 * a5)))) / h;
            default -> (s0 + t * (6 * a3 + t * (12 * a4 + t * 20 * a5))) / (h * h);
        };
    }
}
