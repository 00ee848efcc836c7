/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;

/** Filters and chains against posteriors that are known in closed form. */
class EstimationTest {

    private static final double[][] H = {{1, 0.5, 0}, {0, 1, -2}};
    private static final double[][] R = {{0.3, 0.1}, {0.1, 0.5}};
    private static final double[] Y = {1.4, -0.7};
    private static final Gaussian PRIOR = new Gaussian(new double[] {1, -0.5, 2},
            new double[][] {{1, 0.3, 0}, {0.3, 0.8, -0.2}, {0, -0.2, 0.5}});
    private static final VectorFunction LINEAR = (x, y) -> {
        y[0] = x[0] + 0.5 * x[1];
        y[1] = x[1] - 2 * x[2];
    };

    /** Prior N(.12, .2^2), three observations of mean .31 with standard deviation .1: mean .2953846, standard deviation .0554700. */
    @Test
    void conjugateNormalToItsDigits() {
        Gaussian g = Gaussian.scalar(0.12, 0.04);
        for (double y : new double[] {0.25, 0.31, 0.37}) {
            g = LinearKalman.update(g, new double[][] {{1}}, new double[] {y}, new double[][] {{0.01}}).posterior();
        }
        assertEquals(0.2953846, g.mean(0), 5e-8);
        assertEquals(0.0554700, g.deviation(0), 5e-8);
        assertEquals(1 / (1 / 0.04 + 3 / 0.01), g.covariance(0, 0), 1e-16);
    }

    /**
     * A log-normal amount of which only the order of magnitude is known, seen through a rise: what remains of it is as numerical
     * integration has it, where the plane about the prior is off by more than half of a standard deviation.
     */
    @Test
    void wideLogNormalsAreMadeLinearWhereTheyCameOut() {
        double spread = Math.log(3.5);
        Gaussian prior = new Gaussian(new double[] {Math.log(0.35), 0.05}, new double[][] {{spread * spread, 0}, {0, 0.0064}});
        double worst = 0;
        for (double y : new double[] {0.08, 0.3, 0.9, 2.4}) {
            Gaussian once = prior;
            Gaussian iterated = prior;
            for (double t : new double[] {0.3, 1, 2}) {
                VectorFunction h = (x, v) -> v[0] = Math.exp(x[0]) + x[1] * t;
                once = new UnscentedKalman().update(once, h, new double[] {y}, new double[][] {{0.01}}).posterior();
                iterated = new PosteriorLinearization().update(iterated, h, new double[] {y}, new double[][] {{0.01}}).posterior();
            }
            double[] sums = new double[3];
            for (double x = -6; x < 3; x += 0.005) {
                for (double d = -0.4; d < 0.5; d += 0.005) {
                    double z = (x - prior.mean(0)) / spread;
                    double log = -z * z / 2 - Math.pow((d - 0.05) / 0.08, 2) / 2;
                    for (double t : new double[] {0.3, 1, 2}) {
                        log -= Math.pow((y - Math.exp(x) - d * t) / 0.1, 2) / 2;
                    }
                    double w = Math.exp(log);
                    sums[0] += w;
                    sums[1] += w * x;
                    sums[2] += w * x * x;
                }
            }
            double mean = sums[1] / sums[0];
            double sd = Math.sqrt(sums[2] / sums[0] - mean * mean);
            assertEquals(mean, iterated.mean(0), 0.35 * sd, "mean after " + y + " mm");
            assertEquals(1, iterated.deviation(0) / sd, 0.3, "spread after " + y + " mm");
            worst = Math.max(worst, Math.abs(once.mean(0) - mean) / sd);
        }
        assertTrue(worst > 0.5, "the plane about the prior: " + worst);
    }

    /** What is linear enough is taken as by the unscented filter, and what is linear exactly. */
    @Test
    void iterationChangesNothingWhereTheNoiseIsLarger() {
        Assimilation a = new PosteriorLinearization().update(PRIOR, LINEAR, Y, R);
        Assimilation b = new UnscentedKalman().update(PRIOR, LINEAR, Y, R);
        for (int i = 0; i < 3; i++) {
            assertEquals(b.posterior().mean(i), a.posterior().mean(i), 0);
        }
    }

    /** Steady state of a = 1, q = .01, r = .25. */
    @Test
    void scalarFilterSettlesToItsDigits() {
        Gaussian after = Gaussian.scalar(0, 1);
        Gaussian before = after;
        for (int i = 0; i < 200; i++) {
            before = LinearKalman.forecast(after, new double[][] {{1}}, new double[][] {{0.01}});
            after = LinearKalman.update(before, new double[][] {{1}}, new double[] {0}, new double[][] {{0.25}}).posterior();
        }
        assertEquals(0.0552493781, before.covariance(0, 0), 5e-11);
        assertEquals(0.0452493781, after.covariance(0, 0), 5e-11);
        assertEquals(0.1809975124, before.covariance(0, 0) / (before.covariance(0, 0) + 0.25), 5e-11);
    }

