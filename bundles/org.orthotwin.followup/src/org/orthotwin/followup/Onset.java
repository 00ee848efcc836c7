/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.estimation.ChangePoints;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinState;

/**
 * When what an alert is about began, as far as that can be told.
 *
 * @param from it did not begin before; null where nothing says
 * @param to it had begun by then
 * @param probability that it began between them, given that it is so; NaN where that is as it was measured or recorded, errors and all
 * @param basis what tells it
 */
public record Onset(Instant from, Instant to, double probability, Basis basis) {

    /** What tells when something began. */
    public enum Basis {
        /** The residuals up to when a detector signalled: between two observations. */
        RESIDUALS,
        /** The break of the course itself, where its law lets it break. */
        COURSE,
        /** Two measurements of which the later one alone is beyond the limit. */
        MEASURED,
        /** The operation: what was achieved then has not changed. */
        OPERATION,
        /** Somebody has recorded when it happened. */
        RECORDED;

        /** In files. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What an interval of residuals or of a course leaves out on each side. */
    static final double TAIL = 0.05;
    /** How much worse residuals are after a change, as the change point detector takes it to be: an assumption. */
    private static final double SPREAD = 3;

    /**
     * The 90 % interval of when residuals began to be worse: of each gap between two observations, all times equally probable before, how
     * probable what was observed since is. Until then residuals are standard normal; from then on their mean is what is worse, half normal
     * with {@link #SPREAD} at the last of them, and has come about at once or grows with time, either as probable as the other.
     *
     * @param times of the observations up to that at which a detector signalled, in order
     * @param z residuals towards the worse; further ones are not looked at
     * @param likeliest the first after the change as the detectors say it, which the interval holds in any case
     */
    static Onset residuals(List<Instant> times, double[] z, int likeliest) {
        int n = times.size();
        double[] t = times.stream().mapToDouble(x -> Times.seconds(times.getFirst(), x)).toArray();
        double[] logs = new double[n];
        double usual = n > 1 ? t[n - 1] / (n - 1) : 1;
        for (int k = 0; k < n; k++) {
            // nobody knows how long before the first it may have begun
            double gap = k > 0 ? t[k] - t[k - 1] : usual;
            double step = evidence(z, k, n, t, Double.NaN);
            double ramp = evidence(z, k, n, t, t[k] - gap / 2);
            double most = Math.max(step, ramp);
            logs[k] = gap > 0 ? Math.log(gap) + most + Math.log(Math.exp(step - most) + Math.exp(ramp - most)) : Double.NEGATIVE_INFINITY;
        }
        double top = Arrays.stream(logs).max().orElseThrow();
        double[] w = Arrays.stream(logs).map(l -> Math.exp(l - top)).toArray();
        double all = Arrays.stream(w).sum();
        int first = 0;
        int last = n - 1;
        for (double p = 0; first < likeliest && (p += w[first]) <= TAIL * all;) {
            first++;
        }
        for (double p = 0; last > likeliest && (p += w[last]) <= TAIL * all;) {
            last--;
        }
        return new Onset(first == 0 ? null : times.get(first - 1), times.get(last), 1 - 2 * TAIL, Basis.RESIDUALS);
    }

    /** Logarithm of how probable residuals from the k-th on are, against none that is worse; of a mean that grows from a time on. */
    private static double evidence(double[] z, int k, int n, double[] t, double from) {
        double precision = 1 / (SPREAD * SPREAD);
        double sum = 0;
        for (int i = k; i < n; i++) {
            double s = Double.isNaN(from) || !(t[n - 1] > from) ? 1 : (t[i] - from) / (t[n - 1] - from);
            precision += s * s;
            sum += s * z[i];
        }
        return sum * sum / (2 * precision) - Math.log(SPREAD * SPREAD * precision) / 2 + Math.log(2 * Math.max(Double.MIN_NORMAL, RunLength
                .normal(sum / Math.sqrt(precision))));
    }

    /** The same, not before an operation that it spans: what is of after it has not begun to change before it. */
    Onset since(FollowUp f) {
        Optional<Instant> operation = f.operation();
        boolean spans = operation.isPresent() && basis == Basis.RESIDUALS && !to.isBefore(operation.get()) && (from == null || from
                .isBefore(operation.get()));
        return spans ? new Onset(operation.get(), to, probability, basis) : this;
    }

