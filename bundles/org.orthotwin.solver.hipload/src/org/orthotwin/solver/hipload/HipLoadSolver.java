/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.hipload;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.spi.Solver;

/**
 * The force on the femoral head in one-leg stance, by four static models of the literature.
 *
 * <h2>Model</h2>
 * Equilibrium of the pelvis in the frontal plane ({@link Stance}); the models differ in the weight on the hip and its lever arm
 * ({@link StanceModel}). The abductors are one line, from the middle of the origin of gluteus medius ({@code GMED_O_R}, {@code GMED_O_L}
 * on the pelvis) to that of its insertion ({@code GMED_I} on the femur), projected on the frontal plane; so their lever arm follows every
 * change of the hip's centre, the offset and the leg length in a plan. Iglic's nine fascicles in three groups are replaced by this line
 * too: a subject's landmarks do not say more.
 *
 * <h2>Frame</h2>
 * The anterior pelvic plane ({@code pelvis.app}, else the joint's own frame), turned by {@code pelvic.tilt.standing} (posterior positive)
 * about the transverse axis; the femur upright in it (in Iglic's model adducted). The midplane goes through the middle of the anterior
 * superior iliac spines ({@code LASIS}, {@code RASIS}), else of the pubic tubercles ({@code PT_L}, {@code PT_R}), else the symphysis
 * ({@code SYM}).
 *
 * <h2>Assumptions and validity</h2>
 * No co-contraction, no inertia, no sagittal moment. Against instrumented hips in the same task, models of this kind err by 13 to 23 % of
 * body weight in the median and by 3 to 6 degrees (Fischer et al. 2021, J Biomech); measured: 261 % +- 29 of body weight (Bergmann et al.
 * 2016, ten hips).
 *
 * <h2>Parameters</h2>
 * {@code model}, {@code mass}, {@code pelvic.tilt.standing}; and, in place of what the landmarks give, {@code hip.half-width},
 * {@code body.lever}, {@code abductor.lever}, {@code abductor.angle}, {@code femur.length}.
 *
 * <h2>Results</h2>
 * {@code hip.load.magnitude} (N), {@code hip.load.magnitude-bw} (over body weight), {@code hip.load.angle-from-vertical} (rad, positive
 * if the head is pressed laterally), {@code hip.load.force.x|y|z} (N, force on the femoral head along the untilted axes of the frame
 * above), {@code hip.load.abductor-force} (N), {@code hip.load.partial-weight} (N), {@code hip.load.lever.body},
 * {@code hip.load.lever.abductor} (m), {@code hip.load.abductor-angle} (rad, positive if the line leans medially upwards); the first
 * three, the abductor force and both levers also as {@code hip.load.<model>.*} for each model.
 *
 * <h2>Failure</h2>
 * {@link SolverException} {@code INCOMPLETE_PROBLEM} naming the missing mass or landmark; {@code NO_SOLUTION} where the abductors pass
 * medially of the hip's centre.
 */
public final class HipLoadSolver implements Solver {

    private static final MessageCatalog MESSAGES = new MessageCatalog(HipLoadSolver.class);
    private static final String APP = "pelvis.app";

    /** What a model needs of the subject; lengths in m, angle in rad. */
    private record Levers(double weight, double body, double abductor, double angle) {
    }

    @Override
    public Solution solve(Problem problem, SolverContext context) {
        context.monitor().checkCancelled();
        try {
            return solve(problem, context.settings());
        } catch (NoSuchElementException e) {
            throw incomplete(e.getMessage());
        }
    }

