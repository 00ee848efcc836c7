/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import org.orthotwin.geometry.Vec3;

/**
 * A flat grid of pixels anywhere in the space of a volume (LPS).
 *
 * @param origin centre of the pixel in the upper left corner, m
 * @param right unit vector along a row
 * @param down unit vector along a column, at a right angle to the rows
 * @param pixel distance of pixel centres, m
 * @param width pixels in a row
 * @param height number of rows
 */
public record SlicePlane(Vec3 origin, Vec3 right, Vec3 down, double pixel, int width, int height) {

    public SlicePlane {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("slice of " + width + " x " + height + " pixels: at least one along each axis");
        }
        if (!(pixel > 0) || Double.isInfinite(pixel)) {
            throw new IllegalArgumentException("pixel distance " + pixel + " m must be greater than 0 and finite");
        }
        if (!(Math.abs(right.norm() - 1) < 1e-9 && Math.abs(down.norm() - 1) < 1e-9 && Math.abs(right.dot(down)) < 1e-9)) {
            throw new IllegalArgumentException("the directions " + right + " and " + down + " are no unit vectors at a right angle");
        }
    }

    /** The place (m) of a pixel, which need not be whole. */
    public Vec3 point(double x, double y) {
        return origin.plus(right.times(x * pixel)).plus(down.times(y * pixel));
    }

    /** Unit vector away from the viewer. */
    public Vec3 normal() {
        return right.cross(down);
    }
}
