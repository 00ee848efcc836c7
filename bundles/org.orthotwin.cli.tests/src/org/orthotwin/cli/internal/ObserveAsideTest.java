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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.JsonText;

/** Rows that an import has put aside are told wherever twins are, and settled by hand. */
class ObserveAsideTest {

    private static final String SAID = "2 rows were put aside; what they would have said is not in this: knee.flexion 2021-02-30 100 deg (";

    @TempDir
    Path folder;
    private Path twins;

    private Call call(String... words) {
        return Call.in(twins, words);
    }

    private Call ok(String... words) {
        Call c = call(words);
        assertEquals(0, c.exitCode(), c.out() + c.err());
        return c;
    }

    private static List<?> list(Object json, String key) {
        return (List<?>) ((Map<?, ?>) json).get(key);
    }

    private Object json(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--json", "--quiet"));
        return JsonText.parse(ok(line.toArray(String[]::new)).out());
    }

    /** A is quiet, B has two rows aside: a day that is none, and a name that nobody knows. */
    @BeforeEach
    void twins() throws IOException {
        twins = Files.createDirectory(folder.resolve("twins"));
        for (String p : List.of("A", "B")) {
            ok("observe", "add", "@" + p + ".twin", "knee.operation=1", "--time", "2020-01-01", "--patient", p);
            ok("observe", "add", "@" + p + ".twin", "knee.score.oks=38", "--time", "2021-01-01");
        }
        Path table = Files.writeString(folder.resolve("t.csv"), "patient,observable,time,value,unit\nB,knee.flexion,2021-02-30,100,deg\n"
                + "B,knee.flexoin,2021-02-03,100,deg\nA,knee.flexion,2021-02-03,100,deg\n");
        assertEquals(1, call("observe", "import", twins.toString(), table.toString()).exitCode());
    }

    @Test
    void aFolderIsNotQuiet() throws IOException {
        Path page = folder.resolve("page");
        Call f = ok("follow", twins.toString(), "--out", page.toString());
        assertTrue(f.out().contains("B.twin: " + SAID), f.out());
        assertTrue(f.out().indexOf("B.twin") < f.out().indexOf("A.twin"), "who has rows aside comes first: " + f.out());
        String html = Files.readString(page.resolve("report.html"));
        assertTrue(html.contains("with rows that were put aside") && html.contains("knee.flexoin"), html);
        List<?> all = list(JsonText.parse(Files.readString(page.resolve("results.json"))), "twins");
        assertEquals(List.of(2, 0), all.stream().map(t -> list(t, "aside").size()).toList());
        assertEquals("observable.unknown", ((Map<?, ?>) list(all.getFirst(), "aside").get(1)).get("code"));

        Call a = ok("alerts", twins.toString());
        assertTrue(a.out().startsWith("no alerts in 2 twins; rows were put aside of 1") && a.out().contains("B.twin: " + SAID), a.out());
        assertEquals(List.of(0, 2), list(json("alerts", twins.toString()), "twins").stream().map(t -> list(t, "aside").size()).toList());
        Call fr = ok("alerts", twins.toString(), "--lang", "fr");
        assertTrue(fr.out().contains("B.twin: 2 lignes ont \u00e9t\u00e9 mises de c\u00f4t\u00e9"), fr.out());
        assertFalse(fr.out().contains("was put") || fr.out().contains("no such"), fr.out());
    }

    @Test
    void aTwinIsNotQuiet() throws IOException {
        for (List<String> words : List.of(List.of("follow", "@B.twin"), List.of("follow", "@B.twin", "--since", "2025-01-01"), List.of(
                "alerts", "@B.twin"))) {
            String out = ok(words.toArray(String[]::new)).out();
            assertEquals(out.indexOf(SAID), out.lastIndexOf(SAID), out);
            assertTrue(out.contains(SAID), words + out);
        }
        assertEquals(2, list(json("alerts", "@B.twin"), "aside").size());
        // nor where there is an alert
        ok("observe", "add", "@B.twin", "knee.migration.mtpm=2.5mm", "--time", "2021-01-01");
        Call f = ok("follow", "@B.twin");
        assertTrue(f.out().contains(SAID) && f.out().contains("unacceptable"), f.out());
        // whose operation was put aside cannot be followed, and is told of all the same
        ok("observe", "add", "@C.twin", "body.mass=80kg", "--time", "2020-01-01", "--patient", "C");
        Path table = Files.writeString(folder.resolve("c.csv"), "patient,observable,time,value,unit\nC,knee.operation,2020-02-30,1,\n");
        assertEquals(1, call("observe", "import", "@C.twin", table.toString()).exitCode());
        Call c = call("follow", twins.toString());
        assertEquals(1, c.exitCode());
        assertTrue(c.out().contains("C.twin: 1 row was put aside") && c.out().contains("knee.operation 2020-02-30 1"), c.out());
    }

