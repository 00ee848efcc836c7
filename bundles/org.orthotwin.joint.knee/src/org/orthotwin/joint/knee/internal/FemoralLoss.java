/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.internal;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneFrames;

/**
 * What is lost of a femur from which a component was taken out, against where its joint surface was; in {@code femur.mechanical}, lengths
 * m, medial first.
 *
 * @param distal how far bone lies above the lowest point of either condyle ({@code DIST_MC}, {@code DIST_LC}) on the half of a disc of
 *     {@link LossMap#DISC} round it
 * @param posterior the same before its rearmost point ({@code POST_MC}, {@code POST_LC})
 * @param epicondyle height of either epicondyle over its condyle's lowest point
 * @param hollow of the metaphysis from the epicondyles, above the notch, up to {@link #ABOVE} over them
 */
public record FemoralLoss(double[] distal, double[] posterior, double[] epicondyle, LossMap.Hollow hollow) {

    /** Landmark of the lowest point between the condyles of the component that was taken out. */
    public static final String OLD_COMPONENT = "PFC";
    /** Bone between joint surface and distal or posterior cut of a first knee, m: 9 mm with {@link Knee#CARTILAGE}. */
    public static final double FIRST_CUT = 0.009 - Knee.CARTILAGE;
    /** How far over the epicondyles the metaphysis reaches, m. */
    static final double ABOVE = 0.025;
    /** What has to be marked, beside the old component. */
    public static final List<String> NEEDED = List.of("FHC", "LEC", "MEC", "DIST_MC", "DIST_LC", "POST_MC", "POST_LC");

    public static boolean isRevision(Body femur) {
        return femur.landmarks().containsKey(OLD_COMPONENT);
    }

    /** Codes of landmarks that are not there. */
    public static List<String> missing(Body femur) {
        return missing(femur, NEEDED);
    }

    static List<String> missing(Body bone, List<String> needed) {
        List<String> none = new ArrayList<>(needed);
        none.removeAll(bone.landmarks().keySet());
        return none;
    }

    public static FemoralLoss of(Body femur, Side side) {
        TriangleMesh bone = femur.surface("outer");
        return LossMap.kept(bone, FemoralLoss.class, List.of(side, List.copyOf(femur.landmarks().values())), () -> make(femur, bone, side));
    }

    private static FemoralLoss make(Body femur, TriangleMesh bone, Side side) {
        RigidTransform frame = femur.frame(BoneFrames.FEMUR_MECHANICAL);
        RigidTransform in = frame.inverse();
        double[] distal = new double[2];
        double[] posterior = new double[2];
        double[] epicondyle = new double[2];
        double from = Double.MAX_VALUE;
        double middle = 0;
        double top = -Double.MAX_VALUE;
        for (int c = 0; c < 2; c++) {
            String letter = c == 0 ? "M" : "L";
            Vec3 low = in.apply(femur.landmark("DIST_" + letter + "C"));
            double height = in.apply(femur.landmark(letter + "EC")).y();
            distal[c] = LossMap.depth(bone, frame, low, Vec3.Y);
            posterior[c] = LossMap.depth(bone, frame, in.apply(femur.landmark("POST_" + letter + "C")), Vec3.X);
            epicondyle[c] = height - low.y();
            from = Math.min(from, height);
            top = Math.max(top, height + ABOVE);
            middle += 0.5 * low.z();
        }
        return new FemoralLoss(distal, posterior, epicondyle, LossMap.hollow(bone, frame, from, top, middle, side.sign()));
    }

    /** The cut bone seen from below, by depth beyond a first cut: up to 0, the limits, and beyond. @param limits ascending, m */
    public static List<TriangleMesh> map(Body femur, Side side, double[] limits) {
        RigidTransform frame = femur.frame(BoneFrames.FEMUR_MECHANICAL);
        Vec3 m = frame.inverse().apply(femur.landmark("DIST_MC"));
        Vec3 l = frame.inverse().apply(femur.landmark("DIST_LC"));
        double[] level = side == Side.LEFT ? new double[] {l.y(), m.y()} : new double[] {m.y(), l.y()};
        return LossMap.map(femur.surface("outer"), frame, level, 1, limits, 0.5 * (m.x() + l.x()), 0.5 * (m.z() + l.z()), 0.048);
    }
}
