/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The stored numbers of a volume, one buffer for each slice: in the heap, or beyond {@link #MAPPED_FROM} bytes in a temporary file that is
 * mapped into memory and gone when the program ends, so that a volume larger than the heap can be worked on.
 */
public final class VoxelStore {

    /** Volumes of more bytes than this are mapped: a CT of 512 x 512 x 1024 at two bytes still lies in the heap. */
    public static final long MAPPED_FROM = 768L << 20;
    /** More slices than this are no volume; each has a cost of its own in the heap. */
    public static final int MAX_SLICES = 1 << 20;
    /** What a buffer can hold. */
    public static final long MAX_SLICE_BYTES = Integer.MAX_VALUE - 16;
    /** A mapping holds as many whole slices as fit into this: the number of mappings of a process is limited. */
    private static final long CHUNK = 1L << 30;
    /** Smaller slices are not worth the bookkeeping of memory outside the heap. */
    private static final int OUTSIDE_FROM = 64 << 10;

    private final ByteBuffer[] slices;

    private VoxelStore(ByteBuffer[] slices) {
        this.slices = slices;
    }

    /**
     * Zeros, in the heap up to {@link #MAPPED_FROM} bytes or a quarter of the largest heap, whichever is less.
     *
     * @param slices number of slices
     * @param sliceBytes bytes in each
     * @throws IllegalArgumentException beyond {@link #MAX_SLICES} or {@link #MAX_SLICE_BYTES}
     * @throws IOException if there is no room for the temporary file of a large volume
     */
    public static VoxelStore allocate(int slices, long sliceBytes) throws IOException {
        return allocate(slices, sliceBytes, Math.min(MAPPED_FROM, Runtime.getRuntime().maxMemory() / 4));
    }

    /** As above, mapped beyond {@code mappedFrom} bytes. */
    static VoxelStore allocate(int slices, long sliceBytes, long mappedFrom) throws IOException {
        if (slices < 1 || slices > MAX_SLICES || sliceBytes < 1 || sliceBytes > MAX_SLICE_BYTES) {
            throw new IllegalArgumentException(slices + " slices of " + sliceBytes + " bytes; 1 to " + MAX_SLICES + " of at most "
                    + MAX_SLICE_BYTES + " bytes are expected");
        }
        long total = slices * sliceBytes;
        if (total <= mappedFrom) {
            ByteBuffer[] buffers = new ByteBuffer[slices];
            for (int k = 0; k < slices; k++) {
                buffers[k] = ByteBuffer.allocate((int) sliceBytes).order(ByteOrder.LITTLE_ENDIAN);
            }
            return new VoxelStore(buffers);
        }
        Path file = Files.createTempFile("orthotwin-volume", ".raw");
        try {
            // the file grows as it is written to, and a mapping that runs out of room ends the program
            long room = Files.getFileStore(file).getUsableSpace();
            if (room < total) {
                throw new FileSystemException(file.getParent().toString(), null, "a volume needs " + total + " bytes here; " + room
                        + " are left");
            }
            return new VoxelStore(map(file, slices, sliceBytes));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static ByteBuffer[] map(Path file, int slices, long sliceBytes) throws IOException {
        ByteBuffer[] buffers = new ByteBuffer[slices];
        // where a mapped file cannot be deleted, it goes with the program
        file.toFile().deleteOnExit();
        int chunk = (int) Math.max(1, CHUNK / sliceBytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            for (int from = 0; from < buffers.length; from += chunk) {
                int n = Math.min(chunk, buffers.length - from);
                ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, from * sliceBytes, n * sliceBytes);
                for (int k = 0; k < n; k++) {
                    buffers[from + k] = mapped.slice((int) (k * sliceBytes), (int) sliceBytes).order(ByteOrder.LITTLE_ENDIAN);
                }
            }
        }
        return buffers;
    }

    /**
     * Zeros for one slice of a store that somebody fills himself, slice by slice, up to {@link #MAPPED_FROM} bytes in all. From 64 KiB on
     * they lie outside the heap, as long as there is room: there nobody copies them about, and files are read into them without a detour.
     */
    public static ByteBuffer memory(int bytes) {
        if (bytes >= OUTSIDE_FROM) {
            try {
                return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
            } catch (OutOfMemoryError e) {
                // the room outside the heap may be limited; the heap has its own
            }
        }
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Slices that somebody else filled; they are taken as they are and read little-endian. */
    public static VoxelStore of(ByteBuffer... slices) {
        ByteBuffer[] own = new ByteBuffer[slices.length];
        for (int k = 0; k < slices.length; k++) {
            own[k] = slices[k].duplicate().order(ByteOrder.LITTLE_ENDIAN);
        }
        return new VoxelStore(own);
    }

    public int slices() {
        return slices.length;
    }

    /**
     * The bytes of slice {@code k}, little-endian, first row first. Only the maker of a volume writes; use absolute get and put.
     */
    public ByteBuffer slice(int k) {
        return slices[k];
    }

    /** Whether the slices lie outside the heap. */
    public boolean isMapped() {
        return slices.length > 0 && slices[0].isDirect();
    }
}
