/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.commons.math3.special.Erf;

/**
 * A belief about a course that may break at a time that nobody knows: until the onset it is h(x, t), from then on it grows by d (t - onset)
 * beside that. The onset comes with a constant hazard, the rate d is normal and independent of x.
 *
 * <p>Given the onset all is as without one, with d as one parameter more, so that a filter takes care of it; what is known of the onset are
 * the weights of a bank of such filters, one for each cell of a grid of onsets and one for no onset so far, each weighed by how well it
 * foretold what came (Rao-Blackwellised over the onset: Doucet et al., UAI 2000, 176-183; a bank of filters with static hypotheses: Magill,
 * IEEE Trans Autom Control 10 (1965) 434-439). Nothing is merged and nothing is dropped, so that for a course that is linear in its
 * parameters
 * the posterior is exact but for the grid. A cell is opened by the first observation after its beginning: until then it says the same
 * as none.
 *
 * <p>A prior that is wide in a quantity which is far from linear is split: the normal distribution is one of a third of its variance
 * about three points, so that moments to the fifth are kept (the rule of Gauss and Hermite), and each goes its own way, weighed as the
 * onsets are (sums of normal distributions: Alspach and Sorenson, IEEE Trans Autom Control 17 (1972) 439-448). Then nothing is exact, but
 * the posterior need not be normal any more.
 *
 * <p>The grid: cells of 45 days in the first two years, of 90 until the fifth, of 180 from then on, each with its middle for the onset.
 * Cost: one update for each cell until the last observation, three where the prior is split. Immutable.
 */
public final class ChangePoints {

    private static final double DAY = 86400;
    private static final double YEAR = 365.25 * DAY;
    /** Below this part of all, a cell adds nothing to a value that is told. */
    private static final double NOTHING = 2e-5;
    private static final double HALF_95 = 1.959963984540054;
    private static final int STEPS = 100;
    /** How near a quantile is found, as a part of the bracket. */
    private static final double CLOSE = 1e-13;

    /**
     * What is known of changes beforehand.
     *
     * @param hazard of an onset, 1/s
     * @param rate mean of what is added from then on, SI per second
     * @param deviation standard deviation of that
     */
    public record Law(double hazard, double rate, double deviation) {

        /** @throws IllegalArgumentException for a hazard or a deviation that is not above 0 */
        public Law {
            if (!(hazard > 0 && deviation > 0) || !Double.isFinite(hazard + rate + deviation)) {
                throw new IllegalArgumentException("a change has the hazard " + hazard + " 1/s and the rate " + rate + " +- " + deviation
                        + "; hazard and spread must be above 0");
            }
        }

        /** An onset, s, infinite for none before the end, and a rate. */
        public double[] draw(SplittableRandom random, double end) {
            double onset = -Math.log(1 - random.nextDouble()) / hazard;
            double drawn = rate + deviation * random.nextGaussian();
            return new double[] {onset < end ? onset : Double.POSITIVE_INFINITY, drawn};
        }
    }

    /** What a change adds at a time. */
    public static double added(double onset, double rate, double t) {
        return t > onset ? rate * (t - onset) : 0;
    }

    /** How an observation is taken: by a filter, or as one that lies at an end of its scale. */
    @FunctionalInterface
    public interface Taking {
        Assimilation take(Gaussian belief, VectorFunction h);
    }

    /**
     * What an observation did.
     *
     * @param undisturbed what was expected of it without a change, and what it did to that
     */
    public record Update(ChangePoints after, Assimilation undisturbed) {
    }

    /** One number that is believed: weighed normal distributions. */
    public static final class Mixed {

        private final double[] weights;
        private final double[] means;
        private final double[] deviations;

        private Mixed(List<double[]> parts) {
            double sum = parts.stream().mapToDouble(p -> p[0]).sum();
            weights = parts.stream().mapToDouble(p -> p[0] / sum).toArray();
            means = parts.stream().mapToDouble(p -> p[1]).toArray();
            deviations = parts.stream().mapToDouble(p -> Math.sqrt(Math.max(0, p[2]))).toArray();
        }

        public double mean() {
            double m = 0;
            for (int i = 0; i < weights.length; i++) {
                m += weights[i] * means[i];
            }
            return m;
        }

        public double variance() {
            double m = mean();
            double v = 0;
            for (int i = 0; i < weights.length; i++) {
                v += weights[i] * (deviations[i] * deviations[i] + (means[i] - m) * (means[i] - m));
            }
            return v;
        }

        /** The same with an independent error. */
        public Mixed with(double variance) {
            List<double[]> parts = new ArrayList<>();
            for (int i = 0; i < weights.length; i++) {
                parts.add(new double[] {weights[i], means[i], deviations[i] * deviations[i] + variance});
            }
            return new Mixed(parts);
        }

