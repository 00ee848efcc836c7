/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import org.apache.commons.math3.special.Erf;

/**
 * A standard normal number of which only is known that it is not below a limit.
 *
 * <p>With Q the probability of that and h = density(limit) / Q (the hazard): its mean is h, its variance 1 - h (h - limit).
 *
 * @param limit in standard deviations
 */
public record Tail(double limit) {

    /** From here on Q and the density are lost below the least double or near it; the series of the hazard has no such end. */
    private static final double FAR = 25;

    /** Natural logarithm of the probability not to be below the limit. */
    public double logProbability() {
        return limit > FAR ? -limit * limit / 2 - Math.log(2 * Math.PI) / 2 - Math.log(mean())
                : Math.log(Erf.erfc(limit / Math.sqrt(2)) / 2);
    }

    /** Its mean. */
    public double mean() {
        if (limit > FAR) {
            // Mills' ratio, Abramowitz and Stegun 26.2.12
            double x = 1 / (limit * limit);
            return limit / (1 - x * (1 - 3 * x * (1 - 5 * x)));
        }
        return Math.exp(-limit * limit / 2) / Math.sqrt(2 * Math.PI) / (Erf.erfc(limit / Math.sqrt(2)) / 2);
    }

    /** Its variance, from 0 to 1. */
    public double variance() {
        if (limit > FAR) {
            double x = 1 / (limit * limit);
            return x * (1 - 6 * x * (1 - 25 * x / 3));
        }
        double h = mean();
        return Math.clamp(1 - h * (h - limit), 0, 1);
    }
}
