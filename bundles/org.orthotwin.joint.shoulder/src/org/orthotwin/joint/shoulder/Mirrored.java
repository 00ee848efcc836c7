/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/** The other side of the body. */
final class Mirrored {

    private Mirrored() {
    }

    /** The same pose with both frames mirrored in z. */
    static RigidTransform inZ(RigidTransform t) {
        double[] r = t.rotationMatrix();
        for (int i : new int[] {2, 5, 6, 7}) {
            r[i] = -r[i];
        }
        Vec3 o = t.translation();
        return RigidTransform.of(r, new Vec3(o.x(), o.y(), -o.z()));
    }
}
