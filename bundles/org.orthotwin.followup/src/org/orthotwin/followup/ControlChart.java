/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.followup.detection.Cusum;
import org.orthotwin.followup.detection.Detector;
import org.orthotwin.followup.detection.Ewma;
import org.orthotwin.followup.detection.OnlineChangePoint;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.internal.CumulativeSum;
import org.orthotwin.followup.internal.MovingAverage;

/**
 * What the detectors say of an observable, observation after observation: from it {@link Alerts} are found, and it can be drawn. All
 * numbers are in standard deviations of the prediction, larger is worse.
 *
 * @param observable of which it is known what is better
 * @param points in the order in which the observations were taken
 * @param sumLimit the cumulative sum would signal above it
 * @param jumpLimit a residual above it would signal by itself
 * @param watches the detectors that raise alerts
 */
public record ControlChart(Observable observable, List<Point> points, double sumLimit, double jumpLimit, List<Watch> watches) {

    private static final double K = CumulativeSum.K;
    private static final double LAMBDA = MovingAverage.LAMBDA;
    /** Before each residual a change has this probability, and a level after it this spread, in the change point detector: assumptions. */
    private static final double HAZARD = 0.02;
    private static final double SPREAD = 3;
    private static final double BEYOND = 0.5;

    /**
     * An observation and what is said after it.
     *
     * @param residual towards the worse
     * @param sum cumulative sum
     * @param average exponentially weighted moving average, which is looked at and raises no alert
     * @param change probability that there was a change
     * @param run how many of the last residuals most probably are after it, if there was one
     * @param signal whether a detector that raises alerts signals
     */
    public record Point(FollowUp.Step step, double residual, double sum, double average, double change, int run, boolean signal) {
    }

    /**
     * What one detector says.
     *
     * @param detector its id
     * @param limit calibrated for its share of the false alarms
     * @param statistics after each point
     */
    public record Watch(String detector, double limit, double[] statistics) {
    }

    public ControlChart {
        points = List.copyOf(points);
        watches = List.copyOf(watches);
    }

    /** With the detectors that are used where nobody chooses others. */
    public static List<ControlChart> of(List<FollowUp.Step> steps, double runLength) {
        return of(steps, runLength, Detectors.DEFAULT);
    }

    /**
     * The charts of the observables that were observed, in the order of their first observations.
     *
     * @param runLength how many observations of an observable pass on average between two false alarms about it, above 2
     * @param detectors ids of those that raise alerts, without those of patients; they share the false alarms, each lets as many times
     *            more residuals pass as there
     *            are detectors
     * @throws org.orthotwin.core.InputException for another length, or a detector that is not there or fails
     */
    public static List<ControlChart> of(List<FollowUp.Step> steps, double runLength, List<String> detectors) {
        requireLength(runLength);
        List<String> ids = detectors.stream().distinct().filter(id -> !Detectors.isOfPatients(id)).toList();
        Map<String, Detector> watching = new LinkedHashMap<>();
        ids.forEach(id -> watching.put(id, Detectors.of(id, ids.size() * runLength)));
        double h = RunLength.cusumLimit(K, Detector.Side.UP, 2 * runLength);
        double far = RunLength.shewhartLimit(Detector.Side.UP, 2 * runLength);
        Map<Observable, List<FollowUp.Step>> by = new LinkedHashMap<>();
        for (FollowUp.Step s : inTime(steps)) {
            if (s.observable().better().isPresent()) {
                by.computeIfAbsent(s.observable(), d -> new ArrayList<>()).add(s);
            }
        }
        return by.entrySet().stream().map(e -> of(e.getKey(), e.getValue(), h, far, watching)).toList();
    }

    /** The moving average would signal beyond it, to both sides, with as many false alarms. */
    public static double averageLimit(double runLength) {
        requireLength(runLength);
        return new Ewma(LAMBDA, RunLength.ewmaFactor(LAMBDA, Detector.Side.BOTH, runLength), Detector.Side.BOTH).limit();
    }

    /** Says how probable a change is. */
    static OnlineChangePoint changePoint() {
        return new OnlineChangePoint(HAZARD, SPREAD, BEYOND);
    }

    private static void requireLength(double runLength) {
        if (!(runLength > 2) || !(runLength <= 1e6)) {
            throw Texts.refuse("alarms.length", runLength);
        }
    }

    /**
     * By the time of the observation, whenever it was taken: what came late belongs where it was. While nothing has changed residuals are
     * independent and standard normal in whatever order they are read, so that the limits hold as they are.
     */
    static List<FollowUp.Step> inTime(List<FollowUp.Step> steps) {
        return steps.stream().sorted(Comparator.comparing(s -> Times.instant(s.observation().getTime()))).toList();
    }

    private static ControlChart of(Observable d, List<FollowUp.Step> own, double h, double far,
            Map<String, Detector> watching) {
        Cusum sum = new Cusum(K, h, Detector.Side.UP);
        // its limit is not asked for; with a side its statistic keeps its sign
        Ewma average = new Ewma(LAMBDA, 1, Detector.Side.UP);
        OnlineChangePoint change = changePoint();
        double sign = d.better().orElseThrow() ? -1 : 1;
        List<Watch> watches = new ArrayList<>();
        watching.forEach((id, w) -> {
            w.reset();
            watches.add(new Watch(id, w.limit(), new double[own.size()]));
        });
        List<Point> points = new ArrayList<>();
        for (FollowUp.Step s : own) {
            double z = sign * s.residual();
            boolean signal = false;
            for (Watch w : watches) {
                Detector detector = watching.get(w.detector);
                signal |= detector.add(z);
                w.statistics[points.size()] = detector.statistic();
            }
            sum.add(z);
            average.add(z);
            change.add(z);
            points.add(new Point(s, z, sum.statistic(), average.statistic(), change.statistic(), change.likeliestRun(), signal));
        }
        return new ControlChart(d, points, h, far, watches);
    }
}
