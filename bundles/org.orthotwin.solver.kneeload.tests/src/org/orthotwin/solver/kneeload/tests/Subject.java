/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.kneeload.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.kneeload.KneeLoadSolver;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.GeneratedJoint;
import org.orthotwin.solver.testkit.SolverDeclaration;
import org.orthotwin.synthesis.Resolution;

/** Synthetic knees. */
final class Subject {

    static final Contribution<Solver> DECLARATION = SolverDeclaration.of(KneeLoadSolver.class, "kneeload");
    static final Problem WOMAN = of(Map.of("sex", 1.0));

    private Subject() {
    }

    static Problem of(Map<String, Double> chosen) {
        return GeneratedJoint.of(new KneeJoint(Resolution.COARSE), "knee", chosen);
    }

    static Solution solve(Problem p, String... settings) {
        return SolverDeclaration.solve(DECLARATION, p, settings);
    }

    static double si(Solution s, String name) {
        return s.values().get("knee.load." + name).si();
    }

    static Table table(Solution s, String name) {
        return s.tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }
}
