/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.detection;

/**
 * A residual farther out than a limit: what the predictive distribution hardly allows. It remembers nothing, so that it is quick for a
 * large jump and slow for a small drift. Shewhart, Economic Control of Quality of Manufactured Product (1931).
 */
public final class Shewhart implements Detector {

    private final double limit;
    private final Side side;
    private double statistic;

    /** @param limit standard deviations */
    public Shewhart(double limit, Side side) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("a limit of " + limit);
        }
        this.limit = limit;
        this.side = side;
    }

    @Override
    public boolean add(double z) {
        Detector.finite(z);
        statistic = side == Side.UP ? z : side == Side.DOWN ? -z : Math.abs(z);
        return statistic > limit;
    }

    @Override
    public double statistic() {
        return statistic;
    }

    @Override
    public double limit() {
        return limit;
    }

    @Override
    public int run() {
        return statistic > limit ? 1 : 0;
    }

    @Override
    public void reset() {
        statistic = 0;
    }
}
