/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshDistance;
import org.orthotwin.geometry.PlaneFit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.synthesis.HipParameters;
import org.orthotwin.synthesis.KneeParameters;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.Sex;

/** A varus knee of the left side, measured on its surfaces, against what it was made from. */
class SyntheticKneeTest {

    private static final double DEGREE = Math.PI / 180;
    private static GeneratedSubject subject;

    @BeforeAll
    static void make() {
        subject = new KneeJoint(Resolution.COARSE).generator().orElseThrow().generate(Map.of("sex", 2.0, "medialProximalTibialAngle",
                82 * DEGREE,
                "mechanicalLateralDistalFemoralAngle", 89 * DEGREE, "medialSlope", 9 * DEGREE, "lateralSlope", 4 * DEGREE), Side.LEFT, null,
                Monitor.NONE);
    }

    private static Body body(String type) {
        return subject.bodies().stream().filter(b -> b.type().equals(type)).findFirst().orElseThrow();
    }

    private static Vec3 world(String type, String code) {
        Body b = body(type);
        return subject.poses().get(b.id()).apply(b.landmark(code));
    }

    @Test
    void alignmentOfTheLegIsThatOfItsAngles() {
        // left: lateral is -z
        Vec3 hip = world("femur", "FHC");
        Vec3 knee = world("femur", "KNEE_C");
        Vec3 ankle = world("tibia", "ANK_C");
        assertEquals(0, hip.z() - ankle.z(), 0.0002, "hip and ankle are not above each other seen from the front");
        double femur = Math.atan2(hip.z() - knee.z(), hip.y() - knee.y());
        Vec3 top = world("tibia", "KNEE_T");
        double tibia = Math.atan2(top.z() - ankle.z(), top.y() - ankle.y());
        // varus: the knee lies lateral of the line from hip to ankle
        assertTrue(knee.z() < hip.z());
        assertEquals(7 * DEGREE, femur - tibia, 0.05 * DEGREE);
        assertEquals(173 * DEGREE, subject.truth().get("knee.hka"), 1e-12);
    }

    @Test
    void anglesOfTheJointLinesLieOnTheBones() {
        Body femur = body("femur");
        Vec3 line = femur.landmark("DIST_LC").minus(femur.landmark("DIST_MC"));
        Vec3 axis = femur.landmark("FHC").minus(femur.landmark("KNEE_C"));
        assertEquals(89 * DEGREE, projected(line).angle(projected(axis)), 0.05 * DEGREE);
        Body tibia = body("tibia");
        Vec3 plateau = tibia.landmark("PLAT_MC").minus(tibia.landmark("PLAT_LC"));
        Vec3 down = tibia.landmark("ANK_C").minus(tibia.landmark("KNEE_T"));
        assertEquals(82 * DEGREE, projected(plateau).angle(projected(down)), 0.02 * DEGREE);
    }

    /** Without its part from back to front. */
    private static Vec3 projected(Vec3 v) {
        return new Vec3(0, v.y(), v.z());
    }

    @Test
    void slopesAreThoseOfTheSurface() {
        assertEquals(9, slope("PLAT_MC", 0.006), 0.6);
        assertEquals(4, slope("PLAT_LC", 0.009), 0.6);
    }

    /** Slope in degrees of the plane through the vertices around a landmark. */
    private static double slope(String code, double radius) {
        Body tibia = body("tibia");
        TriangleMesh m = tibia.surface("outer");
        Vec3 c = tibia.landmark(code);
        List<Vec3> near = new ArrayList<>();
        for (int i = 0; i < m.vertexCount(); i++) {
            if (m.vertex(i).distance(c) < radius) {
                near.add(m.vertex(i));
            }
        }
        assertTrue(near.size() > 5, near.size() + " vertices around " + code);
        Vec3 n = PlaneFit.of(near.stream().flatMapToDouble(v -> Arrays.stream(v.toArray())).toArray()).normal();
        n = n.y() < 0 ? n.negate() : n;
        return Math.toDegrees(Math.atan2(-n.x(), n.y()));
    }

