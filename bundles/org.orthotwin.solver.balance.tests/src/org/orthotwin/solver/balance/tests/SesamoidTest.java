/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.balance.Equilibrium;
import org.orthotwin.solver.balance.Sesamoid;
import org.orthotwin.solver.balance.Sesamoid.On;
import org.orthotwin.solver.balance.Wrench;
import org.orthotwin.solver.ligament.FibreLaw;

/** A small plate that a muscle pulls along and against a flat ground above it, and that holds on to the distal body by a fibre. */
class SesamoidTest {

    private static final FibreLaw TENDON = new FibreLaw(20_000, 0.05);
    private static final double PULL = 150;

    private static Sesamoid plate(List<Sesamoid.Tie> ties) {
        return new Sesamoid(Side.RIGHT, ties, List.of(EquilibriumTest.plates()), List.of(), RigidTransform.IDENTITY);
    }

    /** @param at where the muscle holds on to the plate; the tendon does a little before it */
    private static List<Sesamoid.Tie> ties(Vec3 at, double before) {
        return List.of(new Sesamoid.Tie("muscle", List.of(new Vec3(-0.05, 0.03, 0), at), List.of(On.PROXIMAL, On.SESAMOID), List.of(), null,
                PULL),
                new Sesamoid.Tie("tendon", List.of(at.plus(new Vec3(before, 0, 0)), new Vec3(0.03, 0.04, 0.002)),
                        List.of(On.SESAMOID, On.DISTAL), List.of(), TENDON, 0));
    }

    /** Nothing rubs: along the ground muscle and tendon pull alike, against it the ground bears both. */
    @Test
    void pulleyOnAPlate() {
        Sesamoid s = plate(ties(Vec3.ZERO, 0));
        RigidTransform distal = RigidTransform.translation(new Vec3(0.004, 0, 0));
        s.settle(distal, Monitor.NONE);
        assertEquals(Equilibrium.Ending.BALANCED, s.ending());
        assertTrue(s.contacts().getFirst().contact().area() > 1e-4);
        Vec3 at = s.pose().translation();
        Vec3 muscle = new Vec3(-0.05, 0.03, 0).minus(at).normalized().times(PULL);
        Vec3 tendon = new Vec3(0.034, 0.04, 0.002).minus(at);
        Vec3 pull = tendon.normalized().times(TENDON.force(tendon.norm()));
        assertEquals(0, muscle.x() + pull.x(), 1e-6);
        assertEquals(0, muscle.z() + pull.z(), 1e-6);
        assertEquals(-muscle.y() - pull.y(), s.contacts().getFirst().contact().force().y(), 1e-6);
        assertEquals(pull.norm(), s.tension(s.ties().getLast(), distal), 1e-6);
        // the distal body is pulled the other way, where the tendon holds on to it
        Wrench w = new Equilibrium(Lenhart.KNEE, Side.RIGHT, List.of(), List.of(), List.of(), s).wrench(distal);
        Vec3 moment = new Vec3(0.034, 0.04, 0.002).cross(pull.negate());
        double[] wanted = {-pull.x(), -pull.y(), -pull.z(), moment.x(), moment.y(), moment.z()};
        for (int i = 0; i < 6; i++) {
            assertEquals(wanted[i], w.get(i), 1e-6);
        }
    }

    /** A tendon passes a cylinder beyond its ends and lies on one without ends. */
    @Test
    void cylinderEnds() {
        RigidTransform distal = RigidTransform.translation(new Vec3(0.004, 0, 0));
        RigidTransform beside = RigidTransform.translation(new Vec3(0.02, 0.02, 0.1));
        WrapShape shape = new WrapShape.Cylinder(0.01);
        double straight = tendon(List.of(), distal);
        assertEquals(straight, tendon(List.of(new Sesamoid.Round(shape, On.PROXIMAL, beside, 0.1)), distal), 0);
        assertTrue(tendon(List.of(new Sesamoid.Round(shape, On.PROXIMAL, beside)), distal) > straight + 10);
    }

    private static double tendon(List<Sesamoid.Round> round, RigidTransform distal) {
        List<Sesamoid.Tie> ties = ties(Vec3.ZERO, 0);
        Sesamoid.Tie tendon = ties.getLast();
        Sesamoid s = plate(List.of(ties.getFirst(), new Sesamoid.Tie("tendon", tendon.points(), tendon.on(), round, TENDON, 0)));
        s.settle(distal, Monitor.NONE);
        assertEquals(Equilibrium.Ending.BALANCED, s.ending());
        return s.tension(s.ties().getLast(), distal);
    }

    /** What is said of the change of the pull is what it changes by, the sesamoid following. */
    @Test
    void stiffnessIsTheDerivative() {
        Sesamoid s = plate(ties(new Vec3(-0.002, 0.002, -0.001), 0.005));
        Equilibrium e = new Equilibrium(Lenhart.KNEE, Side.RIGHT, List.of(), List.of(), List.of(), s);
        RigidTransform pose = RigidTransform.rotation(new Vec3(1, 0.3, -1), 0.02).withTranslation(new Vec3(0.004, 0.0003, -0.001));
        double h = 1e-6;
        Wrench w = e.wrench(pose);
        assertEquals(Equilibrium.Ending.BALANCED, s.ending());
        double[] said = new double[36];
        for (int i = 0; i < 36; i++) {
            said[i] = w.stiffness(i / 6, i % 6);
        }
        for (int c = 0; c < 6; c++) {
            Vec3 axis = c % 3 == 0 ? Vec3.X : c % 3 == 1 ? Vec3.Y : Vec3.Z;
            double[] changed = new double[6];
            for (int sign = -1; sign <= 1; sign += 2) {
                RigidTransform m = c < 3 ? RigidTransform.translation(axis.times(sign * h)) : RigidTransform.rotation(axis, sign * h);
                Wrench moved = e.wrench(m.times(pose));
                for (int r = 0; r < 6; r++) {
                    changed[r] += sign * moved.get(r) / (2 * h);
                }
            }
            for (int r = 0; r < 6; r++) {
                assertEquals(changed[r], said[6 * r + c], 2e-4 * 4e5 * (r < 3 ? 1 : 0.05) * (c < 3 ? 1 : 0.05), r + " " + c);
            }
        }
    }

    @Test
    void refused() {
        assertThrows(IllegalArgumentException.class, () -> new Sesamoid.Tie("x", List.of(Vec3.ZERO, Vec3.X),
                List.of(On.PROXIMAL, On.DISTAL), List.of(), null, 1));
        assertThrows(IllegalArgumentException.class, () -> plate(ties(Vec3.ZERO, 0).subList(0, 1)));
    }
}
