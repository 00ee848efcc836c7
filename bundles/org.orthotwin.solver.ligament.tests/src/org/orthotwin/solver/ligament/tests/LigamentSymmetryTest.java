/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.ligament.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverSymmetry;

/** A hip whose centre was moved. */
class LigamentSymmetryTest extends SolverSymmetry {

    @Override
    protected Contribution<Solver> declaration() {
        return Ligaments.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return Ligaments.hip(new Vec3(0.001, -0.003, 0.002));
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("fibres", "anterior: FRONT>VIA>LINE k=2000N e=2%; posterior: BACK>CREST k=1500N e=-5%", "motion",
                "internal-rotation", "to", "40deg");
    }
}
