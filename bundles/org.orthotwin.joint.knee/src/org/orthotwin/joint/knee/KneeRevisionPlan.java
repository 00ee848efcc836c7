/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.internal.BoneCut;
import org.orthotwin.joint.knee.internal.FemoralLoss;
import org.orthotwin.joint.knee.internal.HostBone;
import org.orthotwin.joint.knee.internal.Knee;
import org.orthotwin.joint.knee.internal.RevisedKnee;
import org.orthotwin.joint.knee.internal.ShaftFit;
import org.orthotwin.joint.knee.internal.TibialLoss;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.landmarks.BoneFrames;

/**
 * Sizes and places the parts of a revised knee, by contact with host bone.
 *
 * <ol>
 * <li>Femoral component: square to the mechanical axis and along the epicondyles, flexed as the canal is, its lowest point where the lower
 * condyle's joint surface was and its back where the mean of both was; the smallest size that spares the front of the shaft.
 * <li>Tray: square to the tibia's axis, its slope that of the canal, {@link #FRESH} below the bone that is left on the better side; in the
 * middle of the canal where the size that this allows is not smaller than elsewhere; the largest with {@link KneePlanProposer#OVERHANG} at
 * most, of those that an insert joins to the femoral component.
 * <li>Insert: the one that brings the joint line of the tibia nearest to where it was, less what the femoral component lies lower than the
 * mean of the condyles' surfaces did: so that both together leave the room in extension that there was.
 * <li>Blocks: on either side the thinnest whose face lies on host bone by {@link RevisedKnee#HALF}, else the one that does best; none where
 * the cut itself does.
 * <li>Stem: the shortest that fills the canal over {@link RevisedKnee#ENGAGED}, and the widest of that length that takes no more than
 * {@link #REAMED} of the endosteum; with an offset, turned to where it fills most, only where one without does not. Where none does: one
 * for cement that lies in the canal over that length with {@link #MANTLE} round it, the shortest, and the widest of these.
 * <li>Cone: where more than {@link #CAVITY} of the metaphysis is hollow, round the stem; its side on host bone counts for it, the bone that
 * it takes against it. A sleeve instead, by the same, where less than {@link RevisedKnee#HALF} of the cone's side would lie on host bone,
 * and more of the sleeve's does.
 * </ol>
 *
 * <p>Targets (SI): {@code femoral.flexion}, {@code tibial.slope}, {@code tibial.resection} (below where the joint surfaces were), {@code
 * insert.level}, {@code stem} and {@code cone}, 0 for none; {@code stem.cemented}, 1 for stems with cement where one
 * has it all round; {@code sleeve}, 1 for sleeves
 * instead of cones, hollow or not, 0 for none. A proposal to start from: gaps are not balanced.
 */
final class KneeRevisionPlan {

    private static final TreeSet<String> TARGETS = new TreeSet<>(List.of("cone", "femoral.flexion", "insert.level", "sleeve", "stem",
            "stem.cemented", "tibial.resection", "tibial.slope"));
    /** What is taken of the bone that is left, to make it flat. */
    static final double FRESH = 0.001;
    static final double REAMED = 0.0015;
    /** Least cement round a stem; thinner cement cracked round those of hips (M Jasty et al. 1991, J Bone Joint Surg Br 73:551-558). */
    static final double MANTLE = 0.001;
    static final double CAVITY = 3e-6;
    private static final double MAX_FLEXION = Math.toRadians(5);
    private static final double MAX_SLOPE = Math.toRadians(3);
    /** Where the canal's axis is taken near a joint, from its frame's origin along the bone, m. */
    private static final double FEMUR_FROM = 0.070;
    private static final double FEMUR_TO = 0.150;
    private static final double TIBIA_FROM = -0.080;
    private static final double TIBIA_TO = -0.160;
    /** How far a femoral component may be moved aside to where its stem lies in the canal, m. */
    private static final double ASIDE = 0.003;
    private static final double SEARCH = 0.008;
    private static final double STEP = 0.001;
    /** An offset is turned in steps of this. */
    private static final double TURN = Math.toRadians(30);
    /** How far cones are driven beyond the component's cut, m. */
    private static final double[] DRIVEN = {0.002, 0.006, 0.010, 0.014, 0.018, 0.022};
    /** What a cm3 of bone is worth against contact of a cone's or a sleeve's whole side. */
    private static final double PRICE_BONE = 0.03e6;
    private static final double SAMPLE = 0.004;
    /** Width of a sleeve's last step, of its first. */
    private static final double NARROW = 0.7;
    private static final double WORTH = 0.25;
    /** So much more of its side a thicker block, or a sleeve for a cone, has to bring to host bone. */
    private static final double EARNED = 0.05;
    private static final double ROUNDING = 1e-12;

