/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.LinearKalman;
import org.orthotwin.model.twin.MechanicalOutput;
import org.orthotwin.model.twin.MechanicalParameter;
import org.orthotwin.model.twin.Mechanics;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFactory;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.model.twin.TwinState;

/** What solvers say, tied to what is observed, where everything is a plane and the answer is known. */
class MechanicalModelTest {

    private static final double YEAR = FollowUp.YEAR;
    private static final double MM = 1e-3;
    private static final Instant OPERATION = Instant.parse("2020-01-01T00:00:00Z");
    private static final List<String> SOFTWARE = List.of("test");
    /** Wear in mm a year: 0.08 + 0.02 z1 + 0.01 z2; drift of the cup: 0.02 - 0.015 z2. */
    private static final double[][] SLOPES = {{0.02, 0.01}, {0, -0.015}};
    private static final double[] AT_0 = {0.08, 0.02};
    private static final double[] TRUST = {0.004, 0.01};

    private static Twin twin(double... wear) {
        Twin t = Histories.begin("hip", "P");
        observe(t, "hip.operation", 0, 1, 0);
        for (int i = 0; i < wear.length; i++) {
            observe(t, "hip.wear.linear", i + 1, wear[i] * MM, 0.02 * MM);
        }
        new FollowUp(t).absorb(Estimators.standard(), "unscented", SOFTWARE, Monitor.NONE);
        return t;
    }

    private static void observe(Twin t, String definition, double years, double value, double uncertainty) {
        Observation o = TwinFactory.eINSTANCE.createObservation();
        o.setId("o" + t.getObservations().size());
        o.setIdentity("test/" + o.getId());
        o.setDefinition(definition);
        o.setVersion("1");
        o.setTime(Times.after(OPERATION, years * YEAR).toString());
        o.setValue(value);
        o.setStandardUncertainty(uncertainty);
        t.getObservations().add(o);
    }

    private static Mechanics mechanics(DoubleUnaryOperator bend) {
        Mechanics m = TwinFactory.eINSTANCE.createMechanics();
        m.setScenario("made-up");
        SplittableRandom random = new SplittableRandom(1);
        double[][] runs = new double[2][40];
        for (double[] r : runs) {
            Arrays.setAll(r, i -> 5 * random.nextDouble() - 2.5);
        }
        for (int k = 0; k < 2; k++) {
            MechanicalParameter p = TwinFactory.eINSTANCE.createMechanicalParameter();
            p.setPath("input." + (k + 1));
            p.setLabel(p.getPath());
            p.setDistribution("made up");
            p.setChange("replaced");
            p.setUnit("");
            p.setFrom(-4);
            p.setStep(0.25);
            double middle = 10 * (k + 1);
            p.setValues(IntStream.rangeClosed(0, 32).mapToDouble(i -> middle + 2 * (-4 + 0.25 * i)).toArray());
            p.setRuns(runs[k]);
            m.getParameters().add(p);
        }
        String[] estimates = {"hip.wear.linear.rate", "hip.migration.cup-proximal.drift"};
        for (int k = 0; k < 2; k++) {
            int output = k;
            MechanicalOutput o = TwinFactory.eINSTANCE.createMechanicalOutput();
            o.setMeasurement("measurement." + k);
            o.setVersion("1");
            o.setUnit("m/s");
            o.setEstimate(estimates[k]);
            o.setTrust(TRUST[k] * MM / YEAR);
            o.setValues(IntStream.range(0, 40).mapToDouble(i -> (AT_0[output] + SLOPES[output][0] * bend.applyAsDouble(runs[0][i])
                    + SLOPES[output][1] * runs[1][i]) * MM / YEAR).toArray());
            m.getOutputs().add(o);
        }
        return m;
    }

    private static TwinState tied(Twin t) {
        Histories.tie(t, mechanics(z -> z), Optional.empty(), OPERATION, SOFTWARE);
        new FollowUp(t).absorb(Estimators.standard(), "unscented", SOFTWARE, Monitor.NONE);
        return t.getCurrentState();
    }

