/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.orthotwin.interop.opensim.MotionTable;
import org.orthotwin.multibody.MotionFunction;

/** Files of OpenSim's own regression tests, which are beside the checkout or nowhere. */
final class SharedData {

    /** By which factors OpenSim scaled the subject who walks, by the names of segments without their side. */
    static final Map<String, Double> WALKER = Map.of("pelvis", 1.0245770378331935, "femur", 1.14724, "tibia", 0.988523, "talus",
            1.1139780752269928, "calcn", 1.027084768282156, "toes", 1.027084768282156, "torso", 1.0797198918295745);

    private SharedData() {
    }

    static Path regression(String file) {
        return file("opensim/core-regression/" + file);
    }

    static Path file(String name) {
        String set = System.getProperty("orthotwin.data");
        Path path = Path.of(set == null ? "." : set, name);
        assumeTrue(set != null && Files.exists(path), "skipped: no " + name + " (set -Dorthotwin.data=<folder>)");
        return path;
    }

    /** The largest distance of a column from a reference between two times, and the reference's range there. */
    static double[] error(MotionTable reference, int column, double[] times, double[] values, double from, double to) {
        MotionFunction f = new MotionFunction.PiecewiseLinear(times, values);
        double worst = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < reference.times().length; i++) {
            double t = reference.times()[i];
            if (t >= from && t <= to) {
                double v = reference.rows()[i][column];
                least = Math.min(least, v);
                most = Math.max(most, v);
                worst = Math.max(worst, Math.abs(f.value(t) - v));
            }
        }
        return new double[] {worst, most - least};
    }
}
