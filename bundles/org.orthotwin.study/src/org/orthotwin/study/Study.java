/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Sha256;
import org.orthotwin.core.Unit;
import org.orthotwin.joint.Body;
import org.orthotwin.model.anatomy.AnatomyPackage;
import org.orthotwin.model.scenario.Distribution;
import org.orthotwin.model.scenario.DistributionChange;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioPackage;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.StatedUncertainty;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;

/**
 * A plan under what is not exactly known: each sample is a run of the same plan with inputs drawn from their distributions, in the quick
 * way in which a plan is run again ({@link Simulation#preview}). Inputs are independent.
 *
 * <p>A distribution of a path gives the case another value, as {@code --set} does; what a landmark's stated uncertainty moves is what is
 * measured against, while the parts stay where the plan puts them in the bones ({@link StatedUncertainty}). The same case, design, number
 * of samples and seed give the same samples on any number of threads.
 */
public final class Study {

    /**
     * What is asked for.
     *
     * @param plan id; empty for the active one. Paths that begin with {@code plan.} mean this one
     * @param vary distributions, which take the place of those that the scenario has for the same paths
     * @param landmarks whether landmarks and subject vary by their stated uncertainties even if the scenario does not say so
     * @param samples how many; of {@link Design#SENSITIVITY} in each of its sets
     * @param seed of the samples and of the solvers; empty for the scenario's
     * @param language of reasons
     */
    public record Options(Optional<String> plan, List<Distribution> vary, boolean landmarks, Design design, int samples,
            Optional<Long> seed, String language) {
    }

    /** Most runs of one study: more are a mistake in a number rather than a wish. */
    private static final long MAX_RUNS = 10_000_000;

    private final Options options;
    private final long seed;
    private final Simulation base;
    private final RunResult nominal;
    private final List<StudyInput> inputs;
    private final Points points;

    /**
     * Reads everything in and runs the plan as it is.
     *
     * @param overrides {@code path=value}, as for {@link Simulation}
     * @throws InputException for a distribution that cannot be used, or if there is none
     * @throws SolverException if the plan cannot be run as it is
     */
    public Study(Case source, List<String> overrides, Options options, int threads, Monitor monitor) {
        this.options = options;
        Case own = source.copy();
        if (options.plan().isPresent()) {
            own.scenario().setActivePlan(own.plan(options.plan()).orElseThrow());
        }
        merge(own.scenario(), options.vary());
        base = new Simulation(own, overrides, monitor);
        Scenario scenario = base.source().scenario();
        seed = options.seed().orElse(scenario.getSeed());
        List<StudyInput> all = new ArrayList<>();
        for (Distribution d : scenario.getDistributions()) {
            all.add(input(d));
        }
        // before anything long: what cannot be varied is said at once
        base.check(plan(base), monitor);
        nominal = base.preview(plan(base), seed, threads, monitor);
        if (options.landmarks() || scenario.isUncertainLandmarks()) {
            all.addAll(stated(nominal));
        }
        if (all.isEmpty()) {
            throw Texts.refuse("inputs.none", String.valueOf(scenario.getId()));
        }
        inputs = List.copyOf(all);
        if (options.samples() < 2) {
            throw Texts.refuse("samples.least", options.samples());
        }
        points = Points.of(options.design(), inputs.size(), options.samples(), seed);
        if (points.size() > MAX_RUNS) {
            throw Texts.refuse("samples.most", points.size(), MAX_RUNS);
        }
    }

    private static void merge(Scenario scenario, List<Distribution> vary) {
        for (Distribution d : vary) {
            scenario.getDistributions().removeIf(x -> d.getPath().equals(x.getPath()));
            scenario.getDistributions().add(EcoreUtil.copy(d));
        }
    }

    private StudyInput input(Distribution d) {
        List<StudyInput.Target> targets = StudyInput.targets(base, d.getPath());
        Unit unit = Unit.of(d.getUnit() == null ? "" : d.getUnit());
        for (StudyInput.Target t : targets) {
            if (d.getChange() != DistributionChange.MULTIPLIED && unit.dimension() != t.si().dimension()) {
                throw DistributionText.refusal(d, "vary.dimension", unit.symbol(), t.si().symbol());
            }
        }
        StudyInput in = StudyInput.isOfSeveral(d.getPath()) ? StudyInput.of(d, targets) : StudyInput.of(d, targets.getFirst().si(),
                targets.getFirst().value());
        // whatever takes the number may have limits of its own
        try {
            Simulation s = base.with(in.overrides(in.at(0.5)), Monitor.NONE);
            s.check(plan(s), Monitor.NONE);
        } catch (InputException e) {
            throw Texts.refuse(e, "vary.median", d.getPath(), e.diagnostic());
        } catch (IllegalArgumentException e) {
            throw Texts.refuse(e, "vary.median", d.getPath(), String.valueOf(e.getMessage()));
        }
        return in;
    }

