/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import java.util.stream.IntStream;

/**
 * A normal distribution of several quantities, each in its own unit. Immutable.
 *
 * <p>A direction may be known exactly (no variance); densities and divergences need one in every direction.
 */
public final class Gaussian {

    private final double[] mean;
    private final double[][] covariance;
    /** Lower root of the covariance, made when it is first asked for; whoever makes it makes the same. */
    private volatile double[][] factor;

    /**
     * @param mean expected values
     * @param covariance symmetric and positive semidefinite; each entry in the product of both units
     * @throws IllegalArgumentException if sizes differ, a number is not finite, or it is no covariance
     */
    public Gaussian(double[] mean, double[][] covariance) {
        this(mean.clone(), Dense.copy(covariance), true);
    }

    /** Takes the arrays as its own. */
    private Gaussian(double[] mean, double[][] covariance, boolean check) {
        this.mean = mean;
        this.covariance = covariance;
        if (check) {
            check();
        }
    }

    /** Of arrays that nobody else holds, made by a filter. */
    static Gaussian own(double[] mean, double[][] covariance) {
        return new Gaussian(mean, covariance, false);
    }

    /** Of one quantity. */
    public static Gaussian scalar(double mean, double variance) {
        return new Gaussian(new double[] {mean}, new double[][] {{variance}});
    }

    /** Of independent quantities. */
    public static Gaussian independent(double[] mean, double[] deviations) {
        double[][] c = new double[mean.length][mean.length];
        for (int i = 0; i < mean.length; i++) {
            c[i][i] = deviations[i] * deviations[i];
        }
        return new Gaussian(mean, c);
    }

    private void check() {
        int n = mean.length;
        if (covariance.length != n) {
            throw new IllegalArgumentException(n + " means with a covariance of " + covariance.length + " rows");
        }
        for (int i = 0; i < n; i++) {
            if (covariance[i].length != n || !Double.isFinite(mean[i])) {
                throw new IllegalArgumentException("row " + i + ": mean " + mean[i] + ", " + covariance[i].length + " covariances of " + n);
            }
            for (int j = 0; j < i; j++) {
                double a = covariance[i][j];
                double b = covariance[j][i];
                if (!Double.isFinite(a) || Math.abs(a - b) > 1e-9 * Math.max(Math.abs(a), Math.abs(b))) {
                    throw new IllegalArgumentException("covariance " + a + " of " + i + " and " + j + " against " + b + " the other way");
                }
            }
        }
        Dense.root(covariance);
    }

    public int dimension() {
        return mean.length;
    }

    public double mean(int i) {
        return mean[i];
    }

    public double covariance(int i, int j) {
        return covariance[i][j];
    }

    public double deviation(int i) {
        return Math.sqrt(covariance[i][i]);
    }

    /**
     * Linear functions of the quantities that are independent of each other with variance 1, each of one quantity and those before it: the
     * rows of the inverse of the lower Cholesky factor. Of independent quantities each by itself, over its standard deviation.
     *
     * @throws IllegalArgumentException if something is known exactly
     */
    public double[][] whitening() {
        double[][] l = Dense.factor(covariances());
        int n = l.length;
        double[][] w = new double[n][n];
        for (int k = 0; k < n; k++) {
            double[] e = new double[n];
            e[k] = 1;
            Dense.forward(l, e);
            for (int i = 0; i < n; i++) {
                w[i][k] = e[i];
            }
        }
        return w;
    }

    /** 0 where one of them is known exactly. */
    public double correlation(int i, int j) {
        double d = deviation(i) * deviation(j);
        return d == 0 ? 0 : Math.clamp(covariance[i][j] / d, -1, 1);
    }

    /** A copy. */
    public double[] means() {
        return mean.clone();
    }

    /** A copy. */
    public double[][] covariances() {
        return Dense.copy(covariance);
    }

