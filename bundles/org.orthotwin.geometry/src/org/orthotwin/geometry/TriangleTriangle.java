/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * Two triangles in space: whether they meet, where, and how far apart they are. Triangles are closed sets (touching counts) and may be
 * degenerate, that is, segments or points. A triangle is nine numbers in an array: x0 y0 z0 x1 y1 z1 x2 y2 z2, in m; both in one frame.
 *
 * <p>{@link #intersects} is exact for the coordinates given (see {@link ExactPredicates} for the range of magnitudes): two closed
 * triangles meet if and only if an edge of one meets the other, and every such test is a matter of signs of determinants, which are
 * computed exactly where rounding could change them. The answer therefore does not depend on the order of triangles or corners. Where
 * the coordinates are themselves results of a rounded transform, it is exact for the rounded ones.
 *
 * <p>{@link #distance} is computed in double precision, with an error of some ulps of the largest coordinate; it is 0 if and only if
 * {@link #intersects}. Allocation-free; one instance for each thread.
 */
public final class TriangleTriangle {

    private static final int[] NEXT = {1, 2, 0};

    /** Relative error of a side of a plane, with room to spare: 16 half-ulps. */
    private static final double SIDE_BOUND = 0x1p-49;

    private final ExactPredicates exact = new ExactPredicates();
    private final double[] point = new double[3];
    private final double[] witness = new double[6];

    /** Whether the triangle at {@code a[ao..ao+8]} meets the one at {@code b[bo..bo+8]}. */
    public boolean intersects(double[] a, int ao, double[] b, int bo) {
        if (strictlyBeside(a, ao, b, bo) || strictlyBeside(b, bo, a, ao)) {
            return false;
        }
        int s0 = exact.orient3d(a, ao, a, ao + 3, a, ao + 6, b, bo);
        int s1 = exact.orient3d(a, ao, a, ao + 3, a, ao + 6, b, bo + 3);
        int s2 = exact.orient3d(a, ao, a, ao + 3, a, ao + 6, b, bo + 6);
        if (s0 == s1 && s1 == s2 && s0 != 0) {
            return false;
        }
        int t0 = exact.orient3d(b, bo, b, bo + 3, b, bo + 6, a, ao);
        int t1 = exact.orient3d(b, bo, b, bo + 3, b, bo + 6, a, ao + 3);
        int t2 = exact.orient3d(b, bo, b, bo + 3, b, bo + 6, a, ao + 6);
        if (t0 == t1 && t1 == t2 && t0 != 0) {
            return false;
        }
        return segmentMeets(b, bo, bo + 3, s0, s1, a, ao) || segmentMeets(b, bo + 3, bo + 6, s1, s2, a, ao)
                || segmentMeets(b, bo + 6, bo, s2, s0, a, ao) || segmentMeets(a, ao, ao + 3, t0, t1, b, bo)
                || segmentMeets(a, ao + 3, ao + 6, t1, t2, b, bo) || segmentMeets(a, ao + 6, ao, t2, t0, b, bo);
    }

    /**
     * Whether all corners of {@code b} lie on one side of the plane of {@code a} beyond doubt: nearly all calls end here. The error of each
     * value is below 8 half-ulps of its permanent by the analysis behind {@link ExactPredicates}.
     */
    private static boolean strictlyBeside(double[] a, int ao, double[] b, int bo) {
        double x = a[ao];
        double y = a[ao + 1];
        double z = a[ao + 2];
        double ex = a[ao + 3] - x;
        double ey = a[ao + 4] - y;
        double ez = a[ao + 5] - z;
        double fx = a[ao + 6] - x;
        double fy = a[ao + 7] - y;
        double fz = a[ao + 8] - z;
        double eyfz = ey * fz;
        double ezfy = ez * fy;
        double ezfx = ez * fx;
        double exfz = ex * fz;
        double exfy = ex * fy;
        double eyfx = ey * fx;
        double nx = eyfz - ezfy;
        double ny = ezfx - exfz;
        double nz = exfy - eyfx;
        double g0x = b[bo] - x;
        double g0y = b[bo + 1] - y;
        double g0z = b[bo + 2] - z;
        double g1x = b[bo + 3] - x;
        double g1y = b[bo + 4] - y;
        double g1z = b[bo + 5] - z;
        double g2x = b[bo + 6] - x;
        double g2y = b[bo + 7] - y;
        double g2z = b[bo + 8] - z;
        double d0 = nx * g0x + ny * g0y + nz * g0z;
        double d1 = nx * g1x + ny * g1y + nz * g1z;
        double d2 = nx * g2x + ny * g2y + nz * g2z;
        double bound = SIDE_BOUND * ((Math.abs(eyfz) + Math.abs(ezfy)) * Math.max(Math.abs(g0x), Math.max(Math.abs(g1x), Math.abs(g2x)))
                + (Math.abs(ezfx) + Math.abs(exfz)) * Math.max(Math.abs(g0y), Math.max(Math.abs(g1y), Math.abs(g2y)))
                + (Math.abs(exfy) + Math.abs(eyfx)) * Math.max(Math.abs(g0z), Math.max(Math.abs(g1z), Math.abs(g2z))));
        return d0 > bound && d1 > bound && d2 > bound || -d0 > bound && -d1 > bound && -d2 > bound;
    }

    /**
     * Whether the segment from {@code p[po]} to {@code p[qo]} meets the triangle at {@code t[to]}.
     *
     * @param sp side of the first end against the triangle's plane, as by orient3d
     * @param sq side of the second
     */
    private boolean segmentMeets(double[] p, int po, int qo, int sp, int sq, double[] t, int to) {
        if (sp * sq > 0) {
            return false;
        }
        if (sp == 0 && sq == 0) {
            return coplanarSegmentMeets(p, po, qo, t, to);
        }
        int u = exact.orient3d(p, po, p, qo, t, to, t, to + 3);
        int v = exact.orient3d(p, po, p, qo, t, to + 3, t, to + 6);
        if (u * v < 0) {
            return false;
        }
        int w = exact.orient3d(p, po, p, qo, t, to + 6, t, to);
        return u * w >= 0 && v * w >= 0;
    }

    /** The segment lies in the triangle's plane, or the triangle is degenerate and has none. */
    private boolean coplanarSegmentMeets(double[] p, int po, int qo, double[] t, int to) {
        for (int k = 0; k < 3; k++) {
            if (segmentsMeet(p, po, qo, t, to + 3 * k, to + 3 * NEXT[k])) {
                return true;
            }
        }
        // No edge is met: the segment is wholly inside or wholly outside. One end tells, in a projection that keeps the triangle's area.
        for (int i = 0; i < 3; i++) {
            int j = NEXT[i];
            if (exact.orient2d(t, to, t, to + 3, t, to + 6, i, j) != 0) {
                int u = exact.orient2d(t, to, t, to + 3, p, po, i, j);
                int v = exact.orient2d(t, to + 3, t, to + 6, p, po, i, j);
                int w = exact.orient2d(t, to + 6, t, to, p, po, i, j);
                return u == v && v == w;
            }
        }
        return false;
    }

    /** Two closed segments in space, either possibly a point. */
    private boolean segmentsMeet(double[] p, int po, int qo, double[] t, int ro, int so) {
        for (int k = 0; k < 3; k++) {
            double pMin = Math.min(p[po + k], p[qo + k]);
            double pMax = Math.max(p[po + k], p[qo + k]);
            if (Math.max(t[ro + k], t[so + k]) < pMin || Math.min(t[ro + k], t[so + k]) > pMax) {
                return false;
            }
        }
        if (exact.orient3d(p, po, p, qo, t, ro, t, so) != 0) {
            return false;
        }
        // Coplanar. A projection in which some three of the four points are not collinear is one to one on their plane.
        for (int i = 0; i < 3; i++) {
            int j = NEXT[i];
            int r = exact.orient2d(p, po, p, qo, t, ro, i, j);
            int s = exact.orient2d(p, po, p, qo, t, so, i, j);
            int a = exact.orient2d(t, ro, t, so, p, po, i, j);
            int b = exact.orient2d(t, ro, t, so, p, qo, i, j);
            if (r != 0 || s != 0 || a != 0 || b != 0) {
                return r * s <= 0 && a * b <= 0;
            }
        }
        // All on one line (or one point): the boxes along the axes overlap, and on a line that says it all.
        return true;
    }

    /**
     * A point that both triangles share, if {@link #intersects}: the midpoint of the segment of intersection, computed in double precision
     * (for coplanar triangles some point of the common part).
     *
     * @param out the point, x y z in m
     */
    public void contactPoint(double[] a, int ao, double[] b, int bo, double[] out) {
        double[] end = witness;
        int n = 0;
        double sx = 0;
        double sy = 0;
        double sz = 0;
        for (int side = 0; side < 2; side++) {
            double[] p = side == 0 ? b : a;
            int po = side == 0 ? bo : ao;
            double[] t = side == 0 ? a : b;
            int to = side == 0 ? ao : bo;
            for (int k = 0; k < 3; k++) {
                int u = po + 3 * k;
                int v = po + 3 * NEXT[k];
                int su = exact.orient3d(t, to, t, to + 3, t, to + 6, p, u);
                int sv = exact.orient3d(t, to, t, to + 3, t, to + 6, p, v);
                if (su != sv && segmentMeets(p, u, v, su, sv, t, to)) {
                    pierce(p, u, v, t, to, end);
                    sx += end[0];
                    sy += end[1];
                    sz += end[2];
                    n++;
                }
            }
        }
        if (n > 0) {
            out[0] = sx / n;
            out[1] = sy / n;
            out[2] = sz / n;
        } else {
            // Coplanar: the nearest pair of points has distance 0 up to rounding.
            nearest(a, ao, b, bo, witness);
            out[0] = witness[0];
            out[1] = witness[1];
            out[2] = witness[2];
        }
    }

    /** Where the line through two points that are not on the same side pierces the plane of the triangle, kept between the points. */
    private static void pierce(double[] p, int po, int qo, double[] t, int to, double[] out) {
        double ex = t[to + 3] - t[to];
        double ey = t[to + 4] - t[to + 1];
        double ez = t[to + 5] - t[to + 2];
        double fx = t[to + 6] - t[to];
        double fy = t[to + 7] - t[to + 1];
        double fz = t[to + 8] - t[to + 2];
        double nx = ey * fz - ez * fy;
        double ny = ez * fx - ex * fz;
        double nz = ex * fy - ey * fx;
        double dp = nx * (p[po] - t[to]) + ny * (p[po + 1] - t[to + 1]) + nz * (p[po + 2] - t[to + 2]);
        double dq = nx * (p[qo] - t[to]) + ny * (p[qo + 1] - t[to + 1]) + nz * (p[qo + 2] - t[to + 2]);
        double s = dp == dq ? 0.5 : Math.min(1, Math.max(0, dp / (dp - dq)));
        for (int k = 0; k < 3; k++) {
            out[k] = p[po + k] + s * (p[qo + k] - p[po + k]);
        }
    }

    /**
     * The smallest distance between the two triangles, in m.
     *
     * @param points where it is attained: the point of a, then the point of b, six numbers in m
     */
    public double distance(double[] a, int ao, double[] b, int bo, double[] points) {
        double d2 = nearest(a, ao, b, bo, points);
        if (intersects(a, ao, b, bo)) {
            contactPoint(a, ao, b, bo, point);
            for (int k = 0; k < 3; k++) {
                points[k] = point[k];
                points[3 + k] = point[k];
            }
            return 0;
        }
        // Not meeting, so not zero, however the squares underflow.
        return Math.max(Math.sqrt(d2), Double.MIN_VALUE);
    }

    /**
     * Squared distance over the nine pairs of edges and the six pairs of corner and face: right for triangles that do not intersect, an
     * upper bound for those that do.
     */
    static double nearest(double[] a, int ao, double[] b, int bo, double[] w) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 3; i++) {
            int a1 = ao + 3 * i;
            int a2 = ao + 3 * NEXT[i];
            for (int j = 0; j < 3; j++) {
                best = segmentSegment(a, a1, a2, b, bo + 3 * j, bo + 3 * NEXT[j], best, w);
            }
        }
        for (int i = 0; i < 3; i++) {
            best = cornerFace(a, ao + 3 * i, b, bo, best, w, 0);
            best = cornerFace(b, bo + 3 * i, a, ao, best, w, 3);
        }
        return best;
    }

    /** Lowers {@code best} (squared, m^2) and sets the six numbers of {@code w} if the two segments are nearer than it. */
    private static double segmentSegment(double[] p, int po, int qo, double[] q, int ro, int so, double best, double[] w) {
        double ux = p[qo] - p[po];
        double uy = p[qo + 1] - p[po + 1];
        double uz = p[qo + 2] - p[po + 2];
        double vx = q[so] - q[ro];
        double vy = q[so + 1] - q[ro + 1];
        double vz = q[so + 2] - q[ro + 2];
        double rx = p[po] - q[ro];
        double ry = p[po + 1] - q[ro + 1];
        double rz = p[po + 2] - q[ro + 2];
        double a = ux * ux + uy * uy + uz * uz;
        double e = vx * vx + vy * vy + vz * vz;
        double b = ux * vx + uy * vy + uz * vz;
        double c = ux * rx + uy * ry + uz * rz;
        double f = vx * rx + vy * ry + vz * rz;
        double det = a * e - b * b;
        double s = 0;
        if (det > 0) {
            s = clamp((b * f - c * e) / det);
        }
        double t = e > 0 ? clamp((b * s + f) / e) : 0;
        // With t settled, the best s for it; exact for parallel and degenerate segments too.
        s = a > 0 ? clamp((b * t - c) / a) : 0;
        double dx = rx + s * ux - t * vx;
        double dy = ry + s * uy - t * vy;
        double dz = rz + s * uz - t * vz;
        double d2 = dx * dx + dy * dy + dz * dz;
        if (d2 < best) {
            w[0] = p[po] + s * ux;
            w[1] = p[po + 1] + s * uy;
            w[2] = p[po + 2] + s * uz;
            w[3] = q[ro] + t * vx;
            w[4] = q[ro + 1] + t * vy;
            w[5] = q[ro + 2] + t * vz;
            return d2;
        }
        return best;
    }

    private static double clamp(double s) {
        return s <= 0 ? 0 : s >= 1 ? 1 : s;
    }

    /** The foot of a corner on the face of the other triangle, if it falls inside; the edges see to the rest. */
    private static double cornerFace(double[] p, int po, double[] t, int to, double best, double[] w, int wo) {
        double ex = t[to + 3] - t[to];
        double ey = t[to + 4] - t[to + 1];
        double ez = t[to + 5] - t[to + 2];
        double fx = t[to + 6] - t[to];
        double fy = t[to + 7] - t[to + 1];
        double fz = t[to + 8] - t[to + 2];
        double gx = p[po] - t[to];
        double gy = p[po + 1] - t[to + 1];
        double gz = p[po + 2] - t[to + 2];
        double nx = ey * fz - ez * fy;
        double ny = ez * fx - ex * fz;
        double nz = ex * fy - ey * fx;
        double n2 = nx * nx + ny * ny + nz * nz;
        if (!(n2 > 0)) {
            return best;
        }
        double h = gx * nx + gy * ny + gz * nz;
        double d2 = h * (h / n2);
        if (!(d2 < best)) {
            return best;
        }
        // Barycentric coordinates times n2.
        double v = (gy * fz - gz * fy) * nx + (gz * fx - gx * fz) * ny + (gx * fy - gy * fx) * nz;
        double u = (ey * gz - ez * gy) * nx + (ez * gx - ex * gz) * ny + (ex * gy - ey * gx) * nz;
        if (v < 0 || u < 0 || u + v > n2) {
            return best;
        }
        double k = h / n2;
        w[wo] = p[po];
        w[wo + 1] = p[po + 1];
        w[wo + 2] = p[po + 2];
        w[3 - wo] = p[po] - k * nx;
        w[4 - wo] = p[po + 1] - k * ny;
        w[5 - wo] = p[po + 2] - k * nz;
        return d2;
    }
}
