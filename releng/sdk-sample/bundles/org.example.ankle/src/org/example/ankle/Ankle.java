/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.example.ankle;

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
 * The talocrural joint as one hinge, about the z axis of the tibia/fibula frame of the ISB (Wu et al. 2002,
 * doi:10.1016/S0021-9290(01)00222-6): X forward, Y up, Z to the right on both sides, origin between the malleoli.
 * Dorsiflexion is positive, on both sides, because Z points to the right on both.
 *
 * <p>Assumption: the inclination of the anatomical axis against Z (some 8 degrees in the frontal plane) is left out, so
 * that inversion coupled to dorsiflexion does not appear. Good for teaching the extension points, not for planning.
 */
public final class Ankle implements JointType {
    private static final FrameDefinition SHANK = new FrameDefinition("isb.shank", "tibia", List.of("{S}MM", "{S}LM", "{S}MC", "{S}LC"),
            "origin between the malleoli MM and LM; z from one malleolus to the other, to the right; x forward, normal to the plane of the "
                    + "malleoli and the point between the condyles MC and LC; y up (Wu et al. 2002)",
            (landmarks, side) -> {
                Vec3 medial = landmarks.get(code(side, "MM"));
                Vec3 lateral = landmarks.get(code(side, "LM"));
                Vec3 origin = medial.mid(lateral);
                Vec3 z = lateral.minus(medial).times(side.sign()).normalized();
                Vec3 up = landmarks.get(code(side, "MC")).mid(landmarks.get(code(side, "LC"))).minus(origin);
                Vec3 x = perpendicular(up.cross(z), up.norm());
                return RigidTransform.frame(origin, x, z.cross(x), z);
            });

    private static final FrameDefinition TALUS = new FrameDefinition("isb.talus", "talus", List.of("{S}TM", "{S}TL", "{S}MT2"),
            "origin between the points TM and TL where the hinge leaves the talus; z from one to the other, to the right; x towards the "
                    + "head of the second metatarsal MT2; y up; it coincides with isb.shank in the neutral position",
            (landmarks, side) -> {
                Vec3 medial = landmarks.get(code(side, "TM"));
                Vec3 lateral = landmarks.get(code(side, "TL"));
                Vec3 origin = medial.mid(lateral);
                Vec3 z = lateral.minus(medial).times(side.sign()).normalized();
                Vec3 forward = landmarks.get(code(side, "MT2")).minus(origin);
                Vec3 y = perpendicular(z.cross(forward), forward.norm());
                return RigidTransform.frame(origin, y.cross(z), y, z);
            });

    @Override
    public String parentBone() {
        return SHANK.boneType();
    }

    @Override
    public String childBone() {
        return TALUS.boneType();
    }

    @Override
    public String parentFrame() {
        return SHANK.id();
    }

    @Override
    public String childFrame() {
        return TALUS.id();
    }

    @Override
    public List<FrameDefinition> frames() {
        return List.of(SHANK, TALUS);
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return List.of(new CoordinateDefinition("alpha", "dorsiflexion (+) and plantarflexion (-) about z of " + SHANK.id(),
                Dimension.ANGLE, Math.toRadians(-60), Math.toRadians(40)));
    }

    @Override
    public RigidTransform childInParent(double[] coordinates, Side side) {
        if (coordinates.length != 1) {
            throw new IllegalArgumentException("the ankle has 1 coordinate (alpha, rad), not " + coordinates.length);
        }
        return RigidTransform.rotation(Vec3.Z, coordinates[0]);
    }

    @Override
    public double[] coordinates(RigidTransform childInParent, Side side) {
        return new double[] {Math.atan2(childInParent.r(1, 0), childInParent.r(0, 0))};
    }

    @Override
    public List<ClinicalMotion> motions() {
        return List.of(new ClinicalMotion("dorsiflexion", "alpha", 1, 1, Math.toRadians(20)),
                new ClinicalMotion("plantarflexion", "alpha", -1, -1, Math.toRadians(50)));
    }

    private static String code(Side side, String landmark) {
        return (side == Side.LEFT ? "L" : "R") + landmark;
    }

    /** The unit vector along a product of a unit vector and one of the given length (m), which must not be parallel. */
    private static Vec3 perpendicular(Vec3 product, double length) {
        // below a thousandth of a radian the direction is noise of the landmarks
        if (!(product.norm() > 1e-3 * length)) {
            throw new IllegalArgumentException("the landmarks of the ankle are collinear: they span an angle of "
                    + product.norm() / length + " rad, at least 0.001 rad is needed");
        }
        return product.normalized();
    }
}
