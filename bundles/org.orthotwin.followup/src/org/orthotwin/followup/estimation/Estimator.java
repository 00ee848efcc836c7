/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

/**
 * Carries a belief through time and corrects it by observations. Implementations are immutable and give the same numbers for the same
 * arguments.
 */
public interface Estimator {

    /**
     * The same for one step of many: what draws at random draws for this step what it draws for no other, whatever its arguments are, so
     * that a chain which differs by an observation has the same draws for all others (common random numbers).
     *
     * @param step names the step, such as whose observation is taken; the same again, the same draws
     */
    default Estimator at(String step) {
        return this;
    }

    /** Where the mean beyond a bound is so near to what was expected anyway, in standard deviations, nothing is learned from it. */
    double NOTHING = 1e-6;

    /**
     * The belief after a step x' = f(x) + w, w normal with covariance {@code q}.
     *
     * @param f from the state to the next state
     */
    Gaussian forecast(Gaussian belief, VectorFunction f, double[][] q);

    /**
     * The belief after an observation y = h(x) + v, v normal with covariance {@code r} and independent of x.
     *
     * @param h from the state to what is observed
     * @param y what was observed
     * @throws IllegalArgumentException if {@code r} lets an observation without any variance through
     */
    Assimilation update(Gaussian prior, VectorFunction h, double[] y, double[][] r);

    /**
     * The belief after an observation of which only is known that h(x) + v, v normal, lies at a bound or beyond: of a score at its ceiling
     * (Tobin, Econometrica 26 (1958) 24-36; for scores of health Austin et al., Qual Life Res 9 (2000) 901-910).
     *
     * <p>Of h(x) + v, normal as it is predicted, mean and variance beyond the bound are known ({@link Tail}); the parameters move as far as
     * they go with it. Where everything is linear the posterior has mean and variance of the exact one, which is not normal. As it
     * is written here it takes the way of the parameters from {@link #update}; one that draws at random is better off with its own.
     *
     * @param h from the state to one number
     * @param side 1 for at least the bound, -1 for at most
     * @param variance of v
     */
    default Assimilation beyond(Gaussian prior, VectorFunction h, double bound, int side, double variance) {
        double[][] r = {{variance}};
        Gaussian predicted = update(prior, h, new double[] {bound}, r).predicted();
        double s = predicted.deviation(0);
        Tail tail = new Tail(side * (bound - predicted.mean(0)) / s);
        double moved = side * s * tail.mean();
        if (!(tail.mean() > NOTHING)) {
            return new Assimilation(prior, prior, predicted, new double[] {bound}, side);
        }
        Gaussian there = update(prior, h, new double[] {predicted.mean(0) + moved}, r).posterior();
        double[] gain = new double[prior.dimension()];
        for (int i = 0; i < gain.length; i++) {
            gain[i] = (there.mean(i) - prior.mean(i)) / moved;
        }
        return new Assimilation(prior, widened(there, gain, s * s * tail.variance()), predicted, new double[] {bound}, side);
    }

    /**
     * A belief after an observation that was itself not sure: wider along the way on which the observation moved it.
     *
     * @param gain how far each quantity moves with the observation
     * @param variance of the observation
     */
    static Gaussian widened(Gaussian g, double[] gain, double variance) {
        double[][] p = g.covariances();
        for (int i = 0; i < gain.length; i++) {
            for (int j = 0; j < gain.length; j++) {
                p[i][j] += gain[i] * variance * gain[j];
            }
        }
        return Gaussian.own(g.means(), p);
    }
}
