/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.balance.ContactPair;
import org.orthotwin.solver.balance.Equilibrium;
import org.orthotwin.solver.balance.Line;
import org.orthotwin.solver.balance.Load;
import org.orthotwin.solver.balance.Sesamoid;
import org.orthotwin.solver.contact.FoundationContact;

/**
 * The published knee of Lenhart et al. 2015 and the results of its simulations: contact with their kinematics prescribed, and poses found
 * by us. The published femoral cartilage is missing; the same subject's decimated one takes its place, which leaves some 0.1 mm.
 */
class PublishedKneeTest {

    private static final String PASSIVE = "passive_flexion/results/forsim/passive_flexion";
    private static final String DRAWER = "anterior_laxity/results/forsim/anterior_laxity";
    private static final String DEFICIENT = "anterior_laxity/results/forsim_acld/anterior_laxity_acld";
    private static final boolean[] FREE = {false, true, true, true, true, true};
    private static final String CONTACT = "tf_contact.casting.total.";

    private static Lenhart knee;
    private static ContactPair contact;

    @BeforeAll
    static void open() {
        knee = new Lenhart();
        contact = Lenhart.contact(Lenhart.femur("medium"), Lenhart.tibia());
    }

    /**
     * The frames of both data sets are one: their tibial cartilages lie on each other within 0.2 mm, by 0.08 mm in the mean, as the femoral
     * ones of two resolutions do within 0.41 mm; fibres have their published lengths with the published poses (below).
     */
    @Test
    void framesAgree() {
        TriangleMesh tibia = Lenhart.mesh("wisco/fbknee/meniscus/Geometry/ACLC01-R-tibia-cart-medium.stl");
        assertEquals(0, farthest(Lenhart.tibia(), tibia), 0.0002);
        assertEquals(0, farthest(tibia, Lenhart.tibia()), 0.0002);
        assertEquals(0, farthest(Lenhart.femur("medium"), Lenhart.femur("coarse")), 0.00041);
    }

    private static double farthest(TriangleMesh from, TriangleMesh to) {
        ClosestPoint c = new ClosestPoint(Bvh.of(to));
        double worst = 0;
        for (int i = 0; i < from.vertexCount(); i++) {
            worst = Math.max(worst, c.query(from.vertex(i)));
        }
        return worst;
    }

    /**
     * Straight fibres have the published length within what it is printed to, those round ellipsoids within 4 micrometres, of which the
     * published approximation of the shortest way has most, and those round the cylinder within 0.2.
     */
    @Test
    void lengths() {
        List<Lenhart.Fibre> fibres = knee.fibres();
        int round = 0;
        for (Lenhart.Row r : every(Lenhart.results(PASSIVE), 25)) {
            for (Lenhart.Fibre f : fibres) {
                RigidTransform pose = Lenhart.KNEE.childInParent(r.q(), Side.RIGHT);
                double published = r.values().get(f.name() + ".length");
                double length = knee.wrapped(f, r, 0, Double.NaN).length(pose);
                boolean straight = Math.abs(Lenhart.line(f, r, 0, Double.NaN).length(pose) - length) < 1e-12;
                round += straight ? 0 : 1;
                assertEquals(published, length, straight ? 2e-8 : f.wraps().contains("Capsule_r") ? 2e-7 : 4e-6, f.name() + " " + r.time());
            }
        }
        assertTrue(round > 50, round + " fibres go round something");
    }

    private static List<Lenhart.Row> every(List<Lenhart.Row> rows, int n) {
        List<Lenhart.Row> some = new ArrayList<>();
        for (int i = 50; i < rows.size(); i += n) {
            some.add(rows.get(i));
        }
        return some;
    }

    /** With the published poses: force within 6 %, area within 4 %, peak pressure within 6 %; 10, 10 and 20 % are asked for. */
    @Test
    void contactWithPublishedPoses() {
        for (String base : List.of(PASSIVE, DRAWER)) {
            for (Lenhart.Row r : every(Lenhart.results(base), 50)) {
                contact.contact().evaluate(Lenhart.KNEE.childInParent(r.q(), Side.RIGHT).inverse());
                Vec3 published = new Vec3(r.values().get(CONTACT + "contact_force_x"), r.values().get(CONTACT + "contact_force_y"),
                        r.values().get(CONTACT + "contact_force_z"));
                String when = base + " " + r.time();
                assertEquals(0, contact.contact().force().distance(published), 0.065 * published.norm(), when);
                double area = r.values().get(CONTACT + "contact_area");
                assertEquals(area, contact.contact().area(), 0.04 * area, when);
                double peak = r.values().get(CONTACT + "max_pressure");
                assertEquals(peak, contact.contact().peakPressure(), 0.06 * peak, when);
            }
        }
    }

