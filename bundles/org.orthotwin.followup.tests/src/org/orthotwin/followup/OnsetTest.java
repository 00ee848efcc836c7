/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;

/** Each alert says since when it is so, or that nobody knows. */
class OnsetTest {

    private static FollowUpResult result(String... rows) {
        FollowUp f = new FollowUp(Clinic.twin(rows));
        f.absorb(Estimators.standard(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        return FollowUpResult.of(f, f.twin().getCurrentState(), Optional.empty(), 200, MarkersTest.log(), Clinic.NOW, 1, Monitor.NONE);
    }

    private static Alert alert(FollowUpResult r, String id) {
        return r.alerts().stream().filter(a -> a.id().startsWith(id)).findFirst().orElseThrow(() -> new AssertionError(r.alerts().stream()
                .map(Alert::id).toList()));
    }

    /** What is said of it: the days, the basis, the few words and the sentence. */
    private static List<String> told(FollowUpResult r, String id) {
        Alert a = alert(r, id);
        Map<?, ?> o = (Map<?, ?>) r.alert(a, "en").get("onset");
        String words = r.finding(a, "en");
        return List.of(o == null ? "-" : o.get("from") + " " + o.get("to") + " " + o.get("probability") + " " + o.get("basis"), r.since(a,
                "en"), words.substring(words.lastIndexOf(". ", words.length() - 2) + 2));
    }

    @Test
    void measurementsTellWhenALimitWasPassed() {
        FollowUpResult r = result("hip.operation 2020-01-01 1 1", "hip.migration.cup-proximal 2021-01-01 0.09 mm",
                "hip.migration.cup-proximal 2022-01-01 0.05 mm", "hip.migration.cup-proximal 2023-01-01 0.08 mm",
                "hip.migration.cup-proximal 2025-01-01 1.3 mm", "hip.migration.cup-proximal 2025-07-01 1.6 mm");
        assertEquals(List.of("2023-01-01 2025-01-01 null measured", "began 2023-01-01 \u2013 2025-01-01",
                "It came about between 2023-01-01 and 2025-01-01, as far as measurements tell."), told(r,
                        "hip.migration.cup-proximal.limit"));
        assertEquals(List.of("2023-01-01 2025-01-01 0.9 residuals", "began 2023-01-01 \u2013 2025-01-01",
                "Changed between 2023-01-01 and 2025-01-01."), told(r, "hip.migration.cup-proximal.deviation"));
        // what is beyond it on the first film was not on the day of the operation
        r = result("hip.operation 2020-01-01 1 1", "hip.migration.cup-proximal 2022-01-01 1.4 mm",
                "hip.migration.cup-proximal 2023-01-01 1.5 mm");
        assertEquals("2020-01-01 2022-01-01 null measured", told(r, "hip.migration.cup-proximal.limit").getFirst());
    }

    @Test
    void testsAreKnownFromOneResultToTheNext() {
        String[] rows = {"knee.operation 2024-01-01 1 1", "laboratory.crp 2024-06-01 4 mg/L", "laboratory.crp 2024-09-01 30 mg/L",
            "laboratory.crp 2024-10-01 40 mg/L"};
        assertEquals("2024-06-01 2024-09-01 null measured", told(result(rows), "laboratory.crp.test").getFirst());
        rows[1] = "pain 2024-06-01 2 1";
        assertEquals(List.of("null 2024-09-01 null measured", "since 2024-09-01 at the latest",
                "It has been so since 2024-09-01 at the latest; when it began is not known."), told(result(rows), "laboratory.crp.test"));
    }

    @Test
    void whatWasDoneOrRecordedHasItsDay() {
        FollowUpResult r = result("hip.operation 2024-01-15 1 1", "hip.leg-length 2024-02-15 25 mm", "hip.leg-length 2025-01-15 22 mm",
                "complication.infection 2025-03-01 1 1");
        assertEquals(List.of("2024-01-15 2024-01-15 null operation", "since 2024-01-15",
                "It is so since the operation on 2024-01-15."), told(r, "hip.leg-length.position"));
        assertEquals("2025-03-01 2025-03-01 null recorded", told(r, "complication.infection").getFirst());
        assertEquals("since 2025-03-01", r.sinceAndSeen(alert(r, "complication.infection"), "en"));
    }

    @Test
    void whatNobodyKnowsIsSaid() {
        FollowUpResult r = result("knee.operation 2020-03-02 1 1", "knee.score.koos-pain 2020-02-20 40 1",
                "knee.score.koos-pain 2021-03-02 45 1");
        assertEquals(List.of("-", "since when is not known", "Since when is not known."), told(r, "knee.score.koos-pain.limit"));
        assertTrue(r.finding(alert(r, "knee.score.koos-pain.limit"), "fr").endsWith("Depuis quand n'est pas connu."));
        // what wears by 0.4 mm a year began to do so at no time that is known
        r = result("hip.operation 2022-01-15 1 1", "implant.crosslinked 2022-01-15 0 1", "hip.wear.linear 2023-01-15 0.5 mm",
                "hip.wear.linear 2024-01-15 0.9 mm", "hip.wear.linear 2025-01-15 1.3 mm");
        Alert a = alert(r, "hip.wear.linear.limit.rate");
        assertTrue(a.onset() == null || a.onset().basis() == Onset.Basis.COURSE, String.valueOf(a.onset()));
    }

    @Test
    void aForecastHasNotBegun() {
        FollowUpResult r = result("knee.operation 2024-01-01 1 1", "knee.migration.mtpm 2024-02-15 1.1 mm",
                "knee.migration.mtpm 2024-05-01 1.5 mm", "knee.migration.mtpm 2024-06-01 1.55 mm");
        Alert a = alert(r, "knee.migration.mtpm.limit.unacceptable");
        assertNull(a.measured());
        List<String> told = told(r, "knee.migration.mtpm.limit.unacceptable");
        assertEquals("-", told.getFirst());
        assertEquals("Nothing that was measured says that it has begun.", told.get(2));
        assertTrue(told.get(1).startsWith("forecast since "), told.get(1));
    }

    /**
     * What begins on a day that is known is in the 90 % interval of at least 9 of 10 deviations.
     */
    @Test
    void theIntervalHoldsTheTruth() {
        int found = 0;
        int held = 0;
        int later = 0;
        for (int seed = 1; seed <= 24; seed++) {
            double onset = (seed % 3 == 0 ? 60 : seed % 3 == 1 ? 240 : 400) * Clinic.DAY;
            String cause = seed % 2 == 0 ? "loosening" : "stiffness";
            FollowUp f = Clinic.followed(Clinic.patient(Optional.of(new VirtualPatient.Event(cause, onset, 1)), seed));
            Cause c = Observables.causes().stream().filter(x -> x.id().equals(cause)).findFirst().orElseThrow();
            for (Alerts.Found a : Alerts.found(f, f.twin().getCurrentState(), 200, Detectors.DEFAULT, Monitor.NONE)) {
                Alert x = a.alert();
                // a false alarm has no beginning
                if (x.kind() == Alert.Kind.DEVIATION && c.touches(x.observable().id()) && f.since(Times.instant(x.signalled().getTime()))
                        > onset) {
                    double from = f.since(x.onset().from());
                    double to = f.since(x.onset().to());
                    found++;
                    held += from <= onset && onset <= to ? 1 : 0;
                    later += from > 0 ? 1 : 0;
                    assertEquals(0.9, x.onset().probability(), 1e-12);
                }
            }
        }
        assertTrue(found > 40 && held >= 0.9 * found, held + " of " + found);
        // most are seen at the second or third visit already
        assertTrue(later > 10, later + " of " + found + " say more than that it was since the operation");
    }

    /** Against what can be seen: eight residuals of none and then four of four and more, a year apart, changed between the two. */
    @Test
    void aJumpIsDatedBetweenTwoObservations() {
        List<Instant> times = IntStream.range(0, 12).mapToObj(i -> Times.instant((2010 + i) + "-01-01")).toList();
        double[] z = {0.3, -0.8, 0.1, 0.9, -0.4, -1.1, 0.6, 0, 6, 5, 5.5, 6.2};
        Onset o = Onset.residuals(times, z, 8);
        assertEquals(List.of("2017-01-01", "2018-01-01"), List.of(FollowUpResult.day(o.from()), FollowUpResult.day(o.to())));
        // with the likeliest of others it is wider, and of what was so from the first on nobody knows the beginning
        assertEquals("2016-01-01", FollowUpResult.day(Onset.residuals(times, z, 7).from()));
        assertNull(Onset.residuals(times.subList(8, 12), new double[] {6, 5, 5.5, 6.2}, 0).from());
        // what grows has begun before it is much
        o = Onset.residuals(times, new double[] {0.1, -0.3, 0.4, -0.2, 0.3, 0, 0.9, 1.1, 2.4, 2.9, 4.1, 4.8}, 8);
        assertTrue(o.from().isBefore(Times.instant("2016-01-01")) && !o.to().isBefore(Times.instant("2016-01-01")), o.toString());
    }
}
