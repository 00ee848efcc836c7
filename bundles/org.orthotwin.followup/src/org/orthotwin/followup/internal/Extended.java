/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.ExtendedKalman;
import org.orthotwin.followup.spi.EstimatorType;

/** Contributes {@link ExtendedKalman}. */
public final class Extended implements EstimatorType {

    @Override
    public Estimator estimator(long seed) {
        return new ExtendedKalman();
    }
}
