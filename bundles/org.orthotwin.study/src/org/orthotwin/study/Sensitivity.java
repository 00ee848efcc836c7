/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Which part of a variance each input explains, from Saltelli's design of sets A, B and A with one column of B.
 *
 * <p>First order S_j = mean(f_B (f_AB,j - f_A)) / V (Saltelli et al. 2010, Comput. Phys. Commun. 181:259-270, table 2 b), total
 * T_j = mean((f_A - f_AB,j)^2) / (2 V) (Jansen 1999, Comput. Phys. Commun. 117:35-43, as there in table 2 f), with V the variance of f
 * over A and B; f less its mean, which makes the first one's error smaller. Intervals are percentiles of {@link #REPLICAS} bootstrap
 * replicas of the blocks (Archer, Saltelli, Sobol 1997, J. Stat. Comput. Simul. 58:99-120). With a variance of zero there are no indices.
 */
public final class Sensitivity {

    /** Bootstrap replicas: the ends of an interval are known to about a tenth of its width. */
    static final int REPLICAS = 400;
    private static final int BOOTSTRAP = 4;
    private static final double CONFIDENCE = 95;

    /**
     * The indices of one input.
     *
     * @param first what the variance would lose, as a fraction, if this input were known
     * @param firstLower end of its 95 % interval
     * @param firstUpper other end
     * @param total what would be left of the variance, as a fraction, if all others were known
     * @param totalLower end of its 95 % interval
     * @param totalUpper other end
     */
    public record Index(double first, double firstLower, double firstUpper, double total, double totalLower, double totalUpper) {

        static final Index NONE = new Index(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    private Sensitivity() {
    }

    /**
     * The indices of each input.
     *
     * @param blocks of each: f at A, at B, then at A with each column of B; without gaps
     * @param seed of the bootstrap
     */
    static List<Index> of(List<double[]> blocks, int inputs, long seed) {
        int n = blocks.size();
        double mean = blocks.stream().mapToDouble(b -> b[0] + b[1]).sum() / (2 * n);
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double[][] weights = weights(n, seed);
        double[] variances = new double[weights.length];
        for (int r = 0; r < weights.length; r++) {
            variances[r] = variance(blocks, weights[r], mean);
        }
        double variance = variance(blocks, ones, mean);
        double[] first = new double[n];
        double[] total = new double[n];
        List<Index> list = new ArrayList<>();
        for (int j = 0; j < inputs; j++) {
            for (int i = 0; i < n; i++) {
                double[] b = blocks.get(i);
                double d = b[2 + j] - b[0];
                first[i] = (b[1] - mean) * d;
                total[i] = 0.5 * d * d;
            }
            // what is only rounding is no variance
            if (!(variance > 1e-24 * Math.max(1e-12, mean * mean))) {
                list.add(Index.NONE);
                continue;
            }
            double[] firsts = new double[weights.length];
            double[] totals = new double[weights.length];
            for (int r = 0; r < weights.length; r++) {
                firsts[r] = sum(first, weights[r]) / n / variances[r];
                totals[r] = sum(total, weights[r]) / n / variances[r];
            }
            list.add(new Index(sum(first, ones) / n / variance, low(firsts), high(firsts), sum(total, ones) / n / variance, low(totals),
                    high(totals)));
        }
        return list;
    }

    /** How often each block is in each replica. */
    private static double[][] weights(int n, long seed) {
        double[][] w = new double[REPLICAS][n];
        for (int r = 0; r < REPLICAS; r++) {
            for (int i = 0; i < n; i++) {
                w[r][(int) (Philox.uniform(seed, BOOTSTRAP, i, r) * n)]++;
            }
        }
        return w;
    }

    private static double variance(List<double[]> blocks, double[] weights, double about) {
        double n = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < weights.length; i++) {
            double a = blocks.get(i)[0] - about;
            double b = blocks.get(i)[1] - about;
            n += 2 * weights[i];
            sum += weights[i] * (a + b);
            squares += weights[i] * (a * a + b * b);
        }
        return (squares - sum * sum / n) / n;
    }

    private static double sum(double[] values, double[] weights) {
        double s = 0;
        for (int i = 0; i < values.length; i++) {
            s += weights[i] * values[i];
        }
        return s;
    }

    private static double low(double[] values) {
        return new Percentile().evaluate(values, 0.5 * (100 - CONFIDENCE));
    }

    private static double high(double[] values) {
        return new Percentile().evaluate(values, 0.5 * (100 + CONFIDENCE));
    }
}
