/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

import org.orthotwin.geometry.Vec3;

/**
 * A plane that cuts the scene's clippable solids open; what lies on the side of {@code normal} is taken away, and closed solids show a
 * filled section.
 *
 * @param point of the plane (m, world)
 * @param normal towards the part that is removed; any length above zero
 */
public record ClipPlane(Vec3 point, Vec3 normal) {

    public ClipPlane {
        normal = normal.normalized();
    }
}
