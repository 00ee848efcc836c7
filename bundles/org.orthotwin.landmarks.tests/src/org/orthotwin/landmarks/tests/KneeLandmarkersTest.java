/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Resection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.Landmarking;
import org.orthotwin.landmarks.internal.FemurLandmarker;
import org.orthotwin.landmarks.internal.PatellaLandmarker;
import org.orthotwin.landmarks.internal.TibiaLandmarker;
import org.orthotwin.synthesis.HipParameters;
import org.orthotwin.synthesis.KneeParameters;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.Sex;
import org.orthotwin.synthesis.SyntheticKnee;

/** The bones of a synthetic knee in varus, whole and as a short field of view shows them, against what they were made from. */
class KneeLandmarkersTest {

    private static SyntheticKnee knee;

    @BeforeAll
    static void make() {
        KneeParameters p = KneeParameters.typical(HipParameters.typical(Sex.MALE)).with(Map.of("medialProximalTibialAngle",
                Math.toRadians(83), "medialSlope", Math.toRadians(8), "lateralSlope", Math.toRadians(5)));
        knee = SyntheticKnee.generate(p, Side.LEFT, Resolution.COARSE, Monitor.NONE);
    }

    /** What of a bone lies within a distance above or below a height. */
    private static TriangleMesh cut(TriangleMesh m, double level, double sign) {
        return Resection.byPlane(m, new Vec3(0.002, level, 0), new Vec3(0.05, sign, 0.03)).mesh();
    }

    private static void near(BoneLandmarks l, String bone, String code, double limit) {
        Vec3 truth = knee.landmarks().get(bone).get(code);
        double d = l.points().get(code).distance(truth);
        assertTrue(d < limit, bone + " " + code + " is off by " + 1000 * d + " mm: " + l.points().get(code).minus(truth));
    }

    private static void angle(BoneLandmarks l, String id, double degrees) {
        assertEquals(Math.toDegrees(knee.truth().get(id)), degrees(l, id), degrees, id);
    }

    private static double degrees(BoneLandmarks l, String id) {
        return Math.toDegrees(l.measures().get(id).value());
    }

    /** What an image of 11 cm above and below the joint line supports, and that it is said what it does not. */
    @Test
    void aShortFieldOfViewGivesWhatItSupports() {
        double level = knee.landmarks().get("femur").get("KNEE_C").y();
        BoneLandmarks femur = Repeat.find(new FemurLandmarker(), "femur", cut(knee.femur(), level + 0.11, 1), Side.LEFT);
        assertEquals("distal", femur.part());
        for (String code : new String[] {"LEC", "KNEE_C", "POST_LC", "POST_MC", "DIST_LC", "DIST_MC"}) {
            near(femur, "femur", code, 0.002);
        }
        near(femur, "femur", "MEC", 0.0025);
        isWhereOthersHaveIt(femur, "FHC", BoneFrames.FEMUR_MECHANICAL, 5);
        assertEquals("[isb.femur, femur.knee, femur.mechanical, femur.distal]", femur.frames().keySet().toString());
        assertEquals("[femur.epicondylar-width, femur.aldfa]", femur.measures().keySet().toString());
        assertTrue(femur.notes().getFirst().contains("head is missing"), femur.notes().toString());
        // the axis of the cylinder, across itself
        Vec3 axis = knee.landmarks().get("femur").get("CYL_LC").minus(knee.landmarks().get("femur").get("CYL_MC"));
        assertEquals(0, Math.toDegrees(axis.angle(femur.points().get("CYL_LC").minus(femur.points().get("CYL_MC")))), 1);
        BoneLandmarks tibia = Repeat.find(new TibiaLandmarker(), "tibia", cut(knee.tibia(), -0.11, -1), Side.LEFT);
        assertEquals("proximal", tibia.part());
        for (String code : new String[] {"PLAT_LC", "PLAT_MC", "KNEE_T", "TPA_LC", "TPA_MC", "TT"}) {
            near(tibia, "tibia", code, 0.002);
        }
        isWhereOthersHaveIt(tibia, "ANK_C", BoneFrames.TIBIA_KNEE, 4);
        assertEquals("[tibia.knee, tibia.proximal]", tibia.frames().keySet().toString());
        assertFalse(tibia.measures().containsKey("tibia.mpta") || tibia.measures().containsKey("tibia.mechanical-length"));
        assertTrue(tibia.notes().getFirst().contains("ankle is missing"), tibia.notes().toString());
        BoneLandmarks patella = Repeat.find(new PatellaLandmarker(), "patella", knee.patella(), null);
        assertEquals(Side.LEFT, patella.side());
        knee.landmarks().get("patella").keySet().forEach(code -> near(patella, "patella", code, 0.002));
        for (String id : new String[] {"patella.width", "patella.height", "patella.thickness"}) {
            assertEquals(knee.truth().get(id), patella.measures().get(id).value(), 0.001, id);
        }
    }

