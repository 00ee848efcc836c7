/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.orthotwin.study.Sensitivity.Index;

/** Indices of functions whose indices are known in closed form. */
class SensitivityTest {

    private static List<Index> indices(int inputs, int samples, long seed, ToDoubleFunction<double[]> f) {
        Points p = Points.of(Design.SENSITIVITY, inputs, samples, seed);
        List<double[]> blocks = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            double[] block = new double[inputs + 2];
            for (int k = 0; k < block.length; k++) {
                block[k] = f.applyAsDouble(p.at((long) i * block.length + k));
            }
            blocks.add(block);
        }
        return Sensitivity.of(blocks, inputs, seed);
    }

    private static void assertIndices(double[] first, double[] total, List<Index> found, double tolerance) {
        for (int j = 0; j < first.length; j++) {
            Index i = found.get(j);
            assertEquals(first[j], i.first(), tolerance, "first order of input " + j);
            assertEquals(total[j], i.total(), tolerance, "total of input " + j);
            assertTrue(i.firstLower() <= i.first() && i.first() <= i.firstUpper(), i::toString);
            assertTrue(i.totalLower() <= i.total() && i.total() <= i.totalUpper(), i::toString);
            // the interval of a quasi-random design is wider than its error, never much narrower than the tolerance that it keeps
            assertTrue(i.totalUpper() - i.totalLower() < 10 * tolerance, i::toString);
        }
    }

    /** Ishigami and Homma (1990): sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1, inputs uniform from -pi to pi. */
    @Test
    void ishigami() {
        Law law = Law.uniform(-Math.PI, Math.PI);
        List<Index> found = indices(3, 4096, 1, u -> {
            double x1 = law.quantile(u[0]);
            double x2 = law.quantile(u[1]);
            double x3 = law.quantile(u[2]);
            return Math.sin(x1) + 7 * Math.pow(Math.sin(x2), 2) + 0.1 * Math.pow(x3, 4) * Math.sin(x1);
        });
        assertIndices(new double[] {0.3139, 0.4424, 0}, new double[] {0.5576, 0.4424, 0.2437}, found, 0.012);
    }

    /** Sobol's g: the product of (|4 x - 2| + a) / (1 + a); V_j = 1 / (3 (1 + a_j)^2), V = product of (1 + V_j) less 1. */
    @Test
    void sobolsG() {
        double[] a = {0, 1, 4.5, 9};
        List<Index> found = indices(4, 4096, 2, u -> {
            double g = 1;
            for (int j = 0; j < a.length; j++) {
                g *= (Math.abs(4 * u[j] - 2) + a[j]) / (1 + a[j]);
            }
            return g;
        });
        double[] v = new double[4];
        double all = 1;
        for (int j = 0; j < 4; j++) {
            v[j] = 1 / (3 * (1 + a[j]) * (1 + a[j]));
            all *= 1 + v[j];
        }
        double[] first = new double[4];
        double[] total = new double[4];
        for (int j = 0; j < 4; j++) {
            first[j] = v[j] / (all - 1);
            total[j] = v[j] * all / (1 + v[j]) / (all - 1);
        }
        assertIndices(first, total, found, 0.012);
    }

    /** 3 a + 4 b of normals: 9/25 and 16/25, alone and with others alike. */
    @Test
    void aSum() {
        Law law = Law.normal(5, 2);
        List<Index> found = indices(2, 2048, 3, u -> 3 * law.quantile(u[0]) + 4 * law.quantile(u[1]));
        assertIndices(new double[] {0.36, 0.64}, new double[] {0.36, 0.64}, found, 0.015);
    }

    @Test
    void whatDoesNotVaryHasNoIndices() {
        assertTrue(Double.isNaN(indices(2, 16, 1, u -> 1e9).getFirst().total()));
    }

    /** The same numbers come of the same seed, and intervals of few samples are wide. */
    @Test
    void fewSamplesSaySo() {
        List<Index> few = indices(2, 32, 4, u -> u[0] + u[1] * u[1]);
        List<Index> many = indices(2, 2048, 4, u -> u[0] + u[1] * u[1]);
        assertEquals(few, indices(2, 32, 4, u -> u[0] + u[1] * u[1]));
        assertTrue(few.getFirst().totalUpper() - few.getFirst().totalLower()
                > 4 * (many.getFirst().totalUpper() - many.getFirst().totalLower()));
    }
}
