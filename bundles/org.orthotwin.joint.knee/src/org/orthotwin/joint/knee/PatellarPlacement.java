/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;

/**
 * How a patellar component lies in {@code patella.body}: x anterior, at a right angle to the cut.
 *
 * <p>On the right R = Ry(-tilt) Rz(-flexion) Rx(rotation): tilt turns the cut so that the front looks to the outside, flexion so that it
 * looks downwards, rotation turns the part on the cut. Shifts are those of the part's origin. The left side is the right side mirrored
 * in z, as the parts are.
 */
public final class PatellarPlacement implements PlacementConvention {

    public static final String ID = "knee.patellar";
    public static final String TILT = "tilt";
    public static final String FLEXION = "flexion";
    public static final String ROTATION = "rotation";
    public static final String ANTERIOR = "shift.anterior";
    public static final String PROXIMAL = "shift.proximal";
    public static final String LATERAL = "shift.lateral";

    private static final double MAX_TILT = Math.toRadians(30);
    private static final double REACH = 0.05;
    private static final List<CoordinateDefinition> COORDINATES = List.of(
            new CoordinateDefinition(TILT, "tilt of the cut, its front to the outside", Dimension.ANGLE, -MAX_TILT, MAX_TILT),
            new CoordinateDefinition(FLEXION, "tilt of the cut, its front downwards", Dimension.ANGLE, -MAX_TILT, MAX_TILT),
            new CoordinateDefinition(ROTATION, "turn on the cut, the upper end to the outside", Dimension.ANGLE, -Math.PI, Math.PI),
            new CoordinateDefinition(ANTERIOR, "the part's origin, forwards", Dimension.LENGTH, -REACH, REACH),
            new CoordinateDefinition(PROXIMAL, "the part's origin, upwards", Dimension.LENGTH, -REACH, REACH),
            new CoordinateDefinition(LATERAL, "the part's origin, away from the midplane", Dimension.LENGTH, -REACH, REACH));

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return COORDINATES;
    }

    @Override
    public RigidTransform pose(Map<String, Double> values, Side side) {
        double[] v = CoordinateDefinition.check(ID, COORDINATES, values);
        RigidTransform right = tilt(v[0], v[1]).times(RigidTransform.rotation(Vec3.X, v[2])).withTranslation(new Vec3(v[3], v[4], v[5]));
        return side == Side.LEFT ? right.mirroredZ() : right;
    }

    private static RigidTransform tilt(double tilt, double flexion) {
        return RigidTransform.rotation(Vec3.Y, -tilt).times(RigidTransform.rotation(Vec3.Z, -flexion));
    }

    @Override
    public Map<String, Double> values(RigidTransform pose, Side side) {
        RigidTransform right = side == Side.LEFT ? pose.mirroredZ() : pose;
        Vec3 x = right.axis(0);
        double tilt = Math.atan2(x.z(), x.x());
        double flexion = Math.atan2(-x.y(), Math.hypot(x.x(), x.z()));
        Vec3 y = tilt(tilt, flexion).inverse().rotate(right.axis(1));
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(TILT, tilt);
        values.put(FLEXION, flexion);
        values.put(ROTATION, Math.atan2(y.z(), y.y()));
        values.put(ANTERIOR, right.translation().x());
        values.put(PROXIMAL, right.translation().y());
        values.put(LATERAL, right.translation().z());
        return values;
    }
}
