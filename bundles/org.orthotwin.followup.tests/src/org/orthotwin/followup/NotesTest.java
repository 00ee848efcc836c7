/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;

/** What is said of an observation is kept with it, and tells complications of one day apart. */
class NotesTest {

    private static ObservationFile.Row row(String observable, String value, String note) {
        return new ObservationFile.Row(1, Map.of("observable", observable, "time", "2020-11-20", "value", value, "by", "Ambulanz", "note",
                note));
    }

    private static Intake.Result take(Twin twin, ObservationFile.Row... rows) {
        return Intake.take(twin, List.of(rows), Optional.of("P-1"), "manual", Clinic.NOW);
    }

    @Test
    void aNoteIsInTheFile(@TempDir Path folder) throws Exception {
        Twin twin = Histories.begin("twin", "P-1");
        assertEquals(2, take(twin, row("complication", "1", " wound dehiscence, <sutured> \u00e0 vif "), row("pain", "3", "")).taken()
                .size());
        Path file = folder.resolve("p.twin");
        TwinFiles.save(file, twin);
        List<Observation> read = TwinFiles.load(file).getObservations();
        assertEquals(Optional.of("wound dehiscence, <sutured> \u00e0 vif"), Notes.of(read.getFirst()));
        assertEquals("Ambulanz", read.getFirst().getDescription());
        assertEquals(Optional.empty(), Notes.of(read.get(1)));
        assertEquals(1, Files.readString(file).split("note=", -1).length - 1, "nothing is written where nothing was said");
    }

    @Test
    void twoComplicationsOfADayAreTwo() {
        Twin twin = Histories.begin("twin", "P-1");
        take(twin, row("complication", "1", "wound dehiscence"));
        Intake.Result other = take(twin, row("complication", "1", "thrombosis"));
        assertEquals(List.of(1, 0), List.of(other.taken().size(), other.beside().size()));
        Intake.Result again = take(twin, row("complication", "1", "thrombosis"));
        assertEquals(List.of(0, 1), List.of(again.taken().size(), again.known()));
        // of a value the words do not make another one
        take(twin, row("pain", "3", "at night"));
        Intake.Result pain = take(twin, row("pain", "3", "on stairs"));
        assertEquals(List.of(0, 1), List.of(pain.taken().size(), pain.known()));
        assertTrue(twin.getObservations().stream().map(Observation::getIdentity).distinct().count() == 3);
    }
}
