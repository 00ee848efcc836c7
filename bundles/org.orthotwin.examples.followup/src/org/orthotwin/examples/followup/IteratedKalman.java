/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.followup;

import org.orthotwin.followup.estimation.Assimilation;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.ExtendedKalman;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.LinearKalman;
import org.orthotwin.followup.estimation.VectorFunction;
import org.orthotwin.followup.spi.EstimatorType;

/**
 * The iterated extended Kalman filter: its mean is the most probable state, found by the steps of Gauss and Newton. Bell and Cathey, IEEE
 * Trans Autom Control 38 (1993) 294-297.
 */
public final class IteratedKalman implements EstimatorType {

    private static final int MOST = 30;
    private static final double STEP = 1e-5;
    /** In standard deviations before the observation. */
    private static final double FOUND = 1e-10;

    @Override
    public Estimator estimator(long seed) {
        return new Filter();
    }

    private static final class Filter implements Estimator {

        @Override
        public Gaussian forecast(Gaussian belief, VectorFunction f, double[][] q) {
            return new ExtendedKalman().forecast(belief, f, q);
        }

        @Override
        public Assimilation update(Gaussian prior, VectorFunction h, double[] y, double[][] r) {
            Assimilation first = null;
            Assimilation a = null;
            double[] x = prior.means();
            for (int i = 0; i < MOST; i++) {
                double[][] slopes = slopes(prior, x, h, y.length);
                // the tangent at x, as a linear observation
                double[] shifted = y.clone();
                double[] at = new double[y.length];
                h.apply(x, at);
                for (int k = 0; k < y.length; k++) {
                    shifted[k] -= at[k];
                    for (int j = 0; j < x.length; j++) {
                        shifted[k] += slopes[k][j] * x[j];
                    }
                }
                a = LinearKalman.update(prior, slopes, shifted, r);
                first = first == null ? a : first;
                double moved = 0;
                for (int j = 0; j < x.length; j++) {
                    double to = a.posterior().mean(j);
                    moved = Math.max(moved, prior.deviation(j) > 0 ? Math.abs(to - x[j]) / prior.deviation(j) : 0);
                    x[j] = to;
                }
                if (moved < FOUND) {
                    break;
                }
            }
            double[] expected = new double[y.length];
            h.apply(prior.means(), expected);
            return new Assimilation(prior, a.posterior(), new Gaussian(expected, first.predicted().covariances()), y.clone());
        }

        private static double[][] slopes(Gaussian prior, double[] at, VectorFunction h, int rows) {
            double[][] slopes = new double[rows][at.length];
            double[] x = at.clone();
            double[] up = new double[rows];
            double[] down = new double[rows];
            for (int j = 0; j < x.length; j++) {
                double step = STEP * (prior.deviation(j) > 0 ? prior.deviation(j) : Math.max(1, Math.abs(at[j])));
                x[j] = at[j] + step;
                h.apply(x, up);
                x[j] = at[j] - step;
                h.apply(x, down);
                x[j] = at[j];
                for (int k = 0; k < rows; k++) {
                    slopes[k][j] = (up[k] - down[k]) / (2 * step);
                }
            }
            return slopes;
        }
    }
}
