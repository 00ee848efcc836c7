/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.nio.ByteBuffer;
import java.util.TreeMap;

/**
 * What a person said about single voxels, which no computation may change: a label, or 0 where there is nothing. Kept as an image of its
 * own with {@link #FREE} where nothing was said, so that it can be written and read like any label map. Immutable.
 */
public final class LabelCorrections {

    /** Stored where a voxel was not corrected. */
    public static final int FREE = 65535;

    private final Volume volume;

    private LabelCorrections(Volume volume) {
        this.volume = volume;
    }

    /**
     * @param voxels one component, any type: labels from 0 to {@link LabelMap#LARGEST}, and where nothing was said {@link #FREE}; a type
     *        that cannot hold that has its highest number there, and a signed type may have -1
     * @throws IllegalArgumentException for several components, or for numbers that are no labels
     */
    public static LabelCorrections of(Volume voxels) {
        if (voxels.components() != 1) {
            throw new IllegalArgumentException("corrections of " + voxels.components() + " components; one is expected");
        }
        return new LabelCorrections(voxels.type() == ScalarType.UINT16 ? voxels : converted(voxels));
    }

    private static Volume converted(Volume voxels) {
        ScalarType type = voxels.type();
        double free = Math.min(FREE, type.highest());
        Volume out = Volume.zeros(voxels.geometry(), ScalarType.UINT16, ValueMapping.IDENTITY);
        int n = voxels.geometry().nx() * voxels.geometry().ny();
        for (int k = 0; k < voxels.geometry().nz(); k++) {
            ByteBuffer from = voxels.store().slice(k);
            ByteBuffer to = out.store().slice(k);
            for (int p = 0; p < n; p++) {
                double v = type.get(from, p * type.bytes());
                boolean said = v != free && v != -1;
                if (said && !(v >= 0 && v <= LabelMap.LARGEST && v == Math.rint(v))) {
                    throw new IllegalArgumentException("corrections with the number " + v + " in slice " + k + ", which is no label");
                }
                to.putShort(2 * p, (short) (said ? (int) v : FREE));
            }
        }
        return out.withAttributes(voxels.attributes());
    }

    /** Whether an image of one component has voxels about which nothing is said, so that it is no label map. */
    public static boolean areIn(Volume voxels) {
        ScalarType type = voxels.type();
        if (type.isFloating() || type.highest() < FREE) {
            return false;
        }
        int n = voxels.geometry().nx() * voxels.geometry().ny();
        for (int k = 0; k < voxels.geometry().nz(); k++) {
            ByteBuffer slice = voxels.store().slice(k);
            for (int p = 0; p < n; p++) {
                if (type.get(slice, p * type.bytes()) == FREE) {
                    return true;
                }
            }
        }
        return false;
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
     * The same map with the corrected voxels as they were corrected; labels that only the corrections know have the names that they say.
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
        TreeMap<Integer, String> names = new TreeMap<>(LabelMap.namesOf(volume.attributes()));
        names.putAll(labels.names());
        return LabelMap.of(out.withAttributes(in.attributes()), names);
    }
}
