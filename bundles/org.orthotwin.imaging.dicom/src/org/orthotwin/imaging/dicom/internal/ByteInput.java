/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Bytes of a file in windows, or of an array. Windows are never written again, so that values may point into them.
 */
final class ByteInput {

    /** As a rule the whole header of a slice; one read. */
    private static final int FIRST_WINDOW = 16 << 10;
    private static final int WINDOW = 128 << 10;

    private final FileChannel channel;
    private final long size;
    private byte[] window;
    /** Place of the window's first byte in the file. */
    private long base;
    private int at;
    private int limit;

    ByteInput(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
        this.window = new byte[0];
    }

    ByteInput(byte[] bytes, int length) {
        this.channel = null;
        this.size = length;
        this.window = bytes;
        this.limit = length;
    }

    long position() {
        return base + at;
    }

    long size() {
        return size;
    }

    long remaining() {
        return size - position();
    }

    void seek(long position) {
        if (position >= base && position <= base + limit) {
            at = (int) (position - base);
        } else {
            base = position;
            at = 0;
            limit = 0;
        }
    }

    /** Makes the next {@code n} bytes lie in {@link #window()} from {@link #offset()} on; the caller has checked that there are so many. */
    void need(int n) throws IOException {
        if (limit - at >= n) {
            return;
        }
        long from = position();
        int wish = Math.max(n, base == 0 && limit == 0 ? FIRST_WINDOW : WINDOW);
        int length = (int) Math.min(wish, size - from);
        byte[] fresh = new byte[length];
        ByteBuffer b = ByteBuffer.wrap(fresh);
        while (b.hasRemaining()) {
            if (channel.read(b, from + b.position()) < 0) {
                throw new java.io.EOFException("the file became shorter while it was read");
            }
        }
        window = fresh;
        base = from;
        at = 0;
        limit = length;
    }

    byte[] window() {
        return window;
    }

    int offset() {
        return at;
    }

    void skip(long n) {
        seek(position() + n);
    }

    int unsigned8(int i) {
        return window[at + i] & 0xff;
    }

    int unsigned16(int i, boolean big) {
        int a = window[at + i] & 0xff;
        int b = window[at + i + 1] & 0xff;
        return big ? a << 8 | b : b << 8 | a;
    }

    long unsigned32(int i, boolean big) {
        long low = unsigned16(i, big);
        long high = unsigned16(i + 2, big);
        return big ? low << 16 | high : high << 16 | low;
    }

    /** A tag: two numbers of 16 bits, group first in either order. */
    int tag(int i, boolean big) {
        return unsigned16(i, big) << 16 | unsigned16(i + 2, big);
    }
}
