/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.exception.TooManyIterationsException;
import org.apache.commons.math3.optim.MaxIter;
import org.apache.commons.math3.optim.linear.LinearConstraint;
import org.apache.commons.math3.optim.linear.LinearConstraintSet;
import org.apache.commons.math3.optim.linear.LinearObjectiveFunction;
import org.apache.commons.math3.optim.linear.NoFeasibleSolutionException;
import org.apache.commons.math3.optim.linear.NonNegativeConstraint;
import org.apache.commons.math3.optim.linear.Relationship;
import org.apache.commons.math3.optim.linear.SimplexSolver;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;

/**
 * How muscles that can only pull share the moments of a joint: static optimisation.
 *
 * <pre>  minimise sum of (F_i / A_i)^p     or the largest F_i / A_i
 *  with     sum over i of r_ij F_i = M_j,    0 &lt;= F_i &lt;= U_i</pre>
 *
 * A_i: physiological cross-section; r_ij: moment arm of muscle i about axis j (RD Crowninshield, RA Brand 1981, J Biomech 14:793-801,
 * doi:10.1016/0021-9290(81)90035-X, with p = 3; J Rasmussen et al. 2001, J Biomech 34:409-415, doi:10.1016/S0021-9290(00)00191-3, for the
 * least largest). About one axis, without limits,
 *
 * <pre>  F_i = A_i (r_i A_i)^(1/(p-1)) M / sum of r_j A_j (r_j A_j)^(1/(p-1)),     F_i = A_i M / sum of r_j A_j for the least largest</pre>
 *
 * over the muscles that turn the right way. A power is solved in the dual, a convex function of as many unknowns as there are axes, by
 * Newton's method with shortened and damped steps; the least largest by the simplex method, whose answer need not be the only one for
 * several axes.
 *
 * @param forces F_i, N
 * @param converged whether the moments are met within {@link #TOLERANCE}
 * @param iterations of the method
 * @param residual largest error of a moment, N.m
 */
public record LoadSharing(double[] forces, boolean converged, int iterations, double residual) {

    /** Error of the moments that is accepted, of the largest wanted. */
    public static final double TOLERANCE = 1e-10;

    /**
     * @param arms by muscle, then axis, m
     * @param areas A_i, m2
     * @param limits U_i, N; infinity for none
     * @param moments M_j, N.m
     * @param power p, above 1
     */
    public static LoadSharing ofPower(double[][] arms, double[] areas, double[] limits, double[] moments, double power) {
        check(arms, areas, limits, moments);
        if (!(power > 1)) {
            throw new IllegalArgumentException("a power of " + power + " is not above 1");
        }
        return new Dual(arms, areas, limits, moments, power).share();
    }

    /** As {@link #ofPower}, for the least largest stress. */
    public static LoadSharing ofLargest(double[][] arms, double[] areas, double[] limits, double[] moments) {
        check(arms, areas, limits, moments);
        int n = arms.length;
        // scaled so that all unknowns are of order one: F_i = A_i x_i s, s a stress
        double scale = 0;
        for (double m : moments) {
            scale = Math.max(scale, Math.abs(m));
        }
        double reach = 0;
        for (int i = 0; i < n; i++) {
            for (double r : arms[i]) {
                reach = Math.max(reach, Math.abs(r) * areas[i]);
            }
        }
        double[] forces = new double[n];
        if (!(scale > 0) || !(reach > 0)) {
            return new LoadSharing(forces, !(scale > 0), 0, scale);
        }
        double stress = scale / reach;
        List<LinearConstraint> constraints = new ArrayList<>();
        for (int j = 0; j < moments.length; j++) {
            double[] row = new double[n + 1];
            for (int i = 0; i < n; i++) {
                row[i] = arms[i][j] * areas[i] / reach;
            }
            constraints.add(new LinearConstraint(row, Relationship.EQ, moments[j] / scale));
        }
        for (int i = 0; i < n; i++) {
            double[] row = new double[n + 1];
            row[i] = 1;
            row[n] = -1;
            constraints.add(new LinearConstraint(row, Relationship.LEQ, 0));
            if (!Double.isInfinite(limits[i])) {
                double[] limit = new double[n + 1];
                limit[i] = 1;
                constraints.add(new LinearConstraint(limit, Relationship.LEQ, limits[i] / areas[i] / stress));
            }
        }
        double[] goal = new double[n + 1];
        goal[n] = 1;
        SimplexSolver simplex = new SimplexSolver();
        try {
            double[] x = simplex.optimize(new MaxIter(10_000), new LinearObjectiveFunction(goal, 0), new LinearConstraintSet(constraints),
                    GoalType.MINIMIZE, new NonNegativeConstraint(true)).getPoint();
            for (int i = 0; i < n; i++) {
                forces[i] = Math.max(0, x[i]) * areas[i] * stress;
            }
        } catch (NoFeasibleSolutionException | TooManyIterationsException e) {
            return new LoadSharing(forces, false, simplex.getIterations(), scale);
        }
        double residual = residual(arms, forces, moments);
        return new LoadSharing(forces, residual <= 1e-6 * scale, simplex.getIterations(), residual);
    }

