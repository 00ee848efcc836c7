/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.TwinState;

/** A joint that may be infected: which test comes first, what it says by its size, what is offered, and that nothing heals by itself. */
class InfectionTest {

    private static final String[] PAINFUL = {"implant.cemented 2024-01-15 1 1", "knee.score.oks 2024-01-05 18 1",
        "knee.score.oks 2024-02-26 22 1", "knee.flexion 2024-02-26 85 deg", "knee.score.oks 2024-04-15 21 1",
        "knee.flexion 2024-04-15 82 deg", "knee.migration.mtpm 2024-04-15 0.5 mm", "knee.score.oks 2024-07-15 18 1",
        "knee.flexion 2024-07-15 80 deg", "knee.migration.mtpm 2024-07-15 1.1 mm", "pain 2024-07-15 7 1"};

    private static FollowUp followed(String... more) {
        String[] all = new String[PAINFUL.length + more.length + 1];
        all[0] = "knee.operation 2024-01-15 1 1";
        System.arraycopy(PAINFUL, 0, all, 1, PAINFUL.length);
        System.arraycopy(more, 0, all, PAINFUL.length + 1, more.length);
        return followUp(all);
    }

    private static FollowUp followUp(String... all) {
        FollowUp f = new FollowUp(Clinic.twin(all));
        f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
        return f;
    }

    private static List<Alert> alerts(FollowUp f) {
        return Alerts.of(f, f.twin().getCurrentState(), 200, Monitor.NONE).stream().filter(Alert::isFinding).toList();
    }

    private static double probability(List<Alert> alerts, String cause) {
        return alerts.getFirst().causes().stream().filter(c -> c.cause().equals(cause)).findFirst().orElseThrow().probability();
    }

    /**
     * Likelihood ratios of counts by size: 133 knees, medians 18,900 and 300, at 1,700 a sensitivity of 94 % and a specificity of 88 %
     * (Trampuz et al. 2004, Am J Med 117:556), logarithms normal. From 1,500 to 3,000 an infection is likely (EBJIS 2021, Bone Joint J
     * 103-B:18), so that such a count must not speak against it, as 0.85 would.
     */
    @Test
    void aCountTellsByItsSize() {
        Cause.Marker cells = Observables.causes().stream().filter(c -> c.id().equals("infection-like")).flatMap(c -> c.markers().stream())
                .filter(m -> m.observable().equals("laboratory.synovial-leucocytes")).findFirst().orElseThrow();
        double infected = Math.log(18900 / 1700.0) / RunLength.quantile(0.94);
        double aseptic = Math.log(1700 / 300.0) / RunLength.quantile(0.88);
        List<Cause.Stratum> s = cells.strata();
        for (int i = 0; i < s.size(); i++) {
            double a = Math.log(Math.max(1e-9, s.get(i).from()));
            double b = i + 1 < s.size() ? Math.log(s.get(i + 1).from()) : 50;
            double with = RunLength.normal((b - Math.log(18900)) / infected) - RunLength.normal((a - Math.log(18900)) / infected);
            double without = RunLength.normal((b - Math.log(300)) / aseptic) - RunLength.normal((a - Math.log(300)) / aseptic);
            double ratio = Math.clamp(without > 0 ? with / without : 100, 0.05, 100);
            assertEquals(s.get(i).from() == 1500 ? 2 : ratio, s.get(i).ratio(), 0.03 * ratio, "from " + s.get(i).from());
        }
        for (double likely : new double[] {1501, 2400, 2999}) {
            assertTrue(cells.logRatio(likely) > 0, likely + " cells");
        }
        assertTrue(cells.logRatio(1499) < 0);
        assertTrue(cells.logRatio(60_000) > cells.logRatio(3001) + 3);
    }

