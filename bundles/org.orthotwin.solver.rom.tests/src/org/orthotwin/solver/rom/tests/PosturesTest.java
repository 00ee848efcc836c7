/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.ClinicalPose;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;

/** What touches at single postures, and the poses that clinical words stand for: against the limits of the same solver. */
class PosturesTest {

    private static final double HEAD = 0.028;

    private static Problem hip(Side side) {
        return TestHip.prosthesis(side, 45, 15, 135, 15, HEAD, 0.012, 32);
    }

    private static List<ContactEvent> at(Problem p, String postures, String... more) {
        String[] all = java.util.Arrays.copyOf(more, more.length + 2);
        all[more.length] = "postures";
        all[more.length + 1] = postures;
        return Rom.solve(p, 1, all).contacts().stream().filter(c -> c.label().startsWith("posture.")).toList();
    }

    private static String degrees(double d) {
        return String.format(Locale.ROOT, "%.6fdeg", d);
    }

    /** In the anterior pelvic plane, which is not the joint's frame, and in that of standing. */
    @ParameterizedTest
    @EnumSource(value = Side.class, names = {"LEFT", "RIGHT"})
    void touchesJustBehindALimitAndNotBefore(Side side) {
        for (String[] more : List.of(new String[0], new String[] {"posture", "standing", "pelvic.tilt.standing", "12deg"})) {
            Problem p = hip(side);
            Solution limits = Rom.solve(p, 1, more);
            for (String motion : List.of("flexion", "extension")) {
                double limit = Rom.degrees(limits, "hip.rom." + motion);
                List<ContactEvent> found = at(p, motion + "=" + degrees(limit - 0.1) + ";" + motion + "=" + degrees(limit + 0.1), more);
                assertEquals(List.of("posture.2"), found.stream().map(ContactEvent::label).toList(), motion);
                ContactEvent c = found.get(0);
                assertEquals(List.of("stem", "liner", "prosthetic"), List.of(c.first(), c.second(), c.kind()));
                assertEquals(HEAD / 2, c.point().minus(p.joint().parentFrame().translation()).norm(), 0.001, "on the rim");

                Settings s = Rom.context(1, Monitor.NONE, more).settings();
                ClinicalPose clinical = ClinicalPose.of(p, s);
                ContactEvent end = limits.contacts().stream().filter(x -> x.label().equals(motion)).findFirst().orElseThrow();
                RigidTransform wanted = clinical.childInParent(Map.of(motion, Math.toRadians(limit)));
                assertEquals(0, wanted.inverse().times(end.childInParent()).angle(), Math.toRadians(0.02), motion);
                String first = motion.equals("extension") ? "flexion" : motion;
                double sign = motion.equals("extension") ? -1 : 1;
                assertEquals(sign * limit, Math.toDegrees(clinical.motions(end.childInParent()).get(first)), 0.02, motion);
            }
        }
    }

    /** What an activity says of its posture is what that posture says, from the frame of standing. */
    @Test
    void anglesOfActivitiesCountFromStanding() {
        Problem p = hip(Side.RIGHT);
        Settings s = Rom.context(1, Monitor.NONE, "pelvic.tilt.standing", "12deg").settings();
        RigidTransform main = ClinicalPose.of(p, s).childInParent(Map.of("flexion", 0.4));
        RigidTransform upright = ClinicalPose.upright(p, s).childInParent(Map.of("flexion", 0.4 + Math.toRadians(12)));
        assertEquals(0, main.inverse().times(upright).angle(), 1e-9);
    }

    @Test
    void numbersWithoutAJointAnswerAsWell() {
        double limit = Rom.degrees(Rom.solve(Rom.NUMBERS, 1), "hip.rom.flexion");
        List<ContactEvent> found = at(Rom.NUMBERS, "flexion=" + degrees(limit - 0.01) + "; flexion=" + degrees(limit + 0.01));
        assertEquals(List.of("posture.2"), found.stream().map(ContactEvent::label).toList());
    }

    @Test
    void whatIsNoPostureIsRefusedWithItsText() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> at(Rom.NUMBERS, "flexion=90deg,swim=3deg"));
        assertTrue(e.getMessage().contains("swim"), e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> at(Rom.NUMBERS, "flexion"));
        assertTrue(e.getMessage().contains("motion=angle"), e.getMessage());
    }
}
