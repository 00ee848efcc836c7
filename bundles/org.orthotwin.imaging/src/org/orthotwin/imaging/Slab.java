/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

/**
 * How thick a slice is, and what is shown of the values along its thickness.
 *
 * @param thickness m, half of it on each side of the plane; 0 for the plane alone
 * @param maximum whether the largest value is shown (maximum intensity projection) instead of the mean
 */
public record Slab(double thickness, boolean maximum) {

    /** The plane alone. */
    public static final Slab THIN = new Slab(0, false);

    public Slab {
        if (!(thickness >= 0) || Double.isInfinite(thickness)) {
            throw new IllegalArgumentException("slab thickness " + thickness + " m must not be negative and be finite");
        }
    }
}
