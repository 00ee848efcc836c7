/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.util.Locale;

/** The unit of the lengths in a mesh file. Surface formats do not carry one, so whoever reads or writes a file has to say it. */
public enum LengthUnit {

    METRE("m"), MILLIMETRE("mm");

    private final String symbol;

    LengthUnit(String symbol) {
        this.symbol = symbol;
    }

    /** {@code m} or {@code mm}. */
    public String symbol() {
        return symbol;
    }

    /** A length in this unit, in m. Divides by 1000 for mm: the quotient is the double nearest to the decimal value. */
    public double toMetres(double value) {
        return this == MILLIMETRE ? value / 1000.0 : value;
    }

    /** A length in m, in this unit: where there is one, the double that {@link #toMetres} gives back unchanged. */
    public double fromMetres(double metres) {
        if (this == METRE) {
            return metres;
        }
        double mm = metres * 1000.0;
        if (mm / 1000.0 != metres) {
            return Math.nextUp(mm) / 1000.0 == metres ? Math.nextUp(mm) : Math.nextDown(mm) / 1000.0 == metres ? Math.nextDown(mm) : mm;
        }
        return mm;
    }

    /**
     * A length in m as the shortest decimal in this unit from which {@link #toMetres} makes the same length again; {@code 0.0123} m is
     * {@code 12.3} mm, not {@code 12.299999999999999}.
     */
    public String format(double metres) {
        if (this == METRE || metres == 0) {
            return shortest(metres);
        }
        String best = null;
        double y = metres * 1000.0;
        for (int i = 0; i < 5; i++) {
            // the product may miss by an ulp or two what was divided
            double candidate = y + (i % 2 == 0 ? i / 2 : -(i + 1) / 2) * Math.ulp(y);
            if (candidate / 1000.0 == metres) {
                String s = shortest(candidate);
                best = best == null || s.length() < best.length() ? s : best;
            }
        }
        return best == null ? shortest(y) : best;
    }

    /** The unit of that symbol, {@code m} or {@code mm}, or of that name. */
    public static LengthUnit of(String text) {
        for (LengthUnit u : values()) {
            if (u.symbol.equals(text.trim()) || u.name().equals(text.trim().toUpperCase(Locale.ROOT))) {
                return u;
            }
        }
        throw new IllegalArgumentException("unknown length unit '" + text + "', expected m or mm");
    }

    static String shortest(double d) {
        if (d == 0) {
            return "0";
        }
        String s = Double.toString(d);
        return s.endsWith(".0") ? s.substring(0, s.length() - 2) : s;
    }
}
