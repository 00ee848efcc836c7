/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DensityLawTest {

    /** Densities in g/cm^3, moduli in MPa, computed apart from the published coefficients. */
    @ParameterizedTest
    @CsvSource({"morgan.femoral-neck, 0.2, 622.62", "morgan.femoral-neck, 0.6, 3199.90", "morgan.tibia, 0.3, 1519.62",
        "morgan.trochanter, 0.6, 4928.90", "morgan.vertebra, 0.2, 384.12", "morgan.pooled, 0.3, 985.14", "morgan.pooled, 1.0, 8920",
        "carter-hayes, 0.2, 23.00", "carter-hayes, 1.0, 2875.01", "keller, 0.3, 666.50", "keller, 0.6, 3259.54"})
    void modulusOfThePublishedLaws(String law, double density, double modulus) {
        assertEquals(modulus, ModulusLaw.of(law).modulus(density * 1000) / 1e6, 0.005);
    }

    @Test
    void unknownLawIsRefusedWithTheKnownOnes() {
        NoSuchElementException e = assertThrows(NoSuchElementException.class, () -> ModulusLaw.of("morgan.rib"));
        assertTrue(e.getMessage().contains("morgan.femoral-neck"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ModulusLaw.of("keller").modulus(-1));
    }

    @Test
    void ashAndApparentDensityFollowFromQct() {
        assertEquals(517.5, DensityKind.ASH.fromQct(500), 1e-9);
        assertEquals(862.5, DensityKind.APPARENT.fromQct(500), 1e-9);
        assertEquals(0, DensityKind.APPARENT.fromQct(-200));
        assertEquals(ModulusLaw.of("keller").modulus(517.5), ModulusLaw.of("keller").modulusOfQct(500), 1e-6);
    }

    @Test
    void phantomGivesItsLine() {
        Calibration c = Calibration.phantom(List.of(new Calibration.Point("a", 10, 0), new Calibration.Point("b", 135, 100),
                new Calibration.Point("c", 260, 200)), "three inserts");
        assertEquals(0.8, c.slope(), 1e-12);
        assertEquals(-8, c.intercept(), 1e-12);
        assertEquals(0, c.residual(), 1e-9);
        assertEquals(72, c.density(100), 1e-9);
        assertEquals(100, c.hounsfield(c.density(100)), 1e-9);
        assertThrows(IllegalArgumentException.class, () -> Calibration.phantom(List.of(new Calibration.Point("a", 10, 0)), "one"));
        assertThrows(IllegalArgumentException.class, () -> Calibration.declared(0, -0.8, "falling"));
    }

    /** A second scanner that shows everything five per cent higher and 12 HU off gives the same densities. */
    @Test
    void airFatMuscleUndoesTheScanner() {
        TissuePeaks peaks = new TissuePeaks(-1000, -100, 58);
        TissuePeaks other = new TissuePeaks(1.05 * -1000 + 12, 1.05 * -100 + 12, 1.05 * 58 + 12);
        Calibration a = Calibration.airFatMuscle(peaks);
        Calibration b = Calibration.airFatMuscle(other);
        assertEquals(a.density(400), b.density(1.05 * 400 + 12), 1e-9);
        assertTrue(a.residual() < 20, "residual " + a.residual() + " kg/m^3");
        // both published sets of reference densities lie within twice what is said: slopes of 0.83 and 0.79
        assertEquals(0.83, a.slope(), 2 * a.slopeSd());
        assertEquals(0.79, a.slope(), 2 * a.slopeSd());
        assertEquals(Math.hypot(a.interceptSd(), 250 * a.slopeSd()), a.sd(250), 1e-12);
        assertEquals(0, Calibration.declared(0, 0.8, "a log").sd(200));
    }

    /** Values cut off at the lowest that is stored are no peak of air. */
    @Test
    void whatIsCutOffIsNoPeak() {
        long[] counts = new long[1600];
        for (double[] tissue : new double[][] {{-1000, 20}, {-100, 20}, {55, 15}}) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] += Math.round(1e5 * Math.exp(-0.5 * Math.pow((i - 1200 - tissue[0]) / tissue[1], 2)));
            }
        }
        for (int i = 0; i < 1200 - 1024; i++) {
            counts[1200 - 1024] += counts[i];
            counts[i] = 0;
        }
        assertEquals(-1000, TissuePeaks.of(counts, -1200).air(), 2);
    }
}
