/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;
import java.util.Objects;

/**
 * A proper rigid motion p -&gt; R p + t, or equally the pose of a frame in its parent: the columns of R are the frame's axes and t its
 * origin (m), both in the parent. Immutable.
 */
public final class RigidTransform {

    public static final RigidTransform IDENTITY = new RigidTransform(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 0, 0, 0);
    /** Largest deviation of R R^T from the identity that is accepted: rounding of a few hundred compositions. */
    private static final double ORTHONORMAL_TOLERANCE = 1e-6;

    private final double[] r;
    private final double tx;
    private final double ty;
    private final double tz;

    private RigidTransform(double[] r, double tx, double ty, double tz) {
        this.r = r;
        this.tx = tx;
        this.ty = ty;
        this.tz = tz;
    }

    /**
     * @param rotation nine numbers, row-major, a proper rotation
     * @param translation in m
     * @throws IllegalArgumentException if the matrix is not a proper rotation or a number is not finite
     */
    public static RigidTransform of(double[] rotation, Vec3 translation) {
        if (rotation.length != 9) {
            throw new IllegalArgumentException("a rotation matrix has 9 numbers, not " + rotation.length);
        }
        if (!translation.isFinite()) {
            throw new IllegalArgumentException("translation " + translation + " m is not finite");
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double s = 0;
                for (int k = 0; k < 3; k++) {
                    s += rotation[3 * i + k] * rotation[3 * j + k];
                }
                if (!(Math.abs(s - (i == j ? 1 : 0)) <= ORTHONORMAL_TOLERANCE)) {
                    throw new IllegalArgumentException("not a rotation matrix: " + Arrays.toString(rotation));
                }
            }
        }
        double det = rotation[0] * (rotation[4] * rotation[8] - rotation[5] * rotation[7])
                - rotation[1] * (rotation[3] * rotation[8] - rotation[5] * rotation[6])
                + rotation[2] * (rotation[3] * rotation[7] - rotation[4] * rotation[6]);
        if (det < 0) {
            throw new IllegalArgumentException("a reflection, not a rotation: " + Arrays.toString(rotation));
        }
        return new RigidTransform(rotation.clone(), translation.x(), translation.y(), translation.z());
    }

    public static RigidTransform translation(Vec3 t) {
        return new RigidTransform(IDENTITY.r, t.x(), t.y(), t.z());
    }

    /** Rotation by {@code angle} (rad, right-handed) about the axis through the origin. */
    public static RigidTransform rotation(Vec3 axis, double angle) {
        Vec3 a = axis.normalized();
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double v = 1 - c;
        return new RigidTransform(new double[] {
            c + a.x() * a.x() * v, a.x() * a.y() * v - a.z() * s, a.x() * a.z() * v + a.y() * s,
            a.y() * a.x() * v + a.z() * s, c + a.y() * a.y() * v, a.y() * a.z() * v - a.x() * s,
            a.z() * a.x() * v - a.y() * s, a.z() * a.y() * v + a.x() * s, c + a.z() * a.z() * v}, 0, 0, 0);
    }

    /** Rotation by {@code angle} (rad) about the axis through {@code point} (m). */
    public static RigidTransform rotationAbout(Vec3 point, Vec3 axis, double angle) {
        RigidTransform q = rotation(axis, angle);
        return q.withTranslation(point.minus(q.rotate(point)));
    }

    /**
     * The pose of a frame from its origin and two directions: x exactly along {@code xAxis}, y in the plane of both.
     *
     * @throws IllegalArgumentException if the directions are parallel
     */
    public static RigidTransform frameXY(Vec3 origin, Vec3 xAxis, Vec3 nearY) {
        Vec3 x = xAxis.normalized();
        Vec3 z = x.cross(nearY).normalized();
        return frame(origin, x, z.cross(x), z);
    }

    /** The pose of a frame from its origin and its three orthonormal, right-handed axes, in the parent. */
    public static RigidTransform frame(Vec3 origin, Vec3 x, Vec3 y, Vec3 z) {
        return of(new double[] {x.x(), y.x(), z.x(), x.y(), y.y(), z.y(), x.z(), y.z(), z.z()}, origin);
    }

    /** This motion after {@code o}: p -&gt; this(o(p)). For poses: {@code parentFromA.times(aFromB)} is parentFromB. */
    public RigidTransform times(RigidTransform o) {
        double[] m = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                m[3 * i + j] = r[3 * i] * o.r[j] + r[3 * i + 1] * o.r[3 + j] + r[3 * i + 2] * o.r[6 + j];
            }
        }
        return new RigidTransform(m, r[0] * o.tx + r[1] * o.ty + r[2] * o.tz + tx, r[3] * o.tx + r[4] * o.ty + r[5] * o.tz + ty,
                r[6] * o.tx + r[7] * o.ty + r[8] * o.tz + tz);
    }

    public RigidTransform inverse() {
        return new RigidTransform(new double[] {r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]},
                -(r[0] * tx + r[3] * ty + r[6] * tz), -(r[1] * tx + r[4] * ty + r[7] * tz), -(r[2] * tx + r[5] * ty + r[8] * tz));
    }

    /** The image of a point (m). */
    public Vec3 apply(Vec3 p) {
        return new Vec3(r[0] * p.x() + r[1] * p.y() + r[2] * p.z() + tx, r[3] * p.x() + r[4] * p.y() + r[5] * p.z() + ty,
                r[6] * p.x() + r[7] * p.y() + r[8] * p.z() + tz);
    }

    /** The image of a direction: the rotation only. */
    public Vec3 rotate(Vec3 v) {
        return new Vec3(r[0] * v.x() + r[1] * v.y() + r[2] * v.z(), r[3] * v.x() + r[4] * v.y() + r[5] * v.z(),
                r[6] * v.x() + r[7] * v.y() + r[8] * v.z());
    }

    /** Applies the motion to all points of a flat array x0 y0 z0 x1 ... (m); returns a new array. */
    public double[] applyAll(double[] points) {
        double[] q = new double[points.length];
        for (int i = 0; i < points.length; i += 3) {
            double x = points[i];
            double y = points[i + 1];
            double z = points[i + 2];
            q[i] = r[0] * x + r[1] * y + r[2] * z + tx;
            q[i + 1] = r[3] * x + r[4] * y + r[5] * z + ty;
            q[i + 2] = r[6] * x + r[7] * y + r[8] * z + tz;
        }
        return q;
    }

    /** Element of R, both indices 0 to 2. */
    public double r(int row, int column) {
        return r[3 * row + column];
    }

    /** Component 0, 1 or 2 (x, y, z) of t, in m. */
    public double t(int i) {
        return i == 0 ? tx : i == 1 ? ty : tz;
    }

    /** R, row-major, a copy. */
    public double[] rotationMatrix() {
        return r.clone();
    }

    /** t in m. */
    public Vec3 translation() {
        return new Vec3(tx, ty, tz);
    }

    /** The frame's axis 0, 1 or 2 (x, y, z) in the parent: a column of R. */
    public Vec3 axis(int i) {
        return new Vec3(r[i], r[3 + i], r[6 + i]);
    }

    /** The same pose where the axes of both ends are mirrored by negating z, as in the other side of the body. Its own inverse. */
    public RigidTransform mirroredZ() {
        double[] m = rotationMatrix();
        for (int i : new int[] {2, 5, 6, 7}) {
            m[i] = -m[i];
        }
        Vec3 o = translation();
        return of(m, new Vec3(o.x(), o.y(), -o.z()));
    }

    public RigidTransform withTranslation(Vec3 t) {
        return new RigidTransform(r, t.x(), t.y(), t.z());
    }

    /** The angle of the rotation in rad, 0 to pi. */
    public double angle() {
        Vec3 v = new Vec3(r[7] - r[5], r[2] - r[6], r[3] - r[1]);
        return Math.atan2(v.norm(), r[0] + r[4] + r[8] - 1);
    }

    /**
     * The pose at a part of the way to another one: turned steadily about one axis, the origin along a straight line.
     *
     * @param part 0 for this pose, 1 for the other one
     * @throws IllegalArgumentException if the two are half a turn apart, so that the axis is not known
     */
    public RigidTransform towards(RigidTransform other, double part) {
        RigidTransform turn = inverse().times(other);
        double angle = turn.angle();
        Vec3 axis = new Vec3(turn.r(2, 1) - turn.r(1, 2), turn.r(0, 2) - turn.r(2, 0), turn.r(1, 0) - turn.r(0, 1));
        if (Math.PI - angle < 1e-6) {
            throw new IllegalArgumentException("between poses half a turn apart there is no one way");
        }
        RigidTransform turned = angle < 1e-9 ? this : times(rotation(axis, part * angle));
        return turned.withTranslation(translation().plus(other.translation().minus(translation()).times(part)));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof RigidTransform q && Arrays.equals(r, q.r) && tx == q.tx && ty == q.ty && tz == q.tz;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(r), tx, ty, tz);
    }

    @Override
    public String toString() {
        return "R" + Arrays.toString(r) + " t" + translation();
    }
}
