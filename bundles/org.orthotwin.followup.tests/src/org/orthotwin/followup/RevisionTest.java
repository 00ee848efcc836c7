/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinState;

/** A revision begins the course of another implant. */
class RevisionTest {

    private static final List<String> FIRST = List.of("patient.bmi 2020-01-01 29 kg/m2", "implant.cemented 2020-01-01 1 1",
            "knee.score.oks 2019-12-12 18 1", "knee.score.oks 2020-02-12 28 1", "knee.migration.mtpm 2020-04-01 0.5 mm",
            "knee.score.oks 2020-07-01 36 1", "knee.migration.mtpm 2020-07-01 0.9 mm", "knee.score.oks 2020-12-30 31 1",
            "knee.migration.mtpm 2020-12-30 1.6 mm", "knee.score.oks 2021-06-22 23 1", "knee.migration.mtpm 2021-06-22 2.4 mm");
    private static final String REVISION = "complication.revision 2021-11-29 1 1";
    private static final String AGAIN = "knee.operation 2021-11-29 1 1";
    private static final List<String> SECOND = List.of("knee.migration.mtpm 2022-02-28 0.15 mm", "knee.score.oks 2022-03-09 27 1",
            "knee.score.oks 2022-07-16 31 1", "knee.migration.mtpm 2023-02-04 0.3 mm", "knee.score.oks 2023-02-04 34 1",
            "knee.migration.mtpm 2024-02-09 0.35 mm");

    private static List<String> all(String... operations) {
        List<String> all = new ArrayList<>(FIRST);
        all.addAll(List.of(operations));
        all.addAll(SECOND);
        return all;
    }

    private static Twin operated(String day) {
        Twin t = Histories.begin("t", "P");
        add(t, List.of("knee.operation " + day + " 1 1"));
        return t;
    }

    private static List<TwinState> follow(Twin t) {
        return new FollowUp(t).absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
    }

    private static Twin followed(List<String> rows) {
        Twin t = Clinic.operated("t", "P", "knee", rows.toArray(String[]::new));
        follow(t);
        return t;
    }

    private static void add(Twin t, List<String> rows) {
        assertEquals(List.of(), Intake.take(t, rows.stream().map(r -> r.split(" ")).map(c -> Clinic.row(c[0], c[1], c[2], c[3])).toList(),
                Optional.of(t.getPseudonym()), "test", Clinic.NOW).quarantined());
    }

    private static List<Alert> alerts(Twin t, TwinState s) {
        return Alerts.of(new FollowUp(t).of(s), s, 200, Monitor.NONE);
    }

    private static Map<String, Object> said(Twin t) {
        TwinState now = t.getCurrentState();
        FollowUp f = new FollowUp(t).of(now);
        Map<String, Object> all = new TreeMap<>();
        for (ParameterEstimate e : Histories.estimates(now).values()) {
            all.put(e.getName(), List.of(e.getValue(), e.getStandardDeviation()));
        }
        all.put("origin", f.origin());
        all.put("steps", f.steps(now).stream().map(s -> List.of(s.observation().getDefinition(), s.observation().getTime(), s.residual(), s
                .prediction().getMean(), s.prediction().getStandardDeviation())).toList());
        all.put("alerts", alerts(t, now).stream().map(a -> List.of(a.kind(), a.subject("en"), a.since().getTime(), a.probability()))
                .toList());
        return all;
    }

    @Test
    void timeCountsFromTheRevisionAndWhatTheRemovedImplantDidIsItsOwn() {
        Twin t = followed(all(REVISION));
        FollowUp f = new FollowUp(t);
        TwinState now = t.getCurrentState();
        assertEquals(Instant.parse("2021-11-29T00:00:00Z"), f.origin());
        assertEquals(List.of("2020-01-01", "2021-11-29"), f.operations().stream().map(Operation::day).toList());
        // the last score before it is what the patient was like, the migration of the removed implant is not there
        assertEquals(List.of("2021-06-22", "2022-03-09", "2022-07-16", "2023-02-04"), f.steps(now).stream().filter(s -> s.observable().id()
                .equals("knee.score.oks")).map(s -> s.observation().getTime()).toList());
        Observable mtpm = Observables.get("knee.migration.mtpm");
        assertEquals(3, f.steps(now).stream().filter(s -> s.observable().equals(mtpm)).count());
        assertEquals(0.35, 1000 * f.belief(now).value(mtpm, f.since(Times.instant("2024-06-01"))).mean(0), 0.15);
        assertEquals(List.of(), alerts(t, now).stream().map(Alert::id).toList());
        // what was said of the removed one is still there, in its own time
        TwinState then = f.earlier(now).getFirst();
        FollowUp first = f.of(then);
        assertEquals("2021-11-29", first.removed().orElseThrow().day());
        assertEquals(Clinic.OPERATION, first.origin());
        assertTrue(alerts(t, then).stream().anyMatch(a -> a.observable().equals(mtpm)), alerts(t, then).toString());
        assertEquals(said(followed(FIRST)).get("steps"), first.steps(then).stream().map(s -> List.of(s.observation().getDefinition(), s
                .observation().getTime(), s.residual(), s.prediction().getMean(), s.prediction().getStandardDeviation())).toList());
    }

