/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.example.ankle.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;

import org.example.ankle.Ankle;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.testkit.JointContract;

/** The ankle holds what every joint has to hold, and lifts the toes in dorsiflexion on both sides. */
class AnkleTest extends JointContract {
    @Override
    protected JointType joint() {
        return new Ankle();
    }

    @Override
    protected Map<String, Vec3> landmarks(String boneType, Side side) {
        String s = side == Side.LEFT ? "L" : "R";
        double lateral = side.sign();
        return boneType.equals("tibia")
                ? Map.of(s + "MM", new Vec3(0.005, 0.005, -0.03 * lateral), s + "LM", new Vec3(-0.005, -0.005, 0.035 * lateral),
                        s + "MC", new Vec3(0, 0.37, -0.036 * lateral), s + "LC", new Vec3(0, 0.37, 0.036 * lateral))
                : Map.of(s + "TM", new Vec3(0, 0, -0.02 * lateral), s + "TL", new Vec3(0, -0.002, 0.02 * lateral),
                        s + "MT2", new Vec3(0.14, -0.05, 0.005 * lateral));
    }

    @Test
    void dorsiflexionLiftsTheToes() {
        for (Side side : new Side[] {Side.LEFT, Side.RIGHT}) {
            RigidTransform foot = joint().childInParent(new double[] {Math.toRadians(30)}, side);
            Vec3 toes = foot.apply(new Vec3(0.2, 0, 0));
            assertEquals(0.1, toes.y(), 1e-12, "0.2 m sin(30 deg)");
            assertEquals(0, toes.z(), 0);
        }
    }
}
