/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

/** How far an axis of a joint, or a point of a path, has moved at a value of a coordinate, with two derivatives. Immutable. */
public interface MotionFunction {

    /** The coordinate itself. */
    MotionFunction IDENTITY = new Linear(1, 0);

    double value(double x);

    /** First derivative. */
    double slope(double x);

    /** Second derivative. */
    double curvature(double x);

    /** The same everywhere. */
    record Constant(double constant) implements MotionFunction {
        @Override
        public double value(double x) {
            return constant;
        }

        @Override
        public double slope(double x) {
            return 0;
        }

        @Override
        public double curvature(double x) {
            return 0;
        }
    }

    /** {@code factor x + offset}. */
    record Linear(double factor, double offset) implements MotionFunction {
        @Override
        public double value(double x) {
            return factor * x + offset;
        }

        @Override
        public double slope(double x) {
            return factor;
        }

        @Override
        public double curvature(double x) {
            return 0;
        }
    }

    /** A polynomial by its coefficients, the highest power first. */
    record Polynomial(double... coefficients) implements MotionFunction {

        /** @throws IllegalArgumentException if there is no coefficient */
        public Polynomial {
            coefficients = coefficients.clone();
            if (coefficients.length == 0) {
                throw new IllegalArgumentException("a polynomial without coefficients");
            }
        }

        @Override
        public double value(double x) {
            double v = 0;
            for (double c : coefficients) {
                v = v * x + c;
            }
            return v;
        }

        @Override
        public double slope(double x) {
            double v = 0;
            int n = coefficients.length - 1;
            for (int i = 0; i < n; i++) {
                v = v * x + (n - i) * coefficients[i];
            }
            return v;
        }

        @Override
        public double curvature(double x) {
            double v = 0;
            int n = coefficients.length - 1;
            for (int i = 0; i < n - 1; i++) {
                v = v * x + (n - i) * (n - i - 1) * coefficients[i];
            }
            return v;
        }
    }

    /** Another function times a factor. */
    record Scaled(double factor, MotionFunction function) implements MotionFunction {
        @Override
        public double value(double x) {
            return factor * function.value(x);
        }

        @Override
        public double slope(double x) {
            return factor * function.slope(x);
        }

        @Override
        public double curvature(double x) {
            return factor * function.curvature(x);
        }
    }

    /** Straight lines between knots, going on beyond the first and the last; the slope at a knot is that of the piece to its right. */
    final class PiecewiseLinear implements MotionFunction {
        private final double[] x;
        private final double[] y;

        /**
         * @param x two or more, rising
         * @param y as many
         */
        public PiecewiseLinear(double[] x, double[] y) {
            Knots.check(x, y, 2);
            this.x = x.clone();
            this.y = y.clone();
        }

        /** The abscissae. */
        public double[] knots() {
            return x.clone();
        }

        /** The values there. */
        public double[] values() {
            return y.clone();
        }

        @Override
        public double value(double at) {
            int i = Knots.piece(x, at);
            return y[i] + (at - x[i]) * (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
        }

        @Override
        public double slope(double at) {
            int i = Knots.piece(x, at);
            return (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
        }

        @Override
        public double curvature(double at) {
            return 0;
        }
    }
}
