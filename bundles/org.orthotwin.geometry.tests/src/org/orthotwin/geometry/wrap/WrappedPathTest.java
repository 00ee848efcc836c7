/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.wrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.WrapShape.Cylinder;
import org.orthotwin.geometry.wrap.WrapShape.Ellipsoid;
import org.orthotwin.geometry.wrap.WrapShape.Sphere;
import org.orthotwin.geometry.wrap.WrapShape.Torus;

/** Ways round bodies against closed forms, against each other, and moment arms against differences of lengths. */
class WrappedPathTest {

    private static final List<WrapShape> SHAPES = List.of(new Sphere(0.02), new Cylinder(0.018), new Ellipsoid(0.03, 0.018, 0.012),
            new Ellipsoid(0.0278, 0.0231, 0.1388), new Torus(0.03, 0.01));

    private static double length(WrappedPath w, Vec3 p, Vec3 q) {
        return w.length(p.x(), p.y(), p.z(), q.x(), q.y(), q.z());
    }

    private static double plane(double r, double dp, double dq, double angle) {
        return Math.sqrt(dp * dp - r * r) + Math.sqrt(dq * dq - r * r) + r * (angle - Math.acos(r / dp) - Math.acos(r / dq));
    }

    /** Tangents and an arc in the plane, where the ends are at 150 degrees of each other. */
    @Test
    void closedForms() {
        double angle = Math.toRadians(150);
        Vec3 p = new Vec3(0.05, 0, 0);
        Vec3 q = new Vec3(0.04 * Math.cos(angle), 0.04 * Math.sin(angle), 0);
        double expected = plane(0.02, 0.05, 0.04, angle);
        assertEquals(expected, length(new WrappedPath(new Sphere(0.02)), p, q), 1e-15);
        assertEquals(expected, length(new WrappedPath(new Cylinder(0.02)), p, q), 1e-15);
        assertEquals(expected, length(new WrappedPath(new Ellipsoid(0.02, 0.02, 0.02)), p, q), 1e-10);
        // an equator of an ellipsoid of revolution is a circle
        assertEquals(expected, length(new WrappedPath(new Ellipsoid(0.02, 0.02, 0.05)), p, q), 1e-10);
        // a helix: flat length and rise as the sides of a right angle
        WrappedPath cylinder = new WrappedPath(new Cylinder(0.02));
        assertEquals(Math.hypot(expected, 0.03), length(cylinder, p, q.plus(new Vec3(0, 0, 0.03))), 1e-15);
        assertEquals(0.02, Math.hypot(cylinder.first(0), cylinder.first(1)), 1e-15);
        // out of the hole of a ring, round its tube: a circle of the tube, in a plane through the axis
        WrappedPath torus = new WrappedPath(new Torus(0.03, 0.01));
        double a = Math.toRadians(150);
        Vec3 u = new Vec3(0.03 - 0.02 * Math.cos(a / 2), 0, 0.02 * Math.sin(a / 2));
        Vec3 v = new Vec3(0.03 - 0.02 * Math.cos(a / 2), 0, -0.02 * Math.sin(a / 2));
        assertEquals(plane(0.01, 0.02, 0.02, a), length(torus, u, v), 1e-10);
        assertTrue(torus.touches() && torus.first(0) < 0.03);
    }

    @Test
    void straightWhereNothingIsBetween() {
        for (WrapShape s : SHAPES) {
            WrappedPath w = new WrappedPath(s);
            assertEquals(0.1, length(w, new Vec3(0.5, 0, 0), new Vec3(0.5, 0.1, 0)), 1e-16);
            assertFalse(w.touches());
            // one end inside: no way out
            Vec3 inside = s instanceof Torus ? new Vec3(0.03, 0, 0) : Vec3.ZERO;
            assertEquals(0.2 - inside.x(), length(w, inside, new Vec3(0.2, 0, 0)), 1e-16);
            assertFalse(w.touches());
        }
        WrappedPath torus = new WrappedPath(new Torus(0.03, 0.01));
        assertEquals(0.2, length(torus, new Vec3(0.001, 0, 0.1), new Vec3(0.001, 0, -0.1)), 1e-16, "through the hole");
        assertThrows(IllegalArgumentException.class, () -> new Torus(0.01, 0.02));
        assertThrows(IllegalArgumentException.class, () -> new Ellipsoid(0.01, Double.NaN, 0.02));
    }

    private static Vec3 any(SplittableRandom r, double least, double most) {
        Vec3 v = new Vec3(r.nextDouble() - 0.5, r.nextDouble() - 0.5, r.nextDouble() - 0.5);
        return v.times((least + (most - least) * r.nextDouble()) / v.norm());
    }

