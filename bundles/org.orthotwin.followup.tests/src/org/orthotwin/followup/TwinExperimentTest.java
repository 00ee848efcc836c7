/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Twin;

/**
 * A thousand patients of each joint, whose truth is known: what is predicted covers what comes as often as it says, six observations halve
 * the error of the population's course, and what the report says these data tell is there.
 */
@Tag("long")
class TwinExperimentTest {

    private static final int PATIENTS = 1000;
    private static final int[] DAYS = {-20, 14, 42, 90, 182, 365, 548, 730};
    /** What begins with the operation is looked at later, until it has been looked at six times. */
    private static final int[] DAYS_AFTER = {42, 90, 182, 365, 548, 730, 1096, 1461};
    /** Wear is slow: it is seen on the film after the operation and on one of each year. */
    private static final int[] DAYS_OF_WEAR = {42, 365, 730, 1096, 1461, 1826};

    private static Map<String, Double> facts(String joint) {
        return joint.equals("knee") ? Clinic.CEMENTED : joint.equals("hip") ? Map.of("implant.crosslinked", 1.0) : Map.of();
    }

    private static List<Observable> own(String joint) {
        return Observables.predicted(joint).stream().filter(d -> Observables.contributor(d).equals("org.orthotwin.followup")
                && d.course().orElseThrow().tellsAfter()).toList();
    }

    private static List<VirtualPatient.Visit> visits(String joint) {
        List<VirtualPatient.Visit> visits = new ArrayList<>();
        for (Observable d : own(joint)) {
            for (int day : d.course().orElseThrow().tellsBefore() ? DAYS : d.kind().equals("wear") ? DAYS_OF_WEAR : DAYS_AFTER) {
                visits.add(new VirtualPatient.Visit(d, day * Clinic.DAY));
            }
        }
        return visits;
    }

    @ParameterizedTest
    @ValueSource(strings = {"knee", "hip", "shoulder"})
    void whatIsSaidHolds(String joint) {
        Map<String, int[]> covered = new TreeMap<>();
        Map<String, double[]> errors = new TreeMap<>();
        Map<String, int[]> told = new TreeMap<>();
        for (int i = 0; i < PATIENTS; i++) {
            VirtualPatient p = VirtualPatient.draw("P-1", joint, facts(joint), Clinic.OPERATION, visits(joint), Optional.empty(), false,
                    20000 + i);
            Twin twin = Histories.begin("twin", "P-1");
            assertEquals(List.of(), Intake.take(twin, p.rows(), Optional.empty(), "test", Clinic.NOW).quarantined());
            FollowUp f = new FollowUp(twin);
            f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
            List<FollowUp.Step> steps = f.steps(twin.getCurrentState());
            for (FollowUp.Step s : steps) {
                int[] n = covered.computeIfAbsent(s.observable().id(), k -> new int[2]);
                n[0]++;
                n[1] += Math.abs(s.residual()) < 1.6448536 ? 1 : 0;
            }
            for (Observable d : own(joint)) {
                FollowUp.Step sixth = steps.stream().filter(s -> s.observable().equals(d)).skip(5).findFirst().orElseThrow();
                double t = f.since(Times.instant(sixth.observation().getTime())) + FollowUp.YEAR / 2;
                double truth = p.value(d, t);
                double[] e = errors.computeIfAbsent(d.id(), k -> new double[2]);
                e[0] += Math.pow(f.belief(twin.getStates().getFirst()).value(d, t).mean(0) - truth, 2);
                e[1] += Math.pow(f.belief(sixth.state()).value(d, t).mean(0) - truth, 2);
            }
            Belief now = f.belief(twin.getCurrentState());
            for (FollowUp.Identified k : f.identifiability(twin.getCurrentState())) {
                if (k.told() == FollowUp.Told.WELL && p.truth().containsKey(k.observable())) {
                    Gaussian g = now.of(k.observable());
                    int[] n = told.computeIfAbsent(k.observable().parameter(k.index()), x -> new int[2]);
                    n[0]++;
                    n[1] += Math.abs(p.truth().get(k.observable())[k.index()] - g.mean(k.index())) < 1.6448536 * g.deviation(k.index())
                            ? 1 : 0;
                }
            }
        }
        StringBuilder said = new StringBuilder(joint).append('\n');
        covered.forEach((id, n) -> said.append(id).append(" covers ").append(n[1] / (double) n[0]).append(", error ratio ").append(errors
                .containsKey(id) ? Math.sqrt(errors.get(id)[1] / errors.get(id)[0]) : Double.NaN).append('\n'));
        told.forEach((name, n) -> said.append(name).append(" told well in ").append(n[0]).append(", found in ").append(n[1] / (double) n[0])
                .append('\n'));
        covered.forEach((id, n) -> assertEquals(0.9, n[1] / (double) n[0], 0.03, said.toString()));
        errors.forEach((id, e) -> assertTrue(Math.sqrt(e[1] / e[0]) <= 0.5, said.toString()));
        // of those with enough patients to say so, with two standard errors of so many
        told.forEach((name, n) -> assertTrue(n[0] < 100 || n[1] / (double) n[0] > 0.85 - 2 * Math.sqrt(0.85 * 0.15 / n[0]),
                said.toString()));
        assertTrue(told.values().stream().anyMatch(n -> n[0] >= 100), said.toString());
    }
}
