/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.detection.RunLength;

/**
 * A line that breaks: with each onset it is a linear regression, whose posterior and evidence are known, so that the sum over the grid of
 * onsets is the exact answer.
 */
class ChangePointsTest {

    private static final double YEAR = 365.25 * 86400;
    /** Level and slope of the line, mm and mm a year. */
    private static final Gaussian PRIOR = Gaussian.independent(new double[] {0.3, 0.06 / YEAR}, new double[] {0.2, 0.05 / YEAR});
    private static final ChangePoints.Law LAW = new ChangePoints.Law(0.3 / YEAR, 1.1 / YEAR, 0.6 / YEAR);
    private static final double ERROR = 0.1;
    private static final double[] TIMES = {0.12, 0.25, 0.5, 1, 1.5, 2, 3};

    private static ChangePoints after(ChangePoints c, double t, double y) {
        return c.update(t, (x, v) -> v[0] = x[0] + x[1] * t, (g, h) -> new UnscentedKalman().update(g, h, new double[] {y}, new double[][] {
            {ERROR * ERROR}})).after();
    }

    private static ChangePoints after(ChangePoints from, double... y) {
        ChangePoints c = from;
        for (int i = 0; i < y.length; i++) {
            c = after(c, TIMES[i] * YEAR, y[i]);
        }
        return c;
    }

    /** Mean of level, slope and rate, and the evidence, with a known onset. */
    private static double[] regression(double onset, double[] y) {
        double[] m = {PRIOR.mean(0), PRIOR.mean(1), LAW.rate()};
        double[][] p = {{PRIOR.covariance(0, 0), 0, 0}, {0, PRIOR.covariance(1, 1), 0}, {0, 0, LAW.deviation() * LAW.deviation()}};
        // all at once: S = H P H' + R, m + P H' S^-1 (y - H m)
        int n = y.length;
        double[][] h = new double[n][];
        Arrays.setAll(h, i -> new double[] {1, TIMES[i] * YEAR, ChangePoints.added(onset, 1, TIMES[i] * YEAR)});
        double[][] s = new double[n][n];
        double[] r = new double[n];
        for (int i = 0; i < n; i++) {
            r[i] = y[i];
            for (int a = 0; a < 3; a++) {
                r[i] -= h[i][a] * m[a];
            }
            for (int j = 0; j < n; j++) {
                s[i][j] = i == j ? ERROR * ERROR : 0;
                for (int a = 0; a < 3; a++) {
                    s[i][j] += h[i][a] * p[a][a] * h[j][a];
                }
            }
        }
        double log = new Gaussian(new double[n], s).logDensity(r);
        double[] z = r.clone();
        Dense.solve(Dense.factor(s), z);
        double[] out = new double[4];
        for (int a = 0; a < 3; a++) {
            out[a] = m[a];
            for (int i = 0; i < n; i++) {
                out[a] += p[a][a] * h[i][a] * z[i];
            }
        }
        out[3] = log;
        return out;
    }

    @Test
    void theBankIsTheSumOverAllOnsets() {
        for (double[] y : new double[][] {{0.31, 0.33, 0.3, 0.36, 0.75, 1.3, 2.6}, {0.31, 0.33, 0.3, 0.36, 0.37, 0.38, 0.5},
            {0.31, 0.33, 0.3, 0.36, 0.4, 0.55, 0.8}}) {
            double[][] grid = ChangePoints.grid(LAW, TIMES[TIMES.length - 1] * YEAR);
            double sum = 0;
            double changed = 0;
            double[] mean = new double[3];
            for (double[] k : grid) {
                double[] r = regression(k[0], y);
                double w = Math.exp(k[1] + r[3]);
                sum += w;
                changed += Double.isFinite(k[0]) ? w : 0;
                mean[0] += w * r[0];
                mean[1] += w * r[1];
                mean[2] += Double.isFinite(k[0]) ? w * r[2] : 0;
            }
            ChangePoints c = after(ChangePoints.of(PRIOR, LAW), y);
            assertEquals(changed / sum, c.probability(), 1e-9);
            assertEquals(mean[0] / sum, c.parameters().mean(0), 1e-9);
            assertEquals(mean[1] / sum * YEAR, c.parameters().mean(1) * YEAR, 1e-9);
            assertEquals(mean[2] / changed * YEAR, c.changed().mean(2) * YEAR, 1e-9);
            // the grid comes to 1
            assertEquals(1, Arrays.stream(grid).mapToDouble(k -> Math.exp(k[1])).sum(), 1e-12);
        }
    }

