/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.AdaptiveMetropolis;
import org.orthotwin.followup.estimation.Assimilation;
import org.orthotwin.followup.estimation.Chain;
import org.orthotwin.followup.estimation.ChangePoints;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.PosteriorLinearization;
import org.orthotwin.followup.estimation.Tail;
import org.orthotwin.followup.estimation.VectorFunction;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.Prediction;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFactory;
import org.orthotwin.model.twin.TwinState;

/**
 * Follows a twin: the first state is what is known of the population, each observation makes the next one.
 *
 * <p>Before an operation time counts from the one that is planned, or from the first observation where none is, and what is observed
 * is the course of the disease, whatever was planned: as if nothing were done. Once an operation is known, time counts from it. What is
 * believed hangs on what is known, and not on when it came to be known: where time counts from another moment than it did, or facts have
 * come to be known by which other patients are usual, the states begin again with those, and all is taken again; what was believed before
 * stays where it is.
 *
 * <p>Model: an observation is the course of its observable (see {@link Course}) at its time plus a normal error. The parameters of a course
 * do not change in time, but for what fades over long gaps (see {@link Fading}); what deviates from every course that is believed
 * possible is left to {@link Alerts}. A course that may break at a time that nobody knows has a bank of filters (see {@link ChangePoints});
 * what is predicted of its next observation, by which detectors go, is that of the course without a change. Observations are taken in the
 * order of their times, whenever they come in: before one that is late the chain of states begins again, and what was observed since is
 * taken again, as it was predicted then; the states that did not know it stay where they are. Before a state follows, what it says about
 * the observation is kept as a {@link Prediction}.
 *
 * <p>What is observed at an end of its scale, as a score at its ceiling, says that its course is there or beyond ({@link
 * Estimator#beyond}); what a course says may lie beyond, and is shown as far as the scale goes.
 *
 * <p>Limits: observables are independent given their courses; priors whose source says "assumption"
 * are ours and are to be replaced by whoever knows better: they are estimates of the first state, which can be branched from.
 */
public final class FollowUp {

    /** A Julian year, s. */
    public static final double YEAR = 31_557_600;
    /** A 95 % interval of a normal distribution reaches so many standard deviations to both sides. */
    public static final double WIDTH_95 = 1.959963984540054;
    /** Causes of states. */
    static final String POPULATION = "population";
    static final String OBSERVATION = "observation";
    static final String COUPLING = "coupling";
    static final String COHORT = "cohort";
    static final String WITHDRAWAL = "withdrawal";

    /** The cause of a state that begins the course of another implant. */
    static final String REVISED = "revision";
    static final String REVISION = "complication.revision";
    static final String DEBRIDEMENT = "complication.debridement";
    /** Id of the event that says that a patient was seen. */
    private static final String HELD = "visit.held";
    /** Results of cultures come until so long after an operation, s: two weeks of culture, and one for the report, an assumption. */
    private static final double CULTURED = 21 * 86400.0;
    /** Id of the event that says that something has happened, and not what. */
    private static final String COMPLICATION = "complication";
    /** A fact of patients whose joint was operated on again: no observable, since operations say it. */
    static final String AGAIN = "operation.again";
    private static final String IMPLANT = "implant.";
    private static final String AGE = "patient.age";
    /** What was observed so long before a revision, s, does not tell how the patient was before it: an assumption. */
    private static final double BEFORE_REVISION = YEAR;
    private static final String STAYS = "of the patient, as it was believed before the revision";
    private static final String BODY = "body";
    /** Points of a limit that rises. */
    private static final int LINE = 25;
    /** What takes observations of a course that may break. */
    private static final String BANK = "unscented for each onset of a change";
    private static final PosteriorLinearization ITERATED = new PosteriorLinearization();
    private static final double DAY = 86400;
    /** Until when something is of soon after the operation, s. */
    static final double EARLY = 90 * DAY;
    /** The order in which observations are taken: it does not hang on the order in which they came in. */
    private static final Comparator<Observation> ORDER = Comparator.comparing((Observation o) -> Times.instant(o.getTime()))
            .thenComparing(o -> String.valueOf(o.getDefinition())).thenComparing(o -> String.valueOf(o.getIdentity()))
            .thenComparing(Observation::getId);
    /** Nats in a bit. */
    private static final double LN2 = Math.log(2);
    /** Modes with less of the probability are left to the steps of a chain. */
    private static final double LEAST_MODE = 1e-3;
    private static final int WARM_UP = 2000;
    private static final int DRAWS = 4000;
    private static final int THIN = 5;

    private final Twin twin;
    private final String joint;
    private final Instant origin;
    private final Optional<Instant> operation;
    private final List<Operation> operations;
    /** Which of the operations this counts from; 0 where none is known. */
    private final int course;
    /** Those of the other courses, made when they are asked for. */
    private final Map<Integer, FollowUp> others = new HashMap<>();
    /** Whether an operation was withdrawn, so that states may count from another one. */
    private final boolean corrected;
    /** States never change once they are made, so that what is believed in them does not either. */
    private final Map<TwinState, Belief> beliefs = new IdentityHashMap<>();
    /** What patients with these facts are like: asked for again and again. */
    private Belief usual;
    private Map<String, Double> usualFacts = Map.of();

    /** @throws org.orthotwin.core.InputException if it is not known which joint it is of */
    public FollowUp(Twin twin) {
        this(twin, Histories.operations(twin), Integer.MAX_VALUE);
    }

    /** Of the course that begins with one of the operations, or with the last one. */
    private FollowUp(Twin twin, List<Operation> operations, int course) {
        this.twin = twin;
        this.joint = Histories.joint(twin);
        this.operations = operations;
        this.course = Math.max(0, Math.min(course, operations.size() - 1));
        this.origin = operations.isEmpty() ? Histories.origin(twin) : operations.get(this.course).time();
        this.operation = operations.isEmpty() ? Optional.empty() : Optional.of(origin);
        this.corrected = operations.size() > 1 || Withdrawals.withdrawn(twin).keySet().stream().anyMatch(o -> Histories.isOperation(o
                .getDefinition()));
    }

    /** The operations that are known, the first one first. */
    public List<Operation> operations() {
        return operations;
    }

    /**
     * The operations that are a revision by what was just taken, and of which nobody says so: another day of an operation is one, and may
     * be a slip of the pen as well.
     *
     * @param taken some observations of the twin
     */
    public List<Operation> revisionsBy(Collection<Observation> taken) {
        return IntStream.range(1, operations.size()).filter(i -> operations.get(i).said().stream().noneMatch(o -> Histories.isRevision(o
                .getDefinition())) && Stream.of(operations.get(i - 1), operations.get(i)).flatMap(x -> x.said().stream()).anyMatch(
                        o -> taken.contains(o) && Histories.isOperation(o.getDefinition()))).mapToObj(operations::get).toList();
    }

    /** The operation that time counts from; empty where none is known. */
    public Optional<Operation> course() {
        return operations.isEmpty() ? Optional.empty() : Optional.of(operations.get(course));
    }

    /** The next operation, by which the implant of this course was removed; empty for the last course. */
    public Optional<Operation> removed() {
        return course + 1 < operations.size() ? Optional.of(operations.get(course + 1)) : Optional.empty();
    }

    /** Whether the implant is not the first one. */
    public boolean isRevised() {
        return course > 0;
    }

    /** That of the course that a state is of: what is said of a removed implant counts from its own operation. */
    public FollowUp of(TwinState state) {
        return at(course(state));
    }

    /** The last states of the courses before that of a state, the first course first. */
    public List<TwinState> earlier(TwinState state) {
        List<TwinState> all = new ArrayList<>();
        for (TwinState s : Histories.chain(state)) {
            if (Histories.isRevision(s) && s.getParent() != null) {
                all.add(s.getParent());
            }
        }
        return all;
    }

    /** Whether an observation is of this course, and not of that of another implant. */
    public boolean isOfCourse(Observation o) {
        return course(o) == course;
    }

    /** Whether all that belongs to the course is of the time of a state: of the current one, and of those that another implant ended. */
    boolean isLast(TwinState state) {
        return state == twin.getCurrentState() || removed().isPresent() && earlier(twin.getCurrentState()).contains(state);
    }

    /**
     * The time of what was observed last by a state, of whatever kind: of its course's last state also what changes no parameter, such as a
     * laboratory result or a complication. After an operation never before it.
     */
    Instant last(TwinState state) {
        Instant own = Times.instant(state.getTime());
        Stream<Instant> after = !isLast(state) ? Stream.empty() : Withdrawals.standing(twin).stream().filter(o -> isOfCourse(o)
                && !Histories.isPlan(o.getDefinition())).map(o -> Times.instant(o.getTime()));
        return Stream.concat(Stream.concat(Stream.of(own), operation().stream()), after).max(Comparator.naturalOrder()).orElse(own);
    }

    private FollowUp at(int k) {
        return k == course ? this : others.computeIfAbsent(k, x -> new FollowUp(twin, operations, x));
    }

    /** The course that a state is of, by the moment that its time counts from. */
    private int course(TwinState s) {
        return IntStream.range(1, operations.size()).filter(k -> operations.get(k).time().toString().equals(s.getOrigin())).findFirst()
                .orElse(0);
    }

    /** The course that an observation is of: that of the last operation that is not after it. */
    private int course(Observation o) {
        Instant time = Times.instant(o.getTime());
        int k = operations.size() - 1;
        while (k > 0 && time.isBefore(operations.get(k).time()) && !operations.get(k).said().contains(o)) {
            k--;
        }
        return Math.max(0, k);
    }

    /**
     * The facts of the patient in this course, of each what was said last until its operation, or first after it: what a patient has
     * become since was not so when the course began; an age is that of the day that time counts from. Of the implant only what was said
     * from the operation on by which it came in, and that it is not the first one, or was operated on again, where it is so.
     */
    public Map<String, Double> facts() {
        return facts(o -> true);
    }

    /** The same of what is known of some of the observations. */
    Map<String, Double> facts(Predicate<Observation> known) {
        Map<String, Double> facts = new HashMap<>();
        // people grow older by themselves
        said(known).forEach((id, o) -> facts.put(id, id.equals(AGE) ? Observables.get(id).clamp(o.getValue() + Times.seconds(Times.instant(o
                .getTime()), origin)) : o.getValue()));
        if (course > 0) {
            facts.put(AGAIN, 1.0);
        }
        return facts;
    }

    private static boolean isFact(Observation o) {
        return Observables.find(String.valueOf(o.getDefinition())).filter(d -> d.kind().equals("fact")).isPresent();
    }

