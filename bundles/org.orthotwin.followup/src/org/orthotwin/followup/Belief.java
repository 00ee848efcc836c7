/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.estimation.ChangePoints;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.followup.estimation.VectorFunction;
import org.orthotwin.model.twin.Mechanics;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.TwinFactory;
import org.orthotwin.model.twin.TwinState;

/**
 * What is believed about the courses of a patient: for each observable a normal distribution of its parameters, positive ones as
 * logarithms. Observables are independent of each other, but for those that are tied by what the solvers of a case say
 * ({@link MechanicalModel}): these and the uncertain inputs of the case have a distribution together. Immutable.
 */
public final class Belief {

    /** Ends of the names of what is told of a change. */
    static final String CHANGED = ".changed";
    static final String CHANGE_RATE = ".change-rate";
    static final String CHANGE_ONSET = ".change-onset";

    /** Natural logarithm of a factor: a positive quantity that is spread by more is split. */
    private static final double WIDE = 1;
    private static final double WIDTH_90 = 1.6448536269514722;
    private static final UnscentedKalman UNSCENTED = new UnscentedKalman();

    private final Map<Observable, Gaussian> blocks;
    /** What ties some of them; null for nothing. */
    private final Tied tied;
    /** Whether time counts from an operation, rather than that there was none. */
    private final boolean operated;

    /** When each was last observed on this side of an operation, s, for what fades from then on. */
    private final Map<Observable, Double> seen;

    /** What is known of the onsets of changes; of what is not here nothing but what is known beforehand. */
    private final Map<Observable, ChangePoints> changes;

    private Belief(Map<Observable, Gaussian> blocks, Tied tied, boolean operated, Map<Observable, Double> seen,
            Map<Observable, ChangePoints> changes) {
        this.blocks = blocks;
        this.tied = tied;
        this.operated = operated;
        this.seen = seen;
        this.changes = changes;
    }

    /** Whether the course of an observable may break at a time that nobody knows. */
    public boolean mayChange(Observable d) {
        return d.change().isPresent() && operated && !isTied(d);
    }

    /** What is known of the onset of a change; of an observable that {@link #mayChange}. */
    public ChangePoints changes(Observable d) {
        ChangePoints c = changes.get(d);
        return c == null ? changes(d, blocks.get(d)) : c;
    }

    /** The same before anything was observed. @param prior parameters of its course */
    static ChangePoints changes(Observable d, Gaussian prior) {
        Course c = d.course().orElseThrow();
        return ChangePoints.of(prior, d.change().orElseThrow().law(), IntStream.range(0, prior.dimension())
                .filter(i -> c.logarithmic(i) && prior.deviation(i) > WIDE).toArray());
    }

    /** The same with what is known of an onset instead, the parameters as they are. */
    Belief knowing(Observable d, ChangePoints onset) {
        Map<Observable, ChangePoints> more = new HashMap<>(changes);
        more.put(d, onset);
        return new Belief(blocks, tied, operated, seen, Map.copyOf(more));
    }

    /** The same with the parameters that it comes to. */
    Belief with(Observable d, ChangePoints onset) {
        return with(d, onset.parameters()).knowing(d, onset);
    }

    private Map<Observable, ChangePoints> changesBut(Collection<Observable> those) {
        if (changes.isEmpty() || those.stream().noneMatch(changes::containsKey)) {
            return changes;
        }
        Map<Observable, ChangePoints> left = new HashMap<>(changes);
        left.keySet().removeAll(those);
        return Map.copyOf(left);
    }

    /** The same with what was last observed when, s since what time counts from. */
    Belief seen(Map<Observable, Double> when) {
        return when.equals(seen) ? this : new Belief(blocks, tied, operated, Map.copyOf(when), changes);
    }

    /** When what fades was last observed. */
    Map<Observable, Double> seen() {
        return seen;
    }

