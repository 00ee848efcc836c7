/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;

/**
 * The frames of bones. All are right-handed with x anterior, y superior (proximal) and z to the right of the body on both sides.
 *
 * <p>References: G Wu et al, ISB recommendation on definitions of joint coordinate systems of various joints, part I, J Biomech
 * 2002;35:543-548 (pelvis, femur, tibia), part II, J Biomech 2005;38:981-992 (scapula, humerus; a left bone is there mirrored, which
 * is the same rotation with z to the right); G E Lewinnek et al, J Bone Joint Surg Am 1978;60:217-220 (anterior pelvic plane).
 */
public final class BoneFrames {

    public static final String ISB_PELVIS = "isb.pelvis";
    public static final String PELVIS_APP = "pelvis.app";
    public static final String ISB_FEMUR = "isb.femur";
    public static final String FEMUR_STEM = "femur.stem";
    public static final String FEMUR_KNEE = "femur.knee";
    /** The axes of isb.femur at the knee. */
    public static final String FEMUR_MECHANICAL = "femur.mechanical";
    /** For a femur without its head. */
    public static final String FEMUR_DISTAL = "femur.distal";
    public static final String ISB_TIBIA = "isb.tibia";
    public static final String TIBIA_KNEE = "tibia.knee";
    /** For a tibia without its ankle. */
    public static final String TIBIA_PROXIMAL = "tibia.proximal";
    public static final String PATELLA_BODY = "patella.body";
    public static final String ISB_SCAPULA = "isb.scapula";
    /** The plane and axis against which version and inclination of the glenoid are stated. */
    public static final String SCAPULA_PLANE = "scapula.plane";
    public static final String SCAPULA_GLENOID = "scapula.glenoid";
    public static final String ISB_HUMERUS = "isb.humerus";
    public static final String HUMERUS_HEAD = "humerus.head";
    public static final String HUMERUS_STEM = "humerus.stem";

    /** The sine of the smallest angle between two directions that may span a plane; landmarks are known to a few mm over 50 mm or more. */
    private static final double COLLINEAR = 0.02;

    private BoneFrames() {
    }

    public static List<FrameDefinition> pelvis() {
        return List.of(
                new FrameDefinition(ISB_PELVIS, "pelvis", List.of("RASIS", "LASIS", "RPSIS", "LPSIS", "{S}AC"),
                        "Origin hip centre of the side; z parallel to the line from LASIS to RASIS, to the right; x in the plane of "
                                + "both ASIS and the middle of the PSIS, at a right angle to z, anterior (Wu 2002).",
                        BoneFrames::isbPelvis),
                new FrameDefinition(PELVIS_APP, "pelvis", List.of("RASIS", "LASIS", "PT_R", "PT_L", "{S}AC"),
                        "Origin hip centre of the side; z from LASIS to RASIS; x at a right angle to the anterior pelvic plane through "
                                + "both ASIS and the middle of the pubic tubercles, anterior; y in it, superior (Lewinnek 1978).",
                        BoneFrames::pelvisApp));
    }

