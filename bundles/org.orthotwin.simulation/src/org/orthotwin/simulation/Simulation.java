/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.eclipse.core.runtime.Platform;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Timestamps;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionException;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.measurement.ConditionalTarget;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.measurement.Measurements;
import org.orthotwin.measurement.spi.Measurement;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Cartilage;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.scenario.Activity;
import org.orthotwin.model.scenario.MeasurementRequest;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.ClinicalPose;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.spi.ActivitySource;
import org.orthotwin.solver.spi.Solver;

/**
 * Runs the plans of a case: assembles the problem, asks the solvers, takes the measurements. Not thread-safe; the solvers may use threads.
 */
public final class Simulation {

    private final Case original;
    private final Case source;
    private final Assembler assembler;
    private final List<String> overrides;

    /**
     * @param source the case; it is copied
     * @param overrides {@code path=value} as on the command line, applied in their order
     * @throws org.orthotwin.core.InputException for anything in the case or an override that cannot be used
     */
    public Simulation(Case source, List<String> overrides, Monitor monitor) {
        this(source, overrides, null, monitor);
    }

    private Simulation(Case source, List<String> overrides, Assembler earlier, Monitor monitor) {
        this.original = source;
        this.source = source.copy();
        this.overrides = List.copyOf(overrides);
        // values of the subject or landmarks must be in place before the bones are read, placements need the bones
        Overrides changes = new Overrides(this.source);
        overrides.forEach(changes::applyToModel);
        this.source.requireValid();
        assembler = new Assembler(this.source, earlier, monitor);
        changes.applyToPlacements(assembler);
        changes.finish(assembler);
    }

    /**
     * The same case with more overrides on top. Where these leave the anatomy as it is, its bones are not read again and solvers find the
     * same surfaces: a changed plan is answered in a fraction of the time.
     *
     * @throws org.orthotwin.core.InputException for an override that cannot be used
     */
    public Simulation with(List<String> more, Monitor monitor) {
        List<String> all = new ArrayList<>(overrides);
        all.addAll(more);
        return new Simulation(original, all, assembler, monitor);
    }

    /**
     * Another state of the same case, such as an editor's after a change. Where the anatomy is as it was, its bones are not read again and
     * solvers find the same surfaces.
     *
     * @param changed the case; it is copied
     * @throws org.orthotwin.core.InputException for anything in it that cannot be used
     */
    public Simulation with(Case changed, Monitor monitor) {
        return new Simulation(changed, overrides, assembler, monitor);
    }

    /**
     * The same case for another thread, which may use it beside this one: bones and cartilage are shared, for they are only read; what is
     * made of them on the way is not.
     */
    public Simulation twin(Monitor monitor) {
        return new Simulation(original.copy(), overrides, assembler.twin(), monitor);
    }

    /**
     * The number that a path of {@code --set} leads to, as this case has it.
     *
     * @return in SI
     * @throws org.orthotwin.core.InputException if it leads nowhere or to what is no number, or to settings of several solvers that differ
     */
    public Quantity value(String path) {
        return new Overrides(source).value(path, assembler);
    }

    /**
     * The paths of numbers that a path with stars means, such as {@code MCL.*.stiffness}: those of scenario and anatomy that fit.
     *
     * @throws org.orthotwin.core.InputException if there are none
     */
    public List<String> paths(String pattern) {
        return new Overrides(source).paths(pattern);
    }

    /** The case with the overrides in it. */
    public Case source() {
        return source;
    }

    public Assembler assembler() {
        return assembler;
    }

    /**
     * Checks everything that can be checked without computing.
     *
     * @return warnings
     * @throws org.orthotwin.core.InputException for what cannot be run
     */
    public List<Diagnostic> check(Optional<Plan> plan, Monitor monitor) {
        Assembler.Assembled a = assembler.assemble(plan, monitor);
        for (SolverRequest r : source.scenario().getRequests()) {
            settings(contribution(r), r);
            withActivities(source, a.problem(), r);
        }
        wanted(a.problem());
        return a.warnings();
    }

