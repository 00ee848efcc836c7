/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of a folder are those of its twins, one below the other. */
class FolderTablesTest {

    @TempDir
    Path folder;

    private Call call(String... words) {
        return Call.in(folder, words);
    }

    private Call ok(String... words) {
        Call c = call(words);
        assertEquals(0, c.exitCode(), c.err());
        return c;
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }

    /** With chains a folder's tables are those of its twins, whole, on any number of threads. */
    @Test
    void chainsAreDrawnOfEachTwinWhereThatIsAskedFor() throws IOException {
        List<String> names = List.of("A", "B", "C");
        for (String p : names) {
            String file = "@clinic/" + p + ".twin";
            Files.createDirectories(folder.resolve("clinic"));
            ok("observe", "add", file, "knee.operation=1", "--time", "2020-01-01", "--patient", p);
            ok("observe", "add", file, "knee.score.oks=" + (24 + names.indexOf(p)), "--time", "2020-02-12");
            ok("observe", "add", file, "knee.migration.mtpm=0.9mm", "--time", "2021-01-01");
        }
        ok("follow", "@clinic", "--chains", "--threads", "1", "--out", "@first", "--as-of", "2021-06-01");
        ok("follow", "@clinic", "--chains", "--threads", "3", "--out", "@again", "--as-of", "2021-06-01");
        for (String table : List.of("observations.csv", "alerts.csv", "parameters.csv")) {
            assertEquals(lines("first/" + table), lines("again/" + table));
            List<String> expected = new ArrayList<>();
            for (String p : names) {
                ok("follow", "@clinic/" + p + ".twin", "--as-of", "2021-06-01", "--out", "@one");
                List<String> own = lines("one/" + table);
                own.subList(2, own.size()).forEach(l -> expected.add(p + ".twin," + (table.startsWith("obs") ? "" : p + ",") + l));
            }
            List<String> all = lines("first/" + table);
            assertEquals(expected, all.subList(2, all.size()), table);
        }
        assertTrue(lines("first/parameters.csv").stream().filter(l -> l.contains("knee.score.oks.time")).noneMatch(l -> l.endsWith(
                ",,,,,")));
        Call c = call("follow", "@clinic", "--chains");
        assertTrue(c.exitCode() == 2 && c.err().contains("--out"), c.err());
    }

    @Test
    void aFolderHasTheRowsOfItsTwins() throws IOException {
        Files.createDirectories(folder.resolve("clinic/ward"));
        for (String p : List.of("A", "ward/B")) {
            String file = "@clinic/" + p + ".twin";
            ok("observe", "add", file, "knee.operation=1", "--time", "2020-01-01", "--patient", p.replace('/', '-'));
            ok("observe", "add", file, "knee.score.oks=35", "--time", "2020-07-01");
            ok("observe", "add", file, "knee.migration.mtpm=" + (p.equals("A") ? "0.3mm" : "2.5mm"), "--time", "2021-01-01");
        }
        String json = ok("follow", "@clinic", "--as-of", "2021-06-01", "--out", "@all", "--json").out();
        for (String table : List.of("observations.csv", "alerts.csv", "parameters.csv")) {
            assertTrue(json.contains("\"" + table + "\""), json);
            List<String> expected = new ArrayList<>();
            for (String p : List.of("A", "ward/B")) {
                ok("follow", "@clinic/" + p + ".twin", "--as-of", "2021-06-01", "--out", "@one");
                // chains are drawn of a single twin, or where a folder is asked for them
                List<String> own = lines("one/" + table);
                String before = table.startsWith("obs") ? p + ".twin," : p + ".twin," + p.replace('/', '-') + ",";
                if (expected.isEmpty()) {
                    expected.add((table.startsWith("obs") ? "twin," : "twin,patient,") + own.get(0));
                    expected.add((table.startsWith("obs") ? "," : ",,") + own.get(1));
                }
                own.subList(2, own.size()).forEach(l -> expected.add(before + l));
            }
            List<String> all = lines("all/" + table);
            if (table.startsWith("par")) {
                assertEquals(expected.stream().map(l -> l.split(",", -1)).map(c -> String.join(",", List.of(c).subList(0, 9))).toList(),
                        all.stream().map(l -> l.split(",", -1)).map(c -> String.join(",", List.of(c).subList(0, 9))).toList());
                assertTrue(all.get(2).endsWith(",filter,,,,,"), all.get(2));
            } else {
                assertEquals(expected, all, table);
            }
        }
        assertEquals(2 + 2 * 3, lines("all/observations.csv").size());
        assertTrue(lines("all/alerts.csv").stream().anyMatch(l -> l.startsWith("ward/B.twin,ward-B,knee.migration.mtpm.limit")));
        // what was written is known again where it came from
        assertTrue(ok("observe", "import", "@clinic", "@all/observations.csv").out().contains("0 taken, 6 known already, 0 put aside"));
    }
}
