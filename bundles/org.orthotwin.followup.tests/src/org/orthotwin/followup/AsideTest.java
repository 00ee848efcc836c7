/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.model.twin.Twin;

/** Rows that were put aside wait until a person or what certainly replaces them settles them, and are never lost. */
class AsideTest {

    private static final String CRP = "laboratory.crp";

    @TempDir
    Path folder;
    private Path file;
    private Twin twin;

    /** An import of rows into a twin. */
    static void take(Path file, Twin t, ObservationFile.Row... rows) throws IOException {
        Intake.Result r = Intake.take(t, List.of(rows), Optional.of("P"), "test", Clinic.NOW);
        Aside.remember(file, t, r.quarantined(), r.taken(), Clinic.NOW);
    }

    private static ObservationFile.Row row(String observable, String time, String value, String unit, String source, String id) {
        Map<String, String> texts = new HashMap<>(Clinic.row(observable, time, value, unit).texts());
        texts.put("source", source);
        texts.put("id", id);
        return new ObservationFile.Row(1, texts);
    }

    private static ObservationFile.Row crp(String value, String unit) {
        return Clinic.row(CRP, "2021-01-10", value, unit);
    }

    private int waiting() throws IOException {
        return Aside.waiting(file).size();
    }

    @BeforeEach
    void begin() {
        file = folder.resolve("p.twin");
        twin = Clinic.operated("t", "P", "knee", "knee.score.oks 2019-12-23 16 1");
    }

