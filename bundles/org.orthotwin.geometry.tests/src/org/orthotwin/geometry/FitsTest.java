/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

import org.junit.jupiter.api.Test;

class FitsTest {

    private static double[] onSphere(Vec3 c, double r, int n, double capAngle, double noise, long seed) {
        Random random = new Random(seed);
        double[] p = new double[3 * n];
        for (int i = 0; i < n; i++) {
            double z = 1 - random.nextDouble() * (1 - Math.cos(capAngle));
            double a = 2 * Math.PI * random.nextDouble();
            double s = Math.sqrt(1 - z * z);
            double q = r + noise * random.nextGaussian();
            p[3 * i] = c.x() + q * s * Math.cos(a);
            p[3 * i + 1] = c.y() + q * s * Math.sin(a);
            p[3 * i + 2] = c.z() + q * z;
        }
        return p;
    }

    @Test
    void sphereOnExactPoints() {
        Vec3 c = new Vec3(0.3, -0.2, 1.1);
        for (double cap : new double[] {Math.PI, 1.2, 0.3}) {
            SphereFit f = SphereFit.of(onSphere(c, 0.024, 200, cap, 0, 7));
            assertEquals(0, f.center().distance(c), 1e-12);
            assertEquals(0.024, f.radius(), 1e-12);
            assertEquals(0, f.rms(), 1e-13);
            assertTrue(f.converged());
        }
    }

    /** In mm: a ball of 5, 10 over a place; seen 4 beside its axis, by the triangle of 3, 4 and 5, and 6 beside it, which misses it. */
    @Test
    void theNearSideOfASphereIsThatBelowItsCentre() {
        Vec3 up = new Vec3(0.6, 0, 0.8);
        Vec3 aside = new Vec3(-0.8, 0, 0.6);
        Vec3 c = new Vec3(0.3, -0.2, 1.1);
        Vec3 below = c.minus(up.times(0.010));
        assertEquals(0.005, SphereFit.nearSide(below, up, c, 0.005), 1e-12);
        assertEquals(0.007, SphereFit.nearSide(below.plus(aside.times(0.004)), up, c, 0.005), 1e-12);
        assertEquals(0.010, SphereFit.nearSide(below.plus(aside.times(0.006)), up, c, 0.005), 1e-12);
        assertEquals(-0.001, SphereFit.nearSide(c.minus(up.times(0.004)), up, c, 0.005), 1e-12);
    }

    @Test
    void sphereCovarianceTellsTheSpreadOfTheCentre() {
        Vec3 c = new Vec3(0.05, 0.02, -0.4);
        double noise = 0.0005;
        double sum = 0;
        double told = 0;
        int trials = 200;
        for (int i = 0; i < trials; i++) {
            SphereFit f = SphereFit.of(onSphere(c, 0.024, 300, 1.2, noise, 100 + i));
            sum += Math.pow(f.center().z() - c.z(), 2) / trials;
            told += f.covariance()[10] / trials;
            assertTrue(f.converged());
            assertEquals(noise, f.rms(), 0.25 * noise);
        }
        assertEquals(1, Math.sqrt(sum / told), 0.2);
    }

    @Test
    void sphereNeedsFourPointsOutOfPlane() {
        assertThrows(IllegalArgumentException.class, () -> SphereFit.of(new double[] {0, 0, 0, 1, 0, 0, 0, 1, 0}));
        String m = assertThrows(IllegalArgumentException.class, () -> SphereFit.of(new double[] {0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 2, 3,
                0}))
                .getMessage();
        assertTrue(m.contains("5 points lie in a plane"), m);
        assertThrows(IllegalArgumentException.class, () -> SphereFit.of(new double[] {0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, Double.NaN}));
    }

