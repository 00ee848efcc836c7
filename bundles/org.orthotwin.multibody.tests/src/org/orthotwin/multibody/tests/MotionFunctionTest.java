/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.orthotwin.multibody.CubicSpline;
import org.orthotwin.multibody.MotionFunction;
import org.orthotwin.multibody.QuinticSpline;

class MotionFunctionTest {

    private static final double[] X = {-2, -1.1, -0.3, 0.2, 1.5, 1.7, 2.6, 4};

    private static double[] of(MotionFunction f) {
        double[] y = new double[X.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = f.value(X[i]);
        }
        return y;
    }

    @Test
    void aCubicSplineGivesACubicBack() {
        MotionFunction cubic = new MotionFunction.Polynomial(0.7, -1.2, 0.4, 2);
        CubicSpline s = new CubicSpline(X, of(cubic));
        for (double x = -2; x <= 4; x += 0.05) {
            assertEquals(cubic.value(x), s.value(x), 1e-12);
            assertEquals(cubic.slope(x), s.slope(x), 1e-11);
            assertEquals(cubic.curvature(x), s.curvature(x), 1e-11);
        }
    }

    @Test
    void aCubicSplineGoesOnStraight() {
        CubicSpline s = new CubicSpline(X, of(new MotionFunction.Polynomial(1, 0, 0, 0)));
        assertEquals(64 + 48 * 2, s.value(6), 1e-10);
        assertEquals(48, s.slope(6), 1e-10);
        assertEquals(-8 - 12, s.value(-3), 1e-10);
        assertEquals(0, s.curvature(-3));
    }

    @Test
    void threeValuesGiveAParabolaAndTwoALine() {
        CubicSpline s = new CubicSpline(new double[] {0, 1, 3}, new double[] {0, 1, 9});
        assertEquals(4, s.value(2), 1e-12);
        assertEquals(2.5, new CubicSpline(new double[] {0, 2}, new double[] {1, 4}).value(1), 1e-15);
    }

    /** Schoenberg: natural of order three reproduces what has no third derivative, and meets all values with four smooth derivatives. */
    @Test
    void aQuinticSplineIsNaturalAndSmooth() {
        MotionFunction square = new MotionFunction.Polynomial(3, -1, 0.5);
        QuinticSpline s = new QuinticSpline(X, of(square));
        for (double x = -2.5; x <= 4.5; x += 0.07) {
            assertEquals(square.value(x), s.value(x), 1e-11);
            assertEquals(square.curvature(x), s.curvature(x), 1e-10);
        }
        double[] y = {0, 1, -1, 2, 0.5, 0, 1, 1};
        QuinticSpline w = new QuinticSpline(X, y);
        double h = 1e-3;
        for (int i = 0; i < X.length; i++) {
            assertEquals(y[i], w.value(X[i]), 1e-13);
            if (i > 0 && i < X.length - 1) {
                assertEquals(w.curvature(X[i] - 1e-9), w.curvature(X[i] + 1e-9), 1e-5);
                // third derivative from either side
                double left = (3 * w.curvature(X[i]) - 4 * w.curvature(X[i] - h) + w.curvature(X[i] - 2 * h)) / (2 * h);
                double right = (-3 * w.curvature(X[i]) + 4 * w.curvature(X[i] + h) - w.curvature(X[i] + 2 * h)) / (2 * h);
                assertEquals(left, right, 1e-3 * Math.max(1, Math.abs(left)), "third derivative at " + X[i]);
            }
        }
        double third = (-3 * w.curvature(-2) + 4 * w.curvature(-2 + h) - w.curvature(-2 + 2 * h)) / (2 * h);
        assertEquals(0, third, 1e-3);
    }

    @Test
    void derivativesAreThoseOfTheValues() {
        double[] y = {0, 1, -1, 2, 0.5, 0, 1, 1};
        for (MotionFunction f : List.of(new CubicSpline(X, y), new QuinticSpline(X, y), new MotionFunction.Polynomial(1, 2, -3, 1, 0.5),
                new MotionFunction.Scaled(-2.5, new CubicSpline(X, y)), new MotionFunction.Linear(2, 1), new MotionFunction.Constant(3))) {
            for (double x = -1.95; x < 4; x += 0.173) {
                double h = 1e-5;
                assertEquals((f.value(x + h) - f.value(x - h)) / (2 * h), f.slope(x), 1e-7 * (1 + Math.abs(f.slope(x))));
                assertEquals((f.slope(x + h) - f.slope(x - h)) / (2 * h), f.curvature(x), 1e-6 * (1 + Math.abs(f.curvature(x))));
            }
        }
        MotionFunction broken = new MotionFunction.PiecewiseLinear(new double[] {0, 1, 2}, new double[] {0, 2, 3});
        assertEquals(1, broken.value(0.5), 1e-15);
        assertEquals(4, broken.value(3), 1e-15);
        assertEquals(2, broken.slope(0.5), 1e-15);
    }

    @Test
    void knotsThatDoNotRiseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new CubicSpline(new double[] {0, 1, 1}, new double[] {0, 1, 2}));
        assertThrows(IllegalArgumentException.class, () -> new QuinticSpline(new double[] {0, 1}, new double[] {0, 1}));
        assertThrows(IllegalArgumentException.class, () -> new CubicSpline(new double[] {0, Double.NaN}, new double[] {0, 1}));
    }
}
