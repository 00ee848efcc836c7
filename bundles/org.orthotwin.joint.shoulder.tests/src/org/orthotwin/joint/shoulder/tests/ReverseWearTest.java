/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.testkit.SolverDeclaration;
import org.orthotwin.solver.wear.WearSolver;

/** Wear of the liner of a planned reverse shoulder. */
class ReverseWearTest {

    private static Solution wear(Problem p, String... settings) throws IOException {
        try (InputStream in = Files.newInputStream(Planned.bundles().resolve("org.orthotwin.solver.wear/plugin.xml"))) {
            return SolverDeclaration.solve(SolverDeclaration.of(in, "wear", WearSolver.class), p, settings);
        }
    }

    private static double of(Solution s, String name) {
        return s.values().get("wear." + name).si();
    }

    /**
     * Liners of 36 mm lost 42 +- 22 mm3 and 0.11 +- 0.03 mm a year in living people (Van de Kleut et al. 2020); a model of muscles said
     * 44.6 mm3 (Terrier et al. 2009). Ours lose a quarter of that with empty hands and nearly half with 2 kg when the arm is raised high.
     */
    @Test
    void linersLoseLessThanPeoplesDo() throws IOException {
        Problem p = Planned.of(Side.RIGHT, Map.of()).problem();
        double year = 365.25 * 24 * 3600;
        Solution empty = wear(p, "years", "5yr", "rings", "16");
        Solution held = wear(p, "years", "5yr", "rings", "16", "arm",
                "flexion=375000@90deg@2kg, abduction=375000@90deg@2kg, scaption=3800000@45deg@0kg");
        double volume = 1e9 * year * of(empty, "volume.rate");
        assertTrue(volume > 8 && volume < 20, volume + " mm3 a year with empty hands");
        double more = 1e9 * year * of(held, "volume.rate");
        assertTrue(more > 1.5 * volume && more < 42 + 22, more + " mm3 a year with 2 kg");
        double linear = 1000 * year * of(held, "linear.rate");
        assertTrue(linear > 0.03 && linear < 0.11 + 0.03, linear + " mm a year with 2 kg");
        // the force in one point and the force spread over the liner wear nearly the same
        assertEquals(of(empty, "archard.volume.rate"), of(empty, "volume.rate"), 0.15 * of(empty, "volume.rate"));
    }

    @Test
    void wearGrowsWithUseAndIsTheSameOnBothSides() throws IOException {
        Problem p = Planned.of(Side.RIGHT, Map.of()).problem();
        Solution once = wear(p, "years", "0.5yr", "rings", "10");
        Solution twice = wear(p, "years", "0.5yr", "rings", "10", "mix.times", "2");
        assertEquals(2 * of(once, "archard.volume.rate"), of(twice, "archard.volume.rate"), 1e-9 * of(twice, "archard.volume.rate"));
        assertEquals(2 * of(once, "volume"), of(twice, "volume"), 0.03 * of(twice, "volume"));
        Solution left = wear(Planned.of(Side.LEFT, Map.of()).problem(), "years", "0.5yr", "rings", "10");
        once.values().forEach((name, v) -> assertEquals(v.si(), left.values().get(name).si(), 1e-6 * Math.abs(v.si()), name));
    }

    @Test
    void whatIsNoUseOfAnArmIsRefused() {
        Problem p = Planned.of(Side.RIGHT, Map.of()).problem();
        for (String bad : new String[] {"waving=1@90deg@0kg", "flexion=1@90deg", "flexion=-1@90deg@0kg", "flexion=1@5deg@0kg",
            "flexion=1@90mm@0kg"}) {
            SolverException e = assertThrows(SolverException.class, () -> wear(p, "arm", bad));
            assertTrue(e.getMessage().contains("'" + bad + "'"), e.getMessage());
        }
    }
}
