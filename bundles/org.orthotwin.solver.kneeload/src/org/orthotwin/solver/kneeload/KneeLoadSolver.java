/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.kneeload;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.spi.Solver;

/**
 * The force between femur and tibia, native or replaced, in tasks of daily life, by statics.
 *
 * <h2>Model</h2>
 * The extensors hold the moment M of all that acts from outside by the patellar tendon; tendon and ground press the tibia on the femur:
 *
 * <pre>  T = M / r(flexion),      F = T + (G - w) cos(lean),      w = 0.061 body weights</pre>
 *
 * T: tendon, taken along the shank (its lean of up to 20 degrees makes 6 % at most); r: its lever arm; G: force of the ground; w: weight of
 * shank and foot (DA Winter 2009); lean: of the shank from the vertical.
 *
 * <ul>
 * <li>Walking, stairs and rising from a chair: M and G at the worst moment as published ({@link KneeTask}).
 * <li>Knee bend on both legs: half of the body over each foot, {@code foot.ahead} before the ankle. The shank leans forwards by
 * {@code shank.share} of the flexion, up to {@code shank.lean}, so that the knee is before the force of the ground: M = (G (L sin lean -
 * ahead) - 0.606 w L sin lean), L: length of the tibia; w acts at 0.606 of it below the knee.
 * <li>Standing on one leg: the leg leans from the hip, {@code hip.half-width} beside the midline, to the foot under the body's centre, so
 * that the knee is aside of the vertical force by d = half width times L / (L + length of the femur). Muscles and the iliotibial tract on
 * the lateral side, at the lateral epicondyle, hold it so that the force passes through the middle of the knee (PGJ Maquet 1984,
 * Biomechanics of the Knee): F = (1 - w) (1 + d / half the epicondylar width).
 * <li>Standing on both legs: F = (0.5 - 0.061) body weights.
 * </ul>
 *
 * <h2>Assumptions and validity</h2>
 * No flexors, no gastrocnemius, no inertia but for what the published moments hold. In vivo the averages of the peaks of five replaced
 * knees are (I Kutzner et al. 2010, J Biomech 43:2164-2173): stairs down 3.46, up 3.16, walking 2.61, one leg 2.59, knee bend 2.53,
 * standing up 2.46, both legs 1.07 body weights. On stairs and in standing up this model comes within 17 % of that, in walking and
 * bending it is too low by a fifth, on one leg by a quarter, and on both legs, where muscles work against each other, by more than a half.
 *
 * <h2>Parameters</h2>
 * r: 46 mm up to 70 degrees of flexion, a fifth less at 120, straight between (mean of ten people in six tasks, by X-rays: "Moment arm of
 * the knee-extensor mechanism measured in vivo across a range of daily activities"), in proportion to the
 * epicondylar width over 80 mm, or {@code tendon.arm}; times {@code tendon.arm.times}, by which a patient may differ from that.
 *
 * <h2>Results</h2>
 * {@code knee.load.<task>} (N) and {@code knee.load.<task>-bw}, with the tasks level-walking, stair-ascent, stair-descent, chair-rising,
 * knee-bend (largest), one-leg-stance and two-leg-stance; {@code knee.load.tendon.largest} (N); {@code knee.load.tendon.arm} (m);
 * {@code knee.load.body-mass} (kg), which it was computed with. Table {@code knee-load}: the knee bend over flexion.
 *
 * <h2>Failure</h2>
 * {@link SolverException} {@code INCOMPLETE_PROBLEM} naming the missing mass or landmark.
 */
public final class KneeLoadSolver implements Solver {

    /** Weight of shank and foot over the body's, and the height of its centre, from the knee, over the shank's length (Winter 2009). */
    private static final double SHANK = 0.061;
    private static final double SHANK_CENTRE = 0.606;
    private static final double ARM = 0.046;
    private static final double ARM_LOSS = 0.2;
    private static final double ARM_FROM = Math.toRadians(70);
    private static final double ARM_TO = Math.toRadians(120);
    private static final double WIDTH = 0.080;

    /** One state: on the tibia along its shaft, of the patellar tendon, N. */
    private record State(double contact, double tendon, double moment, double lean) {
    }

    @Override
    public Solution solve(Problem problem, SolverContext context) {
        context.monitor().checkCancelled();
        if (problem.joint() == null) {
            throw incomplete("there is no joint; it needs the bones of a knee");
        }
        try {
            return new Knee(problem, context.settings()).answer();
        } catch (NoSuchElementException e) {
            throw incomplete(e.getMessage());
        }
    }

