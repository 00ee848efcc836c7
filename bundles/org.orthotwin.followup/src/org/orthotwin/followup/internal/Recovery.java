/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.spi.CourseModel;

/** Before: baseline. After: baseline + gain (1 - e^(-t / time)). */
public final class Recovery implements CourseModel {

    @Override
    public double at(double[] x, double t) {
        return t < 0 ? x[0] : x[0] - x[1] * Math.expm1(-t / Math.exp(x[2]));
    }
}
