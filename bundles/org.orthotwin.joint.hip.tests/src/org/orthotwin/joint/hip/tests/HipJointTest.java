/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.HipFrames;
import org.orthotwin.joint.hip.HipJoint;
import org.orthotwin.joint.hip.Mirror;

/** Kinematics, signs and frames of the hip. */
class HipJointTest {

    private final HipJoint hip = new HipJoint();

    /** Angles in degrees and R row-major; computed independently of this code, printed to six digits. */
    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of(-30, 5, 10, "0.860436 0.498097 0.107468 -0.479297 0.862730 -0.161156 -0.172987 0.087156 0.981060"),
                Arguments.of(-60, -3, -8, "0.501442 0.864839 -0.024703 -0.853955 0.499315 0.146441 0.138982 -0.052336 0.988911"),
                Arguments.of(-90, 2, 15, "0.009033 0.999391 -0.033710 -0.965926 0 -0.258819 -0.258661 0.034899 0.965337"),
                Arguments.of(-120, 4, 20, "-0.449185 0.863916 -0.227778 -0.825727 -0.498782 -0.263423 -0.341187 0.069756 0.937404"),
                Arguments.of(15, 1, -2, "0.965495 -0.258780 -0.029196 0.258073 0.965779 -0.025880 0.034894 0.017452 0.999239"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void matchesTheTestVectors(double alpha, double beta, double gamma, String matrix) {
        double[] q = {Math.toRadians(alpha), Math.toRadians(beta), Math.toRadians(gamma)};
        RigidTransform pose = hip.childInParent(q, Side.RIGHT);
        double[] expected = Stream.of(matrix.split(" ")).mapToDouble(Double::parseDouble).toArray();
        assertArrayEquals(expected, pose.rotationMatrix(), 1e-6);
        assertArrayEquals(q, hip.coordinates(pose, Side.RIGHT), 1e-12);
    }

    /** Where a motion takes the knee or the toes, said in words, on each side. */
    @ParameterizedTest
    @EnumSource(value = Side.class, names = {"LEFT", "RIGHT"})
    void motionsGoWhereTheirNamesSay(Side side) {
        Vec3 knee = new Vec3(0, -0.4, 0);
        Vec3 toes = new Vec3(0.2, -0.8, 0);
        double lateral = side.sign();
        assertTrue(moved("flexion", side, knee).x() > 0.1);
        assertTrue(moved("extension", side, knee).x() < -0.1);
        assertTrue(moved("abduction", side, knee).z() * lateral > 0.1);
        assertTrue(moved("adduction", side, knee).z() * lateral < -0.1);
        assertTrue(moved("external-rotation", side, toes).z() * lateral > 0.05);
        assertTrue(moved("internal-rotation", side, toes).z() * lateral < -0.05);
    }

    private Vec3 moved(String motion, Side side, Vec3 p) {
        ClinicalMotion m = hip.motions().stream().filter(x -> x.id().equals(motion)).findFirst().orElseThrow();
        double[] q = new double[3];
        q[List.of("alpha", "beta", "gamma").indexOf(m.coordinate())] = m.sign(side) * Math.toRadians(30);
        return hip.childInParent(q, side).apply(p);
    }

    @Test
    void gimbalLockPutsTheWholeTurnIntoAlpha() {
        RigidTransform pose = hip.childInParent(new double[] {0.3, Math.PI / 2, 0.2}, Side.RIGHT);
        double[] q = hip.coordinates(pose, Side.RIGHT);
        assertEquals(0.5, q[0], 1e-9);
        assertEquals(0, q[2], 1e-9);
        assertThrows(IllegalArgumentException.class, () -> hip.childInParent(new double[2], Side.RIGHT));
    }

    @Test
    void pelvisFramesFollowTheirDefinitions() {
        Map<String, Vec3> m = Bones.pelvis();
        RigidTransform isb = frame(HipFrames.ISB_PELVIS, m, Side.RIGHT);
        assertEquals(m.get("RAC"), isb.translation());
        assertEquals(0, m.get("RASIS").minus(m.get("LASIS")).angle(isb.axis(2)), 1e-12);
        Vec3 psis = m.get("RPSIS").mid(m.get("LPSIS"));
        assertEquals(0, m.get("RASIS").mid(m.get("LASIS")).minus(psis).dot(isb.axis(1)), 1e-12, "mid PSIS is not in the plane of x and z");
        assertTrue(isb.axis(0).x() > 0.9 && isb.axis(1).y() > 0.9);
        RigidTransform app = frame(HipFrames.PELVIS_APP, m, Side.LEFT);
        assertEquals(m.get("LAC"), app.translation());
        for (String code : new String[] {"LASIS"}) {
            assertEquals(0, m.get("RASIS").minus(m.get(code)).dot(app.axis(0)), 1e-12);
        }
        assertEquals(0, m.get("RASIS").minus(m.get("PT_R").mid(m.get("PT_L"))).dot(app.axis(0)), 1e-12);
        assertTrue(app.axis(0).x() > 0.9 && app.axis(1).y() > 0.9 && app.axis(2).z() > 0.9);
    }

    @Test
    void femurFramesFollowTheirDefinitions() {
        Map<String, Vec3> m = Bones.femur(Side.RIGHT);
        RigidTransform isb = frame(HipFrames.ISB_FEMUR, m, Side.RIGHT);
        assertEquals(m.get("FHC"), isb.translation());
        Vec3 mid = m.get("LEC").mid(m.get("MEC"));
        assertEquals(0, m.get("FHC").minus(mid).angle(isb.axis(1)), 1e-12);
        assertEquals(0, m.get("LEC").minus(m.get("FHC")).dot(isb.axis(0)), 1e-12);
        assertTrue(isb.axis(2).z() > 0.9);
        RigidTransform stem = frame(HipFrames.FEMUR_STEM, m, Side.RIGHT);
        Vec3 k = stem.translation();
        Vec3 neck = m.get("NECK_C").minus(m.get("FHC"));
        Vec3 nearest = m.get("FHC").plus(neck.times(k.minus(m.get("FHC")).dot(neck) / neck.dot(neck)));
        assertEquals(0, nearest.minus(k).dot(stem.axis(1)), 1e-12,
                "the origin is not the point of the canal axis nearest to the neck axis");
        assertTrue(nearest.distance(k) < 0.01 && k.y() > m.get("CANAL_P").y() - 0.02, "the origin is far off");
        assertEquals(0, k.minus(m.get("ISTH")).angle(stem.axis(1)), 1e-9, "the isthmus is not on the canal axis");
        assertEquals(0, m.get("POST_LC").minus(m.get("POST_MC")).dot(stem.axis(0)), 1e-12, "z is not along the posterior condyles");
        assertTrue(stem.axis(0).x() > 0.9 && stem.axis(1).y() > 0.9 && stem.axis(2).z() > 0.9);
    }

    @Test
    void leftFramesAreTheMirroredRightOnes() {
        Map<String, Vec3> mirrored = new LinkedHashMap<>();
        Bones.pelvis().forEach((code, p) -> mirrored.put(otherSide(code), Mirror.mirror(p)));
        for (FrameDefinition f : hip.frames()) {
            RigidTransform right = frame(f.id(), f.boneType().equals("pelvis") ? Bones.pelvis() : Bones.femur(Side.RIGHT), Side.RIGHT);
            RigidTransform left = frame(f.id(), f.boneType().equals("pelvis") ? mirrored : Bones.femur(Side.LEFT), Side.LEFT);
            assertArrayEquals(Mirror.mirror(right, Mirror.PartRule.Z).rotationMatrix(), left.rotationMatrix(), 1e-12, f.id());
            assertTrue(Mirror.mirror(right.translation()).distance(left.translation()) < 1e-12, f.id());
        }
    }

    @Test
    void namesTheLandmarksThatAreCollinear() {
        Map<String, Vec3> m = Bones.femur(Side.RIGHT);
        m.put("LEC", m.get("FHC").plus(m.get("MEC").minus(m.get("FHC")).times(0.9)));
        String message = assertThrows(IllegalArgumentException.class, () -> frame(HipFrames.ISB_FEMUR, m, Side.RIGHT)).getMessage();
        assertTrue(message.contains("isb.femur") && message.contains("LEC") && message.contains("deg"), message);
    }

    private static String otherSide(String code) {
        if (code.endsWith("_R") || code.endsWith("_L")) {
            return code.substring(0, code.length() - 1) + (code.endsWith("R") ? "L" : "R");
        }
        return (code.startsWith("R") ? "L" : "R") + code.substring(1);
    }

    private RigidTransform frame(String id, Map<String, Vec3> m, Side side) {
        FrameDefinition f = hip.frames().stream().filter(x -> x.id().equals(id)).findFirst().orElseThrow();
        Map<String, Vec3> wanted = new LinkedHashMap<>();
        f.landmarks(side).forEach(code -> wanted.put(code, m.get(code)));
        return f.rule().pose(wanted, side);
    }
}
