/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * Left and right by rule. A bone and everything in its axes (x anterior, y superior, z right) is mirrored by negating z. A part is mirrored
 * by negating one axis of its own: z for a stem, whose neck leaves in the plane of x and z; y for a part that turns about z (cup, liner),
 * so that its opening and what stands on its x axis, such as a lip, stay where they are. A pose of one side becomes that of the other by
 * both, and so stays a proper rotation.
 */
public final class Mirror {

    /** How a part is turned into that of the other side. */
    public enum PartRule {
        /** Cups, liners, heads: y of the part negated. */
        Y,
        /** Stems and bones: z of the part negated. */
        Z
    }

    private Mirror() {
    }

    /** A point or direction in axes of the body, of the other side. */
    public static Vec3 mirror(Vec3 p) {
        return new Vec3(p.x(), p.y(), -p.z());
    }

    /** The pose of a part in axes of the body, of the other side. Its own inverse. */
    public static RigidTransform mirror(RigidTransform pose, PartRule rule) {
        double[] r = pose.rotationMatrix();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                if (i == 2 != (j == (rule == PartRule.Y ? 1 : 2))) {
                    r[3 * i + j] = -r[3 * i + j];
                }
            }
        }
        return RigidTransform.of(r, mirror(pose.translation()));
    }
}
