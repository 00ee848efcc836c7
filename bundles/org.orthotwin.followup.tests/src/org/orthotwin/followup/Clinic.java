/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Twin;

/** Synthetic patients of a clinic. */
final class Clinic {

    static final double DAY = 86400;
    static final Instant OPERATION = Instant.parse("2020-01-01T00:00:00Z");
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    static final Map<String, Double> CEMENTED = Map.of("implant.cemented", 1.0);
    static final List<String> SOFTWARE = List.of("test 1");

    private Clinic() {
    }

    static List<VirtualPatient.Visit> visits() {
        List<VirtualPatient.Visit> visits = new ArrayList<>();
        for (Observable d : Observables.predicted("knee")) {
            // whatever else is installed: the numbers of these tests are those of one file
            if (!Observables.file(d).equals("population")) {
                continue;
            }
            boolean migration = d.kind().equals("migration");
            for (int day : migration ? new int[] {42, 90, 182, 365, 548, 730} : new int[] {-20, 14, 42, 90, 182, 365, 548, 730}) {
                visits.add(new VirtualPatient.Visit(d, day * DAY));
            }
        }
        return visits;
    }

    static VirtualPatient patient(Optional<VirtualPatient.Event> event, long seed) {
        return VirtualPatient.draw("P-1", "knee", CEMENTED, OPERATION, visits(), event, false, seed);
    }

    static Twin twin(VirtualPatient p) {
        Twin twin = Histories.begin("twin", p.pseudonym());
        Intake.Result r = Intake.take(twin, p.rows(), Optional.empty(), "test", NOW);
        if (!r.quarantined().isEmpty()) {
            throw new AssertionError(r.quarantined().getFirst().reason());
        }
        return twin;
    }

    /**
     * A twin of somebody whose joint was operated on 2020-01-01.
     *
     * @param rows observable, time, value and unit of each observation, with spaces between
     */
    static Twin operated(String id, String patient, String joint, String... rows) {
        Twin twin = Histories.begin(id, patient);
        List<ObservationFile.Row> all = new ArrayList<>(List.of(row(joint + ".operation", "2020-01-01", "1", "1")));
        for (String r : rows) {
            String[] c = r.split(" ");
            all.add(row(c[0], c[1], c[2], c[3]));
        }
        assertEquals(List.of(), Intake.take(twin, all, Optional.of(patient), "test", NOW).quarantined());
        return twin;
    }

    /** A twin of somebody with these observations alone. */
    static Twin twin(String... rows) {
        Twin twin = Histories.begin("t", "P-1");
        assertEquals(List.of(), Intake.take(twin, Arrays.stream(rows).map(r -> r.split(" ")).map(c -> row(c[0], c[1], c[2], c[3])).toList(),
                Optional.of("P-1"), "test", NOW).quarantined());
        return twin;
    }

    static ObservationFile.Row row(String observable, String time, String value, String unit) {
        return new ObservationFile.Row(1, Map.of("observable", observable, "time", time, "value", value, "unit", unit));
    }

    static FollowUp followed(VirtualPatient p) {
        FollowUp f = new FollowUp(twin(p));
        f.absorb(new UnscentedKalman(), "unscented", SOFTWARE, Monitor.NONE);
        return f;
    }
}
