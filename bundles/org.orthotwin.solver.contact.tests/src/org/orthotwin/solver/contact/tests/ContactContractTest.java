/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.contact.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverContract;

/** The contract, with plain numbers. */
class ContactContractTest extends SolverContract {

    @Override
    protected Contribution<Solver> declaration() {
        return Contact.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return Contact.EMPTY;
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("rings", 10.0);
    }

    @Override
    protected Map<String, ?> longestSettings() {
        return Map.of("rings", 28.0, "law", "nonlinear");
    }
}
