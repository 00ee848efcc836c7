/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.internal.BoneCut;
import org.orthotwin.joint.knee.internal.Knee;
import org.orthotwin.joint.knee.internal.PartialKnee;
import org.orthotwin.joint.knee.internal.PatellarCut;
import org.orthotwin.joint.spi.PlanProposer;
import org.orthotwin.landmarks.BoneFrames;

/**
 * Sizes and places femoral component, tray and insert of a total knee replacement.
 *
 * <ol>
 * <li>Alignment. Mechanical: both cuts at a right angle to the mechanical axes of their bones, the femoral component turned as the line of
 * the epicondyles and flexed by {@link #FLEXION}, the tray with a slope of {@link #SLOPE}. Kinematic (target {@code alignment.kinematic}
 * = 1): as the native condyles lie, distal and posterior, and as the plateaus lie, with the medial slope (Howell et al. 2013).
 * <li>Femoral component: its lowest point where the lower condyle's joint surface was, its back where the mean of both condyles was, each
 * with {@link Knee#CARTILAGE} on the bone. Size: the smallest whose anterior cut does not go into the shaft by more than {@link #NOTCH}; in
 * the middle of the distal cut.
 * <li>Tibial cut: {@code tibial.resection} below the mean of the joint surfaces in the middles of both plateaus.
 * Tray: the largest that a place on the
 * cut takes with {@link #OVERHANG} at most, of those that an insert joins to the femoral component.
 * <li>Insert: the one whose hollows lie nearest to {@code insert.level} over the cut, by choice the depth of the cut.
 * </ol>
 *
 * <p>Where the candidates are the parts of one compartment: {@link PartialKneeProposer}; those of a revision: {@link KneeRevisionPlan}.
 *
 * <p>Targets (SI): {@code alignment.kinematic}, {@code femoral.varus}, {@code femoral.flexion}, {@code femoral.rotation} (against the
 * epicondyles), {@code tibial.varus}, {@code tibial.slope}, {@code tibial.rotation}, {@code tibial.resection}, {@code insert.level}. A
 * proposal to start from, not a plan: gaps are not balanced.
 */
final class KneePlanProposer implements PlanProposer {

    private static final MessageCatalog MESSAGES = new MessageCatalog(KneePlanProposer.class);

    static final double FLEXION = Math.toRadians(2);
    static final double SLOPE = Math.toRadians(3);
    /** Depth of the tibial cut below the joint surface, cartilage included: the thinnest tray and insert. */
    static final double RESECTION = 0.010;
    static final double NOTCH = 0.0005;
    static final double OVERHANG = 0.001;
    /** How far the tray is moved about in its search, and the step, m. */
    private static final double SEARCH = 0.008;
    private static final double STEP = 0.0005;
    private static final List<String> TARGETS = List.of("alignment.kinematic", "femoral.flexion", "femoral.rotation", "femoral.varus",
            "insert.level", "patella.resurface", "tibial.resection", "tibial.rotation", "tibial.slope", "tibial.varus");

    /** Bone that is left of a patella at least, m: what surgeons keep to; strain rises below 15 mm (JD Reuben et al. 1991, J Arthroplasty
     * 6:251-258). */
    private static final double PATELLAR_BONE = 0.012;

    private static final double PATELLAR_OVERHANG = 0.0005;

    private record Femoral(PartModel part, Map<String, Double> at, double notching, double beyond) {
    }

    private record Tray(PartModel part, Map<String, Double> at, double overhang, double cover) {
    }

