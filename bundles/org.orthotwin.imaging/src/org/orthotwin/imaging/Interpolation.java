/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

/** How a number between voxels is computed from those around it. */
public enum Interpolation {
    /** The nearest voxel's: labels, and whatever must not be mixed. */
    NEAREST,
    /** Weighted with the distance along each axis; never beyond the values around. */
    LINEAR,
    /** Catmull and Rom's cubic along each axis: sharper, exact for polynomials of the second degree, may overshoot at edges. */
    CUBIC
}