    @Test
    void cylinderLineAndPlane() {
        RigidTransform pose = RigidTransform.rotation(new Vec3(1, 1, 0.3), 1.1).withTranslation(new Vec3(0.2, 0.1, -0.3));
        Random random = new Random(3);
        int n = 300;
        double[] cylinder = new double[3 * n];
        double[] line = new double[3 * n];
        double[] plane = new double[3 * n];
        for (int i = 0; i < n; i++) {
            double a = 2 * random.nextDouble();
            double h = 0.2 * random.nextDouble();
            put(cylinder, i, pose.apply(new Vec3(0.014 * Math.cos(a), 0.014 * Math.sin(a), h)));
            put(line, i, pose.apply(new Vec3(0, 0, h)));
            put(plane, i, pose.apply(new Vec3(random.nextDouble(), random.nextDouble(), 0)));
        }
        CylinderFit c = CylinderFit.of(cylinder);
        assertEquals(0.014, c.radius(), 1e-10);
        assertEquals(1, Math.abs(c.axis().dot(pose.axis(2))), 1e-12);
        assertEquals(0, c.point().minus(pose.translation()).cross(pose.axis(2)).norm(), 1e-10);
        assertTrue(c.converged());
        LineFit l = LineFit.of(line);
        assertEquals(1, Math.abs(l.direction().dot(pose.axis(2))), 1e-12);
        assertEquals(0, l.rms(), 1e-13);
        PlaneFit p = PlaneFit.of(plane);
        assertEquals(1, Math.abs(p.normal().dot(pose.axis(2))), 1e-12);
        assertEquals(0, p.signedDistance(pose.translation()), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> PlaneFit.of(line));
    }

    private static void put(double[] a, int i, Vec3 p) {
        System.arraycopy(p.toArray(), 0, a, 3 * i, 3);
    }

    @Test
    void rigidFitFindsTheMotionThatMadeThePoints() {
        double[] from = Bodies.torus(0.3, 0.1, 5, 4).vertices();
        RigidTransform motion = RigidTransform.rotation(new Vec3(0.2, -1, 0.4), 2.5).withTranslation(new Vec3(1, 2, 3));
        RigidFit f = RigidFit.of(from, motion.applyAll(from));
        assertEquals(0, f.rms(), 1e-14);
        assertEquals(0, f.transform().inverse().times(motion).angle(), 1e-13);
        // three points are always in a plane: the determinant decides
        double[] three = {0, 0, 0, 1, 0, 0, 0, 2, 0};
        assertEquals(0, RigidFit.of(three, motion.applyAll(three)).transform().inverse().times(motion).angle(), 1e-13);
        RigidFit s = RigidFit.withScale(from, new TriangleMesh(from, new int[0]).scaled(1.3).transformed(motion).vertices());
        assertEquals(1.3, s.scale(), 1e-13);
        assertEquals(0, s.rms(), 1e-13);
    }

    @Test
    void rigidFitOfAMirrorImageIsStillARotation() {
        double[] from = {1, 0, 0, 0, 2, 0, 0, 0, 3, 0.1, 0.2, -1};
        double[] to = from.clone();
        for (int i = 2; i < to.length; i += 3) {
            to[i] = -to[i];
        }
        RigidFit f = RigidFit.of(from, to);
        Vec3 x = f.transform().axis(0);
        assertEquals(1, x.cross(f.transform().axis(1)).dot(f.transform().axis(2)), 1e-12);
        assertTrue(f.rms() > 0.1);
        assertThrows(IllegalArgumentException.class, () -> RigidFit.of(new double[] {0, 0, 0, 1, 1, 1, 2, 2, 2}, new double[9]));
    }

    @Test
    void weightsCount() {
        double[] from = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1};
        double[] to = {0, 0, 0, 1, 0, 0, 0, 1, 0, 5, 5, 5};
        assertEquals(0, RigidFit.weighted(from, to, new double[] {1, 1, 1, 0}).transform().angle(), 1e-12);
        assertTrue(RigidFit.of(from, to).transform().angle() > 0.1);
    }
}
