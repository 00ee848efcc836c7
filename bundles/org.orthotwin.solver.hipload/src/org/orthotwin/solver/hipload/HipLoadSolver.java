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
import org.orthotwin.solver.muscle.LoadSharing;
import org.orthotwin.solver.spi.Solver;

/**
 * The force on the femoral head in one-leg stance, by four static models of the literature with one line for the abductors, and by many
 * muscles that share the work.
 *
 * <h2>Model</h2>
 * Equilibrium of the pelvis in the frontal plane ({@link Stance}); the models differ in the weight on the hip and its lever arm
 * ({@link StanceModel}). The abductors are one line, from the middle of the origin of gluteus medius ({@code GMED_O_R}, {@code GMED_O_L}
 * on the pelvis) to that of its insertion ({@code GMED_I} on the femur), projected on the frontal plane; so their lever arm follows every
 * change of the hip's centre, the offset and the leg length in a plan. Iglic's nine fascicles in three groups are replaced by this line
 * too. Where these landmarks are missing, the line is that of the middle part of gluteus medius in the model of many muscles.
 *
 * <p>The model {@code muscles}: the 27 lines of {@link HipMuscle}, scaled to the native bones, move with them as the plan has it. They hold
 * the pelvis against the weight of Iglic's model about all three axes,
 *
 * <pre>  minimise sum of (F_i / A_i)^2   with   sum of F_i r_i x u_i + r_W x W = 0,   F_i &gt;= 0;      R = W + sum of F_i u_i</pre>
 *
 * with A_i: cross-section; u_i, r_i: pull on the pelvis and where it acts; W: acts in the frontal plane of the hips; R: on the head.
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
 * 2016, ten hips). From the landmarks of those ten patients the model {@code muscles} errs by 15.1 % in the median (mean -5.1, root mean
 * square 26.8, which is told as its uncertainty) and 3.4 degrees, Pauwels' by 25.9 and 3.2, Debrunner's by 21.9 and 3.2, Iglic's by 31.8,
 * McLeish and Charnley's by 56.1 and 3.2, the abductors after {@code muscles}. The peak of their level walking, 247 % +- 20, is within 14.7
 * % and 3.3 degrees of it too.
 *
 * <h2>Parameters</h2>
 * {@code model}, {@code mass}, {@code pelvic.tilt.standing}; and, in place of what the landmarks give, {@code hip.half-width},
 * {@code body.lever}, {@code abductor.lever}, {@code abductor.angle}, {@code femur.length}.
 *
 * <h2>Results</h2>
 * {@code hip.load.magnitude} (N), {@code hip.load.magnitude-bw} (over body weight), {@code hip.load.angle-from-vertical} (rad, in the
 * frontal plane, positive if the head is pressed laterally), {@code hip.load.force.x|y|z} (N, force on the femoral head along the untilted
 * axes of the frame above), {@code hip.load.abductor-force} (N), {@code hip.load.partial-weight} (N), {@code hip.load.lever.body} (m); not
 * of the model {@code muscles} {@code hip.load.lever.abductor} (m), {@code hip.load.abductor-angle} (rad, positive if the line leans
 * medially upwards); the first three, the abductor force and both levers also as {@code hip.load.<model>.*} for each model;
 * {@code hip.load.muscles.angle-sagittal} (rad, positive if the head is pressed forwards), {@code hip.load.muscles.force.<muscle>} (N);
 * {@code hip.load.body-mass} (kg), which all were computed with.
 * {@code muscles} is the main model where nothing else is asked for. It is left out, with a message, and Pauwels' is the main one where
 * landmarks are missing that it needs: {@code RASIS}, {@code LASIS}, {@code RPSIS}, {@code LPSIS}, the acetabulum's native centre
 * {@code RAC} or {@code LAC}, {@code FHC}, {@code LEC}, {@code MEC}.
 *
 * <h2>Failure</h2>
 * {@link SolverException} {@code INCOMPLETE_PROBLEM} naming the missing mass or landmark; {@code NO_SOLUTION} where the abductors pass
 * medially of the hip's centre.
 */
public final class HipLoadSolver implements Solver {

    private static final MessageCatalog MESSAGES = new MessageCatalog(HipLoadSolver.class);
    private static final String APP = "pelvis.app";

    /** The model of many lines among the choices of {@code model}. */
    private static final String MUSCLES = "muscles";
    /** Root mean square error on ten people with instrumented hips, of body weight. */
    private static final double MUSCLES_ERROR = 0.268;
    /** Strength of gluteus maximus that the sharing begins with, N; only ratios count. */
    private static final double STRENGTH = 1000;

