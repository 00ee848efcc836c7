/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;

/**
 * Clinical measures from landmarks of one bone or of one limb. Angles in rad, lengths in m. Signs are clinical: version, varus and slope
 * are positive as each description says.
 */
public final class BoneMeasures {

    private BoneMeasures() {
    }

    public static List<MeasureDefinition> femur() {
        return List.of(
                angle("femur.version", "FHC NECK_C LEC MEC POST_LC POST_MC",
                        "Angle of the neck axis (NECK_C to FHC) in front of the line of the posterior condyles, as seen along y of "
                                + "isb.femur; "
                                + "positive: anteverted.",
                        m -> {
                            Vec3 neck = in(BoneFrames.femur(), BoneFrames.ISB_FEMUR,
                                    m).inverse().rotate(m.get("FHC").minus(m.get("NECK_C")));
                            Vec3 back = in(BoneFrames.femur(), BoneFrames.ISB_FEMUR,
                                    m).inverse().rotate(m.get("POST_MC").minus(m.get("POST_LC")));
                            return wrap(Math.atan2(neck.x(), -neck.z()) - Math.atan2(back.x(), -back.z()));
                        }),
                angle("femur.neck-shaft-angle", "FHC NECK_C ISTH CANAL_P",
                        "Angle in space between the neck axis (NECK_C to FHC) and the axis of the proximal canal downwards (CANAL_P "
                                + "to ISTH).",
                        m -> m.get("FHC").minus(m.get("NECK_C")).angle(m.get("ISTH").minus(m.get("CANAL_P")))),
                length("femur.offset", "FHC ISTH CANAL_P", "Distance of the head's centre from the axis of the proximal canal.",
                        m -> fromLine(m.get("FHC"), m.get("ISTH"), m.get("CANAL_P"))),
                length("femur.mechanical-length", "FHC LEC MEC", "Distance from the head's centre to the middle of the epicondyles.",
                        m -> m.get("FHC").distance(m.get("LEC").mid(m.get("MEC")))),
                length("femur.epicondylar-width", "LEC MEC", "Distance between the epicondyles.", m -> m.get("LEC").distance(m.get("MEC"))),
                angle("femur.mldfa", "FHC CYL_LC CYL_MC DIST_LC DIST_MC ICN",
                        "Mechanical lateral distal femoral angle: between the mechanical axis (notch ICN to FHC) and the line of "
                                + "the distal "
                                + "condyles, on the lateral side, in the frontal plane of femur.knee (Paley 1994).",
                        m -> {
                            RigidTransform f = in(BoneFrames.femur(), BoneFrames.FEMUR_KNEE, m).inverse();
                            return frontal(f.rotate(m.get("FHC").minus(m.get("ICN")))).angle(
                                    frontal(f.rotate(m.get("DIST_LC").minus(m.get("DIST_MC")))));
                        }),
                angle("femur.anatomical-mechanical-angle", "FHC ICN ANAT_P ANAT_D CYL_LC CYL_MC",
                        "Angle between the mechanical axis (ICN to FHC) and the anatomical axis of the shaft (ANAT_D to ANAT_P) in "
                                + "the frontal "
                                + "plane of femur.knee.",
                        m -> {
                            RigidTransform f = in(BoneFrames.femur(), BoneFrames.FEMUR_KNEE, m).inverse();
                            return frontal(f.rotate(m.get("FHC").minus(m.get("ICN")))).angle(
                                    frontal(f.rotate(m.get("ANAT_P").minus(m.get("ANAT_D")))));
                        }),
                angle("femur.aldfa", "DSHAFT_P DSHAFT_D CYL_LC CYL_MC DIST_LC DIST_MC",
                        "Anatomical lateral distal femoral angle: between the axis of the distal shaft (DSHAFT_D to DSHAFT_P) and the "
                                + "line of the "
                                + "distal condyles, on the lateral side, in the frontal plane of femur.distal (Paley 1994).",
                        m -> {
                            RigidTransform f = in(BoneFrames.femur(), BoneFrames.FEMUR_DISTAL, m).inverse();
                            return frontal(f.rotate(m.get("DSHAFT_P").minus(m.get("DSHAFT_D")))).angle(
                                    frontal(f.rotate(m.get("DIST_LC").minus(m.get("DIST_MC")))));
                        }),
                angle("femur.condylar-twist", "LEC MEC POST_LC POST_MC FHC",
                        "Angle of the line of the epicondyles outwards from that of the posterior condyles, as seen along y of isb.femur.",
                        m -> {
                            RigidTransform f = in(BoneFrames.femur(), BoneFrames.ISB_FEMUR, m).inverse();
                            Vec3 e = f.rotate(m.get("LEC").minus(m.get("MEC")));
                            Vec3 p = f.rotate(m.get("POST_LC").minus(m.get("POST_MC")));
                            return wrap(Math.atan2(p.x(), p.z()) - Math.atan2(e.x(), e.z()));
                        }));
    }

