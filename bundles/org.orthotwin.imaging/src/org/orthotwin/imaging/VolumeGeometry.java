/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.util.Objects;
import java.util.Optional;
import org.orthotwin.geometry.Vec3;

/**
 * Where the voxels of a volume are: a regular grid in patient space, DICOM's LPS (x to the left, y to the back, z to the head), in m. The
 * three directions are at right angles to each other but may be turned in any way and may be left-handed, as files have them; a sheared or
 * unevenly spaced grid is no geometry and is resampled or refused by the reader.
 *
 * @param nx voxels along the first index, which runs fastest in memory
 * @param ny voxels along the second index
 * @param nz voxels along the third index: slices
 * @param origin centre of the voxel 0, 0, 0, m
 * @param iDirection unit vector along growing first index
 * @param jDirection unit vector along growing second index
 * @param kDirection unit vector along growing third index
 * @param iSpacing distance of voxel centres along the first index, m
 * @param jSpacing distance of voxel centres along the second index, m
 * @param kSpacing distance of voxel centres along the third index, m
 */
public record VolumeGeometry(int nx, int ny, int nz, Vec3 origin, Vec3 iDirection, Vec3 jDirection, Vec3 kDirection, double iSpacing,
        double jSpacing, double kSpacing) {

    /** Largest cosine between two directions, and deviation of their length from 1: rounding of direction cosines in files. */
    public static final double DIRECTION_TOLERANCE = 1e-4;
    /** Part of the smallest spacing by which the corners of grids that are taken for one may differ: files keep places in few digits. */
    public static final double GRID_TOLERANCE = 0.01;
    /** Name of the frame of all volumes. */
    public static final String FRAME = "LPS";

    public VolumeGeometry {
        if (nx < 1 || ny < 1 || nz < 1) {
            throw new IllegalArgumentException("volume of " + nx + " x " + ny + " x " + nz + " voxels: at least one along each axis");
        }
        Objects.requireNonNull(origin);
        if (!origin.isFinite()) {
            throw new IllegalArgumentException("volume origin " + origin + " m is not finite");
        }
        for (double s : new double[] {iSpacing, jSpacing, kSpacing}) {
            if (!(s > 0) || Double.isInfinite(s)) {
                throw new IllegalArgumentException("voxel spacing " + s + " m must be greater than 0 and finite");
            }
        }
        Vec3[] d = {iDirection, jDirection, kDirection};
        for (int a = 0; a < 3; a++) {
            if (!(Math.abs(d[a].norm() - 1) <= DIRECTION_TOLERANCE)) {
                throw new IllegalArgumentException("volume direction " + d[a] + " has the length " + d[a].norm() + ", not 1");
            }
            double cosine = d[a].dot(d[(a + 1) % 3]);
            if (!(Math.abs(cosine) <= DIRECTION_TOLERANCE)) {
                throw new IllegalArgumentException("volume directions " + d[a] + " and " + d[(a + 1) % 3] + " are not at a right angle");
            }
        }
    }

    /** A grid along the patient's axes. */
    public static VolumeGeometry axisAligned(int nx, int ny, int nz, Vec3 origin, double spacing) {
        return new VolumeGeometry(nx, ny, nz, origin, Vec3.X, Vec3.Y, Vec3.Z, spacing, spacing, spacing);
    }

    /** Number of voxels. */
    public long voxels() {
        return (long) nx * ny * nz;
    }

    /** The place (m, LPS) of a voxel index, which need not be whole. */
    public Vec3 point(double i, double j, double k) {
        double a = i * iSpacing;
        double b = j * jSpacing;
        double c = k * kSpacing;
        return new Vec3(origin.x() + a * iDirection.x() + b * jDirection.x() + c * kDirection.x(),
                origin.y() + a * iDirection.y() + b * jDirection.y() + c * kDirection.y(),
                origin.z() + a * iDirection.z() + b * jDirection.z() + c * kDirection.z());
    }

    /** The voxel index, as a rule not whole, of a place (m, LPS). */
    public Vec3 index(Vec3 point) {
        Vec3 d = point.minus(origin);
        return new Vec3(d.dot(iDirection) / iSpacing, d.dot(jDirection) / jSpacing, d.dot(kDirection) / kSpacing);
    }

    /** The indices i, j, k of the voxel at whose centre or nearest to it a place (m, LPS) lies; empty outside the image. */
    public Optional<int[]> voxel(Vec3 point) {
        Vec3 p = index(point);
        long i = Math.round(p.x());
        long j = Math.round(p.y());
        long k = Math.round(p.z());
        boolean in = i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < nz;
        return in ? Optional.of(new int[] {(int) i, (int) j, (int) k}) : Optional.empty();
    }

    /** The index, 0 to 2, that grows most along a direction. */
    public int axis(Vec3 direction) {
        double[] along = {Math.abs(direction.dot(iDirection)), Math.abs(direction.dot(jDirection)), Math.abs(direction.dot(kDirection))};
        return along[0] >= along[1] && along[0] >= along[2] ? 0 : along[1] >= along[2] ? 1 : 2;
    }

    /** Whether another grid has as many voxels at the same places, but for the rounding of files ({@link #GRID_TOLERANCE}). */
    public boolean coincides(VolumeGeometry other) {
        if (nx != other.nx || ny != other.ny || nz != other.nz) {
            return false;
        }
        double most = GRID_TOLERANCE * Math.min(iSpacing, Math.min(jSpacing, kSpacing));
        for (int c = 0; c < 8; c++) {
            double i = (c & 1) == 0 ? 0 : nx - 1.0;
            double j = (c & 2) == 0 ? 0 : ny - 1.0;
            double k = (c & 4) == 0 ? 0 : nz - 1.0;
            if (!(point(i, j, k).distance(other.point(i, j, k)) <= most)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the directions are right-handed. */
    public boolean isRightHanded() {
        return iDirection.cross(jDirection).dot(kDirection) > 0;
    }

    /** Volume of one voxel, m^3. */
    public double voxelVolume() {
        return iSpacing * jSpacing * kSpacing;
    }

    /** The box of voxels from {@code i0, j0, k0} on, as a geometry of its own in the same space. */
    public VolumeGeometry crop(int i0, int j0, int k0, int nx, int ny, int nz) {
        if (i0 < 0 || j0 < 0 || k0 < 0 || nx > this.nx - i0 || ny > this.ny - j0 || nz > this.nz - k0) {
            throw new IllegalArgumentException("box of " + nx + " x " + ny + " x " + nz + " voxels at " + i0 + ", " + j0 + ", " + k0
                    + " is not inside a volume of " + this.nx + " x " + this.ny + " x " + this.nz);
        }
        return new VolumeGeometry(nx, ny, nz, point(i0, j0, k0), iDirection, jDirection, kDirection, iSpacing, jSpacing, kSpacing);
    }
}