    public static List<FrameDefinition> femur() {
        return List.of(
                new FrameDefinition(ISB_FEMUR, "femur", List.of("FHC", "LEC", "MEC"),
                        "Origin head centre; y from the middle of the epicondyles to the head centre; z at a right angle to y in the "
                                + "plane of head centre and epicondyles, to the right; x anterior (Wu 2002).",
                        BoneFrames::isbFemur),
                new FrameDefinition(FEMUR_STEM, "femur", List.of("FHC", "NECK_C", "ISTH", "CANAL_P", "POST_LC", "POST_MC"),
                        "y along the axis of the proximal canal, from the isthmus (ISTH) to the canal's centre at the height of the lesser "
                                + "trochanter (CANAL_P); origin K, the point of that axis nearest to the neck axis (FHC to NECK_C); z "
                                + "along the posterior condyles as seen along y, to the right; x anterior. Version 0 is that of the "
                                + "posterior "
                                + "condyles.",
                        BoneFrames::femurStem),
                new FrameDefinition(FEMUR_KNEE, "femur", List.of("FHC", "CYL_LC", "CYL_MC"),
                        "z along the axis of the cylinder of the posterior condyles (CYL_MC, CYL_LC), to the right; origin in the "
                                + "middle of "
                                + "both; y at a right angle to z in the plane with the head centre, proximal; x anterior.",
                        BoneFrames::femurKnee),
                new FrameDefinition(FEMUR_MECHANICAL, "femur", List.of("FHC", "LEC", "MEC"),
                        "Origin middle of the epicondyles; axes as those of isb.femur: y from there to the head centre; z at a right angle "
                                + "to y in the plane of head centre and epicondyles, to the right; x anterior (Grood and Suntay 1983, "
                                + "Wu 2002).",
                        (m, side) -> isbFemur(m, side).withTranslation(m.get("LEC").mid(m.get("MEC")))),
                new FrameDefinition(FEMUR_DISTAL, "femur", List.of("CYL_LC", "CYL_MC", "DSHAFT_P", "DSHAFT_D"),
                        "z along the axis of the cylinder of the posterior condyles (CYL_MC, CYL_LC), to the right; origin in the "
                                + "middle of "
                                + "both; y at a right angle to z in the plane with the axis of the distal shaft (DSHAFT_D to DSHAFT_P), "
                                + "proximal; x anterior. Its y leans outwards from the mechanical axis by about 6 degrees.",
                        BoneFrames::femurDistal));
    }

    public static List<FrameDefinition> tibia() {
        return List.of(
                new FrameDefinition(TIBIA_KNEE, "tibia", List.of("TPA_MC", "TPA_LC", "KNEE_T", "ANK_C"),
                        "Origin the middle of the compartments (KNEE_T); y from the ankle's centre to it; z at a right angle to y in the "
                                + "plane with the transverse axis of the plateau (TPA), to the right; x anterior.",
                        BoneFrames::tibiaKnee),
                new FrameDefinition(ISB_TIBIA, "tibia", List.of("MM", "LM", "MC", "LC"),
                        "Origin the middle of the malleoli; z from the medial to the lateral one, to the right; x at a right angle to the "
                                + "plane of the malleoli and the middle of the condyles' borders, anterior (Wu 2002).",
                        BoneFrames::isbTibia),
                new FrameDefinition(TIBIA_PROXIMAL, "tibia", List.of("TPA_MC", "TPA_LC", "KNEE_T", "PSHAFT_P", "PSHAFT_D"),
                        "Origin the middle of the compartments (KNEE_T); y along the axis of the proximal shaft (PSHAFT_D to PSHAFT_P), "
                                + "proximal; z at a right angle to y in the plane with the transverse axis of the plateau (TPA), to the "
                                + "right; x anterior.",
                        BoneFrames::tibiaProximal));
    }

    public static List<FrameDefinition> patella() {
        return List.of(new FrameDefinition(PATELLA_BODY, "patella", List.of("PP", "PA", "PL", "PM"),
                "Origin the middle of base, apex and both borders; y from the apex to the base; z at a right angle to y in the plane "
                        + "with the line between the borders, to the right; x anterior.",
                BoneFrames::patellaBody));
    }

    public static List<FrameDefinition> scapula() {
        return List.of(
                new FrameDefinition(ISB_SCAPULA, "scapula", List.of("AA", "TS", "AI"),
                        "Origin the acromial angle (AA); z along the line through it and the root of the spine (TS), to the right; x at a "
                                + "right angle to the plane of AA, TS and AI, anterior (Wu 2005).",
                        BoneFrames::isbScapula),
                new FrameDefinition(SCAPULA_PLANE, "scapula", List.of("GC", "TS", "AI"),
                        "Origin the centre of the glenoid (GC); z along the line through the root of the spine (TS) and it, to the right; "
                                + "x at a right angle to the plane of GC, TS and AI, anterior. The axis is Friedman's (1992) in space.",
                        BoneFrames::scapulaPlane),
                new FrameDefinition(SCAPULA_GLENOID, "scapula", List.of("GC", "GLEN_N", "GLEN_S", "GLEN_I"),
                        "Origin the centre of the glenoid; z along its plane's normal, to the right; y in the plane from its lowest to "
                                + "its highest point; x anterior.",
                        BoneFrames::scapulaGlenoid));
    }

