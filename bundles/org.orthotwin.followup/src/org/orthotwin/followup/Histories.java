/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.orthotwin.core.NearNames;
import org.orthotwin.core.Translated;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Mechanics;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFactory;
import org.orthotwin.model.twin.TwinState;

/**
 * The states of a twin: a tree in which nothing is ever changed, only added to. A state holds the parameters that its cause has changed;
 * all others hold from its parent. A parameter that must be positive has its median and, as standard deviation, median times that of the
 * logarithm; {@code a~b} is a correlation.
 */
public final class Histories {

    /** What the inputs of a case belong to. */
    static final String MECHANICS = "mechanics";

    private static final String BRANCH = "branch";
    private static final String CORRELATION = "~";
    private static final double ROUNDED = 1e-12;
    private static final String PLANNED = ".operation-planned";

    private Histories() {
    }

    /** A twin of whom nothing is known yet. */
    public static Twin begin(String id, String pseudonym) {
        Twin twin = TwinFactory.eINSTANCE.createTwin();
        twin.setId(id);
        twin.setPseudonym(pseudonym);
        return twin;
    }

    /** The observation of the first operation; empty where none is known. */
    static Optional<Observation> operation(Twin twin) {
        Optional<Observation> said = Withdrawals.standing(twin).stream().filter(o -> isOperation(String.valueOf(o.getDefinition())))
                .findFirst();
        // what was entered first says of which joint a twin is
        return said.flatMap(s -> Withdrawals.standing(twin).stream().filter(o -> s.getDefinition().equals(o.getDefinition()))
                .min(Comparator.comparing(o -> Times.instant(o.getTime()))));
    }

    /**
     * The operations that are known, the first one first: that of the joint, and each later day on which there was another one of it or a
     * revision or a debridement was recorded. Empty where none is known.
     */
    static List<Operation> operations(Twin twin) {
        Optional<Observation> first = operation(twin);
        if (first.isEmpty()) {
            return List.of();
        }
        Map<String, List<Observation>> days = new TreeMap<>();
        Withdrawals.standing(twin).stream().filter(o -> first.get().getDefinition().equals(o.getDefinition())
                || isRevision(String.valueOf(o.getDefinition())) && !Times.instant(o.getTime()).isBefore(Times.instant(first.get()
                        .getTime()))).forEach(o -> days.computeIfAbsent(FollowUpResult.day(Times.instant(o.getTime())),
                                k -> new ArrayList<>()).add(o));
        List<Operation> all = new ArrayList<>();
        days.values().forEach(said -> all.add(new Operation(said.stream().filter(o -> isOperation(o.getDefinition())).findFirst().or(
                () -> said.stream().findFirst()).map(o -> Times.instant(o.getTime())).orElseThrow(), !all.isEmpty(), said)));
        return all;
    }

    /** Whether this says that a joint was operated on again, whether its implant was exchanged or kept. */
    static boolean isRevision(String definition) {
        return definition.equals(FollowUp.REVISION) || definition.equals(FollowUp.DEBRIDEMENT);
    }

    /** Whether a state begins the course of another implant; a person may call a branch what she likes. */
    static boolean isRevision(TwinState s) {
        return FollowUp.REVISED.equals(s.getCause()) && !isBranch(s);
    }

    /** The states of the course that a state is of, the oldest first: those since the last revision, or all. */
    static List<TwinState> course(TwinState state) {
        List<TwinState> chain = chain(state);
        for (int i = chain.size() - 1; i > 0; i--) {
            if (isRevision(chain.get(i))) {
                return chain.subList(i, chain.size());
            }
        }
        return chain;
    }

    /** Whether this says that an operation was done. */
    public static boolean isOperation(String definition) {
        return definition.endsWith(".operation");
    }

    /** The fact that says which side a twin is of: a whole number, or a word. */
    public static final String SIDE = "side";
    /** Its words, each at the place of its number. */
    public static final List<String> SIDES = List.of("right", "left");
    private static final String LEFT = SIDES.getLast();

