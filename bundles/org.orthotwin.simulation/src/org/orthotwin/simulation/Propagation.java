/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.measurement.Measurements;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Solvers;

/**
 * How uncertain the measurements of a plan are, because landmarks are.
 *
 * <h2>Model</h2>
 * Each coordinate of a landmark with a standard deviation s, and the subject's mass, height and age where theirs is stated, is an input of
 * its own: normal, independent of the others. The parts stay where the plan puts them in the bones, for that is where saw and reamer go;
 * what moves is what is measured against: landmarks, the frames that are built on them and the joint's axes. So an inclination of 40
 * degrees that a plan asks for has the uncertainty of the pelvic frame it is said in. To first order, after the Guide to the expression of
 * uncertainty in measurement (JCGM 100:2008, 5.1.2 and 5.1.3, note 2), u^2 = sum over inputs of ((f(x + s) - f(x - s)) / 2)^2. Where the
 * sum of the second-order terms, ((f(x + s) + f(x - s) - 2 f(x)))^2 / 2, is above {@link #NONLINEAR} of that, as for a distance near zero,
 * u is instead the standard deviation of {@link #SAMPLES} random samples (JCGM 101:2008), the same ones for the same seed. An uncertainty
 * that a measurement gives by itself, such as that of a sphere's fit, is added in squares.
 *
 * <h2>Solvers</h2>
 * One that declares {@code landmarks="any"} is run again for each input. Of one that declares {@code landmarks="frames"} the answers are
 * differentiated with respect to the turns and shifts of the frames, by one standard deviation either way, and the frames with respect to
 * the landmarks: the sum goes over the same inputs, so that frames of one bone, which share landmarks, are not taken as independent.
 * Answers of others stay as they are.
 *
 * <h2>Not assessed</h2>
 * Errors of segmentation, of the execution of the plan, and of the models. A measurement that no uncertain input moves, and one that cannot
 * be taken with some landmark moved, is reported without an uncertainty, not with one of zero.
 *
 * <h2>Cost</h2>
 * Two evaluations of each measurement for each input, some hundred microseconds each together; about twenty runs of a solver of the second
 * kind.
 */
final class Propagation {

    /** What the provenance says. */
    static final String METHOD = "landmarks independent, isotropic and normal; parts held in the bones; first order, differences over one "
            + "standard deviation either way (JCGM 100:2008, 5.1.3), random samples where that is not enough (JCGM 101:2008)";
    /** Variance of second order over that of first order above which the first order does not do: 2 % of the standard deviation. */
    static final double NONLINEAR = 0.04;
    /** Enough for 2 % of a standard deviation. */
    static final int SAMPLES = 2000;
    /** Of the samples where the run has the scenario's own seed; another one is as far from this as the run's seed from the scenario's. */
    private static final long SEED = 20_100_101;

    private static final String ANY = "any";
    private static final String FRAMES = "frames";

    /** The two problems with inputs elsewhere. */
    private record Variant(Problem problem, Problem nativeProblem) {
    }

    /** How much a frame turns and shifts with each input by one deviation: six rows (rotation vector, translation), a column an input. */
    private record Moves(String body, String frame, double[][] rows) {
        double deviation(int row) {
            return Math.sqrt(Arrays.stream(rows[row]).map(v -> v * v).sum());
        }
    }

    private final Simulation simulation;
    private final RunResult start;
    private final int threads;
    private final Monitor monitor;
    private final List<StatedUncertainty.Input> inputs;
    private final List<String> exact = new ArrayList<>();
    private final List<String> sampled = new ArrayList<>();

    Propagation(Simulation simulation, RunResult start, int threads, Monitor monitor) {
        this.simulation = simulation;
        this.start = start;
        this.threads = threads;
        this.monitor = monitor;
        inputs = StatedUncertainty.inputs(start);
        for (Body b : start.problem().bodies()) {
            b.landmarks().keySet().stream().filter(code -> !b.deviations().containsKey(code)).forEach(code ->
                    exact.add(b.id() + "." + code));
        }
    }

