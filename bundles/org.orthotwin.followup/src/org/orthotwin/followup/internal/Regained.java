/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.spi.CourseModel;

/** Before: a value of its own. After: plateau + (after - plateau) e^(-t / time). */
public final class Regained implements CourseModel {

    @Override
    public double at(double[] x, double t) {
        return t < 0 ? x[0] : x[2] + (x[1] - x[2]) * Math.exp(-t / Math.exp(x[3]));
    }
}
