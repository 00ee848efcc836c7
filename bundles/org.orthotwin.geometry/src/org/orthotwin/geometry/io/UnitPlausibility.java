/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

import org.orthotwin.geometry.TriangleMesh;

/**
 * Says when the size of a surface, under the unit that was declared for its file, is not that of a bone or an implant. It never changes the
 * unit: it only names the numbers.
 *
 * @param declared the unit that was said
 * @param extent the longest side of the surface's box along the axes, in m, under that unit
 */
public record UnitPlausibility(LengthUnit declared, double extent) {

    /** Smaller than any bone of the limbs or part of an implant that is planned with, m. */
    public static final double SMALLEST_EXTENT = 0.005;
    /** Larger than a person, m. */
    public static final double LARGEST_EXTENT = 3;

    /** Measures a mesh that was read under the declared unit. */
    public static UnitPlausibility of(TriangleMesh mesh, LengthUnit declared) {
        double[] b = mesh.bounds();
        return new UnitPlausibility(declared, Math.max(b[3] - b[0], Math.max(b[4] - b[1], b[5] - b[2])));
    }

    public boolean isPlausible() {
        return extent >= SMALLEST_EXTENT && extent <= LARGEST_EXTENT;
    }

    /**
     * One sentence if the size is implausible, with the extent, the limits and, where the other unit would make it plausible, that unit.
     *
     * @param name of the file or the bone
     */
    public Optional<String> message(String name) {
        if (isPlausible()) {
            return Optional.empty();
        }
        LengthUnit other = declared == LengthUnit.METRE ? LengthUnit.MILLIMETRE : LengthUnit.METRE;
        double otherwise = other.toMetres(declared.fromMetres(extent));
        boolean helps = otherwise >= SMALLEST_EXTENT && otherwise <= LARGEST_EXTENT;
        return Optional.of(name + ": read in " + declared.symbol() + ", the surface is " + millimetres(extent) + " long, expected "
                + millimetres(SMALLEST_EXTENT) + " to " + millimetres(LARGEST_EXTENT)
                + (helps ? "; read in " + other.symbol() + " it would be " + millimetres(otherwise) : ""));
    }

    private static String millimetres(double metres) {
        return BigDecimal.valueOf(metres).movePointRight(3).round(new MathContext(4)).stripTrailingZeros().toPlainString() + " mm";
    }
}
