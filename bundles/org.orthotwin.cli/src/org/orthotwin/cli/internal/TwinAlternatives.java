/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.Alerts;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.Intervention;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Prospects;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.VirtualCohort;
import org.orthotwin.followup.VirtualPatient;
import org.orthotwin.followup.WhatIf;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.ResultsFolder;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.WorkFolder;

/** {@code twin what-if} and {@code cohort}: what would come of what might be done, and where a patient is among virtual ones. */
final class TwinAlternatives {

    /** When it is told what has come of it, days afterwards. */
    private static final double[] DAYS = {42, 91, 182.625, 365.25, 730.5};
    private static final double DAY = 86400;
    private static final double YEAR_ON = 365.25;
    private static final double[] PARTS = {0.05, 0.25, 0.5, 0.75, 0.95};

    private final Invocation call;
    private final TwinInput input;
    private final FollowUp f;
    private final TwinState state;
    /** What {@code what-if} writes. */
    private final List<List<?>> rows = new ArrayList<>();

    private TwinAlternatives(Invocation call) throws IOException {
        this.call = call;
        Path file = call.path(call.operand("input"));
        this.input = TwinInput.load(call, file);
        this.state = input.state("--from");
        this.f = new FollowUp(input.twin());
    }

    static int whatIf(Invocation call) throws IOException {
        return new TwinAlternatives(call).whatIf();
    }

    static int cohort(Invocation call) throws IOException {
        return new TwinAlternatives(call).cohort();
    }

    private Map<String, Object> head() {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("twin", input.file().toString());
        o.put("patient", input.twin().getPseudonym());
        o.put("state", state.getId());
        return o;
    }

    private int whatIf() throws IOException {
        Instant begins = Prospects.from(f, state);
        Instant at = call.option("--at").map(Times::instant).orElse(begins);
        if (at.isBefore(begins)) {
            throw Texts.refusal("twin.what-if.past", at, state.getId(), begins);
        }
        List<Alert> alerts = Alerts.of(f, state, FollowUpResult.RUN_LENGTH, call.monitor());
        Optional<CauseComparison.Fit> cause = CauseComparison.likeliest(alerts);
        List<String> wanted = call.options("--do").isEmpty() ? f.interventions(alerts).stream().map(Intervention::id).toList()
                : call.options("--do").stream().map(WhatIf::intervention).flatMap(Optional::stream).map(Intervention::id).distinct()
                        .toList();
        List<Optional<Intervention>> all = new ArrayList<>(List.of(Optional.empty()));
        wanted.forEach(id -> all.add(WhatIf.intervention(id)));
        double t = f.since(at);
        List<Object> options = new ArrayList<>();
        TextTable table = new TextTable("llrrrl");
        table.row(Texts.of(call, "twin.what-if.columns").split("\\|"));
        // where nothing is to be compared, what was observed of the patient is told, and all else where somebody asks for it
        Set<Observable> shown = call.flag("--details") || !call.options("--observable").isEmpty() || all.size() > 1
                ? Set.copyOf(told()) : f.steps(state).stream().map(FollowUp.Step::observable).collect(Collectors.toSet());
        for (Optional<Intervention> i : all) {
            options.add(option(new WhatIf(f, state, i, t, cause), i, t, shown, table));
        }
        List<String> warnings = new ArrayList<>();
        if (f.isUneventful(alerts)) {
            warnings.add(Texts.of(call, "twin.what-if.no-alert"));
        } else if (!alerts.isEmpty() && cause.isEmpty()) {
            warnings.add(Texts.of(call, "twin.what-if.no-cause"));
        }
        warnings.forEach(call::warn);
        // who sends errors elsewhere reads it, too, and before what an operation is said to gain
        warnings.forEach(w -> call.print(w.substring(0, 1).toUpperCase(Locale.ROOT) + w.substring(1) + "."));
        // waiting changes nothing, so that there is no difference to tell
        boolean asked = call.flag("--details");
        boolean details = asked || all.size() == 1;
        call.print(Texts.of(call, details ? "twin.what-if.of" : "twin.what-if.gains", state.getId(), FollowUpResult.day(at)));
        if (details) {
            call.print(table.toString());
            summary(all, t, cause);
        } else {
            Prospects p = Prospects.of(f, state, cause, t, all.stream().flatMap(Optional::stream).toList(), call.options("--observable")
                    .isEmpty() ? List.of() : told());
            gains(p);
        }
        if (Prospects.isInfectionOpen(f, state, all.stream().flatMap(Optional::stream).toList())) {
            call.print(FollowUpResult.infectionFirst(call.common().language()));
        }
        call.print("");
        String language = call.common().language();
        call.print(cause.map(c -> Texts.of(call, "twin.what-if.with-cause", FollowUpResult.cause(language, c.cause()), FollowUpResult
                .fits(language, c.probability()), FollowUpResult.day(f.at(c.onset())))).orElseGet(() -> Texts.of(call,
                        "twin.what-if.waits")));
        if (details) {
            call.print(Texts.of(call, "twin.what-if.bases"));
        }
        for (Optional<Intervention> i : all) {
            i.ifPresent(x -> {
                if (details) {
                    call.print(Texts.of(call, "twin.what-if.source", x.name(language), x.source(language)));
                }
                call.print(x.risk(language).isEmpty() ? Texts.of(call, "twin.what-if.no-risk", x.name(language)) : Texts.of(call,
                        "twin.what-if.risk", x.name(language), x.risk(language)));
            });
        }
        if (!asked) {
            call.print(Texts.of(call, "twin.what-if.more"));
        }
        call.print(FollowUpResult.text(call.common().language(), "alert.not-for"));
        Map<String, Object> o = head();
        o.put("at", FollowUpResult.day(at));
        o.put("cause", cause.map(CauseComparison.Fit::cause).orElse(null));
        o.put("options", options);
        o.put("warnings", warnings);
        if (call.option("--out").isPresent() && !call.common().dryRun()) {
            CsvTable csv = new CsvTable(List.of("option", "observable", "day", "expected", "lower", "upper", "better", "unit", "basis"),
                    List.of("", "", "d", "see unit", "see unit", "see unit", "1", "", ""));
            rows.forEach(csv::row);
            csv.write(call.path(call.option("--out").get()));
            call.print(Texts.of(call, "twin.what-if.at", call.option("--out").get()));
        }
        o.put("notFor", FollowUpResult.text(call.common().language(), "alert.not-for"));
        call.printJson(o);
        return Invocation.OK;
    }

