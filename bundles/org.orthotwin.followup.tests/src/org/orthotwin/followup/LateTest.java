/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.orthotwin.followup.estimation.EnsembleKalman;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinState;

/** What comes in late is taken where it belongs. */
class LateTest {

    private static final List<String> SCORES = List.of("knee.score.oks 2019-12-23 16 1", "knee.score.oks 2020-02-12 30 1",
            "knee.score.oks 2020-04-01 38 1", "knee.score.oks 2020-07-01 42 1", "knee.score.oks 2021-01-01 33 1",
            "knee.score.oks 2021-07-01 30 1");
    private static final List<String> MIXED = List.of("knee.score.oks 2019-12-23 16 1", "knee.flexion 2020-02-12 95 deg",
            "knee.score.oks 2020-02-12 30 1", "knee.migration.mtpm 2020-04-01 0.3 mm", "knee.score.oks 2020-07-01 42 1",
            "knee.migration.mtpm 2021-01-01 1.1 mm", "body.mass 2021-01-01 92 kg", "activity.steps 2021-01-02 5000 1",
            "knee.migration.mtpm 2021-07-01 1.5 mm", "knee.score.oks 2021-07-01 30 1");

    private static List<TwinState> follow(Twin t) {
        return follow(t, new UnscentedKalman());
    }

    private static List<TwinState> follow(Twin t, Estimator estimator) {
        return new FollowUp(t).absorb(estimator, "test", Clinic.SOFTWARE, Monitor.NONE);
    }

    private static void add(Twin t, List<String> rows) {
        assertEquals(List.of(), Intake.take(t, rows.stream().map(r -> r.split(" ")).map(c -> Clinic.row(c[0], c[1], c[2], c[3])).toList(),
                Optional.of(t.getPseudonym()), "test", Clinic.NOW).quarantined());
    }

    /** Whatever hangs on what is believed and was expected, without the names of states. */
    private static Map<String, Object> said(Twin t) {
        FollowUp f = new FollowUp(t);
        TwinState now = t.getCurrentState();
        Map<String, Object> all = new TreeMap<>();
        for (ParameterEstimate e : Histories.estimates(now).values()) {
            all.put(e.getName(), List.of(e.getValue(), e.getStandardDeviation()));
        }
        all.put("steps", f.steps(now).stream().map(s -> List.of(s.observation().getDefinition(), s.observation().getTime(), s.residual(), s
                .prediction().getMean(), s.prediction().getStandardDeviation())).toList());
        all.put("alerts", Alerts.of(f, now, 200, Monitor.NONE).stream().map(a -> List.of(a.kind(), a.subject("en"), a
                .since().getTime(), a.probability())).toList());
        return all;
    }

    /** In any order, in any portions: equal to the last digit. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theOrderOfArrivalChangesNothing(long seed) {
        Random random = new Random(seed);
        for (List<String> rows : List.of(SCORES, MIXED)) {
            Twin once = Clinic.operated("t", "P", "knee", rows.toArray(String[]::new));
            follow(once);
            Map<String, Object> expected = said(once);
            List<String> order = new ArrayList<>(rows);
            Collections.shuffle(order, random);
            Twin t = Clinic.operated("t", "P", "knee");
            for (int i = 0; i < order.size();) {
                int n = Math.min(order.size(), i + 1 + random.nextInt(3));
                add(t, order.subList(i, n));
                follow(t);
                i = n;
            }
            assertEquals(expected, said(t), order.toString());
            assertEquals(List.of(), follow(t));
        }
    }

    /** What an ensemble draws hangs on whose observation is taken, and not on when it came in, nor on what came in before. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theOrderOfArrivalChangesNoDraw(long seed) {
        List<String> rows = new ArrayList<>(MIXED);
        rows.addAll(List.of("patient.bmi 2019-11-20 34 kg/m2", "implant.cemented 2020-01-01 0 1", "patient.age 2019-11-20 71 yr",
                "knee.score.koos-pain 2020-02-12 60 1", "knee.score.koos-pain 2021-01-01 55 1"));
        Estimator ensemble = new EnsembleKalman(64, 7);
        Twin once = Clinic.operated("t", "P", "knee", rows.toArray(String[]::new));
        follow(once, ensemble);
        Map<String, Object> expected = said(once);
        Random random = new Random(seed);
        Collections.shuffle(rows, random);
        Twin t = Clinic.operated("t", "P", "knee");
        for (int i = 0; i < rows.size();) {
            int n = Math.min(rows.size(), i + 1 + random.nextInt(5));
            add(t, rows.subList(i, n));
            follow(t, ensemble);
            i = n;
        }
        assertEquals(expected, said(t), rows.toString());
        Twin another = Clinic.operated("t", "Q", "knee", rows.toArray(String[]::new));
        follow(another, ensemble);
        assertNotEquals(expected.get("knee.score.oks.gain"), said(another).get("knee.score.oks.gain"), "patients have draws of their own");
    }

    /** Who has just followed a twin says to the last digit what is said of its file later. */
    @Test
    void theSameIsToldNowAndLater() {
        Twin t = Clinic.operated("t", "P", "knee", MIXED.toArray(String[]::new));
        FollowUp now = new FollowUp(t);
        now.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
        FollowUp later = new FollowUp(t);
        assertEquals(later.steps(t.getCurrentState()).stream().map(FollowUp.Step::information).toList(), now.steps(t.getCurrentState())
                .stream().map(FollowUp.Step::information).toList());
    }

