/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.measurement.MeasurementDefinition;

/**
 * Ways to operate, held against what is wanted.
 *
 * <p>The <b>score</b> of a way, from 0 to 100, is the mean over the objectives of how far each is reached, each counting as much as any
 * other. A target that is to be met counts 1 within it and less in proportion outside, down to 0 as far outside as it is wide
 * ({@link Objective#met}); of a value that is to be small or large the best of the table counts 1 and the worst 0, in proportion
 * between. What could not be measured counts 0. <b>Pareto-optimal</b> are the ways that no other of the table beats: none is at least
 * as good in every objective and better in one. Only ways that converged and have a value for each objective take part.
 *
 * @param strategies the ways, in the order in which they were computed
 * @param objectives what is wanted
 * @param standings of the ways, in their order
 */
public record StrategyMatrix(List<Strategy> strategies, List<Objective> objectives, List<Standing> standings) {

    /**
     * How a way stands among the others.
     *
     * @param score from 0 to 100; NaN where it could not be computed, or without an objective
     * @param met how many of the objectives that have a target are within it
     * @param targets how many of the objectives have one
     * @param optimal whether no other way beats it
     */
    public record Standing(double score, int met, int targets, boolean optimal) {
    }

    private static final double FULL = 100;

    public StrategyMatrix {
        strategies = List.copyOf(strategies);
        objectives = List.copyOf(objectives);
        standings = List.copyOf(standings);
    }

    public static StrategyMatrix of(List<Strategy> strategies, List<Objective> objectives) {
        double[][] costs = new double[strategies.size()][objectives.size()];
        for (int i = 0; i < costs.length; i++) {
            Strategy s = strategies.get(i);
            for (int k = 0; k < objectives.size(); k++) {
                costs[i][k] = s.converged() ? objectives.get(k).cost(s.measured().get(objectives.get(k).measurement())) : Double.NaN;
            }
        }
        boolean[] optimal = objectives.isEmpty() ? new boolean[costs.length] : Pareto.optimal(costs);
        List<double[]> ranges = objectives.stream().map(o -> range(strategies, o)).toList();
        List<Standing> standings = new ArrayList<>();
        for (int i = 0; i < costs.length; i++) {
            standings.add(standing(strategies.get(i), objectives, ranges, optimal[i]));
        }
        return new StrategyMatrix(strategies, objectives, standings);
    }

    /** The least and the largest cost of an objective in the table; NaN without any. */
    private static double[] range(List<Strategy> strategies, Objective o) {
        return strategies.stream().mapToDouble(s -> o.cost(s.measured().get(o.measurement()))).filter(c -> !Double.isNaN(c)).collect(
                () -> new double[] {Double.NaN, Double.NaN}, (r, c) -> {
                    r[0] = r[0] <= c ? r[0] : c;
                    r[1] = r[1] >= c ? r[1] : c;
                }, (r, q) -> {
                    throw new IllegalStateException("not parallel");
                });
    }

    private static Standing standing(Strategy s, List<Objective> objectives, List<double[]> ranges, boolean optimal) {
        double sum = 0;
        int met = 0;
        int targets = 0;
        for (int k = 0; k < objectives.size(); k++) {
            Objective o = objectives.get(k);
            Measured m = s.measured().get(o.measurement());
            if (m == null) {
                continue;
            }
            targets += m.verdict() == Verdict.NO_TARGET || m.verdict() == Verdict.NOT_MEASURED ? 0 : 1;
            met += m.verdict() == Verdict.WITHIN ? 1 : 0;
            sum += o.goal() == Objective.Goal.TARGET ? Objective.met(m) : relative(o.cost(m), ranges.get(k));
        }
        return new Standing(s.measured().isEmpty() || objectives.isEmpty() ? Double.NaN : FULL * sum / objectives.size(), met, targets,
                optimal);
    }

    private static double relative(double cost, double[] range) {
        return Double.isNaN(cost) ? 0 : range[1] > range[0] ? (range[1] - cost) / (range[1] - range[0]) : 1;
    }

    /** What was measured in any of the ways, by id. */
    public Map<String, MeasurementDefinition> definitions() {
        Map<String, MeasurementDefinition> all = new LinkedHashMap<>();
        strategies.forEach(s -> s.measured().values().stream().map(Measured::definition).sorted((a, b) -> a.id().compareTo(b.id()))
                .forEach(d -> all.putIfAbsent(d.id(), d)));
        return all;
    }

    /**
     * The table with a row for each way: its plan and values, how it stands, and everything that was measured.
     *
     * @param variations whose values the ways have
     */
    public CsvTable csv(List<Variation> variations) {
        Map<String, MeasurementDefinition> definitions = definitions();
        List<String> columns = new ArrayList<>(List.of("plan"));
        List<String> units = new ArrayList<>(List.of(""));
        variations.forEach(v -> {
            columns.add(v.path());
            units.add(v.unit());
        });
        columns.addAll(List.of("status", "score", "targets-met", "targets", "pareto-optimal"));
        units.addAll(List.of("", "%", "", "", ""));
        definitions.values().forEach(d -> {
            columns.add(d.id());
            units.add(d.unit().symbol());
        });
        CsvTable csv = new CsvTable(columns, units);
        for (int i = 0; i < strategies.size(); i++) {
            Strategy s = strategies.get(i);
            Standing st = standings.get(i);
            List<Object> cells = new ArrayList<>(List.of(s.plan()));
            for (int k = 0; k < variations.size(); k++) {
                cells.add(s.isAsPlanned() ? null : number(variations.get(k), s.values().get(k)));
            }
            cells.add(!s.problem().isEmpty() ? "no-result" : s.converged() ? "converged" : "not-converged");
            cells.add(st.score());
            cells.add(String.valueOf(st.met()));
            cells.add(String.valueOf(st.targets()));
            cells.add(String.valueOf(st.optimal()));
            definitions.values().forEach(d -> cells.add(s.measured().get(d.id()) == null ? null
                    : RunResult.shown(d.unit(), s.measured().get(d.id()).value().si())));
            csv.row(cells);
        }
        return csv;
    }

    private static Object number(Variation v, String value) {
        return v.numbers().get(v.values().indexOf(value));
    }
}
