/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;

/** The convention that every joint has: shifts along and turns about the frame's axes, R = Rz(rz) Ry(ry) Rx(rx); the same on both sides. */
final class RigidPlacement implements PlacementConvention {

    static final String ID = "rigid";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        List<CoordinateDefinition> all = new ArrayList<>();
        for (String axis : List.of("x", "y", "z")) {
            all.add(new CoordinateDefinition("t" + axis, "shift along " + axis, Dimension.LENGTH, -10, 10));
        }
        for (String axis : List.of("x", "y", "z")) {
            all.add(new CoordinateDefinition("r" + axis, "turn about " + axis, Dimension.ANGLE, -Math.PI, Math.PI));
        }
        return all;
    }

    @Override
    public RigidTransform pose(Map<String, Double> v, Side side) {
        double[] q = CoordinateDefinition.check(ID, coordinates(), v);
        return RigidTransform.rotation(Vec3.Z, q[5]).times(RigidTransform.rotation(Vec3.Y, q[4]))
                .times(RigidTransform.rotation(Vec3.X, q[3])).withTranslation(new Vec3(q[0], q[1], q[2]));
    }

    @Override
    public Map<String, Double> values(RigidTransform p, Side side) {
        Map<String, Double> v = new LinkedHashMap<>();
        v.put("tx", p.translation().x());
        v.put("ty", p.translation().y());
        v.put("tz", p.translation().z());
        v.put("rx", Math.atan2(p.r(2, 1), p.r(2, 2)));
        v.put("ry", Math.atan2(-p.r(2, 0), Math.hypot(p.r(2, 1), p.r(2, 2))));
        v.put("rz", Math.atan2(p.r(1, 0), p.r(0, 0)));
        return v;
    }
}
