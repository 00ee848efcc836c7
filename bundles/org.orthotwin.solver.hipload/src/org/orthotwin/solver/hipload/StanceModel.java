/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.hipload;

import java.util.Locale;

/**
 * What the published models of the one-leg stance say about the weight on the hip: how much of the body it carries, and how far from the
 * hip's centre that weight acts, as a multiple of the distance l from the centre to the body's midplane.
 */
public enum StanceModel {
    /**
     * Pauwels 1965 (English 1980, doi 10.1007/978-3-642-67138-8): the body without the standing leg, 0.6273 + 0.18635 of the weight by
     * Braune and Fischer, whose 16th phase of gait puts it 109.9 mm medially of the hip's centre where the hips are 170 mm apart.
     */
    PAUWELS(0.6273 + 0.18635, 2 * 109.8946 / 170),
    /** McLeish and Charnley 1970 (J Biomech 3:191): five sixths of the weight, here in the midplane. */
    MCLEISH_CHARNLEY(5 / 6.0, 1),
    /** Debrunner 1975 (Studien zur Biomechanik des Hüftgelenkes I): five sixths of the weight at 1.28 l, equations 3 and 4. */
    DEBRUNNER(5 / 6.0, 1.28),
    /**
     * Iglic et al. 1990 (Mathematical analysis of Chiari osteotomy, equations 6 to 8): W_L = 0.161 W_B for the leg at b = 0.48 l, the
     * ground reaction at c = 1.01 l, so that the rest of the body acts at a = (W_B c - W_L b) / (W_B - W_L). The standing leg is adducted
     * by asin(b / femoral length).
     */
    IGLIC(1 - 0.161, (1.01 - 0.161 * 0.48) / (1 - 0.161));

    /** Medial distance of the centre of the standing leg in the model of Iglic, as a multiple of l. */
    static final double IGLIC_LEG = 0.48;

    private final double fraction;
    private final double lever;

    StanceModel(double fraction, double lever) {
        this.fraction = fraction;
        this.lever = lever;
    }

    /** The weight on the hip over the body's weight. */
    public double weightFraction() {
        return fraction;
    }

    /** Its lever arm over the distance from the hip's centre to the midplane. */
    public double leverOverHalfWidth() {
        return lever;
    }

    /** As in settings and results: lower case with hyphens. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
