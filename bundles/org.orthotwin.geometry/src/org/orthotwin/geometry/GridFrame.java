/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * Where the points of a regular grid are: point i, j, k at {@code origin + i iStep + j jStep + k kStep}. The steps may differ in length,
 * may be turned in any way and may be left-handed.
 *
 * @param origin of the point 0, 0, 0, m, in a frame that the owner names
 * @param iStep from a point to its neighbour along the first index, which runs fastest in memory, m
 * @param jStep along the second index, m
 * @param kStep along the third index, m
 */
public record GridFrame(Vec3 origin, Vec3 iStep, Vec3 jStep, Vec3 kStep) {

    /** Least volume of the cell over the product of its edges: flatter cells are refused. */
    private static final double FLAT = 1e-6;

    public GridFrame {
        double edges = iStep.norm() * jStep.norm() * kStep.norm();
        double volume = Math.abs(iStep.cross(jStep).dot(kStep));
        if (!origin.isFinite() || !(edges > 0) || !Double.isFinite(edges) || !(volume > FLAT * edges)) {
            throw new IllegalArgumentException("grid at " + origin + " m with the steps " + iStep + ", " + jStep + ", " + kStep
                    + " m: not finite, or the cell has no volume");
        }
    }

    /** A grid along the axes of its frame with the given distances between points, m. */
    public static GridFrame axisAligned(Vec3 origin, double iSpacing, double jSpacing, double kSpacing) {
        return new GridFrame(origin, new Vec3(iSpacing, 0, 0), new Vec3(0, jSpacing, 0), new Vec3(0, 0, kSpacing));
    }

    /** The place of a point, whose indices need not be whole, m. */
    public Vec3 point(double i, double j, double k) {
        return new Vec3(origin.x() + i * iStep.x() + j * jStep.x() + k * kStep.x(),
                origin.y() + i * iStep.y() + j * jStep.y() + k * kStep.y(),
                origin.z() + i * iStep.z() + j * jStep.z() + k * kStep.z());
    }

    /** Whether the steps are right-handed. */
    public boolean isRightHanded() {
        return iStep.cross(jStep).dot(kStep) > 0;
    }

    /** Half the length of the shortest step, m. */
    public double halfSpacing() {
        return 0.5 * Math.min(iStep.norm(), Math.min(jStep.norm(), kStep.norm()));
    }
}
