/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MassPropertiesTest {

    private static final Vec3 FAR = new Vec3(10, -20, 30);

    @Test
    void boxFarFromTheOrigin() {
        TriangleMesh box = Bodies.box(FAR, FAR.plus(new Vec3(1, 2, 3)));
        MassProperties p = MassProperties.of(box);
        assertEquals(6, p.volume(), 1e-13);
        assertEquals(0, p.centroid().distance(FAR.plus(new Vec3(0.5, 1, 1.5))), 1e-13);
        assertEquals(22, p.area(), 1e-12);
        // V/12 (b^2 + c^2) ...
        assertArrayEquals(new double[] {6.5, 5, 2.5, 0, 0, 0}, p.inertia(), 1e-12);
        assertEquals(6 * 1800, p.mass(1800), 1e-9);
    }

    @Test
    void inertiaOfATurnedBoxIsTheTurnedTensor() {
        TriangleMesh box = Bodies.box(Vec3.ZERO, new Vec3(0.1, 0.2, 0.3));
        double[] i0 = MassProperties.of(box).inertia();
        RigidTransform r = RigidTransform.rotation(new Vec3(1, 2, -0.5), 0.7);
        double[] i = MassProperties.of(box.transformed(r)).inertia();
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                double expected = 0;
                for (int k = 0; k < 3; k++) {
                    expected += r.r(a, k) * i0[k] * r.r(b, k);
                }
                double actual = a == b ? i[a] : a + b == 1 ? i[3] : a + b == 2 ? i[4] : i[5];
                assertEquals(expected, actual, 1e-15);
            }
        }
    }

    @Test
    void sphereConvergesWithTheSquareOfTheEdge() {
        double exact = 4.0 / 3 * Math.PI;
        double e4 = 1 - MassProperties.of(Bodies.sphere(1, 4)).volume() / exact;
        double e5 = 1 - MassProperties.of(Bodies.sphere(1, 5)).volume() / exact;
        assertEquals(4, e4 / e5, 0.05);
        assertEquals(0, e5, 2e-3);
        MassProperties p = MassProperties.of(Bodies.sphere(1, 5));
        // 2/5 m r^2 per volume
        assertEquals(0.4, p.inertia()[0] / p.volume(), 1e-3);
    }

    @Test
    void torus() {
        MassProperties p = MassProperties.of(Bodies.torus(3, 1, 200, 100));
        assertEquals(2 * Math.PI * Math.PI * 3, p.volume(), 2e-3 * p.volume());
        assertEquals(4 * Math.PI * Math.PI * 3, p.area(), 2e-3 * p.area());
        assertEquals(0, p.centroid().norm(), 1e-12);
    }

    @Test
    void insideOutIsNegativeAndNothingHasNoCentroid() {
        TriangleMesh box = Bodies.box(Vec3.ZERO, new Vec3(1, 1, 1));
        int[] t = box.triangles().clone();
        for (int i = 0; i < t.length; i += 3) {
            int s = t[i];
            t[i] = t[i + 1];
            t[i + 1] = s;
        }
        assertEquals(-1, MassProperties.of(new TriangleMesh(box.vertices(), t)).volume(), 1e-15);
        assertThrows(IllegalArgumentException.class, () -> MassProperties.of(new TriangleMesh(new double[0], new int[0])));
    }
}
