/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.orthotwin.core.Monitor;

/**
 * Draws from a distribution whose density is known up to a factor: a random walk after Metropolis whose steps take the covariance of the
 * chain so far, times 2.38^2 / n, as in Haario, Saksman and Tamminen, Bernoulli 7 (2001) 223-242.
 *
 * <p>Steps are adapted in the warm-up only, so that what is kept is a plain Markov chain with the wanted distribution as its limit. It
 * finds one mode; others that are far away stay unseen, unless it is told where they may be: then every fourth step or so is a draw from
 *
 * there,
 * independent of where the chain is (Tierney, Ann Stat 22 (1994) 1701-1762, mixtures of kernels). Same seed, same draws. Cost: one
 * density for each step.
 */
public final class AdaptiveMetropolis {

    /** Steps before the covariance of the chain is used. */
    private static final int FIRST = 100;
    /** How often the root of the covariance is made anew. */
    private static final int EVERY = 50;
    /** Share of the start's covariance that stays in the proposal, so that it can never lose a direction. */
    private static final double FLOOR = 1e-3;
    private static final int ASK = 1000;
    /** Part of the steps that are drawn from where modes may be, and by how much wider than these. */
    private static final double JUMPS = 0.25;
    private static final double WIDER = 1.5;

    private final int warmUp;
    private final int kept;
    private final int thin;
    private final long seed;

    /**
     * @param warmUp steps thrown away, in which the proposal is adapted
     * @param kept draws to keep
     * @param thin steps for each draw that is kept
     * @param seed of what is drawn
     */
    public AdaptiveMetropolis(int warmUp, int kept, int thin, long seed) {
        if (warmUp < FIRST || kept < 2 || thin < 1) {
            throw new IllegalArgumentException("a chain of " + warmUp + " + " + kept + " x " + thin + " steps is too short; " + FIRST
                    + " + 2 x 1 are needed");
        }
        this.warmUp = warmUp;
        this.kept = kept;
        this.thin = thin;
        this.seed = seed;
    }

    /**
     * @param start where the chain begins, and how wide it looks at first; with variance in every direction
     * @param logDensity natural logarithm of the density up to a constant; -infinity where it is 0
     * @throws IllegalArgumentException if the density is 0 at the start
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public Chain draw(Gaussian start, ToDoubleFunction<double[]> logDensity, Monitor monitor) {
        return draw(start, List.of(), logDensity, monitor);
    }

    /**
     * The same where the distribution may have several modes.
     *
     * @param modes where they may be; with variance in every direction. Empty for none but the one that the chain begins in
     */
    public Chain draw(Gaussian start, List<ChangePoints.Part> modes, ToDoubleFunction<double[]> logDensity, Monitor monitor) {
        Jumps jumps = modes.isEmpty() ? null : new Jumps(modes);
        int n = start.dimension();
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = start.means();
        double at = logDensity.applyAsDouble(x);
        if (!(at > Double.NEGATIVE_INFINITY)) {
            throw new IllegalArgumentException("the density is 0 or not a number where the chain begins");
        }
        double scale = 2.38 * 2.38 / n;
        double[][] root = Dense.factor(scaled(start.rawCovariance(), start.rawCovariance(), scale, 0));
        double[] mean = x.clone();
        double[][] scatter = new double[n][n];
        double[] next = new double[n];
        double[] z = new double[n];
        double[][] draws = new double[kept][];
        long taken = 0;
        double from = Double.NaN;
        int steps = warmUp + kept * thin;
        for (int step = 1; step <= steps; step++) {
            if (step % ASK == 0) {
                monitor.checkCancelled();
            }
            boolean jump = jumps != null && random.nextDouble() < JUMPS;
            if (jump) {
                jumps.draw(random, next);
            }
            for (int i = 0; i < n && !jump; i++) {
                z[i] = random.nextGaussian();
                next[i] = x[i];
                for (int k = 0; k <= i; k++) {
                    next[i] += root[i][k] * z[k];
                }
            }
            double there = logDensity.applyAsDouble(next);
            // of where the chain stands it is asked once
            from = jump && Double.isNaN(from) ? jumps.logDensity(x) : from;
            double to = jump ? jumps.logDensity(next) : Double.NaN;
            double way = jump ? from - to : 0;
            // 1 - u is never 0, whose logarithm would take everything
            if (Math.log(1 - random.nextDouble()) < there - at + way) {
                System.arraycopy(next, 0, x, 0, n);
                at = there;
                from = to;
                taken += step > warmUp ? 1 : 0;
            }
            if (step <= warmUp) {
                learn(mean, scatter, x, step);
                if (step >= FIRST && step % EVERY == 0) {
                    for (int i = 0; i < n; i++) {
                        for (int j = 0; j < n; j++) {
                            scatter[i][j] /= step;
                        }
                    }
                    root = Dense.factor(scaled(scatter, start.rawCovariance(), scale, FLOOR));
                    for (int i = 0; i < n; i++) {
                        for (int j = 0; j < n; j++) {
                            scatter[i][j] *= step;
                        }
                    }
                }
            } else if ((step - warmUp) % thin == 0) {
                draws[(step - warmUp) / thin - 1] = x.clone();
            }
        }
        return new Chain(draws, taken / (double) (steps - warmUp));
    }

    private static double[][] scaled(double[][] a, double[][] b, double scale, double share) {
        double[][] c = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                c[i][j] = scale * (a[i][j] + share * b[i][j]);
            }
        }
        return c;
    }

    /** Takes a point into mean and scatter (Welford). */
    private static void learn(double[] mean, double[][] scatter, double[] x, int count) {
        int n = x.length;
        double share = 1.0 / (count + 1);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                scatter[i][j] += (x[i] - mean[i]) * (x[j] - mean[j]) * (1 - share);
            }
        }
        for (int i = 0; i < n; i++) {
            mean[i] += share * (x[i] - mean[i]);
        }
    }

    /** Draws from where modes may be. */
    private static final class Jumps {

        private final double[] weights;
        private final Gaussian[] parts;

        Jumps(List<ChangePoints.Part> modes) {
            double sum = modes.stream().mapToDouble(ChangePoints.Part::weight).sum();
            weights = modes.stream().mapToDouble(m -> m.weight() / sum).toArray();
            parts = modes.stream().map(ChangePoints.Part::distribution).map(g -> Gaussian.own(g.means(), scaled(g.rawCovariance(),
                    g.rawCovariance(), WIDER * WIDER, 0))).toArray(Gaussian[]::new);
        }

        void draw(SplittableRandom random, double[] next) {
            double u = random.nextDouble();
            int k = 0;
            while (k < weights.length - 1 && (u -= weights[k]) >= 0) {
                k++;
            }
            double[] z = new double[next.length];
            Arrays.setAll(z, i -> random.nextGaussian());
            System.arraycopy(parts[k].at(z), 0, next, 0, next.length);
        }

        double logDensity(double[] x) {
            double sum = 0;
            for (int k = 0; k < weights.length; k++) {
                sum += weights[k] * Math.exp(parts[k].logDensity(x));
            }
            return Math.log(sum);
        }
    }
}