    /** What decides: by how much each intervention makes what it changes better a year on. */
    private void gains(Prospects p) {
        String language = call.common().language();
        TextTable table = new TextTable("llrrrrl");
        table.row(Texts.of(call, "twin.what-if.columns.gains").split("\\|"));
        for (Prospects.Option o : p.options()) {
            String name = o.intervention().name(language);
            for (Prospects.Gain g : o.gains()) {
                Observable d = g.observable();
                String unit = d.unit().symbol().equals("1") ? "" : " (" + d.unit().symbol() + ")";
                String gain = Texts.of(call, "interval", digits(d, g.gain(0)), digits(d, g.gain(-1)), digits(d, g.gain(1)));
                String better = Double.isNaN(g.better()) ? "-" : FollowUpResult.chance(g.better()) + " %";
                table.row(name, d.name(language) + unit, digits(d, d.clamp(g.without().mean(0))), digits(d, d.clamp(g.with().mean(0))),
                        gain, better, Texts.of(call, "twin.what-if.told." + g.basis().id()));
                name = "";
            }
            if (!o.anew().isEmpty() || o.gains().isEmpty()) {
                table.row(name, o.anew().isEmpty() ? Texts.of(call, "twin.what-if.nothing") : Texts.of(call, "twin.what-if.anew", o.anew()
                        .stream().map(d -> d.name(language)).collect(Collectors.joining(", "))), "", "", "", "", "");
            }
        }
        call.print(table.toString());
    }

    /** Three digits. */
    private static String digits(Observable d, double si) {
        return new BigDecimal(d.unit().fromSi(si)).round(new MathContext(3)).stripTrailingZeros().toPlainString();
    }

    /** What is told of: what was asked for, or what is told of everywhere. */
    private List<Observable> told() {
        List<Observable> all = f.told(f.steps(state), state);
        List<String> wanted = call.options("--observable");
        if (wanted.isEmpty()) {
            return all;
        }
        List<Observable> believed = f.belief(state).observables();
        for (String id : wanted) {
            if (believed.stream().noneMatch(d -> d.id().equals(id))) {
                throw Texts.refusal("twin.what-if.observable", id, String.join(", ", believed.stream().map(Observable::id).toList()));
            }
        }
        return believed.stream().filter(d -> wanted.contains(d.id())).toList();
    }

