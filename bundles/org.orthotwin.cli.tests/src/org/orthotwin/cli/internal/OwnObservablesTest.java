/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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

    /** The file of the page. */
    private static Path mine(Path folder) throws IOException {
        String page = Files.readString(Path.of(System.getProperty("orthotwin.root", "../.."), "releng/docs/observables-file.md"));
        int at = page.indexOf("```json") + 7;
        return Files.writeString(folder.resolve("mine.json"), page.substring(at, page.indexOf("```", at)));
    }

    /** Five patients with a score of their own and one of ours. */
    private static List<String> ward(Path folder) throws IOException {
        List<String> own = List.of("--observables", mine(folder).toString());
        Path ward = Files.createDirectory(folder.resolve("ward"));
        for (int i = 1; i <= 5; i++) {
            Path table = Files.writeString(folder.resolve("t.csv"), "patient,observable,time,value,unit\nP-" + i
                    + ",knee.operation,2020-01-01,1,\nP-" + i + ",org.example.walking,2020-12-31," + (60 + 3 * i) + ",\nP-" + i
                    + ",knee.score.oks,2020-12-31," + (30 + i) + ",\n");
            Call c = call(own, "observe", "import", ward.resolve("t" + i + ".twin").toString(), table.toString(), "--patient", "P-" + i);
            assertEquals(0, c.exitCode(), c.err());
        }
        return own;
    }

    /** What a cohort says of an observable of one's own is shared with its file, and named without it. */
    @Test
    void cohortsTakeTheSameFile(@TempDir Path folder) throws Exception {
        List<String> own = ward(folder);
        String ward = folder.resolve("ward").toString();
        String out = folder.resolve("s.json").toString();
        Call c = call(own, "twin", "share", ward, "--out", out, "--json", "--quiet");
        assertEquals(0, c.exitCode(), c.err());
        assertTrue(c.out().contains("\"org.example.walking\"") && !c.err().contains("do not count"), c.out() + c.err());
        c = call(List.of(), "twin", "share", ward, "--out", out, "--json");
        assertEquals(0, c.exitCode(), c.err());
        assertTrue(!c.out().contains("org.example") && c.err().contains("5 observations are kept and do not count"), c.out() + c.err());
        assertFalse(c.err().contains("\n\n"), "one thing that goes on, not one for each twin: " + c.err());
        for (int i = 2; i <= 3; i++) {
            c = call(List.of(), "twin", "couple", ward + "/t" + i + ".twin", "--with", ward + "/t1.twin", "--kind", "cohort");
            assertEquals(0, c.exitCode(), c.err());
        }
        c = call(List.of(), "twin", "network", ward, "--json", "--dry-run");
        assertTrue(c.exitCode() == 0 && !c.out().contains("org.example") && c.err().contains("do not count"), c.out() + c.err());
        c = call(own, "twin", "network", ward, "--json");
        assertTrue(c.exitCode() == 0 && c.out().contains("\"observable\": \"org.example.walking\""), c.out() + c.err());
        assertFalse(c.err().contains("do not count"), c.err());
        c = call(own, "twin", "what-if", ward + "/t1.twin", "--observable", "org.example.walking");
        assertEquals(0, c.exitCode(), c.err());
        for (List<String> line : List.of(List.of("share", ward, "--out", out), List.of("network", ward), List.of("serve", ward, "--broker",
                "tcp://127.0.0.1:1"))) {
            List<String> all = new ArrayList<>(List.of("twin"));
            all.addAll(line);
            c = call(List.of("--observables", out), all.toArray(String[]::new));
            assertTrue(c.exitCode() == 2 && c.err().contains("s.json"), c.err());
            c = call(List.of("--observables", folder.resolve("none.json").toString()), all.toArray(String[]::new));
            assertTrue(c.exitCode() == 2 && c.err().contains("none.json"), c.err());
        }
    }

    /** A message about an observable of one's own is taken with its file, and put aside without. */
    @Test
    void aStreamTakesTheSameFile(@TempDir Path folder) throws Exception {
        List<String> own = ward(folder);
        Path ward = folder.resolve("ward");
        String message = "{\"source\": \"app\", \"id\": \"1\", \"observable\": \"org.example.walking\", \"time\": \"2021-06-30\", "
                + "\"value\": 71, \"unit\": \"\"}";
        LeftMessage.in(ward, "orthotwin/P-1/observations", message);
        Call c = call(own, "twin", "serve", ward.toString(), "--broker", "tcp://127.0.0.1:1", "--for", "1", "--json");
        assertTrue(c.exitCode() == 0 && c.out().lines().toList().getLast().contains("\"taken\":1"), c.out() + c.err());
        assertTrue(Files.readString(ward.resolve("t1.twin")).contains("org.example.walking.gain"), c.err());
        LeftMessage.in(ward, "orthotwin/P-2/observations", message.replace("\"1\"", "\"2\""));
        c = call(List.of(), "twin", "serve", ward.toString(), "--broker", "tcp://127.0.0.1:1", "--for", "1", "--json");
        assertTrue(c.exitCode() == 0 && c.out().lines().toList().getLast().contains("\"quarantined\":1"), c.out() + c.err());
        assertTrue(c.err().contains("t2.twin: 1 observations are kept and do not count"), c.err());
    }

    @Test
    void observeFollowAndAlertsTakeTheSameFile(@TempDir Path folder) throws Exception {
        Path file = mine(folder);
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
