/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.Arrays;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.Posture;

/** The moments of a motion one after another: the model's posture with its rates, and the measured forces on it. */
final class MotionWalk {

    /** Moments, s. */
    final double[] times;
    /** Values, velocities and accelerations of the coordinates at the moment. */
    final double[] q;
    final double[] u;
    private final double[] a;
    final Posture posture;
    final Posture.Loads loads;

    private final String task;
    private final ModelMotion motion;
    private final ExternalLoads external;
    private final Monitor monitor;

    /**
     * @param external null for none
     * @param from s
     * @throws InputException if the motion has no moment between the times
     */
    MotionWalk(String task, MultibodyModel body, ModelMotion motion, ExternalLoads external, double from, double to, Monitor monitor) {
        this.task = task;
        this.motion = motion;
        this.external = external;
        this.monitor = monitor;
        times = Arrays.stream(motion.times()).filter(t -> t >= from - 1e-9 && t <= to + 1e-9).toArray();
        if (times.length == 0) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "motion.empty", from, to));
        }
        int n = body.coordinates().size();
        q = new double[n];
        u = new double[n];
        a = new double[n];
        posture = new Posture(body);
        loads = new Posture.Loads(body);
    }

    /** Goes on to moment {@code t}; false behind the last. */
    boolean to(int t) {
        if (t == 0) {
            monitor.begin(task, times.length);
        } else {
            monitor.worked(1);
        }
        if (t == times.length) {
            return false;
        }
        monitor.checkCancelled();
        motion.at(times[t], q, u, a);
        posture.at(q, u, a);
        loads.clear();
        if (external != null) {
            external.add(times[t], posture, loads);
        }
        return true;
    }
}
