/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.detection;

import java.util.Arrays;

/**
 * Bayesian detection of change points as residuals come: the distribution of how long the present level has lasted.
 *
 * <p>Residuals are normal with known standard deviation 1 round a level that is drawn from N(0, spread^2) whenever a change comes, and a
 * change comes before each residual with the probability {@code hazard}. At first the level is 0 exactly: residuals of a prediction that
 * holds; until the first change they tell nothing about a level. So one of the hypotheses is "nothing has changed yet", and its
 * complement is the statistic. Hypotheses below 1e-12 are dropped, which keeps the memory bounded.
 *
 * <p>Adams and MacKay, Bayesian Online Changepoint Detection (2007), arXiv 0710.3742.
 */
public final class OnlineChangePoint implements Detector {

    private static final double NEGLIGIBLE = 1e-12;

    private final double hazard;
    private final double spread;
    private final double limit;
    /** Probability that nothing has changed. */
    private double unchanged;
    /** Of each hypothesis: its probability, how many residuals it has, their sum. */
    private double[] probability;
    private int[] count;
    private double[] sum;
    private int size;

    /**
     * @param hazard probability of a change before each residual, above 0 and below 1
     * @param spread standard deviation of a level after a change, above 0
     * @param limit probability of a change above which it signals, below 1
     */
    public OnlineChangePoint(double hazard, double spread, double limit) {
        if (!(hazard > 0 && hazard < 1) || !(spread > 0) || !(limit > 0 && limit < 1)) {
            throw new IllegalArgumentException("change points with hazard " + hazard + ", spread " + spread + ", limit " + limit);
        }
        this.hazard = hazard;
        this.spread = spread;
        this.limit = limit;
        reset();
    }

    @Override
    public boolean add(double z) {
        Detector.finite(z);
        if (size + 1 > probability.length) {
            probability = Arrays.copyOf(probability, 2 * size);
            count = Arrays.copyOf(count, 2 * size);
            sum = Arrays.copyOf(sum, 2 * size);
        }
        // a change just now begins a hypothesis of its own, whatever was before
        probability[size] = hazard;
        count[size] = 0;
        sum[size] = 0;
        double keep = 1 - hazard;
        double total = unchanged * keep * density(z, 0, 1);
        double still = total;
        for (int i = 0; i <= size; i++) {
            double precision = 1 / (spread * spread) + count[i];
            double p = (i == size ? hazard : probability[i] * keep) * density(z, sum[i] / precision, 1 + 1 / precision);
            probability[i] = p;
            count[i]++;
            sum[i] += z;
            total += p;
        }
        size++;
        if (!(total > 0)) {
            // so far out that every density is 0: the newest hypothesis is the only one that can be
            still = 0;
            total = 1;
            Arrays.fill(probability, 0, size, 0);
            probability[size - 1] = 1;
        }
        unchanged = still / total;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            double p = probability[i] / total;
            if (p > NEGLIGIBLE || i == size - 1) {
                probability[kept] = p;
                count[kept] = count[i];
                sum[kept++] = sum[i];
            }
        }
        size = kept;
        return statistic() > limit;
    }

    private static double density(double z, double mean, double variance) {
        return Math.exp(-(z - mean) * (z - mean) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
    }

    /** Probability that there was a change. */
    @Override
    public double statistic() {
        return 1 - unchanged;
    }

    @Override
    public double limit() {
        return limit;
    }

    /** The most probable length of the present level after a change; 0 while no change is the most probable. */
    @Override
    public int run() {
        double best = unchanged;
        int run = 0;
        for (int i = 0; i < size; i++) {
            if (probability[i] > best) {
                best = probability[i];
                run = count[i];
            }
        }
        return run;
    }

    /** The most probable length of the present level if there was a change at all; 0 before the first residual. */
    public int likeliestRun() {
        int best = -1;
        for (int i = 0; i < size; i++) {
            best = best < 0 || probability[i] > probability[best] ? i : best;
        }
        return best < 0 ? 0 : count[best];
    }

    /** Probability that the last change was {@code length} residuals ago: the residual that many from the end was the first after it. */
    public double probability(int length) {
        double p = 0;
        for (int i = 0; i < size; i++) {
            p += count[i] == length ? probability[i] : 0;
        }
        return p;
    }

    /** Expected level now, standard deviations: 0 as far as nothing has changed. */
    public double level() {
        double m = 0;
        for (int i = 0; i < size; i++) {
            m += probability[i] * sum[i] / (1 / (spread * spread) + count[i]);
        }
        return m;
    }

    @Override
    public void reset() {
        unchanged = 1;
        probability = new double[16];
        count = new int[16];
        sum = new double[16];
        size = 0;
    }
}
