/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.interop.opensim.C3dFile;
import org.orthotwin.interop.opensim.ExternalLoads;
import org.orthotwin.interop.opensim.MotionTable;
import org.orthotwin.interop.opensim.OsimReader;
import org.orthotwin.interop.opensim.internal.MotionExporter;
import org.orthotwin.interop.opensim.internal.MotionImporter;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.Posture;

/** Motions in from all files and out again, and trials that are written here as the format's specification says. */
class MotionsTest {

    private static final ExchangeOptions NONE = new ExchangeOptions(Optional.empty());
    /** Half distances of the sensors of the plate, mm. */
    private static final double A = 120;
    private static final double B = 200;
    private static final double DEPTH = 54;

    /** Numbers of a processor. */
    private record Processor(int id) {
        ByteOrder order() {
            return id == 86 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }

        byte[] word(int v) {
            return ByteBuffer.allocate(2).order(order()).putShort((short) v).array();
        }

        byte[] real(double v) {
            if (id != 85) {
                return ByteBuffer.allocate(4).order(order()).putFloat((float) v).array();
            }
            // DEC: four times the number in IEEE bits, its halves exchanged
            byte[] b = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat((float) (4 * v)).array();
            return new byte[] {b[2], b[3], b[0], b[1]};
        }
    }