        /** Probability to be below a value, or at it. */
        public double below(double value) {
            double p = 0;
            for (int i = 0; i < weights.length; i++) {
                p += weights[i] * (deviations[i] > 0 ? Erf.erfc((means[i] - value) / deviations[i] / Math.sqrt(2)) / 2
                        : means[i] <= value ? 1 : 0);
            }
            return p;
        }

        private double density(double value) {
            double p = 0;
            for (int i = 0; i < weights.length; i++) {
                double z = (value - means[i]) / deviations[i];
                p += deviations[i] > 0 ? weights[i] * Math.exp(-z * z / 2) / (deviations[i] * Math.sqrt(2 * Math.PI)) : 0;
            }
            return p;
        }

        /** The value below which a part of the distribution lies, by Newton's steps within a bracket. @param part above 0 and below 1 */
        public double quantile(double part) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < weights.length; i++) {
                low = Math.min(low, means[i] - 10 * deviations[i]);
                high = Math.max(high, means[i] + 10 * deviations[i]);
            }
            double near = CLOSE * (high - low);
            double x = mean();
            for (int k = 0; k < STEPS && high - low > near; k++) {
                double off = below(x) - part;
                if (off < 0) {
                    low = x;
                } else {
                    high = x;
                }
                double slope = density(x);
                double next = slope > 0 ? x - off / slope : Double.NaN;
                next = next > low && next < high ? next : low + (high - low) / 2;
                if (Math.abs(next - x) <= near) {
                    return next;
                }
                x = next;
            }
            return x;
        }

        /**
         * Its mean, and a standard deviation so that 95 % are as wide as the central 95 % of it: a rare change far off does not widen a
         * band that it lies outside of, as it would by the variance.
         */
        public Gaussian band() {
            double sd = (quantile(0.975) - quantile(0.025)) / (2 * HALF_95);
            return Gaussian.scalar(mean(), sd * sd);
        }
    }

    /** Of the variance of what is split, what lies between the points, in sqrt(3) standard deviations, and weight of each point aside. */
    private static final double BETWEEN = 2.0 / 3;
    private static final double ASIDE = 1.0 / 6;

    private final Law law;
    /** Without a change so far: one, or the parts of a split prior. */
    private final Gaussian[] still;
    private final double[] stillLogs;
    private final Gaussian[] changed;
    private final double[] onsets;
    private final double[] logs;
    /** Cells are open that begin before this, s. */
    private final double open;

    private ChangePoints(Law law, Gaussian[] still, double[] stillLogs, Gaussian[] changed, double[] onsets, double[] logs, double open) {
        this.law = law;
        this.still = still;
        this.stillLogs = stillLogs;
        this.changed = changed;
        this.onsets = onsets;
        this.logs = logs;
        this.open = open;
    }

    /**
     * Before anything was observed.
     *
     * @param parameters of the course
     * @param wide which of them are split
     */
    public static ChangePoints of(Gaussian parameters, Law law, int... wide) {
        List<Part> parts = List.of(new Part(1, parameters));
        for (int i : wide) {
            parts = parts.stream().flatMap(p -> split(p, i).stream()).toList();
        }
        double[] logs = parts.stream().mapToDouble(p -> Math.log(p.weight)).toArray();
        return new ChangePoints(law, parts.stream().map(Part::distribution).toArray(Gaussian[]::new), logs, new Gaussian[0], new double[0],
                new double[0], 0);
    }

    private static List<Part> split(Part whole, int axis) {
        Gaussian g = whole.distribution;
        int n = g.dimension();
        double[][] c = g.covariances();
        double[] far = new double[n];
        for (int i = 0; i < n; i++) {
            far[i] = Math.sqrt(3 * BETWEEN) * g.covariance(i, axis) / g.deviation(axis);
            for (int j = 0; j < n; j++) {
                c[i][j] -= BETWEEN * g.covariance(i, axis) * g.covariance(j, axis) / g.covariance(axis, axis);
            }
        }
        List<Part> parts = new ArrayList<>();
        for (int side = -1; side <= 1; side++) {
            double[] m = g.means();
            for (int i = 0; i < n; i++) {
                m[i] += side * far[i];
            }
            parts.add(new Part(whole.weight * (side == 0 ? 1 - 2 * ASIDE : ASIDE), new Gaussian(m, c)));
        }
        return parts;
    }

    private static double width(double from) {
        return (from < 2 * YEAR ? 45 : from < 5 * YEAR ? 90 : 180) * DAY;
    }

    public Law law() {
        return law;
    }

    /**
     * After an observation.
     *
     * @param t since the beginning, s
     * @param course its value from its parameters
     */
    public Update update(double t, VectorFunction course, Taking taking) {
        ChangePoints c = opened(t);
        Assimilation[] a = Arrays.stream(c.still).map(g -> taking.take(g, course)).toArray(Assimilation[]::new);
        double[] none = c.stillLogs.clone();
        for (int k = 0; k < none.length; k++) {
            none[k] += a[k].logLikelihood();
        }
        Gaussian[] next = new Gaussian[c.changed.length];
        double[] weights = new double[next.length];
        int n = dimension();
        for (int k = 0; k < next.length; k++) {
            double onset = c.onsets[k];
            Assimilation b = taking.take(c.changed[k], (x, y) -> {
                course.apply(x, y);
                y[0] += added(onset, x[n], t);
            });
            next[k] = b.posterior();
            weights[k] = c.logs[k] + b.logLikelihood();
        }
        ChangePoints after = new ChangePoints(law, Arrays.stream(a).map(Assimilation::posterior).toArray(Gaussian[]::new), none, next,
                c.onsets, weights, c.open);
        return new Update(after, a.length == 1 ? a[0] : together(a, shares(c.stillLogs), shares(none)));
    }

    /** What was learned without a change, where the prior is split. */
    private static Assimilation together(Assimilation[] a, double[] before, double[] after) {
        int n = a[0].prior().dimension();
        Gaussian prior = together(before, Arrays.stream(a).map(Assimilation::prior).toList(), n);
        Gaussian posterior = together(after, Arrays.stream(a).map(Assimilation::posterior).toList(), n);
        Gaussian predicted = together(before, Arrays.stream(a).map(Assimilation::predicted).toList(), a[0].predicted().dimension());
        return new Assimilation(prior, posterior, predicted, a[0].observed(), a[0].side());
    }

    private int dimension() {
        return still[0].dimension();
    }

    /** With the cells that begin before a time. */
    private ChangePoints opened(double t) {
        if (!(t > open)) {
            return this;
        }
        List<Gaussian> more = new ArrayList<>(List.of(changed));
        double[] at = onsets;
        double[] weights = logs;
        double from = open;
        Gaussian[] with = Arrays.stream(still).map(this::with).toArray(Gaussian[]::new);
        while (from < t) {
            double wide = width(from);
            for (int k = 0; k < with.length; k++) {
                more.add(with[k]);
                at = Arrays.copyOf(at, more.size());
                weights = Arrays.copyOf(weights, more.size());
                at[at.length - 1] = from + wide / 2;
                weights[at.length - 1] = stillLogs[k] - law.hazard * (from - open) + Math.log(-Math.expm1(-law.hazard * wide));
            }
            from += wide;
        }
        double gone = law.hazard * (from - open);
        return new ChangePoints(law, still, Arrays.stream(stillLogs).map(l -> l - gone).toArray(), more.toArray(Gaussian[]::new), at,
                weights, from);
    }

    /** With the rate as one more. */
    private Gaussian with(Gaussian g) {
        int n = g.dimension();
        double[] m = Arrays.copyOf(g.means(), n + 1);
        double[][] c = new double[n + 1][n + 1];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                c[i][j] = g.covariance(i, j);
            }
        }
        m[n] = law.rate;
        c[n][n] = law.deviation * law.deviation;
        return new Gaussian(m, c);
    }

    /** From when on changes are still to come, s. */
    public double open() {
        return open;
    }

    /** The weights of all, those without a change first; they come to 1. */
    private double[] weights() {
        double[] all = Arrays.copyOf(stillLogs, still.length + logs.length);
        System.arraycopy(logs, 0, all, still.length, logs.length);
        return shares(all);
    }

    private static double[] shares(double[] logs) {
        double top = Arrays.stream(logs).max().orElseThrow();
        double[] w = Arrays.stream(logs).map(l -> Math.exp(l - top)).toArray();
        double sum = Arrays.stream(w).sum();
        for (int k = 0; k < w.length; k++) {
            w[k] /= sum;
        }
        return w;
    }

    /** In the order of the weights. */
    private List<Gaussian> all() {
        return Stream.concat(Arrays.stream(still), Arrays.stream(changed)).toList();
    }

    /** Probability that the course has changed by the last observation. */
    public double probability() {
        return 1 - Arrays.stream(weights()).limit(still.length).sum();
    }

    /** Mean and covariance of the parameters of the course, whether it has changed or not. */
    public Gaussian parameters() {
        return together(weights(), all(), dimension());
    }

    /** The same and the rate, given a change; that of a change to come where no cell is open. */
    public Gaussian changed() {
        return changed.length == 0 ? with(without()) : together(shares(logs), List.of(changed), dimension() + 1);
    }

    private Gaussian without() {
        return together(shares(stillLogs), List.of(still), dimension());
    }

    /** The parameters by the likelier of the two: with a change, or without one. */
    public Gaussian likelier() {
        return probability() < 0.5 ? without() : together(shares(logs), List.of(changed), dimension());
    }

    /** Mean and covariance of the first quantities of weighed distributions; of a single one, that itself. */
    private static Gaussian together(double[] weights, List<Gaussian> parts, int n) {
        if (parts.size() == 1 && parts.getFirst().dimension() == n) {
            return parts.getFirst();
        }
        double[] m = new double[n];
        for (int k = 0; k < weights.length; k++) {
            for (int i = 0; i < n; i++) {
                m[i] += weights[k] * parts.get(k).mean(i);
            }
        }
        double[][] c = new double[n][n];
        for (int k = 0; k < weights.length; k++) {
            Gaussian g = parts.get(k);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    c[i][j] += weights[k] * (g.covariance(i, j) + (g.mean(i) - m[i]) * (g.mean(j) - m[j]));
                }
            }
        }
        return new Gaussian(m, c);
    }

    /**
     * The time before which the change began with some probability, given that it did, s; the middle of a cell.
     *
     * @param part from 0 to 1; NaN where no cell is open
     */
    public double onset(double part) {
        double so = 0;
        double[] w = onsets.length == 0 ? logs : shares(logs);
        for (int k = 0; k < w.length; k++) {
            so += w[k];
            if (so >= part || k == w.length - 1) {
                return onsets[k];
            }
        }
        return Double.NaN;
    }

    /**
     * The value of the course at a time, without the error of observing it, of which changes that are still to come are a part.
     *
     * @param t since the beginning, s
     */
    public Mixed value(double t, VectorFunction course) {
        return difference(Double.NEGATIVE_INFINITY, t, course);
    }

    /**
     * By how much the value is more at a time than at an earlier one.
     *
     * @param start the earlier time, s since the beginning
     * @param t the later one
     * @param course that difference without a change
     */
    public Mixed difference(double start, double t, VectorFunction course) {
        UnscentedKalman unscented = new UnscentedKalman();
        double[] w = weights();
        int n = dimension();
        List<double[]> parts = new ArrayList<>();
        for (int s = 0; s < still.length; s++) {
            Gaussian as = unscented.transform(still[s], course, 1);
            double left = w[s];
            for (double from = open; from < t; from += width(from)) {
                double wide = width(from);
                // of what is left without a change until the cell, what changes in it
                double part = left * -Math.expm1(-law.hazard * wide);
                left -= part;
                double onset = from + wide / 2;
                double since = added(onset, 1, t) - added(onset, 1, start);
                parts.add(new double[] {part, as.mean(0) + law.rate * since, as.covariance(0, 0) + Math.pow(law.deviation * since, 2)});
            }
            parts.add(new double[] {left, as.mean(0), as.covariance(0, 0)});
        }
        for (int k = 0; k < changed.length; k++) {
            if (w[still.length + k] > NOTHING) {
                double onset = onsets[k];
                Gaussian g = unscented.transform(changed[k], (x, y) -> {
                    course.apply(x, y);
                    y[0] += added(onset, x[n], t) - added(onset, x[n], start);
                }, 1);
                parts.add(new double[] {w[still.length + k], g.mean(0), g.covariance(0, 0)});
            }
        }
        return new Mixed(parts);
    }

    /**
     * The prior of onsets on the grid until a time: pairs of an onset, s, and the logarithm of its probability; the first is none.
     */
    public static double[][] grid(Law law, double end) {
        List<double[]> cells = new ArrayList<>();
        double from = 0;
        for (; from < end; from += width(from)) {
            cells.add(new double[] {from + width(from) / 2, -law.hazard * from + Math.log(-Math.expm1(-law.hazard * width(from)))});
        }
        cells.addFirst(new double[] {Double.POSITIVE_INFINITY, -law.hazard * from});
        return cells.toArray(double[][]::new);
    }

    /** The parts with their rate for a chain that would move between them: weights and distributions, those that matter. */
    public List<Part> parts() {
        double[] w = weights();
        List<Part> parts = new ArrayList<>();
        for (int k = 0; k < w.length; k++) {
            if (k < still.length || w[k] > NOTHING) {
                parts.add(new Part(w[k], k < still.length ? with(still[k]) : changed[k - still.length]));
            }
        }
        return parts;
    }

    /**
     * One of several weighed distributions.
     *
     * @param weight from 0 to 1
     */
    public record Part(double weight, Gaussian distribution) {
    }
}
