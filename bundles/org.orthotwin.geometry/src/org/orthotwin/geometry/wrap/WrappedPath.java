/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.wrap;

/**
 * The shortest way between two points outside a body: straight where nothing is between them, else straight to the body, along a geodesic
 * of its surface, and straight on.
 *
 * <p>Sphere and cylinder are closed forms. On ellipsoid and torus the geodesic is integrated (x'' = -(x'Hx' / |grad g|^2) grad g on the
 * surface g = 0, Runge-Kutta of fourth order, brought back to the surface after each step), and its start, direction and length are found
 * by Newton's method so that the way leaves the straight parts without a bend, the four conditions of A Scholz et al. 2016 (Multibody Syst
 * Dyn 36:195-219, doi:10.1007/s11044-015-9451-1). The search begins in the plane of the two points in which the straight way gets out of
 * the body soonest, so of several shortest ways it finds the one near that plane.
 *
 * <p>A point inside the body has no way out: then, too, the way is straight. The length grows with a motion of an end by that end's
 * straight part alone, whatever happens on the surface, which gives moment arms ({@link #growthWithTurn}). One instance for each thread;
 * nothing is allocated.
 */
public final class WrappedPath {

    /** Sine of the bend that is left where straight parts meet the surface. */
    private static final double AIM = 1e-12;
    private static final double ACCEPTED = 1e-7;
    private static final int MOST_STEPS = 40;
    private static final int SAMPLES = 24;
    /** Integration steps for a geodesic, at least, and for each radian of the sharpest turn. */
    private static final int LEAST_PIECES = 16;
    private static final int PIECES_A_RADIAN = 12;
    private static final int MOST_PIECES = 400;

    private final WrapShape shape;
    private final int kind;
    private final double a;
    private final double b;
    private final double c;
    private final double sharpest;
    private final double size;
    private boolean touches;
    private boolean converged;
    private double around;
    /** Length of the way in the plane where a search begins, m. */
    private double planar;
    private final double[] toward = new double[3];
    private final double[] kept = new double[6];
    private final double[] p = new double[3];
    private final double[] q = new double[3];
    private final double[] first = new double[3];
    private final double[] last = new double[3];
    // work
    private final double[] g = new double[3];
    private final double[] x = new double[3];
    private final double[] t = new double[3];
    private final double[] n = new double[3];
    private final double[] k = new double[24];
    private final double[] base = new double[3];
    private final double[] dir = new double[3];
    private final double[] side = new double[3];
    private final double[] r0 = new double[4];
    private final double[] r1 = new double[4];
    private final double[] r2 = new double[4];
    private final double[] s = new double[4];
    private final double[] zero = new double[4];
    private final double[] m = new double[20];
    private final double[] heights = new double[SAMPLES + 1];
    private final double[] out = new double[3];
    private final double[] r3 = new double[6];
    private final double[] r4 = new double[6];
    private final double[] jacobian = new double[16];
    private final double[] ends = new double[12];

    public WrappedPath(WrapShape shape) {
        this.shape = shape;
        switch (shape) {
            case WrapShape.Sphere o -> {
                kind = 0;
                a = o.radius();
                b = a;
                c = a;
                sharpest = a;
            }
            case WrapShape.Cylinder o -> {
                kind = 1;
                a = o.radius();
                b = a;
                c = a;
                sharpest = a;
            }
            case WrapShape.Ellipsoid o -> {
                kind = 2;
                a = o.x();
                b = o.y();
                c = o.z();
                double least = Math.min(a, Math.min(b, c));
                sharpest = least * least / Math.max(a, Math.max(b, c));
            }
            case WrapShape.Torus o -> {
                kind = 3;
                a = o.radius();
                b = o.tube();
                c = b;
                sharpest = Math.min(b, a - b);
            }
        }
        size = Math.min(a, Math.min(b, c));
    }

    public WrapShape shape() {
        return shape;
    }

    /**
     * As {@link #length}, on an ellipsoid or a torus looking first on the side of the straight way that a direction shows: where that way
     * goes through the body, so that a longer way is found if it is the one on that side. Balls and cylinders have no use for it.
     *
     * @param tx the direction in the shape's frame; nothing but 0 for the side on which it gets out soonest
     */
    public double lengthToward(double px, double py, double pz, double qx, double qy, double qz, double tx, double ty, double tz) {
        toward[0] = tx;
        toward[1] = ty;
        toward[2] = tz;
        double length = length(px, py, pz, qx, qy, qz);
        java.util.Arrays.fill(toward, 0);
        return length;
    }

