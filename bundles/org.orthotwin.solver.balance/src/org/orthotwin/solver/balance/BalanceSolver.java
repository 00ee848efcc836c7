/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.ligament.CrossingBundle;
import org.orthotwin.solver.spi.Solver;

/**
 * Where a native or replaced joint comes to rest: held by its ligaments, on its cartilage or its bearing, under loads, while one motion is
 * prescribed.
 *
 * <h2>Model</h2>
 * The distal bone is in equilibrium in all coordinates but the prescribed one ({@link Equilibrium}) under fibres after Blankevoort
 * ({@link org.orthotwin.solver.ligament.FibreLaw}), an elastic foundation of both layers of cartilage
 * ({@link org.orthotwin.solver.contact.FoundationContact}) and loads in the axes of the distal bone's joint frame, x forward, y proximal,
 * z to the right, that turn with it. {@code motion} is gone through from {@code from} to {@code to}, each pose starting where the last one
 * ended.
 * A laxity test at each flexion of {@code laxity} pushes, bends and twists the distal bone to either side and says how far it gives. At
 * each flexion of {@code gap} the bones are drawn apart by {@code gap.force} at the origin of the distal bone's joint frame, as by a
 * tensor,
 * with nothing between them; the gap is the height of the lowest point of what rests over the lowest point of what it rests on, medially
 * and
 * laterally, along the y axis of the latter's frame: of a knee's insert, by which a thicker one would just fill the joint under that force.
 *
 * <p>With {@code extensor} the muscles that end on a bone in a tendon pull on it, and it on the distal bone: of a knee the quadriceps, the
 * patella and the patellar tendon. That bone comes to rest in all its six coordinates under its muscles and ligaments and its contact with
 * the proximal bone ({@link Sesamoid}). {@code pull} gives the muscles a force together, {@code hold} the one with which nothing is left
 * that would move the prescribed coordinate: what it takes to stand in a squat, or to hold a weight. They keep {@value #TONE} N in any
 * case. Each has a share by its largest isometric force.
 *
 * <h2>Assumptions and validity</h2>
 * Quasi-static, without friction. Fibres are straight but for the surfaces that the anatomy gives them. Bones are rigid, menisci are there
 * only as far as a layer has their shape, muscles and patella are not unless {@code extensor} asks for those over the front: what others
 * do has to be given as a load. The bone in the tendon has no weight; muscles lie on the surfaces that the anatomy gives them, or are
 * straight. Contact is that of the anatomy's layers of cartilage, the distal ones carrying the foundation; where parts carry the joint,
 * that of a part on the distal bone with the parameter {@code bearing.layer}, its thickness of polyethylene, on those of the proximal
 * bone, or, if it has a feature {@code articulation}, on those that have one. A surface {@code cam} of a part on the proximal bone comes
 * to lie on the surface {@code post} of one on the distal bone, whose polyethylene is {@code post.layer} thick. Ligaments keep the
 * lengths at rest that they have in the anatomy; those that the operation
 * takes are to be named by {@code cut}, or by a part with a parameter {@code resects.<ligament>} other than 0. All forces add up to zero
 * where a pose is found; whether the bone would stay there if it were pushed aside is not asked.
 *
 * <h2>Parameters</h2>
 * All of ligaments and cartilage are the anatomy's; loads are zero unless given. Loads of the laxity tests have no default. Polyethylene: E
 * 463 MPa (SM Kurtz et al. 2002, Biomaterials 23:3681-3697), nu 0.46 (Y Bei, BJ Fregly 2004, Med Eng Phys 26:777-789,
 * doi:10.1016/j.medengphy.2003.11.004).
 *
 * <h2>Frame</h2>
 * The joint's coordinates; forces of contact in the proximal bone's joint frame.
 *
 * <h2>Results</h2>
 * For the start {@code balance.start.<motion>} (rad, m), {@code balance.start.contact.force|area|pressure}; largest through the motion
 * {@code balance.contact.force.largest|pressure.largest}, {@code balance.ligament.force.largest|force.sum.largest} and {@code
 * balance.<ligament>.force.largest}; of each laxity test {@code balance.laxity.<flexion in
 * degrees>.<anterior|posterior|varus|valgus|internal|external>} (m, rad), always positive; of each gap {@code
 * balance.gap.<flexion>.<medial|lateral>} (m). {@code balance.rollback.<medial|lateral>} (m) is how far backwards the centre of pressure
 * of each half moves in the distal bone's joint frame from the first to the last pose in which that half bears. With a cam
 * {@code balance.post.engagement}, the prescribed motion at the first pose from which on the cam presses on the post to the end (rad),
 * and {@code balance.post.force.largest|pressure.largest}; what is said of contact else is without it. Tables {@code balance-motion},
 * {@code balance-contact}, {@code balance-tension}, {@code balance-fibres} (strain and force of each fibre), {@code balance-laxity},
 * {@code balance-gap}, {@code balance-pressure}: each triangle in contact at the end, {@code balance-map}: the same at the poses nearest
 * to {@code pressure}, {@code balance-place}: the centres of pressure in the distal bone's joint frame, and {@code balance-post}: the cam
 * on the post, its height over the origin of the post's part.
 * With the muscles {@code balance.<bone>.contact.force.largest|contact.pressure.largest|tendon.force.largest|muscle.force.largest}, where
 * the bone is named by its type, {@code patella}, and the tables {@code balance-extensor}: the forces of muscles and tendon, and their
 * moment on the distal bone along the prescribed motion, extension positive, and {@code balance-sesamoid}: how the bone turned and shifted
 * in the proximal joint frame since the anatomy was recorded (flexion about z, its front looking to the side, to the side along z), and its
 * contact.
 *
 * <h2>Cost</h2>
 * Some five contacts for each pose; with the muscles three times as much, and three times that where they hold.
 *
 * <h2>Failure</h2>
 * {@link SolverException} {@code INCOMPLETE_PROBLEM} naming what is missing. A pose without equilibrium is left out of the tables, the
 * solution is then not converged, and a message says where and why: nothing holds the bone, no step was better, or too many steps.
 */