    private static void text(ByteArrayOutputStream out, String s) {
        out.writeBytes(s.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void record(ByteArrayOutputStream out, Processor p, int group, String name, byte[] content) {
        out.write(name.length());
        out.write(group);
        text(out, name);
        out.writeBytes(p.word(content.length + 3));
        out.writeBytes(content);
        out.write(0);
    }

    private static byte[] values(Processor p, int type, int[] sizes, double... v) {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        b.write(type);
        b.write(sizes.length);
        for (int s : sizes) {
            b.write(s);
        }
        for (double x : v) {
            b.writeBytes(type == 4 ? p.real(x) : p.word((int) x));
        }
        return b.toByteArray();
    }

    private static byte[] texts(int width, String... v) {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        b.write(-1);
        b.write(2);
        b.write(width);
        b.write(v.length);
        for (String s : v) {
            text(b, String.format(Locale.ROOT, "%-" + width + "s", s));
        }
        return b.toByteArray();
    }

    /** What eight sensors say of a push (N) at a place (mm) of the surface with a free moment (N.mm), in the plate's frame, z downwards. */
    private static double[] sensors(Vec3 f, Vec3 at, double free) {
        double mx = f.z() * at.y() + DEPTH * f.y();
        double my = -f.z() * at.x() - DEPTH * f.x();
        double mz = free + at.x() * f.y() - at.y() * f.x();
        // forces along y at the sensors in front and behind share the turn about z; those along x share theirs evenly
        double y14 = 0.5 * f.y() + mz / (2 * A);
        double p = mx / B;
        double q = my / A;
        return new double[] {f.x() / 2, f.x() / 2, y14, f.y() - y14, (f.z() + p - q) / 4, (f.z() + p + q) / 4, (f.z() - p + q) / 4,
            (f.z() - p - q) / 4};
    }

    /** Ten frames of two markers, the second unseen in the third frame, with two samples of a plate of the type 3 in each. */
    private static byte[] trial(int processor, boolean real, String unit) {
        Processor p = new Processor(processor);
        ByteArrayOutputStream par = new ByteArrayOutputStream();
        par.writeBytes(new byte[] {1, 0x50, 3, (byte) processor});
        record(par, p, -1, "POINT", new byte[] {});
        record(par, p, -2, "ANALOG", new byte[] {});
        record(par, p, -3, "FORCE_PLATFORM", new byte[] {});
        record(par, p, 1, "USED", values(p, 2, new int[0], 2));
        record(par, p, 1, "SCALE", values(p, 4, new int[0], real ? -1 : 0.1));
        record(par, p, 1, "RATE", values(p, 4, new int[0], 100));
        record(par, p, 1, "UNITS", texts(2, unit));
        record(par, p, 1, "LABELS", texts(4, "HEEL", "TOE"));
        record(par, p, 2, "USED", values(p, 2, new int[0], 8));
        record(par, p, 2, "GEN_SCALE", values(p, 4, new int[0], 0.5));
        record(par, p, 2, "SCALE", values(p, 4, new int[] {8}, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2));
        record(par, p, 2, "OFFSET", values(p, 2, new int[] {8}, 5, 5, 5, 5, 5, 5, 5, 5));
        record(par, p, 2, "RATE", values(p, 4, new int[0], 200));
        record(par, p, 3, "USED", values(p, 2, new int[0], 1));
        record(par, p, 3, "TYPE", values(p, 2, new int[] {1}, 3));
        double k = unit.equals("m") ? 0.001 : 1;
        // x of the plate goes to y of the laboratory, y to x, z down
        record(par, p, 3, "CORNERS", values(p, 4, new int[] {3, 4, 1}, 800 * k, 1000 * k, 0, 800 * k, 400 * k, 0, 200 * k,
                400 * k, 0,
                200 * k, 1000 * k, 0));
        record(par, p, 3, "ORIGIN", values(p, 4, new int[] {3, 1}, k * A, k * B, -k * DEPTH));
        record(par, p, 3, "CHANNEL", values(p, 2, new int[] {8, 1}, 1, 2, 3, 4, 5, 6, 7, 8));
        par.writeBytes(new byte[1536 - par.size()]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {2, 0x50});
        for (int w : new int[] {2, 16, 1, 10, 0}) {
            out.writeBytes(p.word(w));
        }
        out.writeBytes(p.real(real ? -1 : 0.1));
        out.writeBytes(p.word(5));
        out.writeBytes(p.word(2));
        out.writeBytes(p.real(100));
        out.writeBytes(new byte[512 - out.size()]);
        out.writeBytes(par.toByteArray());
        for (int f = 0; f < 10; f++) {
            double[][] points = {{100 + f, 200, -50, 0}, {300, 250.5, 20 + 2 * f, f == 2 ? -1 : 0}};
            for (double[] m : points) {
                for (int i = 0; i < 4; i++) {
                    out.writeBytes(real ? p.real(i < 3 ? k * m[i] : m[i]) : p.word(i < 3 ? (int) Math.round(m[i] / 0.1) : (int) m[i]));
                }
            }
            for (int s = 0; s < 2; s++) {
                for (double v : sensors(push(2 * f + s), new Vec3(60, -40, 0), 5000)) {
                    double raw = v / 0.1 + 5;
                    out.writeBytes(real ? p.real(raw) : p.word((int) Math.round(raw)));
                }
            }
        }
        out.writeBytes(new byte[512 - out.size() % 512]);
        return out.toByteArray();
    }

    private static Vec3 push(int sample) {
        return new Vec3(30 + sample, -20, -700);
    }

    @Test
    void allProcessorsWriteTheSameTrial(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("trial.c3d");
        for (int processor : new int[] {84, 85, 86}) {
            for (boolean real : new boolean[] {true, false}) {
                Files.write(file, trial(processor, real, "mm"));
                C3dFile c = C3dFile.read(file, Monitor.NONE);
                String what = processor + " " + real;
                assertEquals(List.of("HEEL", "TOE"), c.markers().names());
                assertEquals(10, c.markers().times().length);
                assertEquals(200, c.analogRate());
                assertTrue(c.markers().positions()[3][0].distance(new Vec3(0.103, 0.2, -0.05)) < 1e-8, what);
                assertTrue(c.markers().positions()[2][1] == null, what);
                C3dFile.Plate plate = c.plates().get(0);
                for (int s = 0; s < 20; s++) {
                    Vec3 f = push(s);
                    assertTrue(plate.forces()[s].distance(new Vec3(f.y(), f.x(), 700)) < (real ? 1e-3 : 0.2), what + plate.forces()[s]);
                    Vec3 at = plate.pressure(s, 20);
                    assertTrue(at.distance(new Vec3(0.5 - 0.04, 0.7 + 0.06, 0)) < (real ? 1e-6 : 3e-4), what + " " + at);
                    assertTrue(plate.moment(s, at).distance(new Vec3(0, 0, -5)) < (real ? 1e-4 : 0.1), what + plate.moment(s, at));
                }
            }
        }
    }

    /** Millimetres that are called metres are 100 m away. */
    @Test
    void unitsAreCheckedAgainstTheirValues(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("trial.c3d");
        Files.write(file, trial(84, true, "m"));
        assertTrue(C3dFile.read(file, Monitor.NONE).markers().positions()[0][0].distance(new Vec3(0.1, 0.2, -0.05)) < 1e-8);
        byte[] wrong = trial(84, true, "mm");
        int at = new String(wrong, StandardCharsets.ISO_8859_1).indexOf("UNITS") + 5 + 2 + 4;
        wrong[at] = 'm';
        wrong[at + 1] = ' ';
        Files.write(file, wrong);
        InputException e = assertThrows(InputException.class, () -> C3dFile.read(file, Monitor.NONE));
        assertTrue(e.diagnostic().text("fr").contains("HEEL"), e.getMessage());
        wrong[at] = 'f';
        wrong[at + 1] = 't';
        Files.write(file, wrong);
        assertTrue(assertThrows(InputException.class, () -> C3dFile.read(file, Monitor.NONE)).getMessage().contains("ft"));
    }

    @Test
    void aTrialBecomesMarkersAndLoads(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("trial.c3d");
        Files.write(file, trial(86, true, "mm"));
        Content content = new MotionImporter().read(file, NONE, Monitor.NONE).content();
        Path trc = folder.resolve("markers.trc");
        Path mot = folder.resolve("loads.mot");
        new MotionExporter().write(content, trc, NONE, Monitor.NONE);
        new MotionExporter().write(content, mot, NONE, Monitor.NONE);
        Content.Motion back = (Content.Motion) new MotionImporter().read(trc, NONE, Monitor.NONE).content();
        Content.Series before = ((Content.Motion) content).series().get(0);
        assertEquals(before.channels(), back.series().get(0).channels());
        for (int f = 0; f < 10; f++) {
            for (int c = 0; c < 6; c++) {
                assertEquals(before.values()[f][c], back.series().get(0).values()[f][c], 1e-15);
            }
        }
        MotionTable loads = MotionTable.read(mot, Monitor.NONE);
        assertEquals(20, loads.times().length);
        assertEquals(700, loads.rows()[7][loads.column("plate1_ground_force_vz")], 1e-3);
        // external loads take the table as it is
        Files.writeString(folder.resolve("foot.osim"), OsimReaderTest.four());
        MultibodyModel foot = OsimReader.read(folder.resolve("foot.osim"), Monitor.NONE).body();
        Files.writeString(folder.resolve("loads.xml"), "<OpenSimDocument Version=\"40000\"><ExternalLoads><objects>"
                + "<ExternalForce name=\"r\">"
                + "<applied_to_body>" + foot.segments().get(0).name() + "</applied_to_body>"
                + "<force_identifier>plate1_ground_force_v</force_identifier><point_identifier>plate1_ground_force_p</point_identifier>"
                + "<torque_identifier>plate1_ground_torque_</torque_identifier></ExternalForce></objects><datafile>loads.mot</datafile>"
                + "</ExternalLoads></OpenSimDocument>");
        ExternalLoads external = ExternalLoads.read(folder.resolve("loads.xml"), foot, Monitor.NONE);
        Posture posture = new Posture(foot);
        posture.at(foot.defaults());
        Posture.Loads l = new Posture.Loads(foot);
        external.add(0.05, posture, l);
        assertEquals(1, external.size());
        // a gap is none in a table of loads or coordinates
        Content markers = new Content.Motion(List.of(before));
        assertThrows(InputException.class, () -> new MotionExporter().write(markers, folder.resolve("m.sto"), NONE, Monitor.NONE));
        assertThrows(InputException.class, () -> new MotionExporter().write(new MotionImporter().read(mot, NONE, Monitor.NONE).content(),
                folder.resolve("l.trc"), NONE, Monitor.NONE));
    }

    @Test
    void coordinatesComeBack(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("walk.mot");
        Files.writeString(file, "walk\ninDegrees=yes\nendheader\ntime\thip_flexion_r\tpelvis_tx\n0\t10.5\t0.1\n0.1\t-3\t0.2\n");
        List<Diagnostic> left = new ArrayList<>();
        Content.Motion m = org.orthotwin.interop.opensim.Motions.read(file, left, Monitor.NONE);
        assertEquals(List.of("deg", "m"), m.series().get(0).units());
        new MotionExporter().write(m, folder.resolve("again.sto"), NONE, Monitor.NONE);
        MotionTable t = MotionTable.read(folder.resolve("again.sto"), Monitor.NONE);
        assertTrue(t.degrees());
        assertEquals(List.of("hip_flexion_r", "pelvis_tx"), t.labels());
        assertEquals(-3, t.rows()[1][0]);
    }
}
