/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.kneeload.tests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.kneeload.KneeLoadSolver;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverDeclaration;
import org.orthotwin.synthesis.Resolution;

/** Synthetic knees. */
final class Subject {

    static final Contribution<Solver> DECLARATION = SolverDeclaration.of(KneeLoadSolver.class, "kneeload");
    static final Problem WOMAN = of(Map.of("sex", 1.0));

    private Subject() {
    }

    static Problem of(Map<String, Double> chosen) {
        KneeJoint type = new KneeJoint(Resolution.COARSE);
        GeneratedSubject s = type.generator().orElseThrow().generate(chosen, Side.RIGHT, null, Monitor.NONE);
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
        return new Problem(new Person(s.subject().get("mass"), s.subject().get("height"), 0), bodies, new JointModel("knee", "knee",
                type, Side.RIGHT, bodies.get(0).id(), bodies.get(1).id(), bodies.get(0).frame(type.parentFrame()),
                bodies.get(1).frame(type.childFrame())), List.of(), List.of());
    }

    static Solution solve(Problem p, String... settings) {
        return SolverDeclaration.solve(DECLARATION, p, settings);
    }

    static double si(Solution s, String name) {
        return s.values().get("knee.load." + name).si();
    }

    static Table table(Solution s, String name) {
        return s.tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }
}
