/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.DicomObject;

/** Reads, writes and decodes DICOM files; the seam behind which a library may stand. Stateless; used from many threads. */
public interface DicomToolkit {

    /** Whether what it needs is there. Called once, before anything else; may take its time. */
    boolean isUsable();

    /**
     * Whether a file looks like DICOM by its first bytes: with {@code DICM} behind the preamble, or a data set that begins at once.
     *
     * @throws IOException if it cannot be looked at
     */
    boolean accepts(Path file) throws IOException;

    /**
     * Reads a file up to its pixel data, which is found but not loaded. What comes behind it is left out.
     *
     * @throws IOException if the file cannot be read
     * @throws InputException if it is no DICOM, is cut off before its pixel data or is broken, with file name, tag and number; whatever the
     *         file says, time and memory stay bounded by its size and by the toolkit's limits
     */
    DicomObject read(Path file) throws IOException;

    /**
     * Writes a Part 10 file, whole or not at all: meta information, data set, pixel data. An object with plain numbers is written as
     * Explicit VR Little Endian, whatever its {@link DicomObject#syntax()}; one with fragments keeps its syntax.
     *
     * @throws IOException if it cannot be written
     */
    void write(DicomObject object, Path file) throws IOException;

    /** Whether it decodes a transfer syntax. */
    boolean decodes(String syntax);

    /**
     * Decodes one frame to its stored numbers: little-endian, row by row, samples side by side; bitmaps as one byte for each pixel, numbers
     * of fewer bits than are allocated extended (by their sign where they are signed), full range chroma ({@code YBR_FULL},
     * {@code YBR_FULL_422}, {@code YBR_RCT}, {@code YBR_ICT}) as RGB. Modality and palette tables are not applied.
     *
     * @param frame from 0
     * @param into exactly as many bytes remain as a decoded frame has; filled from its position
     * @throws IOException if the file cannot be read
     * @throws InputException if the syntax is not known, with its name, or the pixel data is cut off, broken or contradicts the data set
     */
    void decode(DicomObject object, int frame, ByteBuffer into) throws IOException;
}
