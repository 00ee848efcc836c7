/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Diagnostic;

/**
 * What a solver answers. Immutable; make it with {@link Builder}.
 *
 * @param status whether the numbers can be relied on
 * @param values named numbers, e.g. {@code hip.rom.flexion}
 * @param tables tables by name
 * @param contacts where things touch
 * @param paths where further bodies go
 * @param messages findings for people
 * @param iterations of an iterative method, else 0
 * @param residual of an iterative method in its own unit, else 0
 */
public record Solution(Status status, Map<String, Value> values, List<Table> tables, List<ContactEvent> contacts, List<BodyPath> paths,
        List<Diagnostic> messages, int iterations, double residual) {

    /** How a computation ended. Not to converge is an answer, not an exception. */
    public enum Status {
        CONVERGED, NOT_CONVERGED
    }

    public Solution {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        tables = List.copyOf(tables);
        contacts = List.copyOf(contacts);
        paths = List.copyOf(paths);
        messages = List.copyOf(messages);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects an answer. */
    public static final class Builder {
        private final Map<String, Value> values = new LinkedHashMap<>();
        private final List<Table> tables = new ArrayList<>();
        private final List<ContactEvent> contacts = new ArrayList<>();
        private final List<BodyPath> paths = new ArrayList<>();
        private final List<Diagnostic> messages = new ArrayList<>();
        private Status status = Status.CONVERGED;
        private int iterations;
        private double residual;

        public Builder value(String name, Value v) {
            values.put(name, v);
            return this;
        }

        public Builder table(Table t) {
            tables.add(t);
            return this;
        }

        public Builder contact(ContactEvent c) {
            contacts.add(c);
            return this;
        }

        public Builder path(BodyPath p) {
            paths.add(p);
            return this;
        }

        public Builder message(Diagnostic d) {
            messages.add(d);
            return this;
        }

        public Builder notConverged(int afterIterations, double residualLeft) {
            status = Status.NOT_CONVERGED;
            iterations = afterIterations;
            residual = residualLeft;
            return this;
        }

        public Builder converged(int afterIterations, double residualLeft) {
            iterations = afterIterations;
            residual = residualLeft;
            return this;
        }

        public Solution build() {
            return new Solution(status, values, tables, contacts, paths, messages, iterations, residual);
        }
    }
}
