/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

/** Before: baseline + trend t. After: baseline + gain (1 - e^(-t / time)). */
public final class Relief extends Trend {

    public Relief() {
        super(3);
    }

    @Override
    double after(double[] x, double t) {
        return x[0] - x[1] * Math.expm1(-t / Math.exp(x[2]));
    }
}
