/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.FibrePath;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.balance.ContactPair;
import org.orthotwin.solver.balance.Equilibrium;
import org.orthotwin.solver.balance.Line;
import org.orthotwin.solver.balance.Load;
import org.orthotwin.solver.contact.ElasticFoundation;
import org.orthotwin.solver.contact.ElasticLayer;
import org.orthotwin.solver.contact.FoundationContact;
import org.orthotwin.solver.ligament.FibreLaw;

/** Rest against what is computed by hand, derivatives against differences, and what happens where nothing holds. */
class EquilibriumTest {

    private static final boolean[] FREE = {false, true, true, true, true, true};
    private static final ElasticLayer CARTILAGE = new ElasticLayer(10e6, 0.45, 0.003);
    private static final ElasticFoundation LAW = new ElasticFoundation(ElasticFoundation.Law.LINEAR, List.of(CARTILAGE, CARTILAGE));

    /** A square of 2 x half around (0, 0, 0) that faces up or down, of 2 n x n triangles. */
    private static TriangleMesh plate(int n, double half, boolean up) {
        double[] v = new double[3 * (n + 1) * (n + 1)];
        int[] t = new int[6 * n * n];
        int at = 0;
        for (int i = 0; i <= n; i++) {
            for (int k = 0; k <= n; k++) {
                v[3 * (i * (n + 1) + k)] = half * (2.0 * i / n - 1);
                v[3 * (i * (n + 1) + k) + 2] = half * (2.0 * k / n - 1);
                if (i < n && k < n) {
                    int a = i * (n + 1) + k;
                    int b = a + n + 1;
                    int[] quad = up ? new int[] {a, a + 1, b + 1, a, b + 1, b} : new int[] {a, b, b + 1, a, b + 1, a + 1};
                    System.arraycopy(quad, 0, t, at, 6);
                    at += 6;
                }
            }
        }
        return new TriangleMesh(v, t);
    }

    static ContactPair plates() {
        return new ContactPair(new FoundationContact(plate(10, 0.01, true), Bvh.of(plate(1, 0.05, false)), LAW), true,
                RigidTransform.IDENTITY, RigidTransform.IDENTITY);
    }

    /** A rope upwards at each corner. */
    private static List<Line> ropes(double stiffness, double slack, double height) {
        return List.of(new Vec3(1, 0, 1), new Vec3(-1, 0, 1), new Vec3(1, 0, -1), new Vec3(-1, 0, -1)).stream().map(c -> new Line("rope",
                List.of(c.times(0.02).plus(new Vec3(0, height, 0)), c.times(0.02)), List.of(false, true), new FibreLaw(stiffness, slack)))
                .toList();
    }

    /**
     * A plate on a plate under a load and four ropes: K A d = F + 4 T(height + d) with d the depth; all by bisection of one equation in one
     * unknown.
     */
    @Test
    void plateOnPlate() {
        double height = 0.05;
        FibreLaw law = new FibreLaw(2000, 0.048);
        double area = 4e-4;
        double low = 0;
        double high = 0.002;
        for (int i = 0; i < 200; i++) {
            double d = 0.5 * (low + high);
            if (LAW.stiffness() * area * d > 150 + 4 * law.force(height - d)) {
                high = d;
            } else {
                low = d;
            }
        }
        Equilibrium e = new Equilibrium(Lenhart.KNEE, Side.RIGHT, ropes(2000, 0.048, height), List.of(plates()),
                List.of(new Load(Vec3.ZERO, new Vec3(0, 150, 0), Vec3.ZERO, true)));
        for (double start : new double[] {-0.004, 0, 0.003}) {
            Equilibrium.Found f = e.solve(new double[] {0, 0.02, -0.05, 0.001, start, -0.002}, FREE, Monitor.NONE);
            assertTrue(f.balanced(), f.ending() + " " + f.residual());
            assertEquals(low, f.q()[4], 1e-10, "depth");
            for (int i : new int[] {1, 2, 3, 5}) {
                assertEquals(0, f.q()[i], 1e-9);
            }
        }
    }