    /** Where an infection looks like the likeliest cause, what is to be done says first, in the same words, that it is to be excluded. */
    @Test
    void anInfectionIsExcludedFirst() {
        FollowUp f = Clinic.followed(Clinic.patient(Optional.of(new VirtualPatient.Event("loosening", 90 * Clinic.DAY, 1)), 5));
        FollowUpResult r = FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Clinic.NOW, 1,
                Monitor.NONE);
        assertEquals("loosening", r.fits().getFirst().cause());
        for (String language : List.of("en", "fr")) {
            String first = FollowUpResult.infectionFirst(language);
            assertEquals(1, r.todo(language).stream().filter(t -> t.kind().equals("examine") && t.text().startsWith(first)).count());
        }
        assertTrue(r.prospects().infectionOpen());
        // an aspirate that speaks against it is one
        Intake.take(f.twin(), List.of(new ObservationFile.Row(1, Map.of("observable", "laboratory.synovial-leucocytes", "time",
                "2021-12-31", "value", "200"))), Optional.of("P-1"), "test", Clinic.NOW);
        FollowUp g = new FollowUp(f.twin());
        FollowUpResult after = FollowUpResult.of(g, g.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Clinic.NOW, 1,
                Monitor.NONE);
        assertTrue(after.todo("en").stream().noneMatch(t -> t.text().contains(FollowUpResult.infectionFirst("en"))));
        assertFalse(after.prospects().infectionOpen());
    }

    /** A test that can be done now comes before a questionnaire in a month, and what assumed patterns tell has no figure. */
    @Test
    void theTestAtHandComesFirst() {
        FollowUp f = followed();
        List<Alert> all = alerts(f);
        CauseComparison.Discriminator d = all.getFirst().discriminator();
        assertTrue(d.isTest() && d.observable().id().equals("laboratory.synovial-leucocytes"), d.toString());
        assertEquals(0.884 / (1 - 0.884), d.ratio(), 1e-9);
        // what an aspirate that does not decide was not examined for takes a second one, before blood and radiographs
        f = followed("laboratory.synovial-leucocytes 2024-07-20 2500 1");
        assertEquals("laboratory.synovial-neutrophils", alerts(f).getFirst().discriminator().observable().id());
        f = followed("laboratory.synovial-leucocytes 2024-07-20 2500 1", "laboratory.synovial-neutrophils 2024-07-20 70 %");
        assertEquals("laboratory.culture", alerts(f).getFirst().discriminator().observable().id());
        f = followed("laboratory.synovial-leucocytes 2024-07-20 2500 1", "laboratory.synovial-neutrophils 2024-07-20 70 %",
                "laboratory.culture 2024-07-25 0 1");
        assertEquals("laboratory.crp", alerts(f).getFirst().discriminator().observable().id());
        f = followed("laboratory.synovial-leucocytes 2024-07-20 2500 1", "laboratory.synovial-neutrophils 2024-07-20 70 %",
                "laboratory.culture 2024-07-25 0 1", "laboratory.crp 2024-07-15 38 mg/L", "laboratory.esr 2024-07-15 55 mm/h");
        TwinState now = f.twin().getCurrentState();
        d = alerts(f).getFirst().discriminator();
        assertFalse(d != null && d.observable().kind().equals("laboratory"), String.valueOf(d));
        FollowUpResult r = FollowUpResult.of(f, now, Optional.empty(), 200, MarkersTest.log(), Clinic.NOW, 1, Monitor.NONE);
        for (String language : List.of("en", "fr")) {
            assertFalse(r.causes(language).contains("standard deviations") || r.causes(language).contains("carts-types"), r.causes(
                    language));
        }
    }

    /**
     * A hip of 18 months that is worse, with 2,800 cells and a protein of 9 mg/L: an infection is likely (EBJIS 2021), so that it is an
     * alert and a second aspirate is asked for before a radiograph; more than 80 % polymorphonuclear, or two cultures, confirm it.
     */
    @Test
    void theMiddleRangeAsksForASecondAspirate() {
        String[] hip = {"hip.operation 2024-06-03 1 1", "hip.score.ohs 2024-05-14 18 1", "hip.score.ohs 2024-09-01 30 1",
            "hip.score.ohs 2025-06-03 30 1", "hip.score.ohs 2025-11-25 25 1", "pain 2024-05-14 7 1", "pain 2024-09-01 3 1",
            "pain 2025-06-03 4 1", "pain 2025-11-25 6 1", "laboratory.crp 2025-11-25 9 mg/L",
            "laboratory.synovial-leucocytes 2025-11-30 2800 1"};
        FollowUpResult r = result(followUp(hip));
        assertEquals(List.of("laboratory.synovial-leucocytes"), r.alerts().stream().map(a -> a.observable().id()).toList());
        for (String language : List.of("en", "fr")) {
            List<FollowUpResult.Todo> todo = r.todo(language);
            int again = first(todo, language.equals("en") ? "Aspirate the joint again" : "Ponctionner de nouveau");
            int line = first(todo, Observables.get("imaging.radiolucency").name(language));
            assertTrue(again >= 0 && (line < 0 || again < line), todo.toString());
            assertTrue(todo.stream().anyMatch(t -> t.text().contains(Observables.get("laboratory.culture").name(language)) && t.text()
                    .contains(Observables.get("laboratory.synovial-neutrophils").name(language))), todo.toString());
        }
        double likely = probability(r.alerts(), "infection-like");
        assertTrue(result(followUp(with(hip, "laboratory.synovial-neutrophils 2025-12-03 40 %", "laboratory.culture 2025-12-08 0 1")))
                .fits().stream().filter(c -> c.cause().equals("infection-like")).allMatch(c -> c.probability() < likely / 3));
        for (String confirming : List.of("laboratory.culture 2025-12-08 2 1", "laboratory.synovial-neutrophils 2025-12-03 85 %")) {
            FollowUpResult known = result(followUp(with(hip, confirming)));
            assertTrue(known.fitting("en").contains("meets the criterion of EBJIS 2021"), known.fitting("en"));
        }
        // one culture may be contaminated
        FollowUpResult one = result(followUp(with(hip, "laboratory.culture 2025-12-08 1 1")));
        assertFalse(one.fitting("en").contains("criterion"), one.fitting("en"));
        assertTrue(one.fits().stream().anyMatch(c -> c.cause().equals("infection-like") && c.probability() > likely), one.fits()
                .toString());
    }

    /**
     * The first and only protein, 98 mg/L on day 13, with a wound that drains or much pain: no limit judges it, and it is to be done again
     * within days. At the end of the first week as much is usual.
     */
    @Test
    void aProteinThatNobodyKnowsToFallIsDoneAgain() {
        String[] knee = {"knee.operation 2026-11-12 1 1", "knee.score.oks 2026-10-23 17 1"};
        for (String[] more : new String[][] {{"laboratory.crp 2026-11-25 98 mg/L", "pain 2026-11-25 7 1"}, {
            "laboratory.crp 2026-11-25 98 mg/L", "complication.wound 2026-11-24 1 1"}, {"laboratory.crp 2026-11-25 98 mg/L"}, {
                "laboratory.crp 2026-11-25 40 mg/L", "pain 2026-11-25 7 1"}, {"laboratory.crp 2026-11-23 60 mg/L",
                    "laboratory.crp 2026-11-28 62 mg/L"}}) {
            FollowUpResult r = result(followUp(with(knee, more)));
            Alert a = r.alerts().stream().filter(Alert::isRepeat).findFirst().orElseThrow();
            assertTrue(r.words(a, "en").contains("again within 2 to 3 days") && r.words(a, "fr").contains("dans les 2 à 3 jours"), r
                    .words(a, "en"));
            // who is referred the same day does not wait for it
            boolean wound = more[1 % more.length].startsWith("complication");
            assertTrue(r.todo("en").stream().anyMatch(t -> t.text().contains(wound ? "Refer the patient the same day"
                    : "again within 2 to 3 days")), r.todo("en").toString());
            assertTrue(r.nextVisit("en").endsWith(wound ? "; before that, today: refer the patient, it may be an infection-like course"
                    : "; before that, within 2 to 3 days: C-reactive protein again"), r.nextVisit("en"));
            assertFalse(r.isWell());
            if (wound) {
                isNotForgotten(r);
            }
        }
        for (String[] more : new String[][] {{"laboratory.crp 2026-11-19 98 mg/L"}, {"laboratory.crp 2026-11-25 40 mg/L"}, {
            "laboratory.crp 2026-11-19 140 mg/L", "laboratory.crp 2026-11-25 98 mg/L", "pain 2026-11-25 7 1"}, {
                "laboratory.crp 2026-11-25 98 mg/L", "laboratory.crp 2026-11-28 40 mg/L"}}) {
            FollowUpResult r = result(followUp(with(knee, more)));
            assertTrue(r.alerts().stream().noneMatch(Alert::isRepeat), r.alerts().toString());
        }
    }

    /** What is to be done the same day is said without a visit, too, is asked about before the alert sleeps, and is said while it does. */
    private static void isNotForgotten(FollowUpResult r) {
        String refer = "today: refer the patient, it may be an infection-like course";
        double day = 86400;
        FollowUpResult ended = r.with(Optional.of(new VisitSchedule(List.of(7 * day), 0, day, "over", true)));
        assertEquals(Optional.empty(), ended.nextVisit());
        assertEquals(refer, ended.nextVisit("en"));
        assertEquals("aujourd'hui : adresser le patient, il s'agit peut-être d'une évolution de type infectieux", ended.nextVisit("fr"));
        Alert wound = r.alerts().stream().filter(x -> x.kind() == Alert.Kind.COMPLICATION).findFirst().orElseThrow();
        assertEquals(List.of(refer), r.missed(wound, r.now().plusSeconds(86400), "en"));
        AlertLog log = r.log();
        for (Alert x : r.alerts()) {
            log = log.with(new AlertLog.Entry(x.id(), "snooze", Optional.of(Instant.parse("2027-01-02T00:00:00Z")), "", "N", "", r.now()));
        }
        assertTrue(r.with(log).nextVisit("en").endsWith("; before that, " + refer + " (asleep until 2027-01-02)"), r.with(log).nextVisit(
                "en"));
        assertTrue(r.with(log).nextVisit("fr").endsWith(" (en sommeil jusqu'au 2027-01-02)"), r.with(log).nextVisit("fr"));
    }

    /**
     * An infection that is known, by a criterion (3 cultures, 48,000 cells) or recorded, is treated (IDSA 2013, Clin Infect Dis 56:e1):
     * nobody aspirates the joint to find it. Samples for culture are asked for where nothing that grew is known.
     */
    @Test
    void aKnownInfectionIsTreatedNotLookedFor() {
        String[] hip = {"hip.operation 2023-09-12 1 1", "hip.score.ohs 2024-09-12 44 1", "hip.score.ohs 2025-09-12 45 1",
            "hip.score.ohs 2026-11-25 14 1", "pain 2025-09-12 0 1", "pain 2026-11-25 9 1", "laboratory.crp 2026-11-26 240 mg/L"};
        for (String[] known : new String[][] {{"laboratory.culture 2026-11-27 3 1"}, {"laboratory.synovial-leucocytes 2026-11-27 48000 1"},
            {"complication.infection 2026-11-27 1 1"}}) {
            FollowUpResult r = result(followUp(with(hip, known)));
            for (String[] words : new String[][] {{"en", "Aspirate", "exchange of the components in one or two stages",
                "infectious diseases", "samples of the joint for culture", "refer the patient, it is an infection-like course"}, {"fr",
                    "Ponctionner", "changement des composants en un ou deux temps", "infectiologue",
                    "des prélèvements de l'articulation pour culture", "adresser le patient, il s'agit d'une évolution"}}) {
                List<FollowUpResult.Todo> todo = r.todo(words[0]);
                assertTrue(first(todo, words[1]) < 0, todo.toString());
                assertTrue(first(todo, words[2]) >= 0 && first(todo, words[3]) == first(todo, words[2]), todo.toString());
                assertEquals(known[0].contains("culture"), first(todo, words[4]) < 0, todo.toString());
                assertTrue(todo.stream().anyMatch(t -> t.text().contains("IDSA 2013)")), todo.toString());
                assertTrue(r.nextVisit(words[0]).contains(words[5]), r.nextVisit(words[0]));
            }
        }
        FollowUpResult suspected = result(followUp(hip));
        assertTrue(first(suspected.todo("en"), "Aspirate the joint") >= 0, suspected.todo("en").toString());
    }

    /** In the first weeks a line tells how a component was put. */
    @Test
    void noLineIsLookedForInTheFirstWeeks() {
        FollowUpResult r = result(followUp("knee.operation 2026-11-12 1 1", "knee.score.oks 2026-10-23 17 1",
                "complication 2026-11-25 1 1"));
        assertFalse(r.causes("en").contains(Observables.get("imaging.radiolucency").name("en")), r.causes("en"));
    }

    private static String[] with(String[] rows, String... more) {
        return Stream.concat(Stream.of(rows), Stream.of(more)).toArray(String[]::new);
    }

    private static int first(List<FollowUpResult.Todo> todo, String words) {
        return IntStream.range(0, todo.size()).filter(i -> todo.get(i).text().contains(words)).findFirst().orElse(-1);
    }

    private static FollowUpResult result(FollowUp f) {
        return FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Times.instant("2026-11-29"), 1,
                Monitor.NONE);
    }

    @Test
    void whatIsInfectedIsNotExercisedAndDoesNotHeal() {
        FollowUp f = followed("laboratory.synovial-leucocytes 2024-07-20 60000 1", "laboratory.crp 2024-07-15 38 mg/L");
        TwinState now = f.twin().getCurrentState();
        Optional<CauseComparison.Fit> fit = CauseComparison.likeliest(alerts(f));
        assertEquals("infection-like", fit.orElseThrow().cause());
        // it began months ago, so that components are not kept
        assertEquals(List.of("one-stage", "two-stage"), f.interventions(fit).stream().map(Intervention::id).toList());
        // 60,000 cells confirm it, whatever fits best
        assertEquals(List.of("dair", "one-stage", "two-stage"), f.interventions(Optional.empty()).stream().map(Intervention::id).toList());
        double at = f.since(Times.instant("2024-07-20"));
        WhatIf wait = new WhatIf(f, now, Optional.empty(), at, fit);
        Observable oks = Observables.get("knee.score.oks");
        Observable flexion = Observables.get("knee.flexion");
        for (double t : new double[] {42, 91, 365, 730}) {
            assertTrue(wait.value(oks, at + t * Clinic.DAY).mean(0) <= wait.value(oks, at).mean(0) + 1e-9, t + " days");
            assertTrue(wait.value(flexion, at + t * Clinic.DAY).mean(0) <= wait.value(flexion, at).mean(0) + 1e-9, t + " days");
        }
        // debridement succeeds in 63 % of knees (65 studies): the rest has an exchange in two stages three months later
        WhatIf dair = new WhatIf(f, now, WhatIf.intervention("dair"), at, fit);
        double t = at + FollowUp.YEAR;
        Gaussian g = dair.value(oks, t);
        WhatIf then = new WhatIf(f, now, WhatIf.intervention("two-stage"), at + 90 * Clinic.DAY, fit);
        Gaussian not = then.value(oks, t);
        assertTrue(not.mean(0) > wait.value(oks, t).mean(0), not.mean(0) + " " + wait.value(oks, t).mean(0));
        // until then they wait
        double before = at + 80 * Clinic.DAY;
        assertEquals(wait.value(oks, before).mean(0), then.value(oks, before).mean(0), 1e-12);
        double p = 0.63;
        double cured = (g.mean(0) - (1 - p) * not.mean(0)) / p;
        assertTrue(cured > g.mean(0) && g.mean(0) > not.mean(0), cured + " " + g.mean(0) + " " + not.mean(0));
        double apart = cured - not.mean(0);
        assertTrue(g.covariance(0, 0) > (1 - p) * not.covariance(0, 0) + p * (1 - p) * apart * apart);
        assertEquals(0.912, WhatIf.intervention("two-stage").orElseThrow().cure("knee"), 0);
    }

    /** What is recorded as an infection is treated as one, whatever the courses say. */
    @Test
    void aRecordedInfectionIsOne() {
        FollowUp f = followUp("knee.operation 2024-01-15 1 1", "knee.score.oks 2024-07-15 38 1", "complication.infection 2024-08-01 1 1");
        assertEquals(List.of("dair", "one-stage", "two-stage"), f.interventions(Optional.empty()).stream().map(Intervention::id)
                .toList());
        assertEquals(1, f.complications().size());
    }

    /** Eleven years of 0.35 mm a year, then a cup that moves: loosening after wear; with a liner that hardly wears it is loosening. */
    @Test
    void whatWearsCanLoosen() {
        double[] loose = new double[2];
        double[] after = new double[2];
        for (int k = 0; k < 2; k++) {
            double rate = k == 0 ? 0.35 : 0.03;
            FollowUp f = followUp("hip.operation 2012-03-01 1 1", "implant.crosslinked 2012-03-01 " + k + " 1",
                    "hip.migration.cup-proximal 2014-03-01 0.1 mm", "hip.migration.cup-proximal 2021-03-01 0.15 mm",
                    "hip.migration.cup-proximal 2023-03-01 0.8 mm", "hip.wear.linear 2014-03-01 " + Math.round(100 * (0.1 + 2 * rate))
                            / 100.0 + " mm", "hip.wear.linear 2018-03-01 " + Math.round(100 * (0.1 + 6 * rate)) / 100.0 + " mm",
                    "hip.wear.linear 2023-03-01 " + Math.round(100 * (0.1 + 11 * rate)) / 100.0 + " mm");
            List<Alert> all = alerts(f);
            loose[k] = probability(all, "loosening");
            after[k] = probability(all, "wear-loosening");
        }
        assertTrue(after[0] > 0.7 * loose[0] && after[0] > 0.2, after[0] + " " + loose[0]);
        assertTrue(after[1] < 0.4 * loose[1], after[1] + " " + loose[1]);
    }
}
