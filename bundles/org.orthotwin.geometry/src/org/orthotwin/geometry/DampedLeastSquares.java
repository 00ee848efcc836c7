/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularMatrixException;

/** Damped Gauss-Newton (Levenberg-Marquardt) for the few parameters of a fitted shape. */
final class DampedLeastSquares {

    private static final int MOST_STEPS = 200;
    private static final double STEP_TOLERANCE = 1e-14;
    private static final double MOST_DAMPING = 1e12;

    /** Residuals and their derivatives at parameters. */
    interface Model {
        /**
         * Adds up the normal equations.
         *
         * @param jtj filled with J^T J, parameters squared, zero at entry
         * @param jtr filled with J^T r, zero at entry
         * @return the sum of squared residuals
         */
        double evaluate(double[] parameters, double[][] jtj, double[] jtr);

        /** Parameters after a step; a model with directions turns them here. */
        double[] moved(double[] parameters, double[] step);
    }

    final double[] parameters;
    final double sumOfSquares;
    final double[][] jtj;
    final int iterations;
    final boolean converged;

    /** @param scale typical size of the parameters, for the size of the last step */
    DampedLeastSquares(Model model, double[] start, int free, double scale) {
        double[] x = start;
        double[][] h = new double[free][free];
        double[] g = new double[free];
        double f = model.evaluate(x, h, g);
        double damping = 1e-6;
        int steps = 0;
        boolean done = false;
        while (!done && steps < MOST_STEPS) {
            steps++;
            double[] step = solve(h, g, damping);
            double[][] h2 = new double[free][free];
            double[] g2 = new double[free];
            double[] y = step == null ? x : model.moved(x, step);
            double f2 = step == null ? Double.POSITIVE_INFINITY : model.evaluate(y, h2, g2);
            boolean small = step != null && norm(step) <= STEP_TOLERANCE * scale;
            if (f2 <= f) {
                x = y;
                h = h2;
                g = g2;
                done = small || f2 == 0;
                f = f2;
                damping = Math.max(damping / 10, 1e-15);
            } else {
                // no descent left within rounding
                done = small || damping > MOST_DAMPING;
                damping *= 10;
            }
        }
        parameters = x;
        sumOfSquares = f;
        jtj = h;
        iterations = steps;
        converged = done;
    }

    private static double[] solve(double[][] h, double[] g, double damping) {
        RealMatrix m = new Array2DRowRealMatrix(h, true);
        for (int i = 0; i < h.length; i++) {
            m.addToEntry(i, i, damping * h[i][i] + Double.MIN_NORMAL);
        }
        try {
            RealVector s = new LUDecomposition(m, Double.MIN_NORMAL).getSolver().solve(new ArrayRealVector(g));
            return s.mapMultiply(-1).toArray();
        } catch (SingularMatrixException e) {
            return null;
        }
    }

    private static double norm(double[] v) {
        double s = 0;
        for (double d : v) {
            s += d * d;
        }
        return Math.sqrt(s);
    }

    /** Inverse of J^T J, or null if it is singular. */
    double[][] inverse() {
        try {
            return new LUDecomposition(new Array2DRowRealMatrix(jtj, true), Double.MIN_NORMAL).getSolver().getInverse().getData();
        } catch (SingularMatrixException e) {
            return null;
        }
    }
}
