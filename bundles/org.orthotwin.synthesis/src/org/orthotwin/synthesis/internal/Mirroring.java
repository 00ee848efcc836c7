/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/** From right to left: every z negated. Poses stay proper rotations, since the frames on both ends are mirrored. */
public final class Mirroring {

    private Mirroring() {
    }

    public static Map<String, Vec3> points(Map<String, Vec3> right) {
        Map<String, Vec3> m = new LinkedHashMap<>();
        right.forEach((code, q) -> m.put(code, new Vec3(q.x(), q.y(), -q.z())));
        return m;
    }

    public static RigidTransform pose(RigidTransform t) {
        double[] r = t.rotationMatrix();
        for (int i : new int[] {2, 5, 6, 7}) {
            r[i] = -r[i];
        }
        Vec3 o = t.translation();
        return RigidTransform.of(r, new Vec3(o.x(), o.y(), -o.z()));
    }
}
