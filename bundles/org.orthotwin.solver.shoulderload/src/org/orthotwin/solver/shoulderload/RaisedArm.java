/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.Problem;

/**
 * A reverse shoulder with the arm at one elevation, for who needs its load and motion: frames are those of scapula and humerus in the
 * joint, of a right shoulder, into which a left one is mirrored.
 *
 * @param elevation of the arm against the thorax, rad
 * @param force of the humerus on the scapula, in the frame of the humerus, N
 * @param humerusInScapula orientation
 * @param linerAxis out of the liner, in the frame of the humerus
 */
public record RaisedArm(double elevation, Vec3 force, RigidTransform humerusInScapula, Vec3 linerAxis) {

    /**
     * Raises the arm with the rhythm and the muscles that solver {@code shoulderload} takes where nothing else is said.
     *
     * @param motion {@code abduction}, {@code scaption} or {@code flexion}
     * @param from where it begins, rad
     * @param to where it ends, rad
     * @param steps 1 or more
     * @param mass of the body, kg
     * @param hand mass of what the hand holds, kg
     * @throws java.util.NoSuchElementException naming a landmark or part that is missing
     * @throws org.orthotwin.solver.SolverException if the muscles are too weak
     */
    public static List<RaisedArm> raise(Problem problem, String motion, double from, double to, int steps, double mass, double hand) {
        ShoulderLines lines = new ShoulderLines(problem, Set.of("supraspinatus", "infraspinatus"));
        if (!lines.reverse()) {
            throw new IllegalArgumentException("not a reverse shoulder");
        }
        List<RaisedArm> samples = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            samples.add(ShoulderLoadSolver.raised(lines, motion, from + (to - from) * i / steps, mass, hand));
        }
        return samples;
    }
}
