/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @Test
    void layout() {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("z", 1);
        o.put("a", Arrays.asList(1.5, null, true, "d\u00e9j\u00e0 \"vu\"\n<&>"));
        o.put("none", List.of());
        o.put("empty", Map.of());
        assertEquals("""
                {
                  "z": 1,
                  "a": [
                    1.5,
                    null,
                    true,
                    "d\u00e9j\u00e0 \\"vu\\"\\n<&>"
                  ],
                  "none": [],
                  "empty": {}
                }
                """, JsonText.write(o));
    }

    @Test
    void comesBackAsItWas() {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("b", Arrays.asList(0.1, -1e-300, 1e300, 12345678.0, 0.0));
        o.put("a", Map.of("x", "", "x.y", "\u0000\u001f\u2028\ud83d\ude00\\/"));
        o.put("n", null);
        o.put("t", true);
        assertEquals(o, JsonText.parse(JsonText.write(o)));
        assertEquals(List.of("b", "a", "n", "t"), List.copyOf(((Map<?, ?>) JsonText.parse(JsonText.write(o))).keySet()), "the order stays");
    }

    @Test
    void everyDoubleComesBackAsItWas() {
        SplittableRandom random = new SplittableRandom(3);
        double[] all = new double[20_000];
        for (int i = 0; i < all.length; i++) {
            double v = Double.longBitsToDouble(random.nextLong());
            all[i] = Double.isFinite(v) ? v : i;
        }
        List<?> back = (List<?>) JsonText.parse(JsonText.write(all));
        for (int i = 0; i < all.length; i++) {
            assertEquals(all[i], (Double) back.get(i), 0);
        }
    }

    @Test
    void numbersThatJsonLacksAreNull() {
        assertEquals("[\n  null,\n  null,\n  null,\n  0\n]\n",
                JsonText.write(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0)));
    }

    @Test
    void arraysAreLists() {
        assertEquals(JsonText.write(List.of(List.of(1.5, 2.0), List.of(3))), JsonText.write(new Object[] {new double[] {1.5, 2},
                new int[] {3}}));
    }

    @Test
    void wholeNumbersKeepAllTheirDigits() {
        assertEquals("9007199254740993\n", JsonText.write(9007199254740993L));
    }

    @Test
    void theMachinesLocalePlaysNoPart() {
        Locale before = Locale.getDefault();
        try {
            for (String tag : new String[] {"fr-FR", "de-DE", "ar-EG-u-nu-arab"}) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertEquals("[\n  1234567.25,\n  1234567\n]\n", JsonText.write(List.of(1234567.25, 1234567)), tag);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "[1] 2", "{} {}", "NaN", "[NaN]", "[Infinity]",
            "[1e999]",
        "[01]", "[+1]", "[.5]", "[1.]", "[0x10]", "[tru]", "[TRUE]", "// c\n1", "/* c */ 1", "[1;2]", "[\"a\nb\"]", "[\"\\x\"]",
        "{\"a\"=1}", "[\"a]"})
    void isStrict(String text) {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> JsonText.parse(text)).getMessage().length() > 10);
    }

    @Test
    void aNameTwiceIsRefused() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> JsonText.parse("{\"a\": {\"b\": 1, \"c\": 2, \"b\": 3}}")).getMessage();
        assertTrue(message.contains("'b'") && message.contains("twice"), message);
        assertEquals(List.of(Map.of("a", 1.0), Map.of("a", 2.0)), JsonText.parse("[{\"a\": 1}, {\"a\": 2}]"));
    }

    @Test
    void aMistakeIsNamedWithItsPlace() {
        String message = assertThrows(IllegalArgumentException.class, () -> JsonText.parse("{\n  \"a\": 1,\n  \"b\" 2\n}")).getMessage();
        assertTrue(message.contains("line 3"), message);
    }

    @Test
    void depthIsBounded() {
        assertThrows(IllegalArgumentException.class, () -> JsonText.parse("[".repeat(100_000)));
    }

    @Test
    void plainValues() {
        assertNull(JsonText.parse("null"));
        assertEquals("x", JsonText.parse(" \"x\" "));
        assertEquals(-1.5e3, JsonText.parse("-1.5e3"));
        assertEquals(true, JsonText.parse("true"));
    }

    /** What is wrong is told by its place, and not in the words of the reader, which are about the reader. */
    @Test
    void thePlaceIsTold() {
        String said = assertThrows(IllegalArgumentException.class, () -> JsonText.parse("{\"a\": [1,\n tru]}")).getMessage();
        assertEquals("not JSON: line 2, column 2, at $.a[1]", said);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> JsonText.parse("{\"a\": ")).getMessage().startsWith(
                "not JSON: line 1, column "));
        assertEquals("not JSON: line 1, column 5", assertThrows(IllegalArgumentException.class, () -> JsonText.parse(
                "{} 1")).getMessage());
    }
}
