/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.MeshCollision;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.TriangleTriangle;
import org.orthotwin.geometry.Vec3;

class MeshCollisionTest {

    @Test
    void agreesWithAllPairsOfRandomTriangles() {
        SplittableRandom random = new SplittableRandom(1);
        int meeting = 0;
        int asked = 0;
        for (int i = 0; i < 40; i++) {
            TriangleMesh a = Shapes.soup(random, 1 + random.nextInt(60), 0.4);
            TriangleMesh b = Shapes.soup(random, 1 + random.nextInt(60), 0.4);
            MeshCollision collision = new MeshCollision(Bvh.of(a), Bvh.of(b));
            for (int k = 0; k < 30; k++) {
                meeting += compare(a, b, collision, Shapes.pose(random, 1.8)) ? 1 : 0;
                asked++;
            }
        }
        assertTrue(meeting > asked / 5 && meeting < asked - asked / 5, meeting + " of " + asked);
    }

    @Test
    void agreesWithAllPairsWhereTrianglesTouchAreCoplanarOrDegenerate() {
        SplittableRandom random = new SplittableRandom(2);
        RigidTransform[] turns = {RigidTransform.IDENTITY, RigidTransform.of(new double[] {0, -1, 0, 1, 0, 0, 0, 0, 1}, Vec3.ZERO),
            RigidTransform.of(new double[] {0, 0, 1, 1, 0, 0, 0, 1, 0}, Vec3.ZERO)};
        int meeting = 0;
        int asked = 0;
        for (int i = 0; i < 100; i++) {
            TriangleMesh a = Shapes.gridSoup(random, 1 + random.nextInt(30), 4);
            TriangleMesh b = Shapes.gridSoup(random, 1 + random.nextInt(30), 4);
            MeshCollision collision = new MeshCollision(Bvh.of(a), Bvh.of(b));
            for (int k = 0; k < 30; k++) {
                Vec3 t = new Vec3(random.nextInt(-4, 5), random.nextInt(-4, 5), random.nextInt(-4, 5));
                meeting += compare(a, b, collision, turns[k % 3].withTranslation(t)) ? 1 : 0;
                asked++;
            }
        }
        assertTrue(meeting > asked / 5 && meeting < asked - asked / 5, meeting + " of " + asked);
    }

    private static boolean compare(TriangleMesh a, TriangleMesh b, MeshCollision collision, RigidTransform t) {
        List<String> pairs = new ArrayList<>();
        TriangleMesh moved = b.transformed(t);
        TriangleTriangle kernel = new TriangleTriangle();
        for (int i = 0; i < a.triangleCount(); i++) {
            for (int k = 0; k < b.triangleCount(); k++) {
                if (kernel.intersects(Shapes.corners(a, i), 0, Shapes.corners(moved, k), 0)) {
                    pairs.add(i + " " + k);
                }
            }
        }
        boolean hit = collision.intersects(t);
        assertEquals(!pairs.isEmpty(), hit);
        if (hit) {
            assertTrue(pairs.contains(collision.triangleA() + " " + collision.triangleB()));
            double[] dot = new double[9];
            for (int c = 0; c < 9; c++) {
                dot[c] = collision.contactPoint().toArray()[c % 3];
            }
            double[] w = new double[6];
            assertEquals(0, kernel.distance(Shapes.corners(a, collision.triangleA()), 0, dot, 0, w), 1e-12);
            assertEquals(0, kernel.distance(Shapes.corners(moved, collision.triangleB()), 0, dot, 0, w), 1e-12);
        } else {
            assertEquals(-1, collision.triangleA());
            assertEquals(-1, collision.triangleB());
            assertThrows(IllegalStateException.class, collision::contactPoint);
        }
        double[] points = new double[3 * (pairs.size() + 1)];
        assertEquals(pairs.size(), collision.contacts(t, pairs.size() + 1, points));
        assertEquals(Math.min(1, pairs.size()), collision.contacts(t, 1, points));
        return hit;
    }

