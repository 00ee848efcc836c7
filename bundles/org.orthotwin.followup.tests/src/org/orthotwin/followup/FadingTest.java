/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Twin;

/** What is known of a patient fades over long gaps. */
class FadingTest {

    private static final Observable OKS = Observables.get("knee.score.oks");

    private static FollowUp follow(Twin t) {
        FollowUp f = new FollowUp(t);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        return f;
    }

    private static double variance(Belief b, double t) {
        return b.value(OKS, t).covariance(0, 0);
    }

    /** The variance grows as the formula has it, and in the end to that of the population beside what is known; before a year not at
    all. */
    @Test
    void theVarianceGrowsAsItIsStated() {
        Fading f = OKS.fading().orElseThrow();
        assertEquals(List.of(FollowUp.YEAR, 10 * FollowUp.YEAR), List.of(f.after(), f.time()));
        Belief population = Belief.population("knee", Map.of());
        double last = 3 * FollowUp.YEAR;
        Belief b = population.with(OKS, Gaussian.independent(new double[] {20, 16, Math.log(6e6), 0}, new double[] {1, 1, 0.1, 0}));
        Belief seen = b.seen(Map.of(OKS, last));
        assertEquals(variance(b, last + FollowUp.YEAR), variance(seen, last + FollowUp.YEAR));
        assertEquals(variance(b, FollowUp.YEAR), variance(seen, FollowUp.YEAR));
        for (double years : new double[] {1.5, 3, 6, 30}) {
            double t = last + years * FollowUp.YEAR;
            double grown = variance(population, t) * (1 - Math.exp(-2 * (years - 1) / 10));
            assertEquals(variance(b, t) + grown, variance(seen, t), 1e-9 * variance(seen, t));
            // the same in the parameters, so that the next observation moves them by it; late, the course is linear in them
            assertEquals(variance(seen, t), variance(b.with(OKS, seen.at(OKS, t)), t), 1e-6 * variance(seen, t));
            assertEquals(b.value(OKS, t).mean(0), b.with(OKS, seen.at(OKS, t)).value(OKS, t).mean(0), 1e-6);
        }
        assertSame(b.of(OKS), seen.at(OKS, last + FollowUp.YEAR));
        // an implant that migrates goes on migrating
        assertEquals(Optional.empty(), Observables.get("knee.migration.mtpm").fading());
    }

    /** What is kept of an observation after a gap has the gap in it, and the fan of what is to come widens with time. */
    @Test
    void predictionsWiden() {
        String[] rows = {"knee.score.oks 2020-06-01 36 1", "knee.score.oks 2020-12-01 38 1", "knee.score.oks 2021-12-01 39 1",
            "knee.score.oks 2026-12-01 38 1"};
        FollowUp f = follow(Clinic.operated("t", "P", "knee", rows));
        List<FollowUp.Step> steps = f.steps(f.twin().getCurrentState());
        Belief before = f.belief(steps.get(3).state().getParent());
        double t = f.since(Times.instant("2026-12-01"));
        double known = variance(before.seen(Map.of()), t);
        double grown = OKS.fading().orElseThrow().growth(OKS, true, t, f.since(Times.instant("2021-12-01")));
        assertTrue(grown > 40, String.valueOf(grown));
        assertEquals(Math.sqrt(known + grown + OKS.error() * OKS.error()), steps.get(3).prediction().getStandardDeviation(), 1e-3);
        assertEquals(Math.sqrt(variance(f.belief(steps.get(2).state().getParent()), f.since(Times.instant("2021-12-01")))
                + OKS.error() * OKS.error()), steps.get(2).prediction().getStandardDeviation(), 1e-9);
        Belief now = f.belief(f.twin().getCurrentState());
        assertTrue(variance(now, t + 5 * FollowUp.YEAR) > variance(now, t + FollowUp.YEAR) + 35);
        // a score of before the operation does not count for what follows it
        FollowUp other = follow(Clinic.operated("t", "P", "knee", "knee.score.oks 2019-12-01 18 1"));
        assertEquals(Map.of(), other.belief(other.twin().getCurrentState()).seen());
    }

    /** Two years in which an implant comes loose are not undone by one good answer four years later. */
    @Test
    void oneGoodScoreYearsLaterDoesNotTurnTheCause() {
        VirtualPatient p = Clinic.patient(Optional.of(new VirtualPatient.Event("loosening", 300 * Clinic.DAY, 1)), 7);
        Twin t = Clinic.twin(p);
        Map<String, Double> before = causes(t);
        // the rest is an infection at a low grade, which loosens as well
        assertTrue(before.get("loosening") > 0.6, before.toString());
        List<ObservationFile.Row> late = new ArrayList<>(List.of(Clinic.row("knee.score.oks", "2026-01-01", "42", "1")));
        assertEquals(1, Intake.take(t, late, Optional.of("P-1"), "test", Clinic.NOW).taken().size());
        Map<String, Double> after = causes(t);
        assertTrue(after.get("loosening") > 0.6, after.toString());
        // in step with the others, such an answer does speak against it
        Twin soon = Clinic.twin(p);
        for (int month = 2; month < 6; month++) {
            Intake.take(soon, List.of(Clinic.row("knee.score.oks", "2022-0" + month + "-01", "42", "1")), Optional.of("P-1"), "test",
                    Clinic.NOW);
        }
        assertTrue(evidence(soon) < evidence(t) - 5, evidence(soon) + " " + evidence(t));
    }

    private static CauseComparison compared(Twin t) {
        FollowUp f = follow(t);
        return CauseComparison.of(f, t.getCurrentState(), f.steps(t.getCurrentState()), Monitor.NONE);
    }

    private static Map<String, Double> causes(Twin t) {
        Map<String, Double> all = new java.util.TreeMap<>();
        compared(t).fits().forEach(c -> all.put(c.cause(), c.probability()));
        return all;
    }

    /** Of loosening against infection. */
    private static double evidence(Twin t) {
        List<CauseComparison.Fit> fits = compared(t).fits();
        return fits.stream().filter(c -> c.cause().equals("loosening")).findFirst().orElseThrow().logEvidence()
                - fits.stream().filter(c -> c.cause().equals("infection-like")).findFirst().orElseThrow().logEvidence();
    }
}
