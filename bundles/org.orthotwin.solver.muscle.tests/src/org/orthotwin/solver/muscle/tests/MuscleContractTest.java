/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.muscle.MuscleSolver;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverContract;
import org.orthotwin.solver.testkit.SolverDeclaration;

/** The contract, and what a scenario asks for. */
class MuscleContractTest extends SolverContract {

    private static final Contribution<Solver> DECLARATION = SolverDeclaration.of(MuscleSolver.class, "muscle");

    @Override
    protected Contribution<Solver> declaration() {
        return DECLARATION;
    }

    @Override
    protected Problem problem() {
        return new Problem(new Person(Double.NaN, Double.NaN, Double.NaN), List.of(), null, List.of(), List.of());
    }

    private Solution solve(Map<String, String> settings) {
        return DECLARATION.get().solve(problem(),
                new SolverContext(Settings.of("solver 'muscle'", Solvers.parameters(DECLARATION), settings), 1, 1, Monitor.NONE));
    }

    @Test
    void theExampleOfTheDefault() {
        Solution s = solve(Map.of());
        assertEquals(253.1973, s.values().get("muscle.first.force").si(), 1e-4);
        assertEquals(620.2041 / 2000e-6, s.values().get("muscle.second.stress").si(), 0.1);
        assertEquals(1, s.values().get("muscle.curve.active").si(), 1e-12);
        assertEquals(0.572032, s.values().get("muscle.curve.tendon").si(), 1e-6);
        Solution t = solve(Map.of("criterion", "least-largest", "curves", "degroote-fregly", "fibre.length", "1.25"));
        assertEquals(545.4545, t.values().get("muscle.second.force").si(), 1e-4);
        assertEquals(272.7273 / 1000e-6, t.values().get("muscle.stress.largest").si(), 0.1);
        assertEquals(0.689553, t.values().get("muscle.curve.active").si(), 1e-6);
    }

    @Test
    void saysWhatIsWrong() {
        for (String bad : List.of("", "first", "first: r=40mm", "first: r=40mm A=0mm2", "first: r=40 A=1mm2", "first: r=1mm A=1mm2 x=2",
                "a: r=1mm A=1mm2; a: r=1mm A=1mm2")) {
            SolverException e = assertThrows(SolverException.class, () -> solve(Map.of("muscles", bad)), bad);
            assertEquals(SolverException.Code.INCOMPLETE_PROBLEM, e.code());
        }
        SolverException e = assertThrows(SolverException.class, () -> solve(Map.of("stress.limit", "10kPa")));
        assertEquals(SolverException.Code.NO_SOLUTION, e.code());
        assertEquals(SolverException.Code.NO_SOLUTION, assertThrows(SolverException.class, () -> solve(Map.of("moment", "-5N.m"))).code());
    }
}
