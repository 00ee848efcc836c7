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
}
