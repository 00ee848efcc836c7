/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.internal;

/** What goes with the joint itself. Before: level + trend t. After it is there no more, and stays what it was. */
public final class Progression extends Trend {

    public Progression() {
        super(1);
    }

    @Override
    double after(double[] x, double t) {
        return x[0];
    }
}
