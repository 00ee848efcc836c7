/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.interop.opensim.ExternalLoads;
import org.orthotwin.interop.opensim.InverseDynamics;
import org.orthotwin.interop.opensim.MarkerTable;
import org.orthotwin.interop.opensim.MarkerTracking;
import org.orthotwin.interop.opensim.ModelMotion;
import org.orthotwin.interop.opensim.MotionTable;
import org.orthotwin.interop.opensim.OsimModel;
import org.orthotwin.interop.opensim.OsimReader;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.Posture;
import org.orthotwin.multibody.Segment;

/** Inverse kinematics and dynamics against the results that OpenSim keeps of its own, each error over the range of its column. */
class InverseAnalysesTest {

    private static final String ID = "ID/tests/resources/";
    private static final String IK = "IK/tests/resources/";

    /** Measured: 0.05 % of the range, at the last moment. */
    @Test
    void theArmNeedsTheMomentsOfOpenSim() throws IOException {
        OsimModel m = OsimReader.read(SharedData.regression(ID + "arm26.osim"), Monitor.NONE);
        MotionTable motion = MotionTable.read(SharedData.regression(ID + "arm26_InverseKinematics.mot"), Monitor.NONE);
        ModelMotion smooth = new ModelMotion(m.body(), motion, "arm26", 6);
        MotionTable f = InverseDynamics.run(m.body(), smooth, null, 0, 1, Monitor.NONE);
        MotionTable expected = MotionTable.read(SharedData.regression(ID + "std_arm26_InverseDynamics.sto"), Monitor.NONE);
        for (int c = 0; c < 2; c++) {
            int column = expected.column(m.body().coordinates().get(c).name() + "_moment");
            double[] e = SharedData.error(expected, column, f.times(), f.values(c), 0, 1);
            assertTrue(e[0] < 0.001 * e[1], expected.labels().get(column) + ": " + e[0] + " of " + e[1]);
        }
    }

    /**
     * Walking with force plates, by the setup that is beside OpenSim's result: the forces at the pelvis agree to 0.02 % of their range. The
     * moments do not come nearer than 2 N.m, which is the tolerance of OpenSim's own test of this file: its result is of another setup
     * ({@link #theResultOfOpenSimIsOfAnEarlierSetup}).
     */
    @Test
    void walkingNeedsTheForcesOfOpenSim() throws IOException {
        OsimModel m = OsimReader.read(SharedData.regression(ID + "subject01.osim"), Monitor.NONE);
        ExternalLoads external = ExternalLoads.read(SharedData.regression(ID + "subject01_walk1_grf.xml"), m.body(), Monitor.NONE);
        assertEquals(2, external.size());
        walk(m.body(), external, (force, range) -> force ? 0.0002 * range : 2);
    }

    /**
     * OpenSim keeps that result since 2011. It is of a model whose moments of inertia were not scaled with the square of the lengths, and
     * whose toes had the same one about all axes; and the centres of pressure were carried by the feet of a motion with a low pass of its
     * own, a windowed sine of 101 values, and not of the one that is analysed. With both, all columns agree to 0.05 % of their range.
     */
    @Test
    void theResultOfOpenSimIsOfAnEarlierSetup(@TempDir Path folder) throws IOException {
        MultibodyModel b = OsimReader.read(SharedData.regression(ID + "subject01.osim"), Monitor.NONE).body();
        List<Segment> segments = new ArrayList<>();
        for (Segment s : b.segments()) {
            double f = SharedData.WALKER.get(s.name().replaceAll("_[rl]$", ""));
            double xx = s.xx() / (f * f);
            boolean toes = s.name().startsWith("toes");
            segments.add(new Segment(s.name(), s.mass(), s.centre(), xx, toes ? xx : s.yy() / (f * f), toes ? xx : s.zz() / (f * f), 0, 0,
                    0));
        }
        MultibodyModel earlier = new MultibodyModel(b.name(), b.gravity(), segments, b.coordinates(), b.links(), b.couplings(), b.markers(),
                b.wraps(), b.paths());
        carried(earlier).write(folder.resolve("subject01_walk1_grf.mot"));
        Path loads = Files.copy(SharedData.regression(ID + "subject01_walk1_grf.xml"), folder.resolve("loads.xml"));
        walk(earlier, ExternalLoads.read(loads, earlier, Monitor.NONE), (force, range) -> 0.0005 * range);
    }

    private static void walk(MultibodyModel b, ExternalLoads external, BiFunction<Boolean, Double, Double> most) throws IOException {
        MotionTable motion = MotionTable.read(SharedData.regression(ID + "subject01_walk1_ik.mot"), Monitor.NONE);
        MotionTable f = InverseDynamics.run(b, new ModelMotion(b, motion, "walk", 6), external, 0.49, 1.61, Monitor.NONE);
        MotionTable expected = MotionTable.read(SharedData.regression(ID + "std_subject01_InverseDynamics.sto"), Monitor.NONE);
        for (int c = 0; c < b.coordinates().size(); c++) {
            String name = b.coordinates().get(c).name();
            boolean force = expected.column(name + "_force") >= 0;
            int column = expected.column(name + (force ? "_force" : "_moment"));
            double[] e = SharedData.error(expected, column, f.times(), f.values(c), 0.5, 1.6);
            assertTrue(e[0] < most.apply(force, e[1]), name + ": " + e[0] + " of " + e[1]);
        }
    }

