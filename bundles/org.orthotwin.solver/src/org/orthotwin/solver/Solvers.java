/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.solver.spi.ActivitySource;
import org.orthotwin.solver.spi.Solver;

/** The solvers and activities that the installed bundles contribute. */
public final class Solvers {

    /** Id of the extension point for solvers. */
    public static final String POINT = "org.orthotwin.solver.solvers";
    /** Id of the extension point for activities. */
    public static final String ACTIVITY_POINT = "org.orthotwin.solver.activities";

    private static final Registry<Solver> REGISTRY = new ContributionReader<>(POINT, "solver", Solver.class, "solver").connect();
    private static final Registry<ActivitySource> ACTIVITIES =
            new ContributionReader<>(ACTIVITY_POINT, "activity", ActivitySource.class, "activity").connect();

    private Solvers() {
    }

    public static Registry<Solver> registry() {
        return REGISTRY;
    }

    public static Registry<ActivitySource> activities() {
        return ACTIVITIES;
    }

    /**
     * The settings that a contribution declares in its {@code parameter} elements; known without loading its class.
     *
     * @throws IllegalArgumentException for a declaration that is wrong, naming contribution and parameter
     */
    public static List<ParameterDefinition> parameters(Contribution<?> c) {
        List<ParameterDefinition> list = new ArrayList<>();
        for (Map<String, String> p : c.elements("parameter")) {
            String name = p.getOrDefault("name", "");
            try {
                String dimension = p.getOrDefault("dimension", "");
                Dimension d = dimension.isEmpty() ? null : Dimension.valueOf(dimension.toUpperCase(java.util.Locale.ROOT));
                list.add(new ParameterDefinition(name, p.getOrDefault("description", ""), d, p.getOrDefault("default", ""),
                        d == null ? 0 : limit(p.get("minimum"), d, Double.NEGATIVE_INFINITY),
                        d == null ? 0 : limit(p.get("maximum"), d, Double.POSITIVE_INFINITY),
                        Arrays.stream(p.getOrDefault("choices", "").split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList(),
                        ParameterCondition.parse(p.getOrDefault("when", ""))));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("parameter '" + name + "' of " + c + ": " + e.getMessage(), e);
            }
        }
        list.forEach(p -> requireKnown(c, p, list));
        return list;
    }

    /** A condition on a setting that there is not, or on a text that it cannot have, would never hold. */
    private static void requireKnown(Contribution<?> c, ParameterDefinition p, List<ParameterDefinition> all) {
        for (ParameterCondition.Clause clause : p.when().clauses()) {
            boolean known = clause.name().equals(ParameterCondition.JOINT) || all.stream().anyMatch(d -> d.name().equals(clause.name())
                    && !d.isNumber() && (d.choices().isEmpty() || d.choices().containsAll(clause.texts())));
            if (!known) {
                throw new IllegalArgumentException("parameter '" + p.name() + "' of " + c + ": it counts when " + clause
                        + ", which no setting of it can be");
            }
        }
    }

    private static double limit(String text, Dimension d, double none) {
        return text == null || text.isEmpty() ? none : Quantity.parseSi(text, d);
    }
}