    /** The scores of a knee that had got well before it got worse, in two files. */
    @Test
    void anAlertDoesNotHangOnWhichFileCameFirst() {
        Twin t = Clinic.operated("t", "P", "knee", SCORES.get(0), SCORES.get(4), SCORES.get(5));
        follow(t);
        List<TwinState> before = List.copyOf(t.getStates());
        TwinState was = t.getCurrentState();
        int predictions = t.getPredictions().size();
        add(t, SCORES.subList(1, 4));
        FollowUp f = new FollowUp(t);
        assertEquals(2, f.late());
        assertEquals(5, follow(t).size());
        assertTrue(Alerts.of(new FollowUp(t), t.getCurrentState(), 200, Monitor.NONE).stream()
                .anyMatch(a -> a.kind() == Alert.Kind.DEVIATION));
        // it is added to: the states that did not know are there, and so is what they foretold
        assertEquals(before, t.getStates().subList(0, before.size()));
        assertEquals(4, Histories.chain(was).size());
        assertEquals(predictions + 5, t.getPredictions().size());
        assertEquals(0, new FollowUp(t).late());
    }

    /** Of a disease time counts from the first observation, whenever that comes in. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theFirstObservationOfADiseaseMayComeLast(long seed) {
        String[] rows = {"knee.score.oks 2019-01-01 30 1", "knee.score.oks 2020-01-01 27 1", "knee.flexion 2020-01-01 110 deg",
            "knee.score.oks 2021-01-01 22 1"};
        Twin once = Clinic.twin(rows);
        follow(once);
        List<String> order = new ArrayList<>(List.of(rows));
        Collections.shuffle(order, new Random(seed));
        Twin t = Histories.begin("t", "P-1");
        order.forEach(r -> {
            add(t, List.of(r));
            follow(t);
        });
        assertEquals(said(once), said(t), order.toString());
        assertEquals(Times.instant("2019-01-01"), new FollowUp(t).origin());
    }

    /** What a person has said is said again, after what was observed by then. */
    @Test
    void whatAPersonSaidStays() {
        Twin t = Clinic.operated("t", "P", "knee", SCORES.get(0), SCORES.get(2), SCORES.get(3));
        follow(t);
        Histories.branch(t, t.getCurrentState(), "seen", Map.of("knee.score.oks.baseline", new Belief.Value(17, 1)), Clinic.NOW,
                Clinic.SOFTWARE);
        add(t, SCORES.subList(4, 6));
        follow(t);
        add(t, SCORES.subList(1, 2));
        follow(t);
        List<TwinState> chain = Histories.chain(t.getCurrentState());
        assertEquals(List.of("population", "observation", "observation", "observation", "observation", "seen", "observation",
                "observation"), chain.stream().map(TwinState::getCause).toList());
        assertTrue(chain.get(2).getInputs().getFirst().getTime().equals("2020-02-12"), chain.get(2).getInputs().toString());
        assertEquals(List.of(), follow(t));
    }

    /** Whoever must not wait leaves what is long ago to those who can, and takes what is new. */
    @Test
    void whatIsLongAgoCanWait() {
        Twin t = Clinic.operated("t", "P", "knee", SCORES.get(0), SCORES.get(2), SCORES.get(3), SCORES.get(4));
        follow(t);
        add(t, List.of(SCORES.get(1), SCORES.get(5)));
        FollowUp f = new FollowUp(t);
        assertEquals(1, f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, 2, Monitor.NONE).size());
        assertEquals(List.of(1, 4), List.of(f.pending(t.getCurrentState()), f.late()));
        assertEquals("2021-07-01", t.getCurrentState().getInputs().getFirst().getTime());
        assertEquals(5, f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, 4, Monitor.NONE).size());
        Twin once = Clinic.operated("t", "P", "knee", SCORES.toArray(String[]::new));
        follow(once);
        assertEquals(said(once), said(t));
    }
}
