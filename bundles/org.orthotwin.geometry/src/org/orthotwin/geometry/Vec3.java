/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Locale;

/**
 * A point or a vector in three dimensions. Lengths are in metres unless a method says otherwise; the frame is said by whoever hands it
 * over.
 *
 * @param x first component
 * @param y second component
 * @param z third component
 */
public record Vec3(double x, double y, double z) {

    public static final Vec3 ZERO = new Vec3(0, 0, 0);
    public static final Vec3 X = new Vec3(1, 0, 0);
    public static final Vec3 Y = new Vec3(0, 1, 0);
    public static final Vec3 Z = new Vec3(0, 0, 1);

    /** The three components read from {@code a[offset..offset+2]}. */
    public static Vec3 of(double[] a, int offset) {
        return new Vec3(a[offset], a[offset + 1], a[offset + 2]);
    }

    public Vec3 plus(Vec3 o) {
        return new Vec3(x + o.x, y + o.y, z + o.z);
    }

    public Vec3 minus(Vec3 o) {
        return new Vec3(x - o.x, y - o.y, z - o.z);
    }

    public Vec3 times(double s) {
        return new Vec3(x * s, y * s, z * s);
    }

    public Vec3 negate() {
        return new Vec3(-x, -y, -z);
    }

    public double dot(Vec3 o) {
        return x * o.x + y * o.y + z * o.z;
    }

    public Vec3 cross(Vec3 o) {
        return new Vec3(y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x);
    }

    public double norm() {
        return Math.sqrt(x * x + y * y + z * z);
    }

    public double distance(Vec3 o) {
        return minus(o).norm();
    }

    /** The midpoint between this and {@code o}. */
    public Vec3 mid(Vec3 o) {
        return new Vec3(0.5 * (x + o.x), 0.5 * (y + o.y), 0.5 * (z + o.z));
    }

    /**
     * This vector with length one.
     *
     * @throws IllegalArgumentException if the vector has no direction (zero or not finite)
     */
    public Vec3 normalized() {
        double n = norm();
        if (!(n > 0) || Double.isInfinite(n)) {
            throw new IllegalArgumentException("vector " + this + " has no direction");
        }
        return new Vec3(x / n, y / n, z / n);
    }

    /** The angle to {@code o} in rad, 0 to pi; accurate for small angles too. */
    public double angle(Vec3 o) {
        return Math.atan2(cross(o).norm(), dot(o));
    }

    /** Some unit vector at a right angle to this one; deterministic. */
    public Vec3 anyOrthogonal() {
        double ax = Math.abs(x);
        double ay = Math.abs(y);
        double az = Math.abs(z);
        Vec3 other = ax <= ay && ax <= az ? X : ay <= az ? Y : Z;
        return cross(other).normalized();
    }

    public boolean isFinite() {
        return Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(z);
    }

    public double[] toArray() {
        return new double[] {x, y, z};
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "(%s, %s, %s)", x, y, z);
    }
}
