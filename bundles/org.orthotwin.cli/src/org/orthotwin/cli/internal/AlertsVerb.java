/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.Alerts;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Times;
import org.orthotwin.model.twin.TwinState;

/** {@code alerts}: what should be looked at in a twin as it was followed last, and what was done about it. */
public class AlertsVerb implements Verb {

    private static final List<String> ACTIONS = List.of("acknowledge", "snooze", "escalate", "reopen");

    @Override
    public int run(Invocation call) throws IOException {
        Path twin = call.path(call.operand("twin"));
        boolean changes = ACTIONS.stream().anyMatch(a -> !call.options("--" + a).isEmpty());
        // the log beside the twin is read, added to and written back as the twin is
        try (TwinInput input = changes ? TwinInput.open(call, twin) : TwinInput.load(call, twin)) {
            return run(call, input);
        }
    }

    private static int run(Invocation call, TwinInput input) throws IOException {
        TwinState state = input.state("--state");
        FollowUp f = new FollowUp(input.twin());
        Instant now = Timestamps.now();
        Path file = AlertLog.beside(input.file());
        AlertLog log = AlertLog.read(file);
        FollowUpResult result = result(call, f, state, log, now);
        AlertLog changed = log;
        for (String action : ACTIONS) {
            for (String id : call.options("--" + action)) {
                if (result.alerts().stream().noneMatch(a -> a.id().equals(id))) {
                    throw new NoSuchElementException(Texts.of(call, "alerts.unknown", id, String.join(", ", result.alerts().stream()
                            .map(a -> a.id()).toList())));
                }
                Optional<Instant> until = action.equals("snooze") ? Optional.of(until(call, now)) : Optional.empty();
                changed = changed.with(new AlertLog.Entry(id, action, until, action.equals("escalate") ? to(call) : "",
                        call.option("--by").orElse(""), call.option("--note").orElse(""), now));
            }
        }
        if (changed != log) {
            if (call.common().dryRun()) {
                call.print(Texts.of(call, "dry.write"));
            } else {
                changed.write(file);
            }
            result = result.with(changed);
        }
        FollowVerb.alerts(call, result);
        call.printJson(json(call, input, result));
        return Invocation.OK;
    }

    private static FollowUpResult result(Invocation call, FollowUp f, TwinState state, AlertLog log, Instant now) {
        return new FollowUpResult(f, state, Optional.empty(), f.steps(state), List.of(), List.of(),
                Alerts.of(f, state, FollowVerb.runLength(call), FollowVerb.detectors(call), call.monitor()), log, now,
                FollowVerb.runLength(call));
    }

    private static String to(Invocation call) {
        return call.option("--to").filter(t -> !t.isBlank()).orElseThrow(() -> new IllegalArgumentException(Texts.of(call,
                "alerts.no-to")));
    }

    private static Instant until(Invocation call, Instant now) {
        Instant until = Times.instant(call.option("--until").orElseThrow(() -> new IllegalArgumentException(
                Texts.of(call, "alerts.no-until"))));
        if (!until.isAfter(now)) {
            throw new IllegalArgumentException(Texts.of(call, "alerts.past", call.option("--until").get()));
        }
        return until;
    }

    private static Map<String, Object> json(Invocation call, TwinInput input, FollowUpResult r) {
        String language = call.common().language();
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("twin", input.file().toString());
        o.put("patient", input.twin().getPseudonym());
        o.put("state", r.state().getId());
        o.put("alerts", r.alerts().stream().map(a -> r.alert(a, language)).toList());
        o.put("log", r.done());
        o.put("notFor", FollowUpResult.text(language, "alert.not-for"));
        return o;
    }
}
