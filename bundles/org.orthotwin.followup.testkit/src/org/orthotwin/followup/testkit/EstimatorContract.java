/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.estimation.Assimilation;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.LinearKalman;
import org.orthotwin.followup.estimation.Tail;
import org.orthotwin.followup.estimation.VectorFunction;

/** What every estimator promises. Extend it in a test of the bundle that contributes the estimator. */
public abstract class EstimatorContract {

    private static final double[][] MATRIX = {{1, 2, 0}, {0, 1, -1}};
    private static final double[][] NOISE = {{0.3, 0.1}, {0.1, 0.5}};
    private static final double[] SEEN = {3, -1};

    /** Its id. */
    protected abstract String id();

    /**
     * How far it may be from the exact answer where everything is linear and normal, in standard deviations before the observation; an
     * estimator that draws has its error of drawing.
     */
    protected double tolerance() {
        return 1e-6;
    }

    private Estimator estimator(long seed) {
        return Declaration.of(Estimators.registry(), id()).get().estimator(seed);
    }

    private static Gaussian prior() {
        return new Gaussian(new double[] {0.5, 1, -1}, new double[][] {{1, 0.3, 0}, {0.3, 0.8, -0.2}, {0, -0.2, 2}});
    }

    private static VectorFunction linear(double[][] m) {
        return (x, y) -> {
            for (int i = 0; i < m.length; i++) {
                y[i] = 0;
                for (int j = 0; j < x.length; j++) {
                    y[i] += m[i][j] * x[j];
                }
            }
        };
    }

    @Test
    public void declaresWhoItIs() {
        Declaration.isWhole(Declaration.of(Estimators.registry(), id()));
    }

    @Test
    public void isExactWhereEverythingIsLinear() {
        Assimilation exact = LinearKalman.update(prior(), MATRIX, SEEN, NOISE);
        Assimilation a = estimator(1).update(prior(), linear(MATRIX), SEEN.clone(), NOISE);
        assertClose(exact.posterior(), a.posterior());
        assertClose(exact.predicted(), a.predicted());
        double[][] step = {{1, 0.1, 0}, {0, 1, 0.1}, {0, 0, 0.9}};
        double[][] more = {{0.1, 0, 0}, {0, 0.2, 0}, {0, 0, 0.1}};
        assertClose(LinearKalman.forecast(prior(), step, more), estimator(1).forecast(prior(), linear(step), more));
    }

    private void assertClose(Gaussian expected, Gaussian g) {
        assertClose(expected, g, tolerance());
    }

    private static void assertClose(Gaussian expected, Gaussian g, double tolerance) {
        assertEquals(expected.dimension(), g.dimension());
        for (int i = 0; i < expected.dimension(); i++) {
            double scale = Math.max(expected.deviation(i), 1);
            assertEquals(expected.mean(i), g.mean(i), tolerance * scale, "mean " + i);
            for (int j = 0; j < expected.dimension(); j++) {
                assertEquals(expected.covariance(i, j), g.covariance(i, j), 4 * tolerance * scale * Math.max(expected.deviation(j), 1),
                        "covariance " + i + ", " + j);
            }
        }
    }

    /** A course with a logarithmic time: what is learned makes surer, and pulls towards what was seen. */
    @Test
    public void learnsFromABentFunction() {
        Gaussian prior = Gaussian.independent(new double[] {20, 15, Math.log(70)}, new double[] {5, 6, 0.4});
        VectorFunction course = (x, y) -> y[0] = x[0] - x[1] * Math.expm1(-90 / Math.exp(x[2]));
        double[] now = new double[1];
        Gaussian g = prior;
        for (int i = 0; i < 3; i++) {
            g = estimator(i).update(g, course, new double[] {40}, new double[][] {{4}}).posterior();
        }
        course.apply(g.means(), now);
        double[] before = new double[1];
        course.apply(prior.means(), before);
        assertTrue(Math.abs(now[0] - 40) < Math.abs(before[0] - 40) / 2, "it predicts " + now[0] + " after 40 was seen three times");
        for (int i = 0; i < 3; i++) {
            assertTrue(g.deviation(i) <= prior.deviation(i) * (1 + 10 * tolerance()), "parameter " + i + " became less sure");
        }
        assertTrue(g.deviation(1) < 0.95 * prior.deviation(1), "nothing was learned of the gain");
    }