    /**
     * Over random ends: symmetric in its ends, not shorter than the straight way nor than any way over points of the surface beside it
     * (nothing of the found one can be shortened), and its growth with a turn is the central difference of the length to 1e-6 of the arm.
     */
    @Test
    void momentArmsAreDerivativesOfLength() {
        SplittableRandom r = new SplittableRandom(7);
        for (WrapShape shape : SHAPES) {
            WrappedPath w = new WrappedPath(shape);
            int tried = 0;
            int failed = 0;
            int compared = 0;
            for (int i = 0; i < 400; i++) {
                Vec3 p = any(r, 0.05, 0.15);
                Vec3 q = p.times(-(0.5 + r.nextDouble())).plus(any(r, 0.012, 0.03));
                double straight = p.distance(q);
                double length = length(w, p, q);
                if (!w.touches()) {
                    failed += w.converged() ? 0 : 1;
                    continue;
                }
                tried++;
                assertTrue(length >= straight, shape + " " + length + " " + straight);
                double around = w.around();
                Vec3 axis = any(r, 1, 1);
                Vec3 at = any(r, 0, 0.05);
                double growth = w.growthWithTurn(at.x(), at.y(), at.z(), axis.x(), axis.y(), axis.z());
                if (Math.abs(length(w, q, p) - length) > 1e-9 || Math.abs(w.around() - around) > 1e-7) {
                    // another of several shortest ways
                    failed++;
                    continue;
                }
                double h = 1e-4;
                double plus = length(w, p, RigidTransform.rotationAbout(at, axis, h).apply(q));
                double minus = length(w, p, RigidTransform.rotationAbout(at, axis, -h).apply(q));
                double plus2 = length(w, p, RigidTransform.rotationAbout(at, axis, 2 * h).apply(q));
                Vec3 one = new Vec3(w.first(0), w.first(1), w.first(2));
                double minus2 = length(w, p, RigidTransform.rotationAbout(at, axis, -2 * h).apply(q));
                if (one.distance(new Vec3(w.first(0), w.first(1), w.first(2))) > 0.003) {
                    // the shortest way changes from one side to the other in between
                    continue;
                }
                compared++;
                double difference = (8 * (plus - minus) - (plus2 - minus2)) / (12 * h);
                assertEquals(difference, growth, 1e-6 * Math.max(0.1, Math.abs(growth)), shape + " " + p + " " + q);
            }
            assertTrue(tried > 80, shape + ": only " + tried + " ways touch it");
            assertTrue(compared > 0.9 * (tried - failed), shape + ": " + compared + " of " + tried + " compared");
            assertTrue(failed <= tried / 50, shape + ": " + failed + " of " + tried + " not found");
        }
    }

    /** Directions of both ends change as the second derivative says, which is symmetric. */
    @Test
    void secondDerivativeIsThatOfLength() {
        SplittableRandom r = new SplittableRandom(11);
        for (WrapShape shape : SHAPES) {
            WrappedPath w = new WrappedPath(shape);
            int compared = 0;
            for (int i = 0; i < 40; i++) {
                Vec3 p = any(r, 0.05, 0.15);
                Vec3 q = p.times(-(0.5 + r.nextDouble())).plus(any(r, 0.012, 0.03));
                length(w, p, q);
                if (!w.touches()) {
                    continue;
                }
                double[] h = new double[36];
                w.secondDerivative(h);
                double largest = 0;
                for (double v : h) {
                    largest = Math.max(largest, Math.abs(v));
                }
                Vec3 one = new Vec3(w.first(0), w.first(1), w.first(2));
                double step = 1e-6;
                double[][] d = new double[6][6];
                boolean same = largest < 300;
                for (int c = 0; c < 6; c++) {
                    for (int sign = -1; sign <= 1; sign += 2) {
                        Vec3 by = (c % 3 == 0 ? Vec3.X : c % 3 == 1 ? Vec3.Y : Vec3.Z).times(sign * step);
                        Vec3 pp = c < 3 ? p.plus(by) : p;
                        Vec3 qq = c < 3 ? q : q.plus(by);
                        length(w, pp, qq);
                        Vec3 f = new Vec3(w.first(0), w.first(1), w.first(2));
                        Vec3 l = new Vec3(w.last(0), w.last(1), w.last(2));
                        same &= w.touches() && f.distance(one) < 0.001;
                        Vec3 gp = pp.minus(f).normalized();
                        Vec3 gq = qq.minus(l).normalized();
                        double[] g = {gp.x(), gp.y(), gp.z(), gq.x(), gq.y(), gq.z()};
                        for (int k = 0; k < 6; k++) {
                            d[k][c] += sign * g[k] / (2 * step);
                        }
                    }
                }
                if (!same) {
                    // the shortest way changes sides nearby
                    continue;
                }
                compared++;
                for (int k = 0; k < 6; k++) {
                    for (int c = 0; c < 6; c++) {
                        assertEquals(d[k][c], h[6 * k + c], 1e-5 * Math.max(20, largest), shape + " " + k + " " + c + " " + p + " " + q);
                        assertEquals(h[6 * k + c], h[6 * c + k], 1e-9 * largest);
                    }
                }
            }
            assertTrue(compared >= 10, shape + ": " + compared);
        }
    }

    /** A long ellipsoid is a cylinder in its middle: the difference falls with the square of its length. */
    @Test
    void longEllipsoidIsACylinder() {
        Vec3 p = new Vec3(0.05, 0.002, -0.01);
        Vec3 q = new Vec3(-0.06, 0.004, 0.01);
        double cylinder = length(new WrappedPath(new Cylinder(0.02)), p, q);
        double near = length(new WrappedPath(new Ellipsoid(0.02, 0.02, 1)), p, q) - cylinder;
        double nearer = length(new WrappedPath(new Ellipsoid(0.02, 0.02, 10)), p, q) - cylinder;
        assertTrue(Math.abs(near) < 2e-6, near + " m");
        assertEquals(0, nearer, 2e-8);
    }

    @Test
    void allocatesNothing() {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this Java does not count allocations");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (WrapShape s : SHAPES) {
            WrappedPath w = new WrappedPath(s);
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 10; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 10; i++) {
                    w.length(0.06, 0.001 * i, 0.01, -0.05, 0.002, -0.008);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertTrue(w.touches());
            assertTrue(least < 500, s + ": " + least + " bytes");
        }
    }
}
