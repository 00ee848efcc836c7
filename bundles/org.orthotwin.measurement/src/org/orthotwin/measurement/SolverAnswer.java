/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.measurement;

import java.util.List;
import java.util.Map;
import org.orthotwin.measurement.spi.Measurement;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Value;

/**
 * A number that a solver gives under the measurement's own id, as it is. An extension names this class where nothing has to be computed;
 * the declaration says which solver must have run.
 */
public final class SolverAnswer implements Measurement {

    @Override
    public MeasuredValue measure(MeasurementContext context) {
        for (Map.Entry<String, Solution> e : context.solutions().entrySet()) {
            Value v = e.getValue().values().get(context.definition());
            if (v != null) {
                boolean converged = e.getValue().status() == Solution.Status.CONVERGED;
                return new MeasuredValue(v.si(), v.uncertainty(), converged ? "" : "not converged", List.of(), "");
            }
        }
        return MeasuredValue.none("no solver gave " + context.definition());
    }
}
