/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.eclipse.emf.ecore.EcoreFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.Exchange;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.exchange.Imported;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.LengthUnit;

/** The importer and the exporter example through the exchange that every caller uses. */
class OffTest {

    private static final ExchangeOptions MM = new ExchangeOptions(Optional.of(LengthUnit.MILLIMETRE));
    private static final TriangleMesh TETRAHEDRON = new TriangleMesh(new double[] {0, 0, 0, 0.0123, 0, 0, 0, 0.0201, 0, 0, 0, -0.3},
            new int[] {0, 1, 2, 0, 3, 1, 0, 2, 3, 1, 3, 2});

    @TempDir
    Path folder;

    private TriangleMesh read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("a.off"), text);
        return ((Content.Mesh) Exchange.read(file, MM, Monitor.NONE).content()).mesh();
    }

    @Test
    void writesWhatGeomviewReads() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            Path file = folder.resolve("t.off");
            Exchange.write(new Content.Mesh(TETRAHEDRON), file, MM, Monitor.NONE);
            assertEquals("OFF\n4 4 0\n0 0 0\n12.3 0 0\n0 20.1 0\n0 0 -300\n3 0 1 2\n3 0 3 1\n3 0 2 3\n3 1 3 2\n", Files.readString(file));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void comesBackAsItWasToTheLastBit() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        int[] t = random.ints(6000, 0, 1000).toArray();
        for (LengthUnit unit : LengthUnit.values()) {
            // as from a file in this unit: in mm, not every double in m has a neighbour that leads back to it
            double[] v = random.doubles(3000, -500, 500).map(unit::toMetres).toArray();
            ExchangeOptions options = new ExchangeOptions(Optional.of(unit));
            Path file = folder.resolve("r.OFF");
            Exchange.write(new Content.Mesh(new TriangleMesh(v, t)), file, options, Monitor.NONE);
            Imported back = Exchange.read(file, options, Monitor.NONE);
            TriangleMesh mesh = ((Content.Mesh) back.content()).mesh();
            assertArrayEquals(v, mesh.vertices());
            assertArrayEquals(t, mesh.triangles());
            assertEquals(List.of(), back.dropped());
        }
    }

    @Test
    void readsCommentsPolygonsAndColours() throws IOException {
        Path file = Files.writeString(folder.resolve("p.off"), """
                OFF # a square
                # counts
                4 1 4

                0 0 0
                1000 0 0  # mm
                1000 1000 0
                0 1e3 0
                4 0 1 2 3 255 0 0
                """);
        Imported read = Exchange.read(file, MM, Monitor.NONE);
        TriangleMesh mesh = ((Content.Mesh) read.content()).mesh();
        assertArrayEquals(new double[] {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0}, mesh.vertices());
        assertArrayEquals(new int[] {0, 1, 2, 0, 2, 3}, mesh.triangles());
        assertEquals(List.of("the colours of 'p.off'"), read.dropped());
        assertEquals(2, read("OFF 4 1 0\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n").triangleCount());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"''|begins with ''", "PLY;3 1 0|begins with 'PLY'", "OFF|ends after line 1, where counts",
        "OFF;3 1 0;0 0 0;1 0 0|ends after line 4, where vertex 3", "OFF;3 1 0;0 0 0;1 0 0;0 1 0|where face 1",
        "OFF;3 1 0;0 0 0;1 0;0 1 0|line 4 has 2 words",
        "OFF;3 1 0;0 0 NaN|line 3: 'NaN'", "OFF;3 1 0;0 0 x|line 3: 'x'", "OFF;3 1 0;0 0 1e999|line 3: '1e999'",
        "OFF;-3 1 0|line 2: -3 is outside 0 to",
        "OFF;3 0 0|line 2: 0 is outside 1", "OFF;3 1 0;0 0 0;1 0 0;0 1 0;3 0 1 3|line 6: 3 is outside 0 to 2",
        "OFF;3 1 0;0 0 0;1 0 0;0 1 0;3 0 1 -1|line 6: -1 is outside 0 to 2",
        "OFF;3 1 0;0 0 0;1 0 0;0 1 0;2 0 1|line 6: 2 is outside 3 to 3",
        "OFF;100000000 1 0;0 0 0|ends after line 3, where vertex 2", "OFF;999999999999 1 0|'999999999999' is not a number"})
    void brokenFilesAreRefusedWithFileAndLine(String text, String said) {
        InputException e = assertThrows(InputException.class, () -> read(text.replace(';', '\n')));
        assertTrue(e.getMessage().contains("'a.off'") && e.getMessage().contains(said), e.getMessage());
        assertFalse(e.diagnostic().text("fr").equals(e.getMessage()), "it is said in French too");
    }

    @Test
    void theUnitIsAskedFor() throws IOException {
        Path file = Files.writeString(folder.resolve("a.off"), "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n");
        ExchangeOptions none = new ExchangeOptions(Optional.empty());
        assertTrue(assertThrows(InputException.class, () -> Exchange.read(file, none, Monitor.NONE)).getMessage().contains("unit"));
        Path out = folder.resolve("b.off");
        assertTrue(assertThrows(InputException.class, () -> Exchange.write(new Content.Mesh(TETRAHEDRON), out, none,
                Monitor.NONE)).getMessage()
                .contains("unit"));
        assertFalse(Files.exists(out));
    }

    @Test
    void whatIsNoSurfaceIsNotWritten() {
        Content model = new Content.Model(EcoreFactory.eINSTANCE.createEClass());
        assertThrows(IllegalArgumentException.class, () -> Exchange.write(model, folder.resolve("b.off"), MM, Monitor.NONE));
        assertThrows(NoSuchFileException.class, () -> Exchange.read(folder.resolve("none.off"), MM, Monitor.NONE));
    }
}
