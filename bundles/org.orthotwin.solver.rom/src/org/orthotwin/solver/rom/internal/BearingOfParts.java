/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.Map;
import java.util.Optional;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;

/**
 * The numbers of a {@link Bearing}, read from the parts of a plan.
 *
 * @param bearing in the frame that was asked for
 * @param stem role of the part whose neck it is
 * @param socket role of the part whose rim it is
 */
public record BearingOfParts(Bearing bearing, String stem, String socket) {

    /**
     * Needs a head with {@code head.diameter}, a stem with {@code neck.diameter} and a liner or cup, whose z axis points out of it;
     * {@code rim.height} of the liner or cup is 0 where it is not said. Of a mobile bearing, head is what the shell holds
     * ({@code outer.diameter}).
     *
     * @param pelvis frame in which the answer is, in the parent body's surface frame
     * @return empty if the parts do not say it
     */
    public static Optional<BearingOfParts> of(Problem problem, RigidTransform pelvis) {
        JointModel joint = problem.joint();
        PlacedPart head = null;
        PlacedPart stem = null;
        PlacedPart socket = null;
        PlacedPart mobile = null;
        for (PlacedPart p : problem.parts()) {
            if (ContactScene.isHead(p)) {
                head = p;
            } else if (p.body().equals(joint.child()) && p.part().parameters().containsKey("neck.diameter")) {
                stem = p;
            } else if (ContactScene.isMobileBearing(p)) {
                mobile = p;
            } else if (p.body().equals(joint.parent()) && (socket == null || p.role().equals("liner"))) {
                socket = p;
            }
        }
        if (head == null || stem == null || socket == null) {
            return Optional.empty();
        }
        Double diameter = mobile == null ? head.part().parameters().get("head.diameter") : mobile.part().parameters().get("outer.diameter");
        if (diameter == null || !(diameter > 0)) {
            return Optional.empty();
        }
        Map<String, Double> rim = socket.part().parameters();
        RigidTransform cup = pelvis.inverse().times(socket.pose());
        RigidTransform ball = joint.childFrame().inverse().times(head.pose());
        Vec3 toStem = joint.childFrame().inverse().times(stem.pose()).apply(middle(stem)).minus(ball.translation());
        Vec3 axis = ball.axis(2);
        double radius = diameter / 2;
        double neck = stem.part().parameter("neck.diameter") / 2;
        double height = rim.getOrDefault("rim.height", 0.0);
        if (!(neck > 0) || !(neck < radius) || !(Math.abs(height) < radius)) {
            return Optional.empty();
        }
        Vec3 towardsStem = axis.dot(toStem) < 0 ? axis.negate() : axis;
        return Optional.of(new BearingOfParts(new Bearing(cup.translation(), cup.axis(2), towardsStem, radius, neck, height), stem.role(),
                socket.role()));
    }

    /** Whether the rim is raised on one side, so that no closed form holds. */
    public static boolean hasLip(Problem problem) {
        return problem.parts().stream().anyMatch(p -> p.part().parameters().getOrDefault("liner.lip-angle", 0.0) > 0);
    }

    /** The mean of a part's vertices in its own frame; its origin if it has no surface. */
    private static Vec3 middle(PlacedPart p) {
        Vec3 sum = Vec3.ZERO;
        int n = 0;
        for (TriangleMesh m : p.part().surfaces().values()) {
            for (int i = 0; i < m.vertexCount(); i++) {
                sum = sum.plus(m.vertex(i));
            }
            n += m.vertexCount();
        }
        return n == 0 ? Vec3.ZERO : sum.times(1.0 / n);
    }
}
