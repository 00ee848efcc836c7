/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverContract;

/** The contract, on a synthetic native shoulder. */
class ShoulderBalanceContractTest extends SolverContract {

    @Override
    protected Contribution<Solver> declaration() {
        return ShoulderBalanceTest.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return Subject.WOMAN;
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("to", "50deg", "step", "35deg");
    }
}
