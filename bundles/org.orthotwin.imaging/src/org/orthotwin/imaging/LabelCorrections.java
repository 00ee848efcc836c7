/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a person said about single voxels, which no computation may change: a label, or 0 where there is nothing. Kept as an image of its own
 * with {@link #FREE} where nothing was said, so that it can be written and read like any label map. Immutable.
 */
public final class LabelCorrections {

    /** Stored where a voxel was not corrected. */
    public static final int FREE = 65535;

    private final Volume volume;

    private LabelCorrections(Volume volume) {
        this.volume = volume;
    }

    /** @param voxels unsigned 16-bit, one component: labels, or {@link #FREE} */
    public static LabelCorrections of(Volume voxels) {
        if (voxels.type() != ScalarType.UINT16 || voxels.components() != 1) {
            throw new IllegalArgumentException("corrections of type " + voxels.type().code() + "; uint16 is expected");
        }
        return new LabelCorrections(Objects.requireNonNull(voxels));
    }

    public Volume volume() {
        return volume;
    }

    public VolumeGeometry geometry() {
        return volume.geometry();
    }

    /** The label that a person gave a voxel, or {@link #FREE}. */
    public int at(int i, int j, int k) {
        return volume.store().slice(k).getShort(2 * (i + geometry().nx() * j)) & 0xffff;
    }

    /**
     * The same map with the corrected voxels as they were corrected. Names of labels that only the corrections know stay unnamed.
     *
     * @throws IllegalArgumentException if the grids differ
     */
    public LabelMap applyTo(LabelMap labels) {
        if (!labels.geometry().equals(geometry())) {
            throw new IllegalArgumentException("corrections for another grid than the label map's");
        }
        Volume out = Volume.zeros(geometry(), ScalarType.UINT16, ValueMapping.IDENTITY);
        int n = geometry().nx() * geometry().ny();
        Volume in = labels.volume();
        for (int k = 0; k < geometry().nz(); k++) {
            ByteBuffer to = out.store().slice(k);
            ByteBuffer said = volume.store().slice(k);
            for (int p = 0; p < n; p++) {
                int s = said.getShort(2 * p) & 0xffff;
                to.putShort(2 * p, (short) (s == FREE ? (int) in.type().get(in.store().slice(k), p * in.type().bytes()) : s));
            }
        }
        return LabelMap.of(out.withAttributes(in.attributes()), new TreeMap<>(labels.names()));
    }
}
