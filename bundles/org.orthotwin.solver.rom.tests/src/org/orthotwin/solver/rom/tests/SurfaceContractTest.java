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

/** The contract, with surfaces and the map. */
class SurfaceContractTest extends SolverContract {

    private static final Problem PROBLEM = TestHip.prosthesis(Side.LEFT, 42, 18, 131, 12, 0.032, 0.012, 48);

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
        return Map.of("map", "true", "map.step", "30deg");
    }

    @Override
    protected Map<String, ?> longestSettings() {
        return Map.of("map", "true", "map.step", "2deg");
    }
}
