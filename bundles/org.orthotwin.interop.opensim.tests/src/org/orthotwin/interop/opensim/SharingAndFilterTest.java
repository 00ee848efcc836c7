/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.InputException;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.multibody.Coordinate;
import org.orthotwin.multibody.Link;
import org.orthotwin.multibody.MotionFunction;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.Segment;
import org.orthotwin.solver.muscle.MuscleTendon;

class SharingAndFilterTest {

    private static final double NONE = Double.POSITIVE_INFINITY;

    private static double[] all(int n, double v) {
        double[] a = new double[n];
        Arrays.fill(a, v);
        return a;
    }

    /** The closed form for three muscles about one axis: r = 40, 30, 20 mm, strengths 10, 20, 5, a moment of 30 N.m. */
    @Test
    void threeMusclesShareAMomentAsTheClosedFormSays() {
        double[] r = {0.04, 0.03, 0.02};
        double[] s = {10, 20, 5};
        double[][] expected = {{226.4151, 679.2453, 28.3019}, {253.1973, 620.2041, 63.2993}, {264.3824, 585.1745, 93.4733}};
        double[] powers = {2, 3, 5};
        double[][] b = {{r[0] * s[0]}, {r[1] * s[1]}, {r[2] * s[2]}};
        for (int k = 0; k < 3; k++) {
            ActivationSharing a = ActivationSharing.of(b, new double[] {30}, all(3, 0), all(3, NONE), powers[k]);
            assertTrue(a.converged());
            for (int i = 0; i < 3; i++) {
                assertEquals(expected[k][i], a.activations()[i] * s[i], 1e-4);
            }
        }
    }

    /** What is found is the least: any other way to meet the conditions within the limits costs more. */
    @Test
    void noOtherWayIsCheaper() {
        Random random = new Random(11);
        for (int trial = 0; trial < 30; trial++) {
            int n = 9;
            int m = 3;
            double[][] b = new double[n][m];
            double[] inside = new double[n];
            for (int i = 0; i < n; i++) {
                inside[i] = 0.05 + 0.9 * random.nextDouble();
                for (int j = 0; j < m; j++) {
                    b[i][j] = 20 * random.nextGaussian();
                }
            }
            double[] wanted = new double[m];
            for (int j = 0; j < m; j++) {
                for (int i = 0; i < n; i++) {
                    wanted[j] += b[i][j] * inside[i];
                }
            }
            ActivationSharing a = ActivationSharing.of(b, wanted, all(n, 0.01), all(n, 1), 2);
            assertTrue(a.converged(), "trial " + trial + " lacks " + a.residual());
            double cost = cost(a.activations());
            assertTrue(cost <= cost(inside) + 1e-9);
            // convex: on the straight way to another point that meets the conditions the cost only grows
            for (double t : new double[] {1e-3, 0.1, 0.5}) {
                double[] between = new double[n];
                for (int i = 0; i < n; i++) {
                    between[i] = a.activations()[i] + t * (inside[i] - a.activations()[i]);
                    assertTrue(between[i] >= 0.01 - 1e-12 && between[i] <= 1 + 1e-12);
                }
                assertTrue(cost(between) >= cost - 1e-9);
            }
        }
    }

    private static double cost(double[] a) {
        return Arrays.stream(a).map(v -> v * v).sum();
    }

    @Test
    void whatCannotBeDoneIsSaid() {
        ActivationSharing a = ActivationSharing.of(new double[][] {{0.4}, {0.6}}, new double[] {3}, all(2, 0), all(2, 1), 2);
        assertFalse(a.converged());
        assertEquals(2, a.residual(), 1e-9);
        assertArrayEquals(new double[] {1, 1}, a.activations(), 1e-12);
        assertFalse(ActivationSharing.of(new double[][] {{0.4}}, new double[] {-1}, all(1, 0), all(1, 1), 2).converged());
    }

