/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import java.util.List;
import org.orthotwin.core.Dimension;

/**
 * A setting that a solver or another contribution takes.
 *
 * @param name dotted, e.g. {@code head.diameter}
 * @param description one sentence
 * @param dimension of a number; null for a text
 * @param defaultText default as people write it, with unit ({@code 28mm}); empty if it must be given or may be left out
 * @param minimum smallest number allowed, SI
 * @param maximum largest number allowed, SI
 * @param choices allowed texts; empty for any
 * @param when it counts; where it does not, it changes no number
 */
public record ParameterDefinition(String name, String description, Dimension dimension, String defaultText, double minimum, double maximum,
        List<String> choices, ParameterCondition when) {

    public ParameterDefinition {
        choices = List.copyOf(choices);
    }

    /** A setting that always counts. */
    public ParameterDefinition(String name, String description, Dimension dimension, String defaultText, double minimum, double maximum,
            List<String> choices) {
        this(name, description, dimension, defaultText, minimum, maximum, choices, ParameterCondition.ALWAYS);
    }

    public boolean isNumber() {
        return dimension != null;
    }
}
