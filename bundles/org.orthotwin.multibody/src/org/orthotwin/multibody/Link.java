/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import java.util.List;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * A joint between two segments: the pose of a frame of the child in a frame of the parent as a function of coordinates,
 *
 * <pre>  R = R(a1, f1) R(a2, f2) R(a3, f3),     p = f4 a4 + f5 a5 + f6 a6</pre>
 *
 * with each f a function of one coordinate, the turns one after the other about axes that go with the body, the shifts along axes of the
 * parent's frame. Hinge, slider, ball, free and coupled joints of all kinds are of this form; a weld has no axis.
 *
 * @param name its name, of its own in the model
 * @param parent index of the segment that carries it, -1 for the ground
 * @param child index of the segment that it carries
 * @param inParent pose of the joint's frame in the parent
 * @param inChild pose of the joint's frame in the child
 * @param turns rotations in their order
 * @param shifts translations
 */
public record Link(String name, int parent, int child, RigidTransform inParent, RigidTransform inChild, List<Axis> turns,
        List<Axis> shifts) {

    /**
     * One way to move.
     *
     * @param direction of length 1
     * @param function rad or m by the coordinate
     * @param coordinate its index, -1 for none
     */
    public record Axis(Vec3 direction, MotionFunction function, int coordinate) {

        /** @throws IllegalArgumentException if the direction is none */
        public Axis {
            direction = direction.normalized();
        }
    }

    public Link {
        turns = List.copyOf(turns);
        shifts = List.copyOf(shifts);
        if (parent == child || child < 0 || parent < -1) {
            throw new IllegalArgumentException("the joint " + name + " joins the segment " + child + " to " + parent);
        }
    }
}
