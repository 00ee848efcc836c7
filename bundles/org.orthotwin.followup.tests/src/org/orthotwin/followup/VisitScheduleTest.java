/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;

/** Visits after an operation on 2020-01-01: six weeks are 2020-02-12, a year is 2020-12-31 (365.25 days). */
class VisitScheduleTest {

    private static final VisitSchedule USUAL = VisitSchedule.of("knee").orElseThrow();

    private static FollowUp followed(String... rows) {
        FollowUp f = new FollowUp(Clinic.operated("t", "P-1", "knee", rows));
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        return f;
    }

    private static String next(FollowUp f, String now) {
        return USUAL.next(f, Instant.parse(now + "T00:00:00Z")).map(v -> v.name("en") + " " + FollowUpResult.day(v.date()) + " " + v
                .status().id()).orElse("none");
    }

    @Test
    void theNextVisitIsTheFirstAfterTheLastThatWasKept() {
        FollowUp none = followed("knee.score.oks 2019-12-01 20 1", "knee.flexion 2020-01-03 80 deg");
        assertEquals("6 weeks 2020-02-12 later", next(none, "2020-01-20"));
        assertEquals("6 weeks 2020-02-12 due", next(none, "2020-02-01"));
        assertEquals("6 weeks 2020-02-12 due", next(none, "2020-02-26"));
        assertEquals("6 weeks 2020-02-12 overdue", next(none, "2020-02-27"));
        FollowUp once = followed("knee.score.oks 2020-02-20 30 1");
        assertEquals("3 months 2020-04-01 later", next(once, "2020-02-21"));
        // what comes at three months is no second visit of six weeks
        FollowUp later = followed("knee.score.oks 2020-03-20 30 1");
        assertEquals("6 months 2020-07-01 later", next(later, "2020-03-21"));
        assertEquals(List.of("missed", "kept", "later"), USUAL.visits(later, Instant.parse("2020-03-21T00:00:00Z")).stream().map(v -> v
                .status().id()).toList());
        FollowUp long1 = followed("knee.score.oks 2021-01-10 40 1", "knee.score.oks 2023-01-10 40 1");
        assertEquals("4 years 2024-01-01 later", next(long1, "2023-02-01"));
        assertEquals("4 years 2024-01-01 overdue", next(long1, "2026-11-01"));
    }

    /** Nobody is called for a visit of five months ahead, and one that is eleven months late is overdue: 45 days at most. */
    @Test
    void aVisitIsDueInItsWindowAlone() {
        FollowUp f = followed("knee.score.oks 2024-01-01 40 1");
        assertEquals("5 years 2025-01-01 later", next(f, "2024-08-01"));
        assertEquals("5 years 2025-01-01 later", next(f, "2024-11-15"));
        assertEquals("5 years 2025-01-01 due", next(f, "2024-11-20"));
        assertEquals("5 years 2025-01-01 due", next(f, "2025-02-10"));
        assertEquals("5 years 2025-01-01 overdue", next(f, "2025-02-20"));
        FollowUp old = followed("knee.score.oks 2028-01-01 40 1");
        assertEquals("9 years 2029-01-01 overdue", next(old, "2029-12-01"));
        VisitSchedule.Visit v = USUAL.next(f, Instant.parse("2025-02-10T00:00:00Z")).orElseThrow();
        assertEquals(45 * 86400.0, VisitSchedule.overdueFrom(v).getEpochSecond() - v.date().getEpochSecond(), 1);
        // who comes four months early has kept it all the same
        assertEquals("6 years 2026-01-01 later", next(followed("knee.score.oks 2024-09-01 40 1"), "2024-09-02"));
    }

    /** What is seen between two visits is of the one before, and takes away none that is still to come. */
    @Test
    void whatComesBetweenVisitsTakesNoneAway() {
        FollowUp tenMonths = followed("knee.score.oks 2020-11-01 40 1");
        assertEquals("1 year 2021-01-01 later", next(tenMonths, "2020-11-02"));
        VisitSchedule.Kept kept = USUAL.last(tenMonths, Instant.parse("2020-11-02T00:00:00Z")).orElseThrow();
        assertEquals("6 months 2020-11-01", kept.visit().name("en") + " " + FollowUpResult.day(kept.observed()));
        // due since 2020-11-16
        assertEquals("2 years 2022-01-01 later", next(followed("knee.score.oks 2020-11-17 40 1"), "2020-11-18"));
        assertEquals("3 months 2020-04-01 later", next(followed("knee.score.oks 2020-03-01 40 1"), "2020-03-02"), "18 days late");
        assertEquals(Optional.empty(), USUAL.last(followed("knee.score.oks 2020-01-20 20 1"), Clinic.NOW));
    }

