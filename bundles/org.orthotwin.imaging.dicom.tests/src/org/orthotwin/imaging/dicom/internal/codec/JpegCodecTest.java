/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.InputException;

/** Against encoders that are as plain as the standard allows: every code has one length, no optimisation. */
class JpegCodecTest {

    private static final int ROWS = 21;
    private static final int COLUMNS = 30;

    private static byte[] decode(byte[] stream, FrameFormat format) {
        return FrameCodecs.of("1.2.840.10008.1.2.4.57").orElseThrow().decode(List.of(ByteBuffer.wrap(stream)), format);
    }

    private static FrameFormat format(int bits, int samples) {
        return new FrameFormat(ROWS, COLUMNS, samples, bits > 8 ? 16 : 8, bits, bits - 1, false, false, "MONOCHROME2");
    }

    /** Writes marker segments and stuffed bits. */
    private static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int held;
        private int current;

        void segment(int marker, int... bytes) {
            out.write(0xff);
            out.write(marker);
            out.write(bytes.length + 2 >> 8);
            out.write(bytes.length + 2);
            for (int b : bytes) {
                out.write(b);
            }
        }

        void marker(int marker) {
            out.write(0xff);
            out.write(marker);
        }

        void bits(int value, int count) {
            for (int i = count - 1; i >= 0; i--) {
                current = current << 1 | value >> i & 1;
                if (++held == 8) {
                    out.write(current);
                    if (current == 0xff) {
                        out.write(0);
                    }
                    held = 0;
                    current = 0;
                }
            }
        }

        void flush() {
            while (held != 0) {
                bits(1, 1);
            }
        }

        /** A table in which the symbols 0 to count - 1 have codes of {@code length} bits, the symbol being the code. */
        void table(int which, int length, int count) {
            int[] bytes = new int[17 + count];
            bytes[0] = which;
            bytes[length] = count;
            for (int i = 0; i < count; i++) {
                bytes[17 + i] = i;
            }
            segment(0xc4, bytes);
        }

