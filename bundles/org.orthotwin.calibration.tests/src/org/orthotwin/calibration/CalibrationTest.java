/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.model.twin.Mechanics;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.ResultsFolder;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.study.DistributionText;

/** Cases are calibrated with what their own solvers give for a truth that is hidden. */
class CalibrationTest {

    private static final Instant MADE = Instant.parse("2035-01-01T00:00:00Z");
    private static final List<String> SOFTWARE = List.of("test");
    /** Of both collateral ligaments of a knee, all bundles of each alike. */
    private static final String[] SLACK = {"MCL.*.referenceStrain+=normal(0,0.02)", "LCL.*.referenceStrain+=normal(0,0.02)"};

    @TempDir
    static Path folder;
    private static Case hip;

    /** The bundled hip without what wear does not need. */
    @BeforeAll
    static void open() throws IOException {
        hip = Case.load(Cases.open("hip-tha", folder, "en", Monitor.NONE));
        hip.scenario().getRequests().removeIf(r -> !r.getSolver().equals("wear"));
        hip.scenario().getDistributions().removeIf(d -> d.getPath().contains("stem") || d.getPath().contains("shift"));
    }

    static Twin twin(String joint, String... rows) {
        Twin t = Histories.begin("twin", "P");
        List<ObservationFile.Row> all = new ArrayList<>();
        for (String r : rows) {
            String[] c = r.split(" ");
            all.add(new ObservationFile.Row(1, Map.of("observable", c[0], "time", c[1], "value", c[2], "unit", c[3], "uncertainty",
                    c.length > 4 ? c[4] : "")));
        }
        all.addFirst(new ObservationFile.Row(1, Map.of("observable", joint + ".operation", "time", "2020-01-01", "value", "1", "unit",
                "1")));
        assertEquals(List.of(), Intake.take(t, all, Optional.of("P"), "test", MADE).quarantined());
        new FollowUp(t).absorb(Estimators.standard(), Estimators.DEFAULT, SOFTWARE, Monitor.NONE);
        return t;
    }

    static Calibration.Options options(Integer runs, String... vary) {
        return new Calibration.Options("hip-tha", Optional.empty(), Arrays.stream(vary).map(DistributionText::parse).toList(), false,
                List.of(), Optional.ofNullable(runs), Optional.empty(), "en");
    }

    static Calibration.Result calibrate(Twin t, Case c, Calibration.Options o, String... settings) {
        return new Calibration(t, c, List.of(settings), o, 2, Monitor.NONE).run(Estimators.standard(), Estimators.DEFAULT, MADE, SOFTWARE,
                (there, all) -> "runs", Monitor.NONE);
    }

    static FollowUp.Mechanical told(Twin t) {
        return new FollowUp(t).mechanical(t.getCurrentState()).orElseThrow();
    }

    static Map<String, Double> run(Case c, String... overrides) {
        Simulation s = new Simulation(c, List.of(overrides), Monitor.NONE);
        return s.preview(s.source().plan(Optional.empty()), 1, 1, Monitor.NONE).measurements().stream()
                .collect(Collectors.toMap(m -> m.definition().id(), (Measured m) -> m.value().si()));
    }

