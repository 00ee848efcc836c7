/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks;

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

    public static List<MeasureDefinition> patella() {
        return List.of(
                length("patella.height", "PP PA", "Distance from apex to base.", m -> m.get("PP").distance(m.get("PA"))),
                length("patella.width", "PL PM", "Distance between the borders.", m -> m.get("PL").distance(m.get("PM"))),
                length("patella.thickness", "PANT PRIDGE", "Distance of the ridge's highest from the most anterior point.",
                        m -> m.get("PANT").distance(m.get("PRIDGE"))));
    }

    public static List<MeasureDefinition> scapula() {
        return List.of(
                angle("scapula.glenoid.version.friedman", "GC GLEN_A GLEN_P TS AI AA",
                        "Version in the plane through the glenoid's centre at a right angle to the scapula's plane that holds the Friedman "
                                + "axis (TS to GC): between the line of anterior and posterior rim and the perpendicular of that "
                                        + "axis; negative: "
                                + "retroverted (Friedman 1992, on a section of the surface instead of a CT slice).",
                        m -> {
                            Axes a = new Axes(m);
                            Vec3 face = m.get("GLEN_A").minus(m.get("GLEN_P"));
                            return wrap(Math.atan2(-face.dot(a.axis), face.dot(a.front)));
                        }),
                angle("scapula.glenoid.version.3d", "GC GLEN_N TS AI AA",
                        "Version in space: of the glenoid's plane normal against the plane that holds the Friedman axis (TS to GC) "
                                + "and stands at "
                                + "a right angle to the scapula's transverse plane; negative: retroverted (Bokor 1999, Ganapathi 2011).",
                        m -> {
                            Axes a = new Axes(m);
                            Vec3 n = m.get("GLEN_N").minus(m.get("GC"));
                            return Math.atan2(n.dot(a.front), n.dot(a.axis));
                        }),
                angle("scapula.glenoid.inclination.3d", "GC GLEN_N TS AI AA",
                        "Inclination: of the glenoid's plane normal upwards from the Friedman axis (TS to GC), in the scapula's "
                                + "plane; positive: "
                                + "superior.",
                        m -> {
                            Axes a = new Axes(m);
                            Vec3 n = m.get("GLEN_N").minus(m.get("GC"));
                            return Math.atan2(n.dot(a.up), n.dot(a.axis));
                        }),
                angle("scapula.critical-shoulder-angle", "GLEN_S GLEN_I ACL TS AI AA GC",
                        "Critical shoulder angle: at the glenoid's lowest point, between the line to its highest and the line to "
                                + "the most lateral "
                                + "point of the acromion (ACL), in the scapula's plane (Moor 2013).",
                        m -> {
                            Axes a = new Axes(m);
                            Vec3 g = m.get("GLEN_S").minus(m.get("GLEN_I"));
                            Vec3 c = m.get("ACL").minus(m.get("GLEN_I"));
                            return wrap(Math.atan2(g.dot(a.up), g.dot(a.axis)) - Math.atan2(c.dot(a.up), c.dot(a.axis)));
                        }),
                length("scapula.glenoid.height", "GLEN_S GLEN_I", "Distance of the highest from the lowest point of the rim.",
                        m -> m.get("GLEN_S").distance(m.get("GLEN_I"))),
                length("scapula.glenoid.width", "GLEN_A GLEN_P", "Distance of the anterior from the posterior rim.",
                        m -> m.get("GLEN_A").distance(m.get("GLEN_P"))));
    }

    /** Axes of a right scapula around the Friedman axis. */
    private static final class Axes {
        private final Vec3 axis;
        private final Vec3 front;
        private final Vec3 up;

        Axes(Map<String, Vec3> m) {
            axis = m.get("GC").minus(m.get("TS")).normalized();
            RigidTransform isb = in(BoneFrames.scapula(), BoneFrames.ISB_SCAPULA, m);
            Vec3 x = isb.axis(0);
            front = x.minus(axis.times(x.dot(axis))).normalized();
            up = axis.cross(front);
        }
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
