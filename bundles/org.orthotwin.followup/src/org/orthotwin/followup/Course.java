/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.followup.spi.CourseModel;

/**
 * The form of the course that an observable takes after an operation, with its parameters: a contributed {@link CourseModel} with what is
 * declared of it. Time counts from the operation, s, negative before it. Values and slopes are in the observable's SI unit and that per
 * second.
 *
 * <p>Parameters that must be positive are estimated as their logarithm, so that a belief about them is log-normal. Exponential courses
 * describe what cohorts show from weeks to two years; they say nothing about relapse, ageing or the other side, and a fall beyond
 * them is what the detectors look for.
 */
public final class Course {

    /** What a parameter measures. */
    public enum Kind {
        /** As the observable. */
        VALUE,
        /** As the observable, and positive. */
        LOG_VALUE,
        /** As the observable per time. */
        RATE,
        /** A time, and positive. */
        LOG_TIME,
        /** A plain number, such as a share of another parameter. */
        NUMBER;

        boolean logarithmic() {
            return this == LOG_VALUE || this == LOG_TIME;
        }
    }

    /** A parameter in its place. */
    record Parameter(String name, Kind kind) {
    }

    private final Contribution<CourseModel> contribution;
    private final List<Parameter> parameters;
    private final boolean before;
    private final boolean after;

    /** @throws IllegalArgumentException for a declaration that is wrong */
    Course(Contribution<CourseModel> contribution) {
        this.contribution = contribution;
        List<Parameter> list = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Map<String, String> p : contribution.elements("parameter")) {
            String name = p.getOrDefault("name", "");
            // a point and a tilde have a meaning in the names of estimates
            if (!name.matches("[a-z][a-z0-9-]*") || !names.add(name)) {
                throw new IllegalArgumentException("it declares a parameter called '" + name + "'");
            }
            try {
                list.add(new Parameter(name, Kind.valueOf(p.getOrDefault("kind", "").toUpperCase(Locale.ROOT).replace('-', '_'))));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("its parameter '" + name + "' has the kind '" + p.get("kind") + "'", e);
            }
        }
        if (list.isEmpty() || contribution.attribute("version").isBlank()) {
            throw new IllegalArgumentException("it declares no " + (list.isEmpty() ? "parameter" : "version"));
        }
        this.parameters = List.copyOf(list);
        // asked for at every step
        this.before = "true".equals(contribution.attribute("before"));
        this.after = !"false".equals(contribution.attribute("after"));
    }

    Contribution<CourseModel> contribution() {
        return contribution;
    }

    /** Version of the equations: it changes whenever a number could change. */
    public String version() {
        return contribution.attribute("version");
    }

    /** The word in files. */
    public String id() {
        return contribution.id();
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

    /** What a parameter measures. */
    public Kind kind(int i) {
        return parameters.get(i).kind;
    }

    /** Whether a parameter is estimated as its logarithm. */
    public boolean logarithmic(int i) {
        return parameters.get(i).kind.logarithmic();
    }

    /** Whether it says something of the time before the operation, other than 0. */
    public boolean tellsBefore() {
        return before;
    }

    /** Whether there is anything to be observed after the operation. */
    public boolean tellsAfter() {
        return after;
    }

    /**
     * The value of the observable, SI.
     *
     * @param x parameters in their order, positive ones as natural logarithms
     * @param t time since the operation, s
     * @throws org.orthotwin.core.InputException naming the contributor, if its code fails or gives no finite number
     */
    public double at(double[] x, double t) {
        return value(x, t, CourseModel::at);
    }

    /** The same if there is no operation. */
    public double untreated(double[] x, double t) {
        return value(x, t, CourseModel::untreated);
    }

    /** What a model says at a time. */
    @FunctionalInterface
    private interface Value {
        double of(CourseModel model, double[] x, double t);
    }

    private double value(double[] x, double t, Value of) {
        double y;
        try {
            y = of.of(contribution.get(), x, t);
        } catch (RuntimeException e) {
            throw Contributed.failed(contribution, Courses.registry().kind(), e);
        }
        if (!Double.isFinite(y)) {
            throw Contributed.failed(contribution, Courses.registry().kind(), new IllegalStateException("a value of " + y + " after " + t
                    + " s"));
        }
        return y;
    }

    /**
     * The parameters of the same patient if time counts from another moment.
     *
     * @param by how much later that moment is, s
     * @return {@code x} itself where none of them depends on it
     * @throws org.orthotwin.core.InputException naming the contributor, if its code fails or gives others than there are
     */
    public double[] counted(double[] x, double by) {
        double[] moved;
        try {
            moved = contribution.get().counted(x, by);
        } catch (RuntimeException e) {
            throw Contributed.failed(contribution, Courses.registry().kind(), e);
        }
        if (moved.length != x.length || !Arrays.stream(moved).allMatch(Double::isFinite)) {
            throw Contributed.failed(contribution, Courses.registry().kind(), new IllegalStateException("parameters "
                    + Arrays.toString(moved)
                    + " counted from " + by + " s later"));
        }
        return moved;
    }

    @Override
    public String toString() {
        return contribution.toString();
    }
}