    /** Cup and wear of a patient, as the solver has them for a truth that nobody tells. */
    @Test
    void aHiddenTruthIsFound() throws IOException {
        double rate = run(hip, "plan.cup.inclination=48deg", "plan.cup.anteversion=16deg", "wear.factor=3.4e-7mm3/N.m", "mix.times=1.3")
                .get("wear.linear.rate") * FollowUp.YEAR * 1000;
        Twin t = twin("hip", "hip.cup.inclination 2020-02-01 48 deg 0.5", "hip.cup.anteversion 2020-02-01 16 deg 0.5",
                wear(1, rate), wear(2, rate), wear(4, rate), wear(6, rate), wear(8, rate), wear(10, rate));
        int states = t.getStates().size();
        Calibration.Result r = calibrate(t, hip, options(50));
        assertTrue(r.runs() >= 50 && r.lost().isEmpty(), r.toString());
        assertEquals(List.of(), r.unsure());
        FollowUp.Mechanical m = told(t);
        assertEquals(List.of(), m.outside());
        Map<String, Double> truth = Map.of("plan.cup.inclination.radiographic", Math.toRadians(48), "plan.cup.anteversion.radiographic",
                Math.toRadians(16), "wear.factor", 3.4e-16, "mix.times", 1.3);
        for (int i = 0; i < m.model().inputs().size(); i++) {
            double value = truth.get(m.model().inputs().get(i).path());
            double low = m.model().inputs().get(i).at(m.now().mean(i) - 2 * m.now().deviation(i));
            double high = m.model().inputs().get(i).at(m.now().mean(i) + 2 * m.now().deviation(i));
            assertTrue(low < value && value < high, m.model().inputs().get(i).path() + ": " + low + " to " + high);
        }
        // what was observed is told well; of the two that make the rate together each only in part
        assertTrue(m.contraction(0) > 0.9);
        assertTrue(m.now().correlation(2, 3) < -0.2, "factor and activity: " + m.now().correlation(2, 3));
        stepsTellActivityFromTheFactor(t, rate);
        // nothing was taken away, and there is a state for the case and one for each observation
        assertEquals(states + 1 + 8, t.getStates().size());
        assertEquals("mechanics", Histories.base(t.getCurrentState()).getCause());

        // the case as it is believed to be says what was observed, and runs
        CalibratedCase made = CalibratedCase.of(hip, m, "test", Monitor.NONE);
        assertEquals(List.of(), made.left());
        Path out = folder.resolve("believed");
        ResultsFolder.writeCase(made.source(), out, "believed.scenario", Monitor.NONE);
        Map<String, Double> again = run(Case.load(out.resolve("believed.scenario")));
        assertEquals(48, Math.toDegrees(again.get("hip.cup.inclination.radiographic")), 1);
        // the solver may be off by 0.005 mm a year in any patient, so that the case goes part of the way
        double planned = run(hip).get("wear.linear.rate") * FollowUp.YEAR * 1000;
        assertTrue(Math.abs(again.get("wear.linear.rate") * FollowUp.YEAR * 1000 - rate) < 0.75 * Math.abs(planned - rate));
        assertEquals(4, made.source().scenario().getDistributions().size());
        assertTrue(made.source().scenario().getDistributions().stream().allMatch(d -> d.getSource().startsWith("test; before: ")));
    }

    /** The same patient with a step counter: how active is told by that, and what is left of the wear is the factor. */
    private static void stepsTellActivityFromTheFactor(Twin calibrated, double rate) {
        double steps = 1.3 * 2e6 / 365.25;
        Twin t = again(calibrated, "hip.cup.inclination 2020-02-01 48 deg 0.5", "hip.cup.anteversion 2020-02-01 16 deg 0.5",
                wear(1, rate), wear(2, rate), wear(4, rate), wear(6, rate), wear(8, rate), wear(10, rate),
                "activity.steps 2021-01-01 " + Math.round(steps) + " 1 300", "activity.steps 2022-01-01 " + Math.round(steps) + " 1 300",
                "activity.steps 2024-01-01 " + Math.round(steps) + " 1 300");
        // with the runs that are there, and planes where these observations lead
        calibrate(t, hip, options(null));
        FollowUp.Mechanical m = told(t);
        FollowUp.Mechanical before = told(calibrated);
        assertEquals(1.3, m.model().inputs().get(3).at(m.now().mean(3)), 0.12, "times of the mix");
        // what patients alike walk is known of both before anything was observed
        assertTrue(m.observed(3) > 0.7 && before.observed(3) < 0.3, "activity: " + before.observed(3) + " to " + m.observed(3));
        // most of what is not known of the factor is how far a patient may be from Archard's law
        assertTrue(m.now().deviation(2) < 0.96 * before.now().deviation(2), "the factor is told better, too: " + m.now().deviation(2));
        assertTrue(Math.abs(m.now().correlation(2, 3)) < Math.abs(before.now().correlation(2, 3)));
    }

    private static String wear(int years, double rate) {
        return String.format(Locale.ROOT, "hip.wear.linear %d-01-01 %.5f mm 0.01", 2020 + years, 0.1 + rate * years);
    }