    /** In a line for each, what is to be hoped for a year on. */
    private void summary(List<Optional<Intervention>> all, double at, Optional<CauseComparison.Fit> cause) {
        String language = call.common().language();
        for (Optional<Intervention> i : all) {
            if (i.isEmpty()) {
                continue;
            }
            WhatIf w = new WhatIf(f, state, i, at, cause);
            double t = at + YEAR_ON * DAY;
            String better = String.join(", ", told().stream().filter(d -> !Double.isNaN(w.better(d, t))).map(d -> d.name(language) + " "
                    + better(w, d, t)).toList());
            String assumed = String.join(", ", told().stream().filter(d -> w.basis(d).filter(b -> b == WhatIf.Basis.ASSUMPTION)
                    .isPresent()).map(d -> d.name(language)).toList());
            if (!better.isEmpty()) {
                call.print(Texts.of(call, "twin.what-if.year", i.get().name(language), better));
            }
            if (!assumed.isEmpty()) {
                call.print(Texts.of(call, "twin.what-if.assumed", i.get().name(language), assumed));
            }
            if (better.isEmpty() && assumed.isEmpty()) {
                call.print(Texts.of(call, "twin.what-if.none", i.get().name(language)));
            }
        }
    }

    /** How probably it is better, or why nothing is said of that; empty where it makes no difference. */
    private String better(WhatIf w, Observable d, double t) {
        double p = w.better(d, t);
        if (w.basis(d).filter(b -> b == WhatIf.Basis.ASSUMPTION).isPresent()) {
            return Texts.of(call, "twin.what-if.basis.assumption");
        }
        return Double.isNaN(p) ? "" : FollowUpResult.chance(p) + " %" + (w.basis(d).filter(b -> b == WhatIf.Basis.POPULATION).isPresent()
                ? " " + Texts.of(call, "twin.what-if.basis.population") : "");
    }

    private Map<String, Object> option(WhatIf w, Optional<Intervention> i, double at, Set<Observable> shown, TextTable table) {
        String language = call.common().language();
        String name = i.map(x -> x.name(language)).orElseGet(() -> w.cause().map(c -> Texts.of(call, "twin.what-if.wait-with",
                FollowUpResult.cause(language, c.cause()))).orElseGet(() -> Texts.of(call, "twin.what-if.wait")));
        List<Object> predictions = new ArrayList<>();
        for (Observable d : told()) {
            List<Object> points = new ArrayList<>();
            for (double day : DAYS) {
                double t = at + day * DAY;
                double better = w.better(d, t);
                Gaussian g = w.observed(d, t);
                if (shown.contains(d) && (i.isEmpty() || w.touches(d))) {
                    table.row(d.name(language), name, Numbers.shortest(Math.round(day)), TwinDifference.interval(call, d, g),
                            better(w, d, t), TwinDifference.symbol(d.unit()));
                }
                rows.add(List.of(i.map(Intervention::id).orElse(WhatIf.WAIT), d.id(), day, RunResult.shown(d.unit(), d.expected(g)),
                        RunResult.shown(d.unit(), d.end(g, -1)), RunResult.shown(d.unit(), d.end(g, 1)), Double.isNaN(better) ? ""
                                : Numbers.edge(better), d.unit().symbol(), w.basis(d).map(WhatIf.Basis::id).orElse("")));
                Map<String, Object> p = new LinkedHashMap<>();
                p.put("day", day);
                p.put("expected", FollowUpResult.band(d, g));
                p.put("better", Double.isNaN(better) ? null : Numbers.edge(better));
                points.add(p);
            }
            Map<String, Object> p = new LinkedHashMap<>();
            p.put("observable", d.id());
            p.put("unit", d.unit().symbol());
            p.put("changes", w.touches(d));
            p.put("basis", w.basis(d).map(WhatIf.Basis::id).orElse(null));
            p.put("points", points);
            predictions.add(p);
        }
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", i.map(Intervention::id).orElse(WhatIf.WAIT));
        o.put("name", name);
        o.put("source", i.map(Intervention::source).orElse(""));
        o.put("risk", i.map(x -> x.risk(language)).orElse(""));
        o.put("predictions", predictions);
        return o;
    }

