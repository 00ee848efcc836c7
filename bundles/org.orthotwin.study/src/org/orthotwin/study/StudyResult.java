/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Timestamps;
import org.orthotwin.core.Unit;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.measurement.Measurements;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;

/** What came out of a study: every measurement with a band, and what it comes from. */
public final class StudyResult {

    private final RunResult nominal;
    private final Design design;
    private final int asked;
    private final long seed;
    private final List<StudyInput> inputs;
    private final List<Sample> samples;
    private final List<Sample> draws;
    private final List<Readout> readouts;
    private final String date = Timestamps.now().toString();

    /** Samples that ended for the same kind of reason: how many, and the first of them with its reason. */
    public record Loss(Sample.Status status, String code, int count, Sample first) {
    }

    StudyResult(RunResult nominal, Design design, int asked, long seed, List<StudyInput> inputs, List<Sample> samples) {
        this.nominal = nominal;
        this.design = design;
        this.asked = asked;
        this.seed = seed;
        this.inputs = List.copyOf(inputs);
        this.samples = List.copyOf(samples);
        draws = Readout.drawn(design, samples, inputs.size());
        readouts = compute();
    }

    private List<Readout> compute() {
        Map<String, MeasurementDefinition> definitions = new TreeMap<>();
        Map<String, Measured> of = new LinkedHashMap<>();
        for (Measured m : nominal.measurements()) {
            definitions.put(m.definition().id(), m.definition());
            of.put(m.definition().id(), m);
        }
        for (Sample s : samples) {
            for (String id : s.values().keySet()) {
                if (!definitions.containsKey(id)) {
                    Measurements.registry().find(id).ifPresent(c -> definitions.put(id, MeasurementDefinition.of(c)));
                }
            }
        }
        List<Readout> list = new ArrayList<>();
        for (MeasurementDefinition d : definitions.values()) {
            Optional<Measured> m = Optional.ofNullable(of.get(d.id()));
            double value = m.map(x -> x.value().si()).orElse(Double.NaN);
            double lower = m.map(Measured::lower).orElse(Double.NEGATIVE_INFINITY);
            double upper = m.map(Measured::upper).orElse(Double.POSITIVE_INFINITY);
            if (design == Design.ONE_AT_A_TIME) {
                list.add(Readout.oneAtATime(d, value, lower, upper, value(0, d.id()), swings(d.id())));
            } else {
                Readout r = Readout.of(d, value, lower, upper, draws, inputs.size());
                list.add(design == Design.SENSITIVITY ? r.with(indices(d.id())) : r);
            }
        }
        return list;
    }

    private double value(long index, String id) {
        Sample.Taken t = samples.get((int) index).values().get(id);
        return t == null ? Double.NaN : t.si();
    }

    private List<double[]> swings(String id) {
        List<double[]> all = new ArrayList<>();
        for (int k = 0; k < inputs.size(); k++) {
            all.add(new double[] {value(2L * k + 1, id), value(2L * k + 2, id)});
        }
        return all;
    }

    /** From the blocks that have every value. */
    private List<Sensitivity.Index> indices(String id) {
        int block = inputs.size() + 2;
        List<double[]> blocks = new ArrayList<>();
        for (int i = 0; i + block <= samples.size(); i += block) {
            double[] f = new double[block];
            for (int k = 0; k < block; k++) {
                f[k] = value((long) i + k, id);
            }
            if (Arrays.stream(f).allMatch(Double::isFinite)) {
                blocks.add(f);
            }
        }
        if (blocks.size() < 2) {
            return Collections.nCopies(inputs.size(), Sensitivity.Index.NONE);
        }
        return Sensitivity.of(blocks, inputs.size(), seed);
    }

    /** The plan run as it is. */
    public RunResult nominal() {
        return nominal;
    }

    public Design design() {
        return design;
    }

    /** When the samples were all there, ISO 8601. */
    public String date() {
        return date;
    }

    public long seed() {
        return seed;
    }

    public List<StudyInput> inputs() {
        return inputs;
    }

