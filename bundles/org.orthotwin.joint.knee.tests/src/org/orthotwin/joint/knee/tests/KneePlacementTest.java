/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneePlacement;
import org.orthotwin.joint.knee.PatellarPlacement;

/** Where a component is, in the words of its alignment: signs by hand, the inverse, left against right. */
class KneePlacementTest {

    private static final double ANGLE = Math.toRadians(4);

    private static RigidTransform pose(KneePlacement k, String name, double value, Side side) {
        return k.pose(Map.of(name, value), side);
    }

    @Test
    void signsAreThoseOfTheClinic() {
        KneePlacement femoral = KneePlacement.femoral();
        KneePlacement tibial = KneePlacement.tibial();
        for (Side side : new Side[] {Side.RIGHT, Side.LEFT}) {
            double lateral = side.sign();
            Vec3 out = new Vec3(0, 0, lateral);
            // a femur in varus ends lower on the outside, a tibia in varus on the inside
            assertEquals(-Math.sin(ANGLE), pose(femoral, "varus", ANGLE, side).rotate(out).y(), 1e-15);
            assertEquals(Math.sin(ANGLE), pose(tibial, "varus", ANGLE, side).rotate(out).y(), 1e-15);
            // a flexed component opens forwards, a slope falls backwards
            assertEquals(Math.sin(ANGLE), pose(femoral, "flexion", ANGLE, side).axis(1).x(), 1e-15);
            assertEquals(-Math.sin(ANGLE), pose(tibial, "slope", ANGLE, side).rotate(new Vec3(-1, 0, 0)).y(), 1e-15);
            // external rotation takes the outside backwards
            assertEquals(-Math.sin(ANGLE), pose(femoral, "rotation", ANGLE, side).rotate(out).x(), 1e-15);
            assertEquals(-Math.sin(ANGLE), pose(tibial, "rotation", ANGLE, side).rotate(out).x(), 1e-15);
            Vec3 at = femoral.pose(Map.of("shift.anterior", 0.001, "shift.proximal", 0.002, "shift.lateral", 0.003), side).translation();
            assertEquals(0, at.distance(new Vec3(0.001, 0.002, lateral * 0.003)), 1e-15);
        }
    }

    @Test
    void signsOfAPatellarComponent() {
        PatellarPlacement k = new PatellarPlacement();
        for (Side side : new Side[] {Side.RIGHT, Side.LEFT}) {
            double lateral = side.sign();
            assertEquals(lateral * Math.sin(ANGLE), k.pose(Map.of("tilt", ANGLE), side).axis(0).z(), 1e-15);
            assertEquals(-Math.sin(ANGLE), k.pose(Map.of("flexion", ANGLE), side).axis(0).y(), 1e-15);
            assertEquals(lateral * Math.sin(ANGLE), k.pose(Map.of("rotation", ANGLE), side).axis(1).z(), 1e-15);
            assertEquals(lateral * 0.003, k.pose(Map.of("shift.lateral", 0.003), side).t(2), 1e-15);
        }
    }

    @Test
    void valuesAreTheInverseOfThePose() {
        SplittableRandom r = new SplittableRandom(1);
        for (PlacementConvention k : List.of(KneePlacement.femoral(), KneePlacement.tibial(), KneePlacement.femoralShaft(),
                KneePlacement.tibialShaft(), new PatellarPlacement())) {
            for (int i = 0; i < 200; i++) {
                Map<String, Double> v = new LinkedHashMap<>();
                for (CoordinateDefinition d : k.coordinates()) {
                    v.put(d.name(), d.minimum() + r.nextDouble() * (d.maximum() - d.minimum()));
                }
                Side side = i % 2 == 0 ? Side.RIGHT : Side.LEFT;
                Map<String, Double> back = k.values(k.pose(v, side), side);
                v.forEach((name, x) -> assertEquals(x, back.get(name), 1e-12, name));
            }
        }
    }

    @Test
    void theLeftIsTheRightMirrored() {
        Map<String, Double> v = Map.of("varus", 0.1, "flexion", 0.2, "rotation", -0.3, "shift.lateral", 0.01, "shift.anterior", 0.02);
        RigidTransform right = KneePlacement.femoral().pose(v, Side.RIGHT);
        RigidTransform left = KneePlacement.femoral().pose(v, Side.LEFT);
        Vec3 p = new Vec3(0.01, 0.02, 0.03);
        Vec3 a = right.apply(p);
        Vec3 b = left.apply(new Vec3(p.x(), p.y(), -p.z()));
        assertEquals(0, a.distance(new Vec3(b.x(), b.y(), -b.z())), 1e-15);
    }

    @Test
    void whatItDoesNotKnowIsRefused() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () ->
                KneePlacement.tibial().pose(Map.of("flexion", 0.1), Side.RIGHT));
        assertTrue(e.getMessage().contains("flexion") && e.getMessage().contains("slope"), e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> KneePlacement.femoral().pose(Map.of("varus", 1.0), Side.RIGHT));
        assertTrue(e.getMessage().contains("57.29") && e.getMessage().contains("30 deg"), e.getMessage());
    }
}
