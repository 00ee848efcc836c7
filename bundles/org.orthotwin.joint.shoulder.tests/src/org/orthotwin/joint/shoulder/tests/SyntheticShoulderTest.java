/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.MeshDistance;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.SphereFit;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.ShoulderJoint;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.synthesis.Resolution;

/** Signs of the shoulder, and generated shoulders measured on their surfaces. */
class SyntheticShoulderTest {

    private static final double DEGREE = Math.PI / 180;
    private final ShoulderJoint joint = new ShoulderJoint(Resolution.COARSE);

    private GeneratedSubject generate(Side side, Map<String, Double> chosen) {
        return joint.generator().orElseThrow().generate(chosen, side, null, Monitor.NONE);
    }

    /** Where a motion takes elbow or hand, said in words, on each side. */
    @ParameterizedTest
    @EnumSource(value = Side.class, names = {"LEFT", "RIGHT"})
    void motionsGoWhereTheirNamesSay(Side side) {
        Vec3 elbow = new Vec3(0, -0.3, 0);
        // the elbow bent by 90 degrees
        Vec3 hand = new Vec3(0.25, -0.3, 0);
        double lateral = side.sign();
        assertTrue(moved(side, elbow, "elevation").z() * lateral > 0.2);
        assertTrue(moved(side, elbow, "forward-plane", "elevation").x() > 0.2);
        assertTrue(moved(side, elbow, "backward-plane", "elevation").x() < -0.1);
        assertTrue(moved(side, hand, "internal-rotation").z() * lateral < -0.1);
        assertTrue(moved(side, hand, "external-rotation").z() * lateral > 0.1);
    }

    private Vec3 moved(Side side, Vec3 p, String... motions) {
        double[] q = new double[3];
        for (String motion : motions) {
            ClinicalMotion m = joint.motions().stream().filter(x -> x.id().equals(motion)).findFirst().orElseThrow();
            q[joint.coordinates().stream().map(CoordinateDefinition::name).toList().indexOf(m.coordinate())] = m.sign(side) * m.typical();
        }
        return joint.childInParent(q, side).apply(p);
    }

    @Test
    void hangingArmPutsTheWholeTurnIntoThePlane() {
        assertArrayEquals(new double[] {0.4, 0, 0}, joint.coordinates(joint.childInParent(new double[] {0.3, 0, 0.1}, Side.LEFT),
                Side.LEFT), 1e-9);
        assertThrows(IllegalArgumentException.class, () -> joint.childInParent(new double[2], Side.RIGHT));
    }

    @Test
    void glenoidFacesAsItWasTold() {
        GeneratedSubject s = generate(Side.LEFT, Map.of("sex", 2.0, "glenoidVersion", -8 * DEGREE, "glenoidInclination", 10 * DEGREE));
        check(s, "GC", 0.008, -8, 10);
        Body humerus = s.bodies().get(1);
        TriangleMesh m = humerus.surface("outer");
        Vec3 gh = humerus.landmark("GH");
        Vec3 top = humerus.landmark("HEAD_A");
        double r = s.truth().get("humerus.head.radius");
        List<Vec3> near = new ArrayList<>();
        for (int i = 0; i < m.vertexCount(); i++) {
            if (m.vertex(i).distance(top) < 0.5 * r) {
                near.add(m.vertex(i));
            }
        }
        SphereFit fit = SphereFit.of(flat(near));
        assertEquals(r, fit.radius(), 1e-4);
        assertTrue(fit.center().distance(gh) < 2e-4);
        for (Body b : s.bodies()) {
            b.surfaces().forEach((role, mesh) -> assertTrue(MeshChecks.check(mesh).isSolid()
                    && MeshChecks.check(mesh).eulerCharacteristic() == 2,
                    b.id() + " " + role + " " + MeshChecks.check(mesh)));
        }
        double d = distance(s);
        assertTrue(d > 0.0015 && d < s.truth().get("shoulder.cartilage-gap") + 0.0005, "bones " + d + " m apart");
    }

