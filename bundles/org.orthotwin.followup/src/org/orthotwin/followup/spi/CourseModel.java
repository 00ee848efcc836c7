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

    /**
     * The value of the observable.
     *
     * @param x parameters in the order of their declaration, SI, those declared logarithmic as natural logarithms; only read
     * @param t time since the operation, s, negative before it
     * @return SI; finite
     */
    double at(double[] x, double t);
}
