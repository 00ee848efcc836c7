/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

/** Before: before + trend t. After: a value that stays. */
public final class Corrected extends Trend {

    public Corrected() {
        super(1);
    }

    @Override
    double after(double[] x, double t) {
        return x[2];
    }
}
