/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import static org.orthotwin.joint.CoordinateDefinition.length;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.orthotwin.geometry.Isosurface;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.Resection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.ScalarField3;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.internal.FemoralLoss;
import org.orthotwin.joint.knee.internal.TibialLoss;
import org.orthotwin.landmarks.BoneFrames;

/**
 * What a total knee leaves behind when it is taken out, as cuts and defects of known place and size in a synthetic knee.
 *
 * <p>Femur: the five cuts of the old component, square to the mechanical axis and along the epicondyles; of either condyle a block beyond
 * the distal cut, and half as much beyond the posterior one; a cone in the metaphysis, open at the cut. Tibia: the old cut with its slope;
 * of either plateau a block below it, from the eminence outwards; a cone in the metaphysis. The landmarks of the joint surfaces stay where
 * these were: there the other side, mirrored, has them. All lengths m; nothing is lost where the old cuts are 0. The left side is the right
 * one mirrored.
 */
final class BoneLoss {

    static final String FEMORAL_CUT = "oldFemoralCut";
    static final String TIBIAL_CUT = "oldTibialCut";
    static final String MEDIAL_CONDYLE = "medialCondyleLoss";
    static final String LATERAL_CONDYLE = "lateralCondyleLoss";
    static final String MEDIAL_PLATEAU = "medialPlateauLoss";
    static final String LATERAL_PLATEAU = "lateralPlateauLoss";
    static final String FEMORAL_CAVITY = "femoralCavity";
    static final String FEMORAL_CAVITY_DEPTH = "femoralCavityDepth";
    static final String TIBIAL_CAVITY = "tibialCavity";
    static final String TIBIAL_CAVITY_DEPTH = "tibialCavityDepth";

    /** Tip of the fibula's head. */
    static final String FIBULA = "FIB_HEAD";

    private static final List<CoordinateDefinition> PARAMETERS = List.of(
            length(FEMORAL_CUT, "Bone between the joint surface and the distal cut of an old femoral component that was taken out, 0 for "
                    + "a femur without one", 0, 0.015),
            length(MEDIAL_CONDYLE, "Bone lost of the medial condyle beyond the old distal cut, half as much beyond the posterior one", 0,
                    0.040),
            length(LATERAL_CONDYLE, "Bone lost of the lateral condyle beyond the old distal cut, half as much beyond the posterior one", 0,
                    0.040),
            length(FEMORAL_CAVITY, "Radius of the cavity of the femoral metaphysis at the old cut", 0, 0.022),
            length(FEMORAL_CAVITY_DEPTH, "Depth of the cavity of the femoral metaphysis above the old cut", 0, 0.080),
            length(TIBIAL_CUT, "Bone between the joint surface and the cut under an old tray that was taken out, 0 for a tibia without one",
                    0, 0.020),
            length(MEDIAL_PLATEAU, "Bone lost of the medial plateau below the old cut", 0, 0.045),
            length(LATERAL_PLATEAU, "Bone lost of the lateral plateau below the old cut", 0, 0.045),
            length(TIBIAL_CAVITY, "Radius of the cavity of the tibial metaphysis at the old cut", 0, 0.022),
            length(TIBIAL_CAVITY_DEPTH, "Depth of the cavity of the tibial metaphysis below the old cut", 0, 0.080));

    /** Bone that the posterior cut of the old component took of the condyles, m: 9 mm with 2 mm of cartilage. */
    private static final double POSTERIOR_CUT = 0.007;
    /** Corners between the cuts of the old component, along each, m. */
    private static final double CHAMFER = 0.009;
    /** Where the anterior cut of the old component ends, above its distal cut, m. */
    private static final double FLANGE = 0.036;
    /** By which its anterior cut opens upwards, rad. */
    private static final double FLANGE_ANGLE = Math.toRadians(4);
    /** From its distal cut to its lowest point, m. */
    private static final double DISTAL = 0.009;
    private static final double FAR = 0.060;
    private static final double SLOPE = Math.toRadians(3);
    /** Half width of what stays between the plateaus where one of them is lost, m. */
    private static final double EMINENCE = 0.007;
    /** How much narrower a cavity is at its end than at the cut. */
    private static final double TAPER = 0.55;
    /** Spacing of the surfaces of the cavities, m. */
    private static final double SPACING = 0.0015;
    private static final double MARGIN = 0.006;
    /** Rays to the front of the shaft begin so far before it, m. */
    private static final double BEFORE = 0.10;

