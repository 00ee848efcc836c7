/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.kneeload.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverSymmetry;

/** The load on a knee is the same in other axes, on the other side and in other units. */
class KneeLoadSymmetryTest extends SolverSymmetry {

    @Override
    protected Contribution<Solver> declaration() {
        return Subject.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return Subject.WOMAN;
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("mass", "71.5kg", "step", "15deg", "foot.ahead", "40mm");
    }
}
