/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.solver.muscle.DeGrooteFreglyCurves;
import org.orthotwin.solver.muscle.ThelenCurves;

/** Tables that were computed from the published equations apart from this code, to six digits. */
class MuscleCurvesTest {

    private static final double DIGITS = 0.51e-6;
    private final ThelenCurves thelen = new ThelenCurves();
    private final DeGrooteFreglyCurves smooth = new DeGrooteFreglyCurves();

    @ParameterizedTest
    @CsvSource({"0.5,0.573753", "0.75,0.870325", "1,1", "1.25,0.870325", "1.5,0.573753"})
    void thelenActive(double length, double force) {
        assertEquals(force, thelen.activeForceLength(length), DIGITS);
    }

    @ParameterizedTest
    @CsvSource({"0.8,0", "1,0", "1.2,0.029132", "1.4,0.183373", "1.6,1"})
    void thelenPassive(double length, double force) {
        assertEquals(force, thelen.passiveForceLength(length), DIGITS);
    }

    @ParameterizedTest
    @CsvSource({"-0.01,0", "0.01,0.042001", "0.02,0.186028", "0.03,0.572032", "0.04,1", "0.05,1.427968"})
    void thelenTendon(double strain, double force) {
        assertEquals(force, thelen.tendonForce(strain), DIGITS);
    }

    @ParameterizedTest
    @CsvSource({"1,0,-1", "1,0.25,-0.375", "1,0.5,-0.166667", "1,0.75,-0.0625", "1,1,0", "1,1.2,0.04", "1,1.3,0.12", "0.5,0.25,-0.104167"})
    void thelenVelocity(double activation, double force, double velocity) {
        assertEquals(velocity, thelen.velocity(force, activation, 1), DIGITS);
        // and back
        assertEquals(force / activation, thelen.forceVelocity(thelen.velocity(force, activation, 1), activation), 1e-12);
    }

    @ParameterizedTest
    @CsvSource({"0.5,0.054112", "0.75,0.778113", "1,1", "1.25,0.689553", "1.5,0.226149"})
    void smoothActive(double length, double force) {
        assertEquals(force, smooth.activeForceLength(length), DIGITS);
    }

    @ParameterizedTest
    @CsvSource({"-1,0", "-0.5,0.234036", "-0.25,0.470826", "0,1", "0.25,1.400766", "0.5,1.588423", "1,1.794343"})
    void smoothVelocity(double velocity, double factor) {
        assertEquals(factor, smooth.forceVelocity(velocity, 1), DIGITS);
    }

    @ParameterizedTest
    @CsvSource({"0.2,0", "0.8,0.004740", "1,0.018229", "1.2,0.069401", "1.4,0.263532", "1.6,1"})
    void smoothPassive(double length, double force) {
        assertEquals(force, smooth.passiveForceLength(length), DIGITS);
    }

    @ParameterizedTest
    @CsvSource({"0.01,0.088295", "0.02,0.215569", "0.033,0.468484", "0.049,1"})
    void smoothTendon(double strain, double force) {
        assertEquals(force, smooth.tendonForce(strain), DIGITS);
    }

    @Test
    void smoothTendonShape() {
        assertEquals(36.566520, smooth.tendonShape(), DIGITS);
    }
}
