/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.calibration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.MechanicalModel;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.model.scenario.Distribution;
import org.orthotwin.model.twin.MechanicalOutput;
import org.orthotwin.model.twin.MechanicalParameter;
import org.orthotwin.model.twin.Mechanics;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFactory;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.study.Design;
import org.orthotwin.study.DistributionText;
import org.orthotwin.study.Sample;
import org.orthotwin.study.Study;
import org.orthotwin.study.StudyInput;

/**
 * Calibrates a case to a patient: the inputs of the case that are not exactly known (what was executed, ligaments, a wear factor) are
 * estimated from what was observed on the patient, together with the courses of what is observed.
 *
 * <p>The case is run at points that fill plus and minus {@value #HALF} standard deviations of its inputs; surrogates are learned from the
 * runs and tied to the twin ({@link MechanicalModel}). Then everything that was observed is taken, and the surrogates are looked at where
 * that has led: where they are not sure enough, or no run has been, the solvers are asked there and all is done again. Planes through the
 * surrogates are fitted where the observations lead, too.
 */
public final class Calibration {

    /** Runs of a new calibration where nobody asks for another number: so many, and so many more for each input. */
    public static final int LEAST_RUNS = 30;
    public static final int RUNS_PER_INPUT = 10;

    private static final double HALF = 2.5;
    /** A surrogate is sure enough whose standard deviation is less than this share of what a patient may differ from it. */
    private static final double SURE = 0.25;
    private static final int REFINEMENTS = 3;
    private static final int ROUNDS = 6;
    /** Planes are where they belong when no input moves by more than this share of a standard deviation. */
    private static final double SETTLED = 0.02;
    /** z of the values that are kept of an input's law. */
    private static final double FROM = -4;
    private static final double STEP = 0.25;

    /**
     * What is asked for.
     *
     * @param scenario the case's name, which the twin keeps
     * @param plan the one that was carried out; empty for the active one
     * @param vary distributions beside those of the scenario, or in their place
     * @param landmarks whether landmarks are uncertain as the anatomy states
     * @param tell measurements to be told beside those that are tied to observables
     * @param runs of a new calibration; empty for a number that grows with the inputs
     * @param seed of points and solvers; empty for the scenario's
     * @param language of reasons
     */
    public record Options(String scenario, Optional<String> plan, List<Distribution> vary, boolean landmarks, List<String> tell,
            Optional<Integer> runs, Optional<Long> seed, String language) {
    }

    /**
     * What came of it.
     *
     * @param state the twin's current one
     * @param runs that were done this time
     * @param lost those of them that gave no numbers, why, and how often
     * @param refinements how often runs were added where the observations led
     * @param rounds how often planes were fitted
     * @param unsure measurements whose surrogates are not sure enough even so
     */
    public record Result(TwinState state, int runs, Map<String, Integer> lost, int refinements, int rounds, List<String> unsure) {
    }

    /** Name of the work for people, from the number of runs that are there and of all. */
    @FunctionalInterface
    public interface Task {
        String name(long there, long all);
    }

    private final Twin twin;
    private final Study study;
    private final List<String> settings;
    private final Options options;
    private final int threads;
    private final String joint;
    private int runs;
    private final Map<String, Integer> lost = new LinkedHashMap<>();

    /**
     * Reads everything in and runs the plan as it is.
     *
     * @param twin that was followed
     * @param settings {@code path=value} in the case beforehand
     * @throws org.orthotwin.core.InputException for a case of another joint, without anything uncertain, or that cannot be run
     */
    public Calibration(Twin twin, Case source, List<String> settings, Options options, int threads, Monitor monitor) {
        this.twin = twin;
        this.settings = List.copyOf(settings);
        this.options = options;
        this.threads = threads;
        this.joint = new FollowUp(twin).joint();
        String of = String.valueOf(source.scenario().getJoint());
        if (!joint.equals(of)) {
            throw Texts.refuse("joint.other", options.scenario, of, twin.getId(), joint);
        }
        if (twin.getCurrentState() == null) {
            throw Texts.refuse("twin.not-followed", twin.getId());
        }
        study = new Study(source, settings, new Study.Options(options.plan, options.vary, options.landmarks, Design.LATIN_HYPERCUBE, 2,
                options.seed, options.language), threads, monitor);
        options.runs.filter(n -> n < MechanicalModel.least(study.inputs().size())).ifPresent(n -> {
            throw Texts.refuse("runs.few", n, study.inputs().size(), MechanicalModel.least(study.inputs().size()),
                    MechanicalModel.RUNS_PER_INPUT * study.inputs().size());
        });
        for (String id : options.tell) {
            if (study.nominal().measurements().stream().noneMatch(m -> m.definition().id().equals(id))) {
                throw Texts.refuse("measurement.unknown", id);
            }
        }
    }

