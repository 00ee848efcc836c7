/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/** A number at every point of space, for instance a signed distance: negative inside, positive outside. */
@FunctionalInterface
public interface ScalarField3 {

    /** The value at a point; coordinates in m. Must give the same value for the same point on any thread. */
    double at(double x, double y, double z);

    /** Inside either. */
    default ScalarField3 union(ScalarField3 o) {
        return (x, y, z) -> Math.min(at(x, y, z), o.at(x, y, z));
    }

    /** Inside both. */
    default ScalarField3 intersection(ScalarField3 o) {
        return (x, y, z) -> Math.max(at(x, y, z), o.at(x, y, z));
    }

    /** Inside this, outside the other. */
    default ScalarField3 difference(ScalarField3 o) {
        return (x, y, z) -> Math.max(at(x, y, z), -o.at(x, y, z));
    }
}
