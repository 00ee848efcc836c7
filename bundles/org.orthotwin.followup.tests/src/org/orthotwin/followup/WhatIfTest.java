/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;

/** What would come of what might be done, and where a patient is among virtual ones, against closed forms. */
class WhatIfTest {

    private static final double BEDDING = 0.08e-3;
    private static final double RATE = 0.03e-3 / FollowUp.YEAR;
    private static final double ERROR = 0.1e-3;

    private final Observable wear = Observables.get("hip.wear.linear");
    private final Observable score = Observables.get("hip.score.ohs");
    private final FollowUp f = followed();
    private final double now = f.since(Times.instant("2024-01-01"));

    private static FollowUp followed() {
        Twin twin = Clinic.operated("hip", "P-1", "hip", "hip.wear.linear 2024-01-01 0.9 mm", "hip.score.ohs 2021-01-01 30 1");
        FollowUp f = new FollowUp(twin);
        f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
        return f;
    }

    private WhatIf whatIf(String id) {
        return new WhatIf(f, f.twin().getCurrentState(), WhatIf.intervention(id), now);
    }

    private static void assertSame(Gaussian a, Gaussian b) {
        assertEquals(a.mean(0), b.mean(0), 0);
        assertEquals(a.covariance(0, 0), b.covariance(0, 0), 0);
    }

    @Test
    void waitingIsThePredictionItself() {
        WhatIf wait = whatIf(WhatIf.WAIT);
        Belief belief = f.belief(f.twin().getCurrentState());
        for (Observable d : belief.observables()) {
            for (double t : new double[] {0, now - 1, now, now + FollowUp.YEAR}) {
                if (d.equals(wear) && t >= now) {
                    // what was measured does not come back
                    assertEquals(0.9e-3, wait.value(d, t).mean(0), 0);
                    assertEquals(belief.value(d, t).covariance(0, 0), wait.value(d, t).covariance(0, 0), 0);
                } else {
                    assertSame(belief.observed(d, t), wait.observed(d, t));
                    assertSame(belief.value(d, t), wait.value(d, t));
                }
            }
            assertFalse(wait.touches(d));
            assertTrue(Double.isNaN(wait.better(d, now + FollowUp.YEAR)));
        }
    }

    /** A new liner has not worn yet: bedding and rate of the published course, from the day on which it was put in. */
    @Test
    void revisingBeginsWearAnew() {
        WhatIf revise = whatIf("revise");
        Belief belief = f.belief(f.twin().getCurrentState());
        assertSame(belief.value(wear, now - 1), revise.value(wear, now - 1));
        double t = 2 * FollowUp.YEAR;
        Gaussian later = revise.value(wear, now + t);
        double mean = 0.1e-3 + t * 0.05e-3 / FollowUp.YEAR;
        double variance = BEDDING * BEDDING + t * t * RATE * RATE;
        assertEquals(mean, later.mean(0), 1e-12);
        assertEquals(variance, later.covariance(0, 0), 1e-15);
        assertEquals(variance + ERROR * ERROR, revise.observed(wear, now + t).covariance(0, 0), 1e-15);
        // that what begins at 0 is less than what has worn is so by definition, and no probability
        assertTrue(Double.isNaN(revise.better(wear, now + t)));
    }

    @Test
    void retrainingAddsWhatComesAboutInTime() {
        WhatIf retrain = whatIf("retrain");
        Belief belief = f.belief(f.twin().getCurrentState());
        assertFalse(retrain.touches(wear));
        assertEquals(Optional.empty(), retrain.basis(wear));
        assertSame(whatIf(WhatIf.WAIT).value(wear, now + FollowUp.YEAR), retrain.value(wear, now + FollowUp.YEAR));
        assertSame(belief.value(score, now), retrain.value(score, now));
        double t = 42 * Clinic.DAY;
        Gaussian own = belief.value(score, now + t);
        // of a room of 28.3 points before the first operation, what is left
        double room = (48 - belief.value(score, now).mean(0)) / (48 - 19.7);
        assertTrue(room > 0 && room < 0.7, String.valueOf(room));
        double part = (1 - Math.exp(-1)) * room;
        assertEquals(own.mean(0) + 3 * part, retrain.value(score, now + t).mean(0), 1e-3);
        assertEquals(own.covariance(0, 0) + 9 * part * part, retrain.value(score, now + t).covariance(0, 0), 1e-2);
        // whoever the patient is it would be the probability of one deviation: nothing that these data say
        assertEquals(Optional.of(WhatIf.Basis.ASSUMPTION), retrain.basis(score));
        assertTrue(Double.isNaN(retrain.better(score, now + t)));
        assertEquals(Optional.of(WhatIf.Basis.PATIENT), whatIf("revise").basis(wear));
        assertEquals(Optional.of(WhatIf.Basis.POPULATION), whatIf("revise").basis(Observables.get("hip.migration.cup-proximal")));
        assertEquals(WhatIf.intervention("revise"), WhatIf.intervention("revision"));
    }