    private final Body femur;
    private final Body tibia;
    private final Side side;
    private final Map<String, Double> targets;
    private final BiPredicate<PartModel, PartModel> compatible;
    private final Map<String, List<PartModel>> candidates;
    private final Monitor monitor;
    private final Map<String, ShaftFit.Canal> canals = new LinkedHashMap<>();
    private final List<Proposal> plan = new ArrayList<>();
    /** By how much the femoral component's lowest point lies below the mean of those of the condyles' surfaces. */
    private double lower;

    private record Placed(PartModel part, RigidTransform pose, Map<String, Double> at) {
    }

    private record Stem(PartModel part, RigidTransform pose, ShaftFit fit) {
    }

    /** A cone or a sleeve. */
    private record Ring(PartModel part, RigidTransform pose, double score) {
    }

    KneeRevisionPlan(Body femur, Body tibia, Side side, Map<String, List<PartModel>> candidates,
            BiPredicate<PartModel, PartModel> compatible, Map<String, Double> targets, Monitor monitor) {
        for (String name : targets.keySet()) {
            if (!TARGETS.contains(name)) {
                throw new IllegalArgumentException("the revision of a knee has no target '" + name + "'; it has " + String.join(", ",
                        TARGETS));
            }
        }
        this.femur = femur;
        this.tibia = tibia;
        this.side = side;
        this.targets = targets;
        this.compatible = compatible;
        this.candidates = candidates;
        this.monitor = monitor;
    }

    /** Whether the candidates are those of a revision. */
    static boolean isRevision(Map<String, List<PartModel>> candidates) {
        return candidates.containsKey(RevisedKnee.FEMORAL_STEM) || candidates.containsKey(RevisedKnee.TIBIAL_STEM);
    }

    List<Proposal> propose() {
        monitor.begin("proposing a revision", 5);
        Placed femoral = femoral();
        monitor.worked(1);
        Placed tray = tray(femoral.part);
        insert(femoral.part, tray);
        monitor.worked(1);
        blocks(femur, femoral, "distal-augment-", "block.distal.");
        blocks(femur, femoral, "posterior-augment-", "block.posterior.");
        blocks(tibia, tray, "tibial-augment-", "augment.");
        monitor.worked(1);
        for (boolean f : new boolean[] {true, false}) {
            Placed component = f ? femoral : tray;
            Body bone = f ? femur : tibia;
            String frame = f ? BoneFrames.FEMUR_MECHANICAL : BoneFrames.TIBIA_KNEE;
            KneePlacement convention = f ? KneePlacement.femoralShaft() : KneePlacement.tibialShaft();
            if (targets.getOrDefault("stem", 1.0) != 0) {
                stem(f ? RevisedKnee.FEMORAL_STEM : RevisedKnee.TIBIAL_STEM, bone, component, frame, convention);
            }
            metaphysis(f ? "femoral" : "tibial", bone, component, frame, convention, f ? FemoralLoss.of(femur, side).hollow().volume()
                    : TibialLoss.of(tibia, side).hollow().volume());
            monitor.worked(1);
        }
        return plan;
    }

    private static org.orthotwin.core.Diagnostic said(String code, Object... args) {
        return KneePlanProposer.said(code, args);
    }

    private static String mm(double si, int digits) {
        return Numbers.fixed(1000 * si, digits);
    }

    private static String deg(double rad) {
        return Numbers.fixed(Math.toDegrees(rad), 1);
    }

    private List<PartModel> offered(String role) {
        return candidates.getOrDefault(role, List.of());
    }

    // ------------------------------------------------------------------------------------------------------------------- femur

