/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
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
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.landmarks.BoneFrames;

/**
 * Sizes and places the parts of a unicompartmental knee replacement, medial or lateral as the tray is.
 *
 * <ol>
 * <li>Tibia: a cut square to the tibia's axis in the coronal plane, falling backwards as the plateau does but by no less than {@link
 * #LEAST_SLOPE} and no more than {@link #MOST_SLOPE} (best flexion from 4 to 7 degrees: Arthroplasty 2021,
 * doi:10.1186/s42836-021-00070-y), {@code tibial.resection} below the joint surface in the plateau's middle; and one along the eminence,
 * which stays with both cruciate ligaments, at {@link #WALL} of the way from the middle of the tibia to that of the plateau. Tray: the
 * largest that a place along the eminence takes with {@link #OVERHANG} at most.
 * <li>Femur: the distal cut parallel to the tibial one in extension, the component square to the mechanical axis in the coronal plane. It
 * touches the joint surface, {@link Knee#CARTILAGE} on the bone, below and behind; size: the one whose curve between lies nearest to it; in
 * the middle of the condyle at the distal cut.
 * <li>Insert: the thickest that leaves the leg's axis by {@code undercorrection} or more short of its angle before the wear, that of the
 * bones. After such operations the angle was 0.4 degrees short of it in the mean and within 3 degrees in 91 % of 102 knees (The Knee
 * 2023;41:180-189, doi:10.1016/j.knee.2023.01.005); slight varus spares the lateral compartment (PF Wen et al. 2017, Chin Med J
 * 130:2563-2568, doi:10.4103/0366-6999.217076).
 * </ol>
 *
 * <p>Targets (SI): {@code femoral.varus}, {@code femoral.flexion}, {@code femoral.rotation}, {@code tibial.varus}, {@code tibial.slope},
 * {@code tibial.rotation}, {@code tibial.resection}, {@code undercorrection}. A proposal to start from, not a plan: gaps are not balanced.
 */
final class PartialKneeProposer {

    private static final MessageCatalog MESSAGES = new MessageCatalog(KneePlanProposer.class);

    static final double LEAST_SLOPE = Math.toRadians(4);
    static final double MOST_SLOPE = Math.toRadians(7);
    /** Depth of the tibial cut below the joint surface, cartilage included: 1 mm more than the thinnest tray and insert. */
    static final double RESECTION = 0.009;
    static final double WALL = 1.0 / 3;
    static final double OVERHANG = 0.001;
    static final double UNDERCORRECTION = Math.toRadians(0.5);
    private static final double REACH = 0.010;
    private static final double STEP = 0.0005;
    private static final List<String> TARGETS = List.of("femoral.flexion", "femoral.rotation", "femoral.varus", "tibial.resection",
            "tibial.rotation", "tibial.slope", "tibial.varus", "undercorrection");

    private final Body femur;
    private final Body tibia;
    private final Side side;
    private final Map<String, Double> targets;
    private final Monitor monitor;

    private record Tray(PartModel part, Map<String, Double> at, double overhang, double cover) {
    }

    private record Femoral(PartModel part, Map<String, Double> at, double misfit, double beside) {
    }

    PartialKneeProposer(Body femur, Body tibia, Side side, Map<String, Double> targets, Monitor monitor) {
        for (String name : targets.keySet()) {
            if (!TARGETS.contains(name)) {
                throw new IllegalArgumentException("a partial knee has no target '" + name + "'; it has " + String.join(", ", TARGETS));
            }
        }
        this.femur = femur;
        this.tibia = tibia;
        this.side = side;
        this.targets = targets;
        this.monitor = monitor;
    }

