/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.internal;

import java.util.List;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneFrames;

/**
 * What is lost of a tibia from which a tray was taken out, against where its joint surfaces were; in {@code tibia.knee}, lengths m, medial
 * first.
 *
 * @param depth how far bone lies below the middle of either plateau ({@code PLAT_MC}, {@code PLAT_LC}) on the half of a disc of {@link
 *     LossMap#DISC} round it
 * @param tuberosity how far the tuberosity ({@code TT}) lies below the middle of either plateau
 * @param hollow of the metaphysis from a first cut down to {@link #BELOW} under the tuberosity
 */
public record TibialLoss(double[] depth, double[] tuberosity, LossMap.Hollow hollow) {

    /** Landmark of the middle of the underside of the tray that was taken out. */
    public static final String OLD_COMPONENT = "PTC";
    /** Bone between joint surface and cut of a first knee, m: 10 mm with {@link Knee#CARTILAGE}. */
    public static final double FIRST_CUT = 0.010 - Knee.CARTILAGE;
    static final double BELOW = 0.015;
    /** What has to be marked, beside the old component. */
    public static final List<String> NEEDED = List.of("TPA_MC", "TPA_LC", "KNEE_T", "ANK_C", "PLAT_MC", "PLAT_LC", "TT");

    public static boolean isRevision(Body tibia) {
        return tibia.landmarks().containsKey(OLD_COMPONENT);
    }

    /** Codes of landmarks that are not there. */
    public static List<String> missing(Body tibia) {
        return FemoralLoss.missing(tibia, NEEDED);
    }

    public static TibialLoss of(Body tibia, Side side) {
        TriangleMesh bone = tibia.surface("outer");
        return LossMap.kept(bone, TibialLoss.class, List.of(side, List.copyOf(tibia.landmarks().values())), () -> make(tibia, bone, side));
    }

    private static TibialLoss make(Body tibia, TriangleMesh bone, Side side) {
        RigidTransform frame = tibia.frame(BoneFrames.TIBIA_KNEE);
        RigidTransform in = frame.inverse();
        double tubercle = in.apply(tibia.landmark("TT")).y();
        double[] depth = new double[2];
        double[] tuberosity = new double[2];
        double top = -Double.MAX_VALUE;
        double middle = 0;
        for (int c = 0; c < 2; c++) {
            Vec3 at = in.apply(tibia.landmark(c == 0 ? "PLAT_MC" : "PLAT_LC"));
            depth[c] = LossMap.depth(bone, frame, at, Vec3.Y.negate());
            tuberosity[c] = at.y() - tubercle;
            top = Math.max(top, at.y() - FIRST_CUT);
            middle += 0.5 * at.z();
        }
        return new TibialLoss(depth, tuberosity, LossMap.hollow(bone, frame, tubercle - BELOW, top, middle, side.sign()));
    }

    /** The cut bone seen from above, by depth beyond a first cut: up to 0, the limits, and beyond. @param limits ascending, m */
    public static List<TriangleMesh> map(Body tibia, Side side, double[] limits) {
        RigidTransform frame = tibia.frame(BoneFrames.TIBIA_KNEE);
        Vec3 m = frame.inverse().apply(tibia.landmark("PLAT_MC"));
        Vec3 l = frame.inverse().apply(tibia.landmark("PLAT_LC"));
        double[] level = side == Side.LEFT ? new double[] {l.y(), m.y()} : new double[] {m.y(), l.y()};
        return LossMap.map(tibia.surface("outer"), frame, level, -1, limits, 0.5 * (m.x() + l.x()), 0.5 * (m.z() + l.z()), 0.048);
    }
}