    private interface Orientation {
        double of(Vec3 axis);
    }

    public static List<MeasureDefinition> pelvis() {
        String codes = "RASIS LASIS PT_R PT_L RAC ACN_R";
        String plane = "of the rim plane's normal against the anterior pelvic plane (Murray 1993, {0} definition).";
        return List.of(
                acetabulum("acetabulum.inclination.radiographic", codes, "Inclination " + plane.replace("{0}", "radiographic"),
                        n -> Math.atan2(n.z(), -n.y())),
                acetabulum("acetabulum.anteversion.radiographic", codes, "Anteversion " + plane.replace("{0}", "radiographic"),
                        n -> Math.asin(n.x())),
                acetabulum("acetabulum.inclination.operative", codes, "Inclination " + plane.replace("{0}", "operative"),
                        n -> Math.asin(n.z())),
                acetabulum("acetabulum.anteversion.operative", codes, "Anteversion " + plane.replace("{0}", "operative"),
                        n -> Math.atan2(n.x(), -n.y())),
                acetabulum("acetabulum.inclination.anatomic", codes, "Inclination " + plane.replace("{0}", "anatomic"),
                        n -> Math.acos(-n.y())),
                acetabulum("acetabulum.anteversion.anatomic", codes, "Anteversion " + plane.replace("{0}", "anatomic"),
                        n -> Math.atan2(n.x(), n.z())),
                angle("acetabulum.centre-edge-angle", "RASIS LASIS PT_R PT_L RAC RIM_S_R",
                        "Angle between the vertical of the anterior pelvic plane and the line from the socket's centre to the rim above it "
                                + "(RIM_S), in the frontal plane (Wiberg 1939).",
                        m -> {
                            Vec3 e = in(BoneFrames.pelvis(), BoneFrames.PELVIS_APP,
                                    m).inverse().rotate(m.get("RIM_S_R").minus(m.get("RAC")));
                            return Math.atan2(e.z(), e.y());
                        }),
                length("pelvis.inter-asis", "RASIS LASIS", "Distance between the anterior superior iliac spines.",
                        m -> m.get("RASIS").distance(m.get("LASIS"))),
                length("pelvis.inter-hip", "RAC LAC", "Distance between the hip centres.", m -> m.get("RAC").distance(m.get("LAC"))));
    }

    private static MeasureDefinition acetabulum(String id, String codes, String description, Orientation o) {
        return angle(id, codes, description, m -> o.of(in(BoneFrames.pelvis(), BoneFrames.PELVIS_APP, m).inverse()
                .rotate(m.get("ACN_R").minus(m.get("RAC"))).normalized()));
    }

