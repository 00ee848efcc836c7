/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverSymmetry;

/** A small knee that is flexed and tested for laxity. */
class BalanceSymmetryTest extends SolverSymmetry {

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
        return Map.of("to", "20deg", "step", "10deg", "load.compression", "100N", "load.lateral", "20N", "laxity", "20deg", "laxity.force",
                "50N", "laxity.moment", "5N.m", "laxity.torque", "3N.m");
    }

    /** The search for rest ends within 1e-8 N; a ray on an edge of the contact may be decided either way. */
    @Override
    protected double tolerance() {
        return 1e-5;
    }
}
