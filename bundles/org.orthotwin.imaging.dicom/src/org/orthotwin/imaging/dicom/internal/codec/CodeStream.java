/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import java.nio.ByteBuffer;
import java.util.List;

/** The fragments of a frame in one array, and the way decoded samples become the bytes of a frame. */
final class CodeStream {

    private CodeStream() {
    }

    /** All fragments, one after the other. */
    static byte[] join(List<ByteBuffer> fragments) {
        long total = 0;
        for (ByteBuffer f : fragments) {
            total += f.remaining();
        }
        if (total > Integer.MAX_VALUE - 16) {
            throw Texts.refuse("codec.unsupported", "frame", total + " bytes");
        }
        byte[] all = new byte[(int) total];
        int at = 0;
        for (ByteBuffer f : fragments) {
            int n = f.remaining();
            f.get(f.position(), all, at, n);
            at += n;
        }
        return all;
    }

    /** Refuses a code stream whose size is not the one that the data set says. */
    static void checkSize(String codec, int columns, int rows, int samples, FrameFormat format) {
        if (columns != format.columns() || rows != format.rows() || samples != format.samplesPerPixel()) {
            throw Texts.refuse("codec.size", codec, columns, rows, samples, format.columns(), format.rows(), format.samplesPerPixel());
        }
    }

    /** Refuses samples that do not fit into what the data set allocates. */
    static void checkBits(String codec, int bits, FrameFormat format) {
        if (bits > 8 * format.sampleBytes()) {
            throw Texts.refuse("codec.bits", codec, bits, 8 * format.sampleBytes());
        }
    }

    /**
     * Samples as little-endian bytes.
     *
     * @param samples of a frame, side by side
     * @param bits of each that the code stream holds
     * @param signed whether {@code samples} are signed numbers already; otherwise the highest of {@code bits} is taken for a sign where the
     *        format is signed
     */
    static byte[] toBytes(int[] samples, int bits, boolean signed, FrameFormat format) {
        int width = format.sampleBytes();
        byte[] bytes = new byte[samples.length * width];
        int shift = !signed && format.signed() && bits < 32 ? 32 - bits : 0;
        for (int p = 0, at = 0; p < samples.length; p++) {
            int v = samples[p] << shift >> shift;
            for (int b = 0; b < width; b++) {
                bytes[at++] = (byte) (b < 4 ? v >> 8 * b : format.signed() ? v >> 31 : 0);
            }
        }
        return bytes;
    }
}
