/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.measurement.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.measurement.ConditionalTarget;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.measurement.Measurements;
import org.orthotwin.measurement.spi.Measurement;

/** What is read of a measurement without loading its class. */
class MeasurementDefinitionTest {

    private static Contribution<Measurement> declared(Map<String, String> attributes) {
        return new Contribution<>("test.angle", "Angle", "Some angle.", "org.example", attributes, Map.of(), () -> {
            throw new AssertionError("the class is not to be loaded");
        });
    }

    @Test
    void readsEverythingThatIsDeclared() {
        Map<String, String> a = new TreeMap<>(Map.of("version", "2", "unit", "deg", "joints", "hip, knee", "roles", "cup,stem", "solver",
                "rom",
                "lower", "30deg", "upper", "50 deg", "targetSource", "somebody"));
        MeasurementDefinition d = MeasurementDefinition.of(declared(a));
        assertEquals("test.angle", d.id());
        assertEquals("2", d.version());
        assertEquals(Dimension.ANGLE, d.dimension());
        assertEquals("deg", d.unit().symbol());
        assertEquals(List.of("hip", "knee"), d.joints());
        assertEquals(List.of("cup", "stem"), d.roles());
        assertEquals("rom", d.solver());
        assertEquals(Math.toRadians(30), d.lower(), 1e-15);
        assertEquals(Math.toRadians(50), d.upper(), 1e-15);
    }

    @Test
    void withoutTargetsEverythingIsWithin() {
        MeasurementDefinition d = MeasurementDefinition.of(declared(Map.of("version", "1", "unit", "%")));
        assertEquals(Dimension.NONE, d.dimension());
        assertEquals(Double.NEGATIVE_INFINITY, d.lower());
        assertEquals(Double.POSITIVE_INFINITY, d.upper());
        assertEquals(List.of(), d.joints());
        assertEquals(List.of(), d.roles());
    }

    @Test
    void refusesTargetsInAnotherDimensionAndUnknownUnits() {
        String message = assertThrows(IllegalArgumentException.class, () -> MeasurementDefinition.of(declared(Map.of("version", "1", "unit",
                "deg",
                "lower", "30mm")))).getMessage();
        assertTrue(message.contains("30mm") && message.contains("deg"), message);
        assertThrows(IllegalArgumentException.class, () -> MeasurementDefinition.of(declared(Map.of("version", "1", "unit", "deg", "upper",
                "50"))));
        assertThrows(IllegalArgumentException.class, () -> MeasurementDefinition.of(declared(Map.of("version", "1", "unit", "furlong"))));
    }

    private static MeasurementDefinition targets(List<Map<String, String>> targets) {
        return MeasurementDefinition.of(new Contribution<>("test.angle", "Angle", "", "org.example", Map.of("version", "1", "unit", "deg"),
                Map.of("target", targets), () -> {
                    throw new AssertionError("the class is not to be loaded");
                }));
    }

    @Test
    void targetsAreStatedForSomeOnly() {
        MeasurementDefinition d = targets(List.of(Map.of("sex", "male", "lower", "25deg", "upper", "35deg", "source", "somebody"),
                Map.of("measurement", "test.size", "from", "40mm", "to", "45mm", "upper", "45deg", "source", "another")));
        assertEquals(Double.POSITIVE_INFINITY, d.upper());
        ConditionalTarget male = d.targets().get(0);
        assertEquals(Math.toRadians(35), male.upper(), 1e-15);
        assertTrue(male.holds("male", Double.NaN));
        assertFalse(male.holds("female", 0.042) || male.holds("unknown", 0.042) || male.holds("", 0.042));
        ConditionalTarget size = d.targets().get(1);
        assertEquals(Double.NEGATIVE_INFINITY, size.lower());
        assertTrue(size.holds("", 0.04 - 1e-12) && size.holds("male", 0.045));
        assertFalse(size.holds("", 0.0399) || size.holds("", 0.0451) || size.holds("", Double.NaN));
        assertEquals("sex male", male.conditions());
        assertEquals("test.size 40 to 45 mm", size.conditions());
        for (Map<String, String> wrong : List.of(Map.of("sex", "m"), Map.of("measurement", "test.size"), Map.of("from", "40mm"),
                Map.of("measurement", "test.size", "from", "40mm", "to", "45deg"), Map.of("lower", "4mm"))) {
            assertThrows(IllegalArgumentException.class, () -> targets(List.of(wrong)), wrong::toString);
        }
    }

    @Test
    void valuesWithoutUncertaintyOrWithoutANumberSaySo() {
        assertTrue(Double.isNaN(MeasuredValue.of(1.5).uncertainty()));
        assertEquals(1.5, MeasuredValue.of(1.5).si());
        MeasuredValue none = MeasuredValue.none("no head");
        assertTrue(Double.isNaN(none.si()));
        assertEquals("no head", none.note());
    }

    @Test
    void theRegistryIsThereWithoutAnExtensionRegistry() {
        assertEquals("measurement", Measurements.registry().kind());
    }
}
