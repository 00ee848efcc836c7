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
import java.util.function.BiPredicate;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.internal.CanalFit;
import org.orthotwin.joint.hip.internal.Coverage;
import org.orthotwin.joint.hip.internal.Hip;
import org.orthotwin.joint.hip.internal.Surfaces;
import org.orthotwin.joint.spi.PlanProposer;

/**
 * Sizes and places stem, cup, liner and head of a total hip replacement.
 *
 * <ol>
 * <li>Stem version: the native one within {@link #MIN_VERSION} to {@link #MAX_VERSION}.
 * <li>Stems: the largest size that lies in the canal and the next smaller one, in every angle and offset, along the canal's axis, centred
 * on their distal part.
 * <li>Cup: inclination 40 degrees; anteversion 20 degrees, moved as little as brings Widmer's sum into 37.3 +- 4 degrees, within
 * Lewinnek's zone. Size by the fitted sphere of the acetabulum and {@link #REAMING}; of it and its neighbours, up to {@link #MAX_MEDIAL}
 * medially, the best supported by bone that does not come through the medial wall.
 * <li>Liner and head: the largest head that a liner of the cup takes.
 * <li>Of all stems and heads and a depth within {@link #MAX_DEPTH}, the one that best restores leg length and global offset. </ol>
 *
 * <p>Targets (SI): {@code cup.inclination.radiographic}, {@code cup.anteversion.radiographic}, {@code stem.version} (about the mechanical
 * axis), {@code head.diameter}, {@code leg-length.change}, {@code offset.global.change}. Bones need the frames of {@link HipFrames}, the
 * pelvis a surface {@code outer}, the femur {@code canal} or {@code outer}. A proposal to start from, not a plan. An assembly with a role
 * {@code augment} is for a revision, see {@link RevisionPlan}.
 */
final class HipPlanProposer implements PlanProposer {

    private static final MessageCatalog MESSAGES = new MessageCatalog(HipPlanProposer.class);

    static final double MIN_VERSION = Math.toRadians(5);
    static final double MAX_VERSION = Math.toRadians(25);
    /** Diameter that reaming adds to the bony acetabulum: one millimetre of subchondral bone on each side. */
    static final double REAMING = 0.002;
    static final double MAX_MEDIAL = 0.006;
    static final double MAX_DEPTH = 0.004;

    private static final double INCLINATION = Math.toRadians(40);
    private static final double ANTEVERSION = Math.toRadians(20);
    private static final double WIDMER = Math.toRadians(37.3);
    private static final double WIDMER_BAND = Math.toRadians(4);
    /** Lewinnek's zone of 5 to 25 degrees, a degree within, so that rounding does not lead out of it. */
    private static final double LEWINNEK_LOW = Math.toRadians(6);
    private static final double LEWINNEK_HIGH = Math.toRadians(24);
    /** What a broach may take from the endosteum, over 95 % of the outline and anywhere. */
    private static final double INTERFERENCE = 0.0005;
    private static final double MAX_INTERFERENCE = 0.002;
    /** What the cortex may be thinner than estimated, where there is no surface of the canal. */
    private static final double ESTIMATE = 0.001;
    private static final double MAX_CENTRING = 0.004;
    private static final double MAX_PERFORATION = 0.02;
    /** Weights of the choice, per millimetre: leg length matters most. */
    private static final double OFFSET_WEIGHT = 0.7;
    private static final double DEPTH_WEIGHT = 0.3;
    private static final double SIZE_WEIGHT = 1.0;
    private static final double SAME_DIAMETER = 1e-4;
    static final List<String> TARGETS = List.of("cup.anteversion.radiographic", "cup.inclination.radiographic", "head.diameter",
            "leg-length.change", "offset.global.change", "stem.version");

    record StemChoice(PartModel part, Map<String, Double> coordinates, double fill, boolean estimated, int smaller) {
    }

    private record CupChoice(PartModel part, double medial, double coverage, double perforation, double score) {
    }

    record Ball(PartModel liner, PartModel head, double diameter) {
    }

