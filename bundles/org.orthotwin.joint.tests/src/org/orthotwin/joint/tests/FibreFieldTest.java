/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.FibreField;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.TissueCourses;
import org.orthotwin.joint.WrapSurface;

/** Fields of fibres: where they attach, what they share, and how long they are at rest. */
class FibreFieldTest {

    private static final FibreField.Curve BENT = new FibreField.Curve("pelvis", List.of(new Vec3(0, 0, 0), new Vec3(0.01, 0, 0),
            new Vec3(0.01, 0, 0.03)));
    private static final FibreField.Curve STRAIGHT = new FibreField.Curve("femur", List.of(new Vec3(0, -0.05, 0),
            new Vec3(0.02, -0.05, 0)));
    private static final WrapSurface BALL = new WrapSurface("ball", "femur", "sphere", RigidTransform.IDENTITY, Map.of("radius", 0.02));

    /** The first of four fibres is at an eighth of each curve, by its length and not by its points. */
    @Test
    void fibresShareTheLengthOfBothCurves() {
        List<LigamentBundle> b = new FibreField("capsule", BENT, STRAIGHT, 4, 2000, -0.03, List.of(BALL)).bundles();
        assertEquals(List.of("capsule.1", "capsule.2", "capsule.3", "capsule.4"), b.stream().map(LigamentBundle::id).toList());
        assertTrue(b.stream().allMatch(x -> x.ligament().equals("capsule") && x.stiffness() == 500 && x.referenceStrain() == -0.03));
        assertEquals(0.005, b.getFirst().path().getFirst().position().x(), 1e-15);
        assertEquals(0.005, b.get(1).path().getFirst().position().z(), 1e-15, "15 mm along: 10 and 5 round the corner");
        assertEquals(0.0025, b.getFirst().path().getLast().position().x(), 1e-15);
        assertEquals(4, b.stream().flatMap(x -> x.wraps().stream()).map(WrapSurface::id).distinct().count(), "a file needs own ids");
        // fibres that fan out from one point
        FibreField fan = new FibreField("fan", new FibreField.Curve("pelvis", List.of(Vec3.Y)), STRAIGHT, 3, 1, 0, List.of());
        assertTrue(fan.bundles().stream().allMatch(x -> x.path().getFirst().position().equals(Vec3.Y)));
    }

    /** 100 kN per strain and m of width, curves of 40 and 20 mm: 3 kN. */
    @Test
    void stiffnessMayBeGivenForTheWidth() {
        FibreField f = FibreField.ofWidth("sheet", BENT, STRAIGHT, 10, 100e3, 0, List.of());
        assertEquals(0.03, f.width(), 1e-15);
        assertEquals(3000, f.stiffness(), 1e-9);
        assertEquals(3000, f.bundles().stream().mapToDouble(LigamentBundle::stiffness).sum(), 1e-9);
    }

    /** Fibres that are 4 % long 10 mm further down have just that there, and are slack where they were recorded. */
    @Test
    void aPostureInWhichItIsTautSaysHowLongItIs() {
        Map<String, RigidTransform> recorded = Map.of("pelvis", RigidTransform.IDENTITY, "femur", RigidTransform.IDENTITY);
        RigidTransform down = RigidTransform.translation(new Vec3(0, -0.01, 0));
        List<LigamentBundle> b = new FibreField("sheet", BENT, STRAIGHT, 5, 1000, 0, List.of(BALL)).bundles().stream()
                .map(x -> x.tautIn(0.04, Map.of("pelvis", RigidTransform.IDENTITY, "femur", down), recorded)).toList();
        TissueCourses c = new TissueCourses(new SoftTissue(b, List.of(), List.of(), Map.of("femur", RigidTransform.IDENTITY)), "pelvis");
        c.in(Map.of("femur", down)).forEach(x -> assertEquals(0.04, x.strain(), 1e-12));
        c.in(Map.of("femur", RigidTransform.IDENTITY)).forEach(x -> assertTrue(x.strain() < -0.05));
        assertThrows(IllegalArgumentException.class, () -> b.getFirst().tautIn(0.04, Map.of("femur", down), recorded));
    }

    /** A part in the place of what fibres lay on changes how long they are now, not how long they are at rest. */
    @Test
    void aPartUnderThemLeavesTheirLengthAtRest() {
        FibreField.Curve front = new FibreField.Curve("pelvis", List.of(new Vec3(0.015, 0.03, 0)));
        FibreField.Curve below = new FibreField.Curve("femur", List.of(new Vec3(0.015, -0.03, 0)));
        SoftTissue native_ = new SoftTissue(new FibreField("f", front, below, 1, 1000, 0.02, List.of(BALL)).bundles(), List.of(), List.of(),
                Map.of("femur", RigidTransform.IDENTITY));
        SoftTissue small = native_.withLigaments(l -> l.over(w -> new WrapSurface(w.id(), w.body(), w.shape(), w.pose(),
                Map.of("radius", 0.01))));
        RigidTransform rest = RigidTransform.IDENTITY;
        TissueCourses.Course before = new TissueCourses(native_, "pelvis").in(Map.of("femur", rest)).getFirst();
        TissueCourses.Course after = new TissueCourses(small, "pelvis").in(Map.of("femur", rest)).getFirst();
        assertEquals(0.02, before.strain(), 1e-12);
        assertEquals(0.06, after.length(), 1e-15, "straight past the small ball");
        assertEquals(before.length() / 1.02, after.length() / (1 + after.strain()), 1e-15);
        assertEquals(native_.ligaments(), small.ligaments().stream().map(LigamentBundle::recorded).toList());
    }

    @Test
    void whatMakesNoFieldIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new FibreField("f", BENT, BENT, 4, 1, 0, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new FibreField("f", BENT, STRAIGHT, 0, 1, 0, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new FibreField("f", BENT, STRAIGHT, 4, 0, 0, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new FibreField("f", BENT, STRAIGHT, 4, 1, -1, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new FibreField.Curve("pelvis", List.of()));
        assertThrows(IllegalArgumentException.class, () -> new FibreField.Curve("pelvis", List.of(new Vec3(Double.NaN, 0, 0))));
    }
}