    public static List<MeasureDefinition> tibia() {
        return List.of(
                angle("tibia.mpta", "PLAT_MC PLAT_LC KNEE_T ANK_C TPA_MC TPA_LC",
                        "Medial proximal tibial angle: between the mechanical axis (KNEE_T to ANK_C) and the line of the "
                                + "compartments' centres "
                                + "on the medial side, in the frontal plane of tibia.knee (Paley 1994).",
                        m -> {
                            RigidTransform f = in(BoneFrames.tibia(), BoneFrames.TIBIA_KNEE, m).inverse();
                            return frontal(f.rotate(m.get("PLAT_MC").minus(m.get("PLAT_LC")))).angle(new Vec3(0, -1, 0));
                        }),
                slope("tibia.slope.medial", "PLAT_MC_A PLAT_MC_P", "medial"),
                slope("tibia.slope.lateral", "PLAT_LC_A PLAT_LC_P", "lateral"),
                shaftSlope("tibia.slope.medial.shaft", "PLAT_MC_A PLAT_MC_P", "medial"),
                shaftSlope("tibia.slope.lateral.shaft", "PLAT_LC_A PLAT_LC_P", "lateral"),
                angle("tibia.mpta.shaft", "PLAT_MC PLAT_LC KNEE_T TPA_MC TPA_LC PSHAFT_P PSHAFT_D",
                        "Medial proximal tibial angle against the axis of the proximal shaft (PSHAFT_P to PSHAFT_D), in the frontal "
                                + "plane of "
                                + "tibia.proximal; for a tibia without its ankle.",
                        m -> {
                            RigidTransform f = in(BoneFrames.tibia(), BoneFrames.TIBIA_PROXIMAL, m).inverse();
                            return frontal(f.rotate(m.get("PLAT_MC").minus(m.get("PLAT_LC")))).angle(new Vec3(0, -1, 0));
                        }),
                angle("tibia.torsion", "MM LM TPA_MC TPA_LC KNEE_T ANK_C",
                        "Angle of the line of the malleoli outwards from the transverse axis of the plateau (TPA), as seen along y "
                                + "of tibia.knee.",
                        m -> {
                            RigidTransform f = in(BoneFrames.tibia(), BoneFrames.TIBIA_KNEE, m).inverse();
                            Vec3 c = f.rotate(m.get("TPA_LC").minus(m.get("TPA_MC")));
                            Vec3 a = f.rotate(m.get("LM").minus(m.get("MM")));
                            return wrap(Math.atan2(c.x(), c.z()) - Math.atan2(a.x(), a.z()));
                        }),
                length("tibia.mechanical-length", "KNEE_T ANK_C", "Distance from the middle of the compartments to the ankle's centre.",
                        m -> m.get("KNEE_T").distance(m.get("ANK_C"))),
                length("tibia.plateau-width", "MC LC", "Distance between the borders of the condyles.",
                        m -> m.get("MC").distance(m.get("LC"))));
    }

    private static MeasureDefinition slope(String id, String codes, String which) {
        String[] c = codes.split(" ");
        return angle(id, codes + " TPA_MC TPA_LC KNEE_T ANK_C", "Posterior slope of the " + which
                + " compartment against the mechanical axis, in the "
                + "sagittal plane of tibia.knee; positive: falling to the back.",
                m -> {
                    Vec3 d = in(BoneFrames.tibia(), BoneFrames.TIBIA_KNEE, m).inverse().rotate(m.get(c[0]).minus(m.get(c[1])));
                    return Math.atan2(d.y(), d.x());
                });
    }

    private static MeasureDefinition shaftSlope(String id, String codes, String which) {
        String[] c = codes.split(" ");
        return angle(id, codes + " TPA_MC TPA_LC KNEE_T PSHAFT_P PSHAFT_D", "Posterior slope of the " + which
                + " compartment against the axis of the proximal shaft, in the sagittal plane of tibia.proximal; positive: falling to "
                + "the back.",
                m -> {
                    Vec3 d = in(BoneFrames.tibia(), BoneFrames.TIBIA_PROXIMAL, m).inverse().rotate(m.get(c[0]).minus(m.get(c[1])));
                    return Math.atan2(d.y(), d.x());
                });
    }

    public static List<MeasureDefinition> patella() {
        return List.of(
                length("patella.height", "PP PA", "Distance from apex to base.", m -> m.get("PP").distance(m.get("PA"))),
                length("patella.width", "PL PM", "Distance between the borders.", m -> m.get("PL").distance(m.get("PM"))),
                length("patella.thickness", "PANT PRIDGE", "Distance of the ridge from the front before it, at the middle of the height.",
                        m -> m.get("PANT").distance(m.get("PRIDGE"))));
    }