    /** Once more with the same case nothing is run; another observation is taken with the surrogates alone. */
    @Test
    void theTwinKeepsTheRuns() {
        Twin t = twin("hip", wear(1, 0.02), wear(2, 0.02), wear(3, 0.02));
        int runs = calibrate(t, hip, options(40)).runs();
        assertTrue(runs >= 40);
        int known = told(t).model().runs();
        Calibration.Result again = calibrate(t, hip, options(null));
        assertEquals(again.refinements() * (Calibration.LEAST_RUNS / 2 + told(t).model().inputs().size()), again.runs(), again.toString());
        assertTrue(told(t).model().runs() >= known);
        double before = told(t).now().deviation(2);
        Intake.take(t, List.of(new ObservationFile.Row(1, Map.of("observable", "hip.wear.linear", "time", "2025-01-01", "value", "0.3",
                "unit", "mm", "uncertainty", "0.005"))), Optional.of("P"), "test", MADE);
        new FollowUp(t).absorb(Estimators.standard(), Estimators.DEFAULT, SOFTWARE, Monitor.NONE);
        assertTrue(told(t).now().deviation(2) < before);
        Calibration.Result third = calibrate(t, hip, options(null));
        assertEquals(third.refinements() * (Calibration.LEAST_RUNS / 2 + told(t).model().inputs().size()), third.runs(), third.toString());
    }

