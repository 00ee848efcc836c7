/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * How amounts share what is wanted of their sums at the least sum of costs, each of one amount alone and convex:
 *
 * <pre>  minimise sum of h_i(x_i)     with     sum over i of b_ij x_i = m_j</pre>
 *
 * solved in the dual, a convex function of a price for each condition, whose slope is what the conditions lack, by Newton's method with
 * shortened and damped steps. Limits of an amount are part of its cost. Single use, one thread.
 */
public abstract class SharingDual {

    private static final int MOST_ITERATIONS = 500;
    private static final double SHORTEST = 1e-12;

    private final double[][] rows;
    private final double[] wanted;
    /** x_i at the prices that were asked for last, and how fast they grow with what is paid for them. */
    protected final double[] amounts;
    protected final double[] slopes;

    /**
     * @param rows b by amount, then condition
     * @param wanted m
     */
    protected SharingDual(double[][] rows, double[] wanted) {
        this.rows = rows;
        this.wanted = wanted;
        amounts = new double[rows.length];
        slopes = new double[rows.length];
    }

    /** Sets amount and slope of {@code i} where {@code price} is paid for one unit of it, and returns price times amount less cost. */
    protected abstract double term(int i, double price);

    /**
     * What is added to the diagonal of the matrix of second derivatives, above 0.
     *
     * @param trace of that matrix
     */
    protected abstract double damping(double trace);

    /**
     * Searches from {@code start} until no condition lacks more than {@code good}, or no step leads further.
     *
     * @return steps taken
     */
    public final int solve(double[] start, double good) {
        double[] y = start;
        double value = evaluate(y);
        int steps = 0;
        for (; steps < MOST_ITERATIONS; steps++) {
            double[] lack = lack();
            if (norm(lack) <= good) {
                break;
            }
            double[] step = step(lack);
            double down = 0;
            for (int j = 0; j < y.length; j++) {
                down += lack[j] * step[j];
            }
            double t = 1;
            double[] next = along(y, step, t);
            double there = evaluate(next);
            while (!(there <= value + 1e-4 * t * down) && t > SHORTEST) {
                t *= 0.5;
                next = along(y, step, t);
                there = evaluate(next);
            }
            if (!(t > SHORTEST)) {
                // as flat as rounding lets it be seen
                evaluate(y);
                break;
            }
            y = next;
            value = there;
        }
        return steps;
    }

    /** The largest error of a condition. */
    public final double residual() {
        return norm(lack());
    }

    /** The value of the dual at prices of the conditions; sets amounts and slopes. */
    protected final double evaluate(double[] y) {
        double value = 0;
        for (int j = 0; j < y.length; j++) {
            value -= wanted[j] * y[j];
        }
        for (int i = 0; i < rows.length; i++) {
            double price = 0;
            for (int j = 0; j < y.length; j++) {
                price += rows[i][j] * y[j];
            }
            value += term(i, price);
        }
        return value;
    }

    /** By how much the sums exceed what is wanted: the slope of the dual. */
    protected final double[] lack() {
        double[] g = new double[wanted.length];
        for (int j = 0; j < g.length; j++) {
            g[j] = -wanted[j];
            for (int i = 0; i < amounts.length; i++) {
                g[j] += rows[i][j] * amounts[i];
            }
        }
        return g;
    }

    private double[] step(double[] lack) {
        double[][] h = normal(slopes);
        double trace = 0;
        for (int j = 0; j < h.length; j++) {
            trace += h[j][j];
        }
        double damping = damping(trace);
        for (int j = 0; j < h.length; j++) {
            h[j][j] += damping;
        }
        double[] step = pseudo(h, lack);
        for (int j = 0; j < step.length; j++) {
            step[j] = -step[j];
        }
        return step;
    }

    /** Sum over i of w_i b_i b_i'. */
    protected final double[][] normal(double[] weights) {
        int m = wanted.length;
        double[][] h = new double[m][m];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < m; j++) {
                for (int k = 0; k < m; k++) {
                    h[j][k] += weights[i] * rows[i][j] * rows[i][k];
                }
            }
        }
        return h;
    }

    /** The shortest solution of least squares. */
    protected static double[] pseudo(double[][] h, double[] right) {
        return new SingularValueDecomposition(new Array2DRowRealMatrix(h, false)).getSolver().solve(new ArrayRealVector(right, false))
                .toArray();
    }

    protected static double[] along(double[] y, double[] step, double t) {
        double[] z = new double[y.length];
        for (int j = 0; j < z.length; j++) {
            z[j] = y[j] + t * step[j];
        }
        return z;
    }

    private static double norm(double[] v) {
        double worst = 0;
        for (double x : v) {
            worst = Math.max(worst, Math.abs(x));
        }
        return worst;
    }
}
