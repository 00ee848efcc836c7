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
import org.orthotwin.core.Unit;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.Proposals;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Variation;
import org.orthotwin.simulation.WorkFolder;
import org.orthotwin.study.Adjustment;
import org.orthotwin.study.AdjustmentText;

/** {@code adjust}: changes some attributes of a plan until its measurements are as wanted. */
public class AdjustVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        List<Adjustment.Variable> variables = new ArrayList<>();
        List<Variation> alternatives = new ArrayList<>();
        for (String v : call.options("--vary")) {
            AdjustmentText.variable(v).ifPresentOrElse(variables::add, () -> alternatives.add(words(v)));
        }
        if (variables.isEmpty()) {
            throw Texts.refusal("adjust.vary");
        }
        List<Adjustment.Want> wants = call.options("--want").stream().map(AdjustmentText::want).toList();
        try (WorkFolder scratch = WorkFolder.temporary()) {
            Adjustment adjustment = new Adjustment(ScenarioInput.load(call, scratch.path()), call.options("--set"),
                    new Adjustment.Options(call.option("--plan"), variables, alternatives, wants, call.option("--as").orElseThrow(),
                            call.common().seed(), call.common().language()), call.common().threads(), call.monitor());
            if (call.common().dryRun()) {
                print(call, adjustment.changes(), adjustment.wanted());
                call.printJson(json("checked", Optional.empty(), List.of(), adjustment.changes(), adjustment.wanted(), 1));
                return Invocation.OK;
            }
            Adjustment.Result r = adjustment.run(words -> words.isEmpty() ? Texts.of(call, "task.adjust")
                    : Texts.of(call, "task.adjust.with", words), call.monitor());
            Optional<Path> out = call.option("--out").map(call::path);
            if (out.isPresent()) {
                Proposals.save(r.source(), out.get());
            }
            r.choice().forEach(call::print);
            print(call, r.changes(), r.reached());
            call.print(Texts.of(call, r.met() ? "adjust.met" : "adjust.closest", r.runs()));
            r.changes().stream().filter(c -> c.atLimit() && !r.met()).forEach(c -> call.warn(Texts.of(call, "adjust.limit", c.path())));
            call.printJson(json(r.met() ? "reached" : "closest", r.plan(), r.choice(), r.changes(), r.reached(), r.runs()));
            return r.met() ? Invocation.OK : Invocation.SOLVER_FAILED;
        }
    }

    private static Variation words(String text) {
        Variation v = Variation.parse(text);
        if (!v.unit().isEmpty()) {
            throw Texts.refusal("adjust.words", text);
        }
        return v;
    }

    private static void print(Invocation call, List<Adjustment.Change> changes, List<Adjustment.Reached> reached) {
        TextTable t = new TextTable("lrrrl");
        t.row("", Texts.of(call, "adjust.column.before"), Texts.of(call, "adjust.column.after"), Texts.of(call, "adjust.column.wanted"),
                "");
        for (Adjustment.Change c : changes) {
            t.row(c.path(), MeasurementLines.number(c.unit(), c.before()), MeasurementLines.number(c.unit(), c.after()), "",
                    symbol(c.unit()));
        }
        for (Adjustment.Reached r : reached) {
            Unit u = r.definition().unit();
            t.row(r.definition().id(), MeasurementLines.number(u, r.before()), MeasurementLines.number(u, r.after()),
                    MeasurementLines.number(u, r.wanted()) + " +/-" + MeasurementLines.number(u, r.tolerance()), symbol(u));
        }
        call.print(t.toString());
    }

    private static String symbol(Unit u) {
        return u.symbol().equals("1") ? "" : u.symbol();
    }

    private static Map<String, Object> json(String status, Optional<Plan> plan, List<String> choice, List<Adjustment.Change> changes,
            List<Adjustment.Reached> reached, int runs) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", status);
        plan.ifPresent(p -> json.put("plan", p.getId()));
        json.put("runs", runs);
        json.put("choice", choice);
        List<Object> list = new ArrayList<>();
        for (Adjustment.Change c : changes) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("path", c.path());
            o.put("before", quantity(c.unit(), c.before()));
            o.put("after", quantity(c.unit(), c.after()));
            o.put("atLimit", c.atLimit());
            list.add(o);
        }
        json.put("changes", list);
        list = new ArrayList<>();
        for (Adjustment.Reached r : reached) {
            Unit u = r.definition().unit();
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("id", r.definition().id());
            o.put("version", r.definition().version());
            o.put("wanted", quantity(u, r.wanted()));
            o.put("tolerance", quantity(u, r.tolerance()));
            o.put("before", quantity(u, r.before()));
            o.put("after", quantity(u, r.after()));
            o.put("met", r.met());
            list.add(o);
        }
        json.put("measurements", list);
        return json;
    }

    private static Map<String, Object> quantity(Unit unit, double si) {
        return EdgeUnit.quantity(RunResult.shown(unit, si), unit.symbol());
    }
}
