/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.solver.muscle.DeGrooteFreglyCurves;
import org.orthotwin.solver.muscle.MillardCurves;
import org.orthotwin.solver.muscle.ThelenCurves;

/** Tables that were computed from the published equations apart from this code, to six digits. */
class MuscleCurvesTest {

    private static final double DIGITS = 0.51e-6;
    private final ThelenCurves thelen = new ThelenCurves();
    private final MillardCurves corners = new MillardCurves();
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

    @ParameterizedTest
    @CsvSource({"0.4,0.1", "0.5,0.117653", "0.55,0.274240", "0.65,0.626193", "0.75,0.826038", "0.85,0.913840", "0.95,0.995085", "1,1",
        "1.1,0.957376", "1.25,0.754019", "1.5,0.403369", "1.7,0.132657", "1.9,0.1"})
    void cornersActive(double length, double force) {
        assertEquals(force, corners.activeForceLength(length), DIGITS);
    }

    @ParameterizedTest
    @CsvSource({"0.8,0", "1,0", "1.02,0.000877", "1.1,0.017045", "1.2,0.049692", "1.4,0.262890", "1.6,0.717070", "1.7,1", "1.8,1.285714"})
    void cornersPassive(double length, double force) {
        assertEquals(force, corners.passiveForceLength(length), DIGITS);
    }

    @ParameterizedTest
    @CsvSource({"-1.2,0", "-1,0", "-0.95,0.002852", "-0.75,0.051519", "-0.5,0.158086", "-0.25,0.387333", "-0.1,0.625214", "0,1",
        "0.1,1.225154", "0.25,1.283211", "0.5,1.331132", "0.95,1.399133", "1,1.4", "1.2,1.4"})
    void cornersVelocity(double velocity, double factor) {
        assertEquals(factor, corners.forceVelocity(velocity, 0.3), DIGITS);
    }

    @ParameterizedTest
    @CsvSource({"-0.01,0", "0.005,0.037604", "0.01,0.099678", "0.02,0.260936", "0.033,0.553758", "0.04,0.747449", "0.049,1",
        "0.06,1.308673"})
    void cornersTendon(double strain, double force) {
        assertEquals(force, corners.tendonForce(strain), DIGITS);
    }

    /** Slopes are what was asked for, and do not jump where pieces meet. */
    @Test
    void cornersAreSmooth() {
        double h = 1e-6;
        assertEquals(5, (corners.forceVelocity(h, 1) - corners.forceVelocity(-h, 1)) / (2 * h), 1e-3);
        assertEquals(1.375 / 0.049, (corners.tendonForce(0.049 + h) - corners.tendonForce(0.049 - h)) / (2 * h), 1e-3);
        for (double at = 0.42; at < 1.85; at += 1e-3) {
            double before = (corners.activeForceLength(at) - corners.activeForceLength(at - h)) / h;
            double behind = (corners.activeForceLength(at + h) - corners.activeForceLength(at)) / h;
            assertEquals(before, behind, 1e-3, "at " + at);
        }
    }

    @Test
    void cornersThatAreNoneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new MillardCurves(new MillardCurves.Active(0.8, 0.7, 1.8, 0.86, 0.1),
                new MillardCurves.Passive(0, 0.7), new MillardCurves.Velocity(), new MillardCurves.Tendon(0.049)));
        assertThrows(IllegalArgumentException.class, () -> new MillardCurves(new MillardCurves.Active(), new MillardCurves.Passive(0.7, 0),
                new MillardCurves.Velocity(), new MillardCurves.Tendon(0.049)));
        assertThrows(IllegalArgumentException.class, () -> new MillardCurves(new MillardCurves.Active(), new MillardCurves.Passive(0, 0.7),
                new MillardCurves.Velocity(), new MillardCurves.Tendon(-0.049)));
    }

    @Test
    void smoothTendonShape() {
        assertEquals(36.566520, smooth.tendonShape(), DIGITS);
    }
}
