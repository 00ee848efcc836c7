/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.orthotwin.geometry.CardanAngles.Sequence;

class CardanAnglesTest {

    /** Computed independently by multiplying the three rotation matrices; degrees, six decimals. */
    @ParameterizedTest
    @CsvSource({"-30,5,10, .860436,.498097,.107468,-.479297,.862730,-.161156,-.172987,.087156,.981060",
        "-60,-3,-8, .501442,.864839,-.024703,-.853955,.499315,.146441,.138982,-.052336,.988911",
        "-90,2,15, .009033,.999391,-.033710,-.965926,0,-.258819,-.258661,.034899,.965337",
        "-120,4,20, -.449185,.863916,-.227778,-.825727,-.498782,-.263423,-.341187,.069756,.937404",
        "15,1,-2, .965495,-.258780,-.029196,.258073,.965779,-.025880,.034894,.017452,.999239"})
    void kneeAndHipSequence(double a, double b, double c, double r00, double r01, double r02, double r10, double r11, double r12,
            double r20,
            double r21, double r22) {
        CardanAngles angles = new CardanAngles(Sequence.ZXY, Math.toRadians(a), Math.toRadians(b), Math.toRadians(c));
        double[] m = angles.toRotation().rotationMatrix();
        double[] expected = {r00, r01, r02, r10, r11, r12, r20, r21, r22};
        for (int i = 0; i < 9; i++) {
            assertEquals(expected[i], m[i], 1e-6);
        }
        CardanAngles back = CardanAngles.of(angles.toRotation(), Sequence.ZXY);
        assertEquals(angles.first(), back.first(), 1e-12);
        assertEquals(angles.second(), back.second(), 1e-12);
        assertEquals(angles.third(), back.third(), 1e-12);
    }

    @ParameterizedTest
    @EnumSource
    void everySequenceComesBack(Sequence s) {
        for (double a = -3; a < 3.1; a += 0.5) {
            for (double b = -1.5; b < 1.6; b += 0.25) {
                for (double c = -3; c < 3.1; c += 0.5) {
                    RigidTransform r = new CardanAngles(s, a, b, c).toRotation();
                    CardanAngles x = CardanAngles.of(r, s);
                    assertEquals(0, r.inverse().times(x.toRotation()).angle(), 1e-7);
                    assertEquals(0, r.inverse().times(x.other().toRotation()).angle(), 1e-7);
                    if (!s.repeats()) {
                        assertEquals(a, x.first(), 1e-9);
                        assertEquals(b, x.second(), 1e-9);
                        assertEquals(c, x.third(), 1e-9);
                    } else if (Math.abs(b) > 0.01) {
                        CardanAngles same = b > 0 ? x : x.other();
                        assertEquals(a, same.first(), 1e-9);
                        assertEquals(b, same.second(), 1e-9);
                        assertEquals(c, same.third(), 1e-9);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void locked(Sequence s) {
        for (double b : s.repeats() ? new double[] {0, Math.PI} : new double[] {Math.PI / 2, -Math.PI / 2}) {
            RigidTransform r = new CardanAngles(s, 0.4, b, 0.3).toRotation();
            CardanAngles x = CardanAngles.of(r, s);
            assertEquals(0, x.third(), 0);
            assertEquals(0, r.inverse().times(x.toRotation()).angle(), 1e-7);
        }
    }

    @Test
    void elevationOfTheHumerusInItsPlane() {
        // pure elevation by 90 degrees in the plane 30 degrees in front: Y-X-Y with the ISB's negative elevation
        RigidTransform r = new CardanAngles(Sequence.YXY, Math.toRadians(30), Math.toRadians(-90), Math.toRadians(-30)).toRotation();
        CardanAngles x = CardanAngles.of(r, Sequence.YXY);
        assertTrue(x.second() > 0);
        assertEquals(-90, Math.toDegrees(x.other().second()), 1e-9);
        assertEquals(30, Math.toDegrees(x.other().first()), 1e-9);
    }
}
