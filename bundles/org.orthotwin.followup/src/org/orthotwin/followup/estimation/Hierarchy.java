/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a cohort says of the next patient: hierarchical Bayes with normal distributions at both levels.
 *
 * <p>Model: a patient's parameters are N(mu, T); mu, the mean of the cohort, is N(m, c^2 P) about the published mean m, with P the
 * published covariance between patients and c the doubt about that mean; T is P weighed as so many patients against those of the cohort.
 * What the observations of patient i say is a factor with precision L_i and information h_i ({@link Likelihood}). Given T the answer is
 * closed: A_i = L_i - L_i (L_i + T^-1)^-1 L_i, b_i = h_i - L_i (L_i + T^-1)^-1 h_i, mu is N(S b, S) with S = (P^-1 / c^2 + A)^-1, A and
 * b the sums. T is found by the EM algorithm (Dempster, Laird and Rubin, J R Stat Soc B 39 (1977) 1-38), whose E-step is exact. A new
 * patient is N(S b, T + S).
 *
 * <p>A cohort's part is a sum over its patients, so that cohorts are put together without their patients: exactly for a given T, and up to
 * the difference of their own T otherwise.
 *
 * @param published of a patient, by the literature
 * @param doubt c, above 0
 * @param weight as how many patients P counts in T, above the number of parameters + 1; infinite to keep T = P
 */
public record Hierarchy(Gaussian published, double doubt, double weight) {

    /** A mean whose variance has shrunk by less than this share of what is doubted of it is not told of. */
    private static final double NOTHING = 0.02;
    /** T is found when no entry changes by more, in published variances. */
    private static final double TOLERANCE = 1e-10;
    private static final int MOST = 10_000;

    public Hierarchy {
        if (!(doubt > 0) || !(weight > 0)) {
            throw new IllegalArgumentException("a doubt of " + doubt + " and a weight of " + weight);
        }
    }

    /**
     * What a cohort says, without its patients. In units of the published standard deviations, from the published mean.
     *
     * @param patients how many
     * @param precision A
     * @param information b
     * @param spread mean over the patients of (theta - mu) (theta - mu)'
     */
    public record Summary(int patients, double[][] precision, double[] information, double[][] spread) {
    }

    /**
     * @param priors of each patient, on which the posteriors are built
     * @param posteriors after the patient's own observations
     */
    public Summary summary(List<Gaussian> priors, List<Gaussian> posteriors) {
        int n = published.dimension();
        double[] centre = published.means();
        double[] scale = Likelihood.deviations(published);
        double[][] correlation = Likelihood.scaled(published, scale);
        List<Likelihood> all = new ArrayList<>();
        for (int i = 0; i < priors.size(); i++) {
            all.add(Likelihood.of(priors.get(i), posteriors.get(i), centre, scale));
        }
        double[][] t = Dense.copy(correlation);
        double[][] a = new double[n][n];
        double[] b = new double[n];
        double[][] spread = Dense.copy(correlation);
        for (int round = 0; round < MOST; round++) {
            double[][] inverse = Dense.inverse(t);
            a = new double[n][n];
            b = new double[n];
            double[][][] within = new double[all.size()][][];
            for (int i = 0; i < all.size(); i++) {
                Likelihood l = all.get(i);
                within[i] = Dense.inverse(Dense.add(Dense.copy(inverse), l.precision()));
                double[][] less = Dense.sandwich(l.precision(), within[i]);
                double[] known = Dense.times(l.precision(), Dense.times(within[i], l.information()));
                for (int r = 0; r < n; r++) {
                    b[r] += l.information()[r] - known[r];
                    for (int c = 0; c < n; c++) {
                        a[r][c] += l.precision()[r][c] - less[r][c];
                    }
                }
            }
            if (all.isEmpty()) {
                break;
            }
            double[][] s = mean(a);
            double[] mu = Dense.times(s, b);
            spread = new double[n][n];
            for (int i = 0; i < all.size(); i++) {
                // theta - mu = V h + (V T^-1 - 1) mu, and V is its covariance beside that of mu
                double[][] k = new double[n][n];
                double[] off = Dense.times(within[i], all.get(i).information());
                for (int r = 0; r < n; r++) {
                    k[r] = Dense.times(inverse, within[i][r]);
                    k[r][r] -= 1;
                }
                double[] shift = Dense.times(k, mu);
                double[][] more = Dense.sandwich(k, s);
                for (int r = 0; r < n; r++) {
                    for (int c = 0; c < n; c++) {
                        spread[r][c] += (within[i][r][c] + more[r][c] + (off[r] + shift[r]) * (off[c] + shift[c])) / all.size();
                    }
                }
            }
            double[][] next = between(correlation, all.size(), spread);
            double worst = 0;
            for (int r = 0; r < n; r++) {
                for (int c = 0; c < n; c++) {
                    worst = Math.max(worst, Math.abs(next[r][c] - t[r][c]));
                }
            }
            t = next;
            if (worst < TOLERANCE) {
                break;
            }
        }
        return new Summary(all.size(), a, b, spread);
    }