    /** Of a hip with 43 points there is little to be gained, of one with 20 much. */
    @Test
    void gainsHaveTheRoomThatIsLeft() {
        double before = Double.POSITIVE_INFINITY;
        for (int points : new int[] {20, 32, 43, 48}) {
            FollowUp g = new FollowUp(Clinic.operated("hip", "P-1", "hip", "hip.score.ohs 2023-12-01 " + points + " 1",
                    "hip.score.ohs 2024-01-01 " + points + " 1", "pain 2024-01-01 1 1"));
            g.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
            double t = g.since(Times.instant("2024-01-01"));
            WhatIf w = new WhatIf(g, g.twin().getCurrentState(), WhatIf.intervention("revise"), t);
            double gain = w.value(score, t + 3 * FollowUp.YEAR).mean(0) - w.waiting(score, t + 3 * FollowUp.YEAR).mean(0);
            assertTrue(gain < before && gain >= 0 && gain <= 48 - points + 4, points + " gains " + gain);
            assertTrue(points > 20 || gain > 8, points + " gains " + gain);
            // who has all points may be better than the score can tell, and is shown as far as it goes
            assertTrue(points == 48 || w.value(score, t + 3 * FollowUp.YEAR).mean(0) < 48.5);
            assertTrue(score.expected(w.value(score, t + 3 * FollowUp.YEAR)) <= 48);
            before = gain;
            // pain has a gain as well, and it is not more than there is
            Observable pain = Observables.get("pain");
            double relief = w.value(pain, t + 3 * FollowUp.YEAR).mean(0) - w.waiting(pain, t + 3 * FollowUp.YEAR).mean(0);
            assertTrue(relief < 0 && relief > -1.5, "pain " + relief);
        }
    }

    /**
     * Who has more before an operation gains less by it: the published means and spreads before and after, and of the change, of 2,341 hips
     * (Bone Jt Open 2022;3:196) are those of the prior, and what was flexed before is flexed after in part.
     */
    @Test
    void whatComesOfAnOperationDependsOnWhatWasBefore() {
        Gaussian g = Belief.population("hip", java.util.Map.of()).of(score);
        assertEquals(8.2, g.deviation(0), 1e-12);
        assertEquals(10.5, g.deviation(1), 0.1);
        double after = g.covariance(0, 0) + 2 * g.covariance(0, 1) + g.covariance(1, 1);
        assertEquals(39.7, g.mean(0) + g.mean(1), 0.6);
        assertEquals(9.8, Math.sqrt(after), 0.1);
        double[] flexion = new double[2];
        double[] gain = new double[2];
        double[] surely = new double[2];
        for (int i = 0; i < 2; i++) {
            FollowUp k = new FollowUp(Clinic.twin("knee.operation-planned 2024-03-01 1 1", "knee.flexion 2024-01-01 " + new int[] {105,
                    121}[i] + " deg", "knee.score.oks 2024-01-01 " + new int[] {14, 30}[i] + " 1"));
            k.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
            WhatIf w = new WhatIf(k, k.twin().getCurrentState(), WhatIf.intervention("operation"), 0);
            double t = 2 * FollowUp.YEAR;
            flexion[i] = w.value(Observables.get("knee.flexion"), t).mean(0);
            Observable oks = Observables.get("knee.score.oks");
            gain[i] = w.value(oks, t).mean(0) - w.value(oks, -1).mean(0);
            surely[i] = w.better(oks, FollowUp.YEAR);
            assertEquals(Optional.of(WhatIf.Basis.PATIENT), w.basis(oks));
            assertEquals(Optional.of(WhatIf.Basis.POPULATION), w.basis(Observables.get("knee.score.koos-pain")));
        }
        // 0.44 a degree, of what the goniometer tells
        assertEquals(0.44 * 16 * 169 / (169 + 16), Math.toDegrees(flexion[1] - flexion[0]), 0.2);
        assertEquals(-0.6 * 16 * 56.25 / (56.25 + 1.7195 * 1.7195), gain[1] - gain[0], 1);
        assertTrue(surely[0] > 0.95 && surely[1] < 0.93 && surely[1] > 0.75, surely[0] + " " + surely[1]);
    }

