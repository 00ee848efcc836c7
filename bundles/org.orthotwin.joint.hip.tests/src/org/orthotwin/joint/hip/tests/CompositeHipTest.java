/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshCollision;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.CompositeHip;
import org.orthotwin.joint.hip.CupDefinition;
import org.orthotwin.joint.hip.CupOrientation;
import org.orthotwin.joint.hip.HipFrames;
import org.orthotwin.joint.hip.HipJoint;
import org.orthotwin.joint.hip.Mirror;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.landmarks.AcetabularRim;

/** The real left innominate bone and right femur of the shared data, of different bodies: bands only. */
class CompositeHipTest {

    private static TriangleMesh innominate;
    private static TriangleMesh femur;

    @BeforeAll
    static void read() {
        String property = System.getProperty("orthotwin.data");
        Path data = property == null ? null : Path.of(property);
        for (Path up = Path.of("").toAbsolutePath(); data == null && up != null; up = up.getParent()) {
            Path beside = up.resolveSibling("shared").resolve("data");
            data = Files.isDirectory(beside) ? beside : null;
        }
        assumeTrue(data != null, "skipped: no shared data beside the checkout (set -Dorthotwin.data=<folder>)");
        Path folder = data.resolve("bones").resolve("artisynth-core");
        assumeTrue(Files.isRegularFile(folder.resolve("OsCoxaeLeft.obj")), "skipped: no real data " + folder
                + " (set -Dorthotwin.data=<folder>)");
        innominate = MeshReader.read(folder.resolve("OsCoxaeLeft.obj"), LengthUnit.MILLIMETRE);
        femur = MeshReader.read(folder.resolve("SmoothFemurRight.obj"), LengthUnit.MILLIMETRE);
    }

    @Test
    void isPutTogetherAtTheHeadsCentre() {
        CompositeHip hip = CompositeHip.of(innominate, Side.LEFT, femur, Side.RIGHT);
        assertTrue(hip.mirrored());
        assertTrue(hip.scale() > 0.8 && hip.scale() < 1.1, hip.report());
        assertEquals(hip.acetabulum().radius() - CompositeHip.CLEARANCE, hip.scale() * hip.head().radius(), 1e-12);
        Body pelvis = hip.bodies().get(0);
        Body thigh = hip.bodies().get(1);
        assertEquals(0, pelvis.landmark("LAC").distance(thigh.landmark("FHC")), 1e-9);
        RigidTransform neutral = pelvis.frame(HipFrames.ISB_PELVIS).inverse().times(thigh.frame(HipFrames.ISB_FEMUR));
        assertEquals(0, neutral.angle(), 1e-9);
        assertTrue(hip.report().contains("mirrored") && hip.report().matches(".*scaled by 0\\.\\d{4}.*"), hip.report());
    }

    @Test
    void looksLikeAPelvisAndAFemur() {
        CompositeHip hip = CompositeHip.of(innominate, Side.LEFT, femur, Side.RIGHT);
        Body pelvis = hip.bodies().get(0);
        band("ASIS apart", pelvis.landmark("RASIS").distance(pelvis.landmark("LASIS")), 0.20, 0.27);
        band("PSIS apart", pelvis.landmark("RPSIS").distance(pelvis.landmark("LPSIS")), 0.06, 0.13);
        band("hip centres apart", pelvis.landmark("RAC").distance(pelvis.landmark("LAC")), 0.15, 0.20);
        AcetabularRim rim = AcetabularRim.of(Bvh.of(innominate), hip.acetabulum(), pelvis.frame(HipFrames.PELVIS_APP), Side.LEFT);
        CupOrientation o = CupOrientation.ofAxis(pelvis.frame(HipFrames.PELVIS_APP).inverse().rotate(rim.axis()), Side.LEFT);
        band("inclination", Math.toDegrees(o.inclination(CupDefinition.RADIOGRAPHIC)), 35, 65);
        band("anteversion", Math.toDegrees(o.anteversion(CupDefinition.RADIOGRAPHIC)), 5, 35);
        Body thigh = hip.bodies().get(1);
        Vec3 neck = thigh.landmark("FHC").minus(thigh.landmark("NECK_C"));
        band("neck-shaft angle", Math.toDegrees(neck.angle(thigh.frame(HipFrames.FEMUR_STEM).axis(1).negate())), 115, 140);
        Vec3 k = thigh.frame(HipFrames.FEMUR_STEM).inverse().apply(thigh.landmark("FHC"));
        band("offset", Math.hypot(k.x(), k.z()) / hip.scale(), 0.030, 0.055);
    }

    @Test
    void theFemurMeetsThePelvisWhereItShould() {
        CompositeHip hip = CompositeHip.of(innominate, Side.LEFT, femur, Side.RIGHT);
        MeshCollision collision = new MeshCollision(Bvh.of(innominate), Bvh.of(hip.bodies().get(1).surface("outer")));
        Vec3 centre = hip.bodies().get(0).landmark("LAC");
        Vec3 across = hip.bodies().get(0).frame(HipFrames.ISB_PELVIS).axis(2);
        assertTrue(collision.intersects(RigidTransform.translation(across.times(0.02))), "a head 20 mm in the wall touches");
        assertTrue(collision.intersects(RigidTransform.rotationAbout(centre, across, Math.toRadians(175))),
                "a femur through the ilium touches");
    }

    @Test
    void aPlanIsProposedForIt() {
        CompositeHip hip = CompositeHip.of(innominate, Side.LEFT, femur, Side.RIGHT);
        long start = System.nanoTime();
        List<Proposal> plan = new HipJoint().proposer().orElseThrow().propose(hip.bodies(), Side.LEFT,
                HipPlanProposerTest.system(Side.LEFT),
                HipPlanProposerTest.COMPATIBLE, Map.of(), Monitor.NONE);
        assertTrue(System.nanoTime() - start < 10e9, "took longer than 10 s");
        assertEquals(List.of("cup", "liner", "head", "stem"), plan.stream().map(Proposal::role).toList());
        assertTrue(plan.get(3).reason().text("en").contains("estimated from the outer surface"), plan.get(3).reason().text("en"));
    }

    @Test
    void isMirroredFromSideToSide() {
        CompositeHip left = CompositeHip.of(innominate, Side.LEFT, femur, Side.RIGHT);
        CompositeHip right = CompositeHip.of(innominate.mirroredZ(), Side.RIGHT, femur, Side.RIGHT);
        assertEquals(left.scale(), right.scale(), 1e-9);
        for (Map.Entry<String, Vec3> e : left.bodies().get(1).landmarks().entrySet()) {
            assertEquals(0, Mirror.mirror(e.getValue()).distance(right.bodies().get(1).landmark(e.getKey())), 1e-9, e.getKey());
        }
        for (String code : List.of("ASIS", "PSIS", "AC")) {
            assertEquals(0, Mirror.mirror(left.bodies().get(0).landmark("L" + code)).distance(right.bodies().get(0).landmark("R" + code)),
                    1e-9, code);
        }
    }

    private static void band(String what, double value, double low, double high) {
        assertTrue(value >= low && value <= high, what + " is " + value + ", outside " + low + " to " + high);
    }
}
