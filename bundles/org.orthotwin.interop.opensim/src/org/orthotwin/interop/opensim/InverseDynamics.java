/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.List;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.multibody.Coordinate;
import org.orthotwin.multibody.MultibodyModel;

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
        MotionWalk walk = new MotionWalk("inverse dynamics", body, motion, external, from, to, monitor);
        double[][] rows = new double[walk.times.length][];
        for (int t = 0; walk.to(t); t++) {
            rows[t] = walk.posture.requiredForces(walk.loads);
        }
        List<String> labels = body.coordinates().stream().map(c -> c.name() + (c.kind() == Coordinate.Kind.TRANSLATION ? "_force"
                : "_moment"))
                .toList();
        return new MotionTable("Inverse dynamics", false, labels, walk.times, rows);
    }
}
