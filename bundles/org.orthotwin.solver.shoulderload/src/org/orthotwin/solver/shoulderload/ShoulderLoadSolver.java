/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.muscle.LoadSharing;
import org.orthotwin.solver.spi.Solver;

/**
 * The force through a native, reverse or anatomic shoulder while the straight arm is raised slowly.
 *
 * <h2>Model</h2>
 * The weight of the arm, and of what the hand holds, turns the humerus about the joint's centre; muscles between scapula and humerus hold
 * it. They are lines ({@link ShoulderLines}) that share the moment by static optimisation ({@link LoadSharing}):
 *
 * <pre>  minimise sum of (F_i / S_i)^p   with   sum of F_i r_i x u_i + m = 0,   0 &lt;= F_i &lt;= S_i;      C = sum of F_i u_i + W</pre>
 *
 * S_i: strength; u_i, r_i: pull on the humerus and where it acts; W, m: weight and its moment; C: force of the humerus on the scapula. The
 * scapula turns on the thorax by {@link ScapularRhythm}, and so decides where down is. Of a native shoulder C must pass through the
 * ellipse of the glenoid's height and width (FCT van der Helm 1994, J Biomech 27:551-569, doi:10.1016/0021-9290(94)90065-5): muscles are
 * added that press the head into it, at the least cost; the condition is its tangent plane at the answer, found by repetition. On an
 * anatomic glenoid component, a hollow of radius R and half widths a, b, the head is pressed against the place whose normal is along C;
 * there must be such a place: C must lie in the cone whose half angles are asin(a / R) and asin(b / R), the balance stability angles (FA
 * Matsen et al. 1994, Practical Evaluation and Management of the Shoulder). Its cuff is whole where nothing else is said. A reverse
 * prosthesis holds by its shape, and the condition is left away; how far C leans from the liner's axis is told.
 *
 * <p>What the lines cannot balance (turns about the arm, for there are few of them) is left to pairs of moments that cost for each N m as
 * much as a muscle at its strength; the largest is told, and warned of beyond a tenth of the weight's moment.
 *
 * <h2>Assumptions and validity</h2>
 * An anatomic head turns about its centre in the middle of the hollow, though it moves in it by up to sin(angle) of the radial mismatch.
 * Slow motion, no inertia; no muscle that works against the motion, so that measured forces are higher; no muscles from the thorax.
 * In vivo up to 2.38 times body weight were measured in raising a straight arm, still rising above 90 degrees (G Bergmann et al.
 * 2011, J Biomech 44:1543-1552, doi:10.1016/j.jbiomech.2011.02.142); models say up to 0.9 at 90 degrees (NK Poppen, PS Walker 1978, Clin
 * Orthop 135:165-170), and above it they fall, as this one does.
 *
 * <h2>Parameters</h2>
 * Arm: 5.0 % of body mass, its centre at 53 % of the way from shoulder to wrist (DA Winter 2009, Biomechanics and Motor Control of Human
 * Movement); lengths after R Drillis, R Contini 1966 from that of the humerus (0.186 of stature; wrist at 0.332, middle of the hand
 * 0.055 further).
 *
 * <h2>Frame</h2>
 * Of results: the glenoid's, compression into it, upwards and forwards along it.
 *
 * <h2>Results</h2>
 * {@code shoulder.load.largest} (N), {@code .largest-bw}, {@code .elevation-of-largest} (rad); {@code shoulder.load.at-90-bw} where 90
 * degrees are reached; {@code shoulder.load.shear.largest} (over compression); {@code shoulder.load.deltoid.largest} (N, its parts
 * together); {@code shoulder.load.liner-angle.largest} (rad, reverse); {@code shoulder.load.glenoid-angle.largest} (rad, between C and the
 * glenoid's axis) and {@code shoulder.load.rim.largest} (0 through the middle of the glenoid, 1 through its rim), native and anatomic;
 * {@code shoulder.load.unbalanced} (of the weight's moment). Tables {@code shoulder-load}, {@code shoulder-muscles}.
 *
 * <h2>Failure</h2>
 * {@link SolverException} {@code INCOMPLETE_PROBLEM} naming what is missing; {@code NO_SOLUTION} where the
 * muscles are too weak. Where the condition of the glenoid is not met, the answer is not converged.
 */