    @Test
    void whatADeviceTellsIsNoVisitNorATestAlone() {
        assertEquals("6 weeks 2020-02-12 due", next(followed("activity.steps 2020-02-10 3000 1"), "2020-02-12"));
        assertEquals("6 weeks 2020-02-12 due", next(followed("laboratory.crp 2020-02-12 4 mg/L"), "2020-02-12"));
        assertEquals("6 weeks 2020-02-12 due", next(followed("complication.dislocation 2020-02-12 1 1"), "2020-02-12"));
        assertEquals("3 months 2020-04-01 later", next(followed("laboratory.crp 2020-02-12 4 mg/L", "knee.flexion 2020-02-12 90 deg"),
                "2020-02-12"));
        FollowUp before = new FollowUp(Clinic.twin("knee.score.oks 2020-02-20 30 1"));
        assertEquals(List.of(), USUAL.visits(before, Clinic.NOW));
    }

    /** A pain score by telephone is no visit; a radiograph is, and so is what somebody says was one. */
    @Test
    void whatIsToldByTelephoneIsNoVisit() {
        assertEquals("6 weeks 2020-02-12 due", next(followed("pain 2020-02-12 3 1"), "2020-02-12"));
        for (String held : List.of("imaging.radiograph", "visit.held")) {
            assertEquals("3 months 2020-04-01 later", next(followed("pain 2020-02-12 3 1", held + " 2020-02-12 1 1"), "2020-02-12"), held);
        }
        for (String sign : List.of("sign.fever", "sign.redness", "sign.swelling", "treatment.antibiotics", "complication.thrombosis")) {
            assertEquals("6 weeks 2020-02-12 due", next(followed(sign + " 2020-02-12 1 1"), "2020-02-12"), sign);
        }
    }

    @Test
    void aPatientMayHaveAnOwnSchedule(@TempDir Path folder) throws IOException {
        Path twin = folder.resolve("a.twin");
        assertEquals(Optional.of(USUAL), VisitSchedule.of("knee", twin));
        new VisitSchedule(List.of(30 * 86400.0), 0, 100 * FollowUp.YEAR, "as the surgeon says", true).write(twin);
        assertTrue(Files.exists(folder.resolve("a.visits.json")));
        VisitSchedule own = VisitSchedule.of("knee", twin).orElseThrow();
        assertTrue(own.own());
        assertEquals(List.of(30 * 86400.0), own.times());
        FollowUp f = followed("knee.score.oks 2020-01-30 30 1");
        assertEquals(Optional.empty(), own.next(f, Clinic.NOW));
        Files.writeString(folder.resolve("a.visits.json"), "{\"after\": [\"30d\", \"20d\"]}");
        InputException wrong = assertThrows(InputException.class, () -> VisitSchedule.of("knee", twin));
        assertTrue(wrong.getMessage().contains("20 d") || wrong.diagnostic().text("en").contains("20 d"), wrong.diagnostic().text("en"));
        Files.writeString(folder.resolve("a.visits.json"), "{\"after\": [\"30d\"], \"untill\": \"1yr\"}");
        wrong = assertThrows(InputException.class, () -> VisitSchedule.of("knee", twin));
        assertTrue(wrong.diagnostic().text("en").contains("a.visits.json is no schedule of visits: nobody knows the field 'untill'; near"
                + " it: until"), wrong.diagnostic().text("en"));
    }

    /** Who is seen on day 40 and told to come again on days 42 and 51 has not kept these; nor is that of six weeks asked for anew. */
    @Test
    void anAppointmentIsNotKeptByWhatWasSeenBeforeItWasMade(@TempDir Path folder) throws IOException {
        Path twin = folder.resolve("a.twin");
        double day = 86400;
        new VisitSchedule(List.of(42 * day, 51 * day, 91 * day), 0, 100 * FollowUp.YEAR, "wound", true, List.of(42 * day, 51 * day),
                Optional.of(Instant.parse("2020-02-10T15:00:00Z"))).write(twin);
        VisitSchedule own = VisitSchedule.of("knee", twin).orElseThrow();
        assertEquals(List.of(42 * day, 51 * day), own.appointments());
        FollowUp seen = followed("knee.score.oks 2020-02-10 30 1");
        assertEquals("6 weeks 2020-02-12 due", next(own, seen, "2020-02-10"));
        assertEquals("6 weeks 2020-02-12 due", next(own, seen, "2020-02-12"));
        FollowUp early = followed("knee.score.oks 2020-02-10 30 1", "knee.score.oks 2020-02-11 30 1");
        assertEquals("7 weeks 2020-02-21 due", next(own, early, "2020-02-12"), "a day early, after it was made");
        FollowUp both = followed("knee.score.oks 2020-02-10 30 1", "knee.score.oks 2020-02-12 30 1", "knee.score.oks 2020-02-21 32 1");
        assertEquals("3 months 2020-04-01 later", next(own, both, "2020-02-22"));
        // without appointments what was seen is of the nearest
        VisitSchedule usual = new VisitSchedule(own.times(), 0, own.until(), "", true);
        assertEquals("7 weeks 2020-02-21 due", next(usual, seen, "2020-02-12"));
    }