    /** The same of a patient who is operated on at 0, or who is not. */
    Belief operated(boolean whether) {
        return whether == operated ? this : new Belief(blocks, tied, whether, Map.of(), Map.of());
    }

    /**
     * The same with time that counts from another moment.
     *
     * @param by how much later that moment is, s
     */
    Belief counted(double by) {
        Belief b = by == 0 ? this : seen(Map.of());
        for (Map.Entry<Observable, Gaussian> e : by == 0 ? Map.<Observable, Gaussian>of().entrySet() : blocks.entrySet()) {
            Course c = e.getKey().course().orElseThrow();
            double[] mean = e.getValue().means();
            if (!isTied(e.getKey()) && c.counted(mean, by) != mean) {
                b = b.with(e.getKey(), UNSCENTED.transform(e.getValue(), (x, y) -> System.arraycopy(c.counted(x, by), 0, y, 0, y.length),
                        mean.length));
            }
        }
        return by == 0 || tied == null ? b : b.tied(tied.with(UNSCENTED.transform(tied.joint, (x, y) -> {
            System.arraycopy(x, 0, y, 0, y.length);
            for (Observable d : tied.observables) {
                int from = tied.place(d);
                double[] own = d.course().orElseThrow().counted(Arrays.copyOfRange(x, from, from + d.course().orElseThrow().size()), by);
                System.arraycopy(own, 0, y, from, own.length);
            }
        }, tied.joint.dimension())));
    }

    /**
     * What is believed together of the inputs of a case and of the courses that they foretell.
     *
     * @param observables in their order in the distribution, behind the inputs
     * @param joint of all of them
     */
    private record Tied(MechanicalModel model, List<Observable> observables, Gaussian joint) {

        int size() {
            return model.inputs().size();
        }

        int place(Observable d) {
            int at = size();
            for (Observable o : observables) {
                if (o.equals(d)) {
                    return at;
                }
                at += o.course().orElseThrow().size();
            }
            return -1;
        }

        int[] part(Observable d) {
            int from = place(d);
            return from < 0 ? new int[0] : IntStream.range(from, from + d.course().orElseThrow().size()).toArray();
        }

        Gaussian inputs() {
            return joint.marginal(IntStream.range(0, size()).toArray());
        }

        Tied with(Gaussian other) {
            return new Tied(model, observables, other);
        }

        /** Names of all its quantities in a state. */
        List<String> names() {
            List<String> names = new ArrayList<>(model.inputs().stream().map(MechanicalModel.Input::name).toList());
            observables.forEach(d -> IntStream.range(0, d.course().orElseThrow().size()).forEach(i -> names.add(d.parameter(i))));
            return names;
        }

        /** The observable of a quantity; empty for an input. */
        Optional<Observable> of(int i) {
            return observables.stream().filter(d -> i >= place(d) && i < place(d) + d.course().orElseThrow().size()).findFirst();
        }
    }

    /**
     * A value with its spread, SI.
     *
     * @param value mean, or median of a parameter that must be positive
     * @param deviation standard deviation
     */
    public record Value(double value, double deviation) {
    }

    /** That of the population, for patients of whom these facts are known. */
    static Belief population(String joint, Map<String, Double> facts) {
        Map<Observable, Gaussian> blocks = new LinkedHashMap<>();
        for (Observable d : Observables.predicted(joint)) {
            blocks.put(d, d.belief(d.priors(facts)));
        }
        return new Belief(blocks, null, true, Map.of(), Map.of());
    }

    /** That of a state; where the state does not know an observable, that of the population. */
    static Belief of(TwinState state, String joint) {
        Map<String, ParameterEstimate> all = Histories.estimates(state);
        Map<Observable, Gaussian> blocks = new LinkedHashMap<>();
        for (Observable d : Observables.predicted(joint)) {
            blocks.put(d, block(d, all));
        }
        Optional<Mechanics> mechanics = Histories.course(state).reversed().stream().map(TwinState::getMechanics).filter(Objects::nonNull)
                .findFirst();
        if (mechanics.isEmpty()) {
            return new Belief(blocks, null, true, Map.of(), Map.of());
        }
        MechanicalModel model = MechanicalModel.of(mechanics.get(), joint);
        Tied t = new Tied(model, model.tied(), null);
        return new Belief(blocks, t.with(joint(t, blocks, all)), true, Map.of(), Map.of());
    }