public final class ShoulderLoadSolver implements Solver {

    private static final MessageCatalog MESSAGES = new MessageCatalog(ShoulderLoadSolver.class);
    private static final double ARM_MASS = 0.050;
    private static final double UPPER_ARM = 0.186;
    private static final double TO_WRIST = 0.332;
    private static final double TO_CENTRE = 0.530 * TO_WRIST;
    private static final double TO_HAND = TO_WRIST + 0.506 * 0.108;
    /** Length by which conditions of forces are made like those of moments, m: about a lever arm. */
    private static final double LEVER = 0.025;
    /** Strength of a pair of moments that stands in for what is missing, N.m. */
    private static final double RESERVE = 1;
    private static final int MOST_ROUNDS = 300;
    /** How far beyond the glenoid's ellipse the force may pass, of its half axes. */
    private static final double ON_RIM = 1e-9;
    /** Part of the weight's moment that may be unbalanced without a word. */
    private static final double UNBALANCED = 0.1;
    private static final double RIGHT_ANGLE = 0.5 * Math.PI;

    /** Power that is declared by default. */
    private static final double POWER = 2;

    /** Mass of the body and of what the hand holds, kg, and the power whose sum is least. */
    record Task(double mass, double hand, double power) {
    }

    /** What holds the arm at one elevation: forces by line, force on the scapula, largest moment of a reserve. */
    record Hold(double elevation, RigidTransform turn, double[] forces, Vec3 force, double reserve, double moment,
            double lean, double rim, boolean converged, double beyond) {
    }

    @Override
    public Solution solve(Problem problem, SolverContext context) {
        context.monitor().checkCancelled();
        if (problem.joint() == null) {
            throw incomplete("there is no joint; it needs the bones of a shoulder");
        }
        try {
            return answer(problem, context);
        } catch (NoSuchElementException e) {
            throw incomplete(e.getMessage());
        }
    }

    private static Solution answer(Problem problem, SolverContext context) {
        Settings s = context.settings();
        double mass = s.has("mass") ? s.number("mass") : problem.person().mass();
        if (!(mass > 0) || Double.isInfinite(mass)) {
            throw incomplete("the subject's mass is not known; give it in the anatomy or as the setting 'mass'");
        }
        if (!(s.number("to") > s.number("from"))) {
            throw new IllegalArgumentException("solver 'shoulderload': the motion ends at " + degrees(s.number("to"))
                    + " deg, which must be above where it begins, " + degrees(s.number("from")) + " deg");
        }
        boolean reverse = problem.part("glenosphere").isPresent();
        ShoulderLines lines = new ShoulderLines(problem, absent(s, reverse));
        if (lines.lines().isEmpty()) {
            throw incomplete("no muscle is left to raise the arm");
        }
        ScapularRhythm rhythm = new ScapularRhythm(s.number("rhythm"), s.number("scapula.protraction"), s.number("scapula.upward"),
                s.number("scapula.tilt"));
        Task task = new Task(mass, s.number("hand.mass"), s.number("power"));
        double plane = plane(s.text("motion"), rhythm);
        double from = s.number("from");
        int steps = (int) Math.ceil((s.number("to") - from) / s.number("step") - 1e-9);
        List<Hold> holds = new ArrayList<>();
        context.monitor().begin("shoulder load", steps + 1L);
        for (int i = 0; i <= steps; i++) {
            context.monitor().checkCancelled();
            double elevation = from + (s.number("to") - from) * i / steps;
            holds.add(hold(lines, rhythm, plane, elevation, s.number("rotation"), task));
            context.monitor().worked(1);
        }
        return result(lines, holds, mass * Person.GRAVITY, s);
    }

