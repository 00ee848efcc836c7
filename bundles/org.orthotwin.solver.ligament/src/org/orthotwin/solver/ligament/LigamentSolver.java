/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.ligament;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.wrap.FibrePath;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.spi.Solver;

/**
 * Strain and tension of ligament fibres, through a motion of the joint or at a given length.
 *
 * <h2>Model</h2>
 * Fibres after Wismans and Blankevoort ({@link FibreLaw}). Without a joint one fibre at a {@code length}, with its curve. With a joint
 * {@code fibres}, separated by semicolons, each from landmark to landmark of its two bones: {@code pubofemoral: PUF_O>PUF_I k=2000N e=2%}
 * has 2000 N per unit of strain, and a strain of 2 % in the neutral position of the native joint, which sets its slack length. Where they
 * are not given, the fibres are the bundles of the anatomy's ligaments that go from one of the two bones to the other, with their reference
 * strains in the posture in which the anatomy was recorded; which bundles are left out is said. The joint of
 * the problem, replaced or not, goes through {@code motion} from {@code from} to {@code to}, so that the numbers say what a plan makes of
 * the tensions.
 *
 * <h2>Assumptions and validity</h2>
 * A bundle of the anatomy lies without friction on the surfaces that it names ({@link FibrePath}) and is straight elsewhere, as fibres of
 * the setting are everywhere: one that would lie on bone or implant comes out too short and too slack there. No equilibrium: the motion is
 * prescribed. Quasi-static.
 *
 * <h2>Parameters</h2>
 * Stiffness and reference strain are those of the user and have no default; the toe ends at a strain of 0.06 (L Blankevoort, R Huiskes
 * 1991, J Biomech Eng 113:263-269, doi:10.1115/1.2894883). The fibre of the plain numbers is one of the superficial medial collateral
 * ligament of the knee: 500 N, slack at 72.3198 mm (RL Lenhart et al. 2015, Ann Biomed Eng 43:2675-2685, doi:10.1007/s10439-015-1326-3).
 *
 * <h2>Frame</h2>
 * Lengths do not depend on one.
 *
 * <h2>Results</h2>
 * Without a joint {@code ligament.length|slack-length|toe.length} (m), {@code ligament.strain}, {@code ligament.force|toe.force} (N),
 * {@code ligament.stiffness} (N/m, tangent), {@code ligament.energy} (N.m). With one {@code ligament.<fibre>.slack-length} and, at the
 * start of the motion and where each is largest, {@code ligament.<fibre>.strain|force|strain.largest|force.largest}; {@code
 * ligament.force.largest} and {@code ligament.force.sum.largest} over all. Tables {@code ligament-fibre} and {@code ligament-tension}.
 *
 * <h2>Cost</h2>
 * A distance for each fibre and step: microseconds.
 *
 * <h2>Failure</h2>
 * {@link SolverException} {@code INCOMPLETE_PROBLEM} naming the missing landmark, motion or the fibre that cannot be read.
 */
public final class LigamentSolver implements Solver {

    private static final MessageCatalog MESSAGES = new MessageCatalog(LigamentSolver.class);
    private static final int MOST_STEPS = 10_000;
    private static final int CURVE = 60;

    @Override
    public Solution solve(Problem problem, SolverContext context) {
        context.monitor().checkCancelled();
        Solution.Builder out = Solution.builder();
        try {
            if (problem.joint() == null) {
                plain(context.settings(), out);
            } else {
                joint(problem, context, out);
            }
        } catch (IllegalArgumentException | NoSuchElementException e) {
            throw incomplete(e.getMessage());
        }
        return out.build();
    }

    private static void plain(Settings s, Solution.Builder out) {
        FibreLaw law = s.has("reference.length")
                ? new FibreLaw(s.number("stiffness"), s.number("reference.length") / (1 + s.number("reference.strain")),
                        s.number("toe.strain"), 0)
                : new FibreLaw(s.number("stiffness"), s.number("slack.length"), s.number("toe.strain"), 0);
        double length = s.number("length");
        double toe = law.slackLength() * (1 + law.toeStrain());
        out.value("ligament.length", Value.of(length, Dimension.LENGTH));
        out.value("ligament.slack-length", Value.of(law.slackLength(), Dimension.LENGTH));
        out.value("ligament.strain", Value.of(law.strain(length), Dimension.NONE));
        out.value("ligament.force", Value.of(law.force(length), Dimension.FORCE));
        out.value("ligament.stiffness", Value.of(law.tangent(length), Dimension.STIFFNESS));
        out.value("ligament.energy", Value.of(law.energy(length), Dimension.MOMENT));
        out.value("ligament.toe.length", Value.of(toe, Dimension.LENGTH));
        out.value("ligament.toe.force", Value.of(law.force(toe), Dimension.FORCE));
        List<double[]> rows = new ArrayList<>();
        double first = 0.98 * Math.min(length, law.slackLength());
        double last = Math.max(length, law.slackLength() * (1 + 2 * law.toeStrain()));
        for (int i = 0; i <= CURVE; i++) {
            double l = first + (last - first) * i / CURVE;
            rows.add(new double[] {l, law.force(l), law.strain(l), law.tangent(l)});
        }
        out.table(new Table("ligament-fibre", List.of("length", "force", "strain", "stiffness"),
                List.of(Unit.of("mm"), Unit.of("N"), Unit.of("%"), Unit.of("N/mm")), rows));
    }

