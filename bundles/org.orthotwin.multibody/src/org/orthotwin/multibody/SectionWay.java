/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.WrapShape;

/**
 * The way between two points round an ellipsoid within one plane, in the ellipsoid's frame, m: along the section of that plane, whose
 * tangents through the points are straight. It is not the shortest way, so that its straight parts do not tell how its length changes;
 * models whose muscles were fitted with such ways, as SIMM and OpenSim have them, are meant so.
 *
 * <p>The plane goes through the points and a third one on the ellipsoid, which is found from the straight way between them
 * ({@link MusclePath.Plane}): nearest, within a principal plane, to where the straight way crosses that plane (<em>axial</em>: the plane of
 * the axis that the way is most parallel to); nearest to its middle (<em>midpoint</em>); or nearest to a point one mean half axis off its
 * middle in the mean direction from the straight way to the ellipsoid (<em>fan</em>). <em>Hybrid</em> is the fan where the way is parallel
 * to no axis (cosine below {@value #FAN}), axial where it is (above {@value #AXIAL}), and between them in between. After
 * OpenSim's documentation of wrapping ellipsoids; its reference is the behaviour of that program, as no paper describes it. On an ellipsoid
 * with a side the third point is mirrored to it.
 *
 * <p>Stretched along its axes the ellipsoid is a ball and the section a circle, so that all but the arc's length is in closed form.
 */
final class SectionWay {

    private static final double FAN = 0.7073;
    private static final double AXIAL = 0.9;
    /** Part of the straight way inside, from either end, within which a crossing counts less. */
    private static final double END = 0.3;
    /** Places of the straight way from which the fan's mean is taken. */
    private static final int BLADES = 300;
    /** Pieces in which the arc is measured; with these its length is exact to 1e-7 of it up to half a turn of an axis ratio of 3. */
    private static final int PIECES = 48;

    private final double[] axes;
    private final double mean;
    private final int side;

    /**
     * A way.
     *
     * @param length of all of it, m
     * @param around what of it lies on the ellipsoid, m
     * @param first where it meets the ellipsoid
     * @param last where it leaves it
     */
    record Way(double length, double around, Vec3 first, Vec3 last) {
    }

    SectionWay(WrapShape.Ellipsoid e, int side) {
        axes = new double[] {e.x(), e.y(), e.z()};
        mean = (e.x() + e.y() + e.z()) / 3;
        this.side = side;
    }

    /** The way between two points where the straight one goes through the ellipsoid; null where it does not. */
    Way find(Vec3 from, Vec3 to, MusclePath.Plane plane) {
        Vec3 p = stretched(from);
        Vec3 q = stretched(to);
        Vec3 d = q.minus(p);
        double dd = d.dot(d);
        double pd = p.dot(d);
        double in = pd * pd - dd * (p.dot(p) - 1);
        if (p.dot(p) < 1 || q.dot(q) < 1 || !(in > 0)) {
            return null;
        }
        double enter = (-pd - Math.sqrt(in)) / dd;
        double leave = (-pd + Math.sqrt(in)) / dd;
        if (!(enter > 0 && leave < 1)) {
            return null;
        }
        Vec3 straight = to.minus(from);
        Vec3 third = stretched(third(from.plus(straight.times(enter)), from.plus(straight.times(leave)), straight.normalized(), plane));
        Vec3 n = d.cross(third.minus(p));
        double area = n.norm();
        if (!(area > 1e-9 * Math.sqrt(dd))) {
            return null;
        }
        return circle(p, q, third, n.times(1 / area));
    }

    /** Along the circle that the plane cuts out of the ball, on the side of the chord on which the third point is. */
    private Way circle(Vec3 p, Vec3 q, Vec3 third, Vec3 n) {
        Vec3 centre = n.times(n.dot(p));
        double radius = Math.sqrt(Math.max(0, 1 - centre.dot(centre)));
        Vec3 a = p.minus(centre);
        Vec3 b = q.minus(centre);
        double da = a.norm();
        double db = b.norm();
        if (!(radius > 0)) {
            return null;
        }
        Vec3 e = a.times(1 / da);
        Vec3 f = n.cross(e);
        // n is such that the third point is on the left of the chord: round it from the first point to the second is clockwise
        double angle = -Math.atan2(b.dot(f), b.dot(e));
        if (angle < 0) {
            angle += 2 * Math.PI;
        }
        double before = Math.acos(Math.min(1, radius / da));
        double turn = angle - before - Math.acos(Math.min(1, radius / db));
        if (!(turn > 0)) {
            return null;
        }
        Vec3 x = e.times(radius);
        Vec3 y = f.times(-radius);
        Vec3 first = on(centre, x, y, before);
        Vec3 last = on(centre, x, y, before + turn);
        double around = arc(x, y, before, turn);
        return new Way(shrunk(p).distance(first) + around + last.distance(shrunk(q)), around, first, last);
    }

    private Vec3 on(Vec3 centre, Vec3 x, Vec3 y, double angle) {
        return shrunk(centre.plus(x.times(Math.cos(angle))).plus(y.times(Math.sin(angle))));
    }

