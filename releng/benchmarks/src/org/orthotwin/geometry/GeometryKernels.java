/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/** What the benchmark of kernels times of this package and nobody else may call. */
public final class GeometryKernels {

    private GeometryKernels() {
    }

    /** As {@code SymmetricEigen.axes}: xx xy xz yy yz zz, destroyed, to three rows. */
    public static void axes(double[] m, double[] axes) {
        SymmetricEigen.axes(m, axes);
    }
}
