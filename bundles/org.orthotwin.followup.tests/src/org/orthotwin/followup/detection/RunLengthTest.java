/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.detection.Detector.Side;

/**
 * Run lengths against printed tables (Montgomery, Introduction to Statistical Quality Control, the tables of the cumulative sum and of the
 * moving average; Lucas and Saccucci 1990), against an independent evaluation of the same chain, and against simulation.
 */
class RunLengthTest {

    private static final double[] SHIFTS = {0, .25, .5, .75, 1, 1.5, 2, 2.5, 3, 4};

    @ParameterizedTest
    @CsvSource({"4, 167.68 74.22 26.63 13.29 8.38 4.75 3.34 2.62 2.19 1.71", "5, 465.43 139.49 38.00 17.05 10.38 5.75 4.01 3.11 2.57 2.01",
            "4.77, 368.55 121.31 35.21 16.17 9.92 5.52 3.86 3.00 2.48 1.96"})
    void cusumTablesToTheirDigits(double h, String row) {
        String[] table = row.split(" ");
        for (int i = 0; i < SHIFTS.length; i++) {
            double expected = Double.parseDouble(table[i]);
            double exact = RunLength.cusum(0.5, h, Side.BOTH, SHIFTS[i]);
            // the table is a chain of 401 states, which the exact value leaves by 2e-5 of it
            assertEquals(expected, exact, 0.005001 + 2e-5 * expected, "h " + h + ", shift " + SHIFTS[i]);
        }
        // the chain of the table itself, where its digits are most
        assertEquals(Double.parseDouble(table[0]), RunLength.cusumByChain(0.5, h, Side.BOTH, 0, 401), 0.005001);
    }

    @ParameterizedTest
    @CsvSource({"3, 117.6, 6.40", "4, 335.4, 8.38", "5, 930.9, 10.38"})
    void oneSidedCusum(double h, double inControl, double shifted) {
        assertEquals(inControl, RunLength.cusum(0.5, h, Side.UP, 0), 0.05001);
        assertEquals(shifted, RunLength.cusum(0.5, h, Side.UP, 1), 0.005001);
        assertEquals(RunLength.cusum(0.5, h, Side.UP, 1), RunLength.cusum(0.5, h, Side.DOWN, -1), 1e-9);
    }

    @Test
    void chainConvergesToIntegralEquation() {
        double exact = RunLength.cusum(0.5, 4, Side.UP, 0);
        double coarse = RunLength.cusumByChain(0.5, 4, Side.UP, 0, 51) - exact;
        double fine = RunLength.cusumByChain(0.5, 4, Side.UP, 0, 101) - exact;
        assertEquals(4, coarse / fine, 0.2, "second order");
    }

    @ParameterizedTest
    @CsvSource({".4, 3.054, 499.95 223.73 71.20 28.42 14.26 5.87 3.52 2.54 2.02 1.44", ".25, 2.998, 499.82 170.29 48.29 20.11 11.14",
            ".2, 2.962, 499.72 150.21 41.76 18.15 10.54", ".1, 2.814, 499.55 106.32 31.30 15.85 10.33 6.08",
            ".05, 2.615, 499.89 84.00 28.76 16.37 11.38"})
    void ewmaTables(double lambda, double factor, String row) {
        String[] table = row.split(" ");
        for (int i = 0; i < table.length; i++) {
            double expected = Double.parseDouble(table[i]);
            // the table is a chain of 801 states, which the exact value leaves by up to 9e-5 of it
            assertEquals(expected, RunLength.ewma(lambda, factor, Side.BOTH, SHIFTS[i]), 0.005001 + 9e-5 * expected, "lambda " + lambda
                    + ", shift " + SHIFTS[i]);
        }
    }

    @ParameterizedTest
    @CsvSource({".4, 3.054, 499.95", ".25, 2.998, 499.82", ".2, 2.962, 499.72", ".1, 2.814, 499.55", ".05, 2.615, 499.89"})
    @Tag("long")
    void ewmaChainToTheDigitsOfItsTable(double lambda, double factor, double table) {
        assertEquals(table, RunLength.ewmaByChain(lambda, factor, 0, 801), 0.005001);
    }

    @Test
    void ewmaChainConvergesToIntegralEquation() {
        double exact = RunLength.ewma(0.1, 2.814, Side.BOTH, 0);
        double coarse = RunLength.ewmaByChain(0.1, 2.814, 0, 101) - exact;
        double fine = RunLength.ewmaByChain(0.1, 2.814, 0, 203) - exact;
        assertEquals(4, coarse / fine, 0.2, "second order");
    }

    @Test
    void oneSidedMovingAverage() {
        double up = RunLength.ewma(0.2, 2.5, Side.UP, 0.5);
        assertEquals(up, RunLength.ewma(0.2, 2.5, Side.DOWN, -0.5), 1e-6 * up);
        RunLength.Simulated s = RunLength.simulate(() -> new Ewma(0.2, 2.5, Side.UP), 0.5, 5_000, 11, Monitor.NONE);
        assertEquals(s.mean(), up, 4 * s.standardError());
    }

    @Test
    void shewhart() {
        assertEquals(370.40, RunLength.shewhart(3, Side.BOTH, 0), 0.005001);
        assertEquals(43.89, RunLength.shewhart(3, Side.BOTH, 1), 0.005001);
    }

