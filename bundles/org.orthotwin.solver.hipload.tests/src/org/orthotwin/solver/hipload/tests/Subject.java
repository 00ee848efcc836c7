/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.hipload.tests;

import java.util.LinkedHashMap;
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
import org.orthotwin.solver.hipload.HipLoadSolver;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.BallJoint;
import org.orthotwin.solver.testkit.SolverDeclaration;

/**
 * A subject of 70 kg whose hips are 172 mm apart, with round numbers for the abductors, in surface frames that are no frames of the
 * joint.
 */
final class Subject {

    static final Contribution<Solver> DECLARATION = SolverDeclaration.of(HipLoadSolver.class, "hipload");
    static final Problem EMPTY = new Problem(new Person(Double.NaN, Double.NaN, Double.NaN), List.of(), null, List.of(), List.of());

    private static final RigidTransform PELVIS = RigidTransform.rotationAbout(new Vec3(0.1, 0.2, 0.3), new Vec3(1, 2, -1), 0.7);
    private static final RigidTransform FEMUR = RigidTransform.rotationAbout(new Vec3(-0.3, 0.1, 0.2), new Vec3(2, -1, 1), -1.1);

    /** A hip of the ISB. */
    private static final JointType TYPE = new BallJoint(List.of(new ClinicalMotion("adduction", "beta", 1, -1, 0.5)));

    private Subject() {
    }

    /**
     * @param offset how much further laterally the insertion lies, m
     * @param medial how much further medially the hip's centre lies, m
     * @param tilt of the anterior pelvic plane in its landmarks' place, rad
     */
    static Problem of(Side side, double offset, double medial, double tilt) {
        int s = side.sign();
        RigidTransform app = PELVIS.times(RigidTransform.rotation(Vec3.Z, -tilt));
        Map<String, Vec3> pelvis = new LinkedHashMap<>();
        pelvis.put("RASIS", PELVIS.apply(new Vec3(0.04, 0.08, 0.120 - s * 0.086)));
        pelvis.put("LASIS", PELVIS.apply(new Vec3(0.04, 0.08, -0.120 - s * 0.086)));
        pelvis.put(side == Side.LEFT ? "GMED_O_L" : "GMED_O_R", PELVIS.apply(new Vec3(-0.02, 0.095, s * 0.010)));
        Map<String, Vec3> femur = new LinkedHashMap<>();
        femur.put("GMED_I", FEMUR.apply(new Vec3(0, -0.005, s * (0.062 + offset))));
        femur.put("LEC", FEMUR.apply(new Vec3(0, -0.42, s * 0.04)));
        femur.put("MEC", FEMUR.apply(new Vec3(0, -0.42, -s * 0.04)));
        Body p = new Body("pelvis", "pelvis", Side.MIDLINE, Map.of(), pelvis, Map.of("pelvis.app", app));
        Body f = new Body("femur", "femur", side, Map.of(), femur, Map.of());
        RigidTransform centre = PELVIS.times(RigidTransform.translation(new Vec3(0, 0, -s * medial)));
        return new Problem(new Person(70, 1.75, 0), List.of(p, f),
                new JointModel("hip", "hip", TYPE, side, "pelvis", "femur", centre, FEMUR), List.of(), List.of());
    }

    static Problem right() {
        return of(Side.RIGHT, 0, 0, 0);
    }

    /** @param settings name, value, name, value ... as people write them */
    static Solution solve(Problem problem, String... settings) {
        return SolverDeclaration.solve(DECLARATION, problem, settings);
    }

    static double si(Solution s, String name) {
        return s.values().get("hip.load." + name).si();
    }
}
