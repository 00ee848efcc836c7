/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.List;
import java.util.Locale;

/**
 * The form of the course that an observable takes after an operation, with its parameters. Time counts from the operation, s, negative
 * before it. Values and slopes are in the observable's SI unit and that per second.
 *
 * <p>Parameters that must be positive are estimated as their logarithm, so that a belief about them is log-normal. Exponential courses
 * describe what cohorts show from weeks to two years; they say nothing about relapse, ageing or the other side, and a fall beyond
 * them is what the detectors look for.
 */
public enum Course {

    /** Before: baseline. After: baseline + gain (1 - e^(-t / time)). */
    RECOVERY(new Parameter("baseline", Kind.VALUE), new Parameter("gain", Kind.VALUE), new Parameter("time", Kind.LOG_TIME)) {
        @Override
        public double at(double[] x, double t) {
            return t < 0 ? x[0] : x[0] - x[1] * Math.expm1(-t / Math.exp(x[2]));
        }
    },
    /** Before: a value of its own. After: plateau + (after - plateau) e^(-t / time). */
    REGAINED(new Parameter("before", Kind.VALUE), new Parameter("after", Kind.VALUE), new Parameter("plateau", Kind.VALUE),
            new Parameter("time", Kind.LOG_TIME)) {
        @Override
        public double at(double[] x, double t) {
            return t < 0 ? x[0] : x[2] + (x[1] - x[2]) * Math.exp(-t / Math.exp(x[3]));
        }
    },
    /** Before: 0. After: bedding (1 - e^(-t / time)) + drift t. */
    MIGRATION(new Parameter("bedding", Kind.LOG_VALUE), new Parameter("time", Kind.LOG_TIME), new Parameter("drift", Kind.RATE)) {
        @Override
        public double at(double[] x, double t) {
            return t < 0 ? 0 : -Math.exp(x[0]) * Math.expm1(-t / Math.exp(x[1])) + x[2] * t;
        }
    },
    /** Before: 0. After: bedding + rate t. */
    WEAR(new Parameter("bedding", Kind.VALUE), new Parameter("rate", Kind.RATE)) {
        @Override
        public double at(double[] x, double t) {
            return t < 0 ? 0 : x[0] + x[1] * t;
        }
    };

    /** What a parameter measures. */
    enum Kind {
        VALUE, LOG_VALUE, RATE, LOG_TIME;

        boolean logarithmic() {
            return this == LOG_VALUE || this == LOG_TIME;
        }
    }

    /** A parameter in its place. */
    record Parameter(String name, Kind kind) {
    }

    private final List<Parameter> parameters;

    Course(Parameter... parameters) {
        this.parameters = List.of(parameters);
    }

    /** Version of the equations: it changes whenever a number could change. */
    public String version() {
        return "1";
    }

    /** The word in files. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /** How many parameters there are. */
    public int size() {
        return parameters.size();
    }

    /** Name of a parameter. */
    public String parameter(int i) {
        return parameters.get(i).name;
    }

    /** Whether a parameter is estimated as its logarithm. */
    public boolean logarithmic(int i) {
        return parameters.get(i).kind.logarithmic();
    }

    /**
     * The value of the observable.
     *
     * @param x parameters in their order, positive ones as natural logarithms
     * @param t time since the operation, s
     */
    public abstract double at(double[] x, double t);
}
