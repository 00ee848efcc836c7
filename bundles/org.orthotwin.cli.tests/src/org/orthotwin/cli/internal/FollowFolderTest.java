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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.JsonText;
import org.orthotwin.followup.Histories;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;

/** Many twins in one call, and what a person who typed something wrong can do. */
class FollowFolderTest {

    @TempDir
    Path folder;

    private Call call(String... words) {
        return Call.in(folder, words);
    }

    private void ok(String... words) {
        Call c = call(words);
        assertEquals(0, c.exitCode(), c.err());
    }

    /** The one who is worse comes first, and what cannot be read before all. */
    @Test
    void theWorstComesFirst() throws IOException {
        for (String p : List.of("A", "B")) {
            ok("observe", "add", "@" + p + ".twin", "knee.operation=1", "--time", "2020-01-01", "--patient", p);
            ok("observe", "add", "@" + p + ".twin", "knee.migration.mtpm=" + (p.equals("B") ? "2.5mm" : "0.3mm"), "--time", "2021-01-01");
        }
        Call c = call("follow", folder.toString());
        assertEquals(0, c.exitCode(), c.err());
        assertTrue(c.out().indexOf("B.twin") > 0 && c.out().indexOf("B.twin") < c.out().indexOf("A.twin"), c.out());
        Files.writeString(folder.resolve("broken.twin"), "no twin");
        Call broken = call("follow", folder.toString());
        assertEquals(1, broken.exitCode(), broken.err());
        assertTrue(broken.out().indexOf("broken.twin") < broken.out().indexOf("B.twin"), broken.out());
        assertTrue(broken.out().contains("overdue: "), broken.out());
        assertEquals(2, call("follow", folder.toString(), "--state", "state-1").exitCode());
        assertEquals(1, call("follow", folder.toString(), "--out", "@x").exitCode());
        String page = Files.readString(folder.resolve("x/report.html"));
        assertTrue(page.indexOf("broken.twin") < page.indexOf("B.twin") && page.indexOf("B.twin") < page.indexOf("A.twin"), page);
        assertTrue(page.contains("with a visit overdue") && page.contains("unacceptable"), page);
        assertTrue(Files.readString(folder.resolve("x/results.json")).contains("\"status\": \"overdue\""));
    }

    /** The list says what comes before the next visit in the words of the patient's own summary: the end of a treatment's time is there. */
    @Test
    void theNextVisitHasOneWording() throws IOException {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(55);
        ok("observe", "add", "@K.twin", "knee.operation=1", "--time", day.toString(), "--patient", "K");
        for (int after : new int[] {40, 50}) {
            ok("observe", "add", "@K.twin", "knee.flexion=55deg", "--time", day.plusDays(after).toString());
        }
        Map<?, ?> told = (Map<?, ?>) JsonText.parse(call("follow", folder.toString(), "--json", "--out", "@x").out());
        String words = (String) ((Map<?, ?>) ((Map<?, ?>) ((List<?>) told.get("twins")).getFirst()).get("nextVisit")).get("words");
        assertTrue(words.contains("; sooner, before " + day.plusDays(84) + ", when the time for this is over: manipulation"), words);
        assertTrue(Files.readString(folder.resolve("x/report.html")).contains(words), words);
        assertTrue(call("follow", folder.toString()).out().contains(words), words);
        assertTrue(call("follow", "@K.twin").out().contains(words.substring(words.indexOf("sooner"))), "as its own summary");
        // an alert does not sleep past that without a word
        String id = ids(json("alerts", "@K.twin"), "\"id\": \"(knee.flexion[^\"]*)\"").getFirst();
        String late = day.plusDays(90).toString();
        Call snoozed = call("alerts", "@K.twin", "--snooze", id, "--until", late);
        assertEquals(2, snoozed.exitCode());
        assertTrue(snoozed.err().contains("--until is " + late + ", and before that on " + day.plusDays(84)
                + " the time for this is over: manipulation"), snoozed.err());
        ok("alerts", "@K.twin", "--snooze", id, "--until", day.plusDays(80).toString());
        ok("alerts", "@K.twin", "--snooze", id, "--until", late, "--insist");
    }