        void difference(int d, int codeLength) {
            int size = 32 - Integer.numberOfLeadingZeros(Math.abs(d));
            bits(size, codeLength);
            if (size > 0 && size < 16) {
                bits(d < 0 ? d - 1 & (1 << size) - 1 : d, size);
            }
        }
    }

    private static int[] noise(int bits, int samples, long seed) {
        Random random = new Random(seed);
        int[] image = new int[ROWS * COLUMNS * samples];
        for (int i = 0; i < image.length; i++) {
            image[i] = random.nextInt(1 << bits);
        }
        return image;
    }

    static byte[] lossless(int[] image, int bits, int samples, int predictor, int restartLines) {
        Writer w = new Writer();
        w.marker(0xd8);
        int[] frame = new int[6 + 3 * samples];
        System.arraycopy(new int[] {bits, 0, ROWS, 0, COLUMNS, samples}, 0, frame, 0, 6);
        int[] scan = new int[4 + 2 * samples];
        scan[0] = samples;
        for (int c = 0; c < samples; c++) {
            frame[6 + 3 * c] = c + 1;
            frame[7 + 3 * c] = 0x11;
            scan[1 + 2 * c] = c + 1;
        }
        scan[1 + 2 * samples] = predictor;
        w.segment(0xc3, frame);
        w.table(0, 5, 17);
        if (restartLines > 0) {
            w.segment(0xdd, restartLines * COLUMNS >> 8, restartLines * COLUMNS & 0xff);
        }
        w.segment(0xda, scan);
        int top = 0;
        int restarts = 0;
        for (int y = 0; y < ROWS; y++) {
            if (restartLines > 0 && y > 0 && y % restartLines == 0) {
                w.flush();
                w.marker(0xd0 + restarts++ % 8);
                top = y;
            }
            for (int x = 0; x < COLUMNS; x++) {
                for (int c = 0; c < samples; c++) {
                    int p = (y * COLUMNS + x) * samples + c;
                    int line = COLUMNS * samples;
                    int prediction;
                    if (y == top) {
                        prediction = x == 0 ? 1 << bits - 1 : image[p - samples];
                    } else if (x == 0) {
                        prediction = image[p - line];
                    } else {
                        int a = image[p - samples];
                        int b = image[p - line];
                        int d = image[p - line - samples];
                        prediction = new int[] {0, a, b, d, a + b - d, a + (b - d >> 1), b + (a - d >> 1), a + b >> 1}[predictor];
                    }
                    // modulo 2^16, as the standard has it
                    int difference = (short) (image[p] - prediction);
                    w.difference(difference == -32768 ? 32768 : difference, 5);
                }
            }
        }
        w.flush();
        w.marker(0xd9);
        return w.out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 1, 0", "8, 1, 1, 0", "12, 1, 2, 0", "16, 1, 3, 0", "16, 1, 4, 0", "16, 1, 5, 0", "16, 1, 6, 0", "16, 1, 7, 0",
        "8, 3, 4, 0", "12, 1, 7, 4", "8, 3, 1, 1"})
    void losslessGivesBackTheImage(int bits, int samples, int predictor, int restartLines) {
        int[] image = noise(bits, samples, 11);
        byte[] expected = CodeStream.toBytes(image, bits, false, format(bits, samples));
        assertArrayEquals(expected, decode(lossless(image, bits, samples, predictor, restartLines), format(bits, samples)));
    }

    @Test
    void takesTheHighestStoredBitForASignWhereTheDataSetSaysSo() {
        int[] image = noise(12, 1, 3);
        FrameFormat signed = new FrameFormat(ROWS, COLUMNS, 1, 16, 12, 11, true, false, "MONOCHROME2");
        byte[] decoded = decode(lossless(image, 12, 1, 1, 0), signed);
        for (int p = 0; p < image.length; p++) {
            int v = image[p] << 20 >> 20;
            assertTrue((decoded[2 * p] & 0xff | decoded[2 * p + 1] << 8) == v, "sample " + p);
        }
    }

    /** Sequential, with quantisation by one: nothing is lost but the rounding of coefficients. */
    static byte[] sequential(int[] image, int bits) {
        int[] order = order();
        Writer w = new Writer();
        w.marker(0xd8);
        int[] ones = new int[65];
        Arrays.fill(ones, 1, 65, 1);
        w.segment(0xdb, ones);
        w.segment(0xc1, bits, 0, ROWS, 0, COLUMNS, 1, 1, 0x11, 0);
        w.table(0, 5, 17);
        w.table(0x10, 9, 255);
        w.segment(0xda, 1, 1, 0, 0, 63, 0);
        int before = 0;
        for (int by = 0; by < ROWS; by += 8) {
            for (int bx = 0; bx < COLUMNS; bx += 8) {
                int[] f = forward(image, bx, by, 1 << bits - 1);
                w.difference(f[0] - before, 5);
                before = f[0];
                int run = 0;
                for (int k = 1; k < 64; k++) {
                    int v = f[order[k]];
                    if (v == 0) {
                        run++;
                        continue;
                    }
                    for (; run > 15; run -= 16) {
                        w.bits(0xf0, 9);
                    }
                    int size = 32 - Integer.numberOfLeadingZeros(Math.abs(v));
                    w.bits(run << 4 | size, 9);
                    w.bits(v < 0 ? v - 1 & (1 << size) - 1 : v, size);
                    run = 0;
                }
                if (run > 0) {
                    w.bits(0, 9);
                }
            }
        }
        w.flush();
        w.marker(0xd9);
        return w.out.toByteArray();
    }

    /** Zigzag: diagonals, up and down in turn. */
    private static int[] order() {
        int[] order = new int[64];
        int at = 0;
        for (int d = 0; d < 15; d++) {
            for (int i = 0; i <= d; i++) {
                int u = d % 2 == 0 ? i : d - i;
                int v = d - u;
                if (u < 8 && v < 8) {
                    order[at++] = 8 * v + u;
                }
            }
        }
        return order;
    }

    private static int[] forward(int[] image, int bx, int by, int level) {
        int[] f = new int[64];
        for (int v = 0; v < 8; v++) {
            for (int u = 0; u < 8; u++) {
                double s = 0;
                for (int y = 0; y < 8; y++) {
                    for (int x = 0; x < 8; x++) {
                        int px = Math.min(COLUMNS - 1, bx + x);
                        int py = Math.min(ROWS - 1, by + y);
                        s += (image[py * COLUMNS + px] - level) * Math.cos((2 * x + 1) * u * Math.PI / 16)
                                * Math.cos((2 * y + 1) * v * Math.PI / 16);
                    }
                }
                f[8 * v + u] = (int) Math.rint(s / 4 * (u == 0 ? Math.sqrt(0.5) : 1) * (v == 0 ? Math.sqrt(0.5) : 1));
            }
        }
        return f;
    }

    @ParameterizedTest
    @CsvSource({"8", "12"})
    void sequentialComesWithinTheRoundingOfItsCoefficients(int bits) {
        int[] image = noise(bits, 1, 17);
        byte[] decoded = decode(sequential(image, bits), format(bits, 1));
        int width = bits > 8 ? 2 : 1;
        double squares = 0;
        for (int p = 0; p < image.length; p++) {
            int v = width == 1 ? decoded[p] & 0xff : decoded[2 * p] & 0xff | (decoded[2 * p + 1] & 0xff) << 8;
            squares += (v - image[p]) * (double) (v - image[p]);
            assertTrue(Math.abs(v - image[p]) <= 2, "sample " + p + ": " + v + " for " + image[p]);
        }
        // coefficients rounded to one and samples rounded to one: variance 1/12 each
        double rms = Math.sqrt(squares / image.length);
        assertTrue(rms < 0.45, "root mean square " + rms);
    }

    @Test
    void refusesAnEarlyEndAndWhatItDoesNotKnow() {
        byte[] s = lossless(noise(12, 1, 1), 12, 1, 1, 0);
        for (int n = 0; n < s.length - 4; n += 5) {
            byte[] part = Arrays.copyOf(s, n);
            assertThrows(InputException.class, () -> decode(part, format(12, 1)), n + " bytes");
        }
        byte[] arithmetic = s.clone();
        arithmetic[3] = (byte) 0xcb;
        InputException e = assertThrows(InputException.class, () -> decode(arithmetic, format(12, 1)));
        assertTrue(e.getMessage().contains("arithmetic coding"), e.getMessage());
    }
}
