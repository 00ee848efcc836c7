/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.PixelData;
import org.orthotwin.imaging.dicom.SharedData;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.Vr;

/** Whatever a file says: it is read, or refused with the file's name, quickly and without more memory than the file has. */
class BrokenFileTest {

    private static final int SEQUENCE = org.orthotwin.imaging.dicom.Tag.ReferencedSeriesSequence;

    /** A writer of bytes that no writer would write. */
    private static final class Bytes extends ByteArrayOutputStream {
        Bytes meta(String syntax) {
            writeBytes(new byte[128]);
            writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
            return explicit(0x00020010, "UI", syntax.getBytes(StandardCharsets.US_ASCII));
        }

        Bytes explicit(int tag, String vr, byte... value) {
            return head(tag, vr, value.length).put(value);
        }

        Bytes head(int tag, String vr, long length) {
            ByteBuffer b = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putShort((short) (tag >>> 16)).putShort((short) tag)
                    .put((byte) vr.charAt(0)).put((byte) vr.charAt(1));
            if (Vr.valueOf(vr).isWide()) {
                b.putShort((short) 0).putInt((int) length);
            } else {
                b.putShort((short) length);
            }
            return put(Arrays.copyOf(b.array(), b.position()));
        }

        Bytes item(int tag, long length) {
            return put(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putShort((short) (tag >>> 16)).putShort((short) tag)
                    .putInt((int) length).array());
        }

        Bytes put(byte... bytes) {
            writeBytes(bytes);
            return this;
        }
    }

    private static Bytes start() {
        return new Bytes().meta(TransferSyntax.EXPLICIT_LITTLE).explicit(org.orthotwin.imaging.dicom.Tag.Modality, "CS", (byte) 'C',
                (byte) 'T');
    }

