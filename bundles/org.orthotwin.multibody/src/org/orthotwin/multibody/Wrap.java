/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.wrap.WrapShape;

/**
 * A surface of a segment that paths lie on.
 *
 * @param name its name, of its own in the model
 * @param segment index of its segment, -1 for the ground
 * @param pose of the shape's frame in the segment
 * @param shape sphere, cylinder, ellipsoid or ring
 * @param length of a cylinder along its axis, m; infinity for one without ends and for other shapes
 * @param side which side paths pass on: 0 for any, 1, 2 or 3 for that of x, y or z of the shape's frame, negative for the opposite side
 */
public record Wrap(String name, int segment, RigidTransform pose, WrapShape shape, double length, int side) {

    public Wrap {
        if (Math.abs(side) > 3 || !(length > 0)) {
            throw new IllegalArgumentException("the surface " + name + " is passed on the side " + side + " and has a length of " + length
                    + " m");
        }
    }
}
