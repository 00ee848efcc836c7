/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * The activations with the least sum of powers that do what is wanted:
 *
 * <pre>  minimise sum of |a_i|^p     with     sum over i of b_ij a_i = m_j,     l_i &lt;= a_i &lt;= u_i</pre>
 *
 * solved in the dual, a convex function of as many unknowns as there are conditions, whose slope is what the conditions lack, by Newton's
 * method with shortened steps (semismooth, for the limits).
 *
 * @param activations a_i
 * @param converged whether the conditions are met to {@link #ACCEPTED}
 * @param iterations of the method
 * @param residual largest error of a condition, in the units of m
 */
record ActivationSharing(double[] activations, boolean converged, int iterations, double residual) {

    /** Error of the conditions at which the search ends, of the largest wanted. */
    static final double TOLERANCE = 1e-9;
    /** Error of the conditions that is accepted where the search ends earlier, of the largest wanted. */
    static final double ACCEPTED = 1e-6;
    private static final int MOST_ITERATIONS = 300;

    /**
     * @param b by activation, then condition
     * @param power p, above 1
     */
    static ActivationSharing of(double[][] b, double[] wanted, double[] least, double[] most, double power) {
        return new Dual(b, wanted, least, most, power).solve();
    }

    private static final class Dual {
        private final double[][] b;
        private final double[] wanted;
        private final double[] least;
        private final double[] most;
        private final double power;
        private final double[] a;
        private final double[] slope;

        Dual(double[][] b, double[] wanted, double[] least, double[] most, double power) {
            this.b = b;
            this.wanted = wanted;
            this.least = least;
            this.most = most;
            this.power = power;
            a = new double[b.length];
            slope = new double[b.length];
        }

        ActivationSharing solve() {
            int m = wanted.length;
            double[] y = new double[m];
            double value = evaluate(y);
            double scale = 0;
            for (double w : wanted) {
                scale = Math.max(scale, Math.abs(w));
            }
            scale = Math.max(scale, 1e-6);
            double good = TOLERANCE * scale;
            double[] g = lack();
            int step = 0;
            for (; step < MOST_ITERATIONS && norm(g) > good; step++) {
                double[] d = direction(g);
                double down = 0;
                for (int j = 0; j < m; j++) {
                    down += g[j] * d[j];
                }
                double t = 1;
                double[] next = along(y, d, t);
                double there = evaluate(next);
                while (!(there <= value + 1e-4 * t * down) && t > 1e-14) {
                    t *= 0.5;
                    next = along(y, d, t);
                    there = evaluate(next);
                }
                if (!(t > 1e-14)) {
                    break;
                }
                y = next;
                value = there;
                g = lack();
            }
            evaluate(y);
            double residual = norm(lack());
            return new ActivationSharing(a.clone(), residual <= ACCEPTED * scale, step, residual);
        }

        /** Value of the dual; sets activations and how they grow with their price. */
        private double evaluate(double[] y) {
            double value = 0;
            for (int j = 0; j < y.length; j++) {
                value -= wanted[j] * y[j];
            }
            double q = 1 / (power - 1);
            for (int i = 0; i < b.length; i++) {
                double s = 0;
                for (int j = 0; j < y.length; j++) {
                    s += b[i][j] * y[j];
                }
                double free = Math.copySign(Math.pow(Math.abs(s) / power, q), s);
                a[i] = Math.max(least[i], Math.min(most[i], free));
                // at rest the power has no slope above 2: that of a small activation
                double size = Math.max(Math.abs(free), 1e-6);
                slope[i] = free == a[i] ? 1 / (power * (power - 1) * Math.pow(size, power - 2)) : 0;
                value += s * a[i] - Math.pow(Math.abs(a[i]), power);
            }
            return value;
        }

        private double[] lack() {
            double[] g = new double[wanted.length];
            for (int j = 0; j < g.length; j++) {
                g[j] = -wanted[j];
                for (int i = 0; i < a.length; i++) {
                    g[j] += b[i][j] * a[i];
                }
            }
            return g;
        }

        private double[] direction(double[] g) {
            int m = g.length;
            double[][] h = new double[m][m];
            double trace = 0;
            double all = 0;
            for (int i = 0; i < b.length; i++) {
                for (int j = 0; j < m; j++) {
                    for (int k = 0; k < m; k++) {
                        h[j][k] += slope[i] * b[i][j] * b[i][k];
                    }
                    all += b[i][j] * b[i][j];
                }
            }
            for (int j = 0; j < m; j++) {
                trace += h[j][j];
            }
            for (int j = 0; j < m; j++) {
                h[j][j] += Math.max(1e-10 * trace, 1e-8 * Math.max(all, 1e-12) / m);
            }
            double[] d = new SingularValueDecomposition(new Array2DRowRealMatrix(h, false)).getSolver()
                    .solve(new ArrayRealVector(g, false)).toArray();
            for (int j = 0; j < m; j++) {
                d[j] = -d[j];
            }
            return d;
        }

        private static double[] along(double[] y, double[] d, double t) {
            double[] z = new double[y.length];
            for (int j = 0; j < z.length; j++) {
                z[j] = y[j] + t * d[j];
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
}
