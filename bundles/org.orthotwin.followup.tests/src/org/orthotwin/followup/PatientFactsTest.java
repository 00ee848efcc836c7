/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Twin;

/** What age, sex, body mass index and diagnosis change of what is expected: what the papers say, and nothing without them. */
class PatientFactsTest {

    private static final double YEAR = FollowUp.YEAR;

    private static Gaussian of(String observable, Map<String, Double> facts) {
        Observable d = Observables.get(observable);
        return d.belief(d.priors(facts));
    }

    private static double expected(String observable, Map<String, Double> facts, double t) {
        Observable d = Observables.get(observable);
        return Belief.population(d.joint().isEmpty() ? "knee" : d.joint(), facts).value(d, t).mean(0);
    }

    private static Map<String, Double> patient(double age, double female, double bmi) {
        return Map.of("patient.age", age * YEAR, "patient.female", female, "patient.bmi", bmi);
    }

    @Test
    void withoutFactsNothingChanges() {
        for (Observable d : Observables.all()) {
            assertEquals(d.priors(), d.priors(Map.of("side", 1.0)), d.id());
            assertEquals(List.of(), d.effects(Map.of("side", 1.0)));
        }
        assertTrue(Observables.all().stream().filter(d -> !d.regressions().isEmpty()).count() >= 14);
    }

    /** Judge et al. 2014: 0.78 points less a year after for 5 more of the index, and the gain stays. */
    @Test
    void aHipsScoreGoesWithTheBodyMassIndex() {
        Map<String, Double> slim = Map.of("patient.bmi", 25.0);
        Map<String, Double> heavy = Map.of("patient.bmi", 40.0);
        assertEquals(-3 * 0.78, expected("hip.score.ohs", heavy, YEAR) - expected("hip.score.ohs", slim, YEAR), 1e-9);
        assertEquals(of("hip.score.ohs", slim).mean(1), of("hip.score.ohs", heavy).mean(1), 0);
        assertEquals(20.5 - 2 , of("hip.score.ohs", Map.of("patient.inflammatory", 1.0)).mean(1), 1e-12);
    }

    /** Kasovic et al. 2021: 0.02 m/s slower a year of age and a unit of the index, 0.09 m/s as a woman. */
    @Test
    void gaitIsSlowerWithAgeWeightAndInWomen() {
        assertEquals(-0.09 - 10 * 0.02 - 5 * 0.02, expected("gait.speed", patient(80, 1, 34), YEAR) - expected("gait.speed", patient(70, 0,
                29), YEAR), 1e-9);
        assertEquals(-600 - 10 * 90 - 5 * 110, expected("activity.steps", patient(80, 1, 34), YEAR) - expected("activity.steps", patient(70,
                0, 29), YEAR), 1e-6);
    }

    /** 95 degrees against 113 before, and 120 against 127 after, in class III (42); no difference up to 35. */
    @Test
    void flexionIsLessFromAnIndexOn() {
        assertArrayEquals(of("knee.flexion", Map.of()).means(), of("knee.flexion", Map.of("patient.bmi", 34.0)).means(), 0);
        Gaussian none = of("knee.flexion", Map.of());
        Gaussian heavy = of("knee.flexion", Map.of("patient.bmi", 42.0));
        assertEquals(-18, Math.toDegrees(heavy.mean(0) - none.mean(0)), 1e-9);
        assertEquals(-7, Math.toDegrees(heavy.mean(2) - none.mean(2)), 1e-9);
        assertEquals(none.deviation(2), heavy.deviation(2), 0);
    }

    /** A mass of the index times a height squared, known better than without it; bone is less by factors. */
    @Test
    void massAndBone() {
        Gaussian mass = of("body.mass", Map.of("patient.bmi", 35.0));
        assertEquals(35 * 1.69 * 1.69, mass.mean(0), 0.2);
        assertEquals(9, mass.deviation(0), 1e-12);
        assertEquals(17, of("body.mass", Map.of()).deviation(0), 1e-12);
        assertEquals(0.9 * 0.96, Math.exp(of("hip.density.gruen-7", patient(72, 1, 30)).mean(0) - of("hip.density.gruen-7", patient(62, 0,
                30)).mean(0)), 1e-12);
    }

