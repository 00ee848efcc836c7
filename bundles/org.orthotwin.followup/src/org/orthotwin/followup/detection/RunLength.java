/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.detection;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.apache.commons.math3.special.Erf;
import org.orthotwin.core.Monitor;

/**
 * Average run lengths: how many residuals pass on average until a detector signals, from its start, where they are independent and
 * normal with variance 1 and a mean {@code shift} (in standard deviations; 0 while nothing has changed). And the limits that give a wanted
 * length.
 *
 * <p>Cumulative sums and moving averages solve the integral equation of the run length (Page 1954; Crowder, Technometrics 29 (1987)
 * 401-407) by Gauss-Legendre points, whose error falls faster than any power of their number, or, for comparison with tables, the Markov
 * chain of Brook and Evans (Biometrika 59 (1972) 539-549), whose error falls with the square of the number of states. Two-sided cumulative
 * sums: 1 / L = 1 / L(up) + 1 / L(down) (Kemp, J R Stat Soc B 23 (1961) 149-153).
 */
public final class RunLength {

    /** Points of an integral equation: enough for twelve digits at all limits in use. */
    private static final int POINTS = 64;
    private static final double LEAST_LIMIT = 1e-3;
    private static final double MOST_LIMIT = 60;
    /** Relative width at which a limit is found. */
    private static final double FOUND = 1e-12;

