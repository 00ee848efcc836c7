/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.geometry.wrap.WrappedPath;

/**
 * The way between two points round a surface that is passed on one side, in the surface's frame. On a cylinder and a ball with a side the
 * two ways round are closed forms; on an ellipsoid the geodesic on that side is searched for where the straight way goes through it, or
 * the way in a plane is taken.
 */
final class SidedWay {

    private final WrappedPath way;
    private final SectionWay section;
    private final WrapShape shape;
    private final double half;
    private final int side;
    private double length;
    private double around;
    private Vec3 first;
    private Vec3 last;

    /** @param sections whether ways round ellipsoids lie in planes instead of being the shortest ones */
    SidedWay(WrapShape shape, double length, int side, boolean sections) {
        this.shape = shape;
        section = sections && shape instanceof WrapShape.Ellipsoid e ? new SectionWay(e, side) : null;
        half = 0.5 * length;
        // along its axis a cylinder has no side
        this.side = shape instanceof WrapShape.Cylinder && Math.abs(side) == 3 ? 0 : side;
        way = new WrappedPath(shape);
    }

    /** Whether the way between two points lies on the surface; then the rest says how. */
    boolean find(Vec3 p, Vec3 q, MusclePath.Plane plane) {
        if (section != null) {
            return section(p, q, plane);
        }
        if (side == 0) {
            return shortest(p, q, Vec3.ZERO);
        }
        boolean far = on(p) <= 0 && on(q) <= 0;
        return switch (shape) {
            case WrapShape.Cylinder c -> round(p, q, c.radius(), far, true);
            case WrapShape.Sphere s -> round(p, q, s.radius(), far, false);
            default -> shortest(p, q, direction());
        };
    }

    private boolean section(Vec3 p, Vec3 q, MusclePath.Plane plane) {
        SectionWay.Way found = section.find(p, q, plane);
        if (found == null) {
            return false;
        }
        length = found.length();
        around = found.around();
        first = found.first();
        last = found.last();
        return true;
    }

    private double on(Vec3 p) {
        return p.dot(direction());
    }

    private Vec3 direction() {
        Vec3 axis = Math.abs(side) == 1 ? Vec3.X : Math.abs(side) == 2 ? Vec3.Y : Vec3.Z;
        return side < 0 ? axis.negate() : axis;
    }

    private boolean shortest(Vec3 p, Vec3 q, Vec3 toward) {
        length = way.lengthToward(p.x(), p.y(), p.z(), q.x(), q.y(), q.z(), toward.x(), toward.y(), toward.z());
        if (!way.touches()) {
            return false;
        }
        around = way.around();
        first = new Vec3(way.first(0), way.first(1), way.first(2));
        last = new Vec3(way.last(0), way.last(1), way.last(2));
        return between();
    }

    private boolean between() {
        return !(first.z() > half && last.z() > half) && !(first.z() < -half && last.z() < -half);
    }

    /** Both senses round a circle: of a cylinder about z, or of a ball in the plane of the points and its middle. */
    private boolean round(Vec3 p, Vec3 q, double a, boolean far, boolean cylinder) {
        Vec3 e = cylinder ? Vec3.X : p.normalized();
        Vec3 across = cylinder ? Vec3.Y : q.minus(e.times(q.dot(e)));
        if (!cylinder) {
            double n = across.norm();
            across = n > 1e-12 * a ? across.times(1 / n) : direction().minus(e.times(direction().dot(e))).normalized();
        }
        double px = p.dot(e);
        double py = p.dot(across);
        double qx = q.dot(e);
        double qy = q.dot(across);
        double dp = Math.hypot(px, py);
        double dq = Math.hypot(qx, qy);
        if (!(dp > a) || !(dq > a)) {
            return false;
        }
        double start = Math.atan2(py, px);
        double turn = Math.atan2(px * qy - py * qx, px * qx + py * qy);
        double in = Math.acos(a / dp);
        double out = Math.acos(a / dq);
        if (!far && !(Math.abs(turn) - in - out > 0)) {
            return false;
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int sense = -1; sense <= 1; sense += 2) {
            double angle = sense * turn < 0 ? 2 * Math.PI + sense * turn : sense * turn;
            double on = angle - in - out;
            if (!(on > 0)) {
                continue;
            }
            double from = start + sense * in;
            double to = from + sense * on;
            double mid = 0.5 * (from + to);
            double good = on(e.times(Math.cos(mid)).plus(across.times(Math.sin(mid))));
            if (good > best) {
                best = good;
                first = e.times(a * Math.cos(from)).plus(across.times(a * Math.sin(from)));
                last = e.times(a * Math.cos(to)).plus(across.times(a * Math.sin(to)));
                double before = Math.sqrt((dp - a) * (dp + a));
                double flat = before + a * on + Math.sqrt((dq - a) * (dq + a));
                double rise = cylinder ? (q.z() - p.z()) / flat : 0;
                if (cylinder) {
                    first = new Vec3(first.x(), first.y(), p.z() + rise * before);
                    last = new Vec3(last.x(), last.y(), p.z() + rise * (before + a * on));
                }
                double slant = Math.sqrt(1 + rise * rise);
                around = a * on * slant;
                length = flat * slant;
            }
        }
        return best > Double.NEGATIVE_INFINITY && between();
    }

    /** Of the last way found, m. */
    double length() {
        return length;
    }

    /** What of it lies on the surface, m. */
    double around() {
        return around;
    }

    Vec3 first() {
        return first;
    }

    Vec3 last() {
        return last;
    }
}
