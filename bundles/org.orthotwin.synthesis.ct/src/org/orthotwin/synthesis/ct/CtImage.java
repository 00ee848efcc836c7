/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VoxelStore;

/**
 * A synthetic scan with what is true of it. Arrays are the image's own; index {@code i + nx * (j + ny * k)}.
 *
 * @param stack where the slices are
 * @param hu CT numbers
 * @param labels the bone (1, 2 ... in the scene's order) or implant that fills at least half of the voxel, 0 where none does
 * @param zones 1, 2 ... over the zones of all bones in their order, where the voxel lies wholly inside the cortex and away from
 *         neighbouring zones; 0 elsewhere
 */
public record CtImage(SliceStack stack, short[] hu, byte[] labels, byte[] zones) {

    /**
     * The CT numbers as one volume.
     *
     * @throws IllegalStateException if the stack is sheared
     */
    public Volume volume() {
        return Volume.ofShorts(stack.geometry(), hu, ValueMapping.HOUNSFIELD).withAttributes(Map.of("modality", "CT"));
    }

    /** The slices as volumes of their own, each where it is: for a sheared stack too. */
    public List<Volume> slices() {
        int n = stack.nx() * stack.ny();
        List<Volume> all = new ArrayList<>();
        for (int k = 0; k < stack.nz(); k++) {
            short[] s = new short[n];
            System.arraycopy(hu, k * n, s, 0, n);
            all.add(Volume.ofShorts(stack.slice(k), s, ValueMapping.HOUNSFIELD).withAttributes(Map.of("modality", "CT")));
        }
        return all;
    }

    /** The labels as a volume. */
    public Volume labelVolume() {
        return bytes(labels);
    }

    /** The zones as a volume. */
    public Volume zoneVolume() {
        return bytes(zones);
    }

    private Volume bytes(byte[] values) {
        int n = stack.nx() * stack.ny();
        ByteBuffer[] slices = new ByteBuffer[stack.nz()];
        for (int k = 0; k < slices.length; k++) {
            slices[k] = ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN).put(0, values, k * n, n);
        }
        return new Volume(stack.geometry(), ScalarType.UINT8, 1, ValueMapping.IDENTITY, VoxelStore.of(slices), List.of(), Map.of());
    }
}
