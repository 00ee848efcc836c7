/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.internal;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.landmarks.BoneFrames;

/**
 * Where the joint line of a knee is expected by landmarks that are left, from published ratios of their distance to it over the width
 * between the epicondyles: 0.35 (standard deviation 0.02) of the medial, 0.29 (0.02) of the lateral epicondyle and 0.16 (0.05) of the
 * fibula's head (140 knees, doi:10.1186/s43019-022-00135-5; 0.28 of the lateral one in 200 knees: E Servien et al. 2008, Knee Surg Sports
 * Traumatol Arthrosc 16:263-269); 0.53 (0.03) of the adductor tubercle (F Iacono et al. 2016, Knee Surg Sports Traumatol Arthrosc
 * 24:3212-3217).
 *
 * @param code of the landmark
 * @param ratio of its distance to the joint line over the width
 * @param deviation standard deviation of that
 * @param femoral whether it is on the femur, above the joint line, or on the tibia, below it
 */
public record JointLine(String code, double ratio, double deviation, boolean femoral) {

    public static final JointLine MEDIAL = new JointLine("MEC", 0.35, 0.02, true);
    public static final JointLine LATERAL = new JointLine("LEC", 0.29, 0.02, true);
    public static final JointLine ADDUCTOR = new JointLine("ADD_TUB", 0.53, 0.03, true);
    public static final JointLine FIBULA = new JointLine("FIB_HEAD", 0.16, 0.05, false);

    /** Distance between the epicondyles, m. */
    public static double width(Body femur) {
        return femur.landmark("LEC").distance(femur.landmark("MEC"));
    }

    /**
     * Distance of a place from the landmark along the bone, over the width between the epicondyles: of a femur down, of a tibia up.
     *
     * @param place in the bone's surface frame
     * @throws java.util.NoSuchElementException if the landmark is not marked
     */
    public double of(Body femur, Body bone, Vec3 place) {
        RigidTransform in = bone.frame(femoral ? BoneFrames.FEMUR_MECHANICAL : BoneFrames.TIBIA_KNEE).inverse();
        double along = in.apply(bone.landmark(code)).y() - in.apply(place).y();
        return (femoral ? along : -along) / width(femur);
    }

    /** How far a place lies above where the joint line is expected, m; negative below. */
    public double above(Body femur, Body bone, Vec3 place) {
        double off = (of(femur, bone, place) - ratio) * width(femur);
        return femoral ? -off : off;
    }
}
