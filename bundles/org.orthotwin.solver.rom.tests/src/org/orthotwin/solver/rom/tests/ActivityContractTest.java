/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverContract;

/** The contract, threads and cancel among it, where an activity takes most of the time. */
class ActivityContractTest extends SolverContract {

    private static final Problem PROBLEM = ActivityRomTest.with(TestHip.prosthesis(Side.LEFT, 42, 18, 131, 12, 0.032, 0.012, 48),
            ActivityRomTest.activity(new double[3], new double[] {80, -5, 10}));

    @Override
    protected Contribution<Solver> declaration() {
        return Rom.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return PROBLEM;
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of();
    }

    @Override
    protected Map<String, ?> longestSettings() {
        return Map.of("activity.step", "0.1deg", "activity.search", "0.01deg");
    }
}
