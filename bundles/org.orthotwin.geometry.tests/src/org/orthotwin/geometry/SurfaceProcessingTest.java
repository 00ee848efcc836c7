/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SurfaceProcessingTest {

    @Test
    void faceAndVertexNormalsOfABox() {
        TriangleMesh box = Bodies.box(Vec3.ZERO, new Vec3(1, 2, 3));
        double[] f = Normals.ofFaces(box);
        assertArrayEquals(new double[] {0, 0, -1}, new double[] {f[0], f[1], f[2]}, 0);
        double[] n = Normals.ofVertices(box);
        // the angle weights give the cube's diagonal, however the faces are cut
        double c = 1 / Math.sqrt(3);
        for (int i = 0; i < 8; i++) {
            assertArrayEquals(new double[] {(i & 1) == 0 ? -c : c, (i & 2) == 0 ? -c : c, (i & 4) == 0 ? -c : c},
                    new double[] {n[3 * i], n[3 * i + 1], n[3 * i + 2]}, 1e-15);
        }
    }

    @Test
    void normalsOfASphereAreRadial() {
        TriangleMesh s = Bodies.sphere(0.03, 4);
        double[] n = Normals.ofVertices(s);
        for (int i = 0; i < s.vertexCount(); i++) {
            assertEquals(0, Vec3.of(n, 3 * i).angle(s.vertex(i)), 0.02);
        }
    }

    @Test
    void subdivisionKeepsSurfaceAndVolume() {
        TriangleMesh torus = Bodies.torus(3, 1, 12, 8);
        TriangleMesh fine = Subdivision.midpoint(torus);
        assertEquals(4 * torus.triangleCount(), fine.triangleCount());
        assertTrue(MeshChecks.check(fine).isSolid());
        assertEquals(MassProperties.of(torus).volume(), MassProperties.of(fine).volume(), 1e-12);
        assertEquals(MassProperties.area(torus), MassProperties.area(fine), 1e-12);
    }

    @Test
    void laplacianShrinksAndTaubinDoesNot() {
        TriangleMesh s = Bodies.sphere(1, 4);
        double[] v = s.vertices().clone();
        for (int i = 0; i < v.length; i++) {
            v[i] *= 1 + 0.02 * Math.sin(91.7 * (i / 3));
        }
        TriangleMesh noisy = new TriangleMesh(v, s.triangles());
        double before = roughness(noisy);
        TriangleMesh l = Smoothing.laplacian(noisy, 50, 0.5);
        TriangleMesh t = Smoothing.taubin(noisy, 20, 0.5, -0.53);
        assertTrue(roughness(l) < before / 3, roughness(l) + " of " + before);
        assertTrue(roughness(t) < before / 2, roughness(t) + " of " + before);
        double volume = MassProperties.of(s).volume();
        assertTrue(MassProperties.of(l).volume() < 0.9 * volume);
        assertEquals(volume, MassProperties.of(t).volume(), 0.02 * volume);
    }

    /** Root mean square difference of the radius along edges. */
    private static double roughness(TriangleMesh m) {
        double sum = 0;
        int[] t = m.triangles();
        for (int i = 0; i < t.length; i++) {
            double d = m.vertex(t[i]).norm() - m.vertex(t[i % 3 == 2 ? i - 2 : i + 1]).norm();
            sum += d * d / t.length;
        }
        return Math.sqrt(sum);
    }

    @Test
    void boundariesStayWhenSmoothing() {
        TriangleMesh cap = Resection.byPlane(Bodies.sphere(1, 3), Vec3.ZERO, Vec3.Z).cap();
        assertArrayEquals(cap.vertices(), Smoothing.laplacian(cap, 3, 0.5).vertices());
    }

    @Test
    void decimationKeepsTheBody() {
        TriangleMesh s = Bodies.sphere(0.03, 6);
        TriangleMesh d = Decimation.toTriangles(s, 2000);
        MeshChecks.Report r = MeshChecks.check(d);
        assertEquals(2000, d.triangleCount());
        assertTrue(r.isSolid());
        assertEquals(2, r.eulerCharacteristic());
        assertEquals(MassProperties.of(s).volume(), MassProperties.of(d).volume(), 0.005 * MassProperties.of(s).volume());
        // flat faces need no inner vertices
        TriangleMesh box = Subdivision.midpoint(Subdivision.midpoint(Subdivision.midpoint(Bodies.box(Vec3.ZERO, new Vec3(1, 2, 3)))));
        TriangleMesh few = Decimation.withinError(box, 1e-6);
        assertTrue(few.triangleCount() <= 40, few.triangleCount() + " triangles");
        assertEquals(6, MassProperties.of(few).volume(), 1e-5);
        TriangleMesh torus = Decimation.toTriangles(Bodies.torus(3, 1, 60, 30), 400);
        assertTrue(MeshChecks.check(torus).isSolid());
        assertEquals(0, MeshChecks.check(torus).eulerCharacteristic());
    }
}
