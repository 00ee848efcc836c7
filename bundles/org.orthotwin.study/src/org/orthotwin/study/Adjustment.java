/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.NearNames;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.Variation;

/**
 * The inverse of a run: which values of some attributes of a plan give its measurements wanted values. Which cuts and which insert give
 * the gaps of a knee, where a cup and a stem give leg length and offset.
 *
 * <p>What is made smallest is the sum of the squares of what the measurements are off, each over its tolerance, and next to nothing for
 * each millimetre and degree of change, so that of all answers the one nearest to the plan is taken. The method is that of Levenberg and
 * Marquardt with limits, its derivatives by differences over half a millimetre or degree. Numbers do not depend on the number of threads.
 */
public final class Adjustment {

    /**
     * An attribute with a number that may change.
     *
     * @param path as for {@code --set}
     * @param lower least value, SI; negative infinity for none
     * @param upper largest value, SI; infinity for none
     * @param relative whether both count from the value that the plan has
     * @param unit of the limits; empty without any
     */
    public record Variable(String path, double lower, double upper, boolean relative, Optional<Unit> unit) {
    }

    /**
     * What a measurement is wanted to be.
     *
     * @param value and {@code tolerance}, SI; a tolerance of NaN for half a millimetre or degree, else a hundredth of the value
     * @param unit of the value
     */
    public record Want(String measurement, double value, double tolerance, Unit unit) {
    }

    /**
     * What is asked for.
     *
     * @param plan id; empty for the active one. Paths that begin with {@code plan.} mean this one
     * @param alternatives attributes with a choice of words, such as the size of an insert; every combination is tried
     * @param id of the new plan
     * @param seed of the solvers; empty for the scenario's
     * @param language of reasons
     */
    public record Options(Optional<String> plan, List<Variable> variables, List<Variation> alternatives, List<Want> wants, String id,
            Optional<Long> seed, String language) {
    }

    /** An attribute before and after, SI. */
    public record Change(String path, Unit unit, double before, double after, boolean atLimit) {
    }

    /** A measurement wanted, before and after, SI. */
    public record Reached(MeasurementDefinition definition, double wanted, double tolerance, double before, double after) {

        public boolean met() {
            return Math.abs(after - wanted) <= tolerance * (1 + 1e-9);
        }
    }

    /**
     * What was found.
     *
     * @param source the case with the new plan as its active one, or with the new values where it has no plan
     * @param plan the new plan; empty where the case has none
     * @param choice the words that were taken, {@code path=value}
     * @param runs how many it took
     */
    public record Result(Case source, Optional<Plan> plan, List<String> choice, List<Change> changes, List<Reached> reached, int runs) {

        /** Whether every measurement is as wanted within its tolerance. */
        public boolean met() {
            return reached.stream().allMatch(Reached::met);
        }
    }

    /** One millimetre, one degree: what a step of 1 is. */
    private static final double MILLIMETRE = 1e-3;
    private static final double DEGREE = Math.PI / 180;
    /** Over how many of them derivatives are taken. */
    private static final double DIFFERENCE = 0.5;
    /** What a change of one costs against the square of what a measurement is off in tolerances. */
    private static final double PRICE = 1e-3;
    private static final int ITERATIONS = 12;
    private static final int TRIES = 6;
    /** A step below this is none. */
    private static final double LEAST_STEP = 0.01;
    private static final int MAX_CHOICES = 200;

    private final Options options;
    private final Case own;
    private final Simulation base;
    private final RunResult nominal;
    private final long seed;
    private final int threads;
    private final int n;
    private final double[] start;
    private final double[] scale;
    private final double[] lower;
    private final double[] upper;
    private final Unit[] units;
    private final List<MeasurementDefinition> definitions = new ArrayList<>();
    private final double[] wanted;
    private final double[] tolerance;
    private int runs = 1;

    /** A place of the variables and how far the measurements are off there, in tolerances; no residuals where it cannot be computed. */
    private record Point(double[] u, double[] measured, double[] residual, String reason) {

        double cost() {
            return residual == null ? Double.POSITIVE_INFINITY : squares(residual) + PRICE * squares(u);
        }

        /** What is beyond the tolerances. */
        double misfit() {
            return residual == null ? Double.POSITIVE_INFINITY
                    : Arrays.stream(residual).map(r -> Math.max(0, Math.abs(r) - 1)).map(r -> r * r).sum();
        }
    }

