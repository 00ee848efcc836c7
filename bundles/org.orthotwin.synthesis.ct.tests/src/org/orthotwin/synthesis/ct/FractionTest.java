/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.orthotwin.synthesis.ct.internal.Fraction;

class FractionTest {

    @Test
    void planeAcrossOneAxisIsLinear() {
        for (double d = -0.6; d <= 0.6; d += 0.05) {
            assertEquals(Math.max(0, Math.min(1, 0.5 - d)), Fraction.below(d, 1, 0, 0), 1e-3);
            assertEquals(Fraction.below(d, 1, 0, 0), Fraction.below(d, 0, 0, 1), 1e-12);
        }
    }

    /** A corner cut off a unit cube at a distance h of the diagonal has a volume of (h sqrt 3)^3 / 6. */
    @Test
    void cornerOfACubeIsAPyramid() {
        double w = 1 / Math.sqrt(3);
        for (double h = 0.05; h < w; h += 0.05) {
            double expected = Math.pow(h * Math.sqrt(3), 3) / 6;
            assertEquals(expected, Fraction.below(0.5 * Math.sqrt(3) - h, w, w, w), 1e-12);
            assertEquals(1 - expected, Fraction.below(h - 0.5 * Math.sqrt(3), w, w, w), 1e-12);
        }
        assertEquals(0.5, Fraction.below(0, w, 0.3, 0.2), 1e-12);
    }

    @Test
    void agreesWithCounting() {
        SplittableRandom r = new SplittableRandom(3);
        for (int n = 0; n < 20; n++) {
            double[] w = {r.nextDouble(), r.nextDouble(), r.nextDouble()};
            double d = (r.nextDouble() - 0.5) * (w[0] + w[1] + w[2]);
            int m = 64;
            int below = 0;
            for (int i = 0; i < m * m * m; i++) {
                below += d + w[0] * ((i % m + 0.5) / m - 0.5) + w[1] * ((i / m % m + 0.5) / m - 0.5) + w[2] * ((i / m / m
                        + 0.5) / m - 0.5) < 0 ? 1
                        : 0;
            }
            assertEquals((double) below / (m * m * m), Fraction.below(d, w[0], w[1], w[2]), 0.004);
        }
    }
}
