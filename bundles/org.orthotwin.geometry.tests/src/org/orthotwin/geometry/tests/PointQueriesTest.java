/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.TriangleTriangle;
import org.orthotwin.geometry.Vec3;

/** {@link ClosestPoint} and {@link RayCast}. */
class PointQueriesTest {

    private static Vec3 random(SplittableRandom random, double reach) {
        return new Vec3(random.nextDouble(-reach, reach), random.nextDouble(-reach, reach), random.nextDouble(-reach, reach));
    }

    @Test
    void closestPointIsTheClosestOfAllTriangles() {
        SplittableRandom random = new SplittableRandom(1);
        TriangleTriangle kernel = new TriangleTriangle();
        double[] w = new double[6];
        for (int i = 0; i < 40; i++) {
            TriangleMesh mesh = i % 2 == 0 ? Shapes.soup(random, 50, 0.3) : Shapes.gridSoup(random, 30, 3);
            ClosestPoint closest = new ClosestPoint(Bvh.of(mesh));
            for (int k = 0; k < 30; k++) {
                Vec3 p = i % 2 == 0 ? random(random, 2) : new Vec3(random.nextInt(-5, 6), random.nextInt(-5, 6), random.nextInt(-5, 6));
                double[] dot = {p.x(), p.y(), p.z(), p.x(), p.y(), p.z(), p.x(), p.y(), p.z()};
                double least = Double.POSITIVE_INFINITY;
                for (int t = 0; t < mesh.triangleCount(); t++) {
                    least = Math.min(least, kernel.distance(Shapes.corners(mesh, t), 0, dot, 0, w));
                }
                double d = closest.query(p);
                assertEquals(least, d, 1e-13);
                assertEquals(d, closest.point().distance(p), 1e-13);
                double[] q = closest.point().toArray();
                double[] foot = {q[0], q[1], q[2], q[0], q[1], q[2], q[0], q[1], q[2]};
                assertEquals(0, kernel.distance(Shapes.corners(mesh, closest.triangle()), 0, foot, 0, w), 1e-13);
                assertEquals(d, new ClosestPoint(Bvh.of(mesh)).query(p), 0);
            }
        }
    }

    @Test
    void signedDistanceOfASphere() {
        double r = 0.024;
        TriangleMesh sphere = Shapes.sphere(r, 90, 120);
        ClosestPoint closest = new ClosestPoint(Bvh.of(sphere));
        double sag = r * (1 - Math.cos(Math.PI / 90) * Math.cos(Math.PI / 120));
        SplittableRandom random = new SplittableRandom(2);
        int inside = 0;
        for (int i = 0; i < 3000; i++) {
            Vec3 p = random(random, 0.03);
            double d = closest.signedDistance(p);
            // The facets lie inside the sphere, by the sag at most.
            assertTrue(d >= p.norm() - r - 1e-15 && d <= p.norm() - r + 1.1 * sag, p + ": " + d);
            inside += d < 0 ? 1 : 0;
        }
        assertTrue(inside > 500 && inside < 2500);
        assertEquals(-r, closest.signedDistance(Vec3.ZERO), 1.1 * sag);
        assertEquals(0.01, closest.signedDistance(new Vec3(0, 0, r + 0.01)), 1e-15);
    }

    @Test
    void wayWithinPiecesThatOverlapCountsOnce() {
        TriangleMesh one = Shapes.box(2, 2, 2);
        // from -1 to 1, from 0.5 to 2.5, wholly within the first, from 4 to 6
        TriangleMesh mesh = TriangleMesh.concat(one, one.transformed(RigidTransform.translation(new Vec3(1.5, 0, 0))),
                Shapes.box(0.2, 0.2, 0.2), one.transformed(RigidTransform.translation(new Vec3(5, 0, 0))));
        RayCast rays = new RayCast(Bvh.of(mesh));
        Vec3 from = new Vec3(-3, 0.03, 0.02);
        assertEquals(3.5 + 2, rays.within(from, Vec3.X, 20), 1e-12);
        assertEquals(3.5 + 2, rays.within(new Vec3(13, 0.03, 0.02), Vec3.X.negate(), 20), 1e-12);
        assertEquals(3.5, rays.within(from, Vec3.X, 6.9), 1e-12);
        assertEquals(0, rays.within(new Vec3(-3, 1.1, 0), Vec3.X, 20), 0);
        // two that touch: the face between them is met once or twice
        RayCast touching = new RayCast(Bvh.of(TriangleMesh.concat(one, one.transformed(RigidTransform.translation(new Vec3(2, 0, 0))))));
        assertEquals(4, touching.within(from, Vec3.X, 20), 1e-6);
    }

