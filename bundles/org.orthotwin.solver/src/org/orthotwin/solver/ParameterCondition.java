/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * When a setting counts: other settings that must have one of some texts, and whether the problem must have a joint. Written {@code
 * method=auto|mesh, joint=any}; {@code joint=none} stands for a problem of plain numbers.
 *
 * @param clauses all of which must hold; none if the setting always counts
 */
public record ParameterCondition(List<Clause> clauses) {

    /** Of a setting that always counts. */
    public static final ParameterCondition ALWAYS = new ParameterCondition(List.of());
    /** The name that stands for the problem and for no setting. */
    public static final String JOINT = "joint";
    private static final String NONE = "none";
    private static final String ANY = "any";

    /**
     * @param name of a setting that is a text, or {@link #JOINT}
     * @param texts one of which it must be
     */
    public record Clause(String name, List<String> texts) {

        public Clause {
            texts = List.copyOf(texts);
        }

        /** Whether it is about the problem and asks for one without a joint. */
        public boolean isPlain() {
            return name.equals(JOINT) && texts.contains(NONE);
        }

        /** Whether it is about the problem and asks for one with a joint. */
        public boolean isJoint() {
            return name.equals(JOINT) && texts.contains(ANY);
        }

        private boolean holds(Settings settings, boolean joint) {
            return name.equals(JOINT) ? texts.contains(joint ? ANY : NONE) : texts.contains(String.valueOf(settings.all().get(name)));
        }

        @Override
        public String toString() {
            return name + "=" + String.join("|", texts);
        }
    }

    public ParameterCondition {
        clauses = List.copyOf(clauses);
    }

    /** @throws IllegalArgumentException for what has not the form name=text|text, ... */
    public static ParameterCondition parse(String text) {
        List<Clause> clauses = new ArrayList<>();
        for (String clause : text.isBlank() ? new String[0] : text.split(",", -1)) {
            int eq = clause.indexOf('=');
            String name = eq < 0 ? "" : clause.substring(0, eq).strip();
            List<String> texts = Arrays.stream(clause.substring(eq + 1).split("\\|", -1)).map(String::strip).toList();
            if (name.isEmpty() || texts.contains("")) {
                throw new IllegalArgumentException("'" + clause.strip() + "' is not of the form name=text|text");
            }
            if (name.equals(JOINT) && !texts.equals(List.of(NONE)) && !texts.equals(List.of(ANY))) {
                throw new IllegalArgumentException("'" + clause.strip() + "' must be joint=none or joint=any");
            }
            clauses.add(new Clause(name, texts));
        }
        return new ParameterCondition(clauses);
    }

    /**
     * The first clause that does not hold; empty if the setting counts.
     *
     * @param settings with their defaults
     * @param joint whether the problem has one
     */
    public Optional<Clause> broken(Settings settings, boolean joint) {
        return clauses.stream().filter(c -> !c.holds(settings, joint)).findFirst();
    }

    /** As it is declared; empty if the setting always counts. */
    @Override
    public String toString() {
        return clauses.stream().map(Clause::toString).collect(Collectors.joining(", "));
    }
}
