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
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.Comparison;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.simulation.WorkFolder;

/** {@code compare}: the plans of one case side by side. */
public class CompareVerb implements Verb {

    /** What became of a plan. */
    private record Row(Plan plan, Outcome outcome) {
    }

    @Override
    public int run(Invocation call) throws IOException {
        boolean dry = call.common().dryRun();
        try (WorkFolder scratch = WorkFolder.temporary()) {
            Simulation simulation = ScenarioInput.simulation(call, ScenarioInput.load(call, scratch.path()));
            List<Row> rows = new ArrayList<>();
            for (Plan plan : chosen(call, simulation)) {
                call.monitor().checkCancelled();
                rows.add(new Row(plan, dry ? Outcome.ofCheck(call, () -> simulation.check(Optional.of(plan), call.monitor()))
                        : Outcome.of(call, () -> ScenarioInput.report(call, simulation, Optional.of(plan)))));
            }
            String status = Outcome.together(rows.stream().map(Row::outcome).toList());
            Comparison compared = Comparison.of(rows.stream().map(r -> r.plan.getId()).toList(),
                    rows.stream().map(r -> r.outcome.result()).toList());
            Optional<Path> out = call.option("--out").filter(f -> !dry).map(call::path);
            if (out.isPresent()) {
                compared.csv(rows.stream().map(r -> r.outcome.status().id()).toList()).write(out.get());
            }
            rows.forEach(r -> r.outcome.warnings().forEach(w -> call.warn(Texts.of(call, "compare.warning", r.plan.getId(), w))));
            if (!dry) {
                print(call, rows, compared);
            } else if (Outcome.exitCode(status) == Invocation.OK) {
                call.print(Texts.of(call, "dry.run"));
            }
            call.printJson(json(call, simulation, status, rows));
            return Outcome.exitCode(status);
        }
    }

    private static Map<String, Object> json(Invocation call, Simulation s, String status, List<Row> rows) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("scenario", s.source().scenario().getId());
        json.put("status", status);
        json.put("plans", rows.stream().map(r -> r.outcome.result().map(x -> x.json(List.of(), call.common().language()))
                .orElseGet(() -> withoutResult(s, r))).toList());
        return json;
    }

    private static Map<String, Object> withoutResult(Simulation s, Row r) {
        return RunVerb.nothing(s, Optional.of(r.plan), r.outcome.status().id(), r.outcome.warnings());
    }

    private static List<Plan> chosen(Invocation call, Simulation s) {
        List<String> ids = call.options("--plan");
        List<Plan> plans = ids.isEmpty() ? s.source().scenario().getPlans()
                : ids.stream().map(id -> s.source().plan(Optional.of(id)).orElseThrow()).toList();
        if (plans.size() < 2) {
            throw Texts.refusal("compare.plans", s.source().scenario().getId(), plans.size());
        }
        return plans;
    }

    /** Values and verdicts of each plan, then the unit and the target, which may be another for another plan. */
    private static void print(Invocation call, List<Row> rows, Comparison compared) {
        TextTable t = new TextTable("l" + "rl".repeat(rows.size()) + "ll");
        List<String> head = new ArrayList<>(List.of(""));
        rows.forEach(r -> head.addAll(List.of(r.plan.getId(), r.outcome.failure().isPresent() ? r.outcome.status().id() : "")));
        head.addAll(List.of("", ""));
        t.row(head.toArray(String[]::new));
        for (Comparison.Row row : compared.rows()) {
            List<String> targets = row.targets(MeasurementLines::target);
            List<String> cells = new ArrayList<>(List.of(row.definition().id()));
            for (Optional<Measured> m : row.values()) {
                cells.add(m.map(MeasurementLines::value).orElse("-"));
                // where another plan has a target, to have none is worth a word
                cells.add(m.map(x -> x.verdict() == Verdict.NO_TARGET && !targets.isEmpty() ? x.verdict().id()
                        : MeasurementLines.verdict(x)).orElse(""));
            }
            String unit = row.definition().unit().symbol();
            cells.add(unit.equals("1") ? "" : unit);
            cells.add(String.join(" ", targets));
            t.row(cells.toArray(String[]::new));
        }
        call.print(t.toString());
    }
}
