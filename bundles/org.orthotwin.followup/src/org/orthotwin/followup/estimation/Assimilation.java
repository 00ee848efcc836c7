/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

/**
 * What an observation made of what was believed.
 *
 * <p>One that lies at an end of its scale says only that what it is of lies there or beyond (see {@link Estimator#beyond}).
 *
 * @param prior belief before it
 * @param posterior belief after it
 * @param predicted what was expected of the observation, its noise included
 * @param observed what came
 * @param side 1 or -1 for one number of which is known only that it is at least, or at most, what came; 0 otherwise
 */
public record Assimilation(Gaussian prior, Gaussian posterior, Gaussian predicted, double[] observed, int side) {

    /** Of what was observed as it is. */
    public Assimilation(Gaussian prior, Gaussian posterior, Gaussian predicted, double[] observed) {
        this(prior, posterior, predicted, observed, 0);
    }

    /** Natural logarithm of the density of what came, as it was predicted, or of the probability of as much or more. */
    public double logLikelihood() {
        return side == 0 ? predicted.logDensity(observed) : new Tail(side * difference(0)).logProbability();
    }

    private double difference(int i) {
        return (observed[i] - predicted.mean(i)) / predicted.deviation(i);
    }

    /**
     * How far an observed number is from its prediction, in standard deviations of the prediction; of one that is only known to be beyond
     * an end, what is to be expected of that. Its mean is 0 either way (the generalised residual of Gourieroux et al., J Econom 34 (1987)
     * 5-32).
     */
    public double residual(int i) {
        return side == 0 ? difference(i) : side * new Tail(side * difference(i)).mean();
    }

    /** What was learned about the parameters, nats. */
    public double informationGain() {
        return posterior.divergenceFrom(prior);
    }
}