    /** Inputs, bedding and rate of wear, drift: by one update of all that is linear, in mm and years. */
    private static Gaussian expected(double... wear) {
        Observable d = Observables.get("hip.wear.linear");
        Observable c = Observables.get("hip.migration.cup-proximal");
        Gaussian prior = Gaussian.independent(new double[] {0, 0, d.priors().get(0).value() / MM, d.priors().get(1).value() / MM * YEAR,
                c.priors().get(2).value() / MM * YEAR}, new double[] {1, 1, d.priors().get(0).spread() / MM,
                        d.priors().get(1).spread() / MM * YEAR, c.priors().get(2).spread() / MM * YEAR});
        double[][] h = new double[2 + wear.length][5];
        double[] y = new double[h.length];
        double[][] r = new double[h.length][h.length];
        for (int k = 0; k < 2; k++) {
            h[k][0] = -SLOPES[k][0];
            h[k][1] = -SLOPES[k][1];
            h[k][3 + k] = 1;
            y[k] = AT_0[k];
            r[k][k] = TRUST[k] * TRUST[k];
        }
        for (int i = 0; i < wear.length; i++) {
            h[2 + i][2] = 1;
            h[2 + i][3] = i + 1;
            y[2 + i] = wear[i];
            r[2 + i][2 + i] = 0.02 * 0.02;
        }
        return LinearKalman.update(prior, h, y, r).posterior();
    }

    @Test
    void whereAllIsLinearItIsTheUpdateOfAllTogether() {
        double[] wear = {0.2, 0.33, 0.47};
        Twin t = twin(wear);
        TwinState s = tied(t);
        Belief b = new FollowUp(t).belief(s);
        Gaussian e = expected(wear);
        Gaussian rate = b.of(Observables.get("hip.wear.linear"));
        Gaussian drift = b.of(Observables.get("hip.migration.cup-proximal"));
        assertArrayEquals(new double[] {e.mean(0), e.mean(1)}, b.inputs().means(), 1e-6);
        assertEquals(e.deviation(0), b.inputs().deviation(0), 1e-6);
        assertEquals(e.correlation(0, 1), b.inputs().correlation(0, 1), 1e-6);
        assertEquals(e.mean(3), rate.mean(1) / MM * YEAR, 1e-6);
        assertEquals(e.deviation(3), rate.deviation(1) / MM * YEAR, 1e-6);
        // the drift was not observed: it is moved through the second input alone
        assertEquals(e.mean(4), drift.mean(2) / MM * YEAR, 1e-6);
        assertEquals(e.deviation(4), drift.deviation(2) / MM * YEAR, 1e-6);
        assertTrue(Math.abs(e.mean(4) - expected().mean(4)) > 1e-3, "the case says nothing");
    }

