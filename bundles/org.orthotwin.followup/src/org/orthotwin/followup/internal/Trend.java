/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.spi.CourseModel;

/** A course that without an operation is a level with a steady trend; the level is the first parameter. */
abstract class Trend implements CourseModel {

    private final int trend;

    /** @param trend place of the trend among the parameters */
    Trend(int trend) {
        this.trend = trend;
    }

    /** From the operation on. */
    abstract double after(double[] x, double t);

    @Override
    public final double at(double[] x, double t) {
        return t < 0 ? untreated(x, t) : after(x, t);
    }

    @Override
    public final double untreated(double[] x, double t) {
        return x[0] + x[trend] * t;
    }

    @Override
    public final double[] counted(double[] x, double by) {
        double[] y = x.clone();
        y[0] = untreated(x, by);
        return y;
    }
}