    @Override
    public List<Proposal> propose(List<Body> bodies, Side side, Map<String, List<PartModel>> candidates,
            BiPredicate<PartModel, PartModel> compatible, Map<String, Double> targets, Monitor monitor) {
        if (candidates.containsKey(RevisionPlan.AUGMENT)) {
            return RevisionPlan.propose(bodies, side, candidates, compatible, targets, monitor);
        }
        for (String name : targets.keySet()) {
            if (!TARGETS.contains(name)) {
                throw new IllegalArgumentException("the hip has no target '" + name + "'; it has " + String.join(", ", TARGETS));
            }
        }
        monitor.begin("proposing a plan", 4);
        Body pelvis = body(bodies, "pelvis", null);
        Body femur = body(bodies, "femur", side);
        Vec3 fhc = femur.landmark("FHC");
        double nativeVersion = Hip.version(femur, side, fhc.minus(femur.landmark("NECK_C")));
        double version = targets.getOrDefault("stem.version", Math.max(MIN_VERSION, Math.min(MAX_VERSION, nativeVersion)));
        List<StemChoice> stems = stems(required(candidates, "stem"), femur, side, version, monitor);
        monitor.worked(1);
        double inclination = targets.getOrDefault("cup.inclination.radiographic", INCLINATION);
        double anteversion = targets.containsKey("cup.anteversion.radiographic") ? targets.get("cup.anteversion.radiographic")
                : anteversion(version);
        double socket = Surfaces.socket(pelvis.surface("outer"), pelvis.frame(HipFrames.PELVIS_APP), side).sphere().radius();
        List<CupChoice> cups = cups(required(candidates, "cup"), pelvis, side, 2 * socket, inclination, anteversion, monitor);
        monitor.worked(1);
        CupChoice cup = null;
        List<Ball> balls = List.of();
        for (CupChoice c : cups) {
            balls = balls(c.part, candidates, compatible, targets.get("head.diameter"));
            if (!balls.isEmpty()) {
                cup = c;
                break;
            }
        }
        if (cup == null) {
            throw new IllegalArgumentException("role head: no liner and head" + (targets.containsKey("head.diameter")
                    ? " of " + mm(targets.get("head.diameter"), 1) + " mm" : "") + " may be combined with the cups of "
                    + mm(cups.get(0).part.parameter("cup.outer-diameter"), 0) + " mm and around");
        }
        monitor.worked(1);
        Map<String, Double> cupAt = new LinkedHashMap<>();
        cupAt.put(CupPlacement.INCLINATION, inclination);
        cupAt.put(CupPlacement.ANTEVERSION, anteversion);
        cupAt.put(CupPlacement.LATERAL, 0 - cup.medial);
        Vec3 centre = pelvis.frame(HipFrames.PELVIS_APP).times(new CupPlacement(CupDefinition.RADIOGRAPHIC).pose(cupAt, side))
                .times(bearing(cup.part, balls.get(0).liner)).translation();
        Match best = match(stems, balls, pelvis, femur, side, centre, compatible, targets,
                (s, at) -> excess(fit(s.part, femur, side, at)) <= 0, monitor);
        monitor.worked(1);
        List<Proposal> plan = new ArrayList<>();
        plan.add(new Proposal("cup", cup.part.component(), cup.part.size(), pelvis.id(), HipFrames.PELVIS_APP, "hip.cup.radiographic",
                cupAt,
                said("propose.cup", mm(cup.part.parameter("cup.outer-diameter"), 0), mm(2 * socket, 1), cup.medial > 0
                        ? said("propose.cup.medially", mm(cup.medial, 0)) : said("propose.cup.native"),
                        Numbers.fixed(100 * cup.coverage, 0), deg(anteversion), deg(anteversion + 0.7 * version))));
        if (best.ball.liner != null) {
            plan.add(new Proposal("liner", best.ball.liner.component(), best.ball.liner.size(), "", "", "", Map.of(),
                    said("propose.liner", mm(cup.part.parameter("cup.outer-diameter"), 0), mm(best.ball.diameter, 1))));
        }
        plan.add(new Proposal("head", best.ball.head.component(), best.ball.head.size(), "", "", "", Map.of(),
                said("propose.head", mm(best.ball.diameter, 1), signed(best.length), signed(best.offset))));
        plan.add(new Proposal("stem", best.stem.part.component(), best.stem.part.size(), femur.id(), HipFrames.FEMUR_STEM, StemPlacement.ID,
                best.coordinates, reason(best.stem, version, nativeVersion)));
        return plan;
    }

    /** The cup's sum needs the version of the stem, the stem has only its canal; liner and head follow from everything. */
    @Override
    public boolean reasonTellsOf(String role, String changed) {
        return switch (role) {
            case "cup" -> changed.equals("stem");
            case RevisionPlan.AUGMENT -> changed.equals("cup");
            case "stem" -> false;
            default -> true;
        };
    }

