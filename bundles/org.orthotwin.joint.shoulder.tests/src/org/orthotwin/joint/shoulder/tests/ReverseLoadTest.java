/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.shoulderload.ShoulderLoadSolver;
import org.orthotwin.solver.testkit.SolverDeclaration;

/** What a planned reverse shoulder has to carry when the arm is raised. */
class ReverseLoadTest {

    private static Solution raise(Problem p, String... settings) throws IOException {
        try (InputStream in = Files.newInputStream(Planned.bundles().resolve("org.orthotwin.solver.shoulderload/plugin.xml"))) {
            return SolverDeclaration.solve(SolverDeclaration.of(in, "shoulderload", ShoulderLoadSolver.class), p, settings);
        }
    }

    private static double of(Solution s, String name) {
        return s.values().get("shoulder.load." + name).si();
    }

    private static Problem bare(Problem p) {
        return new Problem(p.person(), Planned.bones(p.joint().side()), p.joint(), List.of(), List.of());
    }

    /**
     * The deltoid raises the arm although the cuff above is torn, with less force than before; the joint carries less than 2.38 times body
     * weight, the most that was measured in native shoulders (Bergmann et al. 2011); nothing jumps from degree to degree.
     */
    @Test
    void theDeltoidRaisesTheArm() throws IOException {
        Planned p = Planned.of(Side.RIGHT, Map.of());
        for (String motion : List.of("abduction", "scaption", "flexion")) {
            Solution reverse = raise(p.problem(), "motion", motion, "step", "1deg");
            assertEquals(Solution.Status.CONVERGED, reverse.status());
            assertTrue(reverse.messages().isEmpty(), reverse.messages().toString());
            double largest = of(reverse, "largest-bw");
            assertTrue(largest > 0.2 && largest < 2.38, motion + ": " + largest);
            assertTrue(of(reverse, "liner-angle.largest") < Math.toRadians(60), motion + ": " + of(reverse, "liner-angle.largest"));
            double[] last = null;
            for (double[] row : reverse.tables().getFirst().rows()) {
                assertTrue(last == null || Math.abs(row[1] - last[1]) < 0.04 * of(reverse, "largest"), motion + " at "
                        + Math.toDegrees(row[0]));
                last = row;
            }
            // where subscapularis is not sewn on again the deltoid does it alone: the joint carries less than with its whole cuff
            Solution before = raise(bare(p.problem()), "motion", motion, "step", "15deg");
            Solution alone = raise(p.problem(), "motion", motion, "step", "15deg", "absent", "supraspinatus infraspinatus subscapularis");
            assertTrue(of(alone, "largest-bw") < 0.95 * of(before, "largest-bw"), motion + ": " + of(before, "largest-bw")
                    + " before, then " + of(alone, "largest-bw"));
            assertTrue(of(alone, "deltoid.largest") < of(before, "deltoid.largest"), motion);
        }
    }

    @Test
    void aLeftShoulderCarriesWhatTheMirroredRightOneDoes() throws IOException {
        Solution right = raise(Planned.of(Side.RIGHT, Map.of()).problem(), "motion", "scaption", "step", "30deg");
        Solution left = raise(Planned.of(Side.LEFT, Map.of()).problem(), "motion", "scaption", "step", "30deg");
        right.values().forEach((name, v) -> assertEquals(v.si(), left.values().get(name).si(), 1e-7 * Math.abs(v.si()), name));
    }
}
