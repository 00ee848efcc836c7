/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.JsonText;
import org.orthotwin.report.internal.FolderPage;
import org.orthotwin.report.internal.Words;
import org.orthotwin.simulation.ResultsFolder;

/** Which of the twins of a folder to look at first, on one page, and the same as JSON. Self-contained. */
public final class FollowFolderReport {

    private FollowFolderReport() {
    }

    /**
     * A twin of the folder, in words of the language.
     *
     * @param joint id of its kind; empty where it is not known
     * @param side {@code left} or {@code right}; empty where nothing says it
     * @param operation its day; empty where none is known
     * @param last day of its last observation; empty for none
     * @param open its open alerts, the worst first
     * @param seen the others, with what became of each: acknowledged, escalated, or until when it is snoozed
     * @param level of the worst that stands; empty without
     * @param cause which fits best, and how well; empty where the alerts speak of none
     * @param visit the next visit, or the operation that is planned; empty for none
     * @param overdue whether that is overdue
     * @param hurried whether the patient is referred or examined soon for an alert that stands
     * @param aside how many rows of the patient were put aside and wait, which, and why; empty for none
     * @param trouble why it could not be followed; empty where it could
     */
    public record Row(String file, String patient, String joint, String side, String operation, String last, List<String> open,
            List<String> seen, String level, String cause, String visit, boolean overdue, boolean hurried, String aside,
            String trouble) {

        public Row {
            open = List.copyOf(open);
            seen = List.copyOf(seen);
        }
    }

    /**
     * Writes the page and, last of all, the same for programs with the names of all files.
     *
     * @param to exists, with the {@link FollowUpTables tables} of the twins
     * @param folder name of the folder of twins
     * @param rows what is to be looked at first foremost
     * @param json the same for programs
     * @param language {@code en} or {@code fr}
     * @return the files, sorted
     */
    public static List<String> write(Path to, String folder, Instant now, List<Row> rows, Map<String, Object> json, String language)
            throws IOException {
        AtomicFiles.writeString(to.resolve(Report.FILE), new FolderPage(folder, now, rows, new Words(language)).write());
        List<String> files = Stream.concat(FollowUpTables.files().stream(), Stream.of(Report.FILE, ResultsFolder.RESULTS)).sorted()
                .toList();
        Map<String, Object> all = new LinkedHashMap<>(json);
        all.put("files", files);
        AtomicFiles.writeString(to.resolve(ResultsFolder.RESULTS), JsonText.write(all));
        return files;
    }
}
