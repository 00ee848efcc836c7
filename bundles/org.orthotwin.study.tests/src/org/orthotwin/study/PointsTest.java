/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.orthotwin.core.InputException;

/** Designs: where their points lie, and that each depends on its number alone. */
class PointsTest {

    /** Known answers that the authors of the generator publish with it (Random123, kat_vectors). */
    @Test
    void theGeneratorIsPhilox() {
        assertArrayEquals(new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, Philox.block(0, 0, 0, 0, 0, 0));
        assertArrayEquals(new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, Philox.block(-1, -1, -1, -1, -1, -1));
        assertArrayEquals(new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
                Philox.block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
    }

    @ParameterizedTest
    @EnumSource(Design.class)
    void aPointIsTheSameWhateverWasAskedBefore(Design design) {
        Points forward = Points.of(design, 4, 32, 7);
        Points backward = Points.of(design, 4, 32, 7);
        double[][] seen = new double[(int) forward.size()][];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = forward.at(i);
            for (double u : seen[i]) {
                assertTrue(u > 0 && u < 1, design + " " + u);
            }
        }
        for (int i = seen.length - 1; i >= 0; i--) {
            assertArrayEquals(seen[i], backward.at(i), design + " " + i);
        }
        if (design != Design.ONE_AT_A_TIME) {
            assertTrue(Math.abs(Points.of(design, 4, 32, 8).at(3)[1] - seen[3][1]) > 1e-9, "another seed, other points");
        }
        if (design.grows()) {
            assertArrayEquals(seen[5], Points.of(design, 4, 64, 7).at(5), "a larger study begins with the same points");
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 50", "20, 64", "5, 4"})
    void aLatinHypercubeHasOnePointInEachSlice(int dimensions, int samples) {
        Points p = Points.of(Design.LATIN_HYPERCUBE, dimensions, samples, 3);
        for (int k = 0; k < dimensions; k++) {
            BitSet slices = new BitSet();
            for (int i = 0; i < samples; i++) {
                slices.set((int) Math.floor(p.at(i)[k] * samples));
            }
            assertEquals(samples, slices.cardinality(), "slices of input " + k);
        }
    }

    @Test
    void aLatinHypercubeIsUncorrelated() {
        int n = 60;
        double[][] u = new double[n][];
        for (int i = 0; i < n; i++) {
            u[i] = Points.of(Design.LATIN_HYPERCUBE, 6, n, 11).at(i);
        }
        var rho = new SpearmansCorrelation(new org.apache.commons.math3.linear.Array2DRowRealMatrix(u)).getCorrelationMatrix();
        for (int a = 0; a < 6; a++) {
            for (int b = 0; b < a; b++) {
                // by chance they would be up to 0.4
                assertEquals(0, rho.getEntry(a, b), 0.06);
            }
        }
    }

    /** The shift is a digital one: taken off again, the sequence of the library comes out, whose first points are published ones. */
    @Test
    void theSequenceIsSobols() {
        SobolSequenceGenerator plain = new SobolSequenceGenerator(3);
        plain.nextVector();
        assertArrayEquals(new double[] {0.5, 0.5, 0.5}, plain.nextVector());
        assertArrayEquals(new double[] {0.75, 0.25, 0.25}, plain.nextVector());
        Points p = Points.of(Design.SOBOL, 3, 256, 5);
        SobolSequenceGenerator again = new SobolSequenceGenerator(3);
        again.nextVector();
        for (int i = 0; i < 256; i++) {
            double[] expected = again.nextVector();
            double[] u = p.at(i);
            for (int k = 0; k < 3; k++) {
                long bits = (long) (u[k] * 0x1p52) ^ Philox.bits(5, 3, 0, k);
                assertEquals(expected[k], bits * 0x1p-52);
            }
        }
        // 256 points of a net: each 16 x 16 box of two inputs has about one
        BitSet boxes = new BitSet();
        for (int i = 0; i < 256; i++) {
            double[] u = p.at(i);
            boxes.set((int) (u[0] * 16) * 16 + (int) (u[1] * 16));
        }
        assertTrue(boxes.cardinality() >= 240, boxes.cardinality() + " of 256 boxes");
    }

    @Test
    void saltellisBlocksChangeOneInputEach() {
        Points p = Points.of(Design.SENSITIVITY, 3, 8, 1);
        assertEquals(8 * 5, p.size());
        for (int base = 0; base < 8; base++) {
            double[] a = p.at(base * 5L);
            double[] b = p.at(base * 5L + 1);
            for (int j = 0; j < 3; j++) {
                double[] expected = a.clone();
                expected[j] = b[j];
                assertArrayEquals(expected, p.at(base * 5L + 2 + j));
            }
        }
    }

    @Test
    void tooManyInputsAreRefused() {
        InputException e = org.junit.jupiter.api.Assertions.assertThrows(InputException.class,
                () -> Points.of(Design.SENSITIVITY, 501, 8, 1));
        assertEquals("this design takes at most 500 inputs, and there are 501; use monte-carlo or lhs", e.diagnostic().text("en"));
    }
}
