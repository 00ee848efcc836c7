/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverContract;

/** The solver example, as declared in its bundle, against the closed form s m g d |sin(angle)|. */
class GravityMomentTest extends SolverContract {

    @Override
    protected Contribution<Solver> declaration() {
        return Solvers.registry().find("example.gravity").orElseThrow();
    }

    @Override
    protected Problem problem() {
        return Arm.problem(Side.RIGHT);
    }

    @Override
    protected Map<String, ?> longestSettings() {
        return Map.of("step", "0.01deg");
    }

    private Solution solve(Problem problem, Map<String, ?> given) {
        Settings settings = Settings.of("solver 'example.gravity'", Solvers.parameters(declaration()), given);
        return declaration().get().solve(problem, new SolverContext(settings, 1, 1, Monitor.NONE));
    }

    @Test
    void momentIsThatOfAWeightOnAHinge() {
        double full = 0.022 * 80 * 9.80665 * 0.17;
        for (Side side : new Side[] {Side.LEFT, Side.RIGHT}) {
            Solution s = solve(Arm.problem(side), Map.of());
            assertEquals(full, s.values().get("example.gravity.moment").si(), 1e-12, "forearm level");
            assertEquals(Math.toRadians(90), s.values().get("example.gravity.at").si(), 1e-12);
            List<double[]> rows = s.tables().getFirst().rows();
            assertEquals(33, rows.size(), "-10 to 150 degrees by 5");
            assertEquals(Math.toRadians(-10), rows.getFirst()[0], 0);
            assertEquals(Math.toRadians(150), rows.getLast()[0], 1e-15);
            for (double[] row : rows) {
                assertEquals(full * Math.abs(Math.sin(row[0])), row[1], 1e-12);
            }
        }
    }

    @Test
    void theLastStepEndsAtTheRangesEnd() {
        List<double[]> rows = solve(problem(), Map.of("step", "30deg")).tables().getFirst().rows();
        assertEquals(7, rows.size());
        assertEquals(Math.toRadians(150), rows.getLast()[0], 0);
    }

    @Test
    void saysWhatIsMissing() {
        Problem p = problem();
        assertTrue(assertThrows(SolverException.class, () -> solve(new Problem(p.person(), p.bodies(), null, List.of(), List.of()),
                Map.of()))
                .getMessage().contains("joint"));
        for (double mass : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            Problem q = new Problem(new Person(mass, 1.8, 1e9), p.bodies(), p.joint(), List.of(), List.of());
            SolverException e = assertThrows(SolverException.class, () -> solve(q, Map.of()));
            assertEquals(SolverException.Code.INCOMPLETE_PROBLEM, e.code());
            assertTrue(e.getMessage().contains(mass + " kg"), e.getMessage());
        }
    }
}
