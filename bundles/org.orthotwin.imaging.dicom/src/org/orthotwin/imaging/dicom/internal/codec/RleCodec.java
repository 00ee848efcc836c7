/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * RLE Lossless (PS3.5 Annex G): a header of 64 bytes with the offsets of up to 15 segments, each one byte plane of one sample, most
 * significant byte first, packed by Apple's PackBits.
 */
final class RleCodec implements FrameCodec {

    private static final int HEADER = 64;
    private static final int MOST_SEGMENTS = 15;

    @Override
    public byte[] decode(List<ByteBuffer> fragments, FrameFormat format) {
        byte[] in = CodeStream.join(fragments);
        if (in.length < HEADER) {
            throw Texts.refuse("codec.truncated", "RLE", in.length);
        }
        ByteBuffer header = ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN);
        int segments = header.getInt(0);
        int bytes = format.sampleBytes();
        int samples = format.samplesPerPixel();
        int expected = bytes * samples;
        if (segments != expected || segments > MOST_SEGMENTS) {
            throw Texts.broken("RLE", segments + " segments, " + expected + " expected");
        }
        int pixels = format.rows() * format.columns();
        byte[] out = new byte[pixels * expected];
        for (int s = 0; s < segments; s++) {
            long from = header.getInt(4 + 4 * s) & 0xffffffffL;
            long to = s + 1 < segments ? header.getInt(8 + 4 * s) & 0xffffffffL : in.length;
            if (from < HEADER || to > in.length || from > to) {
                throw Texts.broken("RLE", "segment " + s + " from byte " + from + " to " + to + " of " + in.length);
            }
            // sample by sample, most significant byte first; into little-endian, samples side by side
            unpack(in, (int) from, (int) to, out, s / bytes * bytes + bytes - 1 - s % bytes, expected, pixels, s);
        }
        return out;
    }

    private static void unpack(byte[] in, int from, int to, byte[] out, int first, int step, int count, int segment) {
        int at = from;
        int o = first;
        int left = count;
        while (left > 0) {
            if (at >= to) {
                throw Texts.refuse("codec.truncated", "RLE", at);
            }
            int n = in[at++];
            if (n >= 0) {
                n++;
                if (n > left || at + n > to) {
                    throw Texts.broken("RLE", "segment " + segment + " is longer or shorter than " + count + " bytes");
                }
                for (int i = 0; i < n; i++, o += step) {
                    out[o] = in[at++];
                }
                left -= n;
            } else if (n != -128) {
                n = 1 - n;
                if (n > left || at >= to) {
                    throw Texts.broken("RLE", "segment " + segment + " is longer or shorter than " + count + " bytes");
                }
                byte v = in[at++];
                for (int i = 0; i < n; i++, o += step) {
                    out[o] = v;
                }
                left -= n;
            }
        }
    }
}
