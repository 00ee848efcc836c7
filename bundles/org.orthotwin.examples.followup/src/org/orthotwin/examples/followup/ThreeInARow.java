/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.followup;

import org.orthotwin.followup.detection.Detector;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.spi.DetectorType;

/**
 * A signal where each of the last three residuals is beyond a limit. With p the probability of one beyond it, 1/p + 1/p^2 + 1/p^3 residuals
 * pass on average (Feller, An Introduction to Probability Theory and Its Applications I (1968), XIII.7).
 */
public final class ThreeInARow implements DetectorType {

    private static final double MOST = 10;

    @Override
    public Detector detector(double runLength) {
        double low = -MOST;
        double high = MOST;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            double p = RunLength.normal(-middle);
            if (1 / p + 1 / (p * p) + 1 / (p * p * p) < runLength) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new Rule(high);
    }

    private static final class Rule implements Detector {

        private final double limit;
        private double before;
        private double last;
        private double least;
        private int run;

        Rule(double limit) {
            this.limit = limit;
            reset();
        }

        @Override
        public boolean add(double z) {
            least = Math.min(Math.min(before, last), Detector.finite(z));
            before = last;
            last = z;
            run = z > limit ? run + 1 : 0;
            return least > limit;
        }

        @Override
        public double statistic() {
            return least;
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
            // nothing has been seen yet: as far on the good side as there is
            before = -MOST;
            last = -MOST;
            least = -MOST;
            run = 0;
        }
    }
}
