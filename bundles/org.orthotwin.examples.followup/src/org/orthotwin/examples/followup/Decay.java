/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.followup;

import org.orthotwin.followup.spi.CourseModel;

/** Before: 0. After: amount e^(-t / time). */
public final class Decay implements CourseModel {

    @Override
    public double at(double[] x, double t) {
        return t < 0 ? 0 : Math.exp(x[0] - t / Math.exp(x[1]));
    }
}
