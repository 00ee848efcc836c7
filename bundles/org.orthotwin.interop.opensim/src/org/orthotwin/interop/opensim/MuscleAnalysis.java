/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.multibody.MotionFunction;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.PathGeometry;
import org.orthotwin.solver.muscle.MuscleTendon;

/**
 * What muscles do in a motion at given activations: their lengths and arms, how their fibres and tendons share the length
 * ({@link MuscleTendon}), and what they pull with, actively and passively. Fibres are at rest at the first moment and follow in time then.
 */
public final class MuscleAnalysis {

    /** Longest step of fibres in time, s; of first order in it. */
    private static final double STEP = 1e-3;
    /** Smallest arm of a column, m or m/m: below it a coordinate does not move the muscle. */
    private static final double ARM = 1e-7;
    /** Of the strength: a balance of fibre and tendon that counts as found. */
    private static final double BALANCED = 1e-6;

    private MuscleAnalysis() {
    }

    /**
     * What came out.
     *
     * @param table for each muscle name_length, name_fibre_length (m), name_pennation (rad), name_tendon_force, name_active_force and
     *     name_passive_force along the tendon (N), and name_arm_coordinate (m) for each free coordinate that moves it
     * @param failed the times (s) at which fibres and tendon of some muscle are not in balance
     */
    public record Result(MotionTable table, List<Double> failed) {
    }

    /** A muscle with its law and how far it has come. */
    private static final class Course {
        private final OsimModel.Muscle muscle;
        private final MuscleTendon law;
        private final boolean stretches;
        private final PathGeometry path;
        private final MotionFunction activation;
        private MuscleTendon.State state;
        private double length;
        private double time;
        private double active;

        Course(OsimModel.Muscle muscle, boolean rigid, PathGeometry path, MotionFunction activation) {
            this.muscle = muscle;
            law = MuscleLaws.of(muscle);
            stretches = !rigid && MuscleLaws.stretches(muscle);
            this.path = path;
            this.activation = activation;
        }

        void to(double now, double there, double speed) {
            double a = Math.max(0, Math.min(1, activation.value(now)));
            if (!stretches) {
                state = law.rigid(there, speed, a);
            } else if (state == null) {
                state = law.still(there, a);
            } else {
                int steps = (int) Math.max(1, Math.ceil((now - time) / STEP - 1e-9));
                for (int i = 1; i <= steps; i++) {
                    double part = (double) i / steps;
                    state = law.next(state, (now - time) / steps, length + part * (there - length), active + part * (a - active));
                }
            }
            length = there;
            time = now;
            active = a;
        }
    }

    /**
     * @param motion of the model's coordinates
     * @param activations by the names of muscles; null for none
     * @param otherwise activation of muscles without a column, 0 to 1
     * @param rigid whether tendons keep their slack length, as those do whose model says so
     * @param sections whether muscles pass ellipsoids in planes, as in OpenSim, instead of the shortest way ({@link PathGeometry})
     * @param from first time, s
     * @param to last time, s
     * @throws InputException if the model has no muscle, a muscle's law is not known, or the activations do not last as long as the motion
     */
    public static Result run(OsimModel model, ModelMotion motion, MotionTable activations, double otherwise, boolean rigid,
            boolean sections, double from, double to, Monitor monitor) {
        MultibodyModel body = model.body();
        MotionWalk walk = new MotionWalk("muscles", body, motion, null, from, to, monitor);
        List<Course> courses = courses(model, activations, otherwise, rigid, sections, walk.times);
        boolean[] free = body.free();
        int n = free.length;
        int m = courses.size();
        double[][] states = new double[walk.times.length][6 * m];
        double[][] arms = new double[walk.times.length][n * m];
        boolean[] moved = new boolean[n * m];
        List<Double> failed = new ArrayList<>();
        for (int t = 0; walk.to(t); t++) {
            boolean balanced = true;
            for (int i = 0; i < m; i++) {
                Course c = courses.get(i);
                double length = c.path.length(walk.posture);
                double[] slopes = c.path.slopes(walk.posture);
                double speed = 0;
                for (int k = 0; k < n; k++) {
                    speed += slopes[k] * walk.u[k];
                }
                c.to(walk.times[t], length, speed);
                MuscleTendon.State s = c.state;
                balanced &= Math.abs(s.residual()) <= BALANCED * Math.max(1, c.muscle.force());
                double[] row = {length, s.fibre(), s.pennation(), c.stretches ? s.tendon() : s.active() + s.passive(), s.active(),
                    s.passive()};
                System.arraycopy(row, 0, states[t], 6 * i, 6);
                body.gather(walk.q, slopes);
                for (int k = 0; k < n; k++) {
                    arms[t][i * n + k] = -slopes[k];
                    moved[i * n + k] |= free[k] && Math.abs(slopes[k]) > ARM;
                }
            }
            if (!balanced) {
                failed.add(walk.times[t]);
            }
        }
        return new Result(table(body, courses, walk.times, states, arms, moved), List.copyOf(failed));
    }

