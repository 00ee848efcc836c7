/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.internal;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.Mirror;

/** How much of a spherical cup lies against bone, and how much of a head under its socket; by points spread evenly over the sphere. */
public final class Coverage {

    /** A cup's surface nearer to bone than this lies against it: the usual press fit. */
    public static final double AGAINST = 0.001;
    /** Directions on the whole sphere; the fractions are exact to about 0.3 %. */
    private static final int DIRECTIONS = 1600;
    private static final Vec3[] SPIRAL = spiral();

    private Coverage() {
    }

    /**
     * The part of a cup's outer hemisphere that is within bone or not more than {@link #AGAINST} before it.
     *
     * @param bone tree of the closed pelvis surface
     * @param centre m
     * @param axes of the body, z to the right, in the bone's frame; they order the points, so that both sides are measured alike
     * @param axis unit vector out of the cup, in the bone's frame
     * @param radius outer, m
     */
    public static double ofCup(Bvh bone, Vec3 centre, RigidTransform axes, Side side, Vec3 axis, double radius) {
        RayCast ray = new RayCast(bone);
        int all = 0;
        int covered = 0;
        for (Vec3 p : SPIRAL) {
            Vec3 d = axes.rotate(side == Side.LEFT ? Mirror.mirror(p) : p);
            if (d.dot(axis) > 0) {
                continue;
            }
            all++;
            double out = radius + AGAINST;
            if (ray.inside(centre.x() + out * d.x(), centre.y() + out * d.y(), centre.z() + out * d.z())
                    || ray.inside(centre.x() + radius * d.x(), centre.y() + radius * d.y(), centre.z() + radius * d.z())) {
                covered++;
            }
        }
        return (double) covered / all;
    }

    /**
     * The part of the cup's medial dome (within 45 degrees of its pole) that has come out of the bone's far side: neither in bone nor
     * before it.
     */
    public static double perforation(Bvh bone, Vec3 centre, RigidTransform axes, Side side, Vec3 axis, double radius) {
        RayCast ray = new RayCast(bone);
        int all = 0;
        int through = 0;
        for (Vec3 p : SPIRAL) {
            Vec3 d = axes.rotate(side == Side.LEFT ? Mirror.mirror(p) : p);
            if (d.dot(axis) > -Math.sqrt(0.5)) {
                continue;
            }
            all++;
            double first = ray.first(centre, d);
            if (first < radius && !ray.inside(centre.x() + radius * d.x(), centre.y() + radius * d.y(), centre.z() + radius * d.z())) {
                through++;
            }
        }
        return (double) through / all;
    }

    /**
     * Directions spread evenly over the hemisphere away from {@code axis}, in the bone's frame, the same on both sides.
     *
     * @param axes of the body, z to the right, in the bone's frame
     * @param axis unit vector out of the cup, in the bone's frame
     */
    public static List<Vec3> hemisphere(RigidTransform axes, Side side, Vec3 axis) {
        List<Vec3> all = new ArrayList<>();
        for (Vec3 p : SPIRAL) {
            Vec3 d = axes.rotate(side == Side.LEFT ? Mirror.mirror(p) : p);
            if (d.dot(axis) <= 0) {
                all.add(d);
            }
        }
        return all;
    }

    /**
     * The part of a head's upper half that lies in the socket.
     *
     * @param axis unit vector out of the socket, in axes of the body (y upwards), of the right side
     * @param rim height of the socket's rim over the centre along the axis, over the head's radius
     */
    public static double ofHead(Vec3 axis, double rim) {
        int all = 0;
        int covered = 0;
        for (Vec3 d : SPIRAL) {
            if (d.y() > 0) {
                all++;
                covered += d.dot(axis) <= rim ? 1 : 0;
            }
        }
        return (double) covered / all;
    }

    private static Vec3[] spiral() {
        Vec3[] s = new Vec3[DIRECTIONS];
        for (int i = 0; i < DIRECTIONS; i++) {
            double z = 1 - (2 * i + 1.0) / DIRECTIONS;
            double r = Math.sqrt(1 - z * z);
            double phi = Math.PI * (3 - Math.sqrt(5)) * i;
            s[i] = new Vec3(r * Math.cos(phi), r * Math.sin(phi), z);
        }
        return s;
    }
}
