/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.Arrays;
import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.multibody.Coordinate;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.Posture;

/** What must act along the coordinates of a model for a motion under gravity and measured forces, muscles left out. */
public final class InverseDynamics {

    private InverseDynamics() {
    }

    /**
     * @param external measured forces, null for none
     * @param from first time, s
     * @param to last time, s
     * @return columns coordinate_moment (N.m), or coordinate_force (N) where the coordinate is a length
     * @throws InputException if the motion has no moment between the times
     */
    public static MotionTable run(MultibodyModel body, ModelMotion motion, ExternalLoads external, double from, double to,
            Monitor monitor) {
        double[] times = Arrays.stream(motion.times()).filter(t -> t >= from - 1e-9 && t <= to + 1e-9).toArray();
        if (times.length == 0) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "motion.empty", from, to));
        }
        monitor.begin("inverse dynamics", times.length);
        int n = body.coordinates().size();
        double[] q = new double[n];
        double[] u = new double[n];
        double[] a = new double[n];
        double[][] rows = new double[times.length][];
        Posture posture = new Posture(body);
        Posture.Loads loads = new Posture.Loads(body);
        for (int t = 0; t < times.length; t++) {
            monitor.checkCancelled();
            motion.at(times[t], q, u, a);
            posture.at(q, u, a);
            loads.clear();
            if (external != null) {
                external.add(times[t], posture, loads);
            }
            rows[t] = posture.requiredForces(loads);
            monitor.worked(1);
        }
        List<String> labels = body.coordinates().stream().map(c -> c.name() + (c.kind() == Coordinate.Kind.TRANSLATION ? "_force"
                : "_moment"))
                .toList();
        return new MotionTable("Inverse dynamics", false, labels, times, rows);
    }
}
