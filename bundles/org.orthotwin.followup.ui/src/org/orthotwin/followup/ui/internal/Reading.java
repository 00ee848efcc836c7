/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Timestamps;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.Alerts;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.ControlChart;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intervention;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Prospects;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.VirtualCohort;
import org.orthotwin.followup.VisitSchedule;
import org.orthotwin.followup.WhatIf;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.simulation.Simulation;

/**
 * All that there is to show of a twin in one of its states, computed from its file. What the file's states do not know yet is taken into
 * them in memory, as the verb {@code follow} does it, so that it can be seen before it is kept. Nothing changes any more afterwards.
 *
 * @param twin as it is in the file, with the states that are not in it
 * @param joint empty where that is not known
 * @param operation empty where none is known
 * @param result of the state that is shown; empty where nothing can be followed
 * @param steps those of the current state and those of the state that is shown
 * @param courses those that were observed, then the others
 * @param charts of what was observed
 * @param averageLimit of the moving averages in them
 * @param known what is known of each parameter of the courses that were observed
 * @param cause the likeliest one of its alerts at work; empty for none
 * @param visit what is expected at the next visit
 * @param mechanical what the solvers of a case say in the state that is shown; empty where the twin knows no case
 * @param unsaved states that the file does not have
 * @param now when it was read
 * @param stamp of the files that it was read from
 */
