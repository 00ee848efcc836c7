/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.balance.Wrench;
import org.orthotwin.solver.contact.ElasticFoundation;

/**
 * A rigid ball in a spherical hollow with a layer: an elastic foundation of cells of the sphere, each pressed by as much as the ball
 * reaches beyond the middle of the cell, towards the ball's centre. So nothing rubs, every force passes through the centre of the ball, and
 * work is kept; a ball that goes over the rim is held by the rim's cells along its own normals.
 *
 * <p>Depths beyond the whole thickness count as nothing, as in {@link org.orthotwin.solver.contact.FoundationContact}. The hollow reaches
 * from its middle to a rim whose angle may differ all round. The error of the cells falls with the square of their size. Frame: origin in
 * the centre of the hollow, z out of it; angles about z, from x to y. Not for several threads at once.
 */
final class HollowContact {

    private static final List<Vec3> AXES = List.of(Vec3.X, Vec3.Y, Vec3.Z);
    private static final int RINGS = 48;
    private static final int SECTORS = 96;

    private final double radius;
    private final double ball;
    private final DoubleUnaryOperator rim;
    private final ElasticFoundation law;
    /** Unit vectors from the middle of each cell to the centre of the hollow, and areas. */
    private final double[] nx;
    private final double[] ny;
    private final double[] nz;
    private final double[] areas;
    private final double[] f = new double[3];
    private final double[] k = new double[9];
    private final double[] at = new double[3];
    private double area;
    private double peak;
    private double weighted;
    private final double[] local = new double[6];
    private final double[] stiffness = new double[36];

    /**
     * @param radius of the hollow, m
     * @param ball radius of the ball, m; not larger
     * @param rim angle from the axis to the rim over the angle about the axis, rad, above 0 and below 180 degrees
     * @param law of the layer
     */
    HollowContact(double radius, double ball, DoubleUnaryOperator rim, ElasticFoundation law) {
        if (!(ball > 0) || !(radius >= ball)) {
            throw new IllegalArgumentException("a ball of " + 1000 * ball + " mm in a hollow of " + 1000 * radius + " mm");
        }
        this.radius = radius;
        this.ball = ball;
        this.rim = rim;
        this.law = law;
        int n = RINGS * SECTORS;
        nx = new double[n];
        ny = new double[n];
        nz = new double[n];
        areas = new double[n];
        for (int j = 0; j < SECTORS; j++) {
            double phi = 2 * Math.PI * j / SECTORS;
            double end = rim.applyAsDouble(phi);
            for (int i = 0; i < RINGS; i++) {
                double low = end * i / RINGS;
                double high = end * (i + 1) / RINGS;
                double theta = 0.5 * (low + high);
                int c = SECTORS * i + j;
                nx[c] = -Math.sin(theta) * Math.cos(phi);
                ny[c] = -Math.sin(theta) * Math.sin(phi);
                nz[c] = Math.cos(theta);
                areas[c] = radius * radius * (Math.cos(low) - Math.cos(high)) * 2 * Math.PI / SECTORS;
            }
        }
    }

    /** Computes the contact. @param x centre of the ball, m @param y the same @param z the same */
    void evaluate(double x, double y, double z) {
        area = 0;
        peak = 0;
        weighted = 0;
        for (int i = 0; i < 3; i++) {
            f[i] = 0;
            at[i] = 0;
        }
        java.util.Arrays.fill(k, 0);
        double reach = law.thickness();
        for (int c = 0; c < areas.length; c++) {
            double wx = -radius * nx[c] - x;
            double wy = -radius * ny[c] - y;
            double wz = -radius * nz[c] - z;
            double inside = ball * ball - wx * wx - wy * wy - wz * wz;
            if (!(inside > 0)) {
                continue;
            }
            double way = Math.sqrt(wx * wx + wy * wy + wz * wz);
            double d = inside / (ball + way);
            if (d > reach) {
                continue;
            }
            double p = law.pressure(d);
            double force = p * areas[c];
            area += areas[c];
            peak = Math.max(peak, p);
            weighted += force;
            double ex = -wx / way;
            double ey = -wy / way;
            double ez = -wz / way;
            f[0] += force * ex;
            f[1] += force * ey;
            f[2] += force * ez;
            at[0] -= force * radius * nx[c];
            at[1] -= force * radius * ny[c];
            at[2] -= force * radius * nz[c];
            double turning = force / way;
            double pressing = law.tangent(d) * areas[c] + turning;
            row(0, pressing * ex, ex, ey, ez);
            row(3, pressing * ey, ex, ey, ez);
            row(6, pressing * ez, ex, ey, ez);
            k[0] += turning;
            k[4] += turning;
            k[8] += turning;
        }
    }

