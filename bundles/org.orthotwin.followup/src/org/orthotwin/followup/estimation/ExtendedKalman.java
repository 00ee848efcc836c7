/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

/**
 * The extended Kalman filter: the linear filter on the tangent at the mean, whose slopes are central differences.
 *
 * <p>Good where the function is near a straight line over the width of the belief; it does not see curvature, so that a mean behind a bent
 * function is off by about half of curvature times variance. {@link UnscentedKalman} sees it for little more. Cost: 2 n + 1 evaluations.
 */
public final class ExtendedKalman implements Estimator {

    /** Step of a difference in standard deviations: the cube root of the rounding error, for which a central difference is most exact. */
    private static final double STEP = 6e-6;

    @Override
    public Gaussian forecast(Gaussian belief, VectorFunction f, double[][] q) {
        int n = belief.dimension();
        double[] mean = new double[n];
        f.apply(belief.rawMean(), mean);
        return Gaussian.own(mean, Dense.add(Dense.sandwich(slopes(belief, f, n), belief.rawCovariance()), q));
    }

    @Override
    public Assimilation update(Gaussian prior, VectorFunction h, double[] y, double[][] r) {
        double[] expected = new double[y.length];
        h.apply(prior.rawMean(), expected);
        return LinearKalman.update(prior, expected, slopes(prior, h, y.length), y, r);
    }

    private static double[][] slopes(Gaussian at, VectorFunction f, int rows) {
        double[] x = at.means();
        double[] up = new double[rows];
        double[] down = new double[rows];
        double[][] j = new double[rows][x.length];
        for (int k = 0; k < x.length; k++) {
            double mean = x[k];
            double step = STEP * (at.deviation(k) > 0 ? at.deviation(k) : Math.max(1, Math.abs(mean)));
            x[k] = mean + step;
            double high = x[k];
            f.apply(x, up);
            x[k] = mean - step;
            double low = x[k];
            f.apply(x, down);
            x[k] = mean;
            for (int i = 0; i < rows; i++) {
                j[i][k] = (up[i] - down[i]) / (high - low);
            }
        }
        return j;
    }
}
