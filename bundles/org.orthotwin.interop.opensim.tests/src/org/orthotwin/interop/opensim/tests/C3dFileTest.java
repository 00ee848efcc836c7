/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.interop.opensim.C3dFile;
import org.orthotwin.interop.opensim.MarkerTable;
import org.orthotwin.interop.opensim.MotionTable;

/** Trials of others: six encodings of one, force plates, what OpenSim makes of two trials, and files that are broken. */
class C3dFileTest {

    private static final String SAMPLES = "c3d/btk/C3DSamples/";

    private static C3dFile sample(String name) throws IOException {
        return C3dFile.read(SharedData.file(SAMPLES + name), Monitor.NONE);
    }

    private static void same(C3dFile a, C3dFile b, double length, double force) {
        assertEquals(a.markers().names(), b.markers().names());
        assertEquals(a.markers().times().length, b.markers().times().length);
        for (int f = 0; f < a.markers().times().length; f++) {
            for (int p = 0; p < a.markers().names().size(); p++) {
                Vec3 x = a.markers().positions()[f][p];
                Vec3 y = b.markers().positions()[f][p];
                assertEquals(x == null, y == null, "frame " + f + " of " + a.markers().names().get(p));
                assertTrue(x == null || x.distance(y) < length, "frame " + f + " of " + a.markers().names().get(p) + x + y);
            }
        }
        assertEquals(a.plates().size(), b.plates().size());
        for (int p = 0; p < a.plates().size(); p++) {
            for (int s = 0; s < a.analog().length; s++) {
                assertTrue(a.plates().get(p).forces()[s].distance(b.plates().get(p).forces()[s]) < force, "sample " + s);
            }
        }
    }

    /** Integers hold 1/20 mm (and the residual's word), reals what they hold. */
    @Test
    void sixEncodingsAreOneTrial() throws IOException {
        C3dFile reference = sample("c3d.org/sample01/Eb015pr.c3d");
        assertEquals(26, reference.markers().names().size());
        assertEquals(450, reference.markers().times().length);
        assertEquals(50, reference.markers().rate());
        assertEquals(200, reference.analogRate());
        assertEquals(2, reference.plates().size());
        for (String other : List.of("sr", "vr")) {
            same(reference, sample("c3d.org/sample01/Eb015" + other + ".c3d"), 1e-9, 1e-6);
        }
        C3dFile whole = sample("c3d.org/sample01/Eb015pi.c3d");
        same(reference, whole, 0.0001, 1e-3);
        for (String other : List.of("si", "vi")) {
            same(whole, sample("c3d.org/sample01/Eb015" + other + ".c3d"), 1e-9, 1e-6);
        }
        for (String other : List.of("A", "B", "C", "D")) {
            same(whole, sample("c3d.org/sample08/TEST" + other + "PI.c3d"), 1e-12, 1e-12);
        }
        // somebody walks over the plates: a weight, upwards
        double most = Arrays.stream(reference.plates().get(0).forces()).mapToDouble(Vec3::z).max().orElseThrow();
        assertTrue(most > 400 && most < 1500, most + " N");
    }

    /** The files of this trial differ in places by a third of a millimetre, whoever reads them. */
    @Test
    void theOtherSixEncodings() throws IOException {
        C3dFile real = sample("c3d.org/sample02/pc_real.c3d");
        same(real, sample("c3d.org/sample02/sgi_real.c3d"), 0.0005, 1e-6);
        same(real, sample("c3d.org/sample02/Dec_real.c3d"), 0.0005, 1e-6);
        C3dFile whole = sample("c3d.org/sample02/pc_int.c3d");
        same(whole, sample("c3d.org/sample02/sgi_int.c3d"), 0.0005, 1e-6);
        same(whole, sample("c3d.org/sample02/DEC_INT.C3D"), 0.0005, 1e-6);
        same(real, whole, 0.0005, 0.01);
    }

    /** The same trial with its plate as six channels, and with a matrix of another calibration, 1 to 2 % off. */
    @Test
    void aPlateWithAMatrixIsThatWithout() throws IOException {
        C3dFile two = sample("c3d.org/sample10/TYPE-2.C3D");
        C3dFile four = sample("c3d.org/sample10/TYPE-4.C3D");
        assertEquals(2, two.plates().get(0).type());
        assertEquals(4, four.plates().get(0).type());
        double most = Arrays.stream(two.plates().get(0).forces()).mapToDouble(Vec3::norm).max().orElseThrow();
        for (int s = 0; s < two.analog().length; s++) {
            assertTrue(two.plates().get(0).forces()[s].distance(four.plates().get(0).forces()[s]) < 0.03 * most, "sample " + s
                    + two.plates().get(0).forces()[s] + four.plates().get(0).forces()[s]);
            assertEquals(two.plates().get(0).forces()[s].z(), four.plates().get(0).forces()[s].z(), 0.02 * most, "sample " + s);
        }
    }

