/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.model.twin.Observation;

/** Courses that a surgeon knows the cause of: which causes are named, how sure of them it is, and what is advised. */
class CausesTest {

    /** Of a patient of 79 years who has recovered from a replaced hip and then walks no more. */
    private static final String[] FALLEN = {"patient.age 2022-03-01 79 yr", "patient.female 2022-03-01 1 1",
        "activity.steps 2022-02-09 3800 1", "activity.steps 2022-03-31 2500 1", "activity.steps 2022-05-30 4800 1",
        "activity.steps 2022-07-29 5900 1", "activity.steps 2022-09-27 6300 1", "activity.steps 2022-12-26 6400 1",
        "activity.steps 2023-03-26 6600 1", "activity.steps 2023-06-24 6400 1", "activity.steps 2023-09-22 6400 1",
        "activity.steps 2023-12-21 6400 1", "activity.steps 2024-02-19 6400 1", "activity.steps 2024-03-05 250 1",
        "activity.steps 2024-03-12 180 1", "activity.steps 2024-03-19 300 1", "hip.score.ohs 2022-02-09 16 1",
        "hip.score.ohs 2022-08-30 40 1", "hip.score.ohs 2023-03-01 42 1", "hip.score.ohs 2024-02-19 43 1"};

    static FollowUpResult result(String operation, String[] rows, String... more) {
        List<String> all = new ArrayList<>(List.of(operation));
        Stream.of(rows, more).flatMap(Arrays::stream).forEach(all::add);
        FollowUp f = new FollowUp(Clinic.twin(all.toArray(String[]::new)));
        f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
        return FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Clinic.NOW, 1, Monitor.NONE);
    }

    static double probability(FollowUpResult r, String cause) {
        return r.fits().stream().filter(f -> f.cause().equals(cause)).mapToDouble(CauseComparison.Fit::probability).findFirst().orElse(0);
    }

    static String todo(FollowUpResult r) {
        return String.join("\n", r.todo("en").stream().map(FollowUpResult.Todo::text).toList());
    }

    static List<String> offered(FollowUpResult r) {
        return Prospects.of(r.followUp(), r.state(), r.alerts()).options().stream().map(o -> o.intervention().id()).toList();
    }

    /** What is recorded is the cause, from its day on: what was before it was as it was. */
    @Test
    void aRecordedFractureIsTheCause() {
        FollowUpResult r = result("hip.operation 2022-03-01 1 1", FALLEN, "complication.fracture 2024-03-03 1 1");
        assertEquals("fracture", r.fits().getFirst().cause());
        assertTrue(r.fitting("en").startsWith("The cause is known: a periprosthetic fracture"), r.fitting("en"));
        for (String word : List.of("two planes", "CT", "Vancouver", "Unified Classification", "Fixation", "revision")) {
            assertTrue(todo(r).contains(word), word + " in " + todo(r));
        }
        assertFalse(todo(r).contains("aspirate"), todo(r));
        assertEquals(List.of("fixation", "revise-fracture"), offered(r));
        CauseComparison.Fit fit = r.fits().getFirst();
        assertEquals(r.followUp().since(Times.instant("2024-03-03")), fit.onset(), 0);
        Observable ohs = Observables.get("hip.score.ohs");
        double[] course = CauseComparison.course(r.followUp(), r.state(), fit, ohs, new double[] {fit.onset() - 10 * Clinic.DAY, fit.onset()
                + 60 * Clinic.DAY}).orElseThrow();
        assertTrue(Double.isNaN(course[0]) && course[1] < 40, Arrays.toString(course));
        Prospects.Gain g = r.prospects().options().getFirst().gains().stream().filter(x -> x.observable().equals(ohs)).findFirst()
                .orElseThrow();
        assertTrue(g.with().mean(0) > g.without().mean(0) + 3 && g.with().mean(0) < 43, g.toString());
    }

    /** Three step counts may be a fall, an illness or a sensor that is not worn. */
    @Test
    void oneUnspecificSignLeavesTheCausesOpen() {
        FollowUpResult r = result("hip.operation 2022-03-01 1 1", FALLEN);
        assertFalse(r.alerts().isEmpty());
        assertTrue(r.fits().stream().allMatch(f -> f.probability() < 0.55), r.fits().toString());
        assertEquals("elsewhere", r.fits().getFirst().cause());
        assertTrue(todo(r).contains("the other side and the spine"), todo(r));
    }

    /** A cementless stem that sinks by 7 mm between week 6 and week 13, and a leg that is shorter: nothing has had time to wear. */
    @Test
    void whatSinksEarlyHasNotWorn() {
        FollowUpResult r = result("hip.operation 2024-03-01 1 1", new String[] {"implant.cemented 2024-03-01 0 1",
            "hip.migration.stem-subsidence 2024-04-12 0.3 mm", "hip.migration.stem-subsidence 2024-05-31 7.5 mm",
            "hip.score.ohs 2024-02-10 16 1", "hip.score.ohs 2024-04-12 30 1", "hip.score.ohs 2024-05-31 18 1", "pain 2024-02-10 7 1",
            "pain 2024-04-12 2 1", "pain 2024-05-31 7 1", "hip.leg-length 2024-04-12 2 mm", "hip.leg-length 2024-05-31 -6 mm"});
        assertEquals(0, probability(r, "wear-loosening"), 0);
        assertTrue(probability(r, "fracture") + probability(r, "early-subsidence") > 0.8, r.fits().toString());
        assertTrue(todo(r).contains("two planes"), todo(r));
    }

    /** A knee that moves, does not migrate and is not loose, in a patient who is worse every year: it need not be the knee. */
    @Test
    void painNeedNotBeOfTheJoint() {
        List<String> rows = new ArrayList<>();
        String[] days = {"2020-08-30", "2021-03-01", "2022-03-01", "2023-03-01", "2024-02-29", "2025-02-28"};
        int[] oks = {38, 41, 42, 36, 29, 23};
        int[] pain = {1, 1, 1, 3, 5, 6};
        double[] mtpm = {0.2, 0.3, 0.33, 0.34, 0.35, 0.36};
        for (int i = 0; i < days.length; i++) {
            rows.addAll(List.of("knee.score.oks " + days[i] + " " + oks[i] + " 1", "pain " + days[i] + " " + pain[i] + " 1",
                    "knee.flexion " + days[i] + " 120 deg", "knee.migration.mtpm " + days[i] + " " + mtpm[i] + " mm"));
        }
        FollowUpResult r = result("knee.operation 2020-03-01 1 1", rows.toArray(String[]::new), "knee.score.oks 2020-02-10 18 1",
                "pain 2020-02-10 7 1", "knee.flexion 2020-02-10 110 deg", "laboratory.crp 2025-02-28 3 mg/L",
                "imaging.radiolucency 2025-02-28 0 mm");
        assertEquals("elsewhere", r.fits().getFirst().cause());
        assertTrue(probability(r, "instability") < 0.4, r.fits().toString());
        assertTrue(todo(r).contains("the other side and the spine"), todo(r));
        assertFalse(offered(r).contains("revise"), offered(r).toString());
    }

    /** After an operation the protein falls from day 4 on: one that rises again in the second or third week is a sign of an infection. */
    @Test
    void aProteinThatRisesAgainEarlyIsASign() {
        FollowUpResult r = result("hip.operation 2026-03-01 1 1", new String[] {"hip.score.ohs 2026-02-10 18 1",
            "laboratory.crp 2026-03-04 140 mg/L",
            "laboratory.crp 2026-03-08 60 mg/L", "laboratory.crp 2026-03-11 35 mg/L", "laboratory.crp 2026-03-19 92 mg/L"});
        Alert a = r.alerts().stream().filter(x -> x.kind() == Alert.Kind.TEST).findFirst().orElseThrow();
        assertTrue(r.words(a, "en").contains("risen again"), r.words(a, "en"));
        assertEquals("infection-like", r.fits().getFirst().cause());
        assertTrue(todo(r).contains("Aspirate the joint"), todo(r));
        // no limit of the sedimentation rate holds before day 90
        assertTrue(todo(r).contains("White cells in the aspirate") && !todo(r).contains("sedimentation"), todo(r));
        r = result("hip.operation 2026-03-01 1 1", new String[] {"hip.score.ohs 2026-02-10 18 1", "laboratory.crp 2026-03-04 160 mg/L",
            "laboratory.crp 2026-03-08 75 mg/L", "laboratory.crp 2026-03-14 118 mg/L"});
        assertTrue(r.alerts().stream().anyMatch(x -> x.kind() == Alert.Kind.TEST), r.alerts().toString());
        // the peak is not what is compared with, nor is it a rise
        r = result("hip.operation 2026-03-01 1 1", new String[] {"hip.score.ohs 2026-02-10 18 1", "laboratory.crp 2026-03-02 40 mg/L",
            "laboratory.crp 2026-03-04 160 mg/L", "laboratory.crp 2026-03-08 75 mg/L", "laboratory.crp 2026-03-14 35 mg/L",
            "laboratory.crp 2026-03-20 20 mg/L"});
        assertEquals(List.of(), r.alerts());
    }

    /** A wound that goes on draining speaks for an infection of the joint: nothing is offered that trains it. */
    @Test
    void aWoundThatDrainsIsASign() {
        String[] rows = {"knee.score.oks 2026-02-10 18 1", "knee.flexion 2026-02-10 108 deg", "pain 2026-03-14 5 1",
            "complication.wound 2026-03-14 1 1"};
        FollowUpResult r = result("knee.operation 2026-03-01 1 1", rows);
        assertEquals("infection-like", r.fits().getFirst().cause());
        assertTrue(todo(r).contains("Aspirate the joint"), todo(r));
        assertFalse(offered(r).contains("retrain"), offered(r).toString());
        rows[3] = "complication.wound 2026-03-03 1 1";
        double early = probability(result("knee.operation 2026-03-01 1 1", rows), "infection-like");
        assertTrue(early < 0.2 && probability(r, "infection-like") > 0.4, early + " " + r.fits());
    }

    /**
     * A tibial component that moved 0.8 mm within a year (continuous migration: Ryd et al. 1995) in a patient who walks, with an Oxford
     * score of 30 and no fall, loosens, perhaps since it is infected; a fracture cannot have been walked on for months. One who has fallen
     * and has lost it all has one.
     */
    @Test
    void whoWalksOnAComponentThatMovesHasNoFracture() {
        String[] knee = {"knee.migration.mtpm 2025-01-01 0.4 mm", "knee.migration.mtpm 2025-05-19 0.7 mm",
            "knee.migration.mtpm 2025-11-20 0.8 mm", "knee.score.oks 2025-11-20 38 1"};
        FollowUpResult r = result("knee.operation 2024-11-20 1 1", knee, "knee.migration.mtpm 2026-11-20 1.6 mm",
                "knee.score.oks 2026-11-20 30 1", "pain 2026-11-20 5 1");
        assertEquals(List.of("loosening", "infection-like"), r.fits().stream().limit(2).map(CauseComparison.Fit::cause).toList());
        assertEquals(0.01, r.fits().stream().filter(f -> f.cause().equals("fracture")).findFirst().orElseThrow().probability(), 0.02);
        for (String language : List.of("en", "fr")) {
            assertTrue(r.todo(language).stream().filter(t -> t.kind().equals("examine")).findFirst().orElseThrow().text().startsWith(
                    FollowUpResult.infectionFirst(language)), r.todo(language).toString());
        }
        r = result("knee.operation 2024-11-20 1 1", knee, "complication.fall 2026-11-19 1 1", "knee.migration.mtpm 2026-11-20 2.4 mm",
                "knee.score.oks 2026-11-20 14 1", "pain 2026-11-20 9 1");
        assertEquals("fracture", r.fits().getFirst().cause(), r.fits().toString());
    }

    /** What was recorded is evidence: a sinus for an infection, a fall for a fracture, one dislocation for an instability. */
    @Test
    void whatIsRecordedIsEvidence() {
        String[] early = {"hip.score.ohs 2026-02-10 18 1", "hip.score.ohs 2026-03-15 25 1", "pain 2026-02-10 7 1", "pain 2026-03-15 3 1"};
        FollowUpResult r = result("hip.operation 2026-03-01 1 1", early, "complication.sinus 2026-03-25 1 1");
        assertTrue(probability(r, "infection-like") > 0.9, r.fits().toString());
        assertTrue(todo(r).contains("Refer the patient the same day.") && todo(r).contains("is not for a joint with this: Sinus"), todo(r));
        r = result("hip.operation 2026-03-01 1 1", early, "complication.fall 2026-03-25 1 1", "pain 2026-03-25 9 1");
        assertEquals("fracture", r.fits().getFirst().cause());
        assertTrue(todo(r).contains("Radiographs in two planes at once"), todo(r));
        r = result("hip.operation 2026-03-01 1 1", early, "complication.dislocation 2026-03-25 1 1");
        assertEquals("instability", r.fits().getFirst().cause());
        assertTrue(todo(r).contains("Position of the components"), todo(r));
    }

    /** Who fell is examined for a fracture at once although nothing else deviates, and does not wait a month; later it is not urgent. */
    @Test
    void anEventIsExaminedForAtOnce() {
        String[] well = {"hip.score.ohs 2024-02-10 18 1", "hip.score.ohs 2024-06-01 38 1", "hip.score.ohs 2025-03-01 43 1"};
        FollowUpResult r = result("hip.operation 2024-03-01 1 1", well, "complication.fall 2025-07-13 1 1");
        assertTrue(probability(r, "fracture") < 0.5, r.fits().toString());
        assertEquals(List.of(true), r.alerts().stream().map(Alert::isUrgent).toList());
        assertTrue(todo(r).contains("Radiographs in two planes at once") && !todo(r).contains("Observe again"), todo(r));
        r = result("hip.operation 2024-03-01 1 1", well, "complication.dislocation 2025-07-13 1 1");
        assertTrue(r.alerts().getFirst().isUrgent() && todo(r).contains("Position of the components"), todo(r));
        // eight weeks later the patient was seen
        r = result("hip.operation 2024-03-01 1 1", well, "complication.fall 2025-07-13 1 1", "hip.score.ohs 2025-09-10 43 1");
        assertTrue(r.alerts().stream().noneMatch(Alert::isUrgent), r.alerts().toString());
        assertFalse(todo(r).contains("Radiographs in two planes at once"), todo(r));
    }

    /** A protein that stays as high for weeks does not fall because each value is a little lower; one that has come down by far does. */
    @Test
    void aProteinThatStaysHighIsDoneAgain() {
        String[][] rows = {{"2026-03-08 82", "2026-03-15 78", "2026-03-22 74"}, {"2026-03-04 150", "2026-03-15 78", "2026-04-11 70"}, {
            "2026-03-04 160", "2026-03-15 60"}, {"2026-03-04 220", "2026-03-08 110", "2026-03-15 55"}};
        for (int i = 0; i < rows.length; i++) {
            List<String> all = new ArrayList<>(List.of("hip.operation 2026-03-01 1 1", "hip.score.ohs 2026-02-10 18 1"));
            Stream.of(rows[i]).forEach(r -> all.add("laboratory.crp " + r + " mg/L"));
            FollowUpResult r = result(all.getFirst(), all.subList(1, all.size()).toArray(String[]::new));
            assertEquals(i < 2, r.alerts().stream().anyMatch(Alert::isRepeat), String.join(", ", rows[i]));
            assertEquals(i < 2, todo(r).contains("has come down by less than half in two weeks since"), todo(r));
        }
    }

    /** A stem that sinks is looked at in radiographs, whatever fits best: an early reading between the causes makes none of it harmless. */
    @Test
    void aPartThatMovesIsLookedAt() {
        for (String early : List.of("2026-08-17 0.4", "2026-08-24 1.0", "2026-08-17 0.5")) {
            FollowUpResult r = result("hip.operation 2026-08-10 1 1", new String[] {"hip.score.ohs 2026-07-13 16 1",
                "pain 2026-07-13 7 1", "hip.score.ohs 2026-09-21 25 1", "hip.score.ohs 2026-11-18 24 1", "pain 2026-09-21 4 1",
                "pain 2026-11-18 5 1", "hip.migration.stem-subsidence " + early + " mm", "hip.migration.stem-subsidence 2026-09-21 3.4 mm",
                "hip.migration.stem-subsidence 2026-11-18 5.5 mm"}, "patient.age 2026-08-10 71 yr", "implant.cemented 2026-08-10 0 1");
            assertTrue(todo(r).contains("adiographs in two planes"), early + ": " + r.fits() + todo(r));
            assertFalse(todo(r).contains("Observe again"), todo(r));
        }
    }

    /** A sinus alone is the criterion (EBJIS 2021, MSIS), and no joint with one keeps its components. */
    @Test
    void aSinusMakesTheInfectionKnown() {
        String[] well = {"hip.score.ohs 2026-02-10 18 1", "hip.score.ohs 2026-03-15 25 1"};
        FollowUpResult r = result("hip.operation 2026-03-01 1 1", well, "complication.sinus 2026-03-25 1 1");
        assertEquals(Set.of("infection-like"), r.followUp().known(r.state()).keySet());
        assertTrue(r.fitting("en").contains("EBJIS 2021, MSIS 2011"), r.fitting("en"));
        assertFalse(offered(r).contains("dair"), offered(r).toString());
        r = result("hip.operation 2026-03-01 1 1", well, "complication.infection 2026-03-25 1 1");
        assertTrue(offered(r).contains("dair"), offered(r).toString());
    }

    /** Who is so much worse within days without a fall may have an infection as well as a fracture: both are looked for the same day. */
    @Test
    void whatIsSuddenMayBeAnInfection() {
        String[] rows = {"knee.score.oks 2021-12-10 18 1", "knee.flexion 2021-12-10 108 deg", "pain 2021-12-10 7 1",
            "knee.score.oks 2023-01-10 42 1", "knee.flexion 2023-01-10 122 deg", "pain 2023-01-10 1 1", "knee.score.oks 2025-01-10 43 1",
            "knee.flexion 2025-01-10 122 deg", "pain 2025-01-10 1 1", "knee.score.oks 2026-08-20 15 1", "knee.flexion 2026-08-20 70 deg",
            "pain 2026-08-20 9 1"};
        FollowUpResult r = result("knee.operation 2022-01-10 1 1", rows);
        assertEquals("fracture", r.fits().getFirst().cause());
        assertTrue(todo(r).contains("An infection can begin as suddenly"), todo(r));
        r = result("knee.operation 2022-01-10 1 1", rows, "complication.fall 2026-08-19 1 1");
        assertFalse(todo(r).contains("An infection can begin as suddenly"), todo(r));
    }

    /** A test is judged, and asked for, by the limit of the day on which it would be taken. */
    @Test
    void whatIsAskedForCanBeJudged() {
        FollowUpResult r = result("hip.operation 2026-03-01 1 1", new String[] {"hip.score.ohs 2026-02-10 18 1",
            "complication.dislocation 2026-03-25 1 1"});
        assertEquals(List.of("100\u00a0mg/L"), CauseComparison.tests(r.followUp(), r.state(), "infection-like").stream().filter(t -> t
                .observable().id().equals("laboratory.crp")).map(t -> t.observable().unit().fromSi(t.threshold())).map(x -> Math.round(x)
                        + "\u00a0mg/L").toList());
        assertFalse(r.causes("en").contains("sedimentation"), r.causes("en"));
        // nothing is done before the operation, whatever was observed last
        assertTrue(r.prospects().at() >= 24 * Clinic.DAY, String.valueOf(r.prospects().at()));
    }

    /** Pain that grows and a protein that rises at 6 and 8 weeks: an infection until an aspirate says otherwise, and no manipulation. */
    @Test
    void aRisingProteinIsNoStiffness() {
        String[] early = {"patient.age 2024-03-01 68 yr", "knee.score.oks 2024-02-10 18 1", "pain 2024-02-10 7 1",
            "knee.flexion 2024-02-10 108 deg", "laboratory.crp 2024-03-15 40 mg/L", "pain 2024-03-15 5 1", "pain 2024-04-12 6 1",
            "knee.flexion 2024-04-12 80 deg", "pain 2024-04-26 7 1"};
        FollowUpResult r = result("knee.operation 2024-03-01 1 1", early, "laboratory.crp 2024-04-12 75 mg/L",
                "laboratory.crp 2024-04-26 90 mg/L");
        Alert a = r.alerts().stream().filter(x -> x.kind() == Alert.Kind.TEST).findFirst().orElseThrow();
        assertTrue(r.words(a, "en").contains("risen again"), r.words(a, "en"));
        assertTrue(probability(r, "infection-like") > 0.4, r.fits().toString());
        assertTrue(todo(r).contains("Aspirate the joint"), todo(r));
        assertFalse(todo(r).contains("manipulation"), todo(r));
        assertTrue(offered(r).stream().noneMatch(List.of("mua", "arthrolysis", "open-arthrolysis", "retrain")::contains), offered(r)
                .toString());
        // the first one is neither positive nor negative
        assertEquals(List.of(40.0, 75.0, 90.0), r.noted().stream().filter(o -> o.getDefinition().equals("laboratory.crp")).map(o -> Math
                .rint(1e6 * Observables.get("laboratory.crp").unit().fromSi(o.getValue())) / 1e6).sorted().toList());
        Observation first = r.noted().stream().filter(o -> o.getDefinition().equals("laboratory.crp")).reduce((x, y) -> y).orElseThrow();
        assertTrue(first.getValue() < r.testLimit(first) && first.getValue() >= r.undecidedFrom(first), first.toString());
        // one that comes down is an ordinary recovery, and a stiff knee is manipulated
        r = result("knee.operation 2024-03-01 1 1", early, "laboratory.crp 2024-04-12 9 mg/L", "laboratory.crp 2024-04-26 4 mg/L");
        assertTrue(r.alerts().stream().noneMatch(x -> x.kind() == Alert.Kind.TEST), r.alerts().toString());
        assertEquals("stiffness", r.fits().getFirst().cause());
        assertTrue(offered(r).contains("mua"), offered(r).toString());
    }

    /** Above 3,000 cells an infection is confirmed (EBJIS 2021, Bone Joint J 103-B:18); before 90 days other limits hold. */
    @Test
    void aCriterionThatConfirmsIsNotAProbability() {
        String[] low = {"knee.score.oks 2023-02-09 18 1", "knee.score.oks 2023-05-31 24 1", "knee.score.oks 2023-08-30 23 1",
            "knee.score.oks 2023-11-26 21 1", "laboratory.crp 2023-11-26 8 mg/L"};
        FollowUpResult r = result("knee.operation 2023-03-01 1 1", low, "laboratory.synovial-leucocytes 2023-11-26 4500 1");
        assertEquals("infection-like", r.fits().getFirst().cause());
        assertTrue(r.fitting("en").contains("meets the criterion of EBJIS 2021") && r.fitting("en").contains("4500"), r.fitting("en"));
        assertTrue(todo(r).contains("Refer the patient the same day") && todo(r).contains("IDSA 2013"), todo(r));
        assertFalse(todo(r).contains("count of cells"), todo(r));
        assertEquals(List.of("dair", "one-stage", "two-stage"), offered(r));
        r = result("knee.operation 2023-03-01 1 1", low, "laboratory.synovial-leucocytes 2023-11-26 2900 1");
        assertFalse(r.fitting("en").contains("EBJIS"), r.fitting("en"));
        r = result("knee.operation 2023-10-01 1 1", new String[] {"knee.score.oks 2023-11-26 21 1"},
                "laboratory.synovial-leucocytes 2023-11-26 4500 1");
        assertFalse(r.fitting("en").contains("EBJIS"), r.fitting("en"));
        // a revision ends it
        r = result("knee.operation 2023-03-01 1 1", low, "laboratory.synovial-leucocytes 2023-11-26 4500 1",
                "complication.revision 2023-12-10 1 1");
        assertFalse(r.fitting("en").contains("EBJIS"), r.fitting("en"));
    }

    /** 120 mg/L in a patient who is well otherwise is something: the joint is examined, and aspirated where it is not quiet. */
    @Test
    void aHighProteinAloneIsNotChance() {
        String[] well = {"knee.score.oks 2022-02-09 18 1", "knee.score.oks 2022-05-31 35 1", "knee.score.oks 2022-08-30 38 1",
            "knee.score.oks 2023-03-01 40 1", "knee.score.oks 2024-02-29 41 1", "knee.score.oks 2025-02-28 40 1",
            "pain 2022-02-09 7 1", "pain 2023-03-01 1 1", "pain 2025-02-28 1 1"};
        FollowUpResult r = result("knee.operation 2022-03-01 1 1", well, "laboratory.crp 2025-04-04 120 mg/L");
        List<String> first = r.fits().stream().limit(2).map(CauseComparison.Fit::cause).sorted().toList();
        assertEquals(List.of("elsewhere", "infection-like"), first, r.fits().toString());
        assertTrue(todo(r).contains("Examine the joint first, today") && todo(r).contains("aspirate it"), todo(r));
    }

    private static final String[] REVERSE = {"patient.age 2023-03-01 76 yr", "shoulder.score.constant 2023-02-09 25 1",
        "shoulder.score.constant 2023-05-31 48 1", "shoulder.score.constant 2023-08-30 62 1", "shoulder.score.constant 2023-12-01 38 1",
        "shoulder.elevation 2023-02-09 60 deg", "shoulder.elevation 2023-04-12 75 deg", "shoulder.elevation 2023-05-31 105 deg",
        "shoulder.elevation 2023-08-30 130 deg", "shoulder.elevation 2023-12-01 80 deg", "pain 2023-02-09 7 1", "pain 2023-05-31 2 1",
        "pain 2023-08-30 1 1", "pain 2023-12-01 7 1"};

    /** Pain and an arm that does not rise at nine months: with a reverse prosthesis the acromion is looked at. */
    @Test
    void aReverseProsthesisMayBreakTheAcromion() {
        FollowUpResult r = result("shoulder.operation 2023-03-01 1 1", REVERSE, "implant.reverse 2023-03-01 1 1");
        assertEquals("acromion", r.fits().getFirst().cause());
        assertTrue(probability(r, "infection-like") > 0.02 && probability(r, "cuff") == 0, r.fits().toString());
        assertTrue(todo(r).contains("CT"), todo(r));
        assertEquals(List.of("splint", "acromion-fixation"), offered(r));
        assertEquals(List.of("pain", "shoulder.elevation", "shoulder.score.constant"), r.prospects().options().getFirst().gains().stream()
                .map(g -> g.observable().id()).sorted().toList());
        // where nobody says which it is both are possible
        r = result("shoulder.operation 2023-03-01 1 1", REVERSE);
        assertTrue(probability(r, "acromion") > 0.1 && probability(r, "cuff") > 0, r.fits().toString());
        assertEquals(0, probability(result("shoulder.operation 2023-03-01 1 1", REVERSE, "implant.reverse 2023-03-01 0 1"), "acromion"), 0);
    }

    /** An anatomic prosthesis that has been well for six years, and an arm that then rises less every year. */
    @Test
    void anAnatomicProsthesisMayLoseItsCuff() {
        String[] rows = {"implant.reverse 2015-03-01 0 1", "shoulder.score.constant 2015-02-09 35 1",
            "shoulder.score.constant 2015-08-30 70 1", "shoulder.score.constant 2016-02-29 76 1", "shoulder.score.constant 2019-03-01 76 1",
            "shoulder.score.constant 2021-02-28 75 1", "shoulder.score.constant 2022-02-28 62 1", "shoulder.score.constant 2023-03-01 50 1",
            "shoulder.elevation 2015-02-09 90 deg", "shoulder.elevation 2015-08-30 138 deg", "shoulder.elevation 2016-02-29 145 deg",
            "shoulder.elevation 2019-03-01 145 deg", "shoulder.elevation 2021-02-28 140 deg", "shoulder.elevation 2022-02-28 110 deg",
            "shoulder.elevation 2023-03-01 80 deg", "pain 2015-02-09 7 1", "pain 2016-02-29 1 1", "pain 2021-02-28 1 1",
            "pain 2022-02-28 3 1", "pain 2023-03-01 4 1"};
        FollowUpResult r = result("shoulder.operation 2015-03-01 1 1", rows);
        assertEquals("cuff", r.fits().getFirst().cause());
        assertTrue(todo(r).contains("ultrasound or MRI") && todo(r).contains("reverse prosthesis"), todo(r));
        assertEquals(List.of("convert"), offered(r).stream().filter(i -> !i.equals("retrain")).toList());
        Prospects.Gain g = r.prospects().options().stream().filter(o -> o.intervention().id().equals("convert")).flatMap(o -> o.gains()
                .stream()).filter(x -> x.observable().id().equals("shoulder.elevation")).findFirst().orElseThrow();
        assertTrue(g.with().mean(0) > g.without().mean(0), g.toString());
    }

    /** 45,000 cells in a knee that scored 40: who is cured is near that again, and not where a revision for loosening leads. */
    @Test
    void whoIsCuredOfAnInfectionHasBackWhatItTook() {
        String[] rows = {"knee.score.oks 2022-02-09 18 1", "knee.score.oks 2022-05-31 35 1", "knee.score.oks 2022-08-30 38 1",
            "knee.score.oks 2023-03-01 40 1", "knee.score.oks 2024-02-29 41 1", "knee.score.oks 2025-02-28 40 1", "pain 2025-02-28 1 1",
            "knee.flexion 2025-02-28 119 deg", "pain 2025-04-04 8 1", "laboratory.crp 2025-04-04 120 mg/L",
            "laboratory.synovial-leucocytes 2025-04-04 45000 1", "knee.flexion 2025-04-04 70 deg"};
        FollowUpResult r = result("knee.operation 2022-03-01 1 1", rows);
        double[] oks = Prospects.of(r.followUp(), r.state(), r.alerts()).options().stream().mapToDouble(o -> o.gains()
                .stream().filter(g -> g.observable().id().equals(
                "knee.score.oks")).findFirst().orElseThrow().with().mean(0)).toArray();
        // debridement, with an exchange in the third that are not cured, then exchanges in one and two stages: nobody is exchanged for a
        // score
        assertTrue(oks[0] > 27 && oks[1] > 27 && oks[2] > 27 && oks[0] < 41 && oks[0] > oks[1], Arrays.toString(oks));
    }

    /** What was put outside of its target is named where the joint dislocates. */
    @Test
    void whereAJointDislocatesItIsSaidWhatIsOutsideOfItsTarget() {
        FollowUpResult r = result("hip.operation 2023-03-01 1 1", new String[] {"hip.score.ohs 2023-02-09 17 1",
            "hip.score.ohs 2023-05-31 39 1", "hip.score.ohs 2023-08-30 42 1", "hip.leg-length 2023-04-12 -18 mm"},
                "complication.dislocation 2023-04-30 1 1", "complication.dislocation 2023-07-19 1 1");
        assertEquals("instability", r.fits().getFirst().cause());
        assertTrue(todo(r).contains("-18") && todo(r).contains("target -10"), todo(r));
        assertTrue(todo(r).contains("dual mobility"), todo(r));
    }

    /** A worn hip that nobody has operated on, with 19 of 48 points: an operation is to be discussed; with 40 it is not. */
    @Test
    void aWornHipIsToBeOperatedOnWhereThatIsProbablyBetter() {
        for (int last : new int[] {19, 41}) {
            FollowUp f = new FollowUp(Clinic.twin("hip.score.ohs 2020-03-01 " + (last > 40 ? 43 : 34) + " 1",
                    "hip.score.ohs 2022-03-01 " + (last > 40 ? 42 : 28) + " 1", "hip.score.ohs 2024-02-29 " + last + " 1",
                    "hip.joint-space 2020-03-01 2.6 mm", "hip.joint-space 2024-02-29 0.9 mm"));
            f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
            FollowUpResult r = FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Clinic.NOW, 1,
                    Monitor.NONE);
            assertEquals(last == 19, todo(r).contains("Discuss an operation"), last + ": " + todo(r));
        }
    }
}
