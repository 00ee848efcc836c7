/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.internal.Sampler;
import org.orthotwin.imaging.internal.Slices;

/**
 * The same image on another grid: resampled, cropped, or with its axes in another order. Stored numbers keep their type and meaning. The
 * result does not depend on the number of threads; beside the source and the result, memory for a few rows per thread is needed.
 */
public final class Resampling {

    private static final String LETTERS = "LRPASI";
    private static final Vec3[] LETTER_DIRECTIONS = {Vec3.X, Vec3.X.negate(), Vec3.Y, Vec3.Y.negate(), Vec3.Z, Vec3.Z.negate()};

    private Resampling() {
    }

    /**
     * The grid of other spacings that fills the same box: along each axis the number of voxels that comes nearest, about the same centre.
     *
     * @param iSpacing distance of voxel centres along the first index, m
     * @param jSpacing along the second, m
     * @param kSpacing along the third, m
     */
    public static VolumeGeometry withSpacing(VolumeGeometry g, double iSpacing, double jSpacing, double kSpacing) {
        int nx = count(g.nx() * g.iSpacing(), iSpacing);
        int ny = count(g.ny() * g.jSpacing(), jSpacing);
        int nz = count(g.nz() * g.kSpacing(), kSpacing);
        Vec3 origin = g.point(0.5 * (g.nx() - 1) - 0.5 * (nx - 1) * iSpacing / g.iSpacing(), 0.5 * (g.ny() - 1) - 0.5 * (ny - 1) * jSpacing
                / g.jSpacing(), 0.5 * (g.nz() - 1) - 0.5 * (nz - 1) * kSpacing / g.kSpacing());
        return new VolumeGeometry(nx, ny, nz, origin, g.iDirection(), g.jDirection(), g.kDirection(), iSpacing, jSpacing, kSpacing);
    }

    private static int count(double extent, double spacing) {
        if (!(spacing > 0) || Double.isInfinite(spacing)) {
            throw new IllegalArgumentException("voxel spacing " + spacing + " m must be greater than 0 and finite");
        }
        double n = Math.max(1, Math.rint(extent / spacing));
        if (n > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("voxel spacing " + spacing + " m makes " + n + " voxels along " + extent + " m");
        }
        return (int) n;
    }

    /**
     * The image on another grid. Where the target is coarser, nothing is smoothed before: noise and edges finer than its spacing alias.
     *
     * @param target where the result's voxels are, LPS, m
     * @param outside the value (not the stored number) half a voxel or more beyond the outermost voxel centres; rounded and limited to what
     *        the type can hold
     * @param threads at least 1
     * @throws IOException if there is no room for a large result
     */
    public static Volume resample(Volume v, VolumeGeometry target, Interpolation how, double outside, int threads, Monitor monitor)
            throws IOException {
        if (!v.type().isFloating() && Double.isNaN(outside)) {
            throw new IllegalArgumentException("a volume of " + v.type().code() + " cannot hold NaN outside");
        }
        VolumeGeometry g = v.geometry();
        monitor.begin("resample", target.nz());
        Vec3 origin = g.index(target.origin());
        VoxelStore store = new Sampler(g.nx(), g.ny(), g.nz(), v.type(), v.components(), v.store()).sample(target.nx(), target.ny(), target
                .nz(), origin, g.index(target.point(1, 0, 0)).minus(origin), g.index(target.point(0, 1, 0)).minus(origin), g.index(target
                        .point(0, 0, 1)).minus(origin), how, v.mapping().stored(outside), threads, monitor);
        return new Volume(target, v.type(), v.components(), v.mapping(), store, List.of(), v.attributes());
    }

    /**
     * The box of voxels from {@code i0, j0, k0} on, copied.
     *
     * @throws IllegalArgumentException if it is not inside
     * @throws IOException if there is no room for a large result
     */
    public static Volume crop(Volume v, int i0, int j0, int k0, int nx, int ny, int nz) throws IOException {
        VolumeGeometry target = v.geometry().crop(i0, j0, k0, nx, ny, nz);
        int voxel = v.components() * v.type().bytes();
        VoxelStore store = VoxelStore.allocate(nz, (long) nx * ny * voxel);
        for (int k = 0; k < nz; k++) {
            for (int j = 0; j < ny; j++) {
                store.slice(k).put(j * nx * voxel, v.store().slice(k0 + k), (i0 + (j0 + j) * v.geometry().nx()) * voxel, nx * voxel);
            }
        }
        return new Volume(target, v.type(), v.components(), v.mapping(), store, v.origins().isEmpty() ? List.of() : v.origins().subList(k0,
                k0 + nz), v.attributes());
    }

