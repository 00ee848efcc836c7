/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

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
 * A stem placed in the canal, in a frame like {@code femur.stem}: y proximal along the canal, z to the right along the posterior condyles.
 *
 * <p>On the right R = Rx(-varus) Rz(-flexion) Ry(-anteversion): varus and flexion say where the shaft's axis (the part's y) points,
 * anteversion turns the stem about that axis. Varus brings the proximal end to the medial side and the tip to the lateral side; flexion
 * brings the proximal end forwards and the tip backwards. Depth is distal. The left side is the right side mirrored ({@link Mirror}, part
 * rule z).
 */
public final class StemPlacement implements PlacementConvention {

    public static final String ID = "hip.stem";
    public static final String ANTEVERSION = "anteversion";
    public static final String VARUS = "varus";
    public static final String FLEXION = "flexion";
    public static final String DEPTH = "depth";
    public static final String ANTERIOR = "shift.anterior";
    public static final String MEDIAL = "shift.medial";

    private static final double MAX_VERSION = Math.toRadians(90);
    private static final double MAX_TILT = Math.toRadians(20);
    private static final double REACH = 0.1;

    private final List<CoordinateDefinition> coordinates = List.of(
            new CoordinateDefinition(ANTEVERSION, "turn about the stem's axis against the posterior condyles", Dimension.ANGLE,
            -MAX_VERSION,
                    MAX_VERSION),
            new CoordinateDefinition(VARUS, "tilt in the coronal plane, tip lateral", Dimension.ANGLE, -MAX_TILT, MAX_TILT),
            new CoordinateDefinition(FLEXION, "tilt in the sagittal plane, tip backwards", Dimension.ANGLE, -MAX_TILT, MAX_TILT),
            new CoordinateDefinition(DEPTH, "distal shift along the canal", Dimension.LENGTH, -REACH, REACH),
            new CoordinateDefinition(ANTERIOR, "forward shift", Dimension.LENGTH, -REACH, REACH),
            new CoordinateDefinition(MEDIAL, "medial shift", Dimension.LENGTH, -REACH, REACH));

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
        RigidTransform right = RigidTransform.rotation(Vec3.X, -v[1]).times(RigidTransform.rotation(Vec3.Z, -v[2]))
                .times(RigidTransform.rotation(Vec3.Y, -v[0])).withTranslation(new Vec3(v[4], -v[3], -v[5]));
        return side == Side.LEFT ? Mirror.mirror(right, Mirror.PartRule.Z) : right;
    }

    @Override
    public Map<String, Double> values(RigidTransform pose, Side side) {
        RigidTransform right = side == Side.LEFT ? Mirror.mirror(pose, Mirror.PartRule.Z) : pose;
        Vec3 y = right.axis(1);
        double varus = Math.atan2(-y.z(), y.y());
        double flexion = Math.atan2(y.x(), Math.hypot(y.y(), y.z()));
        RigidTransform tilt = RigidTransform.rotation(Vec3.X, -varus).times(RigidTransform.rotation(Vec3.Z, -flexion));
        Vec3 x = tilt.inverse().rotate(right.axis(0));
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(ANTEVERSION, Math.atan2(x.z(), x.x()));
        values.put(VARUS, varus);
        values.put(FLEXION, flexion);
        values.put(DEPTH, -right.translation().y());
        values.put(ANTERIOR, right.translation().x());
        values.put(MEDIAL, -right.translation().z());
        return values;
    }
}
