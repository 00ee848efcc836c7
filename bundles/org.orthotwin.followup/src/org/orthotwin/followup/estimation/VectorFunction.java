/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

/** A function of a vector: what a state becomes, or what is seen of it. It keeps nothing between calls and does not change its argument. */
@FunctionalInterface
public interface VectorFunction {

    /**
     * @param x argument, only read
     * @param y receives the value
     */
    void apply(double[] x, double[] y);
}
