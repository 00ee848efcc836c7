/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against closed forms and against the filter on the joint distribution, where that can be written down. */
class CoupledPriorsTest {

    private static final Gaussian UNIT = Gaussian.scalar(0, 1);

    private static CoupledPriors.Link link(int a, int b, double correlation) {
        return new CoupledPriors.Link(a, new double[] {1}, b, new double[] {1}, correlation);
    }

    private static Gaussian seen(Gaussian prior, double y, double variance) {
        return LinearKalman.update(prior, new double[][] {{1}}, new double[] {y}, new double[][] {{variance}}).posterior();
    }

    /** The regression of one on the other: m + rho s_b / s_a (E a - m_a), (1 - rho^2) s_b^2 + (rho s_b / s_a)^2 Var a. */
    @Test
    void whatIsSeenOfOneMovesTheOther() {
        Gaussian a = Gaussian.scalar(3, 4);
        Gaussian b = Gaussian.scalar(-1, 9e-6);
        Gaussian after = seen(a, 5, 2);
        CoupledPriors c = new CoupledPriors(List.of(a, b), List.of(after, b), List.of(link(0, 1, 0.6)));
        double slope = 0.6 * 3e-3 / 2;
        assertEquals(-1 + slope * (after.mean(0) - 3), c.informed(1).mean(0), 1e-12);
        assertEquals((1 - 0.36) * 9e-6 + slope * slope * after.covariance(0, 0), c.informed(1).covariance(0, 0), 1e-15);
        // nothing was seen of b: a has nothing to learn, and nothing counts twice
        assertEquals(3, c.informed(0).mean(0), 1e-12);
        assertEquals(4, c.informed(0).covariance(0, 0), 1e-12);
        assertEquals(after.mean(0), c.posterior(0).mean(0), 1e-12);
        assertEquals(1, c.passes());
    }

    @Test
    void alongAChainCorrelationsMultiply() {
        Gaussian after = seen(UNIT, 2, 0.5);
        CoupledPriors c = new CoupledPriors(List.of(UNIT, UNIT, UNIT), List.of(after, UNIT, UNIT), List.of(link(1, 2, 0.7),
                link(0, 1, 0.8)));
        assertEquals(0.56 * after.mean(0), c.informed(2).mean(0), 1e-12);
        assertEquals(1 - 0.56 * 0.56 * (1 - after.covariance(0, 0)), c.informed(2).covariance(0, 0), 1e-12);
        assertEquals(1, c.passes());
    }