    /** S for a sum of precisions. */
    private double[][] mean(double[][] a) {
        double[][] h = Dense.inverse(Likelihood.scaled(published, Likelihood.deviations(published)));
        for (int r = 0; r < h.length; r++) {
            for (int c = 0; c < h.length; c++) {
                h[r][c] = h[r][c] / (doubt * doubt) + a[r][c];
            }
        }
        return Dense.inverse(h);
    }

    private double[][] between(double[][] correlation, double patients, double[][] spread) {
        if (Double.isInfinite(weight)) {
            return Dense.copy(correlation);
        }
        double[][] t = new double[spread.length][spread.length];
        for (int r = 0; r < t.length; r++) {
            for (int c = 0; c < t.length; c++) {
                t[r][c] = (weight * correlation[r][c] + patients * spread[r][c]) / (weight + patients);
            }
        }
        return t;
    }

    /**
     * What is believed of the next patient, given cohorts that have no patient in common. Of a parameter whose mean the cohorts tell next
     * to nothing of, what is published stays, rather than that with the doubt about the mean; of one of which they tell a little it is
     * wider than published by what is left of that doubt.
     *
     * @throws IllegalArgumentException if a summary has another number of parameters, or is none
     */
    public Gaussian next(List<Summary> summaries) {
        int n = published.dimension();
        double[] scale = Likelihood.deviations(published);
        double[][] a = new double[n][n];
        double[] b = new double[n];
        double[][] spread = new double[n][n];
        double patients = 0;
        for (Summary s : summaries) {
            if (s.information.length != n || s.precision.length != n || s.spread.length != n) {
                throw new IllegalArgumentException("a summary of " + s.information.length + " parameters, not " + n);
            }
            Dense.add(a, s.precision);
            patients += s.patients;
            for (int r = 0; r < n; r++) {
                b[r] += s.information[r];
                for (int c = 0; c < n; c++) {
                    spread[r][c] += s.patients * s.spread[r][c];
                }
            }
        }
        for (double[] row : spread) {
            for (int c = 0; c < n; c++) {
                row[c] = patients == 0 ? 0 : row[c] / patients;
            }
        }
        double[][] s = mean(a);
        double[][] t = between(Likelihood.scaled(published, scale), patients, spread);
        double[] mean = Dense.times(s, b);
        double[][] next = Dense.add(t, s);
        double[][] correlation = Likelihood.scaled(published, scale);
        for (int r = 0; r < n; r++) {
            int row = r;
            // what is correlated with something that is told of is told of, too
            if (IntStream.range(0, n).filter(c -> correlation[row][c] != 0).allMatch(c -> 1 - s[c][c] / (doubt * doubt) < NOTHING)) {
                mean[r] = 0;
                for (int c = 0; c < n; c++) {
                    next[r][c] = correlation[r][c];
                    next[c][r] = correlation[r][c];
                }
            }
        }
        return Likelihood.back(mean, next, published.means(), scale);
    }

    /** The mean of the cohort itself, and how well it is known. */
    public Gaussian mean(Summary summary) {
        double[][] s = mean(summary.precision);
        return Likelihood.back(Dense.times(s, summary.information), s, published.means(), Likelihood.deviations(published));
    }
}
