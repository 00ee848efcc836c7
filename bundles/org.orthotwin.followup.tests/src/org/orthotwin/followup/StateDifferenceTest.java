/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinState;

/** What differs between two states, against closed forms of a linear course. */
class StateDifferenceTest {

    private static final double BEDDING = 0.08e-3;
    private static final double RATE = 0.03e-3 / FollowUp.YEAR;
    private static final double ERROR = 0.1e-3;

    private static FollowUp followed(Twin twin, String method, List<String> software) {
        FollowUp f = new FollowUp(twin);
        f.absorb(Estimators.standard(), method, software, Monitor.NONE);
        return f;
    }

    private static StateDifference difference(Twin twin, TwinState a, TwinState b) {
        return StateDifference.of(new FollowUp(twin), a, b, 200, Monitor.NONE);
    }

    @Test
    void parametersAndPredictionsDifferByWhatTheFilterSays() {
        Twin twin = Clinic.operated("hip", "P-1", "hip", "hip.wear.linear 2024-01-01 0.35 mm");
        FollowUp f = followed(twin, "unscented", Clinic.SOFTWARE);
        StateDifference d = difference(twin, twin.getStates().getFirst(), twin.getCurrentState());
        double t = f.since(Times.instant("2024-01-01"));
        double before = BEDDING * BEDDING + t * t * RATE * RATE;
        double gain = (0.35e-3 - 0.1e-3 - t * 0.05e-3 / FollowUp.YEAR) / (before + ERROR * ERROR);
        assertEquals(List.of("hip.wear.linear.bedding", "hip.wear.linear.rate"), d.parameters().stream().map(p -> p.change().name())
                .toList());
        StateDifference.Parameter rate = d.parameters().getLast();
        assertEquals(t * RATE * gain, rate.change().shift(), 1e-9);
        // of one normal against another: (variances' ratio + squared shift - 1 - log of the ratio) / 2
        double ratio = 1 - t * t * RATE * RATE / (before + ERROR * ERROR);
        assertEquals((ratio + Math.pow(t * RATE * gain, 2) - 1 - Math.log(ratio)) / 2 / Math.log(2), rate.information(), 1e-9);
        // only of what was observed anything else is believed
        assertEquals(1, d.predictions().size());
        StateDifference.Predicted p = d.predictions().getFirst();
        assertEquals("hip.wear.linear", p.observable().id());
        assertEquals(f.steps(twin.getCurrentState()).getFirst().information(), p.information(), 1e-12);
        StateDifference.Point last = p.points().getLast();
        double five = 5 * FollowUp.YEAR;
        double covariance = BEDDING * BEDDING + t * five * RATE * RATE;
        assertEquals(five, last.t(), 1e-6);
        assertEquals(0.1e-3 + five * 0.05e-3 / FollowUp.YEAR, last.before().mean(0), 1e-12);
        assertEquals(last.before().mean(0) + covariance * gain, last.after().mean(0), 1e-12);
        double variance = BEDDING * BEDDING + five * five * RATE * RATE - covariance * covariance / (before + ERROR * ERROR);
        assertEquals(variance + ERROR * ERROR, last.after().covariance(0, 0), 1e-15);
        assertEquals(List.of(), d.versions());
        assertEquals(List.of(), d.heard());
        assertTrue(difference(twin, twin.getCurrentState(), twin.getCurrentState()).isEmpty());
    }

    @Test
    void whatCameBetweenIsToldWithEvents() {
        Twin twin = Clinic.operated("hip", "P-1", "hip", "hip.wear.linear 2021-01-01 0.15 mm", "complication 2021-06-01 1 1",
                "hip.wear.linear 2022-01-01 0.2 mm", "complication 2024-06-01 1 1");
        followed(twin, "unscented", Clinic.SOFTWARE);
        TwinState first = twin.getStates().get(1);
        TwinState last = twin.getCurrentState();
        StateDifference d = difference(twin, first, last);
        assertEquals(List.of("2021-06-01", "2022-01-01"), d.observations().stream().map(c -> c.observation().getTime()).toList());
        assertTrue(d.observations().stream().allMatch(StateDifference.Came::later));
        assertEquals(Optional.empty(), d.observations().getFirst().step());
        assertTrue(d.observations().getLast().step().orElseThrow().information() > 0);
        // backwards the first state does not know it
        StateDifference back = difference(twin, last, first);
        assertEquals(1, back.observations().size());
        assertFalse(back.observations().getFirst().later());
        assertTrue(back.observations().getFirst().step().isPresent());
    }

