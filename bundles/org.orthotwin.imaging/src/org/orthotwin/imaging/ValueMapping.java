/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

/**
 * What a stored number means: {@code value = slope * stored + intercept}.
 *
 * @param slope not zero
 * @param intercept value of a stored 0
 * @param unit of the value: {@code HU} for CT, empty where the number has no unit (MR, labels)
 */
public record ValueMapping(double slope, double intercept, String unit) {

    /** Stored numbers are the values, without a unit. */
    public static final ValueMapping IDENTITY = new ValueMapping(1, 0, "");
    /** Stored numbers are Hounsfield units. */
    public static final ValueMapping HOUNSFIELD = new ValueMapping(1, 0, "HU");

    public ValueMapping {
        if (!Double.isFinite(slope) || slope == 0 || !Double.isFinite(intercept)) {
            throw new IllegalArgumentException("value mapping with slope " + slope + " and intercept " + intercept
                    + ": both must be finite and the slope not zero");
        }
    }

    public double value(double stored) {
        return slope * stored + intercept;
    }

    public double stored(double value) {
        return (value - intercept) / slope;
    }
}