    private BoneLoss() {
    }

    static List<CoordinateDefinition> parameters() {
        return PARAMETERS;
    }

    /** Takes the parameters of a loss out of those of a knee, checked; empty where there is no old implant. */
    static Map<String, Double> taken(Map<String, Double> chosen) {
        Map<String, Double> loss = CoordinateDefinition.take(PARAMETERS, chosen);
        require(loss, FEMORAL_CUT, MEDIAL_CONDYLE, LATERAL_CONDYLE, FEMORAL_CAVITY);
        require(loss, TIBIAL_CUT, MEDIAL_PLATEAU, LATERAL_PLATEAU, TIBIAL_CAVITY);
        require(loss, FEMORAL_CAVITY, FEMORAL_CAVITY_DEPTH);
        require(loss, TIBIAL_CAVITY, TIBIAL_CAVITY_DEPTH);
        return loss;
    }

    private static void require(Map<String, Double> loss, String first, String... others) {
        for (String o : others) {
            if (loss.containsKey(o) && !loss.containsKey(first)) {
                throw new IllegalArgumentException(o + ": bone is lost to an old implant only; " + first + " is 0 mm");
            }
        }
    }

    // ------------------------------------------------------------------------------------------------------------------- femur

    /**
     * The femur without what was lost, with the landmark {@code PFC} in the lowest point between the old condyles; as it is where no
     * femoral component was taken out.
     *
     * @param truth takes {@code loss.femur.*}, SI
     * @param units takes their units
     */
    static Body femur(Body whole, Side side, Map<String, Double> loss, Map<String, Double> truth, Map<String, String> units) {
        if (!loss.containsKey(FEMORAL_CUT)) {
            return whole;
        }
        RigidTransform frame = frame(whole, side, BoneFrames.FEMUR_MECHANICAL);
        RigidTransform in = frame.inverse();
        Vec3 medial = in.apply(whole.landmark("DIST_MC"));
        Vec3 lateral = in.apply(whole.landmark("DIST_LC"));
        double cut = Math.min(medial.y(), lateral.y()) + loss.get(FEMORAL_CUT);
        double back = 0.5 * (in.apply(whole.landmark("POST_MC")).x() + in.apply(whole.landmark("POST_LC")).x()) + POSTERIOR_CUT;
        double middle = 0.5 * (medial.z() + lateral.z());
        TriangleMesh outer = whole.surface("outer");
        double top = cut + FLANGE;
        double front = front(outer, frame, top, middle);
        double foot = front - Math.tan(FLANGE_ANGLE) * (FLANGE - CHAMFER);
        TriangleMesh rest = Resection.byEnvelope(outer, band(new double[][] {
            {back, top, back - FAR, top}, {back, cut + CHAMFER, back - FAR, cut - FAR}, {back + CHAMFER, cut, back, cut - FAR},
            {foot - CHAMFER, cut, foot, cut - FAR}, {foot, cut + CHAMFER, foot + FAR, cut - FAR},
            {front + 0.012 * Math.tan(FLANGE_ANGLE), top + 0.012, front + FAR, top + 0.012}}, middle).transformed(frame));
        for (String name : List.of(MEDIAL_CONDYLE, LATERAL_CONDYLE)) {
            Double lost = loss.get(name);
            if (lost != null) {
                int out = (name.equals(MEDIAL_CONDYLE) ? -1 : 1) * side.sign();
                double edge = middle + out * FAR;
                rest = Resection.byEnvelope(rest, box(back - FAR, cut - FAR, middle, front + FAR, cut + lost, edge).transformed(frame));
                rest = Resection.byEnvelope(rest, box(back - FAR, cut - FAR, middle, back + 0.5 * lost, top, edge).transformed(frame));
            }
        }
        put(truth, units, "loss.femur.medial", loss.getOrDefault(MEDIAL_CONDYLE, 0.0), "m");
        put(truth, units, "loss.femur.lateral", loss.getOrDefault(LATERAL_CONDYLE, 0.0), "m");
        if (loss.containsKey(FEMORAL_CAVITY)) {
            rest = hollow(rest, frame, new Vec3(0.5 * (back + foot), cut, middle), loss.get(FEMORAL_CAVITY),
                    loss.getOrDefault(FEMORAL_CAVITY_DEPTH, 0.0), 1);
        }
        put(truth, units, "loss.femur.volume", MassProperties.of(outer).volume() - MassProperties.of(rest).volume(), "m3");
        Vec3 old = new Vec3(0.5 * (back + foot), cut - DISTAL, middle);
        return with(whole, rest, Map.of(FemoralLoss.OLD_COMPONENT, frame.apply(old)));
    }

