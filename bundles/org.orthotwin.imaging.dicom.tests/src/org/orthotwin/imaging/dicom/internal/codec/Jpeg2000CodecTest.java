/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.InputException;

/** Code streams of another encoder from an image of ours; see {@code data/PROVENANCE.md}. */
class Jpeg2000CodecTest {

    private static final int WIDTH = 61;
    private static final int HEIGHT = 47;
    private static final String LOSSLESS = "1.2.840.10008.1.2.4.90";

    static byte[] stream(String name) {
        try (InputStream in = Jpeg2000CodecTest.class.getResourceAsStream("/data/jpeg2000/" + name + ".j2k")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static FrameFormat format(int bits, int samples) {
        return new FrameFormat(HEIGHT, WIDTH, samples, bits > 8 ? 16 : 8, bits, bits - 1, false, false, "MONOCHROME2");
    }

    /** A slope, a step and noise that is strong within a disc, so that every coding pass has something to say. */
    private static int pixel(int x, int y, int c, int bits) {
        int slope = (x * 37 + y * 91 + c * 53) * 7;
        int hash = (x * 73856093 ^ y * 19349663 ^ c * 83492791) & 0xffff;
        int noise = (x - 30) * (x - 30) + (y - 20) * (y - 20) < 150 ? hash >> 6 : hash >> 12;
        return (slope << 4) + noise + (x > y ? 20000 : 0) & (1 << bits) - 1;
    }

    private static byte[] image(int bits, int samples) {
        int[] out = new int[WIDTH * HEIGHT * samples];
        for (int p = 0; p < out.length; p++) {
            int q = p / samples;
            out[p] = pixel(q % WIDTH, q / WIDTH, p % samples, bits);
        }
        return CodeStream.toBytes(out, bits, false, format(bits, samples));
    }

    private static byte[] decode(byte[] stream, FrameFormat format) {
        return FrameCodecs.of(LOSSLESS).orElseThrow().decode(List.of(ByteBuffer.wrap(stream)), format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "levels0", "levels1", "tiles", "tiles-offset", "rlcp-precincts", "rpcl-precincts", "bypass", "reset",
        "terminate", "causal", "segmentation", "all-styles", "bypass-terminate"})
    void givesBack16BitsExactly(String name) {
        assertArrayEquals(image(16, 1), decode(stream(name), format(16, 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"layers-lrcp", "sop-eph", "poc", "rgn"})
    void givesBack12BitsExactly(String name) {
        assertArrayEquals(image(12, 1), decode(stream(name), format(12, 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcrl-layers", "cprl-tiles"})
    void givesBackColoursExactly(String name) {
        assertArrayEquals(image(8, 3), decode(stream(name), format(8, 3)));
    }

    /** The image fills its range with sharp edges: OpenJPEG's own decoder errs by as much (the limits are its errors). */
    @ParameterizedTest
    @CsvSource({"irreversible, 12, 1, 1", "irreversible-colour, 8, 3, 11"})
    void comesNearWithTheIrreversibleTransform(String name, int bits, int samples, int most) {
        byte[] a = image(bits, samples);
        byte[] b = decode(stream(name), format(bits, samples));
        int worst = 0;
        for (int p = 0; p < a.length; p += bits > 8 ? 2 : 1) {
            int va = bits > 8 ? a[p] & 0xff | (a[p + 1] & 0xff) << 8 : a[p] & 0xff;
            int vb = bits > 8 ? b[p] & 0xff | (b[p + 1] & 0xff) << 8 : b[p] & 0xff;
            worst = Math.max(worst, Math.abs(va - vb));
        }
        assertTrue(worst <= most, "largest error " + worst);
    }

    @Test
    void joinsFragments() {
        byte[] s = stream("tiles");
        List<ByteBuffer> parts = List.of(ByteBuffer.wrap(s, 0, 100), ByteBuffer.wrap(s, 100, s.length - 100));
        assertArrayEquals(image(16, 1), FrameCodecs.of(LOSSLESS).orElseThrow().decode(parts, format(16, 1)));
    }

    @Test
    void refusesAnEarlyEndAtEveryByte() {
        byte[] s = stream("tiles");
        for (int n = 0; n < s.length - 2; n += 13) {
            byte[] part = Arrays.copyOf(s, n);
            assertThrows(InputException.class, () -> decode(part, format(16, 1)), n + " bytes");
        }
    }

    @Test
    void refusesAnotherSizeByItsNumbers() {
        InputException e = assertThrows(InputException.class,
                () -> decode(stream("default"), new FrameFormat(HEIGHT + 1, WIDTH, 1, 16, 16, 15, false, false, "MONOCHROME2")));
        assertEquals("JPEG 2000 code stream holds 61 x 47 pixels of 1 samples, the data set says 61 x 48 of 1", e.getMessage());
    }

    @Test
    void refusesMoreBitsThanAreAllocated() {
        InputException e = assertThrows(InputException.class, () -> decode(stream("default"), format(8, 1)));
        assertEquals("JPEG 2000 code stream holds 16 bits for each sample, more than the 8 that the data set allocates", e.getMessage());
    }

    @Test
    void refusesHighThroughputCodeBlocksByName() {
        byte[] s = stream("default");
        // capabilities in SIZ, behind SOC, marker and length
        s[6] |= 0x40;
        InputException e = assertThrows(InputException.class, () -> decode(s, format(16, 1)));
        assertTrue(e.getMessage().contains("HTJ2K"), e.getMessage());
    }
}