    public static List<FrameDefinition> humerus() {
        return List.of(
                new FrameDefinition(ISB_HUMERUS, "humerus", List.of("GH", "EL", "EM"),
                        "Origin the head's centre; y from the middle of the epicondyles to it; x at a right angle to the plane of the "
                                + "epicondyles and the head's centre, anterior; z to the right (Wu 2005, first option).",
                        BoneFrames::isbHumerus),
                new FrameDefinition(HUMERUS_HEAD, "humerus", List.of("GH", "HEAD_A", "SHAFT_P", "SHAFT_D"),
                        "Origin the head's centre; y along the shaft; z at a right angle to it in the plane with the head's axis "
                                + "(HEAD_A), to the right; x anterior.",
                        BoneFrames::humerusHead),
                new FrameDefinition(HUMERUS_STEM, "humerus", List.of("GH", "EL", "EM", "SHAFT_P", "SHAFT_D"),
                        "Origin the point of the shaft's axis (SHAFT_D to SHAFT_P) nearest to the head's centre; y along that axis; z "
                                + "along the epicondyles as seen along y, to the right; x anterior. Version 0 is that of the epicondyles.",
                        BoneFrames::humerusStem));
    }

    private static RigidTransform isbPelvis(Map<String, Vec3> m, Side side) {
        Vec3 asis = m.get("RASIS").mid(m.get("LASIS"));
        Vec3 z = direction(ISB_PELVIS, "LASIS", m.get("LASIS"), "RASIS", m.get("RASIS"));
        Vec3 x = across(ISB_PELVIS, direction(ISB_PELVIS, "mid PSIS", m.get("RPSIS").mid(m.get("LPSIS")), "mid ASIS", asis), z,
                "RASIS, LASIS and the middle of RPSIS and LPSIS");
        return RigidTransform.frame(m.get(centre(side)), x, z.cross(x), z);
    }

    private static RigidTransform pelvisApp(Map<String, Vec3> m, Side side) {
        Vec3 asis = m.get("RASIS").mid(m.get("LASIS"));
        Vec3 z = direction(PELVIS_APP, "LASIS", m.get("LASIS"), "RASIS", m.get("RASIS"));
        Vec3 y = across(PELVIS_APP, direction(PELVIS_APP, "mid pubic tubercles", m.get("PT_R").mid(m.get("PT_L")), "mid ASIS", asis), z,
                "RASIS, LASIS and the middle of PT_R and PT_L");
        return RigidTransform.frame(m.get(centre(side)), y.cross(z), y, z);
    }

    private static RigidTransform isbFemur(Map<String, Vec3> m, Side side) {
        Vec3 mid = m.get("LEC").mid(m.get("MEC"));
        Vec3 y = direction(ISB_FEMUR, "mid epicondyles", mid, "FHC", m.get("FHC"));
        Vec3 z = across(ISB_FEMUR, toTheRight(ISB_FEMUR, "LEC", "MEC", m, side), y, "FHC, LEC and MEC");
        return RigidTransform.frame(m.get("FHC"), y.cross(z), y, z);
    }

    private static RigidTransform femurStem(Map<String, Vec3> m, Side side) {
        Vec3 right = toTheRight(FEMUR_STEM, "POST_LC", "POST_MC", m, side);
        Vec3 y = direction(FEMUR_STEM, "ISTH", m.get("ISTH"), "CANAL_P", m.get("CANAL_P"));
        Vec3 neck = direction(FEMUR_STEM, "FHC", m.get("FHC"), "NECK_C", m.get("NECK_C"));
        // nearest point of the canal axis to the neck axis
        Vec3 across = across(FEMUR_STEM, neck, y, "neck axis (FHC to NECK_C) and canal axis (ISTH to CANAL_P)");
        Vec3 toHead = m.get("FHC").minus(m.get("ISTH"));
        double along = -toHead.dot(across) / neck.dot(across);
        Vec3 k = m.get("ISTH").plus(y.times(toHead.plus(neck.times(along)).dot(y)));
        Vec3 z = across(FEMUR_STEM, right, y, "canal axis (ISTH to CANAL_P) and posterior condyles");
        return RigidTransform.frame(k, y.cross(z), y, z);
    }

