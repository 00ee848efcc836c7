/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.orthotwin.joint.hip.CupDefinition.ANATOMIC;
import static org.orthotwin.joint.hip.CupDefinition.OPERATIVE;
import static org.orthotwin.joint.hip.CupDefinition.RADIOGRAPHIC;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.CupDefinition;
import org.orthotwin.joint.hip.CupOrientation;
import org.orthotwin.joint.hip.CupPlacement;
import org.orthotwin.joint.hip.Mirror;
import org.orthotwin.joint.hip.StemPlacement;

/** Murray's definitions, against closed forms written apart from the code under test. */
class CupOrientationTest {

    @ParameterizedTest
    @CsvSource({"45, 15, 46.9205, 20.7536, 43.0795, 20.7536", "40, 15, 42.2735, 22.6291, 38.3808, 19.2790",
        "40, 20, 43.9582, 29.5202, 37.1586, 25.4138", "30, 5, 30.3755, 9.9250, 29.8742, 5.7686",
                "50, 25, 54.3690, 31.3298, 43.9692, 35.9589",
        "35, 10, 36.2245, 17.0883, 34.3927, 12.1479", "42.5, 17.5, 45.3194, 25.0185, 40.1148, 23.1541"})
    void agreesWithTheTable(double ri, double ra, double ai, double aa, double oi, double oa) {
        CupOrientation o = CupOrientation.of(RADIOGRAPHIC, Math.toRadians(ri), Math.toRadians(ra));
        assertEquals(ai, Math.toDegrees(o.inclination(ANATOMIC)), 5e-5);
        assertEquals(aa, Math.toDegrees(o.anteversion(ANATOMIC)), 5e-5);
        assertEquals(oi, Math.toDegrees(o.inclination(OPERATIVE)), 5e-5);
        assertEquals(oa, Math.toDegrees(o.anteversion(OPERATIVE)), 5e-5);
    }

    @Test
    void allSixConversionsAgreeWithMurraysFormulasAndRoundTrip() {
        for (int i = 5; i <= 80; i += 5) {
            for (int a = -25; a <= 55; a += 5) {
                double ri = Math.toRadians(i);
                double ra = Math.toRadians(a);
                CupOrientation r = CupOrientation.of(RADIOGRAPHIC, ri, ra);
                double ai = Math.acos(Math.cos(ri) * Math.cos(ra));
                double aa = Math.atan(Math.tan(ra) / Math.sin(ri));
                double oi = Math.asin(Math.sin(ri) * Math.cos(ra));
                double oa = Math.atan(Math.tan(ra) / Math.cos(ri));
                is(ai, aa, r, ANATOMIC);
                is(oi, oa, r, OPERATIVE);
                is(Math.atan(Math.tan(ai) * Math.cos(aa)), Math.asin(Math.sin(ai) * Math.sin(aa)), r, RADIOGRAPHIC);
                is(Math.atan(Math.tan(oi) / Math.cos(oa)), Math.asin(Math.cos(oi) * Math.sin(oa)), r, RADIOGRAPHIC);
                is(Math.acos(Math.cos(oi) * Math.cos(oa)), Math.atan(Math.sin(oa) / Math.tan(oi)), r, ANATOMIC);
                is(Math.asin(Math.sin(ai) * Math.cos(aa)), Math.atan(Math.tan(ai) * Math.sin(aa)), r, OPERATIVE);
                for (CupDefinition d : CupDefinition.values()) {
                    CupOrientation back = CupOrientation.of(d, r.inclination(d), r.anteversion(d));
                    for (CupDefinition e : CupDefinition.values()) {
                        is(r.inclination(e), r.anteversion(e), back, e);
                    }
                }
            }
        }
    }

    private static void is(double inclination, double anteversion, CupOrientation o, CupDefinition d) {
        assertEquals(inclination, o.inclination(d), 1e-9);
        assertEquals(anteversion, o.anteversion(d), 1e-9);
    }

