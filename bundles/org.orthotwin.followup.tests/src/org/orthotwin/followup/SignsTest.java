/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;

/** Signs of an infection that somebody has noted, positive tests without a cause, and what time is left for a debridement. */
class SignsTest {

    private static final String[] KNEE = {"patient.age 2018-12-01 71 yr", "knee.score.oks 2018-11-20 18 1",
        "knee.score.oks 2019-12-01 41 1"};
    private static final String[] HIP = {"patient.age 2026-09-28 67 yr", "hip.score.ohs 2026-09-20 18 1"};
    private static final String[] INFECTED = {"knee.score.oks 2026-02-10 19 1", "complication.infection 2026-03-12 1 1",
        "laboratory.crp 2026-03-12 210 mg/L", "complication.debridement 2026-03-15 1 1", "laboratory.crp 2026-06-15 3 mg/L",
        "knee.score.oks 2026-09-15 38 1", "pain 2026-09-15 1 1", "laboratory.crp 2026-11-16 2 mg/L"};

    private static FollowUpResult result(String today, String operation, String[] rows, String... more) {
        List<String> all = new ArrayList<>(List.of(operation + " 1 1"));
        all.addAll(List.of(rows));
        all.addAll(List.of(more));
        FollowUp f = new FollowUp(Clinic.twin(all.toArray(String[]::new)));
        f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
        return FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Times.instant(today), 1,
                Monitor.NONE);
    }

    private static String todo(FollowUpResult r, String language) {
        return String.join("\n", r.todo(language).stream().map(FollowUpResult.Todo::text).toList());
    }

    private static List<String> observables(FollowUpResult r) {
        return r.alerts().stream().map(a -> a.observable().id()).toList();
    }

    /** A swollen, red, painful knee eight years on is told, and seen the same day. */
    @Test
    void signsAreTold() {
        FollowUpResult r = result("2026-11-29", "knee.operation 2018-12-01", KNEE, "sign.swelling 2026-11-10 1 1",
                "sign.redness 2026-11-10 1 1", "pain 2026-11-10 6 1", "knee.score.oks 2026-11-10 28 1");
        assertTrue(observables(r).containsAll(List.of("sign.swelling", "sign.redness")), observables(r).toString());
        assertTrue(r.alerts().stream().allMatch(a -> Alert.isReferred(a.urgency()) || a.haste() == Alert.Haste.EXAMINED));
        assertTrue(todo(r, "en").contains("same day"), todo(r, "en"));
        assertTrue(todo(r, "fr").contains("le jour même"), todo(r, "fr"));
        // nothing says that it had begun before the day on which it was noted
        assertTrue(todo(r, "en").contains("here 19 to") && todo(r, "en").contains("and 2026-11-10 by all"), todo(r, "en"));
        // fever, redness, swelling: whatever fits better, it is referred, and no stiff joint is released
        r = result("2026-11-29", "knee.operation 2018-12-01", KNEE, "sign.fever 2026-11-28 1 1", "sign.swelling 2026-11-28 1 1",
                "sign.redness 2026-11-28 1 1", "pain 2026-11-28 9 1", "knee.flexion 2026-11-28 60 deg");
        assertTrue(r.alerts().stream().allMatch(a -> a.haste() == Alert.Haste.ACUTE), r.alerts().toString());
        assertTrue(todo(r, "en").contains("Refer the patient the same day. Aspirate") && !todo(r, "en").contains("arthrolysis"), todo(r,
                "en"));
        assertTrue(r.nextVisit("en").contains("today: refer the patient"), r.nextVisit("en"));
        assertTrue(r.prospects().options().stream().noneMatch(o -> o.intervention().id().contains("arthrolysis")));
        // without a score, too
        r = result("2026-11-29", "knee.operation 2018-12-01", KNEE, "sign.swelling 2026-11-28 1 1");
        assertEquals(Alert.Haste.EXAMINED, r.alerts().getFirst().haste());
        assertTrue(todo(r, "en").contains("Examine the joint today: Swelling or effusion of the joint (2026-11-28). "
                + "C-reactive protein the same day."), todo(r, "en"));
        assertTrue(r.nextVisit("en").contains("today: examine the joint, since this was noted"), r.nextVisit("en"));
        assertTrue(todo(r, "fr").contains("Examiner l'articulation aujourd'hui : Gonflement"), todo(r, "fr"));
        // what is known is not asked for
        r = result("2026-11-29", "knee.operation 2018-12-01", KNEE, "sign.swelling 2026-11-28 1 1", "laboratory.crp 2026-11-28 4 mg/L");
        assertFalse(todo(r, "en").contains("C-reactive protein the same day"), todo(r, "en"));
        // a fever is of the patient, and a joint that is quiet is examined and not punctured
        r = result("2026-11-29", "knee.operation 2018-12-01", KNEE, "sign.fever 2026-11-22 1 1", "laboratory.crp 2026-11-22 180 mg/L",
                "pain 2026-11-22 1 1", "knee.score.oks 2026-11-22 39 1");
        assertEquals(Alert.Haste.EXAMINED, r.alerts().getFirst().haste());
        assertTrue(todo(r, "en").contains("look for another source"), todo(r, "en"));
    }

    private static Alert swelling(FollowUpResult r) {
        return r.alerts().stream().filter(a -> a.observable().id().equals("sign.swelling")).findFirst().orElseThrow();
    }

    /** After an operation a joint is swollen, and whoever was seen without later on has no sign. */
    @Test
    void signsHaveTheirTime() {
        assertEquals(List.of(), result("2026-11-29", "hip.operation 2026-11-01", HIP, "sign.swelling 2026-11-20 1 1").alerts());
        assertEquals(List.of(), result("2026-11-29", "knee.operation 2018-12-01", KNEE, "sign.swelling 2026-11-10 1 1",
                "visit.held 2026-11-20 1 1").alerts());
        // what is noted again has gone on, so that the time for keeping the components is over
        FollowUpResult again = result("2026-11-29", "knee.operation 2018-12-01", KNEE, "sign.swelling 2026-10-10 1 1",
                "sign.swelling 2026-11-20 1 1", "laboratory.crp 2026-11-25 80 mg/L");
        assertEquals("2026-10-10", swelling(again).since().getTime());
        assertTrue(again.prospects().options().stream().noneMatch(o -> o.intervention().id().equals("dair")), again.prospects().toString());
        assertTrue(todo(again, "en").contains("here 50 to") && todo(again, "en").contains("That time is over"), todo(again, "en"));
        // a visit at which it was noted is none without it; one between two notes is
        assertEquals("2026-11-01", swelling(result("2026-11-29", "knee.operation 2018-12-01", KNEE, "sign.swelling 2026-11-01 1 1",
                "sign.swelling 2026-11-20 1 1", "visit.held 2026-11-20 1 1")).since().getTime());
        assertEquals("2026-11-20", swelling(result("2026-11-29", "knee.operation 2018-12-01", KNEE, "sign.swelling 2026-11-01 1 1",
                "visit.held 2026-11-10 1 1", "sign.swelling 2026-11-20 1 1")).since().getTime());
        // beside a protein that is high they ask for it again, as pain does
        FollowUpResult r = result("2026-11-29", "knee.operation 2026-11-05", new String[] {"knee.score.oks 2026-10-25 18 1"},
                "sign.redness 2026-11-25 1 1", "laboratory.crp 2026-11-25 30 mg/L");
        assertTrue(r.alerts().stream().anyMatch(Alert::isRepeat), observables(r).toString());
    }

    /** Day 59: C-reactive protein 60, 6,000 cells, 82 % of them polymorphonuclear never end with a questionnaire in a month. */
    @Test
    void whatIsPositiveIsSeenTo() {
        String[] positive = {"pain 2026-11-25 6 1", "laboratory.crp 2026-11-25 60 mg/L", "laboratory.synovial-leucocytes 2026-11-26 6000 1",
            "laboratory.synovial-neutrophils 2026-11-26 82 %"};
        FollowUpResult r = result("2026-11-29", "hip.operation 2026-09-28", HIP, positive);
        assertTrue(CauseComparison.isInfectionOpen(r.followUp(), r.state()));
        assertTrue(r.todo("en").stream().noneMatch(t -> t.kind().equals("observe")), todo(r, "en"));
        assertTrue(todo(r, "en").contains("spirate"), todo(r, "en"));
        assertTrue(observables(r).containsAll(List.of("laboratory.synovial-leucocytes", "laboratory.synovial-neutrophils")), observables(
                r).toString());
        // three weeks after the operation such an aspirate does not decide, and does not take the protein away
        FollowUpResult early = result("2026-11-29", "hip.operation 2026-11-05", HIP, "pain 2026-11-25 5 1",
                "laboratory.crp 2026-11-25 90 mg/L", "laboratory.synovial-leucocytes 2026-11-25 9500 1",
                "laboratory.synovial-neutrophils 2026-11-25 89 %");
        assertTrue(early.alerts().stream().anyMatch(Alert::isRepeat), observables(early).toString());
        assertTrue(early.todo("en").stream().noneMatch(t -> t.kind().equals("observe")), todo(early, "en"));
        // an aspirate that speaks against an infection leaves a protein that is to be explained
        positive[2] = "laboratory.synovial-leucocytes 2026-11-26 300 1";
        positive[3] = "laboratory.synovial-neutrophils 2026-11-26 20 %";
        r = result("2026-11-29", "hip.operation 2026-09-28", HIP, positive);
        assertTrue(r.todo("en").stream().noneMatch(t -> t.kind().equals("observe")), todo(r, "en"));
        assertTrue(todo(r, "en").contains("do the blood test again in 3 to 7 days"), todo(r, "en"));
        assertTrue(todo(r, "fr").contains("refaire la prise de sang dans 3 à 7 jours"), todo(r, "fr"));
    }

    /** Days go on while nothing is observed: 19 of the last observation are 59 today, and then it is too late. */
    @Test
    void daysCountToToday() {
        String[] rows = {"knee.score.oks 2018-11-20 18 1", "complication.infection 2026-10-01 1 1", "laboratory.crp 2026-10-20 80 mg/L"};
        FollowUpResult then = result("2026-10-20", "knee.operation 2018-12-01", rows);
        FollowUpResult r = result("2026-11-29", "knee.operation 2018-12-01", rows);
        assertTrue(todo(then, "en").contains("here 19 days") && !todo(then, "en").contains("That time is over"), todo(then, "en"));
        assertTrue(todo(r, "en").contains("here 59 days") && todo(r, "en").contains("That time is over: exchange"), todo(r, "en"));
        assertTrue(todo(r, "fr").contains("ici 59 jours") && todo(r, "fr").contains("Ce délai est passé"), todo(r, "fr"));
        assertTrue(then.prospects().options().stream().anyMatch(o -> o.intervention().id().equals("dair")));
        assertTrue(r.prospects().options().stream().noneMatch(o -> o.intervention().id().equals("dair")));
        // nor is it for a part that is loose
        r = result("2026-10-20", "knee.operation 2018-12-01", rows, "imaging.radiolucency 2026-10-10 4 mm");
        assertTrue(todo(r, "en").contains("not for a joint with a loose part"), todo(r, "en"));
        assertTrue(r.prospects().options().stream().noneMatch(o -> o.intervention().id().equals("dair")));
    }

    /** Samples that were taken in a debridement are of it: a patient who has done well since has no alert for ever. */
    @Test
    void culturesOfTheOperationAreOfIt() {
        for (String day : List.of("2026-03-15", "2026-03-18")) {
            FollowUpResult r = result("2026-11-29", "knee.operation 2026-02-20", INFECTED, "laboratory.culture " + day + " 4 1");
            assertEquals(List.of(), observables(r), day);
            assertFalse(todo(r, "en").contains("exchange") || todo(r, "en").contains("Refer"), todo(r, "en"));
            assertTrue(r.noAlerts("en").contains("taken to be of samples of the operation on 2026-03-15"), r.noAlerts("en"));
            assertTrue(r.noAlerts("fr").contains("attribué à des prélèvements de l'opération du 2026-03-15"), r.noAlerts("fr"));
            assertEquals(1, r.followUp().treated().size());
        }
        // one of later is an infection that has not gone
        assertEquals(List.of("laboratory.culture"), observables(result("2026-11-29", "knee.operation 2026-02-20", INFECTED,
                "laboratory.culture 2026-11-20 2 1")));
        // what grew unexpectedly in an exchange makes the infection one that was treated
        FollowUpResult r = result("2026-11-29", "hip.operation 2014-02-20", new String[] {"hip.score.ohs 2014-02-10 19 1",
            "hip.operation 2026-01-20 1 1", "complication.revision 2026-01-20 1 1"}, "laboratory.culture 2026-01-25 3 1",
                "hip.score.ohs 2026-09-15 36 1");
        assertEquals(List.of("infection-like"), r.followUp().treated().stream().map(FollowUp.Treated::cause).toList());
    }

    /** A fracture that was plated, and a hip that does not hurt four months later: nobody is told to put no load on it. */
    @Test
    void aFractureIsOverWhereNothingHurts() {
        String[] rows = {"hip.score.ohs 2019-04-01 15 1", "hip.score.ohs 2020-04-10 41 1", "complication.fracture 2026-06-24 1 1"};
        assertTrue(todo(result("2026-11-29", "hip.operation 2019-04-10", rows), "en").contains("no load"));
        FollowUpResult r = result("2026-11-29", "hip.operation 2019-04-10", rows, "hip.score.ohs 2026-10-20 36 1", "pain 2026-10-20 1 1");
        assertFalse(todo(r, "en").contains("no load") || r.nextVisit("en").contains("refer"), todo(r, "en"));
        assertEquals(List.of("complication.fracture"), observables(r));
    }

    /** Who walks about without pain two weeks after a fall is not referred for a fracture. */
    @Test
    void aFallIsOverWhereNothingHurts() {
        String[] rows = {"knee.score.oks 2018-11-20 18 1", "complication.fall 2026-11-12 1 1"};
        assertEquals("fracture", result("2026-11-29", "knee.operation 2018-12-01", rows).alerts().getFirst().excludes());
        assertEquals("", result("2026-11-29", "knee.operation 2018-12-01", rows, "pain 2026-11-25 1 1").alerts().getFirst().excludes());
    }
}