    /** Simpson's rule over the speed along the ellipse. */
    private double arc(Vec3 x, Vec3 y, double from, double turn) {
        double h = turn / PIECES;
        double sum = 0;
        for (int i = 0; i <= PIECES; i++) {
            double t = from + i * h;
            double speed = shrunk(y.times(Math.cos(t)).minus(x.times(Math.sin(t)))).norm();
            sum += (i == 0 || i == PIECES ? 1 : i % 2 == 1 ? 4 : 2) * speed;
        }
        return sum * h / 3;
    }

    /** The third point of the plane, from where the straight way enters and leaves and its direction. */
    private Vec3 third(Vec3 in, Vec3 out, Vec3 direction, MusclePath.Plane plane) {
        double[] along = parts(direction);
        int axis = 0;
        for (int i = 1; i < 3; i++) {
            axis = Math.abs(along[i]) > Math.abs(along[axis]) ? i : axis;
        }
        Vec3 chord = out.minus(in);
        double crossing = -parts(in)[axis] / parts(chord)[axis];
        double over = Math.abs(along[axis]) - FAN;
        if (plane == MusclePath.Plane.HYBRID && over > 0) {
            over *= Math.max(0, Math.min(1, Math.min(crossing, 1 - crossing) / END));
        }
        double fan = Math.max(0, Math.min(1, 1 - over / (AXIAL - FAN)));
        if (plane == MusclePath.Plane.MIDPOINT) {
            return sided(nearest(in.plus(chord.times(0.5)), -1), fan);
        }
        if (plane == MusclePath.Plane.AXIAL) {
            return sided(nearest(in.plus(chord.times(crossing)), axis), fan);
        }
        Vec3 c = fan < 1 ? nearest(in.plus(chord.times(crossing)), axis) : Vec3.ZERO;
        if (fan > 0) {
            Vec3 f = nearest(in.plus(chord.times(0.5)).plus(blades(in, chord).times(mean)), -1);
            c = fan < 1 ? nearest(c.times(1 - fan).plus(f.times(fan)), -1) : f;
        }
        return sided(c, fan);
    }

    /** The mean direction from the straight way inside to the nearest points of the ellipsoid. */
    private Vec3 blades(Vec3 in, Vec3 chord) {
        Vec3 sum = Vec3.ZERO;
        for (int i = 1; i < BLADES - 1; i++) {
            Vec3 at = in.plus(chord.times(i / (double) BLADES));
            Vec3 v = nearest(at, -1).minus(at);
            double n = v.norm();
            sum = n > 0 ? sum.plus(v.times(1 / n)) : sum;
        }
        double n = sum.norm();
        return n > 0 ? sum.times(1 / n) : Vec3.ZERO;
    }

    /** Mirrored to the side that the way passes on; of what the fan gave only half way, to the rim between the sides. */
    private Vec3 sided(Vec3 c, double fan) {
        int axis = Math.abs(side) - 1;
        double[] v = parts(c);
        if (side == 0 || v[axis] * side >= 0) {
            return c;
        }
        v[axis] = -v[axis] * (1 - fan);
        Vec3 moved = new Vec3(v[0], v[1], v[2]);
        return fan > 0 ? nearest(moved, -1) : moved;
    }

    /**
     * The point of the ellipsoid nearest to one: x_i = a_i^2 u_i / (t + a_i^2), with the root t above -a_i^2 of the sum of
     * (a_i u_i / (t + a_i^2))^2 = 1, which Newton's method comes to from below.
     *
     * @param flat axis along which the point stays where it is, as if the ellipsoid were that principal section; -1 for none
     */
    private Vec3 nearest(Vec3 point, int flat) {
        double[] u = parts(point);
        int least = -1;
        double t = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < 3; i++) {
            if (i != flat) {
                t = Math.max(t, axes[i] * Math.abs(u[i]) - axes[i] * axes[i]);
                least = least < 0 || axes[i] < axes[least] ? i : least;
            }
        }
        double[] x = u.clone();
        for (int k = 0; k < 60; k++) {
            double f = -1;
            double slope = 0;
            for (int i = 0; i < 3; i++) {
                double r = i == flat || u[i] == 0 ? 0 : axes[i] * u[i] / (t + axes[i] * axes[i]);
                f += r * r;
                slope -= r == 0 ? 0 : 2 * r * r / (t + axes[i] * axes[i]);
            }
            double step = -f / slope;
            if (!(step > 1e-15 * axes[least] * axes[least])) {
                break;
            }
            t += step;
        }
        double rest = 1;
        boolean open = false;
        for (int i = 0; i < 3; i++) {
            double square = axes[i] * axes[i];
            if (i == least && !(t + square > 1e-9 * square)) {
                open = true;
            } else if (i != flat) {
                x[i] = square * u[i] / (t + square);
                rest -= x[i] / axes[i] * (x[i] / axes[i]);
            }
        }
        if (open) {
            // from the middle of the shortest axis both its ends are as near: what the others leave, on the positive side
            x[least] = Math.copySign(axes[least] * Math.sqrt(Math.max(0, rest)), u[least]);
        }
        return new Vec3(x[0], x[1], x[2]);
    }

    private static double[] parts(Vec3 v) {
        return new double[] {v.x(), v.y(), v.z()};
    }

    private Vec3 stretched(Vec3 v) {
        return new Vec3(v.x() / axes[0], v.y() / axes[1], v.z() / axes[2]);
    }

    private Vec3 shrunk(Vec3 v) {
        return new Vec3(v.x() * axes[0], v.y() * axes[1], v.z() * axes[2]);
    }
}