    /** What is seen late says the same as if it had been seen in time. */
    @Test
    void theOrderOfObservationsDoesNotMatter() {
        double[] y = {0.31, 0.33, 0.3, 0.36, 0.75, 1.3, 2.6};
        ChangePoints forth = after(ChangePoints.of(PRIOR, LAW), y);
        ChangePoints back = ChangePoints.of(PRIOR, LAW);
        for (int i : new int[] {6, 0, 3, 2, 5, 1, 4}) {
            back = after(back, TIMES[i] * YEAR, y[i]);
        }
        assertEquals(forth.probability(), back.probability(), 1e-9);
        assertEquals(forth.parameters().mean(1) * YEAR, back.parameters().mean(1) * YEAR, 1e-9);
        assertEquals(forth.onset(0.5), back.onset(0.5), 0);
    }

    /** A split prior has the mean and the covariance of the whole one, in what goes with the split quantity too, and its fourth moment. */
    @Test
    void aSplitPriorIsThePrior() {
        Gaussian prior = new Gaussian(new double[] {0.3, -1, 2}, new double[][] {{1.6, 0.4, -0.3}, {0.4, 0.5, 0.1}, {-0.3, 0.1, 0.7}});
        ChangePoints c = ChangePoints.of(prior, LAW, 0);
        Gaussian same = c.parameters();
        for (int i = 0; i < 3; i++) {
            assertEquals(prior.mean(i), same.mean(i), 1e-12);
            for (int j = 0; j < 3; j++) {
                assertEquals(prior.covariance(i, j), same.covariance(i, j), 1e-12);
            }
        }
        assertEquals(3, c.parts().size());
        double fourth = c.parts().stream().mapToDouble(p -> {
            double m = p.distribution().mean(0) - 0.3;
            double v = p.distribution().covariance(0, 0);
            return p.weight() * (Math.pow(m, 4) + 6 * m * m * v + 3 * v * v);
        }).sum();
        assertEquals(3 * 1.6 * 1.6, fourth, 1e-12);
        assertEquals(9, ChangePoints.of(prior, LAW, 0, 2).parts().size());
    }

    /**
     * A log-normal amount that is reached with a log-normal time, both hardly known: of 2,000 patients the truth is where it is believed
     * to be, where one normal distribution about the posterior is too sure of the time.
     */
    @Test
    @Tag("long")
    void whatIsHardlyKnownIsNotTakenForSure() {
        Gaussian prior = new Gaussian(new double[] {Math.log(0.35), Math.log(60)}, new double[][] {{1.57, 0}, {0, 0.62}});
        ChangePoints.Law never = new ChangePoints.Law(1e-9 / YEAR, 0, 1e-9 / YEAR);
        double[] far = new double[2];
        for (int way = 0; way < 2; way++) {
            SplittableRandom random = new SplittableRandom(5);
            double[] part = new double[2000];
            for (int k = 0; k < part.length; k++) {
                double[] x = prior.at(random.nextGaussian(), random.nextGaussian());
                ChangePoints c = way == 0 ? ChangePoints.of(prior, never) : ChangePoints.of(prior, never, 0);
                for (double day : new double[] {42, 90, 182, 365, 730}) {
                    VectorFunction rise = (z, v) -> v[0] = Math.exp(z[0]) * -Math.expm1(-day / Math.exp(z[1]));
                    double[] y = new double[1];
                    rise.apply(x, y);
                    y[0] += 0.1 * random.nextGaussian();
                    c = c.update(day * YEAR / 365.25, rise, (g, h) -> new PosteriorLinearization().update(g, h, y, new double[][] {{0.01}}))
                            .after();
                }
                part[k] = RunLength.normal((x[1] - c.parameters().mean(1)) / c.parameters().deviation(1));
            }
            Arrays.sort(part);
            far[way] = IntStream.range(0, part.length).mapToDouble(k -> Math.abs((k + 0.5) / part.length - part[k])).max().orElseThrow();
        }
        assertTrue(far[0] > 0.1, "one normal distribution: " + far[0]);
        assertTrue(far[1] < 0.08, "three: " + far[1]);
    }

