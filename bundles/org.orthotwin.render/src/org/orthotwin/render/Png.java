/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

import org.orthotwin.render.internal.Zlib;

/**
 * Portable Network Graphics, 8 bits a channel, sRGB, without time stamp or any text. The compressor is our own: the Java library's one
 * hands on to whatever zlib the machine has, and their outputs differ.
 */
public final class Png {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    private static final AtomicInteger COUNTER = new AtomicInteger();
    /** Bytes of a row after which a filter may be given up. */
    private static final int STRETCH = 256;

    private Png() {
    }

    /** The file's bytes; without an alpha channel if all pixels are opaque. The same image gives the same bytes on any machine. */
    public static byte[] encode(Image image) {
        boolean alpha = false;
        for (int p : image.argb()) {
            alpha |= p >>> 24 != 255;
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.write(SIGNATURE);
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream h = new DataOutputStream(header);
            h.writeInt(image.width());
            h.writeInt(image.height());
            h.write(new byte[] {8, (byte) (alpha ? 6 : 2), 0, 0, 0});
            chunk(out, "IHDR", header.toByteArray());
            chunk(out, "sRGB", new byte[1]);
            chunk(out, "IDAT", Zlib.compress(filtered(image, alpha ? 4 : 3)));
            chunk(out, "IEND", new byte[0]);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a PNG file: whole or not at all, through a temporary file beside it.
     *
     * @throws IOException if the file cannot be written; nothing is left behind then
     */
    public static void write(Path file, Image image) throws IOException {
        byte[] bytes = encode(image);
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid() + "-"
                + COUNTER.incrementAndGet() + ".part");
        try {
            Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }

    /** The rows with the filter that leaves the smallest sum of absolute differences, as the PNG specification advises. */
    private static byte[] filtered(Image image, int channels) {
        int stride = image.width() * channels;
        byte[] out = new byte[Math.multiplyExact(stride + 1, image.height())];
        byte[] previous = new byte[stride];
        byte[] row = new byte[stride];
        byte[][] candidates = new byte[5][stride];
        int at = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int p = image.argb()[y * image.width() + x];
                row[channels * x] = (byte) (p >> 16);
                row[channels * x + 1] = (byte) (p >> 8);
                row[channels * x + 2] = (byte) p;
                if (channels == 4) {
                    row[4 * x + 3] = (byte) (p >> 24);
                }
            }
            int best = 0;
            long least = Long.MAX_VALUE;
            for (int kind = 0; kind < candidates.length && least > 0; kind++) {
                long sum = filter(kind, row, previous, channels, candidates[kind], least);
                if (sum < least) {
                    least = sum;
                    best = kind;
                }
            }
            out[at++] = (byte) best;
            System.arraycopy(candidates[best], 0, out, at, stride);
            at += stride;
            byte[] swap = previous;
            previous = row;
            row = swap;
        }
        return out;
    }

    /** One row by one kind of filter, and the sum of absolute differences; given up where that is no longer below {@code least}. */
    private static long filter(int kind, byte[] row, byte[] above, int channels, byte[] out, long least) {
        long sum = 0;
        for (int from = 0; from < row.length && sum < least; from += STRETCH) {
            int to = Math.min(row.length, from + STRETCH);
            for (int i = from; i < to; i++) {
                int a = i < channels ? 0 : row[i - channels] & 255;
                int b = above[i] & 255;
                int guess = switch (kind) {
                    case 0 -> 0;
                    case 1 -> a;
                    case 2 -> b;
                    case 3 -> a + b >> 1;
                    default -> paeth(a, b, i < channels ? 0 : above[i - channels] & 255);
                };
                out[i] = (byte) (row[i] - guess);
                sum += Math.abs(out[i]);
            }
        }
        return sum;
    }

    private static int paeth(int a, int b, int c) {
        int p = a + b - c;
        int pa = Math.abs(p - a);
        int pb = Math.abs(p - b);
        int pc = Math.abs(p - c);
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
}