    private static Diagnostic reason(StemChoice stem, double version, double nativeVersion) {
        return said("propose.stem", said(stem.smaller == 0 ? "propose.stem.largest" : "propose.stem.smaller"),
                Numbers.fixed(100 * stem.fill, 0), stem.estimated ? said("propose.stem.estimated") : "",
                Math.abs(version - nativeVersion) < 1e-9 ? said("propose.stem.as-native", deg(version))
                        : said("propose.stem.native", deg(version), deg(nativeVersion)));
    }

    static Diagnostic said(String code, Object... args) {
        return Diagnostic.info(MESSAGES, code, args);
    }

    static Body body(List<Body> bodies, String type, Side side) {
        return bodies.stream().filter(b -> b.type().equals(type) && (side == null || b.side() == side)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("there is no " + type + (side == null ? "" : " of the "
                + side.name().toLowerCase(java.util.Locale.ROOT)
                        + " side") + " among " + String.join(", ", bodies.stream().map(Body::id).toList())));
    }

    static List<PartModel> required(Map<String, List<PartModel>> candidates, String role) {
        List<PartModel> list = candidates.getOrDefault(role, List.of());
        if (list.isEmpty()) {
            throw new IllegalArgumentException("role " + role + ": no sizes are offered");
        }
        return list;
    }

    static double anteversion(double stemVersion) {
        double low = WIDMER - WIDMER_BAND - 0.7 * stemVersion;
        double high = WIDMER + WIDMER_BAND - 0.7 * stemVersion;
        return Math.max(LEWINNEK_LOW, Math.min(LEWINNEK_HIGH, Math.max(low, Math.min(high, ANTEVERSION))));
    }

    // -------------------------------------------------------------------------------------------------------------------- stem