    /** A line that breaks after a year is not a steeper line: a plain filter says 0.6 mm a year, and the slope was 0.05. */
    @Test
    void aLateBreakDoesNotDragTheSlope() {
        double[] y = {0.31, 0.33, 0.33, 0.36, 0.95, 1.52, 2.65};
        ChangePoints c = after(ChangePoints.of(PRIOR, LAW), y);
        Gaussian plain = PRIOR;
        for (int i = 0; i < y.length; i++) {
            double t = TIMES[i] * YEAR;
            plain = new UnscentedKalman().update(plain, (x, v) -> v[0] = x[0] + x[1] * t, new double[] {y[i]}, new double[][] {{ERROR
                    * ERROR}}).posterior();
        }
        assertTrue(plain.mean(1) * YEAR > 0.4, "plain " + plain.mean(1) * YEAR);
        assertEquals(0.06, c.parameters().mean(1) * YEAR, 0.04);
        assertTrue(c.probability() > 0.999);
        assertEquals(1.1, c.changed().mean(2) * YEAR, 0.15);
        assertEquals(1, c.onset(0.5) / YEAR, 0.2);
        assertTrue(c.onset(0.05) <= c.onset(0.5) && c.onset(0.5) <= c.onset(0.95));
        assertEquals(c.likelier().mean(1), c.parameters().mean(1), 1e-3 / YEAR);
    }

    /** Drawn from the law: value and quantiles years on, without and with observations before. */
    @Test
    void whatIsForetoldIsWhatComes() {
        SplittableRandom random = new SplittableRandom(3);
        double t = 4 * YEAR;
        int n = 40_000;
        double[] drawn = new double[n];
        for (int i = 0; i < n; i++) {
            double[] x = PRIOR.at(random.nextGaussian(), random.nextGaussian());
            double[] k = LAW.draw(random, t);
            drawn[i] = x[0] + x[1] * t + ChangePoints.added(k[0], k[1], t);
        }
        Arrays.sort(drawn);
        ChangePoints.Mixed m = ChangePoints.of(PRIOR, LAW).value(t, (x, v) -> v[0] = x[0] + x[1] * t);
        assertEquals(Arrays.stream(drawn).average().orElseThrow(), m.mean(), 0.03);
        for (double q : new double[] {0.025, 0.25, 0.5, 0.75, 0.975}) {
            assertEquals(drawn[(int) (q * n)], m.quantile(q), 0.05, "part " + q);
            assertEquals(q, m.below(m.quantile(q)), 1e-9);
        }
        assertEquals(m.quantile(0.975) - m.quantile(0.025), 2 * 1.959963984540054 * m.band().deviation(0), 1e-9);
        // what is opened by a look at the future is what is opened by an observation that says nothing
        ChangePoints blind = ChangePoints.of(PRIOR, LAW).update(3 * YEAR, (x, v) -> v[0] = x[0], (g,
                h) -> new UnscentedKalman().update(g, h,
                new double[] {0}, new double[][] {{1e12}})).after();
        assertEquals(m.mean(), blind.value(t, (x, v) -> v[0] = x[0] + x[1] * t).mean(), 1e-6);
        assertEquals(m.quantile(0.9), blind.value(t, (x, v) -> v[0] = x[0] + x[1] * t).quantile(0.9), 1e-6);
    }