    @Test
    void bonesTouchNowhereAndStandAtTheCartilageGap() {
        Map<String, Bvh> trees = new LinkedHashMap<>();
        subject.bodies().forEach(b -> trees.put(b.type(), Bvh.of(b.surface("outer"))));
        for (String[] pair : new String[][] {{"femur", "tibia"}, {"femur", "patella"}, {"tibia", "fibula"}, {"femur", "fibula"}, {"tibia",
                "patella"}}) {
            RigidTransform t = pose(pair[0]).inverse().times(pose(pair[1]));
            double d = new MeshDistance(trees.get(pair[0]), trees.get(pair[1])).distance(t);
            assertTrue(d > 0.0008, pair[0] + " and " + pair[1] + " are " + d + " m apart");
        }
        double gap = subject.truth().get("knee.cartilage-gap");
        double d = new MeshDistance(trees.get("femur"), trees.get("tibia")).distance(pose("femur").inverse().times(pose("tibia")));
        assertTrue(d > 0.3 * gap && d < 1.05 * gap, "femur and tibia are " + d + " m apart");
    }

    private static RigidTransform pose(String type) {
        return subject.poses().get(body(type).id());
    }

    @Test
    void coordinatesInExtensionTellVarus() {
        KneeJoint joint = new KneeJoint();
        Map<String, RigidTransform> frames = new LinkedHashMap<>();
        for (FrameDefinition f : joint.frames().stream().filter(d -> d.id().equals(joint.parentFrame())
                || d.id().equals(joint.childFrame()))
                .toList()) {
            Body b = body(f.boneType());
            frames.put(f.boneType(), subject.poses().get(b.id()).times(f.rule().pose(b.landmarks(), Side.LEFT)));
        }
        double[] q = joint.coordinates(frames.get("femur").inverse().times(frames.get("tibia")), Side.LEFT);
        assertEquals(0, q[0], 2 * DEGREE);
        // on the left adduction is negative
        assertEquals(-7 * DEGREE, q[1], 0.2 * DEGREE);
        // the plateau's transverse axis is turned a little against the line of its compartments
        Vec3 right = body("tibia").landmark("TPA_MC").minus(body("tibia").landmark("TPA_LC"));
        double turned = Math.atan2(right.x(), right.z());
        assertEquals(0, turned, 3 * DEGREE);
        assertEquals(turned, q[2], 0.5 * DEGREE);
        assertEquals(0, q[3], 0.004);
        assertEquals(0.0309, q[5], 0.004);
    }

    @Test
    void sizesAreOfThePublishedOrder() {
        KneeParameters male = KneeParameters.typical(HipParameters.typical(Sex.MALE));
        KneeParameters female = KneeParameters.typical(HipParameters.typical(Sex.FEMALE));
        // four series of PMC9703208: 75 to 83 mm and 66 to 72 mm
        assertTrue(male.plateauWidth() > 0.075 && male.plateauWidth() < 0.083, male.toString());
        assertTrue(female.plateauWidth() > 0.066 && female.plateauWidth() < 0.072, female.toString());
        Body tibia = body("tibia");
        double width = tibia.landmark("MC").distance(tibia.landmark("LC"));
        assertEquals(subject.truth().get("tibia.plateau-width"), width, 0.003);
        assertEquals(0.045, subject.truth().get("patella.width"), 0.005);
        assertEquals(0.042, subject.truth().get("patella.height"), 0.007);
        assertEquals(0.022, subject.truth().get("patella.thickness"), 0.004);
        double[] b = tibia.surface("outer").bounds();
        assertEquals(subject.truth().get("tibia.length"), tibia.landmark("PLAT_LC").y() - b[1], 0.004);
        for (int i = 0; i < 200; i++) {
            KneeParameters p = KneeParameters.sample(HipParameters.sample(i), i);
            assertTrue(Math.abs(p.hipKneeAnkle()) < 12 * DEGREE);
        }
    }

    @Test
    void impossibleKneesAreRefused() {
        var g = new KneeJoint(Resolution.COARSE).generator().orElseThrow();
        assertTrue(assertThrows(IllegalArgumentException.class, () -> g.generate(Map.of("medialProximalTibialAngle", 1.0), Side.RIGHT, null,
                Monitor.NONE)).getMessage().contains("medialProximalTibialAngle"));
        assertThrows(IllegalArgumentException.class, () -> g.generate(Map.of("pelvicTilt", 0.1), Side.RIGHT, null, Monitor.NONE));
        assertThrows(IllegalArgumentException.class, () -> g.generate(Map.of(), Side.MIDLINE, null, Monitor.NONE));
    }
}