    /** Force and moment of lines, contact and loads change as the stiffness says: central differences over every motion. */
    @Test
    void stiffnessIsTheDerivative() {
        for (boolean onChild : new boolean[] {true, false}) {
            RigidTransform a = RigidTransform.rotationAbout(new Vec3(0.1, 0, 0.02), new Vec3(1, 2, 3), 0.4);
            RigidTransform b = RigidTransform.rotationAbout(new Vec3(-0.1, 0.1, 0.02), new Vec3(-1, 2, 3), 0.9);
            TriangleMesh layered = plate(12, 0.01, onChild).transformed(a);
            TriangleMesh counter = plate(1, 0.05, !onChild).transformed(b);
            ContactPair contact = new ContactPair(new FoundationContact(layered, Bvh.of(counter), LAW), onChild, a.inverse(),
                    b.inverse());
            Equilibrium e = new Equilibrium(new KneeJoint(), Side.RIGHT, List.of(
                    new Line("bent", List.of(new Vec3(0.01, 0.03, 0.02), new Vec3(0.02, -0.01, 0.02), new Vec3(0.01, -0.04, 0.03)),
                            List.of(false, true, false), new FibreLaw(3000, 0.07)),
                    new Line("pull", List.of(new Vec3(0.01, 0.03, 0.02), new Vec3(0.02, -0.04, 0.01)), List.of(false, true), 70),
                    new Line("round", List.of(new Vec3(0.01, 0.03, 0.02), new Vec3(0.012, -0.04, 0.01)), List.of(false, true),
                            new FibreLaw(3000, 0.07)).round(List.of(new FibrePath.Surface(new WrapShape.Ellipsoid(0.012, 0.02, 0.014),
                                    onChild, RigidTransform.translation(new Vec3(0.005, -0.01, 0.01)))))),
                    List.of(contact), List.of(new Load(new Vec3(0.01, 0.02, 0.03), new Vec3(30, -20, 40), new Vec3(1, 2, 3), true),
                            new Load(new Vec3(0.03, -0.02, 0.01), new Vec3(-10, 50, 20), new Vec3(2, 1, -1), false)));
            RigidTransform pose = RigidTransform.rotation(new Vec3(1, 0.3, -1), 0.02).withTranslation(new Vec3(0.001, 0.0003, -0.001));
            double h = 1e-7;
            double[][] k = new double[6][6];
            for (int c = 0; c < 6; c++) {
                Vec3 axis = c % 3 == 0 ? Vec3.X : c % 3 == 1 ? Vec3.Y : Vec3.Z;
                for (int s = -1; s <= 1; s += 2) {
                    RigidTransform m = c < 3 ? RigidTransform.translation(axis.times(s * h)) : RigidTransform.rotation(axis, s * h);
                    var w = e.wrench(m.times(pose));
                    for (int r = 0; r < 6; r++) {
                        k[r][c] += s * w.get(r) / (2 * h);
                    }
                }
            }
            var w = e.wrench(pose);
            assertTrue(contact.contact().area() > 1e-5);
            for (int r = 0; r < 6; r++) {
                for (int c = 0; c < 6; c++) {
                    double scale = 2e6 * (r < 3 ? 1 : 0.02) * (c < 3 ? 1 : 0.02);
                    assertEquals(k[r][c], w.stiffness(r, c), 1e-5 * scale, onChild + " " + r + " " + c);
                }
            }
        }
    }

    /** Nothing holds against the load: the answer says so. */
    @Test
    void looseJoint() {
        Equilibrium e = new Equilibrium(Lenhart.KNEE, Side.RIGHT, List.of(), List.of(plates()),
                List.of(new Load(Vec3.ZERO, new Vec3(0, -10, 0), Vec3.ZERO, false)));
        Equilibrium.Found f = e.solve(new double[6], FREE, Monitor.NONE);
        assertEquals(Equilibrium.Ending.LOOSE, f.ending());
        assertFalse(f.balanced());
        assertEquals(10, f.residual(), 1e-9);
    }

    /** Apart at first and pressed together, it falls until the plates meet. */
    @Test
    void fallsUntilSomethingCatchesIt() {
        Equilibrium e = new Equilibrium(Lenhart.KNEE, Side.RIGHT, List.of(), List.of(plates()),
                List.of(new Load(Vec3.ZERO, new Vec3(0, 100, 0), Vec3.ZERO, false)));
        Equilibrium.Found f = e.solve(new double[] {0, 0, 0, 0, -0.02, 0}, FREE, Monitor.NONE);
        assertTrue(f.balanced(), f.ending() + " " + f.residual());
        assertEquals(100 / (LAW.stiffness() * 4e-4), f.q()[4], 1e-12);
    }

    /** In the whole solver: what every pose found says is rest, and moments and forces of the tests point to where they say. */
    @Test
    void smallKnee() {
        Problem p = SmallKnee.problem();
        Solution s = SmallKnee.solve(p, "to", "60deg", "step", "20deg", "load.compression", "100N", "laxity", "20deg", "laxity.force",
                "50N",
                "laxity.moment", "5N.m", "laxity.torque", "3N.m");
        assertEquals(Solution.Status.CONVERGED, s.status());
        assertTrue(s.residual() < 1e-6, s.residual() + " N");
        for (String test : List.of("anterior", "posterior", "varus", "valgus", "internal", "external")) {
            assertTrue(SmallKnee.si(s, "laxity.20." + test) > 1e-4, test);
        }
        double[] contact = s.tables().get(1).rows().getFirst();
        assertEquals(contact[1], contact[2] + contact[3], 0.02 * contact[1], "both compartments carry the whole");
        double intact = SmallKnee.si(s, "laxity.20.anterior");
        Solution cut = SmallKnee.solve(p, "to", "20deg", "step", "20deg", "load.compression", "100N", "laxity", "20deg", "laxity.force",
                "50N", "cut", "ACL");
        assertTrue(SmallKnee.si(cut, "laxity.20.anterior") > 1.1 * intact, "without its anterior cruciate ligament");
    }

    @Test
    void saysWhatIsMissing() {
        Problem p = SmallKnee.problem();
        assertRefused("'hopping'", p, "motion", "hopping");
        assertRefused("'XCL'", p, "cut", "XCL");
        assertRefused("'laxity.force'", p, "laxity", "20deg");
        assertRefused("no ligament", p.with(p.tissue().without(List.of("ACL", "PCL", "MCL", "LCL"))));
        assertRefused("cartilage", p.with(new org.orthotwin.joint.SoftTissue(p.tissue().ligaments(), List.of(), List.of(),
                p.tissue().posture())));
        // a moment that one fibre and contact without friction cannot hold
        SolverException none = assertThrows(SolverException.class, () -> SmallKnee.solve(p, "cut", "ACL PCL MCL",
                "load.internal-rotation", "500N.m", "to", "0deg"));
        assertEquals(SolverException.Code.NO_SOLUTION, none.code());
        assertTrue(none.getMessage().contains("loose") || none.getMessage().contains("stalled"), none.getMessage());
    }

    private static void assertRefused(String what, Problem p, String... settings) {
        SolverException e = assertThrows(SolverException.class, () -> SmallKnee.solve(p, settings));
        assertEquals(SolverException.Code.INCOMPLETE_PROBLEM, e.code());
        assertTrue(e.getMessage().contains(what), e.getMessage());
    }
}