    /** Who is seen on day 17, which is of the visit at 30 days as well, and told to come on day 21 is still to come then. */
    @Test
    void whatWasSeenBeforeAnAppointmentTakesItNotAway() {
        double day = 86400;
        VisitSchedule own = new VisitSchedule(List.of(21 * day, 30 * day, 42 * day, 91 * day), 365 * day, 100 * FollowUp.YEAR, "wound",
                true, List.of(21 * day), Optional.of(Instant.parse("2020-01-20T15:00:00Z")));
        FollowUp seen = followed("knee.score.oks 2020-01-18 30 1");
        assertEquals("3 weeks 2020-01-22 due", next(own, seen, "2020-01-20"));
        assertEquals("3 weeks 2020-01-22 overdue", next(own, seen, "2020-02-10"));
        FollowUp came = followed("knee.score.oks 2020-01-18 30 1", "knee.score.oks 2020-01-22 30 1");
        assertEquals("6 weeks 2020-02-12 later", next(own, came, "2020-01-23"));
    }

    private static String next(VisitSchedule s, FollowUp f, String now) {
        return s.next(f, Instant.parse(now + "T12:00:00Z")).map(v -> v.name("en") + " " + FollowUpResult.day(v.date()) + " " + v.status()
                .id()).orElse("");
    }

    @Test
    void whatIsExpectedIsWhatTheTwinPredictsForTheDay() {
        FollowUp f = followed("knee.score.oks 2020-02-20 30 1", "laboratory.crp 2020-04-02 4 mg/L");
        Instant now = Instant.parse("2020-04-03T00:00:00Z");
        FollowUpResult r = new FollowUpResult(f, f.twin().getCurrentState(), Optional.empty(), f.steps(f.twin().getCurrentState()), List
                .of(), List.of(), List.of(), MarkersTest.log(), now, 200);
        VisitSchedule.Visit v = r.nextVisit().orElseThrow();
        assertEquals("3 months", v.name("en"));
        FollowUpResult.Expected first = r.expected().getFirst();
        assertEquals("knee.score.oks", first.observable().id());
        assertEquals(f.expected(r.state(), first.observable(), r.expectedOn().orElseThrow()).orElseThrow().mean(0), first.observed()
                .mean(0), 1e-12);
        assertTrue(first.last().isPresent() && r.expected().getLast().last().isEmpty());
        // a value that was observed just then would be taken into the same band
        assertTrue(first.observed().deviation(0) > first.observable().error());
        assertEquals(List.of("laboratory.crp"), r.noted().stream().map(Observation::getDefinition).toList());
    }

    @Test
    void whatTookThePlaceOfAWithdrawnOneIsNamed() {
        Twin t = Clinic.twin("knee.score.oks 2020-02-20 30 1", "knee.flexion 2020-02-20 100 deg");
        Observation wrong = t.getObservations().getFirst();
        Withdrawals.withdraw(t, wrong, "typed wrongly", "N", Clinic.NOW);
        assertEquals(Optional.empty(), Withdrawals.replacement(t, wrong));
        Intake.take(t, Stream.of(Clinic.row("knee.score.oks", "2020-02-20", "33", "1")).toList(), Optional.of("P-1"), "test", Clinic.NOW);
        Observation now = Withdrawals.replacement(t, wrong).orElseThrow();
        assertEquals(33, now.getValue());
        FollowUp f = new FollowUp(t);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        FollowUpResult r = new FollowUpResult(f, t.getCurrentState(), Optional.empty(), f.steps(t.getCurrentState()), List.of(), List.of(),
                List.of(), MarkersTest.log(), Clinic.NOW, 200);
        Map<?, ?> gone = (Map<?, ?>) ((List<?>) r.json("t", List.of(), "en").get("withdrawn")).getFirst();
        assertEquals(now.getId(), gone.get("replacedBy"));
        assertFalse(r.noted().contains(wrong));
    }
}
