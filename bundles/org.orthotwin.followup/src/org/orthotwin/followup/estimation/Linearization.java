/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What becomes of a normal distribution behind a function that is not linear, and the plane that is nearest to the function there:
 * statistical linearisation over draws, each with its mirror image, the same ones each time.
 *
 * @param constant of the plane at x = 0
 * @param slopes of the plane; 0 for what is known exactly
 * @param left variance of the function about the plane, with the error of the function itself
 * @param behind mean and variance of the function, with that error
 */
public record Linearization(double constant, double[] slopes, double left, Gaussian behind) {

    /** Pairs of draws, and those of which the error of the function is asked. */
    private static final int PAIRS = 300;
    private static final int ASKED = 50;

    /**
     * Fits the plane.
     *
     * @param about where it matters
     * @param f the function
     * @param error standard deviation of the true value about the function's
     */
    public static Linearization of(Gaussian about, ToDoubleFunction<double[]> f, ToDoubleFunction<double[]> error) {
        int n = about.dimension();
        double[][] root = Dense.root(about.rawCovariance());
        int[] free = IntStream.range(0, n).filter(i -> about.deviation(i) > 0).toArray();
        SplittableRandom random = new SplittableRandom(1);
        double[][] offsets = new double[2 * PAIRS][];
        double[] values = new double[2 * PAIRS];
        double own = 0;
        for (int k = 0; k < 2 * PAIRS; k++) {
            offsets[k] = k % 2 == 0 ? offset(root, random) : mirrored(offsets[k - 1]);
            double[] x = moved(about, offsets[k]);
            values[k] = f.applyAsDouble(x);
            if (k < 2 * ASKED) {
                double e = error.applyAsDouble(x);
                own += e * e / (2 * ASKED);
            }
        }
        double mean = 0;
        for (double v : values) {
            mean += v / values.length;
        }
        // the draws' own mean is the middle, so that slopes and mean are found apart
        double[][] normal = new double[free.length][free.length];
        double[] right = new double[free.length];
        double variance = 0;
        for (int k = 0; k < values.length; k++) {
            variance += (values[k] - mean) * (values[k] - mean) / values.length;
            for (int i = 0; i < free.length; i++) {
                right[i] += offsets[k][free[i]] * (values[k] - mean);
                for (int j = 0; j < free.length; j++) {
                    normal[i][j] += offsets[k][free[i]] * offsets[k][free[j]];
                }
            }
        }
        if (free.length > 0) {
            Dense.solve(Dense.factor(normal), right);
        }
        double[] slopes = new double[n];
        double constant = mean;
        for (int i = 0; i < free.length; i++) {
            slopes[free[i]] = right[i];
            constant -= right[i] * about.mean(free[i]);
        }
        double left = 0;
        for (int k = 0; k < values.length; k++) {
            double r = values[k] - mean;
            for (int i = 0; i < n; i++) {
                r -= slopes[i] * offsets[k][i];
            }
            left += r * r / values.length;
        }
        return new Linearization(constant, slopes, left + own, Gaussian.scalar(mean, variance + own));
    }

    private static double[] offset(double[][] root, SplittableRandom random) {
        int n = root.length;
        double[] e = new double[n];
        for (int i = 0; i < n; i++) {
            e[i] = random.nextGaussian();
        }
        double[] o = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                o[i] += root[i][j] * e[j];
            }
        }
        return o;
    }

    private static double[] mirrored(double[] offset) {
        double[] m = new double[offset.length];
        for (int i = 0; i < m.length; i++) {
            m[i] = -offset[i];
        }
        return m;
    }

    private static double[] moved(Gaussian about, double[] offset) {
        double[] x = about.means();
        for (int i = 0; i < x.length; i++) {
            x[i] += offset[i];
        }
        return x;
    }
}
