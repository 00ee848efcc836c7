/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.testkit;

import java.util.List;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;

/**
 * A hip of the ISB for problems that tests make up: pelvis and femur, turned about one point by R = Rz(alpha) Rx(beta) Ry(gamma), the same
 * on both sides. A solver may know of it only what the interface says.
 *
 * @param motions the clinical words for its coordinates
 * @param turnsAboutOnePoint whether it says that it does; where not, solvers have to ask it pose by pose
 */
public record BallJoint(List<ClinicalMotion> motions, boolean turnsAboutOnePoint) implements JointType {

    private static final double RANGE = 3;

    public BallJoint {
        motions = List.copyOf(motions);
    }

    /** A joint that says that it turns about one point. */
    public BallJoint(List<ClinicalMotion> motions) {
        this(motions, true);
    }

    @Override
    public String parentBone() {
        return "pelvis";
    }

    @Override
    public String childBone() {
        return "femur";
    }

    @Override
    public String parentFrame() {
        return "isb.pelvis";
    }

    @Override
    public String childFrame() {
        return "isb.femur";
    }

    @Override
    public List<FrameDefinition> frames() {
        return List.of();
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return List.of("alpha", "beta", "gamma").stream().map(n -> new CoordinateDefinition(n, n, Dimension.ANGLE, -RANGE, RANGE)).toList();
    }

    @Override
    public RigidTransform childInParent(double[] q, Side side) {
        return RigidTransform.rotation(Vec3.Z, q[0]).times(RigidTransform.rotation(Vec3.X, q[1]))
                .times(RigidTransform.rotation(Vec3.Y, q[2]));
    }

    @Override
    public double[] coordinates(RigidTransform t, Side side) {
        return new double[] {Math.atan2(-t.r(0, 1), t.r(1, 1)), Math.asin(t.r(2, 1)), Math.atan2(-t.r(2, 0), t.r(2, 2))};
    }
}
