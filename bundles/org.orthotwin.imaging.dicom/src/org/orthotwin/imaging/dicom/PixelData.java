/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.orthotwin.imaging.dicom.internal.FilePixels;

/** The pixel data of an instance as it lies in its file, found but not loaded. Thread-safe. */
public interface PixelData {

    /** {@link Tag#PixelData}, {@link Tag#FloatPixelData} or {@link Tag#DoubleFloatPixelData}. */
    int tag();

    /** {@link Vr#OB}, {@link Vr#OW}, {@link Vr#OF} or {@link Vr#OD}. */
    Vr vr();

    /** Whether it is a sequence of fragments rather than plain numbers. */
    boolean isEncapsulated();

    /** Bytes of what is not encapsulated, as the file says; may be more than the file has. */
    long length();

    /** Bytes of it, fragments with their headers, that the file can have at most. */
    long available();

    /**
     * Reads from what is not encapsulated, in the byte order of the file.
     *
     * @param offset of the first byte, within the pixel data
     * @param into filled from its position to its limit
     * @throws IOException if the file cannot be read
     * @throws org.orthotwin.core.InputException if it ends before
     */
    void read(long offset, ByteBuffer into) throws IOException;

    /**
     * The fragments of a frame of what is encapsulated.
     *
     * @param frame from 0
     * @param frames as many as the data set says
     * @throws IOException if the file cannot be read
     * @throws org.orthotwin.core.InputException if the fragments are broken or cannot be told apart by frames
     */
    List<ByteBuffer> fragments(int frame, int frames) throws IOException;

    /**
     * In a file, found by a toolkit and not loaded.
     *
     * @param start offset of its first byte in the file; where it is encapsulated, of the item with the offset table
     * @param length in bytes as the file says, or -1 if it is encapsulated; then it is little-endian
     * @throws IOException if the file cannot be looked at
     */
    static PixelData in(Path file, int tag, Vr vr, long start, long length) throws IOException {
        return FilePixels.of(tag, vr, file, start, length);
    }

    /** Numbers in memory, little-endian. */
    static PixelData of(int tag, Vr vr, ByteBuffer... parts) {
        return new MemoryPixels(tag, vr, false, List.of(parts));
    }

    /** Compressed frames in memory, one fragment each. */
    static PixelData ofFrames(List<ByteBuffer> frames) {
        return new MemoryPixels(Tag.PixelData, Vr.OB, true, frames);
    }
}
