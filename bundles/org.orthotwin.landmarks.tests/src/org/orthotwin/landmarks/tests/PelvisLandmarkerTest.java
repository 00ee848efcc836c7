/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.tests;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.MeshRepair;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.CutPlane;
import org.orthotwin.landmarks.Landmarking;
import org.orthotwin.landmarks.internal.PelvisLandmarker;
import org.orthotwin.synthesis.HipParameters;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.Sex;
import org.orthotwin.synthesis.SyntheticHip;

class PelvisLandmarkerTest {

    private static final PelvisLandmarker PELVIS = new PelvisLandmarker();
    private static final SyntheticHip TYPICAL = SyntheticHip.generate(HipParameters.typical(Sex.FEMALE), Side.RIGHT, Resolution.DEFAULT);

    @Test
    void theWholePelvisIsFoundInAnyPose() {
        BoneLandmarks l = Repeat.find(PELVIS, "pelvis", TYPICAL.pelvis().transformed(Repeat.MOTION), Side.RIGHT);
        assertEquals("whole", l.part());
        Map.ofEntries(entry("RASIS", 0.001), entry("LASIS", 0.001), entry("PT_R", 0.001), entry("PT_L", 0.001), entry("RAC", 0.0005),
                entry("LAC", 0.0005), entry("RPSIS", 0.001), entry("LPSIS", 0.001), entry("ISCH_R", 0.001), entry("ISCH_L", 0.001),
                entry("CREST_R", 0.001), entry("CREST_L", 0.001), entry("SYM", 0.002)).forEach((code, limit) -> {
                    double d = l.points().get(code).distance(Repeat.MOTION.apply(TYPICAL.pelvisLandmarks().get(code)));
                    assertTrue(d < limit, code + " is off by " + d + " m");
                });
        for (String angle : new String[] {"inclination", "anteversion"}) {
            for (String kind : new String[] {"radiographic", "operative", "anatomic"}) {
                String id = "acetabulum." + angle + "." + kind;
                assertEquals(Math.toDegrees(TYPICAL.truth().get(id)), Math.toDegrees(l.measures().get(id).value()), 1, id);
            }
        }
        String ce = "acetabulum.centre-edge-angle";
        assertEquals(Math.toDegrees(TYPICAL.truth().get(ce)), Math.toDegrees(l.measures().get(ce).value()), 2);
        RigidTransform isb = Repeat.MOTION.inverse().times(l.frames().get(BoneFrames.ISB_PELVIS).pose());
        assertEquals(0, Math.toDegrees(isb.angle()), 1);
        assertEquals(0, isb.translation().norm(), 0.0005);
    }

    /** Not seen on bone: its place is defined, how far an attachment is from there is said. */
    @Test
    void theOriginOfTheAbductorsIsAnEstimate() {
        BoneLandmarks l = new Landmarking(1).find(PELVIS, "pelvis", TYPICAL.pelvis(), Side.RIGHT, Map.of(), Monitor.NONE);
        for (String code : new String[] {"GMED_O_R", "GMED_O_L"}) {
            BoneLandmarks.Mark m = l.landmarks().get(code);
            assertTrue(m.sd() >= 0.011 && m.sd() < 0.014, code + " sd " + m.sd() + " m");
            assertTrue(m.source().contains("Delp"), m.source());
            double d = m.position().distance(TYPICAL.pelvisLandmarks().get(code));
            assertTrue(d < 0.002, code + " is " + d + " m from the subject's");
        }
        assertEquals("", l.landmarks().get("RASIS").source());
        assertEquals("", new Landmarking(0).find(PELVIS, "pelvis", TYPICAL.pelvis(), Side.RIGHT, Map.of("GMED_O_R", Vec3.X), Monitor.NONE)
                .landmarks().get("GMED_O_R").source(), "a person placed it");
    }

    /** On the bones of the models from whose muscles it comes, where these have it: the middle of three lines of action by strength. */
    @Test
    void theOriginOfTheAbductorsIsWhereTheModelsHaveIt() {
        Map<String, double[][]> muscles = Map.of("geometry/",
                new double[][] {{-0.0408, 0.0304, 0.1209, 819}, {-0.0855, 0.0445, 0.0766, 573}, {-0.1223, 0.0105, 0.0648, 653}},
                "models/RajagopalModel/Geometry/",
                new double[][] {{-0.0445, 0.0245, 0.1172, 1093}, {-0.085, 0.0316, 0.0675, 765}, {-0.1152, -0.0073, 0.0526, 871}});
        muscles.forEach((folder, lines) -> {
            String at = "opensim/creator-models/" + folder;
            TriangleMesh both = TriangleMesh.concat(RealData.mesh(at + "r_pelvis.vtp", LengthUnit.METRE),
                    RealData.mesh(at + "l_pelvis.vtp", LengthUnit.METRE));
            Vec3 sum = Vec3.ZERO;
            double strength = 0;
            for (double[] m : lines) {
                sum = sum.plus(Vec3.of(m, 0).times(m[3]));
                strength += m[3];
            }
            double d = Repeat.find(PELVIS, "pelvis", both, Side.RIGHT).points().get("GMED_O_R").distance(sum.times(1 / strength));
            assertTrue(d < 0.002, folder + ": " + d + " m");
        });
    }

