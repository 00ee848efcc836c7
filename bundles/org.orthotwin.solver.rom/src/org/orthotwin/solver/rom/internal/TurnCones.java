/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.Arrays;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * How far two surfaces may turn against each other about a point before anything of them can meet, from a cone for each distance from the
 * point: what a neck in a liner needs of the question about two meshes.
 *
 * <p>Model: a turn about a point leaves the distance rho of every other point from it. In each of {@value #SHELLS} shells of rho the
 * surface a lies outside the cone of half angle alpha about an axis of its own, the surface b inside the cone of half angle beta about
 * another. If the axes are at the angle gamma to each other, nothing meets before a turn of alpha - beta - gamma, the least of all shells.
 * For surfaces of revolution that is the angle up to what triangles and shells leave open; for others it is below it. Each triangle
 * counts in all shells that it reaches into, with the extremes of its angle. Found in O(triangles), asked in O(1).
 *
 * <p>What it says is proved for angles above {@link #SLACK}, which is above what the rounding of poses and of the point makes of them.
 */
final class TurnCones {

    private static final int SHELLS = 64;
    /** rad. */
    private static final double SLACK = 1e-6;
    /** How much a place of the point may have moved in the frame of a surface, m: far below the slack at the least distance. */
    private static final double MOVED = 1e-10;
    /** Part of a shell by which a triangle reaches farther, for its distances are rounded. */
    private static final double ROUNDING = 1e-6;
    /** Least distance from the point that is looked at, m. */
    private static final double NEAREST = 0.001;

    private final Vec3 a;
    private final Vec3 b;
    private final Vec3 axisA;
    private final Vec3 axisB;
    private final double apart;

    private TurnCones(Vec3 a, Vec3 b, Vec3 axisA, Vec3 axisB, double apart) {
        this.a = a;
        this.b = b;
        this.axisA = axisA;
        this.axisB = axisB;
        this.apart = apart;
    }

    /**
     * @param a the surface round the opening
     * @param b the surface in it
     * @param pointOfA of the turn in the frame of a, m
     * @param pointOfB the same in the frame of b, m
     */
    static TurnCones of(TriangleMesh a, TriangleMesh b, Vec3 pointOfA, Vec3 pointOfB) {
        double[] rangeA = range(a, pointOfA);
        double[] rangeB = range(b, pointOfB);
        double from = Math.max(rangeA[0], rangeB[0]);
        double to = Math.min(rangeA[1], rangeB[1]);
        if (from > to) {
            // no two points are equally far from the point
            return new TurnCones(pointOfA, pointOfB, Vec3.X, Vec3.X, Double.POSITIVE_INFINITY);
        }
        Vec3 opening = middle(a, pointOfA, from, to).negate();
        Vec3 inside = middle(b, pointOfB, from, to);
        if (from < NEAREST || opening.norm() < 1e-9 || inside.norm() < 1e-9) {
            return new TurnCones(pointOfA, pointOfB, Vec3.X, Vec3.X, Double.NEGATIVE_INFINITY);
        }
        opening = opening.normalized();
        inside = inside.normalized();
        double[] alpha = new double[SHELLS];
        double[] beta = new double[SHELLS];
        Arrays.fill(alpha, Double.POSITIVE_INFINITY);
        Arrays.fill(beta, Double.NEGATIVE_INFINITY);
        angles(a, pointOfA, opening, from, to, alpha, true);
        angles(b, pointOfB, inside, from, to, beta, false);
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < SHELLS; i++) {
            least = Math.min(least, alpha[i] - beta[i]);
        }
        return new TurnCones(pointOfA, pointOfB, opening, inside, least);
    }

    /** Whether the point lies where it lay when the cones were found. */
    boolean fits(Vec3 pointOfA, RigidTransform aFromB) {
        return pointOfA.distance(a) < MOVED && aFromB.apply(b).distance(a) < MOVED;
    }

    /** A turn, rad, that keeps the surfaces apart whatever its axis; below 0 where that is not known. */
    double free(RigidTransform aFromB) {
        return apart - axisA.angle(aFromB.rotate(axisB)) - SLACK;
    }

    private static double[] range(TriangleMesh m, Vec3 p) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int t = 0; t < m.triangleCount(); t++) {
            Vec3 u = m.corner(t, 0).minus(p);
            Vec3 v = m.corner(t, 1).minus(p);
            Vec3 w = m.corner(t, 2).minus(p);
            least = Math.min(least, nearest(u, v, w));
            most = Math.max(most, Math.max(u.norm(), Math.max(v.norm(), w.norm())));
        }
        return new double[] {least, most};
    }

    /**
     * At most the distance of a triangle from the origin: the square of a point's is the mean of those of the corners, by its weights, less
     * the sum of the products of two weights and the square of their edge, which is at most a third of the square of the longest edge.
     */
    private static double nearest(Vec3 u, Vec3 v, Vec3 w) {
        double rho = Math.min(u.norm(), Math.min(v.norm(), w.norm()));
        double edge = Math.max(u.distance(v), Math.max(v.distance(w), w.distance(u)));
        return rho > edge ? Math.sqrt(rho * rho - edge * edge / 3) : 0;
    }

    private static Vec3 middle(TriangleMesh m, Vec3 p, double from, double to) {
        Vec3 sum = Vec3.ZERO;
        for (int t = 0; t < m.triangleCount(); t++) {
            Vec3 u = m.corner(t, 0).minus(p);
            Vec3 v = m.corner(t, 1).minus(p);
            Vec3 w = m.corner(t, 2).minus(p);
            Vec3 c = u.plus(v).plus(w).times(1 / 3.0);
            double rho = c.norm();
            if (rho >= from && rho <= to) {
                sum = sum.plus(c.times(v.minus(u).cross(w.minus(u)).norm() / rho));
            }
        }
        return sum;
    }

    private static void angles(TriangleMesh m, Vec3 p, Vec3 axis, double from, double to, double[] shells, boolean least) {
        double width = (to - from) / SHELLS;
        for (int t = 0; t < m.triangleCount(); t++) {
            Vec3 u = m.corner(t, 0).minus(p);
            Vec3 v = m.corner(t, 1).minus(p);
            Vec3 w = m.corner(t, 2).minus(p);
            double near = nearest(u, v, w);
            double far = Math.max(u.norm(), Math.max(v.norm(), w.norm()));
            if (far < from || near > to) {
                continue;
            }
            double angle = least ? leastAngle(u, v, w, axis) : mostAngle(u, v, w, axis);
            int first = width > 0 ? (int) Math.max(0, Math.floor((near - from) / width - ROUNDING)) : 0;
            int last = width > 0 ? (int) Math.min(SHELLS - 1, Math.floor((far - from) / width + ROUNDING)) : SHELLS - 1;
            for (int i = Math.min(first, SHELLS - 1); i <= last; i++) {
                shells[i] = least ? Math.min(shells[i], angle) : Math.max(shells[i], angle);
            }
        }
    }

    /** The largest angle of the directions to a triangle from an axis: that of a corner below a right angle, where they are convex. */
    static double mostAngle(Vec3 u, Vec3 v, Vec3 w, Vec3 axis) {
        double most = Math.max(u.angle(axis), Math.max(v.angle(axis), w.angle(axis)));
        return most < Math.PI / 2 ? most : Math.PI;
    }

    /** The smallest angle. */
    static double leastAngle(Vec3 u, Vec3 v, Vec3 w, Vec3 axis) {
        double a = u.cross(v).dot(axis);
        double b = v.cross(w).dot(axis);
        double c = w.cross(u).dot(axis);
        if (a >= 0 && b >= 0 && c >= 0 || a <= 0 && b <= 0 && c <= 0) {
            // the axis or its opposite goes through the triangle, or nearly so
            return u.plus(v).plus(w).dot(axis) > 0 ? 0 : Math.min(edge(u, v, axis), Math.min(edge(v, w, axis), edge(w, u, axis)));
        }
        return Math.min(edge(u, v, axis), Math.min(edge(v, w, axis), edge(w, u, axis)));
    }

    /** The smallest angle of the directions to an edge. */
    private static double edge(Vec3 u, Vec3 v, Vec3 axis) {
        double ends = Math.min(u.angle(axis), v.angle(axis));
        Vec3 n = u.cross(v);
        double length = n.norm();
        if (length <= 1e-12 * u.norm() * v.norm()) {
            return ends;
        }
        n = n.times(1 / length);
        Vec3 foot = axis.minus(n.times(n.dot(axis)));
        boolean between = n.cross(u).dot(foot) >= 0 && v.cross(n).dot(foot) >= 0;
        return between ? Math.min(ends, Math.abs(Math.asin(Math.max(-1, Math.min(1, n.dot(axis)))))) : ends;
    }
}
