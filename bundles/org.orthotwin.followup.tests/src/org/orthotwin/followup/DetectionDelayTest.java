/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.followup.detection.Cusum;
import org.orthotwin.followup.detection.Detector;
import org.orthotwin.followup.detection.Shewhart;
import org.orthotwin.followup.estimation.Gaussian;

/**
 * Loosening in migration and stiffness in motion are found sooner in the residuals of the twin than in the raw observations, at the same
 * measured rate of false alarms. Patients differ in their courses; a raw chart knows the course of the population and how much patients
 * scatter round it, which is the most that it can know, and its limit is set so that it cries wolf in just as many patients as the twin
 * does. Measured, median days from the onset: migration 118 (Shewhart 155, sum 312; false alarms in 91 patients of 1000), motion 51 (139,
 * 512; 101).
 */
class DetectionDelayTest {

    private static final double DAY = Clinic.DAY;
    private static final int[] DAYS = {42, 90, 135, 182, 228, 273, 319, 365, 411, 456, 502, 548, 594, 639, 685, 730, 776, 821, 867, 912,
        958, 1003, 1049, 1095};
    private static final int PATIENTS = 1000;
    /** Observations between two false alarms that are asked for. */
    private static final double ASKED = 200;

    /** What was seen of a patient: residuals towards the worse, of the raw observations and of the twin, and where the twin signals. */
    private record Course(double onset, double[] raw, List<ControlChart.Point> twin) {
    }

    @Test
    @Tag("long")
    void looseningInMigration() {
        compare("knee.migration.mtpm", "loosening");
    }

    @Test
    @Tag("long")
    void stiffnessInMotion() {
        compare("knee.flexion", "stiffness");
    }

    private static void compare(String observable, String cause) {
        List<Course> healthy = courses(observable, Optional.empty());
        List<Course> ill = courses(observable, Optional.of(cause));
        long alarms = healthy.stream().filter(c -> c.twin.stream().anyMatch(ControlChart.Point::signal)).count();
        // no more false alarms than are asked for: an alert lasts, so that a patient counts once
        assertTrue(alarms <= PATIENTS * (1 - Math.pow(1 - 1 / ASKED, DAYS.length)), alarms + " patients with false alarms");
        assertTrue(alarms > PATIENTS / 100, alarms + " patients with false alarms");
        double own = median(ill.stream().map(c -> delay(c, IntStream.range(0, DAYS.length).filter(i -> c.twin.get(i).signal()).findFirst()
                .orElse(-1))).toList());
        StringBuilder told = new StringBuilder(observable + ", " + alarms + " false alarms in " + PATIENTS + " patients: twin " + own
                + " days");
        List<Double> others = new ArrayList<>();
        for (Detector d : new Detector[] {new Shewhart(1, Detector.Side.UP), new Cusum(0.5, 1, Detector.Side.UP)}) {
            double limit = limit(d, healthy, (int) alarms);
            assertEquals(alarms, healthy.stream().filter(c -> first(d, c, limit) >= 0).count(), "as many patients");
            others.add(median(ill.stream().map(c -> delay(c, first(d, c, limit))).toList()));
            told.append(", ").append(d.getClass().getSimpleName()).append(' ').append(others.getLast()).append(" (limit ").append(limit)
                    .append(')');
        }
        assertTrue(others.stream().allMatch(o -> own < o), told.toString());
        // found at all: in half of the patients within the follow-up
        assertTrue(Double.isFinite(own), told.toString());
    }

    private static List<Course> courses(String observable, Optional<String> cause) {
        Observable d = Observables.get(observable);
        List<VirtualPatient.Visit> visits = Arrays.stream(DAYS).mapToObj(day -> new VirtualPatient.Visit(d, day * DAY)).toList();
        SplittableRandom random = new SplittableRandom(20260101);
        Belief population = Belief.population("knee", Clinic.CEMENTED);
        List<Course> all = new ArrayList<>();
        for (int i = 0; i < PATIENTS; i++) {
            double onset = (180 + random.nextInt(366)) * DAY;
            VirtualPatient p = VirtualPatient.draw("P-1", "knee", Clinic.CEMENTED, Clinic.OPERATION, visits, cause.map(
                    c -> new VirtualPatient.Event(c, onset, 1)), false, cause.isPresent() ? PATIENTS + i : i);
            FollowUp f = Clinic.followed(p);
            List<FollowUp.Step> steps = f.steps(f.twin().getCurrentState());
            double[] raw = steps.stream().mapToDouble(s -> {
                Gaussian g = population.observed(d, f.since(Times.instant(s.observation().getTime())));
                return (d.better().orElseThrow() ? -1 : 1) * (s.observation().getValue() - g.mean(0)) / g.deviation(0);
            }).toArray();
            all.add(new Course(onset / DAY, raw, ControlChart.of(steps, ASKED).getFirst().points()));
        }
        return all;
    }

    /** The limit beyond which a detector is in so many patients. */
    private static double limit(Detector d, List<Course> courses, int patients) {
        double[] most = courses.stream().mapToDouble(c -> {
            d.reset();
            double m = Double.NEGATIVE_INFINITY;
            for (double z : c.raw) {
                d.add(z);
                m = Math.max(m, d.statistic());
            }
            return m;
        }).sorted().toArray();
        return (most[most.length - patients - 1] + most[most.length - patients]) / 2;
    }

    /** The first observation at which a statistic is beyond the limit; -1 if none is. */
    private static int first(Detector d, Course c, double limit) {
        d.reset();
        for (int i = 0; i < c.raw.length; i++) {
            d.add(c.raw[i]);
            if (d.statistic() > limit) {
                return i;
            }
        }
        return -1;
    }

    /** From the onset to the alarm, days; infinite where there is none, NaN where it came before. */
    private static double delay(Course c, int alarm) {
        return alarm < 0 ? Double.POSITIVE_INFINITY : DAYS[alarm] < c.onset ? Double.NaN : DAYS[alarm] - c.onset;
    }

    private static double median(List<Double> delays) {
        double[] sorted = delays.stream().filter(x -> !Double.isNaN(x)).mapToDouble(x -> x).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
