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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the verbs of the follow-up print for a person: their main lines, and numbers as the language writes them. */
class SpokenTest {

    private static final List<String> FRENCH = List.of("--lang", "fr");
    /** A number with a point that is neither quoted nor a part of a name. */
    private static final Pattern POINT = Pattern.compile("(?<![\\w./\u00ab-])\\d+\\.\\d+(?![.\\w])");

    @TempDir
    Path folder;

    private Call call(List<String> more, String... words) {
        return Call.in(folder, Stream.concat(Stream.of(words), more.stream()).toArray(String[]::new));
    }

    private String english(String... words) {
        Call c = call(List.of(), words);
        assertEquals(0, c.exitCode(), c.err());
        return c.err() + c.out();
    }

    /** Without any number that has a point. */
    private String french(int exitCode, String... words) {
        Call c = call(FRENCH, words);
        assertEquals(exitCode, c.exitCode(), c.err());
        String said = c.err() + c.out();
        String written = said.replaceAll("\u00ab[^\u00bb]*\u00bb", "");
        assertFalse(POINT.matcher(written).find(), () -> POINT.matcher(written).results().map(m -> written.substring(Math.max(0, m.start()
                - 20), Math.min(written.length(), m.end() + 20))).toList() + "\n" + said);
        return said;
    }

    private static void says(String said, String... words) {
        for (String w : words) {
            assertTrue(said.replace('\u00a0', ' ').contains(w), () -> "'" + w + "' in\n" + said);
        }
    }

    /** A line whose cells are these, whatever blanks are between them. */
    private static void row(String said, String... cells) {
        assertTrue(said.lines().anyMatch(l -> List.of(l.strip().split(" {2,}")).equals(List.of(cells))), () -> List.of(cells) + " in\n"
                + said);
    }

    @BeforeEach
    void aTwin() throws IOException {
        Files.createDirectory(folder.resolve("ward"));
        english("observe", "add", "@ward/a.twin", "knee.operation=1", "--time", "2020-01-01", "--patient", "P-1");
        english("observe", "add", "@ward/a.twin", "knee.migration.mtpm=0.6mm", "--time", "2020-12-31", "--uncertainty", "0.05mm");
        english("follow", "@ward/a.twin");
    }

    @Test
    void observe() throws IOException {
        says(french(0, "observe", "add", "@ward/a.twin", "knee.flexion=12.5deg", "--time", "2021-01-10"),
                "Flexion du genou 12,5\u00b0 est loin",
                "116 \u00b1 11\u00b0", "1 prises, 0 déjà connues, 0 mises de côté");
        says(english("observe", "add", "@ward/a.twin", "knee.migration.mtpm=3.1mm", "--time", "2021-12-31"),
                "Migration of the tibial component (MTPM) 3.1 mm is far",
                "1 taken, 0 known already, 0 put aside");
        says(french(2, "observe", "add", "@ward/a.twin", "knee.flexion=400.5deg", "--time", "2021-01-12"), "400,5 deg est impossible");
        Files.writeString(folder.resolve("t.csv"), "patient;observable;time;value;unit\nP-1;knee.flexion;2021-02-01;12.345;deg\n"
                + "P-1;knee.flexion;2021-02-02;100,5;deg\nP-1;knee.flexion;2021-02-03;400,5;deg\n");
        // what somebody has written is repeated as it was: it is what is asked about
        says(french(1, "observe", "import", "@ward/a.twin", "@t.csv"), "la ligne 2 a été mise de côté : « 12.345 » peut être « 12345 »",
                "400,5 deg est impossible", "1 prises, 0 déjà connues, 2 mises de côté");
        says(french(0, "observe", "aside", "@ward/a.twin"), "knee.flexion 2021-02-01 « 12.345 » deg", "400,5 deg est impossible");
        String json = call(FRENCH, "observe", "add", "@ward/a.twin", "knee.flexion=99.5deg", "--time", "2021-03-01", "--uncertainty",
                "2.5deg", "--json").out();
        assertTrue(json.contains("\"value\": 99.5,") && json.contains("\"uncertainty\": 2.5,"), json);
        json = call(List.of(), "observe", "add", "@ward/a.twin", "knee.flexion=98.5deg", "--time", "2021-03-02", "--json").out();
        assertTrue(json.contains("\"uncertainty\": null,"), json);
    }

