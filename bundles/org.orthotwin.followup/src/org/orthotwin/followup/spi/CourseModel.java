/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.spi;

/**
 * An observation model: what is observed at a time, as a function of the parameters of a patient's course. Contributed to
 * {@code org.orthotwin.followup.courses}, where the parameters are declared. Implementations keep nothing between calls.
 *
 * <p>What a model promises is in {@code CourseContract} of {@code org.orthotwin.followup.testkit}.
 */
@FunctionalInterface
public interface CourseModel {

    /** A time before the operation, s. */
    double JUST_BEFORE = -1;

    /**
     * The value of the observable.
     *
     * @param x parameters in the order of their declaration, SI, those declared logarithmic as natural logarithms; only read
     * @param t time since the operation, s, negative before it
     * @return SI; finite
     */
    double at(double[] x, double t);

    /**
     * The value if nothing is done at 0: what was before goes on. Where a course does not say otherwise, nothing changes any more.
     *
     * @return SI; finite, and what {@link #at} says before 0
     */
    default double untreated(double[] x, double t) {
        return at(x, Math.min(t, JUST_BEFORE));
    }

    /**
     * The parameters of the same patient if time counts from another moment, so that {@link #untreated} stays what it is at every moment.
     * Linear in them.
     *
     * @param by how much later that moment is, s
     * @return {@code x} itself where none of them depends on it
     */
    default double[] counted(double[] x, double by) {
        return x;
    }
}