    /** All of them, in the order of their numbers. */
    public List<Sample> samples() {
        return samples;
    }

    /** Those that are draws from the distributions and could be computed. */
    public List<Sample> draws() {
        return draws;
    }

    /** By the ids of the measurements. */
    public List<Readout> readouts() {
        return readouts;
    }

    /** How many samples ended so. */
    public long count(Sample.Status status) {
        return samples.stream().filter(s -> s.status() == status).count();
    }

    /** Samples that did not converge or have no numbers, by their reason, the most frequent first. */
    public List<Loss> losses() {
        Map<String, Loss> all = new LinkedHashMap<>();
        for (Sample s : samples) {
            if (s.status() != Sample.Status.CONVERGED) {
                all.merge(s.status() + " " + s.code() + (s.isComputed() ? s.reason() : ""), new Loss(s.status(), s.code(), 1, s),
                        (a, b) -> new Loss(a.status, a.code, a.count + 1, a.first));
            }
        }
        return all.values().stream().sorted((a, b) -> Integer.compare(b.count, a.count)).toList();
    }

    /** The word for all of them together. */
    public String status() {
        return samples.stream().anyMatch(s -> !s.isComputed()) ? "failed"
                : samples.stream().anyMatch(s -> s.status() != Sample.Status.CONVERGED) ? "not-converged" : "converged";
    }

    // ---- files

    /** The samples as a table: number, status, inputs and measurements, in the units that people see. */
    public CsvTable csv() {
        List<String> columns = new ArrayList<>(List.of("sample", "status"));
        List<String> units = new ArrayList<>(List.of("", ""));
        inputs.forEach(i -> {
            columns.add(i.path());
            units.add(i.unit().symbol());
        });
        readouts.forEach(r -> {
            columns.add(r.definition().id());
            units.add(r.definition().unit().symbol());
        });
        CsvTable csv = new CsvTable(columns, units);
        for (Sample s : samples) {
            List<Object> cells = new ArrayList<>(List.of(s.index(), s.status().id()));
            for (int k = 0; k < inputs.size(); k++) {
                cells.add(RunResult.shown(inputs.get(k).unit(), s.inputs()[k]));
            }
            readouts.forEach(r -> cells.add(RunResult.shown(r.definition().unit(), value(s.index(), r.definition().id()))));
            csv.row(cells);
        }
        return csv;
    }

    /**
     * The result as the JSON object that the command line prints and {@code results.json} holds; values in the unit beside them.
     *
     * @param files names of the files beside it, relative
     * @param language of the warnings
     */
    public Map<String, Object> json(List<String> files, String language) {
        Map<String, Object> o = new LinkedHashMap<>();
        begin(o, nominal, status(), design, asked, samples.size(), seed, inputs);
        Map<String, Object> counts = new LinkedHashMap<>();
        for (Sample.Status s : Sample.Status.values()) {
            counts.put(s.id(), count(s));
        }
        o.put("samples", counts);
        o.put("losses", losses().stream().map(StudyResult::json).toList());
        o.put("measurements", readouts.stream().map(this::json).toList());
        o.put("warnings", warnings().stream().map(w -> w.text(language)).toList());
        o.put("files", files);
        Map<String, Object> p = new LinkedHashMap<>(nominal.provenance());
        p.put("date", date);
        o.put("provenance", p);
        return o;
    }

    /** The object of a study that was only checked. */
    static Map<String, Object> checked(RunResult nominal, Design design, int asked, long runs, long seed, List<StudyInput> inputs) {
        Map<String, Object> o = new LinkedHashMap<>();
        begin(o, nominal, "checked", design, asked, runs, seed, inputs);
        o.put("samples", null);
        o.put("losses", List.of());
        o.put("measurements", List.of());
        o.put("warnings", List.of());
        o.put("files", List.of());
        o.put("provenance", null);
        return o;
    }

