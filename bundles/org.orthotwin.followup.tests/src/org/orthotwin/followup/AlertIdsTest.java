/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Twin;

/** Alerts of two imports of the same can be told to be the same. */
class AlertIdsTest {

    private static final List<String> ROWS = List.of("knee.score.oks 2019-12-20 18 1", "knee.score.oks 2020-07-01 40 1",
            "knee.score.oks 2021-01-01T10:00:00+02:00 41 1", "knee.score.oks 2022-01-01T10:00:00+02:00 24 1",
            "knee.score.oks 2022-07-01 22 1",
            "knee.migration.mtpm 2020-07-01 0.3 mm", "knee.migration.mtpm 2021-01-01 0.4 mm", "knee.migration.mtpm 2022-01-01 1.9 mm",
            "knee.flexion 2020-07-01 118 deg", "knee.flexion 2021-01-01 120 deg", "knee.flexion 2022-01-01 85 deg",
            "laboratory.crp 2022-01-01 60 mg/L", "complication.fall 2021-12-01 1 1", "knee.alignment.hka 2020-02-01 170 deg");
    private static final List<String> DETECTORS = List.of("cusum", "predictive", "together");

    private static List<Alert> alerts(List<String> rows) {
        Twin t = Clinic.operated("t", "P-1", "knee", rows.toArray(String[]::new));
        FollowUp f = new FollowUp(t);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        return Alerts.of(f, t.getCurrentState(), 200, DETECTORS, Monitor.NONE);
    }

    @Test
    void theOrderOfArrivalDoesNotNameThem() {
        List<Alert> all = alerts(ROWS);
        Set<String> ids = all.stream().map(Alert::id).collect(Collectors.toSet());
        assertEquals(all.size(), ids.size(), ids::toString);
        Set<Alert.Kind> kinds = all.stream().map(Alert::kind).collect(Collectors.toSet());
        assertTrue(kinds.containsAll(Set.of(Alert.Kind.DEVIATION, Alert.Kind.LIMIT, Alert.Kind.TEST, Alert.Kind.COMPLICATION)), kinds
                ::toString);
        // an instant in UTC, however its zone was written
        assertTrue(ids.contains("knee.score.oks.deviation.2022-01-01T08:00:00Z"), ids::toString);
        assertTrue(ids.contains("laboratory.crp.test.2022-01-01"), ids::toString);
        assertTrue(ids.contains("complication.fall.recorded.2021-12-01"), ids::toString);
        for (long seed = 1; seed < 6; seed++) {
            List<String> other = new ArrayList<>(ROWS);
            Collections.shuffle(other, new Random(seed));
            assertEquals(ids, alerts(other).stream().map(Alert::id).collect(Collectors.toSet()));
        }
    }

    /** What was done about an alert when it was called by the number of an observation is still known. */
    @Test
    void whatWasDoneByTheOldNamesIsFound() {
        Twin t = Clinic.operated("t", "P-1", "knee", ROWS.toArray(String[]::new));
        FollowUp f = new FollowUp(t);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        Instant day = Instant.parse("2023-01-01T00:00:00Z");
        // the fourth score is the fifth observation, behind the operation
        AlertLog old = MarkersTest.log().with(new AlertLog.Entry("knee.score.oks.deviation.observation-5", "acknowledge", Optional.empty(),
                "", "nurse", "seen", day)).with(new AlertLog.Entry("complication.fall.recorded.observation-14", "escalate", Optional
                        .empty(), "Dr Who", "nurse", "", day)).with(new AlertLog.Entry("laboratory.crp.test.observation-13", "acknowledge",
                        Optional
                                .empty(), "", "", "", day));
        FollowUpResult r = FollowUpResult.of(f, t.getCurrentState(), Optional.empty(), 200, old, Clinic.NOW, 1, Monitor.NONE);
        Map<String, AlertLog.Status> status = r.alerts().stream().collect(Collectors.toMap(Alert::id, a -> r.log().status(a.id(), r
                .now())));
        assertEquals(AlertLog.Status.ACKNOWLEDGED, status.get("knee.score.oks.deviation.2022-01-01T08:00:00Z"), status::toString);
        assertEquals(AlertLog.Status.ACKNOWLEDGED, status.get("laboratory.crp.test.2022-01-01"), status::toString);
        assertEquals(AlertLog.Status.ESCALATED, status.get("complication.fall.recorded.2021-12-01"), status::toString);
        assertEquals("Dr Who", r.log().owner("complication.fall.recorded.2021-12-01", r.now()));
        // what is done now comes behind, whatever the name
        AlertLog again = old.with(new AlertLog.Entry("laboratory.crp.test.2022-01-01", "reopen", Optional.empty(), "", "", "", day));
        assertEquals(AlertLog.Status.OPEN, again.named(r.alerts()).status("laboratory.crp.test.2022-01-01", day));
    }
}
