/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.util.Optional;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TriangularDistribution;
import org.orthotwin.model.scenario.Distribution;

/** The law of one input as studies need it: from a probability to a value. Immutable. */
public final class Law {

    private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);

    private final Quantile quantile;
    private final double mean;
    private final double deviation;

    @FunctionalInterface
    private interface Quantile {
        double at(double p);
    }

    private Law(Quantile quantile, double mean, double deviation) {
        this.quantile = quantile;
        this.mean = mean;
        this.deviation = deviation;
    }

    /** @param d a valid distribution */
    static Law of(Distribution d) {
        return switch (d.getKind()) {
            case NORMAL -> normal(d.getMean(), d.getDeviation());
            case UNIFORM -> uniform(d.getLower(), d.getUpper());
            case TRIANGULAR -> triangular(d.getLower(), d.getMode(), d.getUpper());
            case TRUNCATED_NORMAL -> truncated(d.getMean(), d.getDeviation(),
                    Optional.ofNullable(d.getLower()).orElse(Double.NEGATIVE_INFINITY),
                    Optional.ofNullable(d.getUpper()).orElse(Double.POSITIVE_INFINITY));
            case LOGNORMAL -> lognormal(d.getMean(), d.getDeviation());
        };
    }

    static Law normal(double mean, double deviation) {
        return new Law(p -> mean + deviation * STANDARD.inverseCumulativeProbability(p), mean, deviation);
    }

    static Law uniform(double lower, double upper) {
        return new Law(p -> lower + p * (upper - lower), 0.5 * (lower + upper), (upper - lower) / Math.sqrt(12));
    }

    private static Law triangular(double lower, double mode, double upper) {
        TriangularDistribution t = new TriangularDistribution(null, lower, mode, upper);
        return new Law(t::inverseCumulativeProbability, t.getNumericalMean(), Math.sqrt(t.getNumericalVariance()));
    }

    /** The normal between two ends; seen from the side on which its tail is thin, where probabilities keep their digits. */
    private static Law truncated(double mean, double deviation, double lower, double upper) {
        double a = (lower - mean) / deviation;
        double b = (upper - mean) / deviation;
        boolean mirrored = a > 0;
        double from = STANDARD.cumulativeProbability(mirrored ? -b : a);
        double mass = STANDARD.cumulativeProbability(mirrored ? -a : b) - from;
        double below = Double.isInfinite(a) ? 0 : STANDARD.density(a);
        double above = Double.isInfinite(b) ? 0 : STANDARD.density(b);
        double shift = (below - above) / mass;
        double variance = 1 + ((Double.isInfinite(a) ? 0 : a * below) - (Double.isInfinite(b) ? 0 : b * above)) / mass - shift * shift;
        return new Law(p -> {
            double z = STANDARD.inverseCumulativeProbability(from + (mirrored ? 1 - p : p) * mass);
            return Math.min(upper, Math.max(lower, mean + deviation * (mirrored ? -z : z)));
        }, mean + deviation * shift, deviation * Math.sqrt(variance));
    }

    /** Of the mean and the deviation of the value, not of its logarithm. */
    private static Law lognormal(double mean, double deviation) {
        double s = Math.sqrt(Math.log1p(deviation * deviation / (mean * mean)));
        double mu = Math.log(mean) - 0.5 * s * s;
        return new Law(p -> Math.exp(mu + s * STANDARD.inverseCumulativeProbability(p)), mean, deviation);
    }

    /** The probability below a standard normal coordinate. */
    static double probability(double z) {
        return STANDARD.cumulativeProbability(z);
    }

    /** @param p in (0, 1) */
    public double quantile(double p) {
        return quantile.at(p);
    }

    public double mean() {
        return mean;
    }

    /** Standard deviation. */
    public double deviation() {
        return deviation;
    }
}
