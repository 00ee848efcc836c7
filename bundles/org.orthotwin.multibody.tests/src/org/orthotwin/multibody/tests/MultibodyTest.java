/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.multibody.Coordinate;
import org.orthotwin.multibody.Coupling;
import org.orthotwin.multibody.CubicSpline;
import org.orthotwin.multibody.ForwardDynamics;
import org.orthotwin.multibody.InverseKinematics;
import org.orthotwin.multibody.Link;
import org.orthotwin.multibody.Marker;
import org.orthotwin.multibody.MotionFunction;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.MusclePath;
import org.orthotwin.multibody.PathGeometry;
import org.orthotwin.multibody.Posture;
import org.orthotwin.multibody.Segment;
import org.orthotwin.multibody.Wrap;

/**
 * The mechanics of trees of segments, against closed forms and the laws of energy and momentum, and paths against their own differences.
 */
class MultibodyTest {

    private static final double G = 9.80665;

    private static Coordinate turn(String name) {
        return new Coordinate(name, Coordinate.Kind.ROTATION, 0, -3, 3, false, false);
    }

    private static RigidTransform pose(Random r) {
        return RigidTransform.rotation(new Vec3(r.nextGaussian(), r.nextGaussian(), r.nextGaussian()), r.nextDouble())
                .withTranslation(new Vec3(0.2 * r.nextGaussian(), 0.2 * r.nextGaussian(), 0.2 * r.nextGaussian()));
    }

    private static Segment segment(String name, Random r) {
        double xx = 0.05 + 0.02 * r.nextDouble();
        double yy = 0.05 + 0.02 * r.nextDouble();
        double zz = 0.05 + 0.02 * r.nextDouble();
        return new Segment(name, 1 + r.nextDouble(), new Vec3(0.1 * r.nextGaussian(), 0.1 * r.nextGaussian(), 0.1 * r.nextGaussian()), xx,
                yy, zz,
                0.005, -0.004, 0.003);
    }

