/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.orthotwin.geometry.Vec3;

/**
 * An image in three dimensions: stored numbers in the type that the file has, where their voxels are, and what they mean. Immutable for
 * everybody but its maker. The value at a voxel is {@code mapping.value(stored)}.
 */
public final class Volume {

    private final VolumeGeometry geometry;
    private final ScalarType type;
    private final int components;
    private final ValueMapping mapping;
    private final VoxelStore store;
    private final List<SliceOrigin> origins;
    private final Map<String, String> attributes;

    /**
     * @param geometry grid, LPS, m
     * @param type of the stored numbers
     * @param components numbers in each voxel, side by side: 1; 3 or 4 for colours (attribute {@code kind} {@code rgb} or {@code rgba});
     *        any number for vectors
     * @param mapping meaning of a stored number
     * @param store one buffer for each slice
     * @param origins of the slices, as many as there are slices, or none
     * @param attributes what else the file says, by name ({@code modality}, {@code transferSyntax} ...); nothing that identifies a person
     */
    public Volume(VolumeGeometry geometry, ScalarType type, int components, ValueMapping mapping, VoxelStore store,
            List<SliceOrigin> origins, Map<String, String> attributes) {
        this.geometry = Objects.requireNonNull(geometry);
        this.type = Objects.requireNonNull(type);
        this.components = components;
        this.mapping = Objects.requireNonNull(mapping);
        this.store = Objects.requireNonNull(store);
        this.origins = List.copyOf(origins);
        this.attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        long bytes = (long) geometry.nx() * geometry.ny() * components * type.bytes();
        if (components < 1 || store.slices() != geometry.nz()) {
            throw new IllegalArgumentException(store.slices() + " slices of " + components + " components for a volume of " + geometry.nz()
                    + " slices");
        }
        for (int k = 0; k < store.slices(); k++) {
            if (store.slice(k).capacity() != bytes) {
                throw new IllegalArgumentException("slice " + k + " has " + store.slice(k).capacity() + " bytes, expected " + bytes);
            }
        }
        if (!this.origins.isEmpty() && this.origins.size() != geometry.nz()) {
            throw new IllegalArgumentException(origins.size() + " slice origins for " + geometry.nz() + " slices");
        }
    }

    /** A volume of zeros, one component, for somebody to fill through {@link #store()}. */
    public static Volume zeros(VolumeGeometry geometry, ScalarType type, ValueMapping mapping) {
        return zeros(geometry, type, 1, mapping);
    }

