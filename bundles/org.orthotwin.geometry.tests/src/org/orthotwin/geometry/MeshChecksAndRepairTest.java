/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.io.LengthUnit;

class MeshChecksAndRepairTest {

    private static final TriangleMesh BOX = Bodies.box(Vec3.ZERO, new Vec3(1, 1, 1));

    @Test
    void bodiesAreSolid() {
        assertTrue(MeshChecks.check(BOX).isSolid());
        assertEquals(2, MeshChecks.check(BOX).eulerCharacteristic());
        assertTrue(MeshChecks.check(BOX).problems().isEmpty());
        MeshChecks.Report torus = MeshChecks.check(Bodies.torus(3, 1, 20, 10));
        assertTrue(torus.isSolid());
        assertEquals(0, torus.eulerCharacteristic());
        assertEquals(1, torus.components());
    }

    @Test
    void eachDefectIsCounted() {
        TriangleMesh open = new TriangleMesh(BOX.vertices(), Arrays.copyOf(BOX.triangles(), 33));
        MeshChecks.Report r = MeshChecks.check(open);
        assertEquals(3, r.boundaryEdges());
        assertFalse(r.isClosed());
        assertTrue(r.isManifold());
        assertEquals(List.of("3 boundary edges (with one triangle)"), r.problems());

        int[] t = BOX.triangles().clone();
        t[0] = BOX.triangles()[1];
        t[1] = BOX.triangles()[0];
        r = MeshChecks.check(new TriangleMesh(BOX.vertices(), t));
        assertEquals(3, r.inconsistentEdges());
        assertTrue(r.isClosed());
        assertFalse(r.isOriented());

        int[] twice = Arrays.copyOf(BOX.triangles(), 42);
        System.arraycopy(BOX.triangles(), 0, twice, 36, 3);
        twice[39] = twice[40] = 1;
        r = MeshChecks.check(new TriangleMesh(BOX.vertices(), twice));
        assertEquals(1, r.duplicateTriangles());
        assertEquals(1, r.degenerateTriangles());
        assertEquals(3, r.nonManifoldEdges());
    }

    @Test
    void bodiesThatTouchInAnEdgeOrAPointAreNotManifold() {
        TriangleMesh edge = MeshRepair.weld(TriangleMesh.concat(BOX, BOX.transformed(RigidTransform.translation(new Vec3(1, 1, 0)))), 0);
        assertEquals(1, MeshChecks.check(edge).nonManifoldEdges());
        TriangleMesh point = MeshRepair.weld(TriangleMesh.concat(BOX, BOX.transformed(RigidTransform.translation(new Vec3(1, 1, 1)))), 0);
        assertEquals(0, MeshChecks.check(point).nonManifoldEdges());
        assertEquals(1, MeshChecks.check(point).nonManifoldVertices());
        assertEquals(2, MeshRepair.components(point).size());
    }

    @Test
    void weldClosesASoupWithinItsTolerance() {
        double[] v = new double[3 * BOX.triangles().length];
        int[] t = new int[BOX.triangles().length];
        for (int i = 0; i < t.length; i++) {
            t[i] = i;
            for (int d = 0; d < 3; d++) {
                v[3 * i + d] = BOX.vertices()[3 * BOX.triangles()[i] + d] + 1e-7 * Math.sin(3 * i + d);
            }
        }
        TriangleMesh soup = new TriangleMesh(v, t);
        assertEquals(36, MeshChecks.check(soup).boundaryEdges());
        TriangleMesh welded = MeshRepair.weld(soup, 1e-6);
        assertEquals(8, welded.vertexCount());
        assertTrue(MeshChecks.check(welded).isSolid());
        assertEquals(36, MeshRepair.weld(soup, 0).vertexCount());
    }

    @Test
    void orientTurnsShellsOutAndCavitiesIn() {
        TriangleMesh inner = Bodies.sphere(0.2, 2).transformed(RigidTransform.translation(new Vec3(0.5, 0.5, 0.5)));
        TriangleMesh both = TriangleMesh.concat(BOX, inner);
        int[] t = both.triangles().clone();
        for (int i = 0; i < t.length; i += 6) {
            int s = t[i];
            t[i] = t[i + 2];
            t[i + 2] = s;
        }
        TriangleMesh fixed = MeshRepair.orient(new TriangleMesh(both.vertices(), t));
        assertTrue(MeshChecks.check(fixed).isSolid());
        assertEquals(1 - MassProperties.of(inner).volume(), MassProperties.of(fixed).volume(), 1e-12);
    }

    @Test
    void holesAreFilled() {
        TriangleMesh torus = Bodies.torus(3, 1, 24, 12);
        int[] t = torus.triangles();
        // two triangles that share an edge: a hole of four edges
        int[] left = new int[t.length - 6];
        System.arraycopy(t, 6, left, 0, left.length);
        TriangleMesh holed = new TriangleMesh(torus.vertices(), left);
        assertEquals(4, MeshChecks.check(holed).boundaryEdges());
        assertEquals(4, MeshChecks.check(MeshRepair.fillHoles(holed, 3)).boundaryEdges());
        TriangleMesh filled = MeshRepair.fillHoles(holed, 4);
        assertTrue(MeshChecks.check(filled).isSolid());
        assertEquals(MassProperties.of(torus).volume(), MassProperties.of(filled).volume(), 1e-2);
    }

    @Test
    void shortEdgesGoAndTheBodyStays() {
        TriangleMesh iso = Isosurface.extract((x, y, z) -> Math.sqrt(x * x + y * y + z * z) - 1, new Vec3(-1.2, -1.2, -1.2),
                new Vec3(1.2, 1.2, 1.2), 0.1, 0);
        TriangleMesh fewer = MeshRepair.collapseShortEdges(iso, 0.06);
        assertTrue(MeshChecks.check(fewer).isSolid());
        assertEquals(2, MeshChecks.check(fewer).eulerCharacteristic());
        assertTrue(fewer.triangleCount() < iso.triangleCount() / 2, fewer.triangleCount() + " of " + iso.triangleCount());
        assertEquals(MassProperties.of(iso).volume(), MassProperties.of(fewer).volume(), 0.02 * 4.19);
    }

    @Test
    void realBones() {
        MeshChecks.Report hip = MeshChecks.check(Bodies.bone("bones/artisynth-core/OsCoxaeLeft.obj", LengthUnit.MILLIMETRE));
        assertEquals(50000, hip.triangles());
        assertTrue(hip.isSolid());
        // the obturator foramen makes it a torus
        assertEquals(0, hip.eulerCharacteristic());
        MeshChecks.Report femur = MeshChecks.check(Bodies.bone("bones/artisynth-core/SmoothFemurRight.obj", LengthUnit.MILLIMETRE));
        assertTrue(femur.isSolid());
        assertEquals(2, femur.eulerCharacteristic());
        assertEquals(402e-6, femur.signedVolume(), 1e-6);
        TriangleMesh legs = Bodies.bone("bones/gias2-meshes/2008_1741_tibia_fibula.wrl", LengthUnit.MILLIMETRE);
        assertEquals(2, MeshRepair.components(legs).size());
    }
}
