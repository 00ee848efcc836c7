/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.internal;

import org.orthotwin.geometry.Vec3;

/**
 * The shortest way from a muscle's origin to its insertion round a sphere: two tangents and an arc of a great circle, or a straight line
 * where the sphere is not in the way. A sphere that an end lies inside of is taken as far as that end, so that lengths do not jump.
 *
 * @param length m
 * @param first where the way from the origin meets the sphere, or the insertion
 * @param last where it leaves the sphere to the insertion, or the origin
 */
public record SpherePath(double length, Vec3 first, Vec3 last) {

    /** All points in one frame, m. */
    public static SpherePath round(Vec3 origin, Vec3 insertion, Vec3 centre, double sphere) {
        Vec3 p = origin.minus(centre);
        Vec3 s = insertion.minus(centre);
        double a = p.norm();
        double b = s.norm();
        double radius = Math.min(sphere, Math.min(a, b));
        double angle = p.angle(s);
        Vec3 n = p.cross(s);
        if (!(n.norm() > 0)) {
            return straight(origin, insertion);
        }
        double fromOrigin = Math.acos(radius / a);
        double fromInsertion = Math.acos(radius / b);
        double arc = angle - fromOrigin - fromInsertion;
        if (arc <= 0) {
            return straight(origin, insertion);
        }
        Vec3 e1 = p.times(1 / a);
        Vec3 e2 = n.normalized().cross(e1);
        Vec3 first = centre.plus(at(e1, e2, fromOrigin).times(radius));
        Vec3 last = centre.plus(at(e1, e2, angle - fromInsertion).times(radius));
        return new SpherePath(Math.sqrt(a * a - radius * radius) + Math.sqrt(b * b - radius * radius) + radius * arc, first, last);
    }

    private static Vec3 at(Vec3 e1, Vec3 e2, double angle) {
        return e1.times(Math.cos(angle)).plus(e2.times(Math.sin(angle)));
    }

    private static SpherePath straight(Vec3 origin, Vec3 insertion) {
        return new SpherePath(origin.distance(insertion), insertion, origin);
    }
}
