/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import java.util.Arrays;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * A surrogate of an expensive function, learned from runs of it: a plane through the values, and a Gaussian process of what is left, with a
 * squared exponential covariance that has a length for each input. Length scales and the share of noise are those of the largest
 * likelihood. It says how far off it may be, and how far off it was at each run when it did not know that one. Immutable.
 *
 * <p>Inputs should all be about 1, as standard normal coordinates are; values have any unit. Cost: of learning n^3 some hundred times
 * (0.1 to 0.5 s for 100 runs), of asking n^2.
 *
 * <p>Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), sections 2.2, 2.7 (explicit basis functions) and 5.4.2
 * (leaving one out); Dubrule, Math Geol 15 (1983) 687-699, for that with a basis.
 */
public final class GaussianProcess {

    /** Lengths are looked for between these, in units of the inputs: much longer is the plane, much shorter is noise. */
    private static final double SHORTEST = 0.3;
    private static final double LONGEST = 30;
    private static final double LEAST_NOISE = 1e-8;
    private static final double MOST_NOISE = 1;
    private static final int EVALUATIONS = 400;
    /** What is left of the plane when it goes through all values. */
    private static final double EXACT = 1e-12;

    private final double[][] points;
    private final double[] lengths;
    /** Of the plane: the value at 0, then the slopes. */
    private final double[] plane;
    /** Variance of the process, square of the values' unit; 0 where the plane is all. */
    private final double variance;
    private final double noise;
    /** Root of the covariance of the points over {@link #variance}, with noise. */
    private final double[][] root;
    /** That covariance's inverse times what the plane leaves. */
    private final double[] weights;
    /** The inverse times the basis, by columns, and the root of basis' inverse basis. */
    private final double[][] basis;
    private final double[][] basisRoot;
    private final double[] leftOut;

    /** What one set of length scales makes of the runs. */
    private record Fit(double[][] root, double[] plane, double[] weights, double[][] basis, double[][] basisRoot, double variance,
            double logLikelihood) {
    }

    private GaussianProcess(double[][] points, double[] values, double[] lengths, double noise, Fit f) {
        this.points = points;
        this.lengths = lengths;
        this.noise = noise;
        this.root = f.root;
        this.plane = f.plane;
        this.weights = f.weights;
        this.basis = f.basis;
        this.basisRoot = f.basisRoot;
        this.variance = f.variance;
        this.leftOut = leftOut(values);
    }

    /**
     * Learns a function from runs of it.
     *
     * @param points inputs of each run
     * @param values of each run, finite
     * @throws IllegalArgumentException if there are fewer than two runs more than a plane has coefficients
     */
    public static GaussianProcess learn(double[][] points, double[] values) {
        int n = points.length;
        int dimension = n == 0 ? 0 : points[0].length;
        if (n < dimension + 3 || values.length != n) {
            throw new IllegalArgumentException(n + " runs with " + values.length + " values where a plane of " + dimension
                    + " inputs wants " + (dimension + 3));
        }
        double[][] own = Arrays.stream(points).map(double[]::clone).toArray(double[][]::new);
        Search search = new Search(own, values);
        // two beginnings: the likelihood of a nearly flat function has a long shallow valley
        search.from(1.5);
        search.from(6);
        return new GaussianProcess(own, values, lengths(search.best), noise(search.best),
                fit(own, values, lengths(search.best), noise(search.best)));
    }

    /**
     * The same where lengths and noise are known from an earlier time.
     *
     * @param scales as {@link #scales} gave them
     * @throws IllegalArgumentException as {@link #learn}, or if there are not as many lengths as inputs and one
     */
    public static GaussianProcess of(double[][] points, double[] values, double[] scales) {
        if (points.length < scales.length + 2 || scales.length != points[0].length + 1) {
            throw new IllegalArgumentException(scales.length + " scales for " + points.length + " runs");
        }
        double[][] own = Arrays.stream(points).map(double[]::clone).toArray(double[][]::new);
        double[] lengths = Arrays.copyOf(scales, scales.length - 1);
        double noise = scales[scales.length - 1];
        return new GaussianProcess(own, values, lengths, noise, fit(own, values, lengths, noise));
    }

    /** Looks for the logarithms of the lengths, and last of the noise, of the largest likelihood. */
    private static final class Search {

        private final double[][] points;
        private final double[] values;
        private double[] best;
        private double most = Double.NEGATIVE_INFINITY;

        Search(double[][] points, double[] values) {
            this.points = points;
            this.values = values;
        }

        private double cost(double[] p) {
            double l = fit(points, values, lengths(p), noise(p)).logLikelihood;
            if (best == null || l > most) {
                most = l;
                best = p.clone();
            }
            return -l;
        }

        void from(double length) {
            int n = points[0].length;
            double[] x = new double[n + 1];
            Arrays.fill(x, Math.log(length));
            x[n] = Math.log(1e-4);
            MultivariateFunction f = this::cost;
            try {
                new SimplexOptimizer(new SimpleValueChecker(1e-6, 1e-4)).optimize(new MaxEval(EVALUATIONS), new ObjectiveFunction(f),
                        GoalType.MINIMIZE, new InitialGuess(x), new NelderMeadSimplex(n + 1, 0.7));
            } catch (TooManyEvaluationsException e) {
                // the best of them serves
            }
        }
    }

    private static double[] lengths(double[] p) {
        double[] l = new double[p.length - 1];
        for (int i = 0; i < l.length; i++) {
            l[i] = Math.clamp(Math.exp(p[i]), SHORTEST, LONGEST);
        }
        return l;
    }

