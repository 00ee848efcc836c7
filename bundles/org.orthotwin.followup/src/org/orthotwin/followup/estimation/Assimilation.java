/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

/**
 * What an observation made of what was believed.
 *
 * @param prior belief before it
 * @param posterior belief after it
 * @param predicted what was expected of the observation, its noise included
 * @param observed what came
 */
public record Assimilation(Gaussian prior, Gaussian posterior, Gaussian predicted, double[] observed) {

    /** Natural logarithm of the density of what came, as it was predicted. */
    public double logLikelihood() {
        return predicted.logDensity(observed);
    }

    /** How far an observed number is from its prediction, in standard deviations of the prediction. */
    public double residual(int i) {
        return (observed[i] - predicted.mean(i)) / predicted.deviation(i);
    }

    /** What was learned about the parameters, nats. */
    public double informationGain() {
        return posterior.divergenceFrom(prior);
    }
}
