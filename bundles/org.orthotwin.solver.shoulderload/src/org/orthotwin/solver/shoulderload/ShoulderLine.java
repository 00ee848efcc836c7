/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.geometry.wrap.WrappedPath;

/**
 * A muscle from scapula to humerus as one line, straight or round a ball.
 *
 * @param name of the muscle
 * @param strength largest isometric force, N
 * @param origin in the frame of the scapula, m
 * @param insertion in the frame of the humerus, m
 * @param ball radius of the ball, m; 0 for none
 * @param centre of the ball in the frame of the humerus, m; null where it is fixed to the scapula about the joint's centre
 */
record ShoulderLine(String name, double strength, Vec3 origin, Vec3 insertion, double ball, Vec3 centre) {

    /** m: an end so near to where the way meets the ball lies on it. */
    private static final double ON_BALL = 1e-9;

    /**
     * Unit force on the humerus, and its moment about the joint's centre, in the frame of the scapula.
     *
     * @param force of length 1
     * @param moment m
     */
    record Pull(Vec3 force, Vec3 moment) {
    }

    /**
     * The pull on the humerus. A ball on the humerus is a part of it, so that the line leaves it where it leaves the ball; one on the
     * scapula bears the line itself.
     *
     * @param joint the joint's centre in the frame of the scapula, m
     * @param turn of the humerus in the scapula
     */
    Pull pull(Vec3 joint, RigidTransform turn) {
        Vec3 from = origin;
        Vec3 to = joint.plus(turn.rotate(insertion));
        Vec3 at = to;
        Vec3 toward = from;
        if (ball > 0) {
            Vec3 middle = centre == null ? joint : joint.plus(turn.rotate(centre));
            Vec3 p = from.minus(middle);
            Vec3 q = to.minus(middle);
            // a ball that an end lies in is taken as far as that end, so that lines do not jump
            double r = Math.min(ball, Math.min(p.norm(), q.norm()) * (1 - 1e-12));
            WrappedPath way = new WrappedPath(new WrapShape.Sphere(r));
            way.length(p.x(), p.y(), p.z(), q.x(), q.y(), q.z());
            if (way.touches()) {
                Vec3 first = middle.plus(new Vec3(way.first(0), way.first(1), way.first(2)));
                Vec3 last = middle.plus(new Vec3(way.last(0), way.last(1), way.last(2)));
                if (centre == null) {
                    toward = last.distance(to) > ON_BALL ? last : to.plus(along(q, p));
                } else {
                    at = first;
                    toward = first.distance(from) > ON_BALL ? from : first.minus(along(p, q));
                }
            }
        }
        Vec3 force = toward.minus(at).normalized();
        return new Pull(force, at.minus(joint).cross(force));
    }

    /** The direction in which a way over the ball leaves a place on it for another, seen from the ball's centre. */
    private static Vec3 along(Vec3 place, Vec3 other) {
        Vec3 out = place.normalized();
        return other.minus(out.times(other.dot(out))).normalized();
    }
}
