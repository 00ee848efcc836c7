/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;

/** Kinematics and signs of the knee. */
class KneeJointTest {

    private final KneeJoint knee = new KneeJoint();

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
        double[] q = {Math.toRadians(alpha), Math.toRadians(beta), Math.toRadians(gamma), 0.002, -0.004, 0.031};
        RigidTransform pose = knee.childInParent(q, Side.RIGHT);
        double[] expected = Stream.of(matrix.split(" ")).mapToDouble(Double::parseDouble).toArray();
        assertArrayEquals(expected, pose.rotationMatrix(), 1e-6);
        assertArrayEquals(q, knee.coordinates(pose, Side.RIGHT), 1e-12);
        // Grood and Suntay's translations, from their definition
        Vec3 h = pose.translation();
        Vec3 e3 = pose.axis(1);
        Vec3 e2 = e3.cross(Vec3.Z).normalized();
        assertEquals(0.002, h.dot(Vec3.Z), 1e-12);
        assertEquals(-0.004, h.dot(e2), 1e-12);
        assertEquals(0.031, -h.dot(e3), 1e-12);
    }

    /** Where a motion takes ankle, toes or the tibia's origin, said in words, on each side. */
    @ParameterizedTest
    @EnumSource(value = Side.class, names = {"LEFT", "RIGHT"})
    void motionsGoWhereTheirNamesSay(Side side) {
        Vec3 ankle = new Vec3(0, -0.4, 0);
        Vec3 toes = new Vec3(0.2, -0.4, 0);
        double lateral = side.sign();
        assertTrue(moved("flexion", side, ankle).x() < -0.05);
        assertTrue(moved("extension", side, ankle).x() > 0.01);
        // varus: the ankle goes to the midline
        assertTrue(moved("adduction", side, ankle).z() * lateral < -0.01);
        assertTrue(moved("abduction", side, ankle).z() * lateral > 0.01);
        assertTrue(moved("external-rotation", side, toes).z() * lateral > 0.02);
        assertTrue(moved("internal-rotation", side, toes).z() * lateral < -0.02);
        assertTrue(moved("lateral-shift", side, Vec3.ZERO).z() * lateral > 0.002);
        assertTrue(moved("medial-shift", side, Vec3.ZERO).z() * lateral < -0.002);
        assertTrue(moved("anterior-drawer", side, Vec3.ZERO).x() > 0.004);
        assertTrue(moved("posterior-drawer", side, Vec3.ZERO).x() < -0.004);
        assertTrue(moved("distraction", side, Vec3.ZERO).y() < -0.004);
    }

    private Vec3 moved(String motion, Side side, Vec3 p) {
        ClinicalMotion m = knee.motions().stream().filter(x -> x.id().equals(motion)).findFirst().orElseThrow();
        double[] q = new double[6];
        List<String> names = knee.coordinates().stream().map(CoordinateDefinition::name).toList();
        q[names.indexOf(m.coordinate())] = m.sign(side) * m.typical();
        return knee.childInParent(q, side).apply(p);
    }

    @Test
    void adductionByNinetyDegreesIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> knee.childInParent(new double[] {0, Math.PI / 2, 0, 0, 0, 0}, Side.RIGHT));
        assertThrows(IllegalArgumentException.class, () -> knee.childInParent(new double[3], Side.RIGHT));
    }
}