    /** After an import one line says what to do, not one for each twin; who has imported it stays with the rows that do not say it. */
    @Test
    void afterAnImportOneLineSaysWhatToDo() throws IOException {
        StringBuilder rows = new StringBuilder("patient;observable;time;value;unit;by\n");
        for (int i = 1; i <= 5; i++) {
            rows.append("P-").append(i).append(";hip.operation;2026-01-05;1;;\n");
        }
        Path table = Files.writeString(folder.resolve("clinic.csv"), rows + "P-1;pain;13/02/2026;3;;BC\n");
        ok("observe", "import", "@clinic", table.toString(), "--begin", "--by", "AB");
        Twin twin = TwinFiles.load(folder.resolve("clinic/P-1.twin"));
        assertEquals(List.of("hip.operation AB", "pain BC"), twin.getObservations().stream().map(
                o -> o.getDefinition() + " " + o.getDescription()).toList());
        Call c = call("alerts", "@clinic");
        assertEquals(1, c.exitCode());
        assertEquals(1, c.err().lines().filter(l -> l.contains("follow")).count(), c.err());
        assertTrue(c.err().contains("5 of 5 twins have not been followed yet: orthotwin follow ") && c.err().contains(
                "P-1.twin, P-2.twin, P-3.twin, P-4.twin, P-5.twin"), c.err());
        ok("follow", "@clinic");
        ok("alerts", "@clinic");
    }

    /** Each patient in a folder of the own, as the workbench keeps them: one table, one list of alerts, one page. */
    @Test
    void aClinicIsOneFolder() throws IOException {
        for (String p : List.of("A", "B")) {
            Files.createDirectory(folder.resolve(p));
            ok("observe", "add", "@" + p + "/" + p + ".twin", "knee.operation=1", "--time", "2020-01-01", "--side", "left", "--patient", p);
        }
        ok("observe", "add", "@C.twin", "hip.operation-planned=1", "--time", "2019-01-01", "--patient", "C");
        ok("observe", "add", "@C2.twin", "knee.operation=1", "--time", "2019-01-01", "--patient", "C");
        Path table = Files.writeString(folder.resolve("clinic.csv"), """
                patient;observable;time;value;unit
                A;knee.migration.mtpm;01.01.2021;0,3;mm
                B;knee.migration.mtpm;01.01.2021;2,5;mm
                C;knee.flexion;01.03.2019;100;deg
                C;body.mass;01.03.2019;80;kg
                D;knee.flexion;01.03.2019;100;deg
                ;knee.flexion;01.03.2019;101;deg
                A;knee.flexion;01.03.2021;400;deg
                """);
        Call c = call("observe", "import", folder.toString(), table.toString(), "--quarantine", "@left.csv");
        assertEquals(1, c.exitCode(), c.err());
        assertTrue(c.out().contains("A (A" + java.io.File.separator + "A.twin): 1 taken, 0 known already, 1 put aside"), c.out());
        assertTrue(c.out().contains("3 taken, 0 known already, 4 put aside"), c.out());
        assertTrue(Files.readString(folder.resolve("C2.twin")).contains("knee.flexion"));
        assertTrue(c.err().contains("'D'") && c.err().contains("column patient") && c.err().contains("several twins"), c.err());
        assertEquals(5, Files.readAllLines(folder.resolve("left.csv")).size());
        // the same again changes nothing
        assertTrue(call("observe", "import", folder.toString(), table.toString()).out().contains("0 taken, 3 known already, 4 put aside"));

        Call f = call("follow", folder.toString(), "--out", folder.getParent().resolve("page-of-" + folder.getFileName()).toString());
        assertEquals(0, f.exitCode(), f.err());
        assertFalse(f.err().contains("\n\n"), f.err());
        String page = Files.readString(folder.getParent().resolve("page-of-" + folder.getFileName()).resolve("report.html"));
        assertTrue(page.contains("Knee, left") && page.contains("operation 2020-01-01") && page.contains("operation planned: 2019-01-01"),
                page);
        Call alerts = call("alerts", folder.toString());
        assertEquals(0, alerts.exitCode(), alerts.err());
        assertTrue(alerts.out().contains("B" + java.io.File.separator + "B.twin") && alerts.out().contains("unacceptable"), alerts.out());
        assertEquals(2, call("alerts", folder.toString(), "--acknowledge", "x").exitCode());
        ok("alerts", "@B/B.twin", "--snooze", "knee.migration.mtpm.limit.unacceptable", "--until", "10.12.2999");
        assertTrue(call("alerts", folder.toString()).out().contains("snoozed"));
        assertEquals(2, call("observe", "import", folder.resolve("A").toString(), "@nothing.csv").exitCode());
    }