    /** As above, of several components. */
    public static Volume zeros(VolumeGeometry geometry, ScalarType type, int components, ValueMapping mapping) {
        try {
            VoxelStore store = VoxelStore.allocate(geometry.nz(), (long) geometry.nx() * geometry.ny() * components * type.bytes());
            return new Volume(geometry, type, components, mapping, store, List.of(), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A volume of 16-bit numbers, copied; {@code stored[i + nx * (j + ny * k)]}. */
    public static Volume ofShorts(VolumeGeometry geometry, short[] stored, ValueMapping mapping) {
        if (stored.length != geometry.voxels()) {
            throw new IllegalArgumentException(stored.length + " numbers for " + geometry.voxels() + " voxels");
        }
        Volume v = zeros(geometry, ScalarType.INT16, mapping);
        int n = geometry.nx() * geometry.ny();
        for (int k = 0; k < geometry.nz(); k++) {
            v.store.slice(k).asShortBuffer().put(0, stored, k * n, n);
        }
        return v;
    }

    public VolumeGeometry geometry() {
        return geometry;
    }

    public ScalarType type() {
        return type;
    }

    public int components() {
        return components;
    }

    public ValueMapping mapping() {
        return mapping;
    }

    public VoxelStore store() {
        return store;
    }

    /** Where each slice came from; empty if it was computed. */
    public List<SliceOrigin> origins() {
        return origins;
    }

    /** What the file says beyond this, sorted by name. */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** The same voxels with other attributes. */
    public Volume withAttributes(Map<String, String> other) {
        return new Volume(geometry, type, components, mapping, store, origins, other);
    }

    /** The same numbers as values of a unit that nobody has said. */
    public Volume withUnit(String unit) {
        return new Volume(geometry, type, components, new ValueMapping(mapping.slope(), mapping.intercept(), unit), store, origins,
                attributes);
    }

    /**
     * The same voxels on a grid that differs from this one by the rounding of a file only.
     *
     * @throws IllegalArgumentException if it lies elsewhere
     */
    public Volume on(VolumeGeometry grid) {
        if (!geometry.coincides(grid)) {
            throw new IllegalArgumentException("a grid of " + grid.nx() + " x " + grid.ny() + " x " + grid.nz()
                    + " voxels does not lie where one of " + geometry.nx() + " x " + geometry.ny() + " x " + geometry.nz() + " does");
        }
        return geometry.equals(grid) ? this : new Volume(grid, type, components, mapping, store, origins, attributes);
    }

    /** The stored number of the first component. */
    public double stored(int i, int j, int k) {
        return stored(i, j, k, 0);
    }

    /** The stored number of a component. */
    public double stored(int i, int j, int k, int component) {
        if (i < 0 || i >= geometry.nx() || j < 0 || j >= geometry.ny()) {
            throw new IndexOutOfBoundsException("voxel " + i + ", " + j + ", " + k + " of " + geometry.nx() + " x " + geometry.ny() + " x "
                    + geometry.nz());
        }
        return type.get(store.slice(k), ((i + geometry.nx() * j) * components + component) * type.bytes());
    }

    /** The value (for CT in HU) of the first component. */
    public double value(int i, int j, int k) {
        return mapping.value(stored(i, j, k));
    }

    /**
     * The values of slice {@code k}, first component, row by row.
     *
     * @param into nx * ny numbers
     */
    public void values(int k, float[] into) {
        int n = geometry.nx() * geometry.ny();
        ByteBuffer slice = store.slice(k);
        double slope = mapping.slope();
        double intercept = mapping.intercept();
        int step = components * type.bytes();
        switch (type) {
            case INT16 -> {
                for (int p = 0, at = 0; p < n; p++, at += step) {
                    into[p] = (float) (slope * slice.getShort(at) + intercept);
                }
            }
            case UINT16 -> {
                for (int p = 0, at = 0; p < n; p++, at += step) {
                    into[p] = (float) (slope * (slice.getShort(at) & 0xffff) + intercept);
                }
            }
            default -> {
                for (int p = 0, at = 0; p < n; p++, at += step) {
                    into[p] = (float) (slope * type.get(slice, at) + intercept);
                }
            }
        }
    }

    /** The value at a place (m, LPS) between voxel centres, trilinear; {@code outside} half a voxel and more beyond the outermost ones. */
    public double at(Vec3 point, double outside) {
        Vec3 p = geometry.index(point);
        if (!(p.x() > -0.5 && p.y() > -0.5 && p.z() > -0.5 && p.x() < geometry.nx() - 0.5 && p.y() < geometry.ny() - 0.5
                && p.z() < geometry.nz() - 0.5)) {
            return outside;
        }
        double x = Math.clamp(p.x(), 0, geometry.nx() - 1.0);
        double y = Math.clamp(p.y(), 0, geometry.ny() - 1.0);
        double z = Math.clamp(p.z(), 0, geometry.nz() - 1.0);
        int i = (int) x;
        int j = (int) y;
        int k = (int) z;
        double value = 0;
        for (int c = 0; c < 8; c++) {
            double w = ((c & 1) == 0 ? 1 - (x - i) : x - i) * ((c & 2) == 0 ? 1 - (y - j) : y - j) * ((c & 4) == 0 ? 1 - (z - k) : z - k);
            // a weight of zero beyond the last voxel: nothing is read there
            if (w != 0) {
                value += w * value(i + (c & 1), j + (c >> 1 & 1), k + (c >> 2));
            }
        }
        return value;
    }

    /** Lowest, highest and mean stored number over all components; what is no finite number is counted and left out. */
    public Statistics statistics() {
        int n = geometry.nx() * geometry.ny() * components;
        double[][] parts = IntStream.range(0, geometry.nz()).parallel().mapToObj(k -> {
            ByteBuffer slice = store.slice(k);
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int count = 0;
            for (int p = 0, at = 0; p < n; p++, at += type.bytes()) {
                double v = type.get(slice, at);
                if (Double.isFinite(v)) {
                    min = Math.min(min, v);
                    max = Math.max(max, v);
                    sum += v;
                    count++;
                }
            }
            return new double[] {min, max, sum, count};
        }).toArray(double[][]::new);
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        long count = 0;
        for (double[] p : parts) {
            min = Math.min(min, p[0]);
            max = Math.max(max, p[1]);
            sum += p[2];
            count += (long) p[3];
        }
        long left = (long) n * geometry.nz() - count;
        return count == 0 ? new Statistics(Double.NaN, Double.NaN, Double.NaN, left) : new Statistics(min, max, sum / count, left);
    }

    /**
     * Of the stored numbers that are finite; not a number where none is.
     *
     * @param min lowest
     * @param max highest
     * @param mean arithmetic mean
     * @param notFinite how many numbers are NaN or infinite
     */
    public record Statistics(double min, double max, double mean, long notFinite) {
    }

    /** SHA-256 of the stored numbers in little-endian order, row by row, slice by slice, in lower-case hex. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int k = 0; k < store.slices(); k++) {
                digest.update(store.slice(k).duplicate().clear().order(ByteOrder.LITTLE_ENDIAN));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