    /**
     * The calibration that a twin has, to be gone on with: runs are added where the observations have led since.
     *
     * @param source the case that the twin names
     * @return empty where the twin has none, or the case is not what it was then
     */
    public static Optional<Calibration> again(Twin twin, Case source, int threads, String language, Monitor monitor) {
        Optional<Mechanics> known = twin.getCurrentState() == null ? Optional.empty()
                : Histories.chain(twin.getCurrentState()).reversed().stream().map(TwinState::getMechanics).filter(m ->
                        m != null).findFirst();
        // what the case itself says is uncertain is said again, and the same
        return known.map(m -> new Calibration(twin, source, m.getSettings(), new Options(m.getScenario(), Optional.ofNullable(m.getPlan()),
                m.getParameters().stream().map(p -> DistributionText.again(p.getPath(), p.getDistribution())).toList(), false, List.of(),
                Optional.empty(), Optional.empty(), language), threads, monitor)).filter(c -> c.earlier().filter(known.get()::equals)
                        .isPresent());
    }

    /** The inputs that are estimated. */
    public List<StudyInput> inputs() {
        return study.inputs();
    }

    /** How many runs a new calibration takes before it is refined. */
    public int asked() {
        return options.runs.orElse(LEAST_RUNS + RUNS_PER_INPUT * study.inputs().size());
    }

    /** Ids of the measurements that are told, those first that foretell what is observed. */
    public List<String> outputs() {
        return definitions().keySet().stream().map(MeasurementDefinition::id).toList();
    }

    /** What is measured, and the tie of it; null for none. */
    private Map<MeasurementDefinition, Foretells> definitions() {
        Map<MeasurementDefinition, Foretells> all = new LinkedHashMap<>();
        for (Observable d : Observables.predicted(joint)) {
            for (Observable.Tie t : d.ties()) {
                measured(t.measurement()).ifPresent(m -> all.put(m, new Foretells(d, t)));
            }
        }
        options.tell.forEach(id -> measured(id).ifPresent(m -> all.putIfAbsent(m, null)));
        study.nominal().measurements().stream().filter(m -> Double.isFinite(m.lower()) || Double.isFinite(m.upper()))
                .forEach(m -> all.putIfAbsent(m.definition(), null));
        return all;
    }

    private record Foretells(Observable observable, Observable.Tie tie) {
    }

    private Optional<MeasurementDefinition> measured(String id) {
        RunResult r = study.nominal();
        return r.measurements().stream().map(Measured::definition).filter(d -> d.id().equals(id)).findFirst();
    }

    /**
     * Calibrates, and makes a state of it and one of each observation.
     *
     * @param task name of the work for people, from the number of runs
     * @throws org.orthotwin.core.InputException if too few runs give numbers, or nothing that the case says is observed
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop; the twin is as it was then
     */
    public Result run(Estimator estimator, String method, Instant made, List<String> software, Task task, Monitor monitor) {
        Mechanics m = earlier().map(EcoreUtil::copy).orElseGet(this::fresh);
        if (m.getOutputs().isEmpty()) {
            double[][] z = study.box(asked(), HALF, study.seed());
            take(m, z, take(z, task, monitor));
        }
        MechanicalModel.learn(m);
        Optional<Gaussian> about = Optional.empty();
        int refinements = 0;
        int rounds = 0;
        List<String> unsure = List.of();
        while (true) {
            monitor.checkCancelled();
            rounds++;
            Gaussian now = tried(m, about, estimator, method, made, monitor);
            boolean settled = about.isPresent() && distance(about.get(), now) < SETTLED;
            about = Optional.of(now);
            if (!settled && rounds % ROUNDS != 0) {
                continue;
            }
            unsure = MechanicalModel.unsure(m, joint, now, SURE);
            if (unsure.isEmpty() && !MechanicalModel.isBeyond(m, joint, now) || refinements == REFINEMENTS) {
                break;
            }
            refinements++;
            double[][] z = Arrays.stream(study.box(LEAST_RUNS / 2 + study.inputs().size(), 2, study.seed() + refinements)).map(now::at)
                    .toArray(double[][]::new);
            take(m, z, take(z, task, monitor));
            MechanicalModel.learn(m);
        }
        Histories.tie(twin, m, about, made, software);
        // from here on it is quick, and stopping would leave half of it
        new FollowUp(twin).absorb(estimator, method, software, Monitor.NONE);
        return new Result(twin.getCurrentState(), runs, Map.copyOf(lost), refinements, rounds, unsure);
    }

