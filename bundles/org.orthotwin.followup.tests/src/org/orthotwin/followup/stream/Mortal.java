/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import org.orthotwin.followup.estimation.Assimilation;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.followup.estimation.VectorFunction;

/** The unscented filter, whose every update may be the end of the process. */
record Mortal(Runnable fate) implements Estimator {

    private static final Estimator OWN = new UnscentedKalman();

    @Override
    public Gaussian forecast(Gaussian belief, VectorFunction model, double[][] noise) {
        return OWN.forecast(belief, model, noise);
    }

    @Override
    public Assimilation update(Gaussian belief, VectorFunction model, double[] observed, double[][] noise) {
        fate.run();
        return OWN.update(belief, model, observed, noise);
    }
}
