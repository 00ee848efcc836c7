/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.joint;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;

/**
 * The elbow as a hinge: the ulna turns about the line through the epicondyles of the humerus. Axes as ISB has them (Wu et al. 2005,
 * J Biomech 38:981, doi:10.1016/j.jbiomech.2004.05.042): x forward, y up, z to the right, with the arm hanging and the palm forward; the
 * origins lie on the hinge, so that both frames coincide in extension.
 *
 * <p>Assumptions: no carrying angle, no translation along the axis. Range: hyperextension of 10 degrees to flexion of 150 degrees.
 */
public final class Elbow implements JointType {

    private static final FrameDefinition HUMERUS = new FrameDefinition("example.humerus", "humerus", List.of("{S}EM", "{S}EL", "{S}GH"),
            "origin midway between the medial and the lateral epicondyle EM and EL; z from one to the other, to the right; y towards the "
                    + "centre GH of the humeral head, at a right angle to z; x forward",
            (landmarks, side) -> frame(landmarks, side, "EM", "EL", "GH", 1));

    private static final FrameDefinition ULNA = new FrameDefinition("example.ulna", "ulna", List.of("{S}TM", "{S}TL", "{S}US"),
            "origin midway between the medial and the lateral end TM and TL of the trochlear notch; z from one to the other, to the right; "
                    + "y away from the styloid process US, at a right angle to z; x forward",
            (landmarks, side) -> frame(landmarks, side, "TM", "TL", "US", -1));

    @Override
    public String parentBone() {
        return HUMERUS.boneType();
    }

    @Override
    public String childBone() {
        return ULNA.boneType();
    }

    @Override
    public String parentFrame() {
        return HUMERUS.id();
    }

    @Override
    public String childFrame() {
        return ULNA.id();
    }

    @Override
    public List<FrameDefinition> frames() {
        return List.of(HUMERUS, ULNA);
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return List.of(new CoordinateDefinition("angle", "flexion (+) and hyperextension (-) about z of " + HUMERUS.id(), Dimension.ANGLE,
                Math.toRadians(-10), Math.toRadians(150)));
    }

    @Override
    public RigidTransform childInParent(double[] coordinates, Side side) {
        if (coordinates.length != 1) {
            throw new IllegalArgumentException("the elbow has 1 coordinate (angle, rad), not " + coordinates.length);
        }
        return RigidTransform.rotation(Vec3.Z, coordinates[0]);
    }

    @Override
    public double[] coordinates(RigidTransform childInParent, Side side) {
        return new double[] {Math.atan2(childInParent.r(1, 0), childInParent.r(0, 0))};
    }

    @Override
    public List<ClinicalMotion> motions() {
        // z points to the right on both sides, so no sign changes
        return List.of(new ClinicalMotion("flexion", "angle", 1, 1, Math.toRadians(145)),
                new ClinicalMotion("hyperextension", "angle", -1, -1, Math.toRadians(5)));
    }

    /** @param up 1 where the far landmark is proximal, -1 where it is distal */
    private static RigidTransform frame(Map<String, Vec3> landmarks, Side side, String medial, String lateral, String far, int up) {
        String s = side == Side.LEFT ? "L" : "R";
        Vec3 m = landmarks.get(s + medial);
        Vec3 l = landmarks.get(s + lateral);
        Vec3 origin = m.mid(l);
        Vec3 axis = l.minus(m).times(side.sign());
        Vec3 along = landmarks.get(s + far).minus(origin).times(up);
        Vec3 x = along.cross(axis);
        // below a thousandth of a radian the direction is noise of the landmarks
        if (!(x.norm() > 1e-3 * along.norm() * axis.norm())) {
            throw new IllegalArgumentException("landmarks " + s + medial + ", " + s + lateral + " and " + s + far + " are collinear or "
                    + "coincide: they span an area of " + 0.5 * x.norm() + " m2");
        }
        x = x.normalized();
        Vec3 z = axis.normalized();
        return RigidTransform.frame(origin, x, z.cross(x), z);
    }
}
