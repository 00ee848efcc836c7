/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GaussianProcessTest {

    /** Points that fill plus and minus 2.5, each slice of each coordinate once. */
    private static double[][] filled(int n, int dimension, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = new double[n][dimension];
        for (int k = 0; k < dimension; k++) {
            int[] order = random.ints(0, n).distinct().limit(n).toArray();
            for (int i = 0; i < n; i++) {
                x[i][k] = 5 * (order[i] + random.nextDouble()) / n - 2.5;
            }
        }
        return x;
    }

    private static double[] values(double[][] x, ToDoubleFunction<double[]> f) {
        return Arrays.stream(x).mapToDouble(f).toArray();
    }

    @Test
    void aPlaneIsLearnedExactly() {
        double[][] x = filled(12, 3, 1);
        ToDoubleFunction<double[]> f = p -> 40 + 3 * p[0] - 0.5 * p[2];
        GaussianProcess g = GaussianProcess.learn(x, values(x, f));
        for (double[] p : filled(20, 3, 2)) {
            assertEquals(f.applyAsDouble(p), g.mean(p), 1e-9);
            assertEquals(0, g.deviation(p), 1e-6);
        }
        assertEquals(0, g.error(), 1e-6);
    }

    /** Kriging by hand: with a plane of one input, three runs beyond it and given scales, weights from the bordered system. */
    @Test
    void againstTheBorderedSystem() {
        double[][] x = {{-2}, {-1}, {0.3}, {1.1}, {2.2}};
        double[] y = {1, 0.2, -0.4, 0.9, 2.5};
        double length = 1.3;
        double noise = 1e-3;
        GaussianProcess g = GaussianProcess.of(x, y, new double[] {length, noise});
        int n = x.length;
        double at = 0.8;
        // [K 1 x; 1' 0 0; x' 0 0] (w; m) = (k; 1; at): mean w'y, variance 1 + noise - w'k - m'(1, at), times the restricted variance
        double[][] a = new double[n + 2][n + 3];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a[i][j] = kernel(x[i][0], x[j][0], length) + (i == j ? noise : 0);
            }
            a[i][n] = 1;
            a[n][i] = 1;
            a[i][n + 1] = x[i][0];
            a[n + 1][i] = x[i][0];
            a[i][n + 2] = kernel(x[i][0], at, length);
        }
        a[n][n + 2] = 1;
        a[n + 1][n + 2] = at;
        double[] w = solved(a);
        double mean = 0;
        double share = 1 + noise - w[n] - w[n + 1] * at;
        for (int i = 0; i < n; i++) {
            mean += w[i] * y[i];
            share -= w[i] * kernel(x[i][0], at, length);
        }
        assertEquals(mean, g.mean(new double[] {at}), 1e-10);
        // the restricted variance from what a bordered system with y on the right leaves
        double[][] b = new double[n + 2][n + 3];
        for (int i = 0; i < n + 2; i++) {
            System.arraycopy(a[i], 0, b[i], 0, n + 2);
            b[i][n + 2] = i < n ? y[i] : 0;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                b[i][j] = kernel(x[i][0], x[j][0], length) + (i == j ? noise : 0);
            }
            b[i][n] = 1;
            b[i][n + 1] = x[i][0];
        }
        for (int j = 0; j < n; j++) {
            b[n][j] = 1;
            b[n + 1][j] = x[j][0];
        }
        double[] v = solved(b);
        double variance = 0;
        for (int i = 0; i < n; i++) {
            variance += v[i] * y[i] / (n - 2);
        }
        assertEquals(Math.sqrt(variance * share), g.deviation(new double[] {at}), 1e-10);
    }

    private static double kernel(double a, double b, double length) {
        return Math.exp(-(a - b) * (a - b) / (2 * length * length));
    }

    /** Gauss with pivots; the last column is the right side. */
    private static double[] solved(double[][] given) {
        double[][] a = Arrays.stream(given).map(double[]::clone).toArray(double[][]::new);
        int n = a.length;
        for (int k = 0; k < n; k++) {
            int best = k;
            for (int i = k; i < n; i++) {
                best = Math.abs(a[i][k]) > Math.abs(a[best][k]) ? i : best;
            }
            double[] row = a[k];
            a[k] = a[best];
            a[best] = row;
            for (int i = k + 1; i < n; i++) {
                double f = a[i][k] / a[k][k];
                for (int j = k; j <= n; j++) {
                    a[i][j] -= f * a[k][j];
                }
            }
        }
        double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            x[i] = a[i][n];
            for (int j = i + 1; j < n; j++) {
                x[i] -= a[i][j] * x[j];
            }
            x[i] /= a[i][i];
        }
        return x;
    }

    /** The error of each run that is left out is what a process of the others says, with the same scales. */
    @Test
    void leavingOneOutIsLearningWithoutIt() {
        double[][] x = filled(15, 2, 3);
        double[] y = values(x, p -> Math.sin(p[0]) + 0.3 * p[1] * p[1]);
        double[] scales = {1.5, 2, 1e-4};
        GaussianProcess g = GaussianProcess.of(x, y, scales);
        double sum = 0;
        double largest = 0;
        for (int i = 0; i < x.length; i++) {
            int left = i;
            double[][] others = IntStream.range(0, x.length).filter(k -> k != left).mapToObj(k -> x[k])
                    .toArray(double[][]::new);
            double[] told = IntStream.range(0, x.length).filter(k -> k != left).mapToDouble(k -> y[k]).toArray();
            double off = y[i] - GaussianProcess.of(others, told, scales).mean(x[i]);
            sum += off * off;
            largest = Math.max(largest, Math.abs(off));
        }
        assertEquals(Math.sqrt(sum / x.length), g.error(), 1e-9);
        assertEquals(largest, g.largestError(), 1e-9);
    }

    /** What it says of its own error holds: over functions of both kinds of bend, and points that it has not seen. */
    @Test
    void itKnowsHowFarOffItIs() {
        int within = 0;
        int all = 0;
        for (int seed = 1; seed <= 6; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double a = 1 + random.nextDouble();
            double b = random.nextDouble();
            double c = 0.5 * random.nextDouble();
            ToDoubleFunction<double[]> f = p -> a * Math.tanh(p[0]) + b * p[1] * p[0] + c * Math.exp(0.5 * p[2]) + 5;
            double[][] x = filled(60, 3, seed);
            GaussianProcess g = GaussianProcess.learn(x, values(x, f));
            double spread = 0;
            double off = 0;
            for (double[] p : filled(200, 3, 100 + seed)) {
                double d = f.applyAsDouble(p) - g.mean(p);
                within += Math.abs(d) < 2 * g.deviation(p) ? 1 : 0;
                all++;
                off += d * d;
                spread += Math.pow(f.applyAsDouble(p) - 5, 2);
            }
            assertTrue(off < 0.01 * spread, "seed " + seed + ": " + Math.sqrt(off / spread) + " of the function is not explained");
        }
        // a stationary process is no exact description of these functions; it must not be sure where it is wrong
        assertTrue(within > 0.88 * all, within + " of " + all + " within two standard deviations");
    }

    @Test
    void noiseIsNotFollowed() {
        SplittableRandom random = new SplittableRandom(5);
        double[][] x = filled(80, 1, 5);
        double[] y = values(x, p -> Math.sin(p[0]) + 0.2 * random.nextGaussian());
        GaussianProcess g = GaussianProcess.learn(x, y);
        double off = Arrays.stream(filled(50, 1, 6)).mapToDouble(p -> Math.pow(g.mean(p) - Math.sin(p[0]), 2)).average().orElseThrow();
        assertTrue(Math.sqrt(off) < 0.12, "off by " + Math.sqrt(off));
        assertEquals(0.2, g.deviation(new double[] {0}), 0.06);
    }

    @Test
    void keptScalesGiveTheSameAgain() {
        double[][] x = filled(30, 2, 7);
        double[] y = values(x, p -> Math.cos(p[0]) * p[1]);
        GaussianProcess g = GaussianProcess.learn(x, y);
        GaussianProcess again = GaussianProcess.of(x, y, g.scales());
        double[] p = {0.3, -1.2};
        assertEquals(g.mean(p), again.mean(p));
        assertEquals(g.deviation(p), again.deviation(p));
        assertArrayEquals(g.scales(), again.scales());
    }

    @Test
    void tooFewRunsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> GaussianProcess.learn(filled(4, 2, 1), new double[4]));
    }

    // ---- what goes with it

    /** A quadratic function of a normal quantity: mean 1.25 and variance 1.125 exactly, and the tangent at the mean as plane. */
    @Test
    void whatIsBehindAFunction() {
        Linearization l = Linearization.of(Gaussian.scalar(1, 0.25), x -> x[0] * x[0], x -> 0.1);
        assertEquals(1.25, l.behind().mean(0), 0.05);
        assertEquals(1.125 + 0.01, l.behind().covariance(0, 0), 0.15);
        assertEquals(2, l.slopes()[0], 0.05);
        assertEquals(0.125 + 0.01, l.left(), 0.05);
        Linearization plane = Linearization.of(new Gaussian(new double[] {1, 2}, new double[][] {{1, 0.5}, {0.5, 4}}),
                x -> 3 + 2 * x[0] - x[1], x -> 0);
        assertEquals(3, plane.constant(), 1e-9);
        assertArrayEquals(new double[] {2, -1}, plane.slopes(), 1e-9);
        assertEquals(0, plane.left(), 1e-9);
    }

    /** Another marginal that an observation of that part alone has made is what the update of all together makes. */
    @Test
    void aMarginalMovesTheRest() {
        Gaussian all = new Gaussian(new double[] {1, -2, 0.5}, new double[][] {{2, 0.6, -0.4}, {0.6, 1, 0.3}, {-0.4, 0.3, 1.5}});
        double[][] h = {{0, 1, 2}};
        double[][] r = {{0.2}};
        Gaussian whole = LinearKalman.update(all, h, new double[] {0.7}, r).posterior();
        int[] part = {1, 2};
        Gaussian own = LinearKalman.update(all.marginal(part), new double[][] {{1, 2}}, new double[] {0.7}, r).posterior();
        Gaussian moved = all.withMarginal(part, own);
        assertArrayEquals(whole.means(), moved.means(), 1e-12);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(whole.covariances()[i], moved.covariances()[i], 1e-12);
        }
    }

    @Test
    void aMarginalThatIsKnownExactlyMovesNothing() {
        Gaussian all = new Gaussian(new double[] {1, 2}, new double[][] {{0, 0}, {0, 1}});
        Gaussian moved = all.withMarginal(new int[] {0}, Gaussian.scalar(1, 0));
        assertArrayEquals(all.means(), moved.means());
        assertEquals(1, moved.covariance(1, 1));
    }
}
