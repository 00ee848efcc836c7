/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;

/** An arm without surfaces: landmarks of a humerus and an ulna, m, each in a frame of its own. */
final class Arm {

    private Arm() {
    }

    static JointType elbow() {
        return Joints.registry().get("example.elbow");
    }

    static Map<String, Vec3> landmarks(String bone, Side side) {
        String s = side == Side.LEFT ? "L" : "R";
        double lateral = side.sign();
        return bone.equals("humerus")
                ? Map.of(s + "EM", new Vec3(0.01, 0.02, 0.1 - 0.03 * lateral), s + "EL", new Vec3(0.014, 0.022, 0.1 + 0.032 * lateral),
                        s + "GH", new Vec3(0.02, 0.31, 0.1 + 0.01 * lateral))
                : Map.of(s + "TM", new Vec3(0, 0, -0.012 * lateral), s + "TL", new Vec3(0.001, 0, 0.012 * lateral),
                        s + "US", new Vec3(0.005, -0.25, -0.02 * lateral));
    }

    private static Body body(String type, Side side) {
        Map<String, Vec3> landmarks = landmarks(type, side);
        Map<String, RigidTransform> frames = new LinkedHashMap<>();
        for (FrameDefinition f : elbow().frames()) {
            if (f.boneType().equals(type)) {
                frames.put(f.id(), f.rule().pose(landmarks, side));
            }
        }
        return new Body(type, type, side, Map.of(), landmarks, frames);
    }

    static Problem problem(Side side) {
        Body humerus = body("humerus", side);
        Body ulna = body("ulna", side);
        JointModel joint = new JointModel("elbow", "example.elbow", elbow(), side, "humerus", "ulna", humerus.frame("example.humerus"),
                ulna.frame("example.ulna"));
        return new Problem(new Person(80, 1.8, Double.NaN), List.of(humerus, ulna), joint, List.of(), List.of());
    }
}
