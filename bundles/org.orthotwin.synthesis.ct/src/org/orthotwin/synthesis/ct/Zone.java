/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.util.List;
import org.orthotwin.geometry.Vec3;

/**
 * A part of a bone with one density inside its cortex. A point belongs to the zone with the nearest centre; near the border of two zones
 * the value goes over smoothly.
 *
 * @param name unique in its bone, e.g. {@code femur.head}
 * @param centres one or more, in the frame of the scene (LPS), m
 * @param hu CT number of what is inside the cortex, HU
 * @param shell thickness of the cortex, m; {@link #WALL} where all bone outside the canal is compact
 */
public record Zone(String name, List<Vec3> centres, double hu, double shell) {

    /** A shell that reaches to the medullary canal. */
    public static final double WALL = 0.030;

    public Zone {
        centres = List.copyOf(centres);
        if (centres.isEmpty() || !Double.isFinite(hu) || !(shell > 0)) {
            throw new IllegalArgumentException("zone " + name + " with " + centres.size() + " centres, " + hu + " HU and a shell of "
                    + shell
                    + " m");
        }
    }
}
