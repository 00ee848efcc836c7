/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.GaussianProcess;
import org.orthotwin.followup.estimation.Linearization;
import org.orthotwin.followup.estimation.LinearKalman;
import org.orthotwin.model.twin.MechanicalOutput;
import org.orthotwin.model.twin.MechanicalParameter;
import org.orthotwin.model.twin.Mechanics;

/**
 * What the solvers of a case say of a patient: uncertain inputs of the case, each a standard normal number z before anything was observed,
 * and measurements as functions of them, learned from runs ({@link GaussianProcess}).
 *
 * <p>Where a measurement foretells a parameter of an observable's course, or its value at a time, the two are tied: parameter = factor x
 * measurement(z) + normal deviation, whose sizes are said with the source of them. So what the population lets expect and what the solvers
 * say are weighed against each other, and what is observed corrects the inputs of the case, and through them everything else that it says.
 * Where a parameter is estimated as its logarithm, the logarithms are tied.
 *
 * <p>Tied is a plane in z, the best one over what is believed of z (statistical linearisation), with what it leaves and with the error of
 * the surrogate added to the deviation. It can be fitted anew about another belief, where the observations lead (posterior linearisation:
 * Garcia-Fernandez et al., IEEE Trans Signal Process 63 (2015) 5561-5573).
 */
public final class MechanicalModel {

    /** What names of its parameters begin with. */
    public static final String PREFIX = "mechanics.";

    /** A surrogate knows of no run farther out than this, in z. */
    private static final double SLACK = 0.25;
    /** In standard deviations: what a patient differs from a case by more is one in 20. */
    private static final double APART = 2;

    private final Mechanics mechanics;
    private final List<Input> inputs;
    private final List<Output> outputs;

    /**
     * An uncertain input of the case.
     *
     * @param element of the model
     * @param unit SI
     */
    public record Input(MechanicalParameter element, Unit unit) {

        /** The path of it, as {@code --set} names it. */
        public String path() {
            return element.getPath();
        }

        /** Name of it in a state. */
        public String name() {
            return PREFIX + element.getPath();
        }

        /** The unit in which people see it. */
        public Unit shown() {
            return element.getShown() == null ? unit : Unit.of(element.getShown());
        }

        /** The value for a standard normal number, SI; straight on beyond the ends of what is kept. */
        public double at(double z) {
            double[] v = element.getValues();
            double u = (z - element.getFrom()) / element.getStep();
            int i = Math.clamp((int) Math.floor(u), 0, v.length - 2);
            return v[i] + (u - i) * (v[i + 1] - v[i]);
        }

        /** The standard normal number of a value. */
        double of(double value) {
            double[] v = element.getValues();
            int i = Arrays.binarySearch(v, value);
            i = Math.clamp(i >= 0 ? i : -i - 2, 0, v.length - 2);
            return element.getFrom() + element.getStep() * (i + (value - v[i]) / (v[i + 1] - v[i]));
        }

        /**
         * The central 95 % of what is believed of it, SI.
         *
         * @param z of all inputs
         * @param i which of them it is
         * @return lower end, median and upper end
         */
        public double[] band(Gaussian z, int i) {
            double d = FollowUp.WIDTH_95 * z.deviation(i);
            return new double[] {at(z.mean(i) - d), at(z.mean(i)), at(z.mean(i) + d)};
        }

        /** How much the value changes with z there: over one unit, so that it does not jump. */
        public double slope(double z) {
            return at(z + 0.5) - at(z - 0.5);
        }
    }

    /**
     * What a measurement foretells of the course of an observable.
     *
     * @param index of the parameter; -1 for the value at a time
     * @param time of that value since the operation, s
     * @param factor what patients have over what the measurement says
     */
    private record Target(Observable observable, int index, double time, double factor) {

        /** As {@link Observable.Tie#estimate} has it; empty for what no observable of this installation has. */
        static Optional<Target> of(String estimate, String joint) {
            return Observables.predicted(joint).stream().flatMap(d -> of(d, estimate).stream()).findFirst();
        }