    private static List<Course> courses(OsimModel model, MotionTable activations, double otherwise, boolean rigid, boolean sections,
            double[] times) {
        MultibodyModel body = model.body();
        if (activations != null) {
            double[] given = activations.times();
            double last = times[times.length - 1];
            if (given.length < 2 || times[0] < given[0] - JointReactions.SAME || last > given[given.length - 1] + JointReactions.SAME) {
                throw new InputException(Diagnostic.error(OsimElement.TEXTS, "ma.span", given[0], given[given.length - 1], times[0], last,
                        given.length));
            }
        }
        List<Course> courses = new ArrayList<>();
        for (OsimModel.Muscle m : model.muscles()) {
            if (!m.enabled()) {
                continue;
            }
            if (!MuscleLaws.knows(m)) {
                throw new InputException(Diagnostic.error(OsimElement.TEXTS, "ma.law", m.name(), m.type(), String.join(", ",
                        MuscleLaws.NAMES)));
            }
            int c = activations == null ? -1 : column(activations, m.name());
            MotionFunction a = c < 0 ? new MotionFunction.Constant(otherwise)
                    : new MotionFunction.PiecewiseLinear(activations.times(), activations.values(c));
            courses.add(new Course(m, rigid, new PathGeometry(body, body.paths().get(m.path()), sections), a));
        }
        if (courses.isEmpty()) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "ma.nothing", body.name()));
        }
        return courses;
    }

    /** By the muscle's name, or by a path as OpenSim writes states. */
    private static int column(MotionTable activations, String muscle) {
        int c = activations.column(muscle);
        for (int i = 0; c < 0 && i < activations.labels().size(); i++) {
            String l = activations.labels().get(i);
            c = l.endsWith("/" + muscle + "/activation") || l.equals(muscle + ".activation") || l.endsWith("/" + muscle) ? i : -1;
        }
        return c;
    }

    private static MotionTable table(MultibodyModel body, List<Course> courses, double[] times, double[][] states, double[][] arms,
            boolean[] moved) {
        List<String> labels = new ArrayList<>();
        int n = body.coordinates().size();
        for (int i = 0; i < courses.size(); i++) {
            String name = courses.get(i).muscle.name();
            for (String what : List.of("_length", "_fibre_length", "_pennation", "_tendon_force", "_active_force", "_passive_force")) {
                labels.add(name + what);
            }
            for (int k = 0; k < n; k++) {
                if (moved[i * n + k]) {
                    labels.add(name + "_arm_" + body.coordinates().get(k).name());
                }
            }
        }
        double[][] rows = new double[times.length][labels.size()];
        for (int t = 0; t < times.length; t++) {
            int at = 0;
            for (int i = 0; i < courses.size(); i++) {
                System.arraycopy(states[t], 6 * i, rows[t], at, 6);
                at += 6;
                for (int k = 0; k < n; k++) {
                    if (moved[i * n + k]) {
                        rows[t][at++] = arms[t][i * n + k];
                    }
                }
            }
        }
        return new MotionTable("Muscles", false, labels, times, rows);
    }
}
