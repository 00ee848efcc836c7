/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverSymmetry;

/** Where a head rests is the same in other axes, on the other side and in other units. */
class ShoulderBalanceSymmetryTest extends SolverSymmetry {

    @Override
    protected Contribution<Solver> declaration() {
        return ShoulderBalanceTest.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return Subject.withLigaments();
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("motion", "scaption", "hand.mass", "1.5kg", "to", "50deg", "step", "35deg");
    }

    /** Place and muscles are found by repetition, to a nanometre; what a hollow holds, by a search in steps of the way. */
    @Override
    protected double tolerance() {
        return 1e-5;
    }
}
