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
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.SoftTissue;
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
 * has 2000 N per unit of strain, and a strain of 2 % in the neutral position of the native joint, which sets its slack length. A field of
 * fibres goes from one row of landmarks to another: {@code capsule: A,B,C>D,E n=12 k=5000N e=-4%} shares 5000 N among 12
 * ({@link org.orthotwin.joint.FibreField}). Where they
 * are not given, the fibres are the bundles of the anatomy's ligaments that go from one of the two bones to the other, with their reference
 * strains in the posture in which the anatomy was recorded; which bundles are left out is said, and those that {@code cut} names or a part
 * takes are gone. The joint of the problem, replaced or not, goes through {@code motion} from {@code from} to {@code to}, or through all of
 * {@code motions}, each with what is held besides: {@code flexion -20deg 110deg; internal-rotation -40deg 40deg at flexion=90deg}. Where
 * parts replace it, the joint before the operation goes through the same, with the surfaces that fibres lay on then, so that the numbers
 * say what a plan makes of the tensions.
 *
 * <p>The moment of all fibres about the axis of the motion is the sum of F dL/dq, exact for paths over surfaces
 * ({@link FibrePath#shortening}); it is positive where they resist the motion.
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
 * The {@code restraint} of 5 N.m is that to which RJ van Arkel et al. 2015 (doi:10.1016/j.jbiomech.2015.09.002) turned hips.
 *
 * <h2>Frame</h2>
 * Lengths and moments do not depend on one.
 *
 * <h2>Results</h2>
 * Without a joint {@code ligament.length|slack-length|toe.length} (m), {@code ligament.strain}, {@code ligament.force|toe.force} (N),
 * {@code ligament.stiffness} (N/m, tangent), {@code ligament.energy} (N.m). With one {@code ligament.<fibre>.slack-length} and, at the
 * start of the first motion and where each is largest in any, {@code ligament.<fibre>.strain|force|strain.largest|force.largest}; of a
 * ligament of several fibres the same but for the slack length, its strain that of its most strained fibre and its force the sum; {@code
 * ligament.force.largest} and {@code ligament.force.sum.largest} over all. {@code ligament.restrained.<motion>[-at-<held>-<degrees>].upper}
 * (rad): up to where it goes before the moment is the restraint, and {@code .lower} the same downwards; left out where it is not reached.
 * With {@code .before} behind it what was so before the operation, of ligaments, sums and turns.
 * Tables {@code ligament-fibre}, or {@code ligament-tension}, {@code ligament-strain} and {@code ligament-moment} over the motion, of
 * ligaments; of each of several motions with its name behind. {@code ligament-motion} is the first motion itself.
 *
 * <h2>Cost</h2>
 * A few microseconds for each fibre and step.
 *
 * <h2>Failure</h2>
 * {@link SolverException} {@code INCOMPLETE_PROBLEM} naming the missing landmark, motion or the fibre that cannot be read.
 */
public final class LigamentSolver implements Solver {

    private static final MessageCatalog MESSAGES = new MessageCatalog(LigamentSolver.class);
    /** Behind names of what was so before the operation. */
    private static final String BEFORE = ".before";
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
        List<Leg> legs = Leg.of(s, joint);
        List<String> leftOut = new ArrayList<>();
        List<Fibre> fibres = s.has("fibres") ? Fibre.parse(s.text("fibres"), problem) : Fibre.of(problem, remaining(problem, s), leftOut);
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
        FibreCurves now = new FibreCurves(joint, fibres.stream().map(Fibre::path).toList(), fibres, laws);
        FibreCurves before = problem.parts().isEmpty() ? null
                : new FibreCurves(unoperated, fibres.stream().map(Fibre::recordedPath).toList(), fibres, laws);
        double restraint = s.number("restraint");
        for (Leg leg : legs) {
            FibreCurves.Through through = now.through(leg, context.monitor());
            FibreCurves.Through was = before == null ? null : before.through(leg, context.monitor());
            restrained(leg, through, restraint, "", out);
            if (was != null) {
                restrained(leg, was, restraint, BEFORE, out);
            }
            tables(leg, legs.size() > 1 ? "-" + leg.id() : "", now.ligaments(), through, was, out);
        }
        fibres(fibres, laws, now, out);
        ligaments(fibres, now, "", out);
        if (before != null) {
            ligaments(fibres, before, BEFORE, out);
        }
        Leg first = legs.getFirst();
        List<String> motions = new ArrayList<>(List.of(first.motion().id()));
        first.held().keySet().forEach(m -> motions.add(m.id()));
        List<double[]> rows = new ArrayList<>();
        for (double angle : first.angles()) {
            double[] row = new double[motions.size()];
            row[0] = angle;
            int i = 1;
            for (double held : first.held().values()) {
                row[i++] = held;
            }
            rows.add(row);
        }
        out.table(new Table("ligament-motion", motions, motions.stream().map(m -> Unit.of("deg")).toList(), rows));
    }

    /** The tissue without what is cut by name, and what the parts of the plan take with the bone. */
    private static SoftTissue remaining(Problem problem, Settings s) {
        List<String> taken = new ArrayList<>();
        if (s.has("cut")) {
            taken.addAll(List.of(s.text("cut").strip().split("[\\s;]+")));
        }
        for (String c : taken) {
            if (problem.tissue().ligaments().stream().noneMatch(l -> l.id().equals(c) || l.ligament().equals(c))) {
                throw new IllegalArgumentException("setting 'cut': the anatomy has no ligament or bundle '" + c + "'; it has "
                        + String.join(", ", problem.tissue().ligaments().stream().map(LigamentBundle::ligament).distinct().toList()));
            }
        }
        problem.parts().forEach(p -> taken.addAll(p.part().resectedLigaments()));
        return problem.tissue().without(taken);
    }

    private static void restrained(Leg leg, FibreCurves.Through through, double restraint, String suffix, Solution.Builder out) {
        String name = "ligament.restrained." + leg.id() + ".";
        through.reaches(restraint).ifPresent(a -> out.value(name + "upper" + suffix, Value.of(a, Dimension.ANGLE)));
        through.reaches(-restraint).ifPresent(a -> out.value(name + "lower" + suffix, Value.of(a, Dimension.ANGLE)));
    }

    private static void fibres(List<Fibre> fibres, List<FibreLaw> laws, FibreCurves now, Solution.Builder out) {
        for (int k = 0; k < fibres.size(); k++) {
            String name = "ligament." + fibres.get(k).name() + ".";
            out.value(name + "slack-length", Value.of(laws.get(k).slackLength(), Dimension.LENGTH));
            out.value(name + "strain", Value.of(now.startStrain(k), Dimension.NONE));
            out.value(name + "force", Value.of(now.startForce(k), Dimension.FORCE));
            out.value(name + "strain.largest", Value.of(now.largestStrain(k), Dimension.NONE));
            out.value(name + "force.largest", Value.of(now.largestForce(k), Dimension.FORCE));
        }
        out.value("ligament.force.largest", Value.of(now.largestForce(), Dimension.FORCE));
    }

    /** What is said of ligaments; of one that is a single fibre of its name the fibre says it. */
    private static void ligaments(List<Fibre> fibres, FibreCurves curves, String suffix, Solution.Builder out) {
        for (String ligament : curves.ligaments()) {
            FibreCurves.Of of = curves.of(ligament);
            if (suffix.isEmpty() && fibres.stream().anyMatch(f -> f.name().equals(ligament))) {
                continue;
            }
            String name = "ligament." + ligament + ".";
            out.value(name + "strain" + suffix, Value.of(of.startStrain(), Dimension.NONE));
            out.value(name + "force" + suffix, Value.of(of.startForce(), Dimension.FORCE));
            out.value(name + "strain.largest" + suffix, Value.of(of.largestStrain(), Dimension.NONE));
            out.value(name + "force.largest" + suffix, Value.of(of.largestForce(), Dimension.FORCE));
        }
        out.value("ligament.force.sum.largest" + suffix, Value.of(curves.largestSum(), Dimension.FORCE));
    }

    private static void tables(Leg leg, String suffix, List<String> ligaments, FibreCurves.Through now, FibreCurves.Through before,
            Solution.Builder out) {
        List<String> sums = new ArrayList<>(List.of(CrossingBundle.ALL));
        sums.addAll(ligaments);
        out.table(table("ligament-tension" + suffix, leg, sums, "N", now.tensions(), before == null ? null : before.tensions()));
        out.table(table("ligament-strain" + suffix, leg, ligaments, "%", now.strains(), before == null ? null : before.strains()));
        out.table(table("ligament-moment" + suffix, leg, List.of("moment"), "N.m", now.moments(), before == null ? null
                : before.moments()));
    }

    /** A table over the angles of a motion; what was before stands behind. */
    private static Table table(String name, Leg leg, List<String> columns, String unit, double[][] now, double[][] before) {
        List<String> all = new ArrayList<>(List.of(leg.motion().id()));
        all.addAll(columns);
        if (before != null) {
            columns.forEach(c -> all.add(c + BEFORE));
        }
        List<Unit> units = new ArrayList<>(List.of(Unit.of("deg")));
        List<double[]> rows = new ArrayList<>();
        double[] angles = leg.angles();
        for (int i = 0; i < angles.length; i++) {
            double[] row = new double[all.size()];
            row[0] = angles[i];
            System.arraycopy(now[i], 0, row, 1, columns.size());
            if (before != null) {
                System.arraycopy(before[i], 0, row, 1 + columns.size(), columns.size());
            }
            rows.add(row);
        }
        while (units.size() < all.size()) {
            units.add(Unit.of(unit));
        }
        return new Table(name, all, units, rows);
    }

    private static RigidTransform frame(Body body, String id, RigidTransform otherwise) {
        return body.frames().getOrDefault(id, otherwise);
    }

    private static SolverException incomplete(String what) {
        return new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "ligament: " + what);
    }
}
