/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.tests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;

/** The smallest joint: two bones, turning about the x axis of both. Subclasses break one thing each. */
class Hinge implements JointType {

    static final Map<String, Vec3> LANDMARKS = Map.of("O", new Vec3(0.1, 0, 0), "PX", new Vec3(0.2, 0.01, 0), "PY", new Vec3(0.1, 0.3,
            0.02));

    @Override
    public String parentBone() {
        return "upper";
    }

    @Override
    public String childBone() {
        return "lower";
    }

    @Override
    public String parentFrame() {
        return "test.upper";
    }

    @Override
    public String childFrame() {
        return "test.lower";
    }

    @Override
    public List<FrameDefinition> frames() {
        return List.of(frame("test.upper", "upper"), frame("test.lower", "lower"));
    }

    private FrameDefinition frame(String id, String bone) {
        return new FrameDefinition(id, bone, List.of("O", "PX", "PY"), "x from O to PX, y towards PY", this::pose);
    }

    RigidTransform pose(Map<String, Vec3> m, Side side) {
        Vec3 x = m.get("PX").minus(m.get("O"));
        Vec3 y = m.get("PY").minus(m.get("O"));
        if (!(x.cross(y).norm() > 1e-9)) {
            throw new IllegalArgumentException("O, PX and PY are collinear within 0 deg");
        }
        return RigidTransform.frameXY(m.get("O"), x, y);
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return List.of(new CoordinateDefinition("adduction", "about x", Dimension.ANGLE, -2, 2));
    }

    @Override
    public RigidTransform childInParent(double[] q, Side side) {
        return RigidTransform.rotation(Vec3.X, q[0]);
    }

    @Override
    public double[] coordinates(RigidTransform t, Side side) {
        return new double[] {Math.atan2(t.r(2, 1), t.r(1, 1))};
    }

    @Override
    public List<ClinicalMotion> motions() {
        return List.of(new ClinicalMotion("adduction", "adduction", 1, -1, 0.8));
    }

    @Override
    public List<PlacementConvention> placements() {
        return List.of(new Shift());
    }

    /** Six shifts and turns; on the left mirrored in z. */
    static class Shift implements PlacementConvention {

        private static final List<String> NAMES = List.of("x", "y", "lateral", "rx", "ry", "rz");

        @Override
        public String id() {
            return "test.shift";
        }

        @Override
        public List<CoordinateDefinition> coordinates() {
            return NAMES.stream().map(n -> new CoordinateDefinition(n, n, n.startsWith("r") ? Dimension.ANGLE : Dimension.LENGTH, -0.5,
                    0.5)).toList();
        }

        @Override
        public RigidTransform pose(Map<String, Double> values, Side side) {
            values.forEach((name, v) -> {
                if (!NAMES.contains(name) || !(Math.abs(v) <= 0.5)) {
                    throw new IllegalArgumentException(name + " is " + v + ", unknown or outside -0.5 to 0.5");
                }
            });
            double[] q = NAMES.stream().mapToDouble(n -> values.getOrDefault(n, 0.0)).toArray();
            int s = side.sign();
            return RigidTransform.rotation(Vec3.X, s * q[3]).times(RigidTransform.rotation(Vec3.Y,
                    s * q[4])).times(RigidTransform.rotation(Vec3.Z, q[5]))
                    .withTranslation(new Vec3(q[0], q[1], s * q[2]));
        }

        @Override
        public Map<String, Double> values(RigidTransform p, Side side) {
            int s = side.sign();
            double[] q = {p.translation().x(), p.translation().y(), s * p.translation().z(), s * Math.atan2(-p.r(1, 2), p.r(2, 2)),
                s * Math.asin(p.r(0, 2)), Math.atan2(-p.r(0, 1), p.r(0, 0))};
            Map<String, Double> values = new LinkedHashMap<>();
            for (int i = 0; i < q.length; i++) {
                values.put(NAMES.get(i), q[i]);
            }
            return values;
        }
    }
}
