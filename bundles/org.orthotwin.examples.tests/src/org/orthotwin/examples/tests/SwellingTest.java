/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.Alerts;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.model.twin.Twin;

/** What a stranger's bundle says can be observed is observed, learned from, predicted and watched like our own. */
class SwellingTest {

    private static Twin twin(double... swelling) {
        int[] days = {14, 28, 42, 56, 70, 84, 98, 112};
        List<ObservationFile.Row> rows = new ArrayList<>();
        rows.add(row(0, "knee.operation", "1", "1"));
        for (int i = 0; i < swelling.length; i++) {
            rows.add(row(days[i], "example.knee.swelling", String.valueOf(swelling[i]), "mm"));
        }
        Twin twin = Histories.begin("twin", "P-1");
        assertEquals(List.of(), Intake.take(twin, rows, Optional.of("P-1"), "test", Instant.parse("2030-01-01T00:00:00Z")).quarantined());
        return twin;
    }

    private static ObservationFile.Row row(int day, String observable, String value, String unit) {
        return new ObservationFile.Row(1, Map.of("observable", observable, "time", Instant.parse("2020-01-01T00:00:00Z").plusSeconds(
                day * 86400L).toString(), "value", value, "unit", unit));
    }

    private static double course(int day, double amount, double time) {
        return amount * Math.exp(-day / time);
    }

    @Test
    void theTwinLearnsTheCourse() {
        Observable d = Observables.get("example.knee.swelling");
        assertEquals("org.orthotwin.examples.followup", Observables.contributor(d));
        FollowUp f = new FollowUp(twin(course(14, 60, 40), course(28, 60, 40), course(42, 60, 40), course(56, 60, 40)));
        f.absorb(Estimators.of("example.iterated", 1), "example.iterated", List.of("test 1"), Monitor.NONE);
        double t = 84 * 86400.0;
        double truth = course(84, 60, 40) / 1000;
        assertEquals(truth, f.belief(f.twin().getCurrentState()).value(d, t).mean(0), 1e-3);
        double population = f.belief(Histories.chain(f.twin().getCurrentState()).getFirst()).value(d, t).mean(0);
        assertTrue(Math.abs(population - truth) > 3e-3, "the population is elsewhere: " + population);
        assertTrue(f.twin().getPredictions().stream().allMatch(p -> p.getMethod().equals("example.iterated")));
    }

    @Test
    void theDetectorSeesWhatIsWorse() {
        FollowUp f = new FollowUp(twin(course(14, 40, 30), course(28, 40, 30), course(42, 40, 30), 32, 33, 34, 33, 32));
        f.absorb(Estimators.standard(), Estimators.DEFAULT, List.of("test 1"), Monitor.NONE);
        List<Alert> alerts = Alerts.of(f, f.twin().getCurrentState(), 30, List.of("example.runs"), Monitor.NONE);
        Alert a = alerts.stream().filter(x -> x.kind() == Alert.Kind.DEVIATION).findFirst().orElseThrow();
        assertEquals("example.runs", a.evidence().getFirst().detector());
        assertEquals(1, a.evidence().size());
        assertEquals("infection-like", a.causes().getFirst().cause(), "the effect that the bundle adds to a known cause");
    }
}
