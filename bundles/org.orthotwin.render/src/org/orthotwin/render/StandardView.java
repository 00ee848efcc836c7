/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

import org.orthotwin.geometry.Vec3;

/**
 * The six views of anatomy, named by the side the viewer stands on, in a frame with ISB axes: x anterior, y superior, z to the subject's
 * right. The anterior view shows the subject's right on the left of the picture, as a radiograph does; the inferior one is that of a CT
 * slice (seen from the feet, anterior up).
 */
public enum StandardView {
    ANTERIOR(new Vec3(-1, 0, 0), Vec3.Y),
    POSTERIOR(Vec3.X, Vec3.Y),
    LEFT(Vec3.Z, Vec3.Y),
    RIGHT(new Vec3(0, 0, -1), Vec3.Y),
    SUPERIOR(new Vec3(0, -1, 0), Vec3.X),
    INFERIOR(Vec3.Y, Vec3.X);

    private final Vec3 direction;
    private final Vec3 up;

    StandardView(Vec3 direction, Vec3 up) {
        this.direction = direction;
        this.up = up;
    }

    /** Where the viewer looks to, a unit vector in the ISB frame. */
    public Vec3 direction() {
        return direction;
    }

    /** What is up in the picture, a unit vector in the ISB frame. */
    public Vec3 up() {
        return up;
    }
}
