/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The ensemble Kalman filter with perturbed observations: members drawn from the belief, each corrected by the gain that the ensemble's own
 * covariances give. Its answer is the mean and covariance of the members.
 *
 * <p>Without bias for linear systems as the ensemble grows; its error falls with the square root of the number of members, so that it is
 * for systems whose slopes are not to be had, or with too many dimensions for points of their own. Same seed and arguments, same numbers.
 * What is drawn depends on the step where that has a name ({@link #at}), and else on the arguments, so that the errors of one step are not
 * those of the next.
 *
 * <p>Evensen, J Geophys Res 99 (1994) 10143-10162, doi 10.1029/94JC00572; Burgers et al., Mon Weather Rev 126 (1998) 1719-1724.
 */
public final class EnsembleKalman implements Estimator {

    private final int members;
    private final long seed;
    /** Whether the seed is of one step already. */
    private final boolean step;

    /**
     * @param members at least 2; more than there are dimensions
     * @param seed of what is drawn
     */
    public EnsembleKalman(int members, long seed) {
        this(members, seed, false);
    }

    private EnsembleKalman(int members, long seed, boolean step) {
        if (members < 2) {
            throw new IllegalArgumentException("an ensemble of " + members + " has no spread");
        }
        this.members = members;
        this.seed = seed;
        this.step = step;
    }

    @Override
    public Estimator at(String name) {
        // FNV-1a of 64 bits: hash codes of strings are too few for the steps of many twins
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        }
        return new EnsembleKalman(members, seed + 0x9E3779B97F4A7C15L * hash, true);
    }

    /** Members drawn from a belief, a row each. */
    public double[][] draw(Gaussian belief) {
        return draw(belief, new SplittableRandom(seed));
    }

    private SplittableRandom random(Gaussian belief, double[] more) {
        return new SplittableRandom(step ? seed : seed + 0x9E3779B97F4A7C15L * (31L * Arrays.hashCode(belief.rawMean()) + Arrays.hashCode(
                more)));
    }

    private double[][] draw(Gaussian belief, SplittableRandom random) {
        double[][] root = Dense.root(belief.rawCovariance());
        double[][] e = new double[members][belief.dimension()];
        double[] z = new double[belief.dimension()];
        for (double[] x : e) {
            noise(root, random, z, x);
            for (int i = 0; i < x.length; i++) {
                x[i] += belief.mean(i);
            }
        }
        return e;
    }

    private static void noise(double[][] root, SplittableRandom random, double[] z, double[] to) {
        for (int i = 0; i < z.length; i++) {
            z[i] = random.nextGaussian();
            to[i] = 0;
            for (int k = 0; k <= i; k++) {
                to[i] += root[i][k] * z[k];
            }
        }
    }

    /** Mean and covariance of an ensemble, of the sample (divided by one less than there are members). */
    public static Gaussian fit(double[][] ensemble) {
        double[] mean = mean(ensemble);
        return Gaussian.own(mean, covariance(ensemble, mean, ensemble, mean));
    }

    private static double[] mean(double[][] e) {
        double[] m = new double[e[0].length];
        for (double[] x : e) {
            for (int i = 0; i < m.length; i++) {
                m[i] += x[i];
            }
        }
        for (int i = 0; i < m.length; i++) {
            m[i] /= e.length;
        }
        return m;
    }

    private static double[][] covariance(double[][] a, double[] meanA, double[][] b, double[] meanB) {
        double[][] c = new double[meanA.length][meanB.length];
        for (int p = 0; p < a.length; p++) {
            for (int i = 0; i < meanA.length; i++) {
                double d = (a[p][i] - meanA[i]) / (a.length - 1);
                for (int j = 0; j < meanB.length; j++) {
                    c[i][j] += d * (b[p][j] - meanB[j]);
                }
            }
        }
        return c;
    }

    @Override
    public Gaussian forecast(Gaussian belief, VectorFunction f, double[][] q) {
        SplittableRandom random = random(belief, q[0]);
        double[][] e = draw(belief, random);
        double[][] root = Dense.root(q);
        double[] next = new double[belief.dimension()];
        double[] w = new double[next.length];
        double[] z = new double[next.length];
        for (double[] x : e) {
            f.apply(x, next);
            noise(root, random, z, w);
            for (int i = 0; i < x.length; i++) {
                x[i] = next[i] + w[i];
            }
        }
        return fit(e);
    }

    /** Each member is corrected by an observation of its own, spread beyond the bound as the whole ensemble expects it there. */
    @Override
    public Assimilation beyond(Gaussian prior, VectorFunction h, double bound, int side, double variance) {
        double[] y = {bound};
        SplittableRandom random = random(prior, y);
        double[][] e = draw(prior, random);
        double[][] seen = new double[members][1];
        for (int p = 0; p < members; p++) {
            h.apply(e[p], seen[p]);
        }
        double[] expected = mean(seen);
        double[][] s = Dense.add(covariance(seen, expected, seen, expected), new double[][] {{variance}});
        double deviation = Math.sqrt(s[0][0]);
        Tail tail = new Tail(side * (bound - expected[0]) / deviation);
        double[][] gain = covariance(e, mean(e), seen, expected);
        for (int p = 0; p < members; p++) {
            // moments of the tail, whatever its shape: a filter of moments keeps no other
            double beyond = expected[0] + deviation * (side * tail.mean() + Math.sqrt(tail.variance()) * random.nextGaussian());
            double by = beyond - seen[p][0] - Math.sqrt(variance) * random.nextGaussian();
            for (int i = 0; i < gain.length; i++) {
                e[p][i] += gain[i][0] / s[0][0] * by;
            }
        }
        return new Assimilation(prior, fit(e), Gaussian.own(expected, s), y, side);
    }

    @Override
    public Assimilation update(Gaussian prior, VectorFunction h, double[] y, double[][] r) {
        SplittableRandom random = random(prior, y);
        double[][] e = draw(prior, random);
        double[][] seen = new double[members][y.length];
        for (int p = 0; p < members; p++) {
            h.apply(e[p], seen[p]);
        }
        double[] expected = mean(seen);
        double[][] s = Dense.add(covariance(seen, expected, seen, expected), r);
        double[][] l = Dense.factor(s);
        double[][] gain = covariance(e, mean(e), seen, expected);
        for (double[] row : gain) {
            Dense.solve(l, row);
        }
        double[][] root = Dense.root(r);
        double[] v = new double[y.length];
        double[] z = new double[y.length];
        for (int p = 0; p < members; p++) {
            noise(root, random, z, v);
            for (int i = 0; i < gain.length; i++) {
                for (int k = 0; k < y.length; k++) {
                    e[p][i] += gain[i][k] * (y[k] + v[k] - seen[p][k]);
                }
            }
        }
        return new Assimilation(prior, fit(e), Gaussian.own(expected, s), y.clone());
    }
}
