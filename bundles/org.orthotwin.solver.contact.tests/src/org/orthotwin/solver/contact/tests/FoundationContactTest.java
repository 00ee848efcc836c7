/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.contact.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.contact.ElasticFoundation;
import org.orthotwin.solver.contact.ElasticFoundation.Law;
import org.orthotwin.solver.contact.ElasticLayer;
import org.orthotwin.solver.contact.FoundationContact;

/** The foundation and the contact of meshes against closed forms, and what no closed form needs to know. */
class FoundationContactTest {

    private static final double R = 0.020;
    private static final double DEPTH = 0.00027267;
    private static final ElasticLayer POLYETHYLENE = new ElasticLayer(463e6, 0.46, 0.010);
    private static final ElasticFoundation LINEAR = ElasticFoundation.of(Law.LINEAR, POLYETHYLENE);

    /** K = 214.05822 MPa/mm for polyethylene of 10 mm; two layers of cartilage of 3 mm: 6.321839e9 Pa/m. */
    @Test
    void stiffness() {
        assertEquals(214.05822e9, LINEAR.stiffness(), 0.5e4 * 1e-5 * 1e9);
        ElasticLayer cartilage = new ElasticLayer(10e6, 0.45, 0.003);
        ElasticFoundation both = new ElasticFoundation(Law.LINEAR, List.of(cartilage, cartilage));
        assertEquals(6.321839e9, both.pressure(1e-4) / 1e-4, 6.321839e9 * 1e-7);
        assertEquals(0, both.pressure(-1e-3));
        assertEquals(0, both.pressure(Double.NaN));
    }

    @Test
    void nonlinearLaw() {
        ElasticFoundation one = ElasticFoundation.of(Law.NONLINEAR, POLYETHYLENE);
        double confined = POLYETHYLENE.confinedModulus();
        assertEquals(-confined * Math.log(0.7), one.pressure(0.003), 1e-6);
        assertEquals(LINEAR.pressure(1e-9), one.pressure(1e-9), LINEAR.pressure(1e-9) * 1e-6);
        // halves of one layer are that layer, whichever way they are computed
        ElasticLayer half = new ElasticLayer(463e6, 0.46, 0.005);
        ElasticLayer almost = new ElasticLayer(463e6 * (1 + 1e-14), 0.46, 0.005);
        assertEquals(one.pressure(0.004), new ElasticFoundation(Law.NONLINEAR, List.of(half, half)).pressure(0.004), 1e-6);
        assertEquals(one.pressure(0.004), new ElasticFoundation(Law.NONLINEAR, List.of(half, almost)).pressure(0.004), 1);
        // unlike layers share the depth at one pressure
        ElasticLayer soft = new ElasticLayer(10e6, 0.45, 0.002);
        ElasticFoundation unlike = new ElasticFoundation(Law.NONLINEAR, List.of(half, soft));
        double p = unlike.pressure(0.0015);
        assertEquals(0.0015, half.thickness() * -Math.expm1(-p / half.confinedModulus())
                + soft.thickness() * -Math.expm1(-p / soft.confinedModulus()), 1e-15);
        // beyond the limit it goes on, steadily and steeper than before
        double limit = ElasticFoundation.LARGEST_STRAIN * 0.010;
        double step = 1e-9;
        assertEquals(one.pressure(limit + step) - one.pressure(limit), one.pressure(limit) - one.pressure(limit - step), 1e-5 * confined);
        assertTrue(one.pressure(0.02) > one.pressure(limit));
        assertThrows(IllegalArgumentException.class, () -> new ElasticLayer(1, 0.5, 1));
        assertThrows(IllegalArgumentException.class, () -> new ElasticFoundation(Law.LINEAR, List.of()));
    }