    /** The far end of a long axis: estimated, with a source, and the axis within some degrees of the true one. */
    private static void isWhereOthersHaveIt(BoneLandmarks l, String code, String frame, double degrees) {
        BoneLandmarks.Mark m = l.landmarks().get(code);
        assertFalse(m.source().isEmpty(), code);
        assertTrue(m.sd() > 0.008, code + " is said to be certain to " + m.sd() + " m");
        Map<String, Vec3> of = knee.landmarks().get(l.boneType());
        Vec3 y = l.boneType().equals("femur") ? of.get("FHC").minus(of.get("LEC").mid(of.get("MEC")))
                : of.get("KNEE_T").minus(of.get("ANK_C"));
        assertEquals(0, Math.toDegrees(y.angle(l.frames().get(frame).pose().axis(1))), degrees, frame);
    }

    /** The head's centre of another image, and the mechanical axis is no longer that of other people. */
    @Test
    void aHeadThatAPersonPlacesBringsTheMeasuresBack() {
        Vec3 head = knee.landmarks().get("femur").get("FHC");
        TriangleMesh piece = cut(knee.femur(), knee.landmarks().get("femur").get("KNEE_C").y() + 0.11, 1);
        BoneLandmarks femur = new Landmarking(0).find(new FemurLandmarker(), "femur", piece, Side.LEFT, Map.of("FHC", head), Monitor.NONE);
        angle(femur, "femur.mldfa", 1);
        assertEquals(head.distance(femur.points().get("KNEE_C")), femur.measures().get("femur.mechanical-length").value(), 1e-12);
    }

    @Test
    @Tag("long")
    void axesOfPartsSayHowUncertainTheyAre() {
        TriangleMesh piece = cut(knee.femur(), knee.landmarks().get("femur").get("KNEE_C").y() + 0.13, 1);
        BoneLandmarks femur = new Landmarking(4).find(new FemurLandmarker(), "femur", piece, Side.LEFT, Map.of(), Monitor.NONE);
        // 2.5 degrees about each of two axes
        assertEquals(3.6, Math.toDegrees(femur.frames().get(BoneFrames.FEMUR_MECHANICAL).angleSd()), 0.6);
        assertTrue(Math.toDegrees(femur.frames().get(BoneFrames.FEMUR_DISTAL).angleSd()) < 1.5);
        TriangleMesh shin = cut(knee.tibia(), -0.13, -1);
        BoneLandmarks tibia = new Landmarking(4).find(new TibiaLandmarker(), "tibia", shin, Side.LEFT, Map.of(), Monitor.NONE);
        assertEquals(2.8, Math.toDegrees(tibia.frames().get(BoneFrames.TIBIA_KNEE).angleSd()), 0.8);
    }

    /** The mechanical axes of eight real femora from their distal 16 cm, against those by their heads. */
    @Test
    @Tag("long")
    void mechanicalAxesOfRealFemoraAreNearThoseByTheirHeads() {
        double sum = 0;
        String[] names = {"2007_5028_l", "2008_0006_l", "2008_0019_l", "2008_0051_l", "2008_0158_l", "2008_1342_l", "2008_1461_l",
            "2008_1524_l"};
        for (String name : names) {
            TriangleMesh mesh = RealData.mesh("bones/gias2-femurs/segmentations/" + name + ".wrl");
            BoneLandmarks whole = Repeat.find(new FemurLandmarker(), "femur", mesh, Side.LEFT);
            RigidTransform axes = whole.frames().get(BoneFrames.FEMUR_MECHANICAL).pose();
            BoneLandmarks part = Repeat.find(new FemurLandmarker(), "femur", cut(mesh.transformed(axes.inverse()), 0.13, 1), null);
            assertEquals(Side.LEFT, part.side(), name);
            assertEquals("distal", part.part(), name);
            double off = Math.toDegrees(part.frames().get(BoneFrames.FEMUR_MECHANICAL).pose().axis(1).angle(Vec3.Y));
            assertTrue(off < 7, name + " is off by " + off + " degrees");
            sum += off * off;
        }
        // the root mean square of two angles of 2.5 degrees each is 3.5
        assertTrue(Math.sqrt(sum / names.length) < 3.6, "root mean square " + Math.sqrt(sum / names.length));
    }

