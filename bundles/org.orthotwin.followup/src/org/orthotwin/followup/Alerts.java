/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.detection.Cusum;
import org.orthotwin.followup.detection.Detector;
import org.orthotwin.followup.detection.OnlineChangePoint;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.detection.Shewhart;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinState;

/**
 * Finds what deviates, from the residuals of a chain of states: each observation against what the state before it predicted.
 *
 * <p>As long as a patient follows one of the courses that were believed possible, these residuals are standard normal and independent where
 * a course is linear in its parameters, and nearly so elsewhere. For each observable a one-sided cumulative sum (k = 0.5) and a limit of
 * the predictive distribution, both towards the worse, share the false alarms that are asked for: each alone would let twice as many
 * residuals pass. How sure a change is says the Bayesian change point detector, which does not itself signal.
 *
 */
public final class Alerts {

    /** Half the shift that the cumulative sum is best for, standard deviations. */
    static final double K = 0.5;
    /** Before each residual a change has this probability, and a level after it this spread, in the change point detector: assumptions. */
    private static final double HAZARD = 0.02;
    private static final double SPREAD = 3;
    private static final double BEYOND = 0.5;

    private Alerts() {
    }

    /**
     * @param runLength how many observations of an observable pass on average between two false alarms about it, above 2
     * @return in the order in which they were seen
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static List<Alert> of(FollowUp followUp, TwinState state, double runLength, Monitor monitor) {
        if (!(runLength > 2) || !(runLength <= 1e6)) {
            throw Texts.refuse("alarms.length", runLength);
        }
        List<FollowUp.Step> steps = followUp.steps(state);
        List<Found> found = new ArrayList<>();
        double h = RunLength.cusumLimit(K, Detector.Side.UP, 2 * runLength);
        double far = RunLength.shewhartLimit(Detector.Side.UP, 2 * runLength);
        Map<Observable, List<FollowUp.Step>> by = new LinkedHashMap<>();
        for (FollowUp.Step s : steps) {
            by.computeIfAbsent(s.observable(), d -> new ArrayList<>()).add(s);
        }
        by.forEach((d, own) -> {
            monitor.checkCancelled();
            if (d.better().isPresent()) {
                deviations(d, own, h, far, found);
            }
            limits(followUp, d, own, found);
        });
        found.sort(Comparator.comparingInt((Found f) -> steps.indexOf(f.at)).thenComparing(f -> f.alert.id()));
        if (found.isEmpty()) {
            return List.of();
        }
        CauseComparison causes = CauseComparison.of(followUp, state, steps, monitor);
        return found.stream().map(f -> f.alert).map(a -> new Alert(a.id(), a.observable(), a.kind(), a.level(), a.since(), a.signalled(),
                a.probability(), a.evidence(), a.limit(), causes.fits(), causes.discriminator().orElse(null))).toList();
    }

    private record Found(FollowUp.Step at, Alert alert) {
    }

    private static void deviations(Observable d, List<FollowUp.Step> own, double h, double far, List<Found> found) {
        Cusum sum = new Cusum(K, h, Detector.Side.UP);
        Shewhart jump = new Shewhart(far, Detector.Side.UP);
        OnlineChangePoint change = new OnlineChangePoint(HAZARD, SPREAD, BEYOND);
        double sign = d.better().orElseThrow() ? -1 : 1;
        int first = -1;
        int signalled = -1;
        double largestSum = 0;
        double largestJump = 0;
        double probability = 0;
        for (int i = 0; i <= own.size(); i++) {
            boolean over = i == own.size();
            boolean signal = false;
            if (!over) {
                double z = sign * own.get(i).residual();
                signal = sum.add(z) | jump.add(z);
                change.add(z);
                over = signalled >= 0 && !signal && sum.statistic() == 0;
            }
            if (over && signalled >= 0) {
                List<Alert.Evidence> evidence = List.of(new Alert.Evidence("cusum", largestSum, h),
                        new Alert.Evidence("predictive", largestJump, far));
                found.add(new Found(own.get(signalled), new Alert(d.id() + ".deviation." + own.get(first).observation().getId(), d,
                        Alert.Kind.DEVIATION, "deviation", own.get(first).observation(), own.get(signalled).observation(), probability,
                        evidence, null, List.of(), null)));
                signalled = -1;
            }
            if (signal && signalled < 0) {
                signalled = i;
                // where a sum was last 0 is too early by its nature, the change points date better
                first = i - change.likeliestRun() + 1;
                largestSum = 0;
                largestJump = 0;
                probability = 0;
            }
            if (signalled >= 0 && i < own.size()) {
                largestSum = Math.max(largestSum, sum.statistic());
                largestJump = Math.max(largestJump, jump.statistic());
                probability = Math.max(probability, change.statistic());
            }
        }
    }

    private static void limits(FollowUp followUp, Observable d, List<FollowUp.Step> own, List<Found> found) {
        for (Observable.Limit limit : d.limits()) {
            FollowUp.Step since = null;
            double now = 0;
            for (FollowUp.Step s : own) {
                // before the operation nothing has migrated, and nobody has gained
                if (followUp.since(Times.instant(s.observation().getTime())) < 0) {
                    continue;
                }
                now = beyond(followUp.belief(s.state()).compared(d, limit), limit, d.better().orElse(false));
                since = now < BEYOND ? null : since == null ? s : since;
            }
            if (since != null) {
                Observation o = since.observation();
                found.add(new Found(since, new Alert(d.id() + ".limit." + limit.name(), d, Alert.Kind.LIMIT, limit.level(), o, o, now,
                        List.of(), limit, List.of(), null)));
            }
        }
    }

    /** Probability that the true value is on the wrong side of a limit. */
    private static double beyond(Gaussian g, Observable.Limit limit, boolean betterUp) {
        double z = (g.mean(0) - limit.value()) / g.deviation(0);
        return RunLength.normal(betterUp ? -z : z);
    }
}
