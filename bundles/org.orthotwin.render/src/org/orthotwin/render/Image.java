/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

import java.util.Objects;

/**
 * A finished picture: sRGB, 8 bits a channel, rows from the top, no padding.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param argb {@code width * height} pixels 0xAARRGGBB, not premultiplied; taken over, not copied
 */
public record Image(int width, int height, int[] argb) {

    public Image {
        Objects.requireNonNull(argb);
        if (width < 1 || height < 1 || argb.length != (long) width * height) {
            throw new IllegalArgumentException("image of " + width + " x " + height + " pixels with an array of " + argb.length);
        }
    }

    /** The pixel in column {@code x} of row {@code y} (from the top), 0xAARRGGBB. */
    public int pixel(int x, int y) {
        return argb[Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width)];
    }
}