public final class BalanceSolver implements Solver {

    /** The table that says where the distal bone is. */
    static final String MOTION = "balance-motion";

    private static final MessageCatalog MESSAGES = new MessageCatalog(BalanceSolver.class);
    private static final int MOST_STEPS = 10_000;
    /** Largest step of the prescribed motion between two poses that are computed, rad. */
    private static final double LARGEST_TURN = Math.toRadians(5);
    /** What muscles pull with at least, N: without it nothing would keep a patella in its groove. */
    private static final int TONE = 10;
    /** What they pull with at first where with what they need no rest is found at once, N. */
    private static final double SOFTLY = 50;
    /** What may be left along the coordinate that the muscles hold, N.m, and how often their force is changed for it. */
    private static final double HELD = 0.005;
    private static final int MOST_PULLS = 20;

    @Override
    public Solution solve(Problem problem, SolverContext context) {
        context.monitor().checkCancelled();
        if (problem.joint() == null) {
            throw incomplete("there is no joint");
        }
        try {
            return new Run(problem, context).solution();
        } catch (IllegalArgumentException | NoSuchElementException e) {
            throw incomplete(e.getMessage());
        }
    }

    static SolverException incomplete(String what) {
        return new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "balance: " + what);
    }

    /** A laxity test. */
    private enum Test {
        ANTERIOR("laxity.force", 0, 0, 1, "anterior-drawer"), POSTERIOR("laxity.force", 0, 0, -1, "anterior-drawer"),
        VARUS("laxity.moment", 1, 0, 1, "adduction"), VALGUS("laxity.moment", 1, 0, -1, "adduction"),
        INTERNAL("laxity.torque", 1, 1, 1, "internal-rotation"), EXTERNAL("laxity.torque", 1, 1, -1, "internal-rotation");

        private final String setting;
        private final boolean moment;
        private final int axis;
        private final int sign;
        private final String motion;

        Test(String setting, int moment, int axis, int sign, String motion) {
            this.setting = setting;
            this.moment = moment == 1;
            this.axis = axis;
            this.sign = sign;
            this.motion = motion;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One answer in the making. */
    private static final class Run {
        private final SolverContext context;
        private final Settings s;
        private final JointModel joint;
        private final List<CoordinateDefinition> coordinates;
        private final NativeJoint model;
        private final ClinicalMotion motion;
        private final List<ClinicalMotion> others = new ArrayList<>();
        private final Solution.Builder out = Solution.builder();
        private final List<String> failed = new ArrayList<>();
        private final List<double[]> mapRows = new ArrayList<>();
        private final List<double[]> placeRows = new ArrayList<>();
        private final List<double[]> postRows = new ArrayList<>();
        private final ExtensorResults extensorResults = new ExtensorResults();
        private final boolean holds;
        /** What the muscles pull with, N, and what they would need more for a moment of 1 N.m. */
        private double pull;
        private double need = 1 / 0.04;
        private Equilibrium.Ending ending = Equilibrium.Ending.BALANCED;
        private double left;
        private int iterations;
        private double residual;
        /** The last pose at rest, by whom it was found, and the one that it was reached from. */
        private double[] reached;
        private Equilibrium reachedBy;
        private double[] before;

        Run(Problem problem, SolverContext context) {
            this.context = context;
            s = context.settings();
            joint = problem.joint();
            coordinates = joint.type().coordinates();
            motion = motion(s.text("motion"));
            for (CoordinateDefinition c : coordinates) {
                if (!c.name().equals(motion.coordinate())) {
                    joint.type().motions().stream().filter(m -> m.coordinate().equals(c.name())).findFirst().ifPresent(others::add);
                }
            }
            model = NativeJoint.of(problem, NativeJoint.Tissue.of(s), loads(null, 0));
            holds = s.text("extensor").equals("hold");
            anew();
            List<String> leftOut = new ArrayList<>(model.leftOut());
            if (model.extensor() == null) {
                ExtensorApparatus.bone(problem, problem.tissue()).ifPresent(b -> {
                    problem.tissue().ligaments().stream().filter(l -> l.path().stream().anyMatch(a -> a.body().equals(b.id())))
                            .forEach(l -> leftOut.remove(l.id()));
                    out.message(Diagnostic.info(MESSAGES, "balance.extensor-out", b.id()));
                });
            }
            if (!leftOut.isEmpty()) {
                out.message(Diagnostic.info(MESSAGES, "balance.left-out", String.join(", ", leftOut)));
            }
        }

        private ClinicalMotion motion(String id) {
            return joint.type().motions().stream().filter(x -> x.id().equals(id)).findFirst().orElseThrow(
                    () -> new IllegalArgumentException("joint '" + joint.id() + "' has no motion '" + id + "'; it has "
                            + String.join(", ", joint.type().motions().stream().map(ClinicalMotion::id).toList())));
        }

        private int index(ClinicalMotion m) {
            for (int i = 0; i < coordinates.size(); i++) {
                if (coordinates.get(i).name().equals(m.coordinate())) {
                    return i;
                }
            }
            throw new NoSuchElementException("joint '" + joint.id() + "' has no coordinate '" + m.coordinate() + "'");
        }

        /** The loads of the settings and of a laxity test, in the distal bone's joint frame; what points to the side follows the side. */
        private List<Load> loads(Test test, double size) {
            double mirror = joint.side() == Side.LEFT ? -1 : 1;
            Vec3 force = new Vec3(s.number("load.anterior"), s.number("load.compression"), mirror * s.number("load.lateral"));
            Vec3 moment = new Vec3(mirror * s.number("load.adduction"), mirror * s.number("load.internal-rotation"), 0);
            Vec3 point = new Vec3(0, -s.number("load.below"), 0);
            List<Load> all = new ArrayList<>();
            all.add(new Load(point, force, moment, true));
            if (test != null && !test.moment) {
                all.add(new Load(new Vec3(0, -s.number("laxity.below"), 0), new Vec3(test.sign * size, 0, 0), Vec3.ZERO, true));
            } else if (test != null) {
                double m = mirror * test.sign * size;
                all.add(new Load(Vec3.ZERO, Vec3.ZERO, test.axis == 0 ? new Vec3(m, 0, 0) : new Vec3(0, m, 0), true));
            }
            return all;
        }

        Solution solution() {
            boolean[] free = new boolean[coordinates.size()];
            java.util.Arrays.fill(free, true);
            int at = index(motion);
            free[at] = false;
            double sign = motion.sign(joint.side());
            double from = s.number("from");
            double to = s.number("to");
            int steps = (int) Math.ceil(Math.abs(to - from) / s.number("step") - 1e-9);
            if (steps > MOST_STEPS) {
                throw new IllegalArgumentException(steps + " steps from 'from' to 'to' are more than " + MOST_STEPS);
            }
            List<Double> tests = tests();
            List<Double> gaps = angles("gap");
            if (!gaps.isEmpty() && !s.has("gap.force")) {
                throw new IllegalArgumentException("give the force of the gaps: 'gap.force'");
            }
            List<Integer> shown = shown(from, to, steps);
            context.monitor().begin("balance", steps + 1 + tests.size() * Test.values().length + gaps.size());
            double[] start = model.start();
            double[] q = start;
            List<double[]> motionRows = new ArrayList<>();
            List<double[]> contactRows = new ArrayList<>();
            List<double[]> tensionRows = new ArrayList<>();
            List<double[]> fibreRows = new ArrayList<>();
            for (int i = 0; i <= steps; i++) {
                double angle = steps == 0 ? from : from + (to - from) * i / steps;
                double[] found = to(q, at, sign * angle, free, model.equilibrium());
                if (found == null) {
                    failed.add(Numbers.fixed(Math.toDegrees(angle), 1));
                } else {
                    q = found;
                    row(angle, q, motionRows, contactRows, tensionRows, fibreRows);
                    if (shown.contains(i)) {
                        model.pressures().forEach(p -> mapRows.add(new double[] {angle, p[0], p[1], p[2], p[4]}));
                    }
                    if (i == 0) {
                        atStart(motionRows.getFirst(), contactRows.getFirst());
                    }
                }
                context.monitor().worked(1);
            }
            if (motionRows.isEmpty()) {
                throw new SolverException(SolverException.Code.NO_SOLUTION, "balance: no pose from " + degrees(from) + " to " + degrees(to)
                        + " deg is in equilibrium: " + code() + ", " + Numbers.fixed(left, 3) + " N left");
            }
            largest(contactRows, tensionRows);
            tables(motionRows, contactRows, tensionRows, fibreRows);
            places();
            post();
            if (model.extensor() != null) {
                extensorResults.write(model.extensor(), motion.id(), out);
            }
            pressure(q);
            laxity(tests, start, at, sign, free);
            gaps(gaps, start, at, sign, free);
            if (failed.isEmpty()) {
                out.converged(iterations, residual);
            } else {
                out.message(Diagnostic.warning(MESSAGES, "balance.failed." + code(), String.join(", ", failed),
                        Numbers.fixed(left, 3)));
                out.notConverged(iterations, residual);
            }
            return out.build();
        }

        private static String degrees(double rad) {
            return Numbers.fixed(Math.toDegrees(rad), 1);
        }

        /** The positions of a setting. */
        private List<Double> angles(String setting) {
            List<Double> angles = new ArrayList<>();
            if (s.has(setting)) {
                for (String t : s.text(setting).strip().split("[\\s;]+")) {
                    angles.add(Quantity.parseSi(t, Dimension.ANGLE));
                }
            }
            return angles;
        }

        /** Which poses of the motion the map of pressure has. */
        private List<Integer> shown(double from, double to, int steps) {
            List<Integer> poses = new ArrayList<>();
            for (double wanted : angles("pressure")) {
                double part = to == from ? 0 : (wanted - from) / (to - from);
                if (part >= 0 && part <= 1) {
                    poses.add((int) Math.round(part * steps));
                }
            }
            return poses;
        }

        private List<Double> tests() {
            List<Double> angles = angles("laxity");
            if (!angles.isEmpty()) {
                boolean any = false;
                for (Test t : Test.values()) {
                    any |= s.has(t.setting);
                }
                if (!any) {
                    throw new IllegalArgumentException("give the load of the laxity tests: 'laxity.force', 'laxity.moment' or "
                            + "'laxity.torque'");
                }
            }
            return angles;
        }

        /** How the last attempt that failed ended. */
        private String code() {
            return ending.name().toLowerCase(Locale.ROOT);
        }

        /**
         * Goes on to a value of the prescribed coordinate, in smaller steps where a large one does not end in rest.
         *
         * @return coordinates in equilibrium; null if there is none
         */
        private double[] to(double[] start, int at, double value, boolean[] free, Equilibrium e) {
            double[] q = start.clone();
            double step = LARGEST_TURN;
            boolean first = true;
            while (first || q[at] != value) {
                first = false;
                double[] next = q.clone();
                double way = value - q[at];
                next[at] = Math.abs(way) <= step ? value : q[at] + Math.copySign(step, way);
                double[] foreseen = foreseen(q, at, next[at], free, e);
                RigidTransform lay = e.sesamoid() == null ? null : e.sesamoid().pose();
                Equilibrium.Found f = found(e, foreseen == null ? next : foreseen, free, at);
                if (foreseen != null && !f.balanced()) {
                    back(e, lay);
                    f = found(e, next, free, at);
                }
                if (!f.balanced()) {
                    back(e, lay);
                }
                if (f.balanced()) {
                    residual = Math.max(residual, f.residual());
                    before = q;
                    q = f.q();
                    reached = q;
                    reachedBy = e;
                } else {
                    step = Math.min(step, Math.abs(next[at] - q[at])) / 4;
                    if (step < Math.toRadians(0.05)) {
                        residual = Math.max(residual, f.residual());
                        ending = f.ending();
                        left = f.residual();
                        return null;
                    }
                    first = q[at] == value;
                }
            }
            return q;
        }

        /** Nothing was found yet: a patella lies where it was recorded. */
        private void anew() {
            reached = null;
            if (model.extensor() != null) {
                pull = s.number("extensor.force");
                model.extensor().pull(pull);
                model.extensor().sesamoid().moved(model.extensor().recorded());
            }
        }

        private static void back(Equilibrium e, RigidTransform lay) {
            if (e.sesamoid() != null) {
                e.sesamoid().moved(lay);
            }
        }

        /** Rest, and where the muscles hold the prescribed coordinate, their force for it, by secants from what they had. */
        private Equilibrium.Found found(Equilibrium e, double[] from, boolean[] free, int at) {
            double extension = -motion.sign(joint.side());
            if (holds && e.sesamoid() != null && reached == null) {
                pull = Math.max(pull, -need * extension * e.loaded(from, at));
                model.extensor().pull(pull);
            }
            RigidTransform start = e.sesamoid() == null ? null : e.sesamoid().pose();
            Equilibrium.Found f = e.solve(from, free, context.monitor());
            iterations += f.iterations();
            if (!holds || e.sesamoid() == null) {
                return f;
            }
            if (!f.balanced() && reached == null) {
                // softly at first
                back(e, start);
                pull = SOFTLY;
                model.extensor().pull(pull);
                f = e.solve(from, free, context.monitor());
                iterations += f.iterations();
            }
            double force = pull;
            double left = f.balanced() ? extension * e.along(f.q(), at) : 0;
            for (int i = 0; i < MOST_PULLS && f.balanced() && !isHeld(left, force); i++) {
                double next = Math.clamp(force - need * left, Math.max(TONE, 0.5 * force), 2 * force);
                RigidTransform lay = e.sesamoid().pose();
                model.extensor().pull(next);
                Equilibrium.Found g = e.solve(f.q(), free, context.monitor());
                iterations += g.iterations();
                if (g.balanced()) {
                    f = g;
                    double then = extension * e.along(f.q(), at);
                    double slope = (next - force) / (then - left);
                    need = slope > 1 && slope < 1000 ? slope : need;
                    left = then;
                    force = next;
                } else {
                    // not so far at once
                    back(e, lay);
                    need /= 4;
                }
            }
            pull = force;
            model.extensor().pull(pull);
            return !f.balanced() || isHeld(left, force) ? f
                    : new Equilibrium.Found(f.q(), Equilibrium.Ending.STEPS, f.iterations(), Math.abs(left));
        }

        /** Whether so little is left, N.m, or the muscles would have to push. */
        private static boolean isHeld(double left, double force) {
            return Math.abs(left) <= HELD || left > 0 && force <= TONE;
        }

        /**
         * Where the free coordinates would be if they went on as in the last step.
         *
         * @return null where there was no step before that led here, or it says nothing
         */
        private double[] foreseen(double[] q, int at, double value, boolean[] free, Equilibrium e) {
            if (reachedBy != e || !Arrays.equals(reached, q)) {
                return null;
            }
            double ratio = (value - q[at]) / (q[at] - before[at]);
            if (!(Math.abs(ratio) <= 2)) {
                return null;
            }
            double[] next = q.clone();
            next[at] = value;
            for (int i = 0; i < q.length; i++) {
                next[i] += free[i] ? ratio * (q[i] - before[i]) : 0;
            }
            return next;
        }

        private void row(double angle, double[] q, List<double[]> motionRows, List<double[]> contactRows, List<double[]> tensionRows,
                List<double[]> fibreRows) {
            Equilibrium e = model.equilibrium();
            RigidTransform pose = e.pose(q);
            e.wrench(pose);
            double[] m = new double[1 + others.size()];
            m[0] = angle;
            for (int i = 0; i < others.size(); i++) {
                m[1 + i] = others.get(i).sign(joint.side()) * q[index(others.get(i))];
            }
            motionRows.add(m);
            NativeJoint.Contact c = model.contact(pose);
            contactRows.add(new double[] {angle, c.force(), c.medial(), c.lateral(), c.area(), c.peak()});
            Vec3 medial = c.places()[0];
            Vec3 lateral = c.places()[1];
            placeRows.add(new double[] {angle, medial == null ? Double.NaN : medial.x(), medial == null ? Double.NaN : medial.z(),
                lateral == null ? Double.NaN : lateral.x(), lateral == null ? Double.NaN : lateral.z()});
            if (model.posts() > 0) {
                NativeJoint.Post p = model.post();
                postRows.add(new double[] {angle, p.force(), p.area(), p.peak(), p.height()});
            }
            if (model.extensor() != null) {
                double moment = -motion.sign(joint.side()) * e.pulled(q, index(motion));
                extensorResults.add(angle, model.extensor(), pose, joint.side(), pull, moment);
            }
            List<String> names = model.ligaments();
            double[] t = new double[2 + names.size()];
            double[] f = new double[1 + 2 * e.lines().size()];
            t[0] = angle;
            f[0] = angle;
            for (int i = 0; i < e.lines().size(); i++) {
                Line l = e.lines().get(i);
                double length = l.length(pose);
                double force = l.law().force(length);
                f[1 + 2 * i] = l.law().strain(length);
                f[2 + 2 * i] = force;
                t[1] += force;
                t[2 + names.indexOf(model.ligamentOf(i))] += force;
            }
            tensionRows.add(t);
            fibreRows.add(f);
        }

        private void atStart(double[] m, double[] c) {
            for (int i = 0; i < others.size(); i++) {
                out.value("balance.start." + others.get(i).id(), Value.of(m[1 + i], coordinates.get(index(others.get(i))).dimension()));
            }
            out.value("balance.start.contact.force", Value.of(c[1], Dimension.FORCE));
            out.value("balance.start.contact.area", Value.of(c[4], Dimension.AREA));
            out.value("balance.start.contact.pressure", Value.of(c[5], Dimension.PRESSURE));
        }

        private void largest(List<double[]> contactRows, List<double[]> tensionRows) {
            out.value("balance.contact.force.largest", Value.of(max(contactRows, 1), Dimension.FORCE));
            out.value("balance.contact.pressure.largest", Value.of(max(contactRows, 5), Dimension.PRESSURE));
            double most = 0;
            for (int i = 0; i < model.ligaments().size(); i++) {
                most = Math.max(most, max(tensionRows, 2 + i));
            }
            out.value("balance.ligament.force.largest", Value.of(most, Dimension.FORCE));
            out.value("balance.ligament.force.sum.largest", Value.of(max(tensionRows, 1), Dimension.FORCE));
            for (int i = 0; i < model.ligaments().size(); i++) {
                out.value("balance." + model.ligaments().get(i) + ".force.largest", Value.of(max(tensionRows, 2 + i), Dimension.FORCE));
            }
        }

        private static double max(List<double[]> rows, int column) {
            return rows.stream().mapToDouble(r -> r[column]).max().orElse(0);
        }

        private void tables(List<double[]> motionRows, List<double[]> contactRows, List<double[]> tensionRows, List<double[]> fibreRows) {
            List<String> columns = new ArrayList<>(List.of(motion.id()));
            List<Unit> units = new ArrayList<>(List.of(Unit.of("deg")));
            for (ClinicalMotion m : others) {
                columns.add(m.id());
                units.add(Unit.of(coordinates.get(index(m)).dimension() == Dimension.ANGLE ? "deg" : "mm"));
            }
            out.table(new Table(MOTION, columns, units, motionRows));
            out.table(new Table("balance-contact", List.of(motion.id(), "force", "force.medial", "force.lateral", "area", "pressure"),
                    List.of(Unit.of("deg"), Unit.of("N"), Unit.of("N"), Unit.of("N"), Unit.of("mm2"), Unit.of("MPa")), contactRows));
            columns = new ArrayList<>(List.of(motion.id(), CrossingBundle.ALL));
            units = new ArrayList<>(List.of(Unit.of("deg"), Unit.of("N")));
            for (String name : model.ligaments()) {
                columns.add(name);
                units.add(Unit.of("N"));
            }
            out.table(new Table("balance-tension", columns, units, tensionRows));
            columns = new ArrayList<>(List.of(motion.id()));
            units = new ArrayList<>(List.of(Unit.of("deg")));
            for (Line l : model.equilibrium().lines()) {
                columns.add(l.name() + ".strain");
                columns.add(l.name() + ".force");
                units.add(Unit.of("%"));
                units.add(Unit.of("N"));
            }
            out.table(new Table("balance-fibres", columns, units, fibreRows));
        }

        private void places() {
            for (int k = 0; k < 2; k++) {
                int x = 1 + 2 * k;
                List<double[]> bears = placeRows.stream().filter(r -> !Double.isNaN(r[x])).toList();
                if (!bears.isEmpty()) {
                    out.value("balance.rollback." + (k == 0 ? "medial" : "lateral"),
                            Value.of(bears.getFirst()[x] - bears.getLast()[x], Dimension.LENGTH));
                }
            }
            Unit mm = Unit.of("mm");
            out.table(new Table("balance-place", List.of(motion.id(), "medial.x", "medial.z", "lateral.x", "lateral.z"),
                    List.of(Unit.of("deg"), mm, mm, mm, mm), placeRows));
        }

        private void post() {
            if (postRows.isEmpty()) {
                return;
            }
            int from = postRows.size();
            while (from > 0 && postRows.get(from - 1)[1] > 0) {
                from--;
            }
            if (from < postRows.size()) {
                out.value("balance.post.engagement", Value.of(postRows.get(from)[0], Dimension.ANGLE));
            }
            out.value("balance.post.force.largest", Value.of(max(postRows, 1), Dimension.FORCE));
            out.value("balance.post.pressure.largest", Value.of(max(postRows, 3), Dimension.PRESSURE));
            out.table(new Table("balance-post", List.of(motion.id(), "post.force", "post.area", "post.pressure", "post.height"),
                    List.of(Unit.of("deg"), Unit.of("N"), Unit.of("mm2"), Unit.of("MPa"), Unit.of("mm")), postRows));
        }

        private void pressure(double[] q) {
            model.equilibrium().wrench(model.equilibrium().pose(q));
            List<double[]> rows = model.pressures();
            if (!rows.isEmpty()) {
                out.table(new Table("balance-pressure", List.of("x", "y", "z", "depth", "pressure"),
                        List.of(Unit.of("mm"), Unit.of("mm"), Unit.of("mm"), Unit.of("mm"), Unit.of("MPa")), rows));
            }
            if (!mapRows.isEmpty()) {
                out.table(new Table("balance-map", List.of(motion.id(), "x", "y", "z", "pressure"),
                        List.of(Unit.of("deg"), Unit.of("mm"), Unit.of("mm"), Unit.of("mm"), Unit.of("MPa")), mapRows));
            }
        }

        /** The bones drawn apart at each flexion, nothing between them. */
        private void gaps(List<Double> angles, double[] start, int at, double sign, boolean[] free) {
            if (angles.isEmpty()) {
                return;
            }
            List<double[]> rows = new ArrayList<>();
            for (double angle : angles) {
                double[] q = start;
                for (int i = 1; i <= 4 && q != null; i++) {
                    Load apart = new Load(Vec3.ZERO, new Vec3(0, -s.number("gap.force") * i / 4, 0), Vec3.ZERO, true);
                    q = to(q, at, sign * angle, free, model.equilibrium().apart(List.of(apart)));
                }
                double[] g = q == null ? new double[] {Double.NaN, Double.NaN} : model.gaps(model.equilibrium().pose(q));
                if (q == null) {
                    failed.add("gap " + degrees(angle));
                }
                for (int k = 0; k < 2; k++) {
                    if (!Double.isNaN(g[k])) {
                        out.value("balance.gap." + Numbers.fixed(Math.toDegrees(angle), 0) + (k == 0 ? ".medial" : ".lateral"),
                                Value.of(g[k], Dimension.LENGTH));
                    }
                }
                rows.add(new double[] {angle, g[0], g[1]});
                context.monitor().worked(1);
            }
            out.table(new Table("balance-gap", List.of(motion.id(), "gap.medial", "gap.lateral"),
                    List.of(Unit.of("deg"), Unit.of("mm"), Unit.of("mm")), rows));
        }

        private void laxity(List<Double> angles, double[] start, int at, double sign, boolean[] free) {
            if (angles.isEmpty()) {
                return;
            }
            Set<Test> asked = new LinkedHashSet<>();
            List<String> columns = new ArrayList<>(List.of(motion.id()));
            List<Unit> units = new ArrayList<>(List.of(Unit.of("deg")));
            for (Test t : Test.values()) {
                if (s.has(t.setting)) {
                    asked.add(t);
                    columns.add("laxity." + t.id());
                    units.add(Unit.of(coordinates.get(index(motion(t.motion))).dimension() == Dimension.ANGLE ? "deg" : "mm"));
                }
            }
            List<double[]> rows = new ArrayList<>();
            for (double angle : angles) {
                double[] row = new double[1 + asked.size()];
                java.util.Arrays.fill(row, Double.NaN);
                row[0] = angle;
                anew();
                double[] rest = to(start, at, sign * angle, free, model.equilibrium());
                int k = 1;
                for (Test t : asked) {
                    ClinicalMotion m = motion(t.motion);
                    double[] q = rest == null ? null : pushed(rest, at, t, free);
                    if (q == null) {
                        failed.add(t.id() + " " + degrees(angle));
                    } else {
                        row[k] = t.sign * m.sign(joint.side()) * (q[index(m)] - rest[index(m)]);
                        out.value("balance.laxity." + Numbers.fixed(Math.toDegrees(angle), 0) + "." + t.id(),
                                Value.of(row[k], coordinates.get(index(m)).dimension()));
                    }
                    k++;
                    context.monitor().worked(1);
                }
                rows.add(row);
            }
            out.table(new Table("balance-laxity", columns, units, rows));
        }

        /** Raises the load in four steps. */
        private double[] pushed(double[] rest, int at, Test t, boolean[] free) {
            double[] q = rest;
            for (int i = 1; i <= 4 && q != null; i++) {
                q = to(q, at, rest[at], free, model.equilibrium().under(loads(t, s.number(t.setting) * i / 4)));
            }
            return q;
        }
    }
}
