/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;

/**
 * The frames of femur and tibia. All are right-handed with x anterior, y proximal and z to the right of the body on both sides.
 *
 * <p>References: E S Grood, W J Suntay, J Biomech Eng 1983;105:136-144, doi:10.1115/1.3138397; G Wu et al, J Biomech 2002;35:543-548,
 * doi:10.1016/S0021-9290(01)00222-6.
 */
public final class KneeFrames {

    /** The femur's mechanical axis and epicondyles, at the knee. */
    public static final String KNEE_FEMUR = "knee.femur";
    /** The tibia's mechanical axis and plateaus. */
    public static final String KNEE_TIBIA = "knee.tibia";

    /** The sine of the smallest angle between two directions that may span a plane. */
    private static final double COLLINEAR = 0.02;

    private KneeFrames() {
    }

    /** Both, the femur's first. */
    public static List<FrameDefinition> all() {
        return List.of(
                new FrameDefinition(KNEE_FEMUR, "femur", List.of("FHC", "LEC", "MEC"),
                        "Origin middle of the epicondyles; y from there to the head centre; z at a right angle to y in the plane of "
                                + "head centre and epicondyles, to the right; x anterior: the axes of the ISB's femur (Wu 2002) at the "
                                + "knee.",
                        (m, side) -> frame(KNEE_FEMUR, m.get("LEC").mid(m.get("MEC")), m.get("LEC").mid(m.get("MEC")), m.get("FHC"),
                                m.get("MEC"),
                                m.get("LEC"), side)),
                new FrameDefinition(KNEE_TIBIA, "tibia", List.of("TIB_C", "ANKLE_C", "PLL", "PLM"),
                        "Origin between the intercondylar eminences (TIB_C); y from the ankle's centre to it; z at a right angle to y in "
                                + "the direction of the line through the middles of both plateaus (PLM, PLL), to the right; x anterior "
                                + "(Grood and Suntay 1983).",
                        (m, side) -> frame(KNEE_TIBIA, m.get("TIB_C"), m.get("ANKLE_C"), m.get("TIB_C"), m.get("PLM"), m.get("PLL"),
                                side)));
    }

    private static RigidTransform frame(String id, Vec3 origin, Vec3 below, Vec3 above, Vec3 medial, Vec3 lateral, Side side) {
        Vec3 y = direction(id, below, above);
        Vec3 right = side == Side.LEFT ? direction(id, lateral, medial) : direction(id, medial, lateral);
        Vec3 p = right.minus(y.times(right.dot(y)));
        if (!(p.norm() > COLLINEAR)) {
            throw new IllegalArgumentException("frame " + id + ": its long axis and the line from medial to lateral are collinear within "
                    + Numbers.fixed(Math.toDegrees(Math.asin(p.norm())), 2) + " deg, at least "
                    + Numbers.fixed(Math.toDegrees(Math.asin(COLLINEAR)), 2) + " deg are needed");
        }
        Vec3 z = p.normalized();
        return RigidTransform.frame(origin, y.cross(z), y, z);
    }

    private static Vec3 direction(String id, Vec3 a, Vec3 b) {
        if (!(a.distance(b) > 1e-6)) {
            throw new IllegalArgumentException("frame " + id + ": two of its landmarks coincide at (" + Numbers.fixed(a.x() * 1000.0, 1)
                    + ", "
                    + Numbers.fixed(a.y() * 1000.0, 1) + ", " + Numbers.fixed(a.z() * 1000.0, 1) + ") mm");
        }
        return b.minus(a).normalized();
    }
}
