/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import java.util.Map;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.HipJoint;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.testkit.JointContract;
import org.orthotwin.synthesis.Resolution;

/** The hip holds what every joint has to hold. */
class HipJointContractTest extends JointContract {

    @Override
    protected JointType joint() {
        return new HipJoint(Resolution.COARSE);
    }

    @Override
    protected Map<String, Vec3> landmarks(String boneType, Side side) {
        return boneType.equals("pelvis") ? Bones.pelvis() : Bones.femur(side);
    }
}