    static Set<String> absent(Settings s, boolean reverse) {
        String text = s.has("absent") ? s.text("absent") : reverse ? "supraspinatus infraspinatus" : "none";
        Set<String> absent = new LinkedHashSet<>(Arrays.asList(text.strip().split("\\s+")));
        absent.remove("");
        absent.remove("none");
        for (String name : absent) {
            if (!ShoulderLines.names().contains(name)) {
                throw incomplete("there is no muscle '" + name + "'; there are " + String.join(", ", new TreeSet<>(ShoulderLines.names())));
            }
        }
        return absent;
    }

    static double plane(String motion, ScapularRhythm rhythm) {
        return switch (motion) {
            case "flexion" -> RIGHT_ANGLE;
            case "scaption" -> rhythm.protraction();
            default -> 0;
        };
    }

    /** As the declared defaults say. */
    static RaisedArm raised(ShoulderLines lines, String motion, double elevation, double mass, double hand) {
        ScapularRhythm rhythm = ScapularRhythm.TYPICAL;
        Hold h = hold(lines, rhythm, plane(motion, rhythm), elevation, 0, new Task(mass, hand, POWER));
        return new RaisedArm(elevation, h.turn.inverse().rotate(h.force), h.turn, lines.linerAxis());
    }

    private static Hold hold(ShoulderLines lines, ScapularRhythm rhythm, double plane, double elevation, double rotation, Task task) {
        return hold(lines, rhythm, plane, elevation, rotation, task, lines.centre(), 1);
    }

    /** Orientation of the humerus in the scapula. */
    static RigidTransform turn(ScapularRhythm rhythm, double plane, double elevation, double rotation) {
        return rhythm.scapulaInThorax(elevation).inverse().times(ScapularRhythm.humerusInThorax(plane, elevation, rotation));
    }

    /**
     * @param centre where the origin of the humerus's frame lies, in the frame of the scapula, m
     * @param reach part of the way from the middle of the glenoid to its rim that the force may pass through
     */
    static Hold hold(ShoulderLines lines, ScapularRhythm rhythm, double plane, double elevation, double rotation, Task task, Vec3 centre,
            double reach) {
        RigidTransform scapula = rhythm.scapulaInThorax(elevation);
        RigidTransform turn = turn(rhythm, plane, elevation, rotation);
        Vec3 down = scapula.inverse().rotate(new Vec3(0, -1, 0));
        Vec3 head = lines.head();
        Vec3 arm = lines.elbow().minus(head).times(1 / UPPER_ARM);
        Vec3 own = down.times(ARM_MASS * task.mass * Person.GRAVITY);
        Vec3 held = down.times(task.hand * Person.GRAVITY);
        Vec3 weight = own.plus(held);
        Vec3 moment = turn.rotate(head.plus(arm.times(TO_CENTRE))).cross(own).plus(turn.rotate(head.plus(arm.times(TO_HAND))).cross(held));
        List<ShoulderLine.Pull> pulls = lines.lines().stream().map(l -> l.pull(centre, turn)).toList();
        double[] strengths = lines.lines().stream().mapToDouble(ShoulderLine::strength).toArray();

        double[] forces = share(pulls, strengths, weight, moment, null, task.power, elevation);
        Vec3 force = force(pulls, forces, weight);
        double beyond = 0;
        if (!lines.reverse()) {
            for (int round = 0; round < MOST_ROUNDS; round++) {
                Vec3 t = throughGlenoid(lines, force).times(1 / reach);
                beyond = Math.max(0, t.norm() - 1);
                if (t.norm() <= 1 + ON_RIM && round == 0 || round > 0 && Math.abs(t.norm() - 1) <= ON_RIM) {
                    beyond = 0;
                    break;
                }
                forces = share(pulls, strengths, weight, moment, plane(lines, t.normalized(), reach), task.power, elevation);
                force = force(pulls, forces, weight);
            }
        }
        double reserve = 0;
        for (int k = 0; k < 3; k++) {
            reserve = Math.max(reserve, Math.abs(forces[pulls.size() + 2 * k] - forces[pulls.size() + 2 * k + 1]) * RESERVE);
        }
        double lean = force.angle(lines.reverse() ? turn.rotate(lines.linerAxis()) : lines.normal().negate());
        double rim = lines.reverse() ? 0 : throughGlenoid(lines, force).norm();
        return new Hold(elevation, turn, Arrays.copyOf(forces, pulls.size()), force, reserve, moment.norm(), lean, rim, beyond <= 1e-6,
                beyond);
    }

