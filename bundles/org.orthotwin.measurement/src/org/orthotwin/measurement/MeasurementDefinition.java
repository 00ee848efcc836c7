/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.measurement;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.measurement.spi.Measurement;

/**
 * A named, versioned definition of a measurement, as declared by its contributor.
 *
 * @param id dotted, e.g. {@code hip.cup.inclination.radiographic}
 * @param version changes whenever a number could change
 * @param name for people
 * @param description how it is measured, with source
 * @param dimension of the value
 * @param unit in which it is shown
 * @param joints joint types that it is for; empty for all
 * @param solver solver that must have run; empty for none
 * @param optional whether it is left out where it has no value, unless a scenario asks for it by name
 * @param landmarks whether the value depends on landmarks, so that their uncertainty goes over to it
 * @param roles roles of the parts that it needs; it is left out, not failed, for a plan that lacks one
 * @param lower default target, SI; -infinity for none
 * @param upper default target, SI; infinity for none
 * @param targetSource source of the target
 * @param targets targets that are stated for some subjects or plans only; where there are any, the first that holds is the default, and
 *     where none holds there is no default
 */
public record MeasurementDefinition(String id, String version, String name, String description, Dimension dimension, Unit unit,
        List<String> joints, String solver, boolean optional, boolean landmarks, List<String> roles, double lower, double upper,
        String targetSource,
        List<ConditionalTarget> targets) {

    /** @throws IllegalArgumentException for a declaration that is wrong */
    public static MeasurementDefinition of(Contribution<Measurement> c) {
        Unit unit = Unit.of(c.attribute("unit"));
        String dimension = c.attribute("dimension");
        Dimension d = dimension.isEmpty() ? unit.dimension() : Dimension.valueOf(dimension.toUpperCase(Locale.ROOT));
        return new MeasurementDefinition(c.id(), c.attribute("version"), c.name(), c.description(), d, unit, list(c.attribute("joints")),
                c.attribute("solver"), "true".equals(c.attribute("optional")), !"false".equals(c.attribute("landmarks")),
                list(c.attribute("roles")), limit(c.attribute("lower"), d, Double.NEGATIVE_INFINITY),
                limit(c.attribute("upper"), d, Double.POSITIVE_INFINITY), c.attribute("targetSource"),
                c.elements("target").stream().map(t -> ConditionalTarget.of(t, d)).toList());
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    static double limit(String text, Dimension d, double none) {
        return text.isEmpty() ? none : Quantity.parseSi(text, d);
    }
}
