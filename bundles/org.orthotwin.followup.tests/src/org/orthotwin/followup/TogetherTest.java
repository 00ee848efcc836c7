/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;

/** Small changes of several observables, of which none is enough alone. */
class TogetherTest {

    private static final int PATIENTS = 150;
    private static final double ASKED = 200;
    private static final List<String> TOGETHER = List.of("together");

    private static long found(List<FollowUp> patients, List<String> detectors, double length) {
        return patients.stream().filter(f -> !alerts(f, detectors, length).isEmpty()).count();
    }

    private static List<Alert> alerts(FollowUp f, List<String> detectors) {
        return alerts(f, detectors, ASKED);
    }

    private static List<Alert> alerts(FollowUp f, List<String> detectors, double length) {
        return Alerts.found(f, f.twin().getCurrentState(), length, detectors, Monitor.NONE).stream().map(Alerts.Found::alert)
                .filter(a -> a.kind() != Alert.Kind.LIMIT).toList();
    }

    private static List<FollowUp> patients(Optional<String> cause, double severity) {
        List<FollowUp> all = new ArrayList<>();
        for (int i = 0; i < PATIENTS; i++) {
            all.add(Clinic.followed(Clinic.patient(cause.map(c -> new VirtualPatient.Event(c, 300 * Clinic.DAY, severity)), 5000 + i)));
        }
        return all;
    }

    @Test
    void whatNoneShowsAloneIsSeenTogether() {
        List<FollowUp> healthy = patients(Optional.empty(), 0);
        long observations = healthy.stream().mapToLong(f -> f.steps(f.twin().getCurrentState()).size()).sum();
        long false1 = healthy.stream().mapToLong(f -> alerts(f, TOGETHER).size()).sum();
        // as many as one more observable would have, which is one of eight or so
        assertTrue(false1 <= observations / 8.0 / ASKED + 3 * Math.sqrt(observations / 8.0 / ASKED), false1 + " in " + observations);
        // a weak instability: scores, activity and speed a little worse, at three visits
        List<FollowUp> ill = patients(Optional.of("instability"), 0.6);
        long together = found(ill, TOGETHER, ASKED);
        // the others with as many false alarms, or more
        double length = ASKED;
        while (found(healthy, Detectors.DEFAULT, 1.5 * length) >= false1) {
            length *= 1.5;
        }
        long alone = found(ill, Detectors.DEFAULT, length);
        String told = together + " together (" + false1 + " false), " + alone + " alone (" + found(healthy, Detectors.DEFAULT, length)
                + " false, one in " + length + "), of " + PATIENTS;
        assertTrue(together > 1.3 * alone, told);
        assertTrue(together > PATIENTS / 10, told);
        Map<Integer, Integer> sizes = new TreeMap<>();
        ill.forEach(f -> alerts(f, TOGETHER).forEach(a -> sizes.merge(a.together().size(), 1, Integer::sum)));
        assertFalse(sizes.containsKey(1), sizes.toString());
    }

    @Test
    void whatOneMakesAloneIsLeftToItsOwn() {
        for (FollowUp f : patients(Optional.of("loosening"), 3).subList(0, 20)) {
            for (Alert a : alerts(f, TOGETHER)) {
                assertTrue(a.together().size() > 1 && a.observable().equals(a.together().getFirst()));
                assertTrue(a.subject("en").contains(String.valueOf(a.together().size())), a.subject("en"));
            }
        }
        FollowUp one = Clinic.followed(VirtualPatient.draw("P-1", "knee", Clinic.CEMENTED, Clinic.OPERATION, Clinic.visits().stream()
                .filter(v -> v.observable().id().equals("knee.migration.mtpm")).toList(), Optional.of(new VirtualPatient.Event("loosening",
                        100 * Clinic.DAY, 3)), false, 1));
        assertEquals(List.of(), alerts(one, TOGETHER));
        assertFalse(alerts(one, Detectors.DEFAULT).isEmpty());
    }
}
