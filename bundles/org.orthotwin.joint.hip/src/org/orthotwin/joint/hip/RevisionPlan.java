/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.HipPlanProposer.Ball;
import org.orthotwin.joint.hip.HipPlanProposer.Match;
import org.orthotwin.joint.hip.HipPlanProposer.StemChoice;
import org.orthotwin.joint.hip.internal.Coverage;
import org.orthotwin.joint.hip.internal.CupBed;
import org.orthotwin.joint.hip.internal.Hip;
import org.orthotwin.joint.hip.internal.StemGrip;
import org.orthotwin.joint.spi.PlanProposer.Proposal;

/**
 * Sizes and places the parts of a revision: a shell in the bone that is left, an augment where the shell would lie against nothing, a stem
 * that holds in the shaft.
 *
 * <ol>
 * <li>Shell: inclination 40 degrees, anteversion as in a first hip. Of all sizes, and centres up to {@link #HIGHER} above and
 * {@link #INNER} medially of the anatomical one, the one with the most of its surface against host bone, less a price of the centre's way
 * from the anatomical one, of a hole in the medial wall, and of the bone that its reamer takes.
 * <li>Augment: where less than {@link #ENOUGH} of the shell lies against host bone, the augment of the shell's size, in steps of 15 degrees
 * about its axis, that adds the most to it, by how near {@link #FIRM} of its own outer side lies against host bone and by the cosine of its
 * turn from the top, where the load passes; none where it adds less than {@link #WORTH} or less than {@link #SEATED} of its side is seated.
 * <li>Stem: the version of the native femur; the shortest and in it the widest that holds in {@link HipRevision#SCRATCH_FIT} of the shaft,
 * without taking more of it than a reamer does; else the one that holds longest.
 * <li>Head, liner and depth as in a first hip. </ol>
 *
 * <p>Targets (SI) as of a first hip, and {@code augment.thickness}: the wanted one, 0 for none.
 */
final class RevisionPlan {

    static final String AUGMENT = "augment";
    private static final String THICKNESS = "augment.thickness";

    private static final double INCLINATION = Math.toRadians(40);
    private static final double HIGHER = 0.010;
    private static final double INNER = 0.004;
    private static final double GRID = 0.002;
    /** Prices in parts of the shell's surface: a metre upwards and medially, a metre cubed of bone, the whole dome through the wall. */
    private static final double PRICE_UP = 15;
    private static final double PRICE_MEDIAL = 10;
    private static final double PRICE_BONE = 0.012e6;
    private static final double PRICE_HOLE = 2;
    /** Every how many directions the search looks; the answer is told of all of them. */
    private static final int SPARSE = 6;
    private static final double ENOUGH = 0.7;
    private static final double WORTH = 0.08;
    private static final double SEATED = 0.25;
    private static final double FIRM = 0.5;
    private static final double SPIN = Math.toRadians(15);
    private static final double MOST_SPIN = Math.toRadians(75);
    private static final double SAME = 1e-6;
    /** What a reamer and the flutes may take from the endosteum of the shaft, m. */
    private static final double REAMED = 0.0015;

    private record Shell(PartModel part, double up, double medial, double score) {

        Map<String, Double> coordinates(double inclination, double anteversion) {
            Map<String, Double> at = new LinkedHashMap<>();
            at.put(CupPlacement.INCLINATION, inclination);
            at.put(CupPlacement.ANTEVERSION, anteversion);
            at.put(CupPlacement.SUPERIOR, up);
            at.put(CupPlacement.LATERAL, 0 - medial);
            return at;
        }
    }

    private record Wedge(PartModel part, double spin, double[] bed, double seated, double score) {
    }

    private RevisionPlan() {
    }

