/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder;

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
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.internal.GlenoidSeat;
import org.orthotwin.joint.shoulder.internal.Shoulder;
import org.orthotwin.joint.spi.PlanProposer;
import org.orthotwin.landmarks.BoneFrames;

/**
 * Sizes and places baseplate, glenosphere, stem, tray and liner of a reverse total shoulder; the parts of an anatomic one by {@link
 * AnatomicPlan}.
 *
 * <ol>
 * <li>Baseplate: version that of the native glenoid, but not turned back by more than {@link #RETROVERTED} nor forwards; inclination that
 * of the native glenoid, but not upwards. The largest plate that leaves {@link #MARGIN} to both sides of the rim, its lower edge {@code
 * glenoid.lower-edge} above the lowest point of the rim, as deep as it takes to have {@code glenoid.seating} of its back on bone.
 * <li>Glenosphere: of those that go with the plate the one whose diameter is nearest to {@code glenosphere.diameter}, by choice the height
 * of the glenoid and {@link #OVER_HEIGHT}; then nearest to {@code glenosphere.lateralization} and {@code glenosphere.eccentricity}.
 * <li>Stem: of inclination {@code humeral.inclination} the largest whose shaft leaves {@link #ROOM} in the canal, or where there is no
 * surface {@code canal} {@link #CORTEX} within the outer one, its axis that of the shaft, turned by {@code humeral.retroversion}; the cut
 * goes through the point {@code humeral.cut} behind the head's centre along the axis of the seat.
 * <li>Tray and liner: the thinnest that go with the others.
 * </ol>
 *
 * <p>Targets (SI): {@code glenoid.version}, {@code glenoid.inclination}, {@code glenoid.lower-edge}, {@code glenoid.seating}, {@code
 * glenosphere.diameter}, {@code glenosphere.lateralization}, {@code glenosphere.eccentricity}, {@code humeral.inclination}, {@code
 * humeral.retroversion}, {@code humeral.cut}. A proposal to start from, not a plan: the tension of the deltoid is not balanced.
 */
final class ShoulderPlanProposer implements PlanProposer {

    private static final MessageCatalog MESSAGES = new MessageCatalog(ShoulderPlanProposer.class);

    static final double RETROVERTED = Math.toRadians(10);
    static final double MARGIN = 0.0005;
    static final double SEATING = 0.8;
    static final double OVER_HEIGHT = 0.002;
    static final double LATERALIZATION = 0.004;
    static final double ECCENTRICITY = 0.002;
    static final double INCLINATION = Math.toRadians(145);
    static final double RETROVERSION = Math.toRadians(20);
    static final double CUT = 0.008;
    static final double ROOM = 0.0003;
    /**
     * Thickness of the cortex of a shaft whose canal is not known, m: the largest of 37 proximal humeri, thickest in the diaphysis (A Majed
     * et al., Cortical thickness analysis of the proximal humerus, Shoulder Elbow: 0.33 to 3.5 mm). Farther down it is thicker.
     */
    static final double CORTEX = 0.0035;
    /** Heights of a stem at which its room in the canal is looked at, in parts of its length from the tip. */
    private static final double[] HEIGHTS = {0.08, 0.16, 0.25, 0.35, 0.5};
    private static final int AROUND = 36;
    static final String CANAL = "canal";
    private static final List<String> TARGETS = List.of("glenoid.inclination", "glenoid.lower-edge", "glenoid.seating", "glenoid.version",
            "glenosphere.diameter", "glenosphere.eccentricity", "glenosphere.lateralization", "humeral.cut", "humeral.inclination",
            "humeral.retroversion");

    private record Glenoid(PartModel plate, Map<String, Double> at, RigidTransform pose, GlenoidSeat seat) {
    }

    private record Stem(PartModel part, Map<String, Double> at, double room) {
    }