    /** Bedding and four years of wear = 1.25 (0.3 + 0.05 z1 + 0.02 z2) mm +- 0.02 mm: one update of all that is linear. */
    @Test
    void aValueAtATimeIsTiedWithAFactor(@TempDir Path folder) throws IOException {
        Mechanics m = mechanics(z -> z);
        MechanicalOutput o = m.getOutputs().removeFirst();
        m.getOutputs().clear();
        m.getOutputs().add(o);
        Observable d = Observables.get("hip.wear.linear");
        assertEquals("hip.wear.linear@1461d/1.25", new Observable.Tie("m", -1, 4 * YEAR, 1.25, 1, "s").estimate(d));
        assertEquals("hip.wear.linear.rate", new Observable.Tie("m", 1, 0, 1, 1, "s").estimate(d));
        o.setEstimate("hip.wear.linear@1461d/1.25");
        o.setUnit("m");
        o.setTrust(0.02 * MM);
        o.setValues(IntStream.range(0, 40).mapToDouble(i -> (0.3 + 0.05 * m.getParameters().get(0).getRuns()[i] + 0.02
                * m.getParameters().get(1).getRuns()[i]) * MM).toArray());
        Twin t = twin(0.2, 0.33, 0.47);
        Histories.tie(t, m, Optional.empty(), OPERATION, SOFTWARE);
        Path file = folder.resolve("hip.twin");
        TwinFiles.save(file, t);
        Twin again = TwinFiles.load(file);
        FollowUp f = new FollowUp(again);
        f.absorb(Estimators.standard(), "unscented", SOFTWARE, Monitor.NONE);
        Gaussian prior = Gaussian.independent(new double[] {0, 0, d.priors().get(0).value() / MM, d.priors().get(1).value() / MM * YEAR},
                new double[] {1, 1, d.priors().get(0).spread() / MM, d.priors().get(1).spread() / MM * YEAR});
        Gaussian e = LinearKalman.update(prior, new double[][] {{-1.25 * 0.05, -1.25 * 0.02, 1, 4}, {0, 0, 1, 1}, {0, 0, 1, 2},
            {0, 0, 1, 3}}, new double[] {1.25 * 0.3, 0.2, 0.33, 0.47}, new double[][] {{4e-4, 0, 0, 0}, {0, 4e-4, 0, 0}, {0, 0, 4e-4, 0},
                {0, 0, 0, 4e-4}}).posterior();
        Belief b = f.belief(again.getCurrentState());
        assertArrayEquals(new double[] {e.mean(0), e.mean(1)}, b.inputs().means(), 1e-6);
        assertEquals(e.deviation(0), b.inputs().deviation(0), 1e-6);
        assertEquals(e.mean(3), b.of(d).mean(1) / MM * YEAR, 1e-6);
        // what is believed of the patient, in the words of the measurement
        MechanicalModel.Believed told = f.mechanical(again.getCurrentState()).orElseThrow().told().getFirst().believed().orElseThrow();
        assertEquals("hip.wear.linear@1461d", told.parameter());
        assertEquals((e.mean(2) + 4 * e.mean(3)) / 1.25, told.value() / MM, 1e-6);
        double variance = e.covariance(2, 2) + 16 * e.covariance(3, 3) + 8 * e.covariance(2, 3);
        assertEquals(Math.sqrt(variance) / 1.25, told.deviation() / MM, 1e-6);
        assertEquals((e.mean(2) + 4 * e.mean(3) - 1.25 * (0.3 + 0.05 * e.mean(0) + 0.02 * e.mean(1))) / 0.02, told.z(), 1e-3);
        // the chain for the record has the same tie
        FollowUp.Record record = f.record(again.getCurrentState(), 1, Monitor.NONE).stream().filter(r -> r.observable().equals(d))
                .findFirst().orElseThrow();
        assertTrue(record.worst() < 0.15, "chain against filter: " + record.worst());
    }

    /** Inputs of a person's own words: 10 + 2 z and 20 + 2 z. */
    @Test
    void aStateKeepsAllOfIt(@TempDir Path folder) throws IOException {
        Twin t = twin(0.2, 0.33, 0.47);
        TwinState s = tied(t);
        Belief b = new FollowUp(t).belief(s);
        Path file = folder.resolve("hip.twin");
        TwinFiles.save(file, t);
        Twin again = TwinFiles.load(file);
        Belief read = new FollowUp(again).belief(again.getCurrentState());
        assertArrayEquals(b.inputs().means(), read.inputs().means(), 1e-9);
        for (Observable d : b.observables()) {
            for (int i = 0; i < d.course().orElseThrow().size(); i++) {
                assertEquals(b.of(d).deviation(i), read.of(d).deviation(i), 1e-9 * b.of(d).deviation(i));
            }
        }
        assertEquals(b.inputs().correlation(0, 1), read.inputs().correlation(0, 1), 1e-9);
        assertEquals(10 + 2 * b.inputs().mean(0), Histories.estimates(s).get("mechanics.input.1").getValue(), 1e-9);
        // a later observation, taken from what was read, is taken as by the one that was never away
        for (Twin x : List.of(t, again)) {
            observe(x, "hip.wear.linear", 4, 0.6 * MM, 0.02 * MM);
            new FollowUp(x).absorb(Estimators.standard(), "unscented", SOFTWARE, Monitor.NONE);
        }
        Gaussian e = expected(0.2, 0.33, 0.47, 0.6);
        assertEquals(e.mean(0), new FollowUp(again).belief(again.getCurrentState()).inputs().mean(0), 1e-6);
        assertEquals(e.mean(0), new FollowUp(t).belief(t.getCurrentState()).inputs().mean(0), 1e-6);
    }

