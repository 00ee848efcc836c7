/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * Signs of orientation determinants, exact for the doubles given: a floating-point value with an a-priori error bound first and, only where
 * that cannot tell, the determinant as an expansion (an unevaluated sum of doubles that do not overlap). Holds its scratch arrays, so that
 * nothing is allocated in a call: one instance for each thread.
 *
 * <p>Exact as long as no product of three coordinate differences overflows, or underflows below about 1e-290; coordinates of bodies in
 * metres are far from both.
 *
 * <p>Reference: J. R. Shewchuk, Adaptive precision floating-point arithmetic and fast robust geometric predicates, Discrete and
 * Computational Geometry 18 (1997) 305-363, doi:10.1007/PL00009321 (error bounds, sums and products of expansions).
 */
final class ExactPredicates {

    /** Half an ulp of one. */
    private static final double EPS = 0x1p-53;
    private static final double ORIENT2D_BOUND = (3 + 16 * EPS) * EPS;
    private static final double ORIENT3D_BOUND = (7 + 56 * EPS) * EPS;

    private final double[] u = new double[2];
    private final double[] v = new double[2];
    private final double[] product1 = new double[8];
    private final double[] product2 = new double[8];
    private final double[] minor = new double[16];
    private final double[] term = new double[64];
    private final double[] sum1 = new double[192];
    private final double[] sum2 = new double[192];
    private final double[] scaled1 = new double[64];
    private final double[] scaled2 = new double[64];
    private final double[] addend = new double[64];

    /**
     * The sign of the area of the triangle a, b, c in the coordinates {@code i} and {@code j} (0 to 2) of points that stand in arrays.
     *
     * @return 1 counter-clockwise, -1 clockwise, 0 collinear
     */
    int orient2d(double[] a, int ao, double[] b, int bo, double[] c, int co, int i, int j) {
        return orient2d(a[ao + i], a[ao + j], b[bo + i], b[bo + j], c[co + i], c[co + j]);
    }

    /** The sign of (a - c) x (b - c): 1 counter-clockwise, -1 clockwise, 0 collinear. */
    int orient2d(double ax, double ay, double bx, double by, double cx, double cy) {
        double left = (ax - cx) * (by - cy);
        double right = (ay - cy) * (bx - cx);
        double det = left - right;
        double bound = ORIENT2D_BOUND * (Math.abs(left) + Math.abs(right));
        if (det > bound) {
            return 1;
        }
        if (-det > bound) {
            return -1;
        }
        if (left == 0 && right == 0 && (ax == cx || by == cy) && (ay == cy || bx == cx)) {
            return 0;
        }
        difference(ax, cx, u);
        difference(by, cy, v);
        int n1 = multiply(u, v, product1);
        difference(ay, cy, u);
        difference(bx, cx, v);
        int n2 = multiply(u, v, product2);
        negate(product2, n2);
        int n = add(product1, n1, product2, n2, minor);
        return sign(minor, n);
    }

    /**
     * The sign of the determinant (a - d) . ((b - d) x (c - d)), each point read from its array at its offset.
     *
     * @return 1 if a, b, c look clockwise from d, that is, d is below the plane whose normal is (b - a) x (c - a); -1 above; 0 coplanar
     */
    int orient3d(double[] a, int ao, double[] b, int bo, double[] c, int co, double[] d, int od) {
        double dx = d[od];
        double dy = d[od + 1];
        double dz = d[od + 2];
        double adx = a[ao] - dx;
        double ady = a[ao + 1] - dy;
        double adz = a[ao + 2] - dz;
        double bdx = b[bo] - dx;
        double bdy = b[bo + 1] - dy;
        double bdz = b[bo + 2] - dz;
        double cdx = c[co] - dx;
        double cdy = c[co + 1] - dy;
        double cdz = c[co + 2] - dz;
        double bxcy = bdx * cdy;
        double cxby = cdx * bdy;
        double cxay = cdx * ady;
        double axcy = adx * cdy;
        double axby = adx * bdy;
        double bxay = bdx * ady;
        double det = adz * (bxcy - cxby) + bdz * (cxay - axcy) + cdz * (axby - bxay);
        double permanent = (Math.abs(bxcy) + Math.abs(cxby)) * Math.abs(adz) + (Math.abs(cxay) + Math.abs(axcy)) * Math.abs(bdz)
                + (Math.abs(axby) + Math.abs(bxay)) * Math.abs(cdz);
        double bound = ORIENT3D_BOUND * permanent;
        if (det > bound) {
            return 1;
        }
        if (-det > bound) {
            return -1;
        }
        return orient3dExact(a, ao, b, bo, c, co, d, od);
    }