    /** The array itself, for reading. */
    double[] rawMean() {
        return mean;
    }

    /** The array itself, for reading. */
    double[][] rawCovariance() {
        return covariance;
    }

    private double[][] factor() {
        if (factor == null) {
            factor = Dense.factor(covariance);
        }
        return factor;
    }

    /** The point that lies so many standard deviations from the mean along the columns of the root of the covariance. */
    public double[] at(double... deviations) {
        double[][] root = Dense.root(covariance);
        double[] x = mean.clone();
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j <= i; j++) {
                x[i] += root[i][j] * deviations[j];
            }
        }
        return x;
    }

    /** Natural logarithm of the density at a point. */
    public double logDensity(double... x) {
        double[][] l = factor();
        double[] d = new double[mean.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = x[i] - mean[i];
        }
        Dense.forward(l, d);
        double s = d.length * Math.log(2 * Math.PI) + Dense.logDeterminant(l);
        for (double v : d) {
            s += v * v;
        }
        return -s / 2;
    }

    /**
     * What is learned by going from another distribution to this one: the Kullback-Leibler divergence D(this, other), in nats.
     *
     * @param other of the same quantities, with variance in every direction
     */
    public double divergenceFrom(Gaussian other) {
        int n = mean.length;
        double[][] l0 = other.factor();
        double[][] l1 = factor();
        double[] d = new double[n];
        for (int i = 0; i < n; i++) {
            d[i] = mean[i] - other.mean[i];
        }
        Dense.forward(l0, d);
        double s = -n + Dense.logDeterminant(l0) - Dense.logDeterminant(l1);
        for (double v : d) {
            s += v * v;
        }
        double[] column = new double[n];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                column[i] = l1[i][j];
            }
            Dense.forward(l0, column);
            for (double v : column) {
                s += v * v;
            }
        }
        return Math.max(0, s / 2);
    }

    /**
     * The same with something else known of a part of the quantities: what is known of the others for each value of that part stays
     * (Jeffrey's rule), so that they are moved by as much as they are correlated with it.
     *
     * @param which the part
     * @param part what is known of it instead
     */
    public Gaussian withMarginal(int[] which, Gaussian part) {
        int n = mean.length;
        int[] free = IntStream.range(0, which.length).filter(i -> covariance[which[i]][which[i]] > 0).toArray();
        int m = free.length;
        double[][] own = new double[m][m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                own[i][j] = covariance[which[free[i]]][which[free[j]]];
            }
        }
        double[][] root = Dense.factor(own);
        // what each quantity is moved by when the part is; of the part itself it is 1
        double[][] gain = new double[n][m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                gain[i][j] = covariance[i][which[free[j]]];
            }
            Dense.solve(root, gain[i]);
        }
        double[] moved = mean.clone();
        double[][] change = new double[m][m];
        for (int j = 0; j < m; j++) {
            double by = part.mean[free[j]] - mean[which[free[j]]];
            for (int i = 0; i < n; i++) {
                moved[i] += gain[i][j] * by;
            }
            for (int k = 0; k < m; k++) {
                change[j][k] = part.covariance[free[j]][free[k]] - own[j][k];
            }
        }
        double[][] c = Dense.add(Dense.sandwich(gain, change), covariance);
        for (int i = 0; i < which.length; i++) {
            moved[which[i]] = part.mean[i];
            for (int j = 0; j < which.length; j++) {
                c[which[i]][which[j]] = part.covariance[i][j];
            }
        }
        return own(moved, c);
    }

    /** A part of the quantities, without what is known about the others. */
    public Gaussian marginal(int... which) {
        double[] m = new double[which.length];
        double[][] c = new double[which.length][which.length];
        for (int i = 0; i < which.length; i++) {
            m[i] = mean[which[i]];
            for (int j = 0; j < which.length; j++) {
                c[i][j] = covariance[which[i]][which[j]];
            }
        }
        return own(m, c);
    }
}
