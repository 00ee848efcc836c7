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
import org.orthotwin.geometry.MeshTurn;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

class MeshTurnTest {

    private static Vec3 direction(SplittableRandom random) {
        return new Vec3(random.nextDouble(-1, 1), random.nextDouble(-1, 1), random.nextDouble(-1, 1)).normalized();
    }

    /** Wherever a ball of poses is proved free, no pose of it meets; and what is collected meets where the surfaces do. */
    @Test
    void holdsForEveryPoseOfTheTurn() {
        SplittableRandom random = new SplittableRandom(7);
        int proved = 0;
        int collected = 0;
        int meeting = 0;
        for (int i = 0; i < 60; i++) {
            TriangleMesh a = i % 2 == 0 ? Shapes.torus(1, 0.3, 24, 12) : Shapes.soup(random, 1 + random.nextInt(60), 0.3);
            TriangleMesh b = i % 3 == 0 ? Shapes.sphere(0.25, 8, 12) : Shapes.soup(random, 1 + random.nextInt(60), 0.3);
            Bvh treeA = Bvh.of(a);
            Bvh treeB = Bvh.of(b);
            MeshTurn turn = new MeshTurn(treeA, treeB);
            MeshCollision collision = new MeshCollision(treeA, treeB);
            for (int k = 0; k < 40; k++) {
                RigidTransform pose = Shapes.pose(random, 1.8);
                Vec3 centre = direction(random).times(random.nextDouble(0.5));
                double angle = Math.pow(10, random.nextDouble(-3, 0.3));
                boolean apart = turn.staysApart(pose, centre, angle);
                proved += apart ? 1 : 0;
                boolean enough = turn.collect(pose, centre, angle, 4000) >= 0;
                collected += enough ? 1 : 0;
                assertTrue(!apart || enough && turn.collected() == 0, "proved free, but " + turn.collected() + " pairs can meet");
                for (int m = 0; m < 20; m++) {
                    double part = m == 0 ? 0 : m == 1 ? 1 : random.nextDouble();
                    RigidTransform turned = RigidTransform.rotationAbout(centre, direction(random), part * angle).times(pose);
                    boolean meets = collision.intersects(turned);
                    assertFalse(apart && meets, "meets within a turn that was proved free");
                    assertTrue(!enough || turn.collectedMeet(turned) == meets, "the collected triangles say otherwise");
                    meeting += meets ? 1 : 0;
                }
            }
        }
        String counts = proved + " proved, " + collected + " collected, " + meeting + " meeting of 48000";
        assertTrue(proved > 300 && collected > 2000 && meeting > 5000 && meeting < 43000, counts);
    }

    /** Two balls at 80 mm from the centre: they meet after 2 asin(sin(separation / 2)) - 2 asin(r / 80 mm). */
    @Test
    void twoBallsAreProvedApartUntilShortlyBeforeTheyMeet() {
        double r = 0.005;
        double reach = 0.08;
        TriangleMesh ball = Shapes.sphere(r, 48, 96);
        MeshTurn turn = new MeshTurn(Bvh.of(ball), Bvh.of(ball));
        Vec3 centre = new Vec3(0, -reach, 0);
        for (double separation : new double[] {0.2, 0.5, 1, 2}) {
            RigidTransform pose = RigidTransform.rotationAbout(centre, Vec3.Z, separation);
            double free = separation - 2 * Math.asin(r / reach);
            assertTrue(turn.staysApart(pose, centre, 0.85 * free), "separation " + separation);
            assertFalse(turn.staysApart(pose, centre, 1.01 * free), "separation " + separation);
            assertFalse(turn.staysApart(pose, centre, Math.PI), "separation " + separation);
        }
    }

    /** A ball that is nearer to the centre than the other one everywhere never reaches it. */
    @Test
    void anotherDistanceFromTheCentreKeepsApartAtAnyTurn() {
        TriangleMesh ball = Shapes.sphere(0.005, 24, 48);
        MeshTurn turn = new MeshTurn(Bvh.of(ball), Bvh.of(ball));
        assertTrue(turn.staysApart(RigidTransform.translation(new Vec3(0.02, 0, 0)), new Vec3(-0.03, 0, 0), Math.PI));
        assertFalse(turn.staysApart(RigidTransform.translation(new Vec3(0.008, 0, 0)), new Vec3(-0.03, 0, 0), Math.PI));
    }

    @Test
    void emptyMeshesAndWrongAngles() {
        TriangleMesh ball = Shapes.sphere(1, 6, 8);
        MeshTurn none = new MeshTurn(Bvh.of(ball), Bvh.of(new TriangleMesh(new double[0], new int[0])));
        assertTrue(none.staysApart(RigidTransform.IDENTITY, Vec3.ZERO, 1));
        assertEquals(0, none.collect(RigidTransform.IDENTITY, Vec3.ZERO, 1, 5));
        assertFalse(none.collectedMeet(RigidTransform.IDENTITY));
        MeshTurn self = new MeshTurn(Bvh.of(ball), Bvh.of(ball));
        assertEquals(-1, self.collect(RigidTransform.IDENTITY, Vec3.ZERO, 0.1, 5));
        assertFalse(self.collectedMeet(RigidTransform.IDENTITY));
        assertThrows(IllegalArgumentException.class, () -> self.staysApart(RigidTransform.IDENTITY, Vec3.ZERO, -1));
        assertThrows(IllegalArgumentException.class, () -> self.staysApart(RigidTransform.IDENTITY, Vec3.ZERO, Double.NaN));
    }
}
