/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.TriangleTriangle;

class TriangleTriangleTest {

    private final TriangleTriangle kernel = new TriangleTriangle();

    @Test
    void agreesWithIntegerArithmeticOnASmallGrid() {
        SplittableRandom random = new SplittableRandom(1);
        int meeting = 0;
        int degenerate = 0;
        int n = 20_000;
        for (int i = 0; i < n; i++) {
            long[] a = grid(random, 2);
            long[] b = grid(random, 2);
            boolean expected = oracle(a, b);
            check(a, b, expected);
            meeting += expected ? 1 : 0;
            degenerate += collinear(a) || collinear(b) ? 1 : 0;
        }
        assertTrue(meeting > n / 10 && meeting < n - n / 10, "meeting: " + meeting);
        assertTrue(degenerate > n / 50, "degenerate: " + degenerate);
    }

    @Test
    void agreesWithIntegerArithmeticInAPlane() {
        SplittableRandom random = new SplittableRandom(2);
        int meeting = 0;
        for (int i = 0; i < 10_000; i++) {
            long[] a = new long[9];
            long[] b = new long[9];
            for (int k = 0; k < 3; k++) {
                for (long[] t : new long[][] {a, b}) {
                    long u = random.nextInt(-3, 4);
                    long v = random.nextInt(-3, 4);
                    t[3 * k] = u + 2 * v;
                    t[3 * k + 1] = 3 * u - v;
                    t[3 * k + 2] = -u + 5 * v;
                }
            }
            boolean expected = oracle(a, b);
            check(a, b, expected);
            meeting += expected ? 1 : 0;
        }
        assertTrue(meeting > 1000 && meeting < 9000, "meeting: " + meeting);
    }

    @Test
    void isExactWhereRoundingWouldDecide() {
        // Corners in or one unit off a common plane, with coordinates so large that the determinants need far more than 53 bits.
        SplittableRandom random = new SplittableRandom(3);
        int meeting = 0;
        int plainlyWrong = 0;
        int n = 1500;
        for (int i = 0; i < n; i++) {
            long[] u = vector(random, 1 << 24);
            long[] v = vector(random, 1 << 24);
            long[] a = new long[9];
            long[] b = new long[9];
            for (int k = 0; k < 3; k++) {
                for (long[] t : new long[][] {a, b}) {
                    long p = random.nextInt(-20, 21);
                    long q = random.nextInt(-20, 21);
                    for (int c = 0; c < 3; c++) {
                        t[3 * k + c] = p * u[c] + q * v[c];
                    }
                    t[3 * k + random.nextInt(3)] += random.nextInt(3) == 0 ? 0 : random.nextInt(-1, 2);
                }
            }
            boolean expected = oracle(a, b);
            check(a, b, expected);
            meeting += expected ? 1 : 0;
            plainlyWrong += Math.signum(plainSide(a, b)) != exactSide(a, b).signum() ? 1 : 0;
        }
        assertTrue(meeting > n / 20 && meeting < n - n / 20, "meeting: " + meeting);
        assertTrue(plainlyWrong > n / 20, "the cases are not hard enough: " + plainlyWrong);
    }

    @Test
    void touchingIsMeeting() {
        double[] a = {0, 0, 0, 1, 0, 0, 0, 1, 0};
        assertTrue(kernel.intersects(a, 0, new double[] {0.25, 0.25, 0, 0, 0, 1, 1, 1, 1}, 0), "corner on face");
        assertTrue(kernel.intersects(a, 0, new double[] {0.5, 0.5, 0, 1, 1, 0, 1, 1, 1}, 0), "corner on edge");
        assertTrue(kernel.intersects(a, 0, new double[] {0.3, 0.3, 0, 0.3, 0.3, 0, 0.3, 0.3, 0}, 0), "point on face");
        assertFalse(kernel.intersects(a, 0, new double[] {0.3, 0.3, 1e-300, 0.3, 0.3, 1, 0.3, 0.4, 1}, 0), "just above");
        assertFalse(kernel.intersects(a, 0, new double[] {0.5, Math.nextUp(0.5), 0, 1, 1, 0, 1, 1, 1}, 0), "just beside");
    }