    /** The table of the force plates with points that feet with the other low pass have carried to where those of the analysis are. */
    private static MotionTable carried(MultibodyModel b) throws IOException {
        MotionTable motion = MotionTable.read(SharedData.regression(ID + "subject01_walk1_ik.mot"), Monitor.NONE);
        MotionTable plates = MotionTable.read(SharedData.regression(ID + "subject01_walk1_grf.mot"), Monitor.NONE);
        ModelMotion other = new ModelMotion(b, sine(motion, 6), "sine", 0);
        ModelMotion analysed = new ModelMotion(b, motion, "walk", 6);
        int n = b.coordinates().size();
        double[] q = new double[n];
        Posture posture = new Posture(b);
        double[][] rows = Arrays.stream(plates.rows()).map(double[]::clone).toArray(double[][]::new);
        for (int i = 0; i < rows.length; i++) {
            double t = plates.times()[i];
            for (String side : t < 0.45 || t > 1.65 ? List.<String>of() : List.of("", "l_")) {
                int foot = b.segment(side.isEmpty() ? "calcn_r" : "calcn_l");
                int c = plates.column(side + "ground_force_px");
                other.at(t, q, new double[n], new double[n]);
                Vec3 inFoot = posture.at(q).pose(foot).inverse().apply(new Vec3(rows[i][c], rows[i][c + 1], rows[i][c + 2]));
                analysed.at(t, q, new double[n], new double[n]);
                Vec3 at = posture.at(q).pose(foot).apply(inFoot);
                rows[i][c] = at.x();
                rows[i][c + 1] = at.y();
                rows[i][c + 2] = at.z();
            }
        }
        return new MotionTable("plates", false, plates.labels(), plates.times(), rows);
    }

    /** A low pass: a sine over its angle under Hamming's window, of 50 values to either side; the ends are turned over. */
    private static MotionTable sine(MotionTable m, double cutoff) {
        int n = m.times().length;
        double step = (m.times()[n - 1] - m.times()[0]) / (n - 1);
        double[] weights = new double[101];
        for (int k = -50; k <= 50; k++) {
            double x = 2 * Math.PI * cutoff * k * step;
            weights[k + 50] = (k == 0 ? 1 : Math.sin(x) / x) * (0.54 + 0.46 * Math.cos(Math.PI * k / 50));
        }
        double sum = Arrays.stream(weights).sum();
        double[][] rows = new double[n][m.labels().size()];
        for (int c = 0; c < m.labels().size(); c++) {
            double[] v = m.values(c);
            for (int i = 0; i < n; i++) {
                for (int k = -50; k <= 50; k++) {
                    int j = i - k;
                    rows[i][c] += weights[k + 50] / sum * (j < 0 ? 2 * v[0] - v[-j] : j >= n ? 2 * v[n - 1] - v[2 * (n - 1) - j] : v[j]);
                }
            }
        }
        return new MotionTable("sine", m.degrees(), m.labels(), m.times(), rows);
    }

    /**
     * Markers made of a known motion, so that a perfect fit exists: OpenSim stopped 0.016 degrees from it, which is up to 0.72 % of a
     * column's range; the subtalar joints, which move by less than 0.007 degrees, and the locked toes have no range to speak of.
     */
    @Test
    @Tag("long")
    void walkingIsSeenAsByOpenSim() throws IOException {
        walkingIsSeen(2);
    }

    @Test
    void theFirstStepIsSeenAsByOpenSim() throws IOException {
        walkingIsSeen(0.55);
    }

    private static void walkingIsSeen(double until) throws IOException {
        OsimModel m = OsimReader.read(SharedData.regression(IK + "subject01_simbody.osim"), Monitor.NONE);
        MarkerTable seen = MarkerTable.read(SharedData.regression(IK + "subject01_synthetic_marker_data.trc"), Monitor.NONE);
        MotionTable expected = MotionTable.read(SharedData.regression(IK + "std_subject01_walk1_ik.mot"), Monitor.NONE);
        MultibodyModel body = m.body();
        MarkerTracking tracked = MarkerTracking.run(body, seen, Map.of(), 0, until, Monitor.NONE);
        assertEquals(31, tracked.markers());
        assertEquals(List.of(), tracked.failed());
        assertTrue(tracked.worst() < 3e-5, tracked.worst() + " m");
        for (int f = 0; f < tracked.motion().times().length; f++) {
            double[] q = tracked.motion().rows()[f];
            for (int c = 0; c < q.length; c++) {
                String name = body.coordinates().get(c).name();
                double v = expected.rows()[f][expected.column(name)];
                double[] all = expected.values(expected.column(name));
                double range = Arrays.stream(all).max().orElseThrow() - Arrays.stream(all).min().orElseThrow();
                double e = Math.abs(q[c] - v);
                assertTrue(e < (range > 0.01 ? 0.01 * range : 0.006), name + " differs by " + e + " of a range of " + range);
            }
        }
    }
}
