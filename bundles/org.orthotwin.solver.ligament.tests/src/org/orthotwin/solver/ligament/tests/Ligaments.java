/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.ligament.tests;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.BallJoint;
import org.orthotwin.solver.testkit.SolverDeclaration;
import org.orthotwin.solver.ligament.LigamentSolver;

/** What the tests of ligaments share: plain numbers, and a hip with landmarks. */
final class Ligaments {

    static final Contribution<Solver> DECLARATION = SolverDeclaration.of(LigamentSolver.class, "ligament");
    static final Problem EMPTY = new Problem(new Person(Double.NaN, Double.NaN, Double.NaN), List.of(), null, List.of(), List.of());

    private static final JointType TYPE = new BallJoint(List.of(new ClinicalMotion("flexion", "alpha", 1, 1, 2),
            new ClinicalMotion("abduction", "beta", -1, 1, 1), new ClinicalMotion("internal-rotation", "gamma", 1, -1, 1)));

    private Ligaments() {
    }

    /** @param settings name, value, name, value ... as people write them */
    static Solution solve(Problem problem, String... settings) {
        return SolverDeclaration.solve(DECLARATION, problem, settings);
    }

    static double si(Solution s, String name) {
        return s.values().get("ligament." + name).si();
    }

    /**
     * A right hip: origins on the pelvis, insertions on the femur, in surface frames that are no frames of the joint.
     *
     * @param shift by which the artificial centre lies beside the native one in the pelvis, m
     */
    static Problem hip(Vec3 shift) {
        RigidTransform pelvis = RigidTransform.rotationAbout(new Vec3(0.1, 0.2, 0.3), new Vec3(1, 2, -1), 0.7);
        RigidTransform femur = RigidTransform.rotationAbout(new Vec3(-0.3, 0.1, 0.2), new Vec3(2, -1, 1), -1.1);
        Body p = new Body("pelvis", "pelvis", Side.MIDLINE, Map.of(), Map.of("FRONT", pelvis.apply(new Vec3(0.03, 0.02, 0.01)),
                "BACK", pelvis.apply(new Vec3(-0.03, 0.01, 0.01))), Map.of("isb.pelvis", pelvis));
        Body f = new Body("femur", "femur", Side.RIGHT, Map.of(), Map.of("VIA", femur.apply(new Vec3(0.03, -0.01, 0.02)),
                "LINE", femur.apply(new Vec3(0.02, -0.04, 0.03)), "CREST", femur.apply(new Vec3(-0.02, -0.03, 0.03))),
                Map.of("isb.femur", femur));
        return new Problem(new Person(70, 1.75, 2e9), List.of(p, f), new JointModel("hip", "hip", TYPE, Side.RIGHT, "pelvis", "femur",
                pelvis.times(RigidTransform.translation(shift)), femur), List.of(), List.of());
    }
}
