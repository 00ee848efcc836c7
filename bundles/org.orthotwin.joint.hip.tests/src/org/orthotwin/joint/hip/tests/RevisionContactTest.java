/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.HipFrames;
import org.orthotwin.joint.hip.HipJoint;
import org.orthotwin.joint.hip.internal.Coverage;
import org.orthotwin.joint.hip.internal.CupBed;
import org.orthotwin.joint.hip.internal.FemoralLoss;
import org.orthotwin.joint.hip.internal.StemGrip;

/** Contact of shells, augments and stems with bone of shapes for which it is known. */
class RevisionContactTest {

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

    /**
     * A shell whose centre is in the face of a half space of bone, opened by an angle from the face's normal: the common part of two half
     * spheres at that angle is a lune, 1 - angle / pi of either.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0, 30, 60, 90})
    void hostContactOfATiltedShellIsALune(double degrees) {
        Bvh bone = Bvh.of(box(new Vec3(-0.2, -0.2, -0.2), new Vec3(0.2, 0.2, 0)));
        double tilt = Math.toRadians(degrees);
        RigidTransform cup = RigidTransform.rotation(Vec3.Y, tilt);
        List<Vec3> hemisphere = Coverage.hemisphere(RigidTransform.IDENTITY, Side.RIGHT, cup.axis(2));
        double[] parts = new CupBed(bone, cup, 0.030, null, null).parts(hemisphere);
        assertEquals(1 - tilt / Math.PI, parts[0], 0.01);
        assertEquals(0, parts[1]);
        assertEquals(tilt / Math.PI, parts[2], 0.01);
    }

    /**
     * An augment backs the cap of the shell that its edge encloses: 1 - cos 38 degrees of the half sphere, and it is seated with all of its
     * outer side in bone and none of it in the open.
     */
    @Test
    void anAugmentBacksItsCap() {
        PartModel augment = RevisionCase.part(Side.RIGHT, "augment", "60-20");
        Bvh far = Bvh.of(box(new Vec3(0.5, 0.5, 0.5), new Vec3(0.6, 0.6, 0.6)));
        RigidTransform at = RigidTransform.translation(new Vec3(0.01, 0.02, -0.03));
        List<Vec3> hemisphere = Coverage.hemisphere(RigidTransform.IDENTITY, Side.RIGHT, Vec3.Z);
        double[] parts = new CupBed(far, at, 0.030, augment, at).parts(hemisphere);
        assertEquals(0, parts[0]);
        // 2 mm of cement on: a little less than at the edge itself
        assertEquals(1 - Math.cos(Math.toRadians(38)), parts[1], 0.02);
        assertEquals(1, parts[0] + parts[1] + parts[2], 1e-12);
        assertEquals(0, CupBed.contact(far, augment, at, 0.030));
        Bvh all = Bvh.of(box(new Vec3(-0.2, -0.2, -0.2), new Vec3(0.2, 0.2, 0.2)));
        assertEquals(1, CupBed.contact(all, augment, at, 0.030), 1e-12);
    }

    /**
     * A cone of 2 degrees in a cylinder: it is within a millimetre of the wall over 1 mm / tan(1 deg) = 57 mm below where it is as wide as
     * the canal, and in it by less than 0.1 mm above.
     */
    @Test
    void aConeHoldsOverItsLastMillimetre() {
        PartModel stem = RevisionCase.part(Side.RIGHT, "stem", "14-190-standard");
        // as wide as the cone is 80 mm above its tip
        double radius = 0.007 + 0.020 * Math.tan(Math.toRadians(1));
        List<double[]> rows = new ArrayList<>();
        for (double y = -0.300; y <= 0.020; y += 0.020) {
            rows.add(new double[] {y, radius, radius, 0});
        }
        Body femur = new Body("femur", "femur", Side.RIGHT, Map.of("canal", HipCase.loft(rows)), Map.of(), Map.of());
        StemGrip g = StemGrip.of(stem.surfaces().get("envelope"), RigidTransform.IDENTITY, femur);
        // from the top of the part that is looked at, where the cone is wider than the canal, down to 1 mm less than it
        double lowest = 0.080 - 0.001 / Math.tan(Math.toRadians(1));
        double highest = 0.7 * 0.190;
        assertEquals(highest - lowest, g.length(), 0.008);
        assertEquals((highest - 0.080) * Math.tan(Math.toRadians(1)), g.penetration(), 1.5e-4);
        assertEquals(highest, g.below(), 0.004);
    }

    /**
     * Tubes of 30 mm whose canal has a radius in the metaphysis above a height, one below it, and one beyond where its narrow part ends:
     * what supports, the isthmus, and the scratch fit are these. Sections are 2 mm apart from 10 mm above to 20 mm below the lesser
     * trochanter; the circle in 48 sides is smaller by cos(pi / 48).
     *
     * @param above height over the lesser trochanter above which the canal is {@code wide}, mm
     * @param end depth at which the canal becomes wide again, mm
     */
    @ParameterizedTest
    @CsvSource({"14, 13, 6, 100, 1, 1", "14.5, 1, 6, 100, 0.6875, 2", "14.5, -21, 6, 100, 0, 3A", "14.5, -21, 6, 50, 0, 3B",
        "14.5, -21, 10, 50, 0, 4", "14.5, -21, 10, 100, 0, 3A"})
    void femoralTypesFollowFromTheirTubes(double wide, double above, double narrow, double end, double support, String type) {
        double step = 0.05;
        List<double[]> canal = new ArrayList<>();
        for (double[] r : new double[][] {{-230, wide}, {-end - step, wide}, {-end, narrow}, {above - step, narrow}, {above, wide},
            {40, wide}}) {
            canal.add(new double[] {r[0] / 1000, r[1] / 1000, r[1] / 1000, 0});
        }
        Body femur = new Body("femur", "femur", Side.RIGHT, Map.of("canal", HipCase.loft(canal), "outer", HipCase.loft(List.of(
                new double[] {-0.240, 0.015, 0.015, 0}, new double[] {0.050, 0.015, 0.015, 0}))), Map.of("LT", Vec3.ZERO),
                Map.of(HipFrames.FEMUR_STEM, RigidTransform.IDENTITY));
        FemoralLoss l = FemoralLoss.of(femur);
        assertEquals(support, l.support(), 1e-9);
        assertEquals(2 * narrow / 1000 * Math.cos(Math.PI / 48), l.isthmus(), 2e-5);
        // below the metaphysis, 22 mm below the trochanter and on
        assertEquals((end - 20) / 1000, l.fixation(), 0.002 + 1e-9);
        // nothing of the pelvis but that an implant was taken out of it
        Body pelvis = new Body("pelvis", "pelvis", Side.RIGHT, Map.of(), Map.of("PHC", Vec3.ZERO), Map.of());
        Assessment a = new HipJoint().assess(List.of(pelvis, femur), Side.RIGHT, List.of()).getFirst();
        assertEquals("hip.revision.femur", a.id());
        assertTrue(a.verdict().text("en").startsWith("Paprosky type " + type + ": "), a.verdict().text("en"));
    }
}
