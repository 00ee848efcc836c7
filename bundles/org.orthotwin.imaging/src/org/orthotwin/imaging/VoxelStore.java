/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
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

    private final ByteBuffer[] slices;

    private VoxelStore(ByteBuffer[] slices) {
        this.slices = slices;
    }

    /**
     * Zeros.
     *
     * @param slices number of slices
     * @param sliceBytes bytes in each
     * @throws IllegalArgumentException if a slice has 2 GiB or more
     * @throws IOException if there is no room for the temporary file of a large volume
     */
    public static VoxelStore allocate(int slices, long sliceBytes) throws IOException {
        if (sliceBytes > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("a slice of " + sliceBytes + " bytes; less than 2 GiB is expected");
        }
        ByteBuffer[] buffers = new ByteBuffer[slices];
        if (slices * sliceBytes <= MAPPED_FROM) {
            for (int k = 0; k < slices; k++) {
                buffers[k] = ByteBuffer.allocate((int) sliceBytes).order(ByteOrder.LITTLE_ENDIAN);
            }
            return new VoxelStore(buffers);
        }
        Path file = Files.createTempFile("orthotwin-volume", ".raw");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            for (int k = 0; k < slices; k++) {
                buffers[k] = channel.map(FileChannel.MapMode.READ_WRITE, k * sliceBytes, sliceBytes).order(ByteOrder.LITTLE_ENDIAN);
            }
        }
        return new VoxelStore(buffers);
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

    /** All slices in the heap, or mapped. */
    public boolean isMapped() {
        return slices.length > 0 && slices[0].isDirect();
    }
}
