/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --as-of}: the same bytes whenever it is called, of one twin and of a folder, and the files stay as they are. */
class AsOfCallTest {

    @TempDir
    Path folder;

    private Call call(String... words) {
        return Call.in(folder, words);
    }

    private String ok(String... words) {
        Call c = call(words);
        assertEquals(0, c.exitCode(), c.err());
        return c.out();
    }

    @BeforeEach
    void twins() throws IOException {
        Files.createDirectory(folder.resolve("clinic"));
        for (List<String> p : List.of(List.of("A", "2020-01-01", "2021-01-01", "2022-01-01"), List.of("B", "2021-06-01", "2022-06-01",
                "2023-06-01"))) {
            String file = "@clinic/" + p.getFirst() + ".twin";
            ok("observe", "add", file, "knee.operation=1", "--time", p.get(1), "--patient", p.getFirst());
            ok("observe", "add", file, "knee.migration.mtpm=0.2mm", "--time", p.get(2));
            ok("observe", "add", file, "knee.migration.mtpm=2.5mm", "--time", p.get(3));
        }
        ok("follow", "@clinic");
    }

    @Test
    void oneTwin() throws IOException {
        byte[] before = Files.readAllBytes(folder.resolve("clinic/A.twin"));
        for (String out : List.of("@one", "@two")) {
            Call c = call("follow", "@clinic/A.twin", "--as-of", "2021-06-01", "--out", out);
            assertEquals(0, c.exitCode(), c.err());
            assertTrue(c.err().contains("as of 2021-06-01") && c.err().contains("(of this twin: 1)"), c.err());
        }
        for (String f : List.of("results.json", "report.html", "observations.csv", "alerts.csv", "predictions.csv")) {
            assertArrayEquals(Files.readAllBytes(folder.resolve("one").resolve(f)), Files.readAllBytes(folder.resolve("two").resolve(f)),
                    f);
        }
        String json = Files.readString(folder.resolve("one/results.json"));
        assertTrue(json.contains("\"later\": 1") && json.contains("\"time\": \"2021-06-01\""), json);
        // the visit of a year was kept, that of two years is to come: not overdue for years
        assertTrue(json.contains("\"status\": \"later\"") && json.contains("\"day\": \"2022-01-01\""), json);
        assertFalse(Files.readString(folder.resolve("one/observations.csv")).contains("2022-01-01"));
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("clinic/A.twin")));
        // the limit of a year later is not passed yet
        assertTrue(ok("alerts", "@clinic/A.twin").contains("knee.migration.mtpm.limit.unacceptable"));
        assertFalse(ok("alerts", "@clinic/A.twin", "--as-of", "2021-06-01").contains("knee.migration.mtpm.limit.unacceptable"));
        Call refused = call("alerts", "@clinic/A.twin", "--as-of", "2022-06-01", "--acknowledge",
                "knee.migration.mtpm.limit.unacceptable");
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains("--acknowledge is done today"), refused.err());
        assertEquals(2, call("follow", "@clinic/A.twin", "--as-of", "2999-01-01").exitCode());
        assertEquals(2, call("follow", "@clinic/A.twin", "--as-of", "2019-01-01").exitCode());
    }

    @Test
    void aFolder() throws IOException {
        byte[] before = Files.readAllBytes(folder.resolve("clinic/A.twin"));
        Call c = call("follow", "@clinic", "--as-of", "2021-01-31", "--json");
        assertEquals(0, c.exitCode(), c.err());
        assertEquals(c.out(), ok("follow", "@clinic", "--as-of", "2021-01-31", "--json"));
        assertTrue(c.out().replaceAll("\\s+", "").contains("\"asOf\":\"2021-01-31\",\"notYet\":[\"B.twin\"]"), c.out());
        assertTrue(c.out().contains("\"openAlerts\": []"), c.out());
        assertTrue(c.err().contains("Of 1 twins nothing had been observed") && c.err().contains("B.twin"), c.err());
        String alerts = ok("alerts", "@clinic", "--as-of", "2022-01-01", "--json");
        assertEquals(alerts, ok("alerts", "@clinic", "--as-of", "2022-01-01", "--json"));
        assertTrue(alerts.contains("knee.migration.mtpm.limit.unacceptable"), alerts);
        assertFalse(ok("alerts", "@clinic", "--as-of", "2021-12-31", "--json").contains("knee.migration.mtpm.limit.unacceptable"));
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("clinic/A.twin")));
    }
}
