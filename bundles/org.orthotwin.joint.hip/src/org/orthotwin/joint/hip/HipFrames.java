/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;

/**
 * The frames of pelvis and femur. All are right-handed with x anterior, y superior (proximal) and z to the right of the body on both
 * sides.
 *
 * <p>References: G Wu et al, ISB recommendation on definitions of joint coordinate systems of various joints, part I, J Biomech
 * 2002;35:543-548 ({@code isb.pelvis}, {@code isb.femur}); G E Lewinnek et al, J Bone Joint Surg Am 1978;60:217-220 (anterior pelvic
 * plane).
 */
public final class HipFrames {

    public static final String ISB_PELVIS = "isb.pelvis";
    public static final String PELVIS_APP = "pelvis.app";
    public static final String ISB_FEMUR = "isb.femur";
    public static final String FEMUR_STEM = "femur.stem";

    /** The sine of the smallest angle between two directions that may span a plane; landmarks are known to a few mm over 50 mm or more. */
    private static final double COLLINEAR = 0.02;

    private HipFrames() {
    }

    /** All four, pelvis first. */
    public static List<FrameDefinition> all() {
        return List.of(
                new FrameDefinition(ISB_PELVIS, "pelvis", List.of("RASIS", "LASIS", "RPSIS", "LPSIS", "{S}AC"),
                        "Origin hip centre of the side; z parallel to the line from LASIS to RASIS, to the right; x in the plane of "
                                + "both ASIS and the middle of the PSIS, at a right angle to z, anterior (Wu 2002).",
                        HipFrames::isbPelvis),
                new FrameDefinition(PELVIS_APP, "pelvis", List.of("RASIS", "LASIS", "PT_R", "PT_L", "{S}AC"),
                        "Origin hip centre of the side; z from LASIS to RASIS; x at a right angle to the anterior pelvic plane through "
                                + "both ASIS and the middle of the pubic tubercles, anterior; y in it, superior (Lewinnek 1978).",
                        HipFrames::pelvisApp),
                new FrameDefinition(ISB_FEMUR, "femur", List.of("FHC", "LEC", "MEC"),
                        "Origin head centre; y from the middle of the epicondyles to the head centre; z at a right angle to y in the "
                                + "plane of head centre and epicondyles, to the right; x anterior (Wu 2002).",
                        HipFrames::isbFemur),
                new FrameDefinition(FEMUR_STEM, "femur", List.of("FHC", "NECK_C", "ISTH", "CANAL_P", "POST_LC", "POST_MC"),
                        "y along the axis of the proximal canal, from the isthmus (ISTH) to the canal's centre at the height of the lesser "
                                + "trochanter (CANAL_P); origin K, the point of that axis nearest to the neck axis (FHC to NECK_C); z "
                                + "along the posterior condyles as seen along y, to the right; x anterior. Version 0 is that of the "
                                + "posterior "
                                + "condyles.",
                        HipFrames::femurStem));
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
