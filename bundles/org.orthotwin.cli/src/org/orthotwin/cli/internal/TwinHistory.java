/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Belief;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.StateDifference;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinState;

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
                    .getId(), s.getInputs().size() == 1 ? told(s.getInputs().getFirst()) : "", String.valueOf(s.getCause()));
        }
        call.print(t.toString());
        List<Observation> entries = input.twin().getObservations().stream().filter(Withdrawals::isEntry).toList();
        if (!entries.isEmpty()) {
            call.print("");
            TextTable w = new TextTable("llllll");
            w.row(Texts.of(call, "twin.history.withdrawals").split("\\|"));
            for (Observation e : entries) {
                Observation of = Histories.observation(input.twin(), e.getName());
                w.row(e.getTime(), Texts.of(call, Withdrawals.withdraws(e) ? "twin.history.withdrawn" : "twin.history.restored"),
                        of.getId() + " " + of.getDefinition(), of.getTime(), String.valueOf(e.getSource()), String.valueOf(e
                                .getDescription()));
            }
            call.print(w.toString());
        }
        Map<String, Object> o = head();
        o.put("current", input.twin().getCurrentState() == null ? null : input.twin().getCurrentState().getId());
        o.put("observations", Withdrawals.standing(input.twin()).size());
        o.put("withdrawals", entries.stream().map(FollowUpResult::withdrawal).toList());
        o.put("states", FollowUpResult.states(input.twin().getStates()));
        call.printJson(o);
        return Invocation.OK;
    }

    /** What was observed, or which observation a withdrawal is of. */
    private static String told(Observation o) {
        return o.getId() + " " + o.getDefinition() + (Withdrawals.isEntry(o) ? " " + o.getName() : "");
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
        StateDifference difference = StateDifference.of(new FollowUp(input.twin()), from, to, FollowVerb.runLength(call), call.monitor());
        TwinDifference told = new TwinDifference(call, difference);
        told.print();
        Map<String, Object> o = head();
        told.json(o);
        call.printJson(o);
        return Invocation.OK;
    }

    private int branch() throws IOException {
        TwinState from = input.state("--from");
        Map<String, Belief.Value> values = new LinkedHashMap<>();
        List<Observable> observables = new FollowUp(input.twin()).belief(from).observables();
        for (String set : call.options("--set")) {
            int eq = set.indexOf('=');
            if (eq > 0) {
                Histories.requireParameter(from, set.substring(0, eq));
            }
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