    private static Equilibrium at(Lenhart.Row r, double hip, Vec3 down, double drawer, List<String> cut, ContactPair on) {
        List<Load> loads = new ArrayList<>(Lenhart.weight(down));
        loads.add(new Load(new Vec3(0, -0.1, 0), new Vec3(drawer, 0, 0), Vec3.ZERO, true));
        return new Equilibrium(Lenhart.KNEE, Side.RIGHT, knee.lines(r, hip, cut), List.of(on), loads);
    }

    /**
     * Passive flexion found by us, each pose from the last, with the tensions of muscles and patellar tendon and the forces of the dampers
     * that the published simulation in time has: within 0.45 mm and 0.25 degrees, contact within 1 %. Asked for are 1 mm, 1.5 degrees.
     */
    @Test
    @Tag("long")
    void passiveFlexion() {
        double[] q = null;
        for (Lenhart.Row r : every(Lenhart.results(PASSIVE), 10)) {
            // on the table: the earth is behind
            Equilibrium e = at(r, 0, new Vec3(-1, 0, 0), 0, List.of(), contact).pushed(Lenhart.viscous(r));
            double[] start = q == null ? r.q().clone() : q;
            start[0] = r.q()[0];
            Equilibrium.Found f = e.solve(start, FREE, Monitor.NONE);
            assertTrue(f.balanced(), r.time() + " " + f.ending() + " " + f.residual());
            q = f.q();
            for (int i = 1; i < 6; i++) {
                assertEquals(r.q()[i], q[i], i < 3 ? Math.toRadians(0.25) : 0.00045, r.time() + " " + i);
            }
            e.wrench(e.pose(q));
            double published = -r.values().get(CONTACT + "contact_force_y");
            assertEquals(published, -contact.contact().force().y(), 0.01 * published);
        }
    }

    /** Place in mm and turn in degrees between two poses of the patella. */
    private static double[] apart(RigidTransform a, RigidTransform b) {
        RigidTransform d = a.inverse().times(b);
        return new double[] {1000 * a.translation().distance(b.translation()),
            Math.toDegrees(Math.acos(Math.min(1, 0.5 * (d.r(0, 0) + d.r(1, 1) + d.r(2, 2) - 1))))};
    }

    /**
     * The patella found by us with the published tibia and the published tensions of the quadriceps: within 0.07 mm and 0.7 degrees from 1
     * to 90 degrees of flexion, force of contact within 1.5 %, area within 2 %.
     */
    @Test
    void patella() {
        for (Lenhart.Row r : every(Lenhart.results(PASSIVE), 50)) {
            if (r.q()[0] < Math.toRadians(1)) {
                continue;
            }
            Sesamoid p = knee.patella(r, 0, new Vec3(-1, 0, 0), Lenhart.femur("medium"), r.patella());
            p.settle(Lenhart.KNEE.childInParent(r.q(), Side.RIGHT), Monitor.NONE);
            assertEquals(Equilibrium.Ending.BALANCED, p.ending());
            double[] apart = apart(r.patella(), p.pose());
            assertEquals(0, apart[0], 0.07, "mm " + r.time());
            assertEquals(0, apart[1], 0.7, "deg " + r.time());
            FoundationContact c = p.contacts().getFirst().contact();
            Map<String, Double> v = r.values();
            String published = "pf_contact.casting.total.contact_";
            double force = new Vec3(v.get(published + "force_x"), v.get(published + "force_y"), v.get(published + "force_z")).norm();
            assertEquals(force, c.force().norm(), 0.015 * force, "force " + r.time());
            assertEquals(v.get(published + "area"), c.area(), 0.02 * v.get(published + "area"), "area " + r.time());
        }
    }