    /** How far forwards the front of the shaft lies at a height, m. */
    private static double front(TriangleMesh bone, RigidTransform frame, double y, double z) {
        double d = new RayCast(KeptTrees.of(bone)).first(frame.apply(new Vec3(BEFORE, y, z)), frame.rotate(Vec3.X.negate()));
        return BEFORE - d;
    }

    // ------------------------------------------------------------------------------------------------------------------- tibia

    /**
     * As {@link #femur}, with the landmark {@code PTC} in the middle of the underside of the old tray.
     *
     * @param fibula tip of the fibula's head in the tibia's surface frame, which becomes a landmark of the tibia
     */
    static Body tibia(Body whole, Vec3 fibula, Side side, Map<String, Double> loss, Map<String, Double> truth, Map<String, String> units) {
        if (!loss.containsKey(TIBIAL_CUT)) {
            return whole;
        }
        RigidTransform bone = frame(whole, side, BoneFrames.TIBIA_KNEE);
        Vec3 surface = bone.inverse().apply(whole.landmark("PLAT_MC").mid(whole.landmark("PLAT_LC")));
        RigidTransform frame = bone.times(RigidTransform.rotation(Vec3.Z, SLOPE).withTranslation(surface.minus(new Vec3(0,
                loss.get(TIBIAL_CUT), 0))));
        TriangleMesh outer = whole.surface("outer");
        TriangleMesh rest = Resection.byPlane(outer, frame.translation(), frame.axis(1)).mesh();
        for (String name : List.of(MEDIAL_PLATEAU, LATERAL_PLATEAU)) {
            Double lost = loss.get(name);
            if (lost != null) {
                int out = (name.equals(MEDIAL_PLATEAU) ? -1 : 1) * side.sign();
                rest = Resection.byEnvelope(rest, box(-FAR, -lost, out * EMINENCE, FAR, FAR, out * FAR).transformed(frame));
            }
        }
        put(truth, units, "loss.tibia.medial", loss.getOrDefault(MEDIAL_PLATEAU, 0.0), "m");
        put(truth, units, "loss.tibia.lateral", loss.getOrDefault(LATERAL_PLATEAU, 0.0), "m");
        if (loss.containsKey(TIBIAL_CAVITY)) {
            rest = hollow(rest, frame, Vec3.ZERO, loss.get(TIBIAL_CAVITY), loss.getOrDefault(TIBIAL_CAVITY_DEPTH, 0.0), -1);
        }
        put(truth, units, "loss.tibia.volume", MassProperties.of(outer).volume() - MassProperties.of(rest).volume(), "m3");
        return with(whole, rest, Map.of(TibialLoss.OLD_COMPONENT, frame.translation(), FIBULA, fibula));
    }

    // -------------------------------------------------------------------------------------------------------------------- both

    private static RigidTransform frame(Body b, Side side, String id) {
        return new KneeJoint().frames().stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow().rule().pose(b.landmarks(), side);
    }

