/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.internal.EmbeddedToolkit;
import org.orthotwin.imaging.dicom.internal.Frames;

/** Decodes every shared DICOM file and compares with what pydicom 3.0.2 and gdcmconv decoded (see the README beside the files). */
class PixelReferenceTest {

    /** Cut off in the middle of its pixels; the reference decoder filled up with zeros, we refuse. */
    private static final String TRUNCATED = "MR_truncated.dcm";
    private static final Set<String> DCT = Set.of("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.53",
            "1.2.840.10008.1.2.4.55");

    @TempDir
    private Path folder;
    private final EmbeddedToolkit toolkit = new EmbeddedToolkit();

    private record Row(String file, String syntax, String sha256, String type, String shape) {
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(SharedData.path("dicom-transfer-syntaxes/PIXEL_REFERENCE.tsv"))) {
            String[] c = line.split("\t", -1);
            if (!c[0].equals("file") && c.length >= 13 && !c[10].isEmpty()) {
                rows.add(new Row(c[0], c[1], c[10], c[11], c[12]));
            }
        }
        return rows;
    }

    private String sha256(DicomObject o) throws Exception {
        var format = Frames.format(o.data(), o.pixels().tag());
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        ByteBuffer frame = ByteBuffer.allocate((int) format.frameBytes());
        for (int f = 0; f < o.frames(); f++) {
            toolkit.decode(o, f, frame.clear());
            assertEquals(0, frame.remaining());
            digest.update(frame.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Test
    void uncompressedFilesDecodeToTheirHash() throws Exception {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (Row row : rows()) {
            if (!TransferSyntax.isNative(row.syntax()) || row.file().endsWith(TRUNCATED)) {
                continue;
            }
            Path file = SharedData.path(row.file());
            try {
                DicomObject o = toolkit.read(file);
                var format = Frames.format(o.data(), o.pixels().tag());
                if (!sha256(o).equals(row.sha256())) {
                    wrong.add(row.file() + ": another hash");
                }
                assertEquals(row.type(), Frames.type(format, o.pixels().tag()).code(), row.file());
                counts.merge(row.syntax(), 1, Integer::sum);
            } catch (InputException e) {
                wrong.add(row.file() + ": " + e.getMessage());
            }
        }
        assertTrue(wrong.isEmpty(), String.join("\n", wrong));
        assertTrue(counts.values().stream().mapToInt(Integer::intValue).sum() > 150, counts.toString());
        assertEquals(4, counts.size(), counts.toString());
    }

    /**
     * JPEG with DCT, whose decoders may round otherwise, value by value beside GDCM's decoder: within 1, and where chroma was taken at
     * every other pixel only, which each interpolates in its own way, within 2.
     */
    @Test
    void lossyValuesAreWithinOneOfAnotherDecoder() throws Exception {
        Assumptions.assumeTrue(new ProcessBuilder("sh", "-c", "command -v gdcmconv").start().waitFor() == 0, "no gdcmconv");
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (Row row : rows()) {
            if (!DCT.contains(row.syntax())) {
                continue;
            }
            Path file = SharedData.path(row.file());
            Path raw = folder.resolve("raw.dcm");
            Process gdcm = new ProcessBuilder("gdcmconv", "--raw", file.toString(), raw.toString()).redirectErrorStream(true)
                    .redirectOutput(folder.resolve("gdcm.log").toFile()).start();
            if (gdcm.waitFor() != 0 || !Files.exists(raw)) {
                continue;
            }
            DicomObject ours = toolkit.read(file);
            DicomObject theirs = toolkit.read(raw);
            compared++;
            int off = difference(ours, theirs);
            Files.delete(raw);
            boolean subsampled = ours.data().text(Tag.PhotometricInterpretation).orElse("").contains("422");
            if (off > (subsampled ? 2 : 1)) {
                wrong.add(row.file() + ": " + off);
            }
        }
        assertTrue(wrong.isEmpty(), String.join("\n", wrong));
        assertTrue(compared >= 15, compared + " files");
    }

    /** The largest difference of two values. */
    private int difference(DicomObject a, DicomObject b) throws Exception {
        var format = Frames.format(a.data(), a.pixels().tag());
        int bytes = (int) format.frameBytes();
        boolean wide = Frames.type(format, a.pixels().tag()).code().endsWith("16");
        int most = 0;
        for (int f = 0; f < a.frames(); f++) {
            ByteBuffer x = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer y = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
            toolkit.decode(a, f, x);
            toolkit.decode(b, f, y);
            x.flip();
            y.flip();
            for (int i = 0; i < bytes; i += wide ? 2 : 1) {
                most = Math.max(most, wide ? Math.abs(x.getShort(i) - y.getShort(i)) : Math.abs((x.get(i) & 255) - (y.get(i) & 255)));
            }
        }
        return most;
    }

    @Test
    void whatIsCutOffIsRefusedWithItsNumbers() throws Exception {
        DicomObject o = toolkit.read(SharedData.path("dicom-transfer-syntaxes/pydicom/" + TRUNCATED));
        InputException e = assertThrows(InputException.class, () -> toolkit.decode(o, 0, ByteBuffer.allocate(64 * 64 * 2)));
        assertTrue(e.getMessage().contains(TRUNCATED) && e.getMessage().contains("(7FE0,0010) PixelData")
                && e.getMessage().contains("8192"), e.getMessage());
    }

    @Test
    void everyOtherFileIsReadOrRefusedByName() throws Exception {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("dicom-transfer-syntaxes", "dicom-series")) {
            try (var walk = Files.walk(SharedData.path(folder))) {
                walk.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        int read = 0;
        for (Path f : files) {
            try {
                DicomObject o = toolkit.read(f);
                assertTrue(o.data().size() > 0, f.toString());
                read++;
            } catch (InputException e) {
                assertTrue(e.getMessage().startsWith(f.getFileName().toString()), e.getMessage());
            }
        }
        assertTrue(read > 280, read + " of " + files.size());
    }
}
