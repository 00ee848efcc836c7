/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.spi.CourseModel;

/**
 * Density of bone round an implant, from the operation on: before (1 + change (1 - exp(-t / turnover))). Parameters: the density at
 * first, by which share of it it changes in the end, and in which time bone is turned over.
 */
public final class Remodelling implements CourseModel {

    @Override
    public double at(double[] x, double t) {
        return t < 0 ? 0 : Math.exp(x[0]) * (1 - x[1] * Math.expm1(-t / Math.exp(x[2])));
    }
}