    /** The side that a twin is of, {@code left} or {@code right}, by what was said of it last; empty where nothing was. */
    public static Optional<String> side(Twin twin) {
        return Optional.ofNullable(facts(twin).get(SIDE)).map(v -> SIDES.get((int) Math.round(v)));
    }

    /** A side by its word, English or French, however it is written; empty where it is none. */
    public static Optional<String> sideWord(String text) {
        String said = text.strip().toLowerCase(Locale.ROOT);
        return Optional.of(said.equals("gauche") ? LEFT : said.matches("droite?") ? SIDES.getFirst() : said).filter(SIDES::contains);
    }

    /** {@code left} or {@code right} in words. */
    public static Translated sideSaid(String side) {
        return Translated.of(Texts.CATALOG, "side." + side);
    }

    /** The number of a side that is said in a word; the text itself otherwise. */
    static String sideNumber(String text) {
        return sideWord(text).map(s -> Integer.toString(SIDES.indexOf(s))).orElse(text);
    }

    /** Whether this is what a plan says, whose time may be in the future. */
    public static boolean isPlan(String definition) {
        return definition.endsWith(PLANNED);
    }

    /** The operation that is planned, by what was said of it last; empty where nothing was. */
    static Optional<Observation> planned(Twin twin) {
        return Withdrawals.standing(twin).stream().filter(o -> isPlan(String.valueOf(o.getDefinition()))).reduce((a, b) -> b);
    }

    /**
     * From when time counts: the operation, the one that is planned, or what was observed first: before a person said more.
     *
     * @throws org.orthotwin.core.InputException if nothing was observed
     */
    static Instant origin(Twin twin) {
        Optional<Instant> operated = operation(twin).or(() -> planned(twin)).map(o -> Times.instant(o.getTime()));
        Optional<Instant> first = Withdrawals.standing(twin).stream().map(o -> Times.instant(o.getTime())).min(Comparator.naturalOrder());
        // what a person or a case has said is of the time that counted then; all else begins again where something earlier came in late
        Optional<Instant> began = operated.or(() -> Optional.ofNullable(twin.getCurrentState()).map(Histories::chain)
                .filter(c -> Withdrawals.valid(twin, c) > 0).filter(c -> Optional.ofNullable(c.getFirst().getOrigin()).map(Times::instant)
                        .filter(o -> first.isEmpty() || !first.get().isBefore(o)).isPresent()
                        || c.stream().anyMatch(s -> isBranch(s) || s.getMechanics() != null))
                .map(List::getFirst).map(TwinState::getOrigin).map(Times::instant));
        return began.or(() -> first).orElseThrow(() -> Texts.refuse("twin.no-operation"));
    }

    /** A state and those before it, the oldest first. */
    public static List<TwinState> chain(TwinState state) {
        List<TwinState> chain = new ArrayList<>();
        Set<TwinState> seen = new HashSet<>();
        for (TwinState s = state; s != null && seen.add(s); s = s.getParent()) {
            chain.add(s);
        }
        Collections.reverse(chain);
        return chain;
    }

    /**
     * The state whose beliefs are the prior of what was observed up to a state: the last that no observation made, which is the first one,
     * or the branch that a person began with better knowledge.
     */
    public static TwinState base(TwinState state) {
        List<TwinState> chain = chain(state);
        return chain.reversed().stream().filter(s -> !observed(s)).findFirst().orElse(chain.getFirst());
    }

    /** Whether what made a state is what was observed, or what turned out not to have been. */
    private static boolean observed(TwinState s) {
        return FollowUp.OBSERVATION.equals(s.getCause()) || FollowUp.WITHDRAWAL.equals(s.getCause());
    }

    /** The same without what other twins have said: the last state that neither an observation made nor a coupling. */
    static TwinState alone(TwinState state) {
        List<TwinState> chain = chain(state);
        return chain.reversed().stream().filter(s -> !observed(s)
                && !FollowUp.COUPLING.equals(s.getCause())).findFirst().orElse(chain.getFirst());
    }

