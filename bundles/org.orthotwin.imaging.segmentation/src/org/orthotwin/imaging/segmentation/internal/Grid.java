/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import org.orthotwin.geometry.Vec3;

/**
 * A box of voxels with their spacing, along the image's own axes, for work on arrays {@code a[i + nx * (j + ny * k)]}.
 *
 * @param nx voxels along the first index
 * @param ny voxels along the second index
 * @param nz voxels along the third index
 * @param si spacing along the first index, m
 * @param sj spacing along the second index, m
 * @param sk spacing along the third index, m
 */
record Grid(int nx, int ny, int nz, double si, double sj, double sk) {

    int size() {
        return Math.multiplyExact(Math.multiplyExact(nx, ny), nz);
    }

    int index(int i, int j, int k) {
        return i + nx * (j + ny * k);
    }

    int i(int index) {
        return index % nx;
    }

    int j(int index) {
        return index / nx % ny;
    }

    int k(int index) {
        return index / nx / ny;
    }

    boolean has(int i, int j, int k) {
        return i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < nz;
    }

    /** The place of a voxel's centre along the image's axes, m, the voxel 0, 0, 0 being the origin. */
    Vec3 place(int index) {
        return new Vec3(si * i(index), sj * j(index), sk * k(index));
    }

    double smallestSpacing() {
        return Math.min(si, Math.min(sj, sk));
    }

    double largestSpacing() {
        return Math.max(si, Math.max(sj, sk));
    }

    double voxelVolume() {
        return si * sj * sk;
    }

    /** The smallest box round all voxels that are not 0, grown by a margin and cut at this grid's border; null if all are 0. */
    Box boxOf(byte[] mask, byte value, int margin) {
        int[] low = {nx, ny, nz};
        int[] high = {-1, -1, -1};
        for (int k = 0, at = 0; k < nz; k++) {
            for (int j = 0; j < ny; j++) {
                for (int i = 0; i < nx; i++, at++) {
                    if (mask[at] == value) {
                        low[0] = Math.min(low[0], i);
                        high[0] = Math.max(high[0], i);
                        low[1] = Math.min(low[1], j);
                        high[1] = Math.max(high[1], j);
                        low[2] = Math.min(low[2], k);
                        high[2] = Math.max(high[2], k);
                    }
                }
            }
        }
        return high[0] < 0 ? null
                : box(low[0] - margin, low[1] - margin, low[2] - margin, high[0] + margin, high[1] + margin, high[2] + margin);
    }

    /** The box from one voxel to another, both in it, cut at the border. */
    Box box(int i0, int j0, int k0, int i1, int j1, int k1) {
        int a = Math.max(0, i0);
        int b = Math.max(0, j0);
        int c = Math.max(0, k0);
        return new Box(this, a, b, c, new Grid(Math.min(nx - 1, i1) - a + 1, Math.min(ny - 1, j1) - b + 1, Math.min(nz - 1, k1) - c + 1, si,
                sj, sk));
    }

    /** A part of a grid as a grid of its own. */
    record Box(Grid of, int i0, int j0, int k0, Grid grid) {

        /** Index in the whole of an index in the part. */
        int outer(int index) {
            return of.index(i0 + grid.i(index), j0 + grid.j(index), k0 + grid.k(index));
        }

        /** Which voxels of the part have a value in the whole. */
        byte[] where(byte[] mask, byte value) {
            byte[] part = new byte[grid.size()];
            for (int k = 0, at = 0; k < grid.nz; k++) {
                for (int j = 0; j < grid.ny; j++) {
                    int from = of.index(i0, j0 + j, k0 + k);
                    for (int i = 0; i < grid.nx; i++) {
                        part[at++] = (byte) (mask[from++] == value ? 1 : 0);
                    }
                }
            }
            return part;
        }
    }
}