    /**
     * Where the line of the force through the head's centre meets the plane of the glenoid, over the half axes of its ellipse: up and
     * forwards. A force that does not press is as far off as can be.
     */
    private static Vec3 throughGlenoid(ShoulderLines lines, Vec3 force) {
        double pressing = Math.max(-force.dot(lines.normal()), 1e-9 * force.norm());
        return new Vec3(force.dot(lines.up()) / pressing / lines.upward(), force.dot(lines.forward()) / pressing / lines.sideward(), 0);
    }

    /** The normal of the plane that touches the cone of allowed forces where it goes through a place of the ellipse. */
    private static Vec3 plane(ShoulderLines lines, Vec3 t, double reach) {
        return lines.up().times(t.x() / lines.upward()).plus(lines.forward().times(t.y() / lines.sideward())).times(1 / reach)
                .plus(lines.normal());
    }

    private static double[] share(List<ShoulderLine.Pull> pulls, double[] strengths, Vec3 weight, Vec3 moment, Vec3 plane, double power,
            double elevation) {
        int n = pulls.size();
        int conditions = plane == null ? 3 : 4;
        double[][] rows = new double[n + 6][conditions];
        double[] areas = new double[n + 6];
        double[] limits = new double[n + 6];
        for (int i = 0; i < n; i++) {
            Vec3 m = pulls.get(i).moment();
            rows[i][0] = m.x();
            rows[i][1] = m.y();
            rows[i][2] = m.z();
            if (plane != null) {
                rows[i][3] = LEVER * pulls.get(i).force().dot(plane);
            }
            areas[i] = strengths[i];
            limits[i] = strengths[i];
        }
        for (int k = 0; k < 3; k++) {
            rows[n + 2 * k][k] = RESERVE;
            rows[n + 2 * k + 1][k] = -RESERVE;
            Arrays.fill(areas, n + 2 * k, n + 2 * k + 2, 1);
            Arrays.fill(limits, n + 2 * k, n + 2 * k + 2, Double.POSITIVE_INFINITY);
        }
        double[] wanted = plane == null ? new double[] {-moment.x(), -moment.y(), -moment.z()}
                : new double[] {-moment.x(), -moment.y(), -moment.z(), -LEVER * weight.dot(plane)};
        LoadSharing shared = LoadSharing.ofPower(rows, areas, limits, wanted, power);
        if (!shared.converged()) {
            throw new SolverException(SolverException.Code.NO_SOLUTION, "shoulder load: the muscles that are left cannot hold the arm at "
                    + degrees(elevation) + " deg" + (plane == null ? "" : " with the head in the glenoid"));
        }
        return shared.forces();
    }

    private static Vec3 force(List<ShoulderLine.Pull> pulls, double[] forces, Vec3 weight) {
        Vec3 sum = weight;
        for (int i = 0; i < pulls.size(); i++) {
            sum = sum.plus(pulls.get(i).force().times(forces[i]));
        }
        return sum;
    }

