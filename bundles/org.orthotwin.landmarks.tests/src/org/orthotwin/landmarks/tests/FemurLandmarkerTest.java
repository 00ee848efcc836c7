/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.Landmarking;
import org.orthotwin.landmarks.internal.FemurLandmarker;
import org.orthotwin.synthesis.HipParameters;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.Sex;
import org.orthotwin.synthesis.SyntheticHip;

class FemurLandmarkerTest {

    private static final FemurLandmarker FEMUR = new FemurLandmarker();
    private static final SyntheticHip TYPICAL = SyntheticHip.generate(HipParameters.typical(Sex.MALE), Side.RIGHT, Resolution.DEFAULT);

    @Test
    void theSyntheticFemurIsFound() {
        BoneLandmarks l = new Landmarking(4).find(FEMUR, "femur", TYPICAL.femur().transformed(Repeat.MOTION), null, Map.of(), Monitor.NONE);
        assertEquals("whole", l.part());
        assertEquals(Side.RIGHT, l.side());
        Map<String, Double> limits = Map.of("FHC", 0.0005, "LEC", 0.002, "MEC", 0.0025, "KNEE_C", 0.0015, "POST_LC", 0.001, "POST_MC",
                0.001,
                "GT", 0.004, "LT", 0.005);
        limits.forEach((code, limit) -> {
            double d = l.points().get(code).distance(Repeat.MOTION.apply(TYPICAL.femurLandmarks().get(code)));
            assertTrue(d < limit, code + " is off by " + d + " m");
            assertTrue(l.landmarks().get(code).sd() > 0 && l.landmarks().get(code).sd() < 0.003, code + " sd");
        });
        near(l, "femur.version", 1);
        near(l, "femur.neck-shaft-angle", 2);
        assertEquals(TYPICAL.truth().get("femur.offset"), l.measures().get("femur.offset").value(), 0.001);
        RigidTransform isb = Repeat.MOTION.inverse().times(l.frames().get(BoneFrames.ISB_FEMUR).pose());
        assertEquals(0, Math.toDegrees(isb.angle()), 2);
    }

    private static void near(BoneLandmarks l, String id, double degrees) {
        assertEquals(Math.toDegrees(TYPICAL.truth().get(id)), Math.toDegrees(l.measures().get(id).value()), degrees, id);
    }

    @Test
    void poseAndSideDoNotMatter() {
        Repeat.inAnyPose(FEMUR, "femur", TYPICAL.femur(), Side.RIGHT, 1e-5);
    }

    @Test
    void theWrongSideIsRefusedAndWhatAPersonPlacedStays() {
        InputException e = assertThrows(InputException.class,
                () -> Repeat.find(FEMUR, "femur", TYPICAL.femur(), Side.LEFT));
        assertEquals("landmarks.other-side", e.diagnostic().code());
        Vec3 mine = TYPICAL.femurLandmarks().get("MEC").plus(new Vec3(0.001, 0, 0));
        BoneLandmarks l = new Landmarking(0).find(FEMUR, "femur", TYPICAL.femur(), Side.RIGHT, Map.of("MEC", mine), Monitor.NONE);
        assertEquals(mine, l.points().get("MEC"));
        assertTrue(l.landmarks().get("MEC").locked());
        assertFalse(l.landmarks().get("LEC").locked());
    }

    @Test
    void aBallIsNoFemur() {
        TriangleMesh head = RealData.ball(0.024, 24);
        assertEquals("landmarks.none", assertThrows(InputException.class, () -> Repeat.find(FEMUR, "femur", head, Side.RIGHT))
                .diagnostic().code());
    }

    @Test
    void theProximalPartGivesWhatCanBeSaidOfIt() {
        TriangleMesh cut = RealData.above(TYPICAL.femur(), -0.22);
        BoneLandmarks l = Repeat.find(FEMUR, "femur", cut, Side.RIGHT);
        assertEquals("proximal", l.part());
        assertTrue(l.points().get("FHC").distance(TYPICAL.femurLandmarks().get("FHC")) < 0.0005);
        assertFalse(l.points().containsKey("LEC"));
        near(l, "femur.neck-shaft-angle", 2.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2007_5028_l", "2008_1342_l"})
    void framesOfRealFemursAreRepeatable(String name) {
        TriangleMesh femur = RealData.mesh("bones/gias2-femurs/segmentations/" + name + ".wrl");
        assertEquals(Side.LEFT, Repeat.find(FEMUR, "femur", femur, null).side());
        Repeat.meshes(FEMUR, "femur", femur, Side.LEFT, 0.001, 1);
    }
}
