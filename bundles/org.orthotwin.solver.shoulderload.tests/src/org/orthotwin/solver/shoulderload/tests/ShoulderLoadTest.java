/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.shoulderload.ScapularRhythm;

class ShoulderLoadTest {

    private static final String CUFF = "supraspinatus infraspinatus subscapularis teres-minor";

    /** Braman et al. 2009: 0.43 degrees for each one that the humerus is raised against the scapula. */
    @Test
    void scapulaFollowsTheArm() {
        ScapularRhythm r = new ScapularRhythm(0.43, Math.toRadians(35), 0, 0);
        double up = r.upwardAt(Math.toRadians(143));
        assertEquals(43, Math.toDegrees(up), 1e-9);
        // raised in its own plane the humerus has the rest against it
        RigidTransform humerus = ScapularRhythm.humerusInThorax(r.protraction(), Math.toRadians(143), r.protraction());
        RigidTransform against = r.scapulaInThorax(Math.toRadians(143)).inverse().times(humerus);
        assertEquals(100, Math.toDegrees(against.angle()), 1e-9);
        // to the side, outwards; forwards, in front; without a turn about itself
        assertEquals(0, ScapularRhythm.humerusInThorax(0, Math.PI / 2, 0).rotate(new Vec3(0, -1, 0)).distance(Vec3.Z), 1e-12);
        RigidTransform forwards = ScapularRhythm.humerusInThorax(Math.PI / 2, Math.PI / 2, 0);
        assertEquals(0, forwards.rotate(new Vec3(0, -1, 0)).distance(Vec3.X), 1e-12);
        assertEquals(0, forwards.rotate(Vec3.Z).distance(Vec3.Z), 1e-12);
        // upwards turns the glenoid up, protraction turns it forwards, tilt brings the lower angle back
        Vec3 lateral = new ScapularRhythm(0, 0.2, 0.3, 0).scapulaInThorax(1).rotate(Vec3.Z);
        assertTrue(lateral.y() > 0.29 && lateral.x() > 0.18, lateral.toString());
        assertTrue(new ScapularRhythm(0, 0, 0, 0.2).scapulaInThorax(1).rotate(new Vec3(0, -1, 0)).x() < -0.19);
        assertThrows(IllegalArgumentException.class, () -> new ScapularRhythm(-0.1, 0, 0, 0));
    }

    /**
     * In vivo up to 2.38 times body weight (Bergmann et al. 2011), models without a weight in the hand up to 0.9 at 90 degrees (Poppen and
     * Walker 1978); ours say 0.4 to 0.6, for nothing in them works against the motion.
     */
    @Test
    void forcesAreThoseOfTheLiterature() {
        for (String motion : List.of("abduction", "scaption", "flexion")) {
            Solution s = Subject.solve(Subject.WOMAN, "motion", motion, "step", "15deg");
            assertEquals(Solution.Status.CONVERGED, s.status(), motion);
            assertTrue(s.messages().isEmpty(), s.messages().toString());
            double right = Subject.si(s, "at-90-bw");
            assertTrue(right > 0.4 && right < 0.9, motion + ": " + right + " times body weight at 90 degrees");
            // up to there the load grows with the elevation
            double before = 0;
            for (double[] row : Subject.table(s, "shoulder-load").rows()) {
                assertTrue(row[1] > before || row[0] > Math.toRadians(76), motion + " at " + Math.toDegrees(row[0]));
                before = row[1];
                assertEquals(row[1], Math.sqrt(row[3] * row[3] + row[4] * row[4] + row[5] * row[5]), 1e-9 * row[1]);
            }
            Solution held = Subject.solve(Subject.WOMAN, "motion", motion, "step", "15deg", "hand.mass", "2kg");
            double most = Subject.si(held, "largest-bw");
            assertTrue(most > 1 && most < 2.38, motion + ": " + most + " times body weight with 2 kg in the hand");
        }
    }

