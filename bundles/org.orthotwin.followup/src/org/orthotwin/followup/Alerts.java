/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.detection.Detector;
import org.orthotwin.followup.detection.OnlineChangePoint;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinState;

/**
 * Finds what deviates, from the residuals of a chain of states: each observation against what the state before it predicted.
 *
 * <p>As long as a patient follows one of the courses that were believed possible, these residuals are standard normal and independent where
 * a course is linear in its parameters, and nearly so elsewhere. For each observable the detectors that are chosen, by default a
 * one-sided cumulative sum (k = 0.5) and a limit of the predictive distribution, both towards the worse, share the false alarms that are
 * asked for: each of two alone would let twice as many residuals pass. An alert lasts until none signals and the cumulative sum is back
 * at 0. A detector of patients, where one is chosen, sees the residuals of all observables in their order: small changes of several for the
 * worse, of which none is enough alone. How sure a change is says the Bayesian change point detector, which does not itself signal.
 */
public final class Alerts {

    private static final double BEYOND = 0.5;
    /** What makes more than this of a deviation of several makes it alone. */
    private static final double ALONE = 0.7;
    /** The longest way between two false alarms for which limits are computed. */
    private static final double MOST_LENGTH = 1e7;

    private Alerts() {
    }

    /** With the detectors that are used where nobody chooses others. */
    public static List<Alert> of(FollowUp followUp, TwinState state, double runLength, Monitor monitor) {
        return of(followUp, state, runLength, Detectors.DEFAULT, monitor);
    }

    /**
     * @param runLength how many observations of an observable pass on average between two false alarms about it, above 2
     * @param detectors ids of those that raise alerts
     * @return in the order in which they were seen
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static List<Alert> of(FollowUp followUp, TwinState state, double runLength, List<String> detectors, Monitor monitor) {
        List<Found> found = found(followUp, state, runLength, detectors, monitor);
        if (found.isEmpty()) {
            return List.of();
        }
        CauseComparison causes = CauseComparison.of(followUp, state, followUp.steps(state), monitor);
        return found.stream().map(f -> f.alert).map(a -> new Alert(a.id(), a.observable(), a.together(), a.kind(), a.level(), a.since(),
                a.signalled(), a.probability(), a.evidence(), a.limit(), causes.fits(), causes.discriminator().orElse(null))).toList();
    }

    /**
     * An alert without its causes.
     *
     * @param at the observation at which it was first seen
     * @param lasting whether it has not ended by the state's last observation
     */
    record Found(FollowUp.Step at, Alert alert, boolean lasting) {
    }

    /** The alerts of a state, in the order in which they were seen, without asking which causes fit, which takes longer. */
    static List<Found> found(FollowUp followUp, TwinState state, double runLength, List<String> detectors, Monitor monitor) {
        List<FollowUp.Step> steps = followUp.steps(state);
        List<Found> found = new ArrayList<>();
        for (ControlChart c : ControlChart.of(steps, runLength, detectors)) {
            monitor.checkCancelled();
            deviations(c, found);
        }
        together(steps, runLength, detectors, found, monitor);
        Map<Observable, List<FollowUp.Step>> by = new LinkedHashMap<>();
        for (FollowUp.Step s : steps) {
            by.computeIfAbsent(s.observable(), d -> new ArrayList<>()).add(s);
        }
        by.forEach((d, own) -> {
            monitor.checkCancelled();
            limits(followUp, d, own, found);
        });
        found.sort(Comparator.comparingInt((Found f) -> steps.indexOf(f.at)).thenComparing(f -> f.alert.id()));
        return found;
    }

    /** How many alerts of a state were signalled before a time, without asking which causes fit. */
    public static int before(FollowUp followUp, TwinState state, double runLength, List<String> detectors, Instant time, Monitor monitor) {
        return (int) found(followUp, state, runLength, detectors, monitor).stream()
                .filter(f -> Times.instant(f.alert.signalled().getTime()).isBefore(time)).count();
    }

    private static void deviations(ControlChart c, List<Found> found) {
        List<ControlChart.Point> own = c.points();
        int first = -1;
        int signalled = -1;
        double[] largest = new double[c.watches().size()];
        double probability = 0;
        for (int i = 0; i <= own.size(); i++) {
            boolean signal = i < own.size() && own.get(i).signal();
            if (signalled >= 0 && (i == own.size() || !signal && own.get(i).sum() == 0)) {
                List<Alert.Evidence> evidence = new ArrayList<>();
                for (int k = 0; k < largest.length; k++) {
                    evidence.add(new Alert.Evidence(c.watches().get(k).detector(), largest[k], c.watches().get(k).limit()));
                }
                Observation since = own.get(first).step().observation();
                FollowUp.Step seen = own.get(signalled).step();
                found.add(new Found(seen, new Alert(c.observable().id() + ".deviation." + since.getId(), c.observable(),
                        List.of(), Alert.Kind.DEVIATION, "deviation", since, seen.observation(), probability, evidence, null, List.of(),
                        null),
                        i == own.size()));
                signalled = -1;
            }
            if (signal && signalled < 0) {
                signalled = i;
                // where a sum was last 0 is too early by its nature, the change points date better
                first = i - own.get(i).run() + 1;
                Arrays.fill(largest, Double.NEGATIVE_INFINITY);
                probability = 0;
            }
            if (signalled >= 0 && i < own.size()) {
                for (int k = 0; k < largest.length; k++) {
                    largest[k] = Math.max(largest[k], c.watches().get(k).statistics()[i]);
                }
                probability = Math.max(probability, own.get(i).change());
            }
        }
    }