    private int orient3dExact(double[] a, int ao, double[] b, int bo, double[] c, int co, double[] d, int od) {
        int n1 = orient3dTerm(b, bo, c, co, a, ao, d, od, sum1);
        int n2 = orient3dTerm(c, co, a, ao, b, bo, d, od, addend);
        int n = add(sum1, n1, addend, n2, sum2);
        n2 = orient3dTerm(a, ao, b, bo, c, co, d, od, addend);
        n = add(sum2, n, addend, n2, sum1);
        return sign(sum1, n);
    }

    /** (z of p - z of d) times the 2 x 2 minor of s - d and t - d in x and y, as an expansion of at most 64 terms. */
    private int orient3dTerm(double[] s, int so, double[] t, int to, double[] p, int po, double[] d, int od, double[] out) {
        difference(s[so], d[od], u);
        difference(t[to + 1], d[od + 1], v);
        int n1 = multiply(u, v, product1);
        difference(t[to], d[od], u);
        difference(s[so + 1], d[od + 1], v);
        int n2 = multiply(u, v, product2);
        negate(product2, n2);
        int m = add(product1, n1, product2, n2, minor);
        difference(p[po + 2], d[od + 2], u);
        int k1 = scale(minor, m, u[0], scaled1);
        int k2 = scale(minor, m, u[1], scaled2);
        int n = add(scaled1, k1, scaled2, k2, term);
        System.arraycopy(term, 0, out, 0, n);
        return n;
    }

    /** a - b exactly: the rounding error in d[0], the rounded value in d[1]. */
    private static void difference(double a, double b, double[] d) {
        double x = a - b;
        double bVirtual = a - x;
        double aVirtual = x + bVirtual;
        d[0] = (a - aVirtual) + (bVirtual - b);
        d[1] = x;
    }

    /** The product of two expansions of two terms; at most eight terms. */
    private int multiply(double[] e, double[] f, double[] out) {
        int n1 = scale(e, 2, f[0], scaled1);
        int n2 = scale(e, 2, f[1], scaled2);
        return add(scaled1, n1, scaled2, n2, out);
    }

    private static void negate(double[] e, int n) {
        for (int i = 0; i < n; i++) {
            e[i] = -e[i];
        }
    }

    /** The sign of a nonoverlapping expansion whose terms grow: the sign of its last term. */
    private static int sign(double[] e, int n) {
        return n == 0 ? 0 : e[n - 1] > 0 ? 1 : e[n - 1] < 0 ? -1 : 0;
    }

    /** e times b, zeros left out; at most 2 n terms. */
    private static int scale(double[] e, int n, double b, double[] h) {
        int k = 0;
        if (n == 0 || b == 0) {
            return 0;
        }
        double q = e[0] * b;
        double err = Math.fma(e[0], b, -q);
        if (err != 0) {
            h[k++] = err;
        }
        for (int i = 1; i < n; i++) {
            double p = e[i] * b;
            double pErr = Math.fma(e[i], b, -p);
            double s = q + pErr;
            double w = s - q;
            err = (q - (s - w)) + (pErr - w);
            if (err != 0) {
                h[k++] = err;
            }
            q = p + s;
            err = s - (q - p);
            if (err != 0) {
                h[k++] = err;
            }
        }
        if (q != 0) {
            h[k++] = q;
        }
        return k;
    }

    /** e + f, the terms merged by magnitude, zeros left out; at most n + m terms. */
    private static int add(double[] e, int n, double[] f, int m, double[] h) {
        int i = 0;
        int j = 0;
        int k = 0;
        double q = 0;
        while (i < n || j < m) {
            double x;
            if (j >= m || i < n && Math.abs(e[i]) < Math.abs(f[j])) {
                x = e[i++];
            } else {
                x = f[j++];
            }
            double s = q + x;
            double w = s - q;
            double err = (q - (s - w)) + (x - w);
            if (err != 0) {
                h[k++] = err;
            }
            q = s;
        }
        if (q != 0) {
            h[k++] = q;
        }
        return k;
    }
}
