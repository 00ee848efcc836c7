/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.geometry.io.LengthUnit;

class ResectionTest {

    private static final TriangleMesh BOX = Bodies.box(Vec3.ZERO, new Vec3(0.02, 0.02, 0.02));

    private static double volume(TriangleMesh m) {
        return m.isEmpty() ? 0 : MassProperties.of(m).volume();
    }

    private static void assertSolid(TriangleMesh m) {
        MeshChecks.Report r = MeshChecks.check(m);
        assertTrue(r.isClosed() && r.isManifold() && r.isOriented(), r.toString());
        assertEquals(0, r.duplicateTriangles());
    }

    @Test
    void boxCutAcross() {
        Resection.PlaneCut cut = Resection.byPlane(BOX, new Vec3(0, 0, 0.005), new Vec3(0, 0, 7));
        assertSolid(cut.mesh());
        assertEquals(0.02 * 0.02 * 0.005, volume(cut.mesh()), 1e-20);
        assertEquals(0.02 * 0.02, cut.capArea(), 1e-17);
        double[] n = Normals.ofFaces(cut.cap());
        for (int i = 2; i < n.length; i += 3) {
            assertEquals(1, n[i], 1e-12);
        }
    }

    @Test
    void planeInAFaceTakesNothingAndCuttingTwiceIsCuttingOnce() {
        assertEquals(volume(BOX), volume(Resection.byPlane(BOX, new Vec3(0, 0, 0.02), Vec3.Z).mesh()), 1e-20);
        assertTrue(Resection.byPlane(BOX, new Vec3(0, 0, -0.001), Vec3.Z).mesh().isEmpty());
        TriangleMesh once = Resection.byPlane(Bodies.torus(0.03, 0.01, 40, 20), Vec3.ZERO, Vec3.Z).mesh();
        TriangleMesh twice = Resection.byPlane(once, Vec3.ZERO, Vec3.Z).mesh();
        assertArrayEquals(once.triangles(), twice.triangles());
        assertSolid(once);
    }

    @Test
    void planeThroughTheTorusGivesTwoLoopsOrARing() {
        TriangleMesh torus = Bodies.torus(0.03, 0.01, 160, 80);
        double whole = volume(torus);
        // across: two discs
        Resection.PlaneCut across = Resection.byPlane(torus, new Vec3(0.0001, 0, 0), Vec3.X);
        assertSolid(across.mesh());
        assertEquals(2, MeshRepair.components(across.cap()).size());
        assertEquals(2 * Math.PI * 1e-4, across.capArea(), 0.003 * across.capArea());
        // along: a ring, which has a hole
        Resection.PlaneCut along = Resection.byPlane(torus, new Vec3(0, 0, 0.00001), Vec3.Z);
        assertSolid(along.mesh());
        assertEquals(1, MeshRepair.components(along.cap()).size());
        assertEquals(0, MeshChecks.check(along.cap()).eulerCharacteristic());
        assertEquals(Math.PI * (0.04 * 0.04 - 0.02 * 0.02), along.capArea(), 0.003 * along.capArea());
        assertEquals(0.5, volume(along.mesh()) / whole, 0.001);
    }

    @Test
    void hollowBodyCutGivesRings() {
        TriangleMesh outer = Bodies.sphere(0.03, 4);
        TriangleMesh hollow = Resection.byEnvelope(outer, Bodies.sphere(0.02, 4));
        assertEquals(volume(outer) - volume(Bodies.sphere(0.02, 4)), volume(hollow), 1e-16);
        Resection.PlaneCut cut = Resection.byPlane(hollow, new Vec3(0, 0, 0.0011), new Vec3(0.1, 0.2, 1));
        assertSolid(cut.mesh());
        assertEquals(0, MeshChecks.check(cut.cap()).eulerCharacteristic());
    }

