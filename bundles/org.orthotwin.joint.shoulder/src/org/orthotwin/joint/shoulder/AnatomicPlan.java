/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleFunction;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.BearingCentre;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.internal.GlenoidSeat;
import org.orthotwin.joint.shoulder.internal.Shoulder;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.landmarks.BoneFrames;

/**
 * Sizes and places glenoid component, head and stem or stemless fixation of an anatomic total shoulder.
 *
 * <ol>
 * <li>Head: the smallest that is not smaller than {@code head.diameter}, by choice the sphere of the native head: what it is larger is
 * about the cartilage that it replaces, and no bone stands out beside it.
 * <li>Stem: its seat turned by {@code humeral.retroversion} and of the inclination nearest to {@code humeral.inclination}, by choice
 * both those of the native head, so that the cut is that of the anatomical neck. The largest whose shaft leaves {@link
 * ShoulderPlanProposer#ROOM} in the canal, as deep as brings the head's centre to the height of the native one; with it of all heights
 * of the head and of the centre beside the taper those that bring the centre nearest to the native one and the cut to the anatomical
 * neck, for which the head is {@link #HEIGHT} of its radius high. Without a stem the fixation is turned until its seat looks along the
 * native head's axis and has the head's centre on the native one; the head's height is then nearest to that, and the fixation the
 * largest that leaves {@link #CORTEX} to the surface of the bone.
 * <li>Glenoid component: of the radial mismatch nearest to {@code glenoid.mismatch}; version that of the native glenoid's rim, but
 * turned neither back nor forwards by more than {@link #VERSION}; inclination that of the native glenoid within {@link #INCLINATION};
 * its long axis along that of the glenoid, in the middle of the rim. The largest outline that is wider and higher than the rim by no
 * more than {@link #OVERHANG}, overhangs the bone by no more than that and whose pegs or keel stay {@link #WALL} within the vault; as
 * deep as it takes to have {@code glenoid.seating} of its back on bone. With {@code glenoid.keel=1} a keel, by choice pegs; of all
 * augments, or those of {@code glenoid.augment}, the one for which the least bone is reamed away.
 * </ol>
 *
 * <p>Sources. Centre and diameter of the head within 3 mm of the native ones count as well placed (see the measurements); heads are some
 * 0.7 to 0.8 of their radius high (JP Iannotti et al. 1992, J Bone Joint Surg Am 74:491-500). A mismatch of 6 to 10 mm had the fewest
 * radiolucent lines (G Walch et al. 2002, J Bone Joint Surg Am 84:2186-2191). A component left in 15 degrees of retroversion or more has
 * osteolysis about its middle peg more often (JC Ho et al. 2013, J Bone Joint Surg Am 95:e148); 15 degrees brought to neutral by reaming
 * let a peg out of the vault in five of five scapulae (P Clavert et al. 2007, J Shoulder Elbow Surg 16:843-848).
 *
 * <p>A proposal to start from, not a plan: soft tissues are not balanced, and bone quality is not looked at.
 */
final class AnatomicPlan {

    static final List<String> TARGETS = List.of("glenoid.augment", "glenoid.inclination", "glenoid.keel", "glenoid.mismatch",
            "glenoid.seating", "glenoid.version", "head.diameter", "humeral.inclination", "humeral.retroversion");

    /** Role of the glenoid component, by which an anatomic assembly is known. */
    static final String GLENOID = "glenoid";

    static final double VERSION = Math.toRadians(10);
    static final double INCLINATION = Math.toRadians(10);
    static final double MISMATCH = 0.006;
    static final double SEATING = 0.8;
    static final double OVERHANG = 0.001;
    static final double WALL = 0.0005;
    /** Height of a head over its radius. */
    static final double HEIGHT = 0.75;
    /** Least distance of a stemless fixation from the surface of the bone, m: about the cortex of the metaphysis. */
    static final double CORTEX = 0.002;
    private static final double ROUNDING = 1e-6;
    private static final String STEMLESS = "stemless.diameter";
    private static final String AUGMENT = "augment.angle";