    /** Length in m of the way between two points in the shape's frame. */
    public double length(double px, double py, double pz, double qx, double qy, double qz) {
        p[0] = px;
        p[1] = py;
        p[2] = pz;
        q[0] = qx;
        q[1] = qy;
        q[2] = qz;
        touches = false;
        converged = true;
        around = 0;
        double straight = distance(p, q);
        if (!(straight > 0)) {
            return straight;
        }
        double length = switch (kind) {
            case 0 -> sphere();
            case 1 -> cylinder();
            default -> geodesic();
        };
        if (!touches) {
            around = 0;
            return straight;
        }
        return length;
    }

    /** Whether the way of the last {@link #length} lies on the surface somewhere. */
    public boolean touches() {
        return touches;
    }

    /** Whether the last way was found; if not, the straight one was taken although the body is in the way. */
    public boolean converged() {
        return converged;
    }

    /** Part of the length that lies on the surface, m. */
    public double around() {
        return around;
    }

    /** Coordinate of the point where the way, coming from its beginning, meets the surface; only where it {@link #touches}. */
    public double first(int i) {
        return first[i];
    }

    /** Coordinate of the point where it leaves the surface. */
    public double last(int i) {
        return last[i];
    }

    /**
     * Points of the part of the last way that lies on the surface, as far apart along it; only where it {@link #touches}.
     *
     * @param pieces between them, 1 or more
     * @param to takes one more points than that, in the shape's frame, three coordinates each, m
     */
    public void along(int pieces, double[] to) {
        System.arraycopy(first, 0, x, 0, 3);
        double reach = kind == 1 ? Math.hypot(first[0] - p[0], first[1] - p[1]) : distance(p, first);
        for (int i = 0; i < 3; i++) {
            t[i] = (first[i] - p[i]) / reach;
        }
        double rise = last[2] - first[2];
        double turn = (kind == 1 ? Math.sqrt(Math.max(0, around * around - rise * rise)) : around) / a;
        int steps = pieces(around) / pieces + 1;
        for (int j = 0; j <= pieces; j++) {
            double part = (double) j / pieces;
            if (kind > 1 && j > 0) {
                shoot(around / pieces / steps, steps);
            } else if (kind < 2) {
                for (int i = 0; i < 3; i++) {
                    x[i] = Math.cos(part * turn) * first[i] + a * Math.sin(part * turn) * t[i];
                }
                x[2] = kind == 1 ? first[2] + part * rise : x[2];
            }
            System.arraycopy(x, 0, to, 3 * j, 3);
        }
    }

    /**
     * By how much the length grows for each radian by which the end of the way turns about an axis, m; the moment arm is its negative.
     *
     * @param ox a point of the axis, m
     * @param ux direction of the axis, of length 1
     */
    public double growthWithTurn(double ox, double oy, double oz, double ux, double uy, double uz) {
        double[] from = touches ? last : p;
        double ex = q[0] - from[0];
        double ey = q[1] - from[1];
        double ez = q[2] - from[2];
        double d = Math.sqrt(ex * ex + ey * ey + ez * ez);
        double wx = q[0] - ox;
        double wy = q[1] - oy;
        double wz = q[2] - oz;
        return ((uy * wz - uz * wy) * ex + (uz * wx - ux * wz) * ey + (ux * wy - uy * wx) * ez) / d;
    }

    /**
     * How the directions in which the ends pull change with the ends: the second derivative of the last {@link #length} with respect to its
     * six coordinates, those of the beginning first. Along the surface's normal an end turns its straight part about where that meets the
     * surface; aside the way gives way as a whole, on ball and cylinder in closed form, else by the derivative of the conditions that
     * it fulfils.
     *
     * @param h takes it, row-major 6 x 6, 1/m
     */
    public void secondDerivative(double[] h) {
        java.util.Arrays.fill(h, 0);
        if (!touches) {
            straight(h);
        } else if (kind == 0) {
            sphere(h);
        } else if (kind == 1) {
            cylinder(h);
        } else {
            geodesic(h);
        }
    }

