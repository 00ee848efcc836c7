/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.FibrePath;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CartilageLayer;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.solver.balance.ContactPair;
import org.orthotwin.solver.balance.Equilibrium;
import org.orthotwin.solver.balance.Line;
import org.orthotwin.solver.balance.Load;
import org.orthotwin.solver.contact.ElasticFoundation;
import org.orthotwin.solver.contact.ElasticLayer;
import org.orthotwin.solver.contact.FoundationContact;
import org.orthotwin.solver.ligament.FibreLaw;

/**
 * The synthetic knee in equilibrium, warm: one pose after a step of 2 degrees, and the curve from 0 to 100 degrees, on one thread. No peer:
 * the budgets are 10 ms and 250 ms. A number of a run stands for the machine that it ran on.
 */
final class BalanceBenchmark {

    private static final int ROUNDS = 15;
    private static final double BUDGET_POSE = 10;
    private static final double BUDGET_CURVE = 250;
    /** Steps that a pose may take, whatever the machine: where the search is sound a contact that begins or ends costs few more. */
    private static final int BUDGET_STEPS = 10;

    private BalanceBenchmark() {
    }

    public static void main(String[] args) {
        KneeJoint type = new KneeJoint();
        GeneratedSubject s = type.generator().orElseThrow().generate(Map.of("sex", 2.0), Side.RIGHT, null, Monitor.NONE);
        Body femur = s.bodies().get(0);
        Body tibia = s.bodies().get(1);
        RigidTransform parent = frame(type, type.parentFrame(), femur);
        RigidTransform child = frame(type, type.childFrame(), tibia);
        RigidTransform recorded = s.poses().get(femur.id()).times(parent).inverse().times(s.poses().get(tibia.id())).times(child);
        Equilibrium knee = knee(s, type, parent.inverse(), child.inverse(), recorded);
        double[] start = type.coordinates(recorded, Side.RIGHT);
        boolean[] free = {false, true, true, true, true, true};
        double bestCurve = Double.POSITIVE_INFINITY;
        double bestPose = Double.POSITIVE_INFINITY;
        int steps = 0;
        int most = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double[] q = start.clone();
            q[0] = 0;
            q = knee.solve(q, free, Monitor.NONE).q();
            steps = 0;
            most = 0;
            double slowest = 0;
            double[] before = null;
            long t0 = System.nanoTime();
            for (int flexion = 0; flexion <= 100; flexion += 2) {
                long t1 = System.nanoTime();
                int already = steps;
                double[] from = q;
                q = from.clone();
                for (int c = 0; flexion > 2 && c < q.length; c++) {
                    // as the solver does: as in the last step
                    q[c] += from[c] - before[c];
                }
                before = from;
                q[0] = -Math.toRadians(flexion);
                Equilibrium.Found f = knee.solve(q, free, Monitor.NONE);
                // as the solver does: by smaller steps where a large one does not end in rest
                for (int part = 1; part <= 8 && !(f.balanced() && part == 1); part++) {
                    q = part == 1 ? from.clone() : f.q();
                    q[0] = from[0] + (-Math.toRadians(flexion) - from[0]) * part / 8;
                    steps += f.iterations();
                    f = knee.solve(q, free, Monitor.NONE);
                }
                if (!f.balanced()) {
                    throw new IllegalStateException("no equilibrium at " + flexion + " degrees");
                }
                q = f.q();
                steps += f.iterations();
                most = Math.max(most, steps - already);
                slowest = Math.max(slowest, (System.nanoTime() - t1) * 1e-6);
            }
            double curve = (System.nanoTime() - t0) * 1e-6;
            if (curve < bestCurve) {
                bestCurve = curve;
                bestPose = slowest;
            }
        }
        System.out.printf(Locale.ROOT, "equilibrium of a knee of %d fibres and %d + %d triangles of cartilage, best of %d%n",
                knee.lines().size(), s.tissue().cartilages().get(0).surface().triangleCount(),
                s.tissue().cartilages().get(1).surface().triangleCount(), ROUNDS);
        System.out.printf(Locale.ROOT, "  curve 0 to 100 degrees, 51 poses   %8.1f ms   %4.2f of %.0f ms   %.1f steps a pose%n", bestCurve,
                bestCurve / BUDGET_CURVE, BUDGET_CURVE, steps / 51.0);
        System.out.printf(Locale.ROOT, "  mean pose                          %8.2f ms   %4.2f of %.0f ms%n", bestCurve / 51,
                bestCurve / 51 / BUDGET_POSE, BUDGET_POSE);
        System.out.printf(Locale.ROOT, "  slowest pose of that curve         %8.2f ms   %4.2f of %.0f ms%n", bestPose,
                bestPose / BUDGET_POSE, BUDGET_POSE);
        System.out.printf(Locale.ROOT, "  most steps of a pose               %8d      of %d%n", most, BUDGET_STEPS);
        System.exit(most <= BUDGET_STEPS || !"check".equals(args[0]) ? 0 : 1);
    }

    private static RigidTransform frame(KneeJoint type, String id, Body body) {
        return type.frames().stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow().rule().pose(body.landmarks(), Side.RIGHT);
    }

    private static Equilibrium knee(GeneratedSubject s, KneeJoint type, RigidTransform parent, RigidTransform child,
            RigidTransform recorded) {
        List<Line> lines = new ArrayList<>();
        for (LigamentBundle b : s.tissue().ligaments()) {
            List<Vec3> points = List.of(parent.apply(b.path().get(0).position()), child.apply(b.path().get(1).position()));
            List<FibrePath.Surface> over = b.wraps().stream().map(w -> {
                boolean distal = w.body().equals(s.bodies().get(1).id());
                return new FibrePath.Surface(w.form(), distal, (distal ? child : parent).times(w.pose()));
            }).toList();
            double length = new FibrePath(points, List.of(false, true), over).length(recorded);
            lines.add(new Line(b.id(), points, List.of(false, true), FibreLaw.ofReference(b.stiffness(), length, b.referenceStrain()))
                    .round(over));
        }
        CartilageLayer femoral = s.tissue().cartilages().get(0);
        CartilageLayer tibial = s.tissue().cartilages().get(1);
        ElasticFoundation law = new ElasticFoundation(ElasticFoundation.Law.LINEAR, List.of(layer(tibial), layer(femoral)));
        ContactPair contact = new ContactPair(new FoundationContact(tibial.surface(), Bvh.of(femoral.surface()), law), true,
                child, parent);
        return new Equilibrium(type, Side.RIGHT, lines, List.of(contact), List.of(new Load(Vec3.ZERO, new Vec3(0, 150, 0), Vec3.ZERO,
                true)));
    }

    private static ElasticLayer layer(CartilageLayer c) {
        return new ElasticLayer(c.modulus(), c.poisson(), c.thickness());
    }
}
