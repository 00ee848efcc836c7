/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinState;

/** What was entered wrongly counts no more, and stays to be read. */
class WithdrawalsTest {

    private static final List<String> ROWS = List.of("knee.score.oks 2019-12-10 19 1", "knee.score.oks 2020-02-15 27 1",
            "knee.flexion 2020-02-15 95 deg", "knee.score.oks 2020-07-01 38 1", "knee.score.oks 2021-01-01 40 1",
            "implant.cemented 2020-01-01 1 1");

    private static Twin twin(List<String> rows) {
        return Clinic.operated("t", "P", "knee", rows.toArray(String[]::new));
    }

    private static TwinState follow(Twin t) {
        new FollowUp(t).absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        return t.getCurrentState();
    }

    private static Map<String, List<Double>> believed(TwinState s) {
        Map<String, List<Double>> all = new java.util.TreeMap<>();
        for (ParameterEstimate e : Histories.estimates(s).values()) {
            all.put(e.getName(), List.of(e.getValue(), e.getStandardDeviation()));
        }
        return all;
    }

    private static List<String> without(String row) {
        List<String> rows = new ArrayList<>(ROWS);
        assertTrue(rows.remove(row));
        return rows;
    }

    private static Observation of(Twin t, String row) {
        String[] c = row.split(" ");
        return Withdrawals.find(t, c[0] + "@" + c[1], false);
    }

    /** Not one bit of a belief is left of it, whichever it was: a score, the last, the first, or a fact that chose the priors. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 5})
    void asIfItHadNeverBeenObserved(int which) {
        Twin t = twin(ROWS);
        TwinState before = follow(t);
        Map<String, List<Double>> wrong = believed(before);
        int states = t.getStates().size();
        Observation o = of(t, ROWS.get(which));
        Observation entry = Withdrawals.withdraw(t, o, "typed for another patient", "nurse", Clinic.NOW);
        TwinState after = follow(t);
        assertEquals(believed(follow(twin(without(ROWS.get(which))))), believed(after));
        // both are to be read: the observation, what was believed with it, and who withdrew it when and why
        assertTrue(t.getObservations().contains(o) && t.getStates().size() > states);
        assertEquals(wrong, believed(before));
        assertTrue(Histories.chain(after).stream().anyMatch(s -> s.getInputs().contains(entry)));
        assertEquals(List.of(o.getId(), "typed for another patient", "nurse", Clinic.NOW.toString()),
                List.of(entry.getName(), entry.getDescription(), entry.getSource(), entry.getTime()));
        assertEquals(List.of(), new FollowUp(t).absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE));
        // and back
        Withdrawals.restore(t, o, "it was right", "nurse", Clinic.NOW);
        assertEquals(wrong, believed(follow(t)));
        assertEquals(states - 1, Histories.chain(t.getCurrentState()).stream()
                .filter(s -> s.getCause().equals(FollowUp.OBSERVATION)).count());
    }

    /** What only the chain of states since its prior tells, such as which causes fit, takes no notice of a withdrawal. */
    @Test
    void thePriorStaysWhereItWas() {
        Twin t = twin(ROWS);
        TwinState root = Histories.chain(follow(t)).getFirst();
        Withdrawals.withdraw(t, of(t, ROWS.get(3)), "wrong", "", Clinic.NOW);
        assertEquals(root, Histories.base(follow(t)));
        assertEquals(4, new FollowUp(t).stepsSinceBase(t.getCurrentState()).size());
    }

    /** An operation on a wrong day: withdrawn and entered again, time counts from the right one. */
    @Test
    void theOperationItself() {
        Twin t = twin(ROWS);
        TwinState before = follow(t);
        double level = new FollowUp(t).belief(before).of(Observables.get("knee.score.oks")).mean(0);
        Withdrawals.withdraw(t, Withdrawals.find(t, "knee.operation", false), "wrong day", "", Clinic.NOW);
        assertEquals(1, Intake.take(t, List.of(Clinic.row("knee.operation", "2020-01-15", "1", "1")), Optional.of("P"), "test", Clinic.NOW)
                .taken().size());
        TwinState after = follow(t);
        Twin right = Histories.begin("r", "P");
        List<ObservationFile.Row> rows = new ArrayList<>(List.of(Clinic.row("knee.operation", "2020-01-15", "1", "1")));
        ROWS.forEach(r -> rows.add(Clinic.row(r.split(" ")[0], r.split(" ")[1], r.split(" ")[2], r.split(" ")[3])));
        Intake.take(right, rows, Optional.of("P"), "test", Clinic.NOW);
        assertEquals(believed(follow(right)), believed(after));
        assertNull(after.getOrigin());
        // what was believed when it was thought to have been earlier is told as it was
        double counted = new FollowUp(t).belief(before).value(Observables.get("knee.score.oks"), 0).mean(0);
        assertTrue(Double.isFinite(level) && Double.isFinite(counted));
    }