    /** Logarithm of the probability, mean and variance beyond a limit, in 30 digits by mpmath: erfc, and the density over it. */
    @Test
    void tailsOfTheNormalDistributionToTheirDigits() {
        double[][] known = {{-6, -9.8658764552437573e-10, 6.0758828558176764e-9, 0.99999996354470283},
            {-1, -0.17275377902344989, 0.28759997093917836, 0.6296862857766054},
            {0, Math.log(0.5), Math.sqrt(2 / Math.PI), 1 - 2 / Math.PI},
            {3, -6.6077262215103495, 3.2830986549304365, 0.070559186785268117},
            {10, -53.231285150512471, 10.098093233962512, 0.0094453778256562612},
            {24.9, -314.14041276161316, 24.940032126647174, 0.0015974753214432757},
            {25.1, -319.14838740588863, 25.1397151533924, 0.0015723564418044543},
            {40, -804.60844201375379, 40.024968847207264, 0.00062266837859138877}};
        for (double[] k : known) {
            Tail t = new Tail(k[0]);
            assertEquals(k[1], t.logProbability(), 1e-8 * Math.abs(k[1]) + 1e-15);
            assertEquals(k[2], t.mean(), 1e-8 * k[2]);
            // where the difference of two numbers near the square of the limit leaves so many digits
            assertEquals(k[3], t.variance(), 1e-4 * k[3]);
        }
    }

