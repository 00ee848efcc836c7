/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.internal.HumerusLandmarker;
import org.orthotwin.landmarks.internal.TibiaLandmarker;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.Sex;
import org.orthotwin.synthesis.ShoulderParameters;
import org.orthotwin.synthesis.SyntheticShoulder;

/** Tibia and humerus of real people. */
class OtherBonesTest {

    private static double degrees(BoneLandmarks l, String id) {
        return Math.toDegrees(l.measures().get(id).value());
    }

    @Test
    void aLeftTibiaWithItsFibula() {
        TriangleMesh tibia = RealData.mesh("bones/gias2-meshes/2008_1741_tibia_fibula.wrl");
        BoneLandmarks l = Repeat.find(new TibiaLandmarker(), "tibia", tibia, null);
        assertEquals(Side.LEFT, l.side());
        assertEquals("whole with fibula", l.part());
        assertTrue(l.frames().containsKey(BoneFrames.ISB_TIBIA));
        // adult bands: Paley 1994, and torsion outwards
        assertEquals(87.5, degrees(l, "tibia.mpta"), 4);
        assertEquals(30, degrees(l, "tibia.torsion"), 20);
        assertEquals(6, degrees(l, "tibia.slope.medial"), 8);
        // the tuberosity is in front of the shaft, the lateral malleolus the lower one
        RigidTransform knee = l.frames().get(BoneFrames.TIBIA_KNEE).pose().inverse();
        assertTrue(knee.apply(l.points().get("TT")).x() > 0.015);
        assertTrue(knee.apply(l.points().get("LM")).y() < knee.apply(l.points().get("MM")).y());
        assertTrue(knee.apply(l.points().get("LM")).z() < knee.apply(l.points().get("MM")).z());
        Repeat.inAnyPose(new TibiaLandmarker(), "tibia", tibia, Side.LEFT, 1e-5);
        Repeat.meshes(new TibiaLandmarker(), "tibia", tibia, Side.LEFT, 0.001, 1);
    }

    @Test
    void aRightHumerusHasItsCentreWhereTheModelOfTheShoulderHasIt() {
        TriangleMesh humerus = RealData.mesh("opensim/creator-models/geometry/humerus_rv.vtp", LengthUnit.METRE);
        BoneLandmarks l = Repeat.find(new HumerusLandmarker(), "humerus", humerus, null);
        assertEquals(Side.RIGHT, l.side());
        // adult bands: retroversion 0 to 55, head against shaft 120 to 145 degrees, head radius 19 to 29 mm
        assertEquals(27, degrees(l, "humerus.retroversion"), 28);
        assertEquals(133, degrees(l, "humerus.neck-shaft-angle"), 12);
        assertEquals(0.024, l.sizes().get("head.radius"), 0.005);
        Repeat.inAnyPose(new HumerusLandmarker(), "humerus", humerus, Side.RIGHT, 1e-4);
    }

    @Test
    @Tag("long")
    void aProximalHumerusHasWhatItsPieceSupports() {
        SyntheticShoulder s = SyntheticShoulder.generate(ShoulderParameters.typical(Sex.FEMALE), Side.LEFT, Resolution.DEFAULT,
                Monitor.NONE);
        Map<String, Vec3> truth = s.landmarks().get("humerus");
        for (double below : new double[] {0.13, 0.085}) {
            BoneLandmarks l = Repeat.find(new HumerusLandmarker(), "humerus", RealData.above(s.humerus(), -below), null);
            assertEquals(Side.LEFT, l.side());
            assertEquals("proximal", l.part());
            assertEquals(Set.of(BoneFrames.HUMERUS_HEAD, BoneFrames.HUMERUS_STEM, BoneFrames.ISB_HUMERUS), l.frames().keySet());
            assertFalse(l.measures().containsKey("humerus.retroversion"));
            assertTrue(l.notes().getFirst().contains("epicondyles"));
            assertFalse(l.landmarks().get("EL").source().isEmpty());
            // the head of this one is turned back by as much as that of others
            RigidTransform isb = l.frames().get(BoneFrames.ISB_HUMERUS).pose();
            assertEquals(0, Math.toDegrees(isb.angle()), 5);
            assertEquals(0, Math.toDegrees(isb.axis(1).angle(Vec3.Y)), 2.5);
            assertEquals(0, l.points().get("GH").distance(truth.get("GH")), 0.0005);
            // the axis of the proximal shaft, which bends a little further down
            Vec3 shaft = truth.get("SHAFT_P").minus(truth.get("SHAFT_D")).normalized();
            assertEquals(0, l.points().get("SHAFT_P").minus(l.points().get("SHAFT_D")).angle(shaft), Math.toRadians(2));
        }
        BoneLandmarks stump = Repeat.find(new HumerusLandmarker(), "humerus", RealData.above(s.humerus(), -0.055), Side.LEFT);
        assertEquals("head", stump.part());
        assertTrue(stump.frames().isEmpty());
        TriangleMesh real = RealData.mesh("opensim/creator-models/geometry/humerus_rv.vtp", LengthUnit.METRE);
        BoneLandmarks whole = Repeat.find(new HumerusLandmarker(), "humerus", real, null);
        assertEquals("whole", whole.part());
    }
}