    @Test
    void tiltAddsToOperativeAnteversionAlone() {
        CupOrientation o = CupOrientation.of(RADIOGRAPHIC, Math.toRadians(40), Math.toRadians(15));
        for (int t = -25; t <= 40; t += 5) {
            CupOrientation tilted = o.tilted(Math.toRadians(t));
            assertEquals(o.inclination(OPERATIVE), tilted.inclination(OPERATIVE), 1e-12);
            assertEquals(o.anteversion(OPERATIVE) + Math.toRadians(t), tilted.anteversion(OPERATIVE), 1e-12);
        }
        assertEquals(38.749, Math.toDegrees(o.tilted(Math.toRadians(-10)).inclination(RADIOGRAPHIC)), 5e-4);
        assertEquals(7.261, Math.toDegrees(o.tilted(Math.toRadians(-10)).anteversion(RADIOGRAPHIC)), 5e-4);
        assertEquals(45.657, Math.toDegrees(o.tilted(Math.toRadians(20)).inclination(RADIOGRAPHIC)), 5e-4);
        assertEquals(29.755, Math.toDegrees(o.tilted(Math.toRadians(20)).anteversion(RADIOGRAPHIC)), 5e-4);
    }

    @Test
    void axisOpensLaterallyForwardsAndDownwardsOnBothSides() {
        CupOrientation o = CupOrientation.of(RADIOGRAPHIC, Math.toRadians(40), Math.toRadians(20));
        Vec3 right = o.axis(Side.RIGHT);
        assertTrue(right.z() > 0 && right.x() > 0 && right.y() < 0);
        assertEquals(Mirror.mirror(right), o.axis(Side.LEFT));
        is(Math.toRadians(40), Math.toRadians(20), CupOrientation.ofAxis(o.axis(Side.LEFT).times(3), Side.LEFT), RADIOGRAPHIC);
        assertThrows(IllegalArgumentException.class, () -> CupOrientation.ofAxis(Vec3.ZERO, Side.LEFT));
    }

    @Test
    void cupPlacementPutsZAlongTheAxisAndTheCentreWhereItIsSaid() {
        for (CupDefinition d : CupDefinition.values()) {
            CupPlacement p = new CupPlacement(d);
            Map<String, Double> values = Map.of("inclination", 0.7, "anteversion", 0.3, "spin", 0.4, "shift.superior", 0.003,
                    "shift.lateral", -0.002);
            for (Side side : new Side[] {Side.RIGHT, Side.LEFT}) {
                RigidTransform pose = p.pose(values, side);
                assertEquals(0, CupOrientation.of(d, 0.7, 0.3).axis(side).distance(pose.axis(2)), 1e-12);
                assertEquals(0, new Vec3(0, 0.003, -0.002 * side.sign()).distance(pose.translation()), 1e-15);
            }
            RigidTransform unspun = p.pose(Map.of("inclination", 0.7, "anteversion", 0.3), Side.LEFT);
            assertTrue(unspun.axis(0).y() > 0.5, "x at spin 0 is on the superior side");
            for (Side side : new Side[] {Side.RIGHT, Side.LEFT}) {
                Vec3 turned = p.pose(Map.of("inclination", 0.7, "anteversion", 0.3, "spin", 0.5), side).axis(0);
                assertTrue(turned.x() < p.pose(Map.of("inclination", 0.7, "anteversion", 0.3), side).axis(0).x(), "spin turns backwards");
            }
        }
    }

    @Test
    void stemPlacementGoesWhereItsWordsSay() {
        StemPlacement p = new StemPlacement();
        for (Side side : new Side[] {Side.RIGHT, Side.LEFT}) {
            double medial = -side.sign();
            Vec3 neck = new Vec3(0, 0.04, 0.04 * medial);
            Vec3 tip = new Vec3(0, -0.15, 0);
            assertTrue(p.pose(Map.of("anteversion", 0.3), side).apply(neck).x() > 0.01, "anteversion brings the neck forwards");
            assertTrue(p.pose(Map.of("varus", 0.1), side).apply(tip).z() * medial < -0.01, "varus brings the tip to the lateral side");
            assertTrue(p.pose(Map.of("flexion", 0.1), side).apply(tip).x() < -0.01, "flexion brings the tip backwards");
            assertEquals(-0.005, p.pose(Map.of("depth", 0.005), side).translation().y(), 1e-15);
            assertEquals(0.005 * medial, p.pose(Map.of("shift.medial", 0.005), side).translation().z(), 1e-15);
        }
    }
}
