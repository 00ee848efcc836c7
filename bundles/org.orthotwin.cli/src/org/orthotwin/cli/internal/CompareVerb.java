/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;

/** {@code compare}: the plans of one case side by side. */
public class CompareVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        try (WorkFolder scratch = WorkFolder.temporary()) {
            Simulation simulation = ScenarioInput.simulation(call, ScenarioInput.load(call, scratch.path()));
            List<Plan> plans = chosen(call, simulation);
            if (call.common().dryRun()) {
                plans.forEach(p -> simulation.check(Optional.of(p), call.monitor()));
                call.print(Texts.of(call, "dry.run"));
                call.printJson(json(simulation, "checked", List.of()));
                return Invocation.OK;
            }
            List<RunResult> results = new ArrayList<>();
            for (Plan plan : plans) {
                results.add(ScenarioInput.report(call, simulation, Optional.of(plan)));
            }
            Optional<Path> out = call.option("--out").map(call::path);
            if (out.isPresent()) {
                csv(results).write(out.get());
            }
            print(call, results);
            List<Object> list = results.stream().map(r -> (Object) r.json(List.of(), call.common().language())).toList();
            call.printJson(json(simulation, results.stream().allMatch(RunResult::converged) ? "converged" : "not-converged", list));
            return results.stream().allMatch(RunResult::converged) ? Invocation.OK : Invocation.SOLVER_FAILED;
        }
    }

    private static Map<String, Object> json(Simulation s, String status, List<Object> plans) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("scenario", s.source().scenario().getId());
        json.put("status", status);
        json.put("plans", plans);
        return json;
    }

    private static List<Plan> chosen(Invocation call, Simulation s) {
        List<String> ids = call.options("--plan");
        List<Plan> plans = ids.isEmpty() ? s.source().scenario().getPlans()
                : ids.stream().map(id -> s.source().plan(Optional.of(id)).orElseThrow()).toList();
        if (plans.size() < 2) {
            throw new IllegalArgumentException("to compare, two plans are needed; the scenario '" + s.source().scenario().getId() + "' gives "
                    + plans.size());
        }
        return plans;
    }

    /** One row a plan. */
    private static CsvTable csv(List<RunResult> results) {
        Map<String, String> units = new LinkedHashMap<>();
        for (String id : ids(results)) {
            units.put(id, results.stream().flatMap(r -> r.measurements().stream()).filter(m -> m.definition().id().equals(id)).findFirst()
                    .orElseThrow().definition().unit().symbol());
        }
        List<String> columns = new ArrayList<>(List.of("plan"));
        columns.addAll(units.keySet());
        List<String> symbols = new ArrayList<>(List.of(""));
        symbols.addAll(units.values());
        CsvTable csv = new CsvTable(columns, symbols);
        for (RunResult r : results) {
            List<Object> row = new ArrayList<>(List.of(r.plan().orElseThrow().getId()));
            units.keySet().forEach(id -> row.add(find(r, id).map(m -> RunResult.shown(m.definition().unit(), m.value().si())).orElse(Double.NaN)));
            csv.row(row);
        }
        return csv;
    }

    private static TreeSet<String> ids(List<RunResult> results) {
        TreeSet<String> ids = new TreeSet<>();
        results.forEach(r -> r.measurements().forEach(m -> ids.add(m.definition().id())));
        return ids;
    }

    private static Optional<Measured> find(RunResult r, String id) {
        return r.measurements().stream().filter(m -> m.definition().id().equals(id)).findFirst();
    }

    private static void print(Invocation call, List<RunResult> results) {
        TextTable t = new TextTable("l" + "r".repeat(results.size()) + "l");
        List<String> head = new ArrayList<>(List.of(""));
        results.forEach(r -> head.add(r.plan().orElseThrow().getId()));
        head.add("");
        t.row(head.toArray(String[]::new));
        for (String id : ids(results)) {
            List<String> row = new ArrayList<>(List.of(id));
            String unit = "";
            for (RunResult r : results) {
                Optional<Measured> m = find(r, id);
                row.add(m.map(MeasurementLines::value).orElse("-"));
                unit = m.map(x -> x.definition().unit().symbol()).orElse(unit);
            }
            row.add(unit.equals("1") ? "" : unit);
            t.row(row.toArray(String[]::new));
        }
        call.print(t.toString());
    }
}
