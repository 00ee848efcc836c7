/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload.tests;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.WrapSurface;
import org.orthotwin.joint.shoulder.ShoulderJoint;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.shoulderload.ShoulderLoadSolver;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.GeneratedJoint;
import org.orthotwin.solver.testkit.SolverDeclaration;
import org.orthotwin.synthesis.Resolution;

/** Synthetic native shoulders. */
final class Subject {

    static final Contribution<Solver> DECLARATION = SolverDeclaration.of(ShoulderLoadSolver.class, "shoulderload");
    static final Problem WOMAN = of(Map.of("sex", 1.0));

    private Subject() {
    }

    static Problem of(Map<String, Double> chosen) {
        return GeneratedJoint.of(new ShoulderJoint(Resolution.COARSE), "shoulder", chosen);
    }

    /**
     * The woman with two ligaments, recorded with her arm as the humerus's axes lie in the scapula's and the head 3 mm of cartilage from
     * her glenoid: below, straight, 30 N per percent, 5 % taut there; and before, round the head.
     */
    static Problem withLigaments() {
        Body scapula = WOMAN.bodies().get(0);
        Body humerus = WOMAN.bodies().get(1);
        RigidTransform s = WOMAN.joint().parentFrame();
        RigidTransform h = WOMAN.joint().childFrame().withTranslation(humerus.landmark("GH"));
        double head = humerus.landmark("GH").distance(humerus.landmark("HEAD_A"));
        Vec3 out = scapula.landmark("GLEN_N").minus(scapula.landmark("GC")).normalized();
        Vec3 centre = s.inverse().apply(scapula.landmark("GC").plus(out.times(head + 0.003)));
        RigidTransform recorded = s.times(RigidTransform.translation(centre)).times(h.inverse());
        List<LigamentBundle> ligaments = List.of(
                new LigamentBundle("IGHL.1", "IGHL", List.of(new Attachment(scapula.id(), scapula.landmark("GLEN_I")),
                        new Attachment(humerus.id(), h.apply(new Vec3(0, -head - 0.006, 0.008)))), 3000, 0.05, 0),
                new LigamentBundle("MGHL.1", "MGHL", List.of(new Attachment(scapula.id(), scapula.landmark("GLEN_A")),
                        new Attachment(humerus.id(), h.apply(new Vec3(head + 0.002, -0.004, 0.016)))),
                        List.of(new WrapSurface("head", humerus.id(), "sphere", h, Map.of("radius", head))), 2000, 0.02, 0));
        return WOMAN.with(new SoftTissue(ligaments, List.of(), List.of(), Map.of(scapula.id(), RigidTransform.IDENTITY, humerus.id(),
                recorded)));
    }

    static Solution solve(Problem p, String... settings) {
        return SolverDeclaration.solve(DECLARATION, p, settings);
    }

    static double si(Solution s, String name) {
        return s.values().get("shoulder.load." + name).si();
    }

    static Table table(Solution s, String name) {
        return s.tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }
}
