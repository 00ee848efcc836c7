/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.orthotwin.measurement.MeasurementDefinition;

/**
 * The plans of one case side by side, measurement by measurement.
 *
 * @param plans ids, in the order of the columns
 * @param rows everything that was measured in any of the plans, in the order of the ids
 */
public record Comparison(List<String> plans, List<Row> rows) {

    /**
     * A measurement in all plans.
     *
     * @param definition what is measured
     * @param values for each plan; empty where it was not measured
     */
    public record Row(MeasurementDefinition definition, List<Optional<Measured>> values) {

        /** The targets in words, each once; another plan may have another one, or none. */
        public List<String> targets(Function<Measured, String> words) {
            return values.stream().flatMap(Optional::stream).map(words).filter(t -> !t.isEmpty()).distinct().toList();
        }

        /**
         * Whether a plan differs from another in what a reader is shown.
         *
         * @param words a value as it is shown
         */
        public boolean differs(int plan, int from, Function<Measured, String> words) {
            return !values.get(plan).map(words).equals(values.get(from).map(words));
        }
    }

    public Comparison {
        plans = List.copyOf(plans);
        rows = List.copyOf(rows);
    }

    /**
     * @param plans ids
     * @param results of the plans, in their order; empty for one without numbers
     */
    public static Comparison of(List<String> plans, List<Optional<RunResult>> results) {
        Map<String, List<Optional<Measured>>> found = new TreeMap<>();
        for (int i = 0; i < plans.size(); i++) {
            for (Measured m : results.get(i).map(RunResult::measurements).orElse(List.of())) {
                List<Optional<Measured>> cells = found.computeIfAbsent(m.definition().id(), id -> {
                    List<Optional<Measured>> none = new ArrayList<>();
                    plans.forEach(p -> none.add(Optional.empty()));
                    return none;
                });
                cells.set(i, Optional.of(m));
            }
        }
        return new Comparison(plans, found.values().stream().map(cells -> new Row(cells.stream().flatMap(Optional::stream).findFirst()
                .orElseThrow().definition(), List.copyOf(cells))).toList());
    }

    /**
     * The table with one row a plan and one column a measurement.
     *
     * @param statuses a word for each plan
     */
    public CsvTable csv(List<String> statuses) {
        List<String> columns = new ArrayList<>(List.of("plan", "status"));
        List<String> units = new ArrayList<>(List.of("", ""));
        for (Row r : rows) {
            columns.add(r.definition.id());
            units.add(r.definition.unit().symbol());
        }
        CsvTable csv = new CsvTable(columns, units);
        for (int i = 0; i < plans.size(); i++) {
            int plan = i;
            List<Object> cells = new ArrayList<>(List.of(plans.get(plan), statuses.get(plan)));
            rows.forEach(r -> cells.add(r.values.get(plan).map(m -> RunResult.shown(m.definition().unit(), m.value().si())).orElse(null)));
            csv.row(cells);
        }
        return csv;
    }
}
