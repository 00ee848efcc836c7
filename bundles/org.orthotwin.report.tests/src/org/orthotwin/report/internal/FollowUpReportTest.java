/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.VirtualPatient;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.report.FollowUpReport;
import org.orthotwin.report.Wording;
import org.w3c.dom.Document;

/** The files of a follow-up, and the patient of the bundled one. */
class FollowUpReportTest {

    private static final double DAY = 86400;
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    /** The bundled observations are those of a synthetic knee that begins to loosen eight months after the operation, and of nobody. */
    @Test
    void theBundledPatientIsSynthetic(@TempDir Path folder) throws IOException {
        Object[][] plan = {{"knee.score.oks", -14, 42, 91, 183, 365, 548, 730}, {"knee.score.koos-pain", -14, 42, 183, 365, 548, 730},
            {"knee.flexion", -14, 3, 42, 91, 183, 365, 548, 730}, {"knee.migration.mtpm", 42, 91, 183, 365, 548, 730},
            {"activity.steps", -14, 28, 56, 91, 183, 274, 365, 456, 548, 639, 730}};
        List<VirtualPatient.Visit> visits = new ArrayList<>();
        for (Object[] p : plan) {
            for (int i = 1; i < p.length; i++) {
                visits.add(new VirtualPatient.Visit(Observables.get((String) p[0]), (Integer) p[i] * DAY));
            }
        }
        VirtualPatient patient = VirtualPatient.draw("SYN-K-001", "knee", Map.of("implant.cemented", 1.0),
                Instant.parse("2020-09-14T00:00:00Z"), visits, Optional.of(new VirtualPatient.Event("loosening", 240 * DAY, 0.6)), true, 5);
        Twin twin = TwinFiles.load(Cases.openFollowUp("knee-follow-up", folder));
        assertEquals(patient.csv(), Files.readString(folder.resolve("knee-follow-up.csv")));
        assertEquals(patient.rows().size(), twin.getObservations().size());
    }

    private static FollowUpResult result() {
        return result(List.of());
    }

    /** @param wrong which of the observations are withdrawn, by their place */
    private static FollowUpResult result(List<Integer> wrong) {
        Twin twin = Histories.begin("hip", "P <1>");
        List<ObservationFile.Row> rows = new ArrayList<>();
        for (String r : List.of("hip.operation 2020-01-01 1 1", "hip.wear.linear 2021-01-01 0.2 mm", "hip.wear.linear 2022-01-01 0.6 mm",
                "hip.wear.linear 2023-01-01 1.1 mm")) {
            String[] c = r.split(" ");
            rows.add(new ObservationFile.Row(1, Map.of("observable", c[0], "time", c[1], "value", c[2], "unit", c[3])));
        }
        Intake.take(twin, rows, Optional.of("P <1>"), "test", NOW);
        List<Observation> entered = List.copyOf(twin.getObservations());
        wrong.forEach(i -> Withdrawals.withdraw(twin, entered.get(i), "other hip <left>", "AB", NOW));
        FollowUp f = new FollowUp(twin);
        f.absorb(new UnscentedKalman(), "unscented", List.of("test 1"), Monitor.NONE);
        return FollowUpResult.of(f, twin.getCurrentState(), Optional.empty(), 200, log(), NOW, 1, Monitor.NONE);
    }

