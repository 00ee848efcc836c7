/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
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
 * How muscles share a moment, and what a muscle of Hill's type can do.
 *
 * <h2>Model</h2>
 * Static optimisation of muscles that only pull ({@link LoadSharing}), each given by its moment arm about one axis and its cross-section:
 * {@code soleus: r=40mm A=1000mm2}. Apart from that the curves of {@link ThelenCurves}, {@link DeGrooteFreglyCurves} or
 * {@link MillardCurves} at a length, a
 * velocity and an activation, and a table of them.
 *
 * <h2>Assumptions and validity</h2>
 * Co-contraction costs, so there is none: muscles that turn the other way stay slack. The forces do not depend on length or velocity; the
 * curves stand beside them. Which power comes nearest to people differs between tasks: against instrumented hips in walking small powers
 * do.
 *
 * <h2>Parameters</h2>
 * {@code muscles}, {@code moment}, {@code criterion}, {@code power} (3: RD Crowninshield, RA Brand 1981, J Biomech 14:793-801), {@code
 * stress.limit}; {@code curves}, {@code activation}, {@code fibre.length}, {@code fibre.velocity}, {@code tendon.strain}. The muscles of
 * the default are an example.
 *
 * <h2>Frame</h2>
 * None; moments and arms are about the same axis and have signs.
 *
 * <h2>Results</h2>
 * {@code muscle.<name>.force} (N), {@code muscle.<name>.stress} (Pa), {@code muscle.force.sum|largest}, {@code muscle.stress.largest};
 * {@code muscle.curve.active|passive|velocity|tendon} (over the largest isometric force). Tables {@code muscle-curves-length}, {@code
 * muscle-curves-velocity}.
 *
 * <h2>Cost</h2>
 * Some ten steps of a few operations for each muscle.
 *
 * <h2>Failure</h2>
 * {@link SolverException} {@code INCOMPLETE_PROBLEM} for muscles that cannot be read, {@code NO_SOLUTION} where they cannot carry the
 * moment.
 */
public final class MuscleSolver implements Solver {

    private static final int CURVE = 60;

    @Override
    public Solution solve(Problem problem, SolverContext context) {
        context.monitor().checkCancelled();
        Settings s = context.settings();
        Solution.Builder out = Solution.builder();
        share(s, out);
        curves(s, out);
        return out.build();
    }

    private static void share(Settings s, Solution.Builder out) {
        List<String> names = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (String line : s.text("muscles").split(";")) {
            if (!line.isBlank()) {
                int colon = line.indexOf(':');
                String name = line.substring(0, Math.max(0, colon)).strip();
                if (!name.matches("[a-z][a-z0-9\\-]*") || names.contains(name)) {
                    throw incomplete("'" + line.strip() + "' has no name of its own; the form is name: r=40mm A=1000mm2");
                }
                names.add(name);
                values.add(numbers(line, line.substring(colon + 1).strip()));
            }
        }
        if (names.isEmpty()) {
            throw incomplete("the setting 'muscles' names none");
        }
        double[][] arms = values.stream().map(v -> new double[] {v[0]}).toArray(double[][]::new);
        double[] areas = values.stream().mapToDouble(v -> v[1]).toArray();
        double[] limits = new double[areas.length];
        for (int i = 0; i < limits.length; i++) {
            limits[i] = s.has("stress.limit") ? s.number("stress.limit") * areas[i] : Double.POSITIVE_INFINITY;
        }
        double[] moment = {s.number("moment")};
        LoadSharing shared = s.text("criterion").equals("power")
                ? LoadSharing.ofPower(arms, areas, limits, moment, s.number("power"))
                : LoadSharing.ofLargest(arms, areas, limits, moment);
        if (!shared.converged()) {
            throw new SolverException(SolverException.Code.NO_SOLUTION, "muscle: the muscles cannot carry a moment of " + moment[0]
                    + " N.m: " + (s.has("stress.limit") ? "they are too weak, or " : "") + "none turns that way");
        }
        double sum = 0;
        double largest = 0;
        double stress = 0;
        for (int i = 0; i < areas.length; i++) {
            double f = shared.forces()[i];
            out.value("muscle." + names.get(i) + ".force", Value.of(f, Dimension.FORCE));
            out.value("muscle." + names.get(i) + ".stress", Value.of(f / areas[i], Dimension.PRESSURE));
            sum += f;
            largest = Math.max(largest, f);
            stress = Math.max(stress, f / areas[i]);
        }
        out.value("muscle.force.sum", Value.of(sum, Dimension.FORCE));
        out.value("muscle.force.largest", Value.of(largest, Dimension.FORCE));
        out.value("muscle.stress.largest", Value.of(stress, Dimension.PRESSURE));
        out.converged(shared.iterations(), shared.residual());
    }

    private static double[] numbers(String line, String text) {
        double arm = Double.NaN;
        double area = Double.NaN;
        for (String word : text.split("\\s+")) {
            try {
                if (word.startsWith("r=")) {
                    arm = Quantity.parseSi(word.substring(2), Dimension.LENGTH);
                } else if (word.startsWith("A=")) {
                    area = Quantity.parseSi(word.substring(2), Dimension.AREA);
                } else {
                    throw incomplete("'" + word + "' in '" + line.strip() + "' is neither r= nor A=");
                }
            } catch (IllegalArgumentException e) {
                throw incomplete("'" + line.strip() + "': " + e.getMessage());
            }
        }
        if (!(Math.abs(arm) <= 1) || !(area > 0 && area <= 1)) {
            throw incomplete("'" + line.strip() + "' needs a moment arm r up to 1 m and a cross-section A above 0");
        }
        return new double[] {arm, area};
    }

    private static void curves(Settings s, Solution.Builder out) {
        MuscleCurves c = switch (s.text("curves")) {
            case "thelen" -> new ThelenCurves();
            case "millard" -> new MillardCurves();
            default -> new DeGrooteFreglyCurves();
        };
        double a = s.number("activation");
        double l = s.number("fibre.length");
        double v = s.number("fibre.velocity");
        out.value("muscle.curve.active", Value.of(a * c.activeForceLength(l) * c.forceVelocity(v, a), Dimension.NONE));
        out.value("muscle.curve.passive", Value.of(c.passiveForceLength(l), Dimension.NONE));
        out.value("muscle.curve.velocity", Value.of(c.forceVelocity(v, a), Dimension.NONE));
        out.value("muscle.curve.tendon", Value.of(c.tendonForce(s.number("tendon.strain")), Dimension.NONE));
        List<double[]> lengths = new ArrayList<>();
        List<double[]> velocities = new ArrayList<>();
        for (int i = 0; i <= CURVE; i++) {
            double x = 0.4 + 1.2 * i / CURVE;
            lengths.add(new double[] {x, a * c.activeForceLength(x), c.passiveForceLength(x)});
            double y = -1 + 2.0 * i / CURVE;
            velocities.add(new double[] {y, c.forceVelocity(y, a)});
        }
        Unit one = Unit.of("1");
        out.table(new Table("muscle-curves-length", List.of("fibre-length", "active", "passive"), List.of(one, one, one), lengths));
        out.table(new Table("muscle-curves-velocity", List.of("fibre-velocity", "factor"), List.of(one, one), velocities));
    }

    private static SolverException incomplete(String what) {
        return new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "muscle: " + what);
    }
}
