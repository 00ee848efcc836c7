/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;

/**
 * The joint that a problem is about. Where the joint is replaced, the origins of the two frames are the centres of the artificial joint,
 * the axes those of the bones' frames.
 *
 * @param id in the anatomy
 * @param typeId contributed id of the type
 * @param type kinematics and signs
 * @param side of the body
 * @param parent id of the proximal body
 * @param child id of the distal body
 * @param parentFrame pose of the joint's frame in the proximal body's surface frame
 * @param childFrame pose of the joint's frame in the distal body's surface frame
 */
public record JointModel(String id, String typeId, JointType type, Side side, String parent, String child, RigidTransform parentFrame,
        RigidTransform childFrame) {

    /** The pose of the child body's surface frame in the parent body's at the given coordinates (SI, in the order of the type). */
    public RigidTransform childInParent(double... coordinates) {
        return parentFrame.times(type.childInParent(coordinates, side)).times(childFrame.inverse());
    }
}
