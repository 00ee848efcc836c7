/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
import org.orthotwin.model.twin.Twin;

/** Scores of answers, by the rules of their owners. */
class ScoringTest {

    private static double score(String observable, String answers) {
        return Observables.get(observable).scoring().orElseThrow().of(observable, answers, Observables.get(observable).whole());
    }

    private static String all(int items, String answer) {
        return "items(" + String.join(" ", Collections.nCopies(items, answer)) + ")";
    }

    private static String refused(String observable, String answers) {
        return assertThrows(InputException.class, () -> score(observable, answers)).getMessage();
    }

    @Test
    void oxfordScoresAreSumsWithAtMostTwoFilledIn() {
        assertEquals(48, score("knee.score.oks", all(12, "4")));
        assertEquals(0, score("hip.score.ohs", all(12, "0")));
        assertEquals(30, score("knee.score.oks", "items(1 2 3 4 1 2 3 4 1 2 3 4)"));
        // ten answers of 27 together, two filled in by their mean of 2.7
        assertEquals(32.4, score("knee.score.oks", "items(1 2 3 4 - 2 3 4 - 2 3 3)"), 1e-12);
        String three = refused("knee.score.oks", "items(1 2 3 4 - 2 3 4 - 2 3 -)");
        assertTrue(three.contains("3") && three.contains("2"), three);
    }

    @Test
    void koosIsAHundredLessTheMean() {
        assertEquals(100, score("knee.score.koos-pain", all(9, "0")), 1e-12);
        assertEquals(0, score("knee.score.koos-pain", all(9, "4")), 1e-12);
        assertEquals(75, score("knee.score.koos-adl", all(17, "1")), 1e-12);
        // half of the items are enough: five of nine with a mean of 2
        assertEquals(50, score("knee.score.koos-pain", "items(2 2 2 2 2 - - - -)"), 1e-12);
        refused("knee.score.koos-pain", "items(2 2 2 2 - - - - -)");
    }

    @Test
    void womacFillsInEachPartByItself() {
        assertEquals(96, score("knee.score.womac", all(24, "4")));
        String pain = "1 1 1 1 -";
        String function = String.join(" ", Collections.nCopies(17, "2"));
        assertEquals(5 + 2 * 3 + 34, score("hip.score.womac", "items(" + pain + " 3 - " + function + ")"), 1e-12);
        refused("hip.score.womac", "items(1 1 1 - - 3 3 " + function + ")");
        refused("hip.score.womac", "items(1 1 1 1 1 - - " + function + ")");
    }

    @Test
    void constantIsPainActivitiesMotionAndStrength() {
        assertEquals(100, score("shoulder.score.constant", "items(15 4 4 2 10 10 10 10 10 25)"));
        assertEquals(0, score("shoulder.score.constant", all(10, "0")));
        assertTrue(refused("shoulder.score.constant", "items(15 4 4 3 10 10 10 10 10 25)").contains("4"), "sleep is 0 to 2");
    }

    @Test
    void whatIsWrongIsNamed() {
        assertTrue(refused("knee.score.oks", all(11, "4")).contains("11"));
        assertTrue(refused("knee.score.oks", "items(1 2 3 4 1 2 3 4 1 2 3 five)").contains("five"));
        assertTrue(refused("knee.score.oks", "items(1 2 3 4 1 2 3 4 1 2 3 5)").contains("12"));
        assertTrue(refused("knee.score.oks", "items()").contains("12"));
    }

    /** Every part that is filled in as its rule allows stays within what the score can be. */
    @Test
    void everyRuleFitsItsScore() {
        List<Observable> scored = Observables.all().stream().filter(d -> d.scoring().isPresent()).toList();
        assertTrue(scored.size() >= 7);
        for (Observable d : scored) {
            Scoring s = d.scoring().orElseThrow();
            double low = s.start() + s.factor() * s.blocks().stream().mapToDouble(b -> b.items() * b.lower()).sum();
            double high = s.start() + s.factor() * s.blocks().stream().mapToDouble(b -> b.items() * b.upper()).sum();
            assertEquals(d.lower(), Math.min(low, high), 1e-9, d.id());
            assertEquals(d.upper(), Math.max(low, high), 1e-9, d.id());
        }
    }

    /** What is a sum of whole answers is no 3.8; what was filled in by a mean, and what is a percentage, may be. */
    @Test
    void wholeScoresAreWhole() {
        Twin t = Histories.begin("t", "P");
        String[][] rows = {{"knee.operation", "1", "1"}, {"knee.score.oks", "3.8", "1"}, {"knee.score.oks", "38.0", "1"},
            {"knee.score.oks", "items(4 4 4 4 4 4 4 4 4 3 2 -)", "1"}, {"knee.score.oks", "items(3.5 4 4 4 4 4 4 4 4 3 2 4)", "1"},
            {"knee.score.womac", "20.5", "1"}, {"implant.cemented", "0.5", "1"}, {"knee.score.koos-pain", "83.3", "1"},
            {"pain", "2.5", "1"}};
        List<ObservationFile.Row> all = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            all.add(Clinic.row(rows[i][0], "2020-01-0" + (i + 1), rows[i][1], rows[i][2]));
        }
        Intake.Result r = Intake.take(t, all, Optional.of("P"), "test", Clinic.NOW);
        assertEquals(List.of("row.whole-score", "items.answer-whole", "row.whole-score", "row.whole"), r.quarantined().stream()
                .map(q -> q.reason().code()).toList());
        assertEquals(List.of(1.0, 38.0, Numbers.edge(12 * 41 / 11.0), 83.3, 2.5), r.taken().stream().map(o -> o.getValue()).toList());
        for (String language : List.of("en", "fr")) {
            String said = r.quarantined().getFirst().reason().text(language);
            assertTrue(said.contains("knee.score.oks") && said.contains("3.8") && said.contains("12"), said);
        }
    }

    @Test
    void answersComeInAsAValue() {
        Twin t = Histories.begin("t", "P");
        Intake.Result r = Intake.take(t, List.of(Clinic.row("knee.operation", "2020-01-01", "1", "1"), Clinic.row("knee.score.oks",
                "2020-06-01", "items(1 2 3 4 1 2 3 4 1 2 3 4)", "1"), Clinic.row("pain", "2020-06-01", "items(1 2)", "1")),
                Optional.of("P"), "test", Clinic.NOW);
        assertEquals(30, t.getObservations().getLast().getValue());
        assertEquals(1, r.quarantined().size());
        assertEquals("pain", ((Map<?, ?>) r.quarantined().getFirst().row().texts()).get("observable"));
        assertEquals("items.no-rule", r.quarantined().getFirst().reason().code());
    }
}
