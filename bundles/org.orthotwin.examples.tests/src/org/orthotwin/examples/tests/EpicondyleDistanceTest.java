/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.measurement.Measurements;
import org.orthotwin.solver.Problem;

/** The measurement example. */
class EpicondyleDistanceTest {

    private static final String ID = "example.epicondyles";

    private static MeasuredValue measure(Problem p) {
        return Measurements.registry().get(ID).measure(new MeasurementContext(ID, p, p, Map.of(), Monitor.NONE));
    }

    @Test
    void isDeclaredInFull() {
        MeasurementDefinition d = MeasurementDefinition.of(Measurements.registry().find(ID).orElseThrow());
        assertEquals("1", d.version());
        assertEquals(Dimension.LENGTH, d.dimension());
        assertEquals("mm", d.unit().symbol());
        assertEquals(List.of("example.elbow"), d.joints());
        assertTrue(d.solver().isEmpty() && d.roles().isEmpty() && !d.description().isBlank());
    }

    @Test
    void isTheDistanceOfTheTwoLandmarks() {
        for (Side side : new Side[] {Side.LEFT, Side.RIGHT}) {
            MeasuredValue v = measure(Arm.problem(side));
            assertEquals(Math.sqrt(0.004 * 0.004 + 0.002 * 0.002 + 0.062 * 0.062), v.si(), 1e-15);
            assertEquals("humerus", v.body());
            assertEquals(v.si(), v.points().get(0).distance(v.points().get(1)), 0);
        }
    }

    @Test
    void aMissingLandmarkIsNamed() {
        Problem p = Arm.problem(Side.LEFT);
        Body bare = new Body("humerus", "humerus", Side.LEFT, Map.of(), Map.of(), Map.of());
        Problem q = new Problem(p.person(), List.of(bare, p.body("ulna")), p.joint(), List.of(), List.of());
        String message = assertThrows(NoSuchElementException.class, () -> measure(q)).getMessage();
        assertTrue(message.contains("humerus") && message.contains("LEM"), message);
    }
}
