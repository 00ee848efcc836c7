/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalSpreadTest {

    private static final Grid G = new Grid(30, 20, 16, 0.001, 0.0015, 0.002);

    @Test
    void isTheStandardDeviationOfTheBox() {
        int[] v = new int[G.size()];
        for (int p = 0; p < v.length; p++) {
            v[p] = (int) (7919L * p * p % 613) - 300;
        }
        LocalSpread spread = new LocalSpread(G, p -> v[p] > -200, p -> v[p], 0.003);
        for (int[] at : new int[][] {{15, 10, 8}, {0, 0, 0}, {29, 19, 15}, {2, 18, 7}}) {
            // 3 mm are 3 voxels, 2 voxels and, rounded, 2 voxels
            double[] box = IntStream.range(0, v.length).filter(p -> Math.abs(G.i(p) - at[0]) <= 3
                    && Math.abs(G.j(p) - at[1]) <= 2 && Math.abs(G.k(p) - at[2]) <= 2 && v[p] > -200).mapToDouble(p -> v[p]).toArray();
            double mean = Arrays.stream(box).average().orElseThrow();
            double var = Arrays.stream(box).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
            assertEquals(Math.sqrt(var), spread.at(G.index(at[0], at[1], at[2])), 0.05);
        }
    }

    @Test
    void seesStreaksWhereTheyAreAndNothingWhereNothingCounts() {
        LocalSpread spread = new LocalSpread(G, p -> G.k(p) < 12, p -> G.i(p) < 12 ? 40 + 100 * (G.j(p) % 2 == 0 ? 1 : -1) : 40, 0.003);
        assertTrue(spread.at(G.index(5, 10, 5)) > 95);
        assertEquals(0, spread.at(G.index(25, 10, 5)), 1e-3);
        assertEquals(0, spread.at(G.index(5, 10, 15)));
    }
}
