/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.TwinState;

/**
 * All that differs between two states of a twin, of one line or of two branches. What is the same in both is not in it.
 *
 * @param parameters in the order of the first state
 * @param predictions of the observables about which something else is believed
 * @param observations that only one of the two states knows, in the order of their times
 * @param alerts that were raised or have ended on the way from the first to the second
 * @param versions of what computed and of what was defined
 * @param heard what others have said: coupled twins, cohorts
 * @param cause the likeliest causes of what the alerts speak of; empty where that is the same cause in both
 */
public record StateDifference(TwinState from, TwinState to, List<Parameter> parameters, List<Predicted> predictions,
        List<Came> observations, List<Turn> alerts, List<Version> versions, List<Heard> heard, Optional<Causes> cause) {

    /** Days after the operation at which predictions are compared: whole visits of a clinic, whatever was observed when. */
    private static final double[] DAYS = {42, 91, 182.625, 365.25, 730.5, 1826.25};
    private static final double DAY = 86400;
    private static final Pattern DEFINED = Pattern.compile("([^;]+); (\\S+) (\\S+); course (\\S+) (\\S+)");

    /**
     * A parameter.
     *
     * @param information about it alone, from the first state to the second, bits; NaN where one of them has none or knows it exactly
     */
    public record Parameter(Histories.Change change, double information) {
    }

    /**
     * What is expected of an observable.
     *
     * @param information about all parameters of its course together, bits; NaN where none is uncertain in both
     */
    public record Predicted(Observable observable, double information, List<Point> points) {
    }

    /**
     * What would be observed at a time.
     *
     * @param t since the operation, s
     */
    public record Point(double t, Gaussian before, Gaussian after) {
    }

    /**
     * An observation that one state knows and the other does not.
     *
     * @param later whether it is the second state that knows it
     * @param step what it did; empty where nothing is predicted of it, such as a complication
     */
    public record Came(Observation observation, boolean later, Optional<FollowUp.Step> step) {
    }

    /**
     * What became of an alert.
     *
     * @param raised whether only the second state has it
     * @param ended whether it does not last in the second state, and did in the first or was raised since
     */
    public record Turn(Alert alert, boolean raised, boolean ended) {
    }

    /**
     * Something that has versions.
     *
     * @param kind {@code software}, {@code estimator}, {@code definition} or {@code course}
     * @param name the observable that it is of; empty of software
     */
    public record Version(String kind, String name, String before, String after) {
    }

    /**
     * Who has said what is expected of an observable before this patient's own observations: ids of twins, or cohorts in words; nobody
     * where it is what the literature says, or a person.
     */
    public record Heard(Observable observable, List<String> before, List<String> after) {
    }

    /**
     * The likeliest cause of each state; empty without alerts that speak of one, and where chance is likelier.
     */
    public record Causes(Optional<CauseComparison.Fit> before, Optional<CauseComparison.Fit> after) {
    }

    public StateDifference {
        parameters = List.copyOf(parameters);
        predictions = List.copyOf(predictions);
        observations = List.copyOf(observations);
        alerts = List.copyOf(alerts);
        versions = List.copyOf(versions);
        heard = List.copyOf(heard);
    }

    /** Whether the two say the same. */
    public boolean isEmpty() {
        return parameters.isEmpty() && predictions.isEmpty() && observations.isEmpty() && alerts.isEmpty() && versions.isEmpty()
                && heard.isEmpty() && cause.isEmpty();
    }

    /**
     * @param runLength how many observations pass on average between two false alarms about an observable
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static StateDifference of(FollowUp f, TwinState from, TwinState to, double runLength, Monitor monitor) {
        Belief before = f.belief(from);
        Belief after = f.belief(to);
        Optional<CauseComparison.Fit> a = CauseComparison.likeliest(Alerts.of(f, from, runLength, monitor));
        Optional<CauseComparison.Fit> b = CauseComparison.likeliest(Alerts.of(f, to, runLength, monitor));
        Optional<Causes> cause = a.map(CauseComparison.Fit::cause).equals(b.map(CauseComparison.Fit::cause)) ? Optional.empty()
                : Optional.of(
                new Causes(a, b));
        return new StateDifference(from, to, parameters(before, after, from, to), predictions(before, after, a.flatMap(
                c -> CauseComparison.under(f, from, c)), b.flatMap(c -> CauseComparison.under(f, to, c))), observations(f, from, to),
                turns(f, from, to, runLength, monitor), versions(from, to), heard(after.observables(), from, to), cause);
    }

    private static List<Parameter> parameters(Belief before, Belief after, TwinState from, TwinState to) {
        Map<String, Double> information = new LinkedHashMap<>();
        for (Observable d : after.observables()) {
            Gaussian a = before.of(d);
            for (int i = 0; a != null && i < a.dimension(); i++) {
                information.put(d.parameter(i), FollowUp.information(a.marginal(i), after.of(d).marginal(i)));
            }
        }
        return Histories.difference(from, to).stream().map(c -> new Parameter(c, information.getOrDefault(c.name(), Double.NaN))).toList();
    }

    /** With the likeliest cause of each state at work from its onset on, as the rest of a follow-up tells it. */
    private static List<Predicted> predictions(Belief before, Belief after, Optional<CauseComparison.Under> then,
            Optional<CauseComparison.Under> now) {
        List<Predicted> all = new ArrayList<>();
        for (Observable d : after.observables()) {
            Gaussian a = before.of(d);
            Gaussian b = after.of(d);
            boolean told = then.filter(u -> u.tells(d)).isPresent() || now.filter(u -> u.tells(d)).isPresent();
            if (a == null || a.equals(b) && !told) {
                continue;
            }
            List<Point> points = new ArrayList<>();
            for (double day : DAYS) {
                points.add(new Point(day * DAY, observed(before, then, d, day * DAY), observed(after, now, d, day * DAY)));
            }
            if (points.stream().anyMatch(p -> p.before.mean(0) != p.after.mean(0) || p.before.deviation(0) != p.after.deviation(0))) {
                all.add(new Predicted(d, FollowUp.information(a, b), points));
            }
        }
        return all;
    }

    private static Gaussian observed(Belief belief, Optional<CauseComparison.Under> under, Observable d, double t) {
        return under.filter(u -> u.tells(d) && t >= u.fit().onset()).map(u -> u.observed(d, t)).orElseGet(() -> belief.observed(d, t));
    }

    private static List<Came> observations(FollowUp f, TwinState from, TwinState to) {
        List<Came> came = new ArrayList<>();
        came.addAll(only(f, to, from, true));
        came.addAll(only(f, from, to, false));
        if (Histories.chain(to).contains(from)) {
            // what nothing is predicted of makes no state: it belongs to the time between
            Set<Observation> in = came.stream().map(Came::observation).collect(Collectors.toSet());
            Withdrawals.standing(f.twin()).stream().filter(o -> !in.contains(o) && isBetween(o, from, to)
                    && Observables.find(String.valueOf(o.getDefinition())).filter(d -> d.kind().equals("event")).isPresent())
                    .forEach(o -> came.add(new Came(o, true, Optional.empty())));
        }
        came.sort(Comparator.comparing((Came c) -> Times.instant(c.observation.getTime())).thenComparing(c -> c.observation.getId()));
        return came;
    }

    private static boolean isBetween(Observation o, TwinState from, TwinState to) {
        return Times.instant(o.getTime()).isAfter(Times.instant(from.getTime()))
                && !Times.instant(o.getTime()).isAfter(Times.instant(to.getTime()));
    }

    private static List<Came> only(FollowUp f, TwinState state, TwinState other, boolean later) {
        Set<Observation> known = new HashSet<>();
        Histories.chain(other).forEach(s -> known.addAll(s.getInputs()));
        Map<Observation, FollowUp.Step> steps = new IdentityHashMap<>();
        f.steps(state).forEach(s -> steps.put(s.observation(), s));
        return Histories.chain(state).stream().flatMap(s -> s.getInputs().stream()).distinct().filter(o -> !known.contains(o)
                && !Withdrawals.isEntry(o))
                .map(o -> new Came(o, later, Optional.ofNullable(steps.get(o)))).toList();
    }

    private static List<Turn> turns(FollowUp f, TwinState from, TwinState to, double runLength, Monitor monitor) {
        Map<String, Alerts.Found> before = Alerts.found(f, from, runLength, Detectors.DEFAULT, monitor).stream()
                .collect(Collectors.toMap(a -> a.alert().id(), Function.identity(), (a, b) -> b, LinkedHashMap::new));
        Map<String, Alerts.Found> after = Alerts.found(f, to, runLength, Detectors.DEFAULT, monitor).stream()
                .collect(Collectors.toMap(a -> a.alert().id(), Function.identity(), (a, b) -> b, LinkedHashMap::new));
        List<Turn> turns = new ArrayList<>();
        before.forEach((id, a) -> {
            if (a.lasting() && !(after.containsKey(id) && after.get(id).lasting())) {
                turns.add(new Turn(after.getOrDefault(id, a).alert(), false, true));
            }
        });
        after.forEach((id, a) -> {
            if (!before.containsKey(id)) {
                turns.add(new Turn(a.alert(), true, !a.lasting()));
            }
        });
        return turns;
    }

    private static List<Version> versions(TwinState from, TwinState to) {
        List<Version> all = new ArrayList<>();
        if (!from.getSoftware().equals(to.getSoftware())) {
            all.add(new Version("software", "", String.join(", ", from.getSoftware()), String.join(", ", to.getSoftware())));
        }
        Map<List<String>, String> before = stated(from);
        Map<List<String>, String> after = stated(to);
        after.forEach((what, version) -> {
            // what was not used before has no earlier version
            if (before.containsKey(what) && !before.get(what).equals(version)) {
                all.add(new Version(what.getFirst(), what.getLast(), before.get(what), version));
            }
        });
        return all;
    }

    /** What the estimates that hold in a state were computed with, by kind and name. */
    private static Map<List<String>, String> stated(TwinState state) {
        Map<List<String>, String> all = new LinkedHashMap<>();
        for (ParameterEstimate e : Histories.estimates(state).values()) {
            Matcher m = DEFINED.matcher(String.valueOf(e.getSource()));
            if (m.matches()) {
                all.put(List.of("estimator", m.group(2)), m.group(1));
                all.put(List.of("definition", m.group(2)), m.group(3));
                all.put(List.of("course", m.group(2)), m.group(4) + " " + m.group(5));
            }
        }
        return all;
    }

    private static List<Heard> heard(List<Observable> observables, TwinState from, TwinState to) {
        List<Heard> all = new ArrayList<>();
        Map<TwinState, Map<String, ParameterEstimate>> bases = new IdentityHashMap<>();
        for (Observable d : observables) {
            List<String> before = sources(bases.computeIfAbsent(Histories.base(from), Histories::estimates).get(d.parameter(0)));
            List<String> after = sources(bases.computeIfAbsent(Histories.base(to), Histories::estimates).get(d.parameter(0)));
            if (!before.equals(after)) {
                all.add(new Heard(d, before, after));
            }
        }
        return all;
    }

    private static List<String> sources(ParameterEstimate e) {
        String source = e == null || e.getSource() == null ? "" : e.getSource();
        if (source.startsWith(TwinNetwork.SAID_BY)) {
            return List.of(source.substring(TwinNetwork.SAID_BY.length()).split(", "));
        }
        return source.startsWith(FollowUp.COHORT + ":") ? List.of(source) : List.of();
    }
}
