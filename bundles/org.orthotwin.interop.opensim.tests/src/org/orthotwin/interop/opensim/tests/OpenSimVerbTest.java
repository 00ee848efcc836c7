/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.interop.opensim.MotionTable;
import org.orthotwin.interop.opensim.OsimModel;
import org.orthotwin.interop.opensim.OsimReader;
import org.orthotwin.interop.opensim.internal.OpenSimVerb;

/** The verb from files to files, on a pendulum of two rods whose numbers are known. */
class OpenSimVerbTest {

    private static final String PENDULUM = """
            <OpenSimDocument Version="40000"><Model name="pendulum"><gravity>0 -10 0</gravity><BodySet><objects>
            <Body name="rod"><mass>2</mass><mass_center>0 -0.5 0</mass_center><inertia>0.1 0.1 0.1 0 0 0</inertia></Body></objects>
            </BodySet>
            <JointSet><objects><PinJoint name="pin"><socket_parent_frame>/ground</socket_parent_frame>
            <socket_child_frame>/bodyset/rod</socket_child_frame>
            <coordinates><Coordinate name="swing"><range>-3 3</range></Coordinate></coordinates></PinJoint></objects></JointSet>
            <ConstraintSet><objects><WeldConstraint name="weld"/></objects></ConstraintSet>
            <ForceSet><objects><CoordinateActuator name="motor"><coordinate>swing</coordinate><optimal_force>100</optimal_force>
            </CoordinateActuator></objects></ForceSet>
            <MarkerSet><objects><Marker name="a"><socket_parent_frame>/bodyset/rod</socket_parent_frame><location>0 -1 0</location></Marker>
            <Marker name="b"><socket_parent_frame>/bodyset/rod</socket_parent_frame><location>0.1 -1 0</location></Marker>
            <Marker name="c"><socket_parent_frame>/bodyset/rod</socket_parent_frame><location>0 -1 0.2</location></Marker></objects>
            </MarkerSet>
            </Model></OpenSimDocument>
            """;

    private static String said;