    /** What says each fact, by its id. */
    private Map<String, Observation> said(Predicate<Observation> known) {
        Map<String, Observation> said = new LinkedHashMap<>();
        Instant begun = operation.map(o -> o.plusSeconds((long) DAY)).orElse(Instant.MAX);
        Withdrawals.standing(twin).stream().filter(known).filter(FollowUp::isFact).sorted(Comparator.comparing(o -> Times.instant(o
                .getTime()))).forEach(o -> {
                    int k = course(o);
                    boolean implant = o.getDefinition().startsWith(IMPLANT);
                    // what was entered late of the patient alone is better than nothing
                    if (implant ? isOfImplant(k) : k <= course && Times.instant(o.getTime()).isBefore(begun) || !said.containsKey(o
                            .getDefinition())) {
                        said.put(o.getDefinition(), o);
                    }
                });
        return said;
    }

    /** Whether the implant of another course is that of this one: as long as every operation between them has kept it. */
    private boolean isOfImplant(int k) {
        return k == course || k < course && operations.subList(k + 1, course + 1).stream().allMatch(o -> o.implant()
                == Operation.Implant.KEPT);
    }

    /** Whether a twin can be followed already: an operation is known or planned, or something was observed of one joint. */
    public static boolean canFollow(Twin twin) {
        return Histories.operation(twin).isPresent() || Histories.planned(twin).isPresent() || Histories.joints(twin).size() == 1;
    }

    /** Whether time still counts from the same: not once another operation is planned, or one is known, or was withdrawn. */
    public boolean isCurrent() {
        return operations.equals(Histories.operations(twin)) && (operation.isPresent() || Histories.origin(twin).equals(origin));
    }

    public Twin twin() {
        return twin;
    }

    public String joint() {
        return joint;
    }

    /** When the operation was; empty where none is known. */
    public Optional<Instant> operation() {
        return operation;
    }

    /** When an operation is planned; empty where none is, or one is known. */
    public Optional<Instant> planned() {
        return operation.isPresent() ? Optional.empty() : Histories.planned(twin).map(o -> Times.instant(o.getTime()));
    }

    /** From when time counts. */
    public enum Origin {
        OPERATION, PLAN, OBSERVATION;

        /** The word in files and texts. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** From what time counts: the operation, the one that is planned, or the first observation. */
    public Origin clock() {
        return operation.isPresent() ? Origin.OPERATION : planned().isPresent() ? Origin.PLAN : Origin.OBSERVATION;
    }

    /** The moment of that. */
    public Instant origin() {
        return origin;
    }

    /** Seconds since the {@link #origin}, negative before it. */
    public double since(Instant time) {
        return Times.seconds(origin, time);
    }

    /** The time so many seconds after the {@link #origin}. */
    public Instant at(double t) {
        return Times.after(origin, t);
    }

    /** What the course of an observable says of a patient, SI. */
    double value(Course c, double[] x, double t) {
        return operation.isPresent() ? c.at(x, t) : c.untreated(x, t);
    }

    /** What might be done with the patient as things are; to wait is not among them. */
    public List<Intervention> interventions() {
        return Observables.interventions().stream().filter(i -> i.when().fits(operation.isPresent())).filter(i -> i.operates() || !i
                .restarts().isEmpty() || i.changes().keySet().stream().map(Observables::get).anyMatch(d -> d.joint().isEmpty() || d.joint()
                        .equals(joint()))).toList();
    }

    /** Whether there has been an operation and no alert says that something is wrong since. */
    public boolean isUneventful(List<Alert> alerts) {
        return operation.isPresent() && alerts.stream().allMatch(a -> a.kind() == Alert.Kind.POSITION || a.isSettled());
    }

    /**
     * What might be done about what alerts say. Where none says that something is wrong there is nothing to be done about, and nobody is
     * told what an operation would gain; nor where the joint is to be examined first. Before the first operation it is told in any case.
     */
    public List<Intervention> interventions(List<Alert> alerts) {
        return interventions(alerts, last(twin.getCurrentState()));
    }

    /** The same as of a day, by which the time of some of it may be over. */
    List<Intervention> interventions(List<Alert> alerts, Instant today) {
        return isUneventful(alerts) || alerts.stream().anyMatch(a -> a.haste() == Alert.Haste.EXAMINED) ? List.of() : interventions(
                CauseComparison.likeliest(alerts), alerts, today);
    }

    /**
     * What might be done about what is at work: what is done for other causes, or must not be for this one, is left out.
     *
     * @param cause that is likeliest; empty for none
     */
    public List<Intervention> interventions(Optional<CauseComparison.Fit> cause) {
        return interventions(cause, List.of(), last(twin.getCurrentState()));
    }

    private List<Intervention> interventions(Optional<CauseComparison.Fit> cause, List<Alert> alerts, Instant today) {
        Set<String> atWork = new HashSet<>(known(twin.getCurrentState()).keySet());
        cause.map(CauseComparison.Fit::cause).ifPresent(atWork::add);
        // what exchanges a part comes with a warning; what does not waits until an infection is excluded
        boolean suspected = CauseComparison.isInfectionSuspected(this, twin.getCurrentState()) || isUnexplained(twin.getCurrentState());
        Optional<CauseComparison.Signs> signs = cause.flatMap(c -> CauseComparison.signs(this, twin.getCurrentState(), alerts, c));
        double last = since(last(twin.getCurrentState()));
        double now = Math.max(last, since(today));
        boolean loose = CauseComparison.isLoose(this, twin.getCurrentState());
        Set<String> events = complications(twin.getCurrentState()).stream().map(Observation::getDefinition).collect(Collectors.toSet());
        // what has failed once is not offered as if it were the first time
        Set<String> failed = treated().stream().filter(h -> h.isKept() && atWork.contains(h.cause())).flatMap(h -> Observables.causes()
                .stream().filter(c -> c.id().equals(h.cause()))).map(c -> c.past().kept()).collect(Collectors.toSet());
        // nor is what an event forbids as long as it is examined
        Set<String> feared = alerts.stream().map(Alert::excludes).filter(c -> !c.isEmpty()).collect(Collectors.toSet());
        return interventions().stream().filter(i -> !failed.contains(i.id()) && i.unless().stream().noneMatch(feared::contains)).filter(i
                -> i.acute().isEmpty() ||
                !loose && !events.contains(i.acute().get().unless()) && (now <= i.acute().get().operation() || signs.isEmpty() || signs
                        .get().least() + now - last <= i.acute().get().signs())).filter(i -> i.isFor(atWork)
                        && !(suspected && i.restarts().isEmpty() && i.unless().contains(CauseComparison.INFECTION))).toList();
    }

    /**
     * Causes that are known to be at work, since somebody has recorded the event that they make, as often as it takes, or a test confirms
     * them by a published criterion, and no revision after it: ids with the time of the first such event, s since the operation.
     */
    Map<String, Double> known(TwinState state) {
        return known(state, false);
    }

    /** The same of what is of the operation, or of what is of the course after it. */
    private Map<String, Double> known(TwinState state, boolean ofOperation) {
        List<Observation> events = recorded(state).stream().filter(o -> isOfOperation(o) == ofOperation).toList();
        Map<String, Double> all = new LinkedHashMap<>();
        Observables.causes().stream().filter(c -> !c.complication().isEmpty() && c.when().fits(operation.isPresent())).forEach(c -> {
            // who has no pain weeks after it has what came of it behind him
            double[] times = events.stream().filter(o -> c.complication().equals(o.getDefinition()) && !(c.setting().sudden()
                    && CauseComparison.isPainlessSince(this, state == null ? twin.getCurrentState() : state, since(Times.instant(o
                            .getTime())) + Alerts.RECENT))).mapToDouble(o -> since(Times.instant(o
                    .getTime()))).sorted().toArray();
            if (times.length >= c.repeated()) {
                all.put(c.id(), times[0]);
            }
        });
        CauseComparison.causes(this).forEach(c -> confirming(c, events).ifPresent(o -> all.merge(c.id(), since(Times.instant(o.getTime())),
                Math::min)));
        if (operation.isPresent()) {
            CauseComparison.causes(this).forEach(c -> CauseComparison.confirmed(this, state == null ? twin.getCurrentState() : state, c,
                    ofOperation).ifPresent(x -> all.merge(c.id(), since(Times.instant(x.since().getTime())), Math::min)));
        }
        return all;
    }

    /**
     * From when on what is found is of this course, s since the operation: what is known on the day of a revision is why it was done.
     */
    double begun() {
        return isRevised() ? since(origin.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS)) - 1 : Double.NEGATIVE_INFINITY;
    }

    /**
     * Whether what was found is of the revision that the course begins with, and so why it was done: what is known on its day, and cultures
     * of the three weeks after it, since those that were taken in it are told then.
     */
    boolean isOfOperation(Observation o) {
        double t = since(Times.instant(o.getTime()));
        return isRevised() && (t <= begun() || t <= CULTURED && CauseComparison.CULTURE.equals(o.getDefinition()));
    }

    /**
     * A cause that was known before an operation, which was to end it.
     *
     * @param cause its id
     * @param known since when it was known
     * @param by that operation, the last such one
     * @param left the part of patients in whom it has not gone by that and has not shown itself by now
     * @param failed the same on the day of the operation
     */
    public record Treated(String cause, Instant known, Operation by, double left, double failed) {

        /** Whether the implant may still be there, since nobody has said that it was exchanged. */
        public boolean isKept() {
            return by.implant() != Operation.Implant.EXCHANGED;
        }
    }

    /** The causes of which having been treated for them says something, as they were before an operation up to the course. */
    public List<Treated> treated() {
        return Observables.causes().stream().filter(c -> c.past() != null).flatMap(c -> treated(c).stream()).toList();
    }

    /** The last time that a cause was treated by an operation; empty for never. */
    Optional<Treated> treated(Cause cause) {
        for (int k = course; k > 0; k--) {
            FollowUp then = at(k);
            Map<String, Double> before = at(k - 1).known(twin.getCurrentState());
            Map<String, Double> found = then.known(twin.getCurrentState(), true);
            Optional<Instant> known = before.containsKey(cause.id()) ? Optional.of(at(k - 1).at(before.get(cause.id()))) : Optional
                    .ofNullable(found.get(cause.id())).map(then::at);
            if (known.isPresent()) {
                // where nobody has said what became of the implant, the operation that fails more often
                double failed = 1 - WhatIf.intervention(operations.get(k).implant() == Operation.Implant.EXCHANGED ? cause.past()
                        .exchanged() : cause.past().kept()).orElseThrow().cure(joint);
                double time = Math.max(0, then.since(last(twin.getCurrentState())));
                return Optional.of(new Treated(cause.id(), known.get(), operations.get(k), failed * Math.pow(2, -time / cause.past()
                        .half()), failed));
            }
        }
        return Optional.empty();
    }

    /** The first of some events that alone makes a cause known by a published criterion, although it is another; empty for none. */
    private Optional<Observation> confirming(Cause c, List<Observation> events) {
        return events.stream().filter(o -> c.signs().stream().anyMatch(s -> !s.criterion().isEmpty() && s.observable().equals(o
                .getDefinition()) && since(Times.instant(o.getTime())) >= s.after())).findFirst();
    }

