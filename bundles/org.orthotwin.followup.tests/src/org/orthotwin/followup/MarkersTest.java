/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;

/**
 * Tests of causes that are positive by a published limit are alerts: C-reactive protein from 10 mg/L and sedimentation rate from 30 mm/h
 * (MSIS and ICM criteria), 3000 cells a microlitre of aspirate (EBJIS 2021), lucencies from 2 mm.
 */
class MarkersTest {

    private static final String AS_USUAL = "knee.score.oks 2020-06-20 38 1";

    private static List<Alert> alerts(Twin t) {
        FollowUp f = new FollowUp(t);
        f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        return Alerts.of(f, t.getCurrentState(), 200, Monitor.NONE);
    }

    static AlertLog log() {
        try {
            return AlertLog.read(Path.of("no such file"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FollowUpResult result(Twin t, List<Alert> alerts) {
        FollowUp f = new FollowUp(t);
        return new FollowUpResult(f, t.getCurrentState(), Optional.empty(), f.steps(t.getCurrentState()), List.of(), List.of(), alerts,
                log(), Instant.parse("2030-01-01T00:00:00Z"), 200);
    }

    @Test
    void aProteinOfNinetyAtSixMonthsIsAnAlert() {
        Twin t = Clinic.operated("t", "P-1", "knee", AS_USUAL, "laboratory.crp 2020-07-01 90 mg/L");
        List<Alert> all = alerts(t);
        Alert a = all.getFirst();
        assertEquals(1, all.size());
        assertEquals(Alert.Kind.TEST, a.kind());
        assertEquals("positive", a.level());
        assertEquals("laboratory.crp", a.observable().id());
        assertEquals(90e-3, a.measured().getValue(), 1e-12);
        assertEquals(10e-3, a.limit().value(), 1e-12);
        assertNull(a.before());
        // the result is known without an error, so that it is beyond
        assertEquals(1, a.probability());
        // the ratio of results from 50 to 100 mg/L is what the result adds
        CauseComparison.Fit infection = a.causes().stream().filter(c -> c.cause().contains("infection")).findFirst().orElseThrow();
        Twin without = Clinic.operated("t", "P-1", "knee", AS_USUAL);
        alerts(without);
        FollowUp f = new FollowUp(without);
        CauseComparison.Fit before = CauseComparison.of(f, without.getCurrentState(), f.steps(without.getCurrentState()), Monitor.NONE)
                .fits().stream().filter(c -> c.cause().equals(infection.cause())).findFirst().orElseThrow();
        assertEquals(Math.log(9.1), infection.logEvidence() - before.logEvidence(), 1e-9);
        for (String language : List.of("en", "fr")) {
            String said = result(t, all).words(a, language);
            assertTrue(said.contains("90 mg/L") && said.contains("2020-07-01") && said.contains("10 mg/L") && said.contains("9.1"), said);
        }
        Map<?, ?> limit = (Map<?, ?>) result(t, all).alert(a, "en").get("limit");
        assertEquals(10.0, limit.get("value"));
        assertEquals("mg/L", limit.get("unit"));
        assertEquals(a.measured().getId(), limit.get("measured"));
    }

    @Test
    void anAlertLastsUntilATestIsNegativeAgain() {
        Twin t = Clinic.operated("t", "P-1", "knee", AS_USUAL, "laboratory.crp 2020-05-01 4 mg/L", "laboratory.crp 2020-07-01 12 mg/L",
                "laboratory.crp 2020-07-08 40 mg/L");
        Alert a = alerts(t).getFirst();
        assertEquals("2020-07-01", a.since().getTime());
        assertEquals("2020-05-01", a.before().getTime());
        assertSame(a.since(), a.signalled());
        assertEquals("2020-07-08", a.measured().getTime());
        String id = a.id();
        Intake.take(t, List.of(Clinic.row("laboratory.crp", "2020-08-01", "200", "mg/L")), Optional.of("P-1"), "test", Clinic.NOW);
        assertEquals(id, alerts(t).getFirst().id());
        Intake.take(t, List.of(Clinic.row("laboratory.crp", "2020-09-01", "9.9", "mg/L")), Optional.of("P-1"), "test", Clinic.NOW);
        assertEquals(List.of(), alerts(t));
        // what begins anew is another alert
        Intake.take(t, List.of(Clinic.row("laboratory.crp", "2020-10-01", "10", "mg/L")), Optional.of("P-1"), "test", Clinic.NOW);
        assertTrue(!alerts(t).getFirst().id().equals(id));
    }

    @Test
    void whatWasWithdrawnOrIsOfTheOperationIsNone() {
        Twin t = Clinic.operated("t", "P-1", "knee", AS_USUAL, "laboratory.crp 2020-01-03 160 mg/L");
        assertEquals(List.of(), alerts(t));
        Intake.take(t, List.of(Clinic.row("laboratory.esr", "2020-07-01", "30", "mm/h")), Optional.of("P-1"), "test", Clinic.NOW);
        assertEquals(List.of("laboratory.esr"), alerts(t).stream().map(x -> x.observable().id()).toList());
        Observation o = t.getObservations().getLast();
        Withdrawals.withdraw(t, o, "another patient", "test", Clinic.NOW);
        assertEquals(List.of(), alerts(t));
    }

    @Test
    void testsAreAlertsWhereNothingElseWasObserved() {
        Twin t = Clinic.operated("t", "P-1", "knee", "laboratory.synovial-leucocytes 2020-07-01 12000 1",
                "imaging.radiolucency 2020-07-01 2.5 mm");
        List<Alert> all = alerts(t);
        assertEquals(List.of("imaging.radiolucency", "laboratory.synovial-leucocytes"), all.stream().map(a -> a.observable().id())
                .sorted().toList());
        assertTrue(all.getFirst().causes().getFirst().cause().contains("infection"), all.getFirst().causes().toString());
    }

    /** A cause that needs wear of a hip is none of a knee, in no words about it; of a hip it is. */
    @Test
    void causesAreOfTheJoint() {
        for (String joint : List.of("knee", "hip")) {
            Twin t = Clinic.operated("t", "P-1", joint, (joint.equals("knee") ? "knee.score.oks" : "hip.score.ohs") + " 2020-06-20 38 1",
                    "imaging.radiolucency 2020-07-01 3 mm");
            List<Alert> all = alerts(t);
            FollowUpResult r = result(t, all);
            String said = r.words(all.getFirst(), "en") + r.causes("en") + r.todo("en") + r.warnings().stream().map(d -> d.text("en"))
                    .toList();
            boolean hip = joint.equals("hip");
            assertEquals(hip, said.contains("loosening after wear") || said.contains("wear-loosening"), said);
            assertEquals(false, said.contains(hip ? "knee" : "hip."), said);
        }
    }
}