    private static List<StemChoice> stems(List<PartModel> parts, Body femur, Side side, double version, Monitor monitor) {
        Map<Double, List<PartModel>> bySize = new TreeMap<>(Comparator.reverseOrder());
        for (PartModel p : parts) {
            if (!p.surfaces().containsKey("envelope")) {
                throw new IllegalArgumentException("role stem: part " + p.partNumber() + " has no surface 'envelope'");
            }
            bySize.computeIfAbsent(p.parameters().getOrDefault("stem.size", p.parameters().getOrDefault("stem.width.distal", 0.0)),
                    k -> new ArrayList<>()).add(p);
        }
        List<StemChoice> choices = new ArrayList<>();
        double least = Double.POSITIVE_INFINITY;
        PartModel nearest = parts.get(0);
        int smaller = 0;
        for (List<PartModel> sizes : bySize.values()) {
            int before = choices.size();
            for (PartModel p : sizes) {
                monitor.checkCancelled();
                Map<String, Double> at = centred(p, femur, side, version);
                CanalFit fit = fit(p, femur, side, at);
                double excess = excess(fit);
                if (excess < least) {
                    least = excess;
                    nearest = p;
                }
                if (excess <= 0) {
                    choices.add(new StemChoice(p, at, fill(fit), fit.estimated(), smaller));
                }
            }
            // the largest size that fits and the next one
            if (choices.size() > before && ++smaller == 2) {
                break;
            }
        }
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("role stem: none of " + parts.size() + " sizes fits the canal; the nearest, "
                    + nearest.component()
                    + " " + nearest.size() + ", " + (Double.isInfinite(least) ? "does not lie in it at all" : "reaches " + mm(least, 2)
                    + " mm farther beyond the endosteum than the limits of " + mm(INTERFERENCE, 1) + " mm over 95 % of its outline and "
                    + mm(MAX_INTERFERENCE, 1) + " mm anywhere"));
        }
        return choices;
    }

    /** Placement at depth 0 with the wanted version, the distal half of the stem in the middle of the canal. */
    static Map<String, Double> centred(PartModel stem, Body femur, Side side, double version) {
        Map<String, Double> at = new LinkedHashMap<>();
        at.put(StemPlacement.ANTEVERSION, version);
        at.put(StemPlacement.DEPTH, 0.0);
        at.put(StemPlacement.ANTERIOR, 0.0);
        at.put(StemPlacement.MEDIAL, 0.0);
        // the version is about the mechanical axis, the placement about the stem's own
        for (int i = 0; i < 8; i++) {
            double v = Hip.version(femur, side, pose(femur, side, at).times(stem.feature("taper")).axis(2));
            at.merge(StemPlacement.ANTEVERSION, version - v, Double::sum);
        }
        Vec3 move = CanalFit.centring(stem.surfaces().get("envelope"), pose(femur, side, at), femur);
        Vec3 inFrame = femur.frame(HipFrames.FEMUR_STEM).inverse().rotate(move);
        at.put(StemPlacement.ANTERIOR, clamp(inFrame.x()));
        at.put(StemPlacement.MEDIAL, clamp(-side.sign() * inFrame.z()));
        return at;
    }

    private static double clamp(double shift) {
        return Math.max(-MAX_CENTRING, Math.min(MAX_CENTRING, shift));
    }

    static RigidTransform pose(Body femur, Side side, Map<String, Double> at) {
        return femur.frame(HipFrames.FEMUR_STEM).times(new StemPlacement().pose(at, side));
    }

    private static CanalFit fit(PartModel stem, Body femur, Side side, Map<String, Double> at) {
        return CanalFit.of(stem.surfaces().get("envelope"), pose(femur, side, at), femur);
    }

    /** How far the stem misses the limits of interference, m; 0 or less where it fits. */
    private static double excess(CanalFit fit) {
        if (fit.levels().size() < CanalFit.PARTS.length) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = Double.NEGATIVE_INFINITY;
        for (CanalFit.Level l : fit.levels()) {
            double[] g = l.gaps().clone();
            java.util.Arrays.sort(g);
            worst = Math.max(worst, Math.max(-g[(int) (0.05 * g.length)] - INTERFERENCE, l.penetration() - MAX_INTERFERENCE));
        }
        return fit.estimated() ? worst - ESTIMATE : worst;
    }

    private static double fill(CanalFit fit) {
        return fit.levels().stream().mapToDouble(CanalFit.Level::width).average().orElse(Double.NaN);
    }

    // --------------------------------------------------------------------------------------------------------------------- cup

    private static List<CupChoice> cups(List<PartModel> parts, Body pelvis, Side side, double socket, double inclination,
            double anteversion,
            Monitor monitor) {
        List<PartModel> sizes = new ArrayList<>(parts);
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("cup.outer-diameter")).thenComparing(PartModel::component));
        double wanted = socket + REAMING;
        double nearest = sizes.stream().mapToDouble(p -> Math.abs(p.parameter("cup.outer-diameter") - wanted)).min().orElseThrow();
        if (nearest > 0.006) {
            throw new IllegalArgumentException("role cup: the acetabulum of " + mm(socket, 1) + " mm asks for an outer diameter of "
                    + mm(wanted, 1) + " mm; the sizes reach from " + mm(sizes.get(0).parameter("cup.outer-diameter"), 0) + " to "
                    + mm(sizes.get(sizes.size() - 1).parameter("cup.outer-diameter"), 0) + " mm");
        }
        Bvh bone = KeptTrees.of(pelvis.surface("outer"));
        RigidTransform app = pelvis.frame(HipFrames.PELVIS_APP);
        Vec3 axis = app.rotate(CupOrientation.of(CupDefinition.RADIOGRAPHIC, inclination, anteversion).axis(side));
        List<CupChoice> choices = new ArrayList<>();
        for (PartModel p : sizes) {
            double off = Math.abs(p.parameter("cup.outer-diameter") - wanted);
            if (off > nearest + 0.0025) {
                continue;
            }
            for (double medial = 0; medial < MAX_MEDIAL + 1e-9; medial += 0.001) {
                monitor.checkCancelled();
                Vec3 centre = app.apply(new Vec3(0, 0, -side.sign() * medial));
                double radius = 0.5 * p.parameter("cup.outer-diameter");
                double coverage = Coverage.ofCup(bone, centre, app, side, axis, radius);
                double perforation = Coverage.perforation(bone, centre, app, side, axis, radius);
                // a millimetre off the native centre or the fitted size has to earn two or one and a half per cent of support
                double score = coverage - 20 * medial - 15 * off - 5 * Math.max(0, perforation - MAX_PERFORATION);
                choices.add(new CupChoice(p, medial, coverage, perforation, score));
            }
        }
        choices.sort(Comparator.comparingDouble(CupChoice::score).reversed());
        return choices;
    }

    // ------------------------------------------------------------------------------------------------------------ liner and head

    /** The largest heads that go with the cup, each with its liner; the plainest liner first. */
    static List<Ball> balls(PartModel cup, Map<String, List<PartModel>> candidates, BiPredicate<PartModel, PartModel> compatible,
            Double wanted) {
        List<PartModel> heads = required(candidates, "head");
        List<PartModel> liners = new ArrayList<>(candidates.getOrDefault("liner", List.of()));
        boolean modular = !liners.isEmpty();
        liners.removeIf(l -> !compatible.test(cup, l));
        // the plainest first: no lip, no second articulation
        liners.sort(Comparator.comparingDouble((PartModel l) -> l.parameters().getOrDefault("liner.lip-height", 0.0)
                + l.parameters().getOrDefault("liner.lip-angle", 0.0) + (l.parameters().containsKey("outer.diameter") ? 1 : 0))
                .thenComparingDouble(l -> Math.abs(l.parameters().getOrDefault("liner.rim-height", l.parameters().getOrDefault("rim.height",
                0.0))))
                .thenComparing(PartModel::component));
        List<Ball> all = new ArrayList<>();
        for (PartModel h : heads) {
            double d = h.parameter("head.diameter");
            if (wanted != null && Math.abs(d - wanted) > SAME_DIAMETER) {
                continue;
            }
            if (!modular && compatible.test(cup, h)) {
                all.add(new Ball(null, h, d));
            }
            for (PartModel l : liners) {
                if (Math.abs(l.parameter("liner.inner-diameter") - d) <= SAME_DIAMETER && compatible.test(l, h)) {
                    all.add(new Ball(l, h, d));
                    break;
                }
            }
        }
        double largest = all.stream().mapToDouble(Ball::diameter).max().orElse(0);
        all.removeIf(b -> b.diameter < largest - SAME_DIAMETER);
        return all;
    }

    static RigidTransform bearing(PartModel cup, PartModel liner) {
        if (liner == null) {
            return RigidTransform.IDENTITY;
        }
        return cup.features().getOrDefault("liner", RigidTransform.IDENTITY)
                .times(liner.features().getOrDefault("shell", RigidTransform.IDENTITY).inverse())
                .times(liner.features().getOrDefault("bearing", RigidTransform.IDENTITY));
    }

    // -------------------------------------------------------------------------------------------------------- length and offset

    record Match(StemChoice stem, Ball ball, Map<String, Double> coordinates, double length, double offset, double score) {
    }

    static Match match(List<StemChoice> stems, List<Ball> balls, Body pelvis, Body femur, Side side, Vec3 centre,
            BiPredicate<PartModel, PartModel> compatible, Map<String, Double> targets, BiPredicate<StemChoice, Map<String, Double>> fits,
            Monitor monitor) {
        double wantedLength = targets.getOrDefault("leg-length.change", 0.0);
        double wantedOffset = targets.getOrDefault("offset.global.change", 0.0);
        RigidTransform femoral = femur.frame(HipFrames.ISB_FEMUR).inverse();
        Vec3 cupShift = pelvis.frame(HipFrames.ISB_PELVIS).inverse().rotate(centre.minus(pelvis.frame(HipFrames.PELVIS_APP).translation()));
        List<Match> all = new ArrayList<>();
        for (StemChoice s : stems) {
            for (Ball b : balls) {
                if (!compatible.test(b.head, s.part)) {
                    continue;
                }
                for (int i = -4; i <= 4; i++) {
                    double depth = 0.25 * i * MAX_DEPTH;
                    Map<String, Double> at = new LinkedHashMap<>(s.coordinates);
                    at.put(StemPlacement.DEPTH, depth);
                    Vec3 head = pose(femur, side, at).times(s.part.feature("taper")).times(b.head.feature("taper").inverse()).translation();
                    Vec3 moved = cupShift.minus(femoral.rotate(head.minus(femur.landmark("FHC"))));
                    double length = -moved.y();
                    double offset = side.sign() * moved.z();
                    double score = 1000.0 * (Math.abs(length - wantedLength) + OFFSET_WEIGHT * Math.abs(offset - wantedOffset)
                            + DEPTH_WEIGHT * Math.abs(depth)) + SIZE_WEIGHT * s.smaller;
                    all.add(new Match(s, b, at, length, offset, score));
                }
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("role stem: no stem that fits the canal may be combined with a head of "
                    + mm(balls.get(0).diameter, 1)
                    + " mm");
        }
        all.sort(Comparator.comparingDouble(Match::score));
        for (Match m : all) {
            monitor.checkCancelled();
            if (m.coordinates.get(StemPlacement.DEPTH) == 0 || fits.test(m.stem, m.coordinates)) {
                return m;
            }
        }
        throw new AssertionError("a stem at depth 0 was found to fit before");
    }

    static String mm(double si, int decimals) {
        return Numbers.fixed(si * 1000.0, decimals);
    }

    static String signed(double si) {
        return (si >= 0 ? "+" : "") + mm(si, 1);
    }

    static String deg(double rad) {
        return Numbers.fixed(Math.toDegrees(rad), 1);
    }
}
