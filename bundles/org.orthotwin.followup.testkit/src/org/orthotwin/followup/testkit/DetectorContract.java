/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Detectors;
import org.orthotwin.followup.detection.Detector;
import org.orthotwin.followup.detection.RunLength;

/** What every detector promises. Extend it in a test of the bundle that contributes the detector. */
public abstract class DetectorContract {

    private static final int COURSES = 2000;

    /** Its id. */
    protected abstract String id();

    /** How far the measured run length may be from the one that is asked for, beside the error of measuring, as a part of it. */
    protected double tolerance() {
        return 0.02;
    }

    private Detector detector(double runLength) {
        return Declaration.of(Detectors.registry(), id()).get().detector(runLength);
    }

    @Test
    public void declaresWhoItIs() {
        Declaration.isWhole(Declaration.of(Detectors.registry(), id()));
    }

    @Test
    public void keepsTheRunLengthThatIsAskedFor() {
        for (double length : new double[] {30, 400}) {
            RunLength.Simulated s = RunLength.simulate(() -> detector(length), 0, COURSES, 1, Monitor.NONE);
            assertEquals(length, s.mean(), 4 * s.standardError() + tolerance() * length);
        }
    }

    @Test
    public void seesWhatIsWorseSoonerThanChance() {
        RunLength.Simulated s = RunLength.simulate(() -> detector(400), 1.5, COURSES, 2, Monitor.NONE);
        assertTrue(s.mean() < 100, "a shift of 1.5 standard deviations is seen after " + s.mean() + " residuals");
    }

    @Test
    public void whatIsBetterRaisesNoAlarm() {
        Detector d = detector(100);
        SplittableRandom random = new SplittableRandom(3);
        int signals = 0;
        for (int i = 0; i < 20_000; i++) {
            if (d.add(random.nextGaussian() - 1)) {
                signals++;
                d.reset();
            }
        }
        assertTrue(signals < 100, signals + " signals where chance alone would give 200");
    }

    @Test
    public void signalsWhereItsStatisticIsBeyondItsLimit() {
        Detector d = detector(50);
        SplittableRandom random = new SplittableRandom(4);
        int signals = 0;
        for (int i = 1; i <= 5000; i++) {
            boolean signal = d.add(random.nextGaussian() + (i > 2500 ? 1 : 0));
            assertEquals(d.statistic() > d.limit(), signal, "after " + i);
            assertTrue(Double.isFinite(d.statistic()) && Double.isFinite(d.limit()));
            assertTrue(d.run() >= 0 && d.run() <= i, "a run of " + d.run() + " after " + i);
            signals += signal ? 1 : 0;
        }
        assertTrue(signals > 0);
    }

    @Test
    public void forgetsEverythingWhenItIsReset() {
        Detector d = detector(100);
        List<Double> fresh = statistics(d);
        assertFalse(fresh.stream().distinct().count() < 3, "a statistic that does not move");
        d.reset();
        assertEquals(fresh, statistics(d));
        assertEquals(fresh, statistics(detector(100)), "another one of its kind");
    }

    private static List<Double> statistics(Detector d) {
        SplittableRandom random = new SplittableRandom(5);
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            d.add(random.nextGaussian() + 0.5);
            all.add(d.statistic());
        }
        return all;
    }

    @Test
    public void refusesWhatIsNoNumber() {
        for (double z : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> detector(100).add(z));
        }
    }
}
