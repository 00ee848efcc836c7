/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number with its unit, as people write it: {@code 45deg}, {@code -1.5 mm}, {@code 72 kg}.
 *
 * @param value in {@code unit}
 * @param unit its unit
 */
public record Quantity(double value, Unit unit) {

    private static final Pattern FORM =
            Pattern.compile("\\s*([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)\\s*([^\\s\\d].*?)?\\s*");

    /**
     * Reads a number and the unit behind it.
     *
     * @throws IllegalArgumentException if the text is no number, the number is not finite (as written or in SI) or the unit is unknown
     */
    public static Quantity parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a number with a unit, such as 45deg or 28mm");
        }
        Quantity q = new Quantity(Double.parseDouble(m.group(1)), Unit.of(m.group(2) == null ? "" : m.group(2)));
        if (!Double.isFinite(q.value) || !Double.isFinite(q.si())) {
            throw new IllegalArgumentException("'" + text + "' is too large a number");
        }
        return q;
    }

    /**
     * Reads a number with a unit of the wanted dimension.
     *
     * @return the value in SI
     * @throws IllegalArgumentException as {@link #parse(String)}, and if the unit is missing or measures something else
     */
    public static double parseSi(String text, Dimension wanted) {
        Quantity q = parse(text);
        if (q.unit.dimension() != wanted) {
            throw new IllegalArgumentException("'" + text + "' has " + (q.unit.symbol().equals("1") ? "no unit" : "the unit " + q.unit)
                    + ", but " + unitsOf(wanted) + " is wanted");
        }
        return q.si();
    }

    private static String unitsOf(Dimension d) {
        StringBuilder b = new StringBuilder();
        for (Unit u : Unit.all()) {
            if (u.dimension() == d) {
                b.append(b.isEmpty() ? "" : " or ").append(u.symbol().equals("1") ? "a plain number" : u.symbol());
            }
        }
        return b.toString();
    }

    public double si() {
        return unit.toSi(value);
    }

    @Override
    public String toString() {
        return Numbers.shortest(value) + (unit.symbol().equals("1") ? "" : " " + unit);
    }
}