    @Test
    void theLeftHipOfAWholePelvisIsTheMirrorOfTheRight() {
        BoneLandmarks right = Repeat.find(PELVIS, "pelvis", TYPICAL.pelvis(), Side.RIGHT);
        BoneLandmarks left = Repeat.find(PELVIS, "pelvis", TYPICAL.pelvis().mirroredZ(), Side.LEFT);
        right.points().forEach((code, p) -> {
            String other = code.endsWith("_R") ? code.replace("_R", "_L") : code.endsWith("_L") ? code.replace("_L", "_R")
                    : code.equals("SYM") ? code : (code.startsWith("R") ? "L" : "R") + code.substring(1);
            assertEquals(0, left.points().get(other).distance(new Vec3(p.x(), p.y(), -p.z())), 1e-9, code);
        });
    }

    @Test
    void oneInnominateBoneTellsItsSide() {
        TriangleMesh one = MeshRepair.components(TYPICAL.pelvis()).stream().filter(c -> c.bounds()[2] > -0.09 && c.bounds()[5] > 0.02)
                .max(java.util.Comparator.comparingDouble(c -> c.bounds()[5])).orElseThrow();
        BoneLandmarks l = Repeat.find(PELVIS, "pelvis", one, null);
        assertEquals("half", l.part());
        assertEquals(Side.RIGHT, l.side());
        Map.of("RAC", 0.0005, "RASIS", 0.006, "PT_R", 0.006, "RPSIS", 0.006, "SYM", 0.008).forEach((code, limit) -> {
            double d = l.points().get(code).distance(TYPICAL.pelvisLandmarks().get(code));
            assertTrue(d < limit, code + " is off by " + d + " m");
        });
        // the average pelvis gives the transverse axis
        assertEquals(0, Math.toDegrees(l.frames().get(BoneFrames.PELVIS_APP).pose().inverse().times(TYPICAL.pelvisFromApp()).angle()), 6);
    }

    /** An image that ends 33 mm below the hips shows no tuberosities; the lowest place of what there is is none. */
    @Test
    void whatAnImageCutsOffIsLeftOutByName() {
        double end = TYPICAL.pelvisLandmarks().get("RAC").y() - 0.033;
        TriangleMesh cut = RealData.above(TYPICAL.pelvis(), end).transformed(Repeat.MOTION);
        CutPlane plane = new CutPlane(Repeat.MOTION.apply(new Vec3(0.3, end, 0)), Repeat.MOTION.rotate(Vec3.Y.negate()), 0.003);
        BoneLandmarks l = new Landmarking(0).find(PELVIS, "pelvis", cut, List.of(plane), Side.RIGHT, Map.of(), Monitor.NONE);
        assertEquals("whole", l.part());
        for (String code : new String[] {"ISCH_R", "ISCH_L"}) {
            assertFalse(l.points().containsKey(code), code);
            assertTrue(l.notes().stream().anyMatch(n -> n.contains(code)), l.notes().toString());
        }
        for (String code : new String[] {"RASIS", "LASIS", "PT_R", "PT_L", "RAC", "LAC", "RPSIS", "LPSIS", "CREST_R", "CREST_L"}) {
            double d = l.points().get(code).distance(Repeat.MOTION.apply(TYPICAL.pelvisLandmarks().get(code)));
            assertTrue(d < 0.001, code + " is off by " + d + " m");
        }
        CutPlane left = new CutPlane(new Vec3(plane.point().x(), plane.point().y(), -plane.point().z()),
                new Vec3(plane.normal().x(), plane.normal().y(), -plane.normal().z()), 0.003);
        BoneLandmarks mirrored = new Landmarking(0).find(PELVIS, "pelvis", cut.mirroredZ(), List.of(left), Side.LEFT, Map.of(),
                Monitor.NONE);
        assertEquals(l.points().keySet().size(), mirrored.points().keySet().size());
    }