    /** When an alert that is not of residuals began; empty where nothing tells it, and of a forecast, which has not begun. */
    static Optional<Onset> of(FollowUp f, TwinState state, Alert a) {
        return switch (a.kind()) {
            case DEVIATION, TOGETHER -> Optional.empty();
            case COMPLICATION -> Optional.of(new Onset(a.begins(), a.begins(), Double.NaN, Basis.RECORDED));
            case POSITION -> f.operation().map(o -> new Onset(o, o, Double.NaN, Basis.OPERATION));
            case TEST -> Optional.of(new Onset(a.before() == null ? null : Times.instant(a.before().getTime()), a.begins(), Double.NaN,
                    Basis.MEASURED));
            case LIMIT -> a.limit().kind() == Observable.Limit.Kind.RATE ? course(f, state, a) : a.measured() == null ? Optional.empty()
                    : passed(f, state, a);
        };
    }

    /** Since when a course goes on otherwise, where it has broken more probably than not. */
    private static Optional<Onset> course(FollowUp f, TwinState state, Alert a) {
        Belief b = f.belief(state);
        if (!b.mayChange(a.observable())) {
            return Optional.empty();
        }
        ChangePoints c = b.changes(a.observable());
        double from = c.onset(TAIL);
        double to = c.onset(1 - TAIL);
        return c.probability() < 0.5 || !Double.isFinite(from) || !Double.isFinite(to) ? Optional.empty()
                : Optional.of(new Onset(f.at(from), f.at(to), 1 - 2 * TAIL, Basis.COURSE));
    }

    /** Between which measurements a limit was passed; of a gain, which is told at one time, nothing is. */
    private static Optional<Onset> passed(FollowUp f, TwinState state, Alert a) {
        Observable d = a.observable();
        Observable.Limit l = a.limit();
        List<Observation> own = f.steps(state).stream().filter(s -> s.observable().equals(d) && f.since(Times.instant(s.observation()
                .getTime())) >= 0).map(FollowUp.Step::observation).sorted(Comparator.comparing(o -> Times.instant(o.getTime()))).toList();
        int last = own.indexOf(a.measured());
        if (last < 0 || l.kind() == Observable.Limit.Kind.CHANGE) {
            return Optional.empty();
        }
        double[] t = own.stream().mapToDouble(o -> f.since(Times.instant(o.getTime()))).toArray();
        if (l.kind() == Observable.Limit.Kind.INCREASE || l.kind() == Observable.Limit.Kind.PROGRESS) {
            // it is the difference of two that is judged
            double begun = l.kind() == Observable.Limit.Kind.PROGRESS ? Alerts.from(l) : t[IntStream.range(0, t.length).boxed().min(
                    Comparator.comparingDouble(i -> Math.abs(t[i] - l.from()))).orElseThrow()];
            Instant first = own.stream().map(o -> Times.instant(o.getTime())).filter(x -> f.since(x) >= begun).findFirst().orElseThrow();
            return Optional.of(new Onset(first, a.begins(), Double.NaN, Basis.MEASURED)).filter(o -> o.from.isBefore(o.to));
        }
        int first = last;
        while (first > 0 && isBeyond(f, d, l, own.get(first - 1), t[first - 1])) {
            first--;
        }
        // nothing has migrated or is worn on the day of the operation
        Instant before = first > 0 ? Times.instant(own.get(first - 1).getTime()) : WhatIf.LASTING.contains(d.kind()) ? f.operation().orElse(
                null) : null;
        return Optional.of(new Onset(before, Times.instant(own.get(first).getTime()), Double.NaN, Basis.MEASURED));
    }

    /** Whether a value is beyond a limit as it was measured, and what has come about since its time in patients as such. */
    private static boolean isBeyond(FollowUp f, Observable d, Observable.Limit l, Observation o, double t) {
        double usual = l.kind() == Observable.Limit.Kind.VALUE && WhatIf.LASTING.contains(d.kind()) ? Math.max(0, f.usual(d, t) - f.usual(
                d, l.time())) : 0;
        return d.better().orElse(false) ? o.getValue() < l.value() : o.getValue() > l.value() + usual;
    }
}