    /** The distribution as a state has it; what is not there is as it was before anything tied it. */
    private static Gaussian joint(Tied t, Map<Observable, Gaussian> blocks, Map<String, ParameterEstimate> all) {
        List<String> names = t.names();
        int n = names.size();
        double[] mean = new double[n];
        double[] deviation = new double[n];
        double[][] covariance = new double[n][n];
        for (int i = 0; i < n; i++) {
            Optional<Observable> d = t.of(i);
            if (d.isPresent()) {
                int own = i - t.place(d.get());
                mean[i] = blocks.get(d.get()).mean(own);
                deviation[i] = blocks.get(d.get()).deviation(own);
            } else {
                MechanicalModel.Input in = t.model.inputs().get(i);
                ParameterEstimate e = all.get(names.get(i));
                mean[i] = e == null ? 0 : in.of(e.getValue());
                deviation[i] = e == null ? 1 : e.getStandardDeviation() / in.slope(mean[i]);
            }
            covariance[i][i] = deviation[i] * deviation[i];
            for (int j = 0; j < i; j++) {
                ParameterEstimate r = all.get(correlation(t, names, j, i));
                covariance[i][j] = r == null ? 0 : r.getValue() * deviation[i] * deviation[j];
                covariance[j][i] = covariance[i][j];
            }
        }
        try {
            return new Gaussian(mean, covariance);
        } catch (IllegalArgumentException e) {
            throw Texts.refuse("parameter.covariance", t.model.element().getScenario(), e.getMessage());
        }
    }

    private static String correlation(Tied t, List<String> names, int i, int j) {
        Optional<Observable> d = t.of(i);
        return d.isPresent() && d.equals(t.of(j)) ? Histories.correlation(d.get(), i - t.place(d.get()), j - t.place(d.get()))
                : Histories.correlation(names.get(i), names.get(j));
    }

    /**
     * The same with what the solvers of a case say.
     *
     * @param about what is believed of the inputs of the case, where their measurements are taken for planes
     */
    Belief with(MechanicalModel model, Gaussian about) {
        Tied t = new Tied(model, model.tied(), null);
        int n = t.names().size();
        double[] mean = new double[n];
        double[][] covariance = new double[n][n];
        for (int i = 0; i < t.size(); i++) {
            covariance[i][i] = 1;
        }
        for (Observable d : t.observables) {
            int from = t.place(d);
            for (int i = 0; i < blocks.get(d).dimension(); i++) {
                mean[from + i] = blocks.get(d).mean(i);
                for (int j = 0; j < blocks.get(d).dimension(); j++) {
                    covariance[from + i][from + j] = blocks.get(d).covariance(i, j);
                }
            }
        }
        double[] one = new double[t.size()];
        Arrays.fill(one, 1);
        return tied(t.with(Execution.settle(one, model.tie(new Gaussian(mean, covariance), t::place, about), model.inputs())));
    }

    /**
     * The same after an observation, where it may have said that the plan was not executed as it was believed to be.
     *
     * @param before what was believed before it
     */
    Belief settled(Belief before) {
        return tied == null || before.tied == null ? this : tied(tied.with(Execution.settle(Execution.widths(before.inputs(),
                tied.model.inputs()), tied.joint, tied.model.inputs())));
    }

    /** The same with another distribution of what is tied. */
    private Belief tied(Tied t) {
        Map<Observable, Gaussian> changed = new LinkedHashMap<>(blocks);
        t.observables.forEach(d -> changed.put(d, t.joint.marginal(t.part(d))));
        return new Belief(changed, t, operated, seen, changesBut(t.observables));
    }