    @Test
    void alertsAreRaisedAndEnd() {
        List<String> rows = new ArrayList<>();
        for (int year = 2021; year < 2029; year++) {
            rows.add("hip.wear.linear " + year + "-01-01 " + (year == 2023 || year == 2024 ? "1.1" : "0.15") + " mm");
        }
        Twin twin = Clinic.operated("hip", "P-1", "hip", rows.toArray(String[]::new));
        FollowUp f = followed(twin, "unscented", Clinic.SOFTWARE);
        TwinState calm = twin.getStates().get(2);
        TwinState worn = twin.getStates().get(4);
        List<StateDifference.Turn> raised = difference(twin, calm, worn).alerts();
        assertTrue(raised.stream().allMatch(t -> t.raised() && !t.ended()));
        assertEquals(List.of("deviation", "at-risk"), raised.stream().map(t -> t.alert().level()).toList());
        List<StateDifference.Turn> ended = difference(twin, worn, twin.getCurrentState()).alerts();
        assertEquals(raised.stream().map(t -> t.alert().id()).sorted().toList(), ended.stream().map(t -> t.alert().id()).sorted().toList());
        assertTrue(ended.stream().allMatch(t -> !t.raised() && t.ended()));
        // over the whole way the deviation came and went; of a limit nothing is left
        List<StateDifference.Turn> both = difference(twin, calm, twin.getCurrentState()).alerts();
        assertEquals(List.of("deviation"), both.stream().map(t -> t.alert().level()).toList());
        assertTrue(both.getFirst().raised() && both.getFirst().ended());
        assertEquals(Alerts.of(f, worn, 200, Monitor.NONE).stream().map(Alert::id).sorted().toList(), raised.stream()
                .map(t -> t.alert().id()).sorted().toList());
    }

    @Test
    void versionsAndBranchesAreTold() {
        Twin twin = Clinic.operated("hip", "P-1", "hip", "hip.wear.linear 2021-01-01 0.15 mm");
        followed(twin, "unscented", List.of("OrthoTwin 1"));
        TwinState first = twin.getCurrentState();
        Intake.take(twin, List.of(Clinic.row("hip.wear.linear", "2022-01-01", "0.2", "mm")), Optional.of("P-1"), "test", Clinic.NOW);
        followed(twin, "ensemble", List.of("OrthoTwin 2"));
        TwinState second = twin.getCurrentState();
        second.getParameters().forEach(e -> e.setSource(e.getSource().replace("hip.wear.linear 2", "hip.wear.linear 3")));
        assertEquals(List.of(new StateDifference.Version("software", "", "OrthoTwin 1", "OrthoTwin 2"), new StateDifference.Version(
                "estimator", "hip.wear.linear", "unscented", "ensemble"), new StateDifference.Version("definition", "hip.wear.linear", "2",
                        "3")), difference(twin, first, second).versions());
        // a branch at the first state does not know what the second has seen
        TwinState branch = Histories.branch(twin, first, "another liner", Map.of("hip.wear.linear.rate", new Belief.Value(RATE, RATE)),
                Clinic.NOW, List.of("OrthoTwin 2"));
        StateDifference d = difference(twin, second, branch);
        assertEquals(1, d.observations().size());
        assertFalse(d.observations().getFirst().later());
    }

    @Test
    void whoHasSaidSomethingIsTold() {
        Twin right = Clinic.operated("right", "P-1", "hip", "hip.wear.linear 2021-01-01 0.35 mm");
        Twin left = Clinic.operated("left", "P-1", "hip", "hip.wear.linear 2021-01-01 0.3 mm");
        followed(left, "unscented", Clinic.SOFTWARE);
        TwinState alone = left.getCurrentState();
        Path here = Path.of("right.twin");
        TwinNetwork.couple(right, here, left, here.resolveSibling("left.twin"), CouplingKind.LEFT_RIGHT, Optional.empty());
        new TwinNetwork(List.of(right, left)).update(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Clinic.NOW, Monitor.NONE);
        StateDifference d = difference(left, alone, left.getCurrentState());
        assertEquals(List.of(new StateDifference.Heard(Observables.get("hip.wear.linear"), List.of(), List.of("right"))), d.heard());
        assertEquals(List.of(), d.observations());
        assertFalse(d.parameters().isEmpty());
    }

    /** That another cause has become the likeliest is a difference; that the same one fits better is none. */
    @Test
    void theLikeliestCauseIsSaidWhereItChanges() {
        FollowUp f = Clinic.followed(Clinic.patient(Optional.of(new VirtualPatient.Event("loosening", 90 * Clinic.DAY, 1)), 3));
        TwinState last = f.twin().getCurrentState();
        StateDifference d = StateDifference.of(f, f.twin().getStates().getFirst(), last, 200, Monitor.NONE);
        StateDifference.Causes c = d.cause().orElseThrow();
        assertTrue(c.before().isEmpty());
        assertEquals("loosening", c.after().orElseThrow().cause());
        assertTrue(StateDifference.of(f, last.getParent(), last, 200, Monitor.NONE).cause().isEmpty());
    }
}