    @ParameterizedTest
    @CsvSource({"0.01,0.003,0.001", "0.01,0,0", "0.01,0.01,0.01", "0.02,0,0", "0.005,0.005,0.02", "0,0,0", "0.03,0,0"})
    void boxesFromAnySide(double x, double y, double z) {
        TriangleMesh b = BOX.transformed(RigidTransform.translation(new Vec3(x, y, z)));
        double common = Math.max(0, 0.02 - x) * Math.max(0, 0.02 - y) * Math.max(0, 0.02 - z);
        TriangleMesh left = Resection.byEnvelope(BOX, b);
        TriangleMesh removed = Resection.removedByEnvelope(BOX, b);
        // boxes in touch are told apart by some nanometres
        double tolerance = 1e-7 * volume(BOX);
        assertSolidOrEmpty(left);
        assertSolidOrEmpty(removed);
        assertEquals(common, volume(removed), tolerance);
        assertEquals(volume(BOX) - common, volume(left), tolerance);
        assertEquals(volume(BOX), volume(left) + volume(removed), 1e-13 * volume(BOX));
        assertEquals(2 * volume(BOX) - common, volume(Resection.union(BOX, b)), tolerance);
    }

    private static void assertSolidOrEmpty(TriangleMesh m) {
        if (!m.isEmpty()) {
            assertSolid(m);
        }
    }

    @Test
    void lensOfTwoSpheresToItsFormula() {
        double r = 0.024;
        double d = 0.03;
        TriangleMesh a = Bodies.sphere(r, 6);
        TriangleMesh b = a.transformed(RigidTransform.rotation(new Vec3(1, 2, 3), 0.4)).transformed(RigidTransform.translation(new Vec3(d,
                0, 0)));
        TriangleMesh lens = Resection.removedByEnvelope(a, b);
        assertSolid(lens);
        double exact = Math.PI * (4 * r + d) * (2 * r - d) * (2 * r - d) / 12;
        assertEquals(exact, volume(lens), 0.002 * exact);
        assertEquals(2, MeshChecks.check(lens).eulerCharacteristic());
    }