    @Override
    public List<Proposal> propose(List<Body> bodies, Side side, Map<String, List<PartModel>> candidates,
            BiPredicate<PartModel, PartModel> compatible, Map<String, Double> targets, Monitor monitor) {
        boolean anatomic = candidates.containsKey(AnatomicPlan.GLENOID);
        List<String> known = anatomic ? AnatomicPlan.TARGETS : TARGETS;
        for (String name : targets.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException((anatomic ? "the anatomic shoulder has no target '" : "the shoulder has no target '")
                        + name + "'; it has " + String.join(", ", known));
            }
        }
        Body scapula = body(bodies, "scapula", side);
        Body humerus = body(bodies, "humerus", side);
        if (anatomic) {
            return new AnatomicPlan(scapula, humerus, side, compatible, targets, monitor).propose(
                    required(candidates, AnatomicPlan.GLENOID), required(candidates, "head"), required(candidates, "stem"));
        }
        monitor.begin("proposing a plan", 3);
        double edge = targets.getOrDefault("glenoid.lower-edge", 0.0);
        Glenoid g = glenoid(required(candidates, "baseplate"), scapula, side, edge, targets, monitor);
        monitor.worked(1);
        double height = scapula.landmark("GLEN_S").distance(scapula.landmark("GLEN_I"));
        PartModel ball = nearest(required(candidates, "glenosphere"), p -> compatible.test(g.plate, p),
                Map.of("glenosphere.diameter", targets.getOrDefault("glenosphere.diameter", height + OVER_HEIGHT)),
                Map.of("glenosphere.lateralization", targets.getOrDefault("glenosphere.lateralization", LATERALIZATION),
                        "glenosphere.eccentricity", targets.getOrDefault("glenosphere.eccentricity", ECCENTRICITY)),
                "glenosphere", g.plate);
        monitor.worked(1);
        Stem stem = stem(required(candidates, "stem"), humerus, side, targets, monitor);
        PartModel tray = thinnest(required(candidates, "tray"), "tray.thickness", p -> compatible.test(stem.part, p), "tray", stem.part);
        PartModel liner = thinnest(required(candidates, "liner"), "liner.thickness",
                p -> compatible.test(ball, p) && compatible.test(tray, p), "liner", ball);
        monitor.worked(1);
        double[] glenoid = Shoulder.nativeGlenoid(scapula, side);
        boolean estimated = !humerus.surfaces().containsKey(CANAL);
        double reach = overhang(scapula, g, ball);
        return List.of(
                new Proposal("baseplate", g.plate.component(), g.plate.size(), scapula.id(), BoneFrames.SCAPULA_PLANE,
                        BaseplatePlacement.ID, g.at, said("propose.baseplate", deg(g.at.get(BaseplatePlacement.VERSION)), deg(glenoid[0]),
                                deg(g.at.get(BaseplatePlacement.INCLINATION)), deg(glenoid[1]), mm(edge, 1), mm(g.seat.reaming(), 1),
                                Numbers.fixed(100 * g.seat.contact(), 0))),
                new Proposal("glenosphere", ball.component(), ball.size(), "", "", "", Map.of(),
                        said("propose.glenosphere", mm(ball.parameter("glenosphere.diameter"), 0), mm(height, 1),
                                mm(ball.parameter("glenosphere.lateralization"), 0), mm(ball.parameter("glenosphere.eccentricity"), 0),
                                mm(reach, 1))),
                new Proposal("stem", stem.part.component(), stem.part.size(), humerus.id(), BoneFrames.HUMERUS_STEM, HumeralPlacement.ID,
                        stem.at, said(estimated ? "propose.stem.estimated" : "propose.stem", deg0(stem.part.parameter("stem.inclination")),
                                deg(stem.at.get(HumeralPlacement.RETROVERSION)), deg(Shoulder.nativeRetroversion(humerus, side)),
                                mm(stem.room, 1), mm(targets.getOrDefault("humeral.cut", CUT), 1), mm(CORTEX, 1))),
                new Proposal("tray", tray.component(), tray.size(), "", "", "", Map.of(),
                        said("propose.tray", mm(tray.parameter("tray.thickness"), 0))),
                new Proposal("liner", liner.component(), liner.size(), "", "", "", Map.of(),
                        said("propose.liner", mm(liner.parameter("liner.thickness"), 0))));
    }

    /** The ball goes with the plate and its reason with where that lies; the liner goes with the ball; a hollow is for a head. */
    @Override
    public boolean reasonTellsOf(String role, String changed) {
        return role.equals("glenosphere") && changed.equals("baseplate") || role.equals("liner") && changed.equals("glenosphere")
                || role.equals("glenoid") && changed.equals("head") || role.equals("head") && changed.equals("stem");
    }

    private static Body body(List<Body> bodies, String type, Side side) {
        return bodies.stream().filter(b -> b.type().equals(type) && b.side() == side).findFirst().orElseThrow(
                () -> new IllegalArgumentException("there is no " + type + " of the " + side.name().toLowerCase(Locale.ROOT)
                        + " side among " + String.join(", ", bodies.stream().map(Body::id).toList())));
    }

    private static List<PartModel> required(Map<String, List<PartModel>> candidates, String role) {
        List<PartModel> list = candidates.getOrDefault(role, List.of());
        if (list.isEmpty()) {
            throw new IllegalArgumentException("role " + role + ": no sizes are offered");
        }
        return list;
    }

    private static PartModel nearest(List<PartModel> parts, java.util.function.Predicate<PartModel> fits, Map<String, Double> first,
            Map<String, Double> then, String role, PartModel with) {
        return parts.stream().filter(fits).min(Comparator.comparingDouble((PartModel p) -> away(p, first))
                .thenComparingDouble(p -> away(p, then)).thenComparing(PartModel::size)).orElseThrow(() -> none(role, with));
    }

    private static double away(PartModel p, Map<String, Double> wanted) {
        return wanted.entrySet().stream().mapToDouble(e -> Math.abs(p.parameter(e.getKey()) - e.getValue())).sum();
    }

    private static PartModel thinnest(List<PartModel> parts, String parameter, java.util.function.Predicate<PartModel> fits, String role,
            PartModel with) {
        return parts.stream().filter(fits).min(Comparator.comparingDouble((PartModel p) -> p.parameter(parameter))
                .thenComparing(PartModel::size)).orElseThrow(() -> none(role, with));
    }

    static IllegalArgumentException none(String role, PartModel with) {
        return new IllegalArgumentException("role " + role + ": none of the sizes may be combined with " + with.component() + " "
                + with.size());
    }

    // ---- scapula

    private static Glenoid glenoid(List<PartModel> plates, Body scapula, Side side, double edge, Map<String, Double> targets,
            Monitor monitor) {
        double[] glenoid = Shoulder.nativeGlenoid(scapula, side);
        double version = targets.getOrDefault("glenoid.version", Math.max(-RETROVERTED, Math.min(0, glenoid[0])));
        double inclination = targets.getOrDefault("glenoid.inclination", Math.min(0, glenoid[1]));
        double contact = targets.getOrDefault("glenoid.seating", SEATING);
        if (!(contact > 0 && contact <= 1)) {
            throw new IllegalArgumentException("target glenoid.seating is " + contact + ", outside 0 to 1");
        }
        double width = scapula.landmark("GLEN_A").distance(scapula.landmark("GLEN_P"));
        PartModel plate = plates.stream().filter(p -> p.parameter("baseplate.diameter") <= width - 2 * MARGIN)
                .max(Comparator.comparingDouble((PartModel p) -> p.parameter("baseplate.diameter")).thenComparing(PartModel::size))
                .orElseGet(() -> plates.stream().min(Comparator.comparingDouble((PartModel p) -> p.parameter("baseplate.diameter"))
                        .thenComparing(PartModel::size)).orElseThrow());
        monitor.checkCancelled();
        Map<String, Double> at = new LinkedHashMap<>();
        at.put(BaseplatePlacement.VERSION, version);
        at.put(BaseplatePlacement.INCLINATION, inclination);
        at.put(BaseplatePlacement.ROTATION, 0.0);
        RigidTransform frame = scapula.frame(BoneFrames.SCAPULA_PLANE);
        RigidTransform turn = new BaseplatePlacement().pose(at, side);
        double radius = 0.5 * plate.parameter("baseplate.diameter");
        double low = frame.times(turn).inverse().apply(scapula.landmark("GLEN_I")).y();
        RigidTransform there = turn.times(RigidTransform.translation(new Vec3(0, low + edge + radius, 0)));
        GlenoidSeat bone = GlenoidSeat.of(scapula.surface("outer"), frame.times(there), radius, side);
        double depth = bone.depthFor(contact);
        if (Double.isInfinite(depth)) {
            throw new IllegalArgumentException("role baseplate: no depth has " + Numbers.fixed(100 * contact, 0) + " % of plate "
                    + plate.size() + " on bone");
        }
        RigidTransform seated = there.times(RigidTransform.translation(new Vec3(0, 0, -side.sign() * depth)));
        at.putAll(new BaseplatePlacement().values(seated, side));
        at.put(BaseplatePlacement.VERSION, version);
        at.put(BaseplatePlacement.INCLINATION, inclination);
        at.put(BaseplatePlacement.ROTATION, 0.0);
        RigidTransform pose = frame.times(new BaseplatePlacement().pose(at, side));
        return new Glenoid(plate, at, pose, GlenoidSeat.of(scapula.surface("outer"), pose, radius, side));
    }

    private static double overhang(Body scapula, Glenoid g, PartModel ball) {
        double rim = g.pose.inverse().apply(scapula.landmark("GLEN_I")).y();
        return rim + ball.parameter("glenosphere.eccentricity") + 0.5 * ball.parameter("glenosphere.diameter");
    }

    // ---- humerus

    private static Stem stem(List<PartModel> parts, Body humerus, Side side, Map<String, Double> targets, Monitor monitor) {
        double inclination = targets.getOrDefault("humeral.inclination", INCLINATION);
        double least = parts.stream().mapToDouble(p -> Math.abs(p.parameter("stem.inclination") - inclination)).min().orElseThrow();
        List<PartModel> sizes = new ArrayList<>(parts);
        sizes.removeIf(p -> Math.abs(p.parameter("stem.inclination") - inclination) > least + 1e-9);
        sizes.sort(Comparator.comparingDouble((PartModel p) -> p.parameter("stem.width.distal")).reversed().thenComparing(PartModel::size));
        Map<String, Double> turned = new LinkedHashMap<>();
        turned.put(HumeralPlacement.RETROVERSION, targets.getOrDefault("humeral.retroversion", RETROVERSION));
        turned.put(HumeralPlacement.VARUS, 0.0);
        turned.put(HumeralPlacement.FLEXION, 0.0);
        RigidTransform frame = humerus.frame(BoneFrames.HUMERUS_STEM);
        RigidTransform turn = new HumeralPlacement().pose(turned, side);
        Canal canal = Canal.of(humerus);
        Stem tightest = null;
        for (PartModel p : sizes) {
            monitor.checkCancelled();
            RigidTransform seat = p.feature("tray");
            Vec3 axis = seat.axis(2);
            Vec3 head = frame.times(turn).inverse().apply(humerus.landmark("GH"));
            Vec3 through = head.minus(axis.times(targets.getOrDefault("humeral.cut", CUT)));
            // down the shaft until the plane of the seat goes through that point
            double down = axis.dot(seat.translation().minus(through)) / axis.y();
            Map<String, Double> at = new LinkedHashMap<>(turned);
            at.put(HumeralPlacement.DEPTH, down);
            at.put(HumeralPlacement.ANTERIOR, 0.0);
            at.put(HumeralPlacement.MEDIAL, 0.0);
            double room = canal.room(frame.times(new HumeralPlacement().pose(at, side)), p);
            tightest = new Stem(p, at, room);
            if (room >= ROOM) {
                return tightest;
            }
        }
        return tightest;
    }

    /**
     * The canal of a humerus, or what stands in for it.
     *
     * @param surface of the canal, or of the bone where there is none
     * @param wall thickness of the cortex within the surface, m
     */
    record Canal(RayCast surface, double wall) {

        static Canal of(Body humerus) {
            boolean estimated = !humerus.surfaces().containsKey(CANAL);
            return new Canal(new RayCast(KeptTrees.of(humerus.surface(estimated ? "outer" : CANAL))), estimated ? CORTEX : 0);
        }

        /**
         * Least distance of the stem's shaft from the wall of the canal about its own axis, m; below 0 where it is too thick, and where
         * there is no wall.
         */
        double room(RigidTransform stem, PartModel p) {
            double least = Double.POSITIVE_INFINITY;
            double length = p.parameter("stem.length");
            for (double h : HEIGHTS) {
                Vec3 at = stem.apply(new Vec3(0, (h - 1) * length, 0));
                for (int i = 0; i < AROUND; i++) {
                    double a = 2 * Math.PI * i / AROUND;
                    double d = surface.first(at, stem.rotate(new Vec3(Math.cos(a), 0, Math.sin(a))));
                    least = Math.min(least, (Double.isInfinite(d) ? 0 : d - wall) - 0.5 * p.parameter("stem.width.distal"));
                }
            }
            return least;
        }
    }

    static Diagnostic said(String code, Object... args) {
        return Diagnostic.info(MESSAGES, code, args);
    }

    static String mm(double si, int decimals) {
        return Numbers.fixed(si * 1000.0, decimals);
    }

    static String deg(double rad) {
        return Numbers.fixed(Math.toDegrees(rad), 1);
    }

    static String deg0(double rad) {
        return Numbers.fixed(Math.toDegrees(rad), 0);
    }
}
