/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import org.orthotwin.geometry.Vec3;

/** The three planes of the body, hung as radiologists have them: seen from the feet, from the front, from the patient's left. */
enum Direction {
    AXIAL(Vec3.X, Vec3.Y, 0xE0574A), CORONAL(Vec3.X, Vec3.Z.negate(), 0x58B368), SAGITTAL(Vec3.Y, Vec3.Z.negate(), 0xE6C14A);

    private final Vec3 right;
    private final Vec3 down;
    private final int color;

    Direction(Vec3 right, Vec3 down, int color) {
        this.right = right;
        this.down = down;
        this.color = color;
    }

    /** In the patient's axes: left, back, head. */
    Vec3 right() {
        return right;
    }

    Vec3 down() {
        return down;
    }

    /** Of the plane's name and of its line in the others, {@code 0xRRGGBB}. */
    int color() {
        return color;
    }
}
