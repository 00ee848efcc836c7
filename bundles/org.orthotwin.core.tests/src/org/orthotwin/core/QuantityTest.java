/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({"45deg,45,deg", "' -1.5 mm ',-1.5,mm", "72 kg,72,kg", "+3,3,1", ".5,0.5,1", "5.,5,1", "1e-3m,0.001,m", "2E3N,2000,N",
        "12 %,12,%", "90\u00b0,90,deg", "1.2 g/cm3,1.2,g/cm3", "-0mm,-0.0,mm", "3 m2,3,m2"})
    void reads(String text, double value, String unit) {
        assertEquals(new Quantity(value, Unit.of(unit)), Quantity.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "mm", "deg45", "1,5mm", "1.2.3", "--1", "1 2", "1 000 mm", "NaN", "Infinity", "NaN mm", "0x10", "1e",
            "1e999",
        "-1e999 mm", "5 furlong", "1e308 GPa", "-1e308deg", "\u0661mm"})
    void refuses(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Quantity.parse(text));
        assertTrue(e.getMessage().contains("'"), e.getMessage());
    }

    @Test
    void convertsToSi() {
        assertEquals(Math.PI / 4, Quantity.parseSi("45deg", Dimension.ANGLE), 0);
        assertEquals(0.028, Quantity.parseSi("28mm", Dimension.LENGTH), 0);
        assertEquals(0.5, Quantity.parseSi("50%", Dimension.NONE), 0);
        assertEquals(1e-320, Quantity.parse("1e-320").si(), 0);
    }

    @Test
    void namesTheUnitThatIsWanted() {
        assertEquals("'45' has no unit, but rad or deg is wanted",
                assertThrows(IllegalArgumentException.class, () -> Quantity.parseSi("45", Dimension.ANGLE)).getMessage());
        assertEquals("'45mm' has the unit mm, but rad or deg is wanted",
                assertThrows(IllegalArgumentException.class, () -> Quantity.parseSi("45mm", Dimension.ANGLE)).getMessage());
        assertEquals("'2 mm' has the unit mm, but a plain number or % or BW is wanted",
                assertThrows(IllegalArgumentException.class, () -> Quantity.parseSi("2 mm", Dimension.NONE)).getMessage());
    }

    @Test
    void isWrittenAsItIsRead() {
        for (String text : new String[] {"45 deg", "-1.5 mm", "0.3", "72 kg", "0.000001 m", "12 %"}) {
            assertEquals(text, Quantity.parse(text).toString());
        }
    }

    @Test
    void theMachinesLocalePlaysNoPart() {
        Locale before = Locale.getDefault();
        try {
            for (String tag : new String[] {"fr-FR", "de-DE", "ar-EG", "tr-TR", "hi-IN-u-nu-deva"}) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertEquals(1.5, Quantity.parse("1.5 mm").value(), 0, tag);
                assertThrows(IllegalArgumentException.class, () -> Quantity.parse("1,5 mm"), tag);
                assertEquals("1234.5 mm", new Quantity(1234.5, Unit.of("mm")).toString(), tag);
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}