    private static Solution solve(Problem problem, Settings s) {
        double mass = s.has("mass") ? s.number("mass") : problem.person().mass();
        if (!(mass > 0) || Double.isInfinite(mass)) {
            throw incomplete("the subject's mass is not known; give it in the anatomy or as the setting 'mass'");
        }
        double weight = mass * Person.GRAVITY;
        StanceModel chosen = StanceModel.ofId(s.text("model"));
        Solution.Builder out = Solution.builder();
        Geometry g = new Geometry(problem, s, out);
        for (StanceModel model : StanceModel.values()) {
            Levers l = g.levers(model, weight);
            if (!(l.abductor > 0)) {
                throw new SolverException(SolverException.Code.NO_SOLUTION, "hip load: the abductors pass "
                        + Numbers.fixed(-1000 * l.abductor, 1) + " mm medially of the hip's centre, so they cannot hold the pelvis (model "
                        + model.id() + ")");
            }
            Stance stance = Stance.of(l.weight, l.body, l.abductor, l.angle);
            String name = "hip.load." + model.id() + ".";
            summary(out, name, stance, weight);
            out.value(name + "abductor-force", Value.of(stance.abductors(), Dimension.FORCE));
            out.value(name + "lever.body", Value.of(l.body, Dimension.LENGTH));
            out.value(name + "lever.abductor", Value.of(l.abductor, Dimension.LENGTH));
            if (model == chosen) {
                summary(out, "hip.load.", stance, weight);
                Vec3 force = RigidTransform.rotation(Vec3.Z, -s.number("pelvic.tilt.standing"))
                        .rotate(new Vec3(0, stance.upward(), g.sign * stance.lateral()));
                out.value("hip.load.force.x", Value.of(force.x(), Dimension.FORCE));
                out.value("hip.load.force.y", Value.of(force.y(), Dimension.FORCE));
                out.value("hip.load.force.z", Value.of(force.z(), Dimension.FORCE));
                out.value("hip.load.abductor-force", Value.of(stance.abductors(), Dimension.FORCE));
                out.value("hip.load.partial-weight", Value.of(l.weight, Dimension.FORCE));
                out.value("hip.load.lever.body", Value.of(l.body, Dimension.LENGTH));
                out.value("hip.load.lever.abductor", Value.of(l.abductor, Dimension.LENGTH));
                out.value("hip.load.abductor-angle", Value.of(l.angle, Dimension.ANGLE));
            }
        }
        return out.build();
    }

    private static void summary(Solution.Builder out, String name, Stance stance, double weight) {
        out.value(name + "magnitude", Value.of(stance.magnitude(), Dimension.FORCE));
        out.value(name + "magnitude-bw", Value.of(stance.magnitude() / weight, Dimension.NONE));
        out.value(name + "angle-from-vertical", Value.of(stance.angleFromVertical(), Dimension.ANGLE));
    }

