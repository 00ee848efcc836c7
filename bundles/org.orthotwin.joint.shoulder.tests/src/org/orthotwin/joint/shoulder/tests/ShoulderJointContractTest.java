/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.tests;

import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.ShoulderJoint;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.testkit.JointContract;
import org.orthotwin.synthesis.Resolution;

/** The shoulder holds what every joint has to hold. */
class ShoulderJointContractTest extends JointContract {

    @Override
    protected JointType joint() {
        return new ShoulderJoint(Resolution.COARSE);
    }

    @Override
    protected Map<String, Vec3> landmarks(String boneType, Side side) {
        double s = side == Side.LEFT ? -1 : 1;
        Map<String, Vec3> m = new LinkedHashMap<>();
        if (boneType.equals("scapula")) {
            m.put("AA", new Vec3(-0.06, 1.44, 0.18 * s));
            m.put("TS", new Vec3(-0.12, 1.40, 0.07 * s));
            m.put("AI", new Vec3(-0.13, 1.28, 0.08 * s));
            m.put("GC", new Vec3(-0.03, 1.40, 0.15 * s));
            m.put("GLEN_N", new Vec3(-0.02, 1.405, 0.178 * s));
            m.put("GLEN_S", new Vec3(-0.03, 1.418, 0.15 * s));
            m.put("GLEN_I", new Vec3(-0.031, 1.382, 0.152 * s));
        } else {
            m.put("GH", new Vec3(-0.02, 1.40, 0.18 * s));
            m.put("EL", new Vec3(-0.02, 1.10, 0.22 * s));
            m.put("EM", new Vec3(-0.01, 1.10, 0.15 * s));
            m.put("HEAD_A", new Vec3(-0.03, 1.418, 0.167 * s));
            m.put("SHAFT_P", new Vec3(-0.02, 1.35, 0.186 * s));
            m.put("SHAFT_D", new Vec3(-0.018, 1.20, 0.185 * s));
        }
        return m;
    }
}
