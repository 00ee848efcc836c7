/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.rom.ProstheticRange;

/** The room that activities leave: the cone of a neck in a cup, where it is known, against the search on surfaces. */
class ActivityRomTest {

    private static final List<String> CHANNELS = List.of("flexion", "abduction", "internal-rotation");
    private static final String MARGIN = "hip.activity.test.margin";
    private static final String MARGIN_AT = "hip.activity.test.margin-at";
    private static final String CONTACT_AT = "hip.activity.test.contact-at";

    /** Postures (flexion, abduction, internal rotation in degrees) a second apart. */
    static ActivityData activity(double[]... degrees) {
        double[] times = new double[degrees.length];
        double[][] values = new double[degrees.length][3];
        for (int i = 0; i < times.length; i++) {
            times[i] = i;
            for (int k = 0; k < 3; k++) {
                values[i][k] = Math.toRadians(degrees[i][k]);
            }
        }
        return new ActivityData("test", "test", CHANNELS, List.of("rad", "rad", "rad"), times, values, "test");
    }

    static Problem with(Problem p, ActivityData... activities) {
        return new Problem(p.person(), p.bodies(), p.joint(), p.parts(), List.of(activities));
    }

    private static Solution numbers(ActivityData a, String... settings) {
        return Rom.solve(with(Rom.NUMBERS, a), 1, settings);
    }

    /** The neutral position alone: the margin is the smallest limit of the published row (45, 15, 135, 15, 28 mm, 12 mm), extension. */
    @Test
    void ofTheNeutralPositionItIsTheSmallestLimit() {
        Solution s = numbers(activity(new double[3]));
        assertEquals(58.813, Rom.degrees(s, MARGIN), 0.00051);
        assertEquals(0, s.values().get(MARGIN_AT).si());
        assertFalse(s.values().containsKey(CONTACT_AT));
        ContactEvent e = s.contacts().get(s.contacts().size() - 1);
        assertEquals("activity.test.extension", e.label());
        assertEquals(58.813, Math.toDegrees(e.childInParent().angle()), 0.00051);
    }

    /** Standing with a tilted pelvis: the zero of the activity's angles is that of the results for standing. */
    @Test
    void anglesCountFromStanding() {
        Solution s = numbers(activity(new double[3]), "pelvic.tilt.standing", "12deg");
        double least = s.values().entrySet().stream().filter(v -> v.getKey().startsWith("hip.rom.standing.")
                && !v.getKey().contains("-at-"))
                .mapToDouble(v -> v.getValue().si()).min().getAsDouble();
        assertEquals(least, s.values().get(MARGIN).si(), 1e-12);
        assertTrue(Math.abs(Rom.degrees(s, MARGIN) - 58.813) > 1);
    }

    /** Flexion beyond its published limit of 129.342 degrees. */
    @Test
    void contactOnTheWay() {
        Solution s = numbers(activity(new double[3], new double[] {140, 0, 0}));
        assertEquals(129.342 / 140, s.values().get(CONTACT_AT).si(), 0.00051 / 140);
        assertEquals(-room(140, 0, 0, false), -Rom.degrees(s, MARGIN), 0.001);
        assertTrue(Rom.degrees(s, MARGIN) < 0 && Rom.degrees(s, MARGIN) >= -10.6585);
        assertEquals(1, s.values().get(MARGIN_AT).si());
        assertEquals("activity.test", s.contacts().get(s.contacts().size() - 1).label());
    }

    /** Against a scan of the angle between the axes of neck and cup in steps of 0.001 degree. */
    @ParameterizedTest
    @CsvSource({"90,0,10", "100,-10,20", "70,-15,30", "0,0,-30", "-10,5,-25", "110,25,-30"})
    void marginOfTheConeByScanning(double flexion, double abduction, double rotation) {
        Solution s = numbers(activity(new double[] {flexion, abduction, rotation}));
        double room = Rom.degrees(s, MARGIN);
        assertEquals(room(flexion, abduction, rotation, room >= 0), room, 0.001);
    }