    private static SolverException incomplete(String what) {
        return new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "hip load: " + what);
    }

    /** Levers from settings where given, else from landmarks. */
    private static final class Geometry {
        private final Settings settings;
        private final Solution.Builder out;
        private final JointModel joint;
        private final Body pelvis;
        private final Body femur;
        /** Pose of the functional pelvis, with the hip's centre as origin, in the pelvis' surface frame. */
        private final RigidTransform functional;
        private final int sign;

        Geometry(Problem problem, Settings settings, Solution.Builder out) {
            this.settings = settings;
            this.out = out;
            joint = problem.joint();
            sign = joint == null ? 1 : joint.side().sign();
            pelvis = joint == null ? null : problem.body(joint.parent());
            femur = joint == null ? null : problem.body(joint.child());
            if (joint == null) {
                functional = RigidTransform.IDENTITY;
                return;
            }
            RigidTransform app = pelvis.frames().get(APP);
            if (app == null) {
                out.message(Diagnostic.info(MESSAGES, "hipload.reference", pelvis.id()));
            }
            functional = (app == null ? joint.parentFrame() : app).withTranslation(joint.parentFrame().translation())
                    .times(RigidTransform.rotation(Vec3.Z, -settings.number("pelvic.tilt.standing")));
        }

        Levers levers(StanceModel model, double bodyWeight) {
            double body = settings.has("body.lever") ? settings.number("body.lever") : model.leverOverHalfWidth() * halfWidth();
            if (!(body > 0) || Double.isInfinite(body)) {
                throw incomplete("the lever arm of the body's weight is " + Numbers.fixed(1000 * body, 1) + " mm, but must be above 0 mm");
            }
            double weight = model.weightFraction() * bodyWeight;
            if (settings.has("abductor.lever") && settings.has("abductor.angle")) {
                return new Levers(weight, body, settings.number("abductor.lever"), settings.number("abductor.angle"));
            }
            Vec3 origin = frontal(landmark(pelvis, joint != null && joint.side() == Side.LEFT ? "GMED_O_L" : "GMED_O_R", "abductor.lever"),
                    RigidTransform.IDENTITY);
            Vec3 insertion = frontal(landmark(femur, "GMED_I", "abductor.lever"), stance(model));
            Vec3 u = origin.minus(insertion);
            double lever = (insertion.z() * u.y() - insertion.y() * u.z()) / u.norm();
            double angle = Math.atan2(-u.z(), u.y());
            if (!Double.isFinite(lever) || !Double.isFinite(angle)) {
                throw incomplete("origin and insertion of gluteus medius coincide or are not finite");
            }
            return new Levers(weight, body, settings.has("abductor.lever") ? settings.number("abductor.lever") : lever,
                    settings.has("abductor.angle") ? settings.number("abductor.angle") : angle);
        }

        /** A point in the frontal plane: y up, z lateral, from the hip's centre, m. */
        private Vec3 frontal(Vec3 point, RigidTransform toPelvis) {
            Vec3 p = functional.inverse().apply(toPelvis.apply(point));
            return new Vec3(0, p.y(), sign * p.z());
        }

        /** The femur in the pelvis in one-leg stance. */
        private RigidTransform stance(StanceModel model) {
            double adduction = model == StanceModel.IGLIC ? adduction() : 0;
            List<CoordinateDefinition> coordinates = joint.type().coordinates();
            double[] q = new double[coordinates.size()];
            for (ClinicalMotion m : joint.type().motions()) {
                for (int i = 0; i < q.length; i++) {
                    if (m.id().equals("adduction") && coordinates.get(i).name().equals(m.coordinate())) {
                        q[i] = m.sign(joint.side()) * adduction;
                    }
                }
            }
            return functional.times(joint.type().childInParent(q, joint.side())).times(joint.childFrame().inverse());
        }

        private double adduction() {
            double length;
            if (settings.has("femur.length")) {
                length = settings.number("femur.length");
            } else if (femur.landmarks().containsKey("LEC") && femur.landmarks().containsKey("MEC")) {
                length = femur.landmark("LEC").mid(femur.landmark("MEC")).distance(joint.childFrame().translation());
            } else {
                out.message(Diagnostic.info(MESSAGES, "hipload.femur", femur.id()));
                return 0;
            }
            double s = StanceModel.IGLIC_LEG * halfWidth() / length;
            if (!(s < 0.5)) {
                throw incomplete("a femur of " + Numbers.fixed(1000 * length, 1) + " mm is too short for hips "
                        + Numbers.fixed(2000 * halfWidth(), 1) + " mm apart");
            }
            return Math.asin(s);
        }

        /** Distance from the hip's centre to the midplane, m. */
        private double halfWidth() {
            if (settings.has("hip.half-width")) {
                return settings.number("hip.half-width");
            }
            if (pelvis == null) {
                throw incomplete("without bones, give the setting 'hip.half-width' or 'body.lever'");
            }
            Map<String, Vec3> m = pelvis.landmarks();
            Vec3 middle = m.containsKey("LASIS") && m.containsKey("RASIS") ? m.get("LASIS").mid(m.get("RASIS"))
                    : m.containsKey("PT_L") && m.containsKey("PT_R") ? m.get("PT_L").mid(m.get("PT_R")) : m.get("SYM");
            if (middle == null) {
                throw incomplete("bone '" + pelvis.id() + "' has neither LASIS and RASIS, nor PT_L and PT_R, nor SYM to find the midplane; "
                        + "or give the setting 'hip.half-width'");
            }
            return Math.abs(functional.inverse().apply(middle).z());
        }

        private static Vec3 landmark(Body body, String code, String setting) {
            if (body == null) {
                throw incomplete("without bones, give the settings 'abductor.lever' and 'abductor.angle'");
            }
            Vec3 p = body.landmarks().get(code);
            if (p == null) {
                throw incomplete("bone '" + body.id() + "' has no landmark " + code + "; or give the settings '" + setting
                        + "' and 'abductor.angle'");
            }
            return p;
        }
    }
}
