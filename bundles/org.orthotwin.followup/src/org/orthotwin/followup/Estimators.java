/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.function.Supplier;
import org.orthotwin.core.InputException;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.followup.estimation.Assimilation;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.VectorFunction;
import org.orthotwin.followup.spi.EstimatorType;

/** The estimators that the installed bundles contribute. */
public final class Estimators {

    /** Id of the extension point. */
    public static final String POINT = "org.orthotwin.followup.estimators";
    /** The one that is used where nobody chooses another. */
    public static final String DEFAULT = "unscented";

    private static final Registry<EstimatorType> REGISTRY = new ContributionReader<>(POINT, "estimator", EstimatorType.class, "estimator")
            .connect(Estimators.class);

    private Estimators() {
    }

    public static Registry<EstimatorType> registry() {
        return REGISTRY;
    }

    /** The one of {@link #DEFAULT}. */
    public static Estimator standard() {
        return of(DEFAULT, 1);
    }

    /**
     * An estimator that names its contributor where it fails.
     *
     * @param seed of what it draws
     * @throws InputException if there is none of this id, or it cannot be made
     */
    public static Estimator of(String id, long seed) {
        EstimatorType type = Contributed.get(REGISTRY, id);
        Contribution<EstimatorType> c = REGISTRY.find(id).orElseThrow();
        return new Named(c, Contributed.call(c, REGISTRY.kind(), () -> type.estimator(seed)));
    }

    private record Named(Contribution<EstimatorType> contribution, Estimator estimator) implements Estimator {

        private <T> T call(Supplier<T> work) {
            return Contributed.call(contribution, REGISTRY.kind(), work);
        }

        @Override
        public Estimator at(String step) {
            return new Named(contribution, call(() -> estimator.at(step)));
        }

        @Override
        public Gaussian forecast(Gaussian belief, VectorFunction f, double[][] q) {
            return call(() -> estimator.forecast(belief, f, q));
        }

        @Override
        public Assimilation update(Gaussian prior, VectorFunction h, double[] y, double[][] r) {
            return call(() -> {
                Assimilation a = estimator.update(prior, h, y, r);
                if (a.posterior().dimension() != prior.dimension() || a.predicted().dimension() != y.length) {
                    throw new IllegalStateException("its answer has " + a.posterior().dimension() + " parameters and "
                            + a.predicted().dimension() + " numbers, not " + prior.dimension() + " and " + y.length);
                }
                return a;
            });
        }

        @Override
        public Assimilation beyond(Gaussian prior, VectorFunction h, double bound, int side, double variance) {
            return call(() -> {
                Assimilation a = estimator.beyond(prior, h, bound, side, variance);
                if (a.posterior().dimension() != prior.dimension() || a.predicted().dimension() != 1) {
                    throw new IllegalStateException("its answer has " + a.posterior().dimension() + " parameters and "
                            + a.predicted().dimension() + " numbers, not " + prior.dimension() + " and 1");
                }
                return a;
            });
        }
    }
}
