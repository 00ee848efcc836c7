/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.wear.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverSymmetry;

/** A hip with a liner and a head. */
class WearSymmetryTest extends SolverSymmetry {

    @Override
    protected Contribution<Solver> declaration() {
        return Wear.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return Wear.hip(0.032);
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("years", "0.2yr", "rings", 8.0, "cross-shear", "proportional", "cross-shear.reference", 0.1);
    }
}