    /** What is believed of the inputs when everything is taken with planes that are fitted about something. */
    private Gaussian tried(Mechanics m, Optional<Gaussian> about, Estimator estimator, String method, Instant made, Monitor monitor) {
        Twin copy = EcoreUtil.copy(twin);
        Histories.tie(copy, EcoreUtil.copy(m), about, made, List.of());
        FollowUp f = new FollowUp(copy);
        f.absorb(estimator, method, List.of(), monitor);
        return f.belief(copy.getCurrentState()).inputs();
    }

    private static double distance(Gaussian a, Gaussian b) {
        return IntStream.range(0, a.dimension()).mapToDouble(i -> Math.max(Math.abs(a.mean(i) - b.mean(i)) / b.deviation(i),
                Math.abs(Math.log(a.deviation(i) / b.deviation(i))))).max().orElse(0);
    }

    /** The runs that the twin has of this very case, or none. */
    private Optional<Mechanics> earlier() {
        Mechanics wanted = fresh();
        return Histories.chain(twin.getCurrentState()).reversed().stream().map(TwinState::getMechanics).filter(m -> m != null)
                .filter(m -> options.runs.isEmpty() && m.getScenarioDigest().equals(wanted.getScenarioDigest())
                        && m.getAnatomyDigest().equals(wanted.getAnatomyDigest()) && m.getSettings().equals(wanted.getSettings())
                        && String.valueOf(m.getPlan()).equals(String.valueOf(wanted.getPlan()))
                        && m.getParameters().stream().map(Calibration::words).toList()
                                .equals(wanted.getParameters().stream().map(Calibration::words).toList())
                        && m.getOutputs().stream().map(MechanicalOutput::getMeasurement).toList().containsAll(options.tell)).findFirst();
    }

    private static String words(MechanicalParameter p) {
        return p.getPath() + " " + p.getDistribution();
    }

    /** What the case is and what is uncertain in it, without runs. */
    private Mechanics fresh() {
        Mechanics m = TwinFactory.eINSTANCE.createMechanics();
        m.setScenario(options.scenario);
        study.plan().ifPresent(m::setPlan);
        m.getSettings().addAll(settings);
        m.setScenarioDigest(study.digests().getFirst());
        m.setAnatomyDigest(study.digests().getLast());
        for (StudyInput in : study.inputs()) {
            MechanicalParameter p = TwinFactory.eINSTANCE.createMechanicalParameter();
            p.setPath(in.path());
            p.setLabel(in.name());
            p.setUnit(in.si().symbol().equals("1") ? "" : in.si().symbol());
            p.setShown(in.unit().symbol().equals("1") ? "" : in.unit().symbol());
            p.setDistribution(in.words());
            p.setSource(in.source());
            p.setChange(in.isOfSeveral() ? in.change().getLiteral() : "replaced");
            p.setFrom(FROM);
            p.setStep(STEP);
            p.setValues(IntStream.rangeClosed(0, (int) Math.round(-2 * FROM / STEP)).mapToDouble(i -> in.atStandard(FROM + i * STEP))
                    .toArray());
            p.setRuns(new double[0]);
            m.getParameters().add(p);
        }
        return m;
    }