    private static SolverException incomplete(String what) {
        return new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "knee load: " + what);
    }

    private static final class Knee {
        private final Settings s;
        private final double mass;
        private final double weight;
        private final double shank;
        private final double thigh;
        private final double width;
        private final double arm;

        Knee(Problem problem, Settings s) {
            this.s = s;
            mass = s.has("mass") ? s.number("mass") : problem.person().mass();
            if (!(mass > 0) || Double.isInfinite(mass)) {
                throw incomplete("the subject's mass is not known; give it in the anatomy or as the setting 'mass'");
            }
            weight = mass * Person.GRAVITY;
            Body femur = problem.body(problem.joint().parent());
            Body tibia = problem.body(problem.joint().child());
            shank = between(tibia, "KNEE_T", "ANK_C");
            width = between(femur, "LEC", "MEC");
            thigh = known(femur, "FHC").distance(known(femur, "LEC").mid(known(femur, "MEC")));
            arm = s.number("tendon.arm.times") * (s.has("tendon.arm") ? s.number("tendon.arm") : ARM * width / WIDTH);
        }

        private static double between(Body bone, String a, String b) {
            double d = known(bone, a).distance(known(bone, b));
            if (!(d > 0)) {
                throw incomplete("landmarks " + a + " and " + b + " of bone '" + bone.id() + "' coincide");
            }
            return d;
        }

        private static Vec3 known(Body bone, String code) {
            Vec3 p = bone.landmark(code);
            if (!Double.isFinite(p.x() + p.y() + p.z())) {
                throw incomplete("the place of landmark " + code + " of bone '" + bone.id() + "' is not known");
            }
            return p;
        }

        private double arm(double flexion) {
            double t = Math.clamp((flexion - ARM_FROM) / (ARM_TO - ARM_FROM), 0, 1);
            return arm * (1 - ARM_LOSS * t);
        }

        private double lean(double flexion) {
            return Math.min(s.number("shank.share") * flexion, s.number("shank.lean"));
        }

        /** @param moment external, towards flexion, N.m; the extensors hold none towards extension */
        private State state(double moment, double flexion, double ground, double lean) {
            double tendon = Math.max(0, moment) / arm(flexion);
            return new State(tendon + (ground - SHANK) * weight * Math.cos(lean), tendon, moment, lean);
        }

        private State bend(double flexion) {
            double lean = lean(flexion);
            double before = shank * Math.sin(lean);
            // the knee's share of what hangs below it turns it back
            double moment = weight * (0.5 * (before - s.number("foot.ahead")) - SHANK * SHANK_CENTRE * before);
            return state(moment, flexion, 0.5, lean);
        }

        private double oneLeg() {
            double aside = s.number("hip.half-width") * shank / (shank + thigh);
            return (1 - SHANK) * weight * (1 + aside / (0.5 * width));
        }

        Solution answer() {
            Solution.Builder out = Solution.builder();
            double tendon = 0;
            for (KneeTask task : KneeTask.values()) {
                // in these tasks the shank leans little at the worst moment but in rising, where it leans as in a knee bend
                double lean = task == KneeTask.CHAIR_RISING ? lean(task.flexion()) : 0;
                State state = state(task.moment() * mass, task.flexion(), task.ground(), lean);
                give(out, task.id(), state.contact);
                tendon = Math.max(tendon, state.tendon);
            }
            double from = s.number("from");
            double to = s.number("to");
            if (!(to > from)) {
                throw new IllegalArgumentException("solver 'kneeload': the knee bend ends at " + Math.toDegrees(to)
                        + " deg, which must be above where it begins, " + Math.toDegrees(from) + " deg");
            }
            int steps = (int) Math.ceil((to - from) / s.number("step") - 1e-9);
            List<double[]> rows = new ArrayList<>();
            double most = 0;
            for (int i = 0; i <= steps; i++) {
                double flexion = from + (to - from) * i / steps;
                State b = bend(flexion);
                most = Math.max(most, b.contact);
                tendon = Math.max(tendon, b.tendon);
                rows.add(new double[] {flexion, b.contact, b.contact / weight, b.tendon, b.moment, b.lean});
            }
            give(out, "knee-bend", most);
            give(out, "one-leg-stance", oneLeg());
            give(out, "two-leg-stance", (0.5 - SHANK) * weight);
            out.value("knee.load.tendon.largest", Value.of(tendon, Dimension.FORCE));
            out.value("knee.load.tendon.arm", Value.of(arm, Dimension.LENGTH));
            out.value("knee.load.body-mass", Value.of(mass, Dimension.MASS));
            Unit newton = Unit.of("N");
            Unit degree = Unit.of("deg");
            out.table(new Table("knee-load", List.of("flexion", "contact.force", "contact.force-bw", "patellar-tendon", "external-moment",
                    "shank.lean"), List.of(degree, newton, Unit.of("BW"), newton, Unit.of("N.m"), degree), rows));
            return out.build();
        }

        private void give(Solution.Builder out, String task, double force) {
            out.value("knee.load." + task, Value.of(force, Dimension.FORCE));
            out.value("knee.load." + task + "-bw", Value.of(force / weight, Dimension.NONE));
        }
    }
}