    @Override
    public List<Proposal> propose(List<Body> bodies, Side side, Map<String, List<PartModel>> candidates,
            BiPredicate<PartModel, PartModel> compatible, Map<String, Double> targets, Monitor monitor) {
        if (candidates.containsKey(PartialKnee.FEMORAL)) {
            monitor.begin("proposing a plan", 3);
            return new PartialKneeProposer(body(bodies, "femur", side), body(bodies, "tibia", side), side, targets, monitor).propose(
                    required(candidates, PartialKnee.FEMORAL), required(candidates, PartialKnee.TRAY),
                    required(candidates, PartialKnee.INSERT), compatible);
        }
        if (KneeRevisionPlan.isRevision(candidates)) {
            return new KneeRevisionPlan(body(bodies, "femur", side), body(bodies, "tibia", side), side, candidates, compatible, targets,
                    monitor).propose();
        }
        for (String name : targets.keySet()) {
            if (!TARGETS.contains(name)) {
                throw new IllegalArgumentException("the knee has no target '" + name + "'; it has " + String.join(", ", TARGETS));
            }
        }
        monitor.begin("proposing a plan", 3);
        Body femur = body(bodies, "femur", side);
        Body tibia = body(bodies, "tibia", side);
        boolean kinematic = targets.getOrDefault("alignment.kinematic", 0.0) != 0;
        Femoral femoral = femoral(required(candidates, "femoral"), femur, side, kinematic, targets, monitor);
        monitor.worked(1);
        double resection = targets.getOrDefault("tibial.resection", RESECTION);
        List<PartModel> inserts = new ArrayList<>(required(candidates, "insert"));
        inserts.removeIf(i -> !compatible.test(femoral.part, i));
        List<PartModel> trays = new ArrayList<>(required(candidates, "tray"));
        trays.removeIf(t -> inserts.stream().noneMatch(i -> compatible.test(t, i)));
        if (trays.isEmpty()) {
            throw new IllegalArgumentException("role tray: no tray and insert may be combined with the femoral component "
                    + femoral.part.size());
        }
        Tray tray = tray(trays, tibia, side, kinematic, resection, targets, monitor);
        monitor.worked(1);
        double level = targets.getOrDefault("insert.level", resection);
        PartModel insert = inserts.stream().filter(i -> compatible.test(tray.part, i))
                .min(Comparator.comparingDouble((PartModel i) -> Math.abs(i.parameter("insert.level") - level))
                        .thenComparing(PartModel::size)).orElseThrow();
        monitor.worked(1);
        List<Proposal> plan = new ArrayList<>();
        if (targets.getOrDefault("patella.resurface", 0.0) != 0) {
            plan.add(patella(required(candidates, "patella"), body(bodies, "patella", side), side, monitor));
        }
        Diagnostic strategy = said(kinematic ? "propose.kinematic" : "propose.mechanical");
        plan.addAll(0, List.of(
                new Proposal("femoral", femoral.part.component(), femoral.part.size(), femur.id(), BoneFrames.FEMUR_MECHANICAL,
                        KneePlacement.FEMORAL, femoral.at, said("propose.femoral", strategy, deg(femoral.at.get(KneePlacement.VARUS)),
                                deg(femoral.at.get(KneePlacement.FLEXION)), deg(femoral.at.get(KneePlacement.ROTATION)),
                                deg(femoral.at.get(KneePlacement.ROTATION) + Knee.condylarTwist(femur, side)),
                                mm(-femoral.notching, 1), mm(femoral.beyond, 1))),
                new Proposal("tray", tray.part.component(), tray.part.size(), tibia.id(), BoneFrames.TIBIA_KNEE, KneePlacement.TIBIAL,
                        tray.at, said("propose.tray", deg(tray.at.get(KneePlacement.VARUS)), deg(tray.at.get(KneePlacement.SLOPE)),
                                mm(resection, 1), Numbers.fixed(100 * tray.cover, 0), mm(tray.overhang, 1))),
                new Proposal("insert", insert.component(), insert.size(), "", "", "", Map.of(),
                        said("propose.insert", mm(insert.parameter("insert.level"), 0), mm(level, 0)))));
        return plan;
    }

    /**
     * The insert's size is that of the tray, which goes with the femoral component; the femoral component has only its bone. Of a partial
     * knee, the femoral component follows the slope of the tray. Of a revision, blocks, stems and cones follow their component.
     */
    @Override
    public boolean reasonTellsOf(String role, String changed) {
        return role.equals("insert") || role.equals("tray") && changed.equals("femoral")
                || changed.equals(carrier(role)) || role.equals(PartialKnee.INSERT)
                || role.equals(PartialKnee.FEMORAL) && changed.equals(PartialKnee.TRAY);
    }

    /** The component that carries a block, a stem or a cone of a revision; empty for other roles. */
    private static String carrier(String role) {
        return role.startsWith("tibial-") ? "tray" : role.startsWith("femoral-") || role.contains("-augment-") ? "femoral" : "";
    }

    private static Body body(List<Body> bodies, String type, Side side) {
        return bodies.stream().filter(b -> b.type().equals(type) && b.side() == side).findFirst().orElseThrow(
                () -> new IllegalArgumentException("there is no " + type + " of the " + side.name().toLowerCase(Locale.ROOT)
                        + " side among " + String.join(", ", bodies.stream().map(Body::id).toList())));
    }

    static List<PartModel> required(Map<String, List<PartModel>> candidates, String role) {
        List<PartModel> list = candidates.getOrDefault(role, List.of());
        if (list.isEmpty()) {
            throw new IllegalArgumentException("role " + role + ": no sizes are offered");
        }
        return list;
    }

    // ---- femur

