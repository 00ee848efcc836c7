/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.HipJoint;
import org.orthotwin.joint.hip.HipRevisionMeasurement;
import org.orthotwin.synthesis.Resolution;

/** Bone loss of known place and size, found again from the bones alone. */
class HipRevisionTest {

    private static final double MM = 0.001;
    private static final List<String> OF_BONE = List.of("migration.superior", "migration.medial", "height-over-obturator-line",
            "ischial-lysis", "teardrop-loss", "medial-wall-hole", "rim-loss", "koehler-distance", "defect-volume", "paprosky.acetabulum",
            "femur.metaphyseal-support", "femur.scratch-fit", "femur.isthmus-diameter", "paprosky.femur");

    private static RevisionCase out() {
        return RevisionCase.of(Side.RIGHT, RevisionCase.UP_AND_OUT);
    }

    private static double value(RevisionCase c, String id) {
        return c.measure(id, List.of()).si();
    }

    @Test
    void findsWhatWasTakenAway() {
        RevisionCase c = out();
        assertEquals(26 * MM, value(c, "migration.superior"), 1e-9);
        assertEquals(-4 * MM, value(c, "migration.medial"), 1e-9);
        // the bone that the cavities took by their surfaces; pieces below 2 mm are not counted
        double truth = c.subject.truth().get("loss.acetabulum.volume");
        assertEquals(truth, value(c, "defect-volume"), 0.02 * truth);
        assertEquals(c.subject.truth().get("loss.ischium.depth"), value(c, "ischial-lysis"), 1 * MM);
        // the head of a hip is 15 to 20 mm above the teardrop's lowest point, at whose height the foramen ends
        assertEquals(16 * MM, value(c, "height-over-obturator-line") - 26 * MM, 4 * MM);
        // up and out, not through the wall
        assertTrue(value(c, "koehler-distance") < -2 * MM);
        assertEquals(0, value(c, "medial-wall-hole"), 20e-6);
        assertEquals(0, value(c, "teardrop-loss"), 0.02);
        // of a rim in a vertical circle of radius R, a ball of 28 mm that is moved up by 26 mm takes what is within it: about a third
        assertEquals(0.36, value(c, "rim-loss"), 0.08);
        assertEquals(3.1, value(c, "paprosky.acetabulum"), 1e-9);
        assertEquals(3.1, value(c, "paprosky.femur"), 1e-9);
        // the isthmus was left alone; the circle within these coarse facets is smaller than that of the field
        assertEquals(c.subject.truth().get("femur.canal.isthmus.diameter"), value(c, "femur.isthmus-diameter"), 1.2 * MM);
    }

    @Test
    void saysWhatDecidedTheClass() {
        List<Assessment> all = new HipJoint().assess(List.of(out().pelvis, out().femur), Side.RIGHT, List.of());
        assertEquals(List.of("hip.revision.acetabulum", "hip.revision.femur"), all.stream().map(Assessment::id).toList());
        Assessment a = all.getFirst();
        assertTrue(a.clear());
        String verdict = a.verdict().text("en");
        assertTrue(verdict.matches("Paprosky type 3A: the old centre is 4\\d\\.\\d mm over .* 30 mm, .*"), verdict);
        assertTrue(a.verdict().text("fr").startsWith("Paprosky type 3A : l'ancien centre"), a.verdict().text("fr"));
        assertEquals(8, a.criteria().size());
        assertTrue(a.criteria().stream().noneMatch(Assessment.Criterion::straddles));
        // the picture's surface is the lost bone
        double volume = org.orthotwin.geometry.MassProperties.of(a.pictures().getFirst().layers().getFirst().surface()).volume();
        assertEquals(value(out(), "defect-volume"), volume, 0.1 * volume);
    }

    @Test
    void aMotionOfThePatientChangesNothing() {
        RevisionCase moved = out().moved(RigidTransform.rotation(new Vec3(1, 2, 3).normalized(), 0.7).withTranslation(new Vec3(0.1, -0.3,
                0.2)));
        for (String id : OF_BONE) {
            double v = value(out(), id);
            assertEquals(v, value(moved, id), 2e-3 * Math.abs(v) + 1e-6, id);
        }
    }