    private static void check(double[][] arms, double[] areas, double[] limits, double[] moments) {
        if (arms.length == 0 || areas.length != arms.length || limits.length != arms.length || moments.length == 0) {
            throw new IllegalArgumentException(arms.length + " muscles with " + areas.length + " areas and " + limits.length
                    + " limits for " + moments.length + " moments");
        }
        for (int i = 0; i < arms.length; i++) {
            double sum = 0;
            for (double r : arms[i]) {
                sum += r;
            }
            if (arms[i].length != moments.length || !Double.isFinite(sum) || !(areas[i] > 0) || Double.isInfinite(areas[i])
                    || !(limits[i] >= 0)) {
                throw new IllegalArgumentException("muscle " + i + " has moment arms " + java.util.Arrays.toString(arms[i])
                        + " m, an area of " + areas[i] + " m2 and a limit of " + limits[i] + " N");
            }
        }
        for (double m : moments) {
            if (!Double.isFinite(m)) {
                throw new IllegalArgumentException("a moment of " + m + " N.m");
            }
        }
    }

    private static double residual(double[][] arms, double[] forces, double[] moments) {
        double worst = 0;
        for (int j = 0; j < moments.length; j++) {
            double sum = -moments[j];
            for (int i = 0; i < forces.length; i++) {
                sum += arms[i][j] * forces[i];
            }
            worst = Math.max(worst, Math.abs(sum));
        }
        return worst;
    }

    /** The price of a force is a power of its stress. */
    private static final class Dual extends SharingDual {
        private final double[] areas;
        private final double[] limits;
        private final double[] moments;
        private final double q;

        Dual(double[][] arms, double[] areas, double[] limits, double[] moments, double power) {
            super(arms, moments);
            this.areas = areas;
            this.limits = limits;
            this.moments = moments;
            q = 1 / (power - 1);
        }

        LoadSharing share() {
            double scale = 0;
            for (double m : moments) {
                scale = Math.max(scale, Math.abs(m));
            }
            if (!(scale > 0)) {
                return new LoadSharing(amounts, true, 0, 0);
            }
            int iterations = solve(start(), TOLERANCE * scale);
            double residual = residual();
            return new LoadSharing(amounts.clone(), residual <= 1e3 * TOLERANCE * scale, iterations, residual);
        }

        /** The answer of least squares without limits, made long enough to carry the moments. */
        private double[] start() {
            double[] squares = new double[areas.length];
            for (int i = 0; i < squares.length; i++) {
                squares[i] = areas[i] * areas[i];
            }
            double[] y = pseudo(normal(squares), moments);
            // one length along this direction meets M . y best; the dual is convex along it
            double low = 0;
            double high = 1;
            while (high < 1e30 && directional(y, high) < 0) {
                low = high;
                high *= 4;
            }
            for (int k = 0; k < 60; k++) {
                double middle = 0.5 * (low + high);
                if (directional(y, middle) < 0) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return along(new double[y.length], y, high);
        }

        private double directional(double[] y, double length) {
            evaluate(along(new double[y.length], y, length));
            double[] g = lack();
            double sum = 0;
            for (int j = 0; j < g.length; j++) {
                sum += g[j] * y[j];
            }
            return sum;
        }

        @Override
        protected double term(int i, double s) {
            if (s <= 0) {
                amounts[i] = 0;
                slopes[i] = 0;
                return 0;
            }
            double f = areas[i] * Math.pow(areas[i] * s, q);
            if (f < limits[i]) {
                amounts[i] = f;
                slopes[i] = q * f / s;
                return f * s / (q + 1);
            }
            double at = Math.pow(limits[i] / areas[i], 1 / q) / areas[i];
            amounts[i] = limits[i];
            slopes[i] = 0;
            return limits[i] * at / (q + 1) + limits[i] * (s - at);
        }

        @Override
        protected double damping(double trace) {
            return trace > 0 ? 1e-12 * trace : 1;
        }
    }
}