    private static Map<String, Object> call(Path folder, String action, int exit, String... options) throws IOException {
        return call(folder, PENDULUM, action, exit, options);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> call(Path folder, String model, String action, int exit, String[] options) throws IOException {
        Map<String, List<String>> o = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            o.put(options[i], options[i + 1].isEmpty() ? List.of() : List.of(options[i + 1].split(" ")));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Files.writeString(folder.resolve("pendulum.osim"), model);
        int code = new OpenSimVerb().run(new Invocation("opensim", new Invocation.Common(true, Optional.empty(), 1, false, false, "fr"), o,
                Map.of("action", List.of(action), "model", List.of("pendulum.osim")), Monitor.NONE, new PrintStream(out),
                        new PrintStream(err), folder));
        said = err.toString(StandardCharsets.UTF_8);
        assertEquals(exit, code, said);
        return (Map<String, Object>) JsonText.parse(out.toString(StandardCharsets.UTF_8));
    }

    private static void motion(Path folder) throws IOException {
        StringBuilder s = new StringBuilder("swing\ninDegrees=no\nendheader\ntime\tswing\n");
        for (int i = 0; i <= 100; i++) {
            double t = i * 0.01;
            s.append(t).append('\t').append(0.3 * Math.sin(3 * t)).append('\n');
        }
        Files.writeString(folder.resolve("swing.sto"), s);
    }

    @Test
    void aPendulumFromItsMotion(@TempDir Path folder) throws IOException {
        motion(folder);
        Map<String, Object> json = call(folder, "id", 0, "--motion", "swing.sto", "--time", "0.1:0.9", "--out", "id.sto");
        assertTrue(said.contains("pas pris du modèle : la contrainte weld (WeldConstraint)"), said);
        assertEquals(List.of("the constraint weld (WeldConstraint)"), json.get("dropped"));
        assertEquals("id.sto", json.get("file"));
        MotionTable id = MotionTable.read(folder.resolve("id.sto"), Monitor.NONE);
        assertEquals(81, id.times().length);
        for (int i = 0; i < id.times().length; i++) {
            double q = 0.3 * Math.sin(3 * id.times()[i]);
            // (I + m l2) a + m g l sin q
            double expected = (0.1 + 2 * 0.25) * -9 * q + 2 * 10 * 0.5 * Math.sin(q);
            assertEquals(expected, id.rows()[i][0], 1e-4);
        }
        call(folder, "so", 0, "--motion", "swing.sto", "--time", "0.1:0.9", "--wrapping", "plane", "--out", "so.sto", "--activations",
                "a.sto");
        MotionTable so = MotionTable.read(folder.resolve("so.sto"), Monitor.NONE);
        assertEquals(id.rows()[20][0], so.rows()[20][so.column("motor")], 1e-6);
        assertEquals(so.rows()[20][0] / 100, MotionTable.read(folder.resolve("a.sto"), Monitor.NONE).rows()[20][0], 1e-12);
        call(folder, "jr", 0, "--motion", "swing.sto", "--time", "0.1:0.9", "--forces", "so.sto", "--free", "", "--in", "ground", "--out",
                "jr.sto");
        MotionTable jr = MotionTable.read(folder.resolve("jr.sto"), Monitor.NONE);
        double q = 0.3 * Math.sin(3 * 0.5);
        double u = 0.9 * Math.cos(1.5);
        // what carries the rod upward: its weight and how its centre is drawn up
        assertEquals(2 * (10 + 0.5 * (Math.cos(q) * u * u - 9 * q * Math.sin(q))), jr.rows()[40][jr.column("pin_on_rod_in_ground_fy")],
                1e-3);
    }

    /** A muscle from the ground to the rod: its length and arm in closed form, its forces by a number and by a table of activations. */
    @Test
    void aMuscleAlongAMotion(@TempDir Path folder) throws IOException {
        motion(folder);
        String with = PENDULUM.replace("<ForceSet><objects>", """
                <ForceSet><objects><Millard2012EquilibriumMuscle name="rope"><GeometryPath><PathPointSet><objects>
                <PathPoint name="a"><socket_parent_frame>/ground</socket_parent_frame><location>0.3 0 0</location></PathPoint>
                <PathPoint name="b"><socket_parent_frame>/bodyset/rod</socket_parent_frame><location>0 -0.4 0</location></PathPoint>
                </objects></PathPointSet></GeometryPath><max_isometric_force>300</max_isometric_force>
                <optimal_fiber_length>0.25</optimal_fiber_length><tendon_slack_length>0.25</tendon_slack_length>
                </Millard2012EquilibriumMuscle>""");
        String[] common = {"--motion", "swing.sto", "--time", "0.1:0.9", "--out", "ma.sto", "--activation"};
        Map<String, Object> json = call(folder, with, "ma", 0, with(common, "0.5"));
        assertEquals(List.of(), json.get("failed"));
        MotionTable ma = MotionTable.read(folder.resolve("ma.sto"), Monitor.NONE);
        for (int t = 0; t < ma.times().length; t++) {
            double q = 0.3 * Math.sin(3 * ma.times()[t]);
            double length = Math.sqrt(0.09 + 0.16 - 2 * 0.3 * 0.4 * Math.sin(q));
            assertEquals(length, ma.rows()[t][ma.column("rope_length")], 1e-4);
            assertEquals(0.3 * 0.4 * Math.cos(q) / length, ma.rows()[t][ma.column("rope_arm_swing")], 1e-4);
            assertTrue(ma.rows()[t][ma.column("rope_tendon_force")] > 20);
        }
        Files.writeString(folder.resolve("a.sto"), "a\nendheader\ntime\t/forceset/rope/activation\n0\t0.5\n1\t0.5\n");
        call(folder, with, "ma", 0, with(common, "a.sto"));
        assertArrayEquals(ma.rows(), MotionTable.read(folder.resolve("ma.sto"), Monitor.NONE).rows());
        call(folder, with, "ma", 0, with(common, "0.5", "--tendon", "rigid"));
        MotionTable rigid = MotionTable.read(folder.resolve("ma.sto"), Monitor.NONE);
        double[] first = rigid.rows()[0];
        assertEquals(first[rigid.column("rope_length")] - 0.25, first[rigid.column("rope_fibre_length")], 1e-12);
        for (String wrong : List.of("1.5", "b.sto")) {
            InputException e = assertThrows(InputException.class, () -> call(folder, with, "ma", 2, with(common, wrong)));
            assertTrue(e.diagnostic().text("fr").contains(wrong), e.getMessage());
        }
        Files.writeString(folder.resolve("short.sto"), "a\nendheader\ntime\trope\n0.5\t0.5\n1\t0.5\n");
        InputException e = assertThrows(InputException.class, () -> call(folder, with, "ma", 2, with(common, "short.sto")));
        assertTrue(e.diagnostic().text("en").contains("0.5") && e.diagnostic().text("fr").contains("activations"), e.getMessage());
        assertTrue(assertThrows(InputException.class, () -> call(folder, "ma", 2, "--motion", "swing.sto")).diagnostic().text("fr")
                .contains("muscle"));
    }

    @Test
    void anAnatomyBecomesAModel(@TempDir Path folder) throws IOException {
        String anatomy = """
                <?xml version="1.0" encoding="UTF-8"?>
                <anatomy:Anatomy xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI"
                    xmlns:anatomy="https://orthotwin.org/model/anatomy/1" id="one" name="one">
                  <bones id="femur" type="femur"><landmarks id="h" code="head" position="0 0.1 0"/></bones>
                </anatomy:Anatomy>
                """;
        Map<String, Object> json = call(folder, anatomy, "export", 0, new String[] {"--out", "one.osim"});
        assertEquals("one.osim", json.get("file"));
        assertTrue(said.contains("absent du modèle, ou autrement : les masses"), said);
        assertEquals("head", OsimReader.read(folder.resolve("one.osim"), Monitor.NONE).body().markers().get(0).name());
        assertTrue(assertThrows(InputException.class, () -> call(folder, anatomy, "export", 2, new String[0])).diagnostic().text("fr")
                .contains("--out"));
        assertTrue(assertThrows(InputException.class, () -> call(folder, anatomy, "export", 2, new String[] {"--out", "x", "--mass", "3"}))
                .diagnostic().text("fr").contains("--mass"));
    }

    private static String[] with(String[] first, String... more) {
        String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    @Test
    void aMotionFromMarkers(@TempDir Path folder) throws IOException {
        StringBuilder s = new StringBuilder("PathFileType\t4\t(X/Y/Z)\tm.trc\n"
                + "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\n100\t100\t5\t3\tmm\n"
                + "Frame#\tTime\ta\t\t\tb\t\t\tc\t\t\n\t\tX1\n\n");
        for (int i = 0; i < 5; i++) {
            double q = 0.1 * i;
            s.append(i + 1).append('\t').append(i * 0.01);
            for (double[] p : new double[][] {{0, -1, 0}, {0.1, -1, 0}, {0, -1, 0.2}}) {
                s.append('\t').append(1000 * (Math.cos(q) * p[0] - Math.sin(q) * p[1])).append('\t')
                        .append(1000 * (Math.sin(q) * p[0] + Math.cos(q) * p[1])).append('\t').append(1000 * p[2]);
            }
            s.append('\n');
        }
        Files.writeString(folder.resolve("m.trc"), s);
        Map<String, Object> json = call(folder, "ik", 0, "--markers", "m.trc", "--weight", "a=2", "--out", "ik.mot");
        assertEquals(3.0, ((Number) json.get("markers")).doubleValue());
        MotionTable ik = MotionTable.read(folder.resolve("ik.mot"), Monitor.NONE);
        assertTrue(ik.degrees());
        for (int i = 0; i < 5; i++) {
            assertEquals(Math.toDegrees(0.1 * i), ik.rows()[i][0], 1e-7);
        }
    }

    /** A rod scaled by a setup file, half again as long in the static trial; then written as it is. */
    @Test
    void aModelIsScaledAndWritten(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("static.trc"), "PathFileType\t4\t(X/Y/Z)\tm.trc\n"
                + "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\n100\t100\t1\t3\tmm\n"
                + "Frame#\tTime\ta\t\t\tb\t\t\tc\t\t\n\t\tX1\n\n1\t0\t0\t-1500\t0\t150\t-1500\t0\t0\t-1500\t300\n");
        Files.writeString(folder.resolve("setup.xml"), """
                <OpenSimDocument Version="40000"><ScaleTool name="s"><mass>3</mass><ModelScaler><scaling_order>measurements</scaling_order>
                <MeasurementSet><objects><Measurement name="width"><MarkerPairSet><objects><MarkerPair><markers>a c</markers></MarkerPair>
                </objects></MarkerPairSet><BodyScaleSet><objects><BodyScale name="rod"><axes>X Y Z</axes></BodyScale></objects>
                </BodyScaleSet>
                </Measurement></objects></MeasurementSet><marker_file>static.trc</marker_file><time_range>-1 -1</time_range>
                <preserve_mass_distribution>true</preserve_mass_distribution></ModelScaler>
                <MarkerPlacer><IKTaskSet><objects><IKMarkerTask name="b"><weight>2</weight></IKMarkerTask><IKCoordinateTask name="swing">
                <weight>1</weight></IKCoordinateTask></objects></IKTaskSet><marker_file>static.trc</marker_file></MarkerPlacer>
                </ScaleTool></OpenSimDocument>
                """);
        Map<String, Object> json = call(folder, "scale", 0, "--setup", "setup.xml", "--mass", "4", "--out", "subject.osim");
        assertTrue(said.contains("WeldConstraint"), said);
        assertEquals(Map.of("value", 4.0, "unit", "kg"), json.get("mass"));
        OsimModel s = OsimReader.read(folder.resolve("subject.osim"), Monitor.NONE);
        assertEquals(4, s.body().segments().get(0).mass(), 1e-12);
        assertEquals(0.1 * 2.25 * 2, s.body().segments().get(0).xx(), 1e-12);
        assertEquals(-1.5, s.body().markers().get(0).position().y(), 1e-9);
        call(folder, "write", 0, "--out", "again.osim");
        assertEquals(2, OsimReader.read(folder.resolve("again.osim"), Monitor.NONE).body().segments().get(0).mass());
        for (String[] c : new String[][] {{"scale", "--setup", "--out", "x.osim"}, {"scale", "--motion", "--setup", "setup.xml", "--motion",
            "static.trc"}, {"write", "--out"}, {"scale", "other.trc", "--setup", "setup.xml", "--markers", "other.trc"},
            {"id", "--setup", "--motion", "static.trc", "--setup", "setup.xml"}}) {
            InputException e = assertThrows(InputException.class,
                    () -> call(folder, c[0], 2, java.util.Arrays.copyOfRange(c, 2, c.length)), String.join(" ", c));
            assertTrue(e.diagnostic().text("en").contains(c[1]) && e.diagnostic().text("fr").contains(c[1]), e.getMessage());
        }
    }

    /** Forces are not made up beyond the moments for which they are given, nor from one moment. */
    @Test
    void forcesMustLastAsLongAsTheMotion(@TempDir Path folder) throws IOException {
        motion(folder);
        String head = "forces\nendheader\ntime\tmotor\n";
        Files.writeString(folder.resolve("short.sto"), head + "0\t1\n0.5\t1\n");
        Files.writeString(folder.resolve("one.sto"), head + "0.5\t1\n");
        call(folder, "jr", 0, "--motion", "swing.sto", "--time", "0:0.5", "--forces", "short.sto");
        for (String[] c : new String[][] {{"short.sto", "0:0.6", "2 ", "0.6"}, {"one.sto", "0.5:0.5", "1 ", "0.5"}}) {
            InputException e = assertThrows(InputException.class,
                    () -> call(folder, "jr", 2, "--motion", "swing.sto", "--time", c[1], "--forces", c[0]));
            assertEquals("jr.span", e.diagnostic().code());
            assertTrue(e.diagnostic().text("en").contains("the forces have " + c[2] + "rows"), e.getMessage());
            assertTrue(e.diagnostic().text("en").contains("to " + c[3] + " s; "), e.getMessage());
            assertTrue(e.diagnostic().text("fr").contains("les forces ont " + c[2] + "lignes"), e.diagnostic().text("fr"));
        }
        Files.writeString(folder.resolve("plate.sto"), "plate\nendheader\ntime\tfx\tfy\tfz\n0.5\t1\t2\t3\n");
        Files.writeString(folder.resolve("loads.xml"), "<OpenSimDocument><ExternalLoads name=\"l\"><objects><ExternalForce name=\"p\">"
                + "<applied_to_body>rod</applied_to_body><force_identifier>f</force_identifier></ExternalForce></objects>"
                + "<datafile>plate.sto</datafile></ExternalLoads></OpenSimDocument>");
        InputException e = assertThrows(InputException.class,
                () -> call(folder, "id", 2, "--motion", "swing.sto", "--loads", "loads.xml"));
        assertEquals("loads.short", e.diagnostic().code());
    }

    /** Five frames of a rod at rest, in the third of which nothing was seen and in the fourth two of three markers. */
    @Test
    void momentsWithoutMarkersAreNotSolved(@TempDir Path folder) throws IOException {
        String[] rows = {"0\t-1000\t0\t100\t-1000\t0\t0\t-1000\t200", "0\t-1000\t0\t100\t-1000\t0\t0\t-1000\t200",
            "\t\t\t\t\t\t\t\t", "0\t-1000\t0\t100\t-1000\t0\t\t\t", "0\t-1000\t0\t100\t-1000\t0\t0\t-1000\t200"};
        StringBuilder s = new StringBuilder("PathFileType\t4\t(X/Y/Z)\tm.trc\n"
                + "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\n100\t100\t5\t3\tmm\n"
                + "Frame#\tTime\ta\t\t\tb\t\t\tc\t\t\n\t\tX1\n\n");
        for (int i = 0; i < rows.length; i++) {
            s.append(i + 1).append('\t').append(i * 0.01).append('\t').append(rows[i]).append('\n');
        }
        Files.writeString(folder.resolve("m.trc"), s);
        Map<String, Object> json = call(folder, "ik", 1, "--markers", "m.trc");
        assertEquals(List.of(0.02, 0.03), json.get("failed"));
        assertTrue(said.contains("2 instants ont moins de trois marqueurs qui comptent, le premier à 0,020 s"), said);
    }

    @Test
    void whatCannotBeUsedIsRefused(@TempDir Path folder) throws IOException {
        motion(folder);
        String[][] cases = {{"id", "--motion"}, {"id", "swin.sto", "--motion", "swin.sto"}, {"ik", "--motion", "--motion", "swing.sto"},
            {"id", "--reserve", "--motion", "swing.sto", "--reserve", "1"}, {"so", "0.5", "--motion", "swing.sto", "--power", "0.5"},
            {"so", "x", "--motion", "swing.sto", "--reserve", "x"}, {"id", "5", "--motion", "swing.sto", "--time", "5"},
            {"id", "7", "--motion", "swing.sto", "--time", "5:7"}, {"id", "60", "--motion", "swing.sto", "--cutoff", "60"},
            {"jr", "knee", "--motion", "swing.sto", "--joint", "knee"}, {"ik", "--markers"}, {"jr", "swing", "--motion", "swing.sto",
                    "--forces", "swing.sto"},
            {"id", "--free", "--motion", "swing.sto", "--free", ""}, {"id", "--wrapping", "--motion", "swing.sto", "--wrapping", "plane"},
            {"so", "--tendon", "--motion", "swing.sto", "--tendon", "rigid"}, {"ma", "--loads", "--motion", "swing.sto", "--loads", "x"}};
        for (String[] c : cases) {
            InputException e = assertThrows(InputException.class,
                    () -> call(folder, c[0], 2, java.util.Arrays.copyOfRange(c, 2, c.length)), String.join(" ", c));
            assertTrue(e.diagnostic().text("en").contains(c[1]) && e.diagnostic().text("fr").contains(c[1]), e.getMessage() + " says "
                    + c[1]);
        }
    }
}
