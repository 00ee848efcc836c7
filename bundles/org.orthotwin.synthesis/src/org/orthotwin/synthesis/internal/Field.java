/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import org.orthotwin.geometry.Vec3;

/**
 * An implicit solid: negative inside, zero on the surface, positive outside. Values are lengths (m) near the surface, but only the basic
 * shapes promise the true distance; elliptic shapes give the distance along the ray from their centre line, never less than the true one.
 * Pure functions of the point, so that any number of threads may ask.
 */
@FunctionalInterface
public interface Field {

    /** The value at a point (m, in the frame of the bone). */
    double at(double x, double y, double z);

    /**
     * The value, or any number of at least {@code enough} (m) where the value is at least that: for those to whom it makes no difference.
     */
    default double at(double x, double y, double z, double enough) {
        return at(x, y, z);
    }

    default double at(Vec3 p) {
        return at(p.x(), p.y(), p.z());
    }

    /**
     * The smaller of two values with a rounded transition (quadratic polynomial). Without effect where they differ by {@code k} or more, so
     * that exact surfaces stay exact outside the transition.
     *
     * @param k width of the transition in m, 0 or more
     */
    static double smoothMin(double a, double b, double k) {
        double h = k - Math.abs(a - b);
        double m = Math.min(a, b);
        return h > 0 ? m - h * h / (4 * k) : m;
    }

    /** The larger of two values with a rounded transition; see {@link #smoothMin}. */
    static double smoothMax(double a, double b, double k) {
        return -smoothMin(-a, -b, k);
    }

    static Field sphere(Vec3 c, double radius) {
        return (x, y, z) -> Math.sqrt(square(x - c.x()) + square(y - c.y()) + square(z - c.z())) - radius;
    }

    /** A ring of round section about a unit vector. */
    static Field ring(Vec3 c, Vec3 axis, double radius, double section) {
        return (x, y, z) -> {
            Vec3 d = new Vec3(x, y, z).minus(c);
            double along = d.dot(axis);
            double out = Math.sqrt(Math.max(0, d.dot(d) - along * along)) - radius;
            return Math.sqrt(along * along + out * out) - section;
        };
    }

    /** What lies below the plane through {@code p}: where (q - p) . n is negative. */
    static Field below(Vec3 p, Vec3 normal) {
        Vec3 n = normal.normalized();
        double d = n.dot(p);
        return (x, y, z) -> n.x() * x + n.y() * y + n.z() * z - d;
    }

    /**
     * An ellipsoid.
     *
     * @param u direction of the first semi-axis
     * @param v near the direction of the second
     */
    static Field ellipsoid(Vec3 c, Vec3 u, Vec3 v, double ra, double rb, double rc) {
        Vec3 a = u.normalized();
        Vec3 n = a.cross(v).normalized();
        Vec3 b = n.cross(a);
        return (x, y, z) -> {
            double px = x - c.x();
            double py = y - c.y();
            double pz = z - c.z();
            double qa = (px * a.x() + py * a.y() + pz * a.z()) / ra;
            double qb = (px * b.x() + py * b.y() + pz * b.z()) / rb;
            double qc = (px * n.x() + py * n.y() + pz * n.z()) / rc;
            double k = Math.sqrt(qa * qa + qb * qb + qc * qc);
            double r = Math.sqrt(px * px + py * py + pz * pz);
            return k < 1e-9 ? -Math.min(ra, Math.min(rb, rc)) : r - r / k;
        };
    }

    /** The gradient by central differences of step {@code h} (m), written to {@code g[0..2]}; returns its length. */
    default double gradient(double x, double y, double z, double h, double[] g) {
        g[0] = (at(x + h, y, z) - at(x - h, y, z)) / (2 * h);
        g[1] = (at(x, y + h, z) - at(x, y - h, z)) / (2 * h);
        g[2] = (at(x, y, z + h) - at(x, y, z - h)) / (2 * h);
        return Math.sqrt(g[0] * g[0] + g[1] * g[1] + g[2] * g[2]);
    }

