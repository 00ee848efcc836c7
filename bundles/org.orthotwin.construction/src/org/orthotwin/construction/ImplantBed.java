/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.orthotwin.core.Monitor;
import org.orthotwin.density.BoneStock;
import org.orthotwin.density.Calibration;
import org.orthotwin.density.CorticalThickness;
import org.orthotwin.density.ZoneScheme;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Volume;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.solver.Problem;

/**
 * The bone that will carry a planned implant, zone by zone: what is neither cut away nor taken by the part itself. A femoral stem has
 * Gruen's zones, a cup those of DeLee and Charnley.
 *
 * @param role of the part in the plan
 * @param bone id of the bone that carries it
 * @param scheme name of the zones' scheme
 * @param zones in the scheme's order
 */
public record ImplantBed(String role, String bone, String scheme, List<Zone> zones) {

    /** Thickness of the shell round a cup in which bone is counted, m: what a reamer may still take and screws hold in. */
    public static final double SHELL = 0.010;
    /** How far below a stem's tip bone is counted, m. */
    public static final double BELOW_TIP = 0.020;

    /**
     * Bone of one zone.
     *
     * @param stock volume, density and mineral
     * @param cortex median thickness of the cortex where the bone's surface lies in the zone, m; not a number where none is seen
     */
    public record Zone(BoneStock.Zone stock, double cortex) {
    }

    public ImplantBed {
        zones = List.copyOf(zones);
    }

    /**
     * @param image in HU, in whose frame (LPS, m) the bones of the plan lie
     * @param labels of a bone, its label 1, on the image's grid; asked once for each of its parts, which are left out where it is empty
     * @param plan bones and parts in place
     * @param side of the joint
     * @return one for each part whose zones are known, in the plan's order
     */
    public static List<ImplantBed> of(Volume image, Function<Body, Optional<LabelMap>> labels, Problem plan, Side side,
            Calibration calibration, Monitor monitor) {
        List<ImplantBed> beds = new ArrayList<>();
        for (PlacedPart part : plan.parts()) {
            Body bone = plan.body(part.body());
            Optional<ZoneScheme> scheme = scheme(part, bone, side);
            if (scheme.isPresent()) {
                Optional<LabelMap> own = labels.apply(bone);
                if (own.isPresent()) {
                    beds.add(bed(image, own.get(), part, bone, scheme.get(), calibration, monitor));
                }
            }
        }
        return beds;
    }

    private static ImplantBed bed(Volume image, LabelMap own, PlacedPart part, Body bone, ZoneScheme scheme, Calibration calibration,
            Monitor monitor) {
        ZoneScheme bed = scheme.where(remains(part));
        List<BoneStock.Zone> stock = BoneStock.measure(image, own, 1, 0, calibration, bed, monitor);
        TriangleMesh surface = bone.surface("outer");
        double[] cortex = CorticalThickness.of(image, surface, monitor);
        String[] zone = IntStream.range(0, cortex.length).mapToObj(v -> Double.isNaN(cortex[v]) ? ""
                : bed.zoneOf(surface.vertex(v)).orElse("")).toArray(String[]::new);
        List<Zone> zones = new ArrayList<>();
        for (BoneStock.Zone z : stock) {
            double[] seen = IntStream.range(0, cortex.length).filter(v -> zone[v].equals(z.zone())).mapToDouble(v -> cortex[v]).sorted()
                    .toArray();
            zones.add(new Zone(z, seen.length == 0 ? Double.NaN : seen[seen.length / 2]));
        }
        return new ImplantBed(part.role(), bone.id(), scheme.name(), zones);
    }

    /** The zones round a part, in the bone's frame; empty for a part for which the literature has none. */
    static Optional<ZoneScheme> scheme(PlacedPart part, Body bone, Side side) {
        RigidTransform pose = part.pose();
        Map<String, RigidTransform> f = part.part().features();
        return switch (part.part().kind()) {
            case "hip.stem" -> {
                if (!f.containsKey("tip") || !f.containsKey("resection") || !f.containsKey("shaft")) {
                    yield Optional.empty();
                }
                // where the shaft's axis leaves the cut
                Vec3 axis = f.get("shaft").axis(2);
                Vec3 from = f.get("shaft").translation();
                Vec3 normal = f.get("resection").axis(2);
                double along = normal.dot(f.get("resection").translation().minus(from)) / normal.dot(axis);
                Vec3 lateral = normal.minus(axis.times(normal.dot(axis))).negate();
                yield Optional.of(ZoneScheme.gruen(pose.apply(from.plus(axis.times(along))), pose.apply(f.get("tip").translation()),
                        pose.rotate(lateral), BELOW_TIP));
            }
            case "hip.cup" -> {
                RigidTransform app = bone.frame(BoneFrames.PELVIS_APP);
                double radius = 0.5 * part.part().parameter("cup.outer-diameter");
                yield Optional.of(ZoneScheme.deLeeCharnley(pose.translation(), app.axis(2).times(side.sign()), app.axis(1), radius, SHELL));
            }
            default -> Optional.empty();
        };
    }

    /** Whether a place of the bone is neither cut away nor inside the part; for any number of threads. */
    private static Predicate<Vec3> remains(PlacedPart part) {
        RigidTransform back = part.pose().inverse();
        List<Bvh> solids = Stream.of("envelope", "reaming").map(part.part().surfaces()::get).filter(Objects::nonNull).map(Bvh::of).toList();
        ThreadLocal<List<RayCast>> rays = ThreadLocal.withInitial(() -> solids.stream().map(RayCast::new).toList());
        RigidTransform cut = part.part().features().get("resection");
        return place -> {
            Vec3 p = back.apply(place);
            if (cut != null && p.minus(cut.translation()).dot(cut.axis(2)) > 0) {
                return false;
            }
            for (RayCast solid : rays.get()) {
                if (solid.inside(p)) {
                    return false;
                }
            }
            return true;
        };
    }
}
