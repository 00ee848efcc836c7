/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.Vr;

/** Real files of many makers, against the reference hashes that other toolkits computed (see the README beside the files). */
class SharedFilesTest {

    /** Cut off in the middle of its pixels; the reference decoder filled up with zeros, we refuse. */
    private static final String TRUNCATED = "MR_truncated.dcm";

    /** Its data set is implicit, which its transfer syntax does not allow; the library takes it at its word. */
    private static final String MISLABELLED = "SC_rgb_jpeg.dcm";

    @TempDir
    private Path folder;
    private final Dcm4cheToolkit toolkit = new Dcm4cheToolkit();

    private static Path shared(String name) {
        Path p = Path.of(System.getProperty("orthotwin.data", "../../../../shared/data")).resolve(name);
        Assumptions.assumeTrue(Files.exists(p), "no shared data: " + name);
        return p;
    }

    private String sha256(DicomObject o) throws Exception {
        int bits = o.pixels().tag() == Tag.PixelData ? o.data().integer(Tag.BitsAllocated).orElseThrow() : 8 * o.pixels().vr().unit();
        int frameBytes = o.data().integer(Tag.Rows).orElseThrow() * o.data().integer(Tag.Columns).orElseThrow()
                * o.data().integer(Tag.SamplesPerPixel).orElse(1) * ((bits + 7) / 8);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        ByteBuffer frame = ByteBuffer.allocate(frameBytes);
        for (int f = 0; f < o.frames(); f++) {
            toolkit.decode(o, f, frame.clear());
            digest.update(frame.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Columns of the reference: file, syntax, and the eleventh is the hash of the decoded frames. */
    private static List<String[]> rows() throws IOException {
        return Files.readAllLines(shared("dicom-transfer-syntaxes/PIXEL_REFERENCE.tsv")).stream().skip(1).map(l -> l.split("\t", -1))
                .filter(c -> c.length >= 13 && !c[10].isEmpty()).toList();
    }

    @Test
    void uncompressedFilesDecodeToTheirHash() throws Exception {
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (String[] c : rows()) {
            if (!TransferSyntax.isNative(c[1]) || c[0].endsWith(TRUNCATED)) {
                continue;
            }
            DicomObject o = toolkit.read(shared(c[0]));
            compared++;
            String hash = sha256(o);
            if (!hash.equals(c[10])) {
                wrong.add(c[0]);
            }
        }
        assertTrue(compared >= 20, "only " + compared + " files");
        assertEquals(List.of(), wrong);
    }

    @Test
    void compressedFilesAreRefusedByName() throws Exception {
        int refused = 0;
        for (String[] c : rows()) {
            if (TransferSyntax.isNative(c[1]) || c[0].endsWith(MISLABELLED)) {
                continue;
            }
            DicomObject o = toolkit.read(shared(c[0]));
            assertEquals(c[1], o.syntax());
            try {
                toolkit.decode(o, 0, ByteBuffer.allocate(1 << 20));
                throw new AssertionError(c[0] + " was decoded");
            } catch (InputException e) {
                assertTrue(e.getMessage().contains(c[1]), e.getMessage());
                refused++;
            }
            assertTrue(!o.pixelData().orElseThrow().fragments(0, o.frames()).isEmpty(), c[0]);
        }
        assertTrue(refused >= 20, "only " + refused + " files");
    }

    /** What is written and read again is the same, element by element. */
    @Test
    void filesSurviveWritingAndReading() throws Exception {
        int files = 0;
        List<Path> all;
        try (Stream<Path> walk = Files.walk(shared("dicom-transfer-syntaxes"))) {
            all = walk.filter(f -> f.toString().endsWith(".dcm")).sorted().toList();
        }
        for (Path f : all) {
            DicomObject o;
            try {
                o = toolkit.read(f);
            } catch (InputException e) {
                continue;
            }
            boolean cut = o.pixels() != null && !o.pixels().isEncapsulated() && o.pixels().length() > o.pixels().available();
            if (cut || o.data().contains(Tag.DirectoryRecordSequence)) {
                continue;
            }
            Path copy = folder.resolve("copy.dcm");
            try {
                toolkit.write(o, copy);
            } catch (InputException e) {
                // frames that cannot be told apart
                continue;
            }
            assertSame(f.getFileName().toString(), o.data(), toolkit.read(copy).data());
            files++;
        }
        assertTrue(files >= 40, "only " + files + " files");
    }

    private static void assertSame(String where, Dataset a, Dataset b) {
        for (int i = 0; i < a.size(); i++) {
            int tag = a.tag(i);
            Vr vr = a.vr(tag).orElseThrow();
            String here = where + " " + Tag.describe(tag);
            if (Tag.element(tag) == 0) {
                continue;
            }
            if (vr == Vr.SQ) {
                assertEquals(a.items(tag).size(), b.items(tag).size(), here);
                for (int k = 0; k < a.items(tag).size(); k++) {
                    assertSame(here, a.items(tag).get(k), b.items(tag).get(k));
                }
            } else {
                assertEquals(a.texts(tag), b.texts(tag), here);
            }
        }
    }
}
