/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.joint.knee.KneeRevisionMeasurement;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.synthesis.Resolution;

/** A synthetic knee from which an implant was taken out. */
record RevisionCase(GeneratedSubject subject, List<Body> bodies, Side side) {

    static final KneeJoint JOINT = new KneeJoint(Resolution.COARSE);
    private static final Map<String, RevisionCase> CASES = new HashMap<>();

    static synchronized RevisionCase of(Side side, Map<String, Double> loss) {
        return CASES.computeIfAbsent(side + " " + new java.util.TreeMap<>(loss), k -> {
            GeneratedSubject s = JOINT.generator().orElseThrow().generate(loss, side, null, Monitor.NONE);
            return new RevisionCase(s, s.bodies().stream().map(b -> framed(b, side)).toList(), side);
        });
    }

    static Body framed(Body b, Side side) {
        Map<String, RigidTransform> frames = new LinkedHashMap<>();
        for (FrameDefinition f : JOINT.frames()) {
            if (f.boneType().equals(b.type()) && b.landmarks().keySet().containsAll(f.landmarks())) {
                frames.put(f.id(), f.rule().pose(b.landmarks(), side));
            }
        }
        return new Body(b.id(), b.type(), b.side(), b.surfaces(), b.landmarks(), b.deviations(), frames);
    }

    /** The same knee elsewhere. */
    RevisionCase moved(RigidTransform m) {
        return new RevisionCase(subject, bodies.stream().map(b -> {
            Map<String, TriangleMesh> surfaces = new LinkedHashMap<>();
            b.surfaces().forEach((n, s) -> surfaces.put(n, s.transformed(m)));
            Map<String, Vec3> marks = new LinkedHashMap<>();
            b.landmarks().forEach((n, p) -> marks.put(n, m.apply(p)));
            return framed(new Body(b.id(), b.type(), b.side(), surfaces, marks, b.deviations(), Map.of()), side);
        }).toList(), side);
    }

    /** The same knee with a landmark not marked. */
    RevisionCase without(String code) {
        return new RevisionCase(subject, bodies.stream().map(b -> {
            Map<String, Vec3> marks = new LinkedHashMap<>(b.landmarks());
            marks.remove(code);
            return framed(new Body(b.id(), b.type(), b.side(), b.surfaces(), marks, b.deviations(), Map.of()), side);
        }).toList(), side);
    }

    Body body(String type) {
        return bodies.stream().filter(b -> b.type().equals(type)).findFirst().orElseThrow();
    }

    MeasuredValue measure(String id, List<PlacedPart> parts) {
        JointModel model = new JointModel("knee", "knee", JOINT, side, body("femur").id(), body("tibia").id(),
                body("femur").frame(JOINT.parentFrame()), body("tibia").frame(JOINT.childFrame()));
        Problem p = new Problem(new Person(80, 1.75, 60), bodies, model, parts, List.of());
        return new KneeRevisionMeasurement().measure(new MeasurementContext(id, p, p, Map.of(), Monitor.NONE));
    }

    double value(String id) {
        return measure("knee.revision." + id, List.of()).si();
    }
}