    /**
     * Tibia and patella found together, the other muscles given: the tibia within 1 mm, which are asked for, and 0.25 degrees, the patella
     * within 0.3 mm and 1.5 degrees. Without the dampers of the patella and its tendon the tibia gives way a little where little holds it.
     */
    @Test
    @Tag("long")
    void passiveFlexionWithPatella() {
        double[] q = null;
        RigidTransform patella = null;
        Vec3 down = new Vec3(-1, 0, 0);
        for (Lenhart.Row r : every(Lenhart.results(PASSIVE), 10)) {
            Sesamoid p = knee.patella(r, 0, down, Lenhart.femur("medium"), patella == null ? r.patella() : patella);
            List<Line> lines = knee.lines(r, 0, List.of()).stream().filter(l -> !l.name().startsWith("PT")).toList();
            Equilibrium e = new Equilibrium(Lenhart.KNEE, Side.RIGHT, lines, List.of(contact), Lenhart.weight(down), p)
                    .pushed(Lenhart.viscous(r));
            double[] start = q == null ? r.q().clone() : q;
            start[0] = r.q()[0];
            Equilibrium.Found f = e.solve(start, FREE, Monitor.NONE);
            assertTrue(f.balanced(), r.time() + " " + f.ending() + " " + f.residual());
            q = f.q();
            patella = p.pose();
            for (int i = 1; i < 6; i++) {
                assertEquals(r.q()[i], q[i], i < 3 ? Math.toRadians(0.25) : 0.001, r.time() + " " + i);
            }
            double[] apart = apart(r.patella(), patella);
            assertEquals(0, apart[0], 0.3, "mm " + r.time());
            assertEquals(0, apart[1], 1.5, "deg " + r.time());
        }
    }

    /** Translation forwards under 0 and 100 N at 25 degrees of hip and knee, m. */
    private static double[] drawer(String base, List<String> cut, ContactPair on, boolean damped) {
        double[] x = new double[2];
        List<Lenhart.Row> rows = Lenhart.results(base);
        for (int i = 0; i < 2; i++) {
            Lenhart.Row r = rows.get(i == 0 ? 200 : 300);
            double hip = r.q()[0];
            Equilibrium e = at(r, hip, new Vec3(-Math.sin(hip), -Math.cos(hip), 0), 100 * i, cut, on);
            Equilibrium.Found f = (damped ? e.pushed(Lenhart.viscous(r)) : e).solve(r.q().clone(), FREE, Monitor.NONE);
            assertTrue(f.balanced(), base + " " + i + " " + f.ending());
            x[i] = f.q()[3];
        }
        return x;
    }

    /**
     * Anterior drawer, published 1.21 to 7.08 mm, without the anterior cruciate ligament 7.82 to 23.73 mm. The published simulation without
     * the ligament ran with half the stiffness of contact, 3.161e9 Pa/m, than its model file and the intact one have, so we do. With the
     * forces of its dampers we find 5.90 mm and 16.04 mm, a ratio of 2.7. At rest the intact knee gives 5.50 mm. Without the ligament the
     * unloaded knee has two places of rest: where the intact one rests, for there its ligament is slack, and 13 mm further forwards, where
     * it stays once it was drawn there. From the first, where cadavers' knees are drawn from before and after the ligament is cut, it gives
     * 24 mm, a ratio of 4.3; from the second another 10.8 mm.
     */
    @Test
    @Tag("long")
    void anteriorDrawer() {
        ContactPair softer = Lenhart.contact(Lenhart.femur("medium"), Lenhart.tibia(), 5e6);
        double[] intact = drawer(DRAWER, List.of(), contact, true);
        assertEquals(0.00121, intact[0], 0.0001);
        assertEquals(0.00708, intact[1], 0.0001);
        double[] cut = drawer(DEFICIENT, List.of("ACL"), softer, true);
        assertEquals(0.00782, cut[0], 0.0002);
        assertEquals(0.02373, cut[1], 0.0002);
        assertTrue(cut[1] - cut[0] > 2 * (intact[1] - intact[0]));
        double[] resting = drawer(DRAWER, List.of(), contact, false);
        assertEquals(0.0055, resting[1] - resting[0], 0.0001);
        double[] cutResting = drawer(DEFICIENT, List.of("ACL"), softer, false);
        Lenhart.Row r = Lenhart.results(DRAWER).get(200);
        double hip = r.q()[0];
        Equilibrium.Found still = at(r, hip, new Vec3(-Math.sin(hip), -Math.cos(hip), 0), 0, List.of("ACL"), softer).solve(r.q().clone(),
                FREE, Monitor.NONE);
        assertTrue(still.balanced());
        assertEquals(resting[0], still.q()[3], 0.0003);
        double ratio = (cutResting[1] - still.q()[3]) / (resting[1] - resting[0]);
        assertTrue(ratio > 2 && Math.abs(ratio - 4.3) < 0.15, "ratio " + ratio);
        assertEquals(0.0108, cutResting[1] - cutResting[0], 0.0002);
    }
}
