/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.multibody.ForwardDynamics;
import org.orthotwin.multibody.Link;
import org.orthotwin.multibody.MotionFunction;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.PathGeometry;
import org.orthotwin.multibody.Posture;

/**
 * What passes through joints: force and moment about the joint's centre that the parent exerts on the child, so that the model moves as it
 * does under gravity, external loads and the given muscle forces. What muscles do not balance along a coordinate is in the moment, too.
 */
public final class JointReactions {

    /** s: moments that tables which round their times may have as two. */
    static final double SAME = 1e-6;

    /** In whose frame forces are said. */
    public enum In {
        /** That of the child. */
        CHILD,
        /** That of the parent. */
        PARENT,
        /** The ground's. */
        GROUND
    }

    private JointReactions() {
    }

    /**
     * @param motion of the model's coordinates
     * @param external measured forces, null for none
     * @param forces of muscles by name, N, and of motors, N or N.m; null for none. Columns of anything else are refused
     * @param joints names; empty for all
     * @param free whether the accelerations are those that the forces give, so that joints carry nothing along their coordinates but
     *     motors; else those of the motion
     * @param sections whether muscles pass ellipsoids in planes, as in OpenSim, instead of the shortest way ({@link PathGeometry})
     * @return columns joint_on_child_in_frame_fx ... (N), mx ... (N.m), px ... (where, m)
     * @throws InputException if there is no such joint, a force of nothing in the model, or the forces do not last as long as the motion
     */
    public static MotionTable run(OsimModel model, ModelMotion motion, ExternalLoads external, MotionTable forces, List<String> joints,
            In in,
            boolean free, boolean sections, double from, double to, Monitor monitor) {
        MultibodyModel body = model.body();
        MotionWalk walk = new MotionWalk("joint reactions", body, motion, external, from, to, monitor);
        double[] times = walk.times;
        Posture posture = walk.posture;
        Posture.Loads loads = walk.loads;
        List<Integer> links = new ArrayList<>();
        for (int i = 0; i < body.links().size(); i++) {
            if (joints.isEmpty() || joints.contains(body.links().get(i).name())) {
                links.add(i);
            }
        }
        for (String j : joints) {
            if (body.links().stream().noneMatch(l -> l.name().equals(j))) {
                throw new InputException(Diagnostic.error(OsimElement.TEXTS, "jr.joint", j, body.name()));
            }
        }
        List<Applied> applied = applied(model, forces, sections, times[0], times[times.length - 1]);
        List<String> labels = new ArrayList<>();
        for (int i : links) {
            Link l = body.links().get(i);
            String child = body.segments().get(l.child()).name();
            String frame = in == In.CHILD ? child : in == In.GROUND || l.parent() < 0 ? "ground" : body.segments().get(l.parent()).name();
            for (String end : List.of("fx", "fy", "fz", "mx", "my", "mz", "px", "py", "pz")) {
                labels.add(l.name() + "_on_" + child + "_in_" + frame + "_" + end);
            }
        }
        double[][] rows = new double[times.length][labels.size()];
        for (int t = 0; walk.to(t); t++) {
            for (Applied f : applied) {
                if (f.path != null) {
                    f.path.length(posture);
                    f.path.pull(f.force.value(times[t]), loads);
                }
            }
            if (free) {
                ForwardDynamics.accelerations(posture, walk.q, walk.u, along(applied, times[t], walk.q.length), loads);
            } else {
                posture.requiredForces(loads);
            }
            for (int k = 0; k < links.size(); k++) {
                Link l = body.links().get(links.get(k));
                RigidTransform frame = posture.pose(in == In.CHILD ? l.child() : in == In.PARENT ? l.parent() : -1);
                RigidTransform back = frame.inverse();
                put(rows[t], 9 * k, back.rotate(posture.jointForce(links.get(k))));
                put(rows[t], 9 * k + 3, back.rotate(posture.jointMoment(links.get(k))));
                put(rows[t], 9 * k + 6, back.apply(posture.centre(links.get(k))));
            }
        }
        return new MotionTable("Joint reactions", false, labels, times, rows);
    }

    private static void put(double[] row, int at, Vec3 v) {
        row[at] = v.x();
        row[at + 1] = v.y();
        row[at + 2] = v.z();
    }

    /** A muscle by its path, or a motor by its coordinate. */
    private record Applied(PathGeometry path, int coordinate, MotionFunction force) {
    }

    private static double[] along(List<Applied> applied, double time, int coordinates) {
        double[] f = new double[coordinates];
        for (Applied a : applied) {
            if (a.path == null) {
                f[a.coordinate] += a.force.value(time);
            }
        }
        return f;
    }

    private static List<Applied> applied(OsimModel model, MotionTable forces, boolean sections, double from, double to) {
        List<Applied> list = new ArrayList<>();
        if (forces == null) {
            return list;
        }
        double[] given = forces.times();
        if (given.length < 2 || from < given[0] - SAME || to > given[given.length - 1] + SAME) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "jr.span", given[0], given[given.length - 1], from, to,
                    given.length));
        }
        MultibodyModel body = model.body();
        for (String label : forces.labels()) {
            MotionFunction f = new MotionFunction.PiecewiseLinear(given, forces.values(forces.column(label)));
            OsimModel.Muscle muscle = model.muscles().stream().filter(m -> m.name().equals(label)).findFirst().orElse(null);
            if (muscle != null) {
                list.add(new Applied(new PathGeometry(body, body.paths().get(muscle.path()), sections), -1, f));
                continue;
            }
            int coordinate = label.endsWith(StaticOptimization.RESERVE)
                    ? body.coordinate(label.substring(0, label.length() - StaticOptimization.RESERVE.length()))
                    : model.actuators().stream().filter(m -> m.name().equals(label)).mapToInt(OsimModel.Motor::coordinate).findFirst()
                            .orElse(-1);
            if (coordinate < 0) {
                throw new InputException(Diagnostic.error(OsimElement.TEXTS, "jr.force", label, body.name()));
            }
            list.add(new Applied(null, coordinate, f));
        }
        return list;
    }
}