    /** What chooses the priors: the patient's facts stay, those of the removed implant do not. */
    @Test
    void factsOfTheRemovedImplantGo() {
        FollowUp f = new FollowUp(followed(all(REVISION)));
        assertEquals(Map.of("patient.bmi", 29.0, FollowUp.AGAIN, 1.0), f.facts());
        assertEquals(Map.of("patient.bmi", 29.0, "implant.cemented", 1.0), f.of(f.twin().getStates().getFirst()).facts());
        Twin t = followed(all(REVISION, "implant.cemented 2021-11-29 0 1"));
        assertEquals(0, new FollowUp(t).facts().get("implant.cemented"));
    }

    /** An operation of the joint, a recorded revision, or both on a day: the same. */
    @Test
    void itIsOneHoweverItIsSaid() {
        Map<String, Object> expected = said(followed(all(REVISION)));
        assertEquals(expected, said(followed(all(AGAIN))));
        assertEquals(expected, said(followed(all(REVISION, AGAIN))));
    }

    /** In any order, in any portions, with the revision among them: equal to the last digit. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theOrderOfArrivalChangesNothing(long seed) {
        Random random = new Random(seed);
        // facts that are known at the beginning choose the priors
        List<String> facts = List.of(FIRST.get(0), FIRST.get(1));
        Map<String, Object> expected = said(followed(all(REVISION)));
        List<String> order = new ArrayList<>(all(REVISION));
        order.removeAll(facts);
        Collections.shuffle(order, random);
        Twin t = Clinic.operated("t", "P", "knee", facts.toArray(String[]::new));
        follow(t);
        for (int i = 0; i < order.size();) {
            int n = Math.min(order.size(), i + 1 + random.nextInt(3));
            List<TwinState> before = List.copyOf(t.getStates());
            add(t, order.subList(i, n));
            follow(t);
            assertEquals(before, t.getStates().subList(0, before.size()), "nothing is overwritten");
            i = n;
        }
        assertEquals(expected, said(t), order.toString());
        assertEquals(List.of(), follow(t));
        assertEquals(0, new FollowUp(t).late());
        assertEquals(0, new FollowUp(t).pending(t.getCurrentState()));
    }

    @Test
    void oneThatWasWithdrawnWasNever() {
        Map<String, Object> without = said(followed(all()));
        Map<String, Object> with = said(followed(all(REVISION)));
        assertNotEquals(without, with);
        Twin t = followed(all(REVISION));
        Withdrawals.withdraw(t, Withdrawals.find(t, "complication.revision", false), "other patient", "", Clinic.NOW);
        follow(t);
        assertEquals(without, said(t));
        Withdrawals.restore(t, Withdrawals.find(t, "complication.revision", true), "it was", "", Clinic.NOW);
        follow(t);
        assertEquals(with, said(t));
    }

    /** What is withdrawn of before the revision, and told late of it, reaches what follows as far as it is of the patient. */
    @Test
    void theFirstCourseCanBeCorrected() {
        Twin t = followed(all(REVISION));
        Withdrawals.withdraw(t, Withdrawals.find(t, "knee.score.oks@2021-06-22", false), "other patient", "", Clinic.NOW);
        follow(t);
        List<String> rows = all(REVISION);
        rows.remove("knee.score.oks 2021-06-22 23 1");
        assertEquals(said(followed(rows)), said(t));
        Withdrawals.restore(t, Withdrawals.find(t, "knee.score.oks@2021-06-22", true), "it was", "", Clinic.NOW);
        follow(t);
        assertEquals(said(followed(all(REVISION))), said(t));
    }

    /** Who was 60 at the first operation is older at the second; who is 62 today was 60 two years ago. */
    @Test
    void anAgeIsThatOfTheOperation() {
        Twin t = followed(all(AGAIN));
        add(t, List.of("patient.age 2020-01-01 60 yr"));
        FollowUp f = new FollowUp(t);
        // 698 days
        assertEquals((60 + 698 / 365.25) * FollowUp.YEAR, f.facts().get("patient.age"), 1);
        assertEquals(60 * FollowUp.YEAR, f.of(t.getStates().getFirst()).facts().get("patient.age"), 1);
        Twin late = operated("2020-01-01");
        add(late, List.of("patient.age 2022-01-01 62 yr"));
        assertEquals((62 - 731 / 365.25) * FollowUp.YEAR, new FollowUp(late).facts().get("patient.age"), 1);
    }