    public static List<MeasureDefinition> scapula() {
        return List.of(
                second(angle("scapula.glenoid.version.friedman", "GC GLEN_A GLEN_P TS AI",
                        "Version by Friedman (1992), on the surface instead of a slice: in the plane through the glenoid's centre that "
                                + "holds the axis from the root of the spine to it and stands at a right angle to the scapula's plane, "
                                + "between the line of anterior and posterior rim and the perpendicular of that axis; negative: "
                                + "retroverted.",
                        m -> {
                            RigidTransform plane = plane(m);
                            Vec3 face = plane.inverse().rotate(m.get("GLEN_A").minus(m.get("GLEN_P")));
                            return wrap(Math.atan2(-face.z(), face.x()));
                        })),
                second(angle("scapula.glenoid.version.3d", "GC GLEN_N TS AI",
                        "Version in space: of the normal of the glenoid's rim plane forwards from the scapula's plane, as seen along y of "
                                + "scapula.plane; negative: retroverted (Bokor 1999, Ganapathi 2011).",
                        m -> version(m, "GC", "GLEN_N"))),
                second(angle("scapula.glenoid.inclination.3d", "GC GLEN_N TS AI",
                        "Inclination in space: of the normal of the glenoid's rim plane over the axis from the root of the spine to the "
                                + "glenoid's centre, towards y of scapula.plane; positive: superior.",
                        m -> Math.asin(plane(m).inverse().rotate(m.get("GLEN_N").minus(m.get("GC")).normalized()).y()))),
                angle("scapula.glenoid.inclination.friedman", "GC GLEN_S GLEN_I TS AI",
                        "Inclination in the scapula's plane: between the line from the rim's lowest to its highest point and the "
                                + "perpendicular of Friedman's axis; positive: superior.",
                        m -> {
                            Vec3 face = plane(m).inverse().rotate(m.get("GLEN_S").minus(m.get("GLEN_I")));
                            return wrap(Math.atan2(-face.z(), face.y()));
                        }),
                angle("scapula.glenoid.version.paleoglenoid", "GC PALEO_N TS AI",
                        "Version in space of the front one of two hollows (Walch B2, Rouleau 2010); negative: retroverted.",
                        m -> version(m, "GC", "PALEO_N")),
                angle("scapula.glenoid.version.neoglenoid", "GC NEO_N TS AI",
                        "Version in space of the hinder, worn one of two hollows (Walch B2, Rouleau 2010); negative: retroverted.",
                        m -> version(m, "GC", "NEO_N")),
                angle("scapula.glenoid.biconcavity", "GC PALEO_N NEO_N", "Angle between the axes of the two hollows of a worn glenoid.",
                        m -> m.get("PALEO_N").minus(m.get("GC")).angle(m.get("NEO_N").minus(m.get("GC")))),
                second(angle("scapula.critical-shoulder-angle", "GLEN_S GLEN_I ACL TS AI GC",
                        "Critical shoulder angle: at the glenoid's lowest point, between the line to its highest and the line to the most "
                                + "lateral point of the acromion (ACL), in the scapula's plane (Moor 2013).",
                        m -> {
                            RigidTransform plane = plane(m).inverse();
                            Vec3 g = plane.rotate(m.get("GLEN_S").minus(m.get("GLEN_I")));
                            Vec3 c = plane.rotate(m.get("ACL").minus(m.get("GLEN_I")));
                            return wrap(Math.atan2(g.y(), g.z()) - Math.atan2(c.y(), c.z()));
                        })),
                length("scapula.glenoid.height", "GLEN_S GLEN_I", "Distance of the highest from the lowest point of the rim.",
                        m -> m.get("GLEN_S").distance(m.get("GLEN_I"))),
                second(length("scapula.glenoid.width", "GLEN_A GLEN_P",
                        "Distance of the anterior from the posterior rim at the height of the centre.",
                        m -> m.get("GLEN_A").distance(m.get("GLEN_P")))));
    }