    /** Where an observation leads beyond all runs the solvers are asked there, with the distributions that the twin has kept. */
    @Test
    void observationsBeyondTheRunsAskTheSolvers() {
        Twin t = twin("hip", "hip.cup.inclination 2020-02-01 45 deg 0.5", wear(2, 0.05));
        String vary = "plan.cup.inclination.radiographic+=normal(0deg,2deg)";
        Calibration.Result first = calibrate(t, hip, options(40, vary));
        assertEquals(List.of(), told(t).outside(), first.toString());
        Intake.take(t, List.of(new ObservationFile.Row(1, Map.of("observable", "hip.cup.inclination", "time", "2021-01-01", "value", "62",
                "unit", "deg", "uncertainty", "0.2"))), Optional.of("P"), "test", MADE);
        new FollowUp(t).absorb(Estimators.standard(), Estimators.DEFAULT, SOFTWARE, Monitor.NONE);
        assertTrue(told(t).outside().contains("plan.cup.inclination.radiographic"), told(t).outside().toString());
        int known = told(t).model().runs();
        Calibration again = Calibration.again(t, hip, 2, "en", Monitor.NONE).orElseThrow();
        Calibration.Result r = again.run(Estimators.standard(), Estimators.DEFAULT, MADE, SOFTWARE, (there, all) -> "runs", Monitor.NONE);
        assertTrue(r.runs() > 0 && told(t).model().runs() == known + r.runs(), r.toString());
        assertEquals(List.of(), told(t).outside());
        // another case is none to go on with
        Case other = hip.copy();
        other.scenario().setSeed(other.scenario().getSeed() + 1);
        assertTrue(Calibration.again(t, other, 2, "en", Monitor.NONE).isEmpty());
        assertTrue(Calibration.again(twin("hip", wear(1, 0.02)), hip, 2, "en", Monitor.NONE).isEmpty());
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() throws IOException {
        Twin knee = twin("knee", "knee.flexion 2020-06-01 110 deg");
        InputException e = assertThrows(InputException.class, () -> new Calibration(knee, hip, List.of(), options(null), 1, Monitor.NONE));
        assertTrue(e.getMessage().contains("hip") && e.getMessage().contains("knee"), e.getMessage());
        Twin t = twin("hip", wear(1, 0.02));
        InputException path = assertThrows(InputException.class, () -> new Calibration(t, hip, List.of(),
                options(null, "MCL.*.stiffness*=lognormal(1,0.2)"), 1, Monitor.NONE));
        assertTrue(path.getMessage().contains("MCL.*.stiffness"), path.getMessage());
        Case nothing = hip.copy();
        nothing.scenario().getDistributions().clear();
        assertThrows(InputException.class, () -> new Calibration(t, nothing, List.of(), options(null), 1, Monitor.NONE));
        InputException few = assertThrows(InputException.class, () -> calibrate(t, hip, options(4)));
        assertTrue(few.getMessage().contains("4"), few.getMessage());
        assertNull(Histories.base(t.getCurrentState()).getMechanics());
    }

    @Test
    void aStoppedCalibrationLeavesTheTwinAsItWas() {
        Twin t = twin("hip", wear(1, 0.02));
        int states = t.getStates().size();
        Calibration c = new Calibration(t, hip, List.of(), options(40), 2, Monitor.NONE);
        int[] asked = new int[1];
        Monitor stopping = Monitor.until(() -> asked[0]++ > 20);
        assertThrows(CancellationException.class, () -> c.run(Estimators.standard(), Estimators.DEFAULT, MADE, SOFTWARE,
                (there, all) -> "runs", stopping));
        assertEquals(states, t.getStates().size());
        assertNull(t.getCurrentState().getMechanics());
    }

    /**
     * Patients whose cups, wear factors and activity are drawn from what is known beforehand, and whose observations come from the solver:
     * what is believed covers the truth as often as it says, and errors shrink where the report says that the data tell.
     */
    @Test
    @Tag("long")
    void beliefsCoverTheTruth() {
        Twin first = twin("hip", wear(1, 0.02));
        calibrate(first, hip, options(null));
        Mechanics m = Histories.base(first.getCurrentState()).getMechanics();
        FollowUp.Mechanical prior = told(first);
        int patients = 100;
        int n = m.getParameters().size();
        int[] covered = new int[n];
        double[] off = new double[n];
        double[] expected = new double[n];
        SplittableRandom random = new SplittableRandom(7);
        for (int p = 0; p < patients; p++) {
            double[] z = IntStream.range(0, n).mapToDouble(i -> random.nextGaussian()).toArray();
            String[] truth = IntStream.range(0, n).mapToObj(i -> m.getParameters().get(i).getPath() + "="
                    + prior.model().inputs().get(i).at(z[i]) + " " + m.getParameters().get(i).getUnit()).map(String::strip)
                    .toArray(String[]::new);
            Map<String, Double> given = run(hip, truth);
            double[] course = course(random, given);
            List<String> rows = new ArrayList<>(List.of(row("hip.cup.inclination", 2020, course[0], "deg", 2),
                    row("hip.cup.anteversion", 2020, course[1], "deg", 3)));
            for (int year = 1; year <= 8; year++) {
                rows.add(row("hip.wear.linear", 2020 + year, course[2] + course[3] * year + 0.02 * random.nextGaussian(), "mm", 0.02));
            }
            Twin t = twin("hip", rows.toArray(String[]::new));
            Histories.tie(t, EcoreUtil.copy(m), Optional.empty(), MADE, SOFTWARE);
            new FollowUp(t).absorb(Estimators.standard(), Estimators.DEFAULT, SOFTWARE, Monitor.NONE);
            FollowUp.Mechanical told = told(t);
            for (int i = 0; i < n; i++) {
                double d = z[i] - told.now().mean(i);
                covered[i] += Math.abs(d) < 1.645 * told.now().deviation(i) ? 1 : 0;
                off[i] += d * d / patients;
                expected[i] += told.now().covariance(i, i) / patients;
            }
        }
        for (int i = 0; i < n; i++) {
            String path = m.getParameters().get(i).getPath();
            // 90 of 100 with a standard deviation of 3
            assertTrue(covered[i] >= 81 && covered[i] <= 98, path + ": " + covered[i] + " of 100 within their 90 % intervals");
            assertEquals(1, off[i] / expected[i], 0.5, path + ": squared errors against what was said");
        }
        assertTrue(off[0] < 0.25 && off[1] < 0.6, "cup: " + Arrays.toString(off));
    }

    /** What patient and measurement add to what the solver says, as it is stated: mm, mm a year, degrees. */
    private static double[] course(SplittableRandom random, Map<String, Double> given) {
        double rate = given.get("wear.linear.rate") * FollowUp.YEAR * 1000 + 0.005 * random.nextGaussian();
        double inclination = Math.toDegrees(given.get("hip.cup.inclination.radiographic")) + 1.5 * random.nextGaussian();
        double anteversion = Math.toDegrees(given.get("hip.cup.anteversion.radiographic")) + 3 * random.nextGaussian();
        return new double[] {inclination + 2 * random.nextGaussian(), anteversion + 3 * random.nextGaussian(),
                0.1 + 0.08 * random.nextGaussian(), rate};
    }

    private static String row(String observable, int year, double value, String unit, double uncertainty) {
        return observable + " " + year + "-02-01 " + value + " " + unit + " " + uncertainty;
    }

    /** The bundled replaced knee without what its balance does not need. */
    private static Case balanced(String name) throws IOException {
        Case knee = Case.load(Cases.open("knee-tka", folder.resolve(name), "en", Monitor.NONE));
        knee.scenario().getRequests().removeIf(r -> !r.getSolver().equals("balance"));
        knee.scenario().getDistributions().clear();
        return knee;
    }

    /** What is measured where the bundles of a ligament are 3 % slacker than the case says. */
    private static Map<String, Double> slackened(Case knee, String bundles, String... quick) {
        List<String> truth = new ArrayList<>(List.of(quick));
        Simulation s = new Simulation(knee, List.of(quick), Monitor.NONE);
        List<String> paths = s.paths(bundles);
        assertTrue(paths.size() > 1, paths.toString());
        paths.forEach(path -> truth.add(path + "=" + (s.value(path).si() - 0.03)));
        return run(knee, truth.toArray(String[]::new));
    }

    /** Ligaments of a replaced knee from the gaps that a tensor measured: all bundles of each change alike. */
    @Test
    @Tag("long")
    void ligamentsAreToldByGaps() throws IOException {
        Case knee = balanced("knee");
        String[] quick = {"to=0deg", "laxity=0deg", "pressure=0deg", "gap=0deg 90deg"};
        Simulation s = new Simulation(knee, List.of(quick), Monitor.NONE);
        List<String> bundles = s.paths("MCL.*.referenceStrain");
        Map<String, Double> given = slackened(knee, "MCL.*.referenceStrain", quick);
        Map<String, Double> planned = run(knee, quick);
        assertFalse(Math.abs(given.get("knee.gap.0.medial") - planned.get("knee.gap.0.medial")) < 3e-4, "the ligament changes nothing");
        Twin t = twin("knee", gap("extension.medial", given.get("knee.gap.0.medial")), gap("extension.lateral",
                given.get("knee.gap.0.lateral")), gap("flexion.medial", given.get("knee.gap.90.medial")),
                gap("flexion.lateral", given.get("knee.gap.90.lateral")));
        Calibration.Result r = calibrate(t, knee, options(40, SLACK), quick);
        assertTrue(r.lost().isEmpty(), r.lost().toString());
        FollowUp.Mechanical m = told(t);
        double strain = m.model().inputs().get(0).at(m.now().mean(0));
        assertTrue(strain < -0.008, "medial collateral: " + strain);
        assertTrue(m.contraction(0) > 0.25);
        assertEquals(0, m.model().inputs().get(1).at(m.now().mean(1)), 0.012, "lateral collateral");
        Simulation believed = new Simulation(CalibratedCase.of(knee, m, "test", Monitor.NONE).source(), List.of(), Monitor.NONE);
        assertEquals(s.value(bundles.getFirst()).si() + strain, believed.value(bundles.getFirst()).si(), 1e-9);
    }

    /** How much a ligament yields is not told by its length under one force, but by two: the moments of a laxity test and of a tensor. */
    @Test
    @Tag("long")
    void slackIsToldByLaxity() throws IOException {
        Case knee = balanced("lax");
        String[] quick = {"to=0deg", "laxity=0deg 30deg", "pressure=0deg", "gap=0deg"};
        Map<String, Double> given = slackened(knee, "LCL.*.referenceStrain", quick);
        Map<String, Double> planned = run(knee, quick);
        assertTrue(given.get("knee.laxity.0.varus") > planned.get("knee.laxity.0.varus") + Math.toRadians(0.5),
                () -> given + "\n" + planned);
        assertEquals(planned.get("knee.laxity.0.valgus"), given.get("knee.laxity.0.valgus"), Math.toRadians(0.6));
        Twin t = twin("knee", laxity("extension.varus", given.get("knee.laxity.0.varus")), laxity("extension.valgus",
                given.get("knee.laxity.0.valgus")), laxity("flexion-30.varus", given.get("knee.laxity.30.varus")),
                laxity("flexion-30.valgus", given.get("knee.laxity.30.valgus")));
        Calibration.Result r = calibrate(t, knee, options(40, SLACK), quick);
        assertTrue(r.lost().isEmpty(), r.lost().toString());
        FollowUp.Mechanical m = told(t);
        double strain = m.model().inputs().get(1).at(m.now().mean(1));
        assertTrue(strain < -0.008, "lateral collateral: " + strain);
        assertTrue(m.contraction(1) > 0.25, "told of the lateral collateral: " + m.contraction(1));
        assertEquals(0, m.model().inputs().get(0).at(m.now().mean(0)), 0.012, "medial collateral");
    }

    /**
     * An instrumented stem and scales tell how heavy a patient is, the one through the load that the case says. The load is in proportion
     * to the mass, so that logarithms are known together in closed form: mass and plateau of the force, tied with 9 %.
     */
    @Test
    void forcesOfAnInstrumentedHipTellTheLoad() throws IOException {
        Case loaded = Case.load(folder.resolve("hip-tha.scenario"));
        loaded.scenario().getRequests().removeIf(r -> !r.getSolver().equals("hipload"));
        loaded.scenario().getDistributions().clear();
        Map<String, Double> planned = run(loaded);
        double mass = planned.get("hip.load.body-mass");
        double force = 1.4 * planned.get("hip.load.magnitude");
        String[] forces = IntStream.rangeClosed(3, 5).mapToObj(y -> "hip.force.one-leg-stance 202" + y + "-01-01 " + force + " N 30")
                .toArray(String[]::new);
        String vary = "subject.mass+=normal(0kg,10kg)";
        Twin t = twin("hip", forces);
        calibrate(t, loaded, options(30, vary));
        FollowUp.Mechanical m = told(t);
        double believed = m.model().inputs().getFirst().at(m.now().mean(0));
        // weights of one number that is known in three ways: the population's forces, the case with its mass, what was observed
        double own = Math.pow(Math.log(1.09), 2);
        double prior = Math.pow(10 / mass, 2);
        double population = Math.pow(Math.log(1.26), 2);
        double of = Math.log(force / 2148);
        double plateau = population / (population + 0.01 * 0.01) * of;
        double expected = prior / (prior + own) * (Math.log(2148) + plateau - Math.log(1.02 * planned.get("hip.load.magnitude")));
        assertEquals(mass * Math.exp(expected), believed, 0.03 * mass, "mass by forces alone");
        assertTrue(believed > 1.1 * mass && m.contraction(0) > 0.25, "forces tell something of the mass: " + believed);
        List<String> both = new ArrayList<>(List.of(forces));
        both.add("body.mass 2023-01-01 " + 1.05 * mass + " kg 0.5");
        Twin weighed = again(t, both.toArray(String[]::new));
        FollowUp.Mechanical w = told(weighed);
        assertEquals(1.05 * mass, w.model().inputs().getFirst().at(w.now().mean(0)), 0.02 * mass, "scales know it better");
        assertTrue(w.contraction(0) > 0.9);
        assertTrue(w.told().stream().anyMatch(x -> x.element().getMeasurement().equals("hip.load.magnitude") && x.isApart()),
                "so heavy a patient has other levers than the case: that is said");
        // nobody's force was measured, and the scales alone move what it will be
        Twin alone = again(t, "body.mass 2023-01-01 " + 1.2 * mass + " kg 0.5");
        FollowUp f = new FollowUp(alone);
        double foretold = f.belief(alone.getCurrentState()).value(Observables.get("hip.force.one-leg-stance"), 10 * FollowUp.YEAR).mean(0);
        assertTrue(foretold > 1.1 * planned.get("hip.load.magnitude"), "foretold: " + foretold);
    }

    /** Another hip with the runs of the case that a twin is calibrated with. */
    private static Twin again(Twin calibrated, String... rows) {
        Twin t = twin("hip", rows);
        Histories.tie(t, EcoreUtil.copy(Histories.base(calibrated.getCurrentState()).getMechanics()), Optional.empty(), MADE, SOFTWARE);
        new FollowUp(t).absorb(Estimators.standard(), Estimators.DEFAULT, SOFTWARE, Monitor.NONE);
        return t;
    }

    private static String laxity(String where, double radians) {
        return "knee.laxity." + where + " 2020-06-01 " + Math.toDegrees(radians) + " deg 0.3";
    }

    private static String gap(String where, double metres) {
        return "knee.gap." + where + " 2020-01-01 " + 1000 * metres + " mm 0.2";
    }
}