    /** What the solvers of a case say; empty where no case is tied to the twin. */
    public Optional<MechanicalModel> mechanics() {
        return Optional.ofNullable(tied).map(Tied::model);
    }

    /** Whether an observable is tied to what the solvers of a case say. */
    boolean isTied(Observable d) {
        return tied != null && tied.place(d) >= 0;
    }

    /** What is believed together of the inputs of the case and of all that is tied to them. */
    Gaussian joint() {
        return tied.joint;
    }

    /** Where the parameters of an observable begin in {@link #joint}. */
    int place(Observable d) {
        return tied.place(d);
    }

    /** What is believed of the inputs of the case, standard normal before anything was observed. */
    public Gaussian inputs() {
        return tied.inputs();
    }

    /** That of a state whose parent's is this one: what the state has estimated itself is new. */
    Belief next(TwinState state) {
        if (state.getMechanics() != null) {
            throw new IllegalStateException("the state has mechanics of its own");
        }
        Map<String, ParameterEstimate> own = new HashMap<>();
        state.getParameters().forEach(e -> own.put(e.getName(), e));
        Map<Observable, Gaussian> changed = new LinkedHashMap<>(blocks);
        List<Observable> anew = new ArrayList<>();
        for (Observable d : blocks.keySet()) {
            long there = IntStream.range(0, d.course().orElseThrow().size()).filter(i -> own.containsKey(d.parameter(i))).count();
            if (there > 0) {
                anew.add(d);
                changed.put(d, block(d, there == d.course().orElseThrow().size() ? own : Histories.estimates(state)));
            }
        }
        boolean moved = tied != null && own.containsKey(tied.names().getFirst());
        return new Belief(changed, moved ? tied.with(joint(tied, changed, own)) : tied, operated, seen, changesBut(anew));
    }

    private static Gaussian block(Observable d, Map<String, ParameterEstimate> all) {
        Course c = d.course().orElseThrow();
        double[] mean = new double[c.size()];
        double[] deviation = new double[c.size()];
        double[][] covariance = new double[c.size()][c.size()];
        for (int i = 0; i < mean.length; i++) {
            ParameterEstimate e = all.get(d.parameter(i));
            if (e == null) {
                // of nothing, or of a course that had fewer parameters
                Gaussian population = d.belief(d.priors());
                mean[i] = population.mean(i);
                deviation[i] = population.deviation(i);
                covariance[i][i] = population.covariance(i, i);
                continue;
            }
            if (c.logarithmic(i) && !(e.getValue() > 0)) {
                throw Texts.refuse("parameter.not-positive", d.parameter(i), e.getValue());
            }
            mean[i] = c.logarithmic(i) ? Math.log(e.getValue()) : e.getValue();
            deviation[i] = c.logarithmic(i) ? e.getStandardDeviation() / e.getValue() : e.getStandardDeviation();
            covariance[i][i] = deviation[i] * deviation[i];
            for (int j = 0; j < i; j++) {
                ParameterEstimate r = all.get(Histories.correlation(d, j, i));
                covariance[i][j] = r == null ? 0 : r.getValue() * deviation[i] * deviation[j];
                covariance[j][i] = covariance[i][j];
            }
        }
        try {
            return new Gaussian(mean, covariance);
        } catch (IllegalArgumentException e) {
            throw Texts.refuse("parameter.covariance", d.id(), e.getMessage());
        }
    }

    /** The same with another belief about one observable. */
    Belief with(Observable d, Gaussian block) {
        if (isTied(d)) {
            return tied(tied.with(tied.joint.withMarginal(tied.part(d), block)));
        }
        Map<Observable, Gaussian> changed = new LinkedHashMap<>(blocks);
        changed.put(d, block);
        return new Belief(changed, tied, operated, seen, changesBut(List.of(d)));
    }

