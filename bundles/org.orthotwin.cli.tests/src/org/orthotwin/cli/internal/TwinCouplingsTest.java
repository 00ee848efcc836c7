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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coupled twins and shared cohorts by the command line: what is written, what is said, what is refused. */
class TwinCouplingsTest {

    @TempDir
    Path folder;

    private Call call(String... words) {
        return Call.in(folder, Stream.concat(Stream.of(words), Stream.of("--quiet")).toArray(String[]::new));
    }

    private void ok(String... words) {
        Call c = call(words);
        assertEquals(0, c.exitCode(), c.err());
    }

    private void refused(String expected, String... words) {
        Call c = call(words);
        assertEquals(2, c.exitCode(), c.out());
        assertTrue(c.err().contains(expected), c.err());
    }

    private void twin(String name, String patient, String joint, String... rows) throws IOException {
        Path csv = folder.resolve(name + ".csv");
        Files.writeString(csv, "patient,time,observable,value,unit\n" + patient + ",2020-01-01," + joint + ".operation,1,1\n"
                + String.join("", rows));
        ok("observe", "import", "@" + name + ".twin", csv.toString(), "--patient", patient);
    }

    /** All patients of a cohort tell each other something: a row names some of them. */
    @Test
    void aLargeCohortFillsNoLine() throws IOException {
        for (int i = 0; i < 6; i++) {
            twin("k" + i, "P-" + i, "knee", "P-" + i + ",2020-06-01,knee.score.oks," + (24 + 2 * i) + ",1\n");
            if (i > 0) {
                ok("twin", "couple", "@k" + i + ".twin", "--with", "@k" + (i - 1) + ".twin", "--kind", "cohort");
            }
        }
        Call c = Call.of(List.of("twin", "network", folder.toString()));
        assertEquals(0, c.exitCode(), c.err());
        assertTrue(c.out().contains(" and 2 more"), c.out());
    }

    @Test
    void twinsOfOnePatientLearnFromEachOther() throws IOException {
        twin("knee", "P-1", "knee", "P-1,2020-06-01,activity.steps,12000,1\n", "P-1,2022-01-01,activity.steps,12000,1\n");
        twin("hip", "P-1", "hip");
        ok("twin", "couple", "@hip.twin", "--with", "@knee.twin", "--kind", "use");
        String before = Files.readString(folder.resolve("hip.twin"));
        ok("twin", "network", "@hip.twin", "--dry-run");
        assertEquals(before, Files.readString(folder.resolve("hip.twin")));
        Call c = call("twin", "network", "@hip.twin", "--json");
        assertEquals(0, c.exitCode(), c.err());
        assertTrue(c.out().contains("\"observable\": \"hip.wear.linear\"") && c.out().contains("\"updated\": true"), c.out());
        String after = Files.readString(folder.resolve("hip.twin"));
        assertTrue(after.contains("coupling: what was observed of knee"), after);
        // nothing is new the second time
        ok("twin", "network", folder.toString());
        assertEquals(after, Files.readString(folder.resolve("hip.twin")));
        ok("twin", "couple", "@hip.twin", "--with", "@knee.twin", "--kind", "use", "--remove");
        refused("is not coupled", "twin", "couple", "@hip.twin", "--with", "@knee.twin", "--kind", "use", "--remove");
        refused("same joint", "twin", "couple", "@hip.twin", "--with", "@knee.twin", "--kind", "left-right");
        refused("'mass'", "twin", "couple", "@hip.twin", "--with", "@knee.twin", "--kind", "mass");
        refused("above -1 and below 1", "twin", "couple", "@hip.twin", "--with", "@knee.twin", "--kind", "activity", "--correlation", "1");
        refused("--with", "twin", "couple", "@hip.twin", "--kind", "activity");
    }

    @Test
    void cohortsAreSharedWithoutTheirPatients() throws IOException {
        for (int i = 1; i <= 5; i++) {
            String p = "P-" + i;
            twin("t" + i, p, "knee", p + ",2019-12-20,knee.score.oks," + (14 + i) + ",1\n", p + ",2020-06-01,knee.score.oks," + (25 + i)
                    + ",1\n", p + ",2021-01-01,knee.score.oks," + (26 + i) + ",1\n");
        }
        ok("twin", "share", folder.toString(), "--out", "@north.json", "--site", "north");
        String text = Files.readString(folder.resolve("north.json"));
        assertFalse(text.contains("P-") || text.contains("2020-") || text.contains("t1"), text);
        refused("at least 5", "twin", "share", folder.toString(), "--out", "@x.json", "--least", "2");
        refused("6 are needed", "twin", "share", folder.toString(), "--out", "@x.json", "--least", "6");
        assertFalse(Files.exists(folder.resolve("x.json")));
        twin("next", "P-9", "knee");
        Call c = call("twin", "adopt", "@next.twin", "--summary", "@north.json", "--json");
        assertEquals(0, c.exitCode(), c.err());
        assertTrue(c.out().contains("\"name\": \"knee.score.oks.gain\""), c.out());
        assertTrue(Files.readString(folder.resolve("next.twin")).contains("cohort: 5 patients of 1 summaries"));
        refused("given twice", "twin", "adopt", "@next.twin", "--summary", "@north.json", "--summary", "@north.json");
        refused("no summary of a cohort", "twin", "adopt", "@next.twin", "--summary", "@next.csv");
        refused("--summary", "twin", "adopt", "@next.twin");
        // in French, too
        refused("donné deux fois", "twin", "adopt", "@next.twin", "--summary", "@north.json", "--summary", "@north.json", "--lang", "fr");
    }

    /** From two summaries that differ by one patient, the one could be computed; and nobody learns from a summary with oneself in it. */
    @Test
    void summariesThatDifferByAFewAreNotGivenAway() throws IOException {
        for (int i = 1; i <= 6; i++) {
            String p = "P-" + i;
            twin("t" + i, p, "knee", p + ",2020-06-01,knee.score.oks," + (25 + i) + ",1\n");
        }
        ok("twin", "share", folder.toString(), "--out", "@all.json");
        ok("twin", "share", folder.toString(), "--out", "@same.json");
        refused("P-6 is among the patients", "twin", "adopt", "@t6.twin", "--summary", "@all.json");
        Files.move(folder.resolve("t6.twin"), folder.resolve("away.txt"));
        refused("what 1 patients have said of knee.score.oks", "twin", "share", folder.toString(), "--out", "@less.json");
        assertFalse(Files.exists(folder.resolve("less.json")));
        ok("twin", "share", folder.toString(), "--out", "@less.json", "--again");
        assertTrue(Files.readString(folder.resolve("less.json")).contains("\"patients\": 5"));
    }

    @Test
    void whatIsInstalledIsListed() {
        Call c = Call.of(List.of("observables"));
        assertEquals(0, c.exitCode(), c.err());
        for (String word : List.of("knee.migration.mtpm", "recovery", "unscented *", "predictive *")) {
            assertTrue(c.out().contains(word), c.out());
        }
        Call one = Call.of(List.of("observables", "--observable", "knee.migration.mtpm", "--observable", "body.mass"));
        assertEquals(0, one.exitCode(), one.err());
        for (String word : List.of("0 mm", "29463-7", "knee.migration.mtpm.bedding", "at-risk")) {
            assertTrue(one.out().contains(word), word + ": " + one.out());
        }
        assertTrue(!one.out().contains("unscented"), one.out());
        refused("there are ensemble, extended, unscented", "follow", "example:knee-follow-up", "--estimator", "foo");
        refused("there are cusum, ewma, predictive", "follow", "example:knee-follow-up", "--detector", "foo");
    }
}
