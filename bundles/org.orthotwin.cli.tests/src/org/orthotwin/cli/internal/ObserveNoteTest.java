/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.JsonText;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinFiles;

/** A complication is described on the command line. */
class ObserveNoteTest {

    @Test
    void theNoteIsKept(@TempDir Path folder) {
        Path twin = folder.resolve("p.twin");
        Call c = Call.of(List.of("observe", "add", twin.toString(), "complication=1", "--patient", "P", "--time", "2020-11-20", "--by",
                "Ambulanz", "--note", "wound dehiscence, sutured", "--quiet"));
        assertEquals(0, c.exitCode(), c.err());
        Observation o = TwinFiles.load(twin).getObservations().getFirst();
        assertEquals(Optional.of("wound dehiscence, sutured"), Notes.of(o));
        assertEquals("Ambulanz", o.getDescription());
    }

    @Test
    void theNoteIsInTheJson(@TempDir Path folder) {
        Path twin = folder.resolve("p.twin");
        Call c = Call.of(List.of("observe", "add", twin.toString(), "complication=1", "--patient", "P", "--time", "2020-11-20", "--note",
                "wound <b>dehiscence</b>", "--json"));
        assertEquals(0, c.exitCode(), c.err());
        assertEquals("wound <b>dehiscence</b>", taken(c).get("note"));
        c = Call.of(List.of("observe", "add", twin.toString(), "pain=3", "--time", "2020-11-20", "--json"));
        assertNull(taken(c).get("note"));
        assertTrue(taken(c).containsKey("note"));
    }

    /** Of rows that are put aside for one reason the first are named and the others counted; the table has them all. */
    @Test
    void rowsThatArePutAsideAreCountedByReason(@TempDir Path folder) throws IOException {
        Path table = Files.writeString(folder.resolve("a.csv"), "observable,time,value,unit\nknee.operation,2020-01-01,1,\n"
                + "knee.flexion,2020-03-01,100,mm\n".repeat(7) + "knee.score.oks,2020-03-01,99,\n");
        Path aside = folder.resolve("aside.csv");
        Call c = Call.of(List.of("observe", "import", folder.resolve("p.twin").toString(), table.toString(), "--patient", "P",
                "--quarantine", aside.toString(), "--quiet"));
        assertEquals(1, c.exitCode(), c.err());
        assertEquals(5, c.err().lines().count(), c.err());
        assertTrue(c.err().contains("4 more were put aside for the same reason (row.unit)"), c.err());
        assertEquals(9, Files.readAllLines(aside).size());
    }

    private static Map<?, ?> taken(Call c) {
        return (Map<?, ?>) ((List<?>) ((Map<?, ?>) JsonText.parse(c.out())).get("taken")).getFirst();
    }

    @Test
    void whatIsNoNoteIsRefused(@TempDir Path folder) {
        Path twin = folder.resolve("p.twin");
        for (String note : List.of("x".repeat(1001), "\u001b[2J")) {
            Call c = Call.of(List.of("observe", "add", twin.toString(), "pain=3", "--patient", "P", "--time", "2020-11-20", "--note",
                    note));
            assertEquals(2, c.exitCode(), c.err());
            assertTrue(c.err().contains("its note has") && c.err().indexOf('\u001b') < 0, c.err());
            assertFalse(Files.exists(twin));
        }
    }
}