    /**
     * Where the ray from an inner point first leaves the solid, to within 1e-12 m.
     *
     * @param from a point inside (m)
     * @param reach length of the ray in m
     * @throws IllegalStateException if the point is outside, or the ray does not leave the solid
     */
    default Vec3 exit(Vec3 from, Vec3 direction, double reach) {
        Vec3 d = direction.normalized();
        double below = at(from);
        if (!(below < 0)) {
            throw new IllegalStateException("the start " + from + " m of a ray lies outside the solid, value " + below + " m");
        }
        // a field grows by at most 2.5 m over one: this step cannot pass a surface, and a fine one finds where it is passed
        double least = reach / 400;
        double inner = 0;
        double outer = Double.NaN;
        double above = 0;
        while (Double.isNaN(outer) && inner < reach) {
            double t = Math.min(reach, inner + Math.max(least, -0.4 * below));
            double v = at(from.plus(d.times(t)));
            if (v >= 0) {
                outer = t;
                above = v;
            } else {
                inner = t;
                below = v;
            }
        }
        if (Double.isNaN(outer)) {
            throw new IllegalStateException("the ray from " + from + " m along " + d + " does not leave the solid within " + reach + " m");
        }
        // false position, the end that stays weighing half each time (Illinois), and a halving in between where that is slow
        int stays = 0;
        for (int i = 1; outer - inner > 1e-12; i++) {
            double t = i % 6 == 0 ? 0.5 * (inner + outer) : inner - below * (outer - inner) / (above - below);
            double v = at(from.plus(d.times(t)));
            if (Math.abs(v) < 1e-13) {
                return from.plus(d.times(t));
            }
            if (v < 0) {
                inner = t;
                below = v;
                above = stays == 1 ? 0.5 * above : above;
                stays = 1;
            } else {
                outer = t;
                above = v;
                below = stays == -1 ? 0.5 * below : below;
                stays = -1;
            }
        }
        return from.plus(d.times(0.5 * (inner + outer)));
    }

    /**
     * The place of the surface that lies farthest in a direction, among those that a climb from {@code inside} reaches: its height, over
     * the middle of what is at most {@code cap} below it and at most {@code radius} from it, the deeper the less. Landmarks that are
     * extremes are defined so, since the single farthest point of a flat place is nowhere in particular.
     *
     * @param inside a point of the solid below that place, m
     * @param cap m
     * @param radius m
     */
    default Vec3 farthest(Vec3 inside, Vec3 direction, double cap, double radius) {
        Vec3 d = direction.normalized();
        Vec3 u = d.anyOrthogonal();
        Vec3 w = d.cross(u);
        Vec3 top = exit(inside, d, 0.1);
        for (double step = 0.004; step > 1e-5; step *= 0.5) {
            boolean higher = true;
            while (higher) {
                higher = false;
                for (int k = 0; k < 8; k++) {
                    Vec3 aside = u.times(step * Math.cos(0.25 * Math.PI * k)).plus(w.times(step * Math.sin(0.25 * Math.PI * k)));
                    Vec3 start = top.plus(aside).minus(d.times(step));
                    if (at(start) < 0) {
                        Vec3 q = exit(start, d, 0.1);
                        if (q.minus(top).dot(d) > 1e-9) {
                            top = q;
                            higher = true;
                        }
                    }
                }
            }
        }
        int n = 40;
        Vec3 sum = Vec3.ZERO;
        double weight = 0;
        for (int i = -n; i <= n; i++) {
            for (int j = -n; j <= n; j++) {
                Vec3 start = top.plus(u.times(radius * i / n)).plus(w.times(radius * j / n)).minus(d.times(cap));
                if (start.distance(top) <= radius && at(start) < 0) {
                    Vec3 q = exit(start, d, 2 * cap);
                    double h = q.minus(start).dot(d);
                    sum = sum.plus(q.times(h));
                    weight += h;
                }
            }
        }
        Vec3 middle = sum.times(1 / weight);
        return middle.plus(d.times(top.minus(middle).dot(d)));
    }

    /** The surface point that Newton's steps along the gradient reach from {@code p} (m). */
    default Vec3 project(Vec3 p) {
        double[] g = new double[3];
        Vec3 q = p;
        for (int i = 0; i < 60; i++) {
            double f = at(q);
            if (Math.abs(f) < 1e-11) {
                break;
            }
            double m = gradient(q.x(), q.y(), q.z(), 1e-6, g);
            double step = Math.max(-0.004, Math.min(0.004, f / Math.max(m * m, 0.05)));
            q = q.minus(new Vec3(g[0], g[1], g[2]).times(step));
        }
        return q;
    }

    private static double square(double v) {
        return v * v;
    }
}