    /** Above the tubercles there are no axes of a pelvis, and none is made up. */
    @Test
    void aPelvisThatIsCutAboveItsTuberclesIsRefused() {
        double end = TYPICAL.pelvisLandmarks().get("PT_R").y() + 0.010;
        CutPlane plane = new CutPlane(new Vec3(0, end, 0), Vec3.Y.negate(), 0.003);
        TriangleMesh cut = RealData.above(TYPICAL.pelvis(), end);
        InputException e = assertThrows(InputException.class, () -> new Landmarking(0).find(PELVIS, "pelvis", cut, List.of(plane),
                Side.RIGHT,
                Map.of(), Monitor.NONE));
        assertEquals("landmarks.none", e.diagnostic().code());
    }

    @Test
    void aRealInnominateBone() {
        TriangleMesh bone = RealData.mesh("bones/artisynth-core/OsCoxaeLeft.obj");
        BoneLandmarks l = Repeat.find(PELVIS, "pelvis", bone, null);
        assertEquals(Side.LEFT, l.side());
        assertTrue(l.handedness() > 0.5);
        // adult bands: hip centres 150 to 200 mm apart, the cup opens 30 to 65 degrees down and 5 to 35 forward
        assertEquals(0.175, l.measures().get("pelvis.inter-hip").value(), 0.025);
        assertEquals(47, Math.toDegrees(l.measures().get("acetabulum.inclination.radiographic").value()), 18);
        assertEquals(20, Math.toDegrees(l.measures().get("acetabulum.anteversion.radiographic").value()), 15);
    }

    @Test
    @Tag("long")
    void aRealInnominateBoneIsTheSameInOtherMeshes() {
        TriangleMesh bone = RealData.mesh("bones/artisynth-core/OsCoxaeLeft.obj");
        Repeat.meshes(PELVIS, "pelvis", bone, Side.LEFT, 0.001, 1, "LAC", "LASIS", "LPSIS", "PT_L", "ISCH_L", "CREST_L", "SYM");
    }

    /** The z axis of its model is the transverse axis of the whole pelvis; the average pelvis gives it within twice the spread. */
    @Test
    void aRealInnominateBoneHasTheTransverseAxisOfItsPelvis() {
        TriangleMesh bone = RealData.mesh("opensim/creator-models/geometry/r_pelvis.vtp", LengthUnit.METRE);
        BoneLandmarks l = Repeat.find(PELVIS, "pelvis", bone, null);
        assertEquals(Side.RIGHT, l.side());
        assertEquals(0, Math.toDegrees(l.frames().get(BoneFrames.PELVIS_APP).pose().axis(2).angle(Vec3.Z)), 6);
    }

    /**
     * Shallow and steep sockets of anyone: bone goes on behind their edge within reach of the rays. Of nine with seeds from 2001 on, tried
     * by hand, the centre-edge angle is off by 0.8 degrees at the median and 1.3 at most
     * (2.0 and 3.0 by the last hit of a ray).
     */
    @Tag("long")
    @ParameterizedTest
    @CsvSource({"1008, 16, 56", "1010, 19, 60", "1011, 14, 57"})
    void theEdgeOfAShallowSocketIsFound(long seed, double coverage, double inclination) {
        SyntheticHip hip = SyntheticHip.generate(HipParameters.sample(seed).with(Map.of("centreEdgeAngle", Math.toRadians(coverage),
                "acetabularInclination", Math.toRadians(inclination))), Side.RIGHT, Resolution.DEFAULT);
        BoneLandmarks l = Repeat.find(PELVIS, "pelvis", hip.pelvis(), Side.RIGHT);
        assertEquals(coverage, Math.toDegrees(l.measures().get("acetabulum.centre-edge-angle").value()), 2);
        for (String angle : new String[] {"inclination.radiographic", "anteversion.radiographic"}) {
            assertEquals(Math.toDegrees(hip.truth().get("acetabulum." + angle)), Math.toDegrees(l.measures().get("acetabulum." + angle)
                    .value()), 1, angle);
        }
    }

    /** Of anyone drawn from the distributions. */
    @Tag("long")
    @ParameterizedTest
    @ValueSource(longs = {1000, 1003, 1004})
    void drawnPelvesAreFound(long seed) {
        SyntheticHip hip = SyntheticHip.generate(HipParameters.sample(seed), Side.RIGHT, Resolution.DEFAULT);
        BoneLandmarks l = Repeat.find(PELVIS, "pelvis", hip.pelvis(), Side.RIGHT);
        l.points().forEach((code, p) -> {
            if (hip.pelvisLandmarks().containsKey(code)) {
                double d = p.distance(hip.pelvisLandmarks().get(code));
                BoneLandmarks.Mark m = l.landmarks().get(code);
                // what no bone shows is within two of its stated standard deviations a coordinate
                double limit = m.source().isEmpty() ? 0.002 : 2 * Math.sqrt(3) * m.sd();
                assertTrue(d < limit, code + " is off by " + d + " m");
            }
        });
    }
}