    private static Body with(Body whole, TriangleMesh rest, Map<String, Vec3> more) {
        Map<String, Vec3> marks = new LinkedHashMap<>(whole.landmarks());
        new TreeMap<>(more).forEach(marks::put);
        Map<String, TriangleMesh> surfaces = new LinkedHashMap<>(whole.surfaces());
        surfaces.put("outer", rest);
        return new Body(whole.id(), whole.type(), whole.side(), surfaces, marks, whole.deviations(), whole.frames());
    }

    private static void put(Map<String, Double> truth, Map<String, String> units, String name, double value, String unit) {
        truth.put(name, value);
        units.put(name, unit);
    }

    /** A cone from a mouth in the cut into the bone, round at its end and beyond its mouth. */
    private static TriangleMesh hollow(TriangleMesh bone, RigidTransform frame, Vec3 mouth, double radius, double depth, int up) {
        double narrow = TAPER * radius;
        Vec3 a = mouth.minus(new Vec3(0, up * MARGIN, 0));
        Vec3 b = mouth.plus(new Vec3(0, up * Math.max(0, depth - narrow), 0));
        double length = Math.abs(b.y() - a.y());
        ScalarField3 cone = (x, y, z) -> {
            double t = Math.max(0, Math.min(1, up * (y - a.y()) / length));
            double dy = y - a.y() - t * (b.y() - a.y());
            double dx = x - a.x();
            double dz = z - a.z();
            return Math.sqrt(dx * dx + dy * dy + dz * dz) - radius - t * (narrow - radius);
        };
        Vec3 reach = new Vec3(radius + MARGIN, radius + MARGIN, radius + MARGIN);
        Vec3 low = new Vec3(a.x(), Math.min(a.y(), b.y()), a.z());
        Vec3 high = new Vec3(a.x(), Math.max(a.y(), b.y()), a.z());
        return Resection.byEnvelope(bone, Isosurface.extract(cone, low.minus(reach), high.plus(reach), SPACING, 0).transformed(frame));
    }

    private static TriangleMesh box(double x0, double y0, double z0, double x1, double y1, double z1) {
        double[] v = new double[24];
        for (int i = 0; i < 8; i++) {
            v[3 * i] = (i & 1) == 0 ? Math.min(x0, x1) : Math.max(x0, x1);
            v[3 * i + 1] = (i & 2) == 0 ? Math.min(y0, y1) : Math.max(y0, y1);
            v[3 * i + 2] = (i & 4) == 0 ? Math.min(z0, z1) : Math.max(z0, z1);
        }
        return new TriangleMesh(v, new int[] {0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1,
            3, 5, 3, 7, 5});
    }

    /** The room between a line of cuts and what is beyond the bone: points (x, y) of the line and beyond, from back to front. */
    private static TriangleMesh band(double[][] rows, double middle) {
        List<Integer> t = new ArrayList<>();
        double[] v = new double[12 * rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < 4; k++) {
                // 0 the line, 1 beyond, at -z; 2 and 3 the same at +z
                v[12 * i + 3 * k] = rows[i][2 * (k & 1)];
                v[12 * i + 3 * k + 1] = rows[i][2 * (k & 1) + 1];
                v[12 * i + 3 * k + 2] = middle + (k < 2 ? -FAR : FAR);
            }
        }
        for (int i = 0; i + 1 < rows.length; i++) {
            int a = 4 * i;
            int b = a + 4;
            quad(t, a, b, b + 1, a + 1);
            quad(t, a + 2, a + 3, b + 3, b + 2);
            quad(t, a, a + 2, b + 2, b);
            quad(t, a + 1, b + 1, b + 3, a + 3);
        }
        quad(t, 0, 1, 3, 2);
        int e = 4 * (rows.length - 1);
        quad(t, e, e + 2, e + 3, e + 1);
        TriangleMesh m = new TriangleMesh(v, t.stream().mapToInt(Integer::intValue).toArray());
        return m;
    }

    private static void quad(List<Integer> t, int a, int b, int c, int d) {
        t.addAll(List.of(a, b, c, a, c, d));
    }
}
