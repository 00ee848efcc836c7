/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.estimation.Gaussian;
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
        files.addAll(FollowUpTables.write(result, folder, language));
        predictions(result).write(folder.resolve("predictions.csv"));
        files.addAll(List.of("predictions.csv", ResultsFolder.RESULTS));
        files.sort(null);
        monitor.checkCancelled();
        AtomicFiles.writeString(folder.resolve(ResultsFolder.RESULTS), JsonText.write(result.json(twinFile, files, language)));
        return files;
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
}