    /** What lies at an end of its scale says that it is there or beyond: of a linear function mean and covariance are known. */
    @Test
    public void takesABoundForABound() {
        double[][] row = {{1, 2, 0}};
        for (int side : new int[] {1, -1}) {
            Assimilation whole = LinearKalman.update(prior(), row, new double[] {0}, new double[][] {{0.3}});
            double s = whole.predicted().deviation(0);
            double bound = whole.predicted().mean(0) + side * 0.4 * s;
            Tail tail = new Tail(0.4);
            double[] y = {whole.predicted().mean(0) + side * s * tail.mean()};
            Assimilation exact = LinearKalman.update(prior(), row, y, new double[][] {{0.3}});
            double[][] p = exact.posterior().covariances();
            for (int i = 0; i < p.length; i++) {
                for (int j = 0; j < p.length; j++) {
                    p[i][j] += (exact.posterior().mean(i) - prior().mean(i)) * (exact.posterior().mean(j) - prior().mean(j))
                            * tail.variance() / (tail.mean() * tail.mean());
                }
            }
            Assimilation a = estimator(1).beyond(prior(), linear(row), bound, side, 0.3);
            // one that draws has the errors of its gain times the way to the mean of the tail, too
            assertClose(new Gaussian(exact.posterior().means(), p), a.posterior(), 2 * tolerance());
            assertClose(whole.predicted(), a.predicted());
            assertEquals(side, a.side());
        }
    }

    @Test
    public void whatIsKnownExactlyStaysSo() {
        Gaussian prior = new Gaussian(new double[] {1, 2}, new double[][] {{1, 0}, {0, 0}});
        Assimilation a = estimator(1).update(prior, linear(new double[][] {{1, 1}}), new double[] {5}, new double[][] {{1}});
        assertEquals(2, a.posterior().mean(1), 1e-9);
        assertEquals(0, a.posterior().deviation(1), 1e-9);
    }

    @Test
    public void sameSeedSameNumbersOnAnyThread() {
        Estimator one = estimator(7);
        Gaussian first = one.update(prior(), linear(MATRIX), SEEN.clone(), NOISE).posterior();
        assertSame(first, one.update(prior(), linear(MATRIX), SEEN.clone(), NOISE).posterior());
        assertSame(first, estimator(7).update(prior(), linear(MATRIX), SEEN.clone(), NOISE).posterior());
        assertSame(first, CompletableFuture.supplyAsync(() -> one.update(prior(), linear(MATRIX), SEEN.clone(), NOISE).posterior()).join());
    }

    /** What is drawn for a step is that of the step: as little as its arguments differ, so little do its answers. */
    @Test
    public void sameStepSameDraws() {
        Estimator step = estimator(7).at("P, a score of 2021");
        Gaussian first = step.update(prior(), linear(MATRIX), SEEN.clone(), NOISE).posterior();
        assertSame(first, estimator(7).at("P, a score of 2021").update(prior(), linear(MATRIX), SEEN.clone(), NOISE).posterior());
        double[] mean = prior().means();
        mean[1] += 1e-13;
        assertClose(first, step.update(new Gaussian(mean, prior().covariances()), linear(MATRIX), SEEN.clone(), NOISE).posterior(), 1e-6);
    }

    private static void assertSame(Gaussian a, Gaussian b) {
        assertArrayEquals(a.means(), b.means());
        for (int i = 0; i < a.dimension(); i++) {
            assertArrayEquals(a.covariances()[i], b.covariances()[i]);
        }
    }

    @Test
    public void leavesItsArgumentsAlone() {
        double[] y = SEEN.clone();
        double[][] r = {NOISE[0].clone(), NOISE[1].clone()};
        Gaussian prior = prior();
        Assimilation a = estimator(1).update(prior, linear(MATRIX), y, r);
        assertArrayEquals(SEEN, y);
        assertArrayEquals(NOISE[0], r[0]);
        assertArrayEquals(NOISE[1], r[1]);
        assertSame(prior(), prior);
        assertArrayEquals(SEEN, a.observed());
        assertSame(prior(), a.prior());
    }
}
