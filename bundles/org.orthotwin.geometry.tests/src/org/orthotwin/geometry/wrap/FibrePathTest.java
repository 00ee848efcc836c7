/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.wrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/** Courses over surfaces: closed forms, and derivatives against differences. */
class FibrePathTest {

    private static final List<WrapShape> SHAPES = List.of(new WrapShape.Sphere(0.02), new WrapShape.Cylinder(0.018),
            new WrapShape.Ellipsoid(0.025, 0.018, 0.015), new WrapShape.Torus(0.03, 0.01));

    private static RigidTransform motion(int c, double by) {
        Vec3 axis = c % 3 == 0 ? Vec3.X : c % 3 == 1 ? Vec3.Y : Vec3.Z;
        return c < 3 ? RigidTransform.translation(axis.times(by)) : RigidTransform.rotation(axis, by);
    }

    private static double[] shortening(FibrePath path, RigidTransform pose) {
        path.length(pose);
        path.derive();
        double[] s = new double[6];
        for (int i = 0; i < 6; i++) {
            s[i] = path.shortening(i);
        }
        return s;
    }

    /** The shortening is the negative slope of the length to 1e-6 m, the bending that of the shortening. */
    private static void assertDerivatives(FibrePath path, RigidTransform pose, String what) {
        double[] s = shortening(path, pose);
        double[][] k = new double[6][6];
        for (int r = 0; r < 6; r++) {
            for (int c = 0; c < 6; c++) {
                k[r][c] = path.bending(r, c);
            }
        }
        double h = 2e-6;
        for (int c = 0; c < 6; c++) {
            double slope = (path.length(motion(c, h).times(pose)) - path.length(motion(c, -h).times(pose))) / (2 * h);
            assertEquals(-slope, s[c], 1e-6 * (c < 3 ? 1 : 0.1), what + " motion " + c);
            double[] plus = shortening(path, motion(c, h).times(pose));
            double[] minus = shortening(path, motion(c, -h).times(pose));
            for (int r = 0; r < 6; r++) {
                double scale = 100 * (r < 3 ? 1 : 0.1) * (c < 3 ? 1 : 0.1);
                assertEquals((plus[r] - minus[r]) / (2 * h), k[r][c], 1e-4 * scale, what + " bending " + r + " " + c);
            }
        }
    }

    @Test
    void derivativesOverOneSurface() {
        for (WrapShape shape : SHAPES) {
            for (int bodies = 0; bodies < 8; bodies++) {
                RigidTransform pose = RigidTransform.rotation(new Vec3(1, -0.4, 0.3).normalized(), 0.3)
                        .withTranslation(new Vec3(0.004, -0.01, 0.006));
                boolean onChild = (bodies & 4) != 0;
                RigidTransform at = RigidTransform.rotation(new Vec3(0.2, 1, 0.1).normalized(), 0.4)
                        .withTranslation(new Vec3(0.002, 0.001, -0.003));
                Vec3 from = new Vec3(0.028, 0.06, 0.004);
                Vec3 to = new Vec3(0.020, -0.05, -0.011);
                RigidTransform in = pose.inverse();
                FibrePath path = new FibrePath(List.of((bodies & 1) == 0 ? from : in.apply(from), (bodies & 2) == 0 ? to : in.apply(to)),
                        List.of((bodies & 1) != 0, (bodies & 2) != 0), List.of(new FibrePath.Surface(shape, onChild,
                                RigidTransform.translation(new Vec3(0.012, 0, 0)).times(onChild ? in.times(at) : at))));
                path.length(pose);
                assertTrue(path.wraps(), shape + " " + bodies);
                assertDerivatives(path, pose, shape + " bodies " + bodies);
            }
        }
    }