    /**
     * Runs one plan.
     *
     * @param plan of {@link #source()}; empty for a scenario of plain numbers
     * @param seed of everything random
     * @param threads how many may be used; the numbers do not depend on it
     * @throws org.orthotwin.core.InputException for what cannot be run
     * @throws SolverException if a solver failed
     */
    public RunResult run(Optional<Plan> plan, long seed, int threads, Monitor monitor) {
        return run(plan, Optional.empty(), seed, threads, false, monitor);
    }

    /**
     * Runs one plan for somebody who is changing it: as {@link #run}, but with those settings of the solvers that are declared for running
     * {@code again}, which leave out what only a report needs (the map of the range of motion).
     *
     * @throws org.orthotwin.core.InputException for what cannot be run
     * @throws SolverException if a solver failed
     */
    public RunResult preview(Optional<Plan> plan, long seed, int threads, Monitor monitor) {
        return run(plan, Optional.empty(), seed, threads, true, monitor);
    }

    /**
     * As {@link #preview(Optional, long, int, Monitor)}, with landmarks and subject elsewhere: the parts stay where the plan puts them in
     * the bones, and what is measured against moves.
     *
     * @throws IllegalArgumentException if a frame cannot be built on landmarks so far off
     */
    public RunResult preview(Optional<Plan> plan, StatedUncertainty.Shift shift, long seed, int threads, Monitor monitor) {
        return run(plan, Optional.of(shift), seed, threads, true, monitor);
    }

    private RunResult run(Optional<Plan> plan, Optional<StatedUncertainty.Shift> shift, long seed, int threads, boolean again,
            Monitor monitor) {
        Assembler.Assembled found = assembler.assemble(plan, monitor);
        Assembler.Assembled a = shift.map(s -> assembler.shifted(found, s)).orElse(found);
        List<Diagnostic> warnings = new ArrayList<>(a.warnings());
        Map<String, Solution> solutions = new LinkedHashMap<>();
        List<Object> solverRecords = new ArrayList<>();
        for (SolverRequest r : source.scenario().getRequests()) {
            Contribution<Solver> c = contribution(r);
            Settings settings = again ? settingsAgain(c, r) : settings(c, r);
            Problem problem = withActivities(source, a.problem(), r);
            monitor.begin(c.name(), 0);
            Solution s = solve(c, problem, new SolverContext(settings, seed, threads, monitor));
            solutions.put(c.id(), s);
            warnings.addAll(s.messages());
            if (s.status() != Solution.Status.CONVERGED) {
                warnings.add(Diagnostic.warning(Texts.CATALOG, "solver.notconverged", c.id(), s.iterations(), s.residual()));
            }
            solverRecords.add(record(c, settings, problem));
        }
        List<Measured> measured = measure(a, found, solutions, warnings, monitor);
        return new RunResult(source, plan, a.problem(), a.nativeProblem(), a.items(), solutions, measured, warnings,
                provenance(a, solverRecords, measured, seed));
    }

    /**
     * The same result with what the uncertainty of landmarks, mass and height makes of its measurements. It costs about as much as some
     * twenty quick runs, so it is done where a result is reported, not for each step of a search.
     *
     * @param result of {@link #run} of this simulation
     * @param threads how many may be used; the numbers do not depend on it
     */
    public RunResult withUncertainty(RunResult result, int threads, Monitor monitor) {
        return source.anatomy().isEmpty() ? result : new Propagation(this, result, threads, monitor).result();
    }

    /**
     * A solver's answer to a problem that differs from that of a run, with the settings of the run but for those that are declared to be
     * others when it runs {@code again}; without activities.
     *
     * @throws SolverException if it failed
     */
    Solution again(String solver, Problem problem, long seed, int threads, Monitor monitor) {
        SolverRequest r = source.scenario().getRequests().stream().filter(x -> solver.equals(x.getSolver())).findFirst().orElseThrow();
        Contribution<Solver> c = contribution(r);
        return solve(c, problem, new SolverContext(settingsAgain(c, r), seed, threads, monitor));
    }

