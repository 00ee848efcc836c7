/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
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

    private static final String HOSTILE = "\"<b onload='x'>\", =1+1;\n''&amp; \u00e0 vif \ud83d\ude00";

    private static Path file(Path folder, String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void tablesAndJsonHaveNotes(@TempDir Path folder) throws Exception {
        Path csv = file(folder, "a.csv", "observable;time;value;unit;note\npain;2020-11-20;3,5;;\"" + HOSTILE.replace("\"", "\"\"")
                .replace("\n", "\r\n") + "\"\npain;2020-11-21;3;;\n");
        Path json = file(folder, "a.json", JsonText.write(List.of(Map.of("observable", "pain", "time", "2020-11-20", "value", 3.5, "unit",
                "", "note", HOSTILE))));
        for (Path p : List.of(csv, json)) {
            Intake.Result r = take(Histories.begin("twin", "P-1"), ObservationFile.read(p).toArray(ObservationFile.Row[]::new));
            assertEquals(Optional.of(HOSTILE), Notes.of(r.taken().getFirst()), p.toString());
            assertEquals(Optional.of(HOSTILE.replace('\n', ' ')), Notes.line(r.taken().getFirst()));
            assertEquals(List.of(3.5, 0), List.of(r.taken().getFirst().getValue(), r.quarantined().size()));
        }
    }

    /** What is put aside keeps its note, whatever is in it, and can be taken once it is mended. */
    @Test
    void whatIsPutAsideKeepsItsNote(@TempDir Path folder) throws Exception {
        for (boolean semicolons : new boolean[] {false, true}) {
            ObservationFile.Row wrong = new ObservationFile.Row(2, Map.of("observable", "pain", "time", "2020-11-20", "value", "30", "note",
                    HOSTILE), semicolons);
            List<Intake.Quarantined> aside = take(Histories.begin("twin", "P-1"), wrong).quarantined();
            assertEquals("row.range", aside.getFirst().reason().code());
            Path file = folder.resolve(semicolons + ".csv");
            ObservationFile.writeAside(file, aside, "en");
            Files.writeString(file, Files.readString(file).replaceFirst("([,;])30([,;])", "$13$2"));
            Intake.Result mended = take(Histories.begin("twin", "P-1"), ObservationFile.read(file).toArray(ObservationFile.Row[]::new));
            assertEquals(Optional.of(HOSTILE), Notes.of(mended.taken().getFirst()));
        }
    }

    /** No file of a twin can hold them, and a terminal obeys some. */
    @Test
    void charactersThatAreNoneToBeReadAreRefused(@TempDir Path folder) throws Exception {
        Twin twin = Histories.begin("twin", "P-1");
        for (String wrong : List.of("\u0000", "\u0007", "\u001b[2J", "\u009b", "\ud800", "\udc00a", "\uffff")) {
            for (String column : List.of("note", "by", "source", "id")) {
                Map<String, String> texts = new HashMap<>(Map.of("observable", "pain", "time", "2020-11-20", "value", "3"));
                texts.put(column, "ab" + wrong);
                Intake.Result r = take(twin, new ObservationFile.Row(1, texts));
                assertEquals(List.of("row.control"), r.quarantined().stream().map(q -> q.reason().code()).toList(), column);
                String said = r.quarantined().getFirst().reason().text("en");
                assertTrue(said.startsWith("its " + column + " has at place 3 the character U+"), said);
            }
        }
        assertEquals(0, twin.getObservations().size());
        take(twin, row("pain", "3", "a\tb\nc"));
        assertEquals("row.control", assertThrows(InputException.class, () -> Withdrawals.withdraw(twin, twin.getObservations().getFirst(),
                "\u0001", "AB", Clinic.NOW)).diagnostic().code());
        TwinFiles.save(folder.resolve("p.twin"), twin);
        assertEquals(Optional.of("a\tb\nc"), Notes.of(TwinFiles.load(folder.resolve("p.twin")).getObservations().getFirst()));
    }

    @Test
    void aNoteHasAnEnd() {
        Twin twin = Histories.begin("twin", "P-1");
        assertEquals(1, take(twin, row("pain", "3", "x".repeat(Notes.MOST_LETTERS))).taken().size());
        Intake.Result r = take(twin, row("pain", "4", "x".repeat(Notes.MOST_LETTERS + 1)));
        assertEquals("row.note", r.quarantined().getFirst().reason().code());
        assertEquals("its note has 1001 letters; at most 1000 are kept", r.quarantined().getFirst().reason().text("en"));
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