    /** Linear functions of parameters that are correlated themselves, both observed: the joint filter. */
    @Test
    void linearFunctionsAsTheJointFilter() {
        Gaussian a = new Gaussian(new double[] {1, 2}, new double[][] {{1, 0.3}, {0.3, 2}});
        Gaussian b = new Gaussian(new double[] {0, 1, -1}, new double[][] {{2, 0, 0.1}, {0, 1, 0}, {0.1, 0, 0.5}});
        double[] wa = {1, 1};
        double[] wb = {0, 1, 2};
        double sa = Math.sqrt(1 + 0.6 + 2);
        double sb = Math.sqrt(1 + 4 * 0.5);
        double[] u = {1.3 / sa, 2.3 / sa};
        double[] v = {0.2 / sb, 1 / sb, 1 / sb};
        double[][] joint = new double[5][5];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                joint[i][j] = a.covariance(i, j);
            }
            for (int j = 0; j < 3; j++) {
                joint[i][2 + j] = 0.65 * u[i] * v[j];
                joint[2 + j][i] = joint[i][2 + j];
            }
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                joint[2 + i][2 + j] = b.covariance(i, j);
            }
        }
        Gaussian all = new Gaussian(new double[] {1, 2, 0, 1, -1}, joint);
        double[][] ha = {{1, 0.5}};
        double[][] hb = {{0, 1, 1}};
        double[][] r = {{0.4}};
        Gaussian exact = LinearKalman.update(LinearKalman.update(all, new double[][] {{1, 0.5, 0, 0, 0}}, new double[] {3}, r).posterior(),
                new double[][] {{0, 0, 0, 1, 1}}, new double[] {1}, r).posterior();
        CoupledPriors c = new CoupledPriors(List.of(a, b), List.of(LinearKalman.update(a, ha, new double[] {3}, r).posterior(),
                LinearKalman.update(b, hb, new double[] {1}, r).posterior()), List.of(new CoupledPriors.Link(1, wb, 0, wa, 0.65)));
        for (int i = 0; i < 3; i++) {
            assertEquals(exact.mean(2 + i), c.posterior(1).mean(i), 1e-10);
            for (int j = 0; j < 3; j++) {
                assertEquals(exact.covariance(2 + i, 2 + j), c.posterior(1).covariance(i, j), 1e-10);
            }
        }
        // what the others say, with the own observation on top, is what all say
        Gaussian onTop = LinearKalman.update(c.informed(1), hb, new double[] {1}, r).posterior();
        assertEquals(exact.mean(3), onTop.mean(1), 1e-10);
        assertEquals(exact.deviation(3), onTop.deviation(1), 1e-10);
    }

    /** Of three all pairs are given, so that the covariance is known; of a ring of four x = corr(1, 3) solves x (1 + x) = 2 rho^2. */
    @Test
    void circlesAreSolved() {
        double[][] s = {{1, 0.5, 0.4}, {0.5, 1, 0.3}, {0.4, 0.3, 1}};
        Gaussian exact = LinearKalman.update(new Gaussian(new double[3], s), new double[][] {{1, 0, 0}}, new double[] {2}, new double[][] {
                {0.5}}).posterior();
        Gaussian after = seen(UNIT, 2, 0.5);
        CoupledPriors c = new CoupledPriors(List.of(UNIT, UNIT, UNIT), List.of(after, UNIT, UNIT), List.of(link(0, 1, 0.5), link(0, 2, 0.4),
                link(1, 2, 0.3)));
        assertTrue(c.passes() > 1);
        for (int i = 1; i < 3; i++) {
            assertEquals(exact.mean(i), c.informed(i).mean(0), 1e-8);
            assertEquals(exact.deviation(i), c.informed(i).deviation(0), 1e-8);
        }
        List<CoupledPriors.Link> ring = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ring.add(link(i, (i + 1) % 4, 0.6));
        }
        CoupledPriors four = new CoupledPriors(List.of(UNIT, UNIT, UNIT, UNIT), List.of(after, UNIT, UNIT, UNIT), ring);
        double x = (-1 + Math.sqrt(1 + 8 * 0.36)) / 2;
        assertEquals(x * after.mean(0), four.informed(2).mean(0), 1e-8);
        assertEquals(0.6 * after.mean(0), four.informed(1).mean(0), 1e-8);
        // without observations a circle says nothing
        CoupledPriors none = new CoupledPriors(List.of(UNIT, UNIT, UNIT, UNIT), List.of(UNIT, UNIT, UNIT, UNIT), ring);
        assertEquals(0, none.informed(2).mean(0), 1e-12);
        assertEquals(1, none.informed(2).deviation(0), 1e-8);
    }

    @Test
    void whatContradictsItselfIsRefused() {
        List<CoupledPriors.Link> links = List.of(link(0, 1, 0.9), link(1, 2, 0.9), link(0, 2, -0.9));
        CoupledPriors.ContradictionException e = assertThrows(CoupledPriors.ContradictionException.class, () -> new CoupledPriors(List.of(
                UNIT, UNIT, UNIT, UNIT), List.of(UNIT, UNIT, UNIT, UNIT), links));
        assertEquals(List.of(0, 1, 2), e.beliefs());
        assertThrows(IllegalArgumentException.class, () -> link(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> link(0, 0, 0.5));
    }
}