    /**
     * One solver's answer to the problem of a run that is there, as {@link #preview} has it, with some settings in place of the scenario's;
     * without activities. For what is looked at beside a plan: a map, or what touches at a posture. Solvers find the surfaces of the run.
     *
     * @param solver one that the scenario asks
     * @param given settings by name, as people write them
     * @param ifKnown further ones, for a solver that has them
     * @throws org.orthotwin.core.InputException for a setting that cannot be
     * @throws SolverException if it failed
     */
    public static Solution ask(RunResult result, String solver, Map<String, String> given, Map<String, String> ifKnown, int threads,
            Monitor monitor) {
        SolverRequest r = result.source().scenario().getRequests().stream().filter(x -> solver.equals(x.getSolver())).findFirst()
                .orElseThrow(() -> Texts.refuse("solver.unknown", solver, String.join(", ", result.solutions().keySet())));
        Contribution<Solver> c = contribution(r);
        Map<String, Object> values = new TreeMap<>(settingsAgain(c, r).all());
        values.putAll(given);
        List<ParameterDefinition> declared = Solvers.parameters(c);
        declared.stream().map(ParameterDefinition::name).filter(ifKnown::containsKey).forEach(n -> values.put(n, ifKnown.get(n)));
        Settings settings;
        try {
            settings = Settings.of("solver '" + c.id() + "'", declared, values);
        } catch (IllegalArgumentException e) {
            throw Texts.refuse(e, "solver.settings", e.getMessage());
        }
        monitor.begin(c.name(), 0);
        return solve(c, result.problem(), new SolverContext(settings, result.source().scenario().getSeed(), threads, monitor));
    }

    /** The solvers that the scenario of a run asks and that declare all of these settings, in the order of the requests. */
    public static List<Contribution<Solver>> solversWith(RunResult result, List<String> settings) {
        List<Contribution<Solver>> list = new ArrayList<>();
        for (SolverRequest r : result.source().scenario().getRequests()) {
            Contribution<Solver> c = contribution(r);
            if (Solvers.parameters(c).stream().map(ParameterDefinition::name).toList().containsAll(settings)) {
                list.add(c);
            }
        }
        return list;
    }

    /** Settings of the solvers that the scenario of a run asks, each once, as far as they count there: {@code --set} takes their names. */
    public static List<ParameterDefinition> settings(RunResult result) {
        Map<String, ParameterDefinition> found = new LinkedHashMap<>();
        for (SolverRequest r : result.source().scenario().getRequests()) {
            Contribution<Solver> c = contribution(r);
            Settings s = settings(c, r);
            Solvers.parameters(c).stream().filter(p -> p.when().broken(s, result.problem().joint() != null).isEmpty())
                    .forEach(p -> found.putIfAbsent(p.name(), p));
        }
        return List.copyOf(found.values());
    }

    /**
     * How the solvers of a run measure the angles of its joint: as the first that is told a frame for them, else in the joint's own.
     *
     * @param activities whether the angles are those of activities, which count from upright standing
     */
    public static ClinicalPose clinicalPose(RunResult result, boolean activities) {
        for (SolverRequest r : result.source().scenario().getRequests()) {
            Settings s = settings(contribution(r), r);
            if (s.has(ClinicalPose.FRAME)) {
                return activities ? ClinicalPose.upright(result.problem(), s) : ClinicalPose.of(result.problem(), s);
            }
        }
        return new ClinicalPose(result.problem().joint(), result.problem().joint().parentFrame());
    }

    /** The motions that the scenario of a run has for its solvers, each once, in the order of the requests. */
    public static List<ActivityData> activities(RunResult result) {
        Map<String, ActivityData> found = new LinkedHashMap<>();
        for (SolverRequest r : result.source().scenario().getRequests()) {
            withActivities(result.source(), result.problem(), r).activities().forEach(a -> found.putIfAbsent(a.id(), a));
        }
        return List.copyOf(found.values());
    }

    private static Settings settingsAgain(Contribution<Solver> c, SolverRequest r) {
        Map<String, Object> values = new TreeMap<>(settings(c, r).all());
        for (Map<String, String> p : c.elements("parameter")) {
            if (!p.getOrDefault("again", "").isEmpty()) {
                values.put(p.get("name"), p.get("again"));
            }
        }
        return Settings.of("solver '" + c.id() + "'", Solvers.parameters(c), values);
    }

