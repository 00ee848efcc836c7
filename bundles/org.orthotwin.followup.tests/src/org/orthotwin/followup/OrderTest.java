/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;

/** What is looked at first, of one patient and of several: whoever is referred the same day comes before levels and days. */
class OrderTest {

    private static final String[] SEPTIC = {"knee.operation 2022-05-02 1 1", "implant.cemented 2022-05-02 1 1",
        "knee.score.oks 2022-04-12 18 1", "knee.score.oks 2023-05-02 42 1", "knee.score.oks 2024-05-01 43 1",
        "knee.score.oks 2026-05-01 43 1", "knee.score.oks 2026-09-18 15 1", "knee.flexion 2022-04-12 110 deg",
        "knee.flexion 2023-05-02 120 deg", "knee.flexion 2026-05-01 119 deg", "knee.flexion 2026-09-18 70 deg",
        "laboratory.crp 2026-09-18 210 mg/L", "laboratory.synovial-leucocytes 2026-09-19 62000 1"};
    private static final String[] DISLOCATED = {"hip.operation 2026-01-19 1 1", "hip.score.ohs 2026-01-05 18 1",
        "hip.score.ohs 2026-03-16 32 1", "complication.dislocation 2026-10-13 1 1", "complication.dislocation 2026-11-02 1 1"};

    private static final Comparator<Alert> ORDER = Urgency.ofAlerts(a -> a, a -> AlertLog.Status.OPEN);

    private static List<Alert> alerts(String... rows) {
        FollowUp f = new FollowUp(Clinic.twin(rows));
        f.absorb(Estimators.standard(), Estimators.DEFAULT, Clinic.SOFTWARE, Monitor.NONE);
        return Alerts.of(f, f.twin().getCurrentState(), 200, Monitor.NONE);
    }

    /** 62,000 cells lead before 70 degrees of flexion, though that is "unacceptable", and before a dislocation of later. */
    @Test
    void infectionComesFirst() {
        List<Alert> septic = alerts(SEPTIC);
        List<Alert> dislocated = alerts(DISLOCATED);
        assertTrue(septic.stream().anyMatch(a -> a.level().equals("unacceptable")), septic.toString());
        List<Alert> all = Stream.concat(dislocated.stream(), septic.stream()).sorted(ORDER).toList();
        assertEquals(List.of("laboratory.synovial-leucocytes", "laboratory.crp"), all.stream().limit(2).map(a -> a.observable().id())
                .toList());
        assertEquals("unacceptable", all.get(2).level());
        assertEquals("complication.dislocation", all.get(septic.size()).observable().id());
        assertTrue(septic.stream().allMatch(Alert::isUrgent));
        assertFalse(dislocated.getFirst().isUrgent());
        // of several patients the septic knee is before the complication
        Urgency knee = new Urgency(false, 0, "positive", true, false, 0.3, 4, false, false, Optional.empty());
        Urgency hip = new Urgency(false, Alert.NOT_URGENT, "complication", false, false, 0.9, 9, true, true, Optional.empty());
        assertTrue(knee.compareTo(hip) < 0);
    }

    /** Of those who are equally urgent the likelier cause leads; whose urgent alert sleeps comes after who is urgent, before all else. */
    @Test
    void thenHowProbableItIsAndWhoseAlertSleeps() {
        Urgency sinus = new Urgency(false, 2, "complication", false, false, 0.94, 1, false, false, Optional.of(Clinic.NOW));
        Urgency doubtful = new Urgency(false, 2, "complication", false, false, 0.3, 7, true, true, Optional.empty());
        Urgency asleep = new Urgency(false, Alert.NOT_URGENT, "", false, true, 0, 0, false, false, Optional.empty());
        Urgency other = new Urgency(false, Alert.NOT_URGENT, "complication", false, false, 0.9, 9, true, true, Optional.of(Clinic.NOW));
        Urgency none = new Urgency(false, Alert.NOT_URGENT, "", false, false, 0, 0, false, false, Optional.empty());
        assertEquals(List.of(sinus, doubtful, asleep, other, none), Stream.of(none, other, asleep, doubtful, sinus).sorted().toList());
    }

    /** Of what is not urgent the level leads, and of one level what was seen last. */
    @Test
    void thenTheLevelAndThenTheDay() {
        List<Alert> early = alerts("hip.operation 2020-01-19 1 1", "hip.score.ohs 2020-01-05 18 1", "complication 2020-03-16 1 1");
        List<Alert> late = alerts("hip.operation 2026-01-19 1 1", "hip.score.ohs 2026-01-05 18 1", "complication 2026-10-13 1 1");
        assertEquals(List.of(late.getFirst(), early.getFirst()), Stream.concat(early.stream(), late.stream()).sorted(ORDER).toList());
    }

    /** A patient's other joints and sides are no copies of a twin; what does not say which it is may be one. */
    @Test
    void filesOfAPatientMayBeCopies() {
        Urgency.Whose left = new Urgency.Whose("P", "knee", "left");
        Urgency.Whose right = new Urgency.Whose("P", "knee", "right");
        Urgency.Whose hip = new Urgency.Whose("P", "hip", "left");
        assertEquals(Map.of(), Urgency.shared(List.of(left, right, hip, new Urgency.Whose("Q", "knee", "left"))));
        assertEquals(Map.of("P", 2L), Urgency.shared(List.of(left, right, left)));
        assertEquals(Map.of("P", 3L), Urgency.shared(List.of(left, right, new Urgency.Whose("P", "knee", ""))));
        assertEquals(Map.of("P", 2L), Urgency.shared(List.of(hip, new Urgency.Whose("P", "", ""))), "nothing is known of it yet");
        assertEquals(Map.of(), Urgency.shared(List.of(new Urgency.Whose("", "", ""), new Urgency.Whose("", "", ""))));
    }
}