    private final Body scapula;
    private final Body humerus;
    private final Side side;
    private final BiPredicate<PartModel, PartModel> compatible;
    private final Map<String, Double> targets;
    private final Monitor monitor;

    /** Stem and head together, and how far the head's centre lies from the native one. */
    private record Arm(PartModel stem, PartModel head, RigidTransform pose, double room, double offset) {
    }

    private record Seated(PartModel part, RigidTransform inPlane, GlenoidSeat seat, double overhang, double wall) {

        boolean fits() {
            return overhang <= OVERHANG && wall >= WALL;
        }
    }

    AnatomicPlan(Body scapula, Body humerus, Side side, BiPredicate<PartModel, PartModel> compatible, Map<String, Double> targets,
            Monitor monitor) {
        this.scapula = scapula;
        this.humerus = humerus;
        this.side = side;
        this.compatible = compatible;
        this.targets = targets;
        this.monitor = monitor;
    }

    List<Proposal> propose(List<PartModel> glenoids, List<PartModel> heads, List<PartModel> stems) {
        monitor.begin("proposing a plan", 2);
        double radius = humerus.landmark("HEAD_A").distance(humerus.landmark("GH"));
        double diameter = targets.getOrDefault("head.diameter", 2 * radius);
        double nearest = heads.stream().mapToDouble(AnatomicPlan::diameter).filter(d -> d >= diameter - ROUNDING).min()
                .orElseGet(() -> heads.stream().mapToDouble(AnatomicPlan::diameter).max().orElseThrow());
        List<PartModel> balls = heads.stream().filter(p -> Math.abs(diameter(p) - nearest) < 1e-9).toList();
        boolean stemless = stems.stream().allMatch(p -> p.parameters().containsKey(STEMLESS));
        Arm arm = stemless ? stemless(stems, balls) : stemmed(stems, balls);
        monitor.worked(1);
        Seated g = glenoid(glenoids, arm.head);
        monitor.worked(1);
        Map<String, Double> at = new BaseplatePlacement().values(g.inPlane, side);
        double[] native_ = Shoulder.nativeGlenoid(scapula, side);
        Map<String, Double> shaft = new HumeralPlacement().values(humerus.frame(BoneFrames.HUMERUS_STEM).inverse().times(arm.pose), side);
        double augment = augment(g.part);
        return List.of(
                new Proposal(GLENOID, g.part.component(), g.part.size(), scapula.id(), BoneFrames.SCAPULA_PLANE, BaseplatePlacement.ID, at,
                        ShoulderPlanProposer.said(augment > 0 ? "propose.glenoid.augment" : "propose.glenoid",
                                deg(at.get(BaseplatePlacement.VERSION)), deg(native_[0]), deg(at.get(BaseplatePlacement.INCLINATION)),
                                deg(native_[1]), mm(g.seat.reaming(), 1), Numbers.fixed(1e9 * g.seat.volume(), 0),
                                Numbers.fixed(100 * g.seat.contact(), 0),
                                mm(g.part.parameter(BearingCentre.RADIUS) - arm.head.parameter(BearingCentre.RADIUS), 1),
                                mm(g.wall, 1), ShoulderPlanProposer.deg0(augment))),
                new Proposal("head", arm.head.component(), arm.head.size(), "", "", "", Map.of(),
                        ShoulderPlanProposer.said("propose.head", mm(diameter(arm.head), 0), mm(2 * radius, 1),
                                mm(arm.head.parameter("head.height"), 1), mm(arm.offset, 1))),
                new Proposal("stem", arm.stem.component(), arm.stem.size(), humerus.id(), BoneFrames.HUMERUS_STEM, HumeralPlacement.ID,
                        shaft, ShoulderPlanProposer.said(stemless ? "propose.stemless" : estimated() ? "propose.anatomic-stem.estimated"
                                : "propose.anatomic-stem", ShoulderPlanProposer.deg0(arm.stem.parameter("stem.inclination")),
                                deg(nativeInclination()), deg(retroversion()), deg(Shoulder.nativeRetroversion(humerus, side)),
                                mm(arm.room, 1), mm(ShoulderPlanProposer.CORTEX, 1))));
    }