    /** Measures of a right shoulder whose scapula and humerus are in one frame; codes of both together. */
    public static List<MeasureDefinition> shoulder() {
        String codes = "GC GLEN_N GLEN_A GLEN_P TS AI GH HEAD_A";
        return List.of(
                ratio("shoulder.subluxation.glenohumeral", codes,
                        "Share of the head's width that lies behind the perpendicular of the line of anterior and posterior rim through "
                                + "the glenoid's centre, in the plane of Friedman's axis (Walch 1999); 0.5: centred, over 0.55: posterior.",
                        m -> {
                            RigidTransform plane = plane(m).inverse();
                            Vec3 face = plane.rotate(m.get("GLEN_A").minus(m.get("GLEN_P")));
                            Vec3 front = new Vec3(face.x(), 0, face.z()).normalized();
                            return 0.5 - plane.rotate(m.get("GH").minus(m.get("GC"))).dot(front) / (2 * headRadius(m));
                        }),
                ratio("shoulder.subluxation.scapulohumeral", codes,
                        "Share of the head's width that lies behind Friedman's axis, in the plane at a right angle to the scapula's; 0.5: "
                                + "centred.",
                        m -> 0.5 - plane(m).inverse().apply(m.get("GH")).x() / (2 * headRadius(m))));
    }

    private static double headRadius(Map<String, Vec3> m) {
        return m.get("GH").distance(m.get("HEAD_A"));
    }

    private static RigidTransform plane(Map<String, Vec3> m) {
        return in(BoneFrames.scapula(), BoneFrames.SCAPULA_PLANE, m);
    }

    private static double version(Map<String, Vec3> m, String from, String to) {
        Vec3 n = plane(m).inverse().rotate(m.get(to).minus(m.get(from)));
        return Math.atan2(n.x(), n.z());
    }

    /** A definition that was stated otherwise before. */
    private static MeasureDefinition second(MeasureDefinition d) {
        return new MeasureDefinition(d.id(), 2, d.dimension(), d.landmarks(), d.description(), d.rule());
    }

    private static MeasureDefinition ratio(String id, String codes, String description, MeasureDefinition.Rule rule) {
        return new MeasureDefinition(id, 1, Dimension.NONE, List.of(codes.split(" ")), description, rule);
    }

    public static List<MeasureDefinition> humerus() {
        return List.of(
                angle("humerus.retroversion", "GH HEAD_A SHAFT_P SHAFT_D EL EM",
                        "Angle of the head's axis backwards from the line of the epicondyles, as seen along the shaft.",
                        m -> {
                            Vec3 y = m.get("SHAFT_P").minus(m.get("SHAFT_D")).normalized();
                            Vec3 e = across(m.get("EM").minus(m.get("EL")), y);
                            Vec3 h = across(m.get("HEAD_A").minus(m.get("GH")), y);
                            return Math.atan2(e.cross(h).dot(y), e.dot(h));
                        }),
                angle("humerus.neck-shaft-angle", "GH HEAD_A SHAFT_P SHAFT_D",
                        "Angle in space between the head's axis and the shaft downwards.",
                        m -> m.get("HEAD_A").minus(m.get("GH")).angle(m.get("SHAFT_D").minus(m.get("SHAFT_P")))),
                length("humerus.head.offset", "GH SHAFT_P SHAFT_D", "Distance of the head's centre from the shaft's axis.",
                        m -> fromLine(m.get("GH"), m.get("SHAFT_P"), m.get("SHAFT_D"))),
                length("humerus.epicondylar-width", "EL EM", "Distance between the epicondyles.", m -> m.get("EL").distance(m.get("EM"))));
    }

    /**
     * What {@link #leg()} and {@link #shoulder()} give for bones whose surfaces are in one frame: of two bones of one side. Uncertainties
     * are not estimated.
     *
     * @param bones by type
     */
    public static List<BoneLandmarks.Measure> limb(Map<String, BoneLandmarks> bones) {
        List<BoneLandmarks.Measure> measures = new ArrayList<>(pair(bones.get("femur"), bones.get("tibia"), leg()));
        measures.addAll(pair(bones.get("scapula"), bones.get("humerus"), shoulder()));
        return measures;
    }

