/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import org.orthotwin.geometry.Vec3;

/**
 * A rigid body of a model.
 *
 * @param name its name, of its own in the model
 * @param mass kg
 * @param centre centre of mass in the segment's frame, m
 * @param xx moments and products of inertia about the centre of mass along the axes of the segment's frame, kg.m2; the products are
 *     elements of the matrix, with its sign
 */
public record Segment(String name, double mass, Vec3 centre, double xx, double yy, double zz, double xy, double xz, double yz) {

    /** @throws IllegalArgumentException if the mass or a moment is negative, or a number is not finite */
    public Segment {
        double sum = mass + xx + yy + zz + xy + xz + yz;
        if (!(mass >= 0) || !(xx >= 0) || !(yy >= 0) || !(zz >= 0) || !Double.isFinite(sum) || !centre.isFinite()) {
            throw new IllegalArgumentException("the segment " + name + " has a mass of " + mass + " kg, moments of inertia of " + xx
                    + ", " + yy
                    + " and " + zz + " kg.m2 and its centre at " + centre + " m");
        }
    }

    Vec3 timesInertia(Vec3 w) {
        return new Vec3(xx * w.x() + xy * w.y() + xz * w.z(), xy * w.x() + yy * w.y() + yz * w.z(), xz * w.x() + yz * w.y() + zz * w.z());
    }
}
