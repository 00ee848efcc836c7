/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.testkit.MadeSeries;

/** Files that lie: each ends in a refusal with its name, in bounded time and memory. */
class HostileFilesTest {

    private static final int SEQUENCE = 0x00081115;

    @TempDir
    private Path folder;
    private final Dcm4cheToolkit toolkit = new Dcm4cheToolkit();

    /** Bytes of a file, element by element. */
    private static final class Bytes extends ByteArrayOutputStream {

        Bytes(String syntax) {
            put(new byte[128]).put("DICM".getBytes(StandardCharsets.US_ASCII));
            byte[] uid = Arrays.copyOf(syntax.getBytes(StandardCharsets.US_ASCII), syntax.length() + 1 & ~1);
            put(little(12).putShort((short) 2).putShort((short) 0).put((byte) 'U').put((byte) 'L').putShort((short) 4).putInt(8
                    + uid.length).array());
            put(little(8).putShort((short) 2).putShort((short) 0x10).put((byte) 'U').put((byte) 'I').putShort((short) uid.length).array())
                    .put(uid);
        }

        private static ByteBuffer little(int n) {
            return ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
        }

        Bytes wide(int tag, String vr, long length) {
            return put(little(12).putShort((short) (tag >>> 16)).putShort((short) tag).put((byte) vr.charAt(0)).put((byte) vr.charAt(1))
                    .putShort((short) 0).putInt((int) length).array());
        }

        Bytes item(long length) {
            return put(little(8).putShort((short) 0xfffe).putShort((short) 0xe000).putInt((int) length).array());
        }

        Bytes put(byte... bytes) {
            writeBytes(bytes);
            return this;
        }
    }

    private static Bytes start() {
        return new Bytes(TransferSyntax.EXPLICIT_LITTLE);
    }

    private void refused(Bytes bytes) throws IOException {
        Path file = folder.resolve("x.dcm");
        Files.write(file, bytes.toByteArray());
        InputException e = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThrows(InputException.class, () -> toolkit.read(
                file)));
        assertTrue(e.getMessage().startsWith("x.dcm"), e.getMessage());
    }

    @Test
    void lengthsOfFourGigabytes() throws IOException {
        refused(start().wide(0x00080070, "UT", 0xfffffffeL).put(new byte[10]));
        refused(start().wide(0x00080070, "UT", 0x7ffffff0L).put(new byte[10]));
        refused(start().wide(SEQUENCE, "SQ", 100).item(0xfffffff0L).put(new byte[92]));
    }

    @Test
    void deepNesting() throws IOException {
        Bytes b = start();
        for (int i = 0; i < 100_000; i++) {
            b.wide(SEQUENCE, "SQ", 0xffffffffL).item(0xffffffffL);
        }
        refused(b.put(new byte[64]));
    }

    @Test
    void decompressionBomb() throws IOException {
        Bytes b = new Bytes(TransferSyntax.DEFLATED);
        Deflater deflater = new Deflater(9, true);
        try (DeflaterOutputStream out = new DeflaterOutputStream(b, deflater)) {
            out.write(new byte[] {8, 0, 0x70, 0, 'U', 'T', 0, 0, (byte) 0xf0, -1, -1, 0x7f});
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 300; i++) {
                out.write(zeros);
            }
        }
        refused(b);
    }

    /** Every way to cut it, and thousands of ways to break it. */
    @Test
    void cutAndBrokenFiles() throws Exception {
        Path good = MadeSeries.write(new Dcm4cheToolkit(), folder.resolve("made"), "broken", 1, 4).files().getFirst();
        byte[] whole = Files.readAllBytes(good);
        Path file = folder.resolve("x.dcm");
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < whole.length + 4000; i++) {
            byte[] b = Arrays.copyOf(whole, Math.min(i, whole.length));
            for (int k = i < whole.length ? 4 : 0; k < 4; k++) {
                b[128 + random.nextInt(b.length - 128)] = (byte) random.nextInt(256);
            }
            Files.write(file, b);
            try {
                DicomObject o = toolkit.read(file);
                if (o.pixels() != null) {
                    toolkit.decode(o, 0, ByteBuffer.allocate(32));
                }
            } catch (InputException e) {
                assertTrue(e.getMessage().contains("x.dcm"), e.getMessage());
                refused++;
            } catch (IllegalArgumentException e) {
                // another size of frame than there is room for: the caller's mistake, who knows the format first
                assertTrue(e.getMessage().contains("bytes for a frame"), e.toString());
            }
        }
        assertTrue(refused > whole.length / 2, "only " + refused + " were refused");
    }
}