    /** The event that makes a cause known by a published criterion; empty where none does. */
    Optional<Observation> confirming(TwinState state, Cause c) {
        return confirming(c, complications(state));
    }

    /**
     * Complications that are recorded up to a state and stand, since the operation, in order of time; without what says for which cause
     * that was done.
     */
    public List<Observation> complications(TwinState state) {
        return recorded(state).stream().filter(o -> !isOfOperation(o) || Observables.causes().stream().noneMatch(c -> c.past() != null && c
                .isToldBy(o.getDefinition()) && treated(c).isPresent())).toList();
    }

    /** The same with that. */
    private List<Observation> recorded(TwinState state) {
        return observed(state, FollowUp::isComplication).stream().filter(o -> course().filter(c -> c.said().contains(o)).isEmpty() && since(
                Times.instant(o.getTime())) >= 0).toList();
    }

    /**
     * Whether something has happened soon after the operation, by 90 days (MSIS 2013 criteria of acute infections), of which nobody has
     * said what it was: neither an infection nor a fracture is excluded then.
     */
    boolean isUnexplained(TwinState state) {
        return complications(state).stream().anyMatch(this::isUnexplained);
    }

    /** Whether it says that something has happened, and not what. */
    static boolean isBare(Observation o) {
        return COMPLICATION.equals(o.getDefinition());
    }

    /** Whether it is such an event, as long as nothing was observed later than soon after the operation. */
    boolean isUnexplained(Observation o) {
        return isBare(o) && since(Times.instant(o.getTime())) <= EARLY && since(last(twin.getCurrentState())) <= EARLY;
    }

    /**
     * Signs that speak for a cause, such as a joint that is swollen or red, or a fever, each kind in order of time: of after the operation,
     * from when on they speak for it, until nothing was noted of them for {@link Alerts#RECENT}, or the patient was seen later on without.
     */
    public List<Observation> signs(TwinState state) {
        Map<String, Double> after = new HashMap<>();
        CauseComparison.causes(this).flatMap(c -> c.signs().stream()).filter(Cause.Sign::isNoted).forEach(s -> after.merge(s.observable(), s
                .after(), Math::min));
        Set<String> seen = days(observed(state, HELD::equals));
        Map<String, List<Observation>> by = observed(state, after::containsKey).stream().filter(o -> !isOfOperation(o) && since(Times
                .instant(o.getTime())) >= Math.max(0, after.get(o.getDefinition()))).collect(Collectors.groupingBy(
                        Observation::getDefinition, LinkedHashMap::new, Collectors.toList()));
        return by.values().stream().flatMap(all -> standing(all, seen, last(state)).stream()).toList();
    }

    /** Of notes of one sign those that tell that it is there now, and since when it has been. */
    private static List<Observation> standing(List<Observation> notes, Set<String> seen, Instant now) {
        Set<String> without = new HashSet<>(seen);
        without.removeAll(days(notes));
        int first = notes.size();
        for (Instant next = now; first > 0; first--) {
            Instant t = Times.instant(notes.get(first - 1).getTime());
            String from = FollowUpResult.day(t);
            String until = FollowUpResult.day(next);
            if (Times.seconds(t, next) > Alerts.RECENT || without.stream().anyMatch(d -> d.compareTo(from) > 0 && d.compareTo(until)
                    <= 0)) {
                break;
            }
            next = t;
        }
        return notes.subList(first, notes.size());
    }

    private static Set<String> days(List<Observation> some) {
        return some.stream().map(o -> FollowUpResult.day(Times.instant(o.getTime()))).collect(Collectors.toSet());
    }

    /**
     * What was observed of this course up to a state and stands, in order of time.
     *
     * @param state null for all
     * @param definition of which observables
     */
    List<Observation> observed(TwinState state, Predicate<String> definition) {
        boolean all = state == null || isLast(state);
        return Withdrawals.standing(twin).stream().filter(o -> definition.test(String.valueOf(o.getDefinition())) && isOfCourse(o)
                && (all || !Times.instant(o.getTime()).isAfter(Times.instant(state.getTime()))))
                .sorted(Comparator.comparing((Observation o) -> Times.instant(o.getTime()))).toList();
    }

    /** Complications that are recorded and stand. */
    public List<Observation> complications() {
        return Withdrawals.standing(twin).stream().filter(o -> isComplication(String.valueOf(o.getDefinition()))).toList();
    }

    private static boolean isComplication(String definition) {
        return definition.startsWith(COMPLICATION);
    }

    /** The same without a name for the monitor. */
    public List<TwinState> absorb(Estimator estimator, String method, List<String> software, Monitor monitor) {
        return absorb(estimator, method, software, "", monitor);
    }

    /**
     * Takes every observation that the current state does not know yet, one after the other, each into a state of its own. Facts choose
     * the priors; one that comes to be known later begins the chain again where it chooses others. Where something was withdrawn or
     * restored that a state of the chain knew, it goes on below the last one that did not, and takes and says again what came since, in
     * the order of those states; the same where something has come in that was observed before what a state knows.
     *
     * @param method name of the estimator, which is kept with the predictions
     * @param software names and versions of what computes
     * @param task what the monitor calls it
     * @return the new states, in their order
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop; the twin must then be thrown away
     */
    public List<TwinState> absorb(Estimator estimator, String method, List<String> software, String task, Monitor monitor) {
        return absorb(estimator, method, software, Integer.MAX_VALUE, task, monitor);
    }

    /**
     * The same for those who must not wait: what came in late stays {@linkplain #pending pending} where more states than so many would
     * have to be made again for it.
     *
     * @param most states that are left behind for what came in late
     */
    public List<TwinState> absorb(Estimator estimator, String method, List<String> software, int most, Monitor monitor) {
        return absorb(estimator, method, software, most, "", monitor);
    }

    private List<TwinState> absorb(Estimator estimator, String method, List<String> software, int most, String task, Monitor monitor) {
        List<TwinState> added = new ArrayList<>();
        FreeIds ids = new FreeIds(twin);
        List<TwinState> before = List.of();
        List<TwinState> carried = List.of();
        if (twin.getCurrentState() == null) {
            added.add(at(0).population(ids, software));
        } else {
            before = Histories.chain(twin.getCurrentState());
            int late = Math.min(late(before), usual(before));
            int valid = isCounted(before) ? Math.min(before.size() - late <= most ? late : before.size(), Math.min(ordered(before),
                    Withdrawals.valid(twin, before))) : 0;
            carried = Withdrawals.carried(twin, before, valid);
            without(before, valid, ids, software).ifPresent(added::add);
        }
        Optional<Observation> last = most == Integer.MAX_VALUE ? Optional.empty() : last(Histories.chain(twin.getCurrentState()));
        Predictions predictions = new Predictions(twin);
        monitor.begin(task, untaken().size());
        Set<Observation> was = new HashSet<>();
        before.forEach(s -> was.addAll(s.getInputs()));
        preoperative(course(twin.getCurrentState()), added, ids, predictions, estimator, method, software);
        for (TwinState s : carried) {
            Set<Observation> then = new HashSet<>();
            before.subList(0, before.indexOf(s)).forEach(p -> then.addAll(p.getInputs()));
            Instant time = Times.instant(s.getTime());
            // what counts again would have been known by then, too
            take(untaken().stream().filter(o -> then.contains(o) || !was.contains(o) && !Times.instant(o.getTime()).isAfter(time)).toList(),
                    added, ids, predictions, estimator, method, software, monitor);
            revise(course(s), added, ids, predictions, estimator, method, software);
            at(course(s)).carry(s, before, ids, software).ifPresent(added::add);
        }
        take(untaken().stream().filter(o -> last.isEmpty() || ORDER.compare(o, last.get()) > 0).toList(), added, ids, predictions,
                estimator, method, software, monitor);
        revise(operations.size() - 1, added, ids, predictions, estimator, method, software);
        return added;
    }

    /**
     * How many states have to be made again for what has come in late: observed before what the current state knows. 0 where nothing
     * has.
     */
    public int late() {
        if (twin.getCurrentState() == null) {
            return 0;
        }
        List<TwinState> chain = Histories.chain(twin.getCurrentState());
        return isCounted(chain) ? chain.size() - Math.min(Math.min(ordered(chain), usual(chain)), late(chain)) : chain.size();
    }

    /** Whether the states of a chain count from what time counts from now. */
    private boolean isCounted(List<TwinState> chain) {
        return Objects.equals(chain.getFirst().getOrigin(), operations.isEmpty() ? origin.toString() : null);
    }

    /**
     * How many states of a chain, from the first, began with what is usual of patients with the facts that are known now, of all that can
     * be observed now.
     */
    private int usual(List<TwinState> chain) {
        List<Observation> all = Withdrawals.standing(twin).stream().filter(FollowUp::isFact).toList();
        Set<Observation> known = new HashSet<>();
        for (int i = 0; i < chain.size(); i++) {
            TwinState s = chain.get(i);
            known.addAll(s.getInputs());
            if (i == 0 || Histories.isRevision(s)) {
                Set<String> written = s.getParameters().stream().map(ParameterEstimate::getName).collect(Collectors.toSet());
                if (Observables.predicted(joint).stream().filter(d -> operation.isPresent() ? d.course().orElseThrow().tellsAfter() : d
                        .course().orElseThrow().tellsBefore()).anyMatch(d -> !written.contains(d.parameter(0)))) {
                    // a file of observables has come with them
                    return i;
                }
                if (known.containsAll(all)) {
                    continue;
                }
                FollowUp f = at(course(s));
                Map<String, Double> then = f.facts(known::contains);
                Map<String, Double> now = f.facts();
                if (!then.equals(now) && Observables.predicted(joint).stream().anyMatch(d -> !d.priors(then).equals(d.priors(now)))) {
                    return i;
                }
            }
        }
        return chain.size();
    }

    /**
     * How many states of a chain, from the first, are of the operations that are known now: all where each was made by what was observed
     * after its operation and before the next one, and the courses follow each other as they do.
     */
    private int ordered(List<TwinState> chain) {
        int now = 0;
        for (int i = 0; i < chain.size() && !operations.isEmpty(); i++) {
            TwinState s = chain.get(i);
            int k = course(s);
            boolean begins = Histories.isRevision(s);
            if (begins ? k != now + 1 : k != now) {
                return i;
            }
            now = k;
            Optional<Observation> operated = k > 0 ? Optional.empty() : s.getInputs().stream().filter(o -> Histories.isOperation(String
                    .valueOf(o.getDefinition()))).findFirst();
            if (operated.isPresent() && course(operated.get()) > 0) {
                // an earlier one has come to be known
                return 0;
            }
            if (OBSERVATION.equals(s.getCause()) && s.getInputs().stream().anyMatch(o -> course(o) > k)) {
                return i;
            }
        }
        return chain.size();
    }

