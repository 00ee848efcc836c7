/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom;

import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * How far a straight neck swings in a cup before it meets the rim, in closed form.
 *
 * <p>Model: the neck is a cylinder of radius r whose axis runs through the head's centre; the rim is a circle on the sphere of radius R
 * about that centre, in a plane at the height h along the cup's outward axis c (h &gt; 0: the rim covers more than a hemisphere). The
 * neck is free as long as the angle between its axis n and c is below
 *
 * <pre>  beta = acos(h / R) - asin(r / R),          c . (Q n) &gt;= cos(beta)</pre>
 *
 * where Q is the rotation of the femur. Along a rotation about a fixed axis e, c . (Q n) = K + M cos(phi - delta), so that each limit has
 * a closed form: phi = delta + acos((cos(beta) - K) / M).
 *
 * <p>Frame: that of the pelvis, x anterior, y superior, z lateral on the right; a left hip is the mirror image and has the same limits.
 * The cup's angles are radiographic (Murray 1993, J Bone Joint Surg Br 75-B:228, doi 10.1302/0301-620X.75B2.8444942); 2 beta is the
 * oscillation angle of Yoshimine and Ginbayashi (2002, J Biomech 35:989).
 */
public final class ProstheticRange {

    private final Vec3 cup;
    private final Vec3 neck;
    private final double cosine;

    /**
     * @param cup outward axis of the cup, pelvic frame
     * @param neck axis of the neck from the head's centre to the stem, in the femur's frame
     * @param coneAngle beta, rad, see {@link #coneAngle}
     */
    public ProstheticRange(Vec3 cup, Vec3 neck, double coneAngle) {
        this.cup = cup.normalized();
        this.neck = neck.normalized();
        this.cosine = Math.cos(coneAngle);
    }

    /**
     * The largest angle beta between the axes of neck and cup.
     *
     * @param rimRadius R, radius of the sphere that the rim is on, m
     * @param neckRadius r, m
     * @param rimHeight h, along the outward axis from the head's centre, m
     * @return rad
     * @throws IllegalArgumentException if the neck or the rim do not fit into the sphere, or the neck cannot pass the rim
     */
    public static double coneAngle(double rimRadius, double neckRadius, double rimHeight) {
        if (!(rimRadius > 0) || !(neckRadius > 0) || !(neckRadius < rimRadius)) {
            throw new IllegalArgumentException("neck radius " + mm(neckRadius) + " mm must be above 0 and below the rim's "
                    + mm(rimRadius) + " mm");
        }
        if (!(Math.abs(rimHeight) < rimRadius)) {
            throw new IllegalArgumentException("rim height " + mm(rimHeight) + " mm must be within plus and minus " + mm(rimRadius)
                    + " mm");
        }
        double beta = Math.acos(rimHeight / rimRadius) - Math.asin(neckRadius / rimRadius);
        if (!(beta > 0)) {
            throw new IllegalArgumentException("a neck of radius " + mm(neckRadius) + " mm does not pass a rim of radius " + mm(rimRadius)
                    + " mm at a height of " + mm(rimHeight) + " mm");
        }
        return beta;
    }

    private static String mm(double metres) {
        return Numbers.shortest(Numbers.edge(metres * 1000));
    }

    /** The outward axis of a cup with radiographic inclination and anteversion (rad). */
    public static Vec3 cupAxis(double inclination, double anteversion) {
        return new Vec3(Math.sin(anteversion), -Math.cos(anteversion) * Math.cos(inclination),
                Math.cos(anteversion) * Math.sin(inclination));
    }

    /** The axis of the neck, from the head's centre to the stem, for a neck-shaft angle and a version (rad), in the femur's frame. */
    public static Vec3 neckAxis(double neckShaftAngle, double version) {
        double fromShaft = Math.PI - neckShaftAngle;
        return new Vec3(-Math.sin(fromShaft) * Math.sin(version), -Math.cos(fromShaft), Math.sin(fromShaft) * Math.cos(version));
    }

    /** The angle between the axes in a position of the femur, rad. */
    public double angle(RigidTransform femurInPelvis) {
        return cup.angle(femurInPelvis.rotate(neck));
    }

    /** Whether the neck is clear of the rim in a position of the femur. */
    public boolean isFree(RigidTransform femurInPelvis) {
        return cup.dot(femurInPelvis.rotate(neck)) >= cosine;
    }

    /**
     * The end of the free interval of the rotation {@code before . Rot(axis, phi) . after} in the direction of growing phi.
     *
     * @return rad; between -pi and 2 pi, below 0 where the position phi = 0 is itself beyond the limit; infinite if the neck is free all
     *         the way round; NaN if it is never free
     */
    public double limit(RigidTransform before, Vec3 axis, RigidTransform after) {
        Vec3 c = before.inverse().rotate(cup);
        Vec3 n = after.rotate(neck);
        Vec3 e = axis.normalized();
        double k = c.dot(e) * n.dot(e);
        double a = c.dot(n) - k;
        double b = c.dot(e.cross(n));
        double q = (cosine - k) / Math.hypot(a, b);
        if (q <= -1 || Double.isNaN(q) && cosine <= k) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.atan2(b, a) + Math.acos(q);
    }
}