    private static void joint(Problem problem, SolverContext context, Solution.Builder out) {
        Settings s = context.settings();
        JointModel joint = problem.joint();
        List<String> leftOut = new ArrayList<>();
        List<Fibre> fibres = s.has("fibres") ? Fibre.parse(s.text("fibres"), problem) : Fibre.of(problem, leftOut);
        if (fibres.isEmpty()) {
            throw new IllegalArgumentException(s.has("fibres") ? "the setting 'fibres' names none"
                    : "the anatomy has no ligament between '" + joint.parent() + "' and '" + joint.child()
                    + "'; give the setting 'fibres': name: A>B k=2000N e=2%; ...");
        }
        if (!leftOut.isEmpty()) {
            out.message(Diagnostic.info(MESSAGES, "ligament.left-out", String.join(", ", leftOut)));
        }
        JointModel unoperated = new JointModel(joint.id(), joint.typeId(), joint.type(), joint.side(), joint.parent(), joint.child(),
                frame(problem.body(joint.parent()), joint.type().parentFrame(), joint.parentFrame()),
                frame(problem.body(joint.child()), joint.type().childFrame(), joint.childFrame()));
        RigidTransform neutral = unoperated.childInParent(new double[joint.type().coordinates().size()]);
        RigidTransform reference = s.has("fibres") ? neutral : problem.tissue().posture().getOrDefault(joint.child(), neutral);
        List<FibreLaw> laws = fibres.stream().map(f -> f.law(reference)).toList();
        String motion = s.text("motion");
        ClinicalMotion m = joint.type().motions().stream().filter(x -> x.id().equals(motion)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("joint '" + joint.id() + "' has no motion '" + motion + "'; it has "
                        + String.join(", ", joint.type().motions().stream().map(ClinicalMotion::id).toList())));
        double from = s.number("from");
        double to = s.number("to");
        int steps = (int) Math.ceil(Math.abs(to - from) / s.number("step") - 1e-9);
        if (steps > MOST_STEPS) {
            throw new IllegalArgumentException(steps + " steps from 'from' to 'to' are more than " + MOST_STEPS);
        }
        int n = fibres.size();
        double[] strain = new double[n];
        double[] force = new double[n];
        double[] largestStrain = new double[n];
        double[] largestForce = new double[n];
        java.util.Arrays.fill(largestStrain, Double.NEGATIVE_INFINITY);
        double largestSum = 0;
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            context.monitor().checkCancelled();
            double angle = steps == 0 ? from : from + (to - from) * i / steps;
            RigidTransform child = joint.childInParent(coordinates(joint, m, angle));
            double[] row = new double[2 + n];
            row[0] = angle;
            for (int k = 0; k < n; k++) {
                double length = fibres.get(k).length(child);
                double f = laws.get(k).force(length);
                double e = laws.get(k).strain(length);
                row[1] += f;
                row[2 + k] = f;
                largestForce[k] = Math.max(largestForce[k], f);
                largestStrain[k] = Math.max(largestStrain[k], e);
                if (i == 0) {
                    strain[k] = e;
                    force[k] = f;
                }
            }
            largestSum = Math.max(largestSum, row[1]);
            rows.add(row);
        }
        for (int k = 0; k < n; k++) {
            String name = "ligament." + fibres.get(k).name() + ".";
            out.value(name + "slack-length", Value.of(laws.get(k).slackLength(), Dimension.LENGTH));
            out.value(name + "strain", Value.of(strain[k], Dimension.NONE));
            out.value(name + "force", Value.of(force[k], Dimension.FORCE));
            out.value(name + "strain.largest", Value.of(largestStrain[k], Dimension.NONE));
            out.value(name + "force.largest", Value.of(largestForce[k], Dimension.FORCE));
        }
        out.value("ligament.force.largest", Value.of(java.util.Arrays.stream(largestForce).max().orElse(0), Dimension.FORCE));
        out.value("ligament.force.sum.largest", Value.of(largestSum, Dimension.FORCE));
        List<String> columns = new ArrayList<>(List.of(motion, CrossingBundle.ALL));
        List<Unit> units = new ArrayList<>(List.of(Unit.of("deg"), Unit.of("N")));
        fibres.forEach(f -> {
            columns.add(f.name());
            units.add(Unit.of("N"));
        });
        out.table(new Table("ligament-tension", columns, units, rows));
    }

    private static RigidTransform frame(Body body, String id, RigidTransform otherwise) {
        return body.frames().getOrDefault(id, otherwise);
    }

    private static double[] coordinates(JointModel joint, ClinicalMotion m, double value) {
        List<CoordinateDefinition> all = joint.type().coordinates();
        double[] q = new double[all.size()];
        for (int i = 0; i < q.length; i++) {
            if (all.get(i).name().equals(m.coordinate())) {
                if (all.get(i).dimension() != Dimension.ANGLE) {
                    throw new IllegalArgumentException("the motion '" + m.id() + "' is no turn");
                }
                q[i] = m.sign(joint.side()) * value;
            }
        }
        return q;
    }


    private static SolverException incomplete(String what) {
        return new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "ligament: " + what);
    }
}
