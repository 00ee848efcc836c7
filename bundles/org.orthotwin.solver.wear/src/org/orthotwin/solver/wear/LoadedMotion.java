/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.wear;

import java.util.List;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * One cycle of an activity as a bearing sees it: the forces on the socket and how the ball turns in it, in the frame of the bearing.
 *
 * @param name of the activity
 * @param perYear cycles a year
 * @param forces on the socket at each sample, N
 * @param turns of the ball from each sample to the next, as rotation vectors, rad: one fewer than samples
 */
public record LoadedMotion(String name, double perYear, List<Vec3> forces, List<Vec3> turns) {

    public LoadedMotion {
        forces = List.copyOf(forces);
        turns = List.copyOf(turns);
        if (forces.size() < 2 || turns.size() != forces.size() - 1 || !(perYear >= 0) || Double.isInfinite(perYear)) {
            throw new IllegalArgumentException("activity '" + name + "' has " + forces.size() + " forces, " + turns.size() + " turns and "
                    + perYear + " cycles a year");
        }
    }

    /**
     * From poses of the ball.
     *
     * @param ball orientation of the ball in the frame of the bearing at each sample
     */
    public static LoadedMotion of(String name, double perYear, List<Vec3> forces, List<RigidTransform> ball) {
        List<Vec3> turns = new java.util.ArrayList<>();
        for (int i = 1; i < ball.size(); i++) {
            turns.add(rotationVector(ball.get(i).times(ball.get(i - 1).inverse())));
        }
        return new LoadedMotion(name, perYear, forces, turns);
    }

    private static Vec3 rotationVector(RigidTransform t) {
        Vec3 v = new Vec3(t.r(2, 1) - t.r(1, 2), t.r(0, 2) - t.r(2, 0), t.r(1, 0) - t.r(0, 1));
        double s = v.norm();
        return s > 0 ? v.times(t.angle() / s) : Vec3.ZERO;
    }

    /** Way that the ball slides under the line of the force in one cycle times the force, N.m: what Archard's law takes for a point. */
    public double slidingWork(double radius) {
        double sum = 0;
        for (int i = 0; i < turns.size(); i++) {
            Vec3 f = forces.get(i).plus(forces.get(i + 1)).times(0.5);
            sum += radius * turns.get(i).cross(f).norm();
        }
        return sum;
    }
}