    @Test
    void signedDistanceOfABoxNearEdgesAndCorners() {
        ClosestPoint closest = new ClosestPoint(Bvh.of(Shapes.box(2, 2, 2)));
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 5000; i++) {
            Vec3 p = new Vec3(1, 1, i % 2 == 0 ? 1 : 0).plus(random(random, 0.1));
            double x = Math.abs(p.x()) - 1;
            double y = Math.abs(p.y()) - 1;
            double z = Math.abs(p.z()) - 1;
            double out = new Vec3(Math.max(x, 0), Math.max(y, 0), Math.max(z, 0)).norm();
            double expected = out > 0 ? out : Math.max(x, Math.max(y, z));
            assertEquals(expected, closest.signedDistance(p), 1e-15);
        }
    }

    @Test
    void insideATorus() {
        RayCast ray = new RayCast(Bvh.of(Shapes.torus(0.04, 0.01, 120, 80)));
        SplittableRandom random = new SplittableRandom(4);
        int inside = 0;
        for (int i = 0; i < 5000; i++) {
            Vec3 p = new Vec3(random.nextDouble(-0.05, 0.05), random.nextDouble(-0.05, 0.05), random.nextDouble(-0.01, 0.01));
            double d = Math.hypot(Math.hypot(p.x(), p.y()) - 0.04, p.z()) - 0.01;
            if (Math.abs(d) > 5e-5) {
                assertEquals(d < 0, ray.inside(p), p.toString());
                inside += d < 0 ? 1 : 0;
            }
        }
        assertTrue(inside > 1000);
    }

    @Test
    void insideIsRightBelowVerticesAndEdges() {
        // Points exactly below vertices, edges and diagonals of a box, and below the poles of a sphere.
        RayCast box = new RayCast(Bvh.of(Shapes.box(2, 2, 2)));
        for (int i = -4; i <= 4; i++) {
            for (int j = -4; j <= 4; j++) {
                for (int k = -4; k <= 4; k++) {
                    Vec3 p = new Vec3(i / 2.0, j / 2.0, k / 2.0);
                    if (Math.abs(i) != 2 && Math.abs(j) != 2 && Math.abs(k) != 2) {
                        boolean expected = Math.abs(i) < 2 && Math.abs(j) < 2 && Math.abs(k) < 2;
                        assertEquals(expected, box.inside(p), p.toString());
                    } else if (Math.abs(i) > 2 || Math.abs(j) > 2 || Math.abs(k) > 2) {
                        assertFalse(box.inside(p), p.toString());
                    }
                    assertEquals(box.inside(p), box.inside(p));
                }
            }
        }
        TriangleMesh ball = Shapes.sphere(1, 20, 24);
        RayCast sphere = new RayCast(Bvh.of(ball));
        for (int i = 0; i < ball.vertexCount(); i++) {
            Vec3 v = ball.vertex(i);
            assertTrue(sphere.inside(v.times(0.9)), v.toString());
            assertFalse(sphere.inside(v.times(1.1)), v.toString());
            if (Math.hypot(v.x(), v.y()) < 1 - 1e-9) {
                assertTrue(sphere.inside(new Vec3(v.x(), v.y(), 0)), v.toString());
            }
        }
    }

    @Test
    void overlappingAndTurnedPartsCount() {
        TriangleMesh box = Shapes.box(2, 2, 2);
        TriangleMesh two = TriangleMesh.concat(box, box.transformed(RigidTransform.translation(new Vec3(1, 0, 0))));
        assertTrue(new RayCast(Bvh.of(two)).inside(new Vec3(0.5, 0.1, 0.2)));
        assertTrue(new RayCast(Bvh.of(two)).inside(new Vec3(1.5, 0.1, 0.2)));
        int[] turned = box.triangles().clone();
        for (int i = 0; i < turned.length; i += 3) {
            int t = turned[i];
            turned[i] = turned[i + 1];
            turned[i + 1] = t;
        }
        RayCast insideOut = new RayCast(Bvh.of(new TriangleMesh(box.vertices(), turned)));
        assertTrue(insideOut.inside(Vec3.ZERO));
        assertFalse(insideOut.inside(new Vec3(0, 0, 3)));
    }

    @Test
    void raysIntoAClosedSurfaceAlwaysCrossItEvenlyOrOddly() {
        RayCast box = new RayCast(Bvh.of(Shapes.box(2, 2, 2)));
        RayCast torus = new RayCast(Bvh.of(Shapes.torus(1, 0.25, 24, 16)));
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            // Directions through corners, edge middles and face middles as well as random ones.
            Vec3 d = i % 2 == 0 ? new Vec3(random.nextInt(-1, 2), random.nextInt(-1, 2), random.nextInt(-1, 2)) : random(random, 1);
            if (d.norm() > 0) {
                assertEquals(1, box.crossings(Vec3.ZERO, d), d.toString());
                assertEquals(1 / Math.max(Math.abs(d.x()), Math.max(Math.abs(d.y()), Math.abs(d.z()))) * d.norm(),
                        box.first(Vec3.ZERO, d), 1e-14);
                assertEquals(0, torus.crossings(Vec3.ZERO, d) % 2, d.toString());
                assertEquals(1, torus.crossings(new Vec3(1, 0, 0), d) % 2, d.toString());
            }
        }
    }

    @Test
    void firstHitOfASphere() {
        double r = 0.5;
        TriangleMesh mesh = Shapes.sphere(r, 120, 160);
        RayCast ray = new RayCast(Bvh.of(mesh));
        SplittableRandom random = new SplittableRandom(6);
        int hits = 0;
        for (int i = 0; i < 3000; i++) {
            Vec3 o = random(random, 1);
            Vec3 d = i % 2 == 0 ? random(random, 1) : random(random, 0.3).minus(o);
            double b = o.dot(d.normalized());
            double q = b * b - o.dot(o) + r * r;
            boolean inside = o.norm() < r;
            if (Math.abs(q) < 1e-3 || Math.abs(o.norm() - r) < 1e-3) {
                continue;
            }
            double expected = q < 0 ? Double.POSITIVE_INFINITY : inside ? -b + Math.sqrt(q) : -b - Math.sqrt(q);
            expected = expected < 0 ? Double.POSITIVE_INFINITY : expected;
            double got = ray.first(o, d);
            if (Double.isInfinite(expected)) {
                assertEquals(expected, got);
                assertEquals(-1, ray.triangle());
            } else {
                hits++;
                // The facets' sag over the slope of the ray, which is at least 0.03 / 0.5 here.
                assertEquals(expected, got, 0.01);
                Vec3 c = o.plus(d.normalized().times(got));
                double[] w = new double[6];
                double[] dot = {c.x(), c.y(), c.z(), c.x(), c.y(), c.z(), c.x(), c.y(), c.z()};
                assertEquals(0, new TriangleTriangle().distance(Shapes.corners(mesh, ray.triangle()), 0, dot, 0, w), 1e-12);
            }
        }
        assertTrue(hits > 500, "hits: " + hits);
    }

    @Test
    void misuseIsSaid() {
        Bvh box = Bvh.of(Shapes.box(1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new RayCast(box).first(Vec3.ZERO, Vec3.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new RayCast(box).first(new Vec3(Double.NaN, 0, 0), Vec3.X));
        assertThrows(IllegalArgumentException.class, () -> new ClosestPoint(box).query(Double.NaN, 0, 0));
        assertThrows(IllegalStateException.class, () -> new ClosestPoint(box).point());
        Bvh none = Bvh.of(new TriangleMesh(new double[0], new int[0]));
        assertEquals(Double.POSITIVE_INFINITY, new RayCast(none).first(Vec3.ZERO, Vec3.X));
        assertFalse(new RayCast(none).inside(Vec3.ZERO));
        assertEquals(Double.POSITIVE_INFINITY, new ClosestPoint(none).query(Vec3.ZERO));
    }
}
