/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import java.util.Objects;

/**
 * What a data set says about each of its frames (PS3.3 C.7.6.3, Image Pixel Module).
 *
 * @param rows (0028,0010), at least 1
 * @param columns (0028,0011), at least 1
 * @param samplesPerPixel (0028,0002): 1, or 3 for colours
 * @param bitsAllocated (0028,0100): 1, or a whole number of bytes up to 64
 * @param bitsStored (0028,0101), at most the allocated ones
 * @param highBit (0028,0102)
 * @param signed whether (0028,0103) says two's complement
 * @param planar whether (0028,0006) says one plane for each colour; of a compressed frame the code stream knows better
 * @param photometric (0028,0004) Photometric Interpretation
 */
public record FrameFormat(int rows, int columns, int samplesPerPixel, int bitsAllocated, int bitsStored, int highBit, boolean signed,
        boolean planar, String photometric) {

    public FrameFormat {
        Objects.requireNonNull(photometric);
        if (rows < 1 || columns < 1 || samplesPerPixel < 1 || bitsAllocated != 1 && (bitsAllocated % 8 != 0 || bitsAllocated < 8
                || bitsAllocated > 64) || bitsStored < 1 || bitsStored > bitsAllocated) {
            throw new IllegalArgumentException("frame of " + rows + " x " + columns + " pixels of " + samplesPerPixel + " samples with "
                    + bitsStored + " of " + bitsAllocated + " bits");
        }
    }

    /** Bytes of one stored number after decoding: bitmaps become one byte for each pixel. */
    public int sampleBytes() {
        return bitsAllocated == 1 ? 1 : bitsAllocated / 8;
    }

    /** Bytes of a decoded frame. */
    public long frameBytes() {
        return (long) rows * columns * samplesPerPixel * sampleBytes();
    }
}
