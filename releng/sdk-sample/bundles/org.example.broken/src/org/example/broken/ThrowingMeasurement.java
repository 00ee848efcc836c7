/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.example.broken;

import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.measurement.spi.Measurement;

/** A defect that its author did not think of. */
public final class ThrowingMeasurement implements Measurement {

    @Override
    public MeasuredValue measure(MeasurementContext context) {
        throw new ArithmeticException("divided by nothing");
    }
}