    List<Proposal> propose(List<PartModel> femorals, List<PartModel> trays, List<PartModel> inserts,
            BiPredicate<PartModel, PartModel> compatible) {
        List<PartModel> fitting = new ArrayList<>(trays);
        fitting.removeIf(t -> inserts.stream().noneMatch(i -> compatible.test(t, i)));
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException("role " + PartialKnee.TRAY + ": none of " + trays.size() + " sizes goes with an insert");
        }
        String letter = PartialKnee.letter(fitting.getFirst());
        double resection = targets.getOrDefault("tibial.resection", RESECTION);
        Tray tray = tray(fitting, letter, resection);
        monitor.worked(1);
        List<PartModel> joined = new ArrayList<>(inserts);
        joined.removeIf(i -> !compatible.test(tray.part, i));
        List<PartModel> condyles = new ArrayList<>(femorals);
        condyles.removeIf(f -> joined.stream().noneMatch(i -> compatible.test(f, i)));
        if (condyles.isEmpty()) {
            throw new IllegalArgumentException("role " + PartialKnee.FEMORAL + ": none of " + femorals.size()
                    + " sizes goes with an insert of the tray " + tray.part.size());
        }
        Femoral femoral = femoral(condyles, letter, tray.at.get(KneePlacement.SLOPE));
        monitor.worked(1);
        joined.removeIf(i -> !compatible.test(femoral.part, i));
        joined.sort(Comparator.comparingDouble((PartModel i) -> i.parameter("insert.level")).thenComparing(PartModel::size));
        double wanted = targets.getOrDefault("undercorrection", UNDERCORRECTION);
        PartModel insert = joined.getFirst();
        for (PartModel i : joined) {
            if (planned(letter, femoral, tray, i).underCorrection() >= wanted - 1e-9) {
                insert = i;
            }
        }
        PartialKnee knee = planned(letter, femoral, tray, insert);
        monitor.worked(1);
        return List.of(
                new Proposal(PartialKnee.FEMORAL, femoral.part.component(), femoral.part.size(), femur.id(), BoneFrames.FEMUR_MECHANICAL,
                        KneePlacement.FEMORAL, femoral.at, said("propose.partial.femoral", deg(femoral.at.get(KneePlacement.VARUS)),
                                deg(femoral.at.get(KneePlacement.FLEXION)), mm(femoral.misfit, 1), mm(-femoral.beside, 1))),
                new Proposal(PartialKnee.TRAY, tray.part.component(), tray.part.size(), tibia.id(), BoneFrames.TIBIA_KNEE,
                        KneePlacement.TIBIAL, tray.at, said("propose.partial.tray", deg(tray.at.get(KneePlacement.VARUS)),
                                deg(tray.at.get(KneePlacement.SLOPE)), mm(resection, 1), Numbers.fixed(100 * tray.cover, 0),
                                mm(tray.overhang, 1))),
                new Proposal(PartialKnee.INSERT, insert.component(), insert.size(), "", "", "", Map.of(),
                        said("propose.partial.insert", mm(insert.parameter("insert.level"), 0), deg(knee.hipKneeAnkle()),
                                deg(knee.underCorrection()), deg(knee.worn()))));
    }

    private PartialKnee planned(String letter, Femoral femoral, Tray tray, PartModel insert) {
        return new PartialKnee(femur, tibia, side, letter,
                femur.frame(BoneFrames.FEMUR_MECHANICAL).times(KneePlacement.femoral().pose(femoral.at, side)),
                tibia.frame(BoneFrames.TIBIA_KNEE).times(KneePlacement.tibial().pose(tray.at, side)), insert.parameter("insert.level"));
    }

    private Tray tray(List<PartModel> parts, String letter, double resection) {
        double outward = letter.equals("M") ? -side.sign() : side.sign();
        Map<String, Double> at = new LinkedHashMap<>();
        at.put(KneePlacement.VARUS, targets.getOrDefault("tibial.varus", 0.0));
        at.put(KneePlacement.SLOPE, targets.getOrDefault("tibial.slope", Math.clamp(Knee.nativeSlope(tibia, letter), LEAST_SLOPE,
                MOST_SLOPE)));
        at.put(KneePlacement.ROTATION, targets.getOrDefault("tibial.rotation", 0.0));
        RigidTransform frame = tibia.frame(BoneFrames.TIBIA_KNEE);
        RigidTransform turn = KneePlacement.tibial().pose(at, side);
        Vec3 middle = frame.times(turn).inverse().apply(tibia.landmark("PLAT_" + letter + "C"));
        Vec3 centre = frame.times(turn).inverse().apply(tibia.landmark("KNEE_T"));
        Vec3 origin = new Vec3(middle.x(), middle.y() + Knee.CARTILAGE - resection, centre.z() + WALL * (middle.z() - centre.z()));
        BoneCut cut = BoneCut.of(tibia.surface("outer"), frame.times(turn).times(RigidTransform.translation(origin)), 0);
        List<PartModel> sizes = new ArrayList<>(parts);
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("tray.depth")).reversed().thenComparing(PartModel::component));
        Tray best = null;
        for (PartModel p : sizes) {
            monitor.checkCancelled();
            double[] plate = BoneCut.underside(p.surfaces().get("envelope"));
            double dz = outward * 0.5 * p.parameter("tray.width");
            double dx = 0;
            double least = Double.POSITIVE_INFINITY;
            for (double x = -REACH; x <= REACH + 1e-9; x += STEP) {
                double o = cut.overhang(plate, dz, x, least);
                if (o < least - 1e-9) {
                    least = o;
                    dx = x;
                }
            }
            double[] moved = BoneCut.shifted(plate, dz, dx);
            Map<String, Double> placed = KneePlanProposer.placed(at, turn.rotate(origin.plus(new Vec3(dx, 0, dz))), side);
            Tray t = new Tray(p, placed, Math.max(0, least), cut.cover(moved, 0, outward));
            if (best == null || t.overhang < best.overhang) {
                best = t;
            }
            if (least <= OVERHANG) {
                return t;
            }
        }
        return best;
    }

    private Femoral femoral(List<PartModel> parts, String letter, double slope) {
        Map<String, Double> at = new LinkedHashMap<>();
        at.put(KneePlacement.VARUS, targets.getOrDefault("femoral.varus", 0.0));
        at.put(KneePlacement.FLEXION, targets.getOrDefault("femoral.flexion", slope));
        at.put(KneePlacement.ROTATION, targets.getOrDefault("femoral.rotation", 0.0));
        RigidTransform frame = femur.frame(BoneFrames.FEMUR_MECHANICAL);
        RigidTransform turn = KneePlacement.femoral().pose(at, side);
        Vec3 low = frame.times(turn).inverse().apply(femur.landmark("DIST_" + letter + "C"));
        Femoral best = null;
        List<PartModel> sizes = new ArrayList<>(parts);
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("femoral.scale")).thenComparing(PartModel::component));
        for (PartModel p : sizes) {
            monitor.checkCancelled();
            double[] bone = PartialKnee.condyle(femur.surface("outer"), frame.times(turn), low,
                    PartialKnee.UNDER * p.parameter("femoral.width"));
            double[] own = PartialKnee.condyle(p.surfaces().get("envelope"));
            double misfit = PartialKnee.misfit(bone, own);
            if (best != null && misfit >= best.misfit) {
                continue;
            }
            Vec3 origin = new Vec3(own[4] - bone[4] - Knee.CARTILAGE, own[0] - bone[0] - Knee.CARTILAGE, low.z());
            double[] across = PartialKnee.condyleAcross(BoneCut.of(femur.surface("outer"),
                    frame.times(turn).times(RigidTransform.translation(origin)), p.parameter("femoral.distal-thickness")));
            double middle = 0.5 * (across[0] + across[1]);
            if (Double.isFinite(middle)) {
                origin = origin.plus(new Vec3(0, 0, middle));
            }
            Map<String, Double> placed = KneePlanProposer.placed(at, turn.rotate(origin), side);
            best = new Femoral(p, placed, misfit, 0.5 * (p.parameter("femoral.width") - across[1] + across[0]));
        }
        return best;
    }

    private static Diagnostic said(String code, Object... args) {
        return Diagnostic.info(MESSAGES, code, args);
    }

    private static String mm(double si, int decimals) {
        return Numbers.fixed(si * 1000.0, decimals);
    }

    private static String deg(double rad) {
        return Numbers.fixed(Math.toDegrees(rad), 1);
    }
}
