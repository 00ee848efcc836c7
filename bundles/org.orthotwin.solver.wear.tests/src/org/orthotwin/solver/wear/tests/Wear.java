/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.wear.tests;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.BallJoint;
import org.orthotwin.solver.testkit.SolverDeclaration;
import org.orthotwin.solver.wear.WearSolver;

/** What the tests of wear share: plain numbers, and a hip with a liner and a head. */
final class Wear {

    static final Contribution<Solver> DECLARATION = SolverDeclaration.of(WearSolver.class, "wear");
    static final Problem EMPTY = new Problem(new Person(Double.NaN, Double.NaN, Double.NaN), List.of(), null, List.of(), List.of());
    static final double YEAR = 365.25 * 86400;

    private static final JointType TYPE = new BallJoint(List.of(new ClinicalMotion("flexion", "alpha", 1, 1, 2),
            new ClinicalMotion("abduction", "beta", -1, 1, 1), new ClinicalMotion("internal-rotation", "gamma", 1, -1, 1)));

    private Wear() {
    }

    /** @param settings name, value, name, value ... as people write them */
    static Solution solve(Problem problem, String... settings) {
        return SolverDeclaration.solve(DECLARATION, problem, settings);
    }

    static double si(Solution s, String name) {
        return s.values().get("wear." + name).si();
    }

    /** A right hip of 70 kg; socket at 45 degrees of inclination and 15 of anteversion, one cycle of walking in outline. */
    static Problem hip(double diameter) {
        RigidTransform pelvis = RigidTransform.rotationAbout(new Vec3(0.1, 0.2, 0.3), new Vec3(1, 2, -1), 0.7);
        double ri = Math.toRadians(45);
        double ra = Math.toRadians(15);
        Vec3 axis = new Vec3(Math.sin(ra), -Math.cos(ra) * Math.cos(ri), Math.cos(ra) * Math.sin(ri));
        Vec3 x = axis.cross(Vec3.Y).normalized();
        RigidTransform liner = RigidTransform.frame(Vec3.ZERO, x, axis.cross(x), axis);
        PartModel linerPart = new PartModel("test/liner", "1", "hip.liner", "1",
                Map.of("liner.inner-diameter", diameter, "liner.thickness", 0.008, "rim.height", 0.0), Map.of(),
                Map.of("bearing", RigidTransform.IDENTITY));
        PartModel headPart = new PartModel("test/head", "1", "hip.head", "1", Map.of("head.diameter", diameter), Map.of(), Map.of());
        Body p = new Body("pelvis", "pelvis", Side.MIDLINE, Map.of(), Map.of(), Map.of("pelvis.app", pelvis));
        Body f = new Body("femur", "femur", Side.RIGHT, Map.of(), Map.of(), Map.of());
        double[] times = new double[21];
        double[][] values = new double[21][];
        for (int i = 0; i < times.length; i++) {
            times[i] = i / 20.0;
            double a = 2 * Math.PI * times[i];
            values[i] = new double[] {0.10 + 0.38 * Math.cos(a), 0.1 * Math.sin(a), 0.09 * Math.cos(a + 1)};
        }
        return new Problem(new Person(70, 1.75, 2e9), List.of(p, f),
                new JointModel("hip", "hip", TYPE, Side.RIGHT, "pelvis", "femur", pelvis, RigidTransform.IDENTITY),
                List.of(new PlacedPart("liner", linerPart, "pelvis", pelvis.times(liner)),
                        new PlacedPart("head", headPart, "femur", RigidTransform.IDENTITY)),
                List.of(new ActivityData("level-walking", "level-walking", List.of("flexion", "abduction", "internal-rotation"),
                        List.of("rad", "rad", "rad"), times, values, "outline")));
    }
}