    private static FollowUp loose() {
        return Clinic.followed(Clinic.patient(Optional.of(new VirtualPatient.Event("loosening", 90 * Clinic.DAY, 1)), 3));
    }

    /** A component that is loose stays loose while one waits, and what has migrated does not come back. */
    @Test
    void waitingGoesOnWithTheLikeliestCause() {
        FollowUp g = loose();
        List<Alert> alerts = Alerts.of(g, g.twin().getCurrentState(), 200, Monitor.NONE);
        CauseComparison.Fit fit = CauseComparison.likeliest(alerts).orElseThrow();
        assertEquals("loosening", fit.cause());
        Observable mtpm = Observables.get("knee.migration.mtpm");
        Observable oks = Observables.get("knee.score.oks");
        double at = 730 * Clinic.DAY;
        WhatIf wait = new WhatIf(g, g.twin().getCurrentState(), Optional.empty(), at, Optional.of(fit));
        WhatIf revise = new WhatIf(g, g.twin().getCurrentState(), WhatIf.intervention("revise"), at, Optional.of(fit));
        assertEquals(Optional.of(fit), wait.cause());
        double measured = g.steps(g.twin().getCurrentState()).stream().filter(s -> s.observable().equals(mtpm)).toList().getLast()
                .observation().getValue();
        double weeks = at + 42 * Clinic.DAY;
        double year = at + FollowUp.YEAR;
        assertTrue(wait.value(mtpm, weeks).mean(0) >= measured);
        // 1.2 mm a year times the severity, and the drift of the course
        double rate = 1.2e-3 * fit.severity();
        assertEquals(measured + rate, wait.value(mtpm, year).mean(0), 0.3 * rate + 2 * mtpm.error());
        assertTrue(wait.value(oks, year).mean(0) < wait.value(oks, at).mean(0) - 2, "the score goes on falling");
        // without a named cause: the twin itself knows that the course has changed, and how fast it goes on
        WhatIf plain = new WhatIf(g, g.twin().getCurrentState(), Optional.empty(), at);
        assertEquals(measured + 1.2e-3, plain.value(mtpm, year).mean(0), 0.3 * 1.2e-3);
        // an exchanged part is loose no more: the score stays where it is, and gains
        double stays = revise.value(oks, at + 1).mean(0);
        assertEquals(wait.value(oks, at).mean(0), stays, 0.1);
        assertTrue(revise.value(oks, year).mean(0) > stays);
        assertTrue(revise.value(mtpm, year).mean(0) < 0.5e-3);
        assertTrue(Double.isNaN(revise.better(mtpm, year)));
    }

    @Test
    void whatCannotBeDoneIsRefusedByName() {
        InputException e = assertThrows(InputException.class, () -> WhatIf.intervention("pray"));
        assertEquals("intervention.unknown", e.diagnostic().code());
        assertTrue(e.diagnostic().text("en").contains("wait, operate, revise, retrain"));
        for (Intervention i : Observables.interventions()) {
            assertFalse(i.source().isBlank());
            assertFalse(i.name("en").equals(i.name("fr")));
            assertTrue(i.id().equals("retrain") == i.risk("en").isEmpty(), i.id());
            assertTrue(i.risk("en").isEmpty() || i.risk("en").matches(".*(et al\\.|doi|that review|PMID).*")
                    && !i.risk("fr").equals(i.risk("en")), i.id());
        }
    }

