/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.Interpolation;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.VoxelStore;

/** Puts the voxels of a sheared grid onto one with right angles. */
final class Straightening {

    /**
     * A grid so oblique that its box is larger than this times its voxels is not straightened: the box would be empty for the most part.
     */
    private static final int MOST = 8;

    private Straightening() {
    }

    /** @param labels whether the numbers are labels, which must not be mixed */
    static Volume straighten(Affine from, ScalarType type, int components, ValueMapping mapping, VoxelStore store, boolean labels,
            Map<String, String> attributes, String name, int threads, Monitor monitor) throws IOException {
        VolumeGeometry to = from.straightened();
        double slice = (double) to.nx() * to.ny() * components * type.bytes();
        if (slice > VoxelStore.MAX_SLICE_BYTES || to.nz() > VoxelStore.MAX_SLICES
                || slice * to.nz() > MOST * (double) from.nx() * from.ny() * from.nz() * components * type.bytes()) {
            throw Texts.refuse("volume.large", name, to.nx(), to.ny(), to.nz());
        }
        Sampler sampler = new Sampler(from.nx(), from.ny(), from.nz(), type, components, store);
        Vec3 origin = from.index(to.origin());
        VoxelStore straight = sampler.sample(to.nx(), to.ny(), to.nz(), origin, from.index(to.point(1, 0, 0)).minus(origin), from.index(
                to.point(0, 1, 0)).minus(origin), from.index(to.point(0, 0, 1)).minus(origin), labels ? Interpolation.NEAREST
                        : Interpolation.LINEAR,
                labels ? 0 : lowest(from, type, components, store), threads, monitor);
        return new Volume(to, type, components, mapping, straight, List.of(), attributes);
    }

    /** The lowest stored number: air in a CT, nothing in an MR. */
    private static double lowest(Affine grid, ScalarType type, int components, VoxelStore store) {
        int n = grid.nx() * grid.ny() * components;
        return IntStream.range(0, grid.nz()).parallel().mapToDouble(k -> {
            double min = Double.POSITIVE_INFINITY;
            for (int p = 0; p < n; p++) {
                double v = type.get(store.slice(k), p * type.bytes());
                min = v < min ? v : min;
            }
            return min;
        }).filter(Double::isFinite).min().orElse(0);
    }
}
