/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.HipFrames;
import org.orthotwin.landmarks.AcetabularRim;
import org.orthotwin.landmarks.HeadSphere;

/** Spheres on surfaces whose truth is known. */
class HeadSphereTest {

    private static final Vec3 CENTER = new Vec3(0.11, -0.23, 0.42);

    /** A head on a neck that widens to a shaft: rows along y, revolved. */
    private static TriangleMesh headOnNeck(double radius, double noise) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 69; i >= 1; i--) {
            double y = -0.09 + i * 0.001;
            rows.add(0, new double[] {y, 0.6 * radius + 0.25 * Math.max(0, -0.045 - y), 0.6 * radius + 0.25 * Math.max(0, -0.045 - y), 0});
        }
        double from = -Math.acos(0.6);
        for (int i = 0; i < 80; i++) {
            double a = from + (Math.PI / 2 - from) * i / 80;
            if (radius * Math.sin(a) > -0.0209) {
                rows.add(new double[] {radius * Math.sin(a), radius * Math.cos(a), radius * Math.cos(a), 0});
            }
        }
        TriangleMesh mesh = HipCase.loft(rows);
        double[] v = mesh.vertices().clone();
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < v.length; i++) {
            v[i] += (i % 3 == 0 ? CENTER.x() : i % 3 == 1 ? CENTER.y() : CENTER.z()) + noise * (random.nextDouble() - 0.5);
        }
        return new TriangleMesh(v, mesh.triangles());
    }

    @Test
    void findsTheHeadFromARoughCentreAndFromNone() {
        TriangleMesh mesh = headOnNeck(0.024, 0);
        for (Vec3 rough : new Vec3[] {CENTER, CENTER.plus(new Vec3(0.006, -0.004, 0.005))}) {
            HeadSphere s = HeadSphere.head(mesh, rough);
            assertEquals(0, s.center().distance(CENTER), 1e-4);
            assertEquals(0.024, s.radius(), 1e-4);
            assertEquals(0.9, s.coverage(), 0.05);
        }
        assertEquals(0, HeadSphere.findHead(mesh).center().distance(CENTER), 1e-4);
    }

    @Test
    void uncertaintyCoversTheErrorOfANoisySurface() {
        HeadSphere s = HeadSphere.findHead(headOnNeck(0.024, 0.0004));
        double error = s.center().distance(CENTER);
        assertTrue(s.centerUncertainty() > 0 && error < 4 * s.centerUncertainty(), "error " + error + " m, uncertainty "
                + s.centerUncertainty() + " m");
        assertTrue(s.centerUncertainty() < 3e-4);
    }

    @Test
    void refusesASurfaceWithoutASphere() {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i <= 100; i++) {
            rows.add(new double[] {i * 0.003, 0.012, 0.012, 0});
        }
        TriangleMesh rod = HipCase.loft(rows);
        String message = assertThrows(IllegalArgumentException.class, () -> HeadSphere.head(rod, new Vec3(0, 0.15, 0))).getMessage();
        assertTrue(message.contains("femoral head") && message.contains("mm"), message);
        assertThrows(IllegalArgumentException.class, () -> HeadSphere.findAcetabulum(rod));
    }

    @Test
    void findsHeadSocketAndRimOfTheSyntheticHip() {
        for (Side side : new Side[] {Side.RIGHT, Side.LEFT}) {
            HipCase c = HipCase.of(side);
            HeadSphere head = HeadSphere.findHead(c.femur.surface("outer"));
            assertEquals(0, head.center().distance(c.femur.landmark("FHC")), 3e-4);
            assertEquals(c.truth("femur.head.radius"), head.radius(), 2e-4);
            HeadSphere socket = HeadSphere.acetabulum(c.pelvis.surface("outer"), c.pelvis.landmark(side == Side.LEFT ? "LAC" : "RAC"));
            assertEquals(c.truth("acetabulum.radius"), socket.radius(), 2e-4);
            AcetabularRim rim = AcetabularRim.of(Bvh.of(c.pelvis.surface("outer")), socket, c.pelvis.frame(HipFrames.PELVIS_APP), side);
            assertEquals(c.truth("acetabulum.rim.offset"), rim.height(), 0.002);
            assertTrue(rim.points().size() > AcetabularRim.MERIDIANS / 2);
        }
    }
}
