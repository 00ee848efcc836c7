/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.NearNames;
import org.orthotwin.core.Numbers;
import org.orthotwin.measurement.Measurements;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.Objective;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.Strategy;
import org.orthotwin.simulation.StrategyMatrix;
import org.orthotwin.simulation.Variation;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.simulation.WorkFolder;

/** {@code sweep}: a scenario over a grid or a list of values of any attributes. */
public class SweepVerb implements Verb {

    /** What is kept of a point until the columns of all are known: the outcome and the values by id, in the unit that they are shown in. */
    private record Row(List<Integer> point, Outcome outcome, Map<String, Double> values, Strategy strategy) {
    }

    @Override
    public int run(Invocation call) throws IOException {
        List<Variation> axes = call.options("--vary").stream().map(Variation::parse).toList();
        List<List<Integer>> points = call.flag("--list") ? listed(axes) : Variation.grid(axes);
        List<Objective> objectives = call.options("--objective").stream().map(SweepVerb::objective).toList();
        try (WorkFolder scratch = WorkFolder.temporary()) {
            return sweep(call, ScenarioInput.load(call, scratch.path()), axes, points, objectives);
        }
    }

    private static Objective objective(String text) {
        String[] parts = text.split("=", -1);
        Objective.Goal goal = parts.length != 2 ? null : Stream.of(Objective.Goal.values()).filter(g -> g.id().equals(parts[1].strip()))
                .findFirst().orElse(null);
        if (goal == null) {
            throw Texts.refusal("sweep.objective", text);
        }
        String id = parts[0].strip();
        if (Measurements.registry().find(id).isEmpty()) {
            List<String> near = NearNames.of(id, Measurements.registry().ids());
            throw near.isEmpty() ? Texts.refusal("sweep.objective.unknown", id)
                    : Texts.refusal("sweep.objective.near", id, String.join(", ", near));
        }
        return new Objective(id, goal);
    }

    private static int sweep(Invocation call, Case source, List<Variation> axes, List<List<Integer>> points, List<Objective> objectives)
            throws IOException {
        boolean dry = call.common().dryRun();
        List<Row> rows = new ArrayList<>();
        Map<String, String> units = new TreeMap<>();
        List<Object> json = new ArrayList<>();
        Simulation base = ScenarioInput.simulation(call, source);
        for (List<Integer> point : points) {
            call.monitor().checkCancelled();
            call.monitor().begin("Point " + (rows.size() + 1) + " of " + points.size(), 0);
            Outcome o = dry ? Outcome.ofCheck(call, () -> {
                Simulation s = point(call, base, axes, point);
                return s.check(ScenarioInput.plan(call, s), call.monitor());
            }) : Outcome.of(call, () -> {
                Simulation s = point(call, base, axes, point);
                return ScenarioInput.run(call, s, ScenarioInput.plan(call, s));
            });
            Map<String, Double> values = new TreeMap<>();
            for (Measured m : o.result().map(RunResult::measurements).orElse(List.of())) {
                values.put(m.definition().id(), RunResult.shown(m.definition().unit(), m.value().si()));
                units.put(m.definition().id(), m.definition().unit().symbol());
            }
            rows.add(new Row(point, o.light(), values, strategy(o, objectives)));
            json.add(json(call, axes, point, o));
        }
        Optional<StrategyMatrix> matrix = objectives.isEmpty() || dry ? Optional.empty()
                : Optional.of(StrategyMatrix.of(rows.stream().map(Row::strategy).toList(), objectives));
        matrix.ifPresent(m -> judge(call, axes, rows, json, m));
        String status = Outcome.together(rows.stream().map(Row::outcome).toList());
        Optional<Path> out = call.option("--out").filter(f -> !dry).map(call::path);
        if (out.isPresent()) {
            csv(axes, units, rows, matrix).write(out.get());
        }
        warn(call, axes, rows);
        long without = rows.stream().filter(r -> r.outcome.failure().isPresent()).count();
        if (without > 0) {
            call.print(Texts.of(call, "sweep.without", without, rows.size()));
        }
        call.print(dry ? Texts.of(call, "dry.sweep", rows.size())
                : out.isPresent() ? Texts.of(call, "sweep.points.in", rows.size(), out.get())
                : Texts.of(call, "sweep.points", rows.size()));
        call.printJson(json(source, status, json));
        return Outcome.exitCode(status);
    }

    /** What the objectives need of a point. */
    private static Strategy strategy(Outcome o, List<Objective> objectives) {
        Map<String, Measured> measured = new LinkedHashMap<>();
        Set<String> wanted = objectives.stream().map(Objective::measurement).collect(Collectors.toSet());
        o.result().map(RunResult::measurements).orElse(List.of()).stream().filter(m -> wanted.contains(m.definition().id()))
                .forEach(m -> measured.put(m.definition().id(), m));
        return new Strategy("", List.of(), Optional.empty(), measured, o.status() == Outcome.Status.CONVERGED, "");
    }