    /**
     * Begins again below a state with other beliefs of some observables; what was observed since is taken again by the next follow-up.
     *
     * @param sources where each belief comes from
     */
    static TwinState rebase(Twin twin, TwinState from, String cause, Belief belief, Map<Observable, String> sources, Instant made,
            List<String> software) {
        TwinState s = append(twin, new FreeIds(twin), from, Times.instant(from.getTime()), cause, software);
        s.setName(cause);
        s.setDescription("made " + made);
        sources.forEach((d, source) -> belief.write(s, d, source));
        keepSources(s, Set.of());
        return s;
    }

    /** @throws org.orthotwin.core.InputException if the twin has no such state, with those it has */
    public static TwinState state(Twin twin, String id) {
        return twin.getStates().stream().filter(s -> id.equals(s.getId())).findFirst()
                .orElseThrow(() -> Texts.refuse("state.unknown", id, String.join(", ", twin.getStates().stream().map(TwinState::getId)
                        .toList())));
    }

    /** @throws org.orthotwin.core.InputException if the twin has no observation of this id */
    public static Observation observation(Twin twin, String id) {
        return twin.getObservations().stream().filter(o -> o.getId().equals(id)).findFirst()
                .orElseThrow(() -> Texts.refuse("withdraw.unknown", id, String.valueOf(twin.getPseudonym())));
    }

    /** Every estimate that holds in a state, its own and those of the states before it, by name. */
    public static Map<String, ParameterEstimate> estimates(TwinState state) {
        Map<String, ParameterEstimate> all = new LinkedHashMap<>();
        for (TwinState s : course(state)) {
            // correlations of a block that was estimated anew are all new, too, and what was told of a change
            Set<String> blocks = new HashSet<>();
            for (ParameterEstimate e : s.getParameters()) {
                blocks.add(block(e.getName()));
            }
            all.keySet().removeIf(name -> (name.contains(CORRELATION) || isOfChange(name)) && blocks.contains(block(name)));
            s.getParameters().forEach(e -> all.put(e.getName(), e));
        }
        return all;
    }

    private static String block(String name) {
        String first = name.contains(CORRELATION) ? name.substring(0, name.indexOf(CORRELATION)) : name;
        return first.startsWith(MechanicalModel.PREFIX) ? MECHANICS : first.substring(0, Math.max(0, first.lastIndexOf('.')));
    }

    /** Whether a name is that of a correlation. */
    public static boolean isCorrelation(String name) {
        return name.contains(CORRELATION);
    }

    /** Whether a name is of what is told of a change of a course. */
    public static boolean isOfChange(String name) {
        return name.endsWith(Belief.CHANGED) || name.endsWith(Belief.CHANGE_RATE) || name.endsWith(Belief.CHANGE_ONSET);
    }

    /** Of two that belong to different observables, or to none. */
    static String correlation(String first, String second) {
        return first + CORRELATION + second;
    }

    static String correlation(Observable d, int i, int j) {
        return d.parameter(i) + CORRELATION + d.course().orElseThrow().parameter(j);
    }

    /** A state below another, which becomes the current one. */
    static TwinState append(Twin twin, FreeIds ids, TwinState parent, Instant time, String cause, List<String> software) {
        TwinState s = TwinFactory.eINSTANCE.createTwinState();
        s.setId(ids.next(FreeIds.STATE));
        s.setTime(time.toString());
        s.setCause(cause);
        s.setParent(parent);
        if (parent != null) {
            s.setOrigin(parent.getOrigin());
        } else if (operation(twin).isEmpty()) {
            s.setOrigin(origin(twin).toString());
        }
        s.getSoftware().addAll(software);
        twin.getStates().add(s);
        twin.setCurrentState(s);
        return s;
    }

