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
 * <p>Where a measurement foretells a parameter of an observable's course, the two are tied: parameter = measurement(z) + normal deviation,
 * whose size is said with the source of it. So what the population lets expect and what the solvers say are weighed against each other, and
 * what is observed corrects the inputs of the case, and through them everything else that it says. Where a parameter is estimated as its
 * logarithm, the logarithms are tied.
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

    /** A measurement of the runs with its surrogate, and the parameter that it foretells; index -1 for none. */
    static final class Output {

        final MechanicalOutput element;
        final Unit unit;
        final Optional<Observable> observable;
        final int index;
        private final double[][] points;
        private final double[] values;
        private GaussianProcess surrogate;

        Output(MechanicalOutput element, Optional<Observable> observable, int index, double[][] points, double[] values) {
            this.element = element;
            String shown = element.getShown() == null ? element.getUnit() : element.getShown();
            this.unit = Unit.of(shown == null ? "" : shown);
            this.observable = observable;
            this.index = index;
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
            return observable.isPresent() && observable.get().course().orElseThrow().logarithmic(index);
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
            Optional<Observable> d = Observables.predicted(joint).stream().filter(x -> estimate.startsWith(x.id() + ".")
                    && index(x, estimate) >= 0).findFirst();
            outputs.add(new Output(o, d, d.map(x -> index(x, estimate)).orElse(-1), points, values));
        }
        return new MechanicalModel(m, inputs, List.copyOf(outputs));
    }

    private static int index(Observable d, String estimate) {
        return IntStream.range(0, d.course().orElseThrow().size()).filter(i -> d.parameter(i).equals(estimate)).findFirst().orElse(-1);
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
        return outputs.stream().flatMap(o -> o.observable.stream()).distinct().toList();
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
            if (o.observable.isEmpty()) {
                continue;
            }
            Linearization plane = Linearization.of(about, z -> foretold(o, z), z -> error(o, z));
            double[] row = new double[g.dimension()];
            for (int i = 0; i < inputs.size(); i++) {
                row[i] = -plane.slopes()[i];
            }
            row[place.applyAsInt(o.observable.get()) + o.index] = 1;
            double r = plane.left() + o.element.getTrust() * o.element.getTrust();
            g = LinearKalman.update(g, new double[][] {row}, new double[] {plane.constant()}, new double[][] {{r}}).posterior();
        }
        return g;
    }

    /** What an output foretells at a point, in the coordinates of the parameter. */
    static double foretold(Output o, double[] z) {
        double v = o.surrogate().mean(z);
        // a plane through positive values may leave them far out
        return o.logarithmic() ? Math.log(Math.max(v, 1e-3 * Math.abs(o.surrogate().mean(new double[z.length])))) : v;
    }

    /**
     * How well inputs and courses go together, as the surrogates themselves have it: the logarithm of a density, up to a constant, of the
     * inputs, then the parameters of all observables.
     *
     * @param place where in it the parameters of an observable begin
     * @param near inputs at which the surrogates' errors are taken, which are small against the deviation of a tie
     */
    ToDoubleFunction<double[]> logTies(ToIntFunction<Observable> place, double[] near) {
        List<Output> tied = outputs.stream().filter(o -> o.observable.isPresent()).toList();
        double[] variance = tied.stream().mapToDouble(o -> Math.pow(error(o, near), 2) + Math.pow(o.element.getTrust(), 2)).toArray();
        int[] at = tied.stream().mapToInt(o -> place.applyAsInt(o.observable.get()) + o.index).toArray();
        return x -> {
            double[] z = Arrays.copyOf(x, inputs.size());
            double s = 0;
            for (int k = 0; k < at.length; k++) {
                double d = x[at[k]] - foretold(tied.get(k), z);
                s -= d * d / variance[k] / 2;
            }
            return s;
        };
    }

    /** The error of the surrogate, in the coordinates of the parameter. */
    private static double error(Output o, double[] z) {
        double s = o.surrogate().deviation(z);
        return o.logarithmic() ? s / Math.abs(o.surrogate().mean(z)) : s;
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
     * @param parameter its name
     * @param value mean, or median of a parameter that must be positive, SI
     * @param deviation standard deviation, SI
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
                    o.surrogate().error(), o.observable.map(d -> believed(o, courses.apply(d), behind, now)));
        }).toList();
    }

    private static Believed believed(Output o, Gaussian course, Gaussian told, Gaussian inputs) {
        double mean = course.mean(o.index);
        double value = o.logarithmic() ? Math.exp(mean) : mean;
        double says = o.logarithmic() ? foretold(o, inputs.means()) : told.mean(0);
        double differs = Math.hypot(o.element.getTrust(), error(o, inputs.means()));
        return new Believed(o.element.getEstimate(), value, o.logarithmic() ? value * course.deviation(o.index)
                : course.deviation(o.index), differs > 0 ? (mean - says) / differs : 0);
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
        return of(m, joint).outputs.stream().filter(o -> o.observable.isPresent()
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
