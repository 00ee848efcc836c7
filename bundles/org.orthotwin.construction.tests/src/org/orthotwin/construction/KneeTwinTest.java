/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.Landmarking;
import org.orthotwin.landmarks.internal.FemurLandmarker;
import org.orthotwin.landmarks.internal.PatellaLandmarker;
import org.orthotwin.landmarks.internal.TibiaLandmarker;
import org.orthotwin.landmarks.spi.BoneLandmarker;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.ProvenanceKind;
import org.orthotwin.synthesis.Resolution;
import org.orthotwin.synthesis.ct.CtProtocol;
import org.orthotwin.synthesis.ct.SliceStack;
import org.orthotwin.synthesis.ct.SubjectScene;
import org.orthotwin.synthesis.ct.SyntheticCt;

/** From a CT whose truth is known to the twin of a varus knee, on a short field of view and on a whole leg. */
@Tag("long")
class KneeTwinTest {

    private static GeneratedSubject subject;
    private static SubjectScene scene;

    @BeforeAll
    static void make() {
        Installed.joint("knee", KneeJoint::new);
        Installed.landmarkers(new FemurLandmarker(), new TibiaLandmarker(), new PatellaLandmarker());
        Map<String, Double> chosen = new TreeMap<>(Map.of("sex", 2.0, "medialProximalTibialAngle", Math.toRadians(83),
                "mechanicalLateralDistalFemoralAngle", Math.toRadians(89), "medialSlope", Math.toRadians(8)));
        subject = new KneeJoint(Resolution.DEFAULT).generator().orElseThrow().generate(chosen, Side.LEFT, null, Monitor.NONE);
        scene = new SubjectScene(subject, Side.LEFT);
    }

    /** @param low and high end of the field of view over the middle of the epicondyles, m */
    private static Constructed build(double voxel, double low, double high) {
        int n = (int) Math.round(0.15 / voxel);
        SliceStack stack = SliceStack.axial(n, n, (int) Math.round((high - low) / voxel), new Vec3(0, 0, 0.5 * (low + high)), voxel, voxel,
                0);
        return TwinConstruction.build(new TwinConstruction.Request(
                SyntheticCt.scan(scene.scene(), new CtProtocol(stack, voxel, voxel, 30, 1, true), Monitor.NONE).volume(), "CT", "knee",
                Side.LEFT,
                null, Map.of(), Optional.empty(), Optional.empty(), Map.of(), 0, 2), Monitor.NONE);
    }

    private static BoneLandmarks bone(Constructed made, String type) {
        ConstructedBone b = made.bones().stream().filter(x -> x.type().equals(type)).findFirst().orElseThrow();
        return b.landmarks().orElseThrow(() -> new AssertionError(type + " has no landmarks: " + made.findings()));
    }

    private static void near(Constructed made, String type, double limit, String... codes) {
        Body body = subject.bodies().stream().filter(b -> b.type().equals(type)).findFirst().orElseThrow();
        for (String code : codes) {
            Vec3 truth = scene.landmarks(body).get(code);
            double d = bone(made, type).points().get(code).distance(truth);
            assertTrue(d < limit, type + " " + code + " is off by " + 1000 * d + " mm");
        }
    }

    private static void angle(Constructed made, String type, String id, double degrees) {
        assertEquals(Math.toDegrees(subject.truth().get(id)), Math.toDegrees(bone(made, type).measures().get(id).value()), degrees, id);
    }

    /** The same measure on the surface that was scanned. */
    private static void asOnTheBone(Constructed made, BoneLandmarker landmarker, String type, String id, double degrees) {
        Body body = subject.bodies().stream().filter(b -> b.type().equals(type)).findFirst().orElseThrow();
        BoneLandmarks truth = new Landmarking(0).find(landmarker, type, body.surface("outer"), Side.LEFT, Map.of(), Monitor.NONE);
        assertEquals(Math.toDegrees(truth.measures().get(id).value()), Math.toDegrees(bone(made, type).measures().get(id).value()), degrees,
                id);
    }

    @Test
    void aShortFieldOfViewBecomesATwin(@TempDir Path folder) throws IOException {
        Constructed made = build(0.001, -0.15, 0.13);
        assertEquals("[femur, tibia, patella, fibula]", made.bones().stream().map(ConstructedBone::type).toList().toString());
        assertEquals("distal", bone(made, "femur").part());
        assertEquals("proximal", bone(made, "tibia").part());
        near(made, "femur", 0.002, "LEC", "KNEE_C", "POST_LC", "POST_MC", "DIST_LC", "DIST_MC");
        near(made, "femur", 0.0025, "MEC");
        near(made, "tibia", 0.002, "PLAT_LC", "PLAT_MC", "KNEE_T", "TPA_LC", "TPA_MC", "TT");
        near(made, "patella", 0.002, "PP", "PA", "PL", "PM", "PRIDGE", "PANT");
        asOnTheBone(made, new TibiaLandmarker(), "tibia", "tibia.slope.medial.shaft", 1);
        asOnTheBone(made, new TibiaLandmarker(), "tibia", "tibia.slope.lateral.shaft", 1);
        asOnTheBone(made, new TibiaLandmarker(), "tibia", "tibia.mpta.shaft", 1);
        asOnTheBone(made, new FemurLandmarker(), "femur", "femur.aldfa", 1);
        assertTrue(made.measures().stream().noneMatch(m -> m.definition().id().equals("leg.hka")), "no head, no ankle, no alignment");
        CaseFolder.write(folder, "knee", made, "synthetic", CaseFolder.Person.UNKNOWN, Monitor.NONE);
        Anatomy a = AnatomyFiles.load(folder.resolve("knee.anatomy"));
        assertEquals(4, a.getBones().size());
        // mechanical axes of other people, which the landmarks say
        assertEquals(1, a.getJoints().size());
        assertTrue(a.getBones().stream().flatMap(b -> b.getLandmarks().stream()).filter(l -> l.getCode().equals("FHC")
                || l.getCode().equals("ANK_C")).allMatch(l -> l.getUncertainty() > 0.008
                        && l.getProvenance().getKind() == ProvenanceKind.LITERATURE));
    }

    @Test
    void aWholeLegTellsItsAlignment(@TempDir Path folder) throws IOException {
        // coarse, so that a leg is scanned in minutes: the fibula may stay with the tibia
        Constructed made = build(0.002, -0.43, 0.49);
        assertEquals("whole", bone(made, "femur").part());
        assertEquals("whole with fibula", bone(made, "tibia").part());
        near(made, "femur", 0.0005, "FHC");
        near(made, "tibia", 0.002, "KNEE_T", "MM");
        // with the malleolus of the fibula, whether that has been told apart or not
        assertTrue(bone(made, "tibia").frames().containsKey("isb.tibia"), made.findings()::toString);
        angle(made, "femur", "femur.version", 1);
        angle(made, "tibia", "tibia.mpta", 1);
        BoneLandmarks.Measure hka = made.measures().stream().filter(m -> m.definition().id().equals("leg.hka")).findFirst().orElseThrow();
        assertEquals(Math.toDegrees(subject.truth().get("knee.hka")), Math.toDegrees(hka.value()), 1);
        CaseFolder.write(folder, "leg", made, "synthetic", CaseFolder.Person.UNKNOWN, Monitor.NONE);
        Anatomy a = AnatomyFiles.load(folder.resolve("leg.anatomy"));
        assertEquals(1, a.getJoints().size());
        assertFalse(a.getSubject().getProperties().stream().filter(q -> q.getName().equals("leg.hka")).toList().isEmpty());
    }
}