record Reading(Path file, Twin twin, String joint, Optional<Instant> operation, Optional<FollowUpResult> result, List<FollowUp.Step> steps,
        List<Course> courses, List<ControlChart> charts, double averageLimit, List<Known> known, Optional<CauseComparison.Under> cause,
        List<FollowUpResult.Expected> visit, Optional<FollowUp.Mechanical> mechanical, Set<TwinState> unsaved, Instant now, String stamp) {

    /** Name of the estimator that is used here and by the command line where nobody chooses another. */
    static final String ESTIMATOR = Estimators.DEFAULT;

    /**
     * The course of an observable.
     *
     * @param fan what population and twin let one expect
     * @param under the course under the likeliest cause at the points of the fan, SI; empty for none
     * @param seen what was observed, in order of time
     * @param alternatives what would come of what might be done at the time of the state, where it makes a difference
     * @param cohort quantiles of a virtual cohort at the points of the fan, SI, for {@link #PARTS}
     * @param rank the part of that cohort of which less was observed when this patient was last; NaN where nothing was
     */
    record Course(Observable observable, List<FollowUp.Point> fan, double[] under, List<Seen> seen, List<Alternative> alternatives,
            double[][] cohort, double rank) {

        /** What comes of an intervention here. */
        Optional<Alternative> alternative(String intervention) {
            return alternatives.stream().filter(a -> a.intervention.id().equals(intervention)).findFirst();
        }
    }

    /** Parts of a virtual cohort that are drawn. */
    static final double[] PARTS = {0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975};
    private static final int COHORT = 500;
    private static final int STEPS = 60;

    /**
     * What would be observed if something is done, from then on, as {@code twin what-if} tells it.
     *
     * @param basis what a gain is told from; empty where there is none
     */
    record Alternative(Intervention intervention, Optional<WhatIf.Basis> basis, List<Then> points) {
    }

    /**
     * @param t s since the twin's origin
     * @param better how probably that is better than waiting; NaN where nothing is said of that
     */
    record Then(double t, Gaussian observed, double better) {
    }

    /**
     * An observation.
     *
     * @param t s since the twin's origin
     * @param known whether the state that is shown knows it
     * @param step what it did; empty where no state was made of it
     */
    record Seen(Observation observation, double t, boolean known, Optional<FollowUp.Step> step) {
    }

    /**
     * What is known of a parameter.
     *
     * @param logarithmic whether the two distributions are of its natural logarithm
     * @param before mean and standard deviation in the state that the prior is from
     * @param after the same now
     */
    record Known(FollowUp.Identified identified, Unit unit, boolean logarithmic, double[] before, double[] after,
            Optional<ParameterEstimate> first, Optional<ParameterEstimate> now) {
    }

    /** What a state that is made here says it was computed by. */
    static List<String> software() {
        return List.of("OrthoTwin " + Simulation.version());
    }

    /**
     * Reads a twin.
     *
     * @param state to be shown; empty, or one that is not there, for the current one
     * @param runLength observations between two false alarms
     * @throws org.orthotwin.core.InputException if it is no twin
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    static Reading of(Path file, Optional<String> state, double runLength, Monitor monitor) throws IOException {
        String stamp = stamp(file);
        Twin twin = TwinFiles.load(file);
        Instant now = Timestamps.now();
        if (!FollowUp.canFollow(twin)) {
            return new Reading(file, twin, "", Optional.empty(), Optional.empty(), List.of(), List.of(), List.of(), Double.NaN, List.of(),
                    Optional.empty(), List.of(), Optional.empty(), Set.of(), now, stamp);
        }
        FollowUp all = new FollowUp(twin);
        Set<TwinState> unsaved = Set.copyOf(all.absorb(Estimators.standard(), ESTIMATOR, software(), monitor));
        TwinState shown = state.flatMap(id -> twin.getStates().stream().filter(s -> id.equals(s.getId())).findFirst())
                .orElse(twin.getCurrentState());
        FollowUp f = all.of(shown);
        List<FollowUp.Step> own = f.steps(shown);
        FollowUpResult r = new FollowUpResult(f, shown, Optional.empty(), own, f.identifiability(shown), List.of(),
                Alerts.of(f, shown, runLength, monitor), AlertLog.read(AlertLog.beside(file)), now, runLength, VisitSchedule.of(f
                        .joint(), file)).with(Aside.waiting(file));
        List<FollowUp.Step> steps = union(Stream.concat(Stream.of(twin.getCurrentState()), all.earlier(twin.getCurrentState()).stream())
                .flatMap(s -> all.of(s).steps(s).stream()).toList(), own);
        Optional<CauseComparison.Under> cause = r.under();
        return new Reading(file, twin, f.joint(), f.operation(), Optional.of(r), steps, courses(f, r, cause, steps, monitor),
                ControlChart.of(own, runLength), ControlChart.averageLimit(runLength), known(f, r), cause, visit(r, cause),
                f.mechanical(shown), unsaved, now, stamp);
    }

    private static List<FollowUp.Step> union(List<FollowUp.Step> a, List<FollowUp.Step> b) {
        Map<TwinState, FollowUp.Step> all = new LinkedHashMap<>();
        Stream.of(b, a).flatMap(Collection::stream).forEach(s -> all.putIfAbsent(s.state(), s));
        return List.copyOf(all.values());
    }

    private static List<Course> courses(FollowUp f, FollowUpResult r, Optional<CauseComparison.Under> cause, List<FollowUp.Step> steps,
            Monitor monitor) {
        TwinState current = f.twin().getCurrentState();
        double until = Math.max(f.horizon(r.state()), f.of(current) == f ? f.horizon(current) : 0);
        double now = f.since(Prospects.from(f, r.state()));
        VirtualCohort cohort = new VirtualCohort(f, COHORT, 1, monitor);
        Set<Observation> inputs = new HashSet<>();
        Histories.chain(r.state()).forEach(s -> inputs.addAll(s.getInputs()));
        List<Course> courses = new ArrayList<>();
        for (Observable d : f.belief(r.state()).observables()) {
            monitor.checkCancelled();
            List<Seen> seen = Withdrawals.standing(f.twin()).stream().filter(o -> d.id().equals(o.getDefinition()))
                    .map(o -> new Seen(o, f.since(Times.instant(o.getTime())), inputs.contains(o), steps.stream()
                            .filter(s -> s.observation() == o).findFirst())).sorted(Comparator.comparingDouble(Seen::t)).toList();
            List<FollowUp.Point> fan = f.fan(r.state(), d, until, cause);
            double[] under = cause.filter(u -> u.tells(d)).map(u -> fan.stream().mapToDouble(q -> q.t() < u.fit().onset() ? Double.NaN : u
                    .value(d, q.t()).mean(0)).toArray()).orElse(new double[0]);
            List<Alternative> alternatives = new ArrayList<>();
            for (Intervention i : f.interventions(r.alerts())) {
                double when = i.operates() ? f.planned().map(f::since).filter(p -> p > now).orElse(now) : now;
                WhatIf w = new WhatIf(f, r.state(), Optional.of(i), when, CauseComparison.likeliest(r.alerts()));
                if (w.touches(d)) {
                    alternatives.add(new Alternative(i, w.basis(d), IntStream.rangeClosed(0, STEPS).mapToObj(k -> {
                        // a moment after it is done, so that what begins anew is seen to
                        double t = when + 1 + (until - when) * k / STEPS;
                        return new Then(t, w.observed(d, t), w.better(d, t));
                    }).toList()));
                }
            }
            double[][] quantiles = fan.stream().map(q -> cohort.quantiles(d, q.t(), PARTS)).toArray(double[][]::new);
            double rank = seen.stream().filter(Seen::known).reduce((a, b) -> b).map(s -> cohort.rank(d, s.t, s.observation.getValue()))
                    .orElse(Double.NaN);
            courses.add(new Course(d, fan, under, seen, alternatives, quantiles, rank));
        }
        courses.sort(Comparator.comparing(c -> c.seen.isEmpty()));
        return courses;
    }

    /** What is expected to be observed at a visit: nothing that is measured in an operation only. */
    private static List<FollowUpResult.Expected> visit(FollowUpResult r, Optional<CauseComparison.Under> cause) {
        return r.expected(cause).stream().filter(e -> !e.observable().kind().equals("theatre")).toList();
    }

    private static List<Known> known(FollowUp f, FollowUpResult r) {
        TwinState base = Histories.base(r.state());
        Map<String, ParameterEstimate> first = Histories.estimates(base);
        Map<String, ParameterEstimate> now = Histories.estimates(r.state());
        List<Known> all = new ArrayList<>();
        for (FollowUp.Identified i : r.identified()) {
            Observable d = i.observable();
            String name = d.parameter(i.index());
            all.add(new Known(i, d.unitOf(i.index()), d.course().orElseThrow().logarithmic(i.index()),
                    marginal(f.belief(base).of(d), i.index()), marginal(f.belief(r.state()).of(d), i.index()),
                    Optional.ofNullable(first.get(name)), Optional.ofNullable(now.get(name))));
        }
        return all;
    }

    private static double[] marginal(Gaussian g, int i) {
        return new double[] {g.mean(i), g.deviation(i)};
    }

    /** What tells whether somebody has written the twin's file, or that beside it, anew. */
    static String stamp(Path file) throws IOException {
        return stampOf(file) + " " + stampOf(AlertLog.beside(file)) + " " + stampOf(Aside.beside(file)) + " " + stampOf(VisitSchedule
                .beside(file));
    }

    private static String stampOf(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file) + "/" + Files.size(file);
        } catch (NoSuchFileException e) {
            return "-";
        }
    }

    /** The state that is shown; empty where there is none yet. */
    Optional<TwinState> state() {
        return result.map(FollowUpResult::state);
    }

    /** Whether that is the current one, and not an earlier one or that of another branch. */
    boolean isLatest() {
        return state().filter(s -> s != twin.getCurrentState()).isEmpty();
    }

    /** Alerts of the state that is shown that nobody has seen to. */
    long openAlerts() {
        return result.map(x -> x.alerts().stream().filter(a -> x.log().status(a.id(), x.now()) == AlertLog.Status.OPEN).count()).orElse(0L);
    }

    /** What an observation did; empty where no state of these was made of it. */
    Optional<FollowUp.Step> step(Observation o) {
        return steps.stream().filter(s -> s.observation() == o).findFirst();
    }

    /** What made a state; empty where that is no observation. */
    Optional<FollowUp.Step> step(TwinState s) {
        return steps.stream().filter(x -> x.state() == s).findFirst();
    }

    /** The entry that says that an observation does not count; empty where it does. */
    Optional<Observation> withdrawal(Observation o) {
        return Optional.ofNullable(Withdrawals.withdrawn(twin).get(o));
    }

    /** What an observation is of; empty where nobody knows that here. */
    static Optional<Observable> observable(Observation o) {
        return Observables.find(String.valueOf(o.getDefinition()));
    }

    /**
     * What is expected of an observation, with its error.
     *
     * @param judged what it will be judged by: the course as it was believed before
     * @param under the same with the likeliest cause of the alerts at work, as at the next visit; empty for none
     * @param cause the id of that; empty for none
     */
    record Outlook(Gaussian judged, Optional<Gaussian> under, String cause) {
    }

    /** What is expected of a new observation; empty where nothing is predicted. */
    Optional<Outlook> outlook(Observable d, Instant time) {
        return result.flatMap(r -> r.followUp().judging(d, time).map(g -> new Outlook(g, isLatest() ? r.under(cause, d, time) : Optional
                .empty(), cause.map(c -> c.fit().cause()).orElse(""))));
    }

    /** The same in the place of one that was observed: on its day what was predicted before it was known. */
    Optional<Outlook> outlook(Observation o, Observable d, Instant time) {
        return step(o).filter(s -> s.observable().equals(d) && Times.instant(o.getTime()).equals(time)).map(s -> new Outlook(s.predicted(),
                Optional.empty(), "")).or(() -> outlook(d, time));
    }

    /** Whose twin it is, with its joint and side as far as they are known. */
    String whose() {
        String patient = String.valueOf(twin.getPseudonym());
        String of = Texts.WORDING.joint(joint, Histories.side(twin).orElse(""));
        return of.isEmpty() ? patient : Texts.text("patients.of", patient, of);
    }

    /** The value of an observation in the unit in which it is shown, or as it is where nobody knows what it is of. */
    static String value(Observation o) {
        return observable(o).map(d -> Texts.WORDING.observed(d, o.getValue())).orElseGet(() -> o.getValue() + " " + o.getUnit());
    }

    /**
     * What is observed of this patient as a rule: what was at the last visit, then what is expected at the next, what is asked at every
     * visit before what is measured now and then, then all that was.
     */
    List<Observable> usual() {
        List<Observation> typed = Withdrawals.standing(twin).stream().filter(o -> observable(o).filter(d -> d.lower() < d.upper() && !d
                .kind().equals("fact") && !VisitSchedule.isAtHome(d)).isPresent() && !Times.instant(o.getTime()).isAfter(now)).toList();
        Optional<String> last = typed.stream().map(o -> FollowUpResult.day(Times.instant(o.getTime()))).max(Comparator.naturalOrder());
        return Stream.of(typed.stream().filter(o -> last.filter(FollowUpResult.day(Times.instant(o.getTime()))::equals).isPresent()).map(
                o -> observable(o).orElseThrow()), visit.stream().map(FollowUpResult.Expected::observable)
                        .sorted(ObservationForm.BY_KIND), observed().stream()).flatMap(
                        x -> x).distinct().toList();
    }

    /**
     * How far the course of a disease can be told: as long after the last observation as it was observed, and at least a year. What comes
     * after an operation is known from other patients, wherever it is.
     *
     * @return s since the twin's origin; infinite where there was an operation
     */
    double reach(Course c) {
        if (operation.isPresent() || result.isEmpty()) {
            return Double.POSITIVE_INFINITY;
        }
        double[] seen = c.seen.stream().filter(Seen::known).mapToDouble(Seen::t).sorted().toArray();
        FollowUpResult r = result.get();
        return seen.length == 0 ? r.followUp().since(Times.instant(r.state().getTime())) + FollowUp.YEAR
                : seen[seen.length - 1] + Math.max(FollowUp.YEAR, seen[seen.length - 1] - seen[0]);
    }

    /** Observables of which there are observations that were predicted, in their order. */
    List<Observable> observed() {
        return courses.stream().filter(c -> !c.seen.isEmpty()).map(Course::observable).toList();
    }
}
