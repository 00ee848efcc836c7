/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.PathGeometry;
import org.orthotwin.multibody.Posture;
import org.orthotwin.solver.muscle.MuscleTendon;

/**
 * The muscle forces that drive a motion with the least sum of powers of the activations, moment by moment: what acts along the coordinates
 * is that of inverse dynamics, muscles pull as much as length and velocity let them ({@link MuscleTendon#rigid}), motors push both ways.
 * The passive force of fibres is left out, as are ligaments.
 *
 * @param times s
 * @param names of muscles and motors
 * @param activations by time, then muscle
 * @param forces N, N.m of motors of angles
 * @param failed the times (s) at which the muscles could not do it; what they come nearest to is in the tables
 * @param residual largest error of what acts along a coordinate where it could be done, N or N.m
 */
public record StaticOptimization(double[] times, List<String> names, double[][] activations, double[][] forces, List<Double> failed,
        double residual) {

    /** What the name of a motor that was added ends with, after that of its coordinate. */
    static final String RESERVE = "_reserve";

    /**
     * @param motion of the model's coordinates
     * @param external measured forces, null for none
     * @param from first time, s
     * @param to last time, s
     * @param power above 1; 2 is usual
     * @param reserve strength of a motor added for each free coordinate, N or N.m at an activation of 1; 0 for none
     * @param sections whether muscles pass ellipsoids in planes, as in OpenSim, instead of the shortest way ({@link PathGeometry})
     * @throws InputException if a muscle's law is not known, or nothing moves the model
     */
    public static StaticOptimization run(OsimModel model, ModelMotion motion, ExternalLoads external, double from, double to, double power,
            double reserve, boolean sections, Monitor monitor) {
        MultibodyModel body = model.body();
        List<Force> all = forces(model, reserve, sections);
        MotionWalk walk = new MotionWalk("static optimisation", body, motion, external, from, to, monitor);
        double[] times = walk.times;
        boolean[] free = body.free();
        int[] open = IntStream.range(0, free.length).filter(c -> free[c]).toArray();
        double[][] activations = new double[times.length][];
        double[][] forces = new double[times.length][];
        List<Double> failed = new ArrayList<>();
        double residual = 0;
        for (int t = 0; walk.to(t); t++) {
            double[] needed = walk.posture.requiredForces(walk.loads);
            body.gather(walk.q, needed);
            double[][] b = new double[all.size()][open.length];
            double[] strength = new double[all.size()];
            for (int i = 0; i < b.length; i++) {
                strength[i] = all.get(i).row(walk.posture, walk.q, walk.u, open, b[i]);
            }
            double[] wanted = new double[open.length];
            for (int j = 0; j < wanted.length; j++) {
                wanted[j] = needed[open[j]];
            }
            ActivationSharing shared = ActivationSharing.of(b, wanted, all.stream().mapToDouble(Force::least).toArray(),
                    all.stream().mapToDouble(Force::most).toArray(), power);
            if (shared.converged()) {
                residual = Math.max(residual, shared.residual());
            } else {
                failed.add(times[t]);
            }
            activations[t] = shared.activations();
            forces[t] = new double[b.length];
            for (int i = 0; i < b.length; i++) {
                forces[t][i] = shared.activations()[i] * strength[i];
            }
        }
        return new StaticOptimization(times, all.stream().map(Force::name).toList(), activations, forces, List.copyOf(failed), residual);
    }

    private static List<Force> forces(OsimModel model, double reserve, boolean sections) {
        MultibodyModel body = model.body();
        List<Force> all = new ArrayList<>();
        for (OsimModel.Muscle m : model.muscles()) {
            if (m.enabled()) {
                if (!MuscleLaws.knows(m)) {
                    throw new InputException(Diagnostic.error(OsimElement.TEXTS, "so.law", m.name(), m.type(), String.join(", ",
                            MuscleLaws.NAMES)));
                }
                all.add(new Pulling(m, MuscleLaws.of(m), new PathGeometry(body, body.paths().get(m.path()), sections)));
            }
        }
        for (OsimModel.Motor m : model.actuators()) {
            all.add(new Turning(m.name(), m.coordinate(), m.force(), m.least(), m.most()));
        }
        boolean[] free = body.free();
        for (int c = 0; reserve > 0 && c < free.length; c++) {
            if (free[c]) {
                all.add(new Turning(body.coordinates().get(c).name() + RESERVE, c, reserve, Double.NEGATIVE_INFINITY,
                        Double.POSITIVE_INFINITY));
            }
        }
        if (all.isEmpty()) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "so.nothing", body.name()));
        }
        return all;
    }

    private sealed interface Force {
        String name();

        double least();

        double most();

        /** Fills what full activation does along the free coordinates, N or N.m; returns its force. */
        double row(Posture posture, double[] q, double[] u, int[] open, double[] row);
    }

    private record Pulling(OsimModel.Muscle muscle, MuscleTendon law, PathGeometry path) implements Force {
        @Override
        public String name() {
            return muscle.name();
        }

        @Override
        public double least() {
            return muscle.least();
        }

        @Override
        public double most() {
            return muscle.most();
        }

        @Override
        public double row(Posture posture, double[] q, double[] u, int[] open, double[] row) {
            double length = path.length(posture);
            double[] slopes = path.slopes(posture);
            double speed = 0;
            for (int c = 0; c < u.length; c++) {
                speed += slopes[c] * u[c];
            }
            double pull = law.rigid(length, speed, 1).active();
            posture.model().gather(q, slopes);
            for (int j = 0; j < open.length; j++) {
                row[j] = -pull * slopes[open[j]];
            }
            return pull;
        }
    }

    private record Turning(String name, int coordinate, double force, double least, double most) implements Force {
        @Override
        public double row(Posture posture, double[] q, double[] u, int[] open, double[] row) {
            for (int j = 0; j < open.length; j++) {
                row[j] = open[j] == coordinate ? force : 0;
            }
            return force;
        }
    }
}
