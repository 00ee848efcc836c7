/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Beliefs that are tied to each other: what was observed of one says something about the others.
 *
 * <p>Model: each belief keeps its own prior. A link says how a linear function of one belief's parameters correlates with one of another's;
 * the links of a pair give the covariance between the two. Of all normal distributions with these priors and these covariances the joint
 * one is that of the largest entropy, in which what is not linked is independent given the rest (Dempster, Biometrics 28 (1972) 157-175).
 * Without circles it is there after one pass over the links, from belief to belief; with circles it is the fixed point of iterative
 * proportional fitting (Speed and Kiiveri, Ann Stat 14 (1986) 138-150), which is found to {@value #TOLERANCE} of a standard deviation or
 * there is none: then the links contradict each other. What each was observed by itself is the factor between its own prior and posterior
 * ({@link Likelihood}).
 *
 * <p>Exact where everything is linear and normal. Cost: the cube of all parameters together, for each link and each pass.
 */
public final class CoupledPriors {

    /** Covariances of linked beliefs are met to this part of the standard deviations. */
    static final double TOLERANCE = 1e-10;
    /** The fit gains a constant factor in each pass; where it takes more of them, it is about to meet no distribution. */
    private static final int MOST_PASSES = 500;

    /**
     * A tie between two beliefs.
     *
     * @param a index of one
     * @param wa weights of its parameters in the function that is tied, each per unit of the parameter
     * @param b index of the other
     * @param wb the same of the other
     * @param correlation of the two functions before anything is observed, above -1 and below 1
     */
    public record Link(int a, double[] wa, int b, double[] wb, double correlation) {

        public Link {
            if (!(Math.abs(correlation) < 1) || a == b) {
                throw new IllegalArgumentException("a correlation of " + correlation + " between " + a + " and " + b);
            }
        }
    }

    /** The links of two beliefs, a before b. */
    private record Pair(int a, int b) {
    }

    /** Links that no distribution has: those of a circle contradict each other. */
    public static final class ContradictionException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;
        private final transient List<Integer> beliefs;

        ContradictionException(List<Integer> beliefs, Throwable cause) {
            super("no distribution has these correlations", cause);
            this.beliefs = beliefs;
        }

        /** Indices of the beliefs that are linked in this way. */
        public List<Integer> beliefs() {
            return beliefs;
        }
    }

    private final List<Gaussian> priors;
    private final List<Likelihood> likelihoods = new ArrayList<>();
    private final int[] start;
    private final double[][] centre;
    private final double[][] scale;
    /** Inverse of the joint covariance before anything is observed. */
    private final double[][] precision;
    private int passes;

    /**
     * @param priors of each belief alone, of which none is known exactly
     * @param posteriors of each after its own observations alone
     * @throws ContradictionException if no joint distribution has these links
     */
    public CoupledPriors(List<Gaussian> priors, List<Gaussian> posteriors, List<Link> links) {
        this.priors = List.copyOf(priors);
        start = new int[priors.size() + 1];
        centre = new double[priors.size()][];
        scale = new double[priors.size()][];
        for (int i = 0; i < priors.size(); i++) {
            start[i + 1] = start[i] + priors.get(i).dimension();
            centre[i] = priors.get(i).means();
            scale[i] = Likelihood.deviations(priors.get(i));
            likelihoods.add(Likelihood.of(priors.get(i), posteriors.get(i), centre[i], scale[i]));
        }
        precision = new double[start[priors.size()]][start[priors.size()]];
        for (int i = 0; i < priors.size(); i++) {
            put(precision, i, Dense.inverse(Likelihood.scaled(priors.get(i), scale[i])), 1);
        }
        Map<Pair, double[][]> targets = new LinkedHashMap<>();
        for (Link l : links) {
            Pair p = new Pair(Math.min(l.a, l.b), Math.max(l.a, l.b));
            add(targets.computeIfAbsent(p, k -> own(k)), l.a < l.b ? l : new Link(l.b, l.wb, l.a, l.wa, l.correlation));
        }
        fit(targets);
    }

    /** How often all links were gone through until they were met: 1 where there is no circle. */
    public int passes() {
        return passes;
    }

    private void put(double[][] to, int i, double[][] block, double sign) {
        for (int r = 0; r < block.length; r++) {
            for (int c = 0; c < block.length; c++) {
                to[start[i] + r][start[i] + c] += sign * block[r][c];
            }
        }
    }

    /** The covariance of a pair without links. */
    private double[][] own(Pair p) {
        double[][] a = Likelihood.scaled(priors.get(p.a), scale[p.a]);
        double[][] b = Likelihood.scaled(priors.get(p.b), scale[p.b]);
        double[][] s = new double[a.length + b.length][a.length + b.length];
        for (int i = 0; i < a.length; i++) {
            System.arraycopy(a[i], 0, s[i], 0, a.length);
        }
        for (int i = 0; i < b.length; i++) {
            System.arraycopy(b[i], 0, s[a.length + i], a.length, b.length);
        }
        return s;
    }

    /** Cov(x_a, x_b) = rho (P_a w_a) (P_b w_b)' / (s_a s_b), s the standard deviations of the two functions. */
    private void add(double[][] target, Link l) {
        double[] u = direction(l.a, l.wa);
        double[] v = direction(l.b, l.wb);
        for (int i = 0; i < u.length; i++) {
            for (int j = 0; j < v.length; j++) {
                target[i][u.length + j] += l.correlation * u[i] * v[j];
                target[u.length + j][i] = target[i][u.length + j];
            }
        }
    }

    private double[] direction(int i, double[] weights) {
        double[] w = weights.clone();
        for (int k = 0; k < w.length; k++) {
            w[k] *= scale[i][k];
        }
        double[] u = Dense.times(Likelihood.scaled(priors.get(i), scale[i]), w);
        double variance = 0;
        for (int k = 0; k < w.length; k++) {
            variance += w[k] * u[k];
        }
        if (!(variance > 0)) {
            throw new IllegalArgumentException("a link of nothing of " + i);
        }
        for (int k = 0; k < w.length; k++) {
            u[k] /= Math.sqrt(variance);
        }
        return u;
    }

    private void fit(Map<Pair, double[][]> targets) {
        List<Integer> linked = targets.keySet().stream().flatMap(p -> Stream.of(p.a, p.b)).distinct().sorted().toList();
        try {
            double worst = targets.isEmpty() ? 0 : Double.POSITIVE_INFINITY;
            while (worst > TOLERANCE) {
                if (passes++ == MOST_PASSES) {
                    throw new ContradictionException(linked, null);
                }
                for (Map.Entry<Pair, double[][]> e : targets.entrySet()) {
                    int[] rows = rows(e.getKey());
                    double[][] now = Dense.inverse(sub(Dense.inverse(precision), rows));
                    double[][] wanted = Dense.inverse(e.getValue());
                    for (int i = 0; i < rows.length; i++) {
                        for (int j = 0; j < rows.length; j++) {
                            precision[rows[i]][rows[j]] += wanted[i][j] - now[i][j];
                        }
                    }
                }
                double[][] joint = Dense.inverse(precision);
                worst = 0;
                for (Map.Entry<Pair, double[][]> e : targets.entrySet()) {
                    double[][] now = sub(joint, rows(e.getKey()));
                    for (int i = 0; i < now.length; i++) {
                        for (int j = 0; j < now.length; j++) {
                            worst = Math.max(worst, Math.abs(now[i][j] - e.getValue()[i][j]));
                        }
                    }
                }
            }
        } catch (ContradictionException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new ContradictionException(linked, e);
        }
    }

    private int[] rows(Pair p) {
        int a = start[p.a + 1] - start[p.a];
        int[] rows = new int[a + start[p.b + 1] - start[p.b]];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i < a ? start[p.a] + i : start[p.b] + i - a;
        }
        return rows;
    }

    private static double[][] sub(double[][] of, int[] rows) {
        double[][] s = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                s[i][j] = of[rows[i]][rows[j]];
            }
        }
        return s;
    }

    /** What is believed of one before its own observations, given what was observed of all others. */
    public Gaussian informed(int i) {
        return given(i, false);
    }

    /** What is believed of one given all observations, its own as well. */
    public Gaussian posterior(int i) {
        return given(i, true);
    }

    private Gaussian given(int which, boolean own) {
        double[][] j = Dense.copy(precision);
        double[] h = new double[j.length];
        for (int i = 0; i < priors.size(); i++) {
            if (own || i != which) {
                put(j, i, likelihoods.get(i).precision(), 1);
                double[] b = likelihoods.get(i).information();
                for (int k = 0; k < b.length; k++) {
                    h[start[i] + k] += b[k];
                }
            }
        }
        double[][] covariance = Dense.inverse(j);
        double[] mean = Dense.times(covariance, h);
        int n = start[which + 1] - start[which];
        double[] m = new double[n];
        double[][] c = new double[n][n];
        for (int i = 0; i < n; i++) {
            m[i] = mean[start[which] + i];
            System.arraycopy(covariance[start[which] + i], start[which], c[i], 0, n);
        }
        return Likelihood.back(m, c, centre[which], scale[which]);
    }
}
