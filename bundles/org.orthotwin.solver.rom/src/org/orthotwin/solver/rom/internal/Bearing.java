/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * A cup, a head and a neck as numbers, in the frame of the functional pelvis (x anterior, y up, z right), with the jump distance: how far
 * the head has to move before it leaves the cup.
 *
 * <p>Sariali et al. 2009 (Acta Orthop 80:277, doi 10.3109/17453670902988378): JD = 2 R sin((pi/2 - psi - asin(o / R)) / 2) with the
 * inclination psi of the opening in the frontal plane and the head's offset o out of the opening, here -h. The bracket is the angle
 * between the upward load and the edge over which the head leaves; {@link #jumpOver} uses that angle for an edge anywhere on the rim.
 *
 * @param center of the head in the pelvis' frame, m
 * @param cup outward axis, unit
 * @param neck from the head's centre to the stem in the femur's frame, unit
 * @param rimRadius R, m
 * @param neckRadius r, m
 * @param rimHeight h, m
 */
public record Bearing(Vec3 center, Vec3 cup, Vec3 neck, double rimRadius, double neckRadius, double rimHeight) {

    /** Jump distance in the frontal plane, over the lateral edge, m; 0 if the load passes outside the edge. */
    public double lateralJump() {
        double inclination = Math.atan2(Math.abs(cup.z()), -cup.y());
        return chord(Math.PI / 2 - inclination + Math.asin(rimHeight / rimRadius));
    }

    /**
     * Jump distance over the edge opposite to a point where the femur levers, m.
     *
     * @param lever point of contact in the frame of the functional pelvis, m
     */
    public double jumpOver(Vec3 lever) {
        Vec3 arm = lever.minus(center);
        Vec3 across = arm.minus(cup.times(arm.dot(cup)));
        if (!(across.norm() > 1e-9)) {
            return Double.NaN;
        }
        double h = rimHeight / rimRadius;
        Vec3 edge = cup.times(h).minus(across.normalized().times(Math.sqrt(1 - h * h)));
        return Vec3.Y.dot(cup) >= h ? 0 : chord(edge.angle(Vec3.Y));
    }

    private double chord(double angle) {
        return 2 * rimRadius * Math.sin(Math.max(0, angle) / 2);
    }

    /** The point of the rim nearest to the neck in a position of the femur, m. */
    public Vec3 rimTowardsNeck(RigidTransform femurInPelvis) {
        Vec3 n = femurInPelvis.rotate(neck);
        Vec3 across = n.minus(cup.times(n.dot(cup))).normalized();
        return center.plus(cup.times(rimHeight)).plus(across.times(Math.sqrt(rimRadius * rimRadius - rimHeight * rimHeight)));
    }

    /** The same bearing seen from a pelvis that is tilted by {@code tilt} rad, posterior positive. */
    public Bearing tilted(double tilt) {
        RigidTransform t = RigidTransform.rotation(Vec3.Z, tilt);
        return new Bearing(t.rotate(center), t.rotate(cup), neck, rimRadius, neckRadius, rimHeight);
    }
}