    /** Of a disease time counts from the first observation: without it from the next. */
    @Test
    void theFirstObservationOfADisease() {
        String[][] rows = {{"hip.score.ohs", "2020-01-01", "30"}, {"hip.score.ohs", "2020-06-01", "28"}, {"hip.score.ohs", "2021-01-01",
                "25"}};
        Twin t = Histories.begin("t", "P");
        Twin other = Histories.begin("t", "P");
        for (String[] r : rows) {
            ObservationFile.Row row = Clinic.row(r[0], r[1], r[2], "1");
            Intake.take(t, List.of(row), Optional.of("P"), "test", Clinic.NOW);
            if (r != rows[0]) {
                Intake.take(other, List.of(row), Optional.of("P"), "test", Clinic.NOW);
            }
        }
        follow(t);
        Withdrawals.withdraw(t, Withdrawals.find(t, "hip.score.ohs@2020-01-01", false), "wrong", "", Clinic.NOW);
        assertEquals(believed(follow(other)), believed(follow(t)));
        assertEquals("2020-06-01T00:00:00Z", t.getCurrentState().getOrigin());
    }

    /** The right value takes the place of the wrong one, at the same time; the wrong one does not come back with the file it came with. */
    @Test
    void theRightValueInItsPlace() {
        Twin t = twin(ROWS);
        follow(t);
        Observation o = of(t, ROWS.get(1));
        Withdrawals.withdraw(t, o, "digits turned", "", Clinic.NOW);
        ObservationFile.Row right = Clinic.row("knee.score.oks", "2020-02-15", "29", "1");
        Observation anew = Intake.take(t, List.of(right), Optional.of("P"), "test", Clinic.NOW).taken().getFirst();
        assertEquals(o.getIdentity() + "~2", anew.getIdentity());
        Intake.Result again = Intake.take(t, List.of(right, Clinic.row("knee.score.oks", "2020-02-15", "27", "1"),
                Clinic.row("knee.score.oks", "2020-02-15", "28", "1")), Optional.of("P"), "test", Clinic.NOW);
        assertEquals(List.of(0, 2, List.of(o), "row.conflict"), List.of(again.taken().size(), again.known(), again.notStanding(),
                again.quarantined().getFirst().reason().code()));
        List<String> rows = without(ROWS.get(1));
        rows.add(1, "knee.score.oks 2020-02-15 29 1");
        assertEquals(believed(follow(twin(rows))).keySet(), believed(follow(t)).keySet());
        believed(t.getCurrentState()).forEach((n, v) -> assertEquals(believed(twinState(rows)).get(n).getFirst(), v.getFirst(),
                1e-9 * Math.abs(v.getFirst()) + 1e-12, n));
        assertEquals("withdraw.replaced", refused(() -> Withdrawals.restore(t, o, "no", "", Clinic.NOW)));
    }

    private static TwinState twinState(List<String> rows) {
        return follow(twin(rows));
    }

    /** Rows up to a day, followed; what a person knew better then; the rest, followed. */
    private static Twin branched(List<String> rows) {
        List<String> first = rows.stream().filter(r -> r.split(" ")[1].compareTo("2020-08-01") < 0).toList();
        Twin t = twin(first);
        Histories.branch(t, follow(t), "seen at the clinic", Map.of("knee.flexion.plateau", new Belief.Value(2, 0.1), "knee.score.oks.gain",
                new Belief.Value(15, 3)), Clinic.NOW, Clinic.SOFTWARE);
        rows.stream().filter(r -> !first.contains(r)).map(r -> r.split(" ")).forEach(c -> Intake.take(t, List.of(Clinic.row(c[0], c[1],
                c[2], c[3])), Optional.of("P"), "test", Clinic.NOW));
        follow(t);
        return t;
    }

    /** What a person said after it is said again in its place, and the end is that of a history in which the observation never was. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void whatAPersonSaidGoesOn(int which) {
        Twin t = branched(ROWS);
        TwinState before = t.getCurrentState();
        Map<String, List<Double>> wrong = believed(before);
        int states = t.getStates().size();
        Observation o = of(t, ROWS.get(which));
        Withdrawals.withdraw(t, o, "wrong", "", Clinic.NOW);
        assertEquals(List.of(), Withdrawals.leftBehind(t));
        TwinState after = follow(t);
        same(believed(branched(without(ROWS.get(which))).getCurrentState()), believed(after));
        // nothing is overwritten
        assertEquals(wrong, believed(before));
        assertTrue(t.getStates().size() > states && t.getStates().contains(before));
        List<String> causes = Histories.chain(after).stream().map(TwinState::getCause).toList();
        assertTrue(causes.contains("seen at the clinic") && causes.contains(FollowUp.WITHDRAWAL), causes.toString());
        assertEquals(List.of(), new FollowUp(t).absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE));
        Withdrawals.restore(t, o, "right", "", Clinic.NOW);
        same(wrong, believed(follow(t)));
    }

    /** What comes out the same but for what a logarithm and back makes of what was stated. */
    private static void same(Map<String, List<Double>> expected, Map<String, List<Double>> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((n, v) -> {
            assertEquals(v.get(0), actual.get(n).get(0), 1e-9 * Math.abs(v.get(0)) + 1e-15, n);
            assertEquals(v.get(1), actual.get(n).get(1), 1e-9 * Math.abs(v.get(1)) + 1e-15, n);
        });
    }