    /** How many states of a chain, from the first, can stay although something has come in late: all where nothing has. */
    private int late(List<TwinState> chain) {
        TwinState first = chain.getFirst();
        if (clock() == Origin.OBSERVATION && first.getOrigin() != null && origin.isBefore(Times.instant(first.getOrigin()))) {
            // time counts from the first observation, which was not known
            return 0;
        }
        Map<Integer, Observation> late = new HashMap<>();
        untaken().forEach(o -> late.putIfAbsent(course(o), o));
        for (int i = 0; !late.isEmpty() && i < chain.size(); i++) {
            TwinState s = chain.get(i);
            int k = course(s);
            if (late.keySet().stream().anyMatch(c -> c < k)) {
                return i;
            }
            if (OBSERVATION.equals(s.getCause()) && late.containsKey(k) && s.getInputs().stream().anyMatch(o -> ORDER.compare(o, late.get(
                    k)) > 0)) {
                return i;
            }
        }
        return chain.size();
    }

    /** The last observation that a chain of states knows in the order in which they are taken; empty where it knows none. */
    private static Optional<Observation> last(List<TwinState> chain) {
        return chain.stream().filter(s -> OBSERVATION.equals(s.getCause())).flatMap(s -> s.getInputs().stream()).max(ORDER);
    }

    /** What can be taken that the current state does not know, in the order of time. */
    private List<Observation> untaken() {
        Set<Observation> known = new HashSet<>();
        Histories.chain(twin.getCurrentState()).forEach(s -> known.addAll(s.getInputs()));
        return standing(twin.getCurrentState()).filter(o -> !known.contains(o) && at(course(o)).predicted(o).isPresent())
                .sorted(ORDER).toList();
    }

    private void take(List<Observation> next, List<TwinState> added, FreeIds ids, Predictions predictions, Estimator estimator,
            String method, List<String> software, Monitor monitor) {
        for (Observation o : next) {
            monitor.checkCancelled();
            int k = course(o);
            revise(k, added, ids, predictions, estimator, method, software);
            if (k == course(twin.getCurrentState())) {
                added.add(at(k).absorb(o, ids, predictions, estimator, method, software));
            }
            monitor.worked(1);
        }
    }

    /** Begins the courses of the implants up to that of an operation, each with what the patient was like before it. */
    private void revise(int until, List<TwinState> added, FreeIds ids, Predictions predictions, Estimator estimator, String method,
            List<String> software) {
        for (int k = course(twin.getCurrentState()) + 1; k <= until; k++) {
            added.add(at(k).revised(at(k - 1), ids, software));
            preoperative(k, added, ids, predictions, estimator, method, software);
        }
    }

    /**
     * The state that begins the course of another implant. What belongs to the patient goes on; of all else is believed what is known of
     * patients with such an implant, and nothing of what the removed one has done.
     */
    private TwinState revised(FollowUp earlier, FreeIds ids, List<String> software) {
        TwinState parent = twin.getCurrentState();
        Instant time = Times.instant(parent.getTime());
        TwinState s = Histories.append(twin, ids, parent, time.isAfter(origin) ? time : origin, REVISED, software);
        s.setOrigin(origin.toString());
        Set<Observation> known = new HashSet<>();
        Histories.chain(parent).forEach(x -> known.addAll(x.getInputs()));
        known(o -> course(o) <= course).filter(o -> !known.contains(o)).forEach(s.getInputs()::add);
        Map<String, Double> facts = facts();
        Belief population = Belief.population(joint, facts);
        Belief before = earlier.belief(parent).counted(earlier.since(origin));
        for (Observable d : population.all()) {
            if (d.kind().equals(BODY) && !before.isTied(d)) {
                before.write(s, d, STAYS);
            } else {
                population.write(s, d, "");
                sources(s, d, facts);
            }
        }
        return s;
    }

    /** Takes what was last observed of the patient in the year before a revision for what it was before: as before a first operation. */
    private void preoperative(int k, List<TwinState> added, FreeIds ids, Predictions predictions, Estimator estimator, String method,
            List<String> software) {
        if (k == 0 || operations.isEmpty()) {
            return;
        }
        FollowUp f = at(k);
        Set<Observation> known = new HashSet<>();
        Histories.course(twin.getCurrentState()).forEach(s -> known.addAll(s.getInputs()));
        if (known.stream().anyMatch(o -> course(o) == k && f.predicted(o).isPresent())) {
            return;
        }
        Map<Observable, Observation> last = new LinkedHashMap<>();
        standing(twin.getCurrentState()).filter(o -> course(o) == k - 1 && f.since(Times.instant(o.getTime())) >= -BEFORE_REVISION)
                .sorted(ORDER).forEach(o -> f.predicted(o).filter(d -> d.course().orElseThrow().tellsBefore() && !d.kind().equals(BODY))
                        .ifPresent(d -> last.put(d, o)));
        last.values().stream().filter(o -> !known.contains(o)).sorted(ORDER).forEach(o -> added.add(f.absorb(o, ids, predictions,
                estimator, method, software)));
    }

    /**
     * Says again below the current state what a person, a cohort, another twin or a case had said in a state that was left behind because
     * of what
     * was withdrawn; it is a state of its own. What others had said holds as it is only where nothing else was believed than before;
     * elsewhere {@link TwinNetwork} says it anew.
     */
    private Optional<TwinState> carry(TwinState old, List<TwinState> before, FreeIds ids, List<String> software) {
        TwinState now = twin.getCurrentState();
        String from = (old.getDescription() == null ? "" : old.getDescription() + "; ") + "carried on from " + old.getId();
        TwinState s;
        if (Histories.isBranch(old)) {
            Map<String, Belief.Value> stated = Histories.stated(old);
            // an operation ends what is of the disease alone
            stated.keySet().retainAll(Histories.estimates(now).keySet());
            if (stated.isEmpty()) {
                return Optional.empty();
            }
            s = Histories.branch(twin, now, old.getCause(), stated, since(origin(old)), from, software);
        } else if (old.getMechanics() != null) {
            Belief last = belief(before.getLast());
            s = Histories.tie(twin, EcoreUtil.copy(old.getMechanics()), last.mechanics().map(m -> last.inputs()), from, software);
        } else if (isAsBefore(old, now)) {
            s = Histories.append(twin, ids, now, Times.instant(now.getTime()), old.getCause(), software);
            s.setName(old.getName());
            s.setDescription(from);
            s.getParameters().addAll(EcoreUtil.copyAll(old.getParameters()));
        } else {
            return Optional.empty();
        }
        // when it was said, for what counts again later
        if (old.getMechanics() == null && Times.instant(s.getTime()).isBefore(Times.instant(old.getTime()))) {
            s.setTime(old.getTime());
        }
        return Optional.of(s);
    }

    /** Whether what a state changed was believed before it as it is now. */
    private boolean isAsBefore(TwinState old, TwinState now) {
        Belief then = belief(old.getParent());
        Belief here = belief(now);
        Set<String> changed = old.getParameters().stream().map(ParameterEstimate::getName).collect(Collectors.toSet());
        return here.all().stream().filter(d -> changed.contains(d.parameter(0))).allMatch(d -> isSame(then.of(d), here.of(d)));
    }

    private static boolean isSame(Gaussian a, Gaussian b) {
        return IntStream.range(0, a.dimension()).allMatch(i -> Math.abs(a.mean(i) - b.mean(i)) <= TwinNetwork.SAME * a.deviation(i)
                && IntStream.range(0, a.dimension()).allMatch(j -> Math.abs(a.covariance(i, j) - b.covariance(i, j)) <= TwinNetwork.SAME * a
                        .deviation(i) * a.deviation(j)));
    }

    /** How many observations a state could take that it does not know yet. */
    public int pending(TwinState state) {
        Set<Observation> known = new HashSet<>();
        Histories.chain(state).forEach(s -> known.addAll(s.getInputs()));
        return (int) standing(state).filter(o -> !known.contains(o) && at(course(o)).predicted(o).isPresent()).count()
                + (state == twin.getCurrentState() ? Math.max(0, operations.size() - 1 - course(state)) : 0);
    }

    /** The observations that count, without what a case that is tied to a state says already of the cuts of a knee. */
    private Stream<Observation> standing(TwinState state) {
        boolean told = Histories.course(state).stream().map(TwinState::getMechanics).filter(Objects::nonNull).anyMatch(CutGeometry::tells);
        return Withdrawals.standing(twin).stream().filter(o -> !told || !CutGeometry.isOf(o));
    }

    private Optional<Observable> predicted(Observation o) {
        return Observables.find(String.valueOf(o.getDefinition())).filter(d -> d.isPredicted(joint)).filter(d -> {
            Course c = d.course().orElseThrow();
            return operation.isEmpty() ? c.tellsBefore() : c.tellsAfter() || since(Times.instant(o.getTime())) < 0;
        });
    }

    /** From when time counts in the parameters of a state. */
    private Instant origin(TwinState state) {
        if (state.getOrigin() != null) {
            return Times.instant(state.getOrigin());
        }
        // the operation that it knew need not be the one that is known now
        return !corrected ? origin : Histories.chain(state).stream().flatMap(s -> s.getInputs().stream())
                .filter(o -> Histories.isOperation(String.valueOf(o.getDefinition()))).findFirst().map(o -> Times.instant(o.getTime()))
                .orElse(origin);
    }

    /**
     * A state that knows nothing of what was withdrawn, below the last one that did not: the population's anew where the first one did.
     * Empty where no state of the chain has to do with it, and where something has only come in late: then the last state that may stay
     * becomes the current one.
     *
     * @param valid number of states from the first that stay
     */
    private Optional<TwinState> without(List<TwinState> chain, int valid, FreeIds ids, List<String> software) {
        if (valid == chain.size()) {
            return Optional.empty();
        }
        List<Observation> entries = Withdrawals.since(twin, chain.subList(0, valid), chain.subList(valid, chain.size()));
        TwinState parent = valid == 0 ? null : chain.get(valid - 1);
        if (entries.isEmpty() && parent != null) {
            twin.setCurrentState(parent);
            return Optional.empty();
        }
        TwinState s = parent == null ? at(0).population(ids, software)
                : Histories.append(twin, ids, parent, Times.instant(parent.getTime()), WITHDRAWAL, software);
        s.getInputs().addAll(entries);
        return Optional.of(s);
    }

    /** Each with its own source, since that is what may be doubted. */
    private static void sources(TwinState s, Observable d, Map<String, Double> facts) {
        Map<String, String> by = d.priors(facts).stream().collect(Collectors.toMap(p -> d.id() + "." + p.name(), Observable.Prior::source));
        s.getParameters().stream().filter(e -> by.containsKey(e.getName())).forEach(e -> e.setSource(by.get(e.getName())));
    }

