/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.density;

/**
 * Densities that the literature uses of bone, all in kg/m^3: mineral equivalent from CT, ash, and apparent (wet tissue over the whole
 * volume). They follow from each other by Schileo et al. 2008 (doi 10.1016/j.jbiomech.2008.05.017): ash = 0.877 QCT + 79,
 * ash / apparent = 0.60; the last number is the rounded one by which the source is usually quoted.
 */
public enum DensityKind {
    QCT, ASH, APPARENT;

    /** Version of the relations below; recorded with what is computed from them. */
    public static final String RELATION = "schileo-2008/1";
    private static final double ASH_SLOPE = 0.877;
    private static final double ASH_INTERCEPT = 79;
    private static final double ASH_OF_APPARENT = 0.60;

    /**
     * This kind of density of bone whose QCT density is known. Where the CT shows less than empty marrow does, 0.
     *
     * @param qct kg/m^3
     */
    public double fromQct(double qct) {
        return switch (this) {
            case QCT -> qct;
            case ASH -> Math.max(0, ASH_SLOPE * qct + ASH_INTERCEPT);
            case APPARENT -> Math.max(0, ASH_SLOPE * qct + ASH_INTERCEPT) / ASH_OF_APPARENT;
        };
    }
}
