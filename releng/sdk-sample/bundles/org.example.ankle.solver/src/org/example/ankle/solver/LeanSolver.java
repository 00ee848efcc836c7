/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.example.ankle.solver;

import java.util.ArrayList;
import java.util.List;

import org.orthotwin.core.Dimension;
import org.orthotwin.core.Unit;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.spi.Solver;

/**
 * A person who leans forward with flat feet, as an inverted pendulum about the ankle (Winter 1995, doi:10.1016/0966-6362(96)82849-9):
 * the moment M = s m g h sin(a) of the leg's share s of the weight m g at the height h is held by the Achilles tendon alone, with
 * the force F = M / r at its lever r (about 50 mm: Maganaris et al. 1998, J Physiol 510:977); the joint carries both,
 * R = F + s m g cos(a) along the shank.
 *
 * <p>Assumptions: static, sagittal plane, no co-contraction, tendon parallel to the shank. Valid for 0 to 20 degrees.
 */
public final class LeanSolver implements Solver {
    /** Step of the table, rad: one degree. */
    private static final double STEP = Math.toRadians(1);

    @Override
    public Solution solve(Problem problem, SolverContext context) {
        double weight = problem.person().weight();
        if (!(weight > 0)) {
            throw new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "the subject's mass is " + problem.person().mass()
                    + " kg; a mass above 0 kg is needed");
        }
        Settings settings = context.settings();
        double load = settings.number("share") * weight;
        double height = settings.number("mass.height");
        double lever = settings.number("achilles.lever");
        double lean = settings.number("lean");
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i * STEP <= lean + 1e-12; i++) {
            context.monitor().checkCancelled();
            rows.add(row(load, height, lever, i * STEP));
        }
        double[] answer = row(load, height, lever, lean);
        return Solution.builder()
                .value("example.ankle.moment", Value.of(answer[1], Dimension.MOMENT))
                .value("example.ankle.achilles-force", Value.of(answer[2], Dimension.FORCE))
                .value("example.ankle.joint-force", Value.of(answer[3], Dimension.FORCE))
                .table(new Table("ankle-lean", List.of("lean", "moment", "achilles force", "joint force"),
                        List.of(Unit.of("deg"), Unit.of("N.m"), Unit.of("N"), Unit.of("N")), rows))
                .build();
    }

    /** Lean (rad), moment (N m), force of the tendon (N), force of the joint (N). */
    private static double[] row(double load, double height, double lever, double lean) {
        double moment = load * height * Math.sin(lean);
        double tendon = moment / lever;
        return new double[] {lean, moment, tendon, tendon + load * Math.cos(lean)};
    }
}
