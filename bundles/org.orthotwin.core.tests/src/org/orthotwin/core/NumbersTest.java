/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource({"0.0,0", "-0.0,0", "1,1", "100,100", "0.1,0.1", "-12.5,-12.5", "1e-6,0.000001", "9.9e-7,9.9E-7",
            "123456789012345,123456789012345",
        "1e15,1.0E15", "0.30000000000000004,0.30000000000000004", "2e-3,0.002", "NaN,NaN", "Infinity,Infinity", "-Infinity,-Infinity"})
    void shortest(double v, String text) {
        assertEquals(text, Numbers.shortest(v));
    }

    @Test
    void shortestReadsBackAsTheSameDouble() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            double v = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(v)) {
                assertEquals(v, Double.parseDouble(Numbers.shortest(v)), 0);
            }
            double plain = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(15));
            assertEquals(plain, Double.parseDouble(Numbers.shortest(plain)), 0);
            assertTrue(Math.abs(plain) < 1e-6 || !Numbers.shortest(plain).contains("E"));
        }
    }

    @Test
    void edgeHidesTheRoundingOfAConversion() {
        int rounded = 0;
        for (int i = 1; i <= 1000; i++) {
            String decimal = BigDecimal.valueOf(i, 1).stripTrailingZeros().toPlainString();
            double mm = Unit.of("mm").fromSi(BigDecimal.valueOf(i, 4).doubleValue());
            assertEquals(decimal, Numbers.shortest(Numbers.edge(mm)));
            rounded += Numbers.shortest(mm).equals(decimal) ? 0 : 1;
        }
        assertTrue(rounded > 0, "there is nothing to hide");
        for (int d = -180; d <= 180; d++) {
            assertEquals(String.valueOf(d), Numbers.shortest(Numbers.edge(Unit.of("deg").fromSi(Unit.of("deg").toSi(d)))));
        }
        assertEquals(0, Double.compare(0.0, Numbers.edge(-0.0)), "no negative zero");
        assertTrue(Double.isNaN(Numbers.edge(Double.NaN)));
        assertEquals(Double.NEGATIVE_INFINITY, Numbers.edge(Double.NEGATIVE_INFINITY), 0);
        assertEquals(1.23456789012e-300, Numbers.edge(1.234567890123e-300), 0);
    }

    @ParameterizedTest
    @CsvSource({"1.005,2,1.01", "2.5,0,3", "-2.5,0,-3", "-0.004,2,0.00", "-0.0,1,0.0", "-0.005,2,-0.01", "1e20,1,100000000000000000000.0",
            "1,3,1.000",
        "NaN,2,NaN", "-Infinity,2,-Infinity"})
    void fixed(double v, int decimals, String text) {
        assertEquals(text, Numbers.fixed(v, decimals));
    }

    @Test
    void theMachinesLocalePlaysNoPart() {
        Locale before = Locale.getDefault();
        try {
            for (String tag : new String[] {"fr-FR", "de-DE", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva"}) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertEquals("1234567.25", Numbers.shortest(1234567.25), tag);
                assertEquals("1234567.3", Numbers.fixed(1234567.25, 1), tag);
                assertEquals("1.5E-9", Numbers.shortest(1.5e-9), tag);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Texts of somebody are as they were written, wherever they stand; a number that somebody has typed is one like others. */
    @Test
    void textsOfSomebodyStay() {
        List<String> own = List.of("ward 1.5 east", "/data/ward 1.5 east/p 2.5.twin", "head of 32.5 mm, not of 36.5", "1.5", "12.5 mm");
        assertEquals("/data/ward 1.5 east/p 2.5.twin : 1,5 mm (head of 32.5 mm, not of 36.5) dans ward 1.5 east, 12,5 mm, ward 1,5 ouest",
                Numbers.said("/data/ward 1.5 east/p 2.5.twin : 1.5 mm (head of 32.5 mm, not of 36.5) dans ward 1.5 east, 12.5 mm, "
                        + "ward 1.5 ouest", "fr", own));
        assertEquals("a 1.5", Numbers.said("a 1.5", "en", List.of("a 1.5")));
    }

    /** A decimal comma where a number stands for itself; names, paths, versions, identifiers and what is quoted stay as they are. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1.5 mm (-0.25; > 99.9 %).|1,5 mm (-0,25; > 99,9 %).",
            "116.2 \u00b1 11.5\u00b0|116,2 \u00b1 11,5\u00b0",
        "0.8 [0.5 ; 1.25]|0,8 [0,5 ; 1,25]", "1.5e-7 et 2.5E+3|1,5e-7 et 2,5E+3", "+0.50 +/- 0.1|+0,50 +/- 0,1",
        "OrthoTwin 0.1.0, 127.0.0.1, 1.2.840.10008.1.2|OrthoTwin 0.1.0, 127.0.0.1, 1.2.840.10008.1.2",
        "doi 10.1302/0301-620X|doi 10.1302/0301-620X", "/tmp/2.5/a-1.5.twin et b1.5.csv|/tmp/2.5/a-1.5.twin et b1.5.csv",
        "knee.flexion-30.varus|knee.flexion-30.varus", "01.03.2024 08:30:00.5Z|01.03.2024 08:30:00.5Z",
        "--vary head.diameter=28.5,30.5mm|--vary head.diameter=28.5,30.5mm",
        "\u00ab 12.345 \u00bb, soit 12.5|\u00ab 12.345 \u00bb, soit 12,5",
        "'1.5.twin' n'a que 1.5|'1.5.twin' n'a que 1,5", "fin a 2.5.|fin a 2,5.", "|"})
    void saidInFrench(String text, String said) {
        String english = text == null ? "" : text.replace("''", "'");
        assertEquals(said == null ? "" : said, Numbers.said(english, "fr"));
        assertEquals(english, Numbers.said(english, "en"));
    }
}