        private static Optional<Target> of(Observable d, String estimate) {
            int slash = estimate.indexOf('/');
            String what = slash < 0 ? estimate : estimate.substring(0, slash);
            int at = what.indexOf('@');
            try {
                double factor = slash < 0 ? 1 : Double.parseDouble(estimate.substring(slash + 1));
                if (at >= 0) {
                    return what.substring(0, at).equals(d.id()) ? Optional.of(new Target(d, -1, Quantity.parseSi(what.substring(at + 1),
                            Dimension.TIME), factor)) : Optional.empty();
                }
                return IntStream.range(0, d.course().orElseThrow().size()).filter(i -> d.parameter(i).equals(what)).boxed().findFirst()
                        .map(i -> new Target(d, i, 0, factor));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        boolean logarithmic() {
            return index >= 0 && observable.course().orElseThrow().logarithmic(index);
        }

        /** Of the parameters of the course: what is tied. */
        double of(double[] x) {
            return index >= 0 ? x[index] : observable.course().orElseThrow().at(x, time);
        }

        /** The same as a plane over what is believed of the parameters. */
        Linearization plane(Gaussian course) {
            if (index >= 0) {
                double[] slopes = new double[course.dimension()];
                slopes[index] = 1;
                return new Linearization(0, slopes, 0, Gaussian.scalar(course.mean(index), course.covariance(index, index)));
            }
            Linearization drawn = Linearization.of(course, this::of, x -> 0);
            double mean = drawn.constant();
            double variance = drawn.left();
            for (int i = 0; i < course.dimension(); i++) {
                mean += drawn.slopes()[i] * course.mean(i);
                for (int j = 0; j < course.dimension(); j++) {
                    variance += drawn.slopes()[i] * drawn.slopes()[j] * course.covariance(i, j);
                }
            }
            return new Linearization(drawn.constant(), drawn.slopes(), drawn.left(), Gaussian.scalar(mean, variance));
        }
    }

    /** A measurement of the runs with its surrogate, and what it foretells. */
    static final class Output {

        final MechanicalOutput element;
        final Unit unit;
        final Optional<Target> target;
        private final double[][] points;
        private final double[] values;
        private GaussianProcess surrogate;

        Output(MechanicalOutput element, Optional<Target> target, double[][] points, double[] values) {
            this.element = element;
            String shown = element.getShown() == null ? element.getUnit() : element.getShown();
            this.unit = Unit.of(shown == null ? "" : shown);
            this.target = target;
            this.points = points;
            this.values = values;
        }

        /** Learned when it is first asked for. */
        synchronized GaussianProcess surrogate() {
            if (surrogate == null) {
                double[] scales = element.getLengths();
                surrogate = scales == null ? GaussianProcess.learn(points, values) : GaussianProcess.of(points, values, scales);
            }
            return surrogate;
        }

        boolean logarithmic() {
            return target.isPresent() && target.get().logarithmic();
        }

        double factor() {
            return target.map(Target::factor).orElse(1.0);
        }
    }

    private MechanicalModel(Mechanics mechanics, List<Input> inputs, List<Output> outputs) {
        this.mechanics = mechanics;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /**
     * Of what a state has.
     *
     * @throws org.orthotwin.core.InputException if a measurement has too few runs
     */
    static MechanicalModel of(Mechanics m, String joint) {
        List<Input> inputs = m.getParameters().stream().map(p -> new Input(p, Unit.of(p.getUnit() == null ? "" : p.getUnit()))).toList();
        int runs = m.getParameters().getFirst().getRuns().length;
        List<Output> outputs = new ArrayList<>();
        for (MechanicalOutput o : m.getOutputs()) {
            int[] there = IntStream.range(0, runs).filter(i -> Double.isFinite(o.getValues()[i])).toArray();
            if (there.length < inputs.size() + 3) {
                throw Texts.refuse("mechanics.few-runs", o.getMeasurement(), there.length, inputs.size() + 3);
            }
            double[][] points = points(m, there);
            double[] values = Arrays.stream(there).mapToDouble(i -> o.getValues()[i]).toArray();
            String estimate = o.getEstimate() == null ? "" : o.getEstimate();
            outputs.add(new Output(o, Target.of(estimate, joint), points, values));
        }
        return new MechanicalModel(m, inputs, List.copyOf(outputs));
    }

    public Mechanics element() {
        return mechanics;
    }

    /** Looks for the scales of all surrogates and keeps them in the model. */
    public static void learn(Mechanics m) {
        for (MechanicalOutput o : m.getOutputs()) {
            int[] there = IntStream.range(0, o.getValues().length).filter(i -> Double.isFinite(o.getValues()[i])).toArray();
            o.setLengths(GaussianProcess.learn(points(m, there), Arrays.stream(there).mapToDouble(i -> o.getValues()[i]).toArray())
                    .scales());
        }
    }

    private static double[][] points(Mechanics m, int[] runs) {
        return Arrays.stream(runs).mapToObj(i -> m.getParameters().stream().mapToDouble(p -> p.getRuns()[i]).toArray())
                .toArray(double[][]::new);
    }

    /** The uncertain inputs of the case, in their order. */
    public List<Input> inputs() {
        return inputs;
    }

    List<Output> outputs() {
        return outputs;
    }

    /** How many runs it knows. */
    public int runs() {
        return mechanics.getParameters().getFirst().getRuns().length;
    }

    /** Observables of which it foretells a parameter, in its order. */
    List<Observable> tied() {
        return outputs.stream().flatMap(o -> o.target.stream()).map(Target::observable).distinct().toList();
    }

    /** Of what course a measurement foretells a value that is itself observed, as an angle or a gap is, not a rate; empty for others. */
    Optional<Observable> directly(MechanicalOutput o) {
        return outputs.stream().filter(x -> x.element == o).flatMap(x -> x.target.stream()).filter(t -> t.index >= 0 && t.factor == 1
                && t.observable.course().orElseThrow().parameter(t.index).equals("value")).map(Target::observable).findFirst();
    }

    /** Of what course a measurement foretells anything; empty for none. */
    Optional<Observable> foretells(MechanicalOutput o) {
        return outputs.stream().filter(x -> x.element == o).flatMap(x -> x.target.stream()).map(Target::observable).findFirst();
    }

    /** What is known of the inputs before anything was observed. */
    Gaussian prior() {
        double[] one = new double[inputs.size()];
        Arrays.fill(one, 1);
        return Gaussian.independent(new double[one.length], one);
    }

    /**
     * Ties a belief about the inputs and the courses.
     *
     * @param joint of the inputs, then of the parameters of all observables
     * @param place where in it the parameters of an observable begin
     * @param about what planes are fitted over
     */
    Gaussian tie(Gaussian joint, ToIntFunction<Observable> place, Gaussian about) {
        Gaussian g = joint;
        for (Output o : outputs) {
            if (o.target.isEmpty()) {
                continue;
            }
            Linearization plane = Linearization.of(about, z -> foretold(o, z), z -> error(o, z));
            double[] row = new double[g.dimension()];
            for (int i = 0; i < inputs.size(); i++) {
                row[i] = -plane.slopes()[i];
            }
            Observable d = o.target.get().observable();
            int from = place.applyAsInt(d);
            int[] own = IntStream.range(from, from + d.course().orElseThrow().size()).toArray();
            Linearization course = o.target.get().plane(g.marginal(own));
            System.arraycopy(course.slopes(), 0, row, from, course.slopes().length);
            double r = plane.left() + course.left() + o.element.getTrust() * o.element.getTrust();
            g = LinearKalman.update(g, new double[][] {row}, new double[] {plane.constant() - course.constant()}, new double[][] {{r}})
                    .posterior();
        }
        return g;
    }

    /** What an output foretells at a point, in the coordinates of the parameter. */
    static double foretold(Output o, double[] z) {
        double v = o.surrogate().mean(z);
        // a plane through positive values may leave them far out
        return o.logarithmic() ? Math.log(o.factor() * Math.max(v, 1e-3 * Math.abs(o.surrogate().mean(new double[z.length]))))
                : o.factor() * v;
    }

    /**
     * How well inputs and courses go together, as the surrogates themselves have it: the logarithm of a density, up to a constant, of the
     * inputs, then the parameters of all observables.
     *
     * @param place where in it the parameters of an observable begin
     * @param near inputs at which the surrogates' errors are taken, which are small against the deviation of a tie
     */
    ToDoubleFunction<double[]> logTies(ToIntFunction<Observable> place, double[] near) {
        List<Output> tied = outputs.stream().filter(o -> o.target.isPresent()).toList();
        double[] variance = tied.stream().mapToDouble(o -> Math.pow(error(o, near), 2) + Math.pow(o.element.getTrust(), 2)).toArray();
        Target[] targets = tied.stream().map(o -> o.target.get()).toArray(Target[]::new);
        int[] from = Arrays.stream(targets).mapToInt(t -> place.applyAsInt(t.observable())).toArray();
        return x -> {
            double[] z = Arrays.copyOf(x, inputs.size());
            double s = 0;
            for (int k = 0; k < from.length; k++) {
                double own = targets[k].of(Arrays.copyOfRange(x, from[k], from[k] + targets[k].observable().course().orElseThrow().size()));
                double d = own - foretold(tied.get(k), z);
                s -= d * d / variance[k] / 2;
            }
            return s;
        };
    }

    /** The error of the surrogate, in the coordinates of the parameter. */
    private static double error(Output o, double[] z) {
        double s = o.surrogate().deviation(z);
        return o.logarithmic() ? s / Math.abs(o.surrogate().mean(z)) : o.factor() * s;
    }

    /**
     * What a measurement is believed to be.
     *
     * @param element of the model
     * @param unit in which people see it
     * @param before with what was believed first, SI
     * @param now with what is believed, SI
     * @param surrogate standard deviation of the surrogate where that is, SI
     * @param runs that gave a number
     * @param leftOut root of the mean square by which a run is off from what the surrogate of the others says, SI
     * @param believed what is believed of what it foretells; empty where it foretells nothing
     */
    public record Told(MechanicalOutput element, Unit unit, Gaussian before, Gaussian now, double surrogate, int runs, double leftOut,
            Optional<Believed> believed) {

        /** Whether the case with its inputs and what is believed of the patient say so different things that one of them must be wrong. */
        public boolean isApart() {
            return believed.filter(b -> Math.abs(b.z) > APART).isPresent();
        }

        /** The central 95 % of one of both, SI: lower end, mean and upper end. */
        public static double[] band(Gaussian g) {
            double d = FollowUp.WIDTH_95 * g.deviation(0);
            return new double[] {g.mean(0) - d, g.mean(0), g.mean(0) + d};
        }
    }

    /**
     * What is believed of what a measurement foretells, by the course of its observable and what was observed of it.
     *
     * @param parameter its name, or the observable and days behind an at sign for its value then
     * @param value mean, or median of a parameter that must be positive, SI, over the factor by which patients differ from the measurement
     * @param deviation standard deviation, SI, over the same
     * @param z how far it is from what the case says, in standard deviations of what a patient may differ from the case and of the
     *            surrogate's error
     */
    public record Believed(String parameter, double value, double deviation, double z) {
    }

    /**
     * What every measurement is believed to be, with the error of its surrogate in it.
     *
     * @param before what was believed of the inputs
     * @param now what is believed of them
     * @param courses what is believed of the parameters of an observable
     */
    List<Told> told(Gaussian before, Gaussian now, Function<Observable, Gaussian> courses) {
        return outputs.stream().map(o -> {
            Gaussian behind = behind(o, now);
            return new Told(o.element, o.unit, behind(o, before), behind, o.surrogate().deviation(now.means()), o.values.length,
                    o.surrogate().error(), o.target.map(t -> believed(o, courses.apply(t.observable()), behind, now)));
        }).toList();
    }

    private static Believed believed(Output o, Gaussian course, Gaussian told, Gaussian inputs) {
        Gaussian own = o.target.orElseThrow().plane(course).behind();
        double value = (o.logarithmic() ? Math.exp(own.mean(0)) : own.mean(0)) / o.factor();
        double deviation = o.logarithmic() ? value * own.deviation(0) : own.deviation(0) / o.factor();
        double says = o.logarithmic() ? foretold(o, inputs.means()) : o.factor() * told.mean(0);
        double differs = Math.hypot(o.element.getTrust(), error(o, inputs.means()));
        String estimate = o.element.getEstimate();
        int slash = estimate.indexOf('/');
        return new Believed(slash < 0 ? estimate : estimate.substring(0, slash), value, deviation, differs > 0 ? (own.mean(0) - says)
                / differs : 0);
    }

    /**
     * Of fewer runs with numbers than so many for each input a surrogate is not sure by its own error alone (Loeppky, Sacks and Welch 2009,
     * Technometrics 51:366).
     */
    public static final int RUNS_PER_INPUT = 10;

    /** How many runs are wanted for the inputs. */
    public int wanted() {
        return RUNS_PER_INPUT * inputs.size();
    }

    /** Fewer runs than this make no surrogate: a plane through them, and two to tell its error. */
    public static int least(int inputs) {
        return inputs + 3;
    }

    private static Gaussian behind(Output o, Gaussian z) {
        return Linearization.of(z, o.surrogate()::mean, o.surrogate()::deviation).behind();
    }

    /** Whether something is believed of an input that no run has tried. @param z what is believed of the inputs */
    public static boolean isBeyond(Mechanics m, String joint, Gaussian z) {
        return !of(m, joint).outside(z).isEmpty();
    }

    /**
     * Measurements whose surrogates are not sure enough where the inputs are believed to be: those that foretell something and may be off
     * by more than a share of what a patient may differ from them.
     *
     * @param z what is believed of the inputs
     */
    public static List<String> unsure(Mechanics m, String joint, Gaussian z, double share) {
        return of(m, joint).outputs.stream().filter(o -> o.target.isPresent()
                && Math.sqrt(Linearization.of(z, x -> 0, x -> error(o, x)).left()) > share * o.element.getTrust())
                .map(o -> o.element.getMeasurement()).toList();
    }

    /**
     * Inputs of which something is believed that no run has tried, by path: there the surrogates guess, and runs have to be added.
     *
     * @param z what is believed of the inputs
     */
    List<String> outside(Gaussian z) {
        return IntStream.range(0, inputs.size()).filter(i -> {
            double[] runs = inputs.get(i).element.getRuns();
            double low = Arrays.stream(runs).min().orElseThrow() - SLACK;
            double high = Arrays.stream(runs).max().orElseThrow() + SLACK;
            return z.mean(i) - z.deviation(i) < low || z.mean(i) + z.deviation(i) > high;
        }).mapToObj(i -> inputs.get(i).path()).toList();
    }
}
