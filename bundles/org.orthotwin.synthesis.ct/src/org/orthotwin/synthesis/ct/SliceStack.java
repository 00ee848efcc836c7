/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.util.Locale;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.VolumeGeometry;

/**
 * Where the slices of a scan are. As a scanner with a tilted gantry makes them, they need not lie behind one another along their normal:
 * the
 * table moves along {@code step}.
 *
 * @param nx columns
 * @param ny rows
 * @param nz slices
 * @param origin centre of the first voxel, LPS, m
 * @param iDirection unit vector along a row
 * @param jDirection unit vector along a column, at a right angle to it
 * @param step from a slice to the next, m
 * @param iSpacing distance of columns, m
 * @param jSpacing distance of rows, m
 * @param thickness of a slice along its normal, m
 */
public record SliceStack(int nx, int ny, int nz, Vec3 origin, Vec3 iDirection, Vec3 jDirection, Vec3 step, double iSpacing, double jSpacing,
        double thickness) {

    /** Most voxels of one scan: 2 GiB of numbers. */
    public static final long MOST = 1L << 29;

    public SliceStack {
        if (nx < 2 || ny < 2 || nz < 1 || (long) nx * ny * nz > MOST) {
            throw new IllegalArgumentException("a scan of " + nx + " x " + ny + " x " + nz + " voxels; at least 2 x 2 x 1 and at most "
                    + MOST);
        }
        if (!(iSpacing > 0 && jSpacing > 0 && thickness > 0 && Math.abs(step.dot(iDirection.cross(jDirection))) > 1e-7)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "voxels of %s x %s m, slices %s m thick, %s m apart", iSpacing,
                    jSpacing, thickness, step.norm()));
        }
    }

    /** Slices at the voxels of a regular grid, as thick as they are apart. */
    public static SliceStack of(VolumeGeometry g) {
        return new SliceStack(g.nx(), g.ny(), g.nz(), g.origin(), g.iDirection(), g.jDirection(), g.kDirection().times(g.kSpacing()),
                g.iSpacing(), g.jSpacing(), g.kSpacing());
    }

    /**
     * Axial slices (x to the left, y to the back, upwards) around a point, with the gantry tilted about the x axis.
     *
     * @param centre middle of the stack, LPS, m
     * @param tilt from the axial plane, rad: positive where the front edge of a slice is lower than its back edge
     * @param slice distance of slices along the table, m
     */
    public static SliceStack axial(int nx, int ny, int nz, Vec3 centre, double spacing, double slice, double tilt) {
        Vec3 j = new Vec3(0, Math.cos(tilt), Math.sin(tilt));
        Vec3 step = new Vec3(0, 0, slice);
        Vec3 origin = centre.minus(Vec3.X.times(0.5 * (nx - 1) * spacing)).minus(j.times(0.5 * (ny - 1) * spacing))
                .minus(step.times(0.5 * (nz - 1)));
        return new SliceStack(nx, ny, nz, origin, Vec3.X, j, step, spacing, spacing, slice * Math.cos(tilt));
    }

    public Vec3 normal() {
        return iDirection.cross(jDirection);
    }

    /** Whether the slices lie behind one another along their normal, so that they are a regular grid. */
    public boolean isRegular() {
        return step.cross(normal()).norm() < 1e-9;
    }

    /**
     * As a regular grid.
     *
     * @throws IllegalStateException if the stack is sheared
     */
    public VolumeGeometry geometry() {
        if (!isRegular()) {
            throw new IllegalStateException("the stack is sheared: slices go on along " + step + " m, not along their normal " + normal());
        }
        return new VolumeGeometry(nx, ny, nz, origin, iDirection, jDirection, step.normalized(), iSpacing, jSpacing, step.norm());
    }

    /** The grid of one slice alone. */
    public VolumeGeometry slice(int k) {
        return new VolumeGeometry(nx, ny, 1, point(0, 0, k), iDirection, jDirection, normal(), iSpacing, jSpacing, thickness);
    }

    /** The place of a voxel index, LPS, m. */
    public Vec3 point(double i, double j, double k) {
        return origin.plus(iDirection.times(i * iSpacing)).plus(jDirection.times(j * jSpacing)).plus(step.times(k));
    }
}