    private static double room(double flexion, double abduction, double rotation, boolean free) {
        Vec3 cup = ProstheticRange.cupAxis(Math.toRadians(45), Math.toRadians(15));
        Vec3 neck = ProstheticRange.neckAxis(Math.toRadians(135), Math.toRadians(15));
        double beta = 64.6230664748;
        for (int k = 0; k < 180_000; k++) {
            for (int d = 0; d < 6; d++) {
                double[] q = {flexion, -abduction, rotation};
                q[d / 2] += (d % 2 == 0 ? 1 : -1) * k * 0.001;
                RigidTransform r = RigidTransform.rotation(Vec3.Z, Math.toRadians(q[0]))
                        .times(RigidTransform.rotation(Vec3.X, Math.toRadians(q[1]))).times(RigidTransform.rotation(Vec3.Y,
                        Math.toRadians(q[2])));
                if (Math.toDegrees(cup.angle(r.rotate(neck))) < beta != free) {
                    return free ? k * 0.001 : -k * 0.001;
                }
            }
        }
        throw new AssertionError("nothing found");
    }

    /** The least room of a motion is at one of its postures, and more postures between do not add room. */
    @Test
    void theWorstPostureOfAMotionCounts() {
        Solution there = numbers(activity(new double[] {95, -5, 15}));
        Solution way = numbers(activity(new double[3], new double[] {95, -5, 15}, new double[3]));
        assertEquals(there.values().get(MARGIN).si(), way.values().get(MARGIN).si(), 1e-12);
        assertEquals(0.5, way.values().get(MARGIN_AT).si(), 1e-12);
    }

    @ParameterizedTest
    @CsvSource({"95,-5,15", "-10,0,-30", "150,0,0"})
    void surfacesAgreeWithTheCone(double flexion, double abduction, double rotation) {
        ActivityData a = activity(new double[3], new double[] {flexion, abduction, rotation});
        Solution exact = numbers(a);
        Solution mesh = Rom.solve(with(TestHip.prosthesis(Side.RIGHT, 45, 15, 135, 15, 0.028, 0.012, 192), a), 2);
        assertEquals(Rom.degrees(exact, MARGIN), Rom.degrees(mesh, MARGIN), 0.3);
        assertEquals(exact.values().get(MARGIN_AT).si(), mesh.values().get(MARGIN_AT).si(), 0.03);
        assertEquals(exact.values().containsKey(CONTACT_AT), mesh.values().containsKey(CONTACT_AT));
        if (exact.values().containsKey(CONTACT_AT)) {
            assertEquals(exact.values().get(CONTACT_AT).si(), mesh.values().get(CONTACT_AT).si(), 0.3 / flexion);
        }
        ContactEvent e = mesh.contacts().get(mesh.contacts().size() - 1);
        assertEquals(exact.contacts().get(exact.contacts().size() - 1).label(), e.label());
        assertEquals("prosthetic", e.kind());
    }

    @ParameterizedTest
    @CsvSource({"95,-5,15", "150,-10,5"})
    void leftIsTheMirrorImageAndThreadsDoNotMatter(double flexion, double abduction, double rotation) {
        ActivityData a = activity(new double[3], new double[] {flexion, abduction, rotation});
        Solution right = Rom.solve(with(TestHip.prosthesis(Side.RIGHT, 42, 18, 131, 12, 0.032, 0.012, 48), a), 1);
        Solution left = Rom.solve(with(TestHip.prosthesis(Side.LEFT, 42, 18, 131, 12, 0.032, 0.012, 48), a), 1);
        Solution threads = Rom.solve(with(TestHip.prosthesis(Side.LEFT, 42, 18, 131, 12, 0.032, 0.012, 48), a), 3);
        right.values().forEach((name, v) -> assertEquals(v.si(), left.values().get(name).si(), 1e-9, name));
        assertEquals(left.values(), threads.values());
        assertEquals(left.contacts(), threads.contacts());
        assertTrue(left.values().containsKey(MARGIN));
    }

    @Test
    void dataThatCannotBeUsed() {
        ActivityData knee = new ActivityData("kneel", "t", List.of("bending"), List.of("rad"), new double[1], new double[1][1], "");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> numbers(knee)).getMessage().contains("'kneel' has no channel"));
        ActivityData degrees = new ActivityData("walk", "t", List.of("flexion"), List.of("deg"), new double[1], new double[1][1], "");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> numbers(degrees)).getMessage().contains("is in deg, not in rad"));
        ActivityData back = new ActivityData("walk", "t", List.of("flexion"), List.of("rad"), new double[2], new double[2][1], "");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> numbers(back)).getMessage().contains("not after the one before"));
        ActivityData nan = new ActivityData("walk", "t", List.of("flexion"), List.of("rad"), new double[1], new double[][] {{Double.NaN}},
                "");
        assertThrows(IllegalArgumentException.class, () -> numbers(nan));
    }
}
