/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Onset;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.report.internal.FollowUpPage;
import org.orthotwin.report.internal.Words;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.ResultsFolder;
import org.orthotwin.simulation.RunResult;

/**
 * What a follow-up gives as files: one page with the alerts, the fans of every course, what each observation told; the same as JSON and
 * CSV; each fan as a picture. The same result gives the same bytes on any machine, locale and number of threads.
 */
public final class FollowUpReport {

    private static final double DAY = 86400;

    private FollowUpReport() {
    }

    /**
     * Writes everything, {@link ResultsFolder#RESULTS} last of all.
     *
     * @param folder exists
     * @param twinFile as it is to be named in the results
     * @param others files that are there already, to be named with the rest
     * @param language {@code en} or {@code fr}
     * @param threads how many may be used; the files do not depend on it
     * @return the files, relative to the folder with '/', sorted
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static List<String> write(FollowUpResult result, Path folder, String twinFile, List<String> others, String language, int threads,
            Monitor monitor) throws IOException {
        List<String> files = new ArrayList<>(others);
        Words words = new Words(language);
        monitor.begin(words.text("task.pictures"), 0);
        FollowUpPage page = new FollowUpPage(result, words);
        Files.createDirectories(folder.resolve("pictures"));
        files.addAll(page.pictures(folder, threads, monitor));
        AtomicFiles.writeString(folder.resolve(Report.FILE), page.write());
        files.add(Report.FILE);
        observations(result).write(folder.resolve("observations.csv"));
        predictions(result).write(folder.resolve("predictions.csv"));
        alerts(result, language).write(folder.resolve("alerts.csv"));
        files.addAll(List.of("observations.csv", "predictions.csv", "alerts.csv", ResultsFolder.RESULTS));
        files.sort(null);
        monitor.checkCancelled();
        AtomicFiles.writeString(folder.resolve(ResultsFolder.RESULTS), JsonText.write(result.json(twinFile, files, language)));
        return files;
    }

    /**
     * What was observed, that of which something was predicted first, with what was; such a table can be imported. What of it is said in
     * other words than numbers, and by what it is known, stands behind.
     */
    private static CsvTable observations(FollowUpResult r) {
        CsvTable t = new CsvTable(
                List.of("id", "observable", "time", "value", "unit", "predicted", "predictedSd", "unbounded", "residual",
                        "information", "patient", "uncertainty", "source", ObservationFile.IDENTITY, "by", ObservationFile.PART,
                        ObservationFile.NOTE),
                List.of("", "", "", ObservationFile.SEE_UNIT, "", "see unit", "see unit", "see unit", "sd", "bit", "", "see unit", "", "",
                        "", "", ""));
        String patient = r.followUp().twin().getPseudonym();
        Set<Observation> told = new HashSet<>();
        for (FollowUp.Step s : r.steps()) {
            Unit u = s.observable().unit();
            told.add(s.observation());
            row(t, s.observable(), s.observation(), patient, RunResult.shown(u, s.observable().expected(s.predicted())),
                    RunResult.shown(u, s.prediction().getStandardDeviation()), RunResult.shown(u, s.prediction().getMean()),
                    s.residual(), s.information());
        }
        for (Observation o : r.observed()) {
            if (!told.contains(o)) {
                row(t, Observables.get(o.getDefinition()), o, patient, null, null, null, null, null);
            }
        }
        return t;
    }

    private static void row(CsvTable t, Observable d, Observation o, String patient, Double... predicted) {
        List<Object> cells = new ArrayList<>(List.of(o.getId(), d.id(), o.getTime(), RunResult.shown(d.unit(), o.getValue()), d.unit()
                .symbol()));
        cells.addAll(Arrays.asList(predicted));
        boolean part = d.id().equals(FollowUpResult.PART);
        cells.addAll(Arrays.asList(patient, o.getStandardUncertainty() > 0 ? RunResult.shown(d.unit(), o.getStandardUncertainty()) : null,
                o.getSource(), o.getIdentity(), part ? null : o.getDescription(), part ? o.getDescription() : null, Notes.of(o).orElse(
                        null)));
        t.row(cells);
    }

    private static CsvTable predictions(FollowUpResult r) {
        CsvTable t = new CsvTable(List.of("observable", "day", "unit", "mean", "lower", "upper", "populationMean", "populationLower",
                "populationUpper"), List.of("", "d", "", "see unit", "see unit", "see unit", "see unit", "see unit", "see unit"));
        FollowUp f = r.followUp();
        Optional<CauseComparison.Under> under = r.under();
        for (Observable d : f.belief(r.state()).observables()) {
            for (FollowUp.Point p : f.fan(r.state(), d, f.horizon(r.state()), under)) {
                t.row(Arrays.asList(d.id(), p.t() / DAY, d.unit().symbol(), bound(d, p.twin(), 0), bound(d, p.twin(), -1),
                        bound(d, p.twin(), 1), bound(d, p.population(), 0), bound(d, p.population(), -1), bound(d, p.population(), 1)));
            }
        }
        return t;
    }

    private static Object bound(Observable d, Gaussian g, int side) {
        return RunResult.shown(d.unit(), side == 0 ? d.expected(g) : d.end(g, side));
    }

    private static CsvTable alerts(FollowUpResult r, String language) {
        CsvTable t = new CsvTable(List.of("id", "observable", "kind", "level", "status", "since", "signalled", "probability", "cause",
                "causeProbability", "text", "onsetFrom", "onsetTo", "onsetBasis"), List.of("", "", "", "", "", "", "", "1", "", "1", "", "",
                        "", ""));
        for (Alert a : r.alerts()) {
            Optional<Onset> o = Optional.ofNullable(a.onset());
            t.row(Arrays.asList(a.id(), a.observable().id(), a.kind().name().toLowerCase(Locale.ROOT), a.level(),
                    r.log().status(a.id(), r.now()).id(), a.since().getTime(), a.signalled().getTime(), a.probability(),
                    a.causes().isEmpty() ? "" : a.causes().getFirst().cause(), a.causes().isEmpty() ? null : a.causes().getFirst()
                            .probability(), r.words(a, language), o.map(Onset::from).map(FollowUpResult::day).orElse(null), o.map(
                                    Onset::to).map(FollowUpResult::day).orElse(null), o.map(x -> x.basis().id()).orElse(null)));
        }
        return t;
    }
}