    /**
     * Begins a branch at a past state, which becomes the current one. What was observed after that state is taken again by the next
     * follow-up.
     *
     * @param from the state that it begins at, and since whose time it holds
     * @param values new beliefs, by the parameter's name
     * @param made when it is made, which its description keeps
     * @throws org.orthotwin.core.InputException for a parameter that the state does not have, or a spread below 0
     */
    public static TwinState branch(Twin twin, TwinState from, String reason, Map<String, Belief.Value> values, Instant made,
            List<String> software) {
        return branch(twin, from, reason, values, 0, "made " + made, software);
    }

    /**
     * The same with its description.
     *
     * @param clock from when time counts in the values, s since that of the state
     */
    static TwinState branch(Twin twin, TwinState from, String reason, Map<String, Belief.Value> values, double clock, String description,
            List<String> software) {
        values.keySet().forEach(name -> requireParameter(from, name));
        Belief belief = Belief.of(from, joint(twin)).counted(clock).with(values).counted(-clock);
        TwinState s = append(twin, new FreeIds(twin), from, Times.instant(from.getTime()), reason, software);
        s.setName(BRANCH);
        s.setDescription(description);
        values.keySet().stream().map(Histories::block).distinct().forEach(id -> belief.write(s, id, BRANCH + ": " + reason));
        keepSources(s, values.keySet());
        return s;
    }

    /** @throws org.orthotwin.core.InputException if a state has no such parameter, with those that may be meant */
    public static void requireParameter(TwinState state, String name) {
        Map<String, ParameterEstimate> all = estimates(state);
        if (!all.containsKey(name) || isCorrelation(name) || isOfChange(name)) {
            List<String> known = all.keySet().stream().filter(n -> !isCorrelation(n) && !isOfChange(n)).toList();
            List<String> near = NearNames.of(name, known);
            throw Texts.refuse("parameter.unknown", name, String.join(", ", near.isEmpty() ? known : near));
        }
    }

    /** Whether a person began a state with better knowledge. */
    public static boolean isBranch(TwinState s) {
        return BRANCH.equals(s.getName());
    }

    /** What was stated where a branch began. */
    static Map<String, Belief.Value> stated(TwinState branch) {
        Map<String, Belief.Value> values = new LinkedHashMap<>();
        branch.getParameters().stream().filter(e -> !isCorrelation(e.getName()) && (BRANCH + ": "
                + branch.getCause()).equals(e.getSource()))
                .forEach(e -> values.put(e.getName(), new Belief.Value(e.getValue(), e.getStandardDeviation())));
        return values;
    }

    /** What a state writes with what has changed, and has not itself changed, stays as it was, and where it came from. */
    static void keepSources(TwinState state, Set<String> set) {
        Map<String, ParameterEstimate> before = estimates(state.getParent());
        for (ParameterEstimate e : state.getParameters()) {
            ParameterEstimate old = before.get(e.getName());
            if (old != null && !set.contains(e.getName()) && isSame(e.getValue(), old.getValue()) && isSame(e.getStandardDeviation(),
                    old.getStandardDeviation())) {
                e.setValue(old.getValue());
                e.setStandardDeviation(old.getStandardDeviation());
                e.setSource(old.getSource());
            }
        }
    }

    /** But for what a logarithm and back again make of it. */
    private static boolean isSame(double a, double b) {
        return Math.abs(a - b) <= ROUNDED * Math.max(Math.abs(a), Math.abs(b));
    }

    /**
     * Begins again with what the solvers of a case say, which becomes the current state: below the last one before any case that neither an
     * observation made nor a coupling, so that what a person or a cohort knew better stays. What was observed is taken again by the next
     * follow-up, and what a case had said before is left behind.
     *
     * @param mechanics of the state; nobody else holds it
     * @param about what is believed of the inputs of the case, where their measurements are taken for planes; empty for what was known
     *            beforehand
     * @throws org.orthotwin.core.InputException if nothing is known of the patient yet, or a measurement has too few runs
     */
    public static TwinState tie(Twin twin, Mechanics mechanics, Optional<Gaussian> about, Instant made, List<String> software) {
        return tie(twin, mechanics, about, "made " + made, software);
    }

