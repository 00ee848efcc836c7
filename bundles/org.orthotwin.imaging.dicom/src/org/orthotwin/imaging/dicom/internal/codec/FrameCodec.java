/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import java.nio.ByteBuffer;
import java.util.List;

/** Decodes the frames of a compressed transfer syntax. Stateless; used from many threads. */
@FunctionalInterface
public interface FrameCodec {

    /**
     * The stored numbers of one frame: little-endian, row by row, the samples of a pixel side by side (never in planes), each in the bytes
     * of {@link FrameFormat#sampleBytes()}, extended by its sign where the format is signed and by zeros where it is not. Colours stay
     * in the space of the code stream, but what the photometric interpretations {@code YBR_RCT} and {@code YBR_ICT} name (the colour
     * transform of JPEG 2000) is undone, to RGB; subsampled chroma is brought to full resolution. {@code YBR_FULL} and
     * {@code YBR_FULL_422} become RGB afterwards, by the caller.
     *
     * @param fragments of this frame in their order, positions at their beginnings; a padding byte may follow the code stream; not changed
     * @param format what the data set says; the caller has checked that {@link FrameFormat#frameBytes()} fits into an array
     * @return exactly {@link FrameFormat#frameBytes()} bytes, in a new array
     * @throws org.orthotwin.core.InputException if the code stream is broken, contradicts the format (size, samples, more bits than are
     *         allocated) or uses what this codec does not know; the caller adds file and frame. Nothing else is thrown for any content
     */
    byte[] decode(List<ByteBuffer> fragments, FrameFormat format);
}
