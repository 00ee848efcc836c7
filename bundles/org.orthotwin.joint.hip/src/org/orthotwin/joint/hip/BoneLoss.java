/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import static org.orthotwin.joint.CoordinateDefinition.length;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Isosurface;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.Resection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.ScalarField3;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.internal.PelvicLoss;

/**
 * What a loose total hip leaves behind when it is taken out, as cavities of known place and size in a synthetic hip.
 *
 * <p>Pelvis: the room of the old cup, a ball swept from the anatomical to the migrated centre; a ball through the medial wall; a channel of
 * osteolysis down the ischium to a depth below the superior obturator line. Femur: the neck cut, the canal widened along its axis from the
 * neck to a depth below the lesser trochanter, in cortex as far as there is any. All lengths m; nothing is lost where {@code oldCupRadius}
 * is 0. The left side is the right one mirrored.
 */
final class BoneLoss {

    static final String RADIUS = "oldCupRadius";
    static final String SUPERIOR = "migrationSuperior";
    static final String MEDIAL = "migrationMedial";
    static final String ISCHIUM = "ischialLysis";
    static final String WALL = "medialLysis";
    static final String CANAL = "canalLoss";
    static final String CANAL_LENGTH = "canalLossLength";

    private static final List<CoordinateDefinition> PARAMETERS = List.of(
            length(RADIUS, "Radius of the room of an old cup that was taken out, 0 for a hip without one", 0, 0.038),
            length(SUPERIOR, "How far the old cup had migrated upwards", 0, 0.045),
            length(MEDIAL, "How far the old cup had migrated to the midline, negative: away from it", -0.020, 0.020),
            length(ISCHIUM, "How far osteolysis reaches down the ischium below the superior obturator line", 0, 0.035),
            length(WALL, "Radius of the hole in the medial wall", 0, 0.020),
            length(CANAL, "By how much the old stem and its cement widened the canal's radius", 0, 0.012),
            length(CANAL_LENGTH, "How far below the lesser trochanter the canal is widened", 0, 0.250));

    /** Radius of the channel of osteolysis in the ischium, m. */
    private static final double CHANNEL = 0.008;
    /** Where the ischium's body is above its tuberosity, as parts of that one's distances behind and medially of the centre. */
    private static final double BODY_BACK = 1.05;
    private static final double BODY_MEDIAL = 0.8;
    /** The hole in the medial wall is this far below the centre, m: the wall's lower part is the teardrop. */
    private static final double WALL_BELOW = 0.006;
    /** Spacing of the surfaces of the cavities, m. */
    private static final double SPACING = 0.0015;
    private static final double MARGIN = 0.006;
    /** The canal is widened from here above the lesser trochanter, and twice as much there as at its lower end; m. */
    private static final double ABOVE_TROCHANTER = 0.020;

    private BoneLoss() {
    }

    static List<CoordinateDefinition> parameters() {
        return PARAMETERS;
    }

    /** Takes the parameters of a loss out of those of a hip, checked; empty where there is no old implant. */
    static Map<String, Double> taken(Map<String, Double> chosen) {
        Map<String, Double> loss = CoordinateDefinition.take(PARAMETERS, chosen);
        if (!loss.isEmpty() && !loss.containsKey(RADIUS)) {
            throw new IllegalArgumentException(String.join(", ", loss.keySet()) + ": bone is lost to an old implant only; " + RADIUS
                    + " is 0 mm");
        }
        return loss;
    }

    /**
     * The bones without what was lost, with the landmark {@code PHC} of the pelvis in the old centre.
     *
     * @param truth takes {@code loss.*}, SI
     * @param units takes their units
     */
    static List<Body> carve(Body pelvis, Body femur, Side side, Map<String, Double> loss, Map<String, Double> truth,
            Map<String, String> units) {
        return List.of(pelvis(framed(pelvis, side), side, loss, truth, units), femur(framed(femur, side), side, loss));
    }

    private static Body framed(Body b, Side side) {
        Map<String, RigidTransform> frames = new LinkedHashMap<>();
        for (FrameDefinition f : HipFrames.all()) {
            if (f.boneType().equals(b.type())) {
                frames.put(f.id(), f.rule().pose(b.landmarks(), side));
            }
        }
        return new Body(b.id(), b.type(), b.side(), b.surfaces(), b.landmarks(), b.deviations(), frames);
    }

    // ------------------------------------------------------------------------------------------------------------------- pelvis