    RunResult result() {
        double[] u = new double[start.measurements().size()];
        Arrays.fill(u, Double.NaN);
        if (!inputs.isEmpty()) {
            monitor.begin("Uncertainty", inputs.size());
            direct(u);
            start.solutions().keySet().stream().filter(id -> FRAMES.equals(mode(id))).forEach(id -> throughFrames(id, u));
        }
        List<Measured> list = new ArrayList<>();
        for (int i = 0; i < u.length; i++) {
            Measured m = start.measurements().get(i);
            MeasuredValue v = m.value();
            double own = v.uncertainty();
            double all = !(u[i] > 0) ? own : Double.isNaN(own) ? u[i] : Math.hypot(u[i], own);
            list.add(new Measured(m.definition(), new MeasuredValue(v.si(), all, v.note(), v.points(), v.body()), m.lower(), m.upper(),
                    m.targetSource(), m.verdict()));
        }
        Map<String, Object> provenance = new LinkedHashMap<>(start.provenance());
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("method", METHOD);
        record.put("inputs", inputs.size());
        record.put("exact", exact);
        record.put("sampled", sampled);
        provenance.put("uncertainty", record);
        return new RunResult(start.source(), start.plan(), start.problem(), start.nativeProblem(), start.items(), start.solutions(), list,
                start.warnings(), provenance);
    }

    private static String mode(String solver) {
        return Solvers.registry().find(solver).map(c -> c.attribute("landmarks")).orElse("");
    }

    // ---- measurements and quick solvers