    /** An import, a stream and a person at one time: each reads, adds and writes, and nothing of another is lost. */
    @Test
    void nobodyLosesWhatAnotherAdds() throws Exception {
        int each = 25;
        List<Callable<Void>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String whose = "P-" + i;
            all.add(() -> {
                for (int n = 0; n < each; n++) {
                    Intake.Quarantined q = new Intake.Quarantined(row(CRP, "2021-02-30", "1", "mg/L", "lab", whose + "/" + n),
                            Diagnostic.error(Texts.CATALOG, "aside.why"));
                    if (whose.equals("P-0")) {
                        while (!Aside.remember(folder, List.of(new Aside.Arrived(List.of(Aside.other(q, whose)), List.of(), "")),
                                Clinic.NOW)) {
                            Thread.onSpinWait();
                        }
                    } else if (whose.equals("P-1") && n % 5 == 4) {
                        Aside.settle(folder, List.of(), whose + " " + n, "", Clinic.NOW);
                    } else {
                        Aside.rememberOthers(folder, List.of(q), r -> whose, Map.of(), Clinic.NOW);
                    }
                }
                return null;
            });
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(all.size())) {
            for (Future<Void> f : pool.invokeAll(all)) {
                f.get();
            }
        }
        List<Aside.Row> rows = Aside.read(folder);
        assertEquals(4 * each - each / 5, rows.size());
        assertEquals(rows.size(), rows.stream().map(Aside.Row::identity).distinct().count());
        Aside.settle(folder, List.of(), "the end", "", Clinic.NOW);
        assertEquals(0, Aside.waiting(folder).size());
        assertFalse(Files.exists(folder.resolve(".aside.json.lock")));
    }

    /** Nothing else that comes in can be known to be the row of an impossible day or of an unknown name. */
    @Test
    void whatNothingCertainlyReplacesWaits() throws IOException {
        take(file, twin, Clinic.row(CRP, "2021-02-30", "4", "mg/L"), Clinic.row("laboratory.crq", "2021-02-03", "5", "mg/L"));
        assertEquals(List.of("time.no-day", "observable.unknown"), Aside.waiting(file).stream().map(Aside.Row::code).toList());
        take(file, twin, Clinic.row(CRP, "2021-02-28", "4", "mg/L"), Clinic.row(CRP, "2021-02-03", "5", "mg/L"));
        assertEquals(2, waiting());
        String fr = Aside.said(Aside.waiting(file), "fr");
        assertTrue(fr.startsWith("2 lignes ont \u00e9t\u00e9 mises de c\u00f4t\u00e9") && fr.contains(Aside.waiting(file).getFirst()
                .reason("fr")), fr);
    }

    /** By its name at its source a row of an impossible day is known, whatever the day was. */
    @Test
    void itsNameReplacesIt() throws IOException {
        take(file, twin, row(CRP, "2021-02-30", "4", "mg/L", "lab", "7"), row(CRP, "2021-02-31", "6", "mg/L", "lab", "8"));
        take(file, twin, row(CRP, "2021-02-28", "4", "mg/L", "lab", "7"));
        assertEquals(List.of("lab/8"), Aside.waiting(file).stream().map(Aside.Row::identity).toList());
        Aside.Settled s = Aside.read(file).getFirst().settled().orElseThrow();
        assertEquals(List.of(twin.getObservations().getLast().getId(), "", Clinic.NOW), List.of(s.observation(), s.by(), s.time()));
        // another name of that source, of the same day
        take(file, twin, row(CRP, "2021-04-01", "4", "mmol", "lab", "9"));
        take(file, twin, row(CRP, "2021-04-01", "4", "mg/L", "lab", "10"));
        assertEquals(2, waiting());
    }

    /** Of a row that has no name the same observable and time, once on both sides, from what may be its source. */
    @Test
    void oneOfTheSameTimeReplacesOne() throws IOException {
        take(file, twin, crp("12", "mmol"), crp("13", "mmol"));
        take(file, twin, crp("4", "mg/L"));
        assertEquals(2, waiting(), "which of the two it is nobody knows");

        begin();
        Files.delete(Aside.beside(file));
        take(file, twin, crp("12", "mmol"));
        take(file, twin, row(CRP, "2021-01-10", "4", "mg/L", "a", "1"), row(CRP, "2021-01-10", "5", "mg/L", "b", "1"));
        assertEquals(1, waiting(), "there are two for it");

        begin();
        Files.delete(Aside.beside(file));
        take(file, twin, row(CRP, "2021-01-10", "12", "mmol", "ward", ""));
        take(file, twin, row(CRP, "2021-01-10", "4", "mg/L", "lab", ""));
        assertEquals(1, waiting(), "another source has measured for itself");
        take(file, twin, row(CRP, "2021-01-10", "4.5", "mg/L", "ward", ""));
        assertEquals(0, waiting());
    }

    /** What was there before, or comes beside the row again, replaces nothing: a conflict is not settled by what it contradicts. */
    @Test
    void whatItContradictsDoesNotReplaceIt() throws IOException {
        take(file, twin, crp("4", "mg/L"));
        take(file, twin, crp("40", "mg/L"));
        assertEquals(List.of("row.conflict"), Aside.waiting(file).stream().map(Aside.Row::code).toList());
        take(file, twin, Clinic.row(CRP, "2021-03-10", "7", "mmol"));
        take(file, twin, Clinic.row(CRP, "2021-03-10", "7", "mmol"), Clinic.row(CRP, "2021-03-10", "5", "mg/L"));
        assertEquals(2, waiting());
    }

    /** A person settles rows by their numbers, which stay; who, when and why stay, too, and the same row comes back no more. */
    @Test
    void aPersonSettlesRows() throws IOException {
        ObservationFile.Row[] rows = {Clinic.row(CRP, "2021-02-30", "4", "mg/L"), Clinic.row(CRP, "2021-02-31", "5", "mg/L"), Clinic.row(
                CRP, "2021-04-31", "6", "mg/L")};
        take(file, twin, rows);
        assertThrows(InputException.class, () -> Aside.settle(file, List.of(2), " ", "Dr. B", Clinic.NOW));
        assertEquals(3, waiting());
        assertEquals(List.of(2), List.copyOf(Aside.settle(file, List.of(2), "no such day", "Dr. B", Clinic.NOW).keySet()));
        assertEquals(new Aside.Settled(Clinic.NOW, "Dr. B", "no such day", ""), Aside.read(file).get(1).settled().orElseThrow());
        assertEquals(List.of("4", "6"), Aside.waiting(file).stream().map(Aside.Row::value).toList());
        assertTrue(assertThrows(InputException.class, () -> Aside.settle(file, List.of(1, 2), "again", "", Clinic.NOW)).getMessage()
                .contains("row 2"));
        assertTrue(assertThrows(InputException.class, () -> Aside.settle(file, List.of(1, 4), "none", "", Clinic.NOW)).getMessage()
                .contains("no row 4"));
        assertEquals(2, waiting(), "what is refused settles nothing");
        take(file, twin, rows);
        assertEquals(List.of(2, 3), List.of(waiting(), Aside.read(file).size()));
        assertEquals(2, Aside.settle(file, List.of(), "asked the clinic", "Dr. B", Clinic.NOW).size());
        assertEquals(List.of(0, 3), List.of(waiting(), Aside.read(file).size()));
        assertEquals("", Aside.said(Aside.waiting(file), "en"));
    }

    /** A file of a version that did not settle rows is read. */
    @Test
    void anOlderFileIsRead() throws IOException {
        Files.writeString(Aside.beside(file), "{\"rows\": [{\"observable\": \"x\", \"time\": \"t\", \"value\": \"1\", \"unit\": \"\","
                + " \"reason\": \"why\"}]}");
        assertEquals("x t 1 (why)", Aside.waiting(file).getFirst().text("fr"));
    }
}