    /** What changes no course but says of which patients this one is, or what happened: some of it, and all that says facts. */
    private Stream<Observation> known(Predicate<Observation> some) {
        Set<Observation> facts = new HashSet<>(said(o -> true).values());
        return Withdrawals.standing(twin).stream().filter(o -> facts.contains(o) || some.test(o) && Observables.find(String.valueOf(o
                .getDefinition())).filter(d -> d.course().isEmpty()).isPresent());
    }

    private TwinState population(FreeIds ids, List<String> software) {
        Instant first = Withdrawals.standing(twin).stream().map(o ->
        Times.instant(o.getTime())).min(Comparator.naturalOrder()).orElseThrow();
        TwinState s = Histories.append(twin, ids, null, first, POPULATION, software);
        known(o -> course(o) == course).forEach(s.getInputs()::add);
        Map<String, Double> facts = facts();
        Belief belief = Belief.population(joint, facts).operated(operation.isPresent());
        for (Observable d : belief.observables()) {
            belief.write(s, d, "");
            sources(s, d, facts);
        }
        return s;
    }

    private TwinState absorb(Observation o, FreeIds ids, Predictions predictions, Estimator estimator, String method,
            List<String> software) {
        TwinState parent = twin.getCurrentState();
        Observable d = predicted(o).orElseThrow();
        Belief before = belief(parent);
        Optional<ChangePoints.Update> change = before.mayChange(d) ? Optional.of(update(before.changes(d), d, o)) : Optional.empty();
        Assimilation a = change.map(ChangePoints.Update::undisturbed).orElseGet(() -> assimilate(estimator, before.at(d, since(Times
                .instant(o.getTime()))), d, o));
        if (predictions.find(parent, o).isEmpty()) {
            predictions.add(predict(ids, parent, o, a.predicted(), method));
        }
        Instant time = Times.instant(o.getTime());
        Instant earliest = Times.instant(parent.getTime());
        TwinState s = Histories.append(twin, ids, parent, time.isBefore(earliest) ? earliest : time, OBSERVATION, software);
        s.getInputs().add(o);
        String by = "; " + d.id() + " " + d.version() + "; course " + d.course().orElseThrow().id() + " " + d.course().orElseThrow()
                .version();
        if (change.isPresent()) {
            Belief after = before.with(d, change.get().after());
            after.write(s, d, BANK + by);
            after.writeChange(s, d, BANK + by);
            // as it is read from the file, or what is told now would differ from what is told then in the last digit
            beliefs.put(s, before.next(s).knowing(d, change.get().after()).seen(seen(List.of(s), before.seen())));
        } else {
            Belief after = before.with(d, a.posterior());
            (before.isTied(d) ? after.settled(before) : after).write(s, d, method + by);
        }
        return s;
    }

    /**
     * What an observation says of a course that may break. It is taken by unscented filters, iterated where the prior is wide, whichever
     * estimator was chosen: what is known of the onset is not in the states, but made of the observations again, and must be the same
     * whoever does it.
     */
    private ChangePoints.Update update(ChangePoints before, Observable d, Observation o) {
        Course c = d.course().orElseThrow();
        double t = since(Times.instant(o.getTime()));
        return before.update(t, (x, y) -> y[0] = value(c, x, t), (g, h) -> assimilate(ITERATED, g, h, d, o.getValue(), error(d, o)));
    }

    private Assimilation assimilate(Estimator estimator, Gaussian belief, Observable d, Observation o) {
        Course c = d.course().orElseThrow();
        double t = since(Times.instant(o.getTime()));
        double e = error(d, o);
        // what is drawn for it hangs on whose it is and what it is called, and not on the order in which observations came in
        String step = String.join("\n", String.valueOf(twin.getPseudonym()), o.getDefinition(), Times.instant(o.getTime()).toString(),
                Withdrawals.base(String.valueOf(o.getIdentity())));
        return assimilate(estimator.at(step), belief, (x, y) -> y[0] = value(c, x, t), d, o.getValue(), e);
    }

    /** The same where what is expected of a value is known: one at an end of its scale says that it is that or beyond. */
    static Assimilation assimilate(Estimator estimator, Gaussian belief, VectorFunction h, Observable d, double value, double error) {
        int side = d.side(value);
        return side == 0 ? estimator.update(belief, h, new double[] {value}, new double[][] {{error * error}})
                : estimator.beyond(belief, h, d.bound(side), side, error * error);
    }

    /** So many standard deviations from what was expected: of 16,000 observations one, while nothing changes; rather a slip of the pen. */
    public static final double FAR = 4;

    /**
     * What a state lets one expect of an observation, with the error of one that does not state its own; empty where nothing is
     * predicted of it at that time.
     */
    public Optional<Gaussian> expected(TwinState state, Observable d, Instant time) {
        if (!d.isPredicted(joint) || !(operation.isEmpty() ? d.course().orElseThrow().tellsBefore() : d.course().orElseThrow().tellsAfter()
                || since(time) < 0)) {
            return Optional.empty();
        }
        Belief b = belief(state);
        return b.observables().contains(d) ? Optional.of(b.observed(d, since(time))) : Optional.empty();
    }

    /**
     * What a new observation will be judged by: what the current state lets one expect, or the last one of its chain that knows nothing
     * later, since what comes in late is taken in its place.
     */
    public Optional<Gaussian> judging(Observable d, Instant time) {
        Comparator<Observation> order = Comparator.comparing((Observation o) -> Times.instant(o.getTime())).thenComparing(
                Observation::getDefinition);
        Observation entry = TwinFactory.eINSTANCE.createObservation();
        entry.setTime(time.toString());
        entry.setDefinition(d.id());
        List<TwinState> chain = Histories.chain(twin.getCurrentState());
        int later = IntStream.range(0, chain.size()).filter(i -> OBSERVATION.equals(chain.get(i).getCause()) && chain.get(i).getInputs()
                .stream().anyMatch(o -> order.compare(o, entry) > 0)).findFirst().orElse(chain.size());
        return expected(chain.get(Math.max(0, later - 1)), d, time);
    }

    /**
     * Standard deviation of an observation's error.
     *
     * @throws org.orthotwin.core.InputException naming the observation, if it states one that cannot be meant
     */
    static double error(Observable d, Observation o) {
        double stated = o.getStandardUncertainty();
        if (stated > 0 && !d.canBeUncertainBy(stated)) {
            throw Texts.refuse("observation.uncertainty", o.getId(), d.id(), o.getTime(), Intake.shown(d, stated), Intake.shown(d, d
                    .leastUncertainty()), Intake.shown(d, d.mostUncertainty()));
        }
        return stated > 0 ? stated : d.error();
    }

    private Prediction predict(FreeIds ids, TwinState state, Observation o, Gaussian g, String method) {
        Prediction p = TwinFactory.eINSTANCE.createPrediction();
        p.setId(ids.next(FreeIds.PREDICTION));
        p.setState(state);
        p.setDefinition(o.getDefinition());
        p.setVersion(o.getVersion());
        p.setTime(o.getTime());
        p.setMean(g.mean(0));
        p.setStandardDeviation(g.deviation(0));
        p.setLower(g.mean(0) - WIDTH_95 * g.deviation(0));
        p.setUpper(g.mean(0) + WIDTH_95 * g.deviation(0));
        p.setUnit(o.getUnit());
        p.setMethod(method);
        twin.getPredictions().add(p);
        return p;
    }

    /** The predictions of a twin by the state that they are of: a state predicts little, a twin much. */
    private static final class Predictions {

        private final Map<TwinState, List<Prediction>> all = new IdentityHashMap<>();

        Predictions(Twin twin) {
            twin.getPredictions().forEach(this::add);
        }

        void add(Prediction p) {
            all.computeIfAbsent(p.getState(), s -> new ArrayList<>(1)).add(p);
        }

        /** What a state said about an observation; the first, if it did more than once. */
        Optional<Prediction> find(TwinState state, Observation o) {
            return all.getOrDefault(state, List.of()).stream().filter(p -> o.getDefinition().equals(p.getDefinition())
                    && o.getTime().equals(p.getTime())).findFirst();
        }
    }

    /**
     * What one observation did.
     *
     * @param state that it led to
     * @param prediction of the state before
     * @param residual observed minus predicted, in standard deviations of the prediction; of what lies at an end of its scale, what is to
     *            be expected of that beyond it
     * @param information what was learned about the parameters of its course, bits; NaN where one of them was known exactly
     * @param shifts of the parameters, in standard deviations before
     */
    public record Step(TwinState state, Observation observation, Observable observable, Prediction prediction, double residual,
            double information, double[] shifts) {

        /** What was expected of the observation, whose mean may lie beyond its scale. */
        public Gaussian predicted() {
            return Gaussian.scalar(prediction.getMean(), prediction.getStandardDeviation() * prediction.getStandardDeviation());
        }
    }

    /** The observations that led to a state, in the order in which they were taken, as it was predicted and kept at the time. */
    public List<Step> steps(TwinState state) {
        List<Step> steps = new ArrayList<>();
        Predictions predictions = new Predictions(twin);
        for (TwinState s : Histories.course(state)) {
            if (!OBSERVATION.equals(s.getCause()) || s.getInputs().isEmpty() || s.getParent() == null) {
                continue;
            }
            Observation o = s.getInputs().getFirst();
            Optional<Prediction> p = predictions.find(s.getParent(), o);
            Optional<Observable> d = predicted(o);
            if (p.isEmpty() || d.isEmpty() || !(p.get().getStandardDeviation() > 0)) {
                continue;
            }
            Gaussian before = belief(s.getParent()).of(d.get());
            Gaussian after = belief(s).of(d.get());
            double[] shifts = IntStream.range(0, before.dimension())
                    .mapToDouble(i -> before.deviation(i) > 0 ? (after.mean(i) - before.mean(i)) / before.deviation(i) : 0).toArray();
            steps.add(new Step(s, o, d.get(), p.get(), residual(d.get(), o.getValue(), p.get()), information(before, after), shifts));
        }
        return steps;
    }

    private static double residual(Observable d, double value, Prediction p) {
        int side = d.side(value);
        double z = ((side == 0 ? value : d.bound(side)) - p.getMean()) / p.getStandardDeviation();
        return side == 0 ? z : side * new Tail(side * z).mean();
    }

    /**
     * The observables that a reader is told of, in a fixed order: all that are believed in, but of what is shared by all joints of a body
     * only what was observed.
     */
    public List<Observable> told(List<Step> steps, TwinState state) {
        Set<Observable> seen = steps.stream().map(Step::observable).collect(Collectors.toSet());
        return belief(state).observables().stream().filter(d -> seen.contains(d) || !d.kind().equals("body")).toList();
    }

