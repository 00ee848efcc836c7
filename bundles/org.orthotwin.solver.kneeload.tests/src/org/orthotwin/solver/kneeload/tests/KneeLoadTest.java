/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.kneeload.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;

class KneeLoadTest {

    /**
     * Averages of the peaks of five replaced knees (Kutzner et al. 2010). Where the extensors do most the model is near that; in
     * standing, where muscles work against each other, it says less than half of what was measured.
     */
    @Test
    void extensorsMakeWhatWasMeasuredWhereTheyDoMost() {
        for (double sex : new double[] {1, 2}) {
            Solution s = Subject.solve(Subject.of(Map.of("sex", sex)));
            Map.of("stair-ascent", 3.16, "stair-descent", 3.46, "chair-rising", 2.46).forEach((task, measured) ->
                    assertEquals(measured, Subject.si(s, task + "-bw"), 0.18 * measured, task));
            Map.of("level-walking", 2.61, "knee-bend", 2.53).forEach((task, measured) ->
                    assertEquals(measured, Subject.si(s, task + "-bw"), 0.25 * measured, task));
            assertTrue(Subject.si(s, "stair-ascent-bw") > Subject.si(s, "level-walking-bw"));
            for (String task : List.of("one-leg-stance", "two-leg-stance")) {
                double measured = task.equals("one-leg-stance") ? 2.59 : 1.07;
                assertTrue(Subject.si(s, task + "-bw") < 0.5 * measured && Subject.si(s, task + "-bw") > 0.3 * measured, task);
            }
        }
    }

    /** With round numbers by hand: tendon = moment over arm, the ground less shank and foot beside it. */
    @Test
    void statics() {
        Solution s = Subject.solve(Subject.WOMAN, "mass", "100kg", "tendon.arm", "40mm");
        double weight = 100 * Person.GRAVITY;
        assertEquals(116 / 0.04 + (1 - 0.061) * weight, Subject.si(s, "stair-ascent"), 1e-9);
        // at 90 degrees two fifths of the way to an arm that is a fifth shorter; the shank leans by 35 degrees
        assertEquals(90 / (0.04 * (1 - 0.2 * 0.4)) + (0.5 - 0.061) * weight * Math.cos(Math.toRadians(35)), Subject.si(s, "chair-rising"),
                1e-9);
        assertEquals(0.439 * weight, Subject.si(s, "two-leg-stance"), 1e-9);
        // a foot so far ahead that nothing bends the knee
        Solution ahead = Subject.solve(Subject.WOMAN, "mass", "100kg", "foot.ahead", "200mm", "shank.lean", "10deg");
        for (double[] row : ahead.tables().getFirst().rows()) {
            assertEquals(0, row[3]);
        }
        // hips in the midplane: the medial side alone carries a leg that stands upright
        double narrow = Subject.si(Subject.solve(Subject.WOMAN, "hip.half-width", "40mm"), "one-leg-stance-bw");
        assertEquals(0.939, narrow, 1e-9);
        assertTrue(Subject.si(Subject.solve(Subject.WOMAN, "hip.half-width", "120mm"), "one-leg-stance-bw") > narrow + 0.1);
    }

    /** Loads count in proportion to the body's mass, and a bigger knee has a longer arm. */
    @Test
    void sizeAndMass() {
        Solution one = Subject.solve(Subject.WOMAN, "mass", "60kg");
        Solution two = Subject.solve(Subject.WOMAN, "mass", "120kg");
        one.values().forEach((name, v) -> assertEquals(name.endsWith("-bw") || name.endsWith("arm") ? v.si() : 2 * v.si(),
                two.values().get(name).si(), 1e-9 * v.si(), name));
        Solution man = Subject.solve(Subject.of(Map.of("sex", 2.0)));
        assertTrue(Subject.si(man, "tendon.arm") > 1.08 * Subject.si(one, "tendon.arm"));
    }

    @Test
    void whatIsMissingIsNamed() {
        Problem p = Subject.WOMAN;
        assertRefused("mass", new Problem(new Person(Double.NaN, 1.7, 0), p.bodies(), p.joint(), List.of(), List.of()));
        assertRefused("no joint", new Problem(new Person(70, 1.7, 0), List.of(), null, List.of(), List.of()));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Subject.solve(p, "from", "50deg", "to", "40deg"));
        assertTrue(e.getMessage().contains("above where it begins"), e.getMessage());
    }

    private static void assertRefused(String what, Problem p) {
        SolverException e = assertThrows(SolverException.class, () -> Subject.solve(p));
        assertTrue(e.getMessage().contains(what), e.getMessage());
    }
}
