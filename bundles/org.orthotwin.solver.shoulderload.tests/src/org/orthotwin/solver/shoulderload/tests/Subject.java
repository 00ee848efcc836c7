/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload.tests;

import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.joint.shoulder.ShoulderJoint;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.shoulderload.ShoulderLoadSolver;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.GeneratedJoint;
import org.orthotwin.solver.testkit.SolverDeclaration;
import org.orthotwin.synthesis.Resolution;

/** Synthetic native shoulders. */
final class Subject {

    static final Contribution<Solver> DECLARATION = SolverDeclaration.of(ShoulderLoadSolver.class, "shoulderload");
    static final Problem WOMAN = of(Map.of("sex", 1.0));

    private Subject() {
    }

    static Problem of(Map<String, Double> chosen) {
        return GeneratedJoint.of(new ShoulderJoint(Resolution.COARSE), "shoulder", chosen);
    }

    static Solution solve(Problem p, String... settings) {
        return SolverDeclaration.solve(DECLARATION, p, settings);
    }

    static double si(Solution s, String name) {
        return s.values().get("shoulder.load." + name).si();
    }

    static Table table(Solution s, String name) {
        return s.tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }
}