    /**
     * An acknowledged complication stays first among those whose alerts are less grave, and asks for the visit sooner; only what is snoozed
     * leaves its place, and says until when.
     */
    @Test
    void whatIsAcknowledgedKeepsItsPlace() throws IOException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String seen = today.minusDays(3).toString();
        for (String p : List.of("A-well", "M-pain", "W-wound")) {
            ok("observe", "add", "@" + p + ".twin", "knee.operation=1", "--time", today.minusDays(p.startsWith("M") ? 200 : 20)
                    .toString(), "--patient", p);
            ok("observe", "add", "@" + p + ".twin", p.startsWith("M") ? "laboratory.crp=45mg/L" : "knee.flexion=85deg", "--time", seen);
        }
        ok("observe", "add", "@W-wound.twin", "complication.wound=1", "--time", seen);
        ok("follow", folder.toString());
        String id = ids(json("alerts", "@W-wound.twin"), "\"id\": \"(complication[^\"]*)\"").getFirst();
        assertEquals(List.of("W-wound.twin", "M-pain.twin", "A-well.twin"), files());
        ok("alerts", "@W-wound.twin", "--acknowledge", id, "--note", "comes today");
        assertEquals(List.of("W-wound.twin", "M-pain.twin", "A-well.twin"), files());
        String line = call("follow", folder.toString()).out().lines().filter(l -> l.startsWith("W-wound")).findFirst().orElseThrow();
        assertTrue(line.contains("complication") && line.contains("(acknowledged)") && line.contains(
                "before that, today: refer the patient"), line);
        ok("follow", folder.toString(), "--out", "@urgent");
        String urgent = Files.readString(folder.resolve("urgent/report.html"));
        assertTrue(Pattern.compile("<td class=\"below\">[^<]*before that, today: refer the patient").matcher(urgent).find(), urgent);
        String list = call("alerts", folder.toString()).out();
        assertTrue(list.indexOf("W-wound") < list.indexOf("M-pain"), list);
        assertTrue(json("follow", folder.toString()).contains("\"" + id + "\""));
        // who is referred the same day is not put off unless somebody insists, and is not lost among those who are well then
        Call snoozed = call("alerts", "@W-wound.twin", "--snooze", id, "--until", today.plusDays(2).toString());
        assertEquals(2, snoozed.exitCode());
        assertTrue(snoozed.err().contains("and before that today: refer the patient, it may be"), snoozed.err());
        for (String each : ids(json("alerts", "@W-wound.twin"), "\"id\": \"([^\"]*[.][^\"]*)\"")) {
            ok("alerts", "@W-wound.twin", "--snooze", each, "--until", "2999-12-10", "--insist");
        }
        assertEquals(List.of("M-pain.twin", "W-wound.twin", "A-well.twin"), files());
        assertTrue(call("follow", folder.toString()).out().contains("(asleep until 2999-12-10)"));
        assertTrue(call("follow", folder.toString()).out().contains("(snoozed until 2999-12-10)"));
        ok("follow", folder.toString(), "--out", "@page");
        String page = Files.readString(folder.resolve("page/report.html"));
        assertTrue(page.contains("(snoozed until 2999-12-10)"), page);
    }

    private List<String> files() {
        return ids(json("follow", folder.toString()), "\"file\": \"([^\"]*)\"");
    }

    private String json(String... words) {
        Call c = call(Stream.concat(Stream.of(words), Stream.of("--json")).toArray(String[]::new));
        assertEquals(0, c.exitCode(), c.err());
        return c.out();
    }

    private static List<String> ids(String json, String pattern) {
        return Pattern.compile(pattern).matcher(json).results().map(m -> m.group(1)).toList();
    }

    /**
     * A clinic's table begins the twins of those whose operation it has, one a joint and side, and of nobody whose pseudonym it alone has.
     */
    @Test
    void aTableBeginsTwinsWhereThatIsAskedFor() throws IOException {
        Path table = Files.writeString(folder.resolve("clinic.csv"), """
                patient;observable;time;value;unit;side
                D 1;knee.flexion;2026-03-10;100;deg;
                D 1;knee.operation;2026-01-10;1;;left
                D 1;body.mass;2026-01-10;80;kg;
                E;knee.flexion;2026-03-10;100;deg;
                F;knee.operation;2025-01-10;1;;left
                F;knee.operation;2026-01-10;1;;right
                F;knee.flexion;2026-03-10;90;deg;right
                F;hip.operation-planned;2026-02-01;1;;
                F;hip.score.ohs;2026-03-10;20;;
                F;pain;2026-03-10;3;;
                """);
        Path twins = Files.createDirectory(folder.resolve("twins"));
        assertEquals(2, call("observe", "import", twins.toString(), table.toString()).exitCode(), "nothing is begun unasked");
        assertEquals(2, call("observe", "import", "@one.twin", table.toString(), "--begin", "--patient", "F").exitCode());
        assertEquals(1, call("observe", "import", twins.toString(), table.toString(), "--begin", "--dry-run").exitCode());
        assertEquals(List.of(), names(twins));
        Call c = call("observe", "import", twins.toString(), table.toString(), "--begin", "--json");
        assertEquals(1, c.exitCode(), c.err());
        assertEquals(List.of("D-1.twin", "F-hip.twin", "F-knee-left.twin", "F-knee-right.twin"), names(twins));
        assertTrue(c.out().replaceAll("\\s+", " ").contains(
                "\"begun\": [ \"D-1.twin\", \"F-knee-left.twin\", \"F-knee-right.twin\", \"F-hip.twin\" ]"), c.out());
        assertTrue(c.err().contains("'E'") && c.err().contains("several twins of the patient 'F'"), c.err());
        Call again = call("observe", "import", twins.toString(), table.toString(), "--begin");
        assertTrue(again.out().contains("0 taken, 8 known already, 2 put aside"), again.out() + again.err());
        assertTrue(Files.readString(twins.resolve("F-knee-right.twin")).contains("knee.flexion"));
        assertFalse(Files.readString(twins.resolve("F-knee-left.twin")).contains("knee.flexion"));
        Twin d = TwinFiles.load(twins.resolve("D-1.twin"));
        assertEquals(List.of("D 1", "left"), List.of(d.getPseudonym(), Histories.side(d).orElseThrow()));
        // both knees of a patient are two, and are told apart
        Call f = call("follow", twins.toString());
        assertFalse(f.err().contains("F is in"), f.err());
        assertTrue(f.out().contains("Knee, left") && f.out().contains("Knee, right"), f.out());
        Files.copy(twins.resolve("F-knee-left.twin"), twins.resolve("copy.twin"));
        assertTrue(call("follow", twins.toString()).err().contains("F is in 2 files"), "a copy is told");
    }

    /** Rows that no twin of a folder could take wait in the folder until they are imported rightly, or settled; the folder is begun,
            too. */
    @Test
    void whatIsOfNoTwinWaitsInTheFolder() throws IOException {
        String head = "patient;observable;time;value;unit;side\n";
        Path table = Files.writeString(folder.resolve("clinic.csv"), head + """
                F;knee.operation;2025-01-10;1;;left
                F;knee.operation;2026-01-10;1;;right
                F;pain;2026-03-10;3;;
                G;complication.wound;2026-03-10;1;;
                """);
        String twins = folder.resolve("clinic").toString();
        assertEquals(2, call("observe", "import", folder.resolve("no/clinic").toString(), table.toString(), "--begin").exitCode());
        assertTrue(call("observe", "import", twins, table.toString(), "--begin", "--dry-run").err().contains("is not there"));
        assertFalse(Files.exists(folder.resolve("clinic")));
        Call c = call("observe", "import", twins, table.toString(), "--begin");
        assertEquals(1, c.exitCode(), c.err());
        assertTrue(c.err().contains("aside.json"), c.err());
        ok("follow", twins);
        for (String verb : List.of("follow", "alerts")) {
            String said = call(verb, twins).out();
            assertTrue(said.contains("aside.json: 2 rows were put aside") && said.contains("G: complication.wound 2026-03-10"), said);
        }
        call("observe", "import", twins, table.toString(), "--begin");
        String aside = call("observe", "aside", twins).out();
        assertTrue(aside.contains("1  F: pain 2026-03-10 3 (") && aside.contains("2  G: complication.wound") && aside.contains("wait: 2"),
                aside);
        // with its side it is taken, and what waited is replaced
        Files.writeString(table, head + "F;pain;2026-03-10;3;;left\n");
        ok("observe", "import", twins, table.toString());
        assertTrue(call("observe", "aside", twins).out().contains("wait: 1"));
        ok("observe", "aside", twins, "--settle", "2", "--why", "of another clinic");
        String all = json("observe", "aside", twins);
        assertTrue(all.contains("\"waiting\": 0") && all.contains("of another clinic") && all.contains("\"patient\": \"G\""), all);
        assertFalse(call("follow", twins).out().contains("put aside; what"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".twin")).sorted().toList();
        }
    }

    /** Who typed an observation is kept with it; a cohort of whom nothing was followed says what to do. */
    @Test
    void whoTypedIsKept() throws IOException {
        ok("observe", "add", "@t.twin", "knee.operation=1", "--time", "2020-01-01", "--patient", "P", "--by", "A. Nurse");
        assertTrue(Files.readString(folder.resolve("t.twin")).contains("description=\"A. Nurse\""));
        for (String verb : List.of("cohort", "what-if", "diff")) {
            Call c = call("twin", verb, "@t.twin");
            assertEquals(2, c.exitCode());
            assertTrue(c.err().contains("t.twin has no state yet: follow it first"), c.err());
        }
    }

    /** A line that is drawn over the one before is for a terminal; what goes into a file or a pipe is not drawn over. */
    @Test
    void onlyTerminalsAreDrawnOver() throws IOException {
        Path file = Files.writeString(folder.resolve("err.log"), "");
        Path link = Files.createSymbolicLink(folder.resolve("fd"), file);
        assertFalse(CommandLine.mayBeTerminal(link));
        assertTrue(CommandLine.mayBeTerminal(Files.createSymbolicLink(folder.resolve("pts"), Path.of("/dev/pts/0"))));
        assertTrue(CommandLine.mayBeTerminal(folder.resolve("nothing")), "where nothing is told nothing is known");
    }

    @Test
    void aWrongEntryIsWithdrawnAndRestored() {
        ok("observe", "add", "@t.twin", "knee.operation=1", "--time", "2020-01-01", "--patient", "P");
        ok("observe", "add", "@t.twin", "knee.flexion=30deg", "--time", "2021-01-01");
        ok("follow", "@t.twin");
        ok("observe", "withdraw", "@t.twin", "knee.flexion", "--time", "2021-01-01", "--why", "the other knee");
        Call c = call("follow", "@t.twin");
        assertTrue(c.out().contains("the other knee"), c.out());
        assertEquals(2, call("observe", "withdraw", "@t.twin", "knee.flexion", "--why", "again").exitCode());
        assertEquals(2, call("observe", "restore", "@t.twin", "knee.flexion").exitCode());
        ok("observe", "restore", "@t.twin", "knee.flexion", "--why", "it was this one");
        String said = call("twin", "history", "@t.twin").out();
        assertTrue(said.contains("the other knee") && said.contains("it was this one"), said);
    }

    /** Trends are told a year, tables can be taken away, and whose a row is has to be said. */
    @Test
    void whatIsToldOfAYear() throws IOException {
        ok("observe", "add", "@t.twin", "knee.operation=1", "--time", "2020-01-01", "--patient", "P");
        ok("observe", "add", "@t.twin", "knee.score.oks=20", "--time", "2019-06-01");
        ok("observe", "add", "@t.twin", "knee.score.oks=30", "--time", "2020-06-01");
        ok("follow", "@t.twin");
        String diff = call("twin", "diff", "@t.twin").out();
        assertTrue(diff.contains("/yr") && !diff.contains("/s"), diff);
        String said = call("twin", "what-if", "@t.twin", "--do", "revise", "--observable", "knee.score.oks", "--out", "@w.csv").out();
        // what decides, in a line: what patients gain, with its band, and what that is told from
        assertTrue(said.contains("Oxford Knee Score") && said.contains("an assumption") && said.contains("--details"), said);
        assertTrue(said.lines().count() < 16, said);
        String more = call("twin", "what-if", "@t.twin", "--do", "revise", "--observable", "knee.score.oks", "--details").out();
        assertTrue(more.contains("what is gained is an assumption") && more.contains("731"), more);
        assertEquals(2 + 2 * 5, Files.readAllLines(folder.resolve("w.csv")).size());
        assertEquals(2, call("twin", "what-if", "@t.twin", "--observable", "knee.skore").exitCode());
        Path csv = Files.writeString(folder.resolve("rows.csv"), "observable,time,value,unit\nknee.score.oks,2021-01-01,34,1\n");
        Call none = call("observe", "import", "@t.twin", csv.toString());
        assertEquals(1, none.exitCode());
        assertTrue(none.err().contains("--patient P"), none.err());
        ok("observe", "import", "@t.twin", csv.toString(), "--patient", "P");
        assertTrue(call("observe", "import", "@none.twin", csv.toString()).err().contains("--patient"));
    }

    /** What a nurse may slip on: a value far off, the same value from an export, rows that were put aside and mended. */
    @Test
    void slipsAreToldAndNothingCountsTwice() throws IOException {
        ok("observe", "add", "@t.twin", "knee.operation=1", "--time", "2025-01-10", "--patient", "P");
        Call far = call("observe", "add", "@t.twin", "knee.flexion=12deg", "--time", "10.12.2025");
        assertEquals(0, far.exitCode(), far.err());
        assertTrue(far.err().contains("is far from what was expected") && far.err().contains("withdraw observation-2"), far.err());
        ok("observe", "withdraw", "@t.twin", "observation-2", "--why", "a digit was missing");
        assertFalse(call("observe", "add", "@t.twin", "knee.flexion=105deg", "--time", "2026-01-10").err().contains("far from"));
        Path csv = Files.writeString(folder.resolve("rows.csv"), "patient;observable;time;value;unit;source\n"
                + "P;knee.flexion;10.01.2026;105,0;deg;ward\nP;knee.flexion;10/02/2026;105;deg;ward\n");
        Call c = call("observe", "import", "@t.twin", csv.toString(), "--quarantine", "@q.csv");
        assertEquals(1, c.exitCode());
        assertTrue(c.err().contains("does not count twice") && c.err().contains("01.03.2024"), c.err());
        Files.writeString(folder.resolve("q.csv"), Files.readString(folder.resolve("q.csv")).replace("10/02/2026", "2026-02-10"));
        assertTrue(call("observe", "import", "@t.twin", "@q.csv").out().contains("1 taken"));
        Call both = call("observe", "import", "@t.twin", csv.toString(), "--both", "--json", "--lang", "fr");
        assertTrue(both.out().replace(" ", "").contains("\"counts\":true"), both.out() + both.err());
    }

    @Test
    void helpIsAWordToo() {
        assertEquals(Call.of(List.of("follow", "--help")).out(), Call.of(List.of("help", "follow")).out());
        assertTrue(Call.of(List.of("help")).out().contains("Verbs:"));
        assertEquals(2, Call.of(List.of("help", "folow")).exitCode());
    }
}
