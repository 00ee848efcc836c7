/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.VoxelStore;

/** The bytes of a file from a place on, unpacked where they are packed, with a refusal that names the file where they end or are broken. */
final class VoxelInput implements Closeable {

    /** DEFLATE makes at most 1032 bytes of one: more than that times its size no packed file holds. */
    static final long DEFLATE_LIMIT = 1032;
    private static final int CHUNK = 1 << 20;

    private final InputStream in;
    private final String name;
    private final Monitor monitor;
    private byte[] chunk;

    private VoxelInput(InputStream in, String name, Monitor monitor) {
        this.in = in;
        this.name = name;
        this.monitor = monitor;
    }

    /**
     * @param offset bytes of the file to leave out, before unpacking
     * @param gzip whether the rest is a gzip stream
     */
    static VoxelInput open(Path file, long offset, boolean gzip, Monitor monitor) throws IOException {
        String name = file.getFileName().toString();
        FileChannel channel = FileChannel.open(file);
        try {
            channel.position(offset);
            InputStream raw = Channels.newInputStream(channel);
            return new VoxelInput(gzip ? new GZIPInputStream(raw, 1 << 16) : new BufferedInputStream(raw, 1 << 16), name, monitor);
        } catch (ZipException | EOFException e) {
            channel.close();
            throw Texts.refuse("gzip.broken", name);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Refuses what a file of this size cannot hold, before anything is allocated for it.
     *
     * @param available bytes of the file from where the data begin, packed or not
     * @param needed bytes that its header promises
     */
    static void requireRoom(String name, long available, boolean packed, long needed) {
        if (packed ? needed / DEFLATE_LIMIT > available + 16 : needed > available) {
            throw Texts.refuse(packed ? "data.impossible" : "data.short", name, needed, available);
        }
    }

    /** Leaves bytes out. */
    void skip(long bytes) throws IOException {
        byte[] buffer = chunk();
        for (long left = bytes; left > 0;) {
            monitor.checkCancelled();
            left -= readSome(buffer, (int) Math.min(left, buffer.length));
        }
    }

    /** Fills an array. */
    void fill(byte[] into, int length) throws IOException {
        for (int at = 0; at < length;) {
            monitor.checkCancelled();
            at += readSome(into, at, Math.min(CHUNK, length - at));
        }
    }

    /** Fills a whole slice. */
    void fill(ByteBuffer slice) throws IOException {
        ByteBuffer to = slice.duplicate().clear();
        byte[] buffer = to.hasArray() ? to.array() : chunk();
        while (to.hasRemaining()) {
            monitor.checkCancelled();
            int wanted = Math.min(CHUNK, to.remaining());
            if (to.hasArray()) {
                to.position(to.position() + readSome(buffer, to.arrayOffset() + to.position(), wanted));
            } else {
                to.put(buffer, 0, readSome(buffer, wanted));
            }
        }
    }

    /** Some bytes, -1 at the end. */
    int read(byte[] into) throws IOException {
        monitor.checkCancelled();
        try {
            return in.read(into);
        } catch (ZipException | EOFException e) {
            throw Texts.refuse("gzip.broken", name);
        }
    }

    /** One more byte, or -1 at the end. */
    int next() throws IOException {
        try {
            return in.read();
        } catch (ZipException | EOFException e) {
            throw Texts.refuse("gzip.broken", name);
        }
    }

    private byte[] chunk() {
        if (chunk == null) {
            chunk = new byte[CHUNK];
        }
        return chunk;
    }

    private int readSome(byte[] into, int length) throws IOException {
        return readSome(into, 0, length);
    }

    private int readSome(byte[] into, int at, int length) throws IOException {
        int n;
        try {
            n = in.read(into, at, length);
        } catch (ZipException | EOFException e) {
            throw Texts.refuse("gzip.broken", name);
        }
        if (n < 0) {
            throw Texts.refuse("data.ends", name);
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Turns numbers that were read big-endian into little-endian ones. */
    static void swap(VoxelStore store, ScalarType type, ByteOrder order, int threads, Monitor monitor) {
        if (order == ByteOrder.LITTLE_ENDIAN || type.bytes() == 1) {
            return;
        }
        Slices.forEach(store.slices(), threads, monitor, k -> swap(store.slice(k), type.bytes()));
    }

    private static void swap(ByteBuffer b, int bytes) {
        for (int at = 0; at < b.capacity(); at += bytes) {
            switch (bytes) {
                case 2 -> b.putShort(at, Short.reverseBytes(b.getShort(at)));
                case 4 -> b.putInt(at, Integer.reverseBytes(b.getInt(at)));
                default -> b.putLong(at, Long.reverseBytes(b.getLong(at)));
            }
        }
    }
}