    private static Solution solve(Contribution<Solver> c, Problem problem, SolverContext context) {
        try {
            return Solvers.registry().get(c.id()).solve(problem, context);
        } catch (NoSuchElementException e) {
            throw new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "solver '" + c.id() + "': " + e.getMessage(), e);
        } catch (ContributionException e) {
            throw new SolverException(SolverException.Code.INTERNAL, "solver " + e.getMessage(), e);
        } catch (SolverException | InputException | IllegalArgumentException | CancellationException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            // a defect of whoever contributes it, who is named
            throw new SolverException(SolverException.Code.INTERNAL, "solver '" + c.id() + "' contributed by " + c.contributor()
                    + " failed: " + e, e);
        }
    }

    private static Contribution<Solver> contribution(SolverRequest r) {
        return Solvers.registry().find(String.valueOf(r.getSolver())).orElseThrow(() -> Texts.refuse("solver.unknown",
                String.valueOf(r.getSolver()), String.join(", ", Solvers.registry().ids())));
    }

    static Settings settings(Contribution<?> c, SolverRequest r) {
        return settings("solver '" + c.id() + "'", c, r.getSettings());
    }

    private static Settings settings(String owner, Contribution<?> c, List<Setting> given) {
        Map<String, Object> values = new TreeMap<>();
        for (Setting s : given) {
            values.put(s.getName(), s.getText() != null ? s.getText() : (Object) s.getNumber());
        }
        try {
            return Settings.of(owner, Solvers.parameters(c), values);
        } catch (IllegalArgumentException e) {
            throw Texts.refuse(e, "solver.settings", e.getMessage());
        }
    }

    private static Problem withActivities(Case source, Problem p, SolverRequest r) {
        List<ActivityData> data = new ArrayList<>();
        for (Activity a : r.getActivities()) {
            String id = a.getId() == null || a.getId().isBlank() ? String.valueOf(a.getType()) : a.getId();
            if (a.getMotion() != null) {
                data.add(RecordedMotion.read(source.file(), id, a));
                continue;
            }
            Contribution<ActivitySource> c = Solvers.activities().find(String.valueOf(a.getType())).orElseThrow(
                    () -> Texts.refuse("solver.settings", "activity '" + id + "' is of the type '" + a.getType()
                            + "', which no installed bundle contributes; known are " + String.join(", ", Solvers.activities().ids())));
            Settings settings = settings("activity '" + id + "'", c, a.getParameters());
            try {
                data.add(Solvers.activities().get(c.id()).create(id, settings, p.person()));
            } catch (IllegalArgumentException | ContributionException e) {
                throw Texts.refuse(e, "solver.settings", "activity '" + id + "': " + e.getMessage());
            } catch (InputException e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                throw Texts.refuse(e, "solver.settings", "activity '" + id + "' contributed by " + c.contributor() + " failed: " + e);
            }
        }
        return data.isEmpty() ? p : new Problem(p.person(), p.bodies(), p.joint(), p.parts(), data, p.tissue());
    }

    // ---- measurements

    /** What is to be measured, with targets from the scenario put in. */
    private record Wanted(Contribution<Measurement> contribution, MeasurementDefinition definition, double lower, double upper,
            String source, boolean own) {
    }

    private List<Wanted> wanted(Problem problem) {
        List<Wanted> list = new ArrayList<>();
        if (source.scenario().getMeasurements().isEmpty()) {
            for (Contribution<Measurement> c : Measurements.registry().all()) {
                MeasurementDefinition d = definition(c);
                if (d != null && applies(d, problem)) {
                    list.add(new Wanted(c, d, d.lower(), d.upper(), d.targetSource(), false));
                }
            }
            return list;
        }
        for (MeasurementRequest r : source.scenario().getMeasurements()) {
            Contribution<Measurement> c = Measurements.registry().find(String.valueOf(r.getDefinition()))
                    .orElseThrow(() -> Texts.refuse("measurement.unknown", String.valueOf(r.getDefinition())));
            MeasurementDefinition d = MeasurementDefinition.of(c);
            if (r.getVersion() != null && !r.getVersion().isBlank() && !r.getVersion().equals(d.version())) {
                throw Texts.refuse("measurement.version", d.id(), r.getVersion(), d.version());
            }
            if (r.getUnit() != null && !r.getUnit().isBlank() && org.orthotwin.core.Unit.of(r.getUnit()).dimension() != d.dimension()) {
                throw Texts.refuse("measurement.target", d.id(), r.getUnit(), d.unit().symbol());
            }
            boolean own = r.getLower() != null || r.getUpper() != null;
            list.add(new Wanted(c, d, own ? orElse(r.getLower(), Double.NEGATIVE_INFINITY) : d.lower(),
                    own ? orElse(r.getUpper(), Double.POSITIVE_INFINITY) : d.upper(),
                    own ? r.getSource() == null ? "" : r.getSource() : d.targetSource(), own));
        }
        return list;
    }

    private static double orElse(Double d, double missing) {
        return d == null ? missing : d;
    }

    private static MeasurementDefinition definition(Contribution<Measurement> c) {
        try {
            return MeasurementDefinition.of(c);
        } catch (IllegalArgumentException e) {
            Measurements.registry().refuse("measurement '" + c.id() + "' contributed by " + c.contributor() + " is left out: "
                    + e.getMessage());
            return null;
        }
    }

    private boolean applies(MeasurementDefinition d, Problem p) {
        boolean asked = d.solver().isEmpty()
                || source.scenario().getRequests().stream().anyMatch(r -> d.solver().equals(r.getSolver()));
        if (p.joint() == null) {
            // plain numbers: there is nothing to measure but what a solver says
            return asked && !d.solver().isEmpty();
        }
        return asked && (d.joints().isEmpty() || d.joints().contains(p.joint().typeId()))
                && d.roles().stream().allMatch(r -> p.part(r).isPresent());
    }

    /** @param found the plan with landmarks as they were found */
    private List<Measured> measure(Assembler.Assembled a, Assembler.Assembled found, Map<String, Solution> solutions,
            List<Diagnostic> warnings, Monitor monitor) {
        List<Measured> list = new ArrayList<>();
        boolean all = source.scenario().getMeasurements().isEmpty();
        for (Wanted w : wanted(a.problem())) {
            monitor.checkCancelled();
            MeasuredValue v;
            boolean defect = false;
            try {
                // what does not depend on landmarks is searched near those that were found, and is the same then
                Assembler.Assembled on = w.definition.landmarks() ? a : found;
                v = Measurements.registry().get(w.definition.id()).measure(new MeasurementContext(w.definition.id(), on.problem(),
                        on.nativeProblem(), solutions, monitor, found.problem()));
            } catch (NoSuchElementException | IllegalArgumentException | ContributionException e) {
                v = MeasuredValue.none(String.valueOf(e.getMessage()));
            } catch (CancellationException e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                // a defect of whoever contributes it, who is named; the others are taken
                defect = true;
                v = MeasuredValue.none(Texts.CATALOG.text("en", "measurement.defect", w.contribution.contributor(), e));
            }
            if (Double.isNaN(v.si())) {
                if (!defect && all && (w.definition.optional() || a.problem().joint() == null)) {
                    continue;
                }
                warnings.add(Diagnostic.warning(Texts.CATALOG, "measurement.none", w.definition.id(), v.note()));
            }
            list.add(w.own || w.definition.targets().isEmpty() || Double.isNaN(v.si())
                    ? new Measured(w.definition, v, w.lower, w.upper, w.source, Verdict.of(v.si(), w.lower, w.upper))
                    : conditional(w.definition, v, id -> other(id, a, found.problem(), solutions, monitor)));
        }
        return list;
    }

    /** What another measurement gives, SI; NaN where it cannot be taken. */
    private static double other(String id, Assembler.Assembled a, Problem found, Map<String, Solution> solutions, Monitor monitor) {
        try {
            return Measurements.registry().get(id)
                    .measure(new MeasurementContext(id, a.problem(), a.nativeProblem(), solutions, monitor, found)).si();
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            return Double.NaN;
        }
    }

    /** Against the first target that is stated for this subject and plan; without one the note says what there are targets for. */
    private Measured conditional(MeasurementDefinition d, MeasuredValue v, ToDoubleFunction<String> other) {
        String sex = source.anatomy().map(Anatomy::getSubject).map(s -> s.getSex().getLiteral()).orElse("");
        for (ConditionalTarget t : d.targets()) {
            if (t.holds(sex, t.measurement().isEmpty() ? Double.NaN : other.applyAsDouble(t.measurement()))) {
                return new Measured(d, v, t.lower(), t.upper(), t.source(), Verdict.of(v.si(), t.lower(), t.upper()));
            }
        }
        String reason = "no target: stated only for "
                + d.targets().stream().map(ConditionalTarget::conditions).collect(Collectors.joining("; "));
        return new Measured(d, new MeasuredValue(v.si(), v.uncertainty(), v.note().isEmpty() ? reason : v.note() + "; " + reason,
                v.points(), v.body()), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, "", Verdict.NO_TARGET);
    }

    // ---- provenance

    private static Map<String, Object> record(Contribution<Solver> c, Settings settings, Problem problem) {
        List<ActivityData> activities = problem.activities();
        Map<String, Object> r = new LinkedHashMap<>();
        r.put("id", c.id());
        r.put("version", c.attribute("version"));
        r.put("bundle", c.contributor());
        Map<String, Object> values = new LinkedHashMap<>();
        Solvers.parameters(c).forEach(p -> {
            Object v = settings.all().get(p.name());
            if (v != null && p.when().broken(settings, problem.joint() != null).isEmpty()) {
                values.put(p.name(), v instanceof Double d ? Numbers.shortest(d) + " " + p.dimension().siSymbol() : v);
            }
        });
        r.put("settings", values);
        if (!activities.isEmpty()) {
            r.put("activities", activities.stream().map(a -> {
                Map<String, Object> o = new LinkedHashMap<>();
                o.put("id", a.id());
                o.put("type", a.type());
                o.put("source", a.source());
                return o;
            }).toList());
        }
        return r;
    }

    private Map<String, Object> provenance(Assembler.Assembled a, List<Object> solvers, List<Measured> measured, long seed) {
        Map<String, Object> p = new LinkedHashMap<>();
        p.put("software", "OrthoTwin " + version());
        p.put("date", Timestamps.now().toString());
        p.put("seed", seed);
        p.put("overrides", overrides);
        p.put("solvers", solvers);
        Map<String, Object> definitions = new TreeMap<>();
        measured.forEach(m -> definitions.put(m.definition().id(), m.definition().version()));
        p.put("definitions", definitions);
        Map<String, Object> catalogues = new TreeMap<>();
        for (Catalogs.Item item : a.items().values()) {
            catalogues.put(item.catalogue().id(), item.catalogue().model().getVersion());
        }
        p.put("catalogues", catalogues);
        List<Object> parts = new ArrayList<>();
        for (PlacedPart part : a.problem().parts()) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("role", part.role());
            o.put("component", part.part().component());
            o.put("size", part.part().size());
            o.put("partNumber", part.part().partNumber());
            parts.add(o);
        }
        p.put("parts", parts);
        List<Object> inputs = new ArrayList<>();
        source.anatomy().ifPresent(anatomy -> {
            for (Bone bone : anatomy.getBones()) {
                for (DataReference r : bone.getSurfaces()) {
                    Map<String, Object> o = new LinkedHashMap<>();
                    o.put("path", r.getPath());
                    o.put("sha256", r.getSha256());
                    inputs.add(o);
                }
            }
        });
        source.anatomy().ifPresent(anatomy -> anatomy.getCartilages().stream().map(Cartilage::getSurface).filter(Objects::nonNull)
                .forEach(r -> {
                    Map<String, Object> o = new LinkedHashMap<>();
                    o.put("path", r.getPath());
                    o.put("sha256", r.getSha256());
                    inputs.add(o);
                }));
        p.put("inputs", inputs);
        p.put("use", "research and teaching only");
        return p;
    }

    /** The version of this program without the time of its build; "0" outside OSGi. */
    public static String version() {
        var bundle = Platform.isRunning() ? Platform.getBundle("org.orthotwin.simulation") : null;
        if (bundle == null) {
            return "0";
        }
        var v = bundle.getVersion();
        return v.getMajor() + "." + v.getMinor() + "." + v.getMicro();
    }
}
