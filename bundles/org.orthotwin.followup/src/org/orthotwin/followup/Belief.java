/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.TwinFactory;
import org.orthotwin.model.twin.TwinState;

/**
 * What is believed about the courses of a patient: for each observable a normal distribution of its parameters, positive ones as
 * logarithms. Observables are independent of each other; couplings between them are not modelled yet. Immutable.
 */
public final class Belief {

    private static final UnscentedKalman UNSCENTED = new UnscentedKalman();

    private final Map<Observable, Gaussian> blocks;

    private Belief(Map<Observable, Gaussian> blocks) {
        this.blocks = blocks;
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
        return new Belief(blocks);
    }

    /** That of a state; where the state does not know an observable, that of the population. */
    static Belief of(TwinState state, String joint) {
        Map<String, ParameterEstimate> all = Histories.estimates(state);
        Map<Observable, Gaussian> blocks = new LinkedHashMap<>();
        for (Observable d : Observables.predicted(joint)) {
            blocks.put(d, block(d, all));
        }
        return new Belief(blocks);
    }

    /** That of a state whose parent's is this one: what the state has estimated itself is new. */
    Belief next(TwinState state) {
        Map<String, ParameterEstimate> own = new HashMap<>();
        state.getParameters().forEach(e -> own.put(e.getName(), e));
        Map<Observable, Gaussian> changed = new LinkedHashMap<>(blocks);
        for (Observable d : blocks.keySet()) {
            long there = IntStream.range(0, d.course().orElseThrow().size()).filter(i -> own.containsKey(d.parameter(i))).count();
            if (there > 0) {
                changed.put(d, block(d, there == d.course().orElseThrow().size() ? own : Histories.estimates(state)));
            }
        }
        return new Belief(changed);
    }

    private static Gaussian block(Observable d, Map<String, ParameterEstimate> all) {
        Course c = d.course().orElseThrow();
        double[] mean = new double[c.size()];
        double[] deviation = new double[c.size()];
        double[][] covariance = new double[c.size()][c.size()];
        for (int i = 0; i < mean.length; i++) {
            ParameterEstimate e = all.get(d.parameter(i));
            if (e == null) {
                return d.belief(d.priors());
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
        Map<Observable, Gaussian> changed = new LinkedHashMap<>(blocks);
        changed.put(d, block);
        return new Belief(changed);
    }

    /** The same with some parameters set, which are then independent of the others. */
    Belief with(Map<String, Value> values) {
        Belief b = this;
        for (Map.Entry<Observable, Gaussian> e : blocks.entrySet()) {
            Observable d = e.getKey();
            Course c = d.course().orElseThrow();
            double[] mean = e.getValue().means();
            double[][] covariance = e.getValue().covariances();
            boolean changed = false;
            for (int i = 0; i < mean.length; i++) {
                Value v = values.get(d.parameter(i));
                if (v == null) {
                    continue;
                }
                if (!(v.deviation >= 0) || !Double.isFinite(v.value) || c.logarithmic(i) && !(v.value > 0)) {
                    throw Texts.refuse("parameter.not-positive", d.parameter(i), v.value);
                }
                mean[i] = c.logarithmic(i) ? Math.log(v.value) : v.value;
                double s = c.logarithmic(i) ? v.deviation / v.value : v.deviation;
                for (int j = 0; j < mean.length; j++) {
                    covariance[i][j] = 0;
                    covariance[j][i] = 0;
                }
                covariance[i][i] = s * s;
                changed = true;
            }
            b = changed ? b.with(d, new Gaussian(mean, covariance)) : b;
        }
        return b;
    }

    /** Writes what is believed about an observable into a state. */
    void write(TwinState state, Observable d, String source) {
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

    /** Observables of which something is believed, in a fixed order. */
    public List<Observable> observables() {
        return List.copyOf(blocks.keySet());
    }

    /** The parameters of an observable. */
    public Gaussian of(Observable d) {
        return blocks.get(d);
    }

    /**
     * What the true value of an observable is believed to be, without the error of observing it.
     *
     * @param t time since the operation, s
     * @return one quantity, SI
     */
    public Gaussian value(Observable d, double t) {
        Course c = d.course().orElseThrow();
        return UNSCENTED.transform(blocks.get(d), (x, y) -> y[0] = c.at(x, t), 1);
    }

    /** What would be observed, with the error of an observation that does not state its own. */
    public Gaussian observed(Observable d, double t) {
        Gaussian v = value(d, t);
        return Gaussian.scalar(v.mean(0), v.covariance(0, 0) + d.error() * d.error());
    }

    /** What is compared with a limit: a value, a change since before the operation, or the rate in the long run. */
    Gaussian compared(Observable d, Observable.Limit limit) {
        Course c = d.course().orElseThrow();
        return UNSCENTED.transform(blocks.get(d), (x, y) -> y[0] = switch (limit.kind()) {
            case VALUE -> c.at(x, limit.time());
            case CHANGE -> c.at(x, limit.time()) - c.at(x, -1);
            case RATE -> (c.at(x, 20 * FollowUp.YEAR) - c.at(x, 19 * FollowUp.YEAR)) / FollowUp.YEAR;
        }, 1);
    }
}
