/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.testkit.JointContract;

/** The joint example holds what every joint has to hold, and bends the right way. */
class ElbowTest extends JointContract {

    @Override
    protected JointType joint() {
        return Arm.elbow();
    }

    @Override
    protected Map<String, Vec3> landmarks(String boneType, Side side) {
        return Arm.landmarks(boneType, side);
    }

    @Test
    void flexionBringsTheHandForward() {
        for (Side side : new Side[] {Side.LEFT, Side.RIGHT}) {
            Vec3 hand = joint().childInParent(new double[] {Math.toRadians(90)}, side).apply(new Vec3(0, -0.25, 0));
            assertEquals(0.25, hand.x(), 1e-15, "forward");
            assertEquals(0, hand.y(), 1e-15, "up");
            assertEquals(0, hand.z(), 0, "to the right");
        }
    }

    @Test
    void theHumerusPointsUpAndItsHingeToTheRight() {
        for (Side side : new Side[] {Side.LEFT, Side.RIGHT}) {
            var frame = Arm.problem(side).joint().parentFrame();
            Map<String, Vec3> m = Arm.landmarks("humerus", side);
            String s = side == Side.LEFT ? "L" : "R";
            assertEquals(0, frame.translation().distance(m.get(s + "EM").mid(m.get(s + "EL"))), 1e-15);
            assertEquals(1, Math.signum(frame.axis(1).dot(m.get(s + "GH").minus(frame.translation()))));
            assertEquals(1, Math.signum(frame.axis(2).z()), "the body's right is +z here, on both sides");
        }
    }
}
