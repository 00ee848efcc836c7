/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.contact.FoundationContact;

/**
 * Two surfaces that meet, one on each body of a joint. Not for several threads at once.
 *
 * @param contact evaluated in every pose that is tried
 * @param layeredOnChild whether the surface with the layer is on the distal body
 * @param layered pose of its surface frame in the joint's frame of its body
 * @param counter pose of the other surface's frame in the joint's frame of its own body
 */
public record ContactPair(FoundationContact contact, boolean layeredOnChild, RigidTransform layered, RigidTransform counter) {

    /** Pose of the layered surface in the joint's proximal frame. */
    RigidTransform layeredInJoint(RigidTransform child) {
        return layeredOnChild ? child.times(layered) : layered;
    }

    /** Computes the contact with the distal body's joint frame in this pose in the proximal one. */
    void evaluate(RigidTransform child) {
        RigidTransform other = layeredOnChild ? counter : child.times(counter);
        contact.evaluate(layeredInJoint(child).inverse().times(other));
    }

    /** Adds what it does to the distal body. */
    void addTo(Wrench w, RigidTransform child, double[] local, double[] stiffness) {
        evaluate(child);
        if (!(contact.area() > 0)) {
            return;
        }
        Vec3 f = contact.force();
        Vec3 m = contact.moment(Vec3.ZERO);
        local[0] = f.x();
        local[1] = f.y();
        local[2] = f.z();
        local[3] = m.x();
        local[4] = m.y();
        local[5] = m.z();
        for (int i = 0; i < 36; i++) {
            stiffness[i] = contact.stiffness(i / 6, i % 6);
        }
        w.add(local, stiffness, layeredInJoint(child), layeredOnChild ? 1 : -1);
    }

    /** Force of this contact on the distal body in the axes of the joint's proximal frame, N, as last evaluated in this pose. */
    public Vec3 forceOnChild(RigidTransform child) {
        Vec3 f = layeredInJoint(child).rotate(contact.force());
        return layeredOnChild ? f : f.negate();
    }
}