    @Test
    void manyRandomPosesOfBodiesWithHoles() {
        TriangleMesh a = Bodies.torus(0.03, 0.012, 24, 12);
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            Vec3 axis = new Vec3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
            Vec3 t = new Vec3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian()).times(0.02);
            TriangleMesh b = a.transformed(RigidTransform.rotation(axis, 3 * random.nextDouble()).withTranslation(t));
            TriangleMesh left = Resection.byEnvelope(a, b);
            TriangleMesh removed = Resection.removedByEnvelope(a, b);
            assertSolidOrEmpty(left);
            assertSolidOrEmpty(removed);
            assertEquals(volume(a), volume(left) + volume(removed), 1e-12 * volume(a));
            assertTrue(volume(left) >= -1e-15 && volume(removed) >= -1e-15);
        }
    }

    @Test
    void turnedBySmallestAnglesItStillHolds() {
        TriangleMesh a = Subdivision.midpoint(Subdivision.midpoint(BOX));
        for (double angle : new double[] {1e-15, 1e-13, 1e-11, 1e-9, 1e-6}) {
            TriangleMesh b = a.transformed(RigidTransform.rotation(new Vec3(1, 0.3, 0.2), angle).withTranslation(new Vec3(0.01, 0.005, 0)));
            TriangleMesh left = Resection.byEnvelope(a, b);
            assertSolid(left);
            assertEquals(0.02 * 0.02 * 0.02 - 0.01 * 0.015 * 0.02, volume(left), 1e-10);
        }
    }

    @Test
    void bodyThatCrossesItselfStaysClosed() {
        TriangleMesh s = Bodies.sphere(0.03, 3);
        TriangleMesh twice = TriangleMesh.concat(s, s.transformed(RigidTransform.rotation(Vec3.X,
                0.3).withTranslation(new Vec3(0.02, 0.001, 0))));
        TriangleMesh reamer = Bodies.sphere(0.02, 3).transformed(RigidTransform.translation(new Vec3(0.011, 0.003, 0.02)));
        TriangleMesh left = Resection.byEnvelope(twice, reamer);
        TriangleMesh removed = Resection.removedByEnvelope(twice, reamer);
        for (TriangleMesh m : new TriangleMesh[] {left, removed}) {
            MeshChecks.Report r = MeshChecks.check(m);
            assertTrue(r.isClosed() && r.isOriented(), r.toString());
        }
        // what is doubled counts twice
        assertEquals(volume(twice), volume(left) + volume(removed), 1e-12 * volume(twice));
        assertEquals(volume(twice) - volume(left), volume(Resection.removedByEnvelope(reamer, twice)), 1e-12 * volume(twice));
    }

    @Test
    void openSurfacesAreRefused() {
        TriangleMesh open = new TriangleMesh(BOX.vertices(), Arrays.copyOf(BOX.triangles(), 33));
        String m = assertThrows(IllegalArgumentException.class, () -> Resection.byPlane(open, Vec3.ZERO, Vec3.Z)).getMessage();
        assertTrue(m.contains("3 boundary edges"), m);
        m = assertThrows(IllegalArgumentException.class, () -> Resection.byEnvelope(BOX, open)).getMessage();
        assertTrue(m.contains("second surface"), m);
    }

    @Test
    void realBonesByPlanes() {
        for (String path : new String[] {"bones/artisynth-core/OsCoxaeLeft.obj", "bones/artisynth-core/SmoothFemurRight.obj",
            "bones/gias2-femurs/segmentations/2008_0006_l.wrl"}) {
            TriangleMesh bone = Bodies.bone(path, LengthUnit.MILLIMETRE);
            Vec3 c = MassProperties.of(bone).centroid();
            Random random = new Random(4);
            for (int i = 0; i < 20; i++) {
                Vec3 n = new Vec3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
                Resection.PlaneCut p = Resection.byPlane(bone, c, n);
                Resection.PlaneCut q = Resection.byPlane(bone, c, n.negate());
                assertSolid(p.mesh());
                assertSolid(q.mesh());
                // the two planes may lie some 10 nm apart
                assertEquals(volume(bone), volume(p.mesh()) + volume(q.mesh()), 1e-6 * volume(bone));
                assertEquals(p.capArea(), q.capArea(), 1e-4 * p.capArea() + 1e-9);
            }
        }
    }

    @Test
    void realBonesByEnvelopes() {
        TriangleMesh reamer = Bodies.sphere(0.026, 5);
        for (String path : new String[] {"bones/artisynth-core/OsCoxaeLeft.obj", "bones/artisynth-core/SmoothFemurRight.obj"}) {
            TriangleMesh bone = Bodies.bone(path, LengthUnit.MILLIMETRE);
            Random random = new Random(8);
            for (int i = 0; i < 10; i++) {
                TriangleMesh envelope = reamer.transformed(RigidTransform.translation(bone.vertex(random.nextInt(bone.vertexCount()))));
                TriangleMesh left = Resection.byEnvelope(bone, envelope);
                TriangleMesh removed = Resection.removedByEnvelope(bone, envelope);
                assertSolid(left);
                assertSolid(removed);
                assertEquals(volume(bone), volume(left) + volume(removed), 1e-12 * volume(bone));
            }
        }
        // two bones in each other
        TriangleMesh hip = Bodies.bone("bones/artisynth-core/OsCoxaeLeft.obj", LengthUnit.MILLIMETRE);
        TriangleMesh femur = Bodies.bone("bones/artisynth-core/SmoothFemurRight.obj", LengthUnit.MILLIMETRE);
        femur = femur.transformed(RigidTransform.translation(MassProperties.of(hip).centroid().minus(MassProperties.of(femur).centroid())));
        TriangleMesh left = Resection.byEnvelope(hip, femur);
        assertSolid(left);
        assertEquals(volume(hip), volume(left) + volume(Resection.removedByEnvelope(hip, femur)), 1e-12 * volume(hip));
    }
}
