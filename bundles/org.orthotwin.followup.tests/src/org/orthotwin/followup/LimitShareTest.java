/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;

/** What the false alarms that are asked for do not govern is told as a number. */
class LimitShareTest {

    private static final int PATIENTS = 600;
    private static final double YEAR = 365;
    private static final double TWO_YEARS = 730;

    /** The share that is told is that of drawn patients of whom nothing has changed: by the first and by the last measurement. */
    @Test
    void isTheShareOfPatientsWhoDoWell() {
        Map<Long, Integer> beyond = new HashMap<>();
        Observable d = Observables.get("knee.migration.mtpm");
        FollowUp f = Clinic.followed(Clinic.patient(Optional.empty(), 1));
        LimitShare share = Alerts.shares(f, f.twin().getCurrentState()).stream().filter(x -> x.observable().equals(d) && x.limit().name()
                .equals("at-risk")).findFirst().orElseThrow();
        assertEquals(YEAR, share.first().time() / Clinic.DAY, 1);
        assertEquals(TWO_YEARS, share.last().time() / Clinic.DAY, 1);
        double[] line = f.line(d, share.limit(), TWO_YEARS * Clinic.DAY);
        int patients = 0;
        for (long seed = 1; patients < PATIENTS; seed++) {
            VirtualPatient patient = Clinic.patient(Optional.empty(), seed);
            if (patient.changes().containsKey(d)) {
                continue;
            }
            patients++;
            Clinic.twin(patient).getObservations().stream().filter(o -> d.id().equals(o.getDefinition()))
                    .forEach(o -> {
                        double t = Times.seconds(Clinic.OPERATION, Times.instant(o.getTime()));
                        if (o.getValue() > (t / Clinic.DAY > YEAR + 1 ? line[line.length - 1] : share.limit().value())) {
                            beyond.merge(Math.round(t / Clinic.DAY), 1, Integer::sum);
                        }
                    });
        }
        for (Alert.Share s : List.of(share.first(), share.last())) {
            double p = s.healthy();
            double found = beyond.getOrDefault(Math.round(s.time() / Clinic.DAY), 0) / (double) PATIENTS;
            assertTrue(p > 0.05, () -> "worth telling: " + p);
            // three standard errors
            assertEquals(p, found, 3 * Math.sqrt(p * (1 - p) / PATIENTS), () -> s + " of " + PATIENTS);
        }
    }

    /** Beside the alert, in the object of the false alarms, and in words where there is no alert. */
    @Test
    void isToldInAllPlaces() {
        FollowUp f = Clinic.followed(Clinic.patient(Optional.of(new VirtualPatient.Event("loosening", 100 * Clinic.DAY, 2)), 4));
        FollowUpResult r = FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Clinic.NOW, 1,
                Monitor.NONE);
        Map<String, Object> json = r.json("t", List.of(), "en");
        Alert a = r.alerts().stream().filter(x -> x.kind() == Alert.Kind.LIMIT && x.observable().id().equals("knee.migration.mtpm") && x
                .readings() != null && x.limit().measurements() == 1).findFirst().orElseThrow();
        Map<?, ?> own = ((List<?>) ((Map<?, ?>) json.get("falseAlarms")).get("limits")).stream().map(x -> (Map<?, ?>) x).filter(x -> x.get(
                "observable").equals(a.observable().id()) && x.get("name").equals(a.limit().name())).findFirst().orElseThrow();
        Map<?, ?> alert = ((List<?>) json.get("alerts")).stream().map(x -> (Map<?, ?>) x).filter(x -> x.get("id").equals(a.id()))
                .findFirst().orElseThrow();
        Map<?, ?> readings = (Map<?, ?>) alert.get("readings");
        assertEquals(own.get("first"), readings.get("first"));
        assertEquals(((Map<?, ?>) own.get("last")).get("healthy"), readings.get("healthy"));
        FollowUp well = Clinic.followed(Clinic.patient(Optional.empty(), 1));
        FollowUpResult none = new FollowUpResult(well, well.twin().getCurrentState(), Optional.empty(), well.steps(well.twin()
                .getCurrentState()), List.of(), List.of(), List.of(), MarkersTest.log(), Clinic.NOW, 200);
        LimitShare most = Alerts.shares(well, well.twin().getCurrentState()).stream().max(Comparator.comparingDouble(x -> x.last()
                .healthy())).orElseThrow();
        for (String language : List.of("en", "fr")) {
            String said = none.noAlerts(language);
            assertTrue(said.contains(most.observable().name(language)) && said.contains(FollowUpResult.percent(most.last().healthy())),
                    said);
        }
    }
}
