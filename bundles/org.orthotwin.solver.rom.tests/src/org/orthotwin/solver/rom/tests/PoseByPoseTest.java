/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;

/** Proving whole balls of poses free spares questions and changes no number: the same hip, asked pose by pose, gives the same bits. */
class PoseByPoseTest {

    private static final String[][] SETTINGS = {
        {"by-kind", "true", "pelvic.tilt.sitting", "25deg", "combined",
            "internal-rotation@flexion=90deg; adduction@flexion=60deg,internal-rotation=10deg"},
        {"step", "1.7deg", "tolerance", "0.3deg", "search.end", "100deg", "activity.search", "3.1deg", "activity.step", "5deg"},
        {"step", "0.2deg", "tolerance", "0.00001deg", "activity.search", "0.6deg"}};

    private static void same(Problem p, int threads, String... settings) {
        Solution fast = Rom.solve(p, threads, settings);
        Solution slow = Rom.solve(TestHip.poseByPose(p), 1, settings);
        assertEquals(slow.values(), fast.values());
        assertEquals(slow.contacts(), fast.contacts());
        assertEquals(slow.messages().toString(), fast.messages().toString());
        assertEquals(slow.tables().size(), fast.tables().size());
        for (int t = 0; t < slow.tables().size(); t++) {
            for (int i = 0; i < slow.tables().get(t).rows().size(); i++) {
                assertArrayEquals(slow.tables().get(t).rows().get(i), fast.tables().get(t).rows().get(i));
            }
        }
    }

    /** A walk round the middle of the range, some postures of which do not change, and one that goes beyond a limit. */
    private static List<ActivityData> activities() {
        List<double[]> walk = new ArrayList<>();
        for (int i = 0; i <= 40; i++) {
            double a = Math.PI * i / 20;
            walk.add(new double[] {25 + 20 * Math.cos(a), i < 30 ? -6 * Math.sin(a) : -6, 5 * Math.sin(2 * a)});
        }
        return List.of(ActivityRomTest.activity(walk.toArray(double[][]::new)), ActivityRomTest.activity(new double[3]),
                ActivityRomTest.activity(new double[3], new double[] {60, 0, 10}, new double[] {118, -12, 35}));
    }

    @Test
    void limitsAndActivitiesOfSolids() {
        Problem right = SurfaceRomTest.composite(Side.RIGHT);
        Problem left = SurfaceRomTest.composite(Side.LEFT);
        int k = 0;
        for (ActivityData a : activities()) {
            for (String[] s : SETTINGS) {
                same(ActivityRomTest.with(k % 2 == 0 ? right : left, a), 1 + k % 3, s);
                k++;
            }
        }
    }

    @Test
    void limitsAndActivitiesOfRealBones() {
        for (ActivityData a : activities().subList(0, 2)) {
            same(ActivityRomTest.with(RealBones.hip(Side.RIGHT, 41, 17), a), 2, "combined", "internal-rotation@flexion=90deg");
        }
    }

    @Test
    void theOneThatStartsInContact() {
        Problem p = RealBones.hip(Side.RIGHT, 45, 20);
        String[] far = {"combined", "internal-rotation@flexion=90deg,internal-rotation=60deg"};
        same(p, 2, far);
        assertTrue(Rom.degrees(Rom.solve(p, 2, far), "hip.rom.internal-rotation-at-90-flexion-60-internal-rotation") < 0);
        Problem closed = TestHip.prosthesis(Side.RIGHT, 45, 15, 135, 15, 0.028, 0.0279, 24);
        assertThrows(SolverException.class, () -> Rom.solve(closed, 1));
        assertThrows(SolverException.class, () -> Rom.solve(TestHip.poseByPose(closed), 1));
    }
}