    /** Over a ball of one body and a cylinder of the other, with a point between, and from one to the other directly. */
    @Test
    void derivativesOverSeveralSurfaces() {
        SplittableRandom random = new SplittableRandom(3);
        int both = 0;
        for (int i = 0; i < 30; i++) {
            RigidTransform pose = RigidTransform.rotation(new Vec3(random.nextDouble(), random.nextDouble(), 0.5).normalized(),
                    0.4 * random.nextDouble()).withTranslation(new Vec3(0.01 * random.nextDouble(), -0.01 * random.nextDouble(), 0));
            RigidTransform in = pose.inverse();
            List<FibrePath.Surface> surfaces = List.of(
                    new FibrePath.Surface(new WrapShape.Sphere(0.02), false, RigidTransform.translation(new Vec3(0.004, 0.035, 0))),
                    new FibrePath.Surface(new WrapShape.Cylinder(0.015), true, in.times(RigidTransform.rotation(new Vec3(1, 0.2, 0.1)
                            .normalized(), 0.2 + 0.3 * random.nextDouble()).withTranslation(new Vec3(0.006, -0.03, 0)))));
            Vec3 top = new Vec3(0.012, 0.08, 0.006);
            Vec3 bottom = new Vec3(0.010, -0.07, -0.004);
            FibrePath path = new FibrePath(List.of(top, in.apply(bottom)), List.of(false, true), surfaces);
            double length = path.length(pose);
            boolean onBoth = surfaces.stream().allMatch(f -> length > path.over(List.of(f)).length(pose) + 1e-6);
            both += onBoth ? 1 : 0;
            if (onBoth) {
                assertEquals(length, shortestThroughThePlaneBetween(top, in.apply(bottom), pose, surfaces), 1e-10, "the shortest way " + i);
            }
            assertDerivatives(path, pose, "two surfaces " + i);
            FibrePath bent = new FibrePath(List.of(top, in.apply(new Vec3(0.024, 0.004, 0)), bottom), List.of(false, true, false),
                    surfaces);
            assertDerivatives(bent, pose, "with a point between " + i);
        }
        assertTrue(both > 20, both + " over both");
    }

    /**
     * Every way over both surfaces goes through y = 0, where neither is: the shortest of those through one of its points, which take each
     * surface for itself.
     */
    private static double shortestThroughThePlaneBetween(Vec3 from, Vec3 to, RigidTransform pose, List<FibrePath.Surface> surfaces) {
        double x = 0.02;
        double z = 0;
        double least = through(from, new Vec3(x, 0, z), to, surfaces, pose);
        for (double step = 0.005; step > 1e-8; ) {
            double before = least;
            for (int k = 0; k < 4; k++) {
                double u = x + (k == 0 ? step : k == 1 ? -step : 0);
                double v = z + (k == 2 ? step : k == 3 ? -step : 0);
                double length = through(from, new Vec3(u, 0, v), to, surfaces, pose);
                if (length < least) {
                    least = length;
                    x = u;
                    z = v;
                }
            }
            step = least < before ? step : 0.5 * step;
        }
        return least;
    }

    private static double through(Vec3 from, Vec3 by, Vec3 to, List<FibrePath.Surface> surfaces, RigidTransform pose) {
        return new FibrePath(List.of(from, by, to), List.of(false, false, true), surfaces).length(pose);
    }

    /** A rope that a roller is pressed on: tangents and arc, and the force on the roller from both straight parts. */
    @Test
    void roller() {
        double r = 0.02;
        FibrePath rope = new FibrePath(List.of(new Vec3(0.06, 0, 0), new Vec3(-0.06, 0, 0)), List.of(false, false),
                List.of(new FibrePath.Surface(new WrapShape.Cylinder(r), true, RigidTransform.IDENTITY)));
        RigidTransform pressed = RigidTransform.translation(new Vec3(0, 0.012, 0));
        double c = Math.hypot(0.06, 0.012);
        double half = Math.atan2(0.06, 0.012) - Math.acos(r / c);
        assertEquals(2 * Math.sqrt(c * c - r * r) + 2 * r * half, rope.length(pressed), 1e-15);
        rope.derive();
        assertEquals(2 * Math.sin(half), rope.shortening(1), 1e-12);
        assertEquals(0, rope.shortening(0), 1e-12);
        assertEquals(0, rope.shortening(5), 1e-12);
        // lifted off, it leaves the rope straight
        assertEquals(0.12, rope.length(RigidTransform.translation(new Vec3(0, 0.021, 0))), 1e-15);
        assertFalse(rope.wraps());
    }

