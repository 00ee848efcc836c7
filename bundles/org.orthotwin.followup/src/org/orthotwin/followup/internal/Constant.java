/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.spi.CourseModel;

/** Before: 0. After: a value that stays. */
public final class Constant implements CourseModel {

    @Override
    public double at(double[] x, double t) {
        return t < 0 ? 0 : x[0];
    }
}