    private List<Sample> take(double[][] z, Task task, Monitor monitor) {
        List<Sample> samples = study.at(z, threads, task.name(runs, (long) runs + z.length), monitor);
        runs += z.length;
        samples.stream().filter(s -> !s.isComputed()).forEach(s -> lost.merge(s.reason(), 1, Integer::sum));
        return samples;
    }

    /** Adds runs; what does not change in them is no measurement to learn. */
    private void take(Mechanics m, double[][] z, List<Sample> samples) {
        boolean first = m.getOutputs().isEmpty();
        for (int k = 0; k < m.getParameters().size(); k++) {
            int input = k;
            MechanicalParameter p = m.getParameters().get(k);
            p.setRuns(joined(p.getRuns(), Arrays.stream(z).mapToDouble(x -> x[input]).toArray()));
        }
        if (!first) {
            m.getOutputs().forEach(o -> o.setValues(joined(o.getValues(), values(z, samples, o.getMeasurement()))));
            return;
        }
        int least = MechanicalModel.least(m.getParameters().size());
        definitions().forEach((d, foretells) -> {
            double[] v = values(z, samples, d.id());
            double[] there = Arrays.stream(v).filter(Double::isFinite).toArray();
            if (foretells != null && there.length < least) {
                throw Texts.refuse("measurement.lost", d.id(), there.length, v.length, least, lost.isEmpty() ? "-"
                        : lost.keySet().iterator().next());
            }
            if (there.length < least || !(Arrays.stream(there).max().orElseThrow() > Arrays.stream(there).min().orElseThrow())) {
                return;
            }
            MechanicalOutput o = TwinFactory.eINSTANCE.createMechanicalOutput();
            o.setMeasurement(d.id());
            o.setVersion(d.version());
            o.setUnit(d.dimension().siSymbol().equals("1") ? "" : d.dimension().siSymbol());
            o.setShown(d.unit().symbol().equals("1") ? "" : d.unit().symbol());
            o.setValues(v);
            if (foretells != null) {
                o.setEstimate(foretells.tie.estimate(foretells.observable));
                o.setTrust(foretells.tie.trust());
                o.setSource(foretells.tie.source());
            }
            m.getOutputs().add(o);
        });
        for (Observable d : Observables.predicted(joint)) {
            for (Observable.Tie t : d.ties()) {
                input(t.measurement()).ifPresent(in -> m.getOutputs().add(tied(in, d, t, values(z, samples, in.path()))));
            }
        }
        if (m.getOutputs().stream().noneMatch(o -> o.getEstimate() != null)) {
            throw Texts.refuse("nothing.tied", options.scenario, String.join(", ", Observables.predicted(joint).stream()
                    .flatMap(d -> d.ties().stream()).map(Observable.Tie::measurement).sorted().toList()));
        }
    }

    /** An input of the case that is itself observed, as a cut is. */
    private Optional<StudyInput> input(String path) {
        return study.inputs().stream().filter(in -> in.path().equals(path) && !in.isOfSeveral()).findFirst();
    }

    private static MechanicalOutput tied(StudyInput in, Observable d, Observable.Tie t, double[] values) {
        MechanicalOutput o = TwinFactory.eINSTANCE.createMechanicalOutput();
        o.setMeasurement(in.path());
        o.setVersion("1");
        o.setUnit(in.si().symbol().equals("1") ? "" : in.si().symbol());
        o.setShown(in.unit().symbol().equals("1") ? "" : in.unit().symbol());
        o.setValues(values);
        o.setEstimate(t.estimate(d));
        o.setTrust(t.trust());
        o.setSource(t.source());
        return o;
    }

    /** What was measured in the runs, or what an input was in them. */
    private double[] values(double[][] z, List<Sample> samples, String measurement) {
        List<StudyInput> all = study.inputs();
        int k = input(measurement).map(all::indexOf).orElse(-1);
        return k < 0 ? values(samples, measurement) : Arrays.stream(z).mapToDouble(x -> all.get(k).atStandard(x[k])).toArray();
    }

    private static double[] values(List<Sample> samples, String measurement) {
        return samples.stream().mapToDouble(s -> s.values().containsKey(measurement) ? s.values().get(measurement).si() : Double.NaN)
                .toArray();
    }

    private static double[] joined(double[] a, double[] b) {
        double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
