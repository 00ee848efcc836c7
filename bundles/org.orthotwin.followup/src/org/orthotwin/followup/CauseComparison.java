/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.Assimilation;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinState;

/**
 * Which causes fit: each is simulated on the twin as a deviation from its course that begins at some time with some severity, and the
 * observations are filtered again under it. The evidence of a cause is the mean of the likelihoods over onsets and severities, all taken to
 * be equally probable; together with the causes' own probabilities it gives how probable each is, among these causes and chance alone.
 * Over a long gap what was known fades as it does for the twin (see {@link Fading}).
 *
 * <p>The patterns are assumptions, marked as such, of a handful of causes: what is not among them cannot be found, and a cause that
 * fits best may fit badly. Cost: causes x onsets x severities filters over all observations.
 */
public final class CauseComparison {

    /** Id of the hypothesis that nothing has happened but chance. */
    public static final String NONE = "none";

    private static final double[] SEVERITIES = {0.25, 0.5, 1, 2};
    private static final int MOST_ONSETS = 24;
    private static final double MONTH = 30 * 86400.0;
    private static final UnscentedKalman FILTER = new UnscentedKalman();

    /**
     * How probable a cause is.
     *
     * @param cause its id
     * @param probability among the causes that are compared
     * @param logEvidence natural logarithm of the evidence, less that of chance
     * @param onset the likeliest beginning, s since the operation; NaN for chance, and where nothing has been observed
     * @param severity the likeliest severity; NaN as the onset
     * @param source of the pattern; empty for chance
     */
    public record Fit(String cause, double probability, double logEvidence, double onset, double severity, String source) {
    }

    /**
     * The observation that would tell the two most probable hypotheses apart best.
     *
     * @param first the most probable
     * @param second the next
     * @param separation distance of what they predict a month on, in standard deviations of the prediction
     */
    public record Discriminator(Observable observable, String first, String second, double separation) {
    }

    private final List<Fit> fits;
    private final Optional<Discriminator> discriminator;

    private CauseComparison(List<Fit> fits, Optional<Discriminator> discriminator) {
        this.fits = fits;
        this.discriminator = discriminator;
    }

    /** All hypotheses, the most probable first. */
    public List<Fit> fits() {
        return fits;
    }

    /** Empty where no observable would tell anything. */
    public Optional<Discriminator> discriminator() {
        return discriminator;
    }

    /** The observations of an observable, for filtering again and again. */
    private record Series(FollowUp followUp, Observable observable, boolean fades, Gaussian prior, double[] t, double[] y, double[] error) {

        double logLikelihood(Cause cause, double onset, double severity) {
            return filtered(cause, onset, severity).logLikelihood;
        }

        Filtered filtered(Cause cause, double onset, double severity) {
            Course c = observable.course().orElseThrow();
            Gaussian g = prior;
            double sum = 0;
            double last = Double.NaN;
            boolean operated = followUp.operation().isPresent();
            for (int i = 0; i < t.length; i++) {
                double at = t[i];
                // a late observation says little of which cause was at work before the gap, and takes nothing from what was said then
                g = fades ? Fading.over(observable, g, operated, at, last) : g;
                last = operated && at < 0 ? last : Double.isNaN(last) ? at : Math.max(last, at);
                double moved = cause == null ? 0 : cause.deviation(observable.id(), severity, at - onset);
                Assimilation a = FILTER.update(g, (x, v) -> v[0] = followUp.value(c, x, at) + moved, new double[] {y[i]},
                        new double[][] {{error[i] * error[i]}});
                sum += a.logLikelihood();
                g = a.posterior();
            }
            return new Filtered(g, sum);
        }
    }

    /** Parameters after all observations, and how probable these were. */
    private record Filtered(Gaussian parameters, double logLikelihood) {
    }

    /**
     * The course of an observable if a cause is what it is: the mean of what would be observed from the likeliest onset on.
     *
     * @param times s since the operation
     * @return values in SI at those times, NaN before the onset; empty where the cause leaves the observable as it is
     */
    public static Optional<double[]> course(FollowUp followUp, TwinState state, Fit fit, Observable d, double[] times) {
        Optional<Cause> cause = Observables.causes().stream().filter(c -> c.id().equals(fit.cause)).findFirst()
                .filter(c -> c.effects().containsKey(d.id()));
        Belief first = followUp.population(state);
        Optional<Series> own = series(followUp, first, followUp.steps(state)).stream().filter(s -> s.observable.equals(d)).findFirst();
        if (cause.isEmpty() || own.isEmpty()) {
            return Optional.empty();
        }
        Belief under = first.with(d, own.get().filtered(cause.get(), fit.onset, fit.severity).parameters);
        return Optional.of(DoubleStream.of(times).map(t -> t < fit.onset ? Double.NaN
                : under.value(d, t).mean(0) + cause.get().deviation(d.id(), fit.severity, t - fit.onset)).toArray());
    }

