/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.render.Tubes;

/** Tubes along lines. */
class TubesTest {

    private static final double[] STRAIGHT = {0, 0, 0, 0, 0.1, 0};
    private static final double[] BENT = {0.05, 0, 0, 0.05, 0.05, 0, 0.08, 0.08, 0, 0.08, 0.08, 0, 0.08, 0.08, 0.05};

    /** A prism of ten sides: 5 r^2 sin(36 deg) times its length. */
    @Test
    void aStraightOneHasTheVolumeOfItsPrism() {
        Tubes t = Tubes.of(List.of(STRAIGHT), 0.002);
        MeshChecks.Report r = MeshChecks.check(t.surface().mesh());
        assertTrue(r.isClosed() && r.isOriented(), r.toString());
        assertEquals(5 * 4e-6 * Math.sin(Math.toRadians(36)) * 0.1, r.signedVolume(), 1e-12);
    }

    @Test
    void bentOnesAreClosedAndKnowTheirLines() {
        Tubes t = Tubes.of(List.of(STRAIGHT, BENT), 0.002);
        TriangleMesh m = t.surface().mesh();
        assertTrue(MeshChecks.check(m).signedVolume() > 0);
        double[] v = t.onVertices(new double[] {1, 2});
        assertEquals(m.vertexCount(), v.length);
        for (int k = 0; k < m.triangleCount(); k++) {
            assertEquals(v[m.triangles()[3 * k]], t.lineOf(k) + 1, "triangle " + k);
        }
        for (double x : m.vertices()) {
            assertTrue(Double.isFinite(x));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> t.lineOf(m.triangleCount()));
        assertArrayEquals(m.vertices(), Tubes.of(List.of(STRAIGHT, BENT), 0.002).surface().mesh().vertices());
    }
}
