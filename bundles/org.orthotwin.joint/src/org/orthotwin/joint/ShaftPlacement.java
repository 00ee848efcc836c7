/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * A part in the shaft of a long bone, in a frame with x anterior, y proximal along the shaft, z to the right.
 *
 * <p>On the right R = Rx(-varus) Rz(-flexion) Ry(-turn), with Ry(turn) where the turn is backwards: varus and flexion say where the part's
 * y axis points, along its own shaft; the turn is about that axis. Varus brings the proximal end to the medial side, flexion brings it
 * forwards. Depth is distal. The left side is the right side mirrored in z, as the parts are.
 */
public abstract class ShaftPlacement implements PlacementConvention {

    private final String id;
    private final List<CoordinateDefinition> coordinates;
    private final int sign;

    /** A turn that brings what looks to the midline forwards. */
    protected ShaftPlacement(String id, List<CoordinateDefinition> coordinates) {
        this(id, coordinates, true);
    }

    /**
     * @param coordinates turn, varus, flexion, depth, anterior shift and medial shift, whatever the joint calls them
     * @param forwards whether the turn brings what looks to the midline forwards, as anteversion does, or backwards, as retroversion does
     */
    protected ShaftPlacement(String id, List<CoordinateDefinition> coordinates, boolean forwards) {
        if (coordinates.size() != 6) {
            throw new IllegalArgumentException(coordinates.size() + " coordinates; a placement in a shaft has 6");
        }
        this.id = id;
        this.sign = forwards ? 1 : -1;
        this.coordinates = List.copyOf(coordinates);
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final List<CoordinateDefinition> coordinates() {
        return coordinates;
    }

    @Override
    public final RigidTransform pose(Map<String, Double> values, Side side) {
        double[] v = CoordinateDefinition.check(id, coordinates, values);
        RigidTransform right = tilt(v[1], v[2]).times(RigidTransform.rotation(Vec3.Y, -sign * v[0]))
                .withTranslation(new Vec3(v[4], -v[3], -v[5]));
        return side == Side.LEFT ? right.mirroredZ() : right;
    }

    @Override
    public final Map<String, Double> values(RigidTransform pose, Side side) {
        RigidTransform right = side == Side.LEFT ? pose.mirroredZ() : pose;
        Vec3 y = right.axis(1);
        double varus = Math.atan2(-y.z(), y.y());
        double flexion = Math.atan2(y.x(), Math.hypot(y.y(), y.z()));
        Vec3 x = tilt(varus, flexion).inverse().rotate(right.axis(0));
        Vec3 o = right.translation();
        double[] found = {sign * Math.atan2(x.z(), x.x()), varus, flexion, -o.y(), o.x(), -o.z()};
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < found.length; i++) {
            values.put(coordinates.get(i).name(), found[i]);
        }
        return values;
    }

    private static RigidTransform tilt(double varus, double flexion) {
        return RigidTransform.rotation(Vec3.X, -varus).times(RigidTransform.rotation(Vec3.Z, -flexion));
    }
}