    private static Solution result(ShoulderLines lines, List<Hold> holds, double weight, Settings s) {
        Solution.Builder out = Solution.builder();
        Hold largest = holds.getFirst();
        double shear = 0;
        double deltoid = 0;
        double lean = 0;
        double rim = 0;
        double unbalanced = 0;
        double beyond = 0;
        List<double[]> loads = new ArrayList<>();
        List<double[]> muscles = new ArrayList<>();
        for (Hold h : holds) {
            largest = h.force.norm() > largest.force.norm() ? h : largest;
            double pressing = -h.force.dot(lines.normal());
            double up = h.force.dot(lines.up());
            double forward = h.force.dot(lines.forward());
            shear = Math.max(shear, Math.hypot(up, forward) / Math.max(pressing, 1e-9 * h.force.norm()));
            lean = Math.max(lean, h.lean);
            rim = Math.max(rim, h.rim);
            unbalanced = Math.max(unbalanced, h.moment > 0 ? h.reserve / h.moment : 0);
            beyond = Math.max(beyond, h.beyond);
            double[] row = new double[lines.lines().size() + 1];
            row[0] = h.elevation;
            double together = 0;
            for (int i = 0; i < h.forces.length; i++) {
                row[i + 1] = h.forces[i];
                together += lines.lines().get(i).name().startsWith("deltoid") ? h.forces[i] : 0;
            }
            deltoid = Math.max(deltoid, together);
            muscles.add(row);
            loads.add(new double[] {h.elevation, h.force.norm(), h.force.norm() / weight, pressing, up, forward});
            if (Math.abs(h.elevation - RIGHT_ANGLE) < 1e-9) {
                out.value("shoulder.load.at-90-bw", Value.of(h.force.norm() / weight, Dimension.NONE));
            }
        }
        out.value("shoulder.load.largest", Value.of(largest.force.norm(), Dimension.FORCE));
        out.value("shoulder.load.largest-bw", Value.of(largest.force.norm() / weight, Dimension.NONE));
        out.value("shoulder.load.elevation-of-largest", Value.of(largest.elevation, Dimension.ANGLE));
        out.value("shoulder.load.shear.largest", Value.of(shear, Dimension.NONE));
        out.value("shoulder.load.deltoid.largest", Value.of(deltoid, Dimension.FORCE));
        if (lines.reverse()) {
            out.value("shoulder.load.liner-angle.largest", Value.of(lean, Dimension.ANGLE));
        } else {
            out.value("shoulder.load.glenoid-angle.largest", Value.of(lean, Dimension.ANGLE));
            out.value("shoulder.load.rim.largest", Value.of(rim, Dimension.NONE));
        }
        out.value("shoulder.load.unbalanced", Value.of(unbalanced, Dimension.NONE));
        Unit newton = Unit.of("N");
        Unit degree = Unit.of("deg");
        out.table(new Table("shoulder-load", List.of("elevation", "contact.force", "contact.force-bw", "compression", "shear.upwards",
                "shear.forwards"), List.of(degree, newton, Unit.of("BW"), newton, newton, newton), loads));
        List<String> names = new ArrayList<>(List.of("elevation"));
        List<Unit> units = new ArrayList<>(List.of(degree));
        for (ShoulderLine l : lines.lines()) {
            names.add(l.name());
            units.add(newton);
        }
        out.table(new Table("shoulder-muscles", names, units, muscles));
        if (unbalanced > UNBALANCED) {
            out.message(Diagnostic.warning(MESSAGES, "shoulderload.unbalanced", Numbers.fixed(100 * unbalanced, 0)));
        }
        if (holds.stream().anyMatch(h -> !h.converged)) {
            out.message(Diagnostic.warning(MESSAGES, "shoulderload.rim", Numbers.fixed(100 * beyond, 1)));
            out.notConverged(MOST_ROUNDS, beyond);
        }
        return out.build();
    }

    private static String degrees(double rad) {
        return Numbers.fixed(Math.toDegrees(rad), 1);
    }

    private static SolverException incomplete(String what) {
        return new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "shoulder load: " + what);
    }
}