    /**
     * Deviations of several observables together: all residuals of a patient, in their order, are one stream of standard normal numbers
     * while nothing has changed. What one observable makes nearly alone is left to its own detectors.
     */
    private static void together(List<FollowUp.Step> all, double runLength, List<String> detectors, List<Found> found, Monitor monitor) {
        List<String> ids = detectors.stream().distinct().filter(Detectors::isOfPatients).toList();
        List<FollowUp.Step> steps = ControlChart.inTime(all).stream().filter(s -> s.observable().better().isPresent()).toList();
        long observables = steps.stream().map(FollowUp.Step::observable).distinct().count();
        if (observables < 2) {
            return;
        }
        for (String id : ids) {
            monitor.checkCancelled();
            // as many false alarms as one more observable would have
            Detector watch = Detectors.of(id, Math.min(MOST_LENGTH, ids.size() * runLength * observables));
            OnlineChangePoint change = ControlChart.changePoint();
            double[] residuals = steps.stream().mapToDouble(s -> (s.observable().better().orElseThrow() ? -1 : 1) * s.residual()).toArray();
            int first = -1;
            int signalled = -1;
            double largest = 0;
            double probability = 0;
            for (int i = 0; i <= residuals.length; i++) {
                boolean signal = i < residuals.length && watch.add(residuals[i]);
                if (i < residuals.length) {
                    change.add(residuals[i]);
                }
                if (signalled >= 0 && (i == residuals.length || !signal && watch.run() == 0)) {
                    Alert a = together(steps, residuals, first, signalled, i, new Alert.Evidence(id, largest, watch.limit()), probability);
                    if (a != null) {
                        found.add(new Found(steps.get(signalled), a, i == residuals.length));
                    }
                    signalled = -1;
                }
                if (signal && signalled < 0) {
                    signalled = i;
                    first = Math.max(0, i - watch.run() + 1);
                    largest = 0;
                    probability = 0;
                }
                if (signalled >= 0 && i < residuals.length) {
                    largest = Math.max(largest, watch.statistic());
                    probability = Math.max(probability, change.statistic());
                }
            }
        }
    }

    /** Null where one observable makes it nearly alone. */
    private static Alert together(List<FollowUp.Step> steps, double[] residuals, int first, int signalled, int end, Alert.Evidence evidence,
            double probability) {
        Map<Observable, Double> shares = new LinkedHashMap<>();
        double sum = 0;
        for (int i = first; i < end; i++) {
            shares.merge(steps.get(i).observable(), residuals[i], Double::sum);
        }
        shares.values().removeIf(v -> v <= 0);
        for (double v : shares.values()) {
            sum += v;
        }
        List<Observable> most = shares.entrySet().stream().sorted(Map.Entry.<Observable, Double>comparingByValue().reversed())
                .map(Map.Entry::getKey).toList();
        if (most.size() < 2 || shares.get(most.getFirst()) > ALONE * sum) {
            return null;
        }
        Observation since = steps.get(first).observation();
        return new Alert("together.deviation." + since.getId(), most.getFirst(), most, Alert.Kind.TOGETHER, "deviation", since,
                steps.get(signalled).observation(), probability, List.of(evidence), null, List.of(), null);
    }

    private static void limits(FollowUp followUp, Observable d, List<FollowUp.Step> own, List<Found> found) {
        // limits are of what follows an operation
        for (Observable.Limit limit : followUp.operation().isPresent() ? d.limits() : List.<Observable.Limit>of()) {
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
                found.add(new Found(since, new Alert(d.id() + ".limit." + limit.name(), d, List.of(), Alert.Kind.LIMIT, limit.level(), o,
                        o, now, List.of(), limit, List.of(), null), true));
            }
        }
    }

    /** Probability that the true value is on the wrong side of a limit. */
    private static double beyond(Gaussian g, Observable.Limit limit, boolean betterUp) {
        double z = (g.mean(0) - limit.value()) / g.deviation(0);
        return RunLength.normal(betterUp ? -z : z);
    }
}
