/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.spi.CourseModel;

/**
 * What an implant feels, from the operation on: plateau (1 - missing exp(-t / time)). Parameters: plateau, missing at first as a share of
 * it, time.
 */
public final class Rise implements CourseModel {

    @Override
    public double at(double[] x, double t) {
        return t < 0 ? 0 : Math.exp(x[0]) * (1 - x[1] * Math.exp(-t / Math.exp(x[2])));
    }
}
