/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import org.orthotwin.solver.muscle.SharingDual;

/**
 * The activations with the least sum of powers that do what is wanted:
 *
 * <pre>  minimise sum of |a_i|^p     with     sum over i of b_ij a_i = m_j,     l_i &lt;= a_i &lt;= u_i</pre>
 *
 * solved by {@link SharingDual}.
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

    /**
     * @param b by activation, then condition
     * @param power p, above 1
     */
    static ActivationSharing of(double[][] b, double[] wanted, double[] least, double[] most, double power) {
        return new Dual(b, wanted, least, most, power).share(wanted.length);
    }

    private static final class Dual extends SharingDual {
        private final double[] least;
        private final double[] most;
        private final double power;
        private final double damping;
        private final double scale;

        Dual(double[][] b, double[] wanted, double[] least, double[] most, double power) {
            super(b, wanted);
            this.least = least;
            this.most = most;
            this.power = power;
            double all = 1e-12;
            for (double[] row : b) {
                for (double v : row) {
                    all += v * v;
                }
            }
            damping = 1e-8 * all / wanted.length;
            double largest = 1e-6;
            for (double w : wanted) {
                largest = Math.max(largest, Math.abs(w));
            }
            scale = largest;
        }

        ActivationSharing share(int conditions) {
            int steps = solve(new double[conditions], TOLERANCE * scale);
            double residual = residual();
            return new ActivationSharing(amounts.clone(), residual <= ACCEPTED * scale, steps, residual);
        }

        @Override
        protected double term(int i, double price) {
            double free = Math.copySign(Math.pow(Math.abs(price) / power, 1 / (power - 1)), price);
            amounts[i] = Math.max(least[i], Math.min(most[i], free));
            // at rest the power has no slope above 2: that of a small activation
            double size = Math.max(Math.abs(free), 1e-6);
            slopes[i] = free == amounts[i] ? 1 / (power * (power - 1) * Math.pow(size, power - 2)) : 0;
            return price * amounts[i] - Math.pow(Math.abs(amounts[i]), power);
        }

        @Override
        protected double damping(double trace) {
            return Math.max(1e-10 * trace, damping);
        }
    }
}
