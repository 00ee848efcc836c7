/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder;

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
 * A baseplate or glenoid component on the scapula, by choice in {@code scapula.plane}: x anterior, y superior, z to the right along the
 * line from the root of the spine to the glenoid's centre (Friedman et al. 1992, J Bone Joint Surg Am 74:1032-1037).
 *
 * <p>On the right R = Ry(version) Rx(-inclination) Rz(rotation): version and inclination say where the part's z axis points, out of the
 * glenoid, forwards (anteversion) and upwards; rotation turns the part about it, its lower end forwards. Shifts are those of the part's
 * origin, the middle of its back; depth is into the bone. The left side is the right side mirrored in z, as the parts are.
 */
public final class BaseplatePlacement implements PlacementConvention {

    public static final String ID = "shoulder.baseplate";
    public static final String VERSION = "version";
    public static final String INCLINATION = "inclination";
    public static final String ROTATION = "rotation";
    public static final String DEPTH = "depth";
    public static final String ANTERIOR = "shift.anterior";
    public static final String SUPERIOR = "shift.superior";

    private static final double MAX_TILT = Math.toRadians(45);
    private static final double REACH = 0.05;

    private final List<CoordinateDefinition> coordinates = List.of(
            new CoordinateDefinition(VERSION, "of the part's axis against the line to the root of the spine, forwards", Dimension.ANGLE,
                    -MAX_TILT, MAX_TILT),
            new CoordinateDefinition(INCLINATION, "of the part's axis against that line, upwards", Dimension.ANGLE, -MAX_TILT, MAX_TILT),
            new CoordinateDefinition(ROTATION, "turn about the part's axis, its lower end forwards", Dimension.ANGLE, -Math.PI, Math.PI),
            new CoordinateDefinition(DEPTH, "the part's origin, into the bone", Dimension.LENGTH, -REACH, REACH),
            new CoordinateDefinition(ANTERIOR, "the part's origin, forwards", Dimension.LENGTH, -REACH, REACH),
            new CoordinateDefinition(SUPERIOR, "the part's origin, upwards", Dimension.LENGTH, -REACH, REACH));

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return coordinates;
    }

    @Override
    public RigidTransform pose(Map<String, Double> values, Side side) {
        double[] v = CoordinateDefinition.check(ID, coordinates, values);
        RigidTransform right = tilt(v[0], v[1]).times(RigidTransform.rotation(Vec3.Z, v[2]))
                .withTranslation(new Vec3(v[4], v[5], -v[3]));
        return side == Side.LEFT ? right.mirroredZ() : right;
    }

    private static RigidTransform tilt(double version, double inclination) {
        return RigidTransform.rotation(Vec3.Y, version).times(RigidTransform.rotation(Vec3.X, -inclination));
    }

    @Override
    public Map<String, Double> values(RigidTransform pose, Side side) {
        RigidTransform right = side == Side.LEFT ? pose.mirroredZ() : pose;
        Vec3 z = right.axis(2);
        double version = Math.atan2(z.x(), z.z());
        double inclination = Math.atan2(z.y(), Math.hypot(z.x(), z.z()));
        Vec3 x = tilt(version, inclination).inverse().rotate(right.axis(0));
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(VERSION, version);
        values.put(INCLINATION, inclination);
        values.put(ROTATION, Math.atan2(x.y(), x.x()));
        values.put(DEPTH, -right.translation().z());
        values.put(ANTERIOR, right.translation().x());
        values.put(SUPERIOR, right.translation().y());
        return values;
    }
}
