/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.testkit.JointContract;
import org.orthotwin.synthesis.Resolution;

/** The knee holds what every joint has to hold. */
class KneeJointContractTest extends JointContract {

    @Override
    protected JointType joint() {
        return new KneeJoint(Resolution.COARSE);
    }

    @Override
    protected Map<String, Vec3> landmarks(String boneType, Side side) {
        double s = side == Side.LEFT ? -1 : 1;
        Map<String, Vec3> m = new LinkedHashMap<>();
        if (boneType.equals("femur")) {
            m.put("FHC", new Vec3(0.01, 0.9, 0.09 * s));
            m.put("LEC", new Vec3(0.00, 0.5, 0.12 * s));
            m.put("MEC", new Vec3(-0.01, 0.5, 0.04 * s));
        } else {
            m.put("TIB_C", new Vec3(0, 0.47, 0.08 * s));
            m.put("ANKLE_C", new Vec3(-0.02, 0.08, 0.07 * s));
            m.put("PLL", new Vec3(0, 0.47, 0.10 * s));
            m.put("PLM", new Vec3(-0.002, 0.469, 0.06 * s));
        }
        return m;
    }
}
