/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;

/** A blood test that is high while the joint is quiet, or always was, and who is looked at first. */
class BloodAloneTest {

    private static final String[] KNEE = {"implant.cemented 2024-10-20 1 1", "knee.score.oks 2024-09-30 18 1",
        "knee.score.oks 2025-01-18 34 1", "knee.score.oks 2025-10-20 42 1", "knee.score.oks 2026-10-20 42 1", "pain 2024-09-30 7 1",
        "pain 2025-10-20 1 1", "pain 2026-10-20 1 1", "knee.flexion 2025-10-20 120 deg", "knee.flexion 2026-10-20 120 deg"};
    private static final String[] RHEUMATOID = {"patient.inflammatory 2024-11-11 1 1", "patient.age 2024-11-11 59 yr",
        "implant.cemented 2024-11-11 1 1", "knee.score.oks 2024-10-22 15 1", "knee.score.oks 2025-11-11 36 1",
        "knee.score.oks 2026-11-11 37 1", "pain 2025-11-11 2 1", "pain 2026-11-11 2 1"};

    private static FollowUpResult result(String joint, String operation, String[] rows, String... more) {
        List<String> all = new ArrayList<>(List.of(joint + ".operation " + operation + " 1 1"));
        all.addAll(List.of(rows));
        all.addAll(List.of(more));
        FollowUp f = new FollowUp(Clinic.twin(all.toArray(String[]::new)));
        f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
        return FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Times.instant("2026-11-29"), 1,
                Monitor.NONE);
    }

    private static FollowUpResult rheumatoid(String... more) {
        return result("knee", "2024-11-11", RHEUMATOID, more);
    }

    private static String todo(FollowUpResult r, String language) {
        return String.join("\n", r.todo(language).stream().map(FollowUpResult.Todo::text).toList());
    }

    private static Alert.Haste haste(FollowUpResult r) {
        return r.alerts().stream().map(Alert::haste).min(Comparator.naturalOrder()).orElseThrow();
    }

    /** With an inflammatory arthritis what it was before the operation is what it is held against: 28 then, from twice that on. */
    @Test
    void whatItAlwaysWasTellsNothing() {
        FollowUpResult r = rheumatoid("laboratory.crp 2024-10-22 28 mg/L", "laboratory.crp 2025-02-09 25 mg/L",
                "laboratory.crp 2025-11-11 22 mg/L", "laboratory.crp 2026-11-11 27 mg/L");
        assertEquals(List.of(), r.alerts());
        assertFalse(todo(r, "en").contains("Aspirate"), todo(r, "en"));
        assertTrue(r.noAlerts("en").contains("27\u00a0mg/L on 2026-11-11 is held against what it was before the operation") &&
                r.noAlerts("en")
                .contains("below 56 mg/L"), r.noAlerts("en"));
        assertTrue(r.noAlerts("fr").contains("est comparé à ce qu'il en était avant l'opération"), r.noAlerts("fr"));
        // that it is not more than it was speaks neither for nor against an infection
        assertEquals(1, CauseComparison.tests(r.followUp(), r.state(), "infection-like").stream().filter(t -> t.observable().id().equals(
                "laboratory.crp")).findFirst().orElseThrow().ratio(), 1e-12);
        assertEquals(List.of("laboratory.crp"), rheumatoid("laboratory.crp 2024-10-22 28 mg/L", "laboratory.crp 2026-11-11 57 mg/L")
                .alerts().stream().map(a -> a.observable().id()).toList());
        // without one of before nothing tells what is usual, nor does a value of before of whoever has no such illness
        assertEquals(1, rheumatoid("laboratory.crp 2025-02-09 25 mg/L", "laboratory.crp 2026-11-11 27 mg/L").alerts().size());
        assertEquals(1, result("knee", "2024-10-20", KNEE, "laboratory.crp 2024-09-30 28 mg/L",
                "laboratory.crp 2026-11-11 27 mg/L").alerts()
                .size());
    }

    /** Where nobody knows what it was before the operation, what it has been for years without pain is the patient's own. */
    @Test
    void whatItHasBeenForYearsTellsNothing() {
        String[] years = {"laboratory.crp 2025-06-11 23 mg/L", "laboratory.crp 2026-05-11 25 mg/L", "laboratory.crp 2026-11-11 26 mg/L"};
        FollowUpResult r = rheumatoid(years);
        assertEquals(List.of(), r.alerts());
        assertTrue(r.noAlerts("en").contains("nothing of before the operation is known; it speaks for nothing below 48 mg/L"), r.noAlerts(
                "en"));
        assertTrue(r.noAlerts("fr").contains("est comparé à ce qu'il en est depuis l'opération"), r.noAlerts("fr"));
        // a joint that hurts is not held against itself, nor is what is twice as much
        assertFalse(rheumatoid(years[0], years[1], years[2], "pain 2026-11-20 6 1").alerts().isEmpty());
        assertEquals(1, rheumatoid(years[0], years[1], "laboratory.crp 2026-11-11 49 mg/L").alerts().size());
    }

    @Test
    void aQuietJointIsExaminedBeforeItIsAspirated() {
        FollowUpResult r = result("knee", "2024-10-20", KNEE, "pain 2026-11-19 1 1", "knee.flexion 2026-11-19 120 deg",
                "laboratory.crp 2026-11-19 120 mg/L");
        assertEquals(Alert.Haste.EXAMINED, haste(r));
        assertFalse(r.alerts().getFirst().isUrgent());
        String said = todo(r, "en");
        assertTrue(said.contains("Examine the joint first, today.") && said.contains("(2026-11-19): Flexion of the knee 120°, Pain"), said);
        assertFalse(said.contains("Refer the patient the same day. Aspirate") || said.contains("Aspirate the joint: White"), said);
        assertTrue(r.nextVisit("en").contains("today: examine the joint"), r.nextVisit("en"));
        assertTrue(todo(r, "fr").contains("Examiner d'abord l'articulation, aujourd'hui."), todo(r, "fr"));
        assertTrue(r.causes("en").contains("Examine the joint first") && !r.causes("en").contains("Aspirate the joint now"),
                r.causes("en"));
        assertEquals(List.of(), r.prospects().options(), "nobody exchanges a joint for that");
        // a painful one, one whose aspirate speaks for it, and one that was infected before are not quiet
        for (String[] more : new String[][] {{"pain 2026-11-19 6 1", "laboratory.crp 2026-11-19 120 mg/L"},
            {"laboratory.crp 2026-11-19 120 mg/L", "laboratory.synovial-leucocytes 2026-11-19 2000 1"}, {
                "complication.infection 2026-10-24 1 1", "complication.debridement 2026-10-25 1 1",
                        "laboratory.crp 2027-03-19 120 mg/L"}}) {
            r = result("knee", "2024-10-20", KNEE, more);
            assertTrue(haste(r) == Alert.Haste.ACUTE || haste(r) == Alert.Haste.REFERRED, more[0] + " " + haste(r));
            assertTrue(r.alerts().stream().anyMatch(Alert::isUrgent));
        }
    }

    /** What was done is not asked for again, what is of old is not of the same day, and a sinus excludes keeping the components. */
    @Test
    void whatIsDoneLeavesWhatIsToBeDone() {
        FollowUpResult r = result("knee", "2025-09-10", new String[] {"knee.score.oks 2025-08-21 18 1", "knee.score.oks 2025-12-09 25 1",
            "knee.score.oks 2026-09-10 26 1", "knee.score.oks 2026-11-24 25 1", "pain 2026-03-09 5 1", "pain 2026-11-24 5 1",
            "knee.flexion 2025-12-09 97 deg", "knee.flexion 2026-09-10 100 deg"}, "laboratory.crp 2026-09-10 11 mg/L",
                "laboratory.crp 2026-11-24 12 mg/L", "laboratory.synovial-leucocytes 2026-11-25 2100 1",
                "laboratory.synovial-neutrophils 2026-11-25 72 %", "laboratory.culture 2026-11-25 1 1");
        String said = todo(r, "en");
        assertTrue(said.contains("Refer the patient within days. What is known of the aspirate does not decide: aspirate again"), said);
        assertFalse(said.contains("same day") || said.contains("Aspirate the joint: culture") || said.contains("count of cells"), said);
        assertTrue(r.nextVisit("en").contains("within days: refer the patient"), r.nextVisit("en"));
        assertTrue(todo(r, "fr").contains("Adresser le patient sous quelques jours. Ce que l'on connaît de la ponction ne tranche pas"),
                todo(r, "fr"));
        // a count was done, nothing is known of cultures
        r = result("knee", "2026-11-06", new String[] {"knee.score.oks 2026-10-17 17 1", "pain 2026-11-20 5 1", "pain 2026-11-26 8 1"},
                "complication.wound 2026-11-26 1 1", "laboratory.crp 2026-11-26 188 mg/L",
                "laboratory.synovial-leucocytes 2026-11-27 22000 1");
        assertTrue(todo(r, "en").contains("Refer the patient the same day. Nothing that grew is known: samples"), todo(r, "en"));
        r = result("hip", "2025-06-20", new String[] {"hip.score.ohs 2025-05-31 16 1", "hip.score.ohs 2026-06-20 38 1"},
                "complication.sinus 2026-11-17 1 1");
        assertTrue(todo(r, "en").contains("is not for a joint with this: Sinus that leads to the joint (2026-11-17)"), todo(r, "en"));
        // a normal protein of a stiff knee is named
        r = result("knee", "2026-10-10", new String[] {"knee.score.oks 2026-09-20 19 1", "knee.score.oks 2026-11-21 21 1",
            "knee.flexion 2026-09-20 110 deg", "knee.flexion 2026-10-24 65 deg", "knee.flexion 2026-11-21 70 deg"},
                "laboratory.crp 2026-11-21 5 mg/L");
        assertTrue(todo(r, "en").contains("C-reactive protein was 5\u00a0mg/L on 2026-11-21, which speaks against one"), todo(r, "en"));
    }

    /** Whose wound has dried is not asked for a study that he never had part in, and nothing is told apart. */
    @Test
    void nobodyIsAskedForAStudyThatHeIsNotIn() {
        String[] rows = {"hip.score.ohs 2026-09-26 16 1", "hip.score.ohs 2026-11-27 30 1", "pain 2026-09-26 7 1", "pain 2026-10-30 4 1",
            "pain 2026-11-27 2 1", "complication.wound 2026-10-19 1 1"};
        FollowUpResult r = result("hip", "2026-10-16", rows);
        assertEquals("none", r.fits().getFirst().cause());
        assertTrue(r.todo("en").stream().noneMatch(t -> t.kind().equals("observe")), todo(r, "en"));
        r = result("hip", "2023-10-16", new String[] {"hip.score.ohs 2023-09-26 16 1", "hip.score.ohs 2024-10-16 44 1",
            "hip.score.ohs 2025-10-16 43 1", "hip.score.ohs 2026-10-16 31 1", "pain 2026-10-16 3 1"});
        assertTrue(r.alerts().stream().map(Alert::discriminator).filter(d -> d != null && !d.isTest()).allMatch(d -> List.of("score",
                "motion").contains(d.observable().kind())), r.alerts().toString());
    }

    /** An acute infection before one that is known for long, a quiet joint and a manipulation whose time runs after both. */
    @Test
    void whoIsAcuteIsFirst() {
        String[] hip = {"hip.score.ohs 2023-08-23 16 1", "hip.score.ohs 2024-09-12 44 1", "hip.score.ohs 2025-09-12 45 1",
            "hip.score.ohs 2026-09-12 45 1", "pain 2026-09-12 0 1"};
        FollowUpResult acute = result("hip", "2023-09-12", hip, "hip.score.ohs 2026-11-27 14 1", "pain 2026-11-26 9 1",
                "laboratory.crp 2026-11-27 240 mg/L", "laboratory.synovial-leucocytes 2026-11-27 48000 1");
        FollowUpResult sinus = result("hip", "2023-09-12", hip, "complication.sinus 2026-11-17 1 1");
        FollowUpResult grade = result("hip", "2024-10-10", new String[] {"hip.score.ohs 2024-09-20 16 1", "hip.score.ohs 2025-01-08 33 1",
            "hip.score.ohs 2025-10-10 34 1", "hip.score.ohs 2026-10-10 30 1", "pain 2025-01-08 3 1", "pain 2026-10-10 5 1"},
                "laboratory.synovial-leucocytes 2026-10-15 1800 1", "laboratory.culture 2026-10-22 2 1");
        FollowUpResult quiet = result("knee", "2024-10-20", KNEE, "laboratory.crp 2026-11-19 120 mg/L");
        FollowUpResult stiff = result("knee", "2026-10-10", new String[] {"knee.score.oks 2026-09-20 19 1",
                "knee.score.oks 2026-11-21 21 1",
            "knee.flexion 2026-09-20 110 deg", "knee.flexion 2026-10-24 65 deg", "knee.flexion 2026-11-21 70 deg",
            "pain 2026-11-21 5 1"});
        assertEquals(List.of(Alert.Haste.ACUTE, Alert.Haste.REFERRED, Alert.Haste.REFERRED, Alert.Haste.EXAMINED, Alert.Haste.IN_TIME), List
                .of(haste(acute), haste(sinus), haste(grade), haste(quiet), haste(stiff)));
        List<Alert> all = new ArrayList<>();
        List.of(stiff, quiet, grade, sinus, acute).forEach(r -> all.addAll(r.alerts()));
        List<Alert.Haste> order = all.stream().sorted(Urgency.ofAlerts(a -> a, a -> AlertLog.Status.OPEN)).map(Alert::haste).toList();
        assertEquals(order.stream().sorted().toList(), order);
        // who has a deadline comes before who has a complication of long ago
        assertTrue(new Urgency(false, stiff.alerts().getFirst().urgency(), "unacceptable", false, false, 0, 1, false, false,
                Optional.empty()).compareTo(
                new Urgency(false, Alert.NOT_URGENT, "complication", false, false, 0, 1, false, false, Optional.empty())) < 0);
    }
}
