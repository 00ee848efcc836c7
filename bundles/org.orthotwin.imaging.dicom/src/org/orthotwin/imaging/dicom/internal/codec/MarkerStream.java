/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

/** A code stream of the JPEG family from its bytes on: where its reader is, and the numbers there, big-endian. */
abstract class MarkerStream {

    final byte[] in;
    final FrameFormat format;
    int at;
    private final String name;

    /** @param name of the codec, for refusals */
    MarkerStream(String name, byte[] in, FrameFormat format) {
        this.name = name;
        this.in = in;
        this.format = format;
    }

    final int byteAt() {
        if (at >= in.length) {
            throw Texts.refuse("codec.truncated", name, at);
        }
        return in[at++] & 0xff;
    }

    final int word() {
        return byteAt() << 8 | byteAt();
    }

    /** The end of the marker segment whose length comes now. */
    final int segmentEnd() {
        int start = at;
        int length = word();
        int end = start + length;
        if (length < 2 || end > in.length) {
            throw Texts.broken(name, "marker segment of " + length + " bytes at byte " + start);
        }
        return end;
    }
}