    private static double diameter(PartModel head) {
        return head.parameter("head.diameter");
    }

    // ---- humerus

    private boolean estimated() {
        return !humerus.surfaces().containsKey(ShoulderPlanProposer.CANAL);
    }

    private Vec3 headAxis() {
        return humerus.landmark("HEAD_A").minus(humerus.landmark("GH")).normalized();
    }

    private double nativeInclination() {
        return headAxis().angle(humerus.frame(BoneFrames.HUMERUS_STEM).axis(1).negate());
    }

    private double retroversion() {
        return targets.getOrDefault("humeral.retroversion", Shoulder.nativeRetroversion(humerus, side));
    }

    /** Centre of the ball in the frame of the stem. */
    private static Vec3 centre(PartModel stem, PartModel head) {
        return stem.feature("head").times(head.feature("stem").inverse()).times(head.feature(BearingCentre.FEATURE)).translation();
    }

    /** Upright on the axis of the shaft, turned, and then moved by a shift in humerus.stem. */
    private RigidTransform turned(Vec3 shift) {
        Map<String, Double> at = new LinkedHashMap<>();
        at.put(HumeralPlacement.RETROVERSION, retroversion());
        RigidTransform turn = new HumeralPlacement().pose(at, side);
        return humerus.frame(BoneFrames.HUMERUS_STEM).times(turn.withTranslation(turn.translation().plus(shift)));
    }