    private static Femoral femoral(List<PartModel> parts, Body femur, Side side, boolean kinematic, Map<String, Double> targets,
            Monitor monitor) {
        double varus = targets.getOrDefault("femoral.varus", kinematic ? Knee.nativeDistalFemoralAngle(femur, side) - 0.5 * Math.PI : 0);
        double rotation = targets.getOrDefault("femoral.rotation", kinematic ? -Knee.condylarTwist(femur, side) : 0);
        double flexion = targets.getOrDefault("femoral.flexion", FLEXION);
        List<PartModel> sizes = new ArrayList<>(parts);
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("femoral.depth")).thenComparing(PartModel::component));
        Femoral last = null;
        for (PartModel p : sizes) {
            monitor.checkCancelled();
            Map<String, Double> at = new LinkedHashMap<>();
            at.put(KneePlacement.VARUS, varus);
            at.put(KneePlacement.FLEXION, flexion);
            at.put(KneePlacement.ROTATION, rotation);
            RigidTransform frame = femur.frame(BoneFrames.FEMUR_MECHANICAL);
            RigidTransform turn = KneePlacement.femoral().pose(at, side);
            RigidTransform inPart = frame.times(turn).inverse();
            double low = Math.min(inPart.apply(femur.landmark("DIST_MC")).y(), inPart.apply(femur.landmark("DIST_LC")).y());
            double back = 0.5 * (inPart.apply(femur.landmark("POST_MC")).x() + inPart.apply(femur.landmark("POST_LC")).x());
            Vec3 origin = new Vec3(back - Knee.CARTILAGE + p.parameter("femoral.back"), low - Knee.CARTILAGE, 0);
            double[] width = cut(femur, p, frame.times(turn), origin).width();
            origin = origin.plus(new Vec3(0, 0, 0.5 * (width[0] + width[1])));
            Vec3 shift = turn.rotate(origin);
            at.put(KneePlacement.ANTERIOR, shift.x());
            at.put(KneePlacement.PROXIMAL, shift.y());
            at.put(KneePlacement.LATERAL, side.sign() * shift.z());
            last = new Femoral(p, at, Knee.notching(femur.surface("outer"), p, frame.times(KneePlacement.femoral().pose(at, side))),
                    0.5 * (p.parameter("femoral.width") - width[1] + width[0]));
            if (last.notching <= NOTCH) {
                return last;
            }
        }
        throw new IllegalArgumentException("role femoral: the largest of " + sizes.size() + " sizes, " + last.part.component() + " "
                + last.part.size() + ", would cut " + mm(last.notching, 1) + " mm into the front of the shaft");
    }

    private static BoneCut cut(Body femur, PartModel p, RigidTransform turned, Vec3 origin) {
        return BoneCut.of(femur.surface("outer"), turned.times(RigidTransform.translation(origin)),
                p.parameter("femoral.distal-thickness"));
    }

    // ---- tibia

    private static Tray tray(List<PartModel> parts, Body tibia, Side side, boolean kinematic, double resection,
            Map<String, Double> targets, Monitor monitor) {
        Map<String, Double> at = new LinkedHashMap<>();
        at.put(KneePlacement.VARUS, targets.getOrDefault("tibial.varus",
                kinematic ? 0.5 * Math.PI - Knee.nativeProximalTibialAngle(tibia, side) : 0));
        at.put(KneePlacement.SLOPE, targets.getOrDefault("tibial.slope", kinematic ? Knee.nativeSlope(tibia, "M") : SLOPE));
        at.put(KneePlacement.ROTATION, targets.getOrDefault("tibial.rotation", 0.0));
        RigidTransform frame = tibia.frame(BoneFrames.TIBIA_KNEE);
        RigidTransform turn = KneePlacement.tibial().pose(at, side);
        RigidTransform inPart = frame.times(turn).inverse();
        double mean = inPart.apply(tibia.landmark("PLAT_MC").mid(tibia.landmark("PLAT_LC"))).y();
        Vec3 origin = new Vec3(0, mean + Knee.CARTILAGE - resection, 0);
        BoneCut cut = BoneCut.of(tibia.surface("outer"), frame.times(turn).times(RigidTransform.translation(origin)), 0);
        double[] width = cut.width();
        List<PartModel> sizes = new ArrayList<>(parts);
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("tray.width")).reversed().thenComparing(PartModel::component));
        Tray best = null;
        for (PartModel p : sizes) {
            monitor.checkCancelled();
            double[] plate = BoneCut.underside(p.surfaces().get("envelope"));
            double middle = 0.5 * (width[0] + width[1]);
            double dz = 0;
            double dx = 0;
            double least = Double.POSITIVE_INFINITY;
            for (double z = -0.5 * SEARCH; z <= 0.5 * SEARCH + 1e-9; z += STEP) {
                for (double x = -SEARCH; x <= SEARCH + 1e-9; x += STEP) {
                    double o = cut.overhang(plate, middle + z, x, least);
                    if (o < least - 1e-9) {
                        least = o;
                        dz = middle + z;
                        dx = x;
                    }
                }
            }
            double[] moved = BoneCut.shifted(plate, dz, dx);
            Map<String, Double> placed = placed(at, turn.rotate(origin.plus(new Vec3(dx, 0, dz))), side);
            Tray t = new Tray(p, placed, Math.max(0, least), cut.cover(moved));
            if (best == null || t.overhang < best.overhang) {
                best = t;
            }
            if (least <= OVERHANG) {
                return t;
            }
        }
        return best;
    }

    // ---- patella

    /**
     * The largest button within the cut bone, as near to the ridge as it stays within; cut so deep that the patella is as thick as it was
     * with its cartilage, with a thinner button where else too little bone would be left.
     */
    private static Proposal patella(List<PartModel> parts, Body patella, Side side, Monitor monitor) {
        RigidTransform frame = patella.frame(BoneFrames.PATELLA_BODY);
        Vec3 ridge = frame.inverse().apply(patella.landmark("PRIDGE"));
        Vec3 front = frame.inverse().apply(patella.landmark("PANT"));
        List<PartModel> sizes = new ArrayList<>(parts);
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("patella.diameter")).reversed()
                .thenComparing(PartModel::component));
        PartModel best = null;
        Vec3 place = Vec3.ZERO;
        double beyond = Double.POSITIVE_INFINITY;
        for (PartModel p : sizes) {
            monitor.checkCancelled();
            double depth = ridge.x() - Knee.CARTILAGE + p.parameter("patella.thickness");
            boolean last = p == sizes.getLast();
            if (front.x() - depth < PATELLAR_BONE && !last) {
                continue;
            }
            BoneCut cut = PatellarCut.of(patella.surface("outer"), frame.times(RigidTransform.translation(new Vec3(depth, 0, 0))));
            double[] disc = PatellarCut.disc(p);
            double nearest = Double.POSITIVE_INFINITY;
            for (double z = -SEARCH; z <= SEARCH + 1e-9; z += STEP) {
                for (double y = -SEARCH; y <= SEARCH + 1e-9; y += STEP) {
                    double over = Math.max(0, cut.overhang(disc, ridge.z() + z, y, Double.POSITIVE_INFINITY));
                    // within the bone first, then near the ridge, at the height of the middle
                    double cost = 1000 * over + Math.hypot(z, y);
                    if (cost < nearest) {
                        nearest = cost;
                        place = new Vec3(depth, -y, ridge.z() + z);
                        beyond = over;
                    }
                }
            }
            best = p;
            if (beyond <= PATELLAR_OVERHANG) {
                break;
            }
        }
        Map<String, Double> at = new LinkedHashMap<>();
        at.put(PatellarPlacement.TILT, 0.0);
        at.put(PatellarPlacement.FLEXION, 0.0);
        at.put(PatellarPlacement.ROTATION, 0.0);
        at.put(PatellarPlacement.ANTERIOR, place.x());
        at.put(PatellarPlacement.PROXIMAL, place.y());
        at.put(PatellarPlacement.LATERAL, side.sign() * place.z());
        return new Proposal("patella", best.component(), best.size(), patella.id(), BoneFrames.PATELLA_BODY, PatellarPlacement.ID, at,
                said("propose.patella", mm(place.x() - ridge.x(), 1), mm(front.x() - place.x(), 1), mm(beyond, 1)));
    }

    /** What was chosen of a placement, with the place of the part's origin. */
    static Map<String, Double> placed(Map<String, Double> at, Vec3 origin, Side side) {
        Map<String, Double> placed = new LinkedHashMap<>(at);
        placed.put(KneePlacement.ANTERIOR, origin.x());
        placed.put(KneePlacement.PROXIMAL, origin.y());
        placed.put(KneePlacement.LATERAL, side.sign() * origin.z());
        return placed;
    }

    static Diagnostic said(String code, Object... args) {
        return Diagnostic.info(MESSAGES, code, args);
    }

    private static String mm(double si, int decimals) {
        return Numbers.fixed(si * 1000.0, decimals);
    }

    private static String deg(double rad) {
        return Numbers.fixed(Math.toDegrees(rad), 1);
    }
}