    private static final int REMEMBERED = 64;
    private static final Map<List<Object>, Double> LIMITS = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Object>, Double> eldest) {
            return size() > REMEMBERED;
        }
    });

    private RunLength() {
    }

    /** Distribution function of the standard normal distribution. */
    public static double normal(double z) {
        return Erf.erfc(-z / Math.sqrt(2)) / 2;
    }

    /** Quantile of the standard normal distribution. */
    public static double quantile(double p) {
        return Math.sqrt(2) * Erf.erfInv(2 * p - 1);
    }

    private static double density(double z) {
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    /** Of {@link Shewhart}. */
    public static double shewhart(double limit, Detector.Side side, double shift) {
        return 1 / ((side.up() ? normal(shift - limit) : 0) + (side.down() ? normal(-shift - limit) : 0));
    }

    /** Of {@link Cusum}. */
    public static double cusum(double k, double h, Detector.Side side, double shift) {
        return combine(side, shift, s -> upper(k, h, s));
    }

    /** The same by a Markov chain of {@code states} levels below the limit. */
    public static double cusumByChain(double k, double h, Detector.Side side, double shift, int states) {
        return combine(side, shift, s -> upperByChain(k, h, s, states));
    }

    private static double combine(Detector.Side side, double shift, DoubleUnaryOperator upper) {
        double rate = 0;
        if (side.up()) {
            rate += 1 / upper.applyAsDouble(shift);
        }
        if (side.down()) {
            rate += 1 / upper.applyAsDouble(-shift);
        }
        return 1 / rate;
    }

    /** L(u) = 1 + L(0) Phi(k - u - s) + integral over 0 to h of L(x) phi(x + k - u - s) dx, at u = 0. */
    private static double upper(double k, double h, double s) {
        double[][] g = gauss(POINTS, 0, h);
        int n = POINTS + 1;
        double[][] a = new double[n][n];
        double[] b = new double[n];
        for (int i = 0; i < n; i++) {
            double u = i == 0 ? 0 : g[0][i - 1];
            b[i] = 1;
            a[i][i] += 1;
            a[i][0] -= normal(k - u - s);
            for (int j = 1; j < n; j++) {
                a[i][j] -= g[1][j - 1] * density(g[0][j - 1] + k - u - s);
            }
        }
        return solve(a, b)[0];
    }

    private static double upperByChain(double k, double h, double s, int states) {
        double w = h / (states - 0.5);
        // chance to go up by d levels or fewer, d from -(states - 1)
        double[] below = new double[2 * states];
        for (int d = 0; d < below.length; d++) {
            below[d] = normal((d - states + 0.5) * w + k - s);
        }
        double[][] a = new double[states][states];
        double[] b = new double[states];
        Arrays.fill(b, 1);
        for (int i = 0; i < states; i++) {
            for (int j = 0; j < states; j++) {
                int d = j - i + states;
                a[i][j] = (i == j ? 1 : 0) - (j == 0 ? below[d] : below[d] - below[d - 1]);
            }
        }
        return solve(a, b)[0];
    }

    /** Of {@link Ewma}. */
    public static double ewma(double lambda, double factor, Detector.Side side, double shift) {
        double h = Ewma.limit(lambda, factor);
        // one-sided averages have no end below; where they are so low, they come back before it matters
        double low = side.down() ? -h : -h - 8 * Math.sqrt(lambda / (2 - lambda)) + Math.min(0, shift);
        double high = side.up() ? h : -low;
        double from = side == Detector.Side.DOWN ? -h : low;
        double to = side == Detector.Side.DOWN ? h + 8 * Math.sqrt(lambda / (2 - lambda)) + Math.max(0, shift) : high;
        int n = Math.max(POINTS, (int) Math.ceil(6 * (to - from) / lambda));
        double[][] g = gauss(n, from, to);
        double[][] a = new double[n + 1][n + 1];
        double[] b = new double[n + 1];
        for (int i = 0; i <= n; i++) {
            double u = i == 0 ? 0 : g[0][i - 1];
            b[i] = 1;
            a[i][i] += 1;
            for (int j = 1; j <= n; j++) {
                a[i][j] -= g[1][j - 1] * density((g[0][j - 1] - (1 - lambda) * u) / lambda - shift) / lambda;
            }
        }
        return solve(a, b)[0];
    }

    /** The same of a two-sided average by a Markov chain of {@code states} levels between the limits, an odd number. */
    public static double ewmaByChain(double lambda, double factor, double shift, int states) {
        double h = Ewma.limit(lambda, factor);
        double w = 2 * h / states;
        double[][] a = new double[states][states];
        double[] b = new double[states];
        Arrays.fill(b, 1);
        for (int i = 0; i < states; i++) {
            double u = -h + (i + 0.5) * w;
            double below = normal((-h - (1 - lambda) * u) / lambda - shift);
            for (int j = 0; j < states; j++) {
                double next = normal((-h + (j + 1) * w - (1 - lambda) * u) / lambda - shift);
                a[i][j] = (i == j ? 1 : 0) - (next - below);
                below = next;
            }
        }
        return solve(a, b)[states / 2];
    }

    /** The limit h of a {@link Cusum} that lets {@code length} residuals pass on average while nothing has changed. */
    public static double cusumLimit(double k, Detector.Side side, double length) {
        return known(List.of("cusum", k, side, length), length, h -> cusum(k, h, side, 0));
    }

    /** The factor L of an {@link Ewma} that lets {@code length} residuals pass on average while nothing has changed. */
    public static double ewmaFactor(double lambda, Detector.Side side, double length) {
        return known(List.of("ewma", lambda, side, length), length, f -> ewma(lambda, f, side, 0));
    }

    /** The limit of a {@link Shewhart} that lets {@code length} residuals pass on average while nothing has changed. */
    public static double shewhartLimit(Detector.Side side, double length) {
        return limit(length, l -> shewhart(l, side, 0));
    }

    /** A limit takes a tenth of a second to find, and all twins ask for the same few. */
    private static double known(List<Object> of, double length, DoubleUnaryOperator runLength) {
        Double limit = LIMITS.get(of);
        if (limit == null) {
            limit = limit(length, runLength);
            LIMITS.put(of, limit);
        }
        return limit;
    }

    /** Bisection: run lengths grow with the limit. */
    private static double limit(double length, DoubleUnaryOperator runLength) {
        double low = LEAST_LIMIT;
        if (!(length > runLength.applyAsDouble(low)) || !Double.isFinite(length)) {
            throw new IllegalArgumentException("no limit lets " + length + " residuals pass on average; at least "
                    + runLength.applyAsDouble(low) + " do");
        }
        double high = 1;
        while (high < MOST_LIMIT && runLength.applyAsDouble(high) < length) {
            low = high;
            high *= 1.5;
        }
        while (high - low > FOUND * high) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (runLength.applyAsDouble(middle) < length) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /**
     * What simulated courses say, each run to its signal.
     *
     * @param mean average run length
     * @param standardError of that average
     */
    public record Simulated(double mean, double standardError) {
    }

    /**
     * Run lengths of any detector by simulation.
     *
     * @param detector makes a new one
     * @param courses how many
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static Simulated simulate(Supplier<? extends Detector> detector, double shift, int courses, long seed, Monitor monitor) {
        SplittableRandom random = new SplittableRandom(seed);
        Detector d = detector.get();
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < courses; i++) {
            if (i % 64 == 0) {
                monitor.checkCancelled();
            }
            d.reset();
            long n = 1;
            while (!d.add(random.nextGaussian() + shift)) {
                n++;
            }
            sum += n;
            squares += (double) n * n;
        }
        double mean = sum / courses;
        return new Simulated(mean, Math.sqrt(Math.max(0, squares / courses - mean * mean) / (courses - 1)));
    }

    /** Points and weights of Gauss and Legendre between two ends, by Newton's method on the polynomial. */
    private static double[][] gauss(int n, double from, double to) {
        double[] x = new double[n];
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            double t = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 0;
            for (int it = 0; it < 100; it++) {
                double p0 = 1;
                double p1 = t;
                for (int k = 2; k <= n; k++) {
                    double p2 = ((2 * k - 1) * t * p1 - (k - 1) * p0) / k;
                    p0 = p1;
                    p1 = p2;
                }
                slope = n * (t * p1 - p0) / (t * t - 1);
                double step = p1 / slope;
                t -= step;
                if (Math.abs(step) < 1e-15) {
                    break;
                }
            }
            x[n - 1 - i] = (from + to) / 2 + t * (to - from) / 2;
            w[n - 1 - i] = (to - from) / ((1 - t * t) * slope * slope);
        }
        return new double[][] {x, w};
    }

    /** Gaussian elimination with row exchange, in place. */
    private static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
            }
            double[] row = a[pivot];
            a[pivot] = a[k];
            a[k] = row;
            double v = b[pivot];
            b[pivot] = b[k];
            b[k] = v;
            for (int i = k + 1; i < n; i++) {
                double[] r = a[i];
                double f = r[k] / row[k];
                if (f != 0) {
                    for (int j = k + 1; j < n; j++) {
                        r[j] -= f * row[j];
                    }
                    b[i] -= f * v;
                }
            }
        }
        for (int k = n - 1; k >= 0; k--) {
            double s = b[k];
            for (int j = k + 1; j < n; j++) {
                s -= a[k][j] * b[j];
            }
            b[k] = s / a[k][k];
        }
        return b;
    }
}
