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
            m.put("CYL_LC", new Vec3(-0.014, 0.496, 0.104 * s));
            m.put("CYL_MC", new Vec3(-0.017, 0.495, 0.057 * s));
        } else if (boneType.equals("patella")) {
            m.put("PP", new Vec3(0.04, 0.53, 0.081 * s));
            m.put("PA", new Vec3(0.045, 0.49, 0.079 * s));
            m.put("PL", new Vec3(0.041, 0.51, 0.10 * s));
            m.put("PM", new Vec3(0.042, 0.511, 0.06 * s));
        } else {
            m.put("KNEE_T", new Vec3(0, 0.47, 0.08 * s));
            m.put("ANK_C", new Vec3(-0.02, 0.08, 0.07 * s));
            m.put("TPA_LC", new Vec3(0, 0.46, 0.115 * s));
            m.put("TPA_MC", new Vec3(-0.002, 0.459, 0.04 * s));
            m.put("LC", new Vec3(0.001, 0.46, 0.118 * s));
            m.put("MC", new Vec3(-0.001, 0.459, 0.042 * s));
            m.put("LM", new Vec3(-0.03, 0.06, 0.10 * s));
            m.put("MM", new Vec3(-0.01, 0.07, 0.04 * s));
        }
        return m;
    }
}
