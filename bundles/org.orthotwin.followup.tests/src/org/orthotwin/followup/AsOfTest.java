/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Twin;

/** A past day in the place of today. */
class AsOfTest {

    private static final String[] ROWS = {"patient.bmi 2019-12-01 31 kg/m2", "knee.score.oks 2019-12-20 18 1",
        "knee.operation 2020-01-01 1 1", "implant.cemented 2020-01-01 1 1", "knee.score.oks 2020-07-01 38 1",
        "knee.migration.mtpm 2020-07-01 0.4 mm", "patient.bmi 2020-12-31 36 kg/m2", "knee.score.oks 2021-01-01T10:00:00Z 40 1",
        "knee.migration.mtpm 2021-01-01 0.5 mm", "knee.score.oks 2022-01-01 31 1", "knee.migration.mtpm 2022-01-01 1.6 mm",
        "complication.revision 2022-03-01 1 1", "knee.score.oks 2022-09-01 36 1"};

    private static AsOf day(String text) {
        return AsOf.typed(text, Clinic.NOW);
    }

    private static FollowUp followed(Twin t) {
        FollowUp f = new FollowUp(t);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        return f;
    }

    /** All that is told, without names of states, which differ by what was there before. */
    private static Map<String, Object> told(FollowUp f, AsOf day) {
        FollowUpResult r = FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), day.time(), 1,
                Monitor.NONE);
        Map<String, Object> all = new TreeMap<>();
        r.json("t.twin", List.of(), "en").forEach((k, v) -> all.put(k, JsonText.write(Map.of("v", v == null ? "null" : v)).replaceAll(
                "\"state-\\d+\"", "\"state\"")));
        all.keySet().removeAll(List.of("log", "states"));
        return all;
    }

    /** Before the operation, after it, after a fact that came later, within a day, before and after a revision: as if nothing had come. */
    @ParameterizedTest
    @ValueSource(strings = {"2019-12-20", "2019-12-31", "2020-01-01", "2020-12-01", "2020-12-31", "2021-01-01", "2022-01-01", "2022-03-01",
        "2022-12-01"})
    void isAsIfLaterObservationsHadNeverBeen(String date) {
        AsOf day = day(date);
        Twin then = Clinic.twin(Stream.of(ROWS).filter(r -> r.split(" ")[1].substring(0, 10).compareTo(date) <= 0).toArray(String[]::new));
        Map<String, Object> expected = told(followed(then), day);
        // imported at once and followed at the end, or followed at each of them
        Twin once = followed(Clinic.twin(ROWS)).twin();
        AsOf.Past past = day.of(once);
        assertEquals(expected, told(followed(past.twin()), day), date);
        assertEquals(ROWS.length - then.getObservations().size(), past.later(), date);
        assertEquals(ROWS.length, once.getObservations().size(), "the twin itself stays");
        Twin often = Clinic.twin(ROWS[0], ROWS[1]);
        for (String r : Arrays.asList(ROWS).subList(2, ROWS.length)) {
            followed(often);
            String[] c = r.split(" ");
            Intake.take(often, List.of(Clinic.row(c[0], c[1], c[2], c[3])), Optional.of("P-1"), "test", Clinic.NOW);
        }
        followed(often);
        // the facts that chose the priors are those that were known at the first follow-up
        assertEquals(expected.get("operation"), told(followed(day.of(often).twin()), day).get("operation"), date);
    }

    /** A date alone is the whole of the day, a time is that moment; a plan is known, a withdrawal holds whenever it was made. */
    @Test
    void whatIsKnownByThen() {
        Twin t = Clinic.twin("knee.operation-planned 2020-03-01 1 1", "knee.score.oks 2020-01-01 20 1",
                "knee.score.oks 2020-02-01T10:00:00Z 21 1");
        assertSame(t, day("2020-02-01").of(t).twin());
        assertEquals(1, day("2020-02-01T09:59:59Z").of(t).later());
        assertSame(t, day("2020-02-01T10:00:00Z").of(t).twin());
        assertTrue(new FollowUp(day("2020-01-15").of(t).twin()).planned().isPresent());
        Withdrawals.withdraw(t, t.getObservations().get(1), "the other knee", "", Clinic.NOW);
        Twin then = day("2020-01-15").of(t).twin();
        assertEquals(1, Withdrawals.withdrawn(then).size());
        Withdrawals.withdraw(t, t.getObservations().get(2), "the other knee", "", Clinic.NOW);
        assertEquals(1, Withdrawals.withdrawn(day("2020-01-15").of(t).twin()).size(), "what is not known cannot be withdrawn");
    }

    @Test
    void theFutureAndANothingAreRefused() {
        assertEquals("asof.future", assertThrows(InputException.class, () -> AsOf.typed("2030-01-02", Clinic.NOW)).diagnostic().code());
        assertEquals("asof.future", assertThrows(InputException.class, () -> AsOf.typed("2030-01-01T00:00:01Z", Clinic.NOW)).diagnostic()
                .code());
        assertEquals(Instant.parse("2030-01-01T23:59:59.999999999Z"), AsOf.typed("01.01.2030", Clinic.NOW).time());
        Twin t = Clinic.twin(ROWS);
        assertEquals("asof.nothing", assertThrows(InputException.class, () -> day("2019-12-10").of(t)).diagnostic().code());
        assertFalse(day("2019-12-10").knows(t));
        assertTrue(day("2019-12-20").knows(t));
    }

    /** A person's branch stays where it was said of a time until then. */
    @Test
    void aBranchOfBeforeIsKept() {
        Twin t = Clinic.operated("t", "P-1", "knee", "knee.score.oks 2020-07-01 38 1");
        followed(t);
        Histories.branch(t, t.getCurrentState(), "knows better", Map.of("knee.score.oks.gain", new Belief.Value(5, 0.1)), Clinic.NOW,
                Clinic.SOFTWARE);
        Intake.take(t, List.of(Clinic.row("knee.score.oks", "2021-07-01", "40", "1"), Clinic.row("patient.bmi", "2021-08-01", "31",
                "kg/m2")), Optional.of("P-1"), "test", Clinic.NOW);
        followed(t);
        Twin then = followed(day("2020-12-01").of(t).twin()).twin();
        assertEquals(5, Histories.estimates(then.getCurrentState()).get("knee.score.oks.gain").getValue(), 0.2);
        assertEquals(1, then.getObservations().stream().filter(o -> o.getDefinition().equals("knee.score.oks")).count());
    }

    /** What was done later about an alert is not done yet, a row of later is not put aside yet. */
    @Test
    void alertsAndRowsAreAsOfThen() {
        AlertLog log = MarkersTest.log().with(new AlertLog.Entry("a", "acknowledge", Optional.empty(), "", "", "", Instant.parse(
                "2021-01-01T00:00:00Z")));
        assertEquals(AlertLog.Status.OPEN, log.until(day("2020-12-31").time()).status("a", day("2020-12-31").time()));
        assertEquals(AlertLog.Status.ACKNOWLEDGED, log.until(day("2021-01-01").time()).status("a", day("2021-01-01").time()));
        FollowUp f = followed(Clinic.operated("t", "P-1", "knee", "knee.score.oks 2020-07-01 38 1"));
        List<Aside.Row> rows = Stream.of("2020-12-31", "2021-01-01", "31/12/2020").map(d -> new Aside.Row("knee.flexion", d, "999", "deg",
                "", "", "", Map.of(), Optional.empty())).toList();
        FollowUpResult r = FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, log, Clinic.NOW, 1, Monitor.NONE)
                .with(day("2020-12-31"), 0).with(rows);
        assertEquals(List.of("2020-12-31", "31/12/2020"), r.aside().stream().map(Aside.Row::time).toList());
        assertEquals("2021-01-01", FollowUpResult.day(r.nextVisit().orElseThrow().date()));
        assertTrue(r.warnings().getFirst().text("en").contains("as of 2020-12-31"), r.warnings().getFirst().text("en"));
    }
}