    /** F = pi K R d^2 = 1000 N, a = 3.30257 mm, p0 = 58.36816 MPa; the error falls with the square of the triangles' size. */
    @Test
    void paraboloidTendsToTheClosedForm() {
        double coarse = Math.abs(pressed(22, (x, y) -> (x * x + y * y) / (2 * R)).force().z() + 1000);
        FoundationContact fine = pressed(90, (x, y) -> (x * x + y * y) / (2 * R));
        assertEquals(-1000, fine.force().z(), 1);
        assertTrue(Math.abs(fine.force().z() + 1000) < coarse / 8, coarse + " " + fine.force());
        assertEquals(58.36816e6, fine.peakPressure(), 0.001 * 58.4e6);
        assertEquals(Math.PI * 3.30257e-3 * 3.30257e-3, fine.area(), 0.01 * 3.4e-5);
        assertEquals(0, fine.centre().norm(), 1e-9);
        assertEquals(0, fine.moment(Vec3.ZERO).norm(), 1e-6);
        // a moment about a point beside it: r x F
        assertEquals(1.0, fine.moment(new Vec3(0, 0.001, 0)).x() / -fine.force().z() * 1000, 1e-6);
    }

    /** With the exact gap of a sphere the same depth carries 995.455 N. */
    @Test
    void sphereTendsToTheClosedForm() {
        FoundationContact fine = pressed(90, (x, y) -> R - Math.sqrt(R * R - x * x - y * y));
        assertEquals(-995.455, fine.force().z(), 1);
    }

    private static FoundationContact pressed(int n, DoubleBinaryOperator shape) {
        double half = 1.1 * 3.30257e-3;
        FoundationContact c = new FoundationContact(Contact.sheet(n, half, true, (x, y) -> 0),
                Bvh.of(Contact.sheet(n, half, false, shape)), LINEAR);
        c.evaluate(RigidTransform.translation(new Vec3(0, 0, -DEPTH)));
        return c;
    }

    /** The whole scene moved, and mirrored, gives the same numbers, moved and mirrored. */
    @Test
    void movesAndMirrorsWithTheScene() {
        TriangleMesh layer = Contact.sheet(40, 0.006, true, (x, y) -> 8 * x * x - 3 * y * x);
        TriangleMesh body = Contact.sheet(37, 0.007, false, (x, y) -> 25 * x * x + 20 * (y - 0.001) * y);
        RigidTransform pose = RigidTransform.rotation(new Vec3(1, 2, 3), 0.05).withTranslation(new Vec3(0.0004, -0.0003, -0.0003));
        FoundationContact a = new FoundationContact(layer, Bvh.of(body), LINEAR);
        a.evaluate(pose);
        assertTrue(a.area() > 0);
        RigidTransform p = RigidTransform.rotationAbout(new Vec3(0.1, 0.2, 0.3), new Vec3(1, 2, -1), 0.7);
        RigidTransform q = RigidTransform.rotationAbout(new Vec3(-0.3, 0.1, 0.2), new Vec3(2, -1, 1), -1.1);
        FoundationContact b = new FoundationContact(layer.transformed(p), Bvh.of(body.transformed(q)), LINEAR);
        b.evaluate(p.times(pose).times(q.inverse()));
        assertEquals(0, p.rotate(a.force()).distance(b.force()), 1e-7 * a.force().norm());
        assertEquals(0, p.apply(a.centre()).distance(b.centre()), 1e-9);
        assertEquals(a.peakPressure(), b.peakPressure(), 1e-7 * a.peakPressure());
        assertEquals(a.area(), b.area(), 1e-12);
        FoundationContact m = new FoundationContact(layer.mirroredZ(), Bvh.of(body.mirroredZ()), LINEAR);
        double[] r = pose.rotationMatrix();
        for (int i : new int[] {2, 5, 6, 7}) {
            r[i] = -r[i];
        }
        Vec3 t = pose.translation();
        m.evaluate(RigidTransform.of(r, new Vec3(t.x(), t.y(), -t.z())));
        assertEquals(a.force().x(), m.force().x(), 1e-9 * a.force().norm());
        assertEquals(a.force().z(), -m.force().z(), 1e-9 * a.force().norm());
        assertEquals(a.area(), m.area(), 1e-15);
    }