    private static Body pelvis(Body whole, Side side, Map<String, Double> loss, Map<String, Double> truth, Map<String, String> units) {
        RigidTransform app = whole.frame(HipFrames.PELVIS_APP);
        double radius = loss.get(RADIUS);
        double up = loss.getOrDefault(SUPERIOR, 0.0);
        double in = loss.getOrDefault(MEDIAL, 0.0);
        Vec3 old = new Vec3(0, up, -in);
        List<ScalarField3> rooms = new ArrayList<>();
        List<Vec3> ends = new ArrayList<>(List.of(Vec3.ZERO, old));
        rooms.add(capsule(Vec3.ZERO, old, radius));
        double reach = radius;
        double line = PelvicLoss.obturatorLine(whole, side);
        if (loss.containsKey(ISCHIUM)) {
            Vec3 q = app.inverse().apply(whole.landmark(side == Side.LEFT ? "ISCH_L" : "ISCH_R"));
            Vec3 tuberosity = new Vec3(q.x(), q.y(), side.sign() * q.z());
            // in the middle of the ischium's body, which runs down to the tuberosity behind the centre
            Vec3 end = new Vec3(BODY_BACK * tuberosity.x(), line - loss.get(ISCHIUM) + CHANNEL, BODY_MEDIAL * tuberosity.z());
            rooms.add(capsule(Vec3.ZERO, end, CHANNEL));
            ends.add(end);
        }
        if (loss.containsKey(WALL)) {
            // the floor is deepest towards the midline, a fossa beyond the sphere
            Vec3 wall = new Vec3(0, -WALL_BELOW, -(truth.get("acetabulum.radius") + truth.get("acetabulum.fossa.depth")));
            rooms.add(capsule(wall, wall, loss.get(WALL)));
            ends.add(wall);
            reach = Math.max(reach, loss.get(WALL));
        }
        ScalarField3 room = rooms.getFirst();
        for (ScalarField3 f : rooms.subList(1, rooms.size())) {
            room = room.union(f);
        }
        TriangleMesh tool = mesh(room, ends, reach);
        TriangleMesh placed = (side == Side.LEFT ? tool.mirroredZ() : tool).transformed(app);
        TriangleMesh outer = whole.surface("outer");
        TriangleMesh rest = Resection.byEnvelope(outer, placed);
        put(truth, units, "loss.acetabulum.volume", MassProperties.of(outer).volume() - MassProperties.of(rest).volume(), "m3");
        put(truth, units, "loss.migration.superior", up, "m");
        put(truth, units, "loss.migration.medial", in, "m");
        put(truth, units, "loss.ischium.depth", loss.getOrDefault(ISCHIUM, 0.0), "m");
        Map<String, Vec3> marks = new LinkedHashMap<>(whole.landmarks());
        marks.put(PelvicLoss.OLD_CENTRE, app.apply(new Vec3(old.x(), old.y(), side.sign() * old.z())));
        Map<String, Double> deviations = new LinkedHashMap<>(whole.deviations());
        deviations.put(PelvicLoss.OLD_CENTRE, LandmarkDeviations.of(PelvicLoss.OLD_CENTRE));
        Map<String, TriangleMesh> surfaces = new LinkedHashMap<>(whole.surfaces());
        surfaces.put("outer", rest);
        return new Body(whole.id(), whole.type(), whole.side(), surfaces, marks, deviations, Map.of());
    }

    private static void put(Map<String, Double> truth, Map<String, String> units, String name, double value, String unit) {
        truth.put(name, value);
        units.put(name, unit);
    }

    private static ScalarField3 capsule(Vec3 a, Vec3 b, double r) {
        return cone(a, r, b, r);
    }

    /** Round at both ends, its radius linear between. */
    private static ScalarField3 cone(Vec3 a, double ra, Vec3 b, double rb) {
        Vec3 e = b.minus(a);
        double n = e.dot(e);
        return (x, y, z) -> {
            double t = n == 0 ? 0 : Math.max(0, Math.min(1, ((x - a.x()) * e.x() + (y - a.y()) * e.y() + (z - a.z()) * e.z()) / n));
            double dx = x - a.x() - t * e.x();
            double dy = y - a.y() - t * e.y();
            double dz = z - a.z() - t * e.z();
            return Math.sqrt(dx * dx + dy * dy + dz * dz) - ra - t * (rb - ra);
        };
    }

    private static TriangleMesh mesh(ScalarField3 field, List<Vec3> ends, double reach) {
        Vec3 low = ends.getFirst();
        Vec3 high = low;
        for (Vec3 p : ends) {
            low = new Vec3(Math.min(low.x(), p.x()), Math.min(low.y(), p.y()), Math.min(low.z(), p.z()));
            high = new Vec3(Math.max(high.x(), p.x()), Math.max(high.y(), p.y()), Math.max(high.z(), p.z()));
        }
        Vec3 margin = new Vec3(1, 1, 1).times(reach + MARGIN);
        return Isosurface.extract(field, low.minus(margin), high.plus(margin), SPACING, 0);
    }

    // -------------------------------------------------------------------------------------------------------------------- femur

    private static Body femur(Body whole, Side side, Map<String, Double> loss) {
        Map<String, TriangleMesh> surfaces = new LinkedHashMap<>(whole.surfaces());
        Vec3 neck = whole.landmark("FHC").minus(whole.landmark("NECK_C")).normalized();
        surfaces.put("outer", Resection.byPlane(whole.surface("outer"), whole.landmark("NECK_C"), neck).mesh());
        if (loss.containsKey(CANAL)) {
            RigidTransform stem = whole.frame(HipFrames.FEMUR_STEM);
            double trochanter = stem.inverse().apply(whole.landmark("LT")).y();
            double low = trochanter - loss.getOrDefault(CANAL_LENGTH, 0.0);
            double isthmus = 0.5 * width(whole, stem, low);
            Vec3 top = new Vec3(0, trochanter + ABOVE_TROCHANTER, 0);
            Vec3 end = new Vec3(0, low, 0);
            double wide = isthmus + 2 * loss.get(CANAL);
            TriangleMesh room = mesh(cone(top, wide, end, isthmus + loss.get(CANAL)), List.of(top, end), wide).transformed(stem);
            // no wider than the bone: beyond it there is nothing to lose
            surfaces.put("canal", Resection.union(whole.surface("canal"), Resection.removedByEnvelope(room, surfaces.get("outer"))));
        }
        return new Body(whole.id(), whole.type(), whole.side(), surfaces, whole.landmarks(), whole.deviations(), Map.of());
    }

    /** Of the canal at a height of the stem's frame, m: of the circle of its area. */
    private static double width(Body femur, RigidTransform stem, double y) {
        double[] loop = MeshSection.of(femur.surface("canal"), stem, y).around(0, 0);
        if (loop == null) {
            throw new IllegalArgumentException(CANAL_LENGTH + ": the axis of the proximal canal has left the canal "
                    + Numbers.fixed(-y * 1000, 0) + " mm below the neck");
        }
        return 2 * Math.sqrt(Math.abs(MeshSection.area(loop)) / Math.PI);
    }
}
