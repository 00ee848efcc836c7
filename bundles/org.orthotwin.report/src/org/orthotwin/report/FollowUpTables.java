/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Onset;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.RunResult;

/**
 * Long tables of a follow-up: what was observed and predicted, alerts, and what is believed of parameters; of one twin, or of the twins of
 * a folder one after the other, with the same columns and {@code twin} and {@code patient} before them. What is told of a
 * twin is written at once and not held in memory.
 */
public final class FollowUpTables implements AutoCloseable {

    private static final String TWIN = "twin";
    private static final String PATIENT = "patient";

    /** Says the rows of a result. */
    private interface Rows {
        void of(FollowUpResult result, String language, Consumer<List<Object>> to);
    }

    /** A table by its columns, the symbols of their units, and its rows. */
    private record Shape(String file, List<String> columns, List<String> units, Rows rows) {

        /** What stands before the columns in a table of many twins: each, but for what is there anyway. */
        List<String> before() {
            return Stream.of(TWIN, PATIENT).filter(c -> !columns.contains(c)).toList();
        }
    }

    private static final List<Shape> ALL = List.of(new Shape("observations.csv", List.of("id", "observable", "time", "value", "unit",
            "predicted", "predictedSd", "unbounded", "residual", "information", PATIENT, "uncertainty", "source",
            ObservationFile.IDENTITY, "by", ObservationFile.PART, ObservationFile.NOTE), List.of("", "", "", ObservationFile.SEE_UNIT, "",
                    ObservationFile.SEE_UNIT, ObservationFile.SEE_UNIT, ObservationFile.SEE_UNIT, "sd", "bit", "", ObservationFile.SEE_UNIT,
                    "", "", "", "", ""), (r, language, to) -> observations(r, to)),
            new Shape("alerts.csv", List.of("id", "observable", "kind", "level", "status", "since", "signalled", "probability", "cause",
                    "causeProbability", "text", "onsetFrom", "onsetTo", "onsetBasis"), List.of("", "", "", "", "", "", "", "1", "", "1", "",
                            "", "", ""), FollowUpTables::alerts),
            new Shape("parameters.csv", List.of("name", "unit", "logarithmic", "prior", "priorSd", "posterior", "posteriorSd",
                    "contraction", "told", "with", "correlation", "estimator", "chain", "chainSd", "chainLower", "chainMedian",
                    "chainUpper"), List.of("", "", "", ObservationFile.SEE_UNIT, ObservationFile.SEE_UNIT, ObservationFile.SEE_UNIT,
                            ObservationFile.SEE_UNIT, "1", "", "", "1", "", ObservationFile.SEE_UNIT, ObservationFile.SEE_UNIT,
                            ObservationFile.SEE_UNIT, ObservationFile.SEE_UNIT, ObservationFile.SEE_UNIT), (r, language,
                                    to) -> parameters(r, to)));

    private final Map<Shape, Writer> open = new LinkedHashMap<>();

    /** Begins the tables of a folder of twins with their heads; {@link #add} adds to them. */
    public FollowUpTables(Path folder) throws IOException {
        for (Shape s : ALL) {
            open.put(s, Files.newBufferedWriter(folder.resolve(s.file)));
            List<String> columns = Stream.concat(s.before().stream(), s.columns.stream()).toList();
            new CsvTable(columns, Stream.concat(s.before().stream().map(c -> ""), s.units.stream()).toList()).moveTo(open.get(s));
        }
    }

    /** Adds what is told of a twin, whose file is named as in the folder. */
    public void add(String file, FollowUpResult result, String language) throws IOException {
        Map<String, Object> known = Map.of(TWIN, file, PATIENT, String.valueOf(result.followUp().twin().getPseudonym()));
        for (Shape s : ALL) {
            CsvTable t = new CsvTable(s.before().size() + s.columns.size());
            s.rows.of(result, language, cells -> {
                List<Object> all = new ArrayList<>(s.before().stream().map(known::get).toList());
                all.addAll(cells);
                t.row(all);
            });
            t.moveTo(open.get(s));
        }
    }

