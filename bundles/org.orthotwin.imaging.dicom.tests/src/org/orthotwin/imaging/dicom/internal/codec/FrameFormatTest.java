/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FrameFormatTest {

    @Test
    void sizes() {
        assertEquals(2 * 3 * 4, new FrameFormat(3, 4, 1, 16, 12, 11, false, false, "MONOCHROME2").frameBytes());
        assertEquals(3 * 3 * 4, new FrameFormat(3, 4, 3, 8, 8, 7, false, true, "RGB").frameBytes());
        // a bitmap has a byte for each pixel once it is decoded
        assertEquals(3 * 4, new FrameFormat(3, 4, 1, 1, 1, 0, false, false, "MONOCHROME2").frameBytes());
    }

    @Test
    void whatIsNoFrameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new FrameFormat(0, 4, 1, 16, 12, 11, false, false, "MONOCHROME2"));
        assertThrows(IllegalArgumentException.class, () -> new FrameFormat(3, 4, 1, 12, 12, 11, false, false, "MONOCHROME2"));
        assertThrows(IllegalArgumentException.class, () -> new FrameFormat(3, 4, 1, 8, 9, 8, false, false, "MONOCHROME2"));
    }
}