    @Test
    void followAndAlertsOfAFolder() throws IOException {
        english("observe", "add", "@ward/a.twin", "knee.migration.mtpm=1.62mm", "--time", "2021-12-31");
        String said = french(0, "follow", "@ward/a.twin");
        says(said, "P-1 : 1 nouveaux états, maintenant dans state-3", "1,62 mm", "Que faire maintenant");
        String table = french(0, "follow", "@ward", "--as-of", "2022-01-31");
        assertTrue(table.lines().anyMatch(l -> l.startsWith("fichier  patient  articulation  dernière observation  alertes ouvertes  mises "
                + "de côté")),
                table);
        String[] cells = table.lines().filter(l -> l.startsWith("a.twin")).findFirst().orElseThrow().split(" {2,}");
        assertEquals(List.of("a.twin", "P-1", "Genou", "2021-12-31"), List.of(cells).subList(0, 4));
        String list = french(0, "alerts", "@ward");
        row(list, "patient", "articulation", "fichier", "quoi", "niveau", "vue le", "état", "identifiant");
        row(list, "P-1", "Genou", "a.twin", "Migration du composant tibial (MTPM)", "à risque", "2021-12-31", "ouverte",
                "knee.migration.mtpm.limit.continuous");
        row(english("alerts", "@ward"), "P-1", "Knee", "a.twin", "Migration of the tibial component (MTPM)", "at risk", "2021-12-31",
                "open",
                "knee.migration.mtpm.limit.continuous");
        String own = english("follow", "@ward", "--as-of", "2022-01-31");
        assertTrue(own.lines().anyMatch(l -> l.startsWith("file    patient  joint  last observation  open alerts  put aside")), own);
        // a target that is missed by half a degree, in a warning
        english("observe", "add", "@ward/a.twin", "knee.alignment.hka=176.4deg", "--time", "2020-02-01");
        says(french(0, "follow", "@ward/a.twin"), "avertissement : ", "176,4 deg");
        // programs read points
        for (String language : List.of("en", "fr")) {
            Call c = call(List.of("--lang", language), "follow", "@ward/a.twin", "--as-of", "2022-01-31", "--out", "@" + language,
                    "--json");
            assertEquals(0, c.exitCode(), c.err());
            assertTrue(c.out().contains("\"value\": 1.62,"), c.out());
        }
        for (String f : List.of("observations.csv", "predictions.csv", "parameters.csv")) {
            assertArrayEquals(Files.readAllBytes(folder.resolve("en").resolve(f)), Files.readAllBytes(folder.resolve("fr").resolve(f)), f);
        }
    }

    @Test
    void historyDifferenceAndBranch() {
        english("observe", "add", "@ward/a.twin", "knee.flexion=112.5deg", "--time", "2021-01-10");
        english("follow", "@ward/a.twin");
        String history = english("twin", "history", "@ward/a.twin");
        row(history, "state", "since", "parent", "observation", "cause");
        row(history, "state-1", "2020-01-01T00:00:00Z", "observation-1 knee.operation", "population");
        row(history, "state-3 *", "2021-01-10T00:00:00Z", "state-2", "observation-3 knee.flexion", "observation");
        row(french(0, "twin", "history", "@ward/a.twin"), "état", "depuis", "parent", "observation", "cause");
        String diff = english("twin", "diff", "@ward/a.twin");
        says(diff, "From state-1 (2020-01-01T00:00:00Z) to state-3 (2021-01-10T00:00:00Z).");
        row(diff, "observation-2", "2020-12-31", "Migration of the tibial component (MTPM)", "0.6", "mm", "-0.3", "1.67");
        String fr = french(0, "twin", "diff", "@ward/a.twin");
        says(fr, "De state-1 (2020-01-01T00:00:00Z) à state-3 (2021-01-10T00:00:00Z).", "0,6", " ; ");
        row(fr, "observation-3", "2021-01-10", "Flexion du genou", "112,5", "deg", "-0,3", "0,93");
        says(english("twin", "branch", "@ward/a.twin", "--from", "state-2", "--reason", "measured again", "--set",
                "knee.flexion.plateau=110.5deg+-2.5deg"), "state-4 begins at state-2 and is the current state");
        says(french(0, "twin", "branch", "@ward/a.twin", "--from", "state-2", "--reason", "mesuré", "--set",
                "knee.flexion.plateau=110.5deg+-2.5deg"), "state-5 commence à state-2 et est l'état actuel");
        String half = french(0, "twin", "diff", "@ward/a.twin", "--from", "state-2");
        row(half, "knee.flexion.plateau", "116,0 +- 11", "110,5 +- 2,5", "-0,5", "1,60", "deg");
    }

    /** What somebody has written, as a path, a reason or a note, is as it was written in every language. */
    @Test
    void textsOfSomebodyStay() throws IOException {
        Files.createDirectory(folder.resolve("ward 1.5 east"));
        Path file = Files.copy(folder.resolve("ward/a.twin"), folder.resolve("ward 1.5 east/a.twin"));
        String why = "not 0.6 mm but 1.6";
        Call c = call(FRENCH, "observe", "withdraw", file.toString(), "knee.migration.mtpm@2020-12-31", "--why", why);
        assertEquals(0, c.exitCode(), c.err());
        c = call(FRENCH, "follow", file.toString());
        assertEquals(0, c.exitCode(), c.err());
        says(c.out(), why);
        c = call(FRENCH, "follow", folder.resolve("ward 1.5 west/a.twin").toString());
        assertEquals(2, c.exitCode());
        says(c.err(), "ward 1.5 west");
    }
}
