/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.interop.opensim.MarkerTable;
import org.orthotwin.interop.opensim.MotionTable;

/** Tables over time and of markers: what was written is read, and what is broken is named by its line. */
class TablesTest {

    private static final String TABLE = "walk\nversion=1\nnRows=2\nnColumns=3\ninDegrees=yes\nendheader\n"
            + "time\tknee\thip\n0\t1\t2\n0.5\t3\t-4e-3\n";

    private static MotionTable table(Path folder, String text) throws IOException {
        return MotionTable.read(Files.writeString(folder.resolve("t.sto"), text), Monitor.NONE);
    }

    @Test
    void aTableComesBack(@TempDir Path folder) throws IOException {
        MotionTable t = table(folder, TABLE);
        assertTrue(t.degrees());
        assertEquals("walk", t.name());
        assertEquals(List.of("knee", "hip"), t.labels());
        assertArrayEquals(new double[] {2, -4e-3}, t.values(1));
        t.write(folder.resolve("back.sto"));
        MotionTable back = MotionTable.read(folder.resolve("back.sto"), Monitor.NONE);
        assertArrayEquals(t.times(), back.times());
        assertArrayEquals(t.rows()[1], back.rows()[1]);
        assertTrue(back.degrees());
    }

    private static void refused(Path folder, String text, String... words) {
        InputException e = assertThrows(InputException.class, () -> table(folder, text));
        for (String w : words) {
            assertTrue(e.diagnostic().text("en").contains(w) && e.diagnostic().text("fr").contains(w), e.getMessage());
        }
    }

    @Test
    void brokenTablesAreRefusedByLine(@TempDir Path folder) {
        refused(folder, TABLE.replace("endheader", "end"), "t.sto", "10");
        refused(folder, TABLE.substring(0, TABLE.indexOf("0\t1")), "0", "1");
        refused(folder, TABLE.replace("0.5\t3", "0.5\tx"), "9", "x");
        refused(folder, TABLE.replace("0.5\t3", "0.5\tNaN"), "9", "NaN");
        refused(folder, TABLE.replace("0.5\t3\t", "0.5\t"), "9", "2", "3");
        refused(folder, TABLE.replace("0.5", "0"), "9", "0");
        refused(folder, TABLE.replace("time\tknee\thip", "time\tknee\tknee"), "7", "knee");
        refused(folder, TABLE.replace("time", "frame"), "7", "frame");
    }

    private static final String MARKERS = "PathFileType\t4\t(X/Y/Z)\tm.trc\n"
            + "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\n100\t100\t2\t2\tmm\n"
            + "Frame#\tTime\tA\t\t\tB\t\t\n\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n\n1\t0\t1\t2\t3\t4\t5\t6\n2\t0.01\t10\t20\t30\t\t\t\n";

    @Test
    void markersComeBackInMetres(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("m.trc"), MARKERS);
        MarkerTable t = MarkerTable.read(file, Monitor.NONE);
        assertEquals(List.of("A", "B"), t.names());
        assertEquals(new Vec3(0.004, 0.005, 0.006), t.positions()[0][1]);
        assertNull(t.positions()[1][1]);
        t.write(folder.resolve("back.trc"));
        MarkerTable back = MarkerTable.read(folder.resolve("back.trc"), Monitor.NONE);
        assertEquals(t.positions()[1][0], back.positions()[1][0]);
        assertNull(back.positions()[1][1]);
        assertEquals(100, back.rate());
    }

    @Test
    void brokenMarkersAreRefusedByLine(@TempDir Path folder) throws IOException {
        String[][] cases = {{"\tmm\n", "\tft\n", "the unit 'ft'", "l'unité « ft »"},
            {"\tmm\n", "\tm\n", "line 8: marker 1 is 30", "ligne 8 : le marqueur 1 est à 30"},
            {"100\t2\t2", "100\t2\t1", "2 names of markers, but 1 are", "2 noms de marqueurs, 1 sont"},
            {"100\t2\t2", "100\t5\t2", "2 rows, but 5 are", "2 lignes, 5 sont"},
            {"\t4\t5\t6", "\t4\tx\t6", "line 7: 'x' is no number", "ligne 7 : « x » n'est pas"}};
        for (String[] c : cases) {
            String text = MARKERS.replace(c[0], c[1]).replace("20\t30", c[1].equals("\tm\n") ? "20\t30000" : "20\t30");
            Path file = Files.writeString(folder.resolve("m.trc"), text);
            InputException e = assertThrows(InputException.class, () -> MarkerTable.read(file, Monitor.NONE));
            assertTrue(e.diagnostic().text("en").contains(c[2]), e.getMessage());
            assertTrue(e.diagnostic().text("fr").contains(c[3]), e.diagnostic().text("fr"));
        }
    }

    /** A gigabyte of nothing, of which the disk holds nothing. */
    @Test
    void whatIsTooLargeIsNotRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.trc");
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength((1L << 30) + 1);
        }
        assertEquals("xml.large", assertThrows(InputException.class, () -> MarkerTable.read(file, Monitor.NONE)).diagnostic().code());
        assertEquals("xml.large", assertThrows(InputException.class, () -> MotionTable.read(file, Monitor.NONE)).diagnostic().code());
    }

    /** A trial of the clinic in mm, by numbers of its file. */
    @Test
    void aTrialOfTheClinicIsRead() throws IOException {
        MarkerTable t = MarkerTable.read(SharedData.file("c3d/btk/TRCSamples/Gait.trc"), Monitor.NONE);
        assertTrue(t.names().size() > 10 && t.times().length > 100, t.names() + " " + t.times().length);
    }
}
