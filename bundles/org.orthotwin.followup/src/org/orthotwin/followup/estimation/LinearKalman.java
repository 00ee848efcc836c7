/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

/**
 * The Kalman filter of linear systems, and the step that every filter of this package ends in.
 *
 * <p>Forecast m = F m, P = F P F' + Q. Update S = H P H' + R, K = P H' S^-1, m = m + K (y - H m), P = (I - K H) P (I - K H)' + K R K', the
 * form of Joseph, which keeps P symmetric and positive whatever K is rounded to. Exact where the system is linear and the noise normal.
 *
 * <p>Kalman, J Basic Eng 82 (1960) 35-45, doi 10.1115/1.3662552; Bucy and Joseph, Filtering for Stochastic Processes (1968).
 */
public final class LinearKalman {

    private LinearKalman() {
    }

    /**
     * @param f transition, a square matrix
     * @param q covariance of what is added in the step
     */
    public static Gaussian forecast(Gaussian belief, double[][] f, double[][] q) {
        double[] m = new double[f.length];
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < m.length; j++) {
                m[i] += f[i][j] * belief.mean(j);
            }
        }
        return Gaussian.own(m, Dense.add(Dense.sandwich(f, belief.rawCovariance()), q));
    }

    /**
     * @param h observation matrix, a row for each number observed
     * @param r covariance of the observation's noise
     */
    public static Assimilation update(Gaussian prior, double[][] h, double[] y, double[][] r) {
        double[] expected = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < prior.dimension(); j++) {
                expected[i] += h[i][j] * prior.mean(j);
            }
        }
        return update(prior, expected, h, y, r);
    }

    /** With the expected value given apart from the slope, as a system that is linear only near the mean has it. */
    static Assimilation update(Gaussian prior, double[] expected, double[][] h, double[] y, double[][] r) {
        int n = prior.dimension();
        int m = y.length;
        double[][] p = prior.rawCovariance();
        double[][] s = Dense.add(Dense.sandwich(h, p), r);
        double[][] l = Dense.factor(s);
        double[][] gain = new double[n][m];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < m; k++) {
                for (int j = 0; j < n; j++) {
                    gain[i][k] += p[i][j] * h[k][j];
                }
            }
            Dense.solve(l, gain[i]);
        }
        double[][] keep = new double[n][n];
        for (int i = 0; i < n; i++) {
            keep[i][i] = 1;
            for (int k = 0; k < m; k++) {
                for (int j = 0; j < n; j++) {
                    keep[i][j] -= gain[i][k] * h[k][j];
                }
            }
        }
        double[][] covariance = Dense.add(Dense.sandwich(keep, p), Dense.sandwich(gain, r));
        return new Assimilation(prior, Gaussian.own(moved(prior, gain, expected, y), covariance), Gaussian.own(expected, s), y.clone());
    }

    /** The mean after an observation. */
    static double[] moved(Gaussian prior, double[][] gain, double[] expected, double[] y) {
        double[] mean = prior.means();
        for (int i = 0; i < mean.length; i++) {
            for (int k = 0; k < y.length; k++) {
                mean[i] += gain[i][k] * (y[k] - expected[k]);
            }
        }
        return mean;
    }
}
