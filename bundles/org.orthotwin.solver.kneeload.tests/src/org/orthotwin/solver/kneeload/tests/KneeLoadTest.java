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
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;

class KneeLoadTest {

    /**
     * Averages of the peaks of five replaced knees (Kutzner et al. 2010). Where the extensors do most the model is near that; in
     * standing on both legs, where muscles work against each other, it says less than half of what was measured.
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
            assertEquals(2.59, Subject.si(s, "one-leg-stance-bw"), 0.30 * 2.59);
            double both = Subject.si(s, "two-leg-stance-bw");
            assertTrue(both < 0.5 * 1.07 && both > 0.3 * 1.07, "" + both);
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
        assertEquals(100, Subject.si(s, "body-mass"), 1e-12);
        // a patient's arm that is a quarter longer than what is usual
        Solution longer = Subject.solve(Subject.WOMAN, "mass", "100kg", "tendon.arm", "40mm", "tendon.arm.times", "1.25");
        assertEquals(116 / 0.05 + (1 - 0.061) * weight, Subject.si(longer, "stair-ascent"), 1e-9);
        assertEquals(0.05, Subject.si(longer, "tendon.arm"), 1e-12);
        // a foot so far ahead that nothing bends the knee
        Solution ahead = Subject.solve(Subject.WOMAN, "mass", "100kg", "foot.ahead", "200mm", "shank.lean", "10deg");
        for (double[] row : ahead.tables().getFirst().rows()) {
            assertEquals(0, row[3]);
        }
        // on one leg the force passes through the middle of the knee: the weight's lever over that of the lateral side
        Vec3 lateral = Subject.WOMAN.bodies().getFirst().landmark("LEC");
        Vec3 medial = Subject.WOMAN.bodies().getFirst().landmark("MEC");
        Vec3 hip = Subject.WOMAN.bodies().getFirst().landmark("FHC");
        double thigh = hip.distance(lateral.mid(medial));
        double shank = Subject.WOMAN.bodies().get(1).landmark("KNEE_T").distance(Subject.WOMAN.bodies().get(1).landmark("ANK_C"));
        double aside = 0.1 * shank / (shank + thigh);
        assertEquals(0.939 * (1 + aside / (0.5 * lateral.distance(medial))),
                Subject.si(Subject.solve(Subject.WOMAN, "hip.half-width", "100mm"), "one-leg-stance-bw"), 1e-9);
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
