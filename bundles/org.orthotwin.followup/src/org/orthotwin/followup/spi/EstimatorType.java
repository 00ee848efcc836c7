/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.spi;

import org.orthotwin.followup.estimation.Estimator;

/**
 * A way to correct parameters by observations, contributed to {@code org.orthotwin.followup.estimators}. Implementations keep nothing.
 *
 * <p>What an estimator promises is in {@code EstimatorContract} of {@code org.orthotwin.followup.testkit}.
 */
@FunctionalInterface
public interface EstimatorType {

    /**
     * An estimator that gives the same numbers for the same seed and arguments.
     *
     * @param seed of what is drawn; without meaning where nothing is
     */
    Estimator estimator(long seed);
}
