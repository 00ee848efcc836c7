/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;

/**
 * The frames of scapula and humerus. All are right-handed with x forward, y up and z to the right of the body on both sides; those of the
 * left are
 * the right ones mirrored.
 *
 * <p>Reference: G Wu et al, ISB recommendation on definitions of joint coordinate systems of various joints, part II, J Biomech
 * 2005;38:981-992,
 * doi:10.1016/j.jbiomech.2004.05.042.
 */
public final class ShoulderFrames {

    public static final String ISB_SCAPULA = "isb.scapula";
    public static final String ISB_HUMERUS = "isb.humerus";
    /** The plane and axis against which version and inclination of the glenoid are stated. */
    public static final String SCAPULA_PLANE = "scapula.plane";

    /** The sine of the smallest angle between two directions that may span a plane. */
    private static final double COLLINEAR = 0.02;

    private ShoulderFrames() {
    }

    /** All three, the scapula's first. */
    public static List<FrameDefinition> all() {
        return List.of(
                new FrameDefinition(ISB_SCAPULA, "scapula", List.of("AA", "AI", "TS"),
                        "Origin angulus acromialis (AA); z along the line from the root of the spine (TS) to AA, on the left the other "
                                + "way, so that it points to the right; x at a right angle to the plane of AI, AA and TS, forward (Wu 2005).",
                        (m, side) -> plane(ISB_SCAPULA, m.get("AA"), m.get("TS"), m.get("AA"), m.get("AI"), "AI, AA and TS", side)),
                new FrameDefinition(SCAPULA_PLANE, "scapula", List.of("GLC", "AI", "TS"),
                        "Origin glenoid centre (GLC); z along the line from TS to GLC, on the left the other way; x at a right "
                                + "angle to the plane of AI, TS and GLC, forward. The axis is Friedman's (1992) in three dimensions.",
                        (m, side) -> plane(SCAPULA_PLANE, m.get("GLC"), m.get("TS"), m.get("GLC"), m.get("AI"), "AI, TS and GLC", side)),
                new FrameDefinition(ISB_HUMERUS, "humerus", List.of("GH", "EL", "EM"),
                        "Origin head centre (GH); y from the middle of the epicondyles to GH; x at a right angle to the plane of EL, "
                                + "EM and GH, forward; z to the right (Wu 2005, first option).", ShoulderFrames::humerus));
    }

    private static RigidTransform plane(String id, Vec3 origin, Vec3 medial, Vec3 lateral, Vec3 below, String what, Side side) {
        Vec3 out = direction(id, medial, lateral);
        Vec3 z = side == Side.LEFT ? out.negate() : out;
        Vec3 y = across(id, medial.minus(below), z, what);
        return RigidTransform.frame(origin, y.cross(z), y, z);
    }

    private static RigidTransform humerus(Map<String, Vec3> m, Side side) {
        Vec3 y = direction(ISB_HUMERUS, m.get("EL").mid(m.get("EM")), m.get("GH"));
        Vec3 out = direction(ISB_HUMERUS, m.get("EM"), m.get("EL"));
        Vec3 z = across(ISB_HUMERUS, side == Side.LEFT ? out.negate() : out, y, "EL, EM and GH");
        return RigidTransform.frame(m.get("GH"), y.cross(z), y, z);
    }

    private static Vec3 direction(String id, Vec3 a, Vec3 b) {
        if (!(a.distance(b) > 1e-6)) {
            throw new IllegalArgumentException("frame " + id + ": two of its landmarks coincide at (" + Numbers.fixed(a.x() * 1000.0, 1)
                    + ", " + Numbers.fixed(a.y() * 1000.0, 1) + ", " + Numbers.fixed(a.z() * 1000.0, 1) + ") mm");
        }
        return b.minus(a).normalized();
    }

    /** The unit part of {@code d} at a right angle to the unit vector {@code axis}. */
    private static Vec3 across(String id, Vec3 d, Vec3 axis, String what) {
        Vec3 p = d.minus(axis.times(d.dot(axis)));
        if (!(p.norm() > COLLINEAR * d.norm())) {
            throw new IllegalArgumentException("frame " + id + ": " + what + " are collinear; at least "
                    + Numbers.fixed(Math.toDegrees(Math.asin(COLLINEAR)), 2) + " deg are needed");
        }
        return p.normalized();
    }
}
