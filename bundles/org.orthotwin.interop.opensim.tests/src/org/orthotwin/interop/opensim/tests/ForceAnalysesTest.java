/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.interop.opensim.JointReactions;
import org.orthotwin.interop.opensim.ModelMotion;
import org.orthotwin.interop.opensim.MotionTable;
import org.orthotwin.interop.opensim.OsimModel;
import org.orthotwin.interop.opensim.OsimReader;
import org.orthotwin.interop.opensim.StaticOptimization;
import org.orthotwin.multibody.MotionFunction;

/** Static optimisation and joint reactions against the results that OpenSim keeps of its own. */
class ForceAnalysesTest {

    private static final String DATA = "Analyze/tests/resources/";

    private static MotionTable table(String name) throws IOException {
        return MotionTable.read(SharedData.regression(DATA + name), Monitor.NONE);
    }

    /**
     * The arm of six muscles. What full activation gives, of length, velocity and pennation, is OpenSim's to 0.1 %. The forces of the
     * muscles that carry the motion agree to 2.5 % of their range, not to 1 %: the long biceps lies on an ellipsoid, where OpenSim takes
     * an arm of 21.6 mm at the shoulder and the geodesic gives 21.3, and the triceps follow. The three others are nearly slack, and
     * there OpenSim's search stops early, so that their forces are no reference.
     */
    @Test
    void theMusclesOfTheArmPullAsInOpenSim() throws IOException {
        OsimModel m = OsimReader.read(SharedData.regression(DATA + "arm26.osim"), Monitor.NONE);
        ModelMotion motion = new ModelMotion(m.body(), table("arm26_InverseKinematics.mot"), "arm26", 6);
        StaticOptimization so = StaticOptimization.run(m, motion, null, 0.25, 0.75, 2, 0, Monitor.NONE);
        assertEquals(List.of(), so.failed());
        assertTrue(so.residual() < 1e-6, so.residual() + " N.m");
        MotionTable force = table("std_Thelen2003Muscle_arm26_StaticOptimization_force.sto");
        MotionTable activation = table("std_Thelen2003Muscle_arm26_StaticOptimization_activation.sto");
        int first = 0;
        while (force.times()[first] < so.times()[0] - 1e-6) {
            first++;
        }
        double[] worst = new double[6];
        for (int t = 0; t < so.times().length; t++) {
            double ours = 0;
            double theirs = 0;
            assertEquals(force.times()[first + t], so.times()[t], 1e-6);
            for (int i = 0; i < 6; i++) {
                int c = force.column(so.names().get(i));
                double f = force.rows()[first + t][c];
                double a = activation.rows()[first + t][c];
                assertEquals(f / a, so.forces()[t][i] / so.activations()[t][i], 1e-3 * f / a, so.names().get(i) + " at " + so.times()[t]);
                ours += so.activations()[t][i] * so.activations()[t][i];
                theirs += a * a;
                worst[i] = Math.max(worst[i], Math.abs(f - so.forces()[t][i]));
            }
            // the arm of the biceps, 1.2 % smaller here, costs what its square and the triceps against it make
            assertTrue(ours < 1.04 * theirs, ours + " and " + theirs + " at " + so.times()[t]);
        }
        for (String name : List.of("TRIlat", "TRImed", "BIClong")) {
            double[] all = force.values(force.column(name));
            double range = java.util.Arrays.stream(all).max().orElseThrow() - java.util.Arrays.stream(all).min().orElseThrow();
            double e = worst[so.names().indexOf(name)] / range;
            assertTrue(e < 0.025, name + " differs by " + e + " of its range");
        }
    }

    /**
     * The same arm with muscles after Millard, as OpenSim's test makes them by another name of their kind. Its reference is of another
     * state of the curves than the one that it has today (what full activation gives differs by up to a third), so that its own test takes
     * a root mean square of 0.04 of activation and of 5 N; so does this one.
     */
    @Test
    void soDoThoseAfterMillard(@TempDir Path folder) throws IOException {
        String law = "Millard2012EquilibriumMuscle";
        Path file = folder.resolve("arm26.osim");
        Files.writeString(file, Files.readString(SharedData.regression(DATA + "arm26.osim")).replace("Thelen2003Muscle", law));
        OsimModel m = OsimReader.read(file, Monitor.NONE);
        ModelMotion motion = new ModelMotion(m.body(), table("arm26_InverseKinematics.mot"), "arm26", 6);
        StaticOptimization so = StaticOptimization.run(m, motion, null, 0.25, 0.75, 2, 0, Monitor.NONE);
        assertEquals(List.of(), so.failed());
        MotionTable force = table("std_" + law + "_arm26_StaticOptimization_force.sto");
        MotionTable activation = table("std_" + law + "_arm26_StaticOptimization_activation.sto");
        for (int i = 0; i < 6; i++) {
            int c = i;
            String name = so.names().get(i);
            double f = distance(force, name, so.times(), Arrays.stream(so.forces()).mapToDouble(r -> r[c]).toArray());
            double a = distance(activation, name, so.times(), Arrays.stream(so.activations()).mapToDouble(r -> r[c]).toArray());
            assertTrue(f < 5, name + " differs by " + f + " N");
            assertTrue(a < 0.04, name + " differs by " + a);
        }
    }

    /** Root of the mean squared difference of a column from a table that is finer or coarser. */
    private static double distance(MotionTable expected, String column, double[] times, double[] values) {
        MotionFunction f = new MotionFunction.PiecewiseLinear(expected.times(), expected.values(expected.column(column)));
        double sum = 0;
        for (int t = 0; t < times.length; t++) {
            sum += (values[t] - f.value(times[t])) * (values[t] - f.value(times[t]));
        }
        return Math.sqrt(sum / times.length);
    }

    /** A swinging rod and two of them: all columns that have a range to 0.1 % of it, the others to 1e-6. */
    @Test
    void pendulumsHangAsInOpenSim() throws IOException {
        for (String name : List.of("SinglePin", "DoublePendulum3D")) {
            OsimModel m = OsimReader.read(SharedData.regression(DATA + name + ".osim"), Monitor.NONE);
            ModelMotion motion = new ModelMotion(m.body(), table(name + "_states_degrees.mot"), name, 0);
            MotionTable expected = table("std_" + name + "_JointReaction_ReactionLoads.sto");
            int compared = 0;
            for (JointReactions.In in : List.of(JointReactions.In.CHILD, JointReactions.In.GROUND)) {
                MotionTable r = JointReactions.run(m, motion, null, null, List.of(), in, true, 0, 3, Monitor.NONE);
                for (int c = 0; c < r.labels().size(); c++) {
                    int column = expected.column(r.labels().get(c));
                    if (column >= 0) {
                        double[] e = SharedData.error(expected, column, r.times(), r.values(c), 0, 3);
                        assertTrue(e[0] < Math.max(1e-6, 0.001 * e[1]), name + " " + r.labels().get(c) + ": " + e[0] + " of " + e[1]);
                        compared++;
                    }
                }
            }
            assertEquals(18, compared, name);
        }
    }
}
