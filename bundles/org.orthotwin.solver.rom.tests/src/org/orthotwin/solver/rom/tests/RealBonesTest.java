/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;

/** Implants in scanned bones: bands, threads, mirror, and a map in which every cell is answered. Skipped where the bones are missing. */
class RealBonesTest {

    private static final List<String> LIMITS = List.of("flexion", "extension", "abduction", "adduction", "internal-rotation",
            "external-rotation",
            "internal-rotation-at-90-flexion");

    @Test
    void limitsAndMap() {
        Problem right = RealBones.hip(Side.RIGHT, 45, 20);
        String[] settings = {"map", "true", "by-kind", "true"};
        Solution one = Rom.solve(right, 1, settings);
        Solution two = Rom.solve(right, 2, settings);
        Solution left = Rom.solve(RealBones.hip(Side.LEFT, 45, 20), 2, settings);

        assertEquals(one.values(), two.values());
        assertEquals(one.contacts(), two.contacts());
        assertEquals(one.values().keySet(), left.values().keySet());
        one.values().forEach((name, v) -> assertEquals(v.si(), left.values().get(name).si(), 1e-9, name));

        Table map = one.tables().get(0);
        assertEquals(22785, map.rows().size());
        int[] seen = new int[4];
        int different = 0;
        for (int i = 0; i < map.rows().size(); i++) {
            assertArrayEquals(map.rows().get(i), two.tables().get(0).rows().get(i));
            seen[(int) map.rows().get(i)[3]]++;
            different += map.rows().get(i)[3] == left.tables().get(0).rows().get(i)[3] ? 0 : 1;
        }
        assertEquals(0, different);
        assertTrue(seen[0] > 5000 && seen[1] > 1000 && seen[2] > 1000, java.util.Arrays.toString(seen));

        // the neck is a prism of 64 sides, the rim one of 96
        Map<String, Double> free = Map.of("flexion", 110.0, "extension", 30.0, "abduction", 45.0, "external-rotation", 15.0);
        for (String l : LIMITS) {
            assertEquals(Rom.degrees(one, "hip.rom." + l + ".analytic"), Rom.degrees(one, "hip.rom." + l + ".prosthetic"), 0.3, l);
            assertTrue(Rom.degrees(one, "hip.rom." + l) > free.getOrDefault(l, 5.0), l + " " + Rom.degrees(one, "hip.rom." + l));
            assertTrue(Rom.degrees(one, "hip.rom." + l) <= Rom.degrees(one, "hip.rom." + l + ".prosthetic") + 0.01, l);
        }
    }

    /** A finer search finds no contact that the default one jumped over. */
    @Test
    void defaultStepMissesNothing() {
        Problem p = RealBones.hip(Side.RIGHT, 40, 15);
        Solution coarse = Rom.solve(p, 2, "by-kind", "true");
        Solution fine = Rom.solve(p, 2, "by-kind", "true", "step", "0.02deg");
        fine.values().forEach((name, v) -> assertEquals(v.si(), coarse.values().get(name).si(), Math.toRadians(0.011), name));
    }
}