    @Test
    void spheresMeetAtTheSumOfTheirRadii() {
        // Pole to pole, where both meshes have a vertex of the sphere itself.
        Bvh a = Bvh.of(Shapes.sphere(0.02, 40, 60));
        Bvh b = Bvh.of(Shapes.sphere(0.03, 50, 70));
        MeshCollision collision = new MeshCollision(a, b);
        assertTrue(collision.intersects(RigidTransform.translation(new Vec3(0, 0, 0.05 - 1e-12))));
        assertEquals(0, collision.contactPoint().distance(new Vec3(0, 0, 0.02)), 1e-5);
        assertFalse(collision.intersects(RigidTransform.translation(new Vec3(0, 0, 0.05 + 1e-12))));
        // One inside the other, from the inside to the inside.
        assertFalse(collision.intersects(RigidTransform.translation(new Vec3(0, 0, 0.0099))));
        assertTrue(collision.intersects(RigidTransform.translation(new Vec3(0, 0, 0.0101))));
    }

    @Test
    void boxesThatShareAFaceAnEdgeOrACornerMeet() {
        MeshCollision collision = new MeshCollision(Bvh.of(Shapes.box(2, 2, 2)), Bvh.of(Shapes.box(2, 2, 2)));
        for (Vec3 t : new Vec3[] {new Vec3(2, 0, 0), new Vec3(0, 2, 2), new Vec3(-2, 2, -2), new Vec3(0.5, 0.5, 2), Vec3.ZERO}) {
            assertTrue(collision.intersects(RigidTransform.translation(t)), t.toString());
            assertFalse(collision.intersects(RigidTransform.translation(t.plus(new Vec3(5, 0, 0)))));
        }
        assertFalse(collision.intersects(RigidTransform.translation(new Vec3(Math.nextUp(2.0), 0, 0))));
    }

    @Test
    void aRodPassesThroughATorus() {
        Bvh torus = Bvh.of(Shapes.torus(0.04, 0.01, 90, 40));
        Bvh rod = Bvh.of(Shapes.box(0.02, 0.02, 0.3));
        MeshCollision collision = new MeshCollision(torus, rod);
        assertFalse(collision.intersects(RigidTransform.IDENTITY));
        assertFalse(collision.intersectsSolid(RigidTransform.IDENTITY));
        // The rod's edges are at 0.01 sqrt 2 from its axis, the hole's radius is 0.03.
        double play = 0.03 - 0.01 * Math.sqrt(2);
        Vec3 diagonal = new Vec3(1, 1, 0).normalized();
        assertFalse(collision.intersects(RigidTransform.translation(diagonal.times(play - 1e-4))));
        assertTrue(collision.intersects(RigidTransform.translation(diagonal.times(play + 1e-4))));
    }

    @Test
    void aBodyInsideAnotherMeetsOnlyAsASolid() {
        Bvh large = Bvh.of(Shapes.sphere(1, 30, 30));
        Bvh small = Bvh.of(Shapes.box(0.2, 0.2, 0.2));
        RigidTransform inside = RigidTransform.translation(new Vec3(0.3, -0.2, 0.1));
        RigidTransform outside = RigidTransform.translation(new Vec3(1.5, 0, 0));
        for (MeshCollision collision : List.of(new MeshCollision(large, small), new MeshCollision(small, large))) {
            assertFalse(collision.intersects(inside));
            assertTrue(collision.intersectsSolid(inside));
            assertFalse(collision.intersectsSolid(outside));
            assertTrue(collision.intersectsSolid(RigidTransform.translation(new Vec3(1, 0, 0))));
        }
        // The smaller one's frame far off and turned, so that a wrong inverse shows.
        RigidTransform away = RigidTransform.rotation(new Vec3(1, 2, 3), 1).withTranslation(new Vec3(4, 5, 6));
        MeshCollision turned = new MeshCollision(Bvh.of(Shapes.box(0.2, 0.2, 0.2).transformed(away)), large);
        assertTrue(turned.intersectsSolid(away.times(inside)));
        assertFalse(turned.intersectsSolid(away.times(outside)));
    }