    @Test
    void rowsAreSettledByHand() throws IOException {
        ok("follow", twins.toString());
        String out = ok("observe", "aside", "@B.twin").out();
        assertTrue(out.contains("put aside and wait: 2") && out.contains("  1  knee.flexion 2021-02-30 100 deg (") && out.contains(
                "  2  knee.flexoin"), out);
        assertEquals(2, call("observe", "aside", "@B.twin", "--settle", "1").exitCode(), "without a reason");
        assertEquals(2, call("observe", "aside", "@B.twin", "--settle", "one", "--why", "x").exitCode());
        assertEquals(2, call("observe", "aside", "@B.twin", "--settle", "3", "--why", "x").exitCode());
        assertEquals(2, call("observe", "aside", "@B.twin", "1").exitCode());
        assertEquals(2, call("observe", "withdraw", "@B.twin").exitCode());
        ok("observe", "aside", "@B.twin", "--settle", "1", "--why", "x", "--dry-run");
        Object told = json("observe", "aside", "@B.twin", "--settle", "1", "--why", "no such day, no other known", "--by", "Dr. B");
        assertEquals(1, ((Number) ((Map<?, ?>) told).get("waiting")).intValue());
        Map<?, ?> settled = (Map<?, ?>) ((Map<?, ?>) list(told, "rows").getFirst()).get("settled");
        assertEquals(List.of("Dr. B", "no such day, no other known"), List.of(settled.get("by"), settled.get("why")));
        assertNull(settled.get("observation"));
        assertEquals(1, list(json("alerts", "@B.twin"), "aside").size());
        assertTrue(ok("observe", "aside", "@B.twin").out().contains("by Dr. B: no such day, no other known"));
        ok("observe", "aside", "@B.twin", "--settle", "all", "--why", "the clinic has no such value");
        assertEquals(0, list(json("alerts", "@B.twin"), "aside").size());
        assertEquals(2, list(json("observe", "aside", "@B.twin"), "rows").size(), "nothing is deleted");
        assertTrue(ok("alerts", twins.toString()).out().startsWith("no alerts in 2 twins\n"));
        assertFalse(ok("follow", "@B.twin").out().contains("put aside"));
    }

    /** A row that cannot be read is its patient's as well, in a table for many. */
    @Test
    void whatCannotBeReadIsRemembered() throws IOException {
        Path table = Files.writeString(folder.resolve("s.csv"), "patient;observable;time;value;unit\nA;knee.flexion;01.03.2021;12.345;deg\n"
                + "A;knee.flexion;01.04.2021;100,5;deg\n");
        assertEquals(1, call("observe", "import", twins.toString(), table.toString()).exitCode());
        assertEquals("row.thousands", ((Map<?, ?>) list(json("observe", "aside", "@A.twin"), "rows").getFirst()).get("code"));
    }

    /** While messages are taken, too: the status has how many twins and rows wait, and says of each twin which and why. */
    @Test
    void aServerTellsOfThem() {
        Call dry = ok("twin", "serve", twins.toString(), "--broker", "tcp://127.0.0.1:1", "--dry-run");
        assertTrue(dry.err().contains("B.twin: " + SAID), dry.err());
        Call c = ok("twin", "serve", twins.toString(), "--broker", "tcp://127.0.0.1:1", "--for", "1", "--json");
        assertTrue(c.err().contains("B.twin: " + SAID), c.err());
        Map<?, ?> end = (Map<?, ?>) JsonText.parse(c.out().lines().reduce((a, b) -> b).orElseThrow());
        assertEquals(List.of("end", 1, 2, 0), List.of(end.get("kind"), ((Number) end.get("twinsAside")).intValue(), ((Number) end.get(
                "rowsAside")).intValue(), ((Number) end.get("quarantined")).intValue()));
    }

    /** What a message had wrong is told and settled as what an import had wrong; what is of nobody here, in the folder. */
    @Test
    void whatMessagesHadWrongIsToldAndSettledToo() throws IOException {
        String again = "{\"source\": \"registry\", \"id\": \"7\", \"observable\": \"knee.operation\", \"time\": \"2020-01-11\", "
                + "\"value\": 1, \"unit\": \"\"}";
        for (int run = 0; run < 2; run++) {
            for (String patient : List.of("A", "Z")) {
                LeftMessage.in(twins, "orthotwin/" + patient + "/observations", again);
                Call c = ok("twin", "serve", twins.toString(), "--broker", "tcp://127.0.0.1:1", "--for", "1");
                assertTrue(c.err().contains(patient.equals("A") ? "A.twin: 1 row was put aside; what it would have said is not in this: "
                        + "knee.operation 2020-01-11 1" : "aside.json: 1 row was put aside"), c.err());
            }
        }
        assertEquals("row.operation-close", ((Map<?, ?>) list(json("follow", "@A.twin"), "aside").getFirst()).get("code"));
        Call f = ok("follow", twins.toString());
        assertTrue(f.out().contains("A.twin: 1 row was put aside") && f.out().contains(
                "aside.json: 1 row was put aside; what it would have said is not in this: Z: knee.operation 2020-01-11 1 ("), f.out());
        Object all = json("observe", "aside", twins.toString());
        assertEquals(List.of("Z"), list(all, "rows").stream().map(r -> ((Map<?, ?>) r).get("patient")).toList());
        assertEquals(List.of(1, 2), list(all, "twins").stream().map(t -> ((Number) ((Map<?, ?>) t).get("waiting")).intValue()).toList());
        ok("observe", "aside", "@A.twin", "--settle", "1", "--why", "the day of admission");
        ok("observe", "aside", twins.toString(), "--settle", "all", "--why", "of another clinic");
        LeftMessage.in(twins, "orthotwin/A/observations", again);
        Call c = ok("twin", "serve", twins.toString(), "--broker", "tcp://127.0.0.1:1", "--for", "1");
        assertFalse(c.err().contains("A.twin: ") || c.err().contains("aside.json: "), c.err());
        assertEquals(List.of(), list(json("follow", "@A.twin"), "aside"));
    }
}
