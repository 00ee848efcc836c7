/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;

/**
 * One attribute and the values that it takes.
 *
 * @param path as for {@code --set}
 * @param values as people write them
 * @param numbers the same in {@code unit}, if all are numbers with units of one dimension; otherwise the texts
 * @param unit symbol of the first value's; empty for texts
 */
public record Variation(String path, List<String> values, List<?> numbers, String unit) {

    /** More points than this are a mistake in a step rather than a wish. */
    public static final int MAX_POINTS = 100_000;

    public Variation {
        values = List.copyOf(values);
        numbers = List.copyOf(numbers);
    }

    /** @throws org.orthotwin.core.InputException if the values have units of different dimensions */
    public static Variation of(String path, List<String> values) {
        List<Quantity> read = new ArrayList<>();
        for (String v : values) {
            try {
                read.add(Quantity.parse(v));
            } catch (IllegalArgumentException e) {
                // a size or another word: the column holds texts, and the case says what it does not take
                return new Variation(path, values, values, "");
            }
        }
        Unit unit = read.getFirst().unit();
        for (int i = 0; i < values.size(); i++) {
            if (read.get(i).unit().dimension() != unit.dimension()) {
                throw Texts.refuse("vary.unit", path, values.get(i), values.getFirst());
            }
        }
        return new Variation(path, values, read.stream().map(q -> q.unit() == unit ? q.value() : RunResult.shown(unit, q.si())).toList(),
                unit.symbol());
    }

    /**
     * @param text {@code path=from:to:step} or {@code path=a,b,c}
     * @throws org.orthotwin.core.InputException for another form, or values of different units
     * @throws IllegalArgumentException for numbers that cannot be read
     */
    public static Variation parse(String text) {
        int eq = text.indexOf('=');
        if (eq < 1 || eq == text.length() - 1) {
            throw Texts.refuse("vary.form", text);
        }
        String values = text.substring(eq + 1);
        return of(text.substring(0, eq).strip(), values.contains(":") ? range(text, values.split(":"))
                : Arrays.stream(values.split(",")).map(String::strip).toList());
    }

    private static List<String> range(String text, String[] parts) {
        if (parts.length != 3) {
            throw Texts.refuse("vary.range", text);
        }
        Quantity from = Quantity.parse(parts[0]);
        Quantity to = Quantity.parse(parts[1]);
        Quantity step = Quantity.parse(parts[2]);
        Unit u = from.unit();
        if (to.unit() != u || step.unit() != u || !(step.value() > 0) || to.value() < from.value()) {
            throw Texts.refuse("vary.range.order", text);
        }
        double n = Math.floor((to.value() - from.value()) / step.value() + 1e-9) + 1;
        if (n > MAX_POINTS) {
            throw Texts.refuse("vary.values", text, Numbers.shortest(n), MAX_POINTS);
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            values.add(Numbers.shortest(Numbers.edge(from.value() + i * step.value())) + (u.symbol().equals("1") ? "" : u.symbol()));
        }
        return values;
    }

    /**
     * Points as the index of each variation's value, the last one varying fastest; one point for no variation.
     *
     * @throws org.orthotwin.core.InputException for more than {@link #MAX_POINTS}
     */
    public static List<List<Integer>> grid(List<Variation> variations) {
        List<List<Integer>> points = new ArrayList<>(List.of(List.of()));
        for (Variation a : variations) {
            if ((long) points.size() * a.values.size() > MAX_POINTS) {
                throw Texts.refuse("vary.grid", MAX_POINTS);
            }
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> p : points) {
                for (int i = 0; i < a.values.size(); i++) {
                    List<Integer> q = new ArrayList<>(p);
                    q.add(i);
                    longer.add(q);
                }
            }
            points = longer;
        }
        return points;
    }
}