    /** The same pose gives the same bits, whatever was asked before. */
    @Test
    void nothingIsKeptFromOnePoseToTheNext() {
        List<RigidTransform> poses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            poses.add(round(250 * i, 2000));
        }
        FibrePath reused = hooked();
        for (int i : new int[] {0, 3, 1, 5, 0, 2, 4, 3}) {
            FibrePath fresh = hooked();
            reused.length(poses.get((i + 2) % 6));
            reused.derive();
            assertEquals(fresh.length(poses.get(i)), reused.length(poses.get(i)), 0);
            assertTrue(fresh.wraps() && reused.wraps());
            fresh.derive();
            reused.derive();
            for (int r = 0; r < 6; r++) {
                assertEquals(fresh.shortening(r), reused.shortening(r), 0);
                for (int c = 0; c < 6; c++) {
                    assertEquals(fresh.bending(r, c), reused.bending(r, c), 0);
                }
            }
        }
    }

    /** Over an ellipsoid and a cylinder to a point, and on over neither. */
    private static FibrePath hooked() {
        return new FibrePath(List.of(new Vec3(0.03, 0.06, 0.004), new Vec3(0.025, -0.055, -0.008), new Vec3(0.06, -0.06, 0)),
                List.of(false, true, false),
                List.of(new FibrePath.Surface(new WrapShape.Cylinder(0.02), true, RigidTransform.translation(new Vec3(0.012, -0.02, 0))),
                        new FibrePath.Surface(new WrapShape.Ellipsoid(0.02, 0.024, 0.018), false,
                                RigidTransform.translation(new Vec3(0.014, 0.02, 0)))));
    }

    /** What is not in the way changes no bit of a straight fibre. */
    @Test
    void straightFibresStayAsTheyWere() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20; i++) {
            List<Vec3> points = new ArrayList<>();
            for (int k = 0; k < 3; k++) {
                points.add(new Vec3(0.1 * random.nextDouble(), 0.1 * random.nextDouble(), 0.1 * random.nextDouble()));
            }
            List<Boolean> on = List.of(false, i % 2 == 0, true);
            RigidTransform pose = RigidTransform.rotation(Vec3.Z, random.nextDouble()).withTranslation(new Vec3(0.001 * i, 0, 0));
            FibrePath straight = new FibrePath(points, on, List.of());
            FibrePath beside = straight.over(List.of(new FibrePath.Surface(new WrapShape.Sphere(0.05), true,
                    RigidTransform.translation(new Vec3(1, 1, 1))), new FibrePath.Surface(new WrapShape.Cylinder(0.01), false,
                            RigidTransform.translation(new Vec3(-1, 0, 0)))));
            assertEquals(straight.length(pose), beside.length(pose), 0);
            straight.derive();
            beside.derive();
            for (int r = 0; r < 6; r++) {
                assertEquals(straight.shortening(r), beside.shortening(r), 0);
                for (int c = 0; c < 6; c++) {
                    assertEquals(straight.bending(r, c), beside.bending(r, c), 0);
                }
            }
        }
    }

    /** Beyond its ends a cylinder is passed. */
    @Test
    void cylinderEnds() {
        List<Vec3> ends = List.of(new Vec3(0.005, 0.05, 0.02), new Vec3(0.005, -0.05, 0.02));
        FibrePath path = new FibrePath(ends, List.of(false, true), List.of(new FibrePath.Surface(new WrapShape.Cylinder(0.01), false,
                RigidTransform.IDENTITY, 0.03)));
        assertEquals(0.1, path.length(RigidTransform.IDENTITY), 1e-15);
        FibrePath on = path.over(List.of(new FibrePath.Surface(new WrapShape.Cylinder(0.01), false, RigidTransform.IDENTITY, 0.05)));
        assertTrue(on.length(RigidTransform.IDENTITY) > 0.1002);
    }

    /** The points of a course lie on it: their straight parts come to its length from below, with the square of their number. */
    @Test
    void courseIsAsLongAsThePath() {
        for (WrapShape shape : SHAPES) {
            FibrePath path = new FibrePath(List.of(new Vec3(0.005, 0.08, 0.035), new Vec3(0.0, -0.08, 0.03), new Vec3(0.08, -0.1, 0.01)),
                    List.of(false, true, true), List.of(new FibrePath.Surface(shape, false, RigidTransform.rotation(Vec3.Y, -1.2)
                            .withTranslation(new Vec3(0.004, 0.002, 0.02))), new FibrePath.Surface(new WrapShape.Sphere(0.012), true,
                                    RigidTransform.translation(new Vec3(0.02, -0.082, 0.027)))));
            RigidTransform pose = motion(3, 0.2);
            double length = path.length(pose);
            assertTrue(path.wraps(), shape.toString());
            double coarse = length - length(path.course(pose, 0.002));
            double fine = length - length(path.course(pose, 0.001));
            assertTrue(fine > 0 && fine < 5e-5, shape + " " + fine);
            assertTrue(coarse > 2 * fine, shape + " " + coarse + " " + fine);
            double[] c = path.course(pose, 0.001);
            assertEquals(0, new Vec3(0.005, 0.08, 0.035).distance(Vec3.of(c, 0)), 1e-15);
            assertEquals(0, pose.apply(new Vec3(0.08, -0.1, 0.01)).distance(Vec3.of(c, c.length - 3)), 1e-15);
        }
    }

    private static double length(double[] course) {
        double sum = 0;
        for (int i = 3; i < course.length; i += 3) {
            sum += Vec3.of(course, i - 3).distance(Vec3.of(course, i));
        }
        return sum;
    }

    /** Round a closed way of the body the fibre gives back all that was put in: force and moment do no work. */
    @Test
    void energyIsKept() {
        FibrePath path = new FibrePath(List.of(new Vec3(0.03, 0.06, 0.004), new Vec3(0.025, -0.055, -0.008)), List.of(false, true),
                List.of(new FibrePath.Surface(new WrapShape.Cylinder(0.02), true, RigidTransform.translation(new Vec3(0.012, -0.02, 0))),
                        new FibrePath.Surface(new WrapShape.Sphere(0.02), false, RigidTransform.translation(new Vec3(0.014, 0.02, 0)))));
        // a spring that is slack at 110 mm
        double stiffness = 27e3;
        double slack = 0.110;
        double work = 0;
        double most = 0;
        int n = 2000;
        int wrapped = 0;
        for (int i = 0; i < n; i++) {
            RigidTransform a = round(i, n);
            RigidTransform b = round(i + 1, n);
            RigidTransform mid = round(i + 0.5, n);
            double tension = stiffness * (path.length(mid) - slack);
            wrapped += path.wraps() ? 1 : 0;
            path.derive();
            RigidTransform d = b.times(a.inverse());
            double[] t = {0, 0, 0, 0.5 * (d.r(2, 1) - d.r(1, 2)), 0.5 * (d.r(0, 2) - d.r(2, 0)), 0.5 * (d.r(1, 0) - d.r(0, 1))};
            // velocity of the point in the origin, at the middle of the step
            Vec3 w = new Vec3(t[3], t[4], t[5]);
            Vec3 v = b.translation().minus(a.translation()).minus(w.cross(mid.translation()));
            t[0] = v.x();
            t[1] = v.y();
            t[2] = v.z();
            double step = 0;
            for (int k = 0; k < 6; k++) {
                step += tension * path.shortening(k) * t[k];
            }
            work += step;
            most = Math.max(most, Math.abs(work));
            if (i == n / 3) {
                double before = path.length(round(0, n)) - slack;
                double after = path.length(b) - slack;
                assertEquals(0.5 * stiffness * (before * before - after * after), work, 1e-5 * most);
            }
        }
        assertTrue(wrapped > n / 2 && most > 0.05, wrapped + " " + most + " J");
        assertEquals(0, work, 1e-5 * most);
    }

    private static RigidTransform round(double i, int n) {
        double s = 2 * Math.PI * i / n;
        return RigidTransform.rotation(new Vec3(0.3, 0.2, 1).normalized(), 0.3 * Math.sin(s))
                .withTranslation(new Vec3(0.004 * Math.cos(s), -0.004 + 0.003 * Math.sin(2 * s), 0.003 * Math.sin(s)));
    }
}