    @Test
    void whatWasAskedBeforeChangesNoAnswer() throws InterruptedException {
        Bvh a = Bvh.of(Shapes.torus(0.04, 0.01, 60, 30));
        Bvh b = Bvh.of(Shapes.sphere(0.015, 30, 30));
        SplittableRandom random = new SplittableRandom(3);
        List<RigidTransform> poses = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            poses.add(Shapes.pose(random, 0.06));
        }
        boolean[] forward = new boolean[poses.size()];
        boolean[] backward = new boolean[poses.size()];
        int[] fresh = new int[poses.size()];
        int[] freshAgain = new int[poses.size()];
        MeshCollision one = new MeshCollision(a, b);
        for (int i = 0; i < poses.size(); i++) {
            forward[i] = one.intersects(poses.get(i));
        }
        Thread other = new Thread(() -> {
            MeshCollision two = new MeshCollision(a, b);
            for (int i = poses.size() - 1; i >= 0; i--) {
                backward[i] = two.intersects(poses.get(i));
                two.reset();
                two.intersects(poses.get(i));
                freshAgain[i] = two.triangleA();
            }
        });
        other.start();
        for (int i = 0; i < poses.size(); i++) {
            one.reset();
            one.intersects(poses.get(i));
            fresh[i] = one.triangleA();
        }
        other.join();
        assertArrayEquals(forward, backward);
        assertArrayEquals(fresh, freshAgain);
    }

    @Test
    void meshesFarFromTheirFramesAreNoLessExact() {
        Vec3 far = new Vec3(1000, -2000, 500);
        TriangleMesh box = Shapes.box(0.01, 0.01, 0.01);
        MeshCollision collision = new MeshCollision(Bvh.of(box.transformed(RigidTransform.translation(far))), Bvh.of(box));
        assertTrue(collision.intersects(RigidTransform.translation(far.plus(new Vec3(0.01 - 1e-9, 0, 0)))));
        assertFalse(collision.intersects(RigidTransform.translation(far.plus(new Vec3(0.01 + 1e-9, 0, 0)))));
    }

    @Test
    void emptyMeshesMeetNothing() {
        Bvh none = Bvh.of(new TriangleMesh(new double[0], new int[0]));
        Bvh box = Bvh.of(Shapes.box(1, 1, 1));
        assertFalse(new MeshCollision(none, box).intersects(RigidTransform.IDENTITY));
        assertFalse(new MeshCollision(box, none).intersectsSolid(RigidTransform.IDENTITY));
        assertEquals(0, new MeshCollision(none, none).contacts(RigidTransform.IDENTITY, 1, new double[3]));
        assertThrows(IllegalArgumentException.class,
                () -> new MeshCollision(box, box).contacts(RigidTransform.IDENTITY, 2, new double[3]));
    }

    @Test
    void manyTrianglesInOnePlaceDoNotDeepenTheTree() {
        // A tree as deep as there are triangles would overflow the stack of its builder.
        int n = 50_000;
        int[] t = new int[3 * n];
        for (int i = 0; i < n; i++) {
            t[3 * i + 1] = 1;
            t[3 * i + 2] = 2;
        }
        Bvh pile = Bvh.of(new TriangleMesh(new double[] {0, 0, 0, 1, 0, 0, 0, 1, 0}, t));
        MeshCollision collision = new MeshCollision(pile, Bvh.of(Shapes.box(0.1, 0.1, 0.1)));
        assertTrue(collision.intersects(RigidTransform.IDENTITY));
        assertFalse(collision.intersects(RigidTransform.translation(new Vec3(0, 0, 0.06))));
        assertEquals(0.5, new ClosestPoint(pile).query(0.1, 0.1, 0.5), 0);
    }
}