    @Override
    public void close() throws IOException {
        for (Writer w : open.values()) {
            w.close();
        }
    }

    /** The tables of one twin. @return their names */
    static List<String> write(FollowUpResult result, Path folder, String language) throws IOException {
        for (Shape s : ALL) {
            CsvTable t = new CsvTable(s.columns, s.units);
            s.rows.of(result, language, t::row);
            t.write(folder.resolve(s.file));
        }
        return files();
    }

    /** The names of the tables. */
    static List<String> files() {
        return ALL.stream().map(Shape::file).toList();
    }

    /**
     * What was observed, that of which something was predicted first, with what was; such a table can be imported. What of it is said in
     * other words than numbers, and by what it is known, stands behind.
     */
    private static void observations(FollowUpResult r, Consumer<List<Object>> to) {
        String patient = r.followUp().twin().getPseudonym();
        Set<Observation> told = new HashSet<>();
        for (FollowUp.Step s : r.steps()) {
            Unit u = s.observable().unit();
            told.add(s.observation());
            to.accept(row(s.observable(), s.observation(), patient, RunResult.shown(u, s.observable().expected(s.predicted())),
                    RunResult.shown(u, s.prediction().getStandardDeviation()), RunResult.shown(u, s.prediction().getMean()),
                    s.residual(), s.information()));
        }
        for (Observation o : r.observed()) {
            if (!told.contains(o)) {
                to.accept(row(Observables.get(o.getDefinition()), o, patient, null, null, null, null, null));
            }
        }
    }

    private static List<Object> row(Observable d, Observation o, String patient, Double... predicted) {
        List<Object> cells = new ArrayList<>(List.of(o.getId(), d.id(), o.getTime(), RunResult.shown(d.unit(), o.getValue()), d.unit()
                .symbol()));
        cells.addAll(Arrays.asList(predicted));
        boolean part = d.id().equals(FollowUpResult.PART);
        cells.addAll(Arrays.asList(patient, o.getStandardUncertainty() > 0 ? RunResult.shown(d.unit(), o.getStandardUncertainty()) : null,
                o.getSource(), o.getIdentity(), part ? null : o.getDescription(), part ? o.getDescription() : null, Notes.of(o).orElse(
                        null)));
        return cells;
    }

    private static void alerts(FollowUpResult r, String language, Consumer<List<Object>> to) {
        for (Alert a : r.alerts()) {
            Optional<Onset> o = Optional.ofNullable(a.onset());
            to.accept(Arrays.asList(a.id(), a.observable().id(), a.kind().name().toLowerCase(Locale.ROOT), a.level(),
                    r.log().status(a.id(), r.now()).id(), a.since().getTime(), a.signalled().getTime(), a.probability(),
                    a.causes().isEmpty() ? "" : a.causes().getFirst().cause(), a.causes().isEmpty() ? null : a.causes().getFirst()
                            .probability(), r.words(a, language), o.map(Onset::from).map(FollowUpResult::day).orElse(null), o.map(
                                    Onset::to).map(FollowUpResult::day).orElse(null), o.map(x -> x.basis().id()).orElse(null)));
        }
    }

    /** By the filter, and by the chain where one was drawn; which is preferred says the estimator. */
    private static void parameters(FollowUpResult r, Consumer<List<Object>> to) {
        for (Map<String, Object> p : r.parameters()) {
            Map<?, ?> prior = (Map<?, ?>) p.get("prior");
            Map<?, ?> posterior = (Map<?, ?>) p.get("posterior");
            Map<?, ?> chain = p.get("chain") instanceof Map<?, ?> m ? m : Map.of();
            to.accept(Arrays.asList(p.get("name"), p.get("unit"), p.get("logarithmic"), prior.get("value"), prior.get("sd"), posterior.get(
                    "value"), posterior.get("sd"), p.get("contraction"), p.get("told"), p.get("with"), p.get("correlation"), p.get(
                            "estimator"), chain.get("value"), chain.get("sd"), chain.get("lower"), chain.get("median"), chain.get(
                                    "upper")));
        }
    }
}