    private void direct(double[] u) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < u.length; i++) {
            Measured m = start.measurements().get(i);
            String solver = m.definition().solver();
            if (m.definition().landmarks() && Double.isFinite(m.value().si()) && (solver.isEmpty() || ANY.equals(mode(solver)))) {
                chosen.add(i);
            }
        }
        double[] first = new double[u.length];
        double[] second = new double[u.length];
        for (int k = 0; k < inputs.size() && !chosen.isEmpty(); k++) {
            double[] move = new double[inputs.size()];
            move[k] = inputs.get(k).deviation();
            double[] plus = values(at(move), chosen);
            move[k] = -move[k];
            double[] minus = values(at(move), chosen);
            for (int i : chosen) {
                double f = start.measurements().get(i).value().si();
                first[i] += square(0.5 * (plus[i] - minus[i]));
                second[i] += 0.5 * square(plus[i] + minus[i] - 2 * f);
            }
            monitor.worked(1);
        }
        List<Integer> bent = new ArrayList<>();
        for (int i : chosen) {
            // a sum of squares that is only rounding has no meaning: a first-order term of 1e-12 SI is below every unit in use
            if (second[i] > NONLINEAR * first[i] && second[i] > 1e-24) {
                bent.add(i);
            } else {
                u[i] = first[i] > 1e-24 ? Math.sqrt(first[i]) : Double.isNaN(first[i]) ? Double.NaN : 0;
            }
        }
        if (!bent.isEmpty()) {
            sample(bent, u);
        }
    }

    private void sample(List<Integer> chosen, double[] u) {
        Random random = new Random(SEED + seed() - start.source().scenario().getSeed());
        double[] mean = new double[u.length];
        double[] squares = new double[u.length];
        for (int n = 1; n <= SAMPLES; n++) {
            double[] move = new double[inputs.size()];
            for (int k = 0; k < move.length; k++) {
                move[k] = inputs.get(k).deviation() * random.nextGaussian();
            }
            double[] f = values(at(move), chosen);
            for (int i : chosen) {
                double d = f[i] - mean[i];
                mean[i] += d / n;
                squares[i] += d * (f[i] - mean[i]);
            }
        }
        for (int i : chosen) {
            u[i] = Math.sqrt(squares[i] / (SAMPLES - 1));
            sampled.add(start.measurements().get(i).definition().id());
        }
    }

    /** The chosen measurements of a variant; NaN for one that could not be taken. */
    private double[] values(Variant v, List<Integer> chosen) {
        Map<String, Solution> solutions = new HashMap<>(start.solutions());
        if (v != null) {
            // 2000 samples of a length are not to wait for as many answers of a solver that it does not read
            chosen.stream().map(i -> start.measurements().get(i).definition().solver()).distinct()
                    .filter(id -> start.solutions().containsKey(id) && ANY.equals(mode(id))).forEach(id -> run(id, v.problem, solutions));
        }
        return values(v, solutions, chosen);
    }

    private double[] values(Variant v, Map<String, Solution> solutions, List<Integer> chosen) {
        monitor.checkCancelled();
        double[] f = new double[start.measurements().size()];
        for (int i : chosen) {
            String id = start.measurements().get(i).definition().id();
            try {
                f[i] = v == null ? Double.NaN : Measurements.registry().get(id)
                        .measure(new MeasurementContext(id, v.problem, v.nativeProblem, solutions, monitor, start.problem())).si();
            } catch (CancellationException e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                // said where it was measured first
                f[i] = Double.NaN;
            }
        }
        return f;
    }

    /** Puts a solver's answer to the problem among the solutions, or takes it out where there is none. */
    private void run(String solver, Problem p, Map<String, Solution> solutions) {
        try {
            solutions.put(solver, simulation.again(solver, p, seed(), threads, monitor));
        } catch (SolverException | IllegalArgumentException e) {
            solutions.remove(solver);
        }
    }

    private long seed() {
        return start.provenance().get("seed") instanceof Long s ? s : 0;
    }

    /** The problems with each input moved, SI; null where a frame cannot be built any more. */
    private Variant at(double[] move) {
        StatedUncertainty.Shift shift = new StatedUncertainty.Shift(inputs, move);
        try {
            return variant(shift.of(start.problem().person()), b -> shift.of(b, simulation.assembler().bones()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Variant variant(Person p, UnaryOperator<Body> change) {
        Assembler a = simulation.assembler();
        return new Variant(a.displaced(start.problem(), p, change), a.displaced(start.nativeProblem(), p, change));
    }

    private static double square(double x) {
        return x * x;
    }

    // ---- solvers that know landmarks by frames only

    private void throughFrames(String solver, double[] u) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < u.length; i++) {
            Measured m = start.measurements().get(i);
            if (m.definition().landmarks() && Double.isFinite(m.value().si()) && solver.equals(m.definition().solver())) {
                chosen.add(i);
            }
        }
        if (chosen.isEmpty()) {
            return;
        }
        double[][] by = new double[u.length][inputs.size()];
        List<Moves> all = moves();
        monitor.begin("Uncertainty: " + solver, 2 * all.size());
        for (Moves m : all) {
            for (int group = 0; group < 6; group += 3) {
                differentiate(solver, m, group, chosen, by);
                monitor.worked(1);
            }
        }
        for (int i : chosen) {
            double sum = Arrays.stream(by[i]).map(v -> v * v).sum();
            u[i] = Math.sqrt(sum);
        }
    }

    /** Adds to {@code by} what the turns (from row 0) or shifts (from row 3) of a frame do to the measurements, by input. */
    private void differentiate(String solver, Moves m, int group, List<Integer> chosen, double[][] by) {
        double[] sd = new double[6];
        for (int k = group; k < group + 3; k++) {
            sd[k] = m.deviation(k);
        }
        // rounding turns and shifts frames by less than this, in rad and m
        if (sd[group] + sd[group + 1] + sd[group + 2] < 1e-12 || !matters(solver, m, sd)) {
            return;
        }
        for (int k = group; k < group + 3; k++) {
            if (sd[k] < 1e-12) {
                continue;
            }
            double[] step = new double[6];
            step[k] = sd[k];
            double[] plus = frameValues(solver, m, step, chosen);
            step[k] = -sd[k];
            double[] minus = frameValues(solver, m, step, chosen);
            for (int i : chosen) {
                for (int n = 0; n < inputs.size(); n++) {
                    by[i][n] += 0.5 * (plus[i] - minus[i]) * m.rows[k][n] / sd[k];
                }
            }
        }
    }

    /** Whether the solver's answers change at all with a frame. */
    private boolean matters(String solver, Moves m, double[] step) {
        Map<String, Solution> solutions = new HashMap<>();
        run(solver, variant(start.problem().person(), b -> stepped(b, m, step)).problem, solutions);
        Solution s = solutions.get(solver);
        Solution first = start.solutions().get(solver);
        return s == null || s.values().entrySet().stream().anyMatch(e -> !e.getValue().equals(first.values().get(e.getKey())));
    }

    private double[] frameValues(String solver, Moves m, double[] step, List<Integer> chosen) {
        Variant v = variant(start.problem().person(), b -> stepped(b, m, step));
        Map<String, Solution> solutions = new HashMap<>(start.solutions());
        run(solver, v.problem, solutions);
        return values(v, solutions, chosen);
    }

    private static Body stepped(Body b, Moves m, double[] step) {
        if (!b.id().equals(m.body)) {
            return b;
        }
        Map<String, RigidTransform> frames = new LinkedHashMap<>(b.frames());
        RigidTransform f = frames.get(m.frame);
        Vec3 turn = new Vec3(step[0], step[1], step[2]);
        RigidTransform turned = turn.norm() > 0 ? RigidTransform.rotation(turn.normalized(), turn.norm()).times(f) : f;
        frames.put(m.frame, turned.withTranslation(f.translation().plus(new Vec3(step[3], step[4], step[5]))));
        return new Body(b.id(), b.type(), b.side(), b.surfaces(), b.landmarks(), b.deviations(), frames);
    }

    private List<Moves> moves() {
        List<Moves> list = new ArrayList<>();
        for (Body b : start.problem().bodies()) {
            for (String frame : simulation.assembler().bones().built(b.id())) {
                list.add(new Moves(b.id(), frame, new double[6][inputs.size()]));
            }
        }
        for (int k = 0; k < inputs.size(); k++) {
            if (inputs.get(k).body().isEmpty()) {
                continue;
            }
            double[] move = new double[inputs.size()];
            move[k] = inputs.get(k).deviation();
            Variant plus = at(move);
            move[k] = -move[k];
            Variant minus = at(move);
            for (Moves m : list) {
                if (m.body.equals(inputs.get(k).body())) {
                    double[] d = plus == null || minus == null ? new double[] {Double.NaN, 0, 0, 0, 0, 0}
                            : difference(minus.problem.body(m.body).frame(m.frame), plus.problem.body(m.body).frame(m.frame));
                    for (int row = 0; row < 6; row++) {
                        m.rows[row][k] = 0.5 * d[row];
                    }
                }
            }
        }
        return list;
    }

    /** The rotation vector and the translation from one pose to the other, in the axes that both are in. */
    private static double[] difference(RigidTransform from, RigidTransform to) {
        RigidTransform d = to.withTranslation(Vec3.ZERO).times(from.withTranslation(Vec3.ZERO).inverse());
        Vec3 axis = new Vec3(d.r(2, 1) - d.r(1, 2), d.r(0, 2) - d.r(2, 0), d.r(1, 0) - d.r(0, 1)).times(0.5);
        // the axis has the length of the angle's sine
        double sine = axis.norm();
        Vec3 turn = sine > 1e-9 ? axis.times(d.angle() / sine) : axis;
        Vec3 shift = to.translation().minus(from.translation());
        return new double[] {turn.x(), turn.y(), turn.z(), shift.x(), shift.y(), shift.z()};
    }
}
