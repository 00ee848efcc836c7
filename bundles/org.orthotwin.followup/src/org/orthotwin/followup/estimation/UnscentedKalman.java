/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

/**
 * The unscented Kalman filter: 2 n + 1 points that have the mean and covariance of the belief go through the function, and what becomes of
 * them has the mean and covariance behind it.
 *
 * <p>Points m and m +- sqrt(n + kappa) times the columns of a root of P, weights kappa / (n + kappa) and 1 / (2 (n + kappa)). Exact for
 * linear functions; the mean behind a quadratic one is exact for every kappa, its variance where n + kappa = 3. Cost: 2 n + 1 evaluations.
 * A weight of the middle point below 0 can make a covariance negative, therefore kappa must not be below 0.
 *
 * <p>Julier and Uhlmann, Proc IEEE 92 (2004) 401-422, doi 10.1109/JPROC.2003.823141.
 */
public final class UnscentedKalman implements Estimator {

    private final double kappa;

    /** With kappa = 3 - n, or 0 for more than three quantities: fourth moments of a normal distribution are matched where that can be. */
    public UnscentedKalman() {
        kappa = Double.NaN;
    }

    /** @param kappa not below 0 */
    public UnscentedKalman(double kappa) {
        if (!(kappa >= 0)) {
            throw new IllegalArgumentException("kappa is " + kappa + ", but must not be below 0");
        }
        this.kappa = kappa;
    }

    /** The points of a belief, what a function makes of them, and their weights. */
    private static final class Points {

        private final double[][] offsets;
        private final double[][] values;
        private final double[] mean;
        private final double first;
        private final double other;

        Points(Gaussian belief, VectorFunction f, int rows, double kappa) {
            int n = belief.dimension();
            double k = Double.isNaN(kappa) ? Math.max(0, 3 - n) : kappa;
            first = k / (n + k);
            other = 1 / (2 * (n + k));
            double[][] root = Dense.root(belief.rawCovariance());
            double scale = Math.sqrt(n + k);
            offsets = new double[2 * n + 1][n];
            values = new double[2 * n + 1][rows];
            mean = new double[rows];
            double[] x = new double[n];
            for (int p = 0; p < offsets.length; p++) {
                for (int i = 0; i < n; i++) {
                    offsets[p][i] = p == 0 ? 0 : p <= n ? scale * root[i][p - 1] : -offsets[p - n][i];
                    x[i] = belief.mean(i) + offsets[p][i];
                }
                f.apply(x, values[p]);
                for (int i = 0; i < rows; i++) {
                    mean[i] += weight(p) * values[p][i];
                }
            }
            for (double[] v : values) {
                for (int i = 0; i < rows; i++) {
                    v[i] -= mean[i];
                }
            }
        }

        private double weight(int p) {
            return p == 0 ? first : other;
        }

        /** Covariance of two sets of deviations. */
        double[][] covariance(double[][] a, double[][] b) {
            double[][] c = new double[a[0].length][b[0].length];
            for (int p = 0; p < a.length; p++) {
                for (int i = 0; i < c.length; i++) {
                    double w = weight(p) * a[p][i];
                    for (int j = 0; j < c[i].length; j++) {
                        c[i][j] += w * b[p][j];
                    }
                }
            }
            return c;
        }
    }

    @Override
    public Gaussian forecast(Gaussian belief, VectorFunction f, double[][] q) {
        Points p = new Points(belief, f, belief.dimension(), kappa);
        return Gaussian.own(p.mean, Dense.add(p.covariance(p.values, p.values), q));
    }

    /**
     * The distribution behind a function, as far as its mean and covariance go.
     *
     * @param rows how many values the function has
     */
    public Gaussian transform(Gaussian belief, VectorFunction f, int rows) {
        Points p = new Points(belief, f, rows, kappa);
        return Gaussian.own(p.mean, p.covariance(p.values, p.values));
    }

    /**
     * The plane that is nearest to a function about a belief: its value there, its slopes, and the covariance of what the function leaves.
     * What is known exactly has no slope.
     */
    record Plane(double[] value, double[][] slopes, double[][] left) {
    }

    Plane plane(Gaussian about, VectorFunction h, int rows) {
        Points p = new Points(about, h, rows, kappa);
        double[][] root = Dense.root(about.rawCovariance());
        double[][] cross = p.covariance(p.offsets, p.values);
        int n = about.dimension();
        double[][] slopes = new double[rows][n];
        for (int k = 0; k < rows; k++) {
            // root root' slope = cross, where what is known exactly has a column of zeros
            double[] b = new double[n];
            for (int i = 0; i < n; i++) {
                b[i] = cross[i][k];
                for (int j = 0; j < i; j++) {
                    b[i] -= root[i][j] * b[j];
                }
                b[i] = root[i][i] > 0 ? b[i] / root[i][i] : 0;
            }
            for (int i = n - 1; i >= 0; i--) {
                slopes[k][i] = b[i];
                for (int j = i + 1; j < n; j++) {
                    slopes[k][i] -= root[j][i] * slopes[k][j];
                }
                slopes[k][i] = root[i][i] > 0 ? slopes[k][i] / root[i][i] : 0;
            }
        }
        double[][] left = p.covariance(p.values, p.values);
        double[][] told = Dense.sandwich(slopes, about.rawCovariance());
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                left[i][j] -= told[i][j];
            }
            left[i][i] = Math.max(0, left[i][i]);
        }
        return new Plane(p.mean, slopes, left);
    }

    @Override
    public Assimilation update(Gaussian prior, VectorFunction h, double[] y, double[][] r) {
        Points p = new Points(prior, h, y.length, kappa);
        double[][] s = Dense.add(p.covariance(p.values, p.values), r);
        double[][] l = Dense.factor(s);
        double[][] cross = p.covariance(p.offsets, p.values);
        double[][] gain = new double[cross.length][];
        for (int i = 0; i < gain.length; i++) {
            gain[i] = cross[i].clone();
            Dense.solve(l, gain[i]);
        }
        double[][] covariance = prior.covariances();
        double[][] learned = Dense.sandwich(gain, s);
        for (int i = 0; i < covariance.length; i++) {
            for (int j = 0; j < covariance.length; j++) {
                covariance[i][j] -= learned[i][j];
            }
        }
        return new Assimilation(prior, Gaussian.own(LinearKalman.moved(prior, gain, p.mean, y), covariance), Gaussian.own(p.mean, s),
                y.clone());
    }
}