    private static double noise(double[] p) {
        return Math.clamp(Math.exp(p[p.length - 1]), LEAST_NOISE, MOST_NOISE);
    }

    private static double covariance(double[] a, double[] b, double[] lengths) {
        double s = 0;
        for (int i = 0; i < a.length; i++) {
            double d = (a[i] - b[i]) / lengths[i];
            s += d * d;
        }
        return Math.exp(-s / 2);
    }

    private static Fit fit(double[][] points, double[] values, double[] lengths, double noise) {
        int n = points.length;
        int m = points[0].length + 1;
        double[][] k = new double[n][n];
        for (int i = 0; i < n; i++) {
            k[i][i] = 1 + noise;
            for (int j = 0; j < i; j++) {
                k[i][j] = covariance(points[i], points[j], lengths);
                k[j][i] = k[i][j];
            }
        }
        double[][] root = Dense.factor(k);
        double[][] basis = new double[m][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                basis[j][i] = term(points[i], j);
            }
        }
        for (double[] column : basis) {
            Dense.solve(root, column);
        }
        double[][] normal = new double[m][m];
        double[] right = new double[m];
        for (int a = 0; a < m; a++) {
            for (int b = 0; b < m; b++) {
                for (int i = 0; i < n; i++) {
                    normal[a][b] += term(points[i], a) * basis[b][i];
                }
            }
            for (int i = 0; i < n; i++) {
                right[a] += basis[a][i] * values[i];
            }
        }
        for (int a = 0; a < m; a++) {
            for (int b = 0; b < a; b++) {
                normal[a][b] = normal[b][a];
            }
        }
        double[][] basisRoot = Dense.factor(normal);
        double[] plane = right.clone();
        Dense.solve(basisRoot, plane);
        double[] rest = new double[n];
        double scale = 0;
        for (int i = 0; i < n; i++) {
            rest[i] = values[i] - flat(plane, points[i]);
            scale = Math.max(scale, Math.abs(values[i]));
        }
        double[] weights = rest.clone();
        Dense.solve(root, weights);
        double square = 0;
        for (int i = 0; i < n; i++) {
            square += rest[i] * weights[i];
        }
        double variance = square / (n - m);
        if (!(variance > EXACT * EXACT * scale * scale)) {
            // nothing is left of the plane, whatever the lengths
            return new Fit(root, plane, new double[n], basis, basisRoot, 0, 0);
        }
        double log = -((n - m) * Math.log(variance) + Dense.logDeterminant(root) + Dense.logDeterminant(basisRoot)) / 2;
        return new Fit(root, plane, weights, basis, basisRoot, variance, log);
    }

    private static double term(double[] x, int j) {
        return j == 0 ? 1 : x[j - 1];
    }

    private static double flat(double[] plane, double[] x) {
        double s = plane[0];
        for (int i = 0; i < x.length; i++) {
            s += plane[i + 1] * x[i];
        }
        return s;
    }

    /** How far off each run's value is from what the others say. */
    private double[] leftOut(double[] values) {
        int n = points.length;
        double[] off = new double[n];
        if (variance == 0) {
            return off;
        }
        for (int i = 0; i < n; i++) {
            double[] unit = new double[n];
            unit[i] = 1;
            Dense.solve(root, unit);
            double[] b = new double[basis.length];
            for (int a = 0; a < b.length; a++) {
                b[a] = basis[a][i];
            }
            double[] c = b.clone();
            Dense.solve(basisRoot, c);
            double q = unit[i];
            for (int a = 0; a < b.length; a++) {
                q -= b[a] * c[a];
            }
            off[i] = weights[i] / q;
        }
        return off;
    }

    /** How many inputs there are. */
    public int dimension() {
        return lengths.length;
    }

    /** How far one must go along each input for the value to be another, and last the share of noise; a copy. */
    public double[] scales() {
        double[] s = Arrays.copyOf(lengths, lengths.length + 1);
        s[lengths.length] = noise;
        return s;
    }

    /** The value at a point. */
    public double mean(double[] x) {
        double s = flat(plane, x);
        if (variance > 0) {
            for (int i = 0; i < points.length; i++) {
                s += weights[i] * covariance(x, points[i], lengths);
            }
        }
        return s;
    }

    /** Standard deviation of the true value about {@link #mean}, with the noise of the runs. */
    public double deviation(double[] x) {
        if (variance == 0) {
            return 0;
        }
        int n = points.length;
        double[] k = new double[n];
        for (int i = 0; i < n; i++) {
            k[i] = covariance(x, points[i], lengths);
        }
        double[] gap = new double[basis.length];
        for (int a = 0; a < gap.length; a++) {
            gap[a] = term(x, a);
            for (int i = 0; i < n; i++) {
                gap[a] -= basis[a][i] * k[i];
            }
        }
        Dense.forward(root, k);
        double s = 1 + noise;
        for (double v : k) {
            s -= v * v;
        }
        Dense.forward(basisRoot, gap);
        for (double v : gap) {
            s += v * v;
        }
        return Math.sqrt(variance * Math.max(s, noise));
    }

    /** Root of the mean square by which a run's value is off from what the others say: the error of the surrogate where its runs are. */
    public double error() {
        return Math.sqrt(Arrays.stream(leftOut).map(v -> v * v).average().orElse(0));
    }

    /** The same for the run that is farthest off. */
    public double largestError() {
        return Arrays.stream(leftOut).map(Math::abs).max().orElse(0);
    }
}