    /** The same with some parameters set, which are then independent of the others. */
    Belief with(Map<String, Value> values) {
        Belief b = this;
        for (Map.Entry<Observable, Gaussian> e : blocks.entrySet()) {
            Observable d = e.getKey();
            if (isTied(d)) {
                continue;
            }
            Course c = d.course().orElseThrow();
            Gaussian g = set(e.getValue(), IntStream.range(0, c.size()).mapToObj(d::parameter).toList(), values,
                    (i, v) -> inCourse(c, d.parameter(i), i, v));
            b = g == e.getValue() ? b : b.with(d, g);
        }
        if (tied == null) {
            return b;
        }
        List<String> names = tied.names();
        Gaussian g = set(tied.joint, names, values, (i, v) -> {
            Optional<Observable> d = tied.of(i);
            return d.isPresent() ? inCourse(d.get().course().orElseThrow(), names.get(i), i - tied.place(d.get()), v)
                    : inCase(tied.model.inputs().get(i), v);
        });
        return g == tied.joint ? b : b.tied(tied.with(g));
    }

    /** What a value is in the coordinates of a distribution. */
    @FunctionalInterface
    private interface Coordinates {
        Value of(int i, Value v);
    }

    private static Value inCourse(Course c, String name, int i, Value v) {
        if (!(v.deviation >= 0) || !Double.isFinite(v.value) || c.logarithmic(i) && !(v.value > 0)) {
            throw Texts.refuse("parameter.not-positive", name, v.value);
        }
        return c.logarithmic(i) ? new Value(Math.log(v.value), v.deviation / v.value) : v;
    }

    private static Value inCase(MechanicalModel.Input in, Value v) {
        if (!(v.deviation >= 0) || !Double.isFinite(v.value)) {
            throw Texts.refuse("parameter.not-positive", in.name(), v.value);
        }
        double z = in.of(v.value);
        return new Value(z, v.deviation / in.slope(z));
    }

    /** The distribution itself where none of its quantities is set. */
    private static Gaussian set(Gaussian g, List<String> names, Map<String, Value> values, Coordinates coordinates) {
        double[] mean = g.means();
        double[][] covariance = g.covariances();
        boolean changed = false;
        for (int i = 0; i < mean.length; i++) {
            Value given = values.get(names.get(i));
            if (given == null) {
                continue;
            }
            Value v = coordinates.of(i, given);
            mean[i] = v.value;
            for (int j = 0; j < mean.length; j++) {
                covariance[i][j] = 0;
                covariance[j][i] = 0;
            }
            covariance[i][i] = v.deviation * v.deviation;
            changed = true;
        }
        return changed ? new Gaussian(mean, covariance) : g;
    }

    /**
     * Writes what is believed about what a name belongs to: an observable, or the inputs of the case with all that is tied to them.
     *
     * @param block the observable's id, or the prefix of the inputs
     */
    void write(TwinState state, String block, String source) {
        if (block.equals(Histories.MECHANICS)) {
            writeTied(state, source);
        } else {
            write(state, Observables.get(block), source);
        }
    }

