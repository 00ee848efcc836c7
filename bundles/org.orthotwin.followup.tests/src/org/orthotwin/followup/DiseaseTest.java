/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.estimation.EnsembleKalman;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.model.twin.TwinState;

/** The disease before an operation, with and without one: closed forms, the same answer from whenever time counts, virtual patients. */
class DiseaseTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String[] SPACES = {"2021-01-01 3.0 mm", "2022-01-01 2.7 mm", "2023-01-01 2.5 mm", "2024-01-01 2.2 mm"};

    /** A twin with observations: {@code observable time value [unit]}. */
    private static Twin twin(String... lines) {
        Twin t = Histories.begin("P-1", "P-1");
        add(t, lines);
        return t;
    }

    private static Intake.Result add(Twin t, String... lines) {
        List<ObservationFile.Row> rows = new ArrayList<>();
        for (String line : lines) {
            String[] w = line.split(" ");
            rows.add(new ObservationFile.Row(rows.size() + 1, Map.of("patient", "P-1", "observable", w[0], "time", w[1], "value", w[2],
                    "unit", w.length > 3 ? w[3] : "")));
        }
        return Intake.take(t, rows, Optional.empty(), "test", NOW);
    }

    private static Twin knee() {
        Twin t = twin();
        for (String s : SPACES) {
            add(t, "knee.joint-space " + s);
        }
        return t;
    }

    private static FollowUp followed(Twin t) {
        FollowUp f = new FollowUp(t);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        return f;
    }

    /** Least squares with the prior as two more equations, time counting from the first radiograph. */
    @Test
    void jointSpaceIsALineThroughItsRadiographs() {
        FollowUp f = followed(knee());
        assertEquals(FollowUp.Origin.OBSERVATION, f.clock());
        assertEquals("knee", f.joint());
        double e = 0.2e-3;
        double a = 1 / (1.4e-3 * 1.4e-3);
        double c = 1 / Math.pow(0.15e-3 / FollowUp.YEAR, 2);
        double b = 0;
        double p = a * 2.8e-3;
        double q = -c * 0.13e-3 / FollowUp.YEAR;
        for (String s : SPACES) {
            double t = f.since(Times.instant(s.split(" ")[0]));
            double y = Double.parseDouble(s.split(" ")[1]) / 1000;
            a += 1 / (e * e);
            b += t / (e * e);
            c += t * t / (e * e);
            p += y / (e * e);
            q += t * y / (e * e);
        }
        double det = a * c - b * b;
        Observable d = Observables.get("knee.joint-space");
        Gaussian g = f.belief(f.twin().getCurrentState()).of(d);
        assertEquals((c * p - b * q) / det, g.mean(0), 1e-12);
        assertEquals((a * q - b * p) / det, g.mean(1), 1e-20);
        double t = 6 * FollowUp.YEAR;
        Gaussian then = f.belief(f.twin().getCurrentState()).value(d, t);
        assertEquals(g.mean(0) + t * g.mean(1), then.mean(0), 1e-12);
        assertEquals((c - 2 * t * b + t * t * a) / det, then.covariance(0, 0), 1e-14);
    }

    /** It does not matter when it was planned, nor how often it was put off; and little for the disease of today whether it is. */
    @Test
    void theDiseaseDoesNotDependOnWhenSomethingWasPlanned() {
        Twin without = knee();
        FollowUp f = followed(without);
        Twin with = knee();
        add(with, "knee.operation-planned 2026-06-01 1");
        FollowUp g = followed(with);
        assertEquals(FollowUp.Origin.PLAN, g.clock());
        Twin moved = knee();
        followed(moved);
        add(moved, "knee.operation-planned 2025-03-01 1");
        followed(moved);
        add(moved, "knee.operation-planned 2026-06-01 1");
        followed(moved);
        assertEquals(believed(with), believed(moved));
        assertEquals(List.of("population", "observation", "observation", "observation", "observation"), Histories.chain(moved
                .getCurrentState()).stream().map(TwinState::getCause).toList());
        assertEquals(3 * 5, moved.getStates().size(), "nothing is overwritten");
        // a past state says what it said
        Observable d = Observables.get("knee.joint-space");
        FollowUp h = new FollowUp(moved);
        for (String day : List.of("2019-01-01", "2024-01-01", "2026-06-01", "2030-01-01")) {
            Gaussian c = h.belief(moved.getStates().get(2)).value(d, h.since(Times.instant(day)));
            Gaussian e = f.belief(without.getStates().get(2)).value(d, f.since(Times.instant(day)));
            assertEquals(e.mean(0), c.mean(0), 1e-12, day);
            assertEquals(e.deviation(0), c.deviation(0), 1e-10, day);
        }
        // the level is believed of the day of the operation: another prior, told by four radiographs
        Gaussian a = f.belief(without.getCurrentState()).value(d, f.since(NOW));
        Gaussian b = g.belief(with.getCurrentState()).value(d, g.since(NOW));
        assertEquals(a.mean(0), b.mean(0), 0.1e-3);
    }

    private static Map<String, List<Double>> believed(Twin t) {
        Map<String, List<Double>> all = new TreeMap<>();
        Histories.estimates(t.getCurrentState()).forEach((n, e) -> all.put(n, List.of(e.getValue(), e.getStandardDeviation())));
        return all;
    }

    /** A file that is read again says the same, and the operation ends the disease: what belongs to the joint is gone, the rest goes on. */
    @Test
    void theOperationBeginsAnotherCourse(@TempDir Path folder) throws Exception {
        Twin t = knee();
        add(t, "knee.score.oks 2023-12-01 18", "pain 2023-12-01 6");
        followed(t);
        TwinFiles.save(folder.resolve("k.twin"), t);
        Twin again = TwinFiles.load(folder.resolve("k.twin"));
        assertEquals("2021-01-01T00:00:00Z", again.getCurrentState().getOrigin());
        add(again, "knee.operation 2024-03-01 1", "implant.cemented 2024-03-01 1", "knee.score.oks 2024-09-01 35", "pain 2024-09-01 1");
        FollowUp f = followed(again);
        List<TwinState> chain = Histories.chain(again.getCurrentState());
        assertNull(chain.getFirst().getOrigin());
        assertEquals(again.getStates().size() - chain.size(), again.getStates().indexOf(chain.getFirst()), "what was believed stays");
        assertFalse(f.belief(again.getCurrentState()).observables().contains(Observables.get("knee.joint-space")));
        // it begins with what is known by now
        Observable mtpm = Observables.get("knee.migration.mtpm");
        assertEquals(Math.log(0.25e-3), f.belief(chain.getFirst()).of(mtpm).mean(0), 1e-12);
        assertEquals(f.belief(chain.getFirst()).observed(mtpm, FollowUp.YEAR).mean(0), f.fan(again.getCurrentState(), mtpm, 2
                * FollowUp.YEAR).stream().filter(p -> Math.abs(p.t() - FollowUp.YEAR) < 15 * 86400).findFirst().orElseThrow()
                .population().mean(0), 1e-4);
        // nor does it say anything else than if everything had come at once
        Twin once = knee();
        add(once, "knee.score.oks 2023-12-01 18", "pain 2023-12-01 6", "knee.operation 2024-03-01 1", "implant.cemented 2024-03-01 1",
                "knee.score.oks 2024-09-01 35", "pain 2024-09-01 1");
        followed(once);
        assertEquals(believed(once), believed(again));
        assertEquals(List.of(), new FollowUp(again).absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE));
    }

    /** What was taken for the disease although it came after an operation that nobody had told of is taken again. */
    @Test
    void anOperationThatIsToldLateIsAsOneThatIsToldInTime() {
        String[] all = {"knee.score.oks 2023-12-01 18", "knee.score.oks 2024-06-01 31", "knee.score.oks 2024-12-01 38"};
        Twin late = twin(all);
        followed(late);
        add(late, "knee.operation 2024-03-01 1");
        assertEquals(4, new FollowUp(late).late());
        followed(late);
        Twin inTime = twin("knee.operation 2024-03-01 1");
        add(inTime, all);
        followed(inTime);
        assertEquals(believed(inTime), believed(late));
        assertEquals(2 * (1 + 3), late.getStates().size(), "nothing is overwritten");
    }

    /** Facts that come to be known late choose the priors as those do that were known from the beginning, and only those. */
    @Test
    void aFactThatIsToldLateIsAsOneThatIsToldInTime() {
        String[] all = {"knee.operation 2024-03-01 1", "knee.migration.mtpm 2024-09-01 0.4 mm", "knee.flexion 2024-09-01 115 deg"};
        Twin late = twin(all);
        followed(late);
        add(late, "implant.cemented 2024-03-01 0", "patient.bmi 2024-02-01 36 kg/m2");
        assertEquals(3, new FollowUp(late).late());
        followed(late);
        Twin inTime = twin("implant.cemented 2024-03-01 0", "patient.bmi 2024-02-01 36 kg/m2");
        add(inTime, all);
        followed(inTime);
        assertEquals(believed(inTime), believed(late));
        // what the patient has become since was not so at the operation
        add(late, "patient.bmi 2026-02-01 27 kg/m2");
        assertEquals(0, new FollowUp(late).late());
        assertEquals(36, new FollowUp(late).facts().get("patient.bmi"), 1e-12);
        assertEquals(List.of(), new FollowUp(late).absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE));
        assertEquals(2 * (1 + 2), late.getStates().size());
    }

    /** What somebody knows better before an operation is not forgotten by it; what is entered of earlier days changes no clock. */
    @Test
    void whatAPersonKnewBetterOutlivesTheOperation() {
        Twin t = knee();
        followed(t);
        Histories.branch(t, t.getCurrentState(), "I know", Map.of("knee.score.koos-pain.baseline", new Belief.Value(70, 1),
                "knee.joint-space.level", new Belief.Value(3e-3, 1e-4)), NOW, Clinic.SOFTWARE);
        add(t, "pain 2019-01-01 3");
        FollowUp f = followed(t);
        assertEquals(Instant.parse("2021-01-01T00:00:00Z"), f.origin());
        add(t, "knee.operation 2024-03-01 1");
        FollowUp g = followed(t);
        assertFalse(f.isCurrent());
        TwinState said = Histories.chain(t.getCurrentState()).stream().filter(Histories::isBranch).findFirst().orElseThrow();
        Gaussian koos = g.belief(said).of(Observables.get("knee.score.koos-pain"));
        // three years of the trend, -2 a year, with its spread
        assertEquals(70 - 2 * 3.16, koos.mean(0), 0.1);
        assertEquals(Math.hypot(1, 4 * 3.16), koos.deviation(0), 0.1);
        assertEquals(List.of(), Cohort.members(followed(knee()), new UnscentedKalman()));
    }

    @Test
    void operatingIsComparedWithTheDisease() {
        Twin t = knee();
        add(t, "knee.score.oks 2023-12-01 18", "pain 2022-12-01 5", "pain 2023-12-01 6");
        FollowUp f = followed(t);
        assertEquals(List.of("operate", "retrain"), f.interventions().stream().map(Intervention::id).toList());
        double at = f.since(Times.instant("2025-01-01"));
        WhatIf w = new WhatIf(f, t.getCurrentState(), WhatIf.intervention("operate"), at);
        Belief disease = f.belief(t.getCurrentState());
        Observable pain = Observables.get("pain");
        double year = at + FollowUp.YEAR;
        assertEquals(disease.value(pain, at - 1).mean(0), w.value(pain, at - 1).mean(0), 1e-12);
        // pain after it: what it would have come to by then, less the gain of the population
        double gain = (-4.5 - 0.6 * (disease.value(pain, 0).mean(0) - 5.7)) * -Math.expm1(-365.25 / 58.7);
        assertEquals(disease.value(pain, at).mean(0) + gain, w.value(pain, year).mean(0), 0.05);
        assertTrue(w.better(pain, year) > 0.93);
        Observable space = Observables.get("knee.joint-space");
        assertFalse(w.touches(space));
        assertTrue(Double.isNaN(w.better(space, year)));
        // in a year both go with the level of today: their difference is told better than each
        Gaussian with = w.value(pain, year);
        Gaussian without = disease.value(pain, year);
        double z = (without.mean(0) - with.mean(0)) / Math.sqrt(with.covariance(0, 0) + without.covariance(0, 0));
        assertTrue(w.better(pain, year) > detection(z));
        InputException e = assertThrows(InputException.class, () -> new WhatIf(f, t.getCurrentState(), WhatIf.intervention("revise"), at));
        assertTrue(e.getMessage().contains("revise") && e.getMessage().contains("retrain"), e.getMessage());
        add(t, "knee.operation 2024-03-01 1");
        FollowUp after = followed(t);
        assertThrows(InputException.class, () -> new WhatIf(after, t.getCurrentState(), WhatIf.intervention("operate"), at));
        assertEquals(List.of("retrain"), after.interventions(Optional.empty()).stream().map(Intervention::id).toList());
    }

    private static double detection(double z) {
        return RunLength.normal(z);
    }

    /** Of 400 patients with hidden truths, each seen six times before an operation: the 90 % intervals of two years later hold. */
    @Test
    void intervalsOfTheDiseaseHold() {
        Observable d = Observables.get("knee.joint-space");
        Gaussian population = Belief.population("knee", Map.of()).of(d);
        int covered = 0;
        double own = 0;
        double all = 0;
        int patients = 400;
        SplittableRandom random = new SplittableRandom(3);
        for (int n = 0; n < patients; n++) {
            double[] x = new EnsembleKalman(2, random.nextLong()).draw(population)[0];
            Twin t = twin();
            for (int k = 0; k < 6; k++) {
                double y = (x[0] + x[1] * k * FollowUp.YEAR / 2 + d.error() * random.nextGaussian()) * 1000;
                Instant at = Times.after(Instant.parse("2020-01-01T00:00:00Z"), k * FollowUp.YEAR / 2);
                // a truth below 0 cannot be observed; the model does not know that
                if (y >= 0 && y <= 12) {
                    add(t, "knee.joint-space " + at + " " + y + " mm");
                }
            }
            if (t.getObservations().size() < 6) {
                patients--;
                n--;
                continue;
            }
            FollowUp f = followed(t);
            double then = 4.5 * FollowUp.YEAR;
            Gaussian g = f.belief(t.getCurrentState()).value(d, then);
            double truth = x[0] + x[1] * then;
            covered += Math.abs(truth - g.mean(0)) <= 1.6448536269514722 * g.deviation(0) ? 1 : 0;
            own += Math.pow(truth - g.mean(0), 2);
            all += Math.pow(truth - f.belief(t.getStates().getFirst()).value(d, then).mean(0), 2);
        }
        double part = covered / (double) patients;
        // three standard errors about the least and most that the interval may cover
        assertEquals(0.9, part, 0.03 + 3 * Math.sqrt(0.09 / patients), part + " of " + patients);
        assertTrue(own < 0.25 * all, "error " + Math.sqrt(own / all) + " of the population's");
    }

    /** A joint space that is lost all at once is seen, and told from a flare. */
    @Test
    void aRapidProgressionIsSeen() {
        Twin t = twin();
        for (int k = 0; k < 14; k++) {
            double years = 0.25 * k;
            double lost = 0.13 * years + (years > 1.5 ? 1.2 * (years - 1.5) : 0);
            Instant at = Times.after(Instant.parse("2021-01-01T00:00:00Z"), years * FollowUp.YEAR);
            add(t, "knee.joint-space " + at + " " + (4 - lost) + " mm", "pain " + at + " " + Math.min(10, 4 + 0.2 * years
                    + (years > 1.5 ? 2 * (years - 1.5) : 0)));
        }
        FollowUp f = followed(t);
        List<Alert> alerts = Alerts.of(f, t.getCurrentState(), 200, Monitor.NONE);
        assertFalse(alerts.isEmpty());
        assertEquals("rapid-progression", alerts.getFirst().causes().getFirst().cause());
        assertTrue(alerts.getFirst().causes().stream().noneMatch(c -> c.cause().equals("loosening")));
        assertTrue(alerts.stream().allMatch(a -> a.kind() != Alert.Kind.LIMIT));
    }

    /** The same pain and score that came at once and stay, with a joint space that goes on as it did. */
    @Test
    void aFlareIsToldFromARapidProgression() {
        Twin t = twin();
        for (int k = 0; k < 14; k++) {
            double years = 0.25 * k;
            Instant at = Times.after(Instant.parse("2021-01-01T00:00:00Z"), years * FollowUp.YEAR);
            add(t, "knee.joint-space " + at + " " + (4 - 0.13 * years) + " mm", "pain " + at + " " + (4 + 0.2 * years + (years > 1.5
                    ? 3 : 0)),
                    "knee.score.oks " + at + " " + (30 - years - (years > 1.5 ? 7 : 0)));
        }
        List<Alert> alerts = Alerts.of(followed(t), t.getCurrentState(), 200, Monitor.NONE);
        assertFalse(alerts.isEmpty());
        assertEquals("flare", alerts.getFirst().causes().getFirst().cause());
    }

    @Test
    void whatIsOfAnotherJointIsPutAside() {
        Twin t = knee();
        Intake.Result r = add(t, "hip.score.ohs 2024-01-01 30", "pain 2024-02-01 5");
        assertEquals(1, r.taken().size());
        assertTrue(r.quarantined().getFirst().reason().text("en").contains("hip.score.ohs"));
        assertThrows(InputException.class, () -> new FollowUp(twin("pain 2024-02-01 5")));
        Twin both = twin("gait.speed 2023-01-01 1 m/s");
        assertFalse(FollowUp.canFollow(both));
        add(both, "knee.joint-space 2023-01-01 3 mm");
        assertTrue(FollowUp.canFollow(both));
    }

    /** A shoulder whose score falls has an alert with causes, as any joint has. */
    @Test
    void causesOfAShoulderAreCompared() {
        Twin t = twin("shoulder.operation 2022-01-01 1");
        for (int k = 1; k < 12; k++) {
            add(t, "shoulder.score.constant " + Times.after(Instant.parse("2022-01-01T00:00:00Z"), k * FollowUp.YEAR / 4) + " "
                    + (k < 6 ? 62 : 35));
        }
        List<Alert> alerts = Alerts.of(followed(t), t.getCurrentState(), 200, Monitor.NONE);
        assertFalse(alerts.isEmpty());
        assertTrue(alerts.getFirst().causes().size() > 2);
    }
}