    /** The head is pressed into the glenoid: no more shear than leads the force to its rim, which the deltoid alone would exceed. */
    @Test
    void headStaysInTheGlenoid() {
        Problem p = Subject.WOMAN;
        Map<String, Vec3> m = p.bodies().getFirst().landmarks();
        double reach = p.bodies().get(1).landmark("GH").distance(p.bodies().get(1).landmark("HEAD_A")) + 0.003;
        double height = m.get("GLEN_S").distance(m.get("GLEN_I"));
        Solution s = Subject.solve(p, "step", "5deg");
        assertTrue(Subject.si(s, "shear.largest") < 0.5 * height / reach + 1e-6, Subject.si(s, "shear.largest") + " of shear");
        // early in the motion the rim decides: there the cuff does more than its share of the moment
        Table t = Subject.table(s, "shoulder-load");
        double[] first = t.rows().getFirst();
        assertTrue(Math.hypot(first[4], first[5]) / first[3] > 0.9 * Subject.si(s, "shear.largest"));
        // without the cuff nothing holds it there
        Solution torn;
        try {
            torn = Subject.solve(p, "absent", CUFF);
        } catch (SolverException e) {
            assertEquals(SolverException.Code.NO_SOLUTION, e.code());
            return;
        }
        assertTrue(torn.status() == Solution.Status.NOT_CONVERGED || Subject.si(torn, "unbalanced") > 0.1);
    }

    /** Weights count in proportion, and the share of body weight does not depend on it. */
    @Test
    void forcesGrowWithTheWeight() {
        Solution one = Subject.solve(Subject.WOMAN, "mass", "60kg", "step", "15deg");
        Solution two = Subject.solve(Subject.WOMAN, "mass", "120kg", "step", "15deg");
        assertEquals(2 * Subject.si(one, "largest"), Subject.si(two, "largest"), 1e-6 * Subject.si(one, "largest"));
        assertEquals(Subject.si(one, "largest-bw"), Subject.si(two, "largest-bw"), 1e-7);
    }

    /** A taller arm makes larger forces, a larger head smaller ones (a thousand models: PMC6620199). */
    @Test
    void armAndHeadCount() {
        double shorter = at90(Map.of("sex", 1.0, "humerusLength", 0.27));
        double longer = at90(Map.of("sex", 1.0, "humerusLength", 0.31));
        assertTrue(longer > 1.03 * shorter, longer + " and " + shorter);
        double small = at90(Map.of("sex", 1.0, "headRadius", 0.021));
        double large = at90(Map.of("sex", 1.0, "headRadius", 0.024));
        assertTrue(large < small, large + " and " + small);
    }

    private static double at90(Map<String, Double> chosen) {
        return Subject.si(Subject.solve(Subject.of(chosen), "motion", "scaption", "step", "30deg", "from", "30deg"), "at-90-bw");
    }

    @Test
    void whatIsMissingIsNamed() {
        Problem p = Subject.WOMAN;
        assertRefused("mass", new Problem(new Person(Double.NaN, 1.7, 0), p.bodies(), p.joint(), List.of(), List.of()));
        assertRefused("no joint", new Problem(new Person(70, 1.7, 0), List.of(), null, List.of(), List.of()));
        assertRefused("'biceps'", p, "absent", "biceps");
        assertRefused("no muscle is left", p, "absent", CUFF + " deltoid coracobrachialis");
        assertRefused("too weak|cannot hold", p, "hand.mass", "50kg", "absent", "none");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Subject.solve(p, "from", "50deg", "to", "40deg"));
        assertTrue(e.getMessage().contains("40.0 deg"), e.getMessage());
    }

    private static void assertRefused(String what, Problem p, String... settings) {
        SolverException e = assertThrows(SolverException.class, () -> Subject.solve(p, settings), Arrays.toString(settings));
        assertTrue(e.getMessage().matches("(?s).*(" + what + ").*"), e.getMessage());
    }
}
