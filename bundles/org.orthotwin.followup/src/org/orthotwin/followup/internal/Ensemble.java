/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.estimation.EnsembleKalman;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.spi.EstimatorType;

/** Contributes {@link EnsembleKalman}. */
public final class Ensemble implements EstimatorType {

    /** So many that the standard error of a mean is a fiftieth of the standard deviation at most. */
    private static final int MEMBERS = 2000;

    @Override
    public Estimator estimator(long seed) {
        return new EnsembleKalman(MEMBERS, seed);
    }
}