    /** Both ways together let half of a wave at the frequency pass, all of a slow one, nothing of a fast one, and shift none. */
    @Test
    void theLowPassHalvesAtItsFrequency() {
        double step = 0.005;
        double[][] cases = {{6, 0.5, 1e-3}, {0.5, 1, 1e-5}, {40, 0, 1e-4}};
        for (double[] c : cases) {
            double[] v = new double[4001];
            for (int i = 0; i < v.length; i++) {
                v[i] = Math.cos(2 * Math.PI * c[0] * (i - 2000) * step);
            }
            double[] f = LowPass.filtered(v, step, 6);
            assertEquals(c[1], f[2000], c[2], c[0] + " Hz");
            assertEquals(f[1993], f[2007], 1e-9);
        }
    }

    /**
     * A table at 100 Hz with one row 0.1 us behind another: a wave of 1 Hz comes through a low pass of 6 Hz as with even rows, in steps of
     * a fiftieth of 1/6 s at most, and not of 0.1 us. Where such steps are needed they are refused.
     */
    @Test
    void oneTinyStepDoesNotMakeAllTiny() {
        int n = 301;
        double[] t = new double[n];
        double[][] rows = new double[n][1];
        for (int i = 0; i < n; i++) {
            t[i] = i <= 150 ? i * 0.01 : i == 151 ? 1.5 + 1e-7 : (i - 1) * 0.01;
            rows[i][0] = Math.sin(2 * Math.PI * t[i]);
        }
        Coordinate swing = new Coordinate("swing", Coordinate.Kind.ROTATION, 0, -3, 3, false, false);
        MultibodyModel model = new MultibodyModel("rod", Vec3.ZERO, List.of(new Segment("rod", 1, Vec3.ZERO, 1, 1, 1, 0, 0, 0)),
                List.of(swing), List.of(new Link("pin", -1, 0, RigidTransform.IDENTITY, RigidTransform.IDENTITY,
                        List.of(new Link.Axis(Vec3.Z, MotionFunction.IDENTITY, 0)), List.of())), List.of(), List.of(), List.of(),
                List.of());
        MotionTable table = new MotionTable("wave", false, List.of("swing"), t, rows);
        ModelMotion m = new ModelMotion(model, table, "wave", 6);
        assertEquals(2.99 * 300, m.times().length, 2);
        double[] q = new double[1];
        double gain = 1 / (1 + Math.pow(1 / 6.0, 6));
        for (double x = 1; x < 2; x += 0.0371) {
            m.at(x, q, new double[1], new double[1]);
            assertEquals(gain * Math.sin(2 * Math.PI * x), q[0], 1e-3, x + " s");
        }
        assertEquals("motion.large", assertThrows(InputException.class, () -> new ModelMotion(model, table, "wave", 4e6)).diagnostic()
                .code());
        assertEquals("motion.cutoff", assertThrows(InputException.class, () -> new ModelMotion(model, table, "wave", 6e6)).diagnostic()
                .code());
    }

    @Test
    void thePaddingTurnsAboutTheEnds() {
        assertArrayEquals(new double[] {-2, 0, 1, 2, 4, 6, 7}, LowPass.padded(new double[] {1, 2, 4}, 2), 1e-15);
    }

    /** At its optimal length and at rest a muscle pulls with its strength times the cosine of its pennation. */
    @Test
    void aMusclePullsWithItsStrength() {
        OsimModel.Muscle m = new OsimModel.Muscle("m", "Thelen2003Muscle", 0, 1000, 0.1, 0.2, 0.3, 10, 0, 1, true, Map.of());
        MuscleTendon law = MuscleLaws.of(m);
        double rest = 0.2 + 0.1 * Math.cos(0.3);
        assertEquals(1000 * Math.cos(0.3), law.rigid(rest, 0, 1).active(), 1e-9);
        assertTrue(law.rigid(rest, -0.3, 1).active() < law.rigid(rest, 0, 1).active());
        assertTrue(law.rigid(rest, 0, 1).active() < law.rigid(rest, 0.3, 1).active());
        // as fast as it can: v = 1 m/s along the fibres
        assertEquals(0, law.rigid(rest, -1 / Math.cos(0.3), 1).active(), 1e-9);
        assertEquals(0, law.rigid(0.19, 0, 1).active());
    }
}
