/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.measurement;

import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;

/**
 * A target that is stated for some subjects or some plans only.
 *
 * @param lower end of the target, SI; -infinity for none
 * @param upper end of the target, SI; infinity for none
 * @param source of the target
 * @param sex of the subjects that it is stated for, {@code female} or {@code male}; empty for all
 * @param measurement id of another measurement whose value decides; empty for none
 * @param from smallest value of that measurement for which the target is stated, SI
 * @param to largest one, SI
 * @param unit in which {@code from} and {@code to} were declared
 */
public record ConditionalTarget(double lower, double upper, String source, String sex, String measurement, double from, double to,
        Unit unit) {

    /** In SI: what a plan puts at the end of a range is within it, whatever its value has gone through since. */
    private static final double ROUNDING = 1e-9;

    /**
     * Reads a declared target.
     *
     * @param a attributes of the element
     * @param dimension of what is measured
     * @throws IllegalArgumentException for a declaration that is wrong
     */
    static ConditionalTarget of(Map<String, String> a, Dimension dimension) {
        String sex = a.getOrDefault("sex", "");
        String measurement = a.getOrDefault("measurement", "");
        String from = a.getOrDefault("from", "");
        String to = a.getOrDefault("to", "");
        if (!sex.isEmpty() && !sex.equals("female") && !sex.equals("male")) {
            throw new IllegalArgumentException("a target is for the sex '" + sex + "', expected female or male");
        }
        if (measurement.isEmpty() != (from.isEmpty() && to.isEmpty())) {
            throw new IllegalArgumentException("a target needs a measurement with from or to, or none of the three");
        }
        Unit unit = measurement.isEmpty() ? Unit.of("1") : Quantity.parse(from.isEmpty() ? to : from).unit();
        return new ConditionalTarget(MeasurementDefinition.limit(a.getOrDefault("lower", ""), dimension, Double.NEGATIVE_INFINITY),
                MeasurementDefinition.limit(a.getOrDefault("upper", ""), dimension, Double.POSITIVE_INFINITY), a.getOrDefault("source", ""),
                sex, measurement, MeasurementDefinition.limit(from, unit.dimension(), Double.NEGATIVE_INFINITY),
                MeasurementDefinition.limit(to, unit.dimension(), Double.POSITIVE_INFINITY), unit);
    }

    /**
     * Whether the target is stated for this.
     *
     * @param ofSubject {@code female}, {@code male} or anything else where it is not known
     * @param value of {@link #measurement}, SI; NaN if there is none, which no range holds
     */
    public boolean holds(String ofSubject, double value) {
        return (sex.isEmpty() || sex.equals(ofSubject))
                && (measurement.isEmpty() || value >= from - ROUNDING && value <= to + ROUNDING);
    }

    /** Its conditions in words, such as {@code sex male} or {@code hip.cup.inclination.radiographic 40 to 45 deg}. */
    public String conditions() {
        String range = measurement + (from == Double.NEGATIVE_INFINITY ? " up to " + shown(to)
                : to == Double.POSITIVE_INFINITY ? " from " + shown(from) : " " + shown(from) + " to " + shown(to))
                + (unit.symbol().equals("1") ? "" : " " + unit.symbol());
        return measurement.isEmpty() ? "sex " + sex : sex.isEmpty() ? range : "sex " + sex + ", " + range;
    }

    private String shown(double si) {
        return Numbers.shortest(Numbers.edge(unit.fromSi(si)));
    }
}