    static List<Proposal> propose(List<Body> bodies, Side side, Map<String, List<PartModel>> candidates,
            BiPredicate<PartModel, PartModel> compatible, Map<String, Double> targets, Monitor monitor) {
        TreeSet<String> known = new TreeSet<>(HipPlanProposer.TARGETS);
        known.add(THICKNESS);
        for (String name : targets.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("the revision of a hip has no target '" + name + "'; it has " + String.join(", ",
                        known));
            }
        }
        monitor.begin("proposing a revision", 4);
        Body pelvis = HipPlanProposer.body(bodies, "pelvis", null);
        Body femur = HipPlanProposer.body(bodies, "femur", side);
        double nativeVersion = Hip.version(femur, side, femur.landmark("FHC").minus(femur.landmark("NECK_C")));
        double version = targets.getOrDefault("stem.version", Math.max(HipPlanProposer.MIN_VERSION, Math.min(HipPlanProposer.MAX_VERSION,
                nativeVersion)));
        double inclination = targets.getOrDefault("cup.inclination.radiographic", INCLINATION);
        double anteversion = targets.getOrDefault("cup.anteversion.radiographic", HipPlanProposer.anteversion(version));
        RigidTransform app = pelvis.frame(HipFrames.PELVIS_APP);
        Bvh bone = KeptTrees.of(pelvis.surface("outer"));
        List<Shell> shells = shells(HipPlanProposer.required(candidates, "cup"), bone, app, side, inclination, anteversion, monitor);
        monitor.worked(1);
        Shell shell = null;
        List<Ball> balls = List.of();
        for (Shell s : shells) {
            balls = HipPlanProposer.balls(s.part, candidates, compatible, targets.get("head.diameter"));
            if (!balls.isEmpty()) {
                shell = s;
                break;
            }
        }
        if (shell == null) {
            throw new IllegalArgumentException("role head: no liner and head may be combined with any of " + shells.size() + " shells");
        }
        Map<String, Double> at = shell.coordinates(inclination, anteversion);
        RigidTransform cup = app.times(new CupPlacement(CupDefinition.RADIOGRAPHIC).pose(at, side));
        double radius = 0.5 * shell.part.parameter("cup.outer-diameter");
        List<Vec3> all = Coverage.hemisphere(app, side, cup.axis(2));
        double[] bare = new CupBed(bone, cup, radius, null, null).parts(all);
        Wedge wedge = wedge(candidates.getOrDefault(AUGMENT, List.of()), shell, at, bare, bone, app, side, compatible, targets, all,
                monitor);
        monitor.worked(1);
        List<StemChoice> held = stems(HipPlanProposer.required(candidates, "stem"), femur, side, version, monitor);
        monitor.worked(1);
        Vec3 centre = cup.times(HipPlanProposer.bearing(shell.part, balls.getFirst().liner())).translation();
        Match best = HipPlanProposer.match(held, balls, pelvis, femur, side, centre, compatible, targets,
                (s, depth) -> grip(s.part(), femur, side, depth).penetration() <= REAMED, monitor);
        monitor.worked(1);
        StemGrip grip = grip(best.stem().part(), femur, side, best.coordinates());
        List<Proposal> plan = new ArrayList<>();
        plan.add(new Proposal("cup", shell.part.component(), shell.part.size(), pelvis.id(), HipFrames.PELVIS_APP, "hip.cup.radiographic",
                at, said("propose.revision.cup", HipPlanProposer.mm(2 * radius, 0), HipRevision.percent(bare[0]), HipPlanProposer.mm(
                shell.up, 0), HipPlanProposer.mm(shell.medial, 0))));
        if (wedge != null) {
            Map<String, Double> spun = new LinkedHashMap<>(at);
            spun.put(CupPlacement.SPIN, wedge.spin);
            plan.add(new Proposal(AUGMENT, wedge.part.component(), wedge.part.size(), pelvis.id(), HipFrames.PELVIS_APP,
                    "hip.cup.radiographic", spun, said(wedge.spin < -SAME ? "propose.revision.augment.forwards"
                    : "propose.revision.augment", HipPlanProposer.mm(wedge.part.parameter(THICKNESS), 0), HipRevision.percent(wedge.bed[1]),
                    HipRevision.percent(wedge.bed[0] + wedge.bed[1]), HipRevision.percent(wedge.seated),
                    Numbers.fixed(Math.abs(Math.toDegrees(wedge.spin)), 0))));
        }
        if (best.ball().liner() != null) {
            plan.add(new Proposal("liner", best.ball().liner().component(), best.ball().liner().size(), "", "", "", Map.of(),
                    said("propose.liner", HipPlanProposer.mm(2 * radius, 0), HipPlanProposer.mm(best.ball().diameter(), 1))));
        }
        plan.add(new Proposal("head", best.ball().head().component(), best.ball().head().size(), "", "", "", Map.of(),
                said("propose.head", HipPlanProposer.mm(best.ball().diameter(), 1), HipPlanProposer.signed(best.length()),
                HipPlanProposer.signed(best.offset()))));
        plan.add(new Proposal("stem", best.stem().part().component(), best.stem().part().size(), femur.id(), HipFrames.FEMUR_STEM,
                StemPlacement.ID, best.coordinates(), said(grip.length() >= HipRevision.SCRATCH_FIT ? "propose.revision.stem"
                : "propose.revision.stem.short", HipPlanProposer.mm(grip.length(), 0), HipPlanProposer.mm(grip.below(), 0),
                HipPlanProposer.deg(version))));
        return plan;
    }

    private static Diagnostic said(String code, Object... args) {
        return HipPlanProposer.said(code, args);
    }

    // ------------------------------------------------------------------------------------------------------------------- shell

    private static List<Shell> shells(List<PartModel> parts, Bvh bone, RigidTransform app, Side side, double inclination,
            double anteversion, Monitor monitor) {
        Vec3 axis = app.rotate(CupOrientation.of(CupDefinition.RADIOGRAPHIC, inclination, anteversion).axis(side));
        List<Vec3> some = sparse(Coverage.hemisphere(app, side, axis));
        RayCast ray = new RayCast(bone);
        List<Shell> all = new ArrayList<>();
        List<PartModel> sizes = new ArrayList<>(parts);
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("cup.outer-diameter")).thenComparing(PartModel::component));
        for (PartModel p : sizes) {
            double radius = 0.5 * p.parameter("cup.outer-diameter");
            for (double up = 0; up < HIGHER + SAME; up += GRID) {
                for (double medial = 0; medial < INNER + SAME; medial += GRID) {
                    monitor.checkCancelled();
                    Vec3 centre = app.apply(new Vec3(0, up, -side.sign() * medial));
                    RigidTransform cup = RigidTransform.frame(centre, axis.anyOrthogonal(), axis.cross(axis.anyOrthogonal()), axis);
                    double host = new CupBed(bone, cup, radius, null, null).parts(some)[0];
                    double hole = Coverage.perforation(bone, centre, app, side, axis, radius);
                    double score = host - PRICE_UP * up - PRICE_MEDIAL * medial - PRICE_HOLE * Math.max(0, hole - 0.02)
                            - PRICE_BONE * reamed(ray, centre, some, radius);
                    all.add(new Shell(p, up, medial, score));
                }
            }
        }
        all.sort(Comparator.comparingDouble(Shell::score).reversed());
        return all;
    }

    private static List<Vec3> sparse(List<Vec3> all) {
        List<Vec3> some = new ArrayList<>();
        for (int i = 0; i < all.size(); i += SPARSE) {
            some.add(all.get(i));
        }
        return some;
    }

    /** Host bone within the shell's half ball, m3, by shells of equal thickness. */
    private static double reamed(RayCast bone, Vec3 centre, List<Vec3> directions, double radius) {
        double sum = 0;
        int steps = 6;
        for (int i = 0; i < steps; i++) {
            // the outer half: what is nearer to the centre was never bone, or is taken by any size
            double r = radius * (0.5 + 0.5 * (i + 0.5) / steps);
            int n = 0;
            for (Vec3 d : directions) {
                n += bone.inside(centre.plus(d.times(r))) ? 1 : 0;
            }
            sum += 2 * Math.PI * r * r * 0.5 * radius / steps * n / directions.size();
        }
        return sum;
    }

    // ----------------------------------------------------------------------------------------------------------------- augment

    private static Wedge wedge(List<PartModel> parts, Shell shell, Map<String, Double> at, double[] bare, Bvh bone, RigidTransform app,
            Side side, BiPredicate<PartModel, PartModel> compatible, Map<String, Double> targets, List<Vec3> directions, Monitor monitor) {
        Double wanted = targets.get(THICKNESS);
        if (wanted == null && bare[0] >= ENOUGH || wanted != null && wanted == 0) {
            return null;
        }
        double radius = 0.5 * shell.part.parameter("cup.outer-diameter");
        RigidTransform cup = app.times(new CupPlacement(CupDefinition.RADIOGRAPHIC).pose(at, side));
        List<Vec3> some = sparse(directions);
        Wedge best = null;
        List<PartModel> sizes = new ArrayList<>(parts);
        sizes.removeIf(p -> !compatible.test(shell.part, p));
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter(THICKNESS)).thenComparing(PartModel::component));
        if (wanted != null) {
            double nearest = sizes.stream().mapToDouble(p -> Math.abs(p.parameter(THICKNESS) - wanted)).min().orElse(0);
            sizes.removeIf(p -> Math.abs(p.parameter(THICKNESS) - wanted) > nearest + SAME);
        }
        for (PartModel p : sizes) {
            for (double spin = -MOST_SPIN; spin < MOST_SPIN + SAME; spin += SPIN) {
                monitor.checkCancelled();
                RigidTransform pose = spun(app, at, spin, side);
                double[] bed = new CupBed(bone, cup, radius, p, pose).parts(some);
                if (bed[1] < WORTH) {
                    continue;
                }
                double seated = CupBed.contact(bone, p, pose, radius);
                if (wanted == null && seated < SEATED) {
                    continue;
                }
                // the load passes upwards: a roof bears it, a wall does not
                double score = bed[1] * Math.min(1, seated / FIRM) * Math.cos(spin);
                // a thicker one has to earn it
                if (best == null || score > best.score + 0.002) {
                    best = new Wedge(p, spin, bed, seated, score);
                }
            }
        }
        if (best == null && wanted != null) {
            throw new IllegalArgumentException(THICKNESS + " " + HipPlanProposer.mm(wanted, 1) + " mm: no augment of a shell of "
                    + HipPlanProposer.mm(2 * radius, 0) + " mm lies against " + HipRevision.percent(WORTH) + " % of it");
        }
        if (best == null) {
            return null;
        }
        return new Wedge(best.part, best.spin, new CupBed(bone, cup, radius, best.part, spun(app, at, best.spin, side)).parts(directions),
                best.seated, best.score);
    }

    private static RigidTransform spun(RigidTransform app, Map<String, Double> at, double spin, Side side) {
        Map<String, Double> c = new LinkedHashMap<>(at);
        c.put(CupPlacement.SPIN, spin);
        return app.times(new CupPlacement(CupDefinition.RADIOGRAPHIC).pose(c, side));
    }

    // -------------------------------------------------------------------------------------------------------------------- stem

    private static List<StemChoice> stems(List<PartModel> parts, Body femur, Side side, double version, Monitor monitor) {
        // of one cone there are several offsets, which lie in the canal alike
        Map<Double, Map<Double, List<PartModel>>> byLength = new TreeMap<>();
        for (PartModel p : parts) {
            byLength.computeIfAbsent(-p.surfaces().get("envelope").bounds()[1], k -> new TreeMap<>(Comparator.reverseOrder()))
                    .computeIfAbsent(p.parameter("stem.width.distal"), k -> new ArrayList<>()).add(p);
        }
        List<StemChoice> longest = List.of();
        double most = -1;
        for (Map<Double, List<PartModel>> widths : byLength.values()) {
            for (List<PartModel> same : widths.values()) {
                monitor.checkCancelled();
                PartModel p = same.getFirst();
                Map<String, Double> at = HipPlanProposer.centred(p, femur, side, version);
                StemGrip g = grip(p, femur, side, at);
                if (g.penetration() > REAMED) {
                    continue;
                }
                if (g.length() > most) {
                    most = g.length();
                    longest = same.stream().map(q -> new StemChoice(q, HipPlanProposer.centred(q, femur, side, version), g.length(),
                            false, 0)).toList();
                }
                // the widest that may be driven in; a narrower one of this length holds less
                break;
            }
            if (most >= HipRevision.SCRATCH_FIT) {
                break;
            }
        }
        if (longest.isEmpty()) {
            throw new IllegalArgumentException("role stem: none of " + parts.size() + " sizes can be driven in with less than "
                    + HipPlanProposer.mm(REAMED, 1) + " mm taken from the endosteum");
        }
        return longest;
    }

    private static StemGrip grip(PartModel stem, Body femur, Side side, Map<String, Double> at) {
        return StemGrip.of(stem.surfaces().get("envelope"), HipPlanProposer.pose(femur, side, at), femur);
    }
}
