/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Observables of one's own, on the command line alone. */
class OwnObservablesTest {

    private static Call call(List<String> own, String... line) {
        List<String> all = new ArrayList<>(List.of(line));
        all.addAll(own);
        return Call.of(all);
    }

    @Test
    void observeFollowAndAlertsTakeTheSameFile(@TempDir Path folder) throws Exception {
        String page = Files.readString(Path.of(System.getProperty("orthotwin.root", "../.."), "releng/docs/observables-file.md"));
        int at = page.indexOf("```json") + 7;
        Path file = Files.writeString(folder.resolve("mine.json"), page.substring(at, page.indexOf("```", at)));
        String twin = folder.resolve("p.twin").toString();
        List<String> own = List.of("--observables", file.toString());
        assertEquals(0, call(List.of(), "observe", "add", twin, "knee.operation=1", "--patient", "P", "--time", "2020-01-01").exitCode());
        Call c = call(List.of(), "observe", "add", twin, "org.example.walking=42", "--time", "2021-01-01");
        assertEquals(2, c.exitCode(), c.out());
        assertTrue(c.err().contains("org.example.walking"), c.err());
        c = call(own, "observe", "add", twin, "org.example.walking=42", "--time", "2021-01-01");
        assertEquals(0, c.exitCode(), c.err());
        Path table = Files.writeString(folder.resolve("t.csv"), "observable,time,value,unit\nWalking score,2021-06-01,44,\n");
        c = call(own, "observe", "import", twin, table.toString(), "--patient", "P");
        assertEquals(0, c.exitCode(), c.err());
        c = call(own, "follow", twin);
        assertTrue(c.exitCode() == 0 && c.out().contains("Walking score: 42 was measured on 2021-01-01"), c.out() + c.err());
        c = call(own, "alerts", twin);
        assertTrue(c.exitCode() == 0 && c.out().contains("org.example.walking.limit.low"), c.out() + c.err());
        c = call(own, "observables", "--observable", "org.example.walking");
        assertTrue(c.exitCode() == 0 && c.out().contains("org.example.walking"), c.out() + c.err());
        assertTrue(c.out().contains("watched: lower values than predicted raise alerts") && c.out().contains("what is known fades"), c
                .out());
        Path neither = Files.writeString(folder.resolve("neither.json"), Files.readString(file).replace("\"better\": \"up\",", ""));
        c = call(List.of("--observables", neither.toString()), "observables", "--observable", "org.example.walking");
        assertTrue(c.exitCode() == 0 && c.out().contains("not watched: which way is better is not defined"), c.out() + c.err());
        // under a misspelled name a limit would not be in force
        Path misspelled = Files.writeString(folder.resolve("misspelled.json"), Files.readString(file).replace("\"limits\"", "\"limitz\""));
        c = call(List.of("--observables", misspelled.toString()), "follow", twin);
        assertEquals(2, c.exitCode(), c.out());
        assertTrue(c.err().contains("misspelled.json") && c.err().contains("'org.example.walking'") && c.err().contains(
                "'limitz'; near it: limits"), c.err());
        // without it that is named, and is no alert
        c = call(List.of(), "follow", twin);
        assertEquals(0, c.exitCode(), c.err());
        assertTrue(c.err().contains("2 observations are kept and do not count") && c.err().contains("--observables"), c.err());
        assertFalse(c.out().contains("Walking score"), c.out());
        c = call(List.of("--observables", table.toString()), "follow", twin);
        assertEquals(2, c.exitCode(), c.out());
        assertTrue(c.err().contains("t.csv"), c.err());
    }
}
