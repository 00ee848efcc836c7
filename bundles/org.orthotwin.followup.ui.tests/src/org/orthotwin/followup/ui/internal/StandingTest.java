/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.VisitSchedule;

/** How patients stand, and who comes first. */
class StandingTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    Path folder;

    private static Standing.Row row(String patient, int open, String visit, String late) {
        return row(patient, "deviation", open, visit, late);
    }

    private static Standing.Row row(String patient, String level, int open, String visit, String late) {
        return new Standing.Row(Path.of(patient + ".twin"), new Standing("7 s", patient, "knee", "", Optional.empty(), Optional.empty(),
                day(visit), day(late), visit.isEmpty() ? "" : "visit on " + visit, "", "infection 40 %", 0.4, List.of()), Collections
                        .nCopies(open, seen(level, AlertLog.Status.OPEN, "")), 0,
                NOW);
    }

    private static Standing.Seen seen(String level, AlertLog.Status status, String until) {
        return new Standing.Seen(new Standing.Told("a", "a", level, Alert.NOT_URGENT, "Pain"), status, day(until));
    }

    /** A patient with a visit on 2026-12-01 and these alerts. */
    private static Standing.Row with(String patient, Standing.Seen... alerts) {
        Standing.Row r = row(patient, 0, "2026-12-01", "2027-01-01");
        return new Standing.Row(r.file(), r.standing(), List.of(alerts), 0, NOW);
    }

    private static Optional<Instant> day(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text + "T00:00:00Z"));
    }

    @Test
    void whoIsToBeSeenToFirstComesFirst() {
        Standing.Row both = row("both", 1, "2026-01-01", "2026-02-01");
        Standing.Row alerts = row("alerts", 3, "2026-12-01", "2027-01-01");
        Standing.Row longer = row("longer", 0, "2025-01-01", "2025-02-01");
        Standing.Row overdue = row("overdue", 0, "2026-03-01", "2026-04-01");
        Standing.Row due = row("due", 0, "2026-05-25", "2026-06-08");
        Standing.Row never = row("never", 0, "", "");
        Standing.Row wound = row("wound", "complication", 1, "2028-12-01", "2029-01-01");
        List<Standing.Row> inOrder = List.of(alerts, both, longer, overdue, due, never);
        assertEquals(inOrder, Stream.of(never, due, overdue, alerts, longer, both).sorted().toList());
        assertEquals(List.of(wound, alerts, both), Stream.of(both, alerts, wound).sorted().toList(), "the worst, whenever the visit is");
        assertEquals(" \u00b7 1 alert \u00b7 overdue since 2026-01-01", AlertDecorator.words(List.of(both)));
        assertEquals(" \u00b7 4 alerts \u00b7 3 overdue, the first since 2025-01-01", AlertDecorator.words(inOrder));
        assertEquals("", AlertDecorator.words(List.of(due, never)));
        assertEquals("Patients 6, with open alerts 2, overdue 3.", PatientsView.said(inOrder));
        assertEquals(List.of("due", "", "", "visit on 2026-05-25", "", "", "", "Knee", "", "due.twin"), List.of(PatientsView.cells(due)));
        assertTrue(due.standing().isPast(NOW) && due.standing().overdue(NOW).isEmpty(), "it is due, and in the past");
        assertFalse(alerts.standing().isPast(NOW) || never.standing().isPast(NOW));
        assertEquals(List.of("complication", "visit on 2028-12-01", "", "Pain", "infection 40 %"), List.of(PatientsView.cells(
                wound)).subList(2,
                7));
        assertTrue(PatientsView.said(List.of(both, wound, both)).endsWith(
                "both is in 2 files that may be of the same joint and side: only one of them may be kept up."));
        assertEquals("P-1 \u2013 P-02.twin", TwinEditor.name("P-1", "P-02.twin"));
        assertEquals("P-1", TwinEditor.name("P-1", "P-1.twin"));
    }

    /** Both knees of a patient are told apart, and are no copies of each other. */
    @Test
    void bothSidesOfAPatientAreTwo() {
        Standing.Row left = of("left");
        Standing.Row right = of("right");
        assertEquals("Knee, left", PatientsView.cells(left)[7]);
        assertEquals(List.of("P-16 (Knee, left)", "P-16"), List.of(PatientsView.cells(left, List.of(left, right))[0], PatientsView.cells(
                left, List.of(left))[0]));
        assertEquals("Patients 2, with open alerts 0, overdue 0.", PatientsView.said(List.of(left, right)));
        assertTrue(PatientsView.said(List.of(left, right, left)).contains("P-16 is in 2 files that may be"));
        assertTrue(PatientsView.said(List.of(left, of(""))).contains("P-16 is in 2 files that may be"), "which side it is of is not known");
    }

    private static Standing.Row of(String side) {
        Standing s = new Standing("7 s", "P-16", "knee", side, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "",
                "", "", 0, List.of());
        assertEquals(Optional.of(s), Standing.parsed(s.kept()));
        return new Standing.Row(Path.of("P-16.twin"), s, List.of(), 0, NOW);
    }

    /** The next visit is that of the report; a schedule beside the twin changes it, and with it what is kept. */
    @Test
    void theNextVisitIsThatOfTheReport() throws Exception {
        Path file = Knee.followed(folder);
        Standing s = Standing.of(file, Monitor.NONE);
        FollowUpResult r = Knee.read(file, null).result().orElseThrow();
        assertEquals(r.nextVisit().map(VisitSchedule.Visit::date), s.visit());
        assertEquals(VisitSchedule.Status.OVERDUE, r.nextVisit().orElseThrow().status());
        assertEquals(s.visit(), s.overdue(Timestamps.now()));
        assertEquals(Optional.empty(), s.overdue(s.visit().orElseThrow()), "it is only due then");
        assertEquals("SYN-K-001", s.patient());
        assertEquals(Optional.of(s), Standing.parsed(s.kept(), Standing.stamp(file)));
        new VisitSchedule(List.of(50 * 365.25 * 86400), 0, Double.MAX_VALUE, "AB", true).write(file);
        assertNotEquals(s.stamp(), Standing.stamp(file));
        assertTrue(Standing.of(file, Monitor.NONE).visit().orElseThrow().isAfter(Timestamps.now()));
    }

    /** Who has acknowledged an alert has not healed it: the patient stays behind those of equal alerts alone, until it sleeps. */
    @Test
    void whatSomebodyHasSeenStandsUntilItSleeps() {
        Standing.Row open = row("z-open", "complication", 1, "2026-12-01", "2027-01-01");
        Standing.Row seen = with("seen", seen("complication", AlertLog.Status.ACKNOWLEDGED, ""));
        Standing.Row given = with("told", seen("complication", AlertLog.Status.ESCALATED, ""), seen("deviation", AlertLog.Status.SNOOZED,
                "2026-07-01"));
        Standing.Row less = row("less", "deviation", 2, "2026-12-01", "2027-01-01");
        Standing.Row asleep = with("asleep", seen("complication", AlertLog.Status.SNOOZED, "2026-07-01"));
        Standing.Row overdue = row("overdue", 0, "2026-03-01", "2026-04-01");
        List<Standing.Row> inOrder = List.of(open, seen, given, less, overdue, asleep);
        assertEquals(inOrder, Stream.of(asleep, overdue, less, given, seen, open).sorted().toList());
        assertEquals(List.of("1 seen", "complication", "visit on 2026-12-01", "", "Pain (seen)", "infection 40 %"), List.of(PatientsView
                .cells(seen)).subList(1, 7));
        assertEquals("1 seen, 1 snoozed", PatientsView.cells(given)[1]);
        assertEquals(List.of("1 snoozed", "", "visit on 2026-12-01", "", "Pain (snoozed until 2026-07-01)", ""), List.of(PatientsView.cells(
                asleep)).subList(1, 7));
        assertEquals("Patients 6, with open alerts 2, overdue 1. With alerts that stand and are all seen 2.", PatientsView.said(inOrder));
    }

    /** Who is referred the same day comes before whatever is graver by its level. */
    @Test
    void whoIsUrgentComesFirst() {
        Standing.Row wound = with("wound", seen("complication", AlertLog.Status.OPEN, ""));
        Standing.Row infected = with("infected", new Standing.Seen(new Standing.Told("b", "b", "positive", 0, "CRP"),
                AlertLog.Status.ACKNOWLEDGED, Optional.empty()));
        assertEquals(List.of(infected, wound), Stream.of(wound, infected).sorted().toList());
        Standing s = new Standing("7 s", "P", "knee", "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "",
                "", "", 0, List.of(new Standing.Told("stiff", "stiff", "unacceptable", 1, "Flexion"), new Standing.Told("cells", "cells",
                        "positive",
                        0,
                        "Cells")));
        assertEquals(List.of("cells", "stiff"), s.seen(log("x", "acknowledge", Optional.empty(), null), NOW).stream().map(x ->
                x.told().id())
                .toList());
        assertEquals(Optional.of(s), Standing.parsed(s.kept()));
    }

    /** The list says the next visit, and what comes before it, in the words of the twin itself, and follows what is done about alerts. */
    @Test
    void theNextVisitHasOneWording() throws Exception {
        LocalDate operated = LocalDate.now(ZoneOffset.UTC).minusDays(55);
        Path file = Deeds.begin(folder.resolve("stiff.twin"), "P", List.of(typed("knee.operation", operated, "1", ""), typed(
                "knee.flexion", operated.plusDays(40), "55", "deg"), typed("knee.flexion", operated.plusDays(50), "55", "deg")),
                Monitor.NONE);
        FollowUpResult r = Knee.read(file, null).result().orElseThrow();
        String end = FollowUpResult.day(r.closing().orElseThrow().end());
        Standing s = Standing.of(file, Monitor.NONE);
        assertTrue(s.before().startsWith("sooner, before " + end + ", when the time for this is over: manipulation"), s.before());
        assertEquals(r.nextVisit("en"), s.words() + "; " + s.before());
        assertEquals(List.of(s.words(), s.before()), List.of(PatientsView.cells(new Standing.Row(file, s, List.of(), 0, Timestamps.now())))
                .subList(3, 5));
        for (Standing.Told t : s.alerts()) {
            Deeds.log(file, t.id(), "snooze", Optional.of(Timestamps.now().plusSeconds(60)), "", "AB", "", Monitor.NONE);
        }
        String stamp = Standing.stamp(file);
        assertNotEquals(s.stamp(), stamp);
        assertTrue(s.isOf(stamp), "all else is as it was, and shown until the words are there");
        assertEquals("", Standing.of(file, Monitor.NONE).before());
        new VisitSchedule(List.of(50 * 365.25 * 86400), 0, Double.MAX_VALUE, "AB", true).write(file);
        assertFalse(s.isOf(Standing.stamp(file)));
    }

    private static ObservationFile.Row typed(String observable, LocalDate day, String value, String unit) {
        return new ObservationFile.Row(1, Map.of("observable", observable, "time", day.toString(), "value", value, "unit", unit));
    }

    /** The order of the alerts of a patient is that of all lists: what sleeps last, and what nobody has seen before its equals. */
    @Test
    void theAlertsOfAPatientAreInTheOrderOfAllLists() {
        List<Standing.Told> told = List.of(new Standing.Told("little", "little", "little-gain", 2, "OKS"), new Standing.Told("asleep",
                "asleep", "complication", 2, "Fall"), new Standing.Told("seen", "once", "deviation", 2, "Pain"), new Standing.Told("open",
                        "open", "deviation", 2, "Flexion"));
        AlertLog log = log("asleep", "snooze", Optional.of(NOW.plusSeconds(60)), log("once", "acknowledge", Optional.empty(), null));
        Standing s = new Standing("7 s", "P", "knee", "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "",
                "", "loosening 60 %", 0.6, told);
        assertEquals(List.of("open", "seen", "little", "asleep"), s.seen(log, NOW).stream().map(x -> x.told().id()).toList());
        assertEquals(Optional.of(NOW.plusSeconds(60)), s.seen(log, NOW).getLast().until());
        assertEquals("asleep", s.seen(log, NOW.plusSeconds(61)).getFirst().told().id(), "it has come back");
        assertEquals(Optional.of(s), Standing.parsed(s.kept()));
    }

    private static AlertLog log(String alert, String action, Optional<Instant> until, AlertLog before) {
        try {
            return (before == null ? AlertLog.read(Path.of("none")) : before).with(new AlertLog.Entry(alert, action, until, "", "AB", "",
                    NOW.minusSeconds(60)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A snooze ends a week before something is too late, if that is to come. */
    @Test
    void aSnoozeEndsBeforeItIsTooLate() {
        LocalDate today = LocalDate.parse("2026-11-29");
        assertEquals("2026-12-29", AlertDialog.rule(today, false, Optional.empty()).toString());
        assertEquals("2026-11-30", AlertDialog.rule(today, true, Optional.empty()).toString(), "who is referred soon");
        assertEquals("2026-12-08", AlertDialog.rule(today, false, Optional.of(Instant.parse("2026-12-15T00:00:00Z"))).toString());
        assertEquals("2026-11-30", AlertDialog.rule(today, false, Optional.of(Instant.parse("2026-12-01T00:00:00Z"))).toString());
        assertEquals("2026-12-29", AlertDialog.rule(today, false, Optional.of(Instant.parse("2027-02-01T00:00:00Z"))).toString());
    }

    /** A day of the calendar beside months, in whichever order: 80 days after the operation of 2020-09-14. */
    @Test
    void aVisitMayBeOnADayOfTheCalendar() throws Exception {
        FollowUp f = Knee.read(Knee.followed(folder), null).result().orElseThrow().followUp();
        double month = 365.25 * 86400 / 12;
        assertEquals(List.of(1.5 * month, 80 * 86400.0, 12 * month), ScheduleDialog.times("12; 1,5 2020-12-03", Optional.empty(),
                Optional.of(
                f)));
        assertEquals(List.of(80 * 86400.0), ScheduleDialog.times("03.12.2020", Optional.empty(), Optional.of(f)));
        VisitSchedule own = new VisitSchedule(List.of(80 * 86400.0, 3 * month, 12 * month), 0, Double.MAX_VALUE, "AB", true);
        assertEquals("2020-12-03  3  12", ScheduleDialog.written(own, Optional.of(f)));
        assertEquals(own.times(), ScheduleDialog.times("2020-12-03  3  12", Optional.of(own), Optional.of(f)));
        assertEquals("2020-12-03", FollowUpResult.day(own.visits(f, Instant.parse("2020-10-01T00:00:00Z")).getFirst().date()));
        assertThrows(InputException.class, () -> ScheduleDialog.times("2020-11-31", Optional.empty(), Optional.of(f)));
        assertThrows(IllegalArgumentException.class, () -> ScheduleDialog.times("2020-12-03", Optional.empty(), Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> ScheduleDialog.times("soon", Optional.empty(), Optional.of(f)));
    }

    @Test
    void aNameIsNoPseudonym() {
        for (String name : List.of("Mueller Anna", "Mueller, Anna", "Dr. Anna M\u00fcller", "M\u00fcller,Anna")) {
            assertTrue(NewFollowUpWizard.isLikeName(name), name);
        }
        for (String pseudonym : List.of("", "K-0417", "SYN K 001", "wound", "N-WOUND", "A ", "17, 18", "P - 3")) {
            assertFalse(NewFollowUpWizard.isLikeName(pseudonym), pseudonym);
        }
    }

    /** Of whom rows were put aside nobody says that nothing is to be done: he comes before a visit that is overdue. */
    @Test
    void whoHasRowsAsideIsNotQuiet() {
        Standing.Row quiet = row("quiet", 0, "2025-01-01", "2025-02-01");
        Standing.Row alert = row("alert", 1, "2028-01-01", "2028-02-01");
        Standing.Row plain = row("aside", 0, "2028-01-01", "2028-02-01");
        Standing.Row aside = new Standing.Row(plain.file(), plain.standing(), List.of(), 2, NOW);
        assertEquals(List.of(alert, aside, quiet), Stream.of(quiet, aside, alert).sorted().toList());
        assertEquals("rows that were put aside: 2", PatientsView.cells(aside)[5]);
        assertEquals("Patients 2, with open alerts 0, overdue 1. With rows that were put aside 1.", PatientsView.said(List.of(aside,
                quiet)));
        assertEquals(" \u00b7 rows put aside: 2", AlertDecorator.words(List.of(aside)));
        assertEquals("Patients 1, with open alerts 0, overdue 1.", PatientsView.said(List.of(quiet)));
    }

    @Test
    void aPlannedOperationIsWhatIsNext() throws Exception {
        LocalDate day = LocalDate.now().plusDays(60);
        Path file = Deeds.begin(folder.resolve("planned.twin"), "P", List.of(new ObservationFile.Row(1, Map.of("observable",
                "knee.operation-planned", "time", day.toString(), "value", "1"))), Monitor.NONE);
        Standing s = Standing.of(file, Monitor.NONE);
        assertEquals("operation planned: " + day, PatientsView.cells(new Standing.Row(file, s, List.of(), 0, Timestamps.now()))[3]);
        assertEquals(Optional.of(s), Standing.parsed(s.kept(), s.stamp()));
    }
}
