/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

/**
 * A filter for what is far from linear over its prior, as a log-normal quantity of which hardly more than its sign is known: the function
 * is made linear about the posterior, not about the prior, by repeating the step until the posterior stays (iterated posterior
 * linearisation: Garcia-Fernandez, Svensson, Morelande and Sarkka, IEEE Trans Signal Process 63 (2015) 5561-5573).
 *
 * <p>Where the plane about the prior leaves less than the noise of the observation, this is the unscented filter itself, and what is told
 * as expected is always that filter's. Where the repetition does not come to rest within 30 rounds, of which each after the tenth goes half
 * the way, the last round counts. Exact for linear functions. Cost: 2 n + 1 evaluations a round.
 */
public final class PosteriorLinearization implements Estimator {

    private static final int ROUNDS = 30;
    private static final int WHOLE = 10;
    /** The posterior stays where no mean and no deviation moves by more than this part of what it was before. */
    private static final double STAYS = 1e-6;

    private final UnscentedKalman unscented = new UnscentedKalman();

    @Override
    public Gaussian forecast(Gaussian belief, VectorFunction f, double[][] q) {
        return unscented.forecast(belief, f, q);
    }

    @Override
    public Assimilation update(Gaussian prior, VectorFunction h, double[] y, double[][] r) {
        Assimilation first = unscented.update(prior, h, y, r);
        if (isNear(unscented.plane(prior, h, y.length).left(), r)) {
            return first;
        }
        Gaussian about = first.posterior();
        for (int round = 0; round < ROUNDS; round++) {
            UnscentedKalman.Plane plane = unscented.plane(about, h, y.length);
            double[] expected = plane.value().clone();
            for (int i = 0; i < expected.length; i++) {
                for (int j = 0; j < prior.dimension(); j++) {
                    expected[i] += plane.slopes()[i][j] * (prior.mean(j) - about.mean(j));
                }
            }
            Gaussian next = LinearKalman.update(prior, expected, plane.slopes(), y, Dense.add(plane.left(), r)).posterior();
            if (round >= WHOLE) {
                next = between(about, next);
            }
            boolean stays = stays(prior, about, next);
            about = next;
            if (stays) {
                break;
            }
        }
        return new Assimilation(prior, about, first.predicted(), y.clone());
    }

    private static boolean isNear(double[][] left, double[][] r) {
        for (int i = 0; i < r.length; i++) {
            if (left[i][i] > r[i][i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean stays(Gaussian prior, Gaussian a, Gaussian b) {
        for (int i = 0; i < prior.dimension(); i++) {
            double moved = Math.max(Math.abs(a.mean(i) - b.mean(i)), Math.abs(a.deviation(i) - b.deviation(i)));
            if (moved > STAYS * prior.deviation(i)) {
                return false;
            }
        }
        return true;
    }

    private static Gaussian between(Gaussian a, Gaussian b) {
        double[] m = a.means();
        double[][] c = a.covariances();
        for (int i = 0; i < m.length; i++) {
            m[i] = (m[i] + b.mean(i)) / 2;
            for (int j = 0; j < m.length; j++) {
                c[i][j] = (c[i][j] + b.covariance(i, j)) / 2;
            }
        }
        return Gaussian.own(m, c);
    }
}