    private int cohort() throws IOException {
        int patients = call.option("--patients").map(t -> {
            if (!t.matches("\\d{1,6}")) {
                throw Texts.refusal("twin.cohort.patients", t);
            }
            return Integer.parseInt(t);
        }).orElse(VirtualCohort.PATIENTS);
        VirtualCohort c = new VirtualCohort(f, patients, call.common().seed().orElse(1L), call.monitor());
        TextTable table = new TextTable("llrrrl");
        table.row(Texts.of(call, "twin.cohort.columns").split("\\|"));
        List<Object> observations = new ArrayList<>();
        for (FollowUp.Step s : f.steps(state)) {
            call.monitor().checkCancelled();
            Observable d = s.observable();
            Observation o = s.observation();
            double t = f.since(Times.instant(o.getTime()));
            double rank = c.rank(d, t, o.getValue());
            double[] q = c.quantiles(d, t, PARTS);
            table.row(o.getTime(), d.name(call.common().language()), TwinDifference.digits(d.unit(), o.getValue()),
                    TwinDifference.interval(call, d.unit(), q[2], q[0], q[4]), Numbers.fixed(100 * rank, 0) + " %", TwinDifference.symbol(d
                            .unit()));
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("id", o.getId());
            x.put("observable", d.id());
            x.put("time", o.getTime());
            x.put("value", RunResult.shown(d.unit(), o.getValue()));
            x.put("unit", d.unit().symbol());
            x.put("rank", Numbers.edge(rank));
            List<Object> quantiles = new ArrayList<>();
            for (double v : q) {
                quantiles.add(RunResult.shown(d.unit(), v));
            }
            x.put("quantiles", quantiles);
            observations.add(x);
        }
        call.print(Texts.of(call, "twin.cohort.of", patients));
        call.print(table.toString());
        call.print(Texts.of(call, "twin.cohort.plain", patients));
        Map<String, Object> o = head();
        o.put("patients", patients);
        o.put("seed", call.common().seed().orElse(1L));
        List<Object> parts = new ArrayList<>();
        for (double p : PARTS) {
            parts.add(p);
        }
        o.put("parts", parts);
        o.put("observations", observations);
        o.put("files", List.of());
        if (call.option("--out").isPresent()) {
            write(c, call.path(call.option("--out").get()), o);
        }
        call.printJson(o);
        return Invocation.OK;
    }

    /** The virtual patients to take away: their true parameters and courses, what is observed of them, and a twin of each. */
    private void write(VirtualCohort c, Path out, Map<String, Object> told) throws IOException {
        List<VirtualPatient> patients = c.patients(f.steps(state), call.monitor());
        if (call.common().dryRun()) {
            call.print(Texts.of(call, "dry.write"));
            return;
        }
        CsvTable truth = new CsvTable(List.of("patient", "observable", "parameter", "value", "unit"), List.of("", "", "", "see unit", ""));
        CsvTable courses = new CsvTable(List.of("patient", "observable", "day", "value", "unit"), List.of("", "", "d", "see unit", ""));
        StringBuilder observed = new StringBuilder();
        Instant now = Timestamps.now();
        List<String> files = new ArrayList<>(List.of("truth.csv", "courses.csv", "observations.csv", ResultsFolder.RESULTS));
        try (WorkFolder work = WorkFolder.beside(out)) {
            for (VirtualPatient p : patients) {
                call.monitor().checkCancelled();
                p.truth().forEach((d, x) -> {
                    for (int i = 0; i < x.length; i++) {
                        boolean log = d.course().orElseThrow().logarithmic(i);
                        truth.row(List.of(p.pseudonym(), d.id(), d.course().orElseThrow().parameter(i), RunResult.shown(d.unitOf(i), log
                                ? Math.exp(x[i]) : x[i]), d.unitOf(i).symbol()));
                    }
                    for (double day : DAYS) {
                        courses.row(List.of(p.pseudonym(), d.id(), day, RunResult.shown(d.unit(), c.value(d, x, day * DAY)), d.unit()
                                .symbol()));
                    }
                });
                String csv = p.csv();
                observed.append(observed.isEmpty() ? csv : csv.substring(csv.indexOf('\n') + 1));
                Twin twin = Histories.begin(p.pseudonym(), p.pseudonym());
                Intake.take(twin, p.rows(), Optional.empty(), ResultsFolder.RESULTS, now);
                TwinFiles.save(work.path().resolve(p.pseudonym() + ".twin"), twin);
                files.add(p.pseudonym() + ".twin");
            }
            truth.write(work.path().resolve(files.get(0)));
            courses.write(work.path().resolve(files.get(1)));
            AtomicFiles.writeString(work.path().resolve(files.get(2)), observed.toString());
            // marks the folder as results of ours, and says the same as --json
            told.put("files", files);
            AtomicFiles.writeString(work.path().resolve(ResultsFolder.RESULTS), JsonText.write(told));
            work.moveTo(out);
        }
        call.print(Texts.of(call, "twin.cohort.at", patients.size(), out));
    }
}
