/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.spi.CourseModel;

/** Before: baseline + trend t. After: baseline + gain (1 - e^(-t / time)). */
public final class Relief implements CourseModel {

    @Override
    public double at(double[] x, double t) {
        return t < 0 ? untreated(x, t) : x[0] - x[1] * Math.expm1(-t / Math.exp(x[2]));
    }

    @Override
    public double untreated(double[] x, double t) {
        return x[0] + x[3] * t;
    }

    @Override
    public double[] counted(double[] x, double by) {
        return new double[] {untreated(x, by), x[1], x[2], x[3]};
    }
}