    private static String refused(byte[] bytes) {
        InputException e = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20),
                () -> assertThrows(InputException.class, () -> Part10Reader.read("x.dcm", bytes)));
        assertTrue(e.getMessage().startsWith("x.dcm: "), e.getMessage());
        return ((Diagnostic) e.diagnostic().args().get(1)).code();
    }

    @Test
    void lengthsOfFourGigabytes() {
        assertEquals("dicom.beyond", refused(start().head(0x00080070, "UT", 0xfffffffeL).put(new byte[10]).toByteArray()));
        assertEquals("dicom.beyond", refused(start().head(SEQUENCE, "SQ", 100).item(org.orthotwin.imaging.dicom.Tag.Item, 0xfffffff0L)
                .put(new byte[92]).toByteArray()));
        assertEquals("dicom.undefined", refused(start().head(0x00080070, "UT", 0xffffffffL).put(new byte[10]).toByteArray()));
        assertEquals("dicom.beyond", refused(start().head(0x00080070, "LO", 60000).put(new byte[10]).toByteArray()));
    }

    @Test
    void sequencesWithoutEnd() {
        assertEquals("dicom.sequence.open", refused(start().head(SEQUENCE, "SQ", 0xffffffffL).toByteArray()));
        assertEquals("dicom.sequence.open", refused(start().head(SEQUENCE, "SQ", 0xffffffffL)
                .item(org.orthotwin.imaging.dicom.Tag.Item, 0xffffffffL).toByteArray()));
        assertEquals("dicom.item", refused(start().head(SEQUENCE, "SQ", 0xffffffffL).item(0x00080008, 4).put(new byte[40]).toByteArray()));
    }

    @Test
    void deepNesting() {
        for (boolean open : new boolean[] {true, false}) {
            Bytes b = start();
            for (int i = 0; i < 100_000; i++) {
                b.head(SEQUENCE, "SQ", open ? 0xffffffffL : 20L * (100_000 - i)).item(org.orthotwin.imaging.dicom.Tag.Item,
                        open ? 0xffffffffL : 20L * (100_000 - i) - 8);
            }
            String code = refused(b.put(new byte[64]).toByteArray());
            assertTrue(code.equals("dicom.deep") || code.equals("dicom.beyond"), code);
        }
    }

    @Test
    void moreElementsThanAnybodyHas() {
        Bytes b = start().head(SEQUENCE, "SQ", 0xffffffffL);
        byte[] empty = new Bytes().item(org.orthotwin.imaging.dicom.Tag.Item, 0).toByteArray();
        byte[] many = new byte[8 * 100_000];
        for (int i = 0; i < 100_000; i++) {
            System.arraycopy(empty, 0, many, 8 * i, 8);
        }
        for (int i = 0; i < 41; i++) {
            b.put(many);
        }
        assertEquals("dicom.many", refused(b.toByteArray()));
    }

    @Test
    void decompressionBomb() throws IOException {
        // zeros deflate to a thousandth: a quarter of a megabyte becomes more than is read
        Deflater deflater = new Deflater(9, true);
        byte[] chunk = new byte[1 << 20];
        Bytes head = new Bytes().explicit(org.orthotwin.imaging.dicom.Tag.Modality, "CS", (byte) 'C', (byte) 'T').head(0x00080070, "UT",
                0x7ffffff0L);
        Bytes out = new Bytes().meta(TransferSyntax.DEFLATED);
        byte[] buffer = new byte[1 << 16];
        deflater.setInput(head.toByteArray());
        for (int i = 0; i < 260; i++) {
            while (!deflater.needsInput()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            deflater.setInput(chunk);
        }
        deflater.finish();
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        assertTrue(out.size() < 1 << 19, out.size() + " bytes");
        assertEquals("dicom.deflate.large", refused(out.toByteArray()));
        assertEquals("dicom.deflate", refused(Arrays.copyOf(out.toByteArray(), 2000)));
        assertEquals("dicom.deflate", refused(new Bytes().meta(TransferSyntax.DEFLATED).put(new byte[] {7, 7, 7, 7, 7, 7, 7, 7})
                .toByteArray()));
    }

    @Test
    void everyTruncationOfAFileIsRefusedOrShort() throws IOException {
        byte[] whole = Files.readAllBytes(SharedData.path("dicom-transfer-syntaxes/pydicom/CT_small.dcm"));
        int pixels = 0;
        for (int n = 0; n < whole.length; n += n < 7000 ? 1 : 997) {
            byte[] cut = Arrays.copyOf(whole, n);
            DicomObject o;
            try {
                o = Part10Reader.read("x.dcm", cut);
            } catch (InputException e) {
                continue;
            }
            if (o.pixels() == null) {
                // cut between two elements: what is missing cannot be known
                continue;
            }
            pixels++;
            assertThrows(InputException.class, () -> new EmbeddedToolkit().decode(o, 0, ByteBuffer.allocate(128 * 128 * 2)), "cut at " + n);
        }
        assertTrue(pixels > 20, pixels + " with pixel data");
    }

    @Test
    void hugeClaimsOfSmallFiles(@TempDir Path folder) throws IOException {
        EmbeddedToolkit t = new EmbeddedToolkit();
        Dataset d = new Dataset.Builder().text(org.orthotwin.imaging.dicom.Tag.SOPInstanceUID, Vr.UI, "1.2")
                .numbers(org.orthotwin.imaging.dicom.Tag.Rows, Vr.US, 65535).numbers(org.orthotwin.imaging.dicom.Tag.Columns, Vr.US, 16000)
                .numbers(org.orthotwin.imaging.dicom.Tag.BitsAllocated, Vr.US, 16).numbers(org.orthotwin.imaging.dicom.Tag.NumberOfFrames,
                Vr.IS, 2e9)
                .build();
        Path file = folder.resolve("claims.dcm");
        t.write(new DicomObject("", Dataset.EMPTY, TransferSyntax.EXPLICIT_LITTLE, d,
                PixelData.of(org.orthotwin.imaging.dicom.Tag.PixelData, Vr.OW, ByteBuffer.allocate(100))), file);
        InputException e = assertThrows(InputException.class, () -> new DicomVolumeReader().scan(file, org.orthotwin.core.Monitor.NONE));
        assertTrue(e.getMessage().contains("claims.dcm"), e.getMessage());
        t.write(new DicomObject("", Dataset.EMPTY, "1.2.840.10008.1.2.4.70", d.toBuilder()
                .remove(org.orthotwin.imaging.dicom.Tag.NumberOfFrames).build(), PixelData.ofFrames(List.of(ByteBuffer.allocate(100)))),
                file);
        var series = new DicomVolumeReader().scan(file, org.orthotwin.core.Monitor.NONE);
        assertThrows(InputException.class, () -> series.get(0).read(org.orthotwin.imaging.ReadOptions.DEFAULT,
                org.orthotwin.core.Monitor.NONE));
    }

    /** A sparse file really has its four gigabytes. */
    @Test
    void hugeValueOfASparseFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("sparse.dcm");
        Files.write(file, start().head(0x00080070, "UT", 0xfffffff0L).toByteArray());
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength(5L << 30);
        }
        InputException e = assertThrows(InputException.class, () -> Part10Reader.read(file));
        assertEquals("dicom.large", ((Diagnostic) e.diagnostic().args().get(1)).code());
    }

    @Test
    void filesWithoutPreamble() throws IOException {
        String folder = "dicom-transfer-syntaxes/";
        DicomObject o = Part10Reader.read(SharedData.path(folder + "dcm4che/no_preamble_dicm_in_data"));
        assertTrue(o.data().textOrEmpty(org.orthotwin.imaging.dicom.Tag.SeriesDescription)
                .startsWith("MA MAMMO SCREEN DIGITAL BIL, Screen"));
        assertEquals(TransferSyntax.EXPLICIT_BIG, Part10Reader.read(SharedData.path(folder + "pydicom/ExplVR_BigEndNoMeta.dcm")).syntax());
        assertEquals(TransferSyntax.EXPLICIT_LITTLE, Part10Reader.read(SharedData.path(folder + "pydicom/ExplVR_LitEndNoMeta.dcm"))
                .syntax());
        assertEquals(TransferSyntax.IMPLICIT_LITTLE, Part10Reader.read(SharedData.path(folder + "pydicom/rtstruct.dcm")).syntax());
        // a stray byte in front of everything
        assertThrows(InputException.class, () -> Part10Reader.read(SharedData.path(folder + "pydicom/no_meta.dcm")));
    }

    @Test
    void oddWritersAreUnderstood() throws IOException {
        String folder = "dicom-transfer-syntaxes/pydicom/";
        Dataset nested = Part10Reader.read(SharedData.path(folder + "nested_priv_SQ.dcm")).data();
        assertEquals("Nested SQ", nested.item(0x00010001).textOrEmpty(0x00010002));
        Dataset unknown = Part10Reader.read(SharedData.path(folder + "UN_sequence.dcm")).data();
        assertEquals("1.2.840.113619.2.327.3.185221411.476.1398588726.276", unknown.item(0x4453100c)
                .item(org.orthotwin.imaging.dicom.Tag.ReferencedSeriesSequence)
                .textOrEmpty(org.orthotwin.imaging.dicom.Tag.SeriesInstanceUID));
        assertEquals(30, Part10Reader.read(SharedData.path(folder + "examples_ybr_color.dcm")).frames());
        // the number of frames is '1A'; fifteen fit
        assertEquals(15, Part10Reader.read(SharedData.path(folder + "badVR.dcm")).frames());
        InputException e = assertThrows(InputException.class, () -> Part10Reader.read(SharedData.path(folder + "rtplan_truncated.dcm")));
        assertTrue(e.getMessage().startsWith("rtplan_truncated.dcm: "), e.getMessage());
    }

    /** Seeded mutations of real headers of every kind: nothing but a refusal ever comes out, and nothing hangs. */
    private static void fuzz(int rounds, long seed) throws IOException {
        List<String> names = List.of("pydicom/CT_small.dcm", "pydicom/MR_small_implicit.dcm", "pydicom/MR_small_bigendian.dcm",
                "pydicom/rtplan.dcm", "pydicom/test-SR.dcm", "pydicom/chrH32.dcm", "pydicom/nested_priv_SQ.dcm", "pydicom/UN_sequence.dcm",
                "pydicom/image_dfl.dcm", "pydicom/MR_small_RLE.dcm", "pydicom/dicomdirtests/DICOMDIR", "dcmqi-seg/liver.dcm",
                "dcmqi-seg/24x38x3/multiframe/mf.dcm", "pydicom/SC_rgb_small_odd.dcm");
        Random random = new Random(seed);
        EmbeddedToolkit t = new EmbeddedToolkit();
        int read = 0;
        for (String name : names) {
            byte[] original = Files.readAllBytes(SharedData.path("dicom-transfer-syntaxes/" + name));
            byte[] whole = original.length > 60_000 ? Arrays.copyOf(original, 60_000) : original;
            for (int i = 0; i < rounds; i++) {
                byte[] b = random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
                int changes = 1 + random.nextInt(8);
                for (int c = 0; c < changes && b.length > 132; c++) {
                    int at = 132 + random.nextInt(Math.min(b.length - 132, random.nextBoolean() ? 400 : b.length));
                    switch (random.nextInt(4)) {
                        case 0 -> b[at] = (byte) random.nextInt();
                        case 1 -> b[at] = (byte) 0xff;
                        case 2 -> b[at] ^= (byte) (1 << random.nextInt(8));
                        default -> System.arraycopy(b, at, b, 132 + random.nextInt(b.length - 132), 0);
                    }
                    if (random.nextInt(6) == 0 && at + 4 <= b.length) {
                        Arrays.fill(b, at, at + 4, (byte) (random.nextBoolean() ? 0xff : 0));
                    }
                }
                try {
                    DicomObject o = Part10Reader.read("fuzz.dcm", b);
                    read++;
                    Dataset d = o.data();
                    for (int e = 0; e < d.size(); e++) {
                        d.texts(d.tag(e));
                        d.bytes(d.tag(e));
                    }
                    if (o.pixels() != null) {
                        List<Slice> slices = Slice.of(o, Path.of("fuzz.dcm"));
                        long size = slices.get(0).instance().format().frameBytes();
                        if (size < 1 << 20) {
                            t.decode(o, 0, ByteBuffer.allocate((int) size));
                        }
                        SeriesSorter.sort(slices).forEach(p -> new DicomSeries(t, "x", p, List.of()));
                    }
                } catch (InputException e) {
                    assertTrue(e.getMessage().length() < 2000, e.getMessage());
                } catch (RuntimeException | Error e) {
                    throw new AssertionError(name + ", seed " + seed + ", round " + i, e);
                }
            }
        }
        assertTrue(read > rounds, read + " were read");
    }

    @Test
    void fuzzed() throws IOException {
        fuzz(200, 20260);
    }

    @Test
    @Tag("long")
    void fuzzedForLong() throws IOException {
        for (long seed = 1; seed <= 20; seed++) {
            fuzz(1000, seed);
        }
    }
}
