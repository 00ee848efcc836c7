/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis;

/** How finely the surfaces are cut into triangles. */
public enum Resolution {
    /** For tests and previews: about a third of the default's triangles. */
    COARSE(0.0036, 0.0035),
    /** About 35,000 triangles for a femur and 75,000 for a pelvis. */
    DEFAULT(0.0019, 0.0021),
    /** About twice the default's triangles. */
    FINE(0.0014, 0.0015);

    private final double femur;
    private final double pelvis;

    Resolution(double femur, double pelvis) {
        this.femur = femur;
        this.pelvis = pelvis;
    }

    /** Spacing of the femur's grid in m. */
    public double femurSpacing() {
        return femur;
    }

    /** Spacing of the pelvis's grid in m. */
    public double pelvisSpacing() {
        return pelvis;
    }
}