    @Test
    void whatIsToldOfTheInputs() {
        Twin t = twin(0.2, 0.33, 0.47);
        FollowUp.Mechanical m = new FollowUp(t).mechanical(tied(t)).orElseThrow();
        assertEquals(40, m.model().runs());
        for (int i = 0; i < 2; i++) {
            // the tie to what patients are like has told something before any observation
            assertEquals(1 - (1 - m.observed(i)) * m.before().covariance(i, i), m.contraction(i), 1e-12);
            assertTrue(m.contraction(i) >= m.observed(i));
        }
        assertTrue(m.contraction(0) > m.contraction(1), "the first input is told better: its slope is the larger one");
        assertEquals(List.of(), m.outside());
        MechanicalModel.Told told = m.told().getFirst();
        double now = (AT_0[0] + SLOPES[0][0] * m.now().mean(0) + SLOPES[0][1] * m.now().mean(1)) * MM / YEAR;
        assertEquals(now, told.now().mean(0), 1e-9 * now);
        assertTrue(told.now().deviation(0) < told.before().deviation(0));
        // planes are told without error by any of their runs, and what was observed agrees with the case
        assertEquals(40, told.runs());
        assertEquals(0, told.leftOut(), 1e-6 * now);
        MechanicalModel.Believed b = told.believed().orElseThrow();
        Gaussian rate = new FollowUp(t).belief(t.getCurrentState()).of(Observables.get("hip.wear.linear"));
        assertEquals(List.of(rate.mean(1), rate.deviation(1)), List.of(b.value(), b.deviation()));
        assertEquals((rate.mean(1) - now) / told.element().getTrust(), b.z(), 1e-3);
        assertTrue(!told.isApart() && FollowUpResult.mechanicalWarnings(m).isEmpty());
        assertEquals(20, m.model().wanted());
    }

    /** What was observed so exactly that the case cannot follow is named, with both values and how far they are apart. */
    @Test
    void whatTheCaseAndTheObservationsDisagreeAboutIsSaid() {
        Twin t = twin(0.2, 0.33, 0.47);
        Twin other = twin(2, 4, 6, 8);
        FollowUp.Mechanical m = new FollowUp(other).mechanical(tied(other)).orElseThrow();
        MechanicalModel.Told told = m.told().stream().filter(MechanicalModel.Told::isApart).findFirst().orElseThrow();
        MechanicalModel.Believed b = told.believed().orElseThrow();
        assertTrue(b.z() > 2, String.valueOf(b.z()));
        for (String language : List.of("en", "fr")) {
            String said = FollowUpResult.mechanicalWarnings(m).getFirst().text(language);
            assertTrue(said.contains(told.element().getMeasurement()) && said.contains(b.parameter()), said);
        }
        assertTrue(FollowUpResult.mechanicalWarnings(new FollowUp(t).mechanical(tied(t)).orElseThrow()).isEmpty());
    }

    /** Wear that no run has tried: far over 2.5 deviations of the inputs. */
    @Test
    void whereNoRunWasIsSaid() throws IOException {
        Twin t = twin(0.4, 0.8, 1.2, 1.6);
        FollowUp.Mechanical m = new FollowUp(t).mechanical(tied(t)).orElseThrow();
        assertEquals(List.of("input.1"), m.outside().subList(0, 1));
        FollowUpResult r = FollowUpResult.of(new FollowUp(t), t.getCurrentState(), Optional.empty(), 200, AlertLog.read(Path.of("none")),
                OPERATION, 1, Monitor.NONE);
        String said = r.warnings().toString();
        assertTrue(said.contains("input.1") && said.contains("made-up"), said);
    }