    /** Normal courses have normal cohorts: quantiles and ranks within what so many draws tell. */
    @Test
    void aPatientIsFoundAmongVirtualOnes() {
        int patients = 20_000;
        VirtualCohort c = new VirtualCohort(f, patients, 7, Monitor.NONE);
        double t = 4 * FollowUp.YEAR;
        double mean = 0.1e-3 + t * 0.05e-3 / FollowUp.YEAR;
        double sd = Math.sqrt(BEDDING * BEDDING + t * t * RATE * RATE + ERROR * ERROR);
        double[] parts = {0.05, 0.25, 0.5, 0.75, 0.95};
        double[] z = {-1.6448536, -0.6744898, 0, 0.6744898, 1.6448536};
        double[] q = c.quantiles(wear, t, parts);
        for (int i = 0; i < z.length; i++) {
            assertEquals(mean + z[i] * sd, q[i], 0.05 * sd);
            assertEquals(parts[i], c.rank(wear, t, mean + z[i] * sd), 0.012);
        }
        assertEquals(0, c.rank(wear, t, -1), 0);
        assertEquals(1, c.rank(wear, t, 1), 0);
        assertArrayEquals(q, new VirtualCohort(f, patients, 7, Monitor.NONE).quantiles(wear, t, parts), 0);
        assertEquals("cohort.size", assertThrows(InputException.class, () -> new VirtualCohort(f, 1, 7, Monitor.NONE)).diagnostic().code());
    }

    /** They go with the ranks: the same true parameters, at the twin's own times, with errors as large as they are said to be. */
    @Test
    void virtualPatientsCanBeTakenAway() {
        Twin t = Clinic.operated("t", "P", "knee", "knee.score.oks 2020-06-01 30 1", "knee.migration.mtpm 2020-06-01 0.4 mm",
                "knee.score.oks 2021-01-01 36 1", "implant.cemented 2020-01-01 1 1");
        FollowUp g = new FollowUp(t);
        g.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        VirtualCohort c = new VirtualCohort(g, 400, 7, Monitor.NONE);
        List<VirtualPatient> all = c.patients(g.steps(t.getCurrentState()), Monitor.NONE);
        assertEquals(400, all.size());
        Observable mtpm = Observables.get("knee.migration.mtpm");
        double at = g.since(Times.instant("2020-06-01"));
        double square = 0;
        for (VirtualPatient p : all) {
            Twin own = Histories.begin("v", p.pseudonym());
            assertEquals(List.of(), Intake.take(own, p.rows(), Optional.empty(), "x", Clinic.NOW).quarantined());
            assertEquals(List.of("knee.operation", "implant.cemented", "knee.migration.mtpm", "knee.score.oks", "knee.score.oks"), own
                    .getObservations().stream().map(Observation::getDefinition).toList());
            double off = own.getObservations().get(2).getValue() - c.value(mtpm, p.truth().get(mtpm), at);
            square += off * off / 400;
        }
        // the mean square of 400 has a standard deviation of 7 %
        assertEquals(1, square / (mtpm.error() * mtpm.error()), 0.25);
        double median = all.stream().mapToDouble(p -> mtpm.course().orElseThrow().at(p.truth().get(mtpm),
                at)).sorted().skip(200).findFirst()
                .orElseThrow();
        assertEquals(0.5, c.rank(mtpm, at, median), 0.1);
        assertEquals(all.get(17).rows(), new VirtualCohort(g, 400, 7, Monitor.NONE).patients(g.steps(t.getCurrentState()), Monitor.NONE)
                .get(17).rows());
    }

