/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.ligament.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverSymmetry;

/** A capsule that is a field of fibres, through several motions, before and after a part. */
class CapsuleSymmetryTest extends SolverSymmetry {

    @Override
    protected Contribution<Solver> declaration() {
        return Ligaments.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return Ligaments.capsule();
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("motions", "flexion -30deg 30deg; internal-rotation -40deg 40deg at flexion=20deg abduction=-10deg", "step", "5deg",
                "restraint", "0.5N.m");
    }
}
