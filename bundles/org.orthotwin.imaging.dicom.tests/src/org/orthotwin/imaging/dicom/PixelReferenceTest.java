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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
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

    /** Every row of the table that has pixels: decoded where the toolkit says it can, else refused by the name of the syntax. */
    @Test
    void everyRowDecodesOrIsRefusedByTheNameOfItsSyntax() throws Exception {
        List<String> wrong = new ArrayList<>();
        int decoded = 0;
        for (Row row : rows()) {
            if (row.file().endsWith(TRUNCATED)) {
                continue;
            }
            DicomObject o = toolkit.read(SharedData.path(row.file()));
            try {
                toolkit.decode(o, 0, ByteBuffer.allocate((int) Frames.format(o.data(), o.pixels().tag()).frameBytes()));
                decoded++;
                if (!toolkit.decodes(row.syntax())) {
                    wrong.add(row.file() + ": decoded, though " + row.syntax() + " is said not to be");
                }
            } catch (InputException e) {
                if (toolkit.decodes(row.syntax()) || !e.getMessage().contains(TransferSyntax.describe(row.syntax()))) {
                    wrong.add(row.file() + ": " + e.getMessage());
                }
            }
        }
        assertTrue(wrong.isEmpty(), String.join("\n", wrong));
        assertTrue(decoded > 190, decoded + " rows");
    }

    /** The compressed files of the table, each under every syntax that we know the name of and cannot decode. */
    @Test
    void filesOfOtherSyntaxesAreRefusedByTheirName() throws Exception {
        List<String> others = Stream.of("92", "93", "94", "95", "100", "101", "102", "107", "110", "112", "201", "202", "203")
                .map(n -> "1.2.840.10008.1.2.4." + n).filter(uid -> !toolkit.decodes(uid)).toList();
        assertTrue(others.size() > 5, others.toString());
        int refused = 0;
        for (Row row : rows()) {
            if (TransferSyntax.isNative(row.syntax())) {
                continue;
            }
            byte[] bytes = Files.readAllBytes(SharedData.path(row.file()));
            for (String uid : others) {
                Path file = folder.resolve("relabelled.dcm");
                Files.write(file, relabelled(bytes, uid));
                DicomObject o = toolkit.read(file);
                InputException e = assertThrows(InputException.class, () -> toolkit.decode(o, 0, ByteBuffer.allocate((int) Frames.format(
                        o.data(), o.pixels().tag()).frameBytes())), row.file() + " as " + uid);
                assertTrue(e.getMessage().contains(TransferSyntax.describe(uid)) && e.getMessage().contains("relabelled.dcm"),
                        e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 30 * others.size(), refused + " files");
    }

    /** A file whose meta information tells another transfer syntax. */
    private static byte[] relabelled(byte[] file, String uid) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int group = in.getInt(140);
        int at = 144;
        while (in.getInt(at) != 0x00100002) {
            int length = in.getShort(at + 6) & 0xFFFF;
            // OB has a length of four bytes
            at += file[at + 4] == 'O' ? 12 + in.getInt(at + 8) : 8 + length;
        }
        int old = in.getShort(at + 6) & 0xFFFF;
        byte[] name = Arrays.copyOf(uid.getBytes(StandardCharsets.US_ASCII), uid.length() + uid.length() % 2);
        ByteBuffer out = ByteBuffer.allocate(file.length - old + name.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(file, 0, at + 6).putShort((short) name.length).put(name).put(file, at + 8 + old, file.length - at - 8 - old);
        return out.putInt(140, group - old + name.length).array();
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