    /** An Oxford score is from 0 to 48, whatever a normal distribution makes of it. */
    @Test
    void noScoreIsExpectedThatThereIsNot() {
        Gaussian wide = Gaussian.independent(new double[] {40}, new double[] {10});
        assertEquals(48, score.end(wide, 1), 0);
        assertEquals(40 - FollowUp.WIDTH_95 * 10, score.end(wide, -1), 1e-12);
        assertEquals(48.0, FollowUpResult.band(score, wide).get("upper"));
        // nothing migrates less than not at all, but measured it may be: one in forty is below the band, wherever the scale goes on
        Gaussian little = Gaussian.independent(new double[] {0.05e-3}, new double[] {0.2e-3});
        Observable cup = Observables.get("hip.migration.cup-proximal");
        assertTrue(cup.lower() < -1e-3);
        assertEquals(0.05e-3 - FollowUp.WIDTH_95 * 0.2e-3, cup.end(little, -1), 1e-15);
        assertEquals(-0.342, (double) FollowUpResult.band(cup, little).get("lower"), 1e-3);
        assertEquals(0, Observables.get("knee.migration.mtpm").end(little, -1), 0, "a length in space has no sign");
        double[] q = new VirtualCohort(f, 2000, 7, Monitor.NONE).quantiles(score, FollowUp.YEAR, 0, 1);
        assertTrue(q[0] >= 0 && q[1] == 48, q[0] + " to " + q[1]);
    }

    /**
     * What decides of each intervention: the gain of what was observed a year on, which for an assumed change is that change in the part
     * of the room that is left, with its spread, and neither with nor without the spread of the course.
     */
    @Test
    void prospectsTellTheGainThatDecides() {
        Prospects p = Prospects.of(f, f.twin().getCurrentState(), Optional.empty(), f.since(Times.instant(f.twin().getCurrentState()
                .getTime())), List.of(WhatIf.intervention("revise").orElseThrow(), WhatIf.intervention("retrain").orElseThrow()),
                List.of());
        assertEquals(now, p.at(), 0);
        assertEquals(List.of("revise", "retrain"), p.options().stream().map(o -> o.intervention().id()).toList());
        Prospects.Option revise = p.options().get(0);
        assertEquals(List.of(wear), revise.anew());
        Prospects.Gain g = p.options().get(1).gains().getFirst();
        assertEquals(score, g.observable());
        assertEquals(WhatIf.Basis.ASSUMPTION, g.basis());
        assertTrue(Double.isNaN(g.better()));
        double room = (48 - f.belief(f.twin().getCurrentState()).value(score, now).mean(0)) / (48 - 19.7);
        double gain = 3 * room * (1 - Math.exp(-365.25 / 42));
        assertEquals(gain, g.gain(0), 1e-3);
        assertEquals(gain, g.gain().deviation(0), 1e-3);
        assertEquals(gain * (1 - 1.96), g.gain(-1), 1e-2);
        // as far as the scale lets it be
        assertTrue(g.without().mean(0) + g.gain(1) <= 48 + 1e-12);
        Map<?, ?> json = (Map<?, ?>) ((List<?>) p.json(f, "fr").get("options")).get(1);
        assertEquals("r\u00e9\u00e9ducation", json.get("name"));
        assertEquals("assumption", ((Map<?, ?>) ((List<?>) json.get("gains")).getFirst()).get("basis"));
    }

    /** With a cause at work a revision gains what the cause would go on taking, too, and the gain is the difference of both courses. */
    @Test
    void prospectsReckonWithTheCause() {
        FollowUp g = loose();
        Optional<CauseComparison.Fit> cause = CauseComparison.likeliest(Alerts.of(g, g.twin().getCurrentState(), 200, Monitor.NONE));
        Prospects p = Prospects.of(g, g.twin().getCurrentState(), cause, g.since(Times.instant(g.twin().getCurrentState().getTime())),
                g.interventions(cause), List.of());
        Prospects.Option revise = p.options().stream().filter(o -> o.intervention().id().equals("revise")).findFirst().orElseThrow();
        assertEquals(1, revise.cure(), 0);
        assertTrue(revise.anew().contains(Observables.get("knee.migration.mtpm")));
        for (Prospects.Gain x : revise.gains()) {
            assertEquals(x.with().mean(0) - x.without().mean(0), x.gain().mean(0), 1e-9 + 1e-9 * Math.abs(x.gain().mean(0)));
        }
        assertEquals("score", revise.gains().getFirst().observable().kind());
    }
}
