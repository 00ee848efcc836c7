/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import static org.orthotwin.joint.CoordinateDefinition.angle;
import static org.orthotwin.joint.CoordinateDefinition.length;

import java.util.List;
import java.util.stream.Stream;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.landmarks.BoneFrames;

/**
 * The patellofemoral joint with six degrees of freedom, from {@code femur.mechanical} to {@code patella.body}, as AMJ Bull et al. 2002
 * (Knee Surg Sports Traumatol Arthrosc 10:184-193, doi:10.1007/s00167-001-0276-5) advise: the joint coordinate system of the knee
 * ({@link KneeJoint}) with the patella for the tibia. Flexion is -alpha on both sides; lateral rotation, by which the apex goes to the
 * outside, is -beta on the right; lateral tilt, by which the front looks to the outside, is -gamma on the right; both are negated on the
 * left. Lateral shift is +s1 on the right and -s1 on the left.
 *
 * <p>Typical flexion is two thirds of 141 degrees of the knee's (R D Boone, S P Azen 1979); the other typical ranges are assumed.
 */
public final class PatellofemoralJoint implements JointType {

    private static final List<CoordinateDefinition> COORDINATES = List.of(
            angle("alpha", "about the z axis of the femur (to the right): extension", -170, 170),
            angle("beta", "about the floating axis (forwards): apex to the left", -60, 60),
            angle("gamma", "about the y axis of the patella (proximal): front to the left", -90, 90),
            length("s1", "along the z axis of the femur: to the right", -0.15, 0.15),
            length("s2", "along the floating axis: forwards", -0.15, 0.15),
            length("s3", "against the y axis of the patella: distally", -0.15, 0.15));

    private static final List<ClinicalMotion> MOTIONS = List.of(
            new ClinicalMotion("flexion", "alpha", -1, -1, Math.toRadians(94)),
            new ClinicalMotion("extension", "alpha", 1, 1, Math.toRadians(5)),
            new ClinicalMotion("lateral-rotation", "beta", -1, 1, Math.toRadians(8)),
            new ClinicalMotion("medial-rotation", "beta", 1, -1, Math.toRadians(8)),
            new ClinicalMotion("lateral-tilt", "gamma", -1, 1, Math.toRadians(10)),
            new ClinicalMotion("medial-tilt", "gamma", 1, -1, Math.toRadians(10)),
            new ClinicalMotion("lateral-shift", "s1", 1, -1, 0.010),
            new ClinicalMotion("medial-shift", "s1", -1, 1, 0.010));

    @Override
    public String parentBone() {
        return "femur";
    }

    @Override
    public String childBone() {
        return "patella";
    }

    @Override
    public String parentFrame() {
        return BoneFrames.FEMUR_MECHANICAL;
    }

    @Override
    public String childFrame() {
        return BoneFrames.PATELLA_BODY;
    }

    @Override
    public List<FrameDefinition> frames() {
        return Stream.concat(BoneFrames.femur().stream().filter(f -> f.id().equals(BoneFrames.FEMUR_MECHANICAL)),
                BoneFrames.patella().stream()).toList();
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return COORDINATES;
    }

    /** @throws IllegalArgumentException if the patella's long axis lies along the femur's transverse one */
    @Override
    public RigidTransform childInParent(double[] q, Side side) {
        if (q.length != COORDINATES.size()) {
            throw new IllegalArgumentException("the patellofemoral joint has " + COORDINATES.size() + " coordinates, not " + q.length);
        }
        return JointCoordinateSystem.pose(q);
    }

    @Override
    public double[] coordinates(RigidTransform childInParent, Side side) {
        return JointCoordinateSystem.coordinates(childInParent);
    }

    @Override
    public List<ClinicalMotion> motions() {
        return MOTIONS;
    }
}