    /**
     * Where the indices grow to, by the patient's axis that is nearest: three of L, R, P, A, S, I. {@code LPS} for a grid along DICOM's
     * axes.
     */
    public static String orientation(VolumeGeometry g) {
        int[] axes = nearest(g);
        StringBuilder letters = new StringBuilder();
        for (int axis : axes) {
            letters.append(LETTERS.charAt(axis));
        }
        return letters.toString();
    }

    /** For each index the letter that it is nearest to; each pair of letters once, so that the sum of the cosines is greatest. */
    private static int[] nearest(VolumeGeometry g) {
        Vec3[] d = {g.iDirection(), g.jDirection(), g.kDirection()};
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        int[] best = null;
        double most = -1;
        for (int[] order : orders) {
            double sum = 0;
            for (int a = 0; a < 3; a++) {
                sum += Math.abs(d[a].dot(LETTER_DIRECTIONS[2 * order[a]]));
            }
            if (sum > most + 1e-9) {
                most = sum;
                best = order;
            }
        }
        int[] letters = new int[3];
        for (int a = 0; a < 3; a++) {
            letters[a] = 2 * best[a] + (d[a].dot(LETTER_DIRECTIONS[2 * best[a]]) < 0 ? 1 : 0);
        }
        return letters;
    }

    /**
     * The same voxels at the same places with the indices in another order, each growing to where a letter says; nothing is interpolated.
     *
     * @param letters as of {@link #orientation}, {@code LPS} or {@code RAS} for example
     * @throws IllegalArgumentException if the letters are not one of each pair
     * @throws IOException if there is no room for a large result
     */
    public static Volume reorient(Volume v, String letters, int threads, Monitor monitor) throws IOException {
        VolumeGeometry g = v.geometry();
        int[] has = nearest(g);
        int[] from = new int[3];
        boolean[] flipped = new boolean[3];
        String wanted = letters.toUpperCase(Locale.ROOT);
        if (!wanted.matches("[LRPASI]{3}") || wanted.chars().map(c -> LETTERS.indexOf(c) / 2).distinct().count() != 3) {
            throw new IllegalArgumentException("orientation '" + letters + "' must be one each of L or R, P or A, S or I, such as LPS");
        }
        for (int a = 0; a < 3; a++) {
            int letter = LETTERS.indexOf(wanted.charAt(a));
            for (int b = 0; b < 3; b++) {
                if (has[b] / 2 == letter / 2) {
                    from[a] = b;
                    flipped[a] = has[b] != letter;
                }
            }
        }
        int[] n = {g.nx(), g.ny(), g.nz()};
        Vec3[] d = {g.iDirection(), g.jDirection(), g.kDirection()};
        double[] s = {g.iSpacing(), g.jSpacing(), g.kSpacing()};
        double[] start = new double[3];
        for (int a = 0; a < 3; a++) {
            start[from[a]] = flipped[a] ? n[from[a]] - 1 : 0;
        }
        VolumeGeometry target = new VolumeGeometry(n[from[0]], n[from[1]], n[from[2]], g.point(start[0], start[1], start[2]),
                turned(d[from[0]],
                flipped[0]), turned(d[from[1]], flipped[1]), turned(d[from[2]], flipped[2]), s[from[0]], s[from[1]], s[from[2]]);
        int voxel = v.components() * v.type().bytes();
        VoxelStore store = VoxelStore.allocate(target.nz(), (long) target.nx() * target.ny() * voxel);
        monitor.begin("reorient", target.nz());
        Slices.forEach(target.nz(), threads, monitor, k -> {
            ByteBuffer to = store.slice(k);
            int[] at = new int[3];
            at[from[2]] = flipped[2] ? target.nz() - 1 - k : k;
            for (int j = 0; j < target.ny(); j++) {
                at[from[1]] = flipped[1] ? target.ny() - 1 - j : j;
                if (from[0] == 0 && !flipped[0]) {
                    to.put(j * target.nx() * voxel, v.store().slice(at[2]), at[1] * g.nx() * voxel, target.nx() * voxel);
                    continue;
                }
                for (int i = 0; i < target.nx(); i++) {
                    at[from[0]] = flipped[0] ? target.nx() - 1 - i : i;
                    to.put((i + j * target.nx()) * voxel, v.store().slice(at[2]), (at[0] + at[1] * g.nx()) * voxel, voxel);
                }
            }
        });
        List<SliceOrigin> origins = new ArrayList<>(from[2] == 2 ? v.origins() : List.of());
        if (flipped[2]) {
            Collections.reverse(origins);
        }
        return new Volume(target, v.type(), v.components(), v.mapping(), store, origins, v.attributes());
    }

    private static Vec3 turned(Vec3 direction, boolean flipped) {
        // no negative zeros
        return flipped ? Vec3.ZERO.minus(direction) : direction;
    }
}