    /** The stiffness is the derivative of force and moment: central differences over every motion of the other body. */
    @Test
    void stiffnessIsTheDerivative() {
        for (Law law : Law.values()) {
            FoundationContact c = new FoundationContact(Contact.sheet(30, 0.004, true, (x, y) -> 3 * x * x),
                    Bvh.of(Contact.sheet(1, 0.01, false, (x, y) -> 0)), ElasticFoundation.of(law, POLYETHYLENE));
            RigidTransform pose = RigidTransform.rotation(new Vec3(1, -1, 0.4), 0.03).withTranslation(new Vec3(0.0005, 0.0002, -0.0003));
            double h = 1e-8;
            double largest = 0;
            double worst = 0;
            for (int k = 0; k < 6; k++) {
                Vec3 axis = k % 3 == 0 ? Vec3.X : k % 3 == 1 ? Vec3.Y : Vec3.Z;
                double[][] wrench = new double[2][];
                for (int s = 0; s < 2; s++) {
                    double step = s == 0 ? h : -h;
                    c.evaluate((k < 3 ? RigidTransform.translation(axis.times(step)) : RigidTransform.rotation(axis, step)).times(pose));
                    Vec3 m = c.moment(Vec3.ZERO);
                    wrench[s] = new double[] {c.force().x(), c.force().y(), c.force().z(), m.x(), m.y(), m.z()};
                }
                c.evaluate(pose);
                for (int r = 0; r < 6; r++) {
                    // lengths of 5 mm turn moments into forces and turns into ways
                    double scale = (r < 3 ? 1 : 200) * (k < 3 ? 1 : 200);
                    double expected = scale * (wrench[0][r] - wrench[1][r]) / (2 * h);
                    largest = Math.max(largest, Math.abs(expected));
                    worst = Math.max(worst, Math.abs(expected - scale * c.stiffness(r, k)));
                }
            }
            assertTrue(largest > 1e5, largest + " N/m");
            assertEquals(0, worst, 1e-5 * largest, law.toString());
        }
    }

    /** Apart, beside each other, passed through, and from behind: nothing. */
    @Test
    void noContact() {
        TriangleMesh layer = Contact.sheet(10, 0.005, true, (x, y) -> 0);
        FoundationContact c = new FoundationContact(layer, Bvh.of(Contact.sheet(10, 0.005, false, (x, y) -> 0)), LINEAR);
        for (Vec3 t : List.of(new Vec3(0, 0, 0.001), new Vec3(0.5, 0, -0.001), new Vec3(0, 0, -0.02))) {
            c.evaluate(RigidTransform.translation(t));
            assertEquals(0, c.area());
            assertEquals(Vec3.ZERO, c.force());
            assertThrows(IllegalStateException.class, c::centre);
        }
        FoundationContact behind = new FoundationContact(layer, Bvh.of(layer), LINEAR);
        behind.evaluate(RigidTransform.translation(new Vec3(0, 0, -0.001)));
        assertEquals(0, behind.area());
        c.evaluate(RigidTransform.translation(new Vec3(0, 0, -0.001)));
        assertEquals(0.01 * 0.01, c.area(), 1e-12);
        assertEquals(LINEAR.stiffness() * 0.001 * 1e-4, -c.force().z(), 1e-3);
    }

    @Test
    void evaluationAllocatesNothing() {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this Java does not count allocations");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FoundationContact c = new FoundationContact(Contact.sheet(20, 0.004, true, (x, y) -> 0),
                Bvh.of(Contact.sheet(20, 0.004, false, (x, y) -> (x * x + y * y) / (2 * R))),
                ElasticFoundation.of(Law.NONLINEAR, POLYETHYLENE));
        RigidTransform pose = RigidTransform.translation(new Vec3(0, 0, -DEPTH));
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10; i++) {
                c.evaluate(pose);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(c.area() > 0);
        assertTrue(least < 1000, least + " bytes in 10 evaluations of " + c.size() + " triangles");
    }
}
