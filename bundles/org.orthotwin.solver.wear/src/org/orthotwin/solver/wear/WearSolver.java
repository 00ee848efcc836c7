/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.wear;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.solver.ActivityData;
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
 * Wear of the spherical bearing of a hip or of a reverse shoulder, or of a replaced knee's insert ({@link KneeWear}), over years.
 *
 * <h2>Model</h2>
 * Archard's law on the cells of the socket ({@link WearHistory}), with the pressures of a rigid ball on an elastic foundation
 * ({@link SphericalBearing}) and its surface moved on from block to block of cycles; with {@code cross-shear=proportional} the wear factor
 * follows the share of the frictional work across the principal direction of sliding. Beside the answer stands what the law says of the
 * force in one point, V = k sum of F ds with ds the way under its line, and the linear wear of a head that bores a cylinder, V / (pi R^2)
 * (J Charnley et al. 1969, Med Biol Eng 7:31-39).
 *
 * <h2>Motion and load</h2>
 * With a joint: the angles of the activities of the request; {@code mix} says how often a year and under which largest load each is done
 * ({@code level-walking=1000000@2.38}: a million cycles, 2.38 times the body's weight). The load has one direction in the pelvis, {@code
 * load.angle} medially from the vertical of the anterior pelvic plane ({@code pelvis.app}, else the joint's frame); within a cycle of
 * {@code level-walking} it follows {@code load.curve}, in others it stays at its largest. Without a joint: {@code motion=reciprocating}, an
 * {@code arc} there and back across the load, or {@code iso-14242-1}, the three angles and the load of that standard for hip simulators,
 * straight between its corners; the load leans by {@code socket.tilt} from the socket's pole.
 *
 * <p>A reverse shoulder is a liner on the humerus that moves about the glenosphere: {@code arm} says how often a year the arm is raised,
 * how far and with what in the hand ({@link ArmMix}); forces and turns are those of the raised arm ({@link
 * org.orthotwin.solver.shoulderload.RaisedArm}), up and down. In living people liners of 36 mm lost 42 +- 22 mm3 and 0.11 +- 0.03 mm a
 * year (MJ Van de Kleut et al. 2020, J Shoulder Elbow Surg 29:1695-1702); these loads are lower than in life, and so is the wear: a
 * quarter of that with empty hands, nearly half with 2 kg in them.
 *
 * <h2>Assumptions and validity</h2>
 * No creep, no lubrication, no third bodies, a rigid ball; points of the layer do not pull on each other. Clinical wear scatters by more
 * than the models differ: conventional polyethylene 0.21 +- 0.12 mm a year, crosslinked 0.05 +- 0.03 (PMC7204272). Wear factors come from
 * simulators and from fits to patients, which differ by several times: state which one was taken.
 *
 * <h2>Parameters</h2>
 * k {@code wear.factor} (1.0656e-6 mm3/(N m), conventional polyethylene: TA Maxian et al. 1996, J Biomech 29:687-692), E {@code
 * layer.modulus} (463 MPa: SM Kurtz et al. 2002, Biomaterials 23:3681-3697), nu {@code layer.poisson} (0.46: Y Bei, BJ Fregly 2004, Med Eng
 * Phys 26:777-789), radial {@code clearance} (0.1 mm), {@code years}, {@code rings}; the largest load 2.38 of walking: G Bergmann et al.
 * 2001, J Biomech 34:859-871; a million steps a year: TP Schmalzried et al. 1998, J Bone Joint Surg Am 80:54-59.
 *
 * <h2>Frame</h2>
 * The bearing's: origin in its centre, z out of the opening (feature {@code bearing} of the liner).
 *
 * <h2>Results</h2>
 * {@code wear.volume} (m3), {@code wear.linear} (largest depth, m), {@code wear.penetration} (of the head's centre along the largest load,
 * m) after {@code years}; {@code wear.volume.rate}, {@code wear.linear.rate}, {@code wear.penetration.rate} (mean a year); {@code
 * wear.volume.per-million}, {@code wear.linear.per-million} (cycles); {@code wear.archard.volume.rate}, {@code wear.archard.linear.rate}
 * (one point); {@code wear.pressure.new|worn} (largest, Pa); {@code wear.cross-shear}; {@code wear.cycles} (a year);
 * {@code wear.steps} (of a hip or a knee, a day and of both legs, as step counters count: not arms and not chairs). Tables {@code
 * wear-years}, and {@code wear-map}: cells with depth, m.
 *
 * <h2>Cost</h2>
 * Years times some twenty blocks times samples of the mix times some 2.5 rings^2 cells: below a second for ten years of walking.
 *
 * <h2>Failure</h2>
 * {@link SolverException} {@code INCOMPLETE_PROBLEM} naming what is missing; {@code NO_SOLUTION} where a load points out of the socket.
 */
public final class WearSolver implements Solver {

    private static final MessageCatalog MESSAGES = new MessageCatalog(WearSolver.class);
    private static final String APP = "pelvis.app";
    private static final String WALKING = "level-walking";
    /** Activities a cycle of which is a step of each leg. */
    private static final Set<String> STEPS = Set.of(WALKING, "stair-ascent");
    private static final int SAMPLES = 100;
    /** Part of the cycle and of the largest load at the corners of ISO 14242-1: 300, 3000, 1500, 3000, 300, 300 N. */
    private static final double[][] GAIT = {{0, 0.1}, {0.12, 1}, {0.32, 0.5}, {0.5, 1}, {0.62, 0.1}, {1, 0.1}};
    /** Corners of the three angles of ISO 14242-1 in degrees: flexion, adduction, internal rotation. */
    private static final double[][][] ISO_ANGLES = {{{0, 25}, {0.5, -18}, {1, 25}}, {{0, 3}, {0.21, 7}, {0.62, -4}, {1, 3}},
        {{0, -10}, {0.5, 2}, {1, -10}}};

    @Override
    public Solution solve(Problem problem, SolverContext context) {
        context.monitor().checkCancelled();
        Settings s = context.settings();
        Solution.Builder out = Solution.builder();
        SphericalBearing bearing;
        List<LoadedMotion> mix;
        if (problem.joint() == null) {
            bearing = bearing(s, 0.5 * s.number("head.diameter"), s.number("layer.thickness"), 0);
            mix = List.of(plain(s));
        } else if (problem.part("insert").isPresent() || problem.part("partial-insert").isPresent()) {
            if (s.text("knee.insert").equals("left-out")) {
                return out.build();
            }
            double weight = mass(problem, s) * org.orthotwin.solver.Person.GRAVITY;
            KneeWear.answer(problem, s, weight, reference(s), context.monitor(), out);
            return out.build();
        } else if (problem.part("glenosphere").isPresent()) {
            PlacedPart liner = problem.part("liner").orElseThrow(() -> incomplete("the plan has no part 'liner'"));
            PartModel part = liner.part();
            double inner = 0.5 * part.parameter("liner.inner-diameter");
            double ball = problem.part("glenosphere").orElseThrow().part().parameter("glenosphere.diameter");
            if (Math.abs(0.5 * ball - inner) > 1e-4) {
                throw incomplete("a glenosphere of " + mm(ball) + " mm in a liner of " + mm(2 * inner) + " mm");
            }
            bearing = bearing(s, inner, part.parameter("liner.thickness"), part.parameter("liner.depth") - inner);
            mix = ArmMix.of(problem, s.text("arm"), s.number("mix.times"), mass(problem, s), context.monitor());
        } else if (problem.part("glenoid").isPresent()) {
            throw incomplete("the plan has the part 'glenoid' of an anatomic shoulder, whose wear is not computed: the force of a raised"
                    + " arm passes through its rim");
        } else {
            PlacedPart liner = problem.part("liner").orElseThrow(() -> incomplete("the plan has no part 'liner'"));
            PartModel head = problem.part("head").orElseThrow(() -> incomplete("the plan has no part 'head'")).part();
            PartModel part = liner.part();
            double inner = 0.5 * part.parameter("liner.inner-diameter");
            double thickness = part.parameters().getOrDefault("liner.thickness",
                    0.5 * part.parameters().getOrDefault("liner.outer-diameter", Double.NaN) - inner);
            if (!(thickness > 0)) {
                throw incomplete("part 'liner' does not say how thick it is");
            }
            if (Math.abs(0.5 * head.parameter("head.diameter") - inner) > 1e-4) {
                throw incomplete("a head of " + mm(head.parameter("head.diameter")) + " mm in a liner of " + mm(2 * inner) + " mm");
            }
            bearing = bearing(s, inner, thickness, part.parameters().getOrDefault("rim.height", 0.0));
            mix = mix(problem, s, liner.pose().times(part.feature("bearing")));
            out.value("wear.steps", Value.of(stepsADay(s.number("mix.times") * steps(problem, s)), Dimension.NONE));
        }
        answer(bearing, mix, s, context, out);
        return out.build();
    }

    private static SphericalBearing bearing(Settings s, double headRadius, double thickness, double rim) {
        double nu = s.number("layer.poisson");
        double confined = s.number("layer.modulus") * (1 - nu) / ((1 + nu) * (1 - 2 * nu));
        return new SphericalBearing(headRadius + s.number("clearance"), s.number("clearance"), confined / thickness, rim,
                (int) s.number("rings"));
    }

    // ---- motion and load

    private static LoadedMotion plain(Settings s) {
        double load = s.number("load");
        double tilt = s.number("socket.tilt");
        // the load leans in the plane of x and z; flexion turns about y, across it
        Vec3 direction = new Vec3(Math.sin(tilt), 0, -Math.cos(tilt));
        Vec3 sideways = new Vec3(Math.cos(tilt), 0, Math.sin(tilt));
        boolean iso = s.text("motion").equals("iso-14242-1");
        List<Vec3> forces = new ArrayList<>();
        List<RigidTransform> ball = new ArrayList<>();
        for (int i = 0; i <= SAMPLES; i++) {
            double t = (double) i / SAMPLES;
            if (iso) {
                forces.add(direction.times(load * along(GAIT, t)));
                ball.add(RigidTransform.rotation(Vec3.Y, Math.toRadians(along(ISO_ANGLES[0], t)))
                        .times(RigidTransform.rotation(sideways, Math.toRadians(along(ISO_ANGLES[1], t))))
                        .times(RigidTransform.rotation(direction, Math.toRadians(along(ISO_ANGLES[2], t)))));
            } else {
                forces.add(direction.times(load));
                ball.add(RigidTransform.rotation(Vec3.Y, s.number("arc") * (1 - Math.abs(2 * t - 1))));
            }
        }
        return LoadedMotion.of(s.text("motion"), s.number("cycles"), forces, ball);
    }

    /** Part of the largest load at a part of a step. */
    static double gait(double part) {
        return along(GAIT, part);
    }

    /** Cross-shear at which the wear factor holds; 0 where it does not ask for it. */
    private static double reference(Settings s) {
        boolean shear = s.text("cross-shear").equals("proportional");
        if (shear && !s.has("cross-shear.reference")) {
            throw incomplete("give the setting 'cross-shear.reference': the cross-shear under which the wear factor was measured");
        }
        return shear ? s.number("cross-shear.reference") : 0;
    }

    private static double along(double[][] corners, double t) {
        for (int i = 1; i < corners.length; i++) {
            if (t <= corners[i][0]) {
                double w = (t - corners[i - 1][0]) / (corners[i][0] - corners[i - 1][0]);
                return corners[i - 1][1] + w * (corners[i][1] - corners[i - 1][1]);
            }
        }
        return corners[corners.length - 1][1];
    }

    private static List<LoadedMotion> mix(Problem problem, Settings s, RigidTransform bearingInPelvis) {
        JointModel joint = problem.joint();
        double weight = mass(problem, s) * org.orthotwin.solver.Person.GRAVITY;
        RigidTransform app = problem.body(joint.parent()).frames().getOrDefault(APP, joint.parentFrame());
        double angle = s.number("load.angle");
        Vec3 inPelvis = app.rotate(new Vec3(0, Math.cos(angle), -joint.side().sign() * Math.sin(angle)));
        RigidTransform toBearing = bearingInPelvis.inverse();
        Vec3 direction = toBearing.rotate(inPelvis);
        List<LoadedMotion> mix = new ArrayList<>();
        double times = s.number("mix.times");
        for (Map.Entry<String, double[]> e : shares(s.text("mix")).entrySet()) {
            ActivityData a = problem.activities().stream().filter(x -> x.id().equals(e.getKey())).findFirst()
                    .or(() -> problem.activities().stream().filter(x -> x.type().equals(e.getKey())).findFirst())
                    .orElseThrow(() -> incomplete("the mix names the activity '" + e.getKey()
                            + "', which the request does not have; it has " + (problem.activities().isEmpty() ? "none"
                            : String.join(", ", problem.activities().stream().map(ActivityData::id).toList()))));
            double load = e.getValue()[1] * weight;
            boolean gait = a.type().equals(WALKING) && s.text("load.curve").equals("two-peaks");
            List<Vec3> forces = new ArrayList<>();
            List<RigidTransform> ball = new ArrayList<>();
            double start = a.times()[0];
            double duration = a.times()[a.times().length - 1] - start;
            for (int i = 0; i < a.times().length; i++) {
                forces.add(direction.times(load * (gait ? along(GAIT, (a.times()[i] - start) / duration) : 1)));
                ball.add(toBearing.times(joint.childInParent(posture(joint, a, i))));
            }
            mix.add(LoadedMotion.of(a.id(), times * e.getValue()[0], forces, ball));
        }
        return mix;
    }

    private static double mass(Problem problem, Settings s) {
        double mass = s.has("mass") ? s.number("mass") : problem.person().mass();
        if (!(mass > 0) || Double.isInfinite(mass)) {
            throw incomplete("the subject's mass is not known; give it in the anatomy or as the setting 'mass'");
        }
        return mass;
    }

    private static double[] posture(JointModel joint, ActivityData a, int sample) {
        double[] q = new double[joint.type().coordinates().size()];
        boolean moves = false;
        for (int c = 0; c < a.channels().size(); c++) {
            for (ClinicalMotion m : joint.type().motions()) {
                if (m.id().equals(a.channels().get(c))) {
                    moves = true;
                    for (int k = 0; k < q.length; k++) {
                        if (joint.type().coordinates().get(k).name().equals(m.coordinate())) {
                            q[k] += m.sign(joint.side()) * a.values()[sample][c];
                        }
                    }
                }
            }
        }
        if (!moves || a.times().length < 2) {
            throw incomplete("activity '" + a.id() + "' does not move the joint");
        }
        return q;
    }

    /** Cycles a year of one leg in the activities of the mix that are steps. */
    private static double steps(Problem problem, Settings s) {
        double sum = 0;
        for (Map.Entry<String, double[]> e : shares(s.text("mix")).entrySet()) {
            sum += problem.activities().stream().filter(a -> a.id().equals(e.getKey()) || a.type().equals(e.getKey()))
                    .anyMatch(a -> STEPS.contains(a.type())) ? e.getValue()[0] : 0;
        }
        return sum;
    }

    /** What a step counter shows, which counts both legs. @param perYear cycles a year of one leg */
    static double stepsADay(double perYear) {
        return 2 * perYear / (Unit.of("yr").toSi(1) / Unit.of("d").toSi(1));
    }

    /** Cycles a year and largest load over body weight by activity. */
    private static Map<String, double[]> shares(String mix) {
        Map<String, double[]> shares = new LinkedHashMap<>();
        for (String part : mix.split(",")) {
            String[] name = part.strip().split("=", 2);
            String[] numbers = name.length < 2 ? new String[0] : name[1].split("@", 2);
            try {
                double cycles = Double.parseDouble(numbers[0].strip());
                double load = Double.parseDouble(numbers[1].strip());
                if (!(cycles >= 0 && cycles <= 1e9 && load > 0 && load <= 20)) {
                    throw incomplete("mix: '" + part.strip() + "' must have 0 to 1e9 cycles a year and up to 20 body weights");
                }
                shares.put(name[0].strip(), new double[] {cycles, load});
            } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
                throw incomplete("mix: '" + part.strip() + "' is not of the form activity=cycles a year@largest load over body weight");
            }
        }
        return shares;
    }

    // ---- answer

    private static void answer(SphericalBearing bearing, List<LoadedMotion> mix, Settings s, SolverContext context, Solution.Builder out) {
        double k = s.number("wear.factor");
        double years = s.number("years") / Unit.of("yr").toSi(1);
        double year = Unit.of("yr").toSi(1);
        WearHistory history = new WearHistory(bearing, mix, k, reference(s));
        int rows = (int) Math.clamp(Math.round(years), 4, 100);
        List<WearHistory.State> states = history.run(years, rows, context.monitor());
        if (states == null) {
            throw new SolverException(SolverException.Code.NO_SOLUTION, "wear: the load of an activity points out of the socket, "
                    + "over its rim");
        }
        WearHistory.State last = states.getLast();
        double cycles = mix.stream().mapToDouble(LoadedMotion::perYear).sum();
        double point = k * mix.stream().mapToDouble(m -> m.perYear() * m.slidingWork(bearing.radius())).sum();
        double disc = Math.PI * bearing.radius() * bearing.radius();
        out.value("wear.volume", Value.of(last.volume(), Dimension.VOLUME));
        out.value("wear.linear", Value.of(last.linear(), Dimension.LENGTH));
        out.value("wear.penetration", Value.of(last.penetration(), Dimension.LENGTH));
        out.value("wear.volume.rate", Value.of(last.volume() / (years * year), Dimension.VOLUME_RATE));
        out.value("wear.linear.rate", Value.of(last.linear() / (years * year), Dimension.SPEED));
        out.value("wear.penetration.rate", Value.of(last.penetration() / (years * year), Dimension.SPEED));
        if (cycles > 0) {
            out.value("wear.volume.per-million", Value.of(last.volume() / (years * cycles) * 1e6, Dimension.VOLUME));
            out.value("wear.linear.per-million", Value.of(last.linear() / (years * cycles) * 1e6, Dimension.LENGTH));
        }
        out.value("wear.archard.volume.rate", Value.of(point / year, Dimension.VOLUME_RATE));
        out.value("wear.archard.linear.rate", Value.of(point / disc / year, Dimension.SPEED));
        out.value("wear.pressure.new", Value.of(states.getFirst().peakPressure(), Dimension.PRESSURE));
        out.value("wear.pressure.worn", Value.of(last.peakPressure(), Dimension.PRESSURE));
        out.value("wear.cross-shear", Value.of(last.crossShear(), Dimension.NONE));
        out.value("wear.cycles", Value.of(cycles, Dimension.NONE));
        Unit mm = Unit.of("mm");
        out.table(new Table("wear-years", List.of("time", "linear-wear", "penetration", "volume", "peak-pressure"),
                List.of(Unit.of("yr"), mm, mm, Unit.of("mm3"), Unit.of("MPa")),
                states.stream().map(x -> new double[] {x.years() * year, x.linear(), x.penetration(), x.volume(), x.peakPressure()})
                        .toList()));
        List<double[]> map = new ArrayList<>();
        for (int i = 0; i < bearing.size(); i++) {
            Vec3 n = bearing.normal(i).times(bearing.radius());
            map.add(new double[] {n.x(), n.y(), n.z(), bearing.worn(i)});
        }
        out.table(new Table("wear-map", List.of("x", "y", "z", "depth"), List.of(mm, mm, mm, mm), map));
        double thickness = confinedThickness(bearing, s);
        if (last.linear() > thickness) {
            out.message(Diagnostic.warning(MESSAGES, "wear.through", mm(thickness), Numbers.fixed(years, 1)));
        }
    }

    private static double confinedThickness(SphericalBearing bearing, Settings s) {
        double nu = s.number("layer.poisson");
        return s.number("layer.modulus") * (1 - nu) / ((1 + nu) * (1 - 2 * nu)) / bearing.stiffness();
    }

    private static String mm(double m) {
        return Numbers.fixed(1000 * m, 2);
    }

    static SolverException incomplete(String what) {
        return new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "wear: " + what);
    }
}
