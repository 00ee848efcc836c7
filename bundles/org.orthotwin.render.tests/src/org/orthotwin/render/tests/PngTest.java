/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Inflater;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.render.Image;
import org.orthotwin.render.Png;
import org.orthotwin.render.internal.Zlib;

class PngTest {

    /** Reads back with the Java library's decoder. */
    private static int[] decode(byte[] png, int width, int height) throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(png));
        assertEquals(width, image.getWidth());
        assertEquals(height, image.getHeight());
        return image.getRGB(0, 0, width, height, null, 0, width);
    }

    @Test
    void anotherDecoderReadsTheSamePixels() throws IOException {
        Random random = new Random(7);
        for (int kind = 0; kind < 5; kind++) {
            for (int[] size : new int[][] {{1, 1}, {3, 2}, {257, 19}, {640, 333}}) {
                int[] p = new int[size[0] * size[1]];
                for (int i = 0; i < p.length; i++) {
                    p[i] = switch (kind) {
                        case 0 -> 0xFF336699;
                        case 1 -> 0xFF000000 | random.nextInt(1 << 24);
                        case 2 -> 0xFF000000 | (i % size[0]) * 0x010101 & 0xFFFFFF;
                        case 3 -> 0x80000000 | random.nextInt(3) << 5;
                        default -> 0xFF000000 | (random.nextInt(200) == 0 ? 0xFFFFFF : 0x202020);
                    };
                }
                byte[] png = Png.encode(new Image(size[0], size[1], p));
                assertArrayEquals(p, decode(png, size[0], size[1]));
                assertArrayEquals(png, Png.encode(new Image(size[0], size[1], p.clone())));
            }
        }
    }

    @Test
    void theCompressorIsUnderstoodAndWorthIt() throws Exception {
        Random random = new Random(3);
        for (int n : new int[] {0, 1, 2, 3, 257, 258, 259, 70000, 400000}) {
            for (int kind = 0; kind < 4; kind++) {
                byte[] data = new byte[n];
                for (int i = 0; i < n; i++) {
                    // Noise, one value, text of few letters, and frequencies like Fibonacci's that ask for codes of more than 15 bits.
                    data[i] = (byte) switch (kind) {
                        case 0 -> random.nextInt(256);
                        case 1 -> 5;
                        case 2 -> "the bone ".charAt(i * 7 % 9 * (random.nextInt(9) == 0 ? 0 : 1));
                        default -> Long.numberOfTrailingZeros(random.nextLong() | 1L << 40);
                    };
                }
                byte[] packed = Zlib.compress(data);
                Inflater inflater = new Inflater();
                inflater.setInput(packed);
                byte[] back = new byte[n + 1];
                int got = inflater.inflate(back);
                assertEquals(n, got);
                assertTrue(inflater.finished() || inflater.inflate(back, got, 1) == 0 && inflater.finished());
                assertArrayEquals(data, Arrays.copyOf(back, n));
                inflater.end();
                if (kind == 1 && n > 1000) {
                    assertTrue(packed.length < n / 100, packed.length + " bytes of " + n);
                }
                assertTrue(packed.length <= n + n / 500 + 200, packed.length + " bytes of " + n);
            }
        }
    }

    @Test
    void aFileIsWrittenWholeAndAlone(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("view.png");
        Png.write(file, new Image(2, 1, new int[] {0xFF000000, 0xFFFFFFFF}));
        Png.write(file, new Image(1, 1, new int[] {0xFF123456}));
        assertArrayEquals(new int[] {0xFF123456}, decode(Files.readAllBytes(file), 1, 1));
        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(List.of(file), all.toList());
        }
        assertThrows(IOException.class, () -> Png.write(folder.resolve("missing/view.png"), new Image(1, 1, new int[1])));
    }
}