    /** A register and a hospital that date one operation differently make no revision of it; whoever means one says so. */
    @Test
    void anOperationADayLaterIsNoRevisionUnlessItIsSaid() {
        Twin t = operated("2020-01-10");
        List<ObservationFile.Row> next = List.of(Clinic.row("knee.operation", "2020-01-11", "1", "1"));
        Intake.Result r = Intake.take(t, next, Optional.of("P"), "registry", Clinic.NOW);
        assertEquals(List.of("row.operation-close"), r.quarantined().stream().map(q -> q.reason().code()).toList());
        String told = r.quarantined().getFirst().reason().text("en");
        assertTrue(told.contains("2020-01-10") && told.contains("2020-01-11") && told.contains("test"), told);
        assertEquals(1, new FollowUp(t).operations().size());
        Twin both = operated("2020-01-10");
        assertEquals(1, Intake.take(both, next, Optional.of("P"), "registry", Clinic.NOW, true, "", Monitor.NONE).taken().size());
        assertEquals(2, new FollowUp(both).operations().size());
        Twin said = operated("2020-01-10");
        Intake.Result s = Intake.take(said, List.of(next.getFirst(), Clinic.row("complication.revision", "2020-01-11", "1", "1")), Optional
                .of("P"), "registry", Clinic.NOW);
        assertEquals(List.of(2, 0), List.of(s.taken().size(), s.quarantined().size()));
        assertEquals(2, new FollowUp(said).operations().size());
        // and the right day takes the place of the wrong one
        Withdrawals.withdraw(t, Withdrawals.find(t, "knee.operation", false), "wrong day", "", Clinic.NOW);
        Intake.take(t, next, Optional.of("P"), "registry", Clinic.NOW);
        assertEquals(List.of("2020-01-11"), new FollowUp(t).operations().stream().map(Operation::day).toList());
    }

    /** Beyond 30 days another operation is taken, and that it is a revision is told; not where somebody says so. */
    @Test
    void anOperationThatBeginsARevisionIsToldWhereNobodySaysSo() {
        for (String first : List.of("2020-01-10", "2020-05-01")) {
            Twin t = operated(first);
            Intake.Result r = Intake.take(t, List.of(Clinic.row("knee.operation", "2020-02-20", "1", "1")), Optional.of("P"), "registry",
                    Clinic.NOW);
            assertEquals(1, r.taken().size());
            assertEquals(List.of(first.compareTo("2020-02-20") < 0 ? "2020-02-20" : first), new FollowUp(t).revisionsBy(r.taken()).stream()
                    .map(Operation::day).toList());
            assertEquals(List.of(), new FollowUp(t).revisionsBy(List.of()));
        }
        Twin said = operated("2020-01-10");
        Intake.Result s = Intake.take(said, List.of(Clinic.row("knee.operation", "2020-02-20", "1", "1"), Clinic.row(
                "complication.revision", "2020-02-20", "1", "1")), Optional.of("P"), "registry", Clinic.NOW);
        assertEquals(List.of(2, List.of()), List.of(s.taken().size(), new FollowUp(said).revisionsBy(s.taken())));
    }

    /** An earlier operation that is told late makes a revision of the one that was known. */
    @Test
    void theFirstOperationMayComeLast() {
        Twin t = Histories.begin("t", "P");
        List<String> rows = all(AGAIN);
        add(t, rows);
        follow(t);
        assertEquals(1, new FollowUp(t).operations().size());
        add(t, List.of("knee.operation 2020-01-01 1 1"));
        follow(t);
        assertEquals(said(followed(rows)), said(t));
    }

    /** A branch of the first course goes on into the second, and one of the second stays in it. */
    @Test
    void branchesKeepTheirCourse() {
        Twin t = followed(all(REVISION));
        TwinState early = Histories.chain(t.getCurrentState()).get(3);
        Histories.branch(t, early, "seen", Map.of("knee.migration.mtpm.bedding", new Belief.Value(1e-3, 1e-4)),
                Clinic.NOW, Clinic.SOFTWARE);
        follow(t);
        FollowUp f = new FollowUp(t);
        assertEquals(1, f.earlier(t.getCurrentState()).size());
        assertEquals(said(followed(all(REVISION))), said(t));
        Histories.branch(t, t.getCurrentState(), "better", Map.of("knee.score.oks.baseline", new Belief.Value(22, 1)), Clinic.NOW,
                Clinic.SOFTWARE);
        follow(t);
        assertEquals(Instant.parse("2021-11-29T00:00:00Z"), new FollowUp(t).of(t.getCurrentState()).origin());
        add(t, List.of("knee.score.oks 2022-01-20 25 1"));
        follow(t);
        assertTrue(Histories.chain(t.getCurrentState()).stream().anyMatch(s -> "better".equals(s.getCause())));
        assertEquals(5, new FollowUp(t).steps(t.getCurrentState()).stream().filter(s -> s.observable().id().equals("knee.score.oks"))
                .count());
    }

    /** Visits count from it. */
    @Test
    void visitsBeginAnew() {
        FollowUp f = new FollowUp(followed(all(REVISION)));
        VisitSchedule.Visit first = VisitSchedule.of("knee").orElseThrow().visits(f, Clinic.NOW).getFirst();
        assertEquals("2022-01-10", FollowUpResult.day(first.date()));
    }
}