    /** Typical heads face as published means do, and all as they were told; the tuberosities lie as on people's humeri. */
    @ParameterizedTest
    @CsvSource({"1, ", "2, ", "2, 120", "1, 146"})
    void headsFaceAsTheyWereTold(double sex, Double angle) {
        Map<String, Double> chosen = new TreeMap<>(Map.of("sex", sex, "retroversion", 30 * DEGREE));
        if (angle != null) {
            chosen.put("neckShaftAngle", angle * DEGREE);
        }
        GeneratedSubject s = generate(Side.LEFT, chosen);
        // Boileau 1997: 130, Jeong 2009: 135, Hertel 2002: 137
        assertEquals(angle == null ? 135 : angle, Math.toDegrees(s.truth().get("humerus.neck-shaft-angle")), 0.2);
        assertEquals(30, Math.toDegrees(s.truth().get("humerus.retroversion")), 0.2);
        Body humerus = s.bodies().get(1);
        Vec3 gh = humerus.landmark("GH");
        Vec3 up = humerus.landmark("SHAFT_P").minus(humerus.landmark("SHAFT_D")).normalized();
        Vec3 axis = humerus.landmark("SHAFT_P");
        Vec3 off = gh.minus(axis).minus(up.times(gh.minus(axis).dot(up)));
        // medial offset 7 mm (Robertson 2000, Boileau 1997: 4 to 12), tuberosity 8 mm, SD 3.2, below the head's top (Iannotti 1992)
        assertEquals(0.0075, off.norm(), 0.0015);
        double top = gh.dot(up) + s.truth().get("humerus.head.radius");
        assertEquals(0.0065, top - humerus.landmark("GT").dot(up), 0.0025);
        assertTrue(humerus.landmark("GT_LAT").minus(axis).dot(off) < -0.016 * off.norm());
        assertTrue(MeshChecks.check(humerus.surface("outer")).isSolid());
    }

    @Test
    void wornGlenoidHasTwoHollowsAndTheHeadInTheSecond() {
        GeneratedSubject s = generate(Side.RIGHT, Map.of("sex", 2.0, "glenoidVersion", -4 * DEGREE, "glenoidInclination", 0.0, "neoglenoid",
                18 * DEGREE));
        // the middle of the worn area is not where its ball was turned to
        double worn = Math.toDegrees(s.truth().get("glenoid.neoglenoid.version"));
        assertEquals(-22, worn, 8);
        Body scapula = s.bodies().get(0);
        RigidTransform plane = plane(scapula, Side.RIGHT);
        Vec3 axis = plane.inverse().rotate(scapula.landmark("NEO_N").minus(scapula.landmark("GC")).normalized());
        check(s, "GC_NEO", 0.0055, worn, Math.toDegrees(Math.asin(axis.y())));
        assertTrue(distance(s) > 0.0008, "bones " + distance(s) + " m apart");
        // subluxed backwards
        Vec3 head = plane.inverse().times(s.poses().get(scapula.id()).inverse()).apply(Vec3.ZERO);
        assertTrue(head.x() < -0.010, "head at " + head);
    }

    /** Faces that are worn above, below, as a whole or in their middle look where they were told, and the head stands in the worn part. */
    @ParameterizedTest
    @CsvSource({"upperNeoglenoid, 15, GC_LOW", "upperNeoglenoid, -15, GC_HIGH", "faceWear, 18, GC", "faceWear, -15, GC"})
    void glenoidsAreWornWhereTheyWereTold(String where, double degrees, String left) {
        boolean whole = where.equals("faceWear");
        double inclination = whole ? 4 + degrees : 4;
        GeneratedSubject s = generate(Side.LEFT, Map.of("sex", 2.0, "glenoidVersion", -4 * DEGREE, "glenoidInclination",
                inclination * DEGREE, where, degrees * DEGREE));
        Body scapula = s.bodies().get(0);
        assertTrue(MeshChecks.check(scapula.surface("outer")).isSolid());
        Vec3 gc = scapula.landmark("GC");
        RigidTransform plane = plane(scapula, Side.LEFT);
        if (whole) {
            check(s, "GC", 0.006, -4, inclination);
            assertEquals(4 * DEGREE, s.truth().get("glenoid.before.inclination"), 1e-12);
            // the end that is left is where it was: the lower one of a face that was turned upwards
            Vec3 before = new Vec3(0, s.truth().get("glenoid.before.superior"), s.truth().get("glenoid.before.lateral"));
            double half = 0.5 * s.truth().get("glenoid.height") * Math.signum(degrees);
            Vec3 worn = new Vec3(0, -Math.cos(inclination * DEGREE), Math.sin(inclination * DEGREE)).times(half);
            Vec3 old = new Vec3(0, -Math.cos(4 * DEGREE), Math.sin(4 * DEGREE)).times(half).plus(before);
            assertEquals(0, worn.distance(old), 0.0015);
            assertTrue(before.z() > 0.003, "the face lay " + before.z() + " m farther out");
        } else {
            // the face before went on in the hollow that is left, from the same ball
            Vec3 ball = scapula.landmark(left.equals("GC_LOW") ? "LOW_C" : "HIGH_C");
            Vec3 axis = plane.inverse().rotate(ball.minus(gc).normalized());
            assertEquals(4, Math.toDegrees(Math.asin(axis.y())), 1e-6);
            for (String code : List.of("HIGH", "LOW")) {
                assertEquals(0.95 * s.truth().get("glenoid.height"), scapula.landmark(code + "_C").distance(scapula.landmark("GC_"
                        + code)), 1e-9);
            }
        }
        Vec3 head = plane.inverse().times(s.poses().get(scapula.id()).inverse()).apply(Vec3.ZERO);
        assertTrue(degrees * head.y() > 0, "head at " + head);
        assertTrue(distance(s) > 0.0007, "bones " + distance(s) + " m apart");
    }

