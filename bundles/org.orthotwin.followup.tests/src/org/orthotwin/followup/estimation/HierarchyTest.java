/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against the closed forms of hierarchical normal distributions, and cohorts whose hyper-parameters are known. */
class HierarchyTest {

    private static Gaussian seen(Gaussian prior, double y, double variance) {
        return LinearKalman.update(prior, new double[][] {{1}}, new double[] {y}, new double[][] {{variance}}).posterior();
    }

    /**
     * theta_i ~ N(mu, t^2), mu ~ N(m, c^2 t^2), y_i ~ N(theta_i, s_i^2): mu has precision 1/(c t)^2 + sum 1/(t^2 + s_i^2), and the next
     * patient the variance of mu and t^2. Gelman et al., Bayesian Data Analysis, 3rd ed., 5.4.
     */
    @Test
    void onePatientSharpensTheNextOnesPrior() {
        Gaussian published = Gaussian.scalar(10, 9);
        Hierarchy h = new Hierarchy(published, 0.5, Double.POSITIVE_INFINITY);
        double[] y = {14, 13, 16, 9};
        double[] s2 = {1, 4, 2, 0.5};
        double precision = 1 / (0.25 * 9);
        double mean = 10 * precision;
        List<Gaussian> priors = new ArrayList<>();
        List<Gaussian> posteriors = new ArrayList<>();
        double variance = Double.POSITIVE_INFINITY;
        for (int i = 0; i < y.length; i++) {
            // whatever each patient's own prior was: what it was observed of counts
            Gaussian own = Gaussian.scalar(10 + i, 9 + i);
            priors.add(own);
            posteriors.add(seen(own, y[i], s2[i]));
            precision += 1 / (9 + s2[i]);
            mean += y[i] / (9 + s2[i]);
            Gaussian next = h.next(List.of(h.summary(priors, posteriors)));
            assertEquals(mean / precision, next.mean(0), 1e-10);
            assertEquals(9 + 1 / precision, next.covariance(0, 0), 1e-10);
            assertTrue(next.covariance(0, 0) < variance);
            variance = next.covariance(0, 0);
        }
        Gaussian empty = h.next(List.of());
        assertEquals(10, empty.mean(0), 1e-12);
        assertEquals(9, empty.covariance(0, 0), 1e-12, "nobody has told anything: what is published stays");
    }

    /** Of two parameters the cohort has seen one: of the other what is published stays, and is not widened by the doubt about its mean. */
    @Test
    void whatACohortTellsNothingOfStaysAsPublished() {
        Gaussian published = Gaussian.independent(new double[] {10, -1}, new double[] {3, 1.5});
        Hierarchy h = new Hierarchy(published, 0.5, 10);
        List<Gaussian> priors = new ArrayList<>();
        List<Gaussian> posteriors = new ArrayList<>();
        for (double y : new double[] {14, 13, 16, 9, 15, 12}) {
            priors.add(published);
            posteriors.add(LinearKalman.update(published, new double[][] {{1, 1e-3}}, new double[] {y}, new double[][] {{1}}).posterior());
        }
        Gaussian next = h.next(List.of(h.summary(priors, posteriors)));
        assertTrue(next.mean(0) > 11.5, String.valueOf(next.mean(0)));
        assertEquals(-1, next.mean(1), 1e-12);
        assertEquals(1.5, next.deviation(1), 1e-12);
        assertEquals(0, next.correlation(0, 1), 1e-12);
    }

    /** Two parameters of which only one was observed, and two sites. */
    @Test
    void sitesAreAddedWithoutTheirPatients() {
        Gaussian published = new Gaussian(new double[] {1, -1}, new double[][] {{4, 1}, {1, 2}});
        Hierarchy h = new Hierarchy(published, 0.5, Double.POSITIVE_INFINITY);
        List<Gaussian> priors = new ArrayList<>();
        List<Gaussian> posteriors = new ArrayList<>();
        double[][] joint = new double[2][2];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                joint[i][j] = published.covariance(i, j) * 0.25;
            }
        }
        Gaussian mu = new Gaussian(new double[] {1, -1}, joint);
        for (int i = 0; i < 7; i++) {
            double y = 3 + 0.3 * i;
            priors.add(published);
            posteriors.add(LinearKalman.update(published, new double[][] {{1, 0}}, new double[] {y}, new double[][] {{0.5}}).posterior());
            mu = LinearKalman.update(mu, new double[][] {{1, 0}}, new double[] {y}, new double[][] {{4.5}}).posterior();
        }
        Gaussian together = h.next(List.of(h.summary(priors, posteriors)));
        Gaussian apart = h.next(List.of(h.summary(priors.subList(0, 3), posteriors.subList(0, 3)), h.summary(
                priors.subList(3, 7), posteriors.subList(3, 7))));
        for (int i = 0; i < 2; i++) {
            assertEquals(mu.mean(i), together.mean(i), 1e-10);
            assertEquals(together.mean(i), apart.mean(i), 1e-10);
            for (int j = 0; j < 2; j++) {
                assertEquals(mu.covariance(i, j) + published.covariance(i, j), together.covariance(i, j), 1e-10);
                assertEquals(together.covariance(i, j), apart.covariance(i, j), 1e-10);
            }
        }
    }

    /** A large cohort tells its hyper-parameters, whatever was published. */
    @Test
    void hyperParametersAreFound() {
        Gaussian published = Gaussian.scalar(20, 25);
        SplittableRandom random = new SplittableRandom(1);
        List<Gaussian> priors = new ArrayList<>();
        List<Gaussian> posteriors = new ArrayList<>();
        int n = 4000;
        for (int i = 0; i < n; i++) {
            double theta = 17 + 3 * random.nextGaussian();
            priors.add(published);
            posteriors.add(seen(published, theta + 2 * random.nextGaussian(), 4));
        }
        Hierarchy h = new Hierarchy(published, 0.5, 10);
        Gaussian next = h.next(List.of(h.summary(priors, posteriors)));
        // standard errors: of the mean sqrt(13 / n), of the variance 13 sqrt(2 / n)
        assertEquals(17, next.mean(0), 4 * Math.sqrt(13.0 / n));
        assertEquals(9, next.covariance(0, 0), 4 * 13 * Math.sqrt(2.0 / n) + 10.0 * 25 / n);
    }

    @Test
    void whatCannotBeASummaryIsRefused() {
        Hierarchy h = new Hierarchy(Gaussian.scalar(0, 1), 0.5, 10);
        assertThrows(IllegalArgumentException.class, () -> h.next(List.of(new Hierarchy.Summary(5, new double[2][2], new double[2],
                new double[2][2]))));
        assertThrows(IllegalArgumentException.class, () -> new Hierarchy(Gaussian.scalar(0, 1), 0, 10));
    }
}
