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
import org.orthotwin.geometry.MeshCollision;
import org.orthotwin.geometry.MeshDistance;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.TriangleTriangle;
import org.orthotwin.geometry.Vec3;

class MeshDistanceTest {

    @Test
    void isTheLeastOverAllPairs() {
        SplittableRandom random = new SplittableRandom(1);
        TriangleTriangle kernel = new TriangleTriangle();
        double[] w = new double[6];
        int apart = 0;
        for (int i = 0; i < 60; i++) {
            boolean grid = i % 3 == 0;
            TriangleMesh a = grid ? Shapes.gridSoup(random, 20, 3) : Shapes.soup(random, 40, 0.2);
            TriangleMesh b = grid ? Shapes.gridSoup(random, 20, 3) : Shapes.soup(random, 40, 0.2);
            MeshDistance distance = new MeshDistance(Bvh.of(a), Bvh.of(b));
            MeshCollision collision = new MeshCollision(Bvh.of(a), Bvh.of(b));
            for (int k = 0; k < 15; k++) {
                RigidTransform t = grid ? RigidTransform.translation(new Vec3(random.nextInt(-9, 10), random.nextInt(-9, 10), 0))
                        : Shapes.pose(random, 2.5);
                TriangleMesh moved = b.transformed(t);
                double least = Double.POSITIVE_INFINITY;
                for (int p = 0; p < a.triangleCount(); p++) {
                    for (int q = 0; q < b.triangleCount(); q++) {
                        least = Math.min(least, kernel.distance(Shapes.corners(a, p), 0, Shapes.corners(moved, q), 0, w));
                    }
                }
                double d = distance.distance(t);
                assertEquals(least, d, 1e-14);
                assertEquals(collision.intersects(t), d == 0);
                assertEquals(d, distance.pointA().distance(distance.pointB()), 1e-12);
                apart += d > 0 ? 1 : 0;
                assertTrue(distance.closerThan(t, d + 1e-9));
                assertFalse(distance.closerThan(t, d));
                assertFalse(distance.closerThan(t, d - 1e-9));
            }
        }
        assertTrue(apart > 200 && apart < 850, "apart: " + apart);
    }

    @Test
    void spheres() {
        MeshDistance distance = new MeshDistance(Bvh.of(Shapes.sphere(0.02, 40, 60)), Bvh.of(Shapes.sphere(0.03, 50, 70)));
        assertEquals(0.01, distance.distance(RigidTransform.translation(new Vec3(0, 0, 0.06))), 1e-15);
        assertEquals(0, distance.pointA().distance(new Vec3(0, 0, 0.02)), 1e-15);
        assertEquals(0, distance.pointB().distance(new Vec3(0, 0, 0.03)), 1e-15);
        // In any other direction the facets stay inside the spheres by at most r (1 - cos(half a step)) each.
        double sag = 0.02 * (1 - Math.cos(Math.PI / 40)) * 2 + 0.03 * (1 - Math.cos(Math.PI / 50)) * 2;
        double d = distance.distance(RigidTransform.translation(new Vec3(0.03, -0.04, 0.05)));
        double truth = Math.sqrt(0.005) - 0.05;
        assertTrue(d >= truth - 1e-15 && d <= truth + sag, d + " for " + truth);
        // One inside the other.
        assertEquals(0.003, distance.distance(RigidTransform.translation(new Vec3(0, 0, 0.007))), 1e-4);
    }

    @Test
    void boxes() {
        MeshDistance distance = new MeshDistance(Bvh.of(Shapes.box(2, 2, 2)), Bvh.of(Shapes.box(2, 2, 2)));
        assertEquals(0.5, distance.distance(RigidTransform.translation(new Vec3(2.5, 0.3, -0.2))), 1e-15);
        assertEquals(Math.hypot(0.3, 0.4), distance.distance(RigidTransform.translation(new Vec3(2.3, 0, 2.4))), 1e-15);
        assertEquals(Math.sqrt(3), distance.distance(RigidTransform.translation(new Vec3(3, -3, 3))), 1e-15);
        assertEquals(0, distance.distance(RigidTransform.translation(new Vec3(2, 1, 0))), 0);
        // An edge turned towards a face by 45 degrees.
        RigidTransform edge = RigidTransform.rotation(Vec3.Z, Math.PI / 4).withTranslation(new Vec3(3, 0, 0));
        assertEquals(2 - Math.sqrt(2), distance.distance(edge), 1e-14);
    }

    @Test
    void whatWasAskedBeforeChangesNothing() {
        Bvh a = Bvh.of(Shapes.torus(0.04, 0.01, 60, 30));
        Bvh b = Bvh.of(Shapes.box(0.02, 0.01, 0.03));
        MeshDistance used = new MeshDistance(a, b);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 300; i++) {
            RigidTransform t = i % 3 == 0 ? RigidTransform.translation(new Vec3(0, 0, 0.03 + i * 1e-4)) : Shapes.pose(random, 0.1);
            double d = used.distance(t);
            Vec3 p = used.pointA();
            MeshDistance fresh = new MeshDistance(a, b);
            assertEquals(fresh.distance(t), d, 0);
            assertEquals(fresh.pointA(), p);
            used.closerThan(t, random.nextDouble(0.1));
        }
    }

    @Test
    void emptyMeshesAreInfinitelyFar() {
        Bvh none = Bvh.of(new TriangleMesh(new double[0], new int[0]));
        MeshDistance distance = new MeshDistance(none, Bvh.of(Shapes.box(1, 1, 1)));
        assertEquals(Double.POSITIVE_INFINITY, distance.distance(RigidTransform.IDENTITY));
        assertFalse(distance.closerThan(RigidTransform.IDENTITY, 1));
        assertThrows(IllegalStateException.class, distance::pointA);
        assertThrows(IllegalArgumentException.class, () -> distance.closerThan(RigidTransform.IDENTITY, Double.NaN));
    }
}
