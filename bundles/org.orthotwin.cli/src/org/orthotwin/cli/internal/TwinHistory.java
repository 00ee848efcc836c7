/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Timestamps;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.Belief;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Observable;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.simulation.RunResult;

/** {@code twin history}, {@code diff} and {@code branch}: the states of a twin's file. */
final class TwinHistory {

    private final Invocation call;
    private final TwinInput input;

    private TwinHistory(Invocation call, TwinInput input) {
        this.call = call;
        this.input = input;
    }

    static int history(Invocation call) throws IOException {
        return new TwinHistory(call, TwinInput.load(call, file(call))).history();
    }

    static int diff(Invocation call) throws IOException {
        return new TwinHistory(call, TwinInput.load(call, file(call))).diff();
    }

    static int branch(Invocation call) throws IOException {
        try (TwinInput input = TwinInput.open(call, file(call))) {
            return new TwinHistory(call, input).branch();
        }
    }

    private static Path file(Invocation call) {
        return call.path(call.operand("input"));
    }

    private int history() {
        TextTable t = new TextTable("lllll");
        t.row(Texts.of(call, "twin.history.columns").split("\\|"));
        for (TwinState s : input.twin().getStates()) {
            t.row(s.getId() + (s == input.twin().getCurrentState() ? " *" : ""), s.getTime(), s.getParent() == null ? "" : s.getParent()
                    .getId(), s.getInputs().size() == 1 ? s.getInputs().getFirst().getId() + " " + s.getInputs().getFirst().getDefinition()
                            : "", String.valueOf(s.getCause()));
        }
        call.print(t.toString());
        Map<String, Object> o = head();
        o.put("current", input.twin().getCurrentState() == null ? null : input.twin().getCurrentState().getId());
        o.put("observations", input.twin().getObservations().size());
        o.put("states", FollowUpResult.states(input.twin().getStates()));
        call.printJson(o);
        return Invocation.OK;
    }

    private Map<String, Object> head() {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("twin", input.file().toString());
        o.put("patient", input.twin().getPseudonym());
        return o;
    }

    private int diff() {
        TwinState to = input.state("--to");
        TwinState from = call.option("--from").map(id -> Histories.state(input.twin(), id))
                .orElseGet(() -> Histories.chain(to).getFirst());
        List<Object> changes = new ArrayList<>();
        TextTable t = new TextTable("lrrrl");
        t.row(Texts.of(call, "twin.diff.columns").split("\\|"));
        for (Histories.Change c : Histories.difference(from, to)) {
            Unit u = shown(c);
            t.row(c.name(), pair(u, c.before(), c.beforeSd()), pair(u, c.after(), c.afterSd()),
                    Double.isNaN(c.shift()) ? "-" : String.format(Locale.ROOT, "%+.1f", c.shift()),
                    u.symbol().equals("1") ? "" : u.symbol());
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("name", c.name());
            o.put("unit", u.symbol());
            o.put("before", RunResult.shown(u, c.before()));
            o.put("beforeSd", RunResult.shown(u, c.beforeSd()));
            o.put("after", RunResult.shown(u, c.after()));
            o.put("afterSd", RunResult.shown(u, c.afterSd()));
            o.put("shift", Double.isNaN(c.shift()) ? null : c.shift());
            changes.add(o);
        }
        call.print(t.toString());
        Map<String, Object> o = head();
        o.put("from", from.getId());
        o.put("to", to.getId());
        o.put("changes", changes);
        call.printJson(o);
        return Invocation.OK;
    }

    /** Years and days rather than seconds. */
    private static Unit shown(Histories.Change c) {
        Unit si = Unit.of(c.unit());
        return switch (si.dimension()) {
            case TIME -> Unit.of("d");
            case SPEED -> c.name().startsWith("gait.") ? si : Unit.of("mm/yr");
            default -> EdgeUnit.of(c.unit());
        };
    }

    private static String pair(Unit u, double v, double sd) {
        return Double.isNaN(v) ? "-" : String.format(Locale.ROOT, "%.4g +- %.2g", u.fromSi(v), u.fromSi(sd));
    }

    private int branch() throws IOException {
        TwinState from = input.state("--from");
        Map<String, Belief.Value> values = new LinkedHashMap<>();
        List<Observable> observables = new FollowUp(input.twin()).belief(from).observables();
        for (String set : call.options("--set")) {
            int eq = set.indexOf('=');
            int pm = set.indexOf("+-", eq + 1);
            if (eq < 1 || pm < 0) {
                throw Texts.refusal("twin.branch.set", set);
            }
            String name = set.substring(0, eq);
            Dimension d = dimension(observables, name);
            values.put(name, new Belief.Value(Quantity.parseSi(set.substring(eq + 1, pm), d), Quantity.parseSi(set.substring(pm + 2), d)));
        }
        String reason = call.option("--reason").orElseThrow(() -> new IllegalArgumentException(Texts.of(call, "twin.branch.reason")));
        TwinState s = Histories.branch(input.twin(), from, reason, values, Timestamps.now(), TwinInput.software());
        input.save();
        call.print(Texts.of(call, "twin.branched", s.getId(), from.getId()));
        Map<String, Object> o = head();
        o.put("from", from.getId());
        o.put("state", s.getId());
        o.put("set", List.copyOf(values.keySet()));
        call.printJson(o);
        return Invocation.OK;
    }

    /** What a parameter measures; a name that is unknown is refused by the history, which knows the others. */
    private static Dimension dimension(List<Observable> observables, String name) {
        for (Observable d : observables) {
            for (int i = 0; i < d.course().orElseThrow().size(); i++) {
                if (d.parameter(i).equals(name)) {
                    return d.unitOf(i).dimension();
                }
            }
        }
        return Dimension.NONE;
    }
}
