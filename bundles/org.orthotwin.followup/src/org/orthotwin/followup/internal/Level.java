/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

import org.orthotwin.followup.spi.CourseModel;

/** What no operation of a joint changes: a level. */
public final class Level implements CourseModel {

    @Override
    public double at(double[] x, double t) {
        return x[0];
    }
}
