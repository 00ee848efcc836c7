/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.report.internal.StudyPage;
import org.orthotwin.report.internal.Words;
import org.orthotwin.simulation.ResultsFolder;
import org.orthotwin.study.StudyResult;

/**
 * What a study gives as files: one page with the bands of all measurements, what they come from and how they are spread; the same as JSON;
 * every sample as CSV.
 */
public final class StudyReport {

    /** The samples as they were taken, with which a study is made larger. */
    public static final String SAMPLES = "samples.jsonl";

    private StudyReport() {
    }

    /**
     * Writes everything, {@link ResultsFolder#RESULTS} last of all.
     *
     * @param folder exists; {@link #SAMPLES} may be in it
     * @param language {@code en} or {@code fr}
     * @return the files, relative to the folder with '/', sorted
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static List<String> write(StudyResult result, Path folder, String language, Monitor monitor) throws IOException {
        Words words = new Words(language);
        monitor.begin(words.text("task.report"), 0);
        AtomicFiles.writeString(folder.resolve(Report.FILE), new StudyPage(result, words).write());
        monitor.checkCancelled();
        result.csv().write(folder.resolve("samples.csv"));
        List<String> files = new ArrayList<>(List.of(Report.FILE, "samples.csv", ResultsFolder.RESULTS));
        if (Files.exists(folder.resolve(SAMPLES))) {
            files.add(SAMPLES);
        }
        files.sort(null);
        monitor.checkCancelled();
        AtomicFiles.writeString(folder.resolve(ResultsFolder.RESULTS), JsonText.write(result.json(files, language)));
        return files;
    }
}