    private static List<StudyInput> stated(RunResult run) {
        List<StudyInput> all = new ArrayList<>();
        for (StatedUncertainty.Input in : StatedUncertainty.inputs(run)) {
            double value;
            if (in.body().isEmpty()) {
                var p = run.problem().person();
                value = in.name().equals("mass") ? p.mass() : in.name().equals("height") ? p.height() : p.age();
            } else {
                Body b = run.problem().body(in.body());
                value = b.landmarks().get(in.name()).toArray()[in.axis()];
            }
            all.add(StudyInput.of(in, value, ""));
        }
        return all;
    }

    private static Optional<Plan> plan(Simulation s) {
        return s.source().plan(Optional.empty());
    }

    public List<StudyInput> inputs() {
        return inputs;
    }

    /** Of the samples and of the solvers. */
    public long seed() {
        return seed;
    }

    /** How many runs it takes. */
    public long runs() {
        return points.size();
    }

    /** The plan run as it is. */
    public RunResult nominal() {
        return nominal;
    }

    /**
     * Takes the samples.
     *
     * @param threads how many may be used; the numbers do not depend on it
     * @param file where samples are kept while they are taken, and from which a study goes on that was stopped; empty for nowhere
     * @param task name of the work for people, from the number of samples that are there and of all
     * @throws InputException if the file holds samples of something else
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public StudyResult run(int threads, Optional<Path> file, Task task, Monitor monitor) throws IOException {
        try (SampleFile kept = file.isPresent() ? SampleFile.open(file.get(), identity()) : null) {
            long there = kept == null ? 0 : Math.min(points.size(), kept.samples().size());
            List<Sampling.Sampler> samplers = new ArrayList<>();
            for (int i = 0; i < Math.min(threads, Math.max(1, points.size() - there)); i++) {
                Simulation own = i == 0 ? base : base.twin(monitor);
                samplers.add((index, m) -> sample(own, index, points.at(index), m));
            }
            List<Sample> samples = Sampling.all(samplers, points.size(), Optional.ofNullable(kept), task.name(there, points.size()),
                    monitor);
            return new StudyResult(nominal, options.design(), options.samples(), seed, inputs, samples);
        }
    }

    /**
     * Points that fill a box of standard normal coordinates evenly, whatever is likely in it: for learning what the runs give everywhere in
     * it.
     *
     * @param half of its sides
     * @param seed of the points
     */
    public double[][] box(int size, double half, long seed) {
        Points even = Points.of(Design.LATIN_HYPERCUBE, inputs.size(), size, seed);
        double[][] z = new double[size][];
        for (int i = 0; i < size; i++) {
            z[i] = Arrays.stream(even.at(i)).map(u -> (2 * u - 1) * half).toArray();
        }
        return z;
    }

    /**
     * Runs where one asks for it.
     *
     * @param z a row for each run: where each input lies, as a standard normal coordinate of its law
     * @param threads how many may be used; the numbers do not depend on it
     * @param task name of the work for people
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public List<Sample> at(double[][] z, int threads, String task, Monitor monitor) {
        List<Sampling.Sampler> samplers = new ArrayList<>();
        for (int i = 0; i < Math.min(threads, Math.max(1, z.length)); i++) {
            Simulation own = i == 0 ? base : base.twin(monitor);
            samplers.add((index, m) -> sample(own, index, Arrays.stream(z[(int) index]).map(Law::probability).toArray(), m));
        }
        try {
            return Sampling.all(samplers, z.length, Optional.empty(), task, monitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Digests of the scenario and of the anatomy, as far as they change a number; the second is empty without one. */
    public List<String> digests() {
        return List.of(sha256(base.source().scenario()), base.source().anatomy().map(Study::sha256).orElse(""));
    }

    /** The plan that is run; empty in a scenario of plain numbers. */
    public Optional<String> plan() {
        return plan(base).map(Plan::getId);
    }

    /** The object of this study for a dry run. */
    public Map<String, Object> checked() {
        return StudyResult.checked(nominal, options.design(), options.samples(), points.size(), seed, inputs);
    }

    /** Name of the work. */
    @FunctionalInterface
    public interface Task {
        String name(long there, long all);
    }

    // ---- one sample

