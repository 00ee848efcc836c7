/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.nio.ByteBuffer;
import java.util.List;
import org.orthotwin.imaging.dicom.internal.Texts;

/** Pixel data that somebody has made. */
record MemoryPixels(int tag, Vr vr, boolean isEncapsulated, List<ByteBuffer> parts) implements PixelData {

    MemoryPixels {
        parts = List.copyOf(parts);
    }

    @Override
    public long length() {
        return parts.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    @Override
    public long available() {
        return length();
    }

    @Override
    public void read(long offset, ByteBuffer into) {
        long at = 0;
        for (ByteBuffer p : parts) {
            long skip = Math.max(0, offset - at);
            if (into.hasRemaining() && skip < p.remaining()) {
                int n = (int) Math.min(into.remaining(), p.remaining() - skip);
                into.put(p.slice(p.position() + (int) skip, n));
                offset += n;
            }
            at += p.remaining();
        }
        if (into.hasRemaining()) {
            throw Texts.refuse("dicom.pixels.short", Tag.describe(tag), length(), offset + into.remaining());
        }
    }

    @Override
    public List<ByteBuffer> fragments(int frame, int frames) {
        if (frame < 0 || frame >= parts.size()) {
            throw Texts.refuse("dicom.frame.missing", frame + 1, parts.size());
        }
        return List.of(parts.get(frame).slice());
    }
}
