/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.example.ankle.solver;

import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.measurement.spi.Measurement;
import org.orthotwin.solver.Solution;

/** Reads out the value of the lean solver that has the measurement's own name; nothing is computed here. */
public final class LeanMeasurement implements Measurement {
    @Override
    public MeasuredValue measure(MeasurementContext context) {
        Solution answer = context.solutions().get("example.ankle.lean");
        if (answer == null) {
            return MeasuredValue.none("the solver example.ankle.lean did not run");
        }
        return MeasuredValue.of(answer.values().get(context.definition()).si());
    }
}
