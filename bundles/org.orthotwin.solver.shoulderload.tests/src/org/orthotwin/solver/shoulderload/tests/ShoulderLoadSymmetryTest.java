/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverSymmetry;

/** The load on a shoulder is the same in other axes, on the other side and in other units. */
class ShoulderLoadSymmetryTest extends SolverSymmetry {

    @Override
    protected Contribution<Solver> declaration() {
        return Subject.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return Subject.WOMAN;
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("motion", "scaption", "hand.mass", "1.5kg", "step", "15deg");
    }

    /** The rim of the glenoid is found by repetition, to a part in 1e9 of its half axes. */
    @Override
    protected double tolerance() {
        return 1e-7;
    }
}