    /**
     * Reads everything in and runs the plan as it is.
     *
     * @param overrides {@code path=value}, as for {@link Simulation}
     * @throws org.orthotwin.core.InputException for what cannot be varied or wanted
     * @throws org.orthotwin.solver.SolverException if the plan cannot be run as it is
     */
    public Adjustment(Case source, List<String> overrides, Options options, int threads, Monitor monitor) {
        this.options = options;
        this.threads = threads;
        own = source.copy();
        if (options.plan().isPresent()) {
            own.scenario().setActivePlan(own.plan(options.plan()).orElseThrow());
        }
        base = new Simulation(own, overrides, monitor);
        seed = options.seed().orElse(base.source().scenario().getSeed());
        n = options.variables().size();
        start = new double[n];
        scale = new double[n];
        lower = new double[n];
        upper = new double[n];
        units = new Unit[n];
        for (int i = 0; i < n; i++) {
            variable(i, options.variables().get(i));
        }
        if (Variation.grid(options.alternatives()).size() > MAX_CHOICES) {
            throw Texts.refuse("adjust.choices", Variation.grid(options.alternatives()).size(), MAX_CHOICES);
        }
        for (Variation a : options.alternatives()) {
            for (String word : a.values()) {
                base.with(List.of(a.path() + "=" + word), Monitor.NONE);
            }
        }
        base.check(base.source().plan(Optional.empty()), monitor);
        nominal = base.preview(base.source().plan(Optional.empty()), seed, threads, monitor);
        wanted = new double[options.wants().size()];
        tolerance = new double[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            want(i, options.wants().get(i));
        }
    }

    private void variable(int i, Variable v) {
        var value = base.value(v.path());
        Dimension d = value.unit().dimension();
        if (v.unit().isPresent() && v.unit().get().dimension() != d) {
            throw Texts.refuse("adjust.unit", v.path(), v.unit().get().symbol(), value.unit().symbol());
        }
        units[i] = StudyInput.edge(value.unit());
        start[i] = value.si();
        scale[i] = d == Dimension.LENGTH ? MILLIMETRE : d == Dimension.ANGLE ? DEGREE : start[i] == 0 ? 1 : 0.02 * Math.abs(start[i]);
        double from = v.relative() ? start[i] : 0;
        lower[i] = (v.lower() + from - start[i]) / scale[i];
        upper[i] = (v.upper() + from - start[i]) / scale[i];
        if (lower[i] > 1e-9 || upper[i] < -1e-9) {
            throw Texts.refuse("adjust.limits", v.path(), shown(units[i], start[i]), shown(units[i], v.lower() + from),
                    shown(units[i], v.upper() + from));
        }
        if (upper[i] - lower[i] < LEAST_STEP) {
            throw Texts.refuse("adjust.narrow", v.path(), shown(units[i], v.lower() + from), shown(units[i], v.upper() + from));
        }
    }

    private void want(int i, Want w) {
        Measured m = nominal.measurements().stream().filter(x -> x.definition().id().equals(w.measurement())).findFirst().orElse(null);
        if (m == null) {
            List<String> ids = nominal.measurements().stream().map(x -> x.definition().id()).toList();
            List<String> near = NearNames.of(w.measurement(), ids);
            throw Texts.refuse("adjust.measurement", w.measurement(), String.join(", ", near.isEmpty() ? ids : near));
        }
        if (m.definition().unit().dimension() != w.unit().dimension()) {
            throw Texts.refuse("adjust.wanted.unit", w.measurement(), w.unit().symbol(), m.definition().unit().symbol());
        }
        if (Double.isNaN(m.value().si())) {
            throw Texts.refuse("adjust.not-measured", w.measurement(), m.value().note());
        }
        definitions.add(m.definition());
        wanted[i] = w.value();
        Dimension d = w.unit().dimension();
        double usual = d == Dimension.LENGTH ? 0.5 * MILLIMETRE : d == Dimension.ANGLE ? 0.5 * DEGREE
                : w.value() == 0 ? 0.01 : 0.01 * Math.abs(w.value());
        tolerance[i] = Double.isNaN(w.tolerance()) ? usual : w.tolerance();
        if (!(tolerance[i] > 0)) {
            throw Texts.refuse("adjust.tolerance", w.measurement(), shown(w.unit(), tolerance[i]));
        }
    }

    private static String shown(Unit unit, double si) {
        return Numbers.shortest(Numbers.edge(unit.fromSi(si))) + (unit.symbol().equals("1") ? "" : " " + unit.symbol());
    }

    /** The plan as it is: the attributes that may change, at what they are. */
    public List<Change> changes() {
        return changes(new double[n]);
    }

    /** The plan as it is: what is wanted, at what it is. */
    public List<Reached> wanted() {
        return reached(before());
    }

