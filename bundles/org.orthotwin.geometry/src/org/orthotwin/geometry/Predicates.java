/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.math.BigDecimal;

/**
 * Orientation tests whose sign is exact for the given doubles: a floating point evaluation with a forward error bound, and decimal
 * arithmetic without rounding where the bound does not decide. Error bounds after J. R. Shewchuk, Adaptive precision floating-point
 * arithmetic and fast robust geometric predicates, Discrete Comput Geom 18 (1997), doi:10.1007/PL00009321.
 */
final class Predicates {

    private static final double EPS = 0x1p-53;
    private static final double BOUND_2D = (3 + 16 * EPS) * EPS;
    private static final double BOUND_3D = (7 + 56 * EPS) * EPS;
    /** Below this, products may have been rounded to zero (underflow), which the relative bound does not cover. */
    private static final double UNDERFLOW = 1e-250;

    private Predicates() {
    }

    /** The sign of twice the area of a, b, c: positive if they turn counter-clockwise. */
    static int orient2d(double ax, double ay, double bx, double by, double cx, double cy) {
        double l = (ax - cx) * (by - cy);
        double r = (ay - cy) * (bx - cx);
        double det = l - r;
        double bound = BOUND_2D * (Math.abs(l) + Math.abs(r)) + UNDERFLOW;
        if (det > bound) {
            return 1;
        }
        if (-det > bound) {
            return -1;
        }
        BigDecimal x = new BigDecimal(cx);
        BigDecimal y = new BigDecimal(cy);
        return new BigDecimal(ax).subtract(x).multiply(new BigDecimal(by).subtract(y))
                .compareTo(new BigDecimal(ay).subtract(y).multiply(new BigDecimal(bx).subtract(x)));
    }

    /** The sign of six times the volume (a-d, b-d, c-d): positive if d lies below the plane in which a, b, c turn counter-clockwise. */
    static int orient3d(double[] v, int a, int b, int c, double[] w, int d) {
        return orient3d(v[a], v[a + 1], v[a + 2], v[b], v[b + 1], v[b + 2], v[c], v[c + 1], v[c + 2], w[d], w[d + 1], w[d + 2]);
    }

    static int orient3d(double ax, double ay, double az, double bx, double by, double bz, double cx, double cy, double cz, double dx,
            double dy, double dz) {
        double adx = ax - dx;
        double ady = ay - dy;
        double adz = az - dz;
        double bdx = bx - dx;
        double bdy = by - dy;
        double bdz = bz - dz;
        double cdx = cx - dx;
        double cdy = cy - dy;
        double cdz = cz - dz;
        double bc = bdx * cdy;
        double cb = cdx * bdy;
        double ca = cdx * ady;
        double ac = adx * cdy;
        double ab = adx * bdy;
        double ba = bdx * ady;
        double det = adz * (bc - cb) + bdz * (ca - ac) + cdz * (ab - ba);
        double permanent = (Math.abs(bc) + Math.abs(cb)) * Math.abs(adz) + (Math.abs(ca) + Math.abs(ac)) * Math.abs(bdz)
                + (Math.abs(ab) + Math.abs(ba)) * Math.abs(cdz);
        double bound = BOUND_3D * permanent + UNDERFLOW;
        if (det > bound) {
            return 1;
        }
        if (-det > bound) {
            return -1;
        }
        return exact(ax, ay, az, bx, by, bz, cx, cy, cz, dx, dy, dz).signum();
    }

    /** The determinant itself, without rounding. */
    static BigDecimal exact(double ax, double ay, double az, double bx, double by, double bz, double cx, double cy, double cz, double dx,
            double dy, double dz) {
        BigDecimal x = new BigDecimal(dx);
        BigDecimal y = new BigDecimal(dy);
        BigDecimal z = new BigDecimal(dz);
        BigDecimal adx = new BigDecimal(ax).subtract(x);
        BigDecimal ady = new BigDecimal(ay).subtract(y);
        BigDecimal adz = new BigDecimal(az).subtract(z);
        BigDecimal bdx = new BigDecimal(bx).subtract(x);
        BigDecimal bdy = new BigDecimal(by).subtract(y);
        BigDecimal bdz = new BigDecimal(bz).subtract(z);
        BigDecimal cdx = new BigDecimal(cx).subtract(x);
        BigDecimal cdy = new BigDecimal(cy).subtract(y);
        BigDecimal cdz = new BigDecimal(cz).subtract(z);
        return adz.multiply(bdx.multiply(cdy).subtract(cdx.multiply(bdy))).add(bdz.multiply(cdx.multiply(ady).subtract(adx.multiply(cdy))))
                .add(cdz.multiply(adx.multiply(bdy).subtract(bdx.multiply(ady))));
    }
}
