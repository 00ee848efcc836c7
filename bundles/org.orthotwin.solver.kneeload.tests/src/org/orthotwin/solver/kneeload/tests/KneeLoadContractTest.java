/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.kneeload.tests;

import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverContract;

/** The contract, on a synthetic knee. */
class KneeLoadContractTest extends SolverContract {

    @Override
    protected Contribution<Solver> declaration() {
        return Subject.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return Subject.WOMAN;
    }
}