    /** A twin whose facts are known begins with them, says where they come from, and which of it is an assumption. */
    @Test
    void aTwinBeginsWithItsFacts() throws java.io.IOException {
        Twin t = Clinic.operated("t", "P", "hip", "patient.age 2020-01-01 72 yr", "patient.female 2020-01-01 1 1",
                "patient.bmi 2020-01-01 38.5 kg/m2", "hip.score.ohs 2020-06-01 30 1");
        FollowUp f = new FollowUp(t);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        Observable ohs = Observables.get("hip.score.ohs");
        assertEquals(19.7 - 2 * 0.78, f.belief(t.getStates().getFirst()).of(ohs).mean(0), 1e-9);
        String source = Histories.estimates(t.getStates().getFirst()).get("hip.score.ohs.baseline").getSource();
        assertTrue(source.contains("2,341 hips") && source.contains("Judge et al. 2014"), source);
        Observable.Effect published = ohs.effects(Histories.facts(t)).getFirst();
        assertTrue(published.regression().isPublished() && published.parameter() == 0);
        assertEquals(-2 * 0.78, published.shift(), 1e-9);
        assertFalse(Observables.get("activity.steps").effects(Histories.facts(t)).getFirst().regression().isPublished());
        Map<String, Object> told = FollowUpResult.of(f, t.getCurrentState(), Optional.empty(), 200, AlertLog.read(java.nio.file.Path.of(
                "none")), Clinic.NOW, 1, Monitor.NONE).json("t.twin", List.of(), "en");
        Map<?, ?> first = (Map<?, ?>) ((List<?>) told.get("facts")).stream().filter(x -> ((Map<?, ?>) x).get("parameter").equals(
                "hip.score.ohs.baseline")).findFirst().orElseThrow();
        assertEquals(List.of("patient.bmi", 38.5, "kg/m2", -1.56, true), List.of(first.get("fact"), first.get("value"), first.get("unit"),
                first.get("shift"), first.get("published")));
        // a rank is that among patients with these facts
        VirtualCohort cohort = new VirtualCohort(f, 2000, 1, Monitor.NONE);
        assertEquals(19.7 - 1.56, cohort.patients(List.of(), Monitor.NONE).stream().mapToDouble(p -> p.truth().get(ohs)[0]).average()
                .orElseThrow(), 0.6);
    }

    /** What patients of a cohort have in common is what is left when their facts are taken into account. */
    @Test
    void aCohortLearnsWhatIsLeft() {
        Observable ohs = Observables.get("hip.score.ohs");
        Cohort.Part plain = part(ohs, "hip.score.ohs 2019-12-01 18 1", "side 2020-01-01 1 1");
        // two times five more: 1.56 points less, and observed as much lower
        Cohort.Part heavy = part(ohs, "hip.score.ohs 2019-12-01 16.44 1", "patient.bmi 2020-01-01 38.5 kg/m2");
        assertEquals(plain.stratum(), heavy.stratum());
        Gaussian a = Cohort.next(plain.stratum(), List.of(plain.summary()), Map.of()).orElseThrow();
        Gaussian b = Cohort.next(heavy.stratum(), List.of(heavy.summary()), Map.of()).orElseThrow();
        assertArrayEquals(a.means(), b.means(), 1e-9);
        Gaussian c = Cohort.next(heavy.stratum(), List.of(heavy.summary()), Map.of("patient.bmi", 33.5)).orElseThrow();
        assertEquals(a.mean(0) - 0.78, c.mean(0), 1e-9);
        assertEquals(Optional.empty(), Cohort.next(Cohort.Stratum.of(Observables.get("body.mass"), Map.of()), List.of(), Map.of(
                "patient.bmi", 30.0)));
    }

    private static Cohort.Part part(Observable d, String score, String fact) {
        String[] c = score.split(" ");
        Twin t = Clinic.operated("t", "P", "hip", fact);
        org.orthotwin.model.twin.Observation o = org.orthotwin.model.twin.TwinFactory.eINSTANCE.createObservation();
        o.setId("o-score");
        o.setIdentity("o-score");
        o.setDefinition(d.id());
        o.setVersion(d.version());
        o.setTime(c[1]);
        // as the model has it, whatever a score can be
        o.setValue(Double.parseDouble(c[2]));
        o.setUnit("");
        o.setSource("test");
        t.getObservations().add(o);
        FollowUp f = new FollowUp(t);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        return Cohort.parts(List.of(f), new UnscentedKalman()).stream().filter(p -> p.stratum().observable().equals(d)).findFirst()
                .orElseThrow();
    }
}