    static TwinState tie(Twin twin, Mechanics mechanics, Optional<Gaussian> about, String description, List<String> software) {
        if (twin.getCurrentState() == null) {
            throw Texts.refuse("mechanics.no-state");
        }
        TwinState from = alone(course(twin.getCurrentState()).stream().takeWhile(s -> s.getMechanics() == null).reduce((a, b) -> b)
                .orElseThrow());
        MechanicalModel model = MechanicalModel.of(mechanics, joint(twin));
        Belief belief = Belief.of(from, joint(twin)).with(model, about.orElse(model.prior()));
        TwinState s = append(twin, new FreeIds(twin), from, Times.instant(from.getTime()), MECHANICS, software);
        s.setName(MECHANICS);
        s.setDescription(description);
        s.setMechanics(mechanics);
        belief.write(s, MECHANICS, "");
        return s;
    }

    /**
     * The joint that a twin is of: that of the operation, known or planned, or of what was observed.
     *
     * @throws org.orthotwin.core.InputException if that is of none, or of several
     */
    static String joint(Twin twin) {
        Optional<String> operated = operation(twin).or(() -> planned(twin)).map(Observation::getDefinition);
        if (operated.isPresent()) {
            return operated.get().substring(0, operated.get().indexOf('.'));
        }
        List<String> joints = joints(twin);
        if (joints.size() == 1) {
            return joints.getFirst();
        }
        throw joints.isEmpty() ? Texts.refuse("twin.no-operation") : Texts.refuse("twin.joints", String.join(", ", joints));
    }

    /** Joints of which something was observed that can be predicted before an operation. */
    static List<String> joints(Twin twin) {
        return Withdrawals.standing(twin).stream().map(o -> Observables.find(String.valueOf(o.getDefinition()))).flatMap(Optional::stream)
                .filter(Histories::tellsJoint).map(Observable::joint).distinct().toList();
    }

    /** Whether it says of which joint a twin is, without an operation. */
    static boolean tellsJoint(Observable d) {
        return !d.joint().isEmpty() && d.course().filter(Course::tellsBefore).isPresent();
    }

    /** The facts of a twin, the latest of each. */
    static Map<String, Double> facts(Twin twin) {
        Map<String, Double> facts = new HashMap<>();
        Withdrawals.standing(twin).stream().filter(o -> Observables.find(String.valueOf(o.getDefinition()))
                .filter(d -> d.kind().equals("fact"))
                .isPresent()).sorted(Comparator.comparing(o -> Times.instant(o.getTime())))
                .forEach(o -> facts.put(o.getDefinition(), o.getValue()));
        return facts;
    }

    /**
     * How one estimate differs between two states.
     *
     * @param unit SI symbol; empty for a plain number
     * @param shift of the value, in standard deviations of the first state; NaN where that has none
     */
    public record Change(String name, String unit, double before, double beforeSd, double after, double afterSd, double shift) {
    }

    /** The estimates that differ between two states, in the order of the first. */
    public static List<Change> difference(TwinState a, TwinState b) {
        Map<String, ParameterEstimate> before = estimates(a);
        Map<String, ParameterEstimate> after = estimates(b);
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        List<Change> changes = new ArrayList<>();
        for (String n : names) {
            ParameterEstimate p = before.get(n);
            ParameterEstimate q = after.get(n);
            if (isCorrelation(n) || p != null && q != null && p.getValue() == q.getValue()
                    && p.getStandardDeviation() == q.getStandardDeviation()) {
                continue;
            }
            double v = p == null ? Double.NaN : p.getValue();
            double sd = p == null ? Double.NaN : p.getStandardDeviation();
            double w = q == null ? Double.NaN : q.getValue();
            double shift = sd > 0 ? (w - v) / sd : Double.NaN;
            changes.add(new Change(n, (q == null ? p : q).getUnit() == null ? "" : (q == null ? p : q).getUnit(), v, sd, w,
                    q == null ? Double.NaN : q.getStandardDeviation(), shift));
        }
        return changes;
    }
}