    /** What was learned about parameters, bits; NaN where none is uncertain both before and after. */
    static double information(Gaussian before, Gaussian after) {
        int[] free = IntStream.range(0, before.dimension()).filter(i -> before.deviation(i) > 0 && after.deviation(i) > 0).toArray();
        return free.length == 0 ? Double.NaN : after.marginal(free).divergenceFrom(before.marginal(free)) / LN2;
    }

    /** What is believed in a state. */
    public Belief belief(TwinState state) {
        Deque<TwinState> ahead = new ArrayDeque<>();
        TwinState s = state;
        while (s.getParent() != null && s.getMechanics() == null && !beliefs.containsKey(s) && ahead.size() <= twin.getStates().size()
                && Objects.equals(s.getOrigin(), s.getParent().getOrigin()) && origin(s).equals(origin)) {
            ahead.push(s);
            s = s.getParent();
        }
        Belief b = beliefs.computeIfAbsent(s, first -> Belief.of(first, joint).operated(operation.isPresent())
                .counted(-since(origin(first))).seen(seen(Histories.chain(first), Map.of())));
        for (TwinState next : ahead) {
            Belief before = b.next(next);
            b = changed(b, before, next).seen(seen(List.of(next), before.seen()));
            beliefs.put(next, b);
        }
        return b;
    }

    /** A belief with what is known of the onset of a change after a state that an observation has made. */
    private Belief changed(Belief parent, Belief next, TwinState state) {
        if (!OBSERVATION.equals(state.getCause()) || state.getInputs().isEmpty()) {
            return next;
        }
        Observation o = state.getInputs().getFirst();
        return predicted(o).filter(d -> parent.mayChange(d) && next.mayChange(d)).map(d -> next.knowing(d, update(parent.changes(d), d, o)
                .after())).orElse(next);
    }

    /** When each observable that fades was last observed, s since the origin: of what follows an operation only what was since. */
    private Map<Observable, Double> seen(List<TwinState> states, Map<Observable, Double> before) {
        Map<Observable, Double> seen = before;
        for (TwinState s : states) {
            for (Observation o : OBSERVATION.equals(s.getCause()) ? s.getInputs() : List.<Observation>of()) {
                Optional<Observable> d = Observables.find(String.valueOf(o.getDefinition())).filter(x -> x.fading().isPresent());
                double t = since(Times.instant(o.getTime()));
                if (d.isPresent() && (operation.isEmpty() || t >= 0)) {
                    seen = seen == before ? new HashMap<>(before) : seen;
                    seen.merge(d.get(), t, Math::max);
                }
            }
        }
        return seen;
    }

    /**
     * What the observations of this twin alone say of an observable, whatever others have said.
     *
     * @param prior of the state before any coupling
     * @param posterior after the observations that the current state knows
     */
    record Own(Gaussian prior, Gaussian posterior, List<Observation> observations) {

        /** Whether what the observations say can be told apart from the prior: not where that knows something exactly. */
        boolean canInvert() {
            return IntStream.range(0, prior.dimension()).allMatch(i -> prior.deviation(i) > 0 && posterior.deviation(i) > 0);
        }
    }

    Own own(Observable d, Estimator estimator) {
        return own(d, belief(Histories.alone(twin.getCurrentState())).of(d), estimator);
    }

    /** The same with another prior. */
    Own own(Observable d, Gaussian prior, Estimator estimator) {
        List<TwinState> chain = Histories.course(twin.getCurrentState());
        List<Observation> own = chain.subList(chain.indexOf(Histories.alone(twin.getCurrentState())), chain.size()).stream()
                .filter(s -> OBSERVATION.equals(s.getCause())).flatMap(s -> s.getInputs().stream())
                .filter(o -> d.id().equals(o.getDefinition())).toList();
        if (d.change().isPresent() && operation.isPresent() && chain.stream().noneMatch(s -> belief(s).isTied(d))) {
            // both, as they are now, would be taken for one that is wider than what was known before
            ChangePoints c = Belief.changes(d, prior);
            for (TwinState s : chain) {
                Observation o = s.getInputs().isEmpty() ? null : s.getInputs().getFirst();
                c = own.contains(o) ? update(c, d, o).after() : c;
            }
            return new Own(prior, c.likelier(), own);
        }
        Gaussian g = prior;
        Map<Observable, Double> last = Map.of();
        for (TwinState s : chain) {
            Observation o = s.getInputs().isEmpty() ? null : s.getInputs().getFirst();
            if (own.contains(o)) {
                double t = since(Times.instant(o.getTime()));
                Gaussian then = last.containsKey(d) && !belief(s).isTied(d) ? Fading.over(d, g, operation.isPresent(), t, last.get(d)) : g;
                g = assimilate(estimator, then, d, o).posterior();
            }
            last = seen(List.of(s), last);
        }
        return new Own(prior, g, own);
    }

    /** How well the observations tell a parameter. */
    public enum Told {
        /** Its standard deviation is half of what it was, or less. */
        WELL("well"),
        /** Its variance has shrunk by a quarter at least. */
        PARTLY("partly"), NOT("not");

        private final String id;

        Told(String id) {
            this.id = id;
        }

        static Told of(double contraction) {
            return contraction >= 0.75 ? WELL : contraction >= 0.25 ? PARTLY : NOT;
        }

        /** The word in files. */
        public String id() {
            return id;
        }
    }

    /**
     * What these observations tell about a parameter.
     *
     * @param observable with its course
     * @param index of the parameter
     * @param contraction 1 minus the ratio of its variance now and at first: 0 for nothing told, 1 for all
     * @param told the same as a word
     * @param with the parameter that it is most entangled with, or -1
     * @param correlation with that
     */
    public record Identified(Observable observable, int index, double contraction, Told told, int with, double correlation) {

        /** Two parameters are told apart only together from this correlation on. */
        public static final double ENTANGLED = 0.9;
    }

    /** The same since the state that their prior is from. */
    List<Step> stepsSinceBase(TwinState state) {
        List<TwinState> chain = Histories.chain(state);
        Set<TwinState> since = new HashSet<>(chain.subList(chain.indexOf(Histories.base(state)), chain.size()));
        return steps(state).stream().filter(s -> since.contains(s.state)).toList();
    }

    /** What the observations that led to a state tell by the filter, against the state that their prior is from. */
    public List<Identified> identifiability(TwinState state) {
        return identifiability(state, List.of());
    }

    /**
     * The same by whatever is the better answer: the filter, or the chain where that is to be believed.
     *
     * @param records of the same state
     */
    public List<Identified> identifiability(TwinState state, List<Record> records) {
        Belief first = belief(Histories.base(state));
        Belief now = belief(state);
        List<Identified> all = new ArrayList<>();
        for (Observable d : now.observables()) {
            Gaussian a = first.of(d);
            Gaussian b = records.stream().filter(r -> r.observable.equals(d) && r.isApart()).findFirst().map(r -> r.chain.fit())
                    .orElseGet(() -> now.of(d));
            for (int i = 0; i < b.dimension(); i++) {
                double c = a.covariance(i, i) > 0 ? 1 - b.covariance(i, i) / a.covariance(i, i) : 1;
                int with = -1;
                for (int j = 0; j < b.dimension(); j++) {
                    if (j != i && (with < 0 || Math.abs(b.correlation(i, j)) > Math.abs(b.correlation(i, with)))) {
                        with = j;
                    }
                }
                all.add(new Identified(d, i, c, Told.of(c), with,
                        with < 0 ? 0 : b.correlation(i, with)));
            }
        }
        return all;
    }

    /**
     * A chain for the record: the posterior of an observable's parameters from the belief of the state that the prior is from and all
     * observations since then at once.
     *
     * @param chain its draws
     * @param filter what the state believes
     * @param worst the largest difference of a mean, in standard deviations of the filter
     * @param changes onset, s, infinite for none until the last observation, and rate of each draw; empty for a course that does not break
     */
    public record Record(Observable observable, Chain chain, Gaussian filter, double worst, double[][] changes) {

        /** Of a course that does not break. */
        Record(Observable observable, Chain chain, Gaussian filter, double worst) {
            this(observable, chain, filter, worst, new double[0][]);
        }

        /** The share of the draws whose course has changed by the last observation; NaN where it does not change. */
        public double changed() {
            return changes.length == 0 ? Double.NaN : Arrays.stream(changes).filter(c -> Double.isFinite(c[0])).count()
                    / (double) changes.length;
        }

        /**
         * From such a ratio on the chain is the better answer. An interval of 95 % that is narrower by 1.5 holds 81 %; one whose middle
         * is a standard deviation off, which is the limit of {@code worst}, holds 83 %: both are about as wrong. Chance makes no such
         * ratio: of 100 independent draws a spread is known within 7 %.
         */
        public static final double STRETCH = 1.5;

        /** The largest ratio of two spreads, of the filter and of the chain, the wider by the narrower. */
        public double stretch() {
            Gaussian g = chain.fit();
            // what the filter knows exactly does not count
            return IntStream.range(0, filter.dimension()).filter(i -> filter.deviation(i) > 0).mapToDouble(i -> g.deviation(i) / filter
                    .deviation(i)).filter(x -> x > 0).map(x -> Math.max(x, 1 / x)).max().orElse(1);
        }

        /** Whether the two differ by so much, in the middle or in the spread, that the chain is to be believed. */
        public boolean isApart() {
            return worst > 1 || stretch() > STRETCH;
        }

        /** The share of the draws that are on the wrong side of a limit. */
        public double beyond(Observable.Limit limit) {
            return limit.kind() == Observable.Limit.Kind.RATE ? share(limit.value(), k -> Belief.compared(observable, limit,
                    chain.draws()[k])) : beyond(Belief.start(limit), limit.time(), limit.value());
        }

        /** The same of the value at a time, or of what it has come by since an earlier one, NaN for the value itself. */
        double beyond(double start, double t, double limit) {
            Course c = observable.course().orElseThrow();
            boolean value = Double.isNaN(start);
            return share(limit, k -> {
                double[] x = chain.draws()[k];
                double v = c.at(x, t) - (value ? 0 : c.at(x, start));
                return changes.length == 0 ? v : v + ChangePoints.added(changes[k][0], changes[k][1], t)
                        - (value ? 0 : ChangePoints.added(changes[k][0], changes[k][1], start));
            });
        }

        private double share(double limit, IntToDoubleFunction compared) {
            boolean up = observable.better().orElse(false);
            return IntStream.range(0, chain.draws().length).mapToDouble(compared).filter(v -> up ? v < limit : v > limit).count()
                    / (double) chain.draws().length;
        }
    }

    /**
     * What would be observed by a chain, SI.
     *
     * @param mean of the value
     * @param deviation standard deviation of an observation
     * @param lower below it are 2.5 % of the observations, as far as they can be at all
     * @param median below it is half of them, likewise
     * @param upper above it are 2.5 % of them, likewise
     */
    public record Drawn(double mean, double deviation, double lower, double median, double upper) {
    }