    /** Markers to the five digits of the table, forces to 1e-4 N, moments to 1e-4 N.m, centres of pressure under a foot to 1e-6 m. */
    @Test
    void trialsAreThoseThatOpenSimMakesOfThem() throws IOException {
        for (String name : List.of("walking2", "walking5")) {
            C3dFile c = C3dFile.read(SharedData.file("opensim/core-c3d/shared/" + name + ".c3d"), Monitor.NONE);
            MarkerTable expected = MarkerTable.read(SharedData.file("opensim/core-c3d/Test/std_" + name + "_markers.trc"), Monitor.NONE);
            int seen = 0;
            for (int f = 0; f < expected.times().length; f++) {
                for (String marker : expected.names()) {
                    Vec3 e = expected.positions()[f][expected.names().indexOf(marker)];
                    Vec3 o = c.markers().positions()[(int) Math.round(expected.times()[f] * 250)][c.markers().names().indexOf(marker)];
                    assertEquals(e == null, o == null, marker + " " + f);
                    assertTrue(e == null || e.distance(o) < 8e-5, marker + " " + f + ": " + e + o);
                    seen += e == null ? 0 : 1;
                }
            }
            assertTrue(seen > 1000, seen + " positions");
            forces(c, "opensim/core-c3d/Test/std_" + name + "_grfs.sto", false);
            forces(c, "opensim/core-c3d/Test/std_cop_" + name + "_grfs.sto", true);
        }
    }

    private static void forces(C3dFile c, String file, boolean pressure) throws IOException {
        MotionTable e = MotionTable.read(SharedData.file(file), Monitor.NONE);
        for (int p = 0; p < c.plates().size(); p++) {
            C3dFile.Plate plate = c.plates().get(p);
            for (int t = 0; t < e.times().length; t++) {
                int s = (int) Math.round(e.times()[t] * c.analogRate());
                Vec3 f = vector(e, t, "f" + (p + 1) + "_");
                assertTrue(plate.forces()[s].distance(f) < 1e-4, file + " force " + t);
                if (Math.abs(f.z()) > 50) {
                    Vec3 at = pressure ? plate.pressure(s, 20) : plate.centre();
                    assertTrue(at.distance(vector(e, t, "p" + (p + 1) + "_").times(0.001)) < 1e-6, file + " point " + t + " " + at);
                    Vec3 m = vector(e, t, "m" + (p + 1) + "_").times(0.001);
                    assertTrue(plate.moment(s, at).distance(m) < 1e-4, file + " moment " + t + ": " + plate.moment(s, at) + " " + m);
                }
            }
        }
    }

    private static Vec3 vector(MotionTable t, int row, String name) {
        return new Vec3(t.rows()[row][t.column(name + "1")], t.rows()[row][t.column(name + "2")], t.rows()[row][t.column(name + "3")]);
    }

    @Test
    void otherFilesOfOthers() throws IOException {
        assertTrue(sample("others/Gait.c3d").markers().names().size() > 20);
        assertEquals(1, sample("others/MyCube.c3d").markers().times().length);
        assertTrue(sample("others/parameterOverflow.c3d").analog().length > 0);
        assertTrue(sample("others/badParameterOffset.c3d").markers().times().length > 0);
    }

    @Test
    void brokenFilesAreRefused(@TempDir Path folder) throws IOException {
        byte[] good = Files.readAllBytes(SharedData.file(SAMPLES + "c3d.org/sample02/pc_real.c3d"));
        Path file = folder.resolve("broken.c3d");
        for (int length : new int[] {0, 1, 511, 1024, 2048, good.length / 2, good.length - 600}) {
            Files.write(file, Arrays.copyOf(good, length));
            InputException e = assertThrows(InputException.class, () -> C3dFile.read(file, Monitor.NONE), length + " bytes");
            assertTrue(e.diagnostic().text("en").contains("broken.c3d") && e.diagnostic().text("fr").contains("broken.c3d"));
        }
        // whatever is changed: it is read, or refused by name
        Random random = new Random(3);
        int refused = 0;
        for (int k = 0; k < 300; k++) {
            byte[] bad = good.clone();
            for (int i = 0; i < 1 + k % 5; i++) {
                bad[random.nextInt(k % 2 == 0 ? 512 : 512 * 12)] = (byte) random.nextInt(256);
            }
            Files.write(file, bad);
            try {
                C3dFile.read(file, Monitor.NONE);
            } catch (InputException e) {
                assertTrue(e.diagnostic().text("en").contains("broken.c3d"));
                refused++;
            }
        }
        assertTrue(refused > 0);
    }
}
