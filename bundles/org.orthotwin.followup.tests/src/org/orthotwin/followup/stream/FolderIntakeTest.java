/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.ObservationFile;

/** A table goes into a folder of twins. */
class FolderIntakeTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    Path folder;

    private static ObservationFile.Row row(int line, String patient, String observable, String time, String value, String side) {
        return new ObservationFile.Row(line, new HashMap<>(Map.of("patient", patient, "observable", observable, "time", time, "value",
                value, "side", side)));
    }

    private FolderIntake.Result take(ObservationFile.Row... rows) throws IOException {
        return new FolderIntake(folder, new FolderIntake.Options(Optional.empty(), "clinic.csv", true, false, false)).take(List.of(rows),
                List.of(), NOW, "take", f -> {
                    // nothing follows
                }, t -> {
                    // all is told at last
                }, Monitor.NONE);
    }

    /** Rows are counted, not what follows from them; a name that is written otherwise is told, and of two sides which one a row is of. */
    @Test
    void whatIsPutAsideSaysWhoMayBeMeant() throws IOException {
        FolderIntake.Result r = take(row(1, "P-708", "hip.operation", "2026-10-29", "1", "left"), row(2, "P-708", "pain", "2026-11-28",
                "8.5", "left"));
        assertEquals(List.of(1, 2), List.of(r.begun().size(), r.taken()), "the side of the twin is of no row");
        FolderIntake.Result other = take(row(1, "p708", "pain", "2026-11-29", "8", "left"), row(2, "P-709", "pain", "2026-11-29", "8",
                ""));
        assertEquals(List.of("folder.like", "folder.not-begun"), other.aside().stream().map(q -> q.reason().code()).toList());
        FolderIntake.Result named = take(row(1, "P-715", "Op\u00e9ration de la hanche", "2026-11-01", "1", "gauche"), row(2, "P-716",
                "Operation of the knee", "2026-11-01", "1", ""));
        assertEquals(List.of(2, List.of()), List.of(named.begun().size(), named.aside()), "operations by their names");
        List<Aside.Row> aside = Aside.waiting(folder);
        assertTrue(aside.getFirst().reason("en").contains("one of P-708, which may be meant"), aside.getFirst().reason("en"));
        assertTrue(aside.getFirst().reason("fr").contains("un de P-708, qui est peut-\u00eatre voulu"), aside.getFirst().reason("fr"));
        assertEquals(List.of("p708, left side: pain 2026-11-29 8", "P-709: pain 2026-11-29 8"), aside.stream().map(a -> a.told("en"))
                .toList());
        assertEquals("p708, c\u00f4t\u00e9 gauche : pain 2026-11-29 8", aside.getFirst().told("fr"));
    }
}
