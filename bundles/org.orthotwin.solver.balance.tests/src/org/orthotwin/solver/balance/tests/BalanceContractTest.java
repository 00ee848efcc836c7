/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverContract;

/** A small knee that is flexed and tested for laxity. */
class BalanceContractTest extends SolverContract {

    @Override
    protected Contribution<Solver> declaration() {
        return SmallKnee.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return SmallKnee.problem();
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("to", "20deg", "step", "10deg", "load.compression", "100N", "laxity", "20deg", "laxity.force", "50N");
    }

    @Override
    protected Map<String, ?> longestSettings() {
        return Map.of("to", "90deg", "step", "0.05deg", "load.compression", "100N");
    }
}