    @Test
    void aHeadThatHasSunkInTouchesBallInBall() {
        GeneratedSubject s = new ShoulderJoint().generator().orElseThrow().generate(Map.of("sex", 2.0, "glenoidVersion", -4 * DEGREE,
                "glenoidInclination", 4 * DEGREE, "centralWear", 0.004), Side.RIGHT, null, Monitor.NONE);
        check(s, "GC", 0.010, -4, 4);
        assertEquals(0.0005, distance(s), 0.0003);
        assertEquals(0.004 * Math.cos(4 * DEGREE) * Math.cos(4 * DEGREE), s.truth().get("glenoid.before.lateral"), 1e-9);
    }

    private static double distance(GeneratedSubject s) {
        Body a = s.bodies().get(0);
        Body b = s.bodies().get(1);
        return new MeshDistance(Bvh.of(a.surface("outer")), Bvh.of(b.surface("outer"))).distance(s.poses().get(a.id()).inverse().times(
                s.poses().get(b.id())));
    }

    /** The axis of the sphere through the vertices around a landmark of the glenoid, against the scapula's plane, degrees. */
    private void check(GeneratedSubject s, String code, double radius, double version, double inclination) {
        Body scapula = s.bodies().get(0);
        Side side = scapula.side();
        TriangleMesh m = scapula.surface("outer");
        Vec3 c = scapula.landmark(code);
        List<Vec3> near = new ArrayList<>();
        for (int i = 0; i < m.vertexCount(); i++) {
            if (m.vertex(i).distance(c) < radius) {
                near.add(m.vertex(i));
            }
        }
        assertTrue(near.size() > 8, near.size() + " vertices around " + code);
        SphereFit fit = SphereFit.of(flat(near));
        RigidTransform plane = plane(scapula, side);
        Vec3 n = plane.inverse().rotate(fit.center().minus(c).normalized());
        double out = n.z() * side.sign();
        assertEquals(version, Math.toDegrees(Math.atan2(n.x(), out)), 0.5);
        assertEquals(inclination, Math.toDegrees(Math.asin(n.y())), 0.5);
    }

    private RigidTransform plane(Body scapula, Side side) {
        return joint.frames().stream().filter(f -> f.id().equals(BoneFrames.SCAPULA_PLANE)).findFirst().orElseThrow().rule().pose(
                scapula.landmarks(), side);
    }

    private static double[] flat(List<Vec3> points) {
        return points.stream().flatMapToDouble(p -> Arrays.stream(p.toArray())).toArray();
    }

    @Test
    void impossibleShouldersAreRefused() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> generate(Side.RIGHT, Map.of("neoglenoid",
                1.0))).getMessage().contains(
                "neoglenoid"));
        assertThrows(IllegalArgumentException.class, () -> generate(Side.MIDLINE, Map.of()));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> generate(Side.RIGHT, Map.of("neoglenoid", 0.2, "centralWear",
                0.002))).getMessage().contains("worn in one way"));
    }
}
