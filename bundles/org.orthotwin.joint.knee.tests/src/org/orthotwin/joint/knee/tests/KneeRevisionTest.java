/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.measurement.MeasuredValue;

/** Bone loss of synthetic knees and of boxes: what was taken away is found, and the types of the classification follow from it. */
class KneeRevisionTest {

    private static final double MM = 0.001;
    static final Map<String, Double> LOSS = Map.of("oldFemoralCut", 0.007, "medialCondyleLoss", 0.012, "lateralCondyleLoss", 0.002,
            "femoralCavity", 0.013, "femoralCavityDepth", 0.040, "oldTibialCut", 0.008, "medialPlateauLoss", 0.010, "tibialCavity", 0.013,
            "tibialCavityDepth", 0.040);
    private static final List<String> OF_BONE = List.of("femur.loss.distal.medial", "femur.loss.distal.lateral",
            "femur.loss.posterior.medial", "femur.loss.posterior.lateral", "femur.hollow.medial", "femur.hollow.lateral",
            "femur.epicondyle-reserve.medial", "femur.cavity-volume", "tibia.loss.medial", "tibia.loss.lateral", "tibia.hollow.medial",
            "tibia.hollow.lateral", "tibia.tuberosity-reserve.lateral", "tibia.cavity-volume");

    /** The old cut is 7 mm above the lower condyle, the tray's 8 mm below the mean of the plateaus; the rest was taken from there. */
    @Test
    void findsWhatWasTakenAway() {
        RevisionCase c = RevisionCase.of(Side.RIGHT, LOSS);
        for (Body b : c.bodies()) {
            assertTrue(MeshChecks.check(b.surface("outer")).isSolid(), b.id());
        }
        Body femur = c.body("femur");
        RigidTransform in = femur.frame("femur.mechanical").inverse();
        double medial = in.apply(femur.landmark("DIST_MC")).y();
        double lateral = in.apply(femur.landmark("DIST_LC")).y();
        double cut = Math.min(medial, lateral) + 7 * MM;
        assertEquals(cut + 12 * MM - medial, c.value("femur.loss.distal.medial"), 0.05 * MM);
        assertEquals(cut + 2 * MM - lateral, c.value("femur.loss.distal.lateral"), 0.05 * MM);
        double back = 0.5 * (in.apply(femur.landmark("POST_MC")).x() + in.apply(femur.landmark("POST_LC")).x()) + 7 * MM;
        assertEquals(back + 6 * MM - in.apply(femur.landmark("POST_MC")).x(), c.value("femur.loss.posterior.medial"), 0.05 * MM);
        assertEquals(in.apply(femur.landmark("MEC")).y() - cut - 12 * MM, c.value("femur.epicondyle-reserve.medial"), 0.05 * MM);
        // the slope lowers the cut before the middle of the plateaus, by no more than 0.5 mm over the disc's half
        assertEquals(18 * MM, c.value("tibia.loss.medial"), 1.2 * MM);
        assertEquals(8 * MM, c.value("tibia.loss.lateral"), 1.2 * MM);
        assertTrue(c.subject().truth().get("loss.femur.volume") > 40e-6, c.subject().truth().toString());
    }

    @Test
    void saysWhatDecidedTheType() {
        RevisionCase c = RevisionCase.of(Side.RIGHT, LOSS);
        List<Assessment> all = RevisionCase.JOINT.assess(c.bodies(), Side.RIGHT, List.of());
        Assessment femur = all.get(0);
        assertEquals("knee.revision.femur", femur.id());
        assertTrue(femur.clear() && femur.verdict().text("en").startsWith("AORI type F2"), femur.verdict().text("en"));
        assertEquals(9, femur.criteria().size());
        Assessment tibia = all.get(1);
        assertTrue(tibia.clear() && tibia.verdict().text("en").startsWith("AORI type T2"), tibia.verdict().text("en"));
        assertTrue(tibia.verdict().text("fr").startsWith("type AORI T2"), tibia.verdict().text("fr"));
        for (Assessment a : all) {
            for (Assessment.Picture p : a.pictures()) {
                assertTrue(p.layers().stream().mapToInt(l -> l.surface().triangleCount()).sum() > 1000, p.id());
            }
        }
    }

    @Test
    void aMotionOfThePatientChangesNothing() {
        RevisionCase c = RevisionCase.of(Side.RIGHT, LOSS);
        RevisionCase m = c.moved(RigidTransform.rotation(new Vec3(1, 2, -1).normalized(), 0.7).withTranslation(new Vec3(0.1, -0.3, 0.2)));
        for (String id : OF_BONE) {
            assertEquals(c.value(id), m.value(id), 1e-6 * Math.max(1e-3, Math.abs(c.value(id))) + 1e-3 * (id.contains("hollow") ? 1 : 0),
                    id);
        }
    }

    @Test
    void bothSidesAreMeasuredAlike() {
        RevisionCase right = RevisionCase.of(Side.RIGHT, LOSS);
        RevisionCase left = RevisionCase.of(Side.LEFT, LOSS);
        for (String id : OF_BONE) {
            assertEquals(right.value(id), left.value(id), 0.03 * Math.abs(right.value(id)) + 0.1 * MM, id);
        }
        assertEquals(right.value("aori.femur"), left.value("aori.femur"));
        assertEquals(right.value("aori.tibia"), left.value("aori.tibia"));
    }

    private static TriangleMesh box(Vec3 low, Vec3 high) {
        double[] v = new double[24];
        for (int i = 0; i < 8; i++) {
            v[3 * i] = (i & 1) == 0 ? low.x() : high.x();
            v[3 * i + 1] = (i & 2) == 0 ? low.y() : high.y();
            v[3 * i + 2] = (i & 4) == 0 ? low.z() : high.z();
        }
        return new TriangleMesh(v, new int[] {0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1,
            3, 5, 3, 7, 5});
    }

