/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.MuscleUnit;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.TissueCourses;
import org.orthotwin.joint.WrapSurface;

/** Courses of ligaments and muscles whose lengths are known. */
class TissueCoursesTest {

    private static final WrapSurface ROUND = new WrapSurface("w", "femur", "cylinder", RigidTransform.IDENTITY, Map.of("radius", 0.02));

    private static MuscleUnit muscle(String id, String body) {
        return new MuscleUnit(id, "", List.of(new Attachment("femur", new Vec3(0, 0.1, 0)), new Attachment(body, Vec3.ZERO)), List.of(), 0,
                0, 0, 0, 0);
    }

    private static LigamentBundle bundle(List<WrapSurface> wraps, double strain) {
        return new LigamentBundle("l.1", "l", List.of(new Attachment("femur", new Vec3(0.03, 0.04, 0)),
                new Attachment("tibia", new Vec3(0.03, -0.04, 0))), wraps, 2000, strain, 0);
    }

    /** 80 mm with 4 % of strain where it was recorded: 5 mm more are (85 / 80) 1.04 - 1. */
    @Test
    void strainIsAgainstTheRecordedPosture() {
        RigidTransform recorded = RigidTransform.rotation(Vec3.Y, 0);
        TissueCourses t = new TissueCourses(new SoftTissue(List.of(bundle(List.of(), 0.04)), List.of(muscle("m", "tibia"),
                muscle("lost", "patella")), List.of(), Map.of("tibia", recorded)), "femur");
        List<TissueCourses.Course> all = t.in(Map.of("tibia", RigidTransform.translation(new Vec3(0, -0.005, 0))));
        assertEquals(List.of("l.1", "m"), all.stream().map(TissueCourses.Course::id).toList(), "what ends on no known bone is left out");
        assertEquals(0.085, all.getFirst().length(), 1e-15);
        assertEquals(0.085 / 0.080 * 1.04 - 1, all.getFirst().strain(), 1e-12);
        assertTrue(Double.isNaN(all.getLast().strain()) && all.getLast().muscle());
        assertEquals(0.105, all.getLast().length(), 1e-15);
        assertEquals(-0.045, all.getFirst().points()[4], 1e-15);
    }

    /** With the tibia turned by a half the way goes half round the cylinder: two tangents of sqrt(30^2 + 40^2 - 20^2) mm and an arc. */
    @Test
    void whatIsInTheWayIsGoneRound() {
        TissueCourses t = new TissueCourses(new SoftTissue(List.of(bundle(List.of(ROUND), 0)), List.of(), List.of(), Map.of()), "femur");
        TissueCourses.Course c = t.in(Map.of("tibia", RigidTransform.rotation(Vec3.Y, Math.PI))).getFirst();
        double arc = 0.02 * (Math.PI - 2 * Math.acos(0.4));
        assertEquals(2 * Math.sqrt(0.0025 - 0.0004) + arc, c.length(), 1e-12);
        assertTrue(c.points().length > 12 && Double.isNaN(c.strain()), "the recorded posture is not known");
        for (int i = 3; i < c.points().length - 3; i += 3) {
            assertEquals(0.02, Math.hypot(c.points()[i], c.points()[i + 1]), 1e-12);
        }
    }
}
