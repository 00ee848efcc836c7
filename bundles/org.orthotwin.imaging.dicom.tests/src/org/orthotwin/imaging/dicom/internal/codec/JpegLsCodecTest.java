/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.InputException;

class JpegLsCodecTest {

    static final byte[] EXAMPLE = HexFormat.of().parseHex("FFD8" + "FFF7000B080004000401011100" + "FFDA0008010100000000"
            + "C000006C80208E01C0000057400000" + "6EE600000" + "1BC18000005D800009160" + "FFD9");
    private static final FrameFormat FORMAT = new FrameFormat(4, 4, 1, 8, 8, 7, false, false, "MONOCHROME2");

    private static byte[] decode(byte[] stream, FrameFormat format) {
        return FrameCodecs.of("1.2.840.10008.1.2.4.80").orElseThrow().decode(List.of(ByteBuffer.wrap(stream)), format);
    }

    /** ITU-T T.87, Annex H.3. */
    @Test
    void decodesTheWorkedExampleOfTheStandard() {
        int[] expected = {0, 0, 90, 74, 68, 50, 43, 205, 64, 145, 145, 145, 100, 145, 145, 145};
        byte[] bytes = new byte[16];
        for (int i = 0; i < 16; i++) {
            bytes[i] = (byte) expected[i];
        }
        assertArrayEquals(bytes, decode(EXAMPLE, FORMAT));
    }

    @Test
    void refusesAnEarlyEnd() {
        for (int n = 0; n < EXAMPLE.length - 4; n++) {
            byte[] part = Arrays.copyOf(EXAMPLE, n);
            assertThrows(InputException.class, () -> decode(part, FORMAT), n + " bytes");
        }
    }

    @Test
    void refusesMappingTablesByName() {
        byte[] mapped = EXAMPLE.clone();
        // table selector of the only component in the scan header
        mapped[21] = 1;
        InputException e = assertThrows(InputException.class, () -> decode(mapped, FORMAT));
        assertEquals("JPEG-LS code stream uses mapping tables, which is not supported", e.getMessage());
    }
}
