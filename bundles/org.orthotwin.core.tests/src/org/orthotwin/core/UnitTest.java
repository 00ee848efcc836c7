/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Units against their definitions in the SI brochure and the nearest doubles. */
class UnitTest {

    @ParameterizedTest
    @CsvSource({"m,LENGTH,1", "mm,LENGTH,0.001", "cm,LENGTH,0.01", "um,LENGTH,0.000001", "rad,ANGLE,1", "deg,ANGLE,0.017453292519943295",
        "kg,MASS,1", "g,MASS,0.001", "s,TIME,1", "ms,TIME,0.001", "min,TIME,60", "h,TIME,3600", "d,TIME,86400", "yr,TIME,31557600",
        "N,FORCE,1",
        "kN,FORCE,1000",
        "N.m,MOMENT,1", "N.mm,MOMENT,0.001", "Pa,PRESSURE,1", "kPa,PRESSURE,1000", "MPa,PRESSURE,1000000", "GPa,PRESSURE,1000000000",
        "m2,AREA,1", "mm2,AREA,0.000001", "m3,VOLUME,1", "mm3,VOLUME,1e-9", "cm3,VOLUME,1e-6", "kg/m3,DENSITY,1", "g/cm3,DENSITY,1000",
        "N/m,STIFFNESS,1", "N/mm,STIFFNESS,1000", "m/s,SPEED,1", "km/h,SPEED,0.2777777777777778",
        "mm/yr,SPEED,3.168808781402895e-11", "m3/s,VOLUME_RATE,1", "mm3/yr,VOLUME_RATE,3.168808781402895e-17", "m3/N.m,WEAR_FACTOR,1",
        "mm3/N.m,WEAR_FACTOR,1e-9", "rad/s,ANGULAR_SPEED,1",
        "deg/s,ANGULAR_SPEED,0.017453292519943295", "1,NONE,1", "%,NONE,0.01", "BW,NONE,1"})
    void oneOfEachInSi(String symbol, Dimension dimension, double si) {
        Unit u = Unit.of(symbol);
        assertEquals(dimension, u.dimension());
        assertEquals(si, u.toSi(1), 0, symbol);
        assertEquals(1, u.fromSi(u.toSi(1)), 1e-15);
    }

    /** Whole millimetres give the double nearest to the decimal in m, always; the product with 0.001 does not. */
    @Test
    void millimetresGiveTheNearestDouble() {
        int missedByProduct = 0;
        for (int i = 1; i <= 20_000; i++) {
            double expected = new BigDecimal(i).movePointLeft(3).doubleValue();
            assertEquals(expected, Unit.of("mm").toSi(i), 0);
            missedByProduct += i * 0.001 == expected ? 0 : 1;
        }
        assertTrue(missedByProduct > 100, "by the product " + missedByProduct);
    }

    @Test
    void symbolsAreUnique() {
        Set<String> symbols = new HashSet<>();
        for (Unit u : Unit.all()) {
            assertTrue(symbols.add(u.symbol()), u.symbol());
            assertSame(u, Unit.of(u.symbol()));
        }
        assertThrows(UnsupportedOperationException.class, () -> Unit.all().clear());
    }

    @Test
    void everyDimensionHasItsSiUnit() {
        for (Dimension d : Dimension.values()) {
            assertEquals(d, d.siUnit().dimension());
            assertEquals(5, d.siUnit().toSi(5), 0);
            assertEquals(d.siSymbol(), d.siUnit().toString());
        }
    }

    @Test
    void emptyIsThePlainNumberAndTheSignForDegreesIsKnown() {
        assertEquals(Dimension.NONE, Unit.of("").dimension());
        assertSame(Unit.of("deg"), Unit.of("\u00b0"));
    }

    @Test
    void anUnknownUnitIsNamedWithTheKnownOnes() {
        String message = assertThrows(IllegalArgumentException.class, () -> Unit.of("inch")).getMessage();
        assertTrue(message.contains("'inch'") && message.contains("mm") && message.contains("deg"), message);
        assertThrows(IllegalArgumentException.class, () -> Unit.of("MM"));
    }
}