    private static void begin(Map<String, Object> o, RunResult nominal, String status, Design design, int asked, long runs, long seed,
            List<StudyInput> inputs) {
        o.put("scenario", nominal.source().scenario().getId());
        o.put("plan", nominal.plan().map(Plan::getId).orElse(null));
        o.put("status", status);
        Map<String, Object> d = new LinkedHashMap<>();
        d.put("kind", design.id());
        d.put("samples", design == Design.ONE_AT_A_TIME ? null : asked);
        d.put("runs", runs);
        d.put("seed", seed);
        o.put("design", d);
        o.put("inputs", inputs.stream().map(StudyResult::json).toList());
    }

    /** What a reader should know: samples that are not in the numbers, and warnings of the plan as it is. */
    public List<Diagnostic> warnings() {
        List<Diagnostic> all = new ArrayList<>();
        for (Loss l : losses()) {
            all.add(Diagnostic.warning(Texts.CATALOG, "loss." + l.status.id(), l.count, samples.size(), l.first.index(), l.first.reason()));
        }
        all.addAll(nominal.warnings());
        return all;
    }

    private static Map<String, Object> json(StudyInput in) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("path", in.path());
        o.put("name", in.name());
        o.put("distribution", in.words());
        o.put("unit", in.unit().symbol());
        o.put("value", shown(in.unit(), in.value()));
        o.put("mean", shown(in.unit(), in.mean()));
        o.put("deviation", shown(in.unit(), in.deviation()));
        o.put("source", in.source());
        return o;
    }

    private static Map<String, Object> json(Loss l) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("status", l.status.id());
        o.put("count", l.count);
        o.put("first", l.first.index());
        o.put("reason", l.first.reason());
        return o;
    }

    private Map<String, Object> json(Readout r) {
        Unit u = r.definition().unit();
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", r.definition().id());
        o.put("version", r.definition().version());
        o.put("unit", u.symbol());
        o.put("nominal", shown(u, r.nominal()));
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("lower", shown(u, r.lower()));
        target.put("upper", shown(u, r.upper()));
        o.put("target", r.hasTarget() ? target : null);
        o.put("band", design == Design.ONE_AT_A_TIME ? null : band(r, u));
        o.put("centre", design == Design.ONE_AT_A_TIME ? shown(u, r.median()) : null);
        o.put("met", Double.isNaN(r.met()) ? null : met(r));
        List<Object> by = new ArrayList<>();
        for (int k : r.byInfluence()) {
            boolean chance = r.indices().isEmpty() && r.swings().isEmpty() && r.influence(k) < r.significance();
            if (!chance) {
                by.add(influence(r, k, u));
            }
        }
        o.put("influences", by);
        return o;
    }

    private static Map<String, Object> band(Readout r, Unit u) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("samples", r.n());
        o.put("missing", r.missing());
        o.put("mean", shown(u, r.mean()));
        o.put("meanError", shown(u, r.meanError()));
        o.put("deviation", shown(u, r.deviation()));
        o.put("q05", shown(u, r.low()));
        o.put("q50", shown(u, r.median()));
        o.put("q95", shown(u, r.high()));
        return o;
    }

    private static Map<String, Object> met(Readout r) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("probability", r.met());
        o.put("error", r.metError());
        return o;
    }

    private Map<String, Object> influence(Readout r, int k, Unit u) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("input", inputs.get(k).path());
        if (!r.swings().isEmpty()) {
            o.put("low", shown(u, r.swings().get(k)[0]));
            o.put("high", shown(u, r.swings().get(k)[1]));
            return o;
        }
        if (!r.indices().isEmpty()) {
            Sensitivity.Index i = r.indices().get(k);
            o.put("first", i.first());
            o.put("firstInterval", new double[] {i.firstLower(), i.firstUpper()});
            o.put("total", i.total());
            o.put("totalInterval", new double[] {i.totalLower(), i.totalUpper()});
        }
        o.put("rankCorrelation", r.correlations()[k]);
        return o;
    }

    private static Object shown(Unit u, double si) {
        return Double.isFinite(si) ? RunResult.shown(u, si) : null;
    }
}