    /** A tibia of two boxes, 40 by 30 mm each, whose tops lie below the joint surface by what was lost; the tuberosity is 60 mm below. */
    private static Body boxes(double medial, double lateral, double hole, String... unmarked) {
        TriangleMesh m = box(new Vec3(-0.02, -0.1, -0.03), new Vec3(0.02, -medial * MM, -1e-5));
        TriangleMesh l = box(new Vec3(-0.02, -0.1, 1e-5), new Vec3(0.02, -lateral * MM, 0.03));
        TriangleMesh bone = TriangleMesh.concat(m, l);
        if (hole > 0) {
            // turned inside out: what is within is no bone
            TriangleMesh h = box(new Vec3(-0.02 * hole, -0.06, -0.025), new Vec3(0.02 * hole, -0.03, -0.005));
            int[] t = h.triangles().clone();
            for (int i = 0; i < t.length; i += 3) {
                int k = t[i];
                t[i] = t[i + 1];
                t[i + 1] = k;
            }
            bone = TriangleMesh.concat(bone, new TriangleMesh(h.vertices(), t));
        }
        Map<String, Vec3> marks = new HashMap<>(Map.of("TPA_MC", new Vec3(0, 0, -0.02), "TPA_LC", new Vec3(0, 0, 0.02), "KNEE_T", Vec3.ZERO,
                "ANK_C", new Vec3(0, -0.36, 0), "PLAT_MC", new Vec3(0, 0, -0.015), "PLAT_LC", new Vec3(0, 0, 0.015), "TT",
                new Vec3(0.02, -0.060, 0), "PTC", new Vec3(0, -0.008, 0)));
        List.of(unmarked).forEach(marks::remove);
        return RevisionCase.framed(new Body("tibia", "tibia", Side.RIGHT, Map.of("outer", bone), marks, Map.of()), Side.RIGHT);
    }

    private static Assessment tibia(Body b) {
        return RevisionCase.JOINT.assess(List.of(b), Side.RIGHT, List.of()).getFirst();
    }

    /**
     * @param hole part of the medial box's depth that is hollow over 20 of its 30 mm of width, so that two thirds of that part of a section
     *     are hollow
     */
    @ParameterizedTest
    @CsvSource({"8, 8, 0, T1", "10, 8, 0, T1", "18, 8, 0, T2A", "8, 18, 0, T2A", "18, 20, 0, T2B", "64, 8, 0, T3", "8, 8, 0.2, T1",
        "8, 8, 0.6, T2A", "8, 18, 0.6, T2B"})
    void typesFollowFromBoxes(double medial, double lateral, double hole, String type) {
        Assessment a = tibia(boxes(medial, lateral, hole));
        assertTrue(a.clear(), a.verdict().text("en"));
        assertTrue(a.verdict().text("en").startsWith("AORI type " + type + ","), a.verdict().text("en"));
        assertEquals(medial * MM, a.criteria().get(0).si(), 1e-9);
        assertEquals(lateral * MM, a.criteria().get(1).si(), 1e-9);
        // counted on a grid of 1.5 mm over 40 by 30 mm
        assertEquals(hole * 2 / 3, a.criteria().get(2).si(), 0.05);
        assertEquals(0, a.criteria().get(3).si());
        assertEquals(hole * 40 * 20 * 30 * 1e-9, a.criteria().get(6).si(), 0.08 * hole * 24e-6);
    }

    @Test
    void unclearWhereALimitIsNearOrALandmarkIsMissing() {
        // 13 mm is the limit, and the places are known to 1.4 mm
        Assessment near = tibia(boxes(12, 8, 0));
        assertFalse(near.clear());
        assertTrue(near.verdict().text("en").startsWith("unclear, AORI type T1, T2A"), near.verdict().text("en"));
        assertTrue(near.criteria().get(0).straddles() && !near.criteria().get(1).straddles());
        Assessment unmarked = tibia(boxes(18, 8, 0, "TT"));
        assertFalse(unmarked.clear());
        assertEquals("unclear: the landmarks TT are not marked", unmarked.verdict().text("en"));
        RevisionCase c = RevisionCase.of(Side.RIGHT, LOSS).without("POST_LC");
        MeasuredValue v = c.measure("knee.revision.aori.femur", List.of());
        assertTrue(Double.isNaN(v.si()) && v.note().contains("POST_LC"), v.note());
    }

    @Test
    void withoutAnOldImplantThereIsNothingToSay() {
        RevisionCase c = RevisionCase.of(Side.RIGHT, LOSS).without("PFC").without("PTC");
        assertEquals(List.of(), RevisionCase.JOINT.assess(c.bodies(), Side.RIGHT, List.of()));
        MeasuredValue v = c.measure("knee.revision.femur.cavity-volume", List.of());
        assertTrue(Double.isNaN(v.si()) && v.note().contains("PFC"), v.note());
    }

    @Test
    void refusesALossThatCannotBe() {
        var generator = RevisionCase.JOINT.generator().orElseThrow();
        assertTrue(assertThrows(IllegalArgumentException.class, () -> generator.generate(Map.of("medialPlateauLoss", 0.01), Side.RIGHT,
                null, Monitor.NONE)).getMessage().contains("oldTibialCut is 0 mm"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> generator.generate(Map.of("oldFemoralCut", 0.05), Side.RIGHT, null,
                Monitor.NONE)).getMessage().contains("50 mm, outside 0 mm to 15 mm"));
    }
}
