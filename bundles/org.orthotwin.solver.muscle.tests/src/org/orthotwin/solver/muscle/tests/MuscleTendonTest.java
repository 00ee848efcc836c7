/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.orthotwin.solver.muscle.DeGrooteFreglyCurves;
import org.orthotwin.solver.muscle.MillardCurves;
import org.orthotwin.solver.muscle.MuscleCurves;
import org.orthotwin.solver.muscle.MuscleTendon;
import org.orthotwin.solver.muscle.MuscleTendon.State;
import org.orthotwin.solver.muscle.ThelenCurves;

/** Fibres and tendons in balance, against closed forms and against each other. */
class MuscleTendonTest {

    private static final List<MuscleCurves> LAWS = List.of(new ThelenCurves(), new MillardCurves(), new DeGrooteFreglyCurves());

    /** At its optimal length a fully active muscle pulls with its strength, which stretches the tendon by the strain that the law says. */
    @Test
    void aFullyActiveMuscleStretchesItsTendon() {
        double[] strains = {0.04, 0.049};
        for (int i = 0; i < 2; i++) {
            MuscleTendon m = new MuscleTendon(800, 0.1, 0.2, 0.3, 10, 0.1, LAWS.get(i));
            // the tendon carries what the fibres' angle leaves
            State s = m.still(0.1 * Math.cos(0.3) + 0.2 * (1 + strain(LAWS.get(i), Math.cos(0.3), strains[i])), 1);
            assertEquals(0.1, s.fibre(), 1e-9);
            assertEquals(0.3, s.pennation(), 1e-8);
            assertEquals(800 * Math.cos(0.3), s.tendon(), 1e-6);
            assertEquals(s.tendon(), s.active(), 1e-6);
            assertEquals(0, s.passive(), 1e-6);
            assertEquals(0, s.velocity());
        }
    }

    /** By halving. */
    private static double strain(MuscleCurves curves, double force, double most) {
        double low = 0;
        double high = most;
        for (int i = 0; i < 60; i++) {
            double middle = 0.5 * (low + high);
            if (curves.tendonForce(middle) < force) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whatever length and activation: fibre and tendon fill the length and pull alike, or the tendon is slack. */
    @Test
    void fibresAndTendonPullAlike() {
        Random r = new Random(8);
        for (int trial = 0; trial < 300; trial++) {
            MuscleCurves law = LAWS.get(trial % 3);
            double tendon = 0.02 + 0.3 * r.nextDouble();
            double angle = 0.6 * r.nextDouble();
            MuscleTendon m = new MuscleTendon(500, 0.08, tendon, angle, 10, 0.1, law);
            double length = tendon + 0.08 * (0.1 + 1.4 * r.nextDouble());
            double a = r.nextDouble();
            State s = m.still(length, a);
            for (int k = 0; k < 3; k++) {
                double strain = (length - s.fibre() * Math.cos(s.pennation())) / tendon - 1;
                assertEquals(0.08 * Math.sin(angle), s.fibre() * Math.sin(s.pennation()), 1e-12);
                assertEquals(500 * Math.max(0, law.tendonForce(strain)), s.tendon(), 1e-9);
                assertTrue(strain < 1e-9 || Math.abs(s.residual()) < 1e-6, s + " at " + length + " m with " + a);
                assertTrue(s.tendon() >= 0 && Double.isFinite(s.fibre()));
                length += 0.002 * r.nextGaussian();
                s = m.next(s, 0.005, length, a);
            }
        }
    }

    /** Tendons that hardly stretch do as rigid ones. */
    @Test
    void aStiffTendonIsNearlyRigid() {
        MuscleTendon m = new MuscleTendon(1000, 0.1, 0.2, 0.2, 10, 0, new ThelenCurves(1e-6, 0.6, 0.45, 5, 0.25, 1.4));
        double h = 1e-3;
        State s = m.still(0.3, 0.4);
        for (int i = 1; i <= 200; i++) {
            double length = 0.3 + 0.02 * Math.sin(6 * i * h);
            s = m.next(s, h, length, 0.4);
            State rigid = m.rigid(length, 0.12 * Math.cos(6 * (i - 0.5) * h), 0.4);
            assertEquals(rigid.fibre(), s.fibre(), 1e-6);
            assertEquals(rigid.active(), s.active(), 1);
            assertEquals(rigid.passive(), s.passive(), 0.5);
        }
        assertEquals(1000 * Math.cos(0.2), m.rigid(0.2 + 0.1 * Math.cos(0.2), 0, 1).active(), 1e-9);
        assertEquals(0, m.rigid(0.19, 0, 1).tendon());
    }

    /** Held at its length and then activated a muscle comes to where it rests; half the step leaves half the error on the way. */
    @Test
    void anActivatedMuscleComesToRest() {
        for (MuscleCurves law : LAWS) {
            MuscleTendon m = new MuscleTendon(1000, 0.1, 0.25, 0.1, 10, 0.1, law);
            double exact = after(m, 0.03, 4000).fibre();
            double coarse = after(m, 0.03, 100).fibre() - exact;
            double fine = after(m, 0.03, 200).fibre() - exact;
            assertEquals(2.05, coarse / fine, 0.1, law.getClass().getSimpleName());
            State end = after(m, 5, 500);
            assertEquals(m.still(0.35, 0.8).fibre(), end.fibre(), 1e-7);
            assertTrue(after(m, 0.03, 100).velocity() < -0.01, "it shortens");
        }
    }

    private static State after(MuscleTendon m, double time, int steps) {
        State s = m.still(0.35, 0.05);
        for (int i = 0; i < steps; i++) {
            s = m.next(s, time / steps, 0.35, 0.8);
        }
        return s;
    }

    @Test
    void whatIsNoMuscleIsRefused() {
        MuscleCurves law = new MillardCurves();
        assertThrows(IllegalArgumentException.class, () -> new MuscleTendon(1000, 0, 0.2, 0, 10, 0.1, law));
        assertThrows(IllegalArgumentException.class, () -> new MuscleTendon(1000, 0.1, 0.2, 1.6, 10, 0.1, law));
        assertThrows(IllegalArgumentException.class, () -> new MuscleTendon(1000, 0.1, Double.NaN, 0, 10, 0.1, law));
        MuscleTendon none = new MuscleTendon(1000, 0.1, 0, 0, 10, 0.1, law);
        assertThrows(IllegalArgumentException.class, () -> none.still(0.1, 1));
        assertEquals(1000, none.rigid(0.1, 0, 1).tendon(), 1e-9);
        MuscleTendon m = new MuscleTendon(1000, 0.1, 0.2, 0, 10, 0.1, law);
        assertThrows(IllegalArgumentException.class, () -> m.next(m.still(0.3, 1), 0, 0.3, 1));
    }
}
