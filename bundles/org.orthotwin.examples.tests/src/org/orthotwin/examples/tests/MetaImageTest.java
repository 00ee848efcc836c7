/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.Volumes;

/** The reader and the writer example through the lookup that every caller uses. */
class MetaImageTest {

    private static final String HEADER = "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = "
            + "True\nCompressedData = False\n"
            + "TransformMatrix = 0 1 0 0 0 -1 1 0 0\nOffset = 10 20.5 -30\nElementSpacing = 0.5 0.6 2\nDimSize = 2 1 3\nElementType = "
                    + "MET_SHORT\n"
            + "ElementDataFile = LOCAL\n";

    @TempDir
    Path folder;

    private Path file(String header) throws IOException {
        Path file = Files.write(folder.resolve("a.mha"), (header + "\0\1\0\2\0\3\0\4\0\5\1\0").getBytes(StandardCharsets.ISO_8859_1));
        return file;
    }

    private static Volume read(Path file) throws IOException {
        List<ImageSeries> series = Volumes.scan(file, Monitor.NONE);
        assertEquals(1, series.size());
        return series.getFirst().read(ReadOptions.DEFAULT, Monitor.NONE);
    }

    @Test
    void aFileWrittenByHandIsRead() throws IOException {
        Volume v = read(file(HEADER));
        VolumeGeometry g = v.geometry();
        assertEquals(ScalarType.INT16, v.type());
        assertEquals(256, v.stored(1, 0, 2));
        assertEquals(new Volume.Statistics(1, 256, 271 / 6.0, 0), v.statistics());
        assertEquals(new Vec3(0.01, 0.0205, -0.03), g.origin());
        assertEquals(new Vec3(0, 0, -1), g.jDirection());
        assertEquals(0.0006, g.jSpacing());
    }

    @Test
    void whatIsWrittenComesBack() throws IOException {
        Volume v = read(file(HEADER));
        Path out = folder.resolve("b.MHA");
        Volumes.write(v, out, Monitor.NONE);
        Volume back = read(out);
        assertEquals(v.sha256(), back.sha256());
        assertEquals(v.geometry(), back.geometry());
        // and by way of our own formats, which the same lookup finds
        for (String other : List.of("c.nrrd", "d.nii.gz")) {
            Volumes.write(v, folder.resolve(other), Monitor.NONE);
            assertEquals(v.sha256(), read(folder.resolve(other)).sha256());
        }
        Volume mapped = new Volume(v.geometry(), v.type(), 1, new ValueMapping(2, 0, ""), v.store(), List.of(), v.attributes());
        assertThrows(InputException.class, () -> Volumes.write(mapped, folder.resolve("e.mha"), Monitor.NONE));
        assertFalse(Files.exists(folder.resolve("e.mha")));
    }

    @ParameterizedTest
    @CsvSource({"NDims = 3,NDims = 2", "BinaryData = True,BinaryData = False", "CompressedData = False,CompressedData = True",
        "MET_SHORT,MET_LONG_LONG", "2 1 3,2 1 4", "2 1 3,2 1", "2 1 3,2 -1 -3", "2 1 3,99999999 99999999 99999999", "0.5 0.6 2,0 1 1",
        "0 1 0 0 0 -1 1 0 0,1 0 0 1 0 0 1 0 0", "LOCAL,other.raw", "ElementSpacing = ,Spacing = ", "ObjectType = Image,nonsense",
        "ElementDataFile = LOCAL,Comment = none"})
    void brokenFilesAreRefusedByName(String good, String bad) throws IOException {
        assertTrue(HEADER.contains(good));
        Path file = file(HEADER.replace(good, bad));
        InputException e = assertThrows(InputException.class, () -> read(file));
        assertTrue(e.getMessage().contains("'a.mha'"), e.getMessage());
        assertFalse(e.diagnostic().text("fr").equals(e.getMessage()), "it is said in French too");
    }

    @Test
    void whatNobodyKnowsIsRefusedWithWhatIsKnown() throws IOException {
        Path file = Files.writeString(folder.resolve("a.unknown"), "?");
        String message = assertThrows(InputException.class, () -> Volumes.scan(file, Monitor.NONE)).getMessage();
        assertTrue(message.contains("MetaImage") && message.contains("NIfTI") && message.contains("NRRD"), message);
        Volume v = Volume.zeros(VolumeGeometry.axisAligned(1, 1, 1, Vec3.ZERO, 1), ScalarType.INT8, ValueMapping.IDENTITY);
        message = assertThrows(InputException.class, () -> Volumes.write(v, folder.resolve("b.unknown"), Monitor.NONE)).getMessage();
        assertTrue(message.contains("mha, nhdr, nii, nii.gz, nrrd"), message);
    }
}
