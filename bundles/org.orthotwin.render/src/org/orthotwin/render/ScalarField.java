/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

import java.util.Objects;

/**
 * A quantity on the vertices of a surface, shown as colour. The value is interpolated first and coloured then.
 *
 * @param values one for each vertex, in any one unit; NaN where unknown (the material's colour shows)
 * @param min value of the map's low end; lower values take its colour
 * @param max value of the map's high end, greater than {@code min}
 * @param map the colours
 */
public record ScalarField(double[] values, double min, double max, ColorMap map) {

    public ScalarField {
        Objects.requireNonNull(values);
        Objects.requireNonNull(map);
        if (!(max > min) || Double.isInfinite(max - min)) {
            throw new IllegalArgumentException("colour range from " + min + " to " + max + " is empty or infinite");
        }
    }
}
