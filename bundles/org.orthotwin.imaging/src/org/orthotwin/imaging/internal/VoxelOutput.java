/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.Volume;

/** The stored numbers of a volume as bytes, little-endian, packed or not. */
final class VoxelOutput {

    /** Fast and nearly as small as it gets: most of a volume is noise or nothing. */
    private static final int LEVEL = 4;
    private static final int CHUNK = 1 << 20;

    private VoxelOutput() {
    }

    /** All numbers, slice by slice. */
    static void write(Volume v, OutputStream out, Monitor monitor) throws IOException {
        byte[] chunk = null;
        for (int k = 0; k < v.geometry().nz(); k++) {
            ByteBuffer slice = v.store().slice(k);
            for (int at = 0; at < slice.capacity(); at += CHUNK) {
                monitor.checkCancelled();
                int n = Math.min(CHUNK, slice.capacity() - at);
                if (slice.hasArray()) {
                    out.write(slice.array(), slice.arrayOffset() + at, n);
                } else {
                    chunk = chunk == null ? new byte[CHUNK] : chunk;
                    slice.get(at, chunk, 0, n);
                    out.write(chunk, 0, n);
                }
            }
            monitor.worked(1);
        }
    }

    /** Runs {@code body} on a gzip stream that ends before {@code out} does; the same bytes for the same content. */
    static void pack(OutputStream out, AtomicFiles.Body body) throws IOException {
        Packed packed = new Packed(out);
        try {
            body.writeTo(packed);
            packed.finish();
        } finally {
            packed.end();
        }
    }

    private static final class Packed extends GZIPOutputStream {

        Packed(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(LEVEL);
        }

        /** Gives the native memory back without closing what is below. */
        void end() {
            def.end();
        }
    }
}
