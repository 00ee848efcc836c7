/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

/**
 * A cubic spline through given values whose third derivative at each end is that of the cubic through the four values there (GE Forsythe,
 * MA Malcolm, CB Moler 1977, Computer methods for mathematical computations, ch. 4): the curve that models of the musculoskeletal system
 * call natural cubic or SIMM's. Three values give a parabola, two a line. Beyond its ends it goes on straight.
 */
public final class CubicSpline implements MotionFunction {

    private final double[] x;
    private final double[] y;
    /** Second derivatives at the knots. */
    private final double[] bend;

    /**
     * @param x two or more, rising
     * @param y as many
     * @throws IllegalArgumentException if they are not
     */
    public CubicSpline(double[] x, double[] y) {
        Knots.check(x, y, 2);
        this.x = x.clone();
        this.y = y.clone();
        bend = bends(x, y);
    }

    private static double[] bends(double[] x, double[] y) {
        int n = x.length;
        double[] m = new double[n];
        if (n == 2) {
            return m;
        }
        double[] diagonal = new double[n];
        double[] off = new double[n];
        double[] right = new double[n];
        for (int i = 0; i < n - 1; i++) {
            off[i] = x[i + 1] - x[i];
        }
        for (int i = 1; i < n - 1; i++) {
            diagonal[i] = 2 * (off[i - 1] + off[i]);
            right[i] = 6 * ((y[i + 1] - y[i]) / off[i] - (y[i] - y[i - 1]) / off[i - 1]);
        }
        // m[1] - m[0] = h third: the row keeps the matrix symmetric
        diagonal[0] = -off[0];
        diagonal[n - 1] = -off[n - 2];
        if (n > 3) {
            right[0] = off[0] * off[0] * third(x, y, 0);
            right[n - 1] = -off[n - 2] * off[n - 2] * third(x, y, n - 4);
        }
        for (int i = 1; i < n; i++) {
            double t = off[i - 1] / diagonal[i - 1];
            diagonal[i] -= t * off[i - 1];
            right[i] -= t * right[i - 1];
        }
        m[n - 1] = right[n - 1] / diagonal[n - 1];
        for (int i = n - 2; i >= 0; i--) {
            m[i] = (right[i] - off[i] * m[i + 1]) / diagonal[i];
        }
        return m;
    }

    /** Third derivative of the cubic through four values, six times their divided difference. */
    private static double third(double[] x, double[] y, int k) {
        double a = (y[k + 1] - y[k]) / (x[k + 1] - x[k]);
        double b = (y[k + 2] - y[k + 1]) / (x[k + 2] - x[k + 1]);
        double c = (y[k + 3] - y[k + 2]) / (x[k + 3] - x[k + 2]);
        double ab = (b - a) / (x[k + 2] - x[k]);
        double bc = (c - b) / (x[k + 3] - x[k + 1]);
        return 6 * (bc - ab) / (x[k + 3] - x[k]);
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
        int n = x.length - 1;
        if (at < x[0]) {
            return y[0] + (at - x[0]) * inside(0, x[0], 1);
        }
        if (at > x[n]) {
            return y[n] + (at - x[n]) * inside(n - 1, x[n], 1);
        }
        return inside(Knots.piece(x, at), at, 0);
    }

    @Override
    public double slope(double at) {
        double within = Math.max(x[0], Math.min(x[x.length - 1], at));
        return inside(Knots.piece(x, within), within, 1);
    }

    @Override
    public double curvature(double at) {
        return at < x[0] || at > x[x.length - 1] ? 0 : inside(Knots.piece(x, at), at, 2);
    }

    private double inside(int i, double at, int order) {
        double h = x[i + 1] - x[i];
        double a = (x[i + 1] - at) / h;
        double b = (at - x[i]) / h;
        return switch (order) {
            case 0 -> a * y[i] + b * y[i + 1] + ((a * a * a - a) * bend[i] + (b * b * b - b) * bend[i + 1]) * h * h / 6;
            case 1 -> (y[i + 1] - y[i]) / h + ((1 - 3 * a * a) * bend[i] + (3 * b * b - 1) * bend[i + 1]) * h / 6;
            default -> a * bend[i] + b * bend[i + 1];
        };
    }
}
