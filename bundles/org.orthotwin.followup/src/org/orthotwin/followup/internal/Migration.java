/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.spi.CourseModel;

/** Before: 0. After: bedding (1 - e^(-t / time)) + drift t. */
public final class Migration implements CourseModel {

    @Override
    public double at(double[] x, double t) {
        return t < 0 ? 0 : -Math.exp(x[0]) * Math.expm1(-t / Math.exp(x[1])) + x[2] * t;
    }
}