    @Test
    @Tag("long")
    void bothSidesAreMeasuredAlike() {
        RevisionCase left = RevisionCase.of(Side.LEFT, RevisionCase.UP_AND_OUT);
        for (String id : OF_BONE) {
            double v = value(out(), id);
            assertEquals(v, value(left, id), 2e-3 * Math.abs(v) + 1e-6, id);
        }
    }

    /** The class follows from where and how much was taken away. */
    @Test
    @Tag("long")
    void classesFollowFromWhatWasTaken() {
        RevisionCase in = RevisionCase.of(Side.RIGHT, RevisionCase.UP_AND_IN);
        assertEquals(3.2, value(in, "paprosky.acetabulum"), 1e-9);
        assertTrue(value(in, "medial-wall-hole") > 500e-6);
        assertEquals(20 * MM, value(in, "ischial-lysis"), 1 * MM);
        assertEquals(3.2, value(in, "paprosky.femur"), 1e-9);
        RevisionCase medial = RevisionCase.of(Side.RIGHT, Map.of("oldCupRadius", 0.028, "migrationMedial", 0.012, "migrationSuperior",
                0.004));
        assertEquals(2.3, value(medial, "paprosky.acetabulum"), 1e-9);
        RevisionCase reamed = RevisionCase.of(Side.RIGHT, Map.of("oldCupRadius", 0.026));
        assertEquals(1, value(reamed, "paprosky.acetabulum"), 1e-9);
        assertEquals(1, value(reamed, "paprosky.femur"), 1e-9);
        RevisionCase up = RevisionCase.of(Side.RIGHT, Map.of("oldCupRadius", 0.028, "migrationSuperior", 0.009, "migrationMedial",
                -0.006));
        assertEquals(2.2, value(up, "paprosky.acetabulum"), 1e-9);
        // a small cup that stays within the rim
        RevisionCase under = RevisionCase.of(Side.RIGHT, Map.of("oldCupRadius", 0.020, "migrationSuperior", 0.009));
        assertEquals(0, value(under, "rim-loss"));
        assertEquals(2.1, value(under, "paprosky.acetabulum"), 1e-9);
        RevisionCase hollowed = RevisionCase.of(Side.RIGHT, Map.of("oldCupRadius", 0.028, "canalLoss", 0.005, "canalLossLength", 0.030));
        assertEquals(2, value(hollowed, "paprosky.femur"), 1e-9);
        // 14.2 mm more than the obturator line lies below the centre: 30 mm are within twice the uncertainty
        RevisionCase between = RevisionCase.of(Side.RIGHT, Map.of("oldCupRadius", 0.028, "migrationSuperior", 0.0142));
        assertTrue(Double.isNaN(value(between, "paprosky.acetabulum")));
        assertTrue(between.measure("paprosky.acetabulum", List.of()).note().contains("unclear between Paprosky types 2B, 3A"),
                between.measure("paprosky.acetabulum", List.of()).note());
    }

    @Test
    void withoutAnOldImplantThereIsNothingToSay() {
        HipCase whole = HipCase.of(Side.RIGHT);
        assertEquals(List.of(), new HipJoint().assess(List.of(whole.pelvis, whole.femur), Side.RIGHT, List.of()));
        var v = new HipRevisionMeasurement().measure(new org.orthotwin.measurement.MeasurementContext("hip.revision.defect-volume",
                whole.unoperated, whole.unoperated, Map.of(), Monitor.NONE));
        assertTrue(Double.isNaN(v.si()) && v.note().contains("PHC"), v.note());
    }

    @Test
    void refusesALossThatCannotBe() {
        Map<String, Double> m = new HashMap<>(Map.of("migrationSuperior", 0.02));
        var generator = new HipJoint(Resolution.COARSE).generator().orElseThrow();
        assertTrue(assertThrows(IllegalArgumentException.class, () -> generator.generate(m, Side.RIGHT, null, Monitor.NONE)).getMessage()
                .contains("oldCupRadius is 0 mm"));
        m.put("oldCupRadius", 0.05);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> generator.generate(m, Side.RIGHT, null, Monitor.NONE)).getMessage()
                .contains("oldCupRadius is 50 mm, outside 0 mm to 38 mm"));
    }
}
