/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.internal;

/**
 * Lines of a pelvis on an anteroposterior radiograph, of one side, from the centre of its hip in axes of the anterior pelvic plane (y up, w
 * away from the midline), m.
 *
 * <p>The superior obturator line is at the height of the highest point of the obturator foramen. Köhler's ilioischial line is drawn
 * through the points of the ilium's and the ischium's inner border that lie nearest to the midline, above the acetabulum and beside the
 * foramen (W G Paprosky et al, J Arthroplasty 1994;9:33-44; J J M Telleria, A O Gee, Clin Orthop Relat Res 2013;471:3725-3730).
 *
 * @param obturator height of the superior obturator line
 * @param koehlerHigh height of the upper point of Köhler's line, {@code koehlerHighAt} its distance w
 * @param koehlerLow height of the lower one, {@code koehlerLowAt} its distance w
 */
record PelvisLines(double obturator, double koehlerHigh, double koehlerHighAt, double koehlerLow, double koehlerLowAt) {

    /** Step between the lines of sight, m. */
    private static final double STEP = 0.001;
    private static final double LOWEST = -0.075;
    /** The foramen's top is below the hip's centre, and it is at least this high; m. */
    private static final double LEAST_FORAMEN = 0.006;
    private static final double FORAMEN_MEDIAL = -0.060;
    private static final double FORAMEN_LATERAL = -0.008;
    /** Where the posterior column lies before and behind the centre, without the ischial spine; m. */
    private static final double COLUMN_BACK = -0.045;
    private static final double COLUMN_FRONT = 0;
    private static final double[] ILIUM = {0.012, 0.028};
    /** Below the obturator line. */
    private static final double[] ISCHIUM = {0.005, 0.018};

    /** @throws IllegalArgumentException if there is no foramen or no column */
    static PelvisLines of(Columns bone) {
        double obturator = obturator(bone);
        double[] high = innermost(bone, ILIUM[0], ILIUM[1]);
        double[] low = innermost(bone, obturator - ISCHIUM[1], obturator - ISCHIUM[0]);
        return new PelvisLines(obturator, high[0], high[1], low[0], low[1]);
    }

    /** Distance w of Köhler's line at a height. */
    double koehler(double y) {
        return koehlerLowAt + (y - koehlerLow) / (koehlerHigh - koehlerLow) * (koehlerHighAt - koehlerLowAt);
    }

    private static double obturator(Columns bone) {
        double top = Double.NEGATIVE_INFINITY;
        for (double w = FORAMEN_MEDIAL; w < FORAMEN_LATERAL + 1e-9; w += STEP) {
            boolean below = false;
            double began = Double.NaN;
            for (double y = LOWEST; y < 0; y += STEP) {
                boolean solid = bone.at(y, w).length > 0;
                if (solid && !Double.isNaN(began)) {
                    if (y - began >= LEAST_FORAMEN) {
                        top = Math.max(top, edge(bone, y - STEP, y, w));
                        break;
                    }
                    began = Double.NaN;
                } else if (!solid && below && Double.isNaN(began)) {
                    began = y;
                }
                below |= solid;
            }
        }
        if (Double.isInfinite(top)) {
            throw new IllegalArgumentException("the pelvis has no obturator foramen below the hip's centre");
        }
        return top;
    }

    /** Where bone begins between a free height and one in bone. */
    private static double edge(Columns bone, double free, double solid, double w) {
        double a = free;
        double b = solid;
        for (int i = 0; i < 8; i++) {
            double m = 0.5 * (a + b);
            if (bone.at(m, w).length > 0) {
                b = m;
            } else {
                a = m;
            }
        }
        return 0.5 * (a + b);
    }

    /** Height and distance w of the point of the posterior column nearest to the midline, between two heights. */
    private static double[] innermost(Columns bone, double from, double to) {
        double[] best = {Double.NaN, Double.POSITIVE_INFINITY};
        for (double y = from; y < to + 1e-9; y += STEP) {
            double last = Double.NaN;
            boolean met = false;
            for (double w = -0.005; w > -0.070; w -= 0.5 * STEP) {
                if (inColumn(bone.at(y, w))) {
                    met = true;
                    last = w;
                } else if (met) {
                    break;
                }
            }
            if (met && last < best[1]) {
                best = new double[] {y, last};
            }
        }
        if (Double.isNaN(best[0])) {
            throw new IllegalArgumentException("the pelvis has no posterior column beside the hip's centre");
        }
        return best;
    }

    private static boolean inColumn(double[] ends) {
        for (int i = 0; i < ends.length; i += 2) {
            if (ends[i] < COLUMN_FRONT && ends[i + 1] > COLUMN_BACK) {
                return true;
            }
        }
        return false;
    }
}