    /** Adds to each point how it stands, names those that no other beats, and the targets that are none. */
    @SuppressWarnings("unchecked")
    private static void judge(Invocation call, List<Variation> axes, List<Row> rows, List<Object> json, StrategyMatrix matrix) {
        for (int i = 0; i < rows.size(); i++) {
            Map<String, Object> point = (Map<String, Object>) json.get(i);
            StrategyMatrix.Standing s = matrix.standings().get(i);
            point.put("score", s.score());
            point.put("pareto-optimal", s.optimal());
            if (s.optimal()) {
                call.print(Texts.of(call, "sweep.optimal", at(axes, rows.get(i)), Numbers.fixed(s.score(), 1)));
            }
        }
        for (Objective o : matrix.objectives()) {
            if (o.goal() == Objective.Goal.TARGET && matrix.strategies().stream().map(s -> s.measured().get(o.measurement()))
                    .allMatch(m -> m == null || m.verdict() == Verdict.NO_TARGET || m.verdict() == Verdict.NOT_MEASURED)) {
                call.warn(Texts.of(call, "sweep.objective.no-target", o.measurement()));
            }
        }
    }

    private static String at(List<Variation> axes, Row row) {
        StringBuilder at = new StringBuilder();
        for (int k = 0; k < axes.size(); k++) {
            at.append(k == 0 ? "" : ", ").append(axes.get(k).path()).append('=').append(value(axes, row.point, k));
        }
        return at.toString();
    }

    /** Each sentence once, with the first point that it is about and how many more there are. */
    private static void warn(Invocation call, List<Variation> axes, List<Row> rows) {
        Map<String, Integer> first = new LinkedHashMap<>();
        Map<String, Integer> count = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            for (String w : new LinkedHashSet<>(rows.get(i).outcome.warnings())) {
                first.putIfAbsent(w, i);
                count.merge(w, 1, Integer::sum);
            }
        }
        first.forEach((text, i) -> {
            String at = at(axes, rows.get(i));
            call.warn(count.get(text) == 1 ? Texts.of(call, "sweep.warning", at, text)
                    : Texts.of(call, "sweep.warning.more", at, count.get(text) - 1, text));
        });
    }

    private static Map<String, Object> json(Invocation call, List<Variation> axes, List<Integer> point, Outcome o) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < axes.size(); i++) {
            values.put(axes.get(i).path(), value(axes, point, i));
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("point", values);
        row.put("status", o.status().id());
        row.put("warnings", o.warnings());
        row.put("measurements", o.result().map(r -> r.json(List.of(), call.common().language()).get("measurements")).orElse(List.of()));
        return row;
    }

    private static String value(List<Variation> axes, List<Integer> point, int axis) {
        return axes.get(axis).values().get(point.get(axis));
    }

    private static Simulation point(Invocation call, Simulation base, List<Variation> axes, List<Integer> point) {
        List<String> overrides = new ArrayList<>();
        for (int i = 0; i < axes.size(); i++) {
            overrides.add(axes.get(i).path() + "=" + value(axes, point, i));
        }
        return base.with(overrides, call.monitor());
    }

    /** The varied attributes, the status, how a point stands to objectives, and everything that was measured at any point. */
    private static CsvTable csv(List<Variation> axes, Map<String, String> units, List<Row> rows, Optional<StrategyMatrix> matrix) {
        List<String> columns = new ArrayList<>(axes.stream().map(Variation::path).toList());
        List<String> symbols = new ArrayList<>(axes.stream().map(Variation::unit).toList());
        columns.add("status");
        symbols.add("");
        if (matrix.isPresent()) {
            columns.addAll(List.of("score", "pareto-optimal"));
            symbols.addAll(List.of("%", ""));
        }
        columns.addAll(units.keySet());
        symbols.addAll(units.values());
        CsvTable csv = new CsvTable(columns, symbols);
        for (int row = 0; row < rows.size(); row++) {
            Row r = rows.get(row);
            List<Object> cells = new ArrayList<>();
            for (int i = 0; i < axes.size(); i++) {
                cells.add(axes.get(i).numbers().get(r.point.get(i)));
            }
            cells.add(r.outcome.status().id());
            if (matrix.isPresent()) {
                cells.add(matrix.get().standings().get(row).score());
                cells.add(String.valueOf(matrix.get().standings().get(row).optimal()));
            }
            units.keySet().forEach(id -> cells.add(r.values.get(id)));
            csv.row(cells);
        }
        return csv;
    }

    private static Map<String, Object> json(Case source, String status, List<Object> points) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("scenario", source.scenario().getId());
        json.put("status", status);
        json.put("points", points);
        return json;
    }

    /** The first values of all axes, then the second ones ... */
    private static List<List<Integer>> listed(List<Variation> axes) {
        int n = axes.getFirst().values().size();
        for (Variation a : axes) {
            if (a.values().size() != n) {
                throw Texts.refusal("sweep.list", a.path(), a.values().size(), n);
            }
        }
        return IntStream.range(0, n).mapToObj(i -> Collections.nCopies(axes.size(), i)).toList();
    }
}
