/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import java.util.Arrays;

/**
 * What a Markov chain left of a distribution, after its warm-up.
 *
 * @param draws a row for each kept step
 * @param acceptance share of the proposals that were taken, of the kept steps
 */
public record Chain(double[][] draws, double acceptance) {

    /** Mean and covariance of the draws. */
    public Gaussian fit() {
        return EnsembleKalman.fit(draws);
    }

    /** The same of some of the quantities alone, one after the other. */
    public Chain part(int from, int count) {
        return new Chain(Arrays.stream(draws).map(x -> Arrays.copyOfRange(x, from, from + count)).toArray(double[][]::new), acceptance);
    }

    /** The value below which a share of the draws lies, interpolated between them. */
    public double quantile(int i, double share) {
        double[] v = column(i);
        Arrays.sort(v);
        double at = share * (v.length - 1);
        int k = Math.min(v.length - 2, (int) at);
        return v[k] + (at - k) * (v[k + 1] - v[k]);
    }

    private double[] column(int i) {
        double[] v = new double[draws.length];
        for (int k = 0; k < v.length; k++) {
            v[k] = draws[k][i];
        }
        return v;
    }

    /**
     * How many independent draws would say as much about a mean: Geyer's initial positive sequence of sums of neighbouring autocorrelations
     * (Stat Sci 7 (1992) 473-483).
     */
    public double effectiveDraws(int i) {
        double[] v = column(i);
        int n = v.length;
        double mean = Arrays.stream(v).average().orElseThrow();
        for (int k = 0; k < n; k++) {
            v[k] -= mean;
        }
        double variance = covariance(v, 0);
        if (variance == 0) {
            return 1;
        }
        double sum = -1;
        for (int lag = 0; lag + 1 < n; lag += 2) {
            double pair = (covariance(v, lag) + covariance(v, lag + 1)) / variance;
            if (pair <= 0) {
                break;
            }
            sum += 2 * pair;
        }
        return n / Math.max(sum, 1.0 / n);
    }

    private static double covariance(double[] v, int lag) {
        double s = 0;
        for (int k = lag; k < v.length; k++) {
            s += v[k] * v[k - lag];
        }
        return s / v.length;
    }
}