    @Test
    void contactPointLiesOnBoth() {
        SplittableRandom random = new SplittableRandom(4);
        double[] point = new double[3];
        double[] dot = new double[9];
        double[] w = new double[6];
        int meeting = 0;
        for (int i = 0; i < 20_000; i++) {
            double[] a = i % 2 == 0 ? reals(random) : doubles(grid(random, 2));
            double[] b = i % 2 == 0 ? reals(random) : doubles(grid(random, 2));
            if (kernel.intersects(a, 0, b, 0)) {
                meeting++;
                kernel.contactPoint(a, 0, b, 0, point);
                for (int k = 0; k < 9; k++) {
                    dot[k] = point[k % 3];
                }
                assertEquals(0, kernel.distance(a, 0, dot, 0, w), 1e-12, () -> Arrays.toString(a) + Arrays.toString(b));
                assertEquals(0, kernel.distance(b, 0, dot, 0, w), 1e-12, () -> Arrays.toString(a) + Arrays.toString(b));
            }
        }
        assertTrue(meeting > 1000);
    }

    @Test
    void distanceMatchesASearchOverPoints() {
        SplittableRandom random = new SplittableRandom(5);
        double[] w = new double[6];
        for (int i = 0; i < 300; i++) {
            double[] a = i % 3 == 0 ? doubles(grid(random, 2)) : reals(random);
            double[] b = i % 3 == 0 ? doubles(grid(random, 2)) : reals(random);
            b[0] += 3;
            b[3] += 3;
            b[6] += 3;
            double d = kernel.distance(a, 0, b, 0, w);
            assertEquals(d, Math.sqrt(sq(w[0] - w[3]) + sq(w[1] - w[4]) + sq(w[2] - w[5])), 1e-12);
            double least = alternate(a, b);
            assertEquals(least, d, 1e-5 * (1 + d));
            assertTrue(d <= least + 1e-12, d + " is not the least: " + least);
        }
    }

    /** Distance by projecting onto the two convex sets in turn, from points given by weights: a different way to the same number. */
    private static double alternate(double[] a, double[] b) {
        double[] wa = {1.0 / 3, 1.0 / 3, 1.0 / 3};
        double[] wb = wa.clone();
        double[] d = new double[3];
        // Frank-Wolfe with line search over pairs of corners exchanged (away steps included).
        for (int step = 0; step < 20_000; step++) {
            for (int c = 0; c < 3; c++) {
                d[c] = -b[c] * wb[0] - b[3 + c] * wb[1] - b[6 + c] * wb[2] + a[c] * wa[0] + a[3 + c] * wa[1] + a[6 + c] * wa[2];
            }
            exchange(a, wa, d, 1);
            for (int c = 0; c < 3; c++) {
                d[c] = -b[c] * wb[0] - b[3 + c] * wb[1] - b[6 + c] * wb[2] + a[c] * wa[0] + a[3 + c] * wa[1] + a[6 + c] * wa[2];
            }
            exchange(b, wb, d, -1);
        }
        return Math.sqrt(sq(d[0]) + sq(d[1]) + sq(d[2]));
    }

    private static void exchange(double[] t, double[] w, double[] d, int sign) {
        int best = 0;
        int worst = -1;
        double[] f = new double[3];
        for (int k = 0; k < 3; k++) {
            f[k] = sign * (t[3 * k] * d[0] + t[3 * k + 1] * d[1] + t[3 * k + 2] * d[2]);
            if (f[k] < f[best]) {
                best = k;
            }
            if (w[k] > 0 && (worst < 0 || f[k] > f[worst])) {
                worst = k;
            }
        }
        double ux = t[3 * best] - t[3 * worst];
        double uy = t[3 * best + 1] - t[3 * worst + 1];
        double uz = t[3 * best + 2] - t[3 * worst + 2];
        double uu = ux * ux + uy * uy + uz * uz;
        if (uu > 0) {
            double s = Math.min(w[worst], (f[worst] - f[best]) / uu);
            w[best] += s;
            w[worst] -= s;
        }
    }

    private void check(long[] a, long[] b, boolean expected) {
        double[] p = doubles(a);
        double[] q = doubles(b);
        String what = Arrays.toString(a) + " " + Arrays.toString(b);
        assertEquals(expected, kernel.intersects(p, 0, q, 0), what);
        assertEquals(expected, kernel.intersects(q, 0, p, 0), what);
        double[] turned = {p[6], p[7], p[8], p[3], p[4], p[5], p[0], p[1], p[2]};
        assertEquals(expected, kernel.intersects(turned, 0, q, 0), what);
    }

    private static double sq(double x) {
        return x * x;
    }

    private static long[] vector(SplittableRandom random, int size) {
        return new long[] {random.nextInt(-size, size), random.nextInt(-size, size), random.nextInt(-size, size)};
    }

