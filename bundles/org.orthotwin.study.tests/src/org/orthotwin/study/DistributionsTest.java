/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.InputException;
import org.orthotwin.model.scenario.Distribution;
import org.orthotwin.model.scenario.DistributionChange;

/** Distributions: their quantiles, and how people write them. */
class DistributionsTest {

    private static Law law(String text) {
        return Law.of(DistributionText.parse("x=" + text));
    }

    /** Quantiles of tables and of closed forms. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "normal(0,1)|0.975|1.959963984540054", "normal(10,2)|0.05|6.710292746097053", "uniform(2,6)|0.25|3",
        // below the top p = (x - a)^2 / ((b - a)(c - a)), above it 1 - (b - x)^2 / ((b - a)(b - c))
        "triangular(0,1,4)|0.25|1", "triangular(0,1,4)|0.0625|0.5", "triangular(0,1,4)|0.8125|2.5",
        // the half of a normal: its median is the upper quartile of the whole
        "truncated-normal(0,1,0,40)|0.5|0.6744897501960817", "truncated-normal(0,1,-1,1)|0.5|0",
        "truncated-normal(0,1,-40,0)|0.5|-0.67448975019",
        // far out, p(X > x | X > 5) = 1/2 at 5.1320
        "truncated-normal(0,1,5,40)|0.5|5.132018", "truncated-normal(0,1,-40,-5)|0.5|-5.132018",
        // sigma^2 = ln(1 + (s/m)^2), median m / sqrt(1 + (s/m)^2)
        "lognormal(2,1)|0.5|1.7888543819998317"})
    void quantilesAreKnown(String text, double p, double expected) {
        assertEquals(expected, law(text).quantile(p), 1e-5 * Math.max(1, Math.abs(expected)));
    }

    /** Mean and deviation against a fine sum over the quantiles. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"normal(10,2)", "uniform(-1,3)", "triangular(0,1,4)", "truncated-normal(1,2,0,3)",
        "truncated-normal(0,1,2,9)", "lognormal(2,0.5)"})
    void momentsAreThoseOfTheQuantiles(String text) {
        Law law = law(text);
        int n = 200_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double x = law.quantile((i + 0.5) / n);
            sum += x;
            squares += x * x;
        }
        assertEquals(sum / n, law.mean(), 1e-4);
        assertEquals(Math.sqrt(squares / n - sum * sum / n / n), law.deviation(), 1e-3);
    }

    @Test
    void theyAreWrittenWithUnits() {
        Distribution d = DistributionText.parse("plan.cup.inclination.radiographic=normal(45deg, 5deg)");
        assertEquals("plan.cup.inclination.radiographic", d.getPath());
        assertEquals(Math.toRadians(45), d.getMean());
        assertEquals("rad", d.getUnit());
        assertEquals("normal(45 deg, 5 deg)", DistributionText.of(d));
        Distribution added = DistributionText.parse("plan.stem.depth += uniform(-2mm,0.002m)");
        assertEquals(DistributionChange.ADDED, added.getChange());
        assertEquals("+uniform(-2 mm, 2 mm)", DistributionText.of(added));
        Distribution factor = DistributionText.parse("ligaments.MCL.stiffness*=lognormal(1,0.2)");
        assertEquals(DistributionChange.MULTIPLIED, factor.getChange());
        assertEquals("\u00d7lognormal(1, 0.2)", DistributionText.of(factor));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "x=normal(45deg,-5deg)|'x=normal(45deg,-5deg)': distribution 'x': 'deviation' is -0.0872664625997 rad; it must be above 0.",
        "x=normal(45deg,5mm)|'x=normal(45deg,5mm)': 5mm has another unit than 45deg",
        "x=normal(45deg)|'x=normal(45deg)': normal takes mean, deviation; 1 numbers are given",
        "x=uniform(3mm,2mm)|'x=uniform(3mm,2mm)': distribution 'x': 'lower' is 0.003 m, not below 'upper', which is 0.002 m.",
        "x=uniform(3mm,ten)|'x=uniform(3mm,ten)': 'ten' is not a number with a unit, such as 45deg or 28mm",
        "x*=uniform(3mm,4mm)|'x*=uniform(3mm,4mm)': distribution 'x': what multiplies a value is a plain number, but the unit is 'm'."})
    void whatCannotBeIsRefused(String text, String sentence) {
        InputException e = assertThrows(InputException.class, () -> DistributionText.parse(text));
        assertEquals(sentence, e.diagnostic().text("en"));
        assertTrue(e.diagnostic().text("fr").contains(text));
    }

    @ParameterizedTest
    @CsvSource({"x", "x=", "x=gauss(1;2)", "=normal(1;2)", "x=normal[1;2]"})
    void whatIsNoDistributionIsRefused(String text) {
        InputException e = assertThrows(InputException.class, () -> DistributionText.parse(text.replace(';', ',')));
        assertTrue(e.diagnostic().text("en").contains("write path=normal(45deg,5deg)"), e.diagnostic().text("en"));
    }
}