    /**
     * Looks for the values.
     *
     * @param task name of the work for people, from the words that are tried
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public Result run(Task task, Monitor monitor) throws IOException {
        Point best = null;
        List<String> choice = List.of();
        Point from = null;
        String reason = "";
        for (List<Integer> point : Variation.grid(options.alternatives())) {
            List<String> words = new ArrayList<>();
            for (int k = 0; k < point.size(); k++) {
                Variation a = options.alternatives().get(k);
                words.add(a.path() + "=" + a.values().get(point.get(k)));
            }
            Simulation chosen = words.isEmpty() ? base : base.with(words, monitor);
            Point found = search(chosen, from == null ? new double[n] : from.u(), task.name(String.join(", ", words)), monitor);
            if (found.residual() == null) {
                reason = found.reason();
                continue;
            }
            from = found;
            if (best == null || found.misfit() < best.misfit() - 1e-6
                    || found.misfit() <= best.misfit() + 1e-6 && squares(found.u()) < squares(best.u())) {
                best = found;
                choice = words;
            }
        }
        if (best == null) {
            throw Texts.refuse("adjust.none", reason);
        }
        return result(best, choice, monitor);
    }

    /** Name of the work. */
    @FunctionalInterface
    public interface Task {
        String name(String words);
    }

    private Point search(Simulation chosen, double[] from, String task, Monitor monitor) throws IOException {
        List<Simulation> workers = new ArrayList<>(List.of(chosen));
        while (workers.size() < Math.min(threads, n)) {
            workers.add(chosen.twin(monitor));
        }
        Point at = take(workers, List.of(from), task, monitor).getFirst();
        double damping = 1e-2;
        for (int i = 0; i < ITERATIONS && at.residual() != null; i++) {
            RealMatrix j = derivatives(workers, at, task, monitor);
            Point next = null;
            for (int t = 0; t < TRIES && next == null; t++) {
                double[] to = step(at, j, damping);
                if (distance(to, at.u()) < LEAST_STEP) {
                    return at;
                }
                Point p = take(workers, List.of(to), task, monitor).getFirst();
                if (p.cost() < at.cost()) {
                    next = p;
                    damping = Math.max(1e-6, damping / 8);
                } else {
                    damping *= 8;
                }
            }
            if (next == null) {
                return at;
            }
            boolean slow = next.cost() > 0.98 * at.cost();
            at = next;
            // a tenth of each tolerance is as wanted, and what hardly gets better stays as it is
            if (Arrays.stream(at.residual()).allMatch(r -> Math.abs(r) < 0.1) || slow) {
                return at;
            }
        }
        return at;
    }