    @ParameterizedTest
    @CsvSource({"50", "1000"})
    void limitsGiveTheAskedRunLength(double length) {
        assertEquals(length, RunLength.cusum(0.5, RunLength.cusumLimit(0.5, Side.UP, length), Side.UP, 0), 1e-6 * length);
        assertEquals(length, RunLength.ewma(0.2, RunLength.ewmaFactor(0.2, Side.BOTH, length), Side.BOTH, 0), 1e-6 * length);
        assertEquals(length, RunLength.shewhart(RunLength.shewhartLimit(Side.DOWN, length), Side.DOWN, 0), 1e-6 * length);
        assertThrows(IllegalArgumentException.class, () -> RunLength.cusumLimit(0.5, Side.UP, 1));
    }

    /** Detectors as they run, not only their equations: 600 courses to the signal. */
    @Test
    void detectorsRunAsLongAsTheirEquationsSay() {
        simulated(600, 4);
    }

    @Test
    @Tag("long")
    void detectorsRunAsLongAsTheirEquationsSayIn100000Courses() {
        double worst = simulated(100_000, 4.5);
        assertTrue(worst < 0.02, "largest relative deviation " + worst);
    }

    private static double simulated(int courses, double errors) {
        double worst = 0;
        for (double shift : new double[] {0, 0.5, 1}) {
            worst = Math.max(worst, compare(new Cusum(0.5, 4, Side.BOTH), RunLength.cusum(0.5, 4, Side.BOTH, shift), shift, courses,
                    errors));
            worst = Math.max(worst, compare(new Cusum(0.5, 3, Side.UP), RunLength.cusum(0.5, 3, Side.UP, shift), shift, courses, errors));
            worst = Math.max(worst, compare(new Ewma(0.2, 2.6, Side.BOTH), RunLength.ewma(0.2, 2.6, Side.BOTH, shift), shift, courses,
                    errors));
            worst = Math.max(worst, compare(new Shewhart(2.6, Side.BOTH), RunLength.shewhart(2.6, Side.BOTH, shift), shift, courses,
                    errors));
        }
        return worst;
    }

    private static double compare(Detector d, double expected, double shift, int courses, double errors) {
        RunLength.Simulated s = RunLength.simulate(() -> d, shift, courses, 20260101, Monitor.NONE);
        assertEquals(expected, s.mean(), errors * s.standardError(), d.getClass().getSimpleName() + ", shift " + shift);
        return Math.abs(s.mean() / expected - 1);
    }

    @Test
    void cusumDatesTheChange() {
        Cusum c = new Cusum(0.5, 4, Side.DOWN);
        double[] z = {0.3, -0.2, 0.9, -0.1, -2, -2, -2};
        boolean[] signal = new boolean[z.length];
        for (int i = 0; i < z.length; i++) {
            signal[i] = c.add(z[i]);
        }
        assertFalse(signal[5]);
        assertTrue(signal[6]);
        assertEquals(3, c.run());
        assertEquals(4.5, c.statistic(), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> c.add(Double.NaN));
    }

    /** All partitions of eight residuals into levels, summed one by one. */
    @Test
    void changePointsAgainstEveryPartition() {
        SplittableRandom random = new SplittableRandom(4);
        double hazard = 0.07;
        double spread = 2.5;
        OnlineChangePoint detector = new OnlineChangePoint(hazard, spread, 0.5);
        double[] z = new double[8];
        for (int n = 1; n <= z.length; n++) {
            z[n - 1] = random.nextGaussian() + (n > 4 ? 2 : 0);
            detector.add(z[n - 1]);
            double[] byRun = new double[n + 1];
            double total = 0;
            for (int cuts = 0; cuts < 1 << n; cuts++) {
                double p = 1;
                int run = 0;
                for (int i = 0, start = -1; i < n; i++) {
                    boolean cut = (cuts >> i & 1) == 1;
                    start = cut ? i : start;
                    p *= (cut ? hazard : 1 - hazard) * predictive(z, start, i, spread);
                    run = start < 0 ? 0 : i - start + 1;
                }
                byRun[run] += p;
                total += p;
            }
            assertEquals(1 - byRun[0] / total, detector.statistic(), 1e-12);
            for (int run = 1; run <= n; run++) {
                assertEquals(byRun[run] / total, detector.probability(run), 1e-11);
            }
        }
        assertTrue(detector.level() > 1);
        int likeliest = detector.likeliestRun();
        for (int run = 1; run <= z.length; run++) {
            assertTrue(detector.probability(run) <= detector.probability(likeliest));
        }
    }

    /** Density of a residual after those of its level; without a start the level is 0. */
    private static double predictive(double[] z, int start, int at, double spread) {
        double mean = 0;
        double variance = 1;
        if (start >= 0) {
            double precision = 1 / (spread * spread) + at - start;
            double sum = 0;
            for (int k = start; k < at; k++) {
                sum += z[k];
            }
            mean = sum / precision;
            variance += 1 / precision;
        }
        return Math.exp(-(z[at] - mean) * (z[at] - mean) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
    }

    @Test
    void changePointsStayBoundedAndFiniteOnAnything() {
        OnlineChangePoint d = new OnlineChangePoint(0.01, 3, 0.9);
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 1000; i++) {
            d.add(i == 500 ? 1e6 : random.nextGaussian());
            assertTrue(d.statistic() >= 0 && d.statistic() <= 1);
        }
    }
}
