/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;

/** What has its time: keeping the components of an infected joint, a manipulation, and saying what has happened. */
class WindowsTest {

    private static FollowUpResult result(String now, String[] rows, String... more) {
        FollowUp f = new FollowUp(Clinic.twin(Stream.concat(Stream.of(rows), Stream.of(more)).toArray(String[]::new)));
        f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
        return FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Times.instant(now), 1,
                Monitor.NONE);
    }

    private static List<String> offered(FollowUpResult r) {
        return r.prospects().options().stream().map(o -> o.intervention().id()).toList();
    }

    private static String todo(FollowUpResult r, String language) {
        return r.todo(language).stream().map(FollowUpResult.Todo::text).collect(Collectors.joining("\n"));
    }

    /** Within 30 days of the operation, or with signs of less than three weeks (IDSA 2013): not for a knee that was bad for 18 months. */
    @Test
    void componentsAreKeptOfYoungInfectionsAlone() {
        String[] chronic = {"knee.operation 2024-06-03 1 1", "implant.cemented 2024-06-03 1 1", "knee.score.oks 2024-05-14 18 1",
            "knee.score.oks 2024-07-15 22 1", "knee.score.oks 2024-11-30 25 1", "knee.score.oks 2025-06-03 25 1",
            "knee.score.oks 2025-11-25 24 1", "laboratory.crp 2025-06-03 14 mg/L", "laboratory.crp 2025-11-25 17 mg/L",
            "laboratory.esr 2025-11-25 38 mm/h", "laboratory.synovial-leucocytes 2025-11-30 3400 1"};
        FollowUpResult r = result("2026-01-10", chronic);
        assertEquals("infection-like", r.fits().getFirst().cause());
        assertEquals(List.of("one-stage", "two-stage"), offered(r));
        String[] blood = {"knee.operation 2022-05-02 1 1", "implant.cemented 2022-05-02 1 1", "knee.score.oks 2022-04-12 18 1",
            "knee.score.oks 2023-05-02 42 1", "knee.score.oks 2024-05-01 43 1", "knee.score.oks 2026-05-01 43 1",
            "knee.score.oks 2026-09-18 15 1", "pain 2023-05-02 1 1", "pain 2026-05-01 1 1", "pain 2026-09-16 1 1", "pain 2026-09-18 9 1",
            "laboratory.crp 2026-09-18 210 mg/L", "laboratory.synovial-leucocytes 2026-09-19 62000 1"};
        assertTrue(offered(result("2026-09-20", blood)).contains("dair"));
        String[] early = {"hip.operation 2026-11-05 1 1", "hip.score.ohs 2026-10-16 15 1", "complication.infection 2026-11-23 1 1"};
        assertTrue(offered(result("2026-11-24", early)).contains("dair"));
    }

    /** A manipulation gains most until twelve weeks: before, while and after that each its own words, with the last day. */
    @Test
    void aManipulationHasItsTime() {
        String[] stiff = {"knee.operation 2026-04-01 1 1", "implant.cemented 2026-04-01 1 1", "knee.score.oks 2026-03-12 18 1",
            "knee.flexion 2026-03-12 105 deg", "knee.flexion 2026-05-13 72 deg", "knee.flexion 2026-05-27 74 deg",
            "laboratory.synovial-leucocytes 2026-05-27 300 1"};
        FollowUpResult r = result("2026-05-28", stiff);
        assertEquals("stiffness", r.fits().getFirst().cause());
        assertTrue(todo(r, "en").contains("runs and ends on 2026-06-24, 12 weeks"), todo(r, "en"));
        assertTrue(todo(r, "fr").contains("finit le 2026-06-24, 12 semaines"), todo(r, "fr"));
        r = result("2026-10-01", stiff, "knee.flexion 2026-09-28 78 deg", "laboratory.synovial-leucocytes 2026-09-28 300 1");
        assertEquals("stiffness", r.fits().getFirst().cause());
        String late = todo(r, "en");
        assertTrue(late.contains("ended on 2026-06-24") && late.contains("arthrolysis") && !late.contains("runs"), late);
    }

    /** Whoever records that something happened, and not what, has not said that it was no infection and no fracture. */
    @Test
    void whatHappenedEarlyIsAsked() {
        String[] rows = {"knee.operation 2026-11-12 1 1", "knee.score.oks 2026-10-23 17 1", "laboratory.crp 2026-11-19 75 mg/L",
            "laboratory.crp 2026-11-26 48 mg/L", "complication 2026-11-26 1 1"};
        FollowUpResult r = result("2026-11-29", rows);
        assertTrue(todo(r, "en").contains("Say what the complication of 2026-11-26 was") && todo(r, "en").contains(
                "an infection and a fracture are not excluded"), todo(r, "en"));
        assertTrue(todo(r, "fr").contains("une infection et une fracture ne sont pas exclues"), todo(r, "fr"));
        assertFalse(offered(r).contains("retrain"), offered(r).toString());
        String[] said = rows.clone();
        said[4] = "complication.wound 2026-11-26 1 1";
        assertFalse(todo(result("2026-11-29", said), "en").contains("Say what"));
        String[] late = {"knee.operation 2024-11-12 1 1", "knee.score.oks 2024-10-23 17 1", "complication 2026-11-26 1 1"};
        assertTrue(todo(result("2026-11-29", late), "en").contains("Say what") && !todo(result("2026-11-29", late), "en").contains(
                "So soon after"));
        String[] septic = Stream.concat(Stream.of(rows), Stream.of("laboratory.synovial-leucocytes 2026-11-27 60000 1")).toArray(
                String[]::new);
        String first = todo(result("2026-11-29", septic), "en");
        assertTrue(first.indexOf("Refer the patient") < first.indexOf("Say what"), first);
    }

    /** 70 degrees after 119: no error of the measurement is told where the course has changed. */
    @Test
    void whatHasChangedIsNoErrorOfTheMeasurement() {
        FollowUpResult r = result("2026-11-29", new String[] {"knee.operation 2022-05-02 1 1", "implant.cemented 2022-05-02 1 1",
            "knee.score.oks 2022-04-12 18 1", "knee.flexion 2022-04-12 110 deg", "knee.flexion 2022-06-13 100 deg",
            "knee.flexion 2022-07-31 112 deg", "knee.flexion 2023-05-02 120 deg", "knee.flexion 2026-05-01 119 deg",
            "knee.flexion 2026-09-18 70 deg"});
        Alert a = r.alerts().stream().filter(x -> x.level().equals("unacceptable")).findFirst().orElseThrow();
        assertTrue(a.probability() < 0.5, String.valueOf(a.probability()));
        assertTrue(r.words(a, "en").contains("The measurement counts") && !r.words(a, "en").contains("the true value of day"), r.words(a,
                "en"));
        assertTrue(r.words(a, "fr").contains("la mesure qui compte"), r.words(a, "fr"));
    }
}
