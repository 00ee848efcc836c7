/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.util.Objects;

/**
 * A named array beside the points or the cells of a VTP file, for instance a contact pressure. The name should say the unit, as in
 * {@code pressure [MPa]}: the format has no other place for it, and the numbers are written as they are.
 *
 * @param name not empty
 * @param components numbers for each point or cell, at least 1
 * @param values all numbers, those of one point or cell together
 */
public record DataArray(String name, int components, double[] values) {

    public DataArray {
        Objects.requireNonNull(values);
        if (name.isBlank() || components < 1) {
            throw new IllegalArgumentException("data array '" + name + "' with " + components + " components");
        }
    }
}
