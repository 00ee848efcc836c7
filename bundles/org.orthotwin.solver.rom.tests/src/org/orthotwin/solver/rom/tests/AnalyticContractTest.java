/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.tests;

import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverContract;

/** The contract, with the numbers of the closed form. */
class AnalyticContractTest extends SolverContract {

    @Override
    protected Contribution<Solver> declaration() {
        return Rom.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return Rom.NUMBERS;
    }
}
