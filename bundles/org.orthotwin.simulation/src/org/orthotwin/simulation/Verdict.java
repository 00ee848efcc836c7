/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

/** How a measured value stands to its target. */
public enum Verdict {
    WITHIN("within"), BELOW("below"), ABOVE("above"), NO_TARGET("no-target"), NOT_MEASURED("not-measured");

    /** A value that is on its limit but for what rounding does is within it. */
    private static final double ROUNDING = 1e-9;

    private final String id;

    Verdict(String id) {
        this.id = id;
    }

    /** The word in files. */
    public String id() {
        return id;
    }

    static Verdict of(double value, double lower, double upper) {
        if (Double.isNaN(value)) {
            return NOT_MEASURED;
        }
        if (lower == Double.NEGATIVE_INFINITY && upper == Double.POSITIVE_INFINITY) {
            return NO_TARGET;
        }
        return value < lower - ROUNDING * Math.abs(lower) ? BELOW : value > upper + ROUNDING * Math.abs(upper) ? ABOVE : WITHIN;
    }
}