    /**
     * Simulation-based calibration: of truths drawn from the law the ranks in the posterior are uniform, and of those with a change as many
     * are there as the probabilities come to. Onsets are drawn from all times, not from the grid.
     */
    @Test
    void ranksOfTheTruthAreUniform() {
        SplittableRandom random = new SplittableRandom(2026);
        int truths = 1000;
        int[][] bins = new int[3][10];
        double expected = 0;
        double variance = 0;
        int changes = 0;
        for (int k = 0; k < truths; k++) {
            double[] x = PRIOR.at(random.nextGaussian(), random.nextGaussian());
            double[] change = LAW.draw(random, TIMES[TIMES.length - 1] * YEAR);
            double[] y = new double[TIMES.length];
            Arrays.setAll(y, i -> x[0] + x[1] * TIMES[i] * YEAR + ChangePoints.added(change[0], change[1], TIMES[i] * YEAR) + ERROR * random
                    .nextGaussian());
            ChangePoints c = after(ChangePoints.of(PRIOR, LAW), y);
            expected += c.probability();
            variance += c.probability() * (1 - c.probability());
            changes += Double.isFinite(change[0]) ? 1 : 0;
            for (int i = 0; i < 2; i++) {
                double u = 0;
                for (ChangePoints.Part p : c.parts()) {
                    u += p.weight() * Math.exp(new Tail(-(x[i] - p.distribution().mean(i)) / p.distribution().deviation(i))
                            .logProbability());
                }
                bins[i][(int) Math.min(9, 10 * u)]++;
            }
            double next = 3.5 * YEAR;
            double then = x[0] + x[1] * next + ChangePoints.added(change[0], change[1], next);
            if (Double.isFinite(change[0])) {
                bins[2][(int) Math.min(9, 10 * c.value(next, (z, v) -> v[0] = z[0] + z[1] * next).below(then))]++;
            }
        }
        for (int i = 0; i < 2; i++) {
            double per = truths / 10.0;
            double chi = Arrays.stream(bins[i]).mapToDouble(b -> (b - per) * (b - per) / per).sum();
            assertTrue(chi < 27.88, "parameter " + i + ": chi-squared " + chi + " of " + Arrays.toString(bins[i]) + ", 1 in 1000 is 27.88");
        }
        assertEquals(changes, expected, 3.3 * Math.sqrt(variance), "changes of " + truths);
        assertTrue(changes > 400, changes + " changes");
    }

    /** A chain that is told where two modes are visits both as often as it should; one that is not stays in one. */
    @Test
    void aChainThatIsToldFindsBothModes() {
        Gaussian left = Gaussian.independent(new double[] {-10, 0}, new double[] {1, 1});
        Gaussian right = Gaussian.independent(new double[] {10, 3}, new double[] {0.5, 2});
        java.util.function.ToDoubleFunction<double[]> log = x -> Math.log(0.3 * Math.exp(left.logDensity(x)) + 0.7 * Math.exp(right
                .logDensity(x)));
        List<ChangePoints.Part> modes = List.of(new ChangePoints.Part(0.5, left), new ChangePoints.Part(0.5, right));
        Chain told = new AdaptiveMetropolis(2000, 8000, 5, 4).draw(left, modes, log, Monitor.NONE);
        assertEquals(0.7, Arrays.stream(told.draws()).filter(x -> x[0] > 0).count() / 8000.0, 0.03);
        assertEquals(0.7 * 3, told.fit().mean(1), 0.15);
        Chain alone = new AdaptiveMetropolis(2000, 8000, 5, 4).draw(left, log, Monitor.NONE);
        assertTrue(Arrays.stream(alone.draws()).noneMatch(x -> x[0] > 0));
    }

    @Test
    void aLawNeedsAHazardAndASpread() {
        List<Runnable> wrong = new ArrayList<>(List.of(() -> new ChangePoints.Law(0, 1, 1), () -> new ChangePoints.Law(1, 1, 0), () ->
                new ChangePoints.Law(1, Double.NaN, 1)));
        wrong.forEach(w -> assertThrows(IllegalArgumentException.class, w::run));
    }
}
