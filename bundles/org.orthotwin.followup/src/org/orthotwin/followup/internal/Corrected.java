/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.spi.CourseModel;

/** Before: before + trend t. After: a value that stays. */
public final class Corrected implements CourseModel {

    @Override
    public double at(double[] x, double t) {
        return t < 0 ? untreated(x, t) : x[2];
    }

    @Override
    public double untreated(double[] x, double t) {
        return x[0] + x[1] * t;
    }

    @Override
    public double[] counted(double[] x, double by) {
        return new double[] {untreated(x, by), x[1], x[2]};
    }
}
