/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

/**
 * What observations alone say of parameters, as far as it is normal: the factor that makes a posterior of a prior, P1^-1 - P0^-1 and
 * P1^-1 m1 - P0^-1 m0, in other coordinates z = (x - centre) / scale, in which numbers of all units are about 1. Of parameters of which the
 * observations say nothing it is 0.
 *
 * @param precision symmetric
 * @param information the precision times the value that the observations alone would give
 */
record Likelihood(double[][] precision, double[] information) {

    /** @throws IllegalArgumentException if a prior is known exactly, or one of the two is no distribution with a density */
    static Likelihood of(Gaussian prior, Gaussian posterior, double[] centre, double[] scale) {
        double[][] before = Dense.inverse(scaled(prior, scale));
        double[][] after = Dense.inverse(scaled(posterior, scale));
        double[] b = Dense.times(before, moved(prior, centre, scale));
        double[] a = Dense.times(after, moved(posterior, centre, scale));
        for (int i = 0; i < a.length; i++) {
            a[i] -= b[i];
            for (int j = 0; j < a.length; j++) {
                after[i][j] -= before[i][j];
            }
        }
        return new Likelihood(after, a);
    }

    static double[][] scaled(Gaussian g, double[] scale) {
        double[][] c = g.covariances();
        for (int i = 0; i < c.length; i++) {
            for (int j = 0; j < c.length; j++) {
                c[i][j] /= scale[i] * scale[j];
            }
        }
        return c;
    }

    static double[] moved(Gaussian g, double[] centre, double[] scale) {
        double[] m = g.means();
        for (int i = 0; i < m.length; i++) {
            m[i] = (m[i] - centre[i]) / scale[i];
        }
        return m;
    }

    /** A distribution in these coordinates as one of the parameters themselves. */
    static Gaussian back(double[] mean, double[][] covariance, double[] centre, double[] scale) {
        double[] m = new double[mean.length];
        double[][] c = new double[mean.length][mean.length];
        for (int i = 0; i < m.length; i++) {
            m[i] = centre[i] + scale[i] * mean[i];
            for (int j = 0; j < m.length; j++) {
                c[i][j] = scale[i] * scale[j] * (covariance[i][j] + covariance[j][i]) / 2;
            }
        }
        return new Gaussian(m, c);
    }

    /** The standard deviations of a distribution. */
    static double[] deviations(Gaussian g) {
        double[] d = new double[g.dimension()];
        for (int i = 0; i < d.length; i++) {
            d[i] = g.deviation(i);
        }
        return d;
    }
}
