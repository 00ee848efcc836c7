/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

class IsosurfaceTest {

    private static void assertSound(TriangleMesh m) {
        MeshChecks.Report r = MeshChecks.check(m);
        assertEquals(0, r.boundaryEdges());
        assertTrue(r.isManifold(), r.toString());
        assertTrue(r.isOriented(), r.toString());
        assertEquals(0, r.unusedVertices());
        Set<List<Double>> seen = new HashSet<>();
        for (int i = 0; i < m.vertexCount(); i++) {
            assertTrue(seen.add(List.of(m.vertex(i).x(), m.vertex(i).y(), m.vertex(i).z())), "vertex " + i + " is there twice");
        }
    }

    @Test
    void sphereConvergesWithTheSquareOfTheSpacing() {
        ScalarField3 f = (x, y, z) -> Math.sqrt(x * x + y * y + z * z) - 0.024;
        double exact = 4.0 / 3 * Math.PI * Math.pow(0.024, 3);
        double[] error = new double[2];
        for (int i = 0; i < 2; i++) {
            TriangleMesh m = Isosurface.extract(f, new Vec3(-0.03, -0.03, -0.03), new Vec3(0.03, 0.03, 0.03), i == 0 ? 0.002 : 0.001, 0);
            assertSound(m);
            assertEquals(2, MeshChecks.check(m).eulerCharacteristic());
            error[i] = 1 - MassProperties.of(m).volume() / exact;
            for (int v = 0; v < m.vertexCount(); v++) {
                assertEquals(0.024, m.vertex(v).norm(), i == 0 ? 1e-4 : 2.5e-5);
            }
        }
        assertEquals(4, error[0] / error[1], 0.2);
    }

    @Test
    void vertexExactlyOnGridPoints() {
        // planes of the box pass through grid points
        TriangleMesh m = Isosurface.extract((x, y, z) -> Math.max(Math.abs(x), Math.max(Math.abs(y), Math.abs(z))) - 0.5, new Vec3(-1, -1,
                -1),
                new Vec3(1, 1, 1), 0.125, 0);
        assertSound(m);
        // the edges of the box are bevelled within a cell
        assertEquals(1, MassProperties.of(m).volume(), 0.05);
    }

    @Test
    void noiseIsStillClosedAndManifold() {
        Random random = new Random(11);
        for (int trial = 0; trial < 20; trial++) {
            double[] v = new double[12 * 13 * 14];
            for (int i = 0; i < v.length; i++) {
                v[i] = trial % 2 == 0 ? random.nextGaussian() : random.nextInt(3) - 1;
            }
            assertSound(Isosurface.extract(v, 12, 13, 14, Vec3.ZERO, 0.01, 0));
        }
    }

    @Test
    void bodyThatLeavesTheGridIsClosedAtItsBorder() {
        double[] v = new double[1000];
        Arrays.fill(v, -1);
        TriangleMesh m = Isosurface.extract(v, 10, 10, 10, Vec3.ZERO, 1, 0);
        assertSound(m);
        assertEquals(2, MeshChecks.check(m).eulerCharacteristic());
        assertTrue(MassProperties.of(m).volume() > 450);
        Arrays.fill(v, 1);
        assertTrue(Isosurface.extract(v, 10, 10, 10, Vec3.ZERO, 1, 0).isEmpty());
    }

    @Test
    void torusHasItsHole() {
        TriangleMesh m = Isosurface.extract((x, y, z) -> Math.hypot(Math.hypot(x, y) - 3, z) - 1, new Vec3(-4.3, -4.3, -1.3), new Vec3(4.3,
                4.3, 1.3),
                0.15, 0);
        assertSound(m);
        assertEquals(0, MeshChecks.check(m).eulerCharacteristic());
        assertEquals(6 * Math.PI * Math.PI, MassProperties.of(m).volume(), 0.01 * 59);
    }

    @Test
    void badGrids() {
        assertThrows(IllegalArgumentException.class, () -> Isosurface.extract(new double[7], 2, 2, 2, Vec3.ZERO, 1, 0));
        double[] v = new double[8];
        v[5] = Double.NaN;
        String m = assertThrows(IllegalArgumentException.class, () -> Isosurface.extract(v, 2, 2, 2, Vec3.ZERO, 1, 0)).getMessage();
        assertTrue(m.contains("1, 0, 1"), m);
        assertThrows(IllegalArgumentException.class,
                () -> Isosurface.extract((x, y, z) -> 0, Vec3.ZERO, new Vec3(1, 1, 1), 1e-6, 0));
    }
}
