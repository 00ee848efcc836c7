/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;

/** When something began that a test or an event has told: after the last good day, by the first sign, and never on a made-up one. */
class NotedOnsetTest {

    private static final String[] KNEE = {"implant.cemented 2022-05-02 1 1", "knee.score.oks 2022-04-12 18 1",
        "knee.score.oks 2022-07-31 35 1", "knee.score.oks 2023-05-02 42 1", "knee.score.oks 2024-05-02 43 1",
        "knee.score.oks 2025-05-02 42 1", "knee.score.oks 2026-05-02 43 1", "pain 2023-05-02 1 1", "pain 2026-05-02 1 1",
        "knee.flexion 2023-05-02 120 deg", "knee.flexion 2026-05-02 119 deg", "laboratory.crp 2023-05-02 2 mg/L"};

    private static FollowUpResult result(String joint, String operation, String[] rows, String... more) {
        List<String> all = new ArrayList<>(List.of(joint + ".operation " + operation + " 1 1"));
        all.addAll(List.of(rows));
        all.addAll(List.of(more));
        FollowUp f = new FollowUp(Clinic.twin(all.toArray(String[]::new)));
        f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
        return FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Times.instant("2026-11-29"), 1,
                Monitor.NONE);
    }

    private static CauseComparison.Fit fit(FollowUpResult r, String cause) {
        return r.fits().stream().filter(c -> c.cause().equals(cause)).findFirst().orElseThrow();
    }

    private static List<String> interval(FollowUpResult r, String cause) {
        CauseComparison.Fit f = fit(r, cause);
        return List.of(FollowUpResult.day(r.followUp().at(f.from())), FollowUpResult.day(r.followUp().at(f.to())));
    }

    private static String todo(FollowUpResult r, String language) {
        return String.join("\n", r.todo(language).stream().map(FollowUpResult.Todo::text).toList());
    }

    /** The last yearly visit was good 209 days before the tests: it began in between. */
    @Test
    void testsAloneDateItAfterTheLastGoodVisit() {
        FollowUpResult r = result("knee", "2022-05-02", KNEE, "laboratory.crp 2026-11-27 230 mg/L",
                "laboratory.synovial-leucocytes 2026-11-27 60000 1");
        assertEquals(List.of("2026-05-02", "2026-11-27"), interval(r, "infection-like"));
        assertTrue(todo(r, "en").contains("here 2 to 211 days, since they began between 2026-05-02 and 2026-11-27"), todo(r, "en"));
        assertTrue(todo(r, "fr").contains("ici 2 à 211 jours, car ils ont commencé entre le 2026-05-02 et le 2026-11-27"), todo(r, "fr"));
        assertEquals(List.of("dair", "one-stage", "two-stage"), r.prospects().options().stream().map(o -> o.intervention().id()).toList());
        // a good visit on the day of the test does not make it one of that day: the last good day before counts
        r = result("knee", "2022-05-02", KNEE, "pain 2026-11-27 1 1", "knee.flexion 2026-11-27 120 deg",
                "laboratory.crp 2026-11-27 120 mg/L");
        assertEquals(List.of("2026-05-02", "2026-11-27"), interval(r, "infection-like"));
        // a negative test tells it, too
        r = result("knee", "2022-05-02", KNEE, "laboratory.crp 2026-11-07 3 mg/L", "laboratory.crp 2026-11-27 120 mg/L");
        assertEquals(List.of("2026-11-07", "2026-11-27"), interval(r, "infection-like"));
    }

    /** A protein that never came down may be of an infection since the operation. */
    @Test
    void soonAfterTheOperationItMayHaveBegunWithIt() {
        FollowUpResult r = result("hip", "2026-10-05", new String[] {"hip.score.ohs 2026-09-15 17 1", "pain 2026-09-15 7 1"},
                "laboratory.crp 2026-10-08 150 mg/L", "laboratory.crp 2026-10-19 78 mg/L", "pain 2026-10-26 5 1", "pain 2026-11-16 5 1",
                "laboratory.crp 2026-11-16 70 mg/L");
        assertEquals(List.of("2026-10-05", "2026-11-16"), interval(r, "infection-like"));
        assertTrue(todo(r, "en").contains("here 13 to 55 days, since they began between the operation and 2026-11-16"), todo(r, "en"));
        assertTrue(todo(r, "fr").contains("entre l'opération et le 2026-11-16"), todo(r, "fr"));
    }

    /** What is done for an event is not done before it, and what is told of it adds up. */
    @Test
    void nothingIsDoneBeforeWhatItIsFor() {
        FollowUpResult r = result("knee", "2022-05-02", KNEE, "complication.infection 2026-11-20 1 1", "pain 2026-11-18 9 1",
                "knee.score.oks 2026-11-18 3 1");
        Prospects p = r.prospects();
        assertEquals("2026-11-20", FollowUpResult.day(r.followUp().at(p.at())));
        assertEquals(Times.instant("2026-11-20"), Prospects.from(r.followUp(), r.state()));
        for (Prospects.Option o : p.options()) {
            for (Prospects.Gain g : o.gains()) {
                Observable d = g.observable();
                double without = d.clamp(g.without().mean(0));
                assertEquals(d.clamp(g.with().mean(0)), without + g.gain(0), 1e-12, o.intervention().id() + " " + d.id());
                assertTrue(without + g.gain(-1) >= d.lower() - 1e-12 && without + g.gain(1) <= d.upper() + 1e-12, d.id());
            }
        }
        // nobody who has just fallen is exercised before a fracture is excluded
        r = result("hip", "2026-10-25", new String[] {"patient.age 2026-10-25 82 yr", "hip.score.ohs 2026-10-05 15 1",
            "pain 2026-10-05 7 1", "pain 2026-11-08 3 1"}, "complication.fall 2026-11-25 1 1");
        assertEquals("2026-11-25", FollowUpResult.day(r.followUp().at(r.prospects().at())));
        assertTrue(r.prospects().options().stream().noneMatch(o -> o.intervention().id().equals("retrain")), r.prospects().toString());
    }

    /** An event that came again is dated by its last, and an alert about it is the same one. */
    @Test
    void whatCameAgainWasSeenLast() {
        String[] hip = {"hip.score.ohs 2024-07-12 16 1", "hip.score.ohs 2024-10-30 34 1", "hip.score.ohs 2026-08-01 34 1",
            "complication.dislocation 2024-09-10 1 1"};
        Alert once = result("hip", "2024-08-01", hip).alerts().stream().filter(a -> a.kind() == Alert.Kind.COMPLICATION).findFirst()
                .orElseThrow();
        Alert again = result("hip", "2024-08-01", hip, "complication.dislocation 2025-09-05 1 1", "complication.dislocation 2026-10-30 1 1")
                .alerts().stream().filter(a -> a.kind() == Alert.Kind.COMPLICATION).findFirst().orElseThrow();
        assertEquals("2026-10-30", again.signalled().getTime());
        assertEquals("2024-09-10", again.since().getTime());
        assertEquals(once.id(), again.id());
    }

    /** Whoever has dislocated has done so on the day that was recorded, and not between two scores of before. */
    @Test
    void anEventHasItsOwnDay() {
        FollowUpResult r = result("hip", "2026-10-28", new String[] {"patient.age 2026-10-28 78 yr", "hip.score.ohs 2026-10-08 16 1",
            "pain 2026-10-08 7 1", "pain 2026-11-11 3 1"}, "complication.dislocation 2026-11-17 1 1");
        assertEquals(List.of("2026-11-17", "2026-11-17"), interval(r, "instability"));
        assertTrue(r.fitting("en").contains("it began on 2026-11-17"), r.fitting("en"));
        assertTrue(r.fitting("fr").contains("cela a commencé le 2026-11-17"), r.fitting("fr"));
    }
}
