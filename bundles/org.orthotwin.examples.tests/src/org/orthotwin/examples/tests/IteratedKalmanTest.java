/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import org.orthotwin.followup.testkit.EstimatorContract;

/** The estimator example against what every estimator promises. */
class IteratedKalmanTest extends EstimatorContract {

    @Override
    protected String id() {
        return "example.iterated";
    }
}