    /**
     * What the draws of a chain let one expect of an observation that does not state its error, with what {@link Belief#observed} reckons
     * with, too: changes that are still to come, and what fades. No cause is at work in it. Ends are those of one observation for each
     * draw, with errors that are the same in each call.
     *
     * @param state that the chain is of
     * @param t since what time counts from, s
     */
    public Drawn observed(TwinState state, Record r, double t) {
        Observable d = r.observable;
        Belief now = belief(state);
        Course c = d.course().orElseThrow();
        double variance = d.error() * d.error() + now.faded(d, t);
        SplittableRandom random = new SplittableRandom(1);
        double[] values = new double[r.chain.draws().length];
        double[] seen = new double[values.length];
        Optional<ChangePoints> change = r.changes.length == 0 ? Optional.empty() : Optional.of(now.changes(d));
        for (int k = 0; k < values.length; k++) {
            values[k] = value(c, r.chain.draws()[k], t);
            if (change.isPresent()) {
                double onset = Double.isFinite(r.changes[k][0]) ? r.changes[k][0] : change.get().open() + change.get().law().draw(random,
                        Double.POSITIVE_INFINITY)[0];
                // of a draw without a change so far the rate is still what is known beforehand
                values[k] += ChangePoints.added(onset, r.changes[k][1], t);
            }
            seen[k] = values[k] + Math.sqrt(variance) * random.nextGaussian();
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double spread = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / Math.max(1, values.length - 1);
        Chain all = new Chain(Arrays.stream(seen).mapToObj(v -> new double[] {v}).toArray(double[][]::new), r.chain.acceptance());
        return new Drawn(d.clamp(mean), Math.sqrt(spread + variance), d.clamp(all.quantile(0, 0.025)), d.clamp(all.quantile(0, 0.5)), d
                .clamp(all.quantile(0, 0.975)));
    }

    /** The same, and says how far it is. */
    public List<Record> record(TwinState state, long seed, String task, Monitor monitor) {
        Belief now = belief(state);
        monitor.begin(task, now.observables().size());
        return record(state, now, seed, monitor);
    }

    /** For each observable that was observed, by adaptive Metropolis. */
    public List<Record> record(TwinState state, long seed, Monitor monitor) {
        return record(state, belief(state), seed, Monitor.until(monitor::isCancelled));
    }

    private List<Record> record(TwinState state, Belief now, long seed, Monitor monitor) {
        List<Step> steps = stepsSinceBase(state);
        List<Record> records = new ArrayList<>();
        now.observables().forEach(d -> {
            record(state, d, steps, seed, monitor).ifPresent(records::add);
            monitor.worked(1);
        });
        recordTied(state, steps, seed, monitor).ifPresent(c -> now.observables().stream().filter(now::isTied).forEach(d -> {
            Chain own = c.part(now.place(d), d.course().orElseThrow().size());
            records.add(new Record(d, own, now.of(d), worst(own.fit(), now.of(d))));
        }));
        return records;
    }

    /** That of one observable; empty where it was not observed, is tied to a case, or something of it is known exactly. */
    Optional<Record> record(TwinState state, Observable d, List<Step> sinceBase, long seed, Monitor monitor) {
        Belief now = belief(state);
        if (now.mayChange(d)) {
            return recordChange(state, d, seed, monitor);
        }
        Since since = sinceGap(d, belief(Histories.base(state)), sinceBase);
        Gaussian prior = since.prior;
        Gaussian filter = now.of(d);
        if (since.observations.isEmpty() || now.isTied(d) || IntStream.range(0, prior.dimension()).anyMatch(i -> !(prior.deviation(i)
                > 0))) {
            return Optional.empty();
        }
        ToDoubleFunction<double[]> likelihood = likelihood(d, since.observations);
        Chain chain = new AdaptiveMetropolis(WARM_UP, DRAWS, THIN, seed)
                .draw(filter, x -> prior.logDensity(x) + likelihood.applyAsDouble(x), monitor);
        return Optional.of(new Record(d, chain, filter, worst(chain.fit(), filter)));
    }

    /**
     * That of a course that may break: the same model, with the onset summed over the grid. The two ways, with a change and without, may
     * be far from each other, so that the chain is told where they are.
     */
    private Optional<Record> recordChange(TwinState state, Observable d, long seed, Monitor monitor) {
        List<TwinState> chain = Histories.chain(state);
        int base = IntStream.range(0, chain.size()).filter(i -> !OBSERVATION.equals(chain.get(i).getCause()) && chain.get(i).getParameters()
                .stream().anyMatch(e -> e.getName().equals(d.parameter(0)))).max().orElse(0);
        List<Observation> own = chain.subList(base + 1, chain.size()).stream().filter(s -> OBSERVATION.equals(s.getCause())).flatMap(s -> s
                .getInputs().stream()).filter(o -> d.id().equals(o.getDefinition())).toList();
        Gaussian prior = belief(chain.get(base)).of(d);
        Belief now = belief(state);
        if (own.isEmpty() || IntStream.range(0, prior.dimension()).anyMatch(i -> !(prior.deviation(i) > 0))) {
            return Optional.empty();
        }
        ChangePoints known = now.changes(d);
        ChangePoints.Law law = known.law();
        int n = prior.dimension();
        Onsets onsets = new Onsets(d, own, ChangePoints.grid(law, own.stream().mapToDouble(o -> since(Times.instant(o.getTime()))).max()
                .orElseThrow()));
        Gaussian rate = Gaussian.scalar(law.rate(), law.deviation() * law.deviation());
        Gaussian start = known.parts().stream().max(Comparator.comparingDouble(ChangePoints.Part::weight)).orElseThrow().distribution();
        List<ChangePoints.Part> modes = known.parts().stream().filter(m -> m.weight() > LEAST_MODE).toList();
        Chain all = new AdaptiveMetropolis(2 * WARM_UP, DRAWS, THIN, seed).draw(start, modes, x -> prior.logDensity(Arrays.copyOf(x,
                n)) + rate.logDensity(x[n]) + onsets.logLikelihood(x), monitor);
        SplittableRandom random = new SplittableRandom(seed);
        double[][] changes = Arrays.stream(all.draws()).map(x -> new double[] {onsets.draw(x, random), x[n]}).toArray(double[][]::new);
        Chain part = all.part(0, n);
        return Optional.of(new Record(d, part, now.of(d), worst(part.fit(), now.of(d)), changes));
    }

    /** The onsets of a course that may break, given its parameters and the rate of the change. */
    private final class Onsets {

        private final Observable d;
        private final double[] t;
        private final double[] y;
        private final double[] e;
        private final double[][] grid;

        Onsets(Observable d, List<Observation> own, double[][] grid) {
            this.d = d;
            this.t = own.stream().mapToDouble(o -> since(Times.instant(o.getTime()))).toArray();
            this.y = own.stream().mapToDouble(Observation::getValue).toArray();
            this.e = own.stream().mapToDouble(o -> error(d, o)).toArray();
            this.grid = grid;
        }

        /** For each onset, with its own probability: logarithms. */
        private double[] logs(double[] x) {
            Course c = d.course().orElseThrow();
            double[] h = DoubleStream.of(t).map(at -> value(c, x, at)).toArray();
            double[] logs = new double[grid.length];
            for (int k = 0; k < logs.length; k++) {
                logs[k] = grid[k][1];
                for (int i = 0; i < t.length; i++) {
                    int side = d.side(y[i]);
                    double z = ((side == 0 ? y[i] : d.bound(side)) - h[i] - ChangePoints.added(grid[k][0], x[c.size()], t[i])) / e[i];
                    logs[k] += side == 0 ? -z * z / 2 : new Tail(side * z).logProbability();
                }
            }
            return logs;
        }

        double logLikelihood(double[] x) {
            double[] logs = logs(x);
            double top = Arrays.stream(logs).max().orElseThrow();
            return top + Math.log(Arrays.stream(logs).map(l -> Math.exp(l - top)).sum());
        }

        double draw(double[] x, SplittableRandom random) {
            double[] logs = logs(x);
            double top = Arrays.stream(logs).max().orElseThrow();
            double u = random.nextDouble() * Arrays.stream(logs).map(l -> Math.exp(l - top)).sum();
            int k = 0;
            while (k < logs.length - 1 && (u -= Math.exp(logs[k] - top)) >= 0) {
                k++;
            }
            return grid[k][0];
        }
    }

    /** Observations that have one set of parameters, and what was believed before them. */
    private record Since(Gaussian prior, List<Observation> observations) {
    }

    /** Those since the last gap over which what was known has faded: before it the parameters were others. */
    private Since sinceGap(Observable d, Belief first, List<Step> steps) {
        List<Step> own = steps.stream().filter(s -> s.observable.equals(d)).toList();
        for (int i = own.size() - 1; i > 0; i--) {
            Belief before = belief(own.get(i).state.getParent());
            Gaussian faded = before.at(d, since(Times.instant(own.get(i).observation.getTime())));
            if (faded != before.of(d)) {
                return new Since(faded, own.subList(i, own.size()).stream().map(Step::observation).toList());
            }
        }
        return new Since(first.of(d), own.stream().map(Step::observation).toList());
    }

    /** The largest difference of a mean, in standard deviations of the filter; what that knows exactly does not count. */
    static double worst(Gaussian chain, Gaussian filter) {
        return IntStream.range(0, filter.dimension()).filter(i -> filter.deviation(i) > 0)
                .mapToDouble(i -> Math.abs(chain.mean(i) - filter.mean(i)) / filter.deviation(i)).max().orElse(0);
    }

    /** Of the parameters of a course, up to a constant: the logarithm. */
    private ToDoubleFunction<double[]> likelihood(Observable d, List<Observation> own) {
        Course c = d.course().orElseThrow();
        double[] t = own.stream().mapToDouble(o -> since(Times.instant(o.getTime()))).toArray();
        double[] y = own.stream().mapToDouble(Observation::getValue).toArray();
        double[] e = own.stream().mapToDouble(o -> error(d, o)).toArray();
        return x -> {
            double s = 0;
            for (int i = 0; i < t.length; i++) {
                int side = d.side(y[i]);
                double z = ((side == 0 ? y[i] : d.bound(side)) - value(c, x, t[i])) / e[i];
                s += side == 0 ? -z * z / 2 : new Tail(side * z).logProbability();
            }
            return s;
        };
    }

    /**
     * One chain of the inputs of the case and of all that is tied to them, with the surrogates themselves where the filter takes planes;
     * empty without any, or where something is known exactly.
     */
    private Optional<Chain> recordTied(TwinState state, List<Step> steps, long seed, Monitor monitor) {
        Belief now = belief(state);
        TwinState base = Histories.base(state);
        if (now.mechanics().isEmpty() || base.getMechanics() == null) {
            return Optional.empty();
        }
        Gaussian filter = now.joint();
        Belief before = belief(base.getParent());
        List<Observable> tied = now.observables().stream().filter(now::isTied).toList();
        boolean exact = IntStream.range(0, filter.dimension()).anyMatch(i -> !(filter.deviation(i) > 0))
                || tied.stream().map(before::of).anyMatch(g -> IntStream.range(0, g.dimension()).anyMatch(i -> !(g.deviation(i) > 0)));
        if (exact) {
            return Optional.empty();
        }
        MechanicalModel model = now.mechanics().get();
        Gaussian inputs = model.prior();
        boolean[] executed = new boolean[inputs.dimension()];
        for (int i = 0; i < executed.length; i++) {
            executed[i] = Execution.isOf(model.inputs().get(i));
        }
        List<ToDoubleFunction<double[]>> courses = tied.stream().map(d -> {
            int from = now.place(d);
            int to = from + d.course().orElseThrow().size();
            Gaussian prior = before.of(d);
            ToDoubleFunction<double[]> likelihood = likelihood(d, steps.stream().filter(s -> s.observable.equals(d))
                    .map(Step::observation).toList());
            return (ToDoubleFunction<double[]>) x -> {
                double[] own = Arrays.copyOfRange(x, from, to);
                return prior.logDensity(own) + likelihood.applyAsDouble(own);
            };
        }).toList();
        ToDoubleFunction<double[]> ties = model.logTies(now::place, now.inputs().means());
        return Optional.of(new AdaptiveMetropolis(2 * WARM_UP, DRAWS, THIN, seed).draw(filter, x -> {
            double s = inputs.logDensity(Arrays.copyOf(x, inputs.dimension())) + ties.applyAsDouble(x);
            for (int i = 0; i < inputs.dimension(); i++) {
                s += executed[i] ? Execution.logTail(x[i]) : 0;
            }
            for (ToDoubleFunction<double[]> c : courses) {
                s += c.applyAsDouble(x);
            }
            return s;
        }, monitor));
    }

    /**
     * What is believed of the inputs of a case and of what its solvers say.
     *
     * @param before the inputs in the state that the prior is from
     * @param now the inputs
     * @param told what each measurement is believed to be
     * @param outside paths of inputs of which something is believed that no run has tried
     * @param observed what was observed of the patient until then, that of an observable in its order
     */
    public record Mechanical(MechanicalModel model, Gaussian before, Gaussian now, List<MechanicalModel.Told> told,
            List<String> outside, List<Observation> observed) {

        /** Whether anything was observed of what a measurement foretells. */
        public boolean isObserved(MechanicalModel.Told t) {
            return model.foretells(t.element()).filter(d -> observed.stream().anyMatch(o -> d.id().equals(o.getDefinition()))).isPresent();
        }

        /** The last that was observed of the very quantity that is measured, as it was entered; empty for none. */
        public Optional<Observation> last(MechanicalModel.Told t) {
            return model.directly(t.element()).flatMap(d -> observed.stream().filter(o -> d.id().equals(o.getDefinition()))
                    .reduce((a, b) -> b));
        }

        /**
         * What the case itself states of its inputs, standard normal. What is believed at first is that and what is known of the courses of
         * patients, which the measurements of the case foretell: where they are not independent, as where the patients of the literature
         * differed by just these inputs, the two together are surer than they ought to be.
         */
        public Gaussian stated() {
            return model.prior();
        }

        /** 1 minus the ratio of an input's variance now and as it is stated. */
        public double contraction(int i) {
            return Math.max(0, 1 - now.covariance(i, i) / stated().covariance(i, i));
        }

        /** The same since the first belief: what the observations took away. */
        public double observed(int i) {
            return before.covariance(i, i) > 0 ? 1 - now.covariance(i, i) / before.covariance(i, i) : 1;
        }

        /** The same as a word. */
        public Told word(int i) {
            return Told.of(observed(i));
        }
    }

    /**
     * Inputs of the case that is tied to a state of which something is believed that no run has tried, by path: what the surrogates say
     * there is a guess, until the solvers are asked. Quick; empty without a case.
     */
    public List<String> beyondRuns(TwinState state) {
        Belief b = belief(state);
        return b.mechanics().map(m -> m.outside(b.inputs())).orElse(List.of());
    }

    /** What the solvers of the case that is tied to a state say; empty without any. */
    public Optional<Mechanical> mechanical(TwinState state) {
        Belief b = belief(state);
        return b.mechanics().map(m -> {
            Belief base = belief(Histories.base(state));
            Gaussian before = base.mechanics().isPresent() ? base.inputs() : m.prior();
            List<Observation> observed = steps(state).stream().map(Step::observation).toList();
            return new Mechanical(m, before, b.inputs(), m.told(before, b.inputs(), b::of), m.outside(b.inputs()), observed);
        });
    }

    /**
     * A point of a predicted course.
     *
     * @param t time since the {@link #origin}, s
     * @param population what the first state expects to be observed
     * @param twin what this state expects to be observed
     */
    public record Point(double t, Gaussian population, Gaussian twin) {
    }

    /** Last time of a fan: two years after the operation or the last observation before one, or a year after the last one since. */
    public double horizon(TwinState state) {
        double last = steps(state).stream().mapToDouble(s -> since(Times.instant(s.observation.getTime()))).max().orElse(0);
        return operation.isPresent() ? Math.max(2 * YEAR, last + YEAR) : Math.max(planned().isPresent() ? 2 * YEAR : 0, last + 2 * YEAR);
    }

    /** The mean of the population with the facts of this patient, s since the operation. */
    double usual(Observable d, double t) {
        return usual().mean(d, t);
    }

    private Belief usual() {
        Map<String, Double> facts = facts();
        if (usual == null || !facts.equals(usualFacts)) {
            usual = Belief.population(joint, facts);
            usualFacts = facts;
        }
        return usual;
    }

    /** The value of patients with the same facts whose course does not change, or what it has come by since an earlier time. */
    Gaussian healthy(Observable d, double start, double t) {
        return usual().without(d, start, t);
    }

    /** The limits of an observable that are for this patient. */
    public List<Observable.Limit> limits(Observable d) {
        return d.limits(facts());
    }

    /**
     * A limit of a value as a line: times, s since the operation, and values, SI, one after the other. What does not come back is judged by
     * its last measurement, so that the limit rises by what the population's mean has come by since its time. One that another of the same
     * value takes over from a time on ends there. Empty for other limits.
     */
    public double[] line(Observable d, Observable.Limit l, double end) {
        double until = l.kind() != Observable.Limit.Kind.LASTING ? end : limits(d).stream().filter(x -> x.kind() == l.kind()
                && x.value() == l.value() && x.from() > l.from()).mapToDouble(Observable.Limit::from).min().orElse(end);
        double from = l.kind() == Observable.Limit.Kind.VALUE ? l.time() : l.kind() == Observable.Limit.Kind.LASTING ? l.from() : until;
        if (!(from < until)) {
            return new double[0];
        }
        boolean rises = l.kind() == Observable.Limit.Kind.VALUE && WhatIf.LASTING.contains(d.kind());
        int n = rises ? LINE : 2;
        double[] line = new double[2 * n];
        for (int i = 0; i < n; i++) {
            double t = from + (until - from) * i / (n - 1);
            line[2 * i] = t;
            line[2 * i + 1] = l.value() + (rises ? Math.max(0, usual(d, t) - usual(d, from)) : 0);
        }
        return line;
    }

    /**
     * What was expected of an observable just before the operation: the means of what would be observed, SI, as the last state of before
     * lets one expect; empty where nothing was observed of it by then, so that it is what is expected of the population.
     */
    public Optional<double[]> foretold(TwinState state, Observable d, double[] times) {
        List<Step> before = steps(state).stream().filter(s -> since(Times.instant(s.observation.getTime())) < 0).toList();
        if (operation.isEmpty() || before.stream().noneMatch(s -> s.observable.equals(d))) {
            return Optional.empty();
        }
        Belief then = belief(before.getLast().state());
        return Optional.of(DoubleStream.of(times).map(t -> d.expected(then.observed(d, t))).toArray());
    }

    /** What the first state of a course believes. */
    Belief population(TwinState state) {
        return belief(Histories.course(state).getFirst());
    }

    /**
     * The predicted course of an observable, with what is known of the patient from before: daily from the operation on at first, then
     * wider and wider apart. Without an operation: as if there will be none.
     */
    public List<Point> fan(TwinState state, Observable d, double until) {
        return fan(state, d, until, Optional.empty());
    }

    /**
     * The same with a cause at work: what it adds from its onset on does not move what was before, as it does where all is taken for one
     * undisturbed course.
     *
     * @param under of an observable that it does not tell of: as without it
     */
    public List<Point> fan(TwinState state, Observable d, double until, Optional<CauseComparison.Under> under) {
        Belief first = population(state);
        Belief now = belief(state);
        Optional<CauseComparison.Under> telling = under.filter(u -> u.tells(d));
        List<Point> points = new ArrayList<>();
        for (double t : times(state, d, until)) {
            points.add(new Point(t, first.observed(d, t), telling.map(u -> u.observed(d, t)).orElseGet(() -> now.observed(d, t))));
        }
        return points;
    }

    private double[] times(TwinState state, Observable d, double until) {
        DoubleStream.Builder times = DoubleStream.builder();
        double t = 0;
        if (d.course().orElseThrow().tellsBefore()) {
            double month = 30 * DAY;
            double earliest = steps(state).stream().mapToDouble(s -> since(Times.instant(s.observation.getTime()))).min().orElse(0);
            for (t = -month * Math.ceil(Math.max(month, -earliest) / month); t < (operation.isPresent() ? 0 : until); t += month) {
                times.add(t);
            }
        }
        for (; t < until; t += t < 60 * DAY ? 3 * DAY : t < 365 * DAY ? 10 * DAY : 30 * DAY) {
            times.add(t);
        }
        return times.add(until).build().toArray();
    }

    /**
     * What is believed of a patient who has not been operated on, if that is done.
     *
     * @param at when, s since the {@link #origin}; time counts from then
     */
    Belief operatedOn(TwinState state, double at) {
        Belief b = belief(state).counted(at).operated(true);
        Belief population = Belief.population(joint, facts());
        for (Observable d : population.observables()) {
            b = d.course().orElseThrow().tellsBefore() || b.isTied(d) ? b : b.with(d, population.of(d));
        }
        return b;
    }

    /** What is believed if the operation is done as it is planned, time counting from it; empty where none is planned. */
    public Optional<Belief> asPlanned(TwinState state) {
        return planned().map(p -> operatedOn(state, since(p)));
    }
}