    /** Of a disease time counts from the first observation: what was said when it counted from another one means the same then. */
    @Test
    void whatWasSaidOfAnotherClockMeansTheSame() {
        Twin t = Histories.begin("t", "P");
        Intake.take(t, List.of(Clinic.row("hip.score.ohs", "2020-01-01", "30", "1"), Clinic.row("hip.score.ohs", "2020-06-01", "28", "1")),
                Optional.of("P"), "test", Clinic.NOW);
        Histories.branch(t, follow(t), "seen", Map.of("hip.score.ohs.baseline", new Belief.Value(30, 2), "hip.score.ohs.trend",
                new Belief.Value(-2 / FollowUp.YEAR, 0)), Clinic.NOW, Clinic.SOFTWARE);
        Withdrawals.withdraw(t, Withdrawals.find(t, "hip.score.ohs@2020-01-01", false), "wrong", "", Clinic.NOW);
        assertEquals(List.of(), Withdrawals.leftBehind(t));
        TwinState said = Histories.chain(follow(t)).stream().filter(Histories::isBranch).findFirst().orElseThrow();
        assertEquals("2020-06-01T00:00:00Z", said.getOrigin());
        // 152 days of it
        assertEquals(30 - 2 * 152 / 365.25, Histories.estimates(said).get("hip.score.ohs.baseline").getValue(), 1e-9);
        assertEquals(2, Histories.estimates(said).get("hip.score.ohs.baseline").getStandardDeviation(), 1e-9);
    }

    private static void update(List<Twin> twins) {
        new TwinNetwork(twins).update(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Clinic.NOW, Monitor.NONE);
    }

    /** Both sides of a patient; what one had learned of the other is learned anew without what was withdrawn there. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatOthersHaveLearnedOfItIsLearnedAnew(boolean branched, @TempDir Path folder) {
        List<List<Twin>> both = new ArrayList<>();
        for (boolean was : new boolean[] {true, false}) {
            Twin left = Clinic.operated("left", "P", "knee", (was ? ROWS : without(ROWS.get(1))).toArray(String[]::new));
            Twin right = Clinic.operated("right", "P", "knee", "knee.score.oks 2019-12-10 24 1", "knee.score.oks 2020-06-15 30 1");
            if (branched) {
                Histories.branch(left, follow(left), "seen", Map.of("knee.flexion.plateau", new Belief.Value(2, 0.1)), Clinic.NOW,
                        Clinic.SOFTWARE);
                Intake.take(left, List.of(Clinic.row("knee.score.oks", "2022-01-01", "41", "1")), Optional.of("P"), "test", Clinic.NOW);
            }
            TwinNetwork.couple(left, folder.resolve("left.twin"), right, folder.resolve("right.twin"), CouplingKind.LEFT_RIGHT, Optional
                    .empty());
            both.add(List.of(left, right));
            update(both.getLast());
        }
        Twin left = both.get(0).get(0);
        Withdrawals.withdraw(left, of(left, ROWS.get(1)), "the other knee", "", Clinic.NOW);
        assertEquals(List.of(), Withdrawals.leftBehind(left));
        update(both.get(0));
        for (int i = 0; i < 2; i++) {
            same(believed(both.get(1).get(i).getCurrentState()), believed(both.get(0).get(i).getCurrentState()));
        }
    }

    @Test
    void refusals() {
        Twin t = twin(ROWS);
        Observation o = of(t, ROWS.get(0));
        assertEquals("withdraw.why", refused(() -> Withdrawals.withdraw(t, o, " ", "", Clinic.NOW)));
        assertEquals("withdraw.stands", refused(() -> Withdrawals.restore(t, o, "x", "", Clinic.NOW)));
        assertEquals("withdraw.unknown", refused(() -> Withdrawals.find(t, "knee.score.oks@2020-02-16", false)));
        assertEquals("withdraw.several", refused(() -> Withdrawals.find(t, "knee.score.oks", false)));
        Observation entry = Withdrawals.withdraw(t, o, "x", "", Clinic.NOW);
        assertEquals("withdraw.twice", refused(() -> Withdrawals.withdraw(t, o, "x", "", Clinic.NOW)));
        assertEquals("withdraw.entry", refused(() -> Withdrawals.withdraw(t, entry, "x", "", Clinic.NOW)));
        assertEquals(o, Withdrawals.find(t, "knee.score.oks", true));
        assertEquals(o, Withdrawals.find(t, o.getId(), false));
    }

    private static String refused(org.junit.jupiter.api.function.Executable e) {
        return assertThrows(InputException.class, e).diagnostic().code();
    }
}