    static CauseComparison of(FollowUp followUp, TwinState state, List<FollowUp.Step> steps, Monitor monitor) {
        Belief first = followUp.belief(Histories.base(state));
        List<Series> series = series(followUp, first, followUp.stepsSinceBase(state));
        double[] onsets = onsets(series, followUp.operation().isPresent() ? 0 : Double.NEGATIVE_INFINITY);
        double chance = series.stream().mapToDouble(s -> s.logLikelihood(null, 0, 0)).sum();
        Map<String, Cause> causes = new LinkedHashMap<>();
        List<Fit> unweighted = new ArrayList<>();
        double left = 1;
        for (Cause cause : Observables.causes().stream().filter(c -> c.when().fits(followUp.operation().isPresent())).toList()) {
            left -= cause.probability();
            List<Series> touched = series.stream().filter(s -> cause.effects().containsKey(s.observable.id())).toList();
            if (touched.isEmpty() && !series.isEmpty()) {
                continue;
            }
            causes.put(cause.id(), cause);
            // where nothing has been observed since, as after a branch from the latest state, each is as probable as it was before
            unweighted.add(series.isEmpty() ? new Fit(cause.id(), cause.probability(), 0, Double.NaN, Double.NaN, cause.source())
                    : fit(cause, touched, onsets, chance, series, monitor));
        }
        unweighted.add(new Fit(NONE, left, 0, Double.NaN, Double.NaN, ""));
        double largest = unweighted.stream().mapToDouble(Fit::logEvidence).max().orElse(0);
        double total = unweighted.stream().mapToDouble(f -> f.probability * Math.exp(f.logEvidence - largest)).sum();
        List<Fit> fits = unweighted.stream().map(f -> new Fit(f.cause, f.probability * Math.exp(f.logEvidence - largest) / total,
                f.logEvidence, f.onset, f.severity, f.source)).sorted(Comparator.comparingDouble(Fit::probability).reversed()).toList();
        return new CauseComparison(fits, fits.size() < 2 ? Optional.empty()
                : discriminator(followUp, state, steps, causes, fits.get(0), fits.get(1)));
    }

    private static List<Series> series(FollowUp followUp, Belief first, List<FollowUp.Step> steps) {
        List<Series> all = new ArrayList<>();
        for (Observable d : first.observables()) {
            List<Observation> own = steps.stream().filter(s -> s.observable().equals(d)).map(FollowUp.Step::observation).toList();
            if (!own.isEmpty()) {
                all.add(new Series(followUp, d, d.fading().isPresent() && !first.isTied(d), first.of(d), own.stream().mapToDouble(o ->
                        followUp.since(Times.instant(o.getTime()))).toArray(),
                        own.stream().mapToDouble(Observation::getValue).toArray(),
                        own.stream().mapToDouble(o -> FollowUp.error(d, o)).toArray()));
            }
        }
        return all;
    }

    /** The operation or first observation, and after each observation but the last; thinned out where there are many. */
    private static double[] onsets(List<Series> series, double operation) {
        double[] times = series.stream().flatMapToDouble(s -> DoubleStream.of(s.t)).filter(t -> t > operation).sorted().distinct()
                .toArray();
        int n = Math.max(1, Math.min(MOST_ONSETS, times.length));
        double[] onsets = new double[n];
        onsets[0] = Double.isFinite(operation) ? operation : times.length == 0 ? 0 : times[0];
        for (int i = 1; i < n; i++) {
            onsets[i] = times[(int) ((long) i * times.length / n) - 1];
        }
        return onsets;
    }

    private static Fit fit(Cause cause, List<Series> touched, double[] onsets, double chance, List<Series> all, Monitor monitor) {
        double untouched = all.stream().filter(s -> !touched.contains(s)).mapToDouble(s -> s.logLikelihood(null, 0, 0)).sum();
        double[] logs = new double[onsets.length * SEVERITIES.length];
        int best = 0;
        for (int i = 0; i < logs.length; i++) {
            monitor.checkCancelled();
            double onset = onsets[i / SEVERITIES.length];
            double severity = SEVERITIES[i % SEVERITIES.length];
            logs[i] = untouched - chance + touched.stream().mapToDouble(s -> s.logLikelihood(cause, onset, severity)).sum();
            best = logs[i] > logs[best] ? i : best;
        }
        double top = logs[best];
        double mean = DoubleStream.of(logs).map(l -> Math.exp(l - top)).average().orElseThrow();
        return new Fit(cause.id(), cause.probability(), top + Math.log(mean), onsets[best / SEVERITIES.length],
                SEVERITIES[best % SEVERITIES.length], cause.source());
    }

    private static Optional<Discriminator> discriminator(FollowUp followUp, TwinState state, List<FollowUp.Step> steps,
            Map<String, Cause> causes, Fit first, Fit second) {
        Belief now = followUp.belief(state);
        double t = MONTH + steps.stream().mapToDouble(s -> followUp.since(Times.instant(s.observation().getTime()))).max().orElse(0);
        Discriminator best = null;
        for (Observable d : now.observables()) {
            double separation = Math.abs(moved(causes, first, d, t) - moved(causes, second, d, t)) / now.observed(d, t).deviation(0);
            if (separation > 0 && (best == null || separation > best.separation)) {
                best = new Discriminator(d, first.cause, second.cause, separation);
            }
        }
        return Optional.ofNullable(best);
    }

    private static double moved(Map<String, Cause> causes, Fit fit, Observable d, double t) {
        return fit.cause.equals(NONE) ? 0 : causes.get(fit.cause).deviation(d.id(), fit.severity, t - fit.onset);
    }
}
