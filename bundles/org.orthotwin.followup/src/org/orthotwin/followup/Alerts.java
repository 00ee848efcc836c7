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
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
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
 * worse, of which none is enough alone. How probable it is that a limit is passed says the filter, or a chain over all observations where
 * the two differ by more than a standard deviation, of the true value given all observations: what was measured beyond a limit is an alert
 * only where that is more probable than not, or where fewer of the population are measured so far beyond it than the false alarms that are
 * asked for, which counts alone where the model knows no change of the course. A test of a cause whose last result
 * is positive by a published limit is an alert by itself, whatever is predicted. How sure a change is says the Bayesian change point
 * detector, which does not itself signal.
 *
 * <p>Where a part was put is judged by its target alone, as it was measured last: no course says that, and no cause is asked.
 *
 * <p>A limit that nothing was measured at is passed only where the observations of the patient have made that more probable than it is in
 * the population (by a Bayes factor of {@link #LEAST_FACTOR}), with as many of them as its rule needs.
 */
public final class Alerts {

    /** So long after an event a patient was seen with what came of it, s: an assumption. */
    static final double RECENT = 42 * 86400.0;
    /** What may have begun longer ago is not acute, s: a yearly visit that was missed by a month, an assumption. */
    private static final double LONG = 395 * 86400.0;
    private static final double BEYOND = 0.5;
    /** What is measured so near to the time of a limit is taken for measured then: 45 days, or an eighth of the time. */
    private static final double LEAST_WINDOW = 45 * 86400.0;
    private static final double PART_OF_TIME = 8;
    /** By so much a visit may be before the time from which on a limit counts: a week. */
    private static final double EARLY = 7 * 86400.0;
    /** Below this probability by the filter no chain makes an alert. */
    private static final double IN_QUESTION = 0.05;
    /** Odds that observations must have changed by so much to tell anything "positive" (Kass and Raftery 1995, J Am Stat Assoc 90:773). */
    private static final double LEAST_FACTOR = 3;
    private static final long SEED = 1;
    /** What was achieved is outside its target where that is so probable: the error of a measurement hardly explains it. */
    private static final double OUTSIDE = 0.95;
    private static final String CHAIN = "chain";
    private static final String FILTER = "filter";
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
        List<FollowUp.Step> since = followUp.stepsSinceBase(state);
        return of(followUp, state, runLength, detectors, d -> followUp.record(state, d, since, SEED, monitor), monitor);
    }

    /**
     * The same with chains that are there already.
     *
     * @param records the chain of an observable, which is asked for only where a limit is in question
     */
    static List<Alert> of(FollowUp followUp, TwinState state, double runLength, List<String> detectors,
            Function<Observable, Optional<FollowUp.Record>> records, Monitor monitor) {
        List<Found> found = found(followUp, state, runLength, detectors, records, monitor);
        if (found.stream().noneMatch(f -> f.alert.isFinding())) {
            return found.stream().map(f -> f.alert).toList();
        }
        Set<String> beyond = found.stream().map(f -> f.alert).filter(a -> a.kind() == Alert.Kind.LIMIT && (a.measured() != null || a.limit()
                .kind() == Observable.Limit.Kind.RATE)).map(a -> a.observable().id() + "." + a.limit().name()).collect(Collectors.toSet());
        CauseComparison causes = CauseComparison.of(followUp, state, followUp.steps(state), beyond, found.stream().map(f ->
                f.alert).toList(),
                monitor);
        // where a part was put is no deviation from a course, and of a gain that is little alone nothing follows
        List<Alert> all = found.stream().map(f -> f.alert).map(a -> a.isFinding() ? a.with(causes.fits(), causes.discriminator().orElse(
                null)) : a).toList();
        Alert.Haste haste = haste(followUp, state, all);
        return all.stream().map(a -> a.isFinding() ? a.with(haste) : a).toList();
    }

    /** How soon somebody has to look at a patient with these alerts. */
    private static Alert.Haste haste(FollowUp followUp, TwinState state, List<Alert> all) {
        if (CauseComparison.isOfBloodAlone(followUp, state, all)) {
            return Alert.Haste.EXAMINED;
        }
        Optional<CauseComparison.Fit> likeliest = CauseComparison.likeliest(all);
        List<Alert> asked = all.stream().filter(a -> a.isSign() && !CauseComparison.isAnswered(followUp, state, a.measured())).toList();
        boolean excluded = all.stream().anyMatch(a -> !a.excludes().isEmpty());
        if (excluded || all.stream().anyMatch(Alert::isUrgent)) {
            // after such an event it is not young, whenever that was noted
            Set<String> old = Observables.interventions().stream().flatMap(i -> i.acute().stream()).map(Intervention.Acute::unless).collect(
                    Collectors.toSet());
            // since when there have been signs is to be asked of the patient
            boolean young = excluded || !asked.isEmpty() || likeliest.flatMap(c -> CauseComparison.signs(followUp, state, all, c))
                    .filter(s -> s.least()
                    <= RECENT && s.most() <= LONG).isPresent();
            return young && followUp.complications(state).stream().noneMatch(o -> old.contains(o.getDefinition())
                    && followUp.since(Times.instant(o.getTime())) > FollowUp.EARLY) ? Alert.Haste.ACUTE
                    : Alert.Haste.REFERRED;
        }
        if (!asked.isEmpty()) {
            return Alert.Haste.EXAMINED;
        }
        double now = followUp.since(followUp.last(state));
        return followUp.operation().isPresent() && followUp.interventions(all, followUp.last(state)).stream().flatMap(i -> i.window()
                .stream()).anyMatch(w -> w
                .until() > now) ? Alert.Haste.IN_TIME : Alert.Haste.NONE;
    }

    /**
     * An alert without its causes.
     *
     * @param at the observation at which it was first seen; null of a test, of which no state is made
     * @param lasting whether it has not ended by the state's last observation
     */
    record Found(FollowUp.Step at, Alert alert, boolean lasting) {

        /** What is of after the operation has not begun to change before it. */
        Found since(FollowUp f) {
            Optional<Observation> operation = f.course().map(o -> o.said().getFirst());
            boolean spans = alert.before() != null && operation.isPresent() && f.since(Times.instant(alert.before().getTime())) < 0
                    && f.since(alert.begins()) >= 0;
            return spans ? new Found(at, alert.with(operation.get()), lasting) : this;
        }

        /** When it began. */
        Found begun(FollowUp f, TwinState state) {
            Onset onset = alert.onset() == null ? Onset.of(f, state, alert).orElse(null) : alert.onset().since(f);
            return new Found(at, alert.with(onset), lasting);
        }
    }

    /** The alerts of a state, in the order in which they were seen, without asking which causes fit, which takes longer. */
    static List<Found> found(FollowUp followUp, TwinState state, double runLength, List<String> detectors, Monitor monitor) {
        return found(followUp, state, runLength, detectors, d -> Optional.empty(), monitor);
    }

    private static List<Found> found(FollowUp followUp, TwinState state, double runLength, List<String> detectors,
            Function<Observable, Optional<FollowUp.Record>> records, Monitor monitor) {
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
            limits(followUp, d, own, runLength, records, found);
            position(followUp, d, own, found);
        });
        tests(followUp, state, found);
        repeats(followUp, state, found);
        complications(followUp, state, found);
        found.replaceAll(f -> f.since(followUp).begun(followUp, state));
        List<Found> all = List.copyOf(found);
        found.replaceAll(f -> isSettled(followUp, steps, f.alert, all) ? new Found(f.at, f.alert.at(Alert.SETTLED), f.lasting) : f);
        apart(found);
        // a test or a complication comes after what was taken until its day
        found.sort(Comparator.comparingInt((Found f) -> f.at != null ? 2 * steps.indexOf(f.at) : 2 * taken(steps, f.alert.begins()) - 1)
                .thenComparing(f -> f.alert.id()));
        return found;
    }

    /** Of two alerts that would have one name, since their first observations are of one time, the later ones get a number. */
    private static void apart(List<Found> found) {
        Map<String, Integer> times = new LinkedHashMap<>();
        found.replaceAll(f -> {
            int n = times.merge(f.alert.id(), 1, Integer::sum);
            return n == 1 ? f : new Found(f.at, f.alert.called(f.alert.id() + "~" + n), f.lasting);
        });
    }

    /** Whether a part that has moved more than others, beyond no limit, has come to rest since. */
    private static boolean isSettled(FollowUp followUp, List<FollowUp.Step> steps, Alert a, List<Found> all) {
        return a.kind() == Alert.Kind.DEVIATION && rest(followUp, steps, a.observable()).filter(r -> !Times.instant(r.getFirst()
                .observation().getTime()).isBefore(a.begins())).isPresent() && all.stream().noneMatch(f -> f.alert.kind()
                        == Alert.Kind.LIMIT && f.alert.observable().equals(a.observable()));
    }

    /**
     * Between which measurements a part has been at rest: the last one and one at least a year before it, of after the operation, between
     * which it has moved by no more than two measurements err. Empty for what does not migrate, and where it has not.
     */
    static Optional<List<FollowUp.Step>> rest(FollowUp followUp, List<FollowUp.Step> steps, Observable d) {
        List<FollowUp.Step> own = ControlChart.inTime(steps.stream().filter(s -> s.observable().equals(d) && followUp.since(Times.instant(s
                .observation().getTime())) > 0).toList());
        if (!d.kind().equals("migration") || own.isEmpty()) {
            return Optional.empty();
        }
        FollowUp.Step last = own.getLast();
        double end = followUp.since(Times.instant(last.observation().getTime()));
        Optional<FollowUp.Step> first = own.stream().filter(s -> end - followUp.since(Times.instant(s.observation().getTime()))
                >= FollowUp.YEAR - LEAST_WINDOW).reduce((a, b) -> b);
        return first.filter(s -> {
            Gaussian moved = difference(measured(d, s), measured(d, last));
            return Math.abs(moved.mean(0)) <= moved.deviation(0);
        }).map(s -> List.of(s, last));
    }

    private static int taken(List<FollowUp.Step> steps, Instant until) {
        return (int) steps.stream().filter(s -> !Times.instant(s.observation().getTime()).isAfter(until)).count();
    }

    /**
     * Tests of causes whose last results are positive by a published limit of their time: soon after the operation others hold than later
     * on. Nothing is predicted of most of them, so that no state follows; whoever sees such a result looks into it whatever the courses
     * say.
     * It is the same alert as long as no result between is negative.
     */
    private static void tests(FollowUp followUp, TwinState state, List<Found> found) {
        Map<String, List<Cause.Marker>> tests = new LinkedHashMap<>();
        CauseComparison.causes(followUp).flatMap(c -> CauseComparison.markers(followUp, c)).forEach(m -> tests.computeIfAbsent(m
                .observable(), x -> new ArrayList<>()).add(m));
        tests.forEach((id, all) -> {
            // what several causes have in common is positive from the lowest of their limits on
            Map<Observation, Cause.Marker> judged = new LinkedHashMap<>();
            CauseComparison.results(followUp, state, id).stream().filter(o -> !followUp.isOfOperation(o)).forEach(o -> all.stream()
                    .filter(m -> m.judges(followUp.since(Times.instant(o
                    .getTime())))).min(Comparator.comparingDouble(Cause.Marker::threshold)).ifPresent(m -> judged.put(o, m)));
            List<Observation> results = List.copyOf(judged.keySet());
            int first = results.size();
            ToDoubleFunction<Observation> from = o -> judged.get(o).limit(CauseComparison.earlier(followUp, judged.get(o), o, results));
            while (first > 0 && results.get(first - 1).getValue() >= from.applyAsDouble(results.get(first - 1))) {
                first--;
            }
            if (first == results.size()) {
                return;
            }
            Observable d = Observables.get(id);
            Observation since = results.get(first);
            Observation last = results.getLast();
            Cause.Marker m = judged.get(last);
            double error = FollowUp.error(d, last);
            double positive = from.applyAsDouble(last);
            double probability = error > 0 ? beyond(Gaussian.scalar(last.getValue(), error * error), positive, false) : 1;
            Observable.Limit limit = new Observable.Limit("test", Observable.Limit.Kind.VALUE, positive, 0, m
                    .after(), Alert.POSITIVE, m.source(), Map.of("fr", Sources.text("fr", m.source())), Map.of(), Map.of());
            found.add(new Found(null, new Alert(Alert.id(d.id(), Alert.Kind.TEST, since), d, List.of(),
                    Alert.Kind.TEST, Alert.POSITIVE, since, first == 0 ? null : results.get(first - 1), since, probability, List.of(),
                    limit, last, ""), true));
        });
    }

    /** Results of so soon after the operation that no limit judges them, and of which nobody can say that they fall as they ought to. */
    private static void repeats(FollowUp followUp, TwinState state, List<Found> found) {
        CauseComparison.repeats(followUp, state).forEach(r -> {
            Observable d = Observables.get(r.result().getDefinition());
            Cause.Marker m = r.by();
            double from = r.beside().isEmpty() ? m.repeat().alone() : m.repeat().beside();
            Observable.Limit limit = new Observable.Limit("repeat", Observable.Limit.Kind.VALUE, from, 0, m.after(), "deviation", m
                    .source(), Map.of("fr", Sources.text("fr", m.source())), Map.of(), Map.of());
            found.add(new Found(null, new Alert(d.id() + ".repeat." + Times.name(r.result().getTime()), d, List.of(), Alert.Kind.TEST,
                    "deviation", r.result(), r.earlier(), r.result(), 1, List.of(), limit, r.result(), ""), true));
        });
    }

    /**
     * Complications that somebody has recorded since the operation, and signs, each kind once, seen when it came last: what is known needs
     * no detector.
     */
    private static void complications(FollowUp followUp, TwinState state, List<Found> found) {
        if (followUp.operation().isEmpty()) {
            return;
        }
        Map<String, List<Observation>> signs = followUp.signs(state).stream().collect(Collectors.groupingBy(Observation::getDefinition,
                LinkedHashMap::new, Collectors.toList()));
        // of the joint and another one: it is examined for an infection whatever fits better
        boolean several = signs.size() > 1 && !followUp.known(state).containsKey(CauseComparison.INFECTION) && signs.values().stream()
                .flatMap(List::stream).noneMatch(o -> CauseComparison.isAnswered(followUp, state, o));
        signs.forEach((id, all) -> Observables.find(id).ifPresent(d -> found.add(new Found(null, new Alert(Alert.id(d.id(),
                Alert.Kind.COMPLICATION, all.getFirst()), d, List.of(), Alert.Kind.COMPLICATION, "deviation", all.getFirst(), null, all
                        .getLast(), 1, List.of(), null, all.getLast(), "").excluding(several ? CauseComparison.INFECTION : ""), true))));
        Map<String, List<Observation>> by = new LinkedHashMap<>();
        followUp.complications(state).forEach(o -> by.computeIfAbsent(o.getDefinition(), x -> new ArrayList<>()).add(o));
        by.forEach((id, all) -> Observables.find(id).ifPresent(d -> {
            Observation first = all.getFirst();
            found.add(new Found(null, new Alert(Alert.id(d.id(), Alert.Kind.COMPLICATION, first), d, List.of(), Alert.Kind.COMPLICATION,
                    Alert.COMPLICATION, first, null, all.getLast(), 1, List.of(), null, all.getLast(), "").excluding(excluded(followUp,
                    state, all
                            .getLast())), true));
        }));
    }

    /** Id of the cause that a recent event asks to be examined for at once; empty for none, and where one is known to be at work. */
    private static String excluded(FollowUp followUp, TwinState state, Observation event) {
        double t = followUp.since(Times.instant(event.getTime()));
        if (followUp.since(followUp.last(state)) - t > RECENT || !followUp.known(state).isEmpty()) {
            return "";
        }
        // who walks about without pain later on has no fracture; a wound does not ache
        boolean well = CauseComparison.isPainlessSince(followUp, state, t);
        return CauseComparison.causes(followUp).filter(c -> !well || c.id().equals(CauseComparison.INFECTION)).filter(c -> c.signs()
                .stream().anyMatch(s -> s.urgent() && s.observable().equals(event
                .getDefinition()) && t >= s.after())).map(Cause::id).findFirst().orElse("");
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
        Onset begun = null;
        for (int i = 0; i <= own.size(); i++) {
            boolean signal = i < own.size() && own.get(i).signal();
            if (signalled >= 0 && (i == own.size() || !signal && own.get(i).sum() == 0)) {
                List<Alert.Evidence> evidence = new ArrayList<>();
                for (int k = 0; k < largest.length; k++) {
                    evidence.add(new Alert.Evidence(c.watches().get(k).detector(), largest[k], c.watches().get(k).limit()));
                }
                Observation since = own.get(first).step().observation();
                FollowUp.Step seen = own.get(signalled).step();
                found.add(new Found(seen, new Alert(Alert.id(c.observable().id(), Alert.Kind.DEVIATION, since), c.observable(),
                        List.of(), Alert.Kind.DEVIATION, "deviation", since, first == 0 ? null : own.get(first - 1).step().observation(),
                        seen.observation(), probability, evidence, null, null, "").with(begun), i == own.size()));
                signalled = -1;
            }
            if (signal && signalled < 0) {
                signalled = i;
                // where a sum was last 0 is too early by its nature, the change points date better
                first = i - own.get(i).run() + 1;
                begun = Onset.residuals(own.subList(0, i + 1).stream().map(p -> Times.instant(p.step().observation().getTime())).toList(),
                        own.stream().mapToDouble(ControlChart.Point::residual).toArray(), first);
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
            Onset begun = null;
            for (int i = 0; i <= residuals.length; i++) {
                boolean signal = i < residuals.length && watch.add(residuals[i]);
                if (i < residuals.length) {
                    change.add(residuals[i]);
                }
                if (signalled >= 0 && (i == residuals.length || !signal && watch.run() == 0)) {
                    Alert a = together(steps, residuals, first, signalled, i, new Alert.Evidence(id, largest, watch.limit()), probability);
                    if (a != null) {
                        found.add(new Found(steps.get(signalled), a.with(begun), i == residuals.length));
                    }
                    signalled = -1;
                }
                if (signal && signalled < 0) {
                    signalled = i;
                    first = Math.max(0, i - watch.run() + 1);
                    begun = Onset.residuals(steps.subList(0, i + 1).stream().map(s -> Times.instant(s.observation().getTime())).toList(),
                            residuals, first);
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
        return new Alert(Alert.id("together", Alert.Kind.TOGETHER, since), most.getFirst(), most, Alert.Kind.TOGETHER, "deviation",
                since, first == 0 ? null : steps.get(first - 1).observation(), steps.get(signalled).observation(), probability,
                List.of(evidence),
                null, null, "");
    }

    /**
     * The published limits of an observable that is beyond them: of several of a value the gravest alone, and what goes on beside it.
     *
     * <p>A limit at a time that was observed is passed where what was measured then is beyond it and the true value of that time is so
     * given all observations, those that came later as well; where nothing was measured near it, by what was believed at the first
     * observation after it. What does not come back, as migration, is judged by its last measurement from then on and the true value of
     * that day, against the limit and what the population's mean has come by since. Until then it is judged by what is predicted for that
     * time. What must not go on is judged by two measurements.
     */
    private static void limits(FollowUp followUp, Observable d, List<FollowUp.Step> own, double runLength,
            Function<Observable, Optional<FollowUp.Record>> records, List<Found> found) {
        // limits are of what follows an operation
        if (followUp.operation().isEmpty()) {
            return;
        }
        Map<Boolean, Found> worst = new LinkedHashMap<>();
        Map<String, Double> facts = followUp.facts();
        for (Observable.Limit limit : d.limits(facts)) {
            FollowUp.Step since = null;
            Judged now = null;
            Alert.Share first = null;
            int measured = 0;
            for (int i = 0; i < own.size(); i++) {
                FollowUp.Step s = own.get(i);
                // before the operation nothing has migrated, and nobody has gained
                if (followUp.since(Times.instant(s.observation().getTime())) < 0) {
                    continue;
                }
                measured++;
                now = judge(followUp, d, limit, own.subList(0, i + 1), runLength);
                first = first == null ? now.share : first;
                boolean unmeasured = now != Judged.UNTOLD && now.measured == null;
                if (unmeasured && (measured < limit.measurements() || !isTold(followUp, d, limit, facts, now.probability, s))) {
                    now = Judged.UNTOLD;
                }
                since = !now.open ? null : since == null ? s : since;
            }
            if (now != null && now.readings != null && now.smoothed == own.getLast().state() && now.probability >= IN_QUESTION) {
                Judged filter = now;
                now = records.apply(d).filter(FollowUp.Record::isApart).map(c -> filter.by(c.beyond(filter.readings.start(), filter.readings
                        .time(), filter.readings.limit()), CHAIN)).orElse(now);
                since = !now.open ? null : since == null ? own.getLast() : since;
            }
            if (now != null && now.measured == null && now.predicted && now.probability >= IN_QUESTION) {
                // where the filter is not near it, a chain over all observations is the better answer
                Optional<FollowUp.Record> chain = records.apply(d).filter(FollowUp.Record::isApart);
                now = chain.isEmpty() ? now : Judged.predicted(chain.get().beyond(limit), true, CHAIN);
                now = isTold(followUp, d, limit, facts, now.probability, own.getLast()) ? now : Judged.UNTOLD;
                since = !now.open ? null : since == null ? own.getLast() : since;
            }
            boolean onward = limit.measurements() > 1;
            if (since != null && (!worst.containsKey(onward) || limit.level().equals(Observable.Limit.UNACCEPTABLE))) {
                Observation o = since.observation();
                worst.put(onward, new Found(since, new Alert(d.id() + ".limit." + limit.name(), d, List.of(), Alert.Kind.LIMIT,
                        limit.level(), o,
                        null, o, now.probability, List.of(), limit, now.measured, now.estimator).with(now.readings == null ? null
                                : now.readings.first(first)), true));
            }
        }
        found.addAll(worst.values());
    }

    /**
     * How many patients who do well are measured beyond each limit that measurements of a patient have been judged by. Limits are
     * published ones, of which no number of false alarms is asked for.
     */
    static List<LimitShare> shares(FollowUp followUp, TwinState state) {
        if (followUp.operation().isEmpty()) {
            return List.of();
        }
        Map<Observable, List<FollowUp.Step>> by = new LinkedHashMap<>();
        followUp.steps(state).stream().filter(s -> followUp.since(Times.instant(s.observation().getTime())) >= 0 || s.observable().kind()
                .equals("score")).forEach(s -> by.computeIfAbsent(s.observable(), d -> new ArrayList<>()).add(s));
        List<LimitShare> all = new ArrayList<>();
        by.forEach((d, own) -> {
            for (Observable.Limit limit : d.limits(followUp.facts())) {
                Alert.Share last = share(followUp, d, limit, own);
                for (int i = 0; last != null && i < own.size(); i++) {
                    Alert.Share first = share(followUp, d, limit, own.subList(0, i + 1));
                    if (first != null) {
                        all.add(new LimitShare(d, limit, first, last));
                        break;
                    }
                }
            }
        });
        return all;
    }

    private static Alert.Share share(FollowUp f, Observable d, Observable.Limit limit, List<FollowUp.Step> until) {
        return f.since(Times.instant(until.getLast().observation().getTime())) < 0 ? null : judge(f, d, limit, until, MOST_LENGTH).share;
    }

    /**
     * Limits of gains that a patient cannot reach, since hardly more is left of the scale, as far as it can be measured: the score before
     * the operation, as it was measured last.
     */
    static Map<Observable.Limit, Gaussian> unreachable(FollowUp followUp, Observable d, List<FollowUp.Step> own) {
        Map<Observable.Limit, Gaussian> all = new LinkedHashMap<>();
        boolean up = d.better().orElse(false);
        Optional<Gaussian> before = before(followUp, d, own);
        if (before.isPresent() && d.kind().equals("score")) {
            double room = up ? d.upper() - before.get().mean(0) : before.get().mean(0) - d.lower();
            d.limits(followUp.facts()).stream().filter(l -> l.kind() == Observable.Limit.Kind.CHANGE && Math.abs(l.value())
                    > room - d.error()).forEach(l -> all.put(l, before.get()));
        }
        return all;
    }

    /** What a score was before the operation, as it was measured last; empty where it was not. */
    private static Optional<Gaussian> before(FollowUp followUp, Observable d, List<FollowUp.Step> until) {
        return until.stream().filter(s -> followUp.since(Times.instant(s.observation().getTime())) < 0).reduce((a,
                b) -> b).map(s -> measured(
                d, s));
    }

    /**
     * How a limit is judged.
     *
     * @param open whether that is an alert
     * @param probability that the true value is beyond it
     * @param measured what that is told by; null where it is what is predicted or believed
     * @param readings what was measured, where it is beyond the limit
     * @param smoothed the state whose belief the probability is of, of what was measured
     * @param seldom whether what was measured is an alert whatever that probability is
     * @param least from which probability on it is one
     * @param predicted whether it is what is predicted by all observations
     * @param estimator that the probability is by
     * @param share how many patients who do well are measured beyond it as well; null where nothing was measured
     */
    private record Judged(boolean open, double probability, Observation measured, Alert.Readings readings, TwinState smoothed,
            boolean seldom, double least, boolean predicted, String estimator, Alert.Share share) {

        /** Nothing that was observed of the patient says so: what the population lets expect is no finding about one. */
        static final Judged UNTOLD = predicted(0, false, FILTER);

        static Judged predicted(double probability, boolean predicted, String estimator) {
            return new Judged(probability >= BEYOND, probability, null, null, null, false, BEYOND, predicted, estimator, null);
        }

        /** What was measured is not beyond it. */
        static Judged within(Observation measured, Alert.Share share) {
            return new Judged(false, 0, measured, null, null, false, BEYOND, false, FILTER, share);
        }

        Judged by(double other, String how) {
            return new Judged(seldom || other >= least, other, measured, readings, smoothed, seldom, least, predicted, how, share);
        }
    }

    /**
     * What was measured beside a limit.
     *
     * @param value what was measured, or the difference of two measurements, with its error
     * @param limit that this is compared with
     * @param readAt when it was measured, s since the operation
     * @param readFrom when the earlier one was; NaN for none
     * @param time of the true value that is asked for, s since the operation
     * @param start of the earlier one; NaN for none
     * @param at the measurement
     */
    private record Measured(Gaussian value, double limit, double readFrom, double readAt, double start, double time, FollowUp.Step at) {
    }

    private static Judged judge(FollowUp f, Observable d, Observable.Limit limit, Measured m, List<FollowUp.Step> until, double runLength) {
        boolean up = d.better().orElse(false);
        Observation o = m.at.observation();
        double v = m.value.mean(0);
        Gaussian healthy = f.healthy(d, m.readFrom, m.readAt);
        Gaussian read = Gaussian.scalar(healthy.mean(0), healthy.covariance(0, 0) + m.value.covariance(0, 0));
        Alert.Share share = new Alert.Share(m.readAt, beyond(read, m.limit, up));
        if (up ? !(v < m.limit) : !(v > m.limit)) {
            return Judged.within(o, share);
        }
        Belief b = f.belief(smoothed(f, d, m.at, until));
        double asFar = beyond(read, v, up);
        // a course that cannot change leaves no room for what has, so that what is seldom counts by itself
        boolean seldom = !b.mayChange(d) && asFar * runLength <= 1;
        double least = limit.kind().isMeasured() ? IN_QUESTION : BEYOND;
        double p = b.beyond(d, m.start, m.time, m.limit);
        return new Judged(false, p, o, new Alert.Readings(v, m.limit, m.start, m.time, share.healthy(), asFar, share), smoothed(f, d,
                m.at, until), seldom, least, false, FILTER, share).by(p, FILTER);
    }

    /** The last state whose parameters are those that a measurement was of: until a gap over which they fade. */
    private static TwinState smoothed(FollowUp f, Observable d, FollowUp.Step at, List<FollowUp.Step> until) {
        TwinState s = until.getFirst().state();
        boolean behind = false;
        for (FollowUp.Step step : until) {
            Belief before = behind && step.state().getParent() != null ? f.belief(step.state().getParent()) : null;
            if (before != null && before.at(d, f.since(Times.instant(step.observation().getTime()))) != before.of(d)) {
                return s;
            }
            s = step.state();
            behind |= step == at;
        }
        return s;
    }

    /**
     * Whether observations, and not the population alone, make it probable that a limit is passed: by how much they change the odds, or
     * since what does not come back was measured beyond it already.
     */
    private static boolean isTold(FollowUp followUp, Observable d, Observable.Limit limit, Map<String, Double> facts, double probability,
            FollowUp.Step last) {
        if (limit.kind() == Observable.Limit.Kind.VALUE && WhatIf.LASTING.contains(d.kind()) && beyond(measured(d, last), limit.value(), d
                .better().orElse(false)) >= BEYOND) {
            return true;
        }
        double before = Belief.population(followUp.joint(), facts).beyond(d, limit);
        return probability * (1 - before) >= LEAST_FACTOR * before * (1 - probability);
    }

    private static Judged judge(FollowUp followUp, Observable d, Observable.Limit limit, List<FollowUp.Step> until, double runLength) {
        FollowUp.Step last = until.getLast();
        ToDoubleFunction<FollowUp.Step> since = s -> followUp.since(Times.instant(s.observation().getTime()));
        if (limit.kind() == Observable.Limit.Kind.PROGRESS) {
            return progress(followUp, d, limit, until, runLength);
        }
        if (limit.kind() == Observable.Limit.Kind.LASTING) {
            // a visit may be early
            FollowUp.Step latest = ControlChart.inTime(until).getLast();
            double at = since.applyAsDouble(latest);
            return at < limit.from() - EARLY ? Judged.UNTOLD : judge(followUp, d, limit, new Measured(measured(d, latest), limit.value(),
                    Double.NaN, at, Double.NaN, at, latest), until, runLength);
        }
        if (unreachable(followUp, d, until).containsKey(limit)) {
            return Judged.UNTOLD;
        }
        double window = Math.max(LEAST_WINDOW, limit.time() / PART_OF_TIME);
        if (limit.kind() == Observable.Limit.Kind.RATE || since.applyAsDouble(last) < limit.time() - window) {
            return Judged.predicted(followUp.belief(last.state()).beyond(d, limit), true, FILTER);
        }
        if (limit.kind() == Observable.Limit.Kind.INCREASE) {
            return increase(followUp, d, limit, until, runLength);
        }
        if (limit.kind() == Observable.Limit.Kind.VALUE && WhatIf.LASTING.contains(d.kind())) {
            double at = since.applyAsDouble(last);
            double usual = Math.max(0, followUp.usual(d, at) - followUp.usual(d, limit.time()));
            return judge(followUp, d, limit, new Measured(measured(d, last), limit.value() + usual, Double.NaN, at, Double.NaN, at, last),
                    until, runLength);
        }
        Optional<FollowUp.Step> near = near(followUp, until, limit.time());
        if (near.isEmpty()) {
            FollowUp.Step after = until.stream().filter(s -> since.applyAsDouble(s) > limit.time()).findFirst().orElse(last);
            return Judged.predicted(followUp.belief(after.state()).beyond(d, limit), after == last, FILTER);
        }
        Gaussian value = measured(d, near.get());
        double start = Belief.start(limit);
        if (limit.kind() == Observable.Limit.Kind.CHANGE) {
            // what the score was before, as it was measured last, or is believed to have been
            Gaussian before = before(followUp, d, until).orElseGet(() -> followUp.belief(near.get().state()).value(d, -1));
            value = difference(before, value);
        }
        return judge(followUp, d, limit, new Measured(value, limit.value(), start, since.applyAsDouble(near.get()), start, limit.time(),
                near.get()), until, runLength);
    }

    private static Gaussian difference(Gaussian first, Gaussian second) {
        return Gaussian.scalar(second.mean(0) - first.mean(0), first.covariance(0, 0) + second.covariance(0, 0));
    }

    /** By how much what was measured near the later time is more than what was near the earlier one, or what is believed of that. */
    private static Judged increase(FollowUp followUp, Observable d, Observable.Limit limit, List<FollowUp.Step> until, double runLength) {
        Optional<FollowUp.Step> first = near(followUp, until, limit.from());
        Optional<FollowUp.Step> second = near(followUp, until, limit.time());
        if (first.isEmpty() || second.isEmpty()) {
            return Judged.predicted(followUp.belief(until.getLast().state()).beyond(d, limit), true, FILTER);
        }
        ToDoubleFunction<FollowUp.Step> since = s -> followUp.since(Times.instant(s.observation().getTime()));
        return judge(followUp, d, limit, new Measured(difference(measured(d, first.get()), measured(d, second.get())), limit.value(), since
                .applyAsDouble(first.get()), since.applyAsDouble(second.get()), limit.from(), limit.time(), second.get()), until,
                runLength);
    }

    /** From when on a measurement counts for a limit of progress, s since the operation: a visit may be early. */
    static double from(Observable.Limit limit) {
        return limit.from() - LEAST_WINDOW;
    }

    /**
     * By how much the last measurement is more than the first one after a time, beyond what the population's mean has come by between
     * them: what has settled must not go on, whether or not a course would explain it.
     */
    private static Judged progress(FollowUp followUp, Observable d, Observable.Limit limit, List<FollowUp.Step> until, double runLength) {
        boolean up = d.better().orElse(false);
        ToDoubleFunction<FollowUp.Step> since = s -> followUp.since(Times.instant(s.observation().getTime()));
        List<FollowUp.Step> later = ControlChart.inTime(until).stream().filter(s -> since.applyAsDouble(s) >= from(limit)).toList();
        if (later.size() < limit.measurements()) {
            return Judged.UNTOLD;
        }
        double start = since.applyAsDouble(later.getFirst());
        double at = since.applyAsDouble(later.getLast());
        double usual = followUp.usual(d, at) - followUp.usual(d, start);
        double beside = up ? Math.min(0, usual) : Math.max(0, usual);
        return judge(followUp, d, limit, new Measured(difference(measured(d, later.getFirst()), measured(d, later.getLast())), limit.value()
                + beside, start, at, start, at, later.getLast()), until, runLength);
    }

    /**
     * What was achieved in an operation, as it was measured last since then, where the true value is outside its target almost for sure:
     * what the error of the measurement explains is no more than a warning.
     */
    private static void position(FollowUp followUp, Observable d, List<FollowUp.Step> own, List<Found> found) {
        if (d.target().isEmpty() || followUp.operation().isEmpty()) {
            return;
        }
        Observable.Target t = d.target().get();
        List<FollowUp.Step> after = ControlChart.inTime(own).stream().filter(s -> followUp.since(Times.instant(s.observation().getTime()))
                >= 0).toList();
        if (after.isEmpty()) {
            return;
        }
        FollowUp.Step last = after.getLast();
        double p = outside(measured(d, last), t);
        if (p < OUTSIDE) {
            return;
        }
        double end = last.observation().getValue() > t.upper() ? t.upper() : t.lower();
        int first = after.size() - 1;
        while (first > 0 && outside(measured(d, after.get(first - 1)), t) >= OUTSIDE) {
            first--;
        }
        Observation since = after.get(first).observation();
        Observable.Limit limit = new Observable.Limit("target", Observable.Limit.Kind.VALUE, end, 0, 0, Alert.POSITION, t.source(), t
                .sources(), Map.of(), Map.of());
        found.add(new Found(after.get(first), new Alert(Alert.id(d.id(), Alert.Kind.POSITION, since), d, List.of(),
                Alert.Kind.POSITION, Alert.POSITION, since, null, since, p, List.of(), limit, last.observation(), ""), true));
    }

    /** Probability that the true value is outside a target. */
    private static double outside(Gaussian g, Observable.Target t) {
        return beyond(g, t.upper(), false) + beyond(g, t.lower(), true);
    }

    private static Optional<FollowUp.Step> near(FollowUp followUp, List<FollowUp.Step> until, double time) {
        double window = Math.max(LEAST_WINDOW, time / PART_OF_TIME);
        ToDoubleFunction<FollowUp.Step> off = s -> Math.abs(followUp.since(Times.instant(s.observation().getTime())) - time);
        return until.stream().filter(s -> off.applyAsDouble(s) <= window).min(Comparator.comparingDouble(off));
    }

    private static Gaussian measured(Observable d, FollowUp.Step s) {
        double e = FollowUp.error(d, s.observation());
        return Gaussian.scalar(s.observation().getValue(), e * e);
    }

    /** Probability that the true value is on the wrong side of a limit. */
    private static double beyond(Gaussian g, double limit, boolean betterUp) {
        double z = (g.mean(0) - limit) / g.deviation(0);
        return RunLength.normal(betterUp ? -z : z);
    }
}