    private void straight(double[] h) {
        double d = distance(p, q);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double v = ((i == j ? 1 : 0) - (q[i] - p[i]) * (q[j] - p[j]) / (d * d)) / d;
                block(h, i, j, v, -v, v);
            }
        }
    }

    private static void block(double[] h, int i, int j, double pp, double pq, double qq) {
        h[6 * i + j] += pp;
        h[6 * i + 3 + j] += pq;
        h[6 * (3 + j) + i] += pq;
        h[6 * (3 + i) + 3 + j] += qq;
    }

    /** In the plane of both ends and the centre, and across it, where the ends' angle changes in second order. */
    private void sphere(double[] h) {
        double dp = norm(p);
        double dq = norm(q);
        double sp = distance(p, first);
        double sq = distance(last, q);
        // the normal of the plane from where the way lies, since the ends may be opposite each other
        n[0] = p[1] * first[2] - p[2] * first[1];
        n[1] = p[2] * first[0] - p[0] * first[2];
        n[2] = p[0] * first[1] - p[1] * first[0];
        double norm = norm(n);
        double cos = dot(p, q) / (dp * dq);
        double sin = Math.sqrt(Math.max(1e-12, 1 - cos * cos));
        double pp = sp / (dp * dp) + a * cos / (sin * dp * dp);
        double qq = sq / (dq * dq) + a * cos / (sin * dq * dq);
        double pq = -a / (sin * dp * dq);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double ni = n[i] / norm;
                double nj = n[j] / norm;
                block(h, i, j, pp * ni * nj + first[i] * first[j] / (a * a * sp), pq * ni * nj,
                        qq * ni * nj + last[i] * last[j] / (a * a * sq));
            }
        }
    }

    /** Of L = sqrt(f^2 + z^2) with f the length of the way seen along the axis. */
    private void cylinder(double[] h) {
        double sp = Math.hypot(p[0] - first[0], p[1] - first[1]);
        double sq = Math.hypot(q[0] - last[0], q[1] - last[1]);
        double rise = q[2] - p[2];
        double turn = Math.abs(Math.atan2(first[0] * last[1] - first[1] * last[0], first[0] * last[0] + first[1] * last[1]));
        double flat = sp + a * turn + sq;
        double length = Math.hypot(flat, rise);
        double[] df = r3;
        df[0] = (p[0] - first[0]) / sp;
        df[1] = (p[1] - first[1]) / sp;
        df[2] = 0;
        df[3] = (q[0] - last[0]) / sq;
        df[4] = (q[1] - last[1]) / sq;
        df[5] = 0;
        double[] dz = r4;
        java.util.Arrays.fill(dz, 0);
        dz[2] = -1;
        dz[5] = 1;
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                double dli = (flat * df[i] + rise * dz[i]) / length;
                double dlj = (flat * df[j] + rise * dz[j]) / length;
                double v = df[i] * df[j] + dz[i] * dz[j] - dli * dlj;
                if (i < 2 && j < 2) {
                    v += flat * first[i] * first[j] / (a * a * sp);
                } else if (i > 2 && i < 5 && j > 2 && j < 5) {
                    v += flat * last[i - 3] * last[j - 3] / (a * a * sq);
                }
                h[6 * i + j] = v / length;
            }
        }
    }

    /** How start, direction and length of the geodesic follow the ends, from the conditions that they fulfil, and with them both points. */
    private void geodesic(double[] h) {
        for (int i = 0; i < 3; i++) {
            base[i] = first[i];
            dir[i] = first[i] - p[i];
        }
        intoTangent(base, dir);
        double length = around;
        int pieces = pieces(length);
        double[] j4 = jacobian;
        double[] end = ends;
        java.util.Arrays.fill(s, 0);
        for (int j = 0; j < 4; j++) {
            double step = j == 2 ? 1e-5 : 1e-5 * size;
            s[j] = step;
            residual(s, length, r1, pieces);
            for (int i = 0; i < 3; i++) {
                end[4 * i + j] = x[i];
            }
            s[j] = -step;
            residual(s, length, r2, pieces);
            for (int i = 0; i < 3; i++) {
                end[4 * i + j] = (end[4 * i + j] - x[i]) / (2 * step);
            }
            s[j] = 0;
            for (int i = 0; i < 4; i++) {
                j4[4 * i + j] = (r1[i] - r2[i]) / (2 * step);
            }
        }
        double sp = distance(p, first);
        double sq = distance(last, q);
        double[] up = r3;
        for (int i = 0; i < 3; i++) {
            up[i] = (first[i] - p[i]) / sp;
            up[3 + i] = (q[i] - last[i]) / sq;
        }
        for (int c = 0; c < 6; c++) {
            // bends change by the turn of their own straight part
            boolean atP = c < 3;
            double[] at = atP ? first : last;
            int o = atP ? 0 : 3;
            double far = atP ? sp : sq;
            gradient(at);
            double norm = norm(g);
            residualDirection(atP, length, pieces);
            double bn = 0;
            double bb = 0;
            for (int i = 0; i < 3; i++) {
                double de = ((i == c - o ? 1 : 0) - up[o + i] * up[o + c - o]) / far * (atP ? -1 : 1);
                bn += de * g[i] / norm;
                bb += de * side[i];
            }
            for (int i = 0; i < 4; i++) {
                System.arraycopy(j4, 4 * i, m, 5 * i, 4);
                m[5 * i + 4] = 0;
            }
            m[5 * (atP ? 0 : 2) + 4] = -bn;
            m[5 * (atP ? 1 : 3) + 4] = -bb;
            if (!eliminate()) {
                java.util.Arrays.fill(s, 0);
            }
            cross(first, dir);
            for (int i = 0; i < 3; i++) {
                r4[i] = s[0] * dir[i] + s[1] * side[i];
                r4[3 + i] = 0;
                for (int j = 0; j < 4; j++) {
                    r4[3 + i] += end[4 * i + j] * s[j];
                }
            }
            for (int i = 0; i < 3; i++) {
                double dp = 0;
                double dq = 0;
                for (int j = 0; j < 3; j++) {
                    double mp = (i == j ? 1 : 0) - up[i] * up[j];
                    double mq = (i == j ? 1 : 0) - up[3 + i] * up[3 + j];
                    dp += mp * ((c == j ? 1 : 0) - r4[j]);
                    dq += mq * ((c == 3 + j ? 1 : 0) - r4[3 + j]);
                }
                h[6 * i + c] = dp / sp;
                h[6 * (3 + i) + c] = dq / sq;
            }
        }
        java.util.Arrays.fill(s, 0);
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < i; j++) {
                double v = 0.5 * (h[6 * i + j] + h[6 * j + i]);
                h[6 * i + j] = v;
                h[6 * j + i] = v;
            }
        }
    }

    /** {@link #side} of the geodesic at its start or its end, as the bends there are measured; {@link #g} is the gradient there. */
    private void residualDirection(boolean atStart, double length, int pieces) {
        if (atStart) {
            cross(first, dir);
            return;
        }
        System.arraycopy(base, 0, x, 0, 3);
        System.arraycopy(dir, 0, t, 0, 3);
        shoot(length / pieces, pieces);
        cross(last, t);
    }

    // ---- closed forms

    private double sphere() {
        double dp = norm(p);
        double dq = norm(q);
        if (!(dp > a) || !(dq > a)) {
            return 0;
        }
        double ex = p[0] / dp;
        double ey = p[1] / dp;
        double ez = p[2] / dp;
        double along = q[0] * ex + q[1] * ey + q[2] * ez;
        double fx = q[0] - along * ex;
        double fy = q[1] - along * ey;
        double fz = q[2] - along * ez;
        double across = Math.sqrt(fx * fx + fy * fy + fz * fz);
        double angle = Math.atan2(across, along);
        double from = Math.acos(a / dp);
        double to = angle - Math.acos(a / dq);
        if (!(to > from)) {
            return 0;
        }
        if (!(across > 1e-14 * dq)) {
            // through the centre any plane will do: that of the smallest coordinate
            int i = Math.abs(ex) <= Math.abs(ey) && Math.abs(ex) <= Math.abs(ez) ? 0 : Math.abs(ey) <= Math.abs(ez) ? 1 : 2;
            double d = i == 0 ? ex : i == 1 ? ey : ez;
            fx = (i == 0 ? 1 : 0) - d * ex;
            fy = (i == 1 ? 1 : 0) - d * ey;
            fz = (i == 2 ? 1 : 0) - d * ez;
            across = Math.sqrt(fx * fx + fy * fy + fz * fz);
        }
        double cf = Math.cos(from) * a;
        double sf = Math.sin(from) * a / across;
        double ct = Math.cos(to) * a;
        double st = Math.sin(to) * a / across;
        first[0] = cf * ex + sf * fx;
        first[1] = cf * ey + sf * fy;
        first[2] = cf * ez + sf * fz;
        last[0] = ct * ex + st * fx;
        last[1] = ct * ey + st * fy;
        last[2] = ct * ez + st * fz;
        touches = true;
        around = a * (to - from);
        return Math.sqrt((dp - a) * (dp + a)) + around + Math.sqrt((dq - a) * (dq + a));
    }

    private double cylinder() {
        double dp = Math.hypot(p[0], p[1]);
        double dq = Math.hypot(q[0], q[1]);
        if (!(dp > a) || !(dq > a)) {
            return 0;
        }
        double turn = Math.atan2(p[0] * q[1] - p[1] * q[0], p[0] * q[0] + p[1] * q[1]);
        double sense = turn < 0 ? -1 : 1;
        double angle = Math.abs(turn);
        double from = Math.acos(a / dp);
        double to = angle - Math.acos(a / dq);
        if (!(to > from)) {
            return 0;
        }
        double start = Math.atan2(p[1], p[0]);
        first[0] = a * Math.cos(start + sense * from);
        first[1] = a * Math.sin(start + sense * from);
        last[0] = a * Math.cos(start + sense * to);
        last[1] = a * Math.sin(start + sense * to);
        double before = Math.sqrt((dp - a) * (dp + a));
        double on = a * (to - from);
        double flat = before + on + Math.sqrt((dq - a) * (dq + a));
        double rise = (q[2] - p[2]) / flat;
        first[2] = p[2] + rise * before;
        last[2] = p[2] + rise * (before + on);
        touches = true;
        double slant = Math.sqrt(1 + rise * rise);
        around = on * slant;
        return flat * slant;
    }

    // ---- ellipsoid and torus

    /** Below 0 inside, above outside; no distance. */
    private double g(double px, double py, double pz) {
        if (kind == 2) {
            return px * px / (a * a) + py * py / (b * b) + pz * pz / (c * c) - 1;
        }
        double d = Math.sqrt(px * px + py * py) - a;
        return (d * d + pz * pz) / (b * b) - 1;
    }

    private void gradient(double[] at) {
        if (kind == 2) {
            g[0] = 2 * at[0] / (a * a);
            g[1] = 2 * at[1] / (b * b);
            g[2] = 2 * at[2] / (c * c);
            return;
        }
        double rho = Math.max(Math.sqrt(at[0] * at[0] + at[1] * at[1]), 1e-300);
        double d = 2 * (rho - a) / (rho * b * b);
        g[0] = d * at[0];
        g[1] = d * at[1];
        g[2] = 2 * at[2] / (b * b);
    }

    /** t'Ht at x. */
    private double bend(double px, double py, double pz, double tx, double ty, double tz) {
        if (kind == 2) {
            return 2 * (tx * tx / (a * a) + ty * ty / (b * b) + tz * tz / (c * c));
        }
        double rho = Math.max(Math.sqrt(px * px + py * py), 1e-300);
        double out1 = (px * tx + py * ty) / rho;
        return 2 * (out1 * out1 + (rho - a) * (tx * tx + ty * ty - out1 * out1) / rho + tz * tz) / (b * b);
    }

    /** Brings a point onto the surface along the gradient. */
    private void project(double[] at) {
        for (int i = 0; i < 8; i++) {
            double v = g(at[0], at[1], at[2]);
            gradient(at);
            double gg = g[0] * g[0] + g[1] * g[1] + g[2] * g[2];
            double f = v / gg;
            at[0] -= f * g[0];
            at[1] -= f * g[1];
            at[2] -= f * g[2];
            if (Math.abs(v) < 1e-15) {
                break;
            }
        }
    }

    private double geodesic() {
        if (!(g(p[0], p[1], p[2]) > 0) || !(g(q[0], q[1], q[2]) > 0)) {
            return 0;
        }
        double deepest = deepest();
        if (deepest < 0) {
            return 0;
        }
        double length = newton(guess(deepest));
        double total = distance(p, first) + length + distance(last, q);
        // a way in the plane, measured by its chords, is one, so the shortest is not longer; a search that went astray may find back from
        // the other end
        if (!(length > 0) || total > planar * 1.002) {
            double other = length;
            double otherTotal = total;
            for (int i = 0; i < 3; i++) {
                kept[i] = first[i];
                kept[3 + i] = last[i];
            }
            swap(p, q);
            length = newton(guess(1 - deepest));
            swap(p, q);
            swap(first, last);
            total = distance(p, first) + length + distance(last, q);
            if (other > 0 && (!(length > 0) || total > otherTotal)) {
                length = other;
                total = otherTotal;
                for (int i = 0; i < 3; i++) {
                    first[i] = kept[i];
                    last[i] = kept[3 + i];
                }
            }
            if (!(length > 0)) {
                converged = false;
                return 0;
            }
            converged = true;
        }
        touches = true;
        around = length;
        return total;
    }

    private static void swap(double[] u, double[] v) {
        for (int i = 0; i < 3; i++) {
            double w = u[i];
            u[i] = v[i];
            v[i] = w;
        }
    }

    private double chord(double u) {
        return g(p[0] + u * (q[0] - p[0]), p[1] + u * (q[1] - p[1]), p[2] + u * (q[2] - p[2]));
    }

    /** Where on the straight way, 0 to 1, it is deepest inside; -1 if it stays outside. */
    private double deepest() {
        if (kind == 2) {
            // the quadratic of the way has its least value at
            double pd = 0;
            double dd = 0;
            for (int i = 0; i < 3; i++) {
                double w = i == 0 ? a : i == 1 ? b : c;
                double d = (q[i] - p[i]) / w;
                pd += p[i] / w * d;
                dd += d * d;
            }
            double u = -pd / dd;
            return u > 0 && u < 1 && chord(u) < 0 ? u : -1;
        }
        // the tube is met where the way comes near its middle line: a coarse look, then closing in
        int n1 = 64;
        double best = Double.POSITIVE_INFINITY;
        int at = 0;
        for (int i = 1; i < n1; i++) {
            double v = chord((double) i / n1);
            if (v < best) {
                best = v;
                at = i;
            }
        }
        double lo = (double) (at - 1) / n1;
        double hi = (double) (at + 1) / n1;
        for (int i = 0; i < 60; i++) {
            double u = lo + (hi - lo) / 3;
            double v = hi - (hi - lo) / 3;
            if (chord(u) < chord(v)) {
                hi = v;
            } else {
                lo = u;
            }
        }
        double u = 0.5 * (lo + hi);
        return chord(u) < 0 ? u : -1;
    }

    /**
     * A first geodesic: the surface cut by the plane through the straight way and the gradient at its deepest point, from where the line of
     * sight of one end touches the cut to where that of the other does. Sets {@link #base} and {@link #dir}; returns the length.
     */
    private double guess(double deepest) {
        double total = distance(p, q);
        for (int i = 0; i < 3; i++) {
            dir[i] = (q[i] - p[i]) / total;
            x[i] = p[i] + deepest * (q[i] - p[i]);
        }
        gradient(x);
        if (dot(toward, toward) > 0) {
            System.arraycopy(toward, 0, g, 0, 3);
        }
        double along = dot(g, dir);
        double square = 0;
        for (int i = 0; i < 3; i++) {
            out[i] = g[i] - along * dir[i];
            square += out[i] * out[i];
        }
        if (!(Math.sqrt(square) > 1e-9 / size)) {
            // through the middle: out along the shortest axis that is not the way's
            double best = Double.POSITIVE_INFINITY;
            int axis = 0;
            for (int i = 0; i < 3; i++) {
                double w = (i == 0 ? a : i == 1 ? b : c) / Math.max(1e-3, 1 - dir[i] * dir[i]);
                if (w < best) {
                    best = w;
                    axis = i;
                }
            }
            square = 0;
            for (int i = 0; i < 3; i++) {
                out[i] = (i == axis ? 1 : 0) - dir[axis] * dir[i];
                square += out[i] * out[i];
            }
        }
        double norm = Math.sqrt(square);
        for (int i = 0; i < 3; i++) {
            out[i] /= norm;
        }
        double enter = border(0, deepest);
        double leave = border(1, deepest);
        double reach = 4 * (a + b + c);
        int fromP = 0;
        int fromQ = 0;
        double steepP = -1;
        double steepQ = -1;
        for (int i = 0; i <= SAMPLES; i++) {
            double u = enter + (leave - enter) * i / SAMPLES;
            heights[i] = height(u, reach);
            double sp = heights[i] / (u * total);
            double sq = heights[i] / ((1 - u) * total);
            if (sp > steepP) {
                steepP = sp;
                fromP = i;
            }
            if (sq > steepQ) {
                steepQ = sq;
                fromQ = i;
            }
        }
        if (fromQ < fromP) {
            int mid = (fromP + fromQ) / 2;
            fromP = mid;
            fromQ = mid;
        }
        double length = 0;
        double step = (leave - enter) * total / SAMPLES;
        for (int i = fromP; i < fromQ; i++) {
            double dh = heights[i + 1] - heights[i];
            length += Math.sqrt(step * step + dh * dh);
        }
        place(enter + (leave - enter) * fromQ / SAMPLES, heights[fromQ], base);
        planar = length + distance(base, q);
        place(enter + (leave - enter) * fromP / SAMPLES, heights[fromP], base);
        planar += distance(p, base);
        project(base);
        // the direction in the plane at the start
        for (int i = 0; i < 3; i++) {
            dir[i] = base[i] - p[i];
        }
        intoTangent(base, dir);
        return Math.max(length, 1e-3 * size);
    }

    private void place(double u, double h, double[] to) {
        for (int i = 0; i < 3; i++) {
            to[i] = p[i] + u * (q[i] - p[i]) + h * out[i];
        }
    }

    /** Where the straight way crosses the surface between an end and the deepest point. */
    private double border(double outside, double inside) {
        double o = outside;
        double n1 = inside;
        for (int i = 0; i < 60; i++) {
            double mid = 0.5 * (o + n1);
            if (chord(mid) > 0) {
                o = mid;
            } else {
                n1 = mid;
            }
        }
        return 0.5 * (o + n1);
    }

    /** How far out of the straight way the surface is, m. */
    private double height(double u, double reach) {
        double lo = 0;
        double hi = size / 64;
        while (hi < reach) {
            place(u, hi, x);
            if (g(x[0], x[1], x[2]) > 0) {
                break;
            }
            lo = hi;
            hi *= 1.5;
        }
        for (int i = 0; i < 30; i++) {
            double mid = 0.5 * (lo + hi);
            place(u, mid, x);
            if (g(x[0], x[1], x[2]) > 0) {
                hi = mid;
            } else {
                lo = mid;
            }
        }
        return 0.5 * (lo + hi);
    }

    private void intoTangent(double[] at, double[] v) {
        gradient(at);
        double gg = dot(g, g);
        double f = dot(v, g) / gg;
        double square = 0;
        for (int i = 0; i < 3; i++) {
            v[i] -= f * g[i];
            square += v[i] * v[i];
        }
        double norm = Math.sqrt(square);
        for (int i = 0; i < 3; i++) {
            v[i] /= norm;
        }
    }

    /** Improves {@link #base}, {@link #dir} and the length; sets first and last; returns the length, 0 if there is none. */
    private double newton(double guess) {
        java.util.Arrays.fill(s, 0);
        double length = guess;
        double merit = residual(zero, length, r0);
        for (int round = 0; round < MOST_STEPS && merit > AIM; round++) {
            cross(base, dir);
            int pieces = pieces(length);
            for (int j = 0; j < 4; j++) {
                double h = j == 2 ? 1e-5 : 1e-5 * size;
                s[j] = h;
                residual(s, length, r1, pieces);
                s[j] = -h;
                residual(s, length, r2, pieces);
                s[j] = 0;
                for (int i = 0; i < 4; i++) {
                    m[5 * i + j] = (r1[i] - r2[i]) / (2 * h);
                }
            }
            for (int i = 0; i < 4; i++) {
                m[5 * i + 4] = -r0[i];
            }
            if (!eliminate()) {
                break;
            }
            // not further than the surface stays like itself
            double factor = 1;
            factor = Math.min(factor, 0.5 * size / Math.max(Math.abs(s[0]), Math.max(Math.abs(s[1]), Math.abs(s[3]))));
            factor = Math.min(factor, 0.5 / Math.abs(s[2]));
            boolean better = false;
            for (int half = 0; half < 12 && !better; half++, factor *= 0.5) {
                for (int i = 0; i < 4; i++) {
                    r2[i] = s[i] * factor;
                }
                double next = residual(r2, length, r1);
                if (next < merit) {
                    accept(r2);
                    length += r2[3];
                    merit = residual(zero, length, r0);
                    better = true;
                }
            }
            java.util.Arrays.fill(s, 0);
            if (!better) {
                break;
            }
        }
        converged = merit < ACCEPTED;
        if (!converged || !(length > 0)) {
            return 0;
        }
        residual(zero, length, r0);
        System.arraycopy(base, 0, first, 0, 3);
        System.arraycopy(x, 0, last, 0, 3);
        return length;
    }

    /** side = normal x direction. */
    private void cross(double[] at, double[] d) {
        gradient(at);
        double norm = Math.sqrt(dot(g, g));
        side[0] = (g[1] * d[2] - g[2] * d[1]) / norm;
        side[1] = (g[2] * d[0] - g[0] * d[2]) / norm;
        side[2] = (g[0] * d[1] - g[1] * d[0]) / norm;
    }

    private void moved(double[] step, double[] at, double[] d) {
        cross(base, dir);
        double cos = Math.cos(step[2]);
        double sin = Math.sin(step[2]);
        for (int i = 0; i < 3; i++) {
            at[i] = base[i] + step[0] * dir[i] + step[1] * side[i];
            d[i] = cos * dir[i] + sin * side[i];
        }
        project(at);
        intoTangent(at, d);
    }

    private void accept(double[] step) {
        moved(step, x, t);
        System.arraycopy(x, 0, base, 0, 3);
        System.arraycopy(t, 0, dir, 0, 3);
    }

    private int pieces(double length) {
        return (int) Math.min(MOST_PIECES, LEAST_PIECES + Math.ceil(PIECES_A_RADIAN * Math.abs(length) / sharpest));
    }

    private double residual(double[] step, double length, double[] r) {
        return residual(step, length, r, pieces(length + step[3]));
    }

    /** Bends at both ends of the geodesic after a step of start, direction and length; leaves its end in {@link #x}. */
    private double residual(double[] step, double length, double[] r, int pieces) {
        moved(step, x, t);
        bends(x, t, p, 1, r, 0);
        shoot((length + step[3]) / pieces, pieces);
        bends(x, t, q, -1, r, 2);
        double worst = 0;
        for (int i = 0; i < 4; i++) {
            worst = Math.max(worst, Math.abs(r[i]));
        }
        return worst;
    }

    /** Sines of the straight part to an end against the tangent plane and aside of the geodesic; a bend backwards counts as a large one. */
    private void bends(double[] at, double[] d, double[] end, double sign, double[] r, int o) {
        gradient(at);
        double norm = Math.sqrt(dot(g, g));
        double ex = sign * (at[0] - end[0]);
        double ey = sign * (at[1] - end[1]);
        double ez = sign * (at[2] - end[2]);
        double e = Math.sqrt(ex * ex + ey * ey + ez * ez);
        double nx = g[0] / norm;
        double ny = g[1] / norm;
        double nz = g[2] / norm;
        r[o] = (ex * nx + ey * ny + ez * nz) / e;
        double bx = ny * d[2] - nz * d[1];
        double by = nz * d[0] - nx * d[2];
        double bz = nx * d[1] - ny * d[0];
        r[o + 1] = (ex * bx + ey * by + ez * bz) / e;
        if (ex * d[0] + ey * d[1] + ez * d[2] < 0) {
            r[o + 1] += r[o + 1] < 0 ? -1 : 1;
        }
    }

    /** Follows the geodesic from x along t. */
    private void shoot(double h, int pieces) {
        for (int i = 0; i < pieces; i++) {
            slope(x[0], x[1], x[2], t[0], t[1], t[2], 0);
            stage(0.5 * h, 0, 6);
            stage(0.5 * h, 6, 12);
            stage(h, 12, 18);
            for (int j = 0; j < 3; j++) {
                x[j] += h / 6 * (k[j] + 2 * k[6 + j] + 2 * k[12 + j] + k[18 + j]);
                t[j] += h / 6 * (k[3 + j] + 2 * k[9 + j] + 2 * k[15 + j] + k[21 + j]);
            }
            project(x);
            intoTangent(x, t);
        }
    }

    private void stage(double h, int from, int to) {
        slope(x[0] + h * k[from], x[1] + h * k[from + 1], x[2] + h * k[from + 2], t[0] + h * k[from + 3], t[1] + h * k[from + 4],
                t[2] + h * k[from + 5], to);
    }

    private void slope(double px, double py, double pz, double tx, double ty, double tz, int o) {
        n[0] = px;
        n[1] = py;
        n[2] = pz;
        gradient(n);
        double f = -bend(px, py, pz, tx, ty, tz) / dot(g, g);
        k[o] = tx;
        k[o + 1] = ty;
        k[o + 2] = tz;
        k[o + 3] = f * g[0];
        k[o + 4] = f * g[1];
        k[o + 5] = f * g[2];
    }

    /** Solves the four equations in {@link #m} into {@link #s}. */
    private boolean eliminate() {
        for (int i = 0; i < 4; i++) {
            int pivot = i;
            for (int j = i + 1; j < 4; j++) {
                pivot = Math.abs(m[5 * j + i]) > Math.abs(m[5 * pivot + i]) ? j : pivot;
            }
            if (!(Math.abs(m[5 * pivot + i]) > 1e-300)) {
                return false;
            }
            for (int j = 0; j < 5; j++) {
                double v = m[5 * i + j];
                m[5 * i + j] = m[5 * pivot + j];
                m[5 * pivot + j] = v;
            }
            for (int j = i + 1; j < 4; j++) {
                double f = m[5 * j + i] / m[5 * i + i];
                for (int l = i; l < 5; l++) {
                    m[5 * j + l] -= f * m[5 * i + l];
                }
            }
        }
        for (int i = 3; i >= 0; i--) {
            double v = m[5 * i + 4];
            for (int j = i + 1; j < 4; j++) {
                v -= m[5 * i + j] * s[j];
            }
            s[i] = v / m[5 * i + i];
        }
        return true;
    }

    private static double dot(double[] u, double[] v) {
        return u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
    }

    private static double norm(double[] v) {
        return Math.sqrt(dot(v, v));
    }

    private static double distance(double[] u, double[] v) {
        double dx = u[0] - v[0];
        double dy = u[1] - v[1];
        double dz = u[2] - v[2];
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
}