    private Placed femoral() {
        RigidTransform frame = femur.frame(BoneFrames.FEMUR_MECHANICAL);
        RigidTransform canal = ShaftFit.axis(femur, frame, FEMUR_FROM, FEMUR_TO);
        double flexion = targets.getOrDefault("femoral.flexion", Math.max(0, Math.min(MAX_FLEXION, Math.atan2(canal.axis(1).x(),
                canal.axis(1).y()))));
        List<PartModel> sizes = new ArrayList<>(KneePlanProposer.required(candidates, "femoral"));
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("femoral.depth")).thenComparing(PartModel::component));
        for (PartModel p : sizes) {
            monitor.checkCancelled();
            Map<String, Double> at = new LinkedHashMap<>();
            at.put(KneePlacement.VARUS, 0.0);
            at.put(KneePlacement.FLEXION, flexion);
            at.put(KneePlacement.ROTATION, 0.0);
            RigidTransform turn = KneePlacement.femoral().pose(at, side);
            RigidTransform in = frame.times(turn).inverse();
            Vec3 medial = in.apply(femur.landmark("DIST_MC"));
            Vec3 lateral = in.apply(femur.landmark("DIST_LC"));
            double back = 0.5 * (in.apply(femur.landmark("POST_MC")).x() + in.apply(femur.landmark("POST_LC")).x());
            double low = Math.min(medial.y(), lateral.y()) - Knee.CARTILAGE;
            lower = 0.5 * (medial.y() + lateral.y()) - Knee.CARTILAGE - low;
            double middle = 0.5 * (medial.z() + lateral.z());
            double aside = aside(p, in, canal, low) - middle;
            Vec3 origin = turn.rotate(new Vec3(back - Knee.CARTILAGE + p.parameter("femoral.back"), low, middle + Math.max(-ASIDE,
                    Math.min(ASIDE, aside))));
            at.put(KneePlacement.ANTERIOR, origin.x());
            at.put(KneePlacement.PROXIMAL, origin.y());
            at.put(KneePlacement.LATERAL, side.sign() * origin.z());
            RigidTransform pose = frame.times(KneePlacement.femoral().pose(at, side));
            double notching = Knee.notching(femur.surface("outer"), p, pose);
            if (notching <= KneePlanProposer.NOTCH) {
                plan.add(new Proposal("femoral", p.component(), p.size(), femur.id(), BoneFrames.FEMUR_MECHANICAL, KneePlacement.FEMORAL,
                        at, said("propose.revision.femoral", deg(flexion), mm(-notching, 1))));
                return new Placed(p, pose, at);
            }
        }
        throw new IllegalArgumentException("role femoral: the largest of " + sizes.size() + " sizes would cut more than "
                + mm(KneePlanProposer.NOTCH, 1) + " mm into the front of the shaft");
    }

    /** How far aside a component has to lie for its stem to pass through the middle of the canal's axis, in its own directions, m. */
    private double aside(PartModel p, RigidTransform in, RigidTransform canal, double low) {
        RigidTransform frame = femur.frame(BoneFrames.FEMUR_MECHANICAL);
        Vec3 at = in.apply(frame.apply(canal.translation()));
        RigidTransform stem = p.feature("stem");
        Vec3 up = stem.axis(2).negate();
        return at.z() - stem.translation().z() - up.z() / up.y() * (at.y() - low - stem.translation().y());
    }

    // ------------------------------------------------------------------------------------------------------------------- tibia

    private Placed tray(PartModel femoral) {
        RigidTransform frame = tibia.frame(BoneFrames.TIBIA_KNEE);
        RigidTransform canal = ShaftFit.axis(tibia, frame, TIBIA_FROM, TIBIA_TO);
        TibialLoss loss = TibialLoss.of(tibia, side);
        Map<String, Double> at = new LinkedHashMap<>();
        at.put(KneePlacement.VARUS, 0.0);
        at.put(KneePlacement.SLOPE, targets.getOrDefault("tibial.slope", Math.max(0, Math.min(MAX_SLOPE, Math.atan2(-canal.axis(1).x(),
                canal.axis(1).y())))));
        at.put(KneePlacement.ROTATION, 0.0);
        RigidTransform turn = KneePlacement.tibial().pose(at, side);
        RigidTransform in = frame.times(turn).inverse();
        double surface = in.apply(tibia.landmark("PLAT_MC").mid(tibia.landmark("PLAT_LC"))).y();
        int better = loss.depth()[0] <= loss.depth()[1] ? 0 : 1;
        double level = in.apply(tibia.landmark(better == 0 ? "PLAT_MC" : "PLAT_LC")).y() - loss.depth()[better] - FRESH;
        if (targets.containsKey("tibial.resection")) {
            level = surface - targets.get("tibial.resection");
        }
        double resection = surface - level;
        Vec3 axis = turn.inverse().apply(canal.translation().plus(canal.axis(1).times((level - canal.translation().y())
                / canal.axis(1).y())));
        RigidTransform plane = frame.times(turn).times(RigidTransform.translation(new Vec3(0, level, 0)));
        double[] outline = hull(BoneCut.of(tibia.surface("outer"), plane, 0).section().loops());
        // where one side is lost the tray stands on a block there, and only its other half has bone to end on
        double half = Math.abs(loss.depth()[0] - loss.depth()[1]) < KneeRevision.MINOR ? 0 : (better == 0 ? -1 : 1) * side.sign();
        List<PartModel> inserts = new ArrayList<>(KneePlanProposer.required(candidates, "insert"));
        inserts.removeIf(i -> !compatible.test(femoral, i));
        List<PartModel> sizes = new ArrayList<>(KneePlanProposer.required(candidates, "tray"));
        sizes.removeIf(t -> inserts.stream().noneMatch(i -> compatible.test(t, i)));
        if (sizes.isEmpty()) {
            throw new IllegalArgumentException("role tray: no tray and insert may be combined with the femoral component "
                    + femoral.size());
        }
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("tray.width")).reversed().thenComparing(PartModel::component));
        PartModel best = null;
        double[] place = null;
        double least = Double.POSITIVE_INFINITY;
        for (PartModel p : sizes) {
            monitor.checkCancelled();
            double[] plate = BoneCut.underside(p.surfaces().get("envelope"));
            double[] found = search(plate, outline, half, axis);
            if (found[2] < least - 1e-9) {
                best = p;
                place = found;
                least = found[2];
            }
            if (least <= KneePlanProposer.OVERHANG) {
                break;
            }
        }
        Vec3 origin = turn.rotate(new Vec3(place[1], level, place[0]));
        at.put(KneePlacement.ANTERIOR, origin.x());
        at.put(KneePlacement.PROXIMAL, origin.y());
        at.put(KneePlacement.LATERAL, side.sign() * origin.z());
        plan.add(new Proposal("tray", best.component(), best.size(), tibia.id(), BoneFrames.TIBIA_KNEE, KneePlacement.TIBIAL, at,
                said("propose.revision.tray", deg(at.get(KneePlacement.SLOPE)), mm(resection, 1), mm(Math.max(0, least), 1))));
        return new Placed(best, frame.times(KneePlacement.tibial().pose(at, side)), at);
    }

    /**
     * Nearest place to the canal's axis where a plate reaches over the bone by no more than it may, else where it does least.
     *
     * @param half sign of the side along z whose half of the plate is looked at; 0 for the whole
     * @return z, x and how far it reaches over, m
     */
    private static double[] search(double[] plate, double[] outline, double half, Vec3 axis) {
        double[] best = {axis.z(), axis.x(), Double.POSITIVE_INFINITY};
        double nearest = Double.POSITIVE_INFINITY;
        for (double dz = -SEARCH; dz < SEARCH + 1e-9; dz += STEP) {
            for (double dx = -SEARCH; dx < SEARCH + 1e-9; dx += STEP) {
                double away = Math.hypot(dz, dx);
                double over = overhang(plate, outline, half, axis.z() + dz, axis.x() + dx, Math.max(best[2], KneePlanProposer.OVERHANG));
                boolean better = best[2] <= KneePlanProposer.OVERHANG ? over <= KneePlanProposer.OVERHANG && away < nearest - 1e-9
                        : over < best[2] - 1e-9;
                if (better) {
                    best = new double[] {axis.z() + dz, axis.x() + dx, over};
                    nearest = away;
                }
            }
        }
        return best;
    }

    /** Convex hull of outlines, which a cavity that opens aside is no part of (A M Andrew 1979): counter-clockwise, z x z x ... */
    private static double[] hull(List<double[]> loops) {
        List<double[]> points = new ArrayList<>();
        for (double[] l : loops) {
            for (int i = 0; i < l.length; i += 2) {
                points.add(new double[] {l[i], l[i + 1]});
            }
        }
        points.sort(Comparator.comparingDouble((double[] q) -> q[0]).thenComparingDouble(q -> q[1]));
        List<double[]> hull = new ArrayList<>();
        for (int pass = 0; pass < 2; pass++) {
            int start = hull.size();
            for (double[] q : pass == 0 ? points : points.reversed()) {
                while (hull.size() >= start + 2 && turn(hull.get(hull.size() - 2), hull.getLast(), q) <= 0) {
                    hull.removeLast();
                }
                hull.add(q);
            }
            hull.removeLast();
        }
        return hull.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
    }

    private static double turn(double[] a, double[] b, double[] c) {
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    }

    private static double overhang(double[] plate, double[] outline, double half, double dz, double dx, double limit) {
        double worst = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < plate.length && worst <= limit; i += 2) {
            if (plate[i] * half >= 0) {
                worst = Math.max(worst, MeshSection.distance(outline, plate[i] + dz, plate[i + 1] + dx));
            }
        }
        return worst;
    }

    private void insert(PartModel femoral, Placed tray) {
        RigidTransform in = tray.pose.inverse();
        double surface = in.apply(tibia.landmark("PLAT_MC").mid(tibia.landmark("PLAT_LC"))).y() + Knee.CARTILAGE;
        double wanted = targets.getOrDefault("insert.level", surface - lower);
        PartModel p = KneePlanProposer.required(candidates, "insert").stream().filter(i -> compatible.test(femoral, i)
                && compatible.test(tray.part, i)).min(Comparator.comparingDouble((PartModel i) -> Math.abs(i.parameter("insert.level")
                - wanted)).thenComparing(PartModel::size)).orElseThrow();
        plan.add(new Proposal("insert", p.component(), p.size(), "", "", "", Map.of(), said(targets.containsKey("insert.level")
                ? "propose.revision.insert.wanted" : "propose.revision.insert", mm(p.parameter("insert.level"), 0), mm(wanted, 1),
                mm(surface, 1), mm(lower, 1))));
    }

    // ------------------------------------------------------------------------------------------------------------------ blocks

    private void blocks(Body bone, Placed component, String role, String feature) {
        for (String s : List.of("medial", "lateral")) {
            List<PartModel> sizes = new ArrayList<>(offered(role + s));
            sizes.removeIf(p -> !compatible.test(component.part, p));
            sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("augment.thickness")).thenComparing(PartModel::component));
            if (sizes.isEmpty()) {
                continue;
            }
            HostBone host = new HostBone(bone, List.of());
            PartModel thinnest = sizes.getFirst();
            RigidTransform face = thinnest.feature("face");
            // the cut itself: the face of the thinnest one, moved back by its thickness
            double bare = host.bed(thinnest, mated(component, feature + s, thinnest).times(RigidTransform.translation(face.axis(2).times(
                    thinnest.parameter("augment.thickness"))))).host();
            if (bare >= RevisedKnee.HALF) {
                continue;
            }
            PartModel best = null;
            double most = Math.max(bare, WORTH);
            for (PartModel p : sizes) {
                monitor.checkCancelled();
                double on = host.bed(p, mated(component, feature + s, p)).host();
                // a thicker one has to earn it
                if (on > most + EARNED) {
                    best = p;
                    most = on;
                }
                if (most >= RevisedKnee.HALF) {
                    break;
                }
            }
            if (best != null) {
                plan.add(new Proposal(role + s, best.component(), best.size(), "", "", "", Map.of(), said("propose.revision.block",
                        mm(best.parameter("augment.thickness"), 0), KneeRevision.percent(most), KneeRevision.percent(bare))));
            }
        }
    }

    /** Pose of a part that joins a component, its feature {@code component} on one of that. */
    static RigidTransform mated(RigidTransform component, PartModel base, String feature, PartModel added) {
        return component.times(base.feature(feature)).times(added.feature("component").inverse());
    }

    private static RigidTransform mated(Placed component, String feature, PartModel added) {
        return mated(component.pose, component.part, feature, added);
    }

    // -------------------------------------------------------------------------------------------------------------------- stem

    private void stem(String role, Body bone, Placed component, String frame, KneePlacement convention) {
        List<PartModel> all = new ArrayList<>(offered(role));
        all.removeIf(p -> !compatible.test(component.part, p));
        List<PartModel> cemented = new ArrayList<>(all);
        cemented.removeIf(p -> !(p.parameters().getOrDefault(RevisedKnee.CEMENTED, 0.0) > 0));
        all.removeAll(cemented);
        boolean asked = targets.getOrDefault("stem.cemented", 0.0) != 0;
        if (all.isEmpty() && cemented.isEmpty()) {
            return;
        }
        Stem best = asked ? null : pressFit(all, bone, component);
        if (best == null || best.fit.engaged() < RevisedKnee.ENGAGED) {
            Stem other = cemented(cemented, bone, component);
            if (other != null && (asked || other.fit.within() >= RevisedKnee.ENGAGED - 1e-9)) {
                plan.add(new Proposal(role, other.part.component(), other.part.size(), "", "", "", Map.of(), said(asked
                        ? "propose.revision.stem.cement" : "propose.revision.stem.cemented", mm(other.part.parameter("stem.diameter"), 0),
                        mm(other.part.parameter("stem.length"), 0), mm(other.fit.within(), 0), mm(other.fit.room(), 1),
                        mm(best == null ? 0 : best.fit.engaged(), 0))));
                return;
            }
        }
        if (asked) {
            // none has cement all round: without it
            best = pressFit(all, bone, component);
        }
        if (best == null) {
            throw new IllegalArgumentException("role " + role + ": none of " + all.size() + " sizes can be driven in with less than "
                    + mm(REAMED, 1) + " mm taken from the endosteum");
        }
        boolean turned = best.part.parameter("stem.offset") > 0;
        Map<String, Double> at = turned ? placed(bone, frame, convention, best.pose) : Map.of();
        plan.add(new Proposal(role, best.part.component(), best.part.size(), turned ? bone.id() : "", turned ? frame : "",
                turned ? convention.id() : "", at, said(turned ? "propose.revision.stem.offset" : "propose.revision.stem",
                mm(best.part.parameter("stem.diameter"), 0), mm(best.part.parameter("stem.length"), 0),
                KneeRevision.percent(best.fit.fill()), mm(best.fit.engaged(), 0), mm(best.part.parameter("stem.offset"), 0))));
    }

    /** The press-fit stem, with an offset only where one without fills too little; null if none can be driven in. */
    private Stem pressFit(List<PartModel> all, Body bone, Placed component) {
        Stem best = stem(all, p -> p.parameter("stem.offset") == 0, bone, component);
        if (best == null || best.fit.engaged() < RevisedKnee.ENGAGED) {
            Stem offset = stem(all, p -> p.parameter("stem.offset") > 0, bone, component);
            if (offset != null && (best == null || offset.fit.engaged() > best.fit.engaged() + ShaftFit.FILLED * 0.005)) {
                best = offset;
            }
        }
        return best;
    }

    /**
     * The shortest stem that lies in the canal over the length that holds, with cement all round, else the one that lies in it over most;
     * the widest of these; null if none has cement all round.
     */
    private Stem cemented(List<PartModel> all, Body bone, Placed component) {
        List<PartModel> sizes = new ArrayList<>(all);
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("stem.length")).thenComparing(Comparator.comparingDouble(
                (PartModel p) -> p.parameter("stem.diameter")).reversed()).thenComparing(PartModel::component));
        Stem best = null;
        for (PartModel p : sizes) {
            monitor.checkCancelled();
            RigidTransform pose = mated(component, "stem", p);
            ShaftFit fit = ShaftFit.of(p, canals.computeIfAbsent(bone.id(), b -> new ShaftFit.Canal(bone, pose)), 0,
                    Double.POSITIVE_INFINITY);
            if (fit.room() >= MANTLE && (best == null || fit.within() > best.fit.within() + 1e-9)) {
                best = new Stem(p, pose, fit);
            }
            if (best != null && best.fit.within() >= RevisedKnee.ENGAGED - 1e-9) {
                break;
            }
        }
        return best;
    }

    private Map<String, Double> placed(Body bone, String frame, KneePlacement convention, RigidTransform pose) {
        Map<String, Double> at = convention.values(bone.frame(frame).inverse().times(pose), side);
        // of an axis square to the bone's: what rounding leaves
        at.replaceAll((k, v) -> Math.abs(v) < ROUNDING ? 0 : v);
        return at;
    }

    private Stem stem(List<PartModel> all, Predicate<PartModel> kind, Body bone, Placed component) {
        Map<Double, TreeMap<Double, List<PartModel>>> byLength = new TreeMap<>();
        all.stream().filter(kind).forEach(p -> byLength.computeIfAbsent(p.parameter("stem.length"), k -> new TreeMap<>(
                Comparator.reverseOrder())).computeIfAbsent(p.parameter("stem.diameter"), k -> new ArrayList<>()).add(p));
        Stem best = null;
        for (TreeMap<Double, List<PartModel>> widths : byLength.values()) {
            for (List<PartModel> same : widths.values()) {
                Stem widest = null;
                for (PartModel p : same) {
                    widest = better(widest, turned(p, bone, component));
                }
                if (widest != null) {
                    best = better(best, widest);
                    // a narrower one of this length fills less
                    break;
                }
            }
            if (best != null && best.fit.engaged() >= RevisedKnee.ENGAGED) {
                return best;
            }
        }
        return best;
    }

    private static Stem better(Stem a, Stem b) {
        return a == null || b != null && b.fit.engaged() > a.fit.engaged() + 1e-9 ? b : a;
    }

    /** The stem where it engages most of those places in which it can be driven in; null if there is none. */
    private Stem turned(PartModel p, Body bone, Placed component) {
        monitor.checkCancelled();
        RigidTransform straight = mated(component, "stem", p);
        ShaftFit.Canal canal = canals.computeIfAbsent(bone.id(), b -> new ShaftFit.Canal(bone, straight));
        Stem best = null;
        boolean offset = p.parameter("stem.offset") > 0;
        for (double a = 0; a < (offset ? 2 * Math.PI - 1e-9 : 1e-9); a += TURN) {
            // the same way round on both sides
            RigidTransform pose = straight.times(RigidTransform.rotation(Vec3.Y, side.sign() * a));
            ShaftFit fit = ShaftFit.of(p, canal, side.sign() * a, REAMED);
            if (fit.fill() > 0 && fit.penetration() <= REAMED) {
                best = better(best, new Stem(p, pose, fit));
            }
        }
        return best;
    }

    // -------------------------------------------------------------------------------------------------------------------- cone, sleeve

    private void metaphysis(String adjective, Body bone, Placed component, String frame, KneePlacement convention, double hollow) {
        boolean asked = targets.getOrDefault("sleeve", 0.0) != 0;
        Ring cone = asked || targets.getOrDefault("cone", 1.0) == 0 || hollow < CAVITY ? null : cone(offered(adjective + "-cone"), bone,
                component);
        double on = cone == null ? 0 : cone.score;
        boolean wanted = asked || !targets.containsKey("sleeve") && targets.getOrDefault("cone", 1.0) != 0 && hollow >= CAVITY
                && on < RevisedKnee.HALF;
        Ring sleeve = wanted ? sleeve(offered(adjective + "-sleeve"), bone, component) : null;
        String volume = Numbers.fixed(hollow * 1e6, 1);
        if (sleeve != null && sleeve.score >= WORTH && (cone == null || sleeve.score > on + EARNED)) {
            plan.add(new Proposal(adjective + "-sleeve", sleeve.part.component(), sleeve.part.size(), "", "", "", Map.of(), said(
                    cone == null ? "propose.revision.sleeve" : "propose.revision.sleeve.cone", mm(sleeve.part.parameter("sleeve.diameter"),
                    0), mm(sleeve.part.parameter("sleeve.height"), 0), KneeRevision.percent(sleeve.score), volume,
                    KneeRevision.percent(on))));
        } else if (on >= WORTH) {
            plan.add(new Proposal(adjective + "-cone", cone.part.component(), cone.part.size(), bone.id(), frame, convention.id(), placed(
                    bone, frame, convention, cone.pose), said("propose.revision.cone", mm(cone.part.parameter("cone.diameter"), 0),
                    mm(cone.part.parameter("cone.height"), 0), KneeRevision.percent(on), volume)));
        }
    }

    /** The best cone, its score the part of its side on host bone; null if none is offered. */
    private Ring cone(List<PartModel> offered, Body bone, Placed component) {
        List<PartModel> sizes = new ArrayList<>(offered);
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("cone.diameter")).thenComparingDouble(p ->
                p.parameter("cone.height")).thenComparing(PartModel::component));
        RigidTransform feature = component.pose.times(component.part.feature("stem"));
        // y towards the joint along the stem, from where it passes the component's cut
        RigidTransform stem = feature.times(RigidTransform.rotation(Vec3.X, 0.5 * Math.PI));
        double cut = component.part.parameters().getOrDefault("femoral.distal-thickness", 0.0);
        double along = component.pose.inverse().apply(feature.translation()).y() - cut;
        List<Ring> rings = new ArrayList<>();
        for (PartModel p : sizes) {
            for (double deep : DRIVEN) {
                rings.add(new Ring(p, stem.times(RigidTransform.translation(new Vec3(0, Math.abs(along) - deep, 0))), 0));
            }
        }
        return best(rings, bone, p -> new double[] {p.parameter("cone.height"), p.parameter("cone.diameter"), p.parameter("cone.narrow")});
    }

    /** The best sleeve on the component's boss, its score the part of its side on host bone; null if none is offered that fits it. */
    private Ring sleeve(List<PartModel> offered, Body bone, Placed component) {
        List<PartModel> sizes = new ArrayList<>(offered);
        sizes.removeIf(p -> !compatible.test(component.part, p) || !component.part.features().containsKey("sleeve"));
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("sleeve.diameter")).thenComparing(PartModel::component));
        List<Ring> rings = new ArrayList<>();
        sizes.forEach(p -> rings.add(new Ring(p, mated(component, "sleeve", p), 0)));
        return best(rings, bone, p -> new double[] {p.parameter("sleeve.height"), p.parameter("sleeve.diameter"), NARROW
                * p.parameter("sleeve.diameter")});
    }

    /** @param shape height, and outer diameters at the wide and the narrow end, m */
    private Ring best(List<Ring> rings, Body bone, Function<PartModel, double[]> shape) {
        HostBone coarse = new HostBone(bone, List.of(), SAMPLE);
        Ring best = null;
        for (Ring r : rings) {
            monitor.checkCancelled();
            double score = coarse.bed(r.part, r.pose).host() - PRICE_BONE * taken(coarse, shape.apply(r.part), r.pose);
            if (best == null || score > best.score + 1e-6) {
                best = new Ring(r.part, r.pose, score);
            }
        }
        return best == null ? null : new Ring(best.part, best.pose, new HostBone(bone, List.of()).bed(best.part, best.pose).host());
    }

    /** Host bone that makes room for a cone or a sleeve, m3. */
    private static double taken(HostBone host, double[] shape, RigidTransform pose) {
        double height = shape[0];
        double wide = 0.5 * shape[1];
        double narrow = 0.5 * shape[2];
        int n = 0;
        for (double y = -0.5 * SAMPLE; y > -height; y -= SAMPLE) {
            double r = wide + (narrow - wide) * -y / height;
            for (double x = -wide + 0.5 * SAMPLE; x < wide; x += SAMPLE) {
                for (double z = -wide + 0.5 * SAMPLE; z < wide; z += SAMPLE) {
                    n += x * x + z * z < r * r && host.inside(pose.apply(new Vec3(x, y, z))) ? 1 : 0;
                }
            }
        }
        return n * SAMPLE * SAMPLE * SAMPLE;
    }
}
