/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;

/** A joint of a generated subject, as nature made it, for solvers to be tried on. */
public final class GeneratedJoint {

    private GeneratedJoint() {
    }

    /**
     * A right joint without parts and activities, its first body the proximal one.
     *
     * @param type that has a generator
     * @param id of the joint and its type
     * @param chosen parameters of the subject; the others are typical
     * @throws IllegalArgumentException if the type generates nobody
     */
    public static Problem of(JointType type, String id, Map<String, Double> chosen) {
        GeneratedSubject s = type.generator().orElseThrow(() -> new IllegalArgumentException(id + " has no generator"))
                .generate(chosen, Side.RIGHT, null, Monitor.NONE);
        List<Body> bodies = new ArrayList<>();
        for (Body b : s.bodies()) {
            Map<String, RigidTransform> frames = new LinkedHashMap<>();
            for (FrameDefinition d : type.frames()) {
                if (d.boneType().equals(b.type())) {
                    frames.put(d.id(), d.rule().pose(b.landmarks(), Side.RIGHT));
                }
            }
            bodies.add(new Body(b.id(), b.type(), b.side(), b.surfaces(), b.landmarks(), frames));
        }
        Body proximal = bodies.get(0);
        Body distal = bodies.get(1);
        return new Problem(new Person(s.subject().get("mass"), s.subject().get("height"), 0), bodies, new JointModel(id, id, type,
                Side.RIGHT, proximal.id(), distal.id(), proximal.frame(type.parentFrame()), distal.frame(type.childFrame())), List.of(),
                List.of());
    }
}
