/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.TriangleMesh;

/** Distances from a block with faces at right angles to the axes, whose truth is known. */
class DistanceProbeTest {

    private static final double HALF = 0.0137;
    private static final Bvh BLOCK = Bvh.of(new TriangleMesh(new double[] {-HALF, -HALF, -HALF, HALF, -HALF, -HALF, HALF, HALF, -HALF,
            -HALF,
        HALF, -HALF, -HALF, -HALF, HALF, HALF, -HALF, HALF, HALF, HALF, HALF, -HALF, HALF, HALF},
                new int[] {0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6,
        7, 0, 1, 5, 0, 5, 4, 1, 2, 6, 1, 6, 5, 2, 3, 7, 2, 7, 6, 3, 0, 4, 3, 4, 7}));

    /** From one side of a face straight to the other: the way is both distances together, and the sign still changes. */
    @Test
    void theSignChangesAcrossAFace() {
        Random random = new Random(5);
        DistanceProbe probe = new DistanceProbe(BLOCK);
        for (int i = 0; i < 3000; i++) {
            double out = 0.002 * random.nextDouble();
            double in = 0.002 * random.nextDouble();
            assertEquals(out, probe.at(HALF + out, 0.001, 0.002), 1e-15);
            assertEquals(-in, probe.at(HALF - in, 0.001, 0.002), 1e-15);
        }
    }

    /** What is answered without asking lies on the right side of both limits; what is near them is the distance itself. */
    @Test
    void farFromTheLimitsTheSideIsEnough() {
        Random random = new Random(6);
        double reach = 0.0006;
        double depth = 0.002;
        DistanceProbe probe = new DistanceProbe(BLOCK);
        int spared = 0;
        for (int i = 0; i < 2000; i++) {
            double x = HALF + 0.008 * (random.nextDouble() - 0.5);
            probe.at(x, 0, 0);
            probe.mark();
            for (int k = 0; k < 4; k++) {
                double y = x + 0.002 * (random.nextDouble() - 0.5);
                double d = y - HALF;
                double said = probe.at(y, 0, 0, reach, depth);
                if (Math.abs(said - d) < 1e-15) {
                    continue;
                }
                spared++;
                assertTrue(Math.abs(d) > reach && Math.abs(d + depth) > reach, d + " m was not asked for");
                assertEquals(Math.signum(d), Math.signum(said));
                assertEquals(Math.signum(d + depth), Math.signum(said + depth));
                assertTrue(Math.abs(said) > reach && Math.abs(said + depth) > reach, said + " m");
            }
        }
        assertTrue(spared > 1000, spared + " answers without asking");
    }
}
