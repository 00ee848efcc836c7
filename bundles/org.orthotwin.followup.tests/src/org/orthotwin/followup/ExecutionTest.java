/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.MechanicalOutput;
import org.orthotwin.model.twin.MechanicalParameter;
import org.orthotwin.model.twin.Mechanics;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFactory;

/** What was measured far from where it was planned, against the posterior of a Student prior by quadrature. */
class ExecutionTest {

    private static final double DEG = Math.PI / 180;
    private static final Instant OPERATION = Instant.parse("2020-01-01T00:00:00Z");
    private static final double PLAN = 20;
    private static final double EXECUTED = 5;

    /** A knee whose cut of the femur is an input of its case: plan 20, executed within 5, tied within 0.3 degrees. */
    private static Mechanics mechanics() {
        Mechanics m = TwinFactory.eINSTANCE.createMechanics();
        m.setScenario("made-up");
        SplittableRandom random = new SplittableRandom(1);
        double[] runs = new double[40];
        Arrays.setAll(runs, i -> 5 * random.nextDouble() - 2.5);
        MechanicalParameter p = TwinFactory.eINSTANCE.createMechanicalParameter();
        p.setPath("plan.femoral.varus");
        p.setLabel(p.getPath());
        p.setDistribution("normal");
        p.setChange("replaced");
        p.setUnit("rad");
        p.setShown("deg");
        p.setFrom(-4);
        p.setStep(0.25);
        p.setValues(IntStream.rangeClosed(0, 32).mapToDouble(i -> (PLAN + EXECUTED * (-4 + 0.25 * i)) * DEG).toArray());
        p.setRuns(runs);
        m.getParameters().add(p);
        MechanicalOutput o = TwinFactory.eINSTANCE.createMechanicalOutput();
        o.setMeasurement(p.getPath());
        o.setVersion("1");
        o.setUnit("rad");
        o.setShown("deg");
        o.setEstimate("knee.cut.femur.value");
        o.setTrust(0.3 * DEG);
        o.setValues(Arrays.stream(runs).map(z -> (PLAN + EXECUTED * z) * DEG).toArray());
        m.getOutputs().add(o);
        return m;
    }

    private static Observation observe(Twin t, String definition, double value, double uncertainty) {
        Observation o = TwinFactory.eINSTANCE.createObservation();
        o.setId("o" + t.getObservations().size());
        o.setIdentity("test/" + o.getId());
        o.setDefinition(definition);
        o.setVersion("1");
        o.setTime(OPERATION.plusSeconds(86400).toString());
        o.setValue(value);
        o.setStandardUncertainty(uncertainty);
        t.getObservations().add(o);
        return o;
    }

    private static Twin twin() {
        Twin t = Histories.begin("knee", "P");
        observe(t, "knee.operation", 1, 0).setTime(OPERATION.toString());
        new FollowUp(t).absorb(Estimators.standard(), "unscented", List.of("test"), Monitor.NONE);
        return t;
    }

    private static Gaussian measured(double degrees) {
        Twin t = twin();
        Histories.tie(t, mechanics(), Optional.empty(), OPERATION, List.of("test"));
        observe(t, "knee.cut.femur", degrees * DEG, DEG);
        FollowUp f = new FollowUp(t);
        f.absorb(Estimators.standard(), "unscented", List.of("test"), Monitor.NONE);
        return f.belief(t.getCurrentState()).inputs();
    }

    /** The mean of z by quadrature: the prior of the class comment, what the literature knows of cuts, and the measurement. */
    private static double exact(double degrees) {
        Observable d = Observables.get("knee.cut.femur");
        double own = d.priors().getFirst().spread() / DEG;
        double sum = 0;
        double mean = 0;
        for (double z = -12; z <= 12; z += 1e-3) {
            double x = PLAN + EXECUTED * z;
            // x itself is z but for 0.3 degrees, which are added to both of what is known of it
            double log = -z * z / 2 + Execution.logTail(z);
            double a = own * own;
            double b = 1;
            double mixed = 1 / (1 / a + 1 / b);
            double at = mixed * (0 / a + degrees / b);
            log -= (x - at) * (x - at) / (2 * (mixed + 0.09));
            sum += Math.exp(log);
            mean += z * Math.exp(log);
        }
        return mean / sum;
    }

    @Test
    void whatWasMeasuredFarFromThePlanIsBelieved() {
        for (double degrees : new double[] {20, 14, 8, 2}) {
            Gaussian z = measured(degrees);
            assertEquals(exact(degrees), z.mean(0), 0.08, degrees + " degrees");
        }
        // a normal execution would leave the measurement out of what is believed; this one does not
        Gaussian far = measured(4);
        double believed = PLAN + EXECUTED * far.mean(0);
        double spread = EXECUTED * far.deviation(0);
        assertTrue(Math.abs(believed - 4) < FollowUp.WIDTH_95 * spread, believed + " +- " + spread);
    }