    @Test
    @Tag("long")
    void partsGiveWhatTheWholeBonesGive() {
        BoneLandmarks femur = Repeat.find(new FemurLandmarker(), "femur", knee.femur(), null);
        BoneLandmarks tibia = Repeat.find(new TibiaLandmarker(), "tibia", knee.tibia(), null);
        assertEquals(Side.LEFT, femur.side());
        assertEquals(Side.LEFT, tibia.side());
        near(femur, "femur", "FHC", 0.0005);
        for (String code : new String[] {"KNEE_T", "ANK_C", "PLAT_LC", "PLAT_MC", "TPA_LC", "TPA_MC", "TT", "MM"}) {
            near(tibia, "tibia", code, 0.002);
        }
        angle(femur, "femur.version", 1);
        angle(femur, "femur.mldfa", 1);
        angle(tibia, "tibia.mpta", 1);
        angle(tibia, "tibia.slope.medial", 1);
        angle(tibia, "tibia.slope.lateral", 1);
        double level = knee.landmarks().get("femur").get("KNEE_C").y();
        for (double height : new double[] {0.11, 0.18}) {
            BoneLandmarks distal = Repeat.find(new FemurLandmarker(), "femur", cut(knee.femur(), level + height, 1), null);
            BoneLandmarks proximal = Repeat.find(new TibiaLandmarker(), "tibia", cut(knee.tibia(), -height, -1), null);
            assertEquals(Side.LEFT, distal.side());
            assertEquals(Side.LEFT, proximal.side());
            assertEquals(0, turned(femur, distal, BoneFrames.FEMUR_DISTAL), 1);
            assertEquals(0, turned(tibia, proximal, BoneFrames.TIBIA_PROXIMAL), 1);
            for (String id : new String[] {"tibia.slope.medial.shaft", "tibia.slope.lateral.shaft", "tibia.mpta.shaft"}) {
                assertEquals(degrees(tibia, id), degrees(proximal, id), 1, id);
            }
            assertEquals(degrees(femur, "femur.aldfa"), degrees(distal, "femur.aldfa"), 1);
        }
    }

    /** A fibula beside the tibia gives its malleolus, and with it torsion and the ISB frame. */
    @Test
    @Tag("long")
    void withItsFibulaTheTibiaIsWhole() {
        BoneLandmarks both = Repeat.find(new TibiaLandmarker(), "tibia", TriangleMesh.concat(knee.tibia(), knee.fibula()), null);
        assertEquals(Side.LEFT, both.side());
        assertEquals("whole with fibula", both.part());
        assertTrue(both.frames().containsKey("isb.tibia"));
        assertEquals(0, both.points().get("LM").distance(knee.landmarks().get("fibula").get("LM")), 0.001);
        angle(both, "tibia.torsion", 1);
    }

    private static double turned(BoneLandmarks a, BoneLandmarks b, String frame) {
        return Math.toDegrees(a.frames().get(frame).pose().inverse().times(b.frames().get(frame).pose()).angle());
    }

    @Test
    @Tag("long")
    void poseSideAndMeshOfPartsDoNotMatter() {
        TriangleMesh femur = cut(knee.femur(), knee.landmarks().get("femur").get("KNEE_C").y() + 0.15, 1);
        Repeat.inAnyPose(new FemurLandmarker(), "femur", femur, Side.LEFT, 1e-4);
        TriangleMesh tibia = cut(knee.tibia(), -0.15, -1);
        Repeat.inAnyPose(new TibiaLandmarker(), "tibia", tibia, Side.LEFT, 1e-4);
        Repeat.inAnyPose(new PatellaLandmarker(), "patella", knee.patella(), Side.LEFT, 1e-4);
        Repeat.meshes(new PatellaLandmarker(), "patella", knee.patella(), Side.LEFT, 0.001, 1);
    }
}
