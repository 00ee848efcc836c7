/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.wear;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Quantity;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.shoulderload.RaisedArm;

/**
 * What an arm with a reverse shoulder does in a year: {@code motion=times a year@elevation@mass in the hand}, separated by commas; each
 * time the arm goes from {@link #FROM} up and down again.
 *
 * <p>Frame of the bearing: origin in its centre, z out of the liner, x in its plane as far forwards on the humerus as can be; of a right
 * shoulder, into which a left one is mirrored.
 */
final class ArmMix {

    private static final double FROM = Math.toRadians(15);
    private static final int STEPS = 15;
    private static final double MOST_TIMES = 1e9;
    private static final Set<String> MOTIONS = Set.of("abduction", "scaption", "flexion");

    private ArmMix() {
    }

    static List<LoadedMotion> of(Problem problem, String mix, double times, double mass, Monitor monitor) {
        List<LoadedMotion> motions = new ArrayList<>();
        for (String part : mix.split(",")) {
            monitor.checkCancelled();
            String text = part.strip();
            String[] name = text.split("=", 2);
            String[] v = name.length < 2 ? new String[0] : name[1].split("@", -1);
            if (v.length != 3 || !MOTIONS.contains(name[0].strip())) {
                throw WearSolver.incomplete("arm: '" + text + "' is not of the form motion=times a year@elevation@mass in the hand, "
                        + "such as flexion=375000@90deg@0kg, with abduction, scaption or flexion");
            }
            double n;
            double to;
            double hand;
            try {
                n = Double.parseDouble(v[0].strip());
                to = Quantity.parseSi(v[1].strip(), Dimension.ANGLE);
                hand = Quantity.parseSi(v[2].strip(), Dimension.MASS);
            } catch (IllegalArgumentException e) {
                throw WearSolver.incomplete("arm: '" + text + "': " + e.getMessage());
            }
            if (!(n >= 0 && n <= MOST_TIMES) || !(to > FROM && to <= Math.toRadians(160)) || !(hand >= 0 && hand <= 50)) {
                throw WearSolver.incomplete("arm: '" + text + "' must have 0 to 1e9 times a year, an elevation above 15 and up to 160 deg, "
                        + "and 0 to 50 kg");
            }
            motions.add(motion(problem, text, name[0].strip(), to, hand, times * n, mass));
        }
        return motions;
    }

    private static LoadedMotion motion(Problem problem, String id, String motion, double to, double hand, double perYear, double mass) {
        List<RaisedArm> up;
        try {
            up = RaisedArm.raise(problem, motion, FROM, to, STEPS, mass, hand);
        } catch (NoSuchElementException e) {
            throw WearSolver.incomplete(e.getMessage());
        }
        Vec3 z = up.getFirst().linerAxis();
        Vec3 x = Vec3.X.minus(z.times(z.x())).normalized();
        RigidTransform toBearing = RigidTransform.frame(Vec3.ZERO, x, z.cross(x), z).inverse();
        List<Vec3> forces = new ArrayList<>();
        List<RigidTransform> ball = new ArrayList<>();
        for (int i = 0; i <= 2 * STEPS; i++) {
            RaisedArm a = up.get(i <= STEPS ? i : 2 * STEPS - i);
            forces.add(toBearing.rotate(a.force().negate()));
            ball.add(toBearing.times(a.humerusInScapula().inverse()));
        }
        return LoadedMotion.of(id, perYear, forces, ball);
    }
}