    /** The measurement itself widens what was believed of the execution, where nothing before it spoke against the plan. */
    @Test
    void anObservationAloneMovesWhatIsExecuted() {
        Mechanics m = mechanics();
        // planned where patients are, so that the tie has nothing to widen
        MechanicalParameter p = m.getParameters().getFirst();
        p.setValues(Arrays.stream(p.getValues()).map(v -> (v - PLAN * DEG) * 2.2 / EXECUTED).toArray());
        MechanicalOutput o = m.getOutputs().getFirst();
        o.setValues(Arrays.stream(o.getValues()).map(v -> (v - PLAN * DEG) * 2.2 / EXECUTED).toArray());
        Twin t = twin();
        Histories.tie(t, m, Optional.empty(), OPERATION, List.of("test"));
        FollowUp f = new FollowUp(t);
        double first = f.belief(t.getCurrentState()).inputs().deviation(0);
        observe(t, "knee.cut.femur", 9 * DEG, 2 * DEG);
        f.absorb(Estimators.standard(), "unscented", List.of("test"), Monitor.NONE);
        Gaussian z = f.belief(t.getCurrentState()).inputs();
        // with a normal execution it would be surer than before
        double normal = 1 / Math.sqrt(1 / (first * first) + 2.2 * 2.2 / (4 + 0.09));
        assertTrue(z.deviation(0) > 1.05 * normal, z.deviation(0) + " against " + normal);
        assertTrue(z.mean(0) > 9 / 2.2 * normal * normal * 2.2 * 2.2 / (4 + 0.09) + 0.1, String.valueOf(z.mean(0)));
    }

    /** The widths that are used are those that are expected in the end, whatever the order of two measurements. */
    @Test
    void theOrderOfMeasurementsDoesNotMatter() {
        double[] means = new double[2];
        for (int k = 0; k < 2; k++) {
            Twin t = twin();
            Histories.tie(t, mechanics(), Optional.empty(), OPERATION, List.of("test"));
            for (double x : k == 0 ? new double[] {6, 18} : new double[] {18, 6}) {
                observe(t, "knee.cut.femur", x * DEG, DEG);
                new FollowUp(t).absorb(Estimators.standard(), "unscented", List.of("test"), Monitor.NONE);
            }
            means[k] = new FollowUp(t).belief(t.getCurrentState()).inputs().mean(0);
        }
        assertEquals(means[0], means[1], 1e-4);
    }

    /** Beyond one standard deviation the density falls as Student's with four degrees of freedom, within it as a normal one. */
    @Test
    void theTailsAreStudents() {
        assertEquals(0, Execution.logTail(-0.9));
        for (double z : new double[] {1.5, 3, 6}) {
            double student = -2.5 * (Math.log1p(z * z / 4) - Math.log1p(1 / 4.0));
            assertEquals(student, -z * z / 2 + 0.5 + Execution.logTail(z), 1e-12);
        }
        assertEquals(1, Execution.width(0, 1));
        assertEquals((4 + 9 + 0.5) / 5, Execution.width(3, 0.5), 1e-15);
    }

    /** One fact counts once: cuts say an angle only until it is measured, and not beside a case that knows them. */
    @Test
    void theAngleOfTheCutsGivesWayToTheFilm() {
        Twin t = Histories.begin("knee", "P");
        Instant now = OPERATION.plusSeconds(30 * 86400);
        take(t, now, row("knee.operation", "2020-01-01", "1", ""), row("knee.cut.femur", "2020-01-01", "4", "deg"), row("knee.cut.tibia",
                "2020-01-01", "5", "deg"));
        assertEquals(1, Withdrawals.standing(t).stream().filter(CutGeometry::isOf).count());
        take(t, now, row("knee.alignment.hka", "2020-01-10", "172", "deg"));
        assertEquals(0, Withdrawals.standing(t).stream().filter(CutGeometry::isOf).count());
        assertEquals(1, Withdrawals.standing(t).stream().filter(o -> "knee.alignment.hka".equals(o.getDefinition())).count());
    }

    private static ObservationFile.Row row(String observable, String time, String value, String unit) {
        return new ObservationFile.Row(1, java.util.Map.of("observable", observable, "time", time, "value", value, "unit", unit));
    }

    private static void take(Twin t, Instant now, ObservationFile.Row... rows) {
        Intake.Result r = Intake.take(t, List.of(rows), Optional.of("P"), "test", now);
        assertEquals(List.of(), r.quarantined());
    }
}