    private static AlertLog log() {
        try {
            return AlertLog.read(Path.of("nowhere.alerts.json"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Terminals tell what to do next in the words of the page, in its order; in French with its commas. */
    @Test
    void whatToDoNextIsToldAsOnThePage() {
        FollowUpResult r = result();
        for (String language : List.of("en", "fr")) {
            List<String> lines = new Wording(language).next(r);
            assertEquals(language.equals("fr") ? "Que faire maintenant" : "What to do next", lines.getFirst());
            assertEquals(r.todo(language).size() + 1, lines.size());
            assertTrue(lines.size() > 2, lines::toString);
            String page = new FollowUpPage(r, new Words(language)).write().replace("&#39;", "'").replace("&quot;", "\"");
            int at = page.indexOf("<ol>");
            for (int i = 1; i < lines.size(); i++) {
                String start = "  " + i + ". ";
                assertTrue(lines.get(i).startsWith(start), lines.get(i));
                int next = page.indexOf(">" + lines.get(i).substring(start.length()) + "</li>", at);
                assertTrue(next > at, lines.get(i));
                at = next;
            }
        }
    }

    /** A complication stands with what was said of it and by whom. */
    @Test
    void aComplicationIsDescribed(@TempDir Path folder) throws Exception {
        Twin twin = Histories.begin("hip", "P");
        Intake.take(twin, List.of(new ObservationFile.Row(1, Map.of("observable", "hip.operation", "time", "2020-01-01", "value", "1")),
                new ObservationFile.Row(2, Map.of("observable", "complication", "time", "2020-11-20", "value", "1", "by", "Ambulanz",
                        "note", "wound <dehiscence>"))), Optional.of("P"), "test", NOW);
        FollowUp f = new FollowUp(twin);
        f.absorb(new UnscentedKalman(), "unscented", List.of("test 1"), Monitor.NONE);
        FollowUpReport.write(FollowUpResult.of(f, twin.getCurrentState(), Optional.empty(), 200, AlertLog.read(Path.of(
                "nowhere.alerts.json")), NOW, 1, Monitor.NONE), folder, "hip.twin", List.of(), "en", 1, Monitor.NONE);
        String page = Files.readString(folder.resolve("report.html"));
        assertTrue(page.contains("Complication: wound &lt;dehiscence&gt; \u2013 by Ambulanz"), page);
    }

    /** What was observed comes back from the table of a follow-up, events, facts and notes as well, and is known where it is already. */
    @Test
    void theTableOfObservationsCanBeImported(@TempDir Path folder) throws Exception {
        String hostile = "</td><script>alert(1)</script>\n\"<img src=x onerror='alert(2)'>\", =1+1; \u00e0";
        Twin twin = Histories.begin("knee", "P");
        List<ObservationFile.Row> rows = new ArrayList<>();
        for (String r : List.of("knee.operation,2020-01-01,1,1,,", "side,2020-01-01,left,1,,", "patient.female,2020-01-01,yes,1,,",
                "implant.part,2020-01-01,1,1,,Stem <7>", "implant.cemented,2020-01-01,1,1,,", "pain,2020-03-01,3,1,,",
                "knee.flexion,2020-04-01,101.3,deg,2,", "body.mass,2020-04-02,172,lb,,", "complication,2020-11-20,1,1,,",
                "knee.score.oks,2020-12-01,items(4 3 - 2 4 3 2 4 4 1 2 3),1,,", "laboratory.crp,2020-12-01,2,mg/L,,")) {
            String[] c = r.split(",", -1);
            rows.add(new ObservationFile.Row(1, Map.of("observable", c[0], "time", c[1], "value", c[2], "unit", c[3], "uncertainty", c[4],
                    "part", c[5], "note", hostile, "by", "A <B>", "source", "clinic", "id", "7-" + c[0])));
        }
        rows.add(new ObservationFile.Row(1, Map.of("observable", "pain", "time", "2020-05-01T10:00:00+02:00", "value", "2")));
        Intake.Result first = Intake.take(twin, rows, Optional.of("P"), "test", NOW);
        assertEquals(List.of(), first.quarantined());
        FollowUp f = new FollowUp(twin);
        f.absorb(new UnscentedKalman(), "unscented", List.of("test 1"), Monitor.NONE);
        FollowUpReport.write(FollowUpResult.of(f, twin.getCurrentState(), Optional.empty(), 200, log(), NOW, 1, Monitor.NONE), folder,
                "knee.twin", List.of(), "en", 1, Monitor.NONE);
        List<ObservationFile.Row> read = ObservationFile.read(folder.resolve("observations.csv"));
        assertEquals(12, read.size());
        Intake.Result again = Intake.take(twin, read, Optional.empty(), "observations.csv", NOW);
        assertEquals(List.of(0, 12, 0), List.of(again.taken().size(), again.known(), again.quarantined().size()));
        Twin other = Histories.begin("other", "P");
        assertEquals(List.of(), Intake.take(other, read, Optional.empty(), "observations.csv", NOW).quarantined());
        assertEquals(told(twin), told(other));
        assertEquals(11, told(other).stream().filter(t -> t.endsWith(hostile)).count());
        String page = Files.readString(folder.resolve("report.html"));
        assertFalse(page.contains("<script>alert") || page.contains("<img src=x"), page);
        assertTrue(page.split("&lt;script&gt;alert\\(1\\)&lt;/script&gt;", -1).length > 6, "in each table that tells of it");
    }

    private static List<String> told(Twin twin) {
        return twin.getObservations().stream().map(o -> String.join("|", o.getDefinition(), o.getTime(), String.format(Locale.ROOT, "%.9g",
                o.getValue()), o.getUnit(), String.valueOf(o.getStandardUncertainty()), o.getSource(), o.getIdentity(), String.valueOf(o
                        .getDescription()), Notes.of(o).orElse(""))).sorted().toList();
    }

    @Test
    void filesAreTheSameUnderEveryLocale(@TempDir Path folder) throws Exception {
        Locale before = Locale.getDefault();
        List<String> files = List.of();
        try {
            for (Locale l : List.of(Locale.ENGLISH, Locale.FRANCE)) {
                Locale.setDefault(l);
                Path to = Files.createDirectory(folder.resolve(l.getLanguage()));
                files = FollowUpReport.write(result(), to, "hip.twin", List.of(), "fr", 2, Monitor.NONE);
            }
        } finally {
            Locale.setDefault(before);
        }
        assertEquals(List.of("alerts.csv", "observations.csv", "parameters.csv", "pictures/hip.wear.linear.png", "predictions.csv",
                "report.html",
                "results.json"), files);
        for (String file : files) {
            assertArrayEquals(Files.readAllBytes(folder.resolve("en").resolve(file)),
                    Files.readAllBytes(folder.resolve("fr").resolve(file)), file);
        }
        String html = Files.readString(folder.resolve("en/report.html"));
        Document page = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(html.replace("<!DOCTYPE html>", "").getBytes(StandardCharsets.UTF_8)));
        assertEquals("fr", page.getDocumentElement().getAttribute("lang"));
        String text = page.getDocumentElement().getTextContent();
        assertTrue(text.contains("Suivi de P <1>") && text.contains("pas un diagnostic") && text.contains("une usure"), text);
        // three observations in the one course that has any
        assertEquals(3, html.split("<circle cx=\"[0-9.]+\" cy=\"[0-9.]+\" r=\"4\"", -1).length - 1);
        Map<?, ?> json = (Map<?, ?>) JsonText.parse(Files.readString(folder.resolve("fr/results.json")));
        assertEquals(3, ((List<?>) json.get("observations")).size());
        Map<?, ?> alert = (Map<?, ?>) ((List<?>) json.get("alerts")).getFirst();
        assertEquals("hip.wear.linear", alert.get("observable"));
        // names, units, the three and the operation
        assertEquals(6, Files.readAllLines(folder.resolve("fr/observations.csv")).size());
    }

    /** What was withdrawn is on the page with its reason, in both languages, and on no course; where nothing was, no such table is. */
    @Test
    void whatWasWithdrawnIsSaid() {
        FollowUpResult result = result(List.of(3));
        for (String language : List.of("en", "fr")) {
            String html = new FollowUpPage(result, new Words(language)).write();
            assertEquals(2, html.split("<circle cx=\"[0-9.]+\" cy=\"[0-9.]+\" r=\"4\"", -1).length - 1);
            int at = html.indexOf(language.equals("en") ? "Withdrawn observations" : "Observations retir\u00e9es");
            assertTrue(at > 0, html);
            String row = html.substring(at, html.indexOf("</table>", at));
            String value = language.equals("en") ? "1.1\u00a0mm" : "1,1\u00a0mm";
            assertTrue(row.contains("2023-01-01") && row.contains(value) && row.contains("2026-01-02") && row.contains("AB")
                    && row.contains("other hip &lt;left&gt;"), row);
        }
        assertFalse(new FollowUpPage(result(), new Words("en")).write().contains("Withdrawn observations"));
    }

    /** Who did what about an alert, when, until when and why, in the words of the workbench. */
    /**
     * A row an observable and a column a visit, the last value of each, red where it raised an alert; on paper each sheet says whose it is.
     */
    @Test
    void visitsStandInATable() {
        Twin twin = Histories.begin("hip", "Q");
        List<ObservationFile.Row> rows = new ArrayList<>();
        for (String r : List.of("hip.operation 2020-01-01 1 1", "hip.score.ohs 2019-12-01 20 1", "hip.score.ohs 2020-02-10 33 1",
                "pain 2020-02-12 3 1", "hip.score.ohs 2020-02-14 35 1", "activity.steps 2020-02-13 5000 1", "hip.score.ohs 2021-01-01 44 1",
                "laboratory.crp 2021-01-01 60 mg/L")) {
            String[] c = r.split(" ");
            rows.add(new ObservationFile.Row(1, Map.of("observable", c[0], "time", c[1], "value", c[2], "unit", c[3])));
        }
        Intake.Result taken = Intake.take(twin, rows, Optional.of("Q"), "test", NOW);
        assertTrue(taken.quarantined().isEmpty(), taken.quarantined().toString());
        FollowUp f = new FollowUp(twin);
        f.absorb(new UnscentedKalman(), "unscented", List.of("test 1"), Monitor.NONE);
        String page = new FollowUpPage(FollowUpResult.of(f, twin.getCurrentState(), Optional.empty(), 200, log(), NOW, 1, Monitor.NONE),
                new Words("en")).write();
        String table = page.substring(page.indexOf("<table class=\"visits\">"));
        table = table.substring(0, table.indexOf("</table>"));
        String text = table.replaceAll("<[^>]*>", "|").replaceAll("[|\\s]*\\|[|\\s]*", "|");
        assertTrue(text.startsWith("|what|before|2019-12-01|6 weeks|2020-02-10|1 year|2021-01-01|"), text);
        assertTrue(text.contains("|Oxford Hip Score|20|35|44|Pain (0 to 10)|3|"), text);
        assertFalse(text.contains("teps") || text.contains("33"), text);
        assertTrue(table.matches("(?s).*class=\"num plain below\">60.mg/L<.*"), table);
        assertTrue(page.contains("Follow-up of Q \\2013  OrthoTwin") && page.contains("counter(pages)"), "margins of paper");
    }

    @Test
    void whatWasDoneAboutAnAlertIsSaid() {
        FollowUpResult r = result();
        String id = r.alerts().getFirst().id();
        Instant until = Instant.parse("2026-03-01T00:00:00Z");
        AlertLog log = r.log().with(new AlertLog.Entry(id, "acknowledge", Optional.empty(), "", "A. Nurse", "seen <today>",
                NOW.minusSeconds(86400))).with(new AlertLog.Entry(id, "snooze", Optional.of(until), "", "B. Nurse", "", NOW));
        FollowUpResult done = new FollowUpResult(r.followUp(), r.state(), r.since(), r.steps(), r.identified(), r.records(), r.alerts(),
                log, NOW, r.runLength());
        String en = new FollowUpPage(done, new Words("en")).write();
        assertTrue(en.contains("Acknowledged 2026-01-01 by A. Nurse. \u201cseen &lt;today&gt;\u201d"), en);
        assertTrue(en.contains("Snoozed 2026-01-02 by B. Nurse, until 2026-03-01."), en);
        String fr = new FollowUpPage(done, new Words("fr")).write();
        assertTrue(fr.contains(">en sommeil jusqu&#39;au 2026-03-01<") && fr.contains(
                "Mise en sommeil le 2026-01-02 par B. Nurse, jusqu&#39;au 2026-03-01."), fr);
        assertEquals("en sommeil jusqu'au 2026-03-01", done.status(done.alerts().getFirst(), "fr"));
    }

    /** The first screen has the last values; what was never observed is folded at the end; French has its commas, days and years. */
    @Test
    void theFirstScreenSaysHowItStands() {
        FollowUpResult r = result();
        String en = new FollowUpPage(r, new Words("en")).write();
        // what is asked where a patient is spoken of: how it stands, what to do next, what would come of what
        int stands = en.indexOf("How it stands");
        int next = en.indexOf("What to do next");
        int whatIf = en.indexOf("What if: a year on");
        assertTrue(en.indexOf("Implants, fixation") > 0 && en.indexOf("Implants, fixation") < stands && stands < next && next < whatIf, en);
        assertTrue(en.substring(stands, next).contains(r.alerts().size() + " open alert"), en.substring(stands, next));
        assertTrue(en.substring(next, whatIf).contains("Judge the open alerts"), en.substring(next, whatIf));
        String options = en.substring(whatIf, en.indexOf("</table>", whatIf));
        assertTrue(options.contains("Revision") && options.contains("begins anew: Penetration of the head") && options.contains(
                "other patients") || options.contains("an assumption"), options);
        int last = en.indexOf("Last values, and what was predicted of them");
        assertTrue(whatIf < last, en);
        int others = en.indexOf("What was not observed");
        assertTrue(last > 0 && last < en.indexOf("<h2>Alerts") && en.indexOf("<h2>Alerts") < others, en);
        String table = en.substring(last, en.indexOf("</table>", last));
        assertTrue(table.contains("2023-01-01") && table.contains("1.1\u00a0mm"), table);
        assertTrue(en.indexOf("Oxford Hip Score", others) > others && en.substring(others).contains("<details>"));
        assertTrue(en.contains("4</b>") && en.contains("observations that count, of which 3 were predicted"), en);
        assertTrue(en.contains("mm was observed on ") && en.contains("Changed between "), en);
        String fr = new FollowUpPage(r, new Words("fr")).write();
        assertTrue(fr.contains("1,1\u00a0mm") && fr.contains("/an") && !fr.contains("mm/yr"), fr);
        assertEquals("0,35\u00a0mm/an, OrthoTwin 0.1.0, doi 10.1016/j.x, 2,5\u00a0j", new Words("fr").number(
                "0.35\u00a0mm/yr, OrthoTwin 0.1.0, doi 10.1016/j.x, 2.5\u00a0d"));
    }
}