    private void row(int o, double s, double x, double y, double z) {
        k[o] -= s * x;
        k[o + 1] -= s * y;
        k[o + 2] -= s * z;
    }

    /**
     * Adds what it does to the distal body of a joint.
     *
     * @param hollow pose of the hollow's frame in the joint's proximal frame
     * @param centre of the ball in that frame, m
     * @param onChild whether the hollow is on the distal body
     */
    void addTo(Wrench w, RigidTransform hollow, Vec3 centre, boolean onChild) {
        Vec3 y = hollow.inverse().apply(centre);
        evaluate(y.x(), y.y(), y.z());
        if (!(area > 0)) {
            return;
        }
        Vec3 force = force();
        Vec3 moment = y.cross(force);
        local[0] = -force.x();
        local[1] = -force.y();
        local[2] = -force.z();
        local[3] = -moment.x();
        local[4] = -moment.y();
        local[5] = -moment.z();
        for (int c = 0; c < 6; c++) {
            // how the ball's centre moves, and what that changes
            Vec3 v = c < 3 ? AXES.get(c) : AXES.get(c - 3).cross(y);
            Vec3 change = new Vec3(k[0] * v.x() + k[1] * v.y() + k[2] * v.z(), k[3] * v.x() + k[4] * v.y() + k[5] * v.z(),
                    k[6] * v.x() + k[7] * v.y() + k[8] * v.z());
            Vec3 turned = v.cross(force).plus(y.cross(change));
            stiffness[c] = -change.x();
            stiffness[6 + c] = -change.y();
            stiffness[12 + c] = -change.z();
            stiffness[18 + c] = -turned.x();
            stiffness[24 + c] = -turned.y();
            stiffness[30 + c] = -turned.z();
        }
        w.add(local, stiffness, hollow, onChild ? 1 : -1);
    }

    /** Force on the ball, N. */
    Vec3 force() {
        return new Vec3(f[0], f[1], f[2]);
    }

    /** m2. */
    double area() {
        return area;
    }

    /** Pa. */
    double peak() {
        return peak;
    }

    /** Mean over what touches, Pa; 0 where nothing does. */
    double mean() {
        return area > 0 ? weighted / area : 0;
    }

    /**
     * Pressure at a point of the hollow, Pa, whatever was evaluated last.
     *
     * @param point on the hollow's sphere, m
     * @param at centre of the ball, m
     */
    double pressure(Vec3 point, Vec3 at) {
        double way = point.distance(at);
        double d = ball - way;
        return d > 0 && d <= law.thickness() ? law.pressure(d) : 0;
    }

    /** Points of the hollow over the middles of the squares of a grid about its axis, as one looks into it, m. @param side m */
    List<Vec3> grid(double side) {
        List<Vec3> points = new ArrayList<>();
        int most = (int) Math.ceil(radius / side);
        for (int j = -most; j < most; j++) {
            for (int i = -most; i < most; i++) {
                double x = side * (i + 0.5);
                double y = side * (j + 0.5);
                double r = Math.hypot(x, y);
                if (r < radius && Math.asin(r / radius) <= rim(Math.atan2(y, x))) {
                    points.add(new Vec3(x, y, -Math.sqrt(radius * radius - r * r)));
                }
            }
        }
        return points;
    }

    /** A point of the rim, m. @param phi angle about the axis, rad */
    Vec3 edge(double phi) {
        double theta = rim(phi);
        return new Vec3(radius * Math.sin(theta) * Math.cos(phi), radius * Math.sin(theta) * Math.sin(phi), -radius * Math.cos(theta));
    }

    /** Centre of pressure, m; null where nothing touches. */
    Vec3 centre() {
        return weighted > 0 ? new Vec3(at[0], at[1], at[2]).times(1 / weighted) : null;
    }

    /** Thickness of the layer, m. */
    double thickness() {
        return law.thickness();
    }

    double radius() {
        return radius;
    }

    double ball() {
        return ball;
    }

    /** Angle from the axis to the rim, rad. @param phi about the axis, rad */
    double rim(double phi) {
        return rim.applyAsDouble(phi);
    }
}
