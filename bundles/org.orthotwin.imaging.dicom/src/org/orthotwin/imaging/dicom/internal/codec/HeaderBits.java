/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

/** The bits of a packet header of JPEG 2000: after a byte of ones the next byte has seven (ITU-T T.800 B.10.1). */
final class HeaderBits {

    private final byte[] in;
    private int at;
    private int held;
    private int current;

    HeaderBits(byte[] in, int at) {
        this.in = in;
        this.at = at;
    }

    int bit() {
        if (held == 0) {
            boolean stuffed = current == 0xff;
            if (at >= in.length) {
                throw Texts.refuse("codec.truncated", Jpeg2000Codec.NAME, at);
            }
            current = in[at++] & 0xff;
            held = stuffed ? 7 : 8;
        }
        held--;
        return current >> held & 1;
    }

    int bits(int count) {
        int v = 0;
        for (int i = 0; i < count; i++) {
            v = v << 1 | bit();
        }
        return v;
    }

    /** The byte after the header, which ends at a whole byte; a stuffed one after ones is passed over. */
    int finish() {
        if (current == 0xff) {
            at++;
        }
        return at;
    }
}
