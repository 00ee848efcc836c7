/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.detection;

/**
 * Watches residuals, one after the other, that are standard normal and independent as long as nothing has changed. A detector keeps a few
 * numbers, whatever comes. Not thread-safe.
 */
public interface Detector {

    /**
     * Takes the next residual.
     *
     * @param z in standard deviations of what was predicted
     * @return whether the detector signals now
     * @throws IllegalArgumentException if it is not finite
     */
    boolean add(double z);

    /** What is compared with the limit, after the last residual. */
    double statistic();

    /** A statistic beyond it is a signal. */
    double limit();

    /** How many of the last residuals belong to the change that is seen, by the detector's own estimate; 0 while it sees none. */
    int run();

    /** Forgets everything. */
    void reset();

    /** Which way a change counts. */
    enum Side {
        /** Towards larger values. */
        UP,
        /** Towards smaller ones. */
        DOWN,
        /** Either way. */
        BOTH;

        /** Whether larger values count. */
        boolean up() {
            return this != DOWN;
        }

        /** Whether smaller values count. */
        boolean down() {
            return this != UP;
        }
    }

    /** @throws IllegalArgumentException if a residual is not finite */
    static double finite(double z) {
        if (!Double.isFinite(z)) {
            throw new IllegalArgumentException("a residual of " + z);
        }
        return z;
    }
}