    private Arm stemmed(List<PartModel> stems, List<PartModel> heads) {
        double wanted = targets.getOrDefault("humeral.inclination", nativeInclination());
        double least = stems.stream().mapToDouble(p -> Math.abs(p.parameter("stem.inclination") - wanted)).min().orElseThrow();
        List<PartModel> sizes = new ArrayList<>(stems);
        sizes.removeIf(p -> Math.abs(p.parameter("stem.inclination") - wanted) > least + 1e-9);
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("stem.width.distal")).reversed().thenComparing(PartModel::size));
        ShoulderPlanProposer.Canal canal = ShoulderPlanProposer.Canal.of(humerus);
        RigidTransform frame = humerus.frame(BoneFrames.HUMERUS_STEM);
        Vec3 gh = humerus.landmark("GH");
        Arm best = null;
        for (PartModel stem : sizes) {
            monitor.checkCancelled();
            for (PartModel head : heads) {
                if (!compatible.test(stem, head)) {
                    continue;
                }
                RigidTransform on = turned(Vec3.ZERO);
                double up = frame.inverse().rotate(gh.minus(on.apply(centre(stem, head)))).y();
                RigidTransform pose = turned(new Vec3(0, up, 0));
                double offset = pose.apply(centre(stem, head)).distance(gh);
                if (best == null || best.stem != stem || away(head, offset) < away(best.head, best.offset) - 1e-7) {
                    best = new Arm(stem, head, pose, canal.room(pose, stem), offset);
                }
            }
            if (best != null && best.stem == stem && best.room >= ShoulderPlanProposer.ROOM) {
                return best;
            }
        }
        if (best == null) {
            throw ShoulderPlanProposer.none("head", sizes.getFirst());
        }
        return best;
    }

    /** Of centre and cut together, m. */
    private static double away(PartModel head, double offset) {
        return Math.hypot(offset, 0.5 * diameter(head) * flatness(head));
    }

    private static double flatness(PartModel head) {
        return Math.abs(head.parameter("head.height") / (0.5 * diameter(head)) - HEIGHT);
    }

    private Arm stemless(List<PartModel> parts, List<PartModel> heads) {
        List<PartModel> sizes = new ArrayList<>(parts);
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter(STEMLESS)).reversed().thenComparing(PartModel::size));
        List<PartModel> balls = new ArrayList<>(heads);
        balls.sort(Comparator.comparingDouble((PartModel p) -> Math.abs(p.parameter("head.eccentricity")))
                .thenComparingDouble(AnatomicPlan::flatness).thenComparing(PartModel::size));
        ClosestPoint bone = new ClosestPoint(KeptTrees.of(humerus.surface("outer")));
        Vec3 gh = humerus.landmark("GH");
        Arm last = null;
        for (PartModel stem : sizes) {
            monitor.checkCancelled();
            PartModel head = balls.stream().filter(p -> compatible.test(stem, p)).findFirst().orElse(null);
            if (head == null) {
                continue;
            }
            RigidTransform on = turned(Vec3.ZERO);
            Vec3 seat = on.rotate(stem.feature("head").axis(2));
            Vec3 axis = wantedAxis();
            Vec3 about = seat.cross(axis);
            RigidTransform turn = about.norm() < 1e-12 ? on
                    : RigidTransform.rotation(about.normalized(), seat.angle(axis)).times(on.withTranslation(Vec3.ZERO));
            RigidTransform pose = turn.withTranslation(gh.minus(turn.rotate(centre(stem, head))));
            last = new Arm(stem, head, pose, room(bone, pose, stem), pose.apply(centre(stem, head)).distance(gh));
            if (last.room >= CORTEX) {
                return last;
            }
        }
        if (last == null) {
            throw ShoulderPlanProposer.none("head", sizes.getFirst());
        }
        return last;
    }

    /** The native head's axis, or what is wanted instead. */
    private Vec3 wantedAxis() {
        if (!targets.containsKey("humeral.inclination") && !targets.containsKey("humeral.retroversion")) {
            return headAxis();
        }
        double inclination = targets.getOrDefault("humeral.inclination", nativeInclination());
        double back = retroversion();
        return humerus.frame(BoneFrames.HUMERUS_STEM).rotate(new Vec3(-Math.sin(back) * Math.sin(inclination), -Math.cos(inclination),
                -side.sign() * Math.cos(back) * Math.sin(inclination)));
    }

    /** Least distance of what lies in the bone from its surface, m; below 0 where it comes out. */
    private static double room(ClosestPoint bone, RigidTransform pose, PartModel stem) {
        double[] least = {Double.POSITIVE_INFINITY};
        stem.surfaces().forEach((role, mesh) -> {
            if (!role.equals("resection")) {
                double[] v = mesh.vertices();
                for (int i = 0; i < v.length; i += 3) {
                    least[0] = Math.min(least[0], -bone.signedDistance(pose.apply(Vec3.of(v, i))));
                }
            }
        });
        return least[0];
    }

    // ---- scapula

    private static double augment(PartModel p) {
        return p.parameters().getOrDefault(AUGMENT, 0.0);
    }

    private static boolean keeled(PartModel p) {
        return p.surfaces().containsKey("keel");
    }

    private static double within(double value, double limit) {
        return Math.max(-limit, Math.min(limit, value));
    }

    private Seated glenoid(List<PartModel> parts, PartModel head) {
        double contact = targets.getOrDefault("glenoid.seating", SEATING);
        if (!(contact > 0 && contact <= 1)) {
            throw new IllegalArgumentException("target glenoid.seating is " + contact + ", outside 0 to 1");
        }
        double keel = targets.getOrDefault("glenoid.keel", 0.0);
        List<PartModel> fit = new ArrayList<>(parts);
        fit.removeIf(p -> !compatible.test(p, head));
        if (fit.isEmpty()) {
            throw ShoulderPlanProposer.none(GLENOID, head);
        }
        if (fit.stream().anyMatch(p -> keeled(p) == keel > 0.5)) {
            fit.removeIf(p -> keeled(p) != keel > 0.5);
        }
        if (targets.containsKey("glenoid.augment")) {
            keepNearest(fit, AnatomicPlan::augment, targets.get("glenoid.augment"));
        }
        double across = scapula.landmark("GLEN_A").distance(scapula.landmark("GLEN_P")) + OVERHANG;
        double along = scapula.landmark("GLEN_S").distance(scapula.landmark("GLEN_I")) + OVERHANG;
        double hollow = head.parameter(BearingCentre.RADIUS) + targets.getOrDefault("glenoid.mismatch", MISMATCH);
        TreeSet<Double> widths = new TreeSet<>(fit.stream().map(p -> p.parameter("glenoid.width")).toList());
        Seated best = null;
        for (double width : widths.descendingSet()) {
            List<PartModel> sizes = new ArrayList<>(fit);
            sizes.removeIf(p -> p.parameter("glenoid.width") != width);
            boolean small = width <= across && sizes.getFirst().parameter("glenoid.height") <= along;
            if (!small && width > widths.first()) {
                continue;
            }
            keepNearest(sizes, p -> p.parameter(BearingCentre.RADIUS), hollow);
            for (PartModel p : sizes) {
                monitor.checkCancelled();
                Seated s = seated(p, contact);
                if (s != null && (best == null || s.fits() && !best.fits()
                        || s.fits() == best.fits() && (s.fits() ? s.seat.volume() < best.seat.volume() : s.wall > best.wall))) {
                    best = s;
                }
            }
            if (best != null && best.fits()) {
                return best;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("role glenoid: no depth has " + Numbers.fixed(100 * contact, 0)
                    + " % of the back of a component on bone");
        }
        return best;
    }

    private static void keepNearest(List<PartModel> parts, ToDoubleFunction<PartModel> of, double wanted) {
        double least = parts.stream().mapToDouble(p -> Math.abs(of.applyAsDouble(p) - wanted)).min().orElseThrow();
        parts.removeIf(p -> Math.abs(of.applyAsDouble(p) - wanted) > least + 1e-9);
    }

    /** On bone by as much of its back as is wanted; null where no depth does. */
    private Seated seated(PartModel part, double contact) {
        double[] native_ = Shoulder.nativeGlenoid(scapula, side);
        Map<String, Double> at = new LinkedHashMap<>();
        at.put(BaseplatePlacement.VERSION, targets.getOrDefault("glenoid.version", within(native_[0], VERSION)));
        at.put(BaseplatePlacement.INCLINATION, targets.getOrDefault("glenoid.inclination", within(native_[1], INCLINATION)));
        RigidTransform frame = scapula.frame(BoneFrames.SCAPULA_PLANE);
        RigidTransform upright = new BaseplatePlacement().pose(at, side);
        RigidTransform toPart = frame.times(upright).inverse();
        Vec3 axis = toPart.rotate(scapula.landmark("GLEN_S").minus(scapula.landmark("GLEN_I")));
        at.put(BaseplatePlacement.ROTATION, Math.atan2(-axis.x(), axis.y()));
        RigidTransform turn = new BaseplatePlacement().pose(at, side);
        toPart = frame.times(turn).inverse();
        double x = toPart.apply(scapula.landmark("GLEN_A").mid(scapula.landmark("GLEN_P"))).x();
        double y = toPart.apply(scapula.landmark("GLEN_S").mid(scapula.landmark("GLEN_I"))).y();
        RigidTransform there = turn.times(RigidTransform.translation(new Vec3(x, y, 0)));
        GlenoidSeat bone = GlenoidSeat.of(scapula.surface("outer"), part.surfaces().get("envelope"), frame.times(there), side);
        double depth = bone.depthFor(contact);
        if (Double.isInfinite(depth)) {
            return null;
        }
        RigidTransform seated = there.times(RigidTransform.translation(new Vec3(0, 0, -side.sign() * depth)));
        PlacedPart placed = new PlacedPart(GLENOID, part, scapula.id(), frame.times(seated));
        return new Seated(part, seated, GlenoidSeat.of(scapula.surface("outer"), placed, side),
                GlenoidSeat.overhang(scapula.surface("outer"), placed, side), GlenoidSeat.wall(scapula.surface("outer"), placed, side));
    }

    private static String mm(double si, int decimals) {
        return ShoulderPlanProposer.mm(si, decimals);
    }

    private static String deg(double rad) {
        return ShoulderPlanProposer.deg(rad);
    }
}
