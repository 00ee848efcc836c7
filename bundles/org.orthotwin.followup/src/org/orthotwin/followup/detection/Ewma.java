/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.detection;

/**
 * The exponentially weighted moving average: w = (1 - lambda) w + lambda z, from 0; a signal where it is farther from 0 than L times
 * its standard deviation in the long run, sqrt(lambda / (2 - lambda)). The change is dated from when the average was last
 * on the other side of 0.
 *
 * <p>Roberts, Technometrics 1 (1959) 239-250; Lucas and Saccucci, Technometrics 32 (1990) 1-12. Run lengths: {@link RunLength}.
 */
public final class Ewma implements Detector {

    private final double lambda;
    private final double limit;
    private final Side side;
    private double w;
    private int run;

    /**
     * @param lambda weight of the newest residual, above 0, up to 1
     * @param factor L
     */
    public Ewma(double lambda, double factor, Side side) {
        if (!(lambda > 0 && lambda <= 1) || !(factor > 0)) {
            throw new IllegalArgumentException("a moving average with lambda = " + lambda + " and L = " + factor);
        }
        this.lambda = lambda;
        this.limit = limit(lambda, factor);
        this.side = side;
    }

    /** The limit of the average itself. */
    static double limit(double lambda, double factor) {
        return factor * Math.sqrt(lambda / (2 - lambda));
    }

    @Override
    public boolean add(double z) {
        double last = w;
        w += lambda * (Detector.finite(z) - w);
        boolean counts = w > 0 && side.up() || w < 0 && side.down();
        run = !counts ? 0 : last * w < 0 ? 1 : run + 1;
        return statistic() > limit;
    }

    @Override
    public double statistic() {
        return side == Side.UP ? w : side == Side.DOWN ? -w : Math.abs(w);
    }

    @Override
    public double limit() {
        return limit;
    }

    @Override
    public int run() {
        return run;
    }

    @Override
    public void reset() {
        w = 0;
        run = 0;
    }
}
