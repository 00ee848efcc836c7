/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.InputException;

class RleCodecTest {

    private static byte[] decode(byte[] stream, FrameFormat format) {
        return FrameCodecs.of("1.2.840.10008.1.2.5").orElseThrow().decode(List.of(ByteBuffer.wrap(stream)), format);
    }

    /** Literal runs of up to {@code literal} bytes, then repeated ones; a no-operation between. */
    private static byte[] pack(byte[] plane, int literal) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < plane.length) {
            int same = 1;
            while (at + same < plane.length && same < 128 && plane[at + same] == plane[at]) {
                same++;
            }
            if (same > 1) {
                out.write(1 - same);
                out.write(plane[at]);
                at += same;
            } else {
                int n = Math.min(literal, plane.length - at);
                out.write(n - 1);
                out.write(plane, at, n);
                at += n;
                out.write(-128);
            }
        }
        if (out.size() % 2 != 0) {
            out.write(0);
        }
        return out.toByteArray();
    }

    static byte[] encode(byte[] frame, int bytes, int samples, int pixels) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putInt(0, bytes * samples);
        for (int s = 0; s < samples; s++) {
            for (int b = bytes - 1; b >= 0; b--) {
                byte[] plane = new byte[pixels];
                for (int p = 0; p < pixels; p++) {
                    plane[p] = frame[(p * samples + s) * bytes + b];
                }
                header.putInt(4 + 4 * (s * bytes + bytes - 1 - b), 64 + body.size());
                body.writeBytes(pack(plane, 7));
            }
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(header.array());
        all.writeBytes(body.toByteArray());
        return all.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "8, 3", "16, 1", "16, 3", "32, 1"})
    void unpacksWhatWasPacked(int bits, int samples) {
        Random random = new Random(5);
        byte[] frame = new byte[13 * 11 * samples * bits / 8];
        for (int i = 0; i < frame.length; i++) {
            // runs and noise
            frame[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 42);
        }
        FrameFormat format = new FrameFormat(11, 13, samples, bits, bits, bits - 1, false, false, samples == 1 ? "MONOCHROME2" : "RGB");
        assertArrayEquals(frame, decode(encode(frame, bits / 8, samples, 13 * 11), format));
    }

    @Test
    void refusesSegmentsThatDoNotFit() {
        FrameFormat format = new FrameFormat(4, 4, 1, 8, 8, 7, false, false, "MONOCHROME2");
        byte[] two = encode(new byte[32], 2, 1, 16);
        assertEquals("RLE code stream is broken: 2 segments, 1 expected",
                assertThrows(InputException.class, () -> decode(two, format)).getMessage());
        byte[] sound = encode(new byte[16], 1, 1, 16);
        byte[] beyond = sound.clone();
        beyond[5] = 7;
        assertThrows(InputException.class, () -> decode(beyond, format));
        byte[] longer = encode(new byte[20], 1, 1, 20);
        assertThrows(InputException.class, () -> decode(longer, format));
        byte[] shorter = encode(new byte[12], 1, 1, 12);
        assertThrows(InputException.class, () -> decode(shorter, format));
        assertThrows(InputException.class, () -> decode(new byte[10], format));
    }
}