    @Test
    void anInputCanBeSetInABranch() {
        Twin t = twin(0.2, 0.33);
        TwinState s = tied(t);
        TwinState branch = Histories.branch(t, Histories.base(s), "measured in the theatre", Map.of("mechanics.input.1",
                new Belief.Value(12, 0.1)), OPERATION, SOFTWARE);
        Belief b = new FollowUp(t).belief(branch);
        assertEquals(1, b.inputs().mean(0), 1e-9);
        assertEquals(0.05, b.inputs().deviation(0), 1e-9);
        assertEquals(0, b.inputs().correlation(0, 1));
        InputException e = assertThrows(InputException.class, () -> Histories.branch(t, s, "wrong", Map.of("mechanics.input.3",
                new Belief.Value(12, 0.1)), OPERATION, SOFTWARE));
        assertTrue(e.getMessage().contains("mechanics.input.3"), e.getMessage());
    }

    /** A branch is better knowledge, with or without a case; what an earlier case said does not count twice. */
    @Test
    void whatAPersonKnewBetterStays() {
        Twin t = twin(0.2, 0.33);
        double rate = 0.3 * MM / YEAR;
        Histories.branch(t, t.getStates().getFirst(), "a liner of the old kind", Map.of("hip.wear.linear.rate", new Belief.Value(rate,
                0.01 * rate)), OPERATION, SOFTWARE);
        tied(t);
        TwinState first = Histories.base(t.getCurrentState());
        assertEquals("a liner of the old kind", first.getParent().getCause());
        double once = new FollowUp(t).belief(t.getCurrentState()).of(Observables.get("hip.wear.linear")).mean(1);
        assertEquals(rate, once, 0.05 * rate);
        tied(t);
        assertEquals(first.getParent(), Histories.base(t.getCurrentState()).getParent());
        assertEquals(once, new FollowUp(t).belief(t.getCurrentState()).of(Observables.get("hip.wear.linear")).mean(1), 1e-9 * once);
    }

    /**
     * With a bend the plane is fitted where the observations lead; the chain, which takes the surrogate itself, says how far that holds.
     */
    @Test
    void theChainChecksThePlanes() {
        Twin t = twin(0.2, 0.33, 0.47, 0.6);
        Histories.tie(t, mechanics(z -> z + 0.2 * z * z), Optional.empty(), OPERATION, SOFTWARE);
        FollowUp f = new FollowUp(t);
        f.absorb(Estimators.standard(), "unscented", SOFTWARE, Monitor.NONE);
        Gaussian first = f.belief(t.getCurrentState()).inputs();
        Histories.tie(t, mechanics(z -> z + 0.2 * z * z), Optional.of(first), OPERATION, SOFTWARE);
        f.absorb(Estimators.standard(), "unscented", SOFTWARE, Monitor.NONE);
        Map<String, FollowUp.Record> records = new TreeMap<>();
        f.record(t.getCurrentState(), 1, Monitor.NONE).forEach(r -> records.put(r.observable().id(), r));
        assertEquals(List.of("hip.migration.cup-proximal", "hip.wear.linear"), List.copyOf(records.keySet()));
        assertTrue(records.get("hip.wear.linear").worst() < 0.3, "off by " + records.get("hip.wear.linear").worst());
        assertTrue(records.get("hip.migration.cup-proximal").worst() < 0.3);
    }

    @Test
    void tooFewRunsAreRefused() {
        Twin t = twin(0.2);
        Mechanics m = mechanics(z -> z);
        double[] v = m.getOutputs().getFirst().getValues();
        Arrays.fill(v, 4, 40, Double.NaN);
        InputException e = assertThrows(InputException.class, () -> Histories.tie(t, m, Optional.empty(), OPERATION, SOFTWARE));
        assertTrue(e.getMessage().contains("measurement.0") && e.getMessage().contains("4"), e.getMessage());
    }
}
