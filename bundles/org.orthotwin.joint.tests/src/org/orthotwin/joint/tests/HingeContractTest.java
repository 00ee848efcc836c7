/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.tests;

import java.util.Map;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.testkit.JointContract;

/** A sound joint passes the contract. */
class HingeContractTest extends JointContract {

    @Override
    protected JointType joint() {
        return new Hinge();
    }

    @Override
    protected Map<String, Vec3> landmarks(String boneType, Side side) {
        return Hinge.LANDMARKS;
    }
}
