/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import org.orthotwin.followup.testkit.CourseContract;

/** The example of an observation model against what every one promises. */
class DecayTest extends CourseContract {

    @Override
    protected String id() {
        return "example.decay";
    }

    @Override
    protected double[] typical() {
        return new double[] {Math.log(0.04), Math.log(30 * 86400.0)};
    }

    @Override
    protected double[] spread() {
        return new double[] {Math.log(1.4), Math.log(1.5)};
    }
}