    private Sample sample(Simulation worker, long index, double[] u, Monitor monitor) {
        double[] x = new double[u.length];
        List<String> overrides = new ArrayList<>();
        List<StatedUncertainty.Input> moved = new ArrayList<>();
        List<Double> by = new ArrayList<>();
        for (int k = 0; k < u.length; k++) {
            StudyInput in = inputs.get(k);
            x[k] = in.at(u[k]);
            if (in.stated() == null) {
                overrides.addAll(in.overrides(x[k]));
            } else {
                moved.add(in.stated());
                by.add(in.law().quantile(u[k]));
            }
        }
        return sample(index, x, options.language(), () -> {
            Simulation s = overrides.isEmpty() ? worker : worker.with(overrides, monitor);
            StatedUncertainty.Shift shift = new StatedUncertainty.Shift(moved, by.stream().mapToDouble(d -> d).toArray());
            return moved.isEmpty() ? s.preview(plan(s), seed, 1, monitor) : s.preview(plan(s), shift, seed, 1, monitor);
        });
    }

    /** What a run gives, or why it gives nothing. */
    static Sample sample(long index, double[] x, String language, Supplier<RunResult> run) {
        try {
            return computed(index, x, run.get());
        } catch (SolverException e) {
            return without(index, x, Sample.Status.FAILED, e.code().name().toLowerCase(Locale.ROOT),
                    String.valueOf(e.getMessage()));
        } catch (InputException e) {
            return without(index, x, Sample.Status.REFUSED, e.diagnostic().code(), e.diagnostic().text(language));
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return without(index, x, Sample.Status.REFUSED, "refused", String.valueOf(e.getMessage()));
        }
    }

    private static Sample computed(long index, double[] x, RunResult r) {
        Map<String, Sample.Taken> values = new LinkedHashMap<>();
        for (Measured m : r.measurements()) {
            Solution s = r.solutions().get(m.definition().solver());
            boolean lost = s != null && s.status() != Solution.Status.CONVERGED;
            values.put(m.definition().id(), lost ? new Sample.Taken(Double.NaN, Verdict.NOT_MEASURED)
                    : new Sample.Taken(m.value().si(), m.verdict()));
        }
        if (r.converged()) {
            return new Sample(index, Sample.Status.CONVERGED, "", "", x, values);
        }
        String solvers = String.join(", ", r.solutions().entrySet().stream()
                .filter(e -> e.getValue().status() != Solution.Status.CONVERGED).map(Map.Entry::getKey).toList());
        return new Sample(index, Sample.Status.NOT_CONVERGED, "not-converged", solvers, x, values);
    }

    private static Sample without(long index, double[] x, Sample.Status status, String code, String reason) {
        return new Sample(index, status, code, reason, x, Map.of());
    }

    // ---- what samples are of

    /** What has to be the same for samples to be samples of this study. */
    private Map<String, Object> identity() {
        Map<String, Object> id = new LinkedHashMap<>();
        Case c = base.source();
        id.put("scenario", String.valueOf(c.scenario().getId()));
        id.put("plan", plan(base).map(Plan::getId).orElse(""));
        id.put("design", options.design().id());
        if (!options.design().grows()) {
            id.put("samples", points.size());
        }
        id.put("seed", Long.toString(seed));
        id.put("inputs", inputs.stream().map(i -> i.path() + " " + i.words()).toList());
        id.put("scenarioSha256", sha256(c.scenario()));
        id.put("anatomySha256", c.anatomy().map(Study::sha256).orElse(""));
        id.put("software", "OrthoTwin " + Simulation.version());
        return id;
    }

    /** What does not change a number: words for people, and what is compared by itself. */
    private static final Set<EStructuralFeature> WORDS = Set.of(AnatomyPackage.Literals.NAMED_ELEMENT__NAME,
            AnatomyPackage.Literals.NAMED_ELEMENT__DESCRIPTION, AnatomyPackage.Literals.ANATOMY__PROVENANCES,
            ScenarioPackage.Literals.SCENARIO__DISTRIBUTIONS, ScenarioPackage.Literals.SCENARIO__RESULTS,
            ScenarioPackage.Literals.SCENARIO__ANATOMY);

    private static String sha256(EObject root) {
        StringBuilder text = new StringBuilder();
        digest(root, text);
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void digest(EObject o, StringBuilder text) {
        text.append(o.eClass().getName()).append('{');
        for (EStructuralFeature f : o.eClass().getEAllStructuralFeatures()) {
            if (WORDS.contains(f) || f.isDerived() || !o.eIsSet(f)) {
                continue;
            }
            text.append(f.getName()).append('=');
            List<?> values = f.isMany() ? (List<?>) o.eGet(f) : Collections.singletonList(o.eGet(f));
            for (Object v : values) {
                if (f instanceof EReference r && r.isContainment()) {
                    digest((EObject) v, text);
                } else if (f instanceof EAttribute a) {
                    text.append(EcoreUtil.convertToString(a.getEAttributeType(), v)).append(';');
                } else {
                    text.append(EcoreUtil.getID((EObject) v)).append(';');
                }
            }
        }
        text.append('}');
    }
}
