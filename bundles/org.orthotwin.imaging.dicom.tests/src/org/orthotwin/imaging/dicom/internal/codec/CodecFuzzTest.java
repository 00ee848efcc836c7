/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.InputException;

/** Whatever bytes come in, a codec gives a frame of the right size or refuses, in bounded time. */
class CodecFuzzTest {

    /** Far more than any of these frames of a few thousand pixels needs, on a busy machine too. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static void mutate(String syntax, byte[] sound, FrameFormat format, int rounds, long seed) {
        Random random = new Random(seed);
        FrameCodec codec = FrameCodecs.of(syntax).orElseThrow();
        for (int i = 0; i < rounds; i++) {
            byte[] s = sound.clone();
            int changes = 1 + random.nextInt(4);
            for (int c = 0; c < changes; c++) {
                // headers decide more than data
                int at = random.nextInt(random.nextBoolean() ? s.length : Math.min(s.length, 120));
                s[at] = (byte) switch (random.nextInt(4)) {
                    case 0 -> 0xff;
                    case 1 -> 0;
                    case 2 -> s[at] ^ 1 << random.nextInt(8);
                    default -> random.nextInt();
                };
            }
            if (random.nextInt(8) == 0) {
                s = Arrays.copyOf(s, random.nextInt(s.length));
            }
            byte[] hostile = s;
            assertTimeoutPreemptively(LIMIT, () -> {
                try {
                    assertEquals(format.frameBytes(), codec.decode(List.of(ByteBuffer.wrap(hostile)), format).length);
                } catch (InputException e) {
                    // refused: as good
                }
            }, () -> "seed " + seed);
        }
    }

    private static void all(int rounds, long seed) {
        for (String name : List.of("tiles", "rlcp-precincts", "all-styles", "bypass-terminate", "tiles-offset", "levels0")) {
            mutate("1.2.840.10008.1.2.4.90", Jpeg2000CodecTest.stream(name), Jpeg2000CodecTest.format(16, 1), rounds, seed);
        }
        mutate("1.2.840.10008.1.2.4.90", Jpeg2000CodecTest.stream("poc"), Jpeg2000CodecTest.format(12, 1), rounds, seed);
        mutate("1.2.840.10008.1.2.4.91", Jpeg2000CodecTest.stream("pcrl-layers"), Jpeg2000CodecTest.format(8, 3), rounds, seed);
        mutate("1.2.840.10008.1.2.4.91", Jpeg2000CodecTest.stream("irreversible-colour"), Jpeg2000CodecTest.format(8, 3), rounds, seed);
        mutate("1.2.840.10008.1.2.4.80", JpegLsCodecTest.EXAMPLE, new FrameFormat(4, 4, 1, 8, 8, 7, false, false, "MONOCHROME2"),
                4 * rounds, seed);
        int[] image = new Random(seed).ints(21 * 30, 0, 4096).toArray();
        FrameFormat grey = new FrameFormat(21, 30, 1, 16, 12, 11, false, false, "MONOCHROME2");
        mutate("1.2.840.10008.1.2.4.57", JpegCodecTest.lossless(image, 12, 1, 6, 4), grey, 4 * rounds, seed);
        mutate("1.2.840.10008.1.2.4.51", JpegCodecTest.sequential(image, 12), grey, 4 * rounds, seed);
        byte[] frame = new byte[26 * 11];
        new Random(seed).nextBytes(frame);
        mutate("1.2.840.10008.1.2.5", RleCodecTest.encode(frame, 2, 1, 143), new FrameFormat(11, 13, 1, 16, 16, 15, true, false,
                "MONOCHROME2"), 4 * rounds, seed);
    }

    @Test
    void refusesOrDecodesWhateverComes() {
        all(60, 1);
    }

    @Test
    @Tag("long")
    void refusesOrDecodesWhateverComesForLong() {
        for (long seed = 2; seed < 60; seed++) {
            all(200, seed);
        }
    }

    /** By hand, for as many minutes as {@code ORTHOTWIN_FUZZ_MINUTES} says; a failure names its seed. */
    @Test
    @Tag("long")
    void refusesOrDecodesForAsLongAsAPersonWants() {
        String minutes = System.getenv("ORTHOTWIN_FUZZ_MINUTES");
        assumeTrue(minutes != null, "ORTHOTWIN_FUZZ_MINUTES is not set");
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.parseLong(minutes));
        for (long seed = System.currentTimeMillis(); System.nanoTime() < end; seed++) {
            all(200, seed);
        }
    }
}
