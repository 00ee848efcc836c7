/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.followup.detection.Cusum;
import org.orthotwin.followup.detection.Detector;
import org.orthotwin.followup.detection.Ewma;
import org.orthotwin.followup.detection.OnlineChangePoint;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.detection.Shewhart;

/**
 * What the detectors say of an observable, observation after observation: from it {@link Alerts} are found, and it can be drawn. All
 * numbers are in standard deviations of the prediction, larger is worse.
 *
 * @param observable of which it is known what is better
 * @param points in the order in which the observations were taken
 * @param sumLimit the cumulative sum signals above it
 * @param jumpLimit a residual above it signals by itself
 */
public record ControlChart(Observable observable, List<Point> points, double sumLimit, double jumpLimit) {

    /** Half the shift that the cumulative sum is best for, standard deviations. */
    private static final double K = 0.5;
    /** Weight of the newest residual in the moving average: customary for shifts of about one standard deviation. */
    private static final double LAMBDA = 0.2;
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
     * @param signal whether the sum or the residual is beyond its limit
     */
    public record Point(FollowUp.Step step, double residual, double sum, double average, double change, int run, boolean signal) {
    }

    public ControlChart {
        points = List.copyOf(points);
    }

    /**
     * The charts of the observables that were observed, in the order of their first observations.
     *
     * @param runLength how many observations of an observable pass on average between two false alarms about it, above 2
     * @throws org.orthotwin.core.InputException for another length
     */
    public static List<ControlChart> of(List<FollowUp.Step> steps, double runLength) {
        requireLength(runLength);
        double h = RunLength.cusumLimit(K, Detector.Side.UP, 2 * runLength);
        double far = RunLength.shewhartLimit(Detector.Side.UP, 2 * runLength);
        Map<Observable, List<FollowUp.Step>> by = new LinkedHashMap<>();
        for (FollowUp.Step s : steps) {
            if (s.observable().better().isPresent()) {
                by.computeIfAbsent(s.observable(), d -> new ArrayList<>()).add(s);
            }
        }
        return by.entrySet().stream().map(e -> of(e.getKey(), e.getValue(), h, far)).toList();
    }

    /** The moving average would signal beyond it, to both sides, with as many false alarms. */
    public static double averageLimit(double runLength) {
        requireLength(runLength);
        return new Ewma(LAMBDA, RunLength.ewmaFactor(LAMBDA, runLength), Detector.Side.BOTH).limit();
    }

    private static void requireLength(double runLength) {
        if (!(runLength > 2) || !(runLength <= 1e6)) {
            throw Texts.refuse("alarms.length", runLength);
        }
    }

    private static ControlChart of(Observable d, List<FollowUp.Step> own, double h, double far) {
        Cusum sum = new Cusum(K, h, Detector.Side.UP);
        Shewhart jump = new Shewhart(far, Detector.Side.UP);
        // its limit is not asked for; with a side its statistic keeps its sign
        Ewma average = new Ewma(LAMBDA, 1, Detector.Side.UP);
        OnlineChangePoint change = new OnlineChangePoint(HAZARD, SPREAD, BEYOND);
        double sign = d.better().orElseThrow() ? -1 : 1;
        List<Point> points = new ArrayList<>();
        for (FollowUp.Step s : own) {
            double z = sign * s.residual();
            boolean signal = sum.add(z) | jump.add(z);
            average.add(z);
            change.add(z);
            points.add(new Point(s, z, sum.statistic(), average.statistic(), change.statistic(), change.likeliestRun(), signal));
        }
        return new ControlChart(d, points, h, far);
    }
}
