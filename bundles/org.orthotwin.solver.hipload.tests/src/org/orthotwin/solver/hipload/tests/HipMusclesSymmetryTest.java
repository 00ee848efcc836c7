/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.hipload.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverSymmetry;

/** What many muscles give is the same in other axes, on the other side and in other units. */
class HipMusclesSymmetryTest extends SolverSymmetry {

    @Override
    protected Contribution<Solver> declaration() {
        return Subject.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return HipMusclesTest.cadaver(Side.RIGHT, 0.004, "");
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("pelvic.tilt.standing", "7deg", "mass", "71.5kg", "model", "muscles");
    }
}
