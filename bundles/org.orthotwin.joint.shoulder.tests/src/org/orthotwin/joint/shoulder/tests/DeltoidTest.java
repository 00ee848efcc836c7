/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.internal.Deltoid;
import org.orthotwin.joint.shoulder.internal.Shoulder;
import org.orthotwin.joint.shoulder.internal.SpherePath;
import org.orthotwin.measurement.MeasurementContext;

/** Ways round a sphere in closed form, and lever arms against what virtual work says. */
class DeltoidTest {

    /** Both ends 50 mm from the centre of a ball of 30 mm, at a right angle: tangents of 40 mm, and an arc of 90 - 2 acos(0.6) < 0 deg. */
    @Test
    void goesStraightWhereTheBallIsNotInTheWay() {
        SpherePath p = SpherePath.round(new Vec3(0.05, 0, 0), new Vec3(0, 0.05, 0), Vec3.ZERO, 0.03);
        assertEquals(Math.hypot(0.05, 0.05), p.length(), 1e-15);
    }

    @Test
    void wrapsByTangentsAndArc() {
        double turn = Math.toRadians(150);
        Vec3 centre = new Vec3(0.1, -0.2, 0.3);
        Vec3 a = new Vec3(0.05, 0, 0);
        Vec3 b = new Vec3(0.05 * Math.cos(turn), 0, -0.05 * Math.sin(turn));
        SpherePath p = SpherePath.round(a.plus(centre), b.plus(centre), centre, 0.03);
        assertEquals(2 * 0.04 + 0.03 * (turn - 2 * Math.acos(0.6)), p.length(), 1e-15);
        for (Vec3 t : new Vec3[] {p.first(), p.last()}) {
            assertEquals(0.03, t.distance(centre), 1e-15);
        }
        // tangents are at a right angle to the radii
        assertEquals(0, p.first().minus(centre).dot(a.plus(centre).minus(p.first())), 1e-16);
        assertEquals(0, p.last().minus(centre).dot(b.plus(centre).minus(p.last())), 1e-16);
    }

    /** An end that goes into the ball: no jump where it passes the surface, an arc of its own distance behind it. */
    @Test
    void lengthsDoNotJumpWhereAnEndGoesIntoTheBall() {
        Vec3 b = new Vec3(0.05 * Math.cos(2.5), 0.05 * Math.sin(2.5), 0);
        double out = SpherePath.round(new Vec3(0.03 + 1e-9, 0, 0), b, Vec3.ZERO, 0.03).length();
        double in = SpherePath.round(new Vec3(0.03 - 1e-9, 0, 0), b, Vec3.ZERO, 0.03).length();
        assertEquals(0.04 + 0.03 * (2.5 - Math.acos(0.6)), out, 1e-6);
        assertEquals(out, in, 1e-8);
        SpherePath deep = SpherePath.round(new Vec3(0.025, 0, 0), b, Vec3.ZERO, 0.03);
        assertEquals(Math.sqrt(0.05 * 0.05 - 0.025 * 0.025) + 0.025 * (2.5 - Math.acos(0.5)), deep.length(), 1e-15);
        assertEquals(0, deep.first().distance(new Vec3(0.025, 0, 0)), 1e-15);
    }

    @Test
    void leverArmIsHowMuchTheLineShortens() {
        for (Side side : new Side[] {Side.RIGHT, Side.LEFT}) {
            Planned planned = Planned.of(side, Map.of());
            Shoulder s = new Shoulder(new MeasurementContext("", planned.problem(), planned.problem(), Map.of(), Monitor.NONE));
            double h = 1e-5;
            for (Deltoid d : new Deltoid[] {s.nativeDeltoid(), s.deltoid()}) {
                for (Deltoid.Part part : Deltoid.Part.values()) {
                    for (double angle = 0.1; angle < 1.6; angle += 0.3) {
                        assertEquals((d.length(part, angle - h) - d.length(part, angle + h)) / (2 * h), d.arm(part, angle), 1e-8,
                                part + " at " + angle);
                    }
                    double mean = 0;
                    for (int i = 0; i < 200; i++) {
                        mean += d.arm(part, (i + 0.5) / 200) / 200;
                    }
                    assertEquals(mean, d.meanArm(part, 0, 1), 2e-6);
                }
            }
            // in adults the middle deltoid abducts with 10 to 35 mm (Hik and Ackland 2019, J Anat 234:1-15), the more the higher at first
            Deltoid d = s.nativeDeltoid();
            assertTrue(d.arm(Deltoid.Part.MIDDLE, 0.2) > 0.008 && d.arm(Deltoid.Part.MIDDLE, 1.2) < 0.036);
            assertTrue(d.arm(Deltoid.Part.MIDDLE, 1.0) > d.arm(Deltoid.Part.MIDDLE, 0.2));
        }
    }
}
