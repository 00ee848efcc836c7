/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.spi.ActivitySource;

/** The activity example against the sine. */
class SinusoidalFlexionTest {

    private static ActivityData create(Map<String, ?> given) {
        Contribution<ActivitySource> c = Solvers.activities().find("example.sine").orElseThrow();
        return Solvers.activities().get(c.id()).create("bend", Settings.of("activity 'example.sine'", Solvers.parameters(c), given),
                new Person(80, 1.8, 1e9));
    }

    @Test
    void aCycleFromTheLeastToTheMostAndBack() {
        ActivityData a = create(Map.of("mean", "70deg", "amplitude", "30deg", "period", "4s", "samples", 8.0));
        assertEquals("bend", a.id());
        assertEquals("example.sine", a.type());
        assertEquals(List.of("flexion"), a.channels());
        assertEquals(List.of("rad"), a.units());
        assertEquals(9, a.times().length);
        assertEquals(9, a.values().length);
        double[] degrees = {40, 70 - 30 * Math.sqrt(0.5), 70, 70 + 30 * Math.sqrt(0.5), 100, 70 + 30 * Math.sqrt(0.5), 70,
                70 - 30 * Math.sqrt(0.5), 40};
        for (int i = 0; i < degrees.length; i++) {
            assertEquals(0.5 * i, a.times()[i], 0, "s");
            assertEquals(Math.toRadians(degrees[i]), a.values()[i][0], 1e-14, "at " + a.times()[i] + " s");
        }
    }

    @Test
    void defaultsAreSoundAndLimitsHold() {
        ActivityData a = create(Map.of());
        assertEquals(101, a.times().length);
        assertEquals(2, a.times()[100], 0);
        for (int i = 1; i < a.times().length; i++) {
            assertTrue(a.times()[i] > a.times()[i - 1]);
        }
        assertThrows(IllegalArgumentException.class, () -> create(Map.of("period", "0s")));
        assertThrows(IllegalArgumentException.class, () -> create(Map.of("period", "2deg")));
        assertThrows(IllegalArgumentException.class, () -> create(Map.of("samples", Double.NaN)));
        assertThrows(IllegalArgumentException.class, () -> create(Map.of("speed", "1")));
    }
}
