/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.orthotwin.joint.Classification;

/** Classes by limits under uncertainty. */
class ClassificationTest {

    /** Above 10 is high, and there wide above 5. */
    private static final Function<double[], String> RULE = v -> v[0] <= 10 ? "low" : v[1] > 5 ? "high and wide" : "high";

    private static Classification of(double first, double second, double u) {
        return Classification.of(new double[] {first, second}, new double[] {u, u}, RULE);
    }

    @Test
    void farFromLimitsThereIsOneClass() {
        Classification c = of(20, 9, 1);
        assertTrue(c.isClear());
        assertEquals("high and wide", c.at());
        assertEquals(List.of(), c.straddling());
    }

    /** Two standard uncertainties reach a limit, one and a half do not. */
    @Test
    void twoStandardUncertaintiesCount() {
        assertFalse(of(11.9, 9, 1).isClear());
        assertTrue(of(12.1, 9, 1).isClear());
        assertEquals(List.of("high and wide", "low"), of(11.9, 9, 1).possible());
        assertEquals(List.of(0), of(11.9, 9, 1).straddling());
    }

    /** A value that decides nothing where the values are, but would where another one may be. */
    @Test
    void combinationsCount() {
        Classification c = of(9, 5.5, 1);
        assertEquals("low", c.at());
        assertEquals(List.of("high", "high and wide", "low"), c.possible());
        assertEquals(List.of(0), c.straddling());
    }

    @Test
    void whatIsExactDoesNotStraddle() {
        assertTrue(Classification.of(new double[] {10.001, 1}, new double[] {Double.NaN, 1}, RULE).isClear());
    }

    @Test
    void refusesWhatDoesNotMatch() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Classification.of(new double[2], new double[3], RULE)).getMessage()
                .contains("2 values with 3"));
    }
}