    private static RigidTransform femurKnee(Map<String, Vec3> m, Side side) {
        Vec3 o = m.get("CYL_LC").mid(m.get("CYL_MC"));
        Vec3 z = toTheRight(FEMUR_KNEE, "CYL_LC", "CYL_MC", m, side);
        Vec3 y = across(FEMUR_KNEE, direction(FEMUR_KNEE, "knee centre", o, "FHC", m.get("FHC")), z, "knee axis and FHC");
        return RigidTransform.frame(o, y.cross(z), y, z);
    }

    private static RigidTransform femurDistal(Map<String, Vec3> m, Side side) {
        Vec3 z = toTheRight(FEMUR_DISTAL, "CYL_LC", "CYL_MC", m, side);
        Vec3 y = across(FEMUR_DISTAL, direction(FEMUR_DISTAL, "DSHAFT_D", m.get("DSHAFT_D"), "DSHAFT_P", m.get("DSHAFT_P")), z,
                "knee axis and distal shaft");
        return RigidTransform.frame(m.get("CYL_LC").mid(m.get("CYL_MC")), y.cross(z), y, z);
    }

    private static RigidTransform tibiaProximal(Map<String, Vec3> m, Side side) {
        Vec3 y = direction(TIBIA_PROXIMAL, "PSHAFT_D", m.get("PSHAFT_D"), "PSHAFT_P", m.get("PSHAFT_P"));
        Vec3 z = across(TIBIA_PROXIMAL, toTheRight(TIBIA_PROXIMAL, "TPA_LC", "TPA_MC", m, side), y, "shaft and plateau");
        return RigidTransform.frame(m.get("KNEE_T"), y.cross(z), y, z);
    }

    private static RigidTransform tibiaKnee(Map<String, Vec3> m, Side side) {
        Vec3 y = direction(TIBIA_KNEE, "ANK_C", m.get("ANK_C"), "KNEE_T", m.get("KNEE_T"));
        Vec3 z = across(TIBIA_KNEE, toTheRight(TIBIA_KNEE, "TPA_LC", "TPA_MC", m, side), y, "shaft and condyles");
        return RigidTransform.frame(m.get("KNEE_T"), y.cross(z), y, z);
    }

    private static RigidTransform isbTibia(Map<String, Vec3> m, Side side) {
        Vec3 o = m.get("MM").mid(m.get("LM"));
        Vec3 z = toTheRight(ISB_TIBIA, "LM", "MM", m, side);
        Vec3 y = across(ISB_TIBIA, direction(ISB_TIBIA, "mid malleoli", o, "mid condyles", m.get("MC").mid(m.get("LC"))), z,
                "malleoli and condyles");
        return RigidTransform.frame(o, y.cross(z), y, z);
    }

    private static RigidTransform patellaBody(Map<String, Vec3> m, Side side) {
        Vec3 o = m.get("PP").mid(m.get("PA")).mid(m.get("PL").mid(m.get("PM")));
        Vec3 y = direction(PATELLA_BODY, "PA", m.get("PA"), "PP", m.get("PP"));
        Vec3 z = across(PATELLA_BODY, toTheRight(PATELLA_BODY, "PL", "PM", m, side), y, "poles and borders");
        return RigidTransform.frame(o, y.cross(z), y, z);
    }

    private static RigidTransform isbScapula(Map<String, Vec3> m, Side side) {
        Vec3 z = toTheRight(ISB_SCAPULA, "AA", "TS", m, side);
        // from the inferior angle upwards in the plane
        Vec3 y = across(ISB_SCAPULA, direction(ISB_SCAPULA, "AI", m.get("AI"), "AA", m.get("AA")), z, "AA, TS and AI");
        return RigidTransform.frame(m.get("AA"), y.cross(z), y, z);
    }

    private static RigidTransform scapulaPlane(Map<String, Vec3> m, Side side) {
        Vec3 z = toTheRight(SCAPULA_PLANE, "GC", "TS", m, side);
        Vec3 y = across(SCAPULA_PLANE, direction(SCAPULA_PLANE, "AI", m.get("AI"), "TS", m.get("TS")), z, "GC, TS and AI");
        return RigidTransform.frame(m.get("GC"), y.cross(z), y, z);
    }