    private void writeTied(TwinState state, String source) {
        List<String> names = tied.names();
        if (state.getParameters().stream().anyMatch(e -> e.getName().equals(names.getFirst()))) {
            return;
        }
        Gaussian g = tied.joint;
        for (int i = 0; i < tied.size(); i++) {
            MechanicalModel.Input in = tied.model.inputs().get(i);
            write(state, names.get(i), in.at(g.mean(i)), in.element().getUnit(), in.slope(g.mean(i)) * g.deviation(i),
                    source.isEmpty() ? in.element().getSource() : source);
        }
        tied.observables.forEach(d -> writeBlock(state, d, source));
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                Optional<Observable> d = tied.of(i);
                if (g.correlation(i, j) != 0 && !(d.isPresent() && d.equals(tied.of(j)))) {
                    write(state, Histories.correlation(names.get(i), names.get(j)), g.correlation(i, j), "", 0, source);
                }
            }
        }
    }

    /** Writes what is believed about an observable into a state, with all that is tied to it. */
    void write(TwinState state, Observable d, String source) {
        if (isTied(d)) {
            writeTied(state, source);
        } else {
            writeBlock(state, d, source);
        }
    }

    /** Whether the course has changed, since when and at which rate: told of in a state, and set by nothing but observations. */
    void writeChange(TwinState state, Observable d, String source) {
        ChangePoints c = changes(d);
        Gaussian g = c.changed();
        int rate = g.dimension() - 1;
        write(state, d.id() + CHANGED, c.probability(), "", 0, source);
        write(state, d.id() + CHANGE_RATE, g.mean(rate), Observable.rateUnit(d.unit().dimension()).dimension().siSymbol(),
                g.deviation(rate),
                source);
        write(state, d.id() + CHANGE_ONSET, c.onset(0.5), "s", (c.onset(0.95) - c.onset(0.05)) / (2 * WIDTH_90), source);
    }

    private void writeBlock(TwinState state, Observable d, String source) {
        Gaussian g = blocks.get(d);
        Course c = d.course().orElseThrow();
        for (int i = 0; i < g.dimension(); i++) {
            double v = c.logarithmic(i) ? Math.exp(g.mean(i)) : g.mean(i);
            write(state, d.parameter(i), v, d.parameterUnit(i), c.logarithmic(i) ? v * g.deviation(i) : g.deviation(i), source);
        }
        for (int i = 0; i < g.dimension(); i++) {
            for (int j = i + 1; j < g.dimension(); j++) {
                if (g.correlation(i, j) != 0) {
                    write(state, Histories.correlation(d, i, j), g.correlation(i, j), "", 0, source);
                }
            }
        }
    }

    static void write(TwinState state, String name, double value, String unit, double deviation, String source) {
        ParameterEstimate e = TwinFactory.eINSTANCE.createParameterEstimate();
        e.setName(name);
        e.setValue(value);
        e.setUnit(unit);
        e.setStandardDeviation(deviation);
        e.setSource(source);
        state.getParameters().add(e);
    }

    /** Observables of which something is believed that can be observed, in a fixed order. */
    public List<Observable> observables() {
        return blocks.keySet().stream().filter(d -> operated ? d.course().orElseThrow().tellsAfter() : d.course().orElseThrow()
                .tellsBefore()).toList();
    }

    /** All of which something is believed. */
    List<Observable> all() {
        return List.copyOf(blocks.keySet());
    }

    /** The parameters of an observable. */
    public Gaussian of(Observable d) {
        return blocks.get(d);
    }

    /**
     * What the true value of an observable is believed to be, without the error of observing it, with what fades of it until then. Of a
     * course that may break: the mean, and as wide as the central 95 % (see {@link ChangePoints.Mixed#band}).
     *
     * @param t time since the operation, s, or since what time counts from without one
     * @return one quantity, SI
     */
    public Gaussian value(Observable d, double t) {
        Course c = d.course().orElseThrow();
        if (mayChange(d)) {
            return mixed(d, t).band();
        }
        Gaussian g = UNSCENTED.transform(blocks.get(d), (x, y) -> y[0] = operated ? c.at(x, t) : c.untreated(x, t), 1);
        double faded = faded(d, t);
        return faded > 0 ? Gaussian.scalar(g.mean(0), g.covariance(0, 0) + faded) : g;
    }

    /** By how much the variance of the value has grown by a time for what fades, SI squared. */
    double faded(Observable d, double t) {
        return seen.containsKey(d) && !isTied(d) ? d.fading().orElseThrow().growth(d, operated, t, seen.get(d)) : 0;
    }

    /** The mean of the same. */
    double mean(Observable d, double t) {
        return mayChange(d) ? mixed(d, t).mean() : value(d, t).mean(0);
    }

    /** The value of what may change, whether it has or not. */
    ChangePoints.Mixed mixed(Observable d, double t) {
        Course c = d.course().orElseThrow();
        return changes(d).value(t, (x, y) -> y[0] = c.at(x, t));
    }

    /** The parameters of an observable as they are known at a time, after what has faded since it was last observed. */
    Gaussian at(Observable d, double t) {
        return seen.containsKey(d) && !isTied(d) ? Fading.over(d, blocks.get(d), operated, t, seen.get(d)) : blocks.get(d);
    }

    /** What would be observed, with the error of an observation that does not state its own. */
    public Gaussian observed(Observable d, double t) {
        if (mayChange(d)) {
            return mixed(d, t).with(d.error() * d.error()).band();
        }
        Gaussian v = value(d, t);
        return Gaussian.scalar(v.mean(0), v.covariance(0, 0) + d.error() * d.error());
    }

    /** Probability that the true value is on the wrong side of a limit: a value, a change since before the operation, or a rate. */
    double beyond(Observable d, Observable.Limit limit) {
        boolean up = d.better().orElse(false);
        if (limit.kind() != Observable.Limit.Kind.RATE) {
            return beyond(d, start(limit), limit.time(), limit.value());
        }
        Gaussian g = UNSCENTED.transform(blocks.get(d), (x, y) -> y[0] = compared(d, limit, x), 1);
        double z = (g.mean(0) - limit.value()) / g.deviation(0);
        return RunLength.normal(up ? -z : z);
    }

    /** When what is compared with a limit begins to count, s since the operation: before it for an improvement; NaN for a value. */
    static double start(Observable.Limit limit) {
        return switch (limit.kind()) {
            case CHANGE -> -1;
            case INCREASE -> limit.from();
            default -> Double.NaN;
        };
    }

    /**
     * Probability that the true value at a time is on the wrong side of a limit, or that what it has come by since an earlier time is: of
     * both values together, with a change of the course where there may be one.
     *
     * @param start the earlier time, s since the operation; NaN for the value itself
     */
    double beyond(Observable d, double start, double t, double limit) {
        boolean up = d.better().orElse(false);
        if (mayChange(d)) {
            double below = changes(d).difference(Double.isNaN(start) ? Double.NEGATIVE_INFINITY : start, t, contrast(d, start, t))
                    .below(limit);
            return up ? below : 1 - below;
        }
        Gaussian g = without(d, start, t);
        double z = (g.mean(0) - limit) / g.deviation(0);
        return RunLength.normal(up ? -z : z);
    }

    /** The value at a time, or what it has come by since an earlier one, of a course that does not change, without what fades. */
    Gaussian without(Observable d, double start, double t) {
        return UNSCENTED.transform(blocks.get(d), contrast(d, start, t), 1);
    }

    private static VectorFunction contrast(Observable d, double start, double t) {
        Course c = d.course().orElseThrow();
        return (x, y) -> y[0] = c.at(x, t) - (Double.isNaN(start) ? 0 : c.at(x, start));
    }

    /**
     * What is compared with a limit where the parameters are known: a value, a change since before the operation,
     * or the rate in the long run.
     */
    static double compared(Observable d, Observable.Limit limit, double[] x) {
        Course c = d.course().orElseThrow();
        return switch (limit.kind()) {
            case VALUE -> c.at(x, limit.time());
            case CHANGE -> c.at(x, limit.time()) - c.at(x, -1);
            case INCREASE -> c.at(x, limit.time()) - c.at(x, limit.from());
            case PROGRESS, LASTING -> throw new IllegalArgumentException("limit " + limit.name() + " is told by measurements alone");
            case RATE -> (c.at(x, 20 * FollowUp.YEAR) - c.at(x, 19 * FollowUp.YEAR)) / FollowUp.YEAR;
        };
    }
}
