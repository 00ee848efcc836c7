/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Areas of outlines against closed forms. */
class MeshSectionTest {

    /** A rectangle of 2 a by 2 b has moments of 4/3 a^3 b and 4/3 a b^3 about its middle, wherever it lies and whichever way it runs. */
    @Test
    void secondMomentsOfATurnedRectangle() {
        double a = 0.030;
        double b = 0.012;
        double turn = Math.toRadians(25);
        double[][] corners = {{a, b}, {-a, b}, {-a, -b}, {a, -b}};
        for (boolean back : new boolean[] {false, true}) {
            double[] loop = new double[8];
            for (int i = 0; i < 4; i++) {
                double[] p = corners[back ? 3 - i : i];
                loop[2 * i] = 0.4 + p[0] * Math.cos(turn) - p[1] * Math.sin(turn);
                loop[2 * i + 1] = -0.3 + p[0] * Math.sin(turn) + p[1] * Math.cos(turn);
            }
            double[] m = MeshSection.secondMoments(loop);
            double along = 4.0 / 3 * a * a * a * b;
            double across = 4.0 / 3 * a * b * b * b;
            assertEquals(along + across, m[0] + m[1], 1e-9 * along);
            assertEquals(along - across, Math.hypot(2 * m[2], m[0] - m[1]), 1e-9 * along);
            assertEquals(turn, 0.5 * Math.atan2(2 * m[2], m[0] - m[1]), 1e-9);
        }
    }
}
