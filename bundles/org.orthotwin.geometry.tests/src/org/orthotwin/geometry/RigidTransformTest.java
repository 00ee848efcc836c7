/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RigidTransformTest {

    /** A turn about one axis is divided evenly, and the ends are the poses themselves. */
    @Test
    void theWayFromPoseToPose() {
        Vec3 axis = new Vec3(1, -2, 0.5);
        RigidTransform from = RigidTransform.rotationAbout(new Vec3(0.1, 0.2, 0.3), new Vec3(2, 1, 1), 0.4);
        RigidTransform to = from.times(RigidTransform.rotation(axis, 1.2)).withTranslation(new Vec3(1, 2, 3));
        for (double part : new double[] {0, 0.25, 1}) {
            RigidTransform at = from.towards(to, part);
            RigidTransform turn = RigidTransform.rotation(axis, part * 1.2);
            for (int i = 0; i < 9; i++) {
                assertEquals(from.times(turn).r(i / 3, i % 3), at.r(i / 3, i % 3), 1e-12);
            }
            assertEquals(0, at.translation().distance(from.translation().times(1 - part).plus(new Vec3(1, 2, 3).times(part))), 1e-12);
        }
        assertEquals(0, from.towards(from, 0.5).inverse().times(from).angle(), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> from.towards(from.times(RigidTransform.rotation(axis, Math.PI)), 0.5));
    }
}
