/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.catalog.Expression;

class ExpressionTest {

    private static final Map<String, Double> NAMES = Map.of("head.diameter", 0.032, "stem.neck-length", 0.05, "a", 3.0, "b", 4.0);

    private static double value(String text) {
        return Expression.parse(text).value(n -> {
            if (!NAMES.containsKey(n)) {
                throw new NoSuchElementException("no " + n);
            }
            return NAMES.get(n);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"1 + 2 * 3; 7", "(1 + 2) * 3; 9", "2 - 3 - 4; -5", "8 / 4 / 2; 1", "2 ^ 3 ^ 2; 512", "-2 ^ 2; -4",
            "2 * -3; -6",
            "1e-3 + 1E+1; 10.001", ".5; 0.5", "head.diameter / 2; 0.016", "stem.neck-length - 0.012; 0.038", "a - b; -1", "a -b; -1",
        "sqrt(a^2 + b^2); 5",
        "min(a, b) + max(a, b) * 10; 43", "abs(a - b); 1", "sin(pi / 2) + cos(0) + tan(0); 2",
        "asin(1) + acos(1) + atan(0); 1.5707963267948966",
        "a < b; 1", "a > b; 0", "a <= 3 && b >= 4; 1", "a == 3 || nothing; 1", "a != 3; 0", "!(a == 3); 0", "!0; 1", "0.1 + 0.2 == 0.3; 1"})
    void computes(String text, double expected) {
        assertEquals(expected, value(text), 1e-15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 +", "(1", "1)", "1 2", "foo(1)", "min(1)", "1..2", "a + * b", "a = b", "exec('x')", "#"})
    void refusesWhatIsNoExpressionAndSaysWhere(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> value(text)).getMessage();
        assertTrue(message.startsWith("expression '" + text + "', character "), message);
    }

    @Test
    void refusesWhatIsNotFiniteOrUnknown() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> value("1 / 0")).getMessage().contains("Infinity"));
        assertThrows(IllegalArgumentException.class, () -> value("sqrt(0 - 1)"));
        assertThrows(NoSuchElementException.class, () -> value("stem.lenght"));
    }

    @Test
    void refusesBottomlessNesting() {
        assertThrows(IllegalArgumentException.class, () -> value("(".repeat(100_000)));
        assertThrows(IllegalArgumentException.class, () -> value("-".repeat(100_000) + "1"));
    }
}