    /** What is at least so much: mean and covariance of the exact posterior, by sums over a grid; another side is its mirror image. */
    @Test
    void anObservationThatIsOnlyABoundHasTheMomentsOfTheExactPosterior() {
        Gaussian prior = new Gaussian(new double[] {20, 17}, new double[][] {{64, -10}, {-10, 81}});
        VectorFunction sum = (x, y) -> y[0] = x[0] + 0.9 * x[1];
        for (double bound : new double[] {20, 47.5, 60}) {
            double[] mean = new double[2];
            double[][] second = new double[2][2];
            double all = 0;
            for (double u = -7; u <= 7; u += 0.02) {
                for (double v = -7; v <= 7; v += 0.02) {
                    double[] x = prior.at(u, v);
                    double w = Math.exp(-(u * u + v * v) / 2 + new Tail((bound - x[0] - 0.9 * x[1]) / 3).logProbability());
                    all += w;
                    for (int i = 0; i < 2; i++) {
                        mean[i] += w * x[i];
                        for (int j = 0; j < 2; j++) {
                            second[i][j] += w * x[i] * x[j];
                        }
                    }
                }
            }
            double[][] covariance = new double[2][2];
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 2; j++) {
                    covariance[i][j] = second[i][j] / all - mean[i] * mean[j] / all / all;
                }
            }
            double[] m = {mean[0] / all, mean[1] / all};
            check(m, covariance, new UnscentedKalman().beyond(prior, sum, bound, 1, 9).posterior(), 1e-5);
            check(m, covariance, new ExtendedKalman().beyond(prior, sum, bound, 1, 9).posterior(), 1e-5);
            Gaussian drawn = new EnsembleKalman(20_000, 5).beyond(prior, sum, bound, 1, 9).posterior();
            for (int i = 0; i < 2; i++) {
                assertEquals(m[i], drawn.mean(i), 0.04 * prior.deviation(i));
                assertEquals(Math.sqrt(covariance[i][i]), drawn.deviation(i), 0.03 * prior.deviation(i));
            }
            Assimilation mirrored = new UnscentedKalman().beyond(prior, (x, y) -> y[0] = -x[0] - 0.9 * x[1], -bound, -1, 9);
            check(m, covariance, mirrored.posterior(), 1e-5);
            double s = Math.sqrt(64 + 0.81 * 81 - 18 + 9);
            assertEquals(new Tail((bound - 20 - 0.9 * 17) / s).logProbability(), mirrored.logLikelihood(), 1e-9);
            assertEquals(-new Tail((bound - 20 - 0.9 * 17) / s).mean(), mirrored.residual(0), 1e-9);
        }
        // that it is not below what nobody expects says nothing
        assertEquals(20, new UnscentedKalman().beyond(prior, sum, -200, 1, 9).posterior().mean(0), 1e-6);
    }

    /** x of N(1, .25), y = x^2: mean 1.25 and variance 1.125 exactly. */
    @Test
    void unscentedTransformOfASquare() {
        Gaussian y = new UnscentedKalman(2).transform(Gaussian.scalar(1, 0.25), (x, v) -> v[0] = x[0] * x[0], 1);
        assertEquals(1.25, y.mean(0), 1e-14);
        assertEquals(1.125, y.covariance(0, 0), 1e-14);
    }

    /** The posterior by precision matrices, another way than any filter takes. */
    @Test
    void filtersAreExactWhereEverythingIsLinear() {
        double[][] precision = inverse(PRIOR.covariances());
        double[][] w = inverse(R);
        double[] b = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                b[i] += precision[i][j] * PRIOR.mean(j);
            }
            for (int k = 0; k < 2; k++) {
                for (int l = 0; l < 2; l++) {
                    b[i] += H[k][i] * w[k][l] * Y[l];
                }
            }
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 2; k++) {
                    for (int l = 0; l < 2; l++) {
                        precision[i][j] += H[k][i] * w[k][l] * H[l][j];
                    }
                }
            }
        }
        double[][] covariance = inverse(precision);
        double[] mean = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                mean[i] += covariance[i][j] * b[j];
            }
        }
        check(mean, covariance, LinearKalman.update(PRIOR, H, Y, R).posterior(), 1e-13);
        check(mean, covariance, new UnscentedKalman().update(PRIOR, LINEAR, Y, R).posterior(), 1e-12);
        check(mean, covariance, new ExtendedKalman().update(PRIOR, LINEAR, Y, R).posterior(), 1e-9);
        check(mean, covariance, new EnsembleKalman(20_000, 5).update(PRIOR, LINEAR, Y, R).posterior(), 0.02);
    }

    @Test
    void forecastsAreExactWhereEverythingIsLinear() {
        double[][] f = {{1, 0.5, 0}, {0, 1, -2}, {0.1, 0, 0.9}};
        double[][] q = {{0.1, 0, 0}, {0, 0.2, 0.05}, {0, 0.05, 0.3}};
        VectorFunction step = (x, y) -> {
            for (int i = 0; i < 3; i++) {
                y[i] = f[i][0] * x[0] + f[i][1] * x[1] + f[i][2] * x[2];
            }
        };
        Gaussian exact = LinearKalman.forecast(PRIOR, f, q);
        check(exact.means(), exact.covariances(), new UnscentedKalman().forecast(PRIOR, step, q), 1e-12);
        check(exact.means(), exact.covariances(), new ExtendedKalman().forecast(PRIOR, step, q), 1e-9);
        check(exact.means(), exact.covariances(), new EnsembleKalman(20_000, 6).forecast(PRIOR, step, q), 0.04);
    }

    private static void check(double[] mean, double[][] covariance, Gaussian g, double tolerance) {
        assertArrayEquals(mean, g.means(), tolerance);
        for (int i = 0; i < mean.length; i++) {
            assertArrayEquals(covariance[i], g.covariances()[i], tolerance);
        }
    }

    @Test
    void evidenceOfAWholeCourseIsTheProductOfItsSteps() {
        // y1, y2 observed one after the other, against their joint normal distribution
        double[][] first = {H[0]};
        double[][] second = {H[1]};
        double[][] r1 = {{0.3}};
        double[][] r2 = {{0.5}};
        Assimilation a = LinearKalman.update(PRIOR, first, new double[] {Y[0]}, r1);
        Assimilation b = LinearKalman.update(a.posterior(), second, new double[] {Y[1]}, r2);
        Assimilation both = LinearKalman.update(PRIOR, H, Y, new double[][] {{0.3, 0}, {0, 0.5}});
        assertEquals(both.logLikelihood(), a.logLikelihood() + b.logLikelihood(), 1e-12);
        assertEquals((Y[0] - 0.75) / Math.sqrt(1 + 0.3 + 0.2 + 0.3), a.residual(0), 1e-12);
    }

    /** D = ln(s0 / s1) + (s1^2 + (m1 - m0)^2) / (2 s0^2) - 1/2. */
    @Test
    void informationInClosedForm() {
        double expected = Math.log(0.2 / 0.05547) + (0.05547 * 0.05547 + 0.17538 * 0.17538) / (2 * 0.04) - 0.5;
        assertEquals(expected, Gaussian.scalar(0.29538, 0.05547 * 0.05547).divergenceFrom(Gaussian.scalar(0.12, 0.04)), 1e-12);
        assertEquals(0, PRIOR.divergenceFrom(PRIOR), 1e-12);
    }

    @Test
    void whatIsKnownExactlyStaysSo() {
        Gaussian half = Gaussian.independent(new double[] {1, 2}, new double[] {0.5, 0});
        Gaussian after = new UnscentedKalman().update(half, (x, y) -> y[0] = x[0] * x[1], new double[] {2.4}, new double[][] {{0.01}})
                .posterior();
        assertEquals(2, after.mean(1), 1e-12);
        assertEquals(0, after.deviation(1), 1e-9);
        assertTrue(after.mean(0) > 1.15 && after.deviation(0) < 0.06);
    }

    @Test
    void whatIsNoCovarianceIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Gaussian(new double[] {0, 0}, new double[][] {{1, 2}, {2, 1}}));
        assertThrows(IllegalArgumentException.class, () -> new Gaussian(new double[] {0, 0}, new double[][] {{1, 0.5}, {0.1, 1}}));
        assertThrows(IllegalArgumentException.class, () -> new Gaussian(new double[] {Double.NaN}, new double[][] {{1}}));
        assertThrows(IllegalArgumentException.class, () -> LinearKalman.update(Gaussian.scalar(0, 0), new double[][] {{1}},
                new double[] {1}, new double[][] {{0}}));
    }

    /** The conjugate posterior of above, and a normal distribution with correlation, by a chain. */
    @Test
    void chainFindsTheConjugatePosterior() {
        Chain c = new AdaptiveMetropolis(2000, 10_000, 4, 3).draw(Gaussian.scalar(0.12, 0.04), x -> {
            double s = -(x[0] - 0.12) * (x[0] - 0.12) / 0.08;
            for (double y : new double[] {0.25, 0.31, 0.37}) {
                s -= (y - x[0]) * (y - x[0]) / 0.02;
            }
            return s;
        }, Monitor.NONE);
        double error = 0.05547 / Math.sqrt(c.effectiveDraws(0));
        assertTrue(c.effectiveDraws(0) > 4000, "effective draws " + c.effectiveDraws(0));
        assertEquals(0.2953846, c.fit().mean(0), 4 * error);
        assertEquals(0.0554700, c.fit().deviation(0), 4 * error / Math.sqrt(2) + 4e-4);
        assertEquals(0.2953846 + 1.6448536 * 0.05547, c.quantile(0, 0.95), 0.004);
        assertTrue(c.acceptance() > 0.3 && c.acceptance() < 0.6, "acceptance " + c.acceptance());
    }

    @Test
    void chainLearnsTheShapeOfItsTarget() {
        Gaussian target = new Gaussian(new double[] {3, -1}, new double[][] {{4, 1.9}, {1.9, 1}});
        Chain c = new AdaptiveMetropolis(4000, 8000, 5, 9).draw(Gaussian.independent(new double[] {0, 0}, new double[] {1, 1}),
                target::logDensity, Monitor.NONE);
        Gaussian g = c.fit();
        assertEquals(3, g.mean(0), 0.15);
        assertEquals(2, g.deviation(0), 0.1);
        assertEquals(0.95, g.correlation(0, 1), 0.01);
        Chain again = new AdaptiveMetropolis(4000, 8000, 5, 9).draw(Gaussian.independent(new double[] {0, 0}, new double[] {1, 1}),
                target::logDensity, Monitor.NONE);
        assertArrayEquals(c.draws()[7999], again.draws()[7999]);
    }

    /**
     * Simulation-based calibration (Talts et al. 2018): of a truth drawn from the prior and data drawn from it, the rank among independent
     * draws of the posterior is uniform. 600 truths, ranks in 10 bins; chi-squared with 9 degrees of freedom below its 99.9 % point.
     */
    @Test
    @Tag("long")
    void ranksOfTheTruthAreUniform() {
        SplittableRandom random = new SplittableRandom(77);
        int[] bins = new int[10];
        int truths = 600;
        for (int t = 0; t < truths; t++) {
            double rate = Math.exp(0.5 * random.nextGaussian());
            double[] seen = new double[5];
            for (int i = 0; i < seen.length; i++) {
                seen[i] = 1 - Math.exp(-rate * (i + 1) / 3) + 0.1 * random.nextGaussian();
            }
            Chain c = new AdaptiveMetropolis(1000, 99, 60, t).draw(Gaussian.scalar(0, 0.25), x -> {
                double s = -x[0] * x[0] / 0.5;
                for (int i = 0; i < seen.length; i++) {
                    double e = seen[i] - 1 + Math.exp(-Math.exp(x[0]) * (i + 1) / 3);
                    s -= e * e / 0.02;
                }
                return s;
            }, Monitor.NONE);
            int rank = 0;
            for (double[] d : c.draws()) {
                rank += d[0] < Math.log(rate) ? 1 : 0;
            }
            bins[rank / 10]++;
        }
        double chi = 0;
        for (int b : bins) {
            chi += (b - truths / 10.0) * (b - truths / 10.0) / (truths / 10.0);
        }
        assertTrue(chi < 27.88, "chi-squared " + chi);
    }

    private static double[][] inverse(double[][] a) {
        int n = a.length;
        double[][] l = Dense.factor(a);
        double[][] inverse = new double[n][n];
        for (int i = 0; i < n; i++) {
            inverse[i][i] = 1;
            Dense.solve(l, inverse[i]);
        }
        return inverse;
    }
}