    private static void remove(Map<String, Vec3> points, String code, BoneLandmarks.Mark mark) {
        if (!mark.source().isEmpty()) {
            points.remove(code);
        }
    }

    private static List<BoneLandmarks.Measure> pair(BoneLandmarks one, BoneLandmarks other, List<MeasureDefinition> definitions) {
        if (one == null || other == null || one.side() != other.side()) {
            return List.of();
        }
        Map<String, Vec3> points = new LinkedHashMap<>(one.points());
        points.putAll(other.points());
        if (one.side() == Side.LEFT) {
            points.replaceAll((code, p) -> Landmarking.mirror(p));
        }
        // landmarks that lie where other people have them tell nothing of this person
        one.landmarks().forEach((code, m) -> remove(points, code, m));
        other.landmarks().forEach((code, m) -> remove(points, code, m));
        return definitions.stream().filter(d -> points.keySet().containsAll(d.landmarks()))
                .map(d -> new BoneLandmarks.Measure(d, d.rule().value(points), Double.NaN)).toList();
    }

    /**
     * Measures of a leg whose femur and tibia are in one frame, of the right side; codes of the femur and the tibia together.
     */
    public static List<MeasureDefinition> leg() {
        return List.of(
                angle("leg.hka", "FHC ICN KNEE_T ANK_C CYL_LC CYL_MC",
                        "Hip-knee-ankle angle, on the medial side: between the mechanical axes of femur (FHC to ICN) and tibia "
                                + "(KNEE_T to ANK_C), "
                                + "in the frontal plane of femur.knee; below 180 degrees: varus.",
                        m -> {
                            RigidTransform f = in(BoneFrames.femur(), BoneFrames.FEMUR_KNEE, m).inverse();
                            Vec3 up = frontal(f.rotate(m.get("FHC").minus(m.get("ICN"))));
                            Vec3 down = frontal(f.rotate(m.get("ANK_C").minus(m.get("KNEE_T"))));
                            // counted from the femur over the medial side, z < 0
                            double a = Math.atan2(-up.z(), up.y()) - Math.atan2(-down.z(), down.y());
                            return a < 0 ? -a : 2 * Math.PI - a;
                        }),
                angle("leg.jlca", "DIST_LC DIST_MC PLAT_LC PLAT_MC FHC CYL_LC CYL_MC",
                        "Joint line convergence angle: between the lines of the distal condyles and of the compartments' centres, "
                                + "in the frontal "
                                + "plane of femur.knee; positive: open laterally (varus).",
                        m -> {
                            RigidTransform f = in(BoneFrames.femur(), BoneFrames.FEMUR_KNEE, m).inverse();
                            Vec3 d = f.rotate(m.get("DIST_LC").minus(m.get("DIST_MC")));
                            Vec3 t = f.rotate(m.get("PLAT_LC").minus(m.get("PLAT_MC")));
                            return Math.atan2(d.y(), d.z()) - Math.atan2(t.y(), t.z());
                        }));
    }

    private static RigidTransform in(List<FrameDefinition> frames, String id, Map<String, Vec3> m) {
        return frames.stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow().rule().pose(m, Side.RIGHT);
    }

    private static MeasureDefinition angle(String id, String codes, String description, MeasureDefinition.Rule rule) {
        return new MeasureDefinition(id, 1, Dimension.ANGLE, List.of(codes.split(" ")), description, rule);
    }

    private static MeasureDefinition length(String id, String codes, String description, MeasureDefinition.Rule rule) {
        return new MeasureDefinition(id, 1, Dimension.LENGTH, List.of(codes.split(" ")), description, rule);
    }

    private static Vec3 frontal(Vec3 d) {
        return new Vec3(0, d.y(), d.z());
    }

    private static Vec3 across(Vec3 d, Vec3 axis) {
        return d.minus(axis.times(d.dot(axis))).normalized();
    }

    private static double fromLine(Vec3 p, Vec3 a, Vec3 b) {
        return p.minus(a).cross(b.minus(a).normalized()).norm();
    }

    private static double wrap(double a) {
        return Math.atan2(Math.sin(a), Math.cos(a));
    }
}