    private static RigidTransform scapulaGlenoid(Map<String, Vec3> m, Side side) {
        Vec3 z = direction(SCAPULA_GLENOID, "GC", m.get("GC"), "GLEN_N", m.get("GLEN_N")).times(side.sign());
        Vec3 y = across(SCAPULA_GLENOID, direction(SCAPULA_GLENOID, "GLEN_I", m.get("GLEN_I"), "GLEN_S", m.get("GLEN_S")), z,
                "normal and height of the glenoid");
        return RigidTransform.frame(m.get("GC"), y.cross(z), y, z);
    }

    private static RigidTransform isbHumerus(Map<String, Vec3> m, Side side) {
        Vec3 mid = m.get("EL").mid(m.get("EM"));
        Vec3 y = direction(ISB_HUMERUS, "mid epicondyles", mid, "GH", m.get("GH"));
        Vec3 z = across(ISB_HUMERUS, toTheRight(ISB_HUMERUS, "EL", "EM", m, side), y, "GH, EL and EM");
        return RigidTransform.frame(m.get("GH"), y.cross(z), y, z);
    }

    private static RigidTransform humerusHead(Map<String, Vec3> m, Side side) {
        Vec3 y = direction(HUMERUS_HEAD, "SHAFT_D", m.get("SHAFT_D"), "SHAFT_P", m.get("SHAFT_P"));
        // the head looks to the midline
        Vec3 z = across(HUMERUS_HEAD, direction(HUMERUS_HEAD, "GH", m.get("GH"), "HEAD_A", m.get("HEAD_A")).times(-side.sign()), y,
                "shaft and axis of the head");
        return RigidTransform.frame(m.get("GH"), y.cross(z), y, z);
    }

    private static RigidTransform humerusStem(Map<String, Vec3> m, Side side) {
        Vec3 y = direction(HUMERUS_STEM, "SHAFT_D", m.get("SHAFT_D"), "SHAFT_P", m.get("SHAFT_P"));
        Vec3 o = m.get("SHAFT_D").plus(y.times(m.get("GH").minus(m.get("SHAFT_D")).dot(y)));
        Vec3 z = across(HUMERUS_STEM, toTheRight(HUMERUS_STEM, "EL", "EM", m, side), y, "shaft and epicondyles");
        return RigidTransform.frame(o, y.cross(z), y, z);
    }

    private static String centre(Side side) {
        return side == Side.LEFT ? "LAC" : "RAC";
    }

    private static Vec3 toTheRight(String frame, String lateral, String medial, Map<String, Vec3> m, Side side) {
        return side == Side.LEFT ? direction(frame, lateral, m.get(lateral), medial, m.get(medial))
                : direction(frame, medial, m.get(medial), lateral, m.get(lateral));
    }

    private static Vec3 direction(String frame, String from, Vec3 a, String to, Vec3 b) {
        Vec3 d = b.minus(a);
        if (!(d.norm() > 1e-6)) {
            throw new IllegalArgumentException("frame " + frame + ": " + from + " and " + to + " coincide at " + mm(a));
        }
        return d.normalized();
    }

    /** The unit part of {@code d} at a right angle to the unit vector {@code axis}. */
    private static Vec3 across(String frame, Vec3 d, Vec3 axis, String what) {
        Vec3 p = d.minus(axis.times(d.dot(axis)));
        if (!(p.norm() > COLLINEAR)) {
            throw new IllegalArgumentException("frame " + frame + ": " + what + " are collinear within " + degrees(Math.asin(p.norm()))
                    + " deg, at least " + degrees(Math.asin(COLLINEAR)) + " deg are needed");
        }
        return p.normalized();
    }

    private static String degrees(double rad) {
        return Numbers.fixed(Math.toDegrees(rad), 2);
    }

    private static String mm(Vec3 p) {
        return "(" + Numbers.fixed(p.x() * 1000.0, 1) + ", " + Numbers.fixed(p.y() * 1000.0, 1) + ", " + Numbers.fixed(p.z() * 1000.0, 1)
                + ") mm";
    }
}
