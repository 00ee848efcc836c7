/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import org.orthotwin.core.Dimension;

/**
 * A number that somebody computed.
 *
 * @param si value in SI
 * @param dimension what it measures
 * @param uncertainty standard uncertainty in SI; NaN where it was not assessed
 */
public record Value(double si, Dimension dimension, double uncertainty) {

    public static Value of(double si, Dimension dimension) {
        return new Value(si, dimension, Double.NaN);
    }
}
