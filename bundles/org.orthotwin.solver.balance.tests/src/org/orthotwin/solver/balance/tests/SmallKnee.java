/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance.tests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CartilageLayer;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.balance.BalanceSolver;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverDeclaration;

/** A right knee small enough for quick tests: round condyles on two shallow dishes, four ligaments; what tests of balance share. */
final class SmallKnee {

    static final Contribution<Solver> DECLARATION = SolverDeclaration.of(BalanceSolver.class, "balance");
    /** Radius of the condyles and depth of their centres above the plateaus' lowest points, m. */
    static final double RADIUS = 0.022;
    private static final double HALF = 0.024;

    private SmallKnee() {
    }

    /** @param settings name, value, name, value ... as people write them */
    static Solution solve(Problem problem, String... settings) {
        return SolverDeclaration.solve(DECLARATION, problem, settings);
    }

    static double si(Solution s, String name) {
        return s.values().get("balance." + name).si();
    }

    /** Femur and tibia, each in a surface frame that is no frame of the joint. */
    static Problem problem() {
        RigidTransform femur = RigidTransform.rotationAbout(new Vec3(0.1, 0.2, 0.3), new Vec3(1, 2, -1), 0.7);
        RigidTransform tibia = RigidTransform.rotationAbout(new Vec3(-0.3, 0.1, 0.2), new Vec3(2, -1, 1), -1.1);
        Body f = new Body("femur", "femur", Side.RIGHT, Map.of(), Map.of("ACL_F", femur.apply(new Vec3(-0.010, 0.004, 0.006))), Map.of());
        Body t = new Body("tibia", "tibia", Side.RIGHT, Map.of(), Map.of(), Map.of());
        List<LigamentBundle> ligaments = new ArrayList<>();
        ligaments.add(new LigamentBundle("ACL.1", "ACL", List.of(new Attachment("femur", "ACL_F", f.landmark("ACL_F")),
                new Attachment("tibia", tibia.apply(new Vec3(0.012, -0.001, -0.002)))), 9000, 0.02, 0));
        ligaments.add(bundle("PCL.1", "PCL", femur, new Vec3(0.002, -0.004, -0.006), tibia, new Vec3(-0.020, -0.008, 0.001), 9000, 0.0));
        ligaments.add(bundle("MCL.1", "MCL", femur, new Vec3(0, 0.003, -0.040), tibia, new Vec3(0.010, -0.060, -0.028), 3000, 0.03));
        ligaments.add(bundle("MCL.2", "MCL", femur, new Vec3(-0.006, 0.003, -0.040), tibia, new Vec3(0.000, -0.060, -0.028), 3000, 0.03));
        ligaments.add(bundle("LCL.1", "LCL", femur, new Vec3(-0.003, 0.003, 0.038), tibia, new Vec3(-0.022, -0.045, 0.036), 4000, 0.02));
        // the condyles' centres are on the line of the epicondyles; the plateaus' lowest points a little less than a radius below
        RigidTransform stance = RigidTransform.translation(new Vec3(0, -RADIUS + 0.0003, 0));
        List<CartilageLayer> cartilages = List.of(
                new CartilageLayer("femoral", "femur", TriangleMesh.concat(condyle(-0.022), condyle(0.022)).transformed(femur), 0.003,
                        10e6, 0.45),
                new CartilageLayer("tibial", "tibia", TriangleMesh.concat(dish(-0.022), dish(0.022)).transformed(tibia), 0.003, 10e6,
                        0.45));
        SoftTissue tissue = new SoftTissue(ligaments, List.of(), cartilages,
                Map.of("femur", RigidTransform.IDENTITY, "tibia", femur.times(stance).times(tibia.inverse())));
        return new Problem(new Person(70, 1.7, 1e9), List.of(f, t),
                new JointModel("knee", "knee", new KneeJoint(), Side.RIGHT, "femur", "tibia", femur, tibia), List.of(), List.of(), tissue);
    }

    private static LigamentBundle bundle(String id, String ligament, RigidTransform femur, Vec3 a, RigidTransform tibia, Vec3 b, double k,
            double strain) {
        return new LigamentBundle(id, ligament, List.of(new Attachment("femur", femur.apply(a)), new Attachment("tibia", tibia.apply(b))),
                k,
                strain, 0);
    }

    /** The lower three quarters of a ring round z that is rounded across. */
    static TriangleMesh condyle(double z) {
        int n = 40;
        int m = 12;
        double[] v = new double[3 * (n + 1) * (m + 1)];
        for (int i = 0; i <= n; i++) {
            for (int k = 0; k <= m; k++) {
                double a = Math.toRadians(-230 + 260.0 * i / n);
                double w = 0.012 * (2.0 * k / m - 1);
                double r = RADIUS - w * w / (2 * 0.025);
                int o = 3 * (i * (m + 1) + k);
                v[o] = r * Math.cos(a);
                v[o + 1] = r * Math.sin(a);
                v[o + 2] = z + w;
            }
        }
        return grid(v, n, m, false);
    }

    static TriangleMesh dish(double z) {
        int n = 20;
        int m = 14;
        DoubleBinaryOperator height = (x, w) -> x * x / (2 * 0.050) + w * w / (2 * 0.050);
        double[] v = new double[3 * (n + 1) * (m + 1)];
        for (int i = 0; i <= n; i++) {
            for (int k = 0; k <= m; k++) {
                double x = HALF * (2.0 * i / n - 1);
                double w = 0.012 * (2.0 * k / m - 1);
                int o = 3 * (i * (m + 1) + k);
                v[o] = x;
                v[o + 1] = height.applyAsDouble(x, w);
                v[o + 2] = z + w;
            }
        }
        return grid(v, n, m, true);
    }

    private static TriangleMesh grid(double[] v, int n, int m, boolean turned) {
        int[] t = new int[6 * n * m];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < m; k++) {
                int a = i * (m + 1) + k;
                int b = a + m + 1;
                int[] quad = turned ? new int[] {a, a + 1, b + 1, a, b + 1, b} : new int[] {a, b, b + 1, a, b + 1, a + 1};
                System.arraycopy(quad, 0, t, at, 6);
                at += 6;
            }
        }
        return new TriangleMesh(v, t);
    }
}