    /** What a model needs of the subject; lengths in m, angle in rad. */
    private record Levers(double weight, double body, double abductor, double angle) {
    }

    /** @param forces by muscle, N; force: on the femoral head in the axes of the pelvis as it stands, N */
    private record MuscleStance(Levers levers, double[] forces, Vec3 force) {
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
        Solution.Builder out = Solution.builder();
        out.value("hip.load.body-mass", Value.of(mass, Dimension.MASS));
        Geometry g = new Geometry(problem, s, out);
        MuscleStance muscles = g.muscles(weight, s.has("model") && s.text("model").equals(MUSCLES));
        // levers that are given speak of one line
        boolean many = muscles != null && !s.has("abductor.lever") && !s.has("abductor.angle");
        String chosen = s.has("model") ? s.text("model") : many ? MUSCLES : StanceModel.PAUWELS.id();
        if (muscles != null) {
            give(out, muscles, weight, g, chosen.equals(MUSCLES));
        }
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
            if (model.id().equals(chosen)) {
                summary(out, "hip.load.", stance, weight);
                main(out, new Vec3(0, stance.upward(), g.sign * stance.lateral()), stance.abductors(), l, s);
                out.value("hip.load.lever.abductor", Value.of(l.abductor, Dimension.LENGTH));
                out.value("hip.load.abductor-angle", Value.of(l.angle, Dimension.ANGLE));
            }
        }
        return out.build();
    }

    private static void summary(Solution.Builder out, String name, Stance stance, double weight) {
        summary(out, name, stance.magnitude(), stance.angleFromVertical(), weight, Double.NaN);
    }

    /** @param error of the model, of body weight; NaN where it was not assessed */
    private static void summary(Solution.Builder out, String name, double magnitude, double angle, double weight, double error) {
        out.value(name + "magnitude", new Value(magnitude, Dimension.FORCE, error * weight));
        out.value(name + "magnitude-bw", new Value(magnitude / weight, Dimension.NONE, error));
        out.value(name + "angle-from-vertical", Value.of(angle, Dimension.ANGLE));
    }

    /** @param force on the femoral head in the axes of the pelvis as it stands, N */
    private static void main(Solution.Builder out, Vec3 force, double abductors, Levers l, Settings s) {
        Vec3 untilted = RigidTransform.rotation(Vec3.Z, -s.number("pelvic.tilt.standing")).rotate(force);
        out.value("hip.load.force.x", Value.of(untilted.x(), Dimension.FORCE));
        out.value("hip.load.force.y", Value.of(untilted.y(), Dimension.FORCE));
        out.value("hip.load.force.z", Value.of(untilted.z(), Dimension.FORCE));
        out.value("hip.load.abductor-force", Value.of(abductors, Dimension.FORCE));
        out.value("hip.load.partial-weight", Value.of(l.weight, Dimension.FORCE));
        out.value("hip.load.lever.body", Value.of(l.body, Dimension.LENGTH));
    }

    private static void give(Solution.Builder out, MuscleStance m, double weight, Geometry g, boolean main) {
        double angle = Math.atan2(g.sign * m.force.z(), -m.force.y());
        String name = "hip.load.muscles.";
        summary(out, name, m.force.norm(), angle, weight, MUSCLES_ERROR);
        out.value(name + "angle-sagittal", Value.of(Math.atan2(m.force.x(), -m.force.y()), Dimension.ANGLE));
        out.value(name + "lever.body", Value.of(m.levers.body, Dimension.LENGTH));
        double abductors = 0;
        for (HipMuscle muscle : HipMuscle.values()) {
            double force = m.forces[muscle.ordinal()];
            out.value(name + "force." + muscle.id(), Value.of(force, Dimension.FORCE));
            abductors += muscle.isAbductor() ? force : 0;
        }
        out.value(name + "abductor-force", Value.of(abductors, Dimension.FORCE));
        if (main) {
            summary(out, "hip.load.", m.force.norm(), angle, weight, MUSCLES_ERROR);
            main(out, m.force, abductors, m.levers, g.settings);
        }
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
        /** Null where what they need is missing. */
        private HipLines lines;

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
            double body = bodyLever(model);
            double weight = model.weightFraction() * bodyWeight;
            if (settings.has("abductor.lever") && settings.has("abductor.angle")) {
                return new Levers(weight, body, settings.number("abductor.lever"), settings.number("abductor.angle"));
            }
            Vec3 origin = frontal(abductors(pelvis, joint != null && joint.side() == Side.LEFT ? "GMED_O_L" : "GMED_O_R"),
                    RigidTransform.IDENTITY);
            Vec3 insertion = frontal(abductors(femur, "GMED_I"), stance(model));
            Vec3 u = origin.minus(insertion);
            double lever = (insertion.z() * u.y() - insertion.y() * u.z()) / u.norm();
            double angle = Math.atan2(-u.z(), u.y());
            if (!Double.isFinite(lever) || !Double.isFinite(angle)) {
                throw incomplete("origin and insertion of gluteus medius coincide or are not finite");
            }
            return new Levers(weight, body, settings.has("abductor.lever") ? settings.number("abductor.lever") : lever,
                    settings.has("abductor.angle") ? settings.number("abductor.angle") : angle);
        }

        /**
         * Equilibrium of the pelvis under its muscles.
         *
         * @return null where bones or landmarks are missing that it needs
         */
        MuscleStance muscles(double bodyWeight, boolean wanted) {
            lines = lines(wanted);
            if (lines == null) {
                return null;
            }
            Levers l = new Levers(StanceModel.IGLIC.weightFraction() * bodyWeight, bodyLever(StanceModel.IGLIC), Double.NaN, Double.NaN);
            RigidTransform in = functional.inverse();
            RigidTransform thigh = in.times(stance(StanceModel.PAUWELS));
            int n = HipMuscle.values().length;
            Vec3[] pulls = new Vec3[n];
            double[][] arms = new double[n][];
            double[] areas = new double[n];
            double[] limits = new double[n];
            for (HipMuscle m : HipMuscle.values()) {
                Vec3 origin = in.apply(lines.origin(m, joint.side()));
                Vec3 pull = thigh.apply(lines.insertion(m, joint.side())).minus(origin).normalized();
                int i = m.ordinal();
                pulls[i] = pull;
                arms[i] = origin.cross(pull).toArray();
                areas[i] = STRENGTH * m.area();
                limits[i] = Double.POSITIVE_INFINITY;
            }
            Vec3 weight = new Vec3(0, -l.weight, 0);
            Vec3 moment = new Vec3(0, 0, -sign * l.body).cross(weight);
            LoadSharing shared = LoadSharing.ofPower(arms, areas, limits, moment.negate().toArray(), 2);
            if (!shared.converged()) {
                throw new SolverException(SolverException.Code.NO_SOLUTION, "hip load: no forces of the muscles hold the pelvis "
                        + "on one leg (model muscles); the moment is missed by " + Numbers.fixed(shared.residual(), 2) + " N.m");
            }
            Vec3 force = weight;
            for (int i = 0; i < n; i++) {
                force = force.plus(pulls[i].times(shared.forces()[i]));
            }
            return new MuscleStance(l, shared.forces(), force);
        }

        /** @return null where what they need is missing and they are not asked for */
        private HipLines lines(boolean wanted) {
            if (joint == null) {
                if (wanted) {
                    throw incomplete("without bones there is no model 'muscles'");
                }
                return null;
            }
            List<String> missing = HipLines.missing(pelvis, femur, joint.side());
            if (missing.isEmpty()) {
                try {
                    return HipLines.of(pelvis, femur, joint.side(), functional.times(RigidTransform.rotation(Vec3.Z,
                            settings.number("pelvic.tilt.standing"))));
                } catch (IllegalArgumentException e) {
                    missing.add(e.getMessage());
                }
            }
            if (wanted) {
                throw incomplete("the model 'muscles' needs landmarks that are missing: " + String.join(", ", missing));
            }
            out.message(Diagnostic.info(MESSAGES, "hipload.muscles", String.join(", ", missing)));
            return null;
        }

        private double bodyLever(StanceModel model) {
            double body = settings.has("body.lever") ? settings.number("body.lever") : model.leverOverHalfWidth() * halfWidth();
            if (!(body > 0) || Double.isInfinite(body)) {
                throw incomplete("the lever arm of the body's weight is " + Numbers.fixed(1000 * body, 1) + " mm, but must be above 0 mm");
            }
            return body;
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

        /** The landmark, else the end of the middle part of gluteus medius. */
        private Vec3 abductors(Body body, String code) {
            if (body == null) {
                throw incomplete("without bones, give the settings 'abductor.lever' and 'abductor.angle'");
            }
            Vec3 p = body.landmarks().get(code);
            if (p != null) {
                return p;
            }
            if (lines == null) {
                throw incomplete("bone '" + body.id() + "' has no landmark " + code
                        + "; or give the settings 'abductor.lever' and 'abductor.angle'");
            }
            HipMuscle middle = HipMuscle.GLUTEUS_MEDIUS_MIDDLE;
            return body == pelvis ? lines.origin(middle, joint.side()) : lines.insertion(middle, joint.side());
        }
    }
}
