/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.PatellofemoralJoint;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.testkit.JointContract;

/** The patellofemoral joint holds what every joint has to hold, and its words mean what clinicians mean. */
class PatellofemoralJointContractTest extends JointContract {

    @Override
    protected JointType joint() {
        return new PatellofemoralJoint();
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
            m.put("PP", new Vec3(0.04, 0.53, 0.081 * s));
            m.put("PA", new Vec3(0.045, 0.49, 0.079 * s));
            m.put("PL", new Vec3(0.041, 0.51, 0.10 * s));
            m.put("PM", new Vec3(0.042, 0.511, 0.06 * s));
        }
        return m;
    }

    private static RigidTransform moved(String motion, Side side, double by) {
        JointType j = new PatellofemoralJoint();
        ClinicalMotion m = j.motions().stream().filter(x -> x.id().equals(motion)).findFirst().orElseThrow();
        double[] q = new double[6];
        for (int i = 0; i < 6; i++) {
            q[i] = j.coordinates().get(i).name().equals(m.coordinate()) ? m.sign(side) * by : 0;
        }
        return j.childInParent(q, side);
    }

    /** Of both sides: in flexion the base comes forwards, in lateral rotation the apex, in lateral tilt the front goes to the outside. */
    @Test
    void clinicalWords() {
        for (Side side : new Side[] {Side.RIGHT, Side.LEFT}) {
            double lateral = side == Side.RIGHT ? 1 : -1;
            assertTrue(moved("flexion", side, 0.3).axis(1).x() > 0.2, side + " flexion");
            assertTrue(lateral * moved("lateral-rotation", side, 0.3).axis(1).negate().z() > 0.2, side + " rotation");
            assertTrue(lateral * moved("lateral-tilt", side, 0.3).axis(0).z() > 0.2, side + " tilt");
            assertEquals(0.004 * lateral, moved("lateral-shift", side, 0.004).t(2), 1e-12);
        }
    }
}
