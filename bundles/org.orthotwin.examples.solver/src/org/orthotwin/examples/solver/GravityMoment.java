/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.solver;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.spi.Solver;

/**
 * The moment of a segment's weight about its joint: M = r x F with F = (0, -s m g, 0) in the proximal frame, whose y axis points up, and r
 * the segment's centre of mass, which lies at the distance d from the joint along -y of the distal frame.
 *
 * <p>Parameters: share s of the body mass m (1), d (m), step of the first coordinate (rad); the other coordinates are 0. Assumptions:
 * static, proximal segment upright, one rigid distal segment. Cost: one pose a step. Fails where joint or mass are not known. Segment data:
 * Winter 2009, Biomechanics and Motor Control of Human Movement, 4th edition, doi:10.1002/9780470549148.
 */
public final class GravityMoment implements Solver {

    @Override
    public Solution solve(Problem problem, SolverContext context) {
        context.monitor().checkCancelled();
        JointModel joint = problem.joint();
        if (joint == null) {
            throw new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "the problem has no joint; the moment is about one");
        }
        double weight = problem.person().weight();
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw new SolverException(SolverException.Code.INCOMPLETE_PROBLEM,
                    "the subject's mass is " + problem.person().mass() + " kg; a mass above 0 kg is needed");
        }
        Settings settings = context.settings();
        Vec3 force = new Vec3(0, -settings.number("mass.share") * weight, 0);
        Vec3 centre = new Vec3(0, -settings.number("distance"), 0);
        List<CoordinateDefinition> coordinates = joint.type().coordinates();
        CoordinateDefinition moved = coordinates.getFirst();
        int steps = (int) Math.ceil((moved.maximum() - moved.minimum()) / settings.number("step") - 1e-9);
        context.monitor().begin("Gravity moment", steps + 1);
        List<double[]> rows = new ArrayList<>();
        double largest = 0;
        double where = moved.minimum();
        for (int i = 0; i <= steps; i++) {
            context.monitor().checkCancelled();
            double[] q = new double[coordinates.size()];
            q[0] = Math.min(moved.minimum() + i * settings.number("step"), moved.maximum());
            RigidTransform child = joint.type().childInParent(q, joint.side());
            double moment = child.apply(centre).cross(force).norm();
            rows.add(new double[] {q[0], moment});
            if (moment > largest) {
                largest = moment;
                where = q[0];
            }
            context.monitor().worked(1);
        }
        Unit shown = moved.dimension() == Dimension.ANGLE ? Unit.of("deg") : Unit.of("mm");
        return Solution.builder()
                .value("example.gravity.moment", Value.of(largest, Dimension.MOMENT))
                .value("example.gravity.at", Value.of(where, moved.dimension()))
                .table(new Table("gravity-moment", List.of(moved.name(), "moment"), List.of(shown, Unit.of("N.m")), rows))
                .build();
    }
}