    private static long[] grid(SplittableRandom random, int extent) {
        long[] t = new long[9];
        for (int i = 0; i < 9; i++) {
            t[i] = random.nextInt(-extent, extent + 1);
        }
        return t;
    }

    private static double[] reals(SplittableRandom random) {
        double[] t = new double[9];
        for (int i = 0; i < 9; i++) {
            t[i] = random.nextDouble(-1, 1);
        }
        return t;
    }

    private static double[] doubles(long[] a) {
        return Arrays.stream(a).asDoubleStream().toArray();
    }

    private static double plainSide(long[] a, long[] b) {
        double[] p = doubles(a);
        double ux = p[3] - p[0];
        double uy = p[4] - p[1];
        double uz = p[5] - p[2];
        double vx = p[6] - p[0];
        double vy = p[7] - p[1];
        double vz = p[8] - p[2];
        return (uy * vz - uz * vy) * (b[0] - p[0]) + (uz * vx - ux * vz) * (b[1] - p[1]) + (ux * vy - uy * vx) * (b[2] - p[2]);
    }

    private static BigInteger exactSide(long[] a, long[] b) {
        BigInteger[] p = new BigInteger[3];
        BigInteger[] q = new BigInteger[3];
        BigInteger[] r = new BigInteger[3];
        for (int c = 0; c < 3; c++) {
            p[c] = BigInteger.valueOf(a[3 + c] - a[c]);
            q[c] = BigInteger.valueOf(a[6 + c] - a[c]);
            r[c] = BigInteger.valueOf(b[c] - a[c]);
        }
        return det(p, q, r);
    }

    private static boolean collinear(long[] t) {
        return zero(cross(point(t, 0, 1), point(t, 0, 2)));
    }

    private static BigInteger[] point(long[] t, int from, int to) {
        BigInteger[] p = new BigInteger[3];
        for (int c = 0; c < 3; c++) {
            p[c] = BigInteger.valueOf(t[3 * to + c] - t[3 * from + c]);
        }
        return p;
    }

    /**
     * Two convex sets meet if and only if the origin is in the hull of the differences of their corners, and then (Caratheodory) it is in
     * the simplex of some affinely independent ones. Integers throughout.
     */
    private static boolean oracle(long[] a, long[] b) {
        BigInteger[][] d = new BigInteger[9][3];
        for (int i = 0; i < 9; i++) {
            for (int c = 0; c < 3; c++) {
                d[i][c] = BigInteger.valueOf(a[3 * (i / 3) + c] - b[3 * (i % 3) + c]);
            }
        }
        for (int i = 0; i < 9; i++) {
            if (zero(d[i])) {
                return true;
            }
            for (int j = 0; j < i; j++) {
                BigInteger[] n = cross(d[i], d[j]);
                if (zero(n)) {
                    if (dot(d[i], d[j]).signum() < 0) {
                        return true;
                    }
                    continue;
                }
                for (int k = 0; k < j; k++) {
                    int volume = dot(n, d[k]).signum();
                    if (volume == 0) {
                        // In the plane of the three: the origin is inside if it is on the same side of all edges.
                        BigInteger[] p = cross(d[j], d[k]);
                        BigInteger[] q = cross(d[k], d[i]);
                        if (dot(n, p).signum() > 0 && dot(n, q).signum() > 0) {
                            return true;
                        }
                        continue;
                    }
                    for (int l = 0; l < k; l++) {
                        int u = -det(d[l], d[j], d[k]).signum();
                        int v = -det(d[i], d[l], d[k]).signum();
                        int w = -det(d[i], d[j], d[l]).signum();
                        if (u == volume && v == volume && w == volume) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    private static boolean zero(BigInteger[] p) {
        return p[0].signum() == 0 && p[1].signum() == 0 && p[2].signum() == 0;
    }

    private static BigInteger dot(BigInteger[] p, BigInteger[] q) {
        return p[0].multiply(q[0]).add(p[1].multiply(q[1])).add(p[2].multiply(q[2]));
    }

    private static BigInteger[] cross(BigInteger[] p, BigInteger[] q) {
        BigInteger[] n = new BigInteger[3];
        for (int c = 0; c < 3; c++) {
            int i = (c + 1) % 3;
            int j = (c + 2) % 3;
            n[c] = p[i].multiply(q[j]).subtract(p[j].multiply(q[i]));
        }
        return n;
    }

    private static BigInteger det(BigInteger[] p, BigInteger[] q, BigInteger[] r) {
        return dot(cross(p, q), r);
    }
}
