/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

/**
 * Colours for a scalar, from control points interpolated in the OKLab space (B. Ottosson, 2020), where equal steps look equal.
 */
public enum ColorMap {
    /** Dark violet to yellow (S. van der Walt and N. Smith, 2015, CC0). */
    VIRIDIS(0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21908D, 0x22A884, 0x42BE71, 0x7AD151, 0xBBDF27, 0xFDE725),
    /** Dark blue to yellow, the same to viewers with colour vision deficiency (Nunez et al. 2018, doi:10.1371/journal.pone.0199239). */
    CIVIDIS(0x00204D, 0x00336F, 0x39486B, 0x575C6D, 0x707173, 0x8A8779, 0xA69D75, 0xC4B56C, 0xE4CF5B, 0xFFEA46),
    /** Diverging: blue over light grey to red; for a signed quantity, with a symmetric range. */
    BLUE_RED(0x3B4CC0, 0xDDDDDD, 0xB40426);

    private static final int SIZE = 1024;
    private final int[] table = new int[SIZE];

    ColorMap(int... points) {
        double[][] lab = new double[points.length][];
        for (int i = 0; i < points.length; i++) {
            lab[i] = toLab(points[i]);
        }
        for (int i = 0; i < SIZE; i++) {
            double t = i * (points.length - 1) / (double) (SIZE - 1);
            int k = Math.min(points.length - 2, (int) t);
            double f = t - k;
            double[] c = new double[3];
            for (int j = 0; j < 3; j++) {
                c[j] = lab[k][j] + f * (lab[k + 1][j] - lab[k][j]);
            }
            table[i] = toRgb(c);
        }
    }

    /**
     * The colour 0xRRGGBB at {@code t}, 0 (low end) to 1 (high end); values beyond take the end's colour.
     */
    public int color(double t) {
        return table[(int) (Math.max(0, Math.min(1, t)) * (SIZE - 1) + 0.5)];
    }

    private static double[] toLab(int rgb) {
        double r = toLinear((rgb >> 16 & 255) / 255.0);
        double g = toLinear((rgb >> 8 & 255) / 255.0);
        double b = toLinear((rgb & 255) / 255.0);
        double l = StrictMath.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        double m = StrictMath.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        double s = StrictMath.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return new double[] {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
    }

    private static int toRgb(double[] c) {
        double l = c[0] + 0.3963377774 * c[1] + 0.2158037573 * c[2];
        double m = c[0] - 0.1055613458 * c[1] - 0.0638541728 * c[2];
        double s = c[0] - 0.0894841775 * c[1] - 1.2914855480 * c[2];
        l = l * l * l;
        m = m * m * m;
        s = s * s * s;
        return toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16
                | toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8
                | toByte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    }

    private static double toLinear(double c) {
        return c <= 0.04045 ? c / 12.92 : StrictMath.pow((c + 0.055) / 1.055, 2.4);
    }

    private static int toByte(double linear) {
        double c = linear <= 0.0031308 ? 12.92 * linear : 1.055 * StrictMath.pow(linear, 1 / 2.4) - 0.055;
        return (int) (Math.max(0, Math.min(1, c)) * 255 + 0.5);
    }
}
