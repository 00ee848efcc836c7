/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * How a named frame of a bone follows from landmarks.
 *
 * @param id e.g. {@code isb.pelvis}
 * @param boneType the bones that have it
 * @param landmarks codes that it needs; {@code {S}} and {@code {O}} in a code stand for R or L of the joint's and of the other side
 * @param description axes in words, with source
 * @param rule computes the pose in the bone's surface frame
 */
public record FrameDefinition(String id, String boneType, List<String> landmarks, String description, Rule rule) {

    public FrameDefinition {
        landmarks = List.copyOf(landmarks);
    }

    /** The construction itself. */
    @FunctionalInterface
    public interface Rule {
        /**
         * @param landmarks positions by code in the bone's surface frame, m; all that the definition asks for
         * @param side of the joint
         * @throws IllegalArgumentException if the landmarks are collinear or coincide, with the numbers
         */
        RigidTransform pose(Map<String, Vec3> landmarks, Side side);
    }

    /** The codes with the side put in. */
    public List<String> landmarks(Side side) {
        String s = side == Side.LEFT ? "L" : "R";
        String o = side == Side.LEFT ? "R" : "L";
        return landmarks.stream().map(c -> c.replace("{S}", s).replace("{O}", o)).toList();
    }
}
