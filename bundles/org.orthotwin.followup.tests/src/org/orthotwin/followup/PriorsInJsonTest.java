/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;

/** What JSON tells of causes and limits is enough to judge them oneself. */
class PriorsInJsonTest {

    private static Map<?, ?> map(Object o) {
        return (Map<?, ?>) o;
    }

    private static List<?> list(Object o) {
        return (List<?>) o;
    }

    /** Bayes' rule on what is told of each cause, with what every hypothesis keeps, is the probability that is told. */
    @Test
    void theProbabilityOfACauseFollowsFromItsPriorAndItsEvidence() {
        FollowUp f = new FollowUp(Clinic.twin("knee.operation 2020-01-01 1 1", "knee.migration.mtpm 2020-04-01 0.4 mm",
                "knee.migration.mtpm 2021-01-01 0.9 mm", "knee.migration.mtpm 2022-01-01 2 mm", "knee.flexion 2021-01-01 110 deg"));
        f.absorb(Estimators.standard(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        FollowUpResult r = new FollowUpResult(f, f.twin().getCurrentState(), Optional.empty(), List.of(), List.of(), List.of(), Alerts
                .found(f, f.twin().getCurrentState(), 200, Detectors.DEFAULT, Monitor.NONE).stream().map(a -> a.alert().with(CauseComparison
                        .of(f, f.twin().getCurrentState(), f.steps(f.twin().getCurrentState()), Monitor.NONE).fits(), null)).limit(1)
                .toList(), MarkersTest.log(), Clinic.NOW, 200);
        List<?> causes = list(r.alert(r.alerts().getFirst(), "en").get("causes"));
        assertTrue(causes.size() > 3);
        double most = causes.stream().mapToDouble(c -> (Double) map(c).get("logEvidence")).max().orElseThrow();
        double all = causes.stream().mapToDouble(c -> weight(map(c), most)).sum();
        for (Object c : causes) {
            String id = (String) map(c).get("cause");
            double share = weight(map(c), most) / all;
            assertEquals((Double) map(c).get("probability"), CauseComparison.LEAST + (1 - CauseComparison.LEAST * causes.size()) * share,
                    1e-9, id);
            Observables.causes().stream().filter(x -> x.id().equals(id)).forEach(x -> assertEquals(x.probability(), (Double) map(c).get(
                    "prior"), 1e-11));
        }
        // chance has what the causes that can be at work leave
        double sum = CauseComparison.causes(f).mapToDouble(Cause::probability).sum();
        assertEquals(1 - sum, (Double) map(causes.stream().filter(c -> map(c).get("cause").equals("none")).findFirst().orElseThrow()).get(
                "prior"), 1e-11);
    }

    @Test
    void limitsSayWhereTheyAreFrom() {
        FollowUp f = new FollowUp(Clinic.twin("hip.operation 2020-01-01 1 1", "hip.wear.linear 2021-01-01 0.5 mm",
                "hip.wear.linear 2022-01-01 1 mm"));
        f.absorb(Estimators.standard(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        FollowUpResult r = FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Clinic.NOW, 1,
                Monitor.NONE);
        Map<String, Object> json = r.json("t.twin", List.of(), "en");
        // each limit says where it is from, of an alert as well as of the record
        list(json.get("alerts")).stream().map(a -> map(a).get("limit")).filter(l -> l != null).forEach(l -> assertTrue(!((String) map(l)
                .get("source")).isBlank()));
        List<?> limits = list(json.get("record")).stream().flatMap(x -> list(map(x).get("limits")).stream()).toList();
        assertTrue(!limits.isEmpty());
        for (Object l : limits) {
            assertTrue(!((String) map(l).get("source")).isBlank() && map(l).get("value") instanceof Double && map(l).get(
                    "unit") instanceof String, l.toString());
        }
    }

    private static double weight(Map<?, ?> cause, double most) {
        return (Double) cause.get("prior") * Math.exp((Double) cause.get("logEvidence") - most);
    }
}
