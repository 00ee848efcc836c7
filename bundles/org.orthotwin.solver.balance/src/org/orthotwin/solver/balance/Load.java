/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import java.util.Objects;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * A force and a moment from outside on the distal body.
 *
 * @param point where the force acts, in the distal body's joint frame, m
 * @param force N
 * @param moment N.m
 * @param turns whether both are given in the axes of the distal body's joint frame and turn with it, like a hand that pulls along the bone;
 *     else in those of the proximal one, where they stay, like weight
 */
public record Load(Vec3 point, Vec3 force, Vec3 moment, boolean turns) {

    public Load {
        Objects.requireNonNull(point);
        Objects.requireNonNull(force);
        Objects.requireNonNull(moment);
    }

    void addTo(Wrench w, RigidTransform child) {
        Vec3 p = child.apply(point);
        Vec3 f = turns ? child.rotate(force) : force;
        Vec3 m = turns ? child.rotate(moment) : moment;
        if (turns) {
            w.follower(p.x(), p.y(), p.z(), f.x(), f.y(), f.z(), m.x(), m.y(), m.z());
        } else {
            w.dead(p.x(), p.y(), p.z(), f.x(), f.y(), f.z(), m.x(), m.y(), m.z());
        }
    }
}
