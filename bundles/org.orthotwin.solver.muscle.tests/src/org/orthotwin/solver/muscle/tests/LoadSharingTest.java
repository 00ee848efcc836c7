/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.solver.muscle.LoadSharing;

/** Closed forms about one axis, and the conditions of the optimum about several. */
class LoadSharingTest {

    private static final double[][] ARMS = {{0.04}, {0.03}, {0.02}};
    private static final double[] AREAS = {10e-4, 20e-4, 5e-4};
    private static final double[] NONE = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};

    @ParameterizedTest
    @CsvSource({"2,226.4151,679.2453,28.3019", "3,253.1973,620.2041,63.2993", "5,264.3824,585.1745,93.4733"})
    void powers(double power, double a, double b, double c) {
        LoadSharing s = LoadSharing.ofPower(ARMS, AREAS, NONE, new double[] {30}, power);
        assertTrue(s.converged());
        assertArrayEquals(new double[] {a, b, c}, s.forces(), 1e-4);
    }

    @Test
    void leastLargest() {
        LoadSharing s = LoadSharing.ofLargest(ARMS, AREAS, NONE, new double[] {30});
        assertTrue(s.converged());
        assertArrayEquals(new double[] {272.7273, 545.4545, 136.3636}, s.forces(), 1e-4);
    }

    /** Muscles that turn the other way stay slack; one at its limit leaves the rest to the others. */
    @Test
    void pullOnlyAndLimits() {
        double[][] arms = {{0.04}, {-0.03}, {0.02}};
        LoadSharing s = LoadSharing.ofPower(arms, AREAS, NONE, new double[] {30}, 2);
        assertEquals(0, s.forces()[1]);
        assertEquals(30, 0.04 * s.forces()[0] + 0.02 * s.forces()[2], 1e-8);
        LoadSharing limited = LoadSharing.ofPower(ARMS, AREAS, new double[] {200, 1e9, 1e9}, new double[] {30}, 2);
        assertEquals(200, limited.forces()[0]);
        // the other two by the closed form for what is left
        double rest = 22 / (0.03 * 20 * 0.03 * 20 + 0.02 * 5 * 0.02 * 5);
        assertArrayEquals(new double[] {200, 20 * 0.03 * 20 * rest, 5 * 0.02 * 5 * rest}, limited.forces(), 1e-6);
        assertFalse(LoadSharing.ofPower(ARMS, AREAS, new double[] {1, 1, 1}, new double[] {30}, 3).converged());
        assertFalse(LoadSharing.ofLargest(ARMS, AREAS, new double[] {1, 1, 1}, new double[] {30}).converged());
        assertFalse(LoadSharing.ofPower(ARMS, AREAS, NONE, new double[] {-30}, 2).converged());
        assertArrayEquals(new double[3], LoadSharing.ofPower(ARMS, AREAS, NONE, new double[] {0}, 2).forces());
        assertThrows(IllegalArgumentException.class, () -> LoadSharing.ofPower(ARMS, AREAS, NONE, new double[] {1}, 1));
    }

    /**
     * Random muscles about three axes: the moments are met, and no exchange of forces that keeps them lowers the cost, for there are
     * prices of the moments that every muscle between its limits obeys: p (F/A)^(p-1) / A = r . y.
     */
    @Test
    void optimalAboutThreeAxes() {
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < 40; trial++) {
            double p = new double[] {2, 3, 5}[trial % 3];
            int n = 12;
            double[][] arms = new double[n][3];
            double[] areas = new double[n];
            double[] limits = new double[n];
            double[] moments = new double[3];
            for (int i = 0; i < n; i++) {
                areas[i] = 2e-4 + 2e-3 * random.nextDouble();
                limits[i] = trial % 2 == 0 ? Double.POSITIVE_INFINITY : 6e5 * areas[i];
                double f = 3e5 * areas[i] * random.nextDouble();
                for (int j = 0; j < 3; j++) {
                    arms[i][j] = 0.06 * (random.nextDouble() - 0.5);
                    moments[j] += arms[i][j] * f;
                }
            }
            LoadSharing s = LoadSharing.ofPower(arms, areas, limits, moments, p);
            assertTrue(s.converged(), trial + ": " + s.residual());
            assertPrices(arms, areas, limits, s.forces(), p, trial);
            LoadSharing m = LoadSharing.ofLargest(arms, areas, limits, moments);
            assertTrue(m.converged());
            assertTrue(largest(m.forces(), areas) <= largest(s.forces(), areas) * (1 + 1e-9));
        }
    }

    /** The prices are found from three muscles in between, as the solution of three equations by Cramer's rule. */
    private static void assertPrices(double[][] arms, double[] areas, double[] limits, double[] f, double p, int trial) {
        int[] between = java.util.stream.IntStream.range(0, f.length).filter(i -> f[i] > 1e-3 * limitOr(f, limits, i) && f[i] < limits[i])
                .toArray();
        assertTrue(between.length >= 3, trial + ": " + Arrays.toString(f));
        double[][] r = {arms[between[0]], arms[between[1]], arms[between[2]]};
        double[] c = new double[3];
        for (int k = 0; k < 3; k++) {
            c[k] = price(f[between[k]], areas[between[k]], p);
        }
        double det = det(r[0], r[1], r[2]);
        double[] y = new double[3];
        for (int j = 0; j < 3; j++) {
            double[][] q = {r[0].clone(), r[1].clone(), r[2].clone()};
            for (int k = 0; k < 3; k++) {
                q[k][j] = c[k];
            }
            y[j] = det(q[0], q[1], q[2]) / det;
        }
        double scale = Arrays.stream(c).max().orElse(0);
        double condition = 1e-4 / Math.abs(det) * Math.pow(0.03, 3);
        for (int i = 0; i < f.length; i++) {
            double offered = arms[i][0] * y[0] + arms[i][1] * y[1] + arms[i][2] * y[2];
            double cost = price(f[i], areas[i], p);
            double tolerance = Math.max(1e-6, condition * 1e-2) * scale * 10;
            if (f[i] >= limits[i]) {
                assertTrue(offered >= cost - tolerance, trial + ", muscle " + i + " at its limit");
            } else if (f[i] == 0) {
                assertTrue(offered <= tolerance, trial + ", muscle " + i + " is slack at a price of " + offered);
            } else {
                assertEquals(cost, offered, tolerance, trial + ", muscle " + i);
            }
        }
    }

    private static double limitOr(double[] f, double[] limits, int i) {
        return Double.isInfinite(limits[i]) ? Arrays.stream(f).max().orElse(0) : limits[i];
    }

    private static double price(double force, double area, double p) {
        return p * Math.pow(force / area, p - 1) / area;
    }

    private static double det(double[] a, double[] b, double[] c) {
        return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
    }

    private static double largest(double[] forces, double[] areas) {
        double worst = 0;
        for (int i = 0; i < forces.length; i++) {
            worst = Math.max(worst, forces[i] / areas[i]);
        }
        return worst;
    }
}
