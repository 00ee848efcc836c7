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
import org.orthotwin.joint.FibreField;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.WrapSurface;
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

    /**
     * A right hip whose capsule is a field over a ball on the femur, before and after a smaller ball with its centre 3 mm further down the
     * femur took that one's place.
     */
    static Problem capsule() {
        Problem p = hip(Vec3.ZERO);
        RigidTransform pelvis = p.joint().parentFrame();
        RigidTransform femur = p.joint().childFrame();
        List<Vec3> origin = List.of(new Vec3(0.018, 0.026, -0.012), new Vec3(0.022, 0.022, 0), new Vec3(0.018, 0.026, 0.014));
        List<Vec3> insertion = List.of(new Vec3(0.012, -0.034, -0.01), new Vec3(0.012, -0.034, 0.02));
        WrapSurface ball = new WrapSurface("ball", "femur", "sphere", femur, Map.of("radius", 0.025));
        RigidTransform lower = femur.times(RigidTransform.translation(new Vec3(0, -0.003, 0)));
        List<LigamentBundle> field = new FibreField("capsule", new FibreField.Curve("pelvis", origin.stream().map(pelvis::apply).toList()),
                new FibreField.Curve("femur", insertion.stream().map(femur::apply).toList()), 6, 4000, 0.01, List.of(ball)).bundles();
        List<LigamentBundle> now = field.stream().map(b -> b.over(w -> new WrapSurface(w.id(), w.body(), w.shape(), lower,
                Map.of("radius", 0.016)))).toList();
        PlacedPart head = new PlacedPart("head", new PartModel("test/head", "32", "hip.head", "H32", Map.of("head.diameter", 0.032),
                Map.of(), Map.of()), "femur", lower);
        return new Problem(p.person(), p.bodies(), new JointModel("hip", "hip", TYPE, Side.RIGHT, "pelvis", "femur", pelvis, lower),
                List.of(head), List.of()).with(new SoftTissue(now, List.of(), List.of(), Map.of("femur", p.joint().childInParent(
                        new double[] {0.1, 0, 0}))));
    }
}