    /** A free body, a coupled joint with splines, a ball and a hinge that follows another coordinate. */
    private static MultibodyModel tree(List<Wrap> wraps, List<MusclePath> paths) {
        Random r = new Random(7);
        MotionFunction id = MotionFunction.IDENTITY;
        List<Coordinate> q = new ArrayList<>();
        for (String n : List.of("rx", "ry", "rz", "tx", "ty", "tz", "knee", "bx", "by", "bz", "patella")) {
            q.add(n.startsWith("t") ? new Coordinate(n, Coordinate.Kind.TRANSLATION, 0, -3, 3, false, false) : turn(n));
        }
        MotionFunction s1 = new CubicSpline(new double[] {-2, -1, 0, 1, 2}, new double[] {0.1, -0.2, 0, 0.3, 0.1});
        MotionFunction s2 = new CubicSpline(new double[] {-2, -1, 0, 1, 2}, new double[] {0.02, -0.01, 0, 0.03, 0.01});
        List<Link> links = List.of(
                new Link("hinge", 1, 3, pose(r), pose(r), List.of(new Link.Axis(new Vec3(1, 2, 3), id, 10)), List.of()),
                new Link("free", -1, 0, RigidTransform.IDENTITY, RigidTransform.IDENTITY,
                        List.of(new Link.Axis(Vec3.X, id, 0), new Link.Axis(Vec3.Y, id, 1), new Link.Axis(Vec3.Z, id, 2)),
                        List.of(new Link.Axis(Vec3.X, id, 3), new Link.Axis(Vec3.Y, id, 4), new Link.Axis(Vec3.Z, id, 5))),
                new Link("knee", 0, 1, pose(r), pose(r),
                        List.of(new Link.Axis(Vec3.Z, id, 6), new Link.Axis(Vec3.X, s1, 6), new Link.Axis(new Vec3(0, 1, 0.2), s1, 6)),
                        List.of(new Link.Axis(Vec3.X, s2, 6), new Link.Axis(new Vec3(0, 1, 1), s2, 6))),
                new Link("ball", 1, 2, pose(r), pose(r),
                        List.of(new Link.Axis(Vec3.X, id, 7), new Link.Axis(Vec3.Y, id, 8), new Link.Axis(Vec3.Z, id, 9)), List.of()));
        List<Segment> segments = List.of(segment("a", r), segment("b", r), segment("c", r), segment("d", r));
        List<Marker> markers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            markers.add(new Marker("m" + i, i / 3, new Vec3(0.1 * r.nextGaussian(), 0.1 * r.nextGaussian(), 0.1 * r.nextGaussian())));
        }
        return new MultibodyModel("tree", new Vec3(0.3, -G, 0.1), segments, q, links,
                List.of(new Coupling(10, 6, new MotionFunction.Polynomial(0.3, -0.8, 0.1))), markers, wraps, paths);
    }

    private static double[] motion(int n, double t, int order) {
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            double w = 1 + 0.37 * i;
            double phase = i + w * t;
            v[i] = 0.4 * (order == 0 ? Math.sin(phase) : order == 1 ? w * Math.cos(phase) : -w * w * Math.sin(phase));
        }
        return v;
    }

    @Test
    void aPendulumNeedsWhatTheBookSays() {
        double m = 2;
        double l = 0.7;
        double i = 0.3;
        MultibodyModel p = new MultibodyModel("pendulum", new Vec3(0, -G, 0),
                List.of(new Segment("rod", m, new Vec3(0, -l, 0), 0.1, 0.1, i, 0, 0, 0)), List.of(turn("q")),
                List.of(new Link("pin", -1, 0, RigidTransform.IDENTITY, RigidTransform.IDENTITY,
                        List.of(new Link.Axis(Vec3.Z, MotionFunction.IDENTITY, 0)), List.of())),
                List.of(), List.of(), List.of(), List.of());
        Posture posture = new Posture(p);
        double q = 0.6;
        double u = 1.3;
        double a = -2.1;
        double needed = posture.at(new double[] {q}, new double[] {u}, new double[] {a}).requiredForces(null)[0];
        assertEquals((i + m * l * l) * a + m * G * l * Math.sin(q), needed, 1e-12);
        // the hinge carries the weight and what bends the way of the mass
        Vec3 out = new Vec3(Math.sin(q), -Math.cos(q), 0);
        Vec3 along = new Vec3(Math.cos(q), Math.sin(q), 0);
        Vec3 carried = out.times(-m * l * u * u).plus(along.times(m * l * a)).plus(new Vec3(0, m * G, 0));
        assertEquals(0, carried.distance(posture.jointForce(0)), 1e-12);
        double[] fall = ForwardDynamics.accelerations(posture, new double[] {q}, new double[] {u}, new double[1], null);
        assertEquals(-m * G * l * Math.sin(q) / (i + m * l * l), fall[0], 1e-12);
        assertEquals(0, posture.jointMoment(0).norm(), 1e-12);
    }

    /** What acts along the coordinates does the work that energy gains: T from velocities, V from heights. */
    @Test
    void powerIsTheGrowthOfEnergy() {
        MultibodyModel model = tree(List.of(), List.of());
        int n = model.coordinates().size();
        Posture posture = new Posture(model);
        for (double t = 0; t < 2; t += 0.4) {
            double h = 1e-4;
            double growth = (8 * (energy(model, posture, t + h) - energy(model, posture, t - h))
                    - (energy(model, posture, t + 2 * h) - energy(model, posture, t - 2 * h))) / (12 * h);
            double[] q = motion(n, t, 0);
            double[] u = motion(n, t, 1);
            double[] a = motion(n, t, 2);
            model.follow(q, u, a);
            double[] f = posture.at(q, u, a).requiredForces(null);
            double power = 0;
            for (int i = 0; i < n; i++) {
                power += f[i] * u[i];
            }
            assertEquals(growth, power, 1e-7 * Math.max(1, Math.abs(growth)));
            model.gather(q, f);
            double gathered = 0;
            for (int i = 0; i < n; i++) {
                gathered += f[i] * u[i];
            }
            assertEquals(power, gathered, 1e-9 * Math.max(1, Math.abs(power)));
        }
    }

    private static double energy(MultibodyModel model, Posture posture, double t) {
        int n = model.coordinates().size();
        double[] q = motion(n, t, 0);
        double[] u = motion(n, t, 1);
        double[] a = motion(n, t, 2);
        model.follow(q, u, a);
        posture.at(q, u, a);
        double e = 0;
        for (int s = 0; s < model.segments().size(); s++) {
            Segment b = model.segments().get(s);
            Vec3 c = posture.point(s, b.centre());
            Vec3 v = posture.velocity(s, c);
            e += 0.5 * b.mass() * v.dot(v) - b.mass() * model.gravity().dot(c);
            // the spin from the velocities of two points
            RigidTransform x = posture.pose(s);
            Vec3 vx = posture.velocity(s, c.plus(x.axis(0))).minus(v);
            Vec3 vy = posture.velocity(s, c.plus(x.axis(1))).minus(v);
            Vec3 w = new Vec3(vy.dot(x.axis(2)), -vx.dot(x.axis(2)), vx.dot(x.axis(1)));
            e += 0.5 * (b.xx() * w.x() * w.x() + b.yy() * w.y() * w.y() + b.zz() * w.z() * w.z())
                    + b.xy() * w.x() * w.y() + b.xz() * w.x() * w.z() + b.yz() * w.y() * w.z();
        }
        return e;
    }

    @Test
    void velocitiesAndAccelerationsAreThoseOfThePoses() {
        MultibodyModel model = tree(List.of(), List.of());
        int n = model.coordinates().size();
        Posture posture = new Posture(model);
        double h = 1e-4;
        double t = 0.3;
        for (int m = 0; m < model.markers().size(); m++) {
            Marker k = model.markers().get(m);
            Vec3[] at = new Vec3[3];
            for (int i = -1; i <= 1; i++) {
                double[] q = motion(n, t + i * h, 0);
                model.follow(q);
                at[i + 1] = posture.at(q).point(k.segment(), k.position());
            }
            double[] q = motion(n, t, 0);
            double[] u = motion(n, t, 1);
            double[] a = motion(n, t, 2);
            model.follow(q, u, a);
            posture.at(q, u, a);
            Vec3 v = posture.velocity(k.segment(), at[1]);
            Vec3 w = posture.acceleration(k.segment(), at[1]);
            assertEquals(0, at[2].minus(at[0]).times(1 / (2 * h)).distance(v), 1e-6);
            assertEquals(0, at[2].plus(at[0]).minus(at[1].times(2)).times(1 / (h * h)).distance(w), 1e-5);
        }
    }

    @Test
    void forwardUndoesInverse() {
        MultibodyModel model = tree(List.of(), List.of());
        int n = model.coordinates().size();
        double[] q = motion(n, 1, 0);
        double[] u = motion(n, 1, 1);
        double[] a = motion(n, 1, 2);
        model.follow(q, u, a);
        Posture posture = new Posture(model);
        Posture.Loads loads = new Posture.Loads(model);
        loads.push(2, new Vec3(10, -20, 5), new Vec3(0.1, 0.2, 0.3));
        loads.turn(3, new Vec3(1, 2, 3));
        double[] f = posture.at(q, u, a).requiredForces(loads);
        assertArrayEquals(a, ForwardDynamics.accelerations(posture, q, u, f, loads), 1e-9);
    }

    /** Whatever the order of the coordinates, and where one of them moves several joints and others follow or are locked. */
    @Test
    void forwardUndoesInverseInAnyOrder() {
        MotionFunction id = MotionFunction.IDENTITY;
        for (int seed = 0; seed < 20; seed++) {
            Random r = new Random(seed);
            int joints = 7;
            List<Segment> segments = new ArrayList<>();
            List<Link> links = new ArrayList<>();
            List<Coordinate> coordinates = new ArrayList<>();
            for (int i = 0; i < joints; i++) {
                segments.add(segment("s" + i, r));
                List<Link.Axis> turns = new ArrayList<>();
                List<Link.Axis> shifts = new ArrayList<>();
                turns.add(new Link.Axis(new Vec3(r.nextGaussian(), r.nextGaussian(), 1), id, joints - 1 - i));
                turns.add(new Link.Axis(new Vec3(0, 1, 0), new MotionFunction.Linear(0.5, 0.1), r.nextInt(joints)));
                shifts.add(new Link.Axis(new Vec3(1, r.nextGaussian(), 0), new MotionFunction.Polynomial(0.2, 0.1, 0), r.nextInt(joints)));
                links.add(new Link("j" + i, r.nextInt(i + 1) - 1, i, pose(r), pose(r), turns, shifts));
                boolean locked = i == 3;
                coordinates.add(new Coordinate("q" + i, Coordinate.Kind.ROTATION, 0, -9, 9, false, locked));
            }
            MultibodyModel model = new MultibodyModel("any", new Vec3(0, -G, 1), segments, coordinates, links,
                    List.of(new Coupling(5, 1, new MotionFunction.Polynomial(0.3, -0.8, 0.1)), new Coupling(0, 6, id)), List.of(),
                    List.of(), List.of());
            double[] q = motion(joints, seed, 0);
            double[] u = motion(joints, seed, 1);
            double[] a = motion(joints, seed, 2);
            a[3] = 0;
            model.follow(q, u, a);
            Posture posture = new Posture(model);
            double[] f = posture.at(q, u, a).requiredForces(null);
            Vec3 carried = posture.jointForce(joints - 1);
            assertArrayEquals(a, ForwardDynamics.accelerations(posture, q, u, f, null), 1e-9);
            assertEquals(0, carried.distance(posture.jointForce(joints - 1)), 1e-8);
        }
    }

    @Test
    void markersGiveThePostureBack() {
        MultibodyModel model = tree(List.of(), List.of());
        int n = model.coordinates().size();
        double[] q = motion(n, 0.7, 0);
        model.follow(q);
        Posture posture = new Posture(model).at(q);
        int[] all = new int[12];
        double[] w = new double[12];
        Vec3[] seen = new Vec3[12];
        for (int i = 0; i < 12; i++) {
            all[i] = i;
            w[i] = 1 + i;
            seen[i] = posture.point(model.markers().get(i).segment(), model.markers().get(i).position());
        }
        seen[4] = null;
        InverseKinematics.Fit fit = new InverseKinematics(model, all, w, null, null).fit(model.defaults(), seen);
        assertTrue(fit.converged());
        assertArrayEquals(q, fit.coordinates(), 1e-9);
        assertTrue(fit.rms() < 1e-10 && fit.largest() < 1e-9);
    }

    @Test
    void clampedAndLockedCoordinatesStay() {
        MultibodyModel m = new MultibodyModel("arm", Vec3.ZERO,
                List.of(new Segment("a", 1, Vec3.ZERO, 1, 1, 1, 0, 0, 0), new Segment("b", 1, Vec3.ZERO, 1, 1, 1, 0, 0, 0)),
                List.of(new Coordinate("p", Coordinate.Kind.ROTATION, 0, -0.1, 0.5, true, false),
                        new Coordinate("q", Coordinate.Kind.ROTATION, 0.2, -1, 1, false, true)),
                List.of(hinge("h1", -1, 0, 0), hinge("h2", 0, 1, 1)), List.of(), List.of(new Marker("tip", 1, new Vec3(1, 0, 0))),
                        List.of(),
                List.of());
        InverseKinematics ik = new InverseKinematics(m, new int[] {0}, new double[] {1}, null, null);
        InverseKinematics.Fit f = ik.fit(m.defaults(), new Vec3[] {new Vec3(Math.cos(0.6), Math.sin(0.6), 0)});
        assertArrayEquals(new double[] {0.4, 0.2}, f.coordinates(), 1e-9);
        f = ik.fit(m.defaults(), new Vec3[] {new Vec3(Math.cos(1.4), Math.sin(1.4), 0)});
        assertArrayEquals(new double[] {0.5, 0.2}, f.coordinates(), 1e-12);
        assertTrue(f.converged());
        // neither what is no number nor what was not seen is a fit of 0 mm
        assertFalse(ik.fit(m.defaults(), new Vec3[] {new Vec3(Double.NaN, 0, 0)}).converged());
        assertEquals(Double.NaN, ik.fit(m.defaults(), new Vec3[] {null}).rms());
    }

    private static Link hinge(String name, int parent, int child, int c) {
        return new Link(name, parent, child, RigidTransform.IDENTITY, RigidTransform.IDENTITY,
                List.of(new Link.Axis(Vec3.Z, MotionFunction.IDENTITY, c)), List.of());
    }

    // ---- paths

    /** Every kind of point and surface: the slopes are the differences of the lengths, to 1e-6 m/rad. */
    @Test
    void slopesAreTheDifferencesOfLengths() {
        Random r = new Random(3);
        List<Wrap> wraps = List.of(new Wrap("cylinder", 1, pose(r), new WrapShape.Cylinder(0.05), 0.6, 0),
                new Wrap("sided", 0, pose(r), new WrapShape.Cylinder(0.04), Double.POSITIVE_INFINITY, -2),
                new Wrap("ball", 1, pose(r), new WrapShape.Sphere(0.06), Double.POSITIVE_INFINITY, 0),
                new Wrap("egg", 1, pose(r), new WrapShape.Ellipsoid(0.05, 0.07, 0.09), Double.POSITIVE_INFINITY, 3),
                new Wrap("ring", 0, pose(r), new WrapShape.Torus(0.08, 0.02), Double.POSITIVE_INFINITY, 0),
                new Wrap("ball behind", 1, pose(r), new WrapShape.Sphere(0.05), Double.POSITIVE_INFINITY, 1));
        int touched = 0;
        for (int w = 0; w < wraps.size(); w++) {
            for (int trial = 0; trial < 5; trial++) {
                Vec3 centre = wraps.get(w).pose().translation();
                int s = wraps.get(w).segment();
                MultibodyModel plain = tree(wraps, List.of());
                int n = plain.coordinates().size();
                double[] q = motion(n, trial, 0);
                plain.follow(q);
                Posture posture = new Posture(plain).at(q);
                Vec3 middle = posture.point(s, centre);
                Vec3 e = new Vec3(r.nextGaussian(), r.nextGaussian(), r.nextGaussian()).normalized();
                Vec3 near = e.anyOrthogonal().times(0.03);
                Vec3 p = posture.pose(2).inverse().apply(middle.plus(e.times(0.3)).plus(near));
                Vec3 o = posture.pose(3).inverse().apply(middle.minus(e.times(0.25)));
                MotionFunction moving = new CubicSpline(new double[] {-2, -1, 0, 1, 2}, new double[] {0.02, -0.01, 0, 0.03, 0.01});
                MusclePath path = new MusclePath("p", List.of(new MusclePath.Fixed(-1, new Vec3(1, 1, 1)), new MusclePath.Fixed(2, p),
                        new MusclePath.Fixed(3, o), new MusclePath.Conditional(2, Vec3.X, 6, 10, 11),
                        new MusclePath.Moving(0, moving, 6, new MotionFunction.Constant(0.1), -1, moving, 7)),
                        List.of(new MusclePath.Surface(w, 1, 2)));
                MultibodyModel model = tree(wraps, List.of(path));
                PathGeometry g = new PathGeometry(model, path);
                Posture at = new Posture(model).at(q);
                g.length(at);
                touched += g.touched();
                double[] slopes = g.slopes(at);
                for (int c = 0; c < n; c++) {
                    double h = 1e-5;
                    double[] d = new double[2];
                    int[] on = new int[2];
                    for (int k = 0; k < 2; k++) {
                        double[] z = q.clone();
                        z[c] += k == 0 ? h : -h;
                        d[k] = g.length(new Posture(model).at(z));
                        on[k] = g.touched();
                    }
                    if (on[0] == on[1]) {
                        assertEquals((d[0] - d[1]) / (2 * h), slopes[c], 1e-6, wraps.get(w).name() + " " + trial + " " + c);
                    }
                }
            }
        }
        assertTrue(touched > 16, touched + " ways lay on surfaces");
    }

    /**
     * Ways in planes are the shortest ones on a ball and in a principal plane of an ellipsoid. Elsewhere they touch the ellipsoid with
     * straight parts in one plane with the way on it. They pass on the side that is asked for.
     */
    @Test
    void waysInPlanesAreTheShortestWhereTheseArePlane() {
        Random r = new Random(17);
        for (MusclePath.Plane plane : MusclePath.Plane.values()) {
            for (int trial = 0; trial < 20; trial++) {
                Vec3 e = new Vec3(r.nextGaussian(), r.nextGaussian(), r.nextGaussian()).normalized();
                Vec3 off = e.anyOrthogonal().times(0.01 + 0.02 * r.nextDouble());
                Vec3 p = e.times(0.12).plus(off);
                Vec3 q = e.times(-0.1).plus(off);
                PathGeometry[] ball = ways(new WrapShape.Ellipsoid(0.04, 0.04, 0.04), 0, p, q, plane);
                assertEquals(ball[0].length(AT), ball[1].length(AT), 1e-9);
                double turn = 2 * Math.PI * r.nextDouble();
                Vec3 c = new Vec3(0.15 * Math.cos(turn), 0.15 * Math.sin(turn), 0);
                Vec3 d = new Vec3(-0.1 * Math.cos(turn), -0.1 * Math.sin(turn), 0).plus(new Vec3(-c.y(), c.x(), 0).times(0.05));
                PathGeometry[] flat = ways(new WrapShape.Ellipsoid(0.03, 0.05, 0.2), 0, c, d, plane);
                assertEquals(flat[0].length(AT), flat[1].length(AT), 1e-6 * 0.25, plane + " " + turn);
                WrapShape.Ellipsoid egg = new WrapShape.Ellipsoid(0.05, 0.03, 0.04);
                PathGeometry[] any = ways(egg, 0, p, q, plane);
                double shortest = any[0].length(AT);
                double in = any[1].length(AT);
                assertEquals(1, any[1].touched());
                // of two ways that are both the shortest near by, the search finds one
                assertTrue(in > 0.95 * shortest && in < 1.3 * shortest, in + " m and " + shortest + " m");
                Vec3 first = any[1].points().get(1);
                Vec3 last = any[1].points().get(2);
                for (Vec3[] t : new Vec3[][] {{p, first}, {q, last}}) {
                    assertEquals(1, inverse(egg, t[1]).dot(t[1]), 1e-9);
                    assertEquals(0, inverse(egg, t[1]).dot(t[1].minus(t[0])), 1e-9);
                }
                assertEquals(0, first.minus(p).cross(last.minus(p)).dot(q.minus(p)), 1e-12);
            }
            for (int side : new int[] {2, -2}) {
                Vec3 p = new Vec3(0.1, 0.001 * side, 0.005);
                PathGeometry[] low = ways(new WrapShape.Ellipsoid(0.05, 0.03, 0.04), -side, p, new Vec3(-0.1, 0.001 * side, 0.004), plane);
                low[1].length(AT);
                assertTrue(low[1].points().get(1).y() * side < -0.01, low[1].points().toString());
                assertEquals(low[0].length(AT), low[1].length(AT), 0.001);
            }
        }
    }

    private static final Posture AT = new Posture(tree(List.of(), List.of()));

    /** The gradient of an ellipsoid's equation, halved. */
    private static Vec3 inverse(WrapShape.Ellipsoid e, Vec3 v) {
        return new Vec3(v.x() / (e.x() * e.x()), v.y() / (e.y() * e.y()), v.z() / (e.z() * e.z()));
    }

    /** The shortest way and the one in a plane round an ellipsoid at the origin. */
    private static PathGeometry[] ways(WrapShape.Ellipsoid e, int side, Vec3 p, Vec3 q, MusclePath.Plane plane) {
        MusclePath path = new MusclePath("p", List.of(new MusclePath.Fixed(-1, p), new MusclePath.Fixed(-1, q)),
                List.of(new MusclePath.Surface(0, 0, 1, plane)));
        MultibodyModel m = tree(List.of(new Wrap("egg", -1, RigidTransform.IDENTITY, e, Double.POSITIVE_INFINITY, side)), List.of(path));
        return new PathGeometry[] {new PathGeometry(m, path), new PathGeometry(m, path, true)};
    }

    /** A tension does on the segments what the slopes say. */
    @Test
    void aTensionPullsAlongTheSlopes() {
        Random r = new Random(5);
        List<Wrap> wraps = List.of(new Wrap("ball", 1, pose(r), new WrapShape.Sphere(0.15), Double.POSITIVE_INFINITY, 0));
        MusclePath path = new MusclePath("p", List.of(new MusclePath.Fixed(0, new Vec3(0.3, 0.1, 0)), new MusclePath.Fixed(2,
                new Vec3(-0.3, 0, 0.2))),
                List.of(new MusclePath.Surface(0, 0, 1)));
        MultibodyModel model = tree(wraps, List.of(path));
        double[] q = motion(model.coordinates().size(), 0.2, 0);
        Posture posture = new Posture(model).at(q);
        PathGeometry g = new PathGeometry(model, path);
        g.length(posture);
        Posture.Loads loads = new Posture.Loads(model);
        g.pull(100, loads);
        double[] with = posture.requiredForces(loads);
        double[] without = posture.requiredForces(null);
        double[] slopes = g.slopes(posture);
        for (int c = 0; c < q.length; c++) {
            assertEquals(100 * slopes[c], with[c] - without[c], 1e-10);
        }
    }

    /** A cylinder with a side: where both points are on the other side the way goes round, and where they are not it is straight. */
    @Test
    void aSidedCylinderIsPassedOnItsSide() {
        double a = 0.1;
        MultibodyModel model = new MultibodyModel("two points", Vec3.ZERO, List.of(new Segment("s", 1, Vec3.ZERO, 1, 1, 1, 0, 0, 0)),
                List.of(turn("q")), List.of(hinge("h", -1, 0, 0)), List.of(), List.of(),
                List.of(new Wrap("c", -1, RigidTransform.IDENTITY, new WrapShape.Cylinder(a), 1, 2)), List.of());
        double[][] cases = {{0.05, 1}, {0.2, 0}, {-0.05, 1}, {-0.2, 1}};
        for (double[] c : cases) {
            MusclePath path = new MusclePath("p", List.of(new MusclePath.Fixed(-1, new Vec3(-0.3, c[0], 0)), new MusclePath.Fixed(0,
                    new Vec3(0.3, c[0], 0))),
                    List.of(new MusclePath.Surface(0, 0, 1)));
            PathGeometry g = new PathGeometry(model, path);
            double length = g.length(new Posture(model));
            assertEquals((int) c[1], g.touched(), "at " + c[0]);
            if (c[1] > 0) {
                // tangents from both ends and the arc over the top
                double d = Math.hypot(0.3, c[0]);
                double arc = Math.PI - 2 * Math.atan2(c[0], 0.3) - 2 * Math.acos(a / d);
                assertEquals(2 * Math.sqrt(d * d - a * a) + a * arc, length, 1e-12);
                assertTrue(g.points().get(1).y() > 0);
            } else {
                assertEquals(0.6, length, 1e-12);
            }
        }
        MusclePath beyond = new MusclePath("p", List.of(new MusclePath.Fixed(-1, new Vec3(-0.3, 0, 0.6)), new MusclePath.Fixed(0,
                new Vec3(0.3, 0, 0.6))),
                List.of(new MusclePath.Surface(0, 0, 1)));
        assertEquals(0.6, new PathGeometry(model, beyond).length(new Posture(model)), 1e-12);
    }

    @Test
    void whatIsNoTreeIsRefused() {
        Segment s = new Segment("s", 1, Vec3.ZERO, 1, 1, 1, 0, 0, 0);
        List<Segment> two = List.of(s, new Segment("t", 1, Vec3.ZERO, 1, 1, 1, 0, 0, 0));
        List<Coordinate> q = List.of(turn("p"), turn("q"));
        assertThrows(IllegalArgumentException.class, () -> new MultibodyModel("ring", Vec3.ZERO, two, q,
                List.of(hinge("a", 0, 1, 0), hinge("b", 1, 0, 1)), List.of(), List.of(), List.of(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> new MultibodyModel("air", Vec3.ZERO, two, q, List.of(hinge("a", -1, 0, 0)),
                List.of(),
                List.of(), List.of(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> new MultibodyModel("none", Vec3.ZERO, List.of(s), q, List.of(hinge("a", -1, 0,
                5)),
                List.of(), List.of(), List.of(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Segment("s", -1, Vec3.ZERO, 1, 1, 1, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Coordinate("c", Coordinate.Kind.ROTATION, 0, 1, -1, false, false));
    }
}