    /** Residuals by variables, one step to the side that is free. */
    private RealMatrix derivatives(List<Simulation> workers, Point at, String task, Monitor monitor) throws IOException {
        List<double[]> points = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            double[] u = at.u().clone();
            u[k] += u[k] + DIFFERENCE <= upper[k] ? DIFFERENCE : -Math.min(DIFFERENCE, u[k] - lower[k]);
            points.add(u);
        }
        List<Point> there = take(workers, points, task, monitor);
        RealMatrix j = new Array2DRowRealMatrix(wanted.length, n);
        for (int k = 0; k < n; k++) {
            Point p = there.get(k);
            if (p.residual() == null) {
                // what cannot be computed to this side is not moved
                continue;
            }
            for (int i = 0; i < wanted.length; i++) {
                j.setEntry(i, k, (p.residual()[i] - at.residual()[i]) / (p.u()[k] - at.u()[k]));
            }
        }
        return j;
    }

    /** Where the damped normal equations lead; variables at a limit that they would pass are held there, and the rest solved anew. */
    private double[] step(Point at, RealMatrix j, double damping) {
        boolean[] held = new boolean[n];
        double[] to = at.u().clone();
        for (int round = 0; round <= n; round++) {
            RealMatrix a = new Array2DRowRealMatrix(n, n);
            ArrayRealVector b = new ArrayRealVector(n);
            for (int r = 0; r < n; r++) {
                if (held[r]) {
                    a.setEntry(r, r, 1);
                    b.setEntry(r, to[r] - at.u()[r]);
                    continue;
                }
                double right = -PRICE * at.u()[r];
                for (int i = 0; i < wanted.length; i++) {
                    right -= j.getEntry(i, r) * at.residual()[i];
                }
                b.setEntry(r, right);
                for (int c = 0; c < n; c++) {
                    double sum = 0;
                    for (int i = 0; i < wanted.length; i++) {
                        sum += j.getEntry(i, r) * j.getEntry(i, c);
                    }
                    a.setEntry(r, c, r == c ? sum * (1 + damping) + PRICE : sum);
                }
            }
            double[] d;
            try {
                d = new LUDecomposition(a).getSolver().solve(b).toArray();
            } catch (SingularMatrixException e) {
                return at.u();
            }
            boolean passed = false;
            for (int k = 0; k < n; k++) {
                double u = at.u()[k] + d[k];
                if (!held[k] && (u < lower[k] || u > upper[k])) {
                    held[k] = true;
                    passed = true;
                    u = Math.max(lower[k], Math.min(upper[k], u));
                }
                to[k] = u;
            }
            if (!passed) {
                return to;
            }
        }
        return to;
    }

    private List<Point> take(List<Simulation> workers, List<double[]> points, String task, Monitor monitor) throws IOException {
        List<Sampling.Sampler> samplers = new ArrayList<>();
        for (Simulation s : workers.subList(0, Math.min(workers.size(), points.size()))) {
            samplers.add((index, m) -> Study.sample(index, points.get((int) index), options.language(), () -> {
                Simulation there = s.with(overrides(points.get((int) index)), m);
                return there.preview(there.source().plan(Optional.empty()), seed, 1, m);
            }));
        }
        List<Sample> samples = Sampling.all(samplers, points.size(), Optional.empty(), task, monitor);
        runs += samples.size();
        return samples.stream().map(this::point).toList();
    }

    private Point point(Sample s) {
        double[] measured = new double[wanted.length];
        double[] residual = new double[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            Sample.Taken t = s.values().get(definitions.get(i).id());
            measured[i] = t == null ? Double.NaN : t.si();
            if (!Double.isFinite(measured[i])) {
                return new Point(s.inputs(), null, null, s.reason());
            }
            residual[i] = (measured[i] - wanted[i]) / tolerance[i];
        }
        return new Point(s.inputs(), measured, residual, "");
    }

    private List<String> overrides(double[] u) {
        List<String> all = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            String symbol = units[k].dimension().siSymbol();
            all.add(options.variables().get(k).path() + "=" + Numbers.shortest(start[k] + scale[k] * u[k])
                    + (symbol.equals("1") ? "" : " " + symbol));
        }
        return all;
    }

    private Result result(Point best, List<String> choice, Monitor monitor) {
        List<String> words = new ArrayList<>(choice);
        words.addAll(overrides(best.u()));
        Case found = base.with(words, monitor).source();
        // what --set gives is for the search; of the plan it stays, for the values that were found go with it
        Case result = own.scenario().getPlans().isEmpty() ? found.copy() : new Simulation(own, words, monitor).source().copy();
        Optional<Plan> plan = result.plan(Optional.empty());
        plan.ifPresent(p -> {
            List<Placement> placements = List.copyOf(EcoreUtil.copyAll(found.plan(Optional.empty()).orElseThrow().getPlacements()));
            p.getPlacements().clear();
            p.getPlacements().addAll(placements);
            beside(result.scenario(), p);
        });
        return new Result(result, plan, choice, changes(best.u()), reached(best.measured()), runs);
    }

    private List<Change> changes(double[] u) {
        List<Change> changes = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            changes.add(new Change(options.variables().get(k).path(), units[k], start[k], start[k] + scale[k] * u[k],
                    u[k] - lower[k] < LEAST_STEP || upper[k] - u[k] < LEAST_STEP));
        }
        return changes;
    }

    private double[] before() {
        return definitions.stream().mapToDouble(d -> nominal.measurements().stream().filter(m -> m.definition() == d).findFirst()
                .orElseThrow().value().si()).toArray();
    }

    private List<Reached> reached(double[] after) {
        double[] before = before();
        List<Reached> reached = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            reached.add(new Reached(definitions.get(i), wanted[i], tolerance[i], before[i], after[i]));
        }
        return reached;
    }

    /** Gives the adjusted plan its own id and puts the one that it was made of back. */
    private void beside(Scenario scenario, Plan plan) {
        String id = plan.getId();
        if (!options.id().equals(id)) {
            scenario.getPlans().removeIf(p -> options.id().equals(p.getId()));
            scenario.getPlans().add(scenario.getPlans().indexOf(plan), EcoreUtil.copy(own.plan(Optional.of(id)).orElseThrow()));
        }
        plan.setId(options.id());
        plan.setStrategy("adjusted");
        for (Placement p : plan.getPlacements()) {
            p.setId(options.id() + "." + p.getRole());
        }
    }

    private static double distance(double[] a, double[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    private static double squares(double[] a) {
        return Arrays.stream(a).map(x -> x * x).sum();
    }
}
