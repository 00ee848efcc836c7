/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;

/** A long part has an axis of its own, a short one that of its first feature. */
class AxesTest {

    private static final RigidTransform IN_BONE = RigidTransform.translation(new Vec3(0.01, 0.02, 0.03)).times(RigidTransform.rotation(
            Vec3.X, 0.4));
    private static final RigidTransform IN_SPACE = RigidTransform.rotation(Vec3.Y, -0.7);

    private static PlacedPart part(String role, double x, double y, double z, Map<String, RigidTransform> features) {
        double[] v = new double[24];
        for (int c = 0; c < 8; c++) {
            v[3 * c] = (c & 1) == 0 ? -x : x;
            v[3 * c + 1] = (c & 2) == 0 ? -y : y;
            v[3 * c + 2] = (c & 4) == 0 ? -z : z;
        }
        TriangleMesh box = new TriangleMesh(v, new int[] {0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6,
            0, 6, 2, 1, 3, 7, 1, 7, 5});
        return new PlacedPart(role, new PartModel("c/" + role, "1", role, "n", Map.of(), Map.of("envelope", box), features), "femur",
                IN_BONE);
    }

    @Test
    void aLongPartIsSeenAlongItsLengthAndItsWidth() {
        List<Axes.Axis> found = Axes.of(List.of(part("stem", 0.008, 0.07, 0.004, Map.of("taper", RigidTransform.IDENTITY))), b -> IN_SPACE);
        assertEquals(List.of("stem"), found.stream().map(Axes.Axis::role).toList());
        Axes.Axis a = found.getFirst();
        RigidTransform pose = IN_SPACE.times(IN_BONE);
        assertEquals(1, Math.abs(a.direction().dot(pose.rotate(Vec3.Y))), 1e-9);
        assertEquals(1, Math.abs(a.across().dot(pose.rotate(Vec3.X))), 1e-9);
        Vec3 off = a.point().minus(pose.apply(Vec3.ZERO));
        assertEquals(0, off.minus(a.direction().times(off.dot(a.direction()))).norm(), 1e-9);
    }

    @Test
    void aShortPartIsSeenAlongItsFirstFeature() {
        RigidTransform rim = RigidTransform.translation(new Vec3(0, 0, 0.01)).times(RigidTransform.rotation(Vec3.X, 0.2));
        Axes.Axis a = Axes.of(List.of(part("cup", 0.02, 0.021, 0.022, Map.of("rim", rim))), b -> IN_SPACE).getFirst();
        RigidTransform pose = IN_SPACE.times(IN_BONE).times(rim);
        assertEquals(0, a.direction().distance(pose.rotate(Vec3.Z)), 1e-12);
        assertEquals(0, a.across().distance(pose.rotate(Vec3.X)), 1e-12);
        assertEquals(0, a.point().distance(pose.apply(Vec3.ZERO)), 1e-12);
        assertEquals(List.of(), Axes.of(List.of(part("ball", 0.02, 0.02, 0.02, Map.of())), b -> IN_SPACE));
    }
}
