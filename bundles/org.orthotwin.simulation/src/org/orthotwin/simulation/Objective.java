/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.Objects;

/**
 * What a plan is to be judged by.
 *
 * @param measurement id of the definition
 * @param goal what is wanted of its value
 */
public record Objective(String measurement, Goal goal) {

    /** What is wanted of a value. */
    public enum Goal {
        /** Within its target; how far inside does not count. */
        TARGET("target"),
        /** As small as can be. */
        LEAST("least"),
        /** As large as can be. */
        MOST("most");

        private final String id;

        Goal(String id) {
            this.id = id;
        }

        /** The word in files and on the command line. */
        public String id() {
            return id;
        }
    }

    /** A limit of 0 says nothing of how far off is far: then it is this many of the unit in which the value is shown. */
    private static final double UNITS_FROM_ZERO = 10;

    public Objective {
        Objects.requireNonNull(measurement);
        Objects.requireNonNull(goal);
    }

    /** Less is better: the value, its opposite, or how far it is off its target; NaN for what was not measured. SI. */
    double cost(Measured m) {
        return m == null ? Double.NaN : switch (goal) {
            case TARGET -> off(m);
            case LEAST -> m.value().si();
            // 0 rather than -0, which sorts apart from it
            case MOST -> 0 - m.value().si();
        };
    }

    /** How far a value is outside its target, SI; 0 within it or without one, NaN if it was not measured. */
    static double off(Measured m) {
        double v = m.value().si();
        if (m.verdict() == Verdict.WITHIN) {
            return 0;
        }
        return Double.isNaN(v) ? v : Math.max(0, Math.max(m.lower() - v, v - m.upper()));
    }

    /**
     * How far a target is met: 1 within it, and less in proportion outside, down to 0 as far outside as the target is wide. A target with
     * one limit is taken to be as wide as that limit is large, or as ten of the unit in which the value is shown where it is 0.
     */
    static double met(Measured m) {
        double off = off(m);
        if (!(off > 0)) {
            return Double.isNaN(off) ? 0 : 1;
        }
        double width = m.upper() - m.lower();
        if (!Double.isFinite(width)) {
            width = Math.abs(Double.isFinite(m.lower()) ? m.lower() : m.upper());
        }
        if (width == 0) {
            width = m.definition().unit().toSi(UNITS_FROM_ZERO) - m.definition().unit().toSi(0);
        }
        return Math.max(0, 1 - off / width);
    }
}
