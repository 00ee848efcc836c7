/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.Alerts;
import org.orthotwin.followup.AsOf;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.OwnObservables;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.Urgency;
import org.orthotwin.followup.VisitSchedule;
import org.orthotwin.followup.stream.TwinIndex;
import org.orthotwin.model.twin.TwinState;

/** {@code alerts}: what should be looked at in a twin as it was followed last, and what was done about it. */
public class AlertsVerb implements Verb {

    private static final List<String> ACTIONS = List.of("acknowledge", "snooze", "escalate", "reopen");

    @Override
    public int run(Invocation call) throws IOException {
        try (OwnObservables own = TwinInput.own(call)) {
            return with(call);
        }
    }

    private static int with(Invocation call) throws IOException {
        Path twin = call.path(call.operand("twin"));
        boolean changes = ACTIONS.stream().anyMatch(a -> !call.options("--" + a).isEmpty());
        if (Files.isDirectory(twin)) {
            if (changes || call.option("--state").isPresent()) {
                throw Texts.refusal("follow.folder.option", changes ? "--" + ACTIONS.stream().filter(a -> !call.options("--" + a).isEmpty())
                        .findFirst().orElseThrow() : "--state");
            }
            return folder(call, twin);
        }
        if (changes && call.option("--as-of").isPresent()) {
            throw Texts.refusal("alerts.as-of", "--" + ACTIONS.stream().filter(a -> !call.options("--" + a).isEmpty()).findFirst()
                    .orElseThrow());
        }
        // the log beside the twin is read, added to and written back as the twin is
        try (TwinInput input = changes ? TwinInput.open(call, twin) : TwinInput.load(call, twin)) {
            return run(call, input);
        }
    }

    private static int run(Invocation call, TwinInput input) throws IOException {
        Optional<AsOf> day = TwinInput.day(call);
        FollowUp f = followed(call, input, day);
        TwinState state = input.state("--state");
        Instant now = Timestamps.now();
        Path file = AlertLog.beside(input.file());
        AlertLog log = AlertLog.read(file);
        FollowUpResult result = result(call, f, state, log, now, day, input.later()).with(Aside.waiting(input.file())).with(VisitSchedule
                .of(f.joint(), input.file()));
        if (day.isPresent()) {
            result.warnings().stream().filter(d -> d.code().startsWith(FollowUpResult.AS_OF)).forEach(d -> call.warn(d.text(call.common()
                    .language())));
        }
        AlertLog changed = log;
        for (String action : ACTIONS) {
            for (String id : call.options("--" + action)) {
                if (result.alerts().stream().noneMatch(a -> a.id().equals(id))) {
                    throw new NoSuchElementException(Texts.of(call, "alerts.unknown", id, String.join(", ", result.alerts().stream()
                            .map(a -> a.id()).toList())));
                }
                Optional<Instant> until = action.equals("snooze") ? Optional.of(until(call, now)) : Optional.empty();
                if (until.isPresent() && !call.flag("--insist")) {
                    requireInTime(call, result, id, until.get());
                }
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

    /** A table of the alerts of all twins: in the order in which they are looked at. */
    private static int folder(Invocation call, Path folder) throws IOException {
        /** An alert and whose it is. */
        record Row(String patient, String joint, String file, Alert alert, AlertLog.Status status, String words) {
        }
        String language = call.common().language();
        Instant now = Timestamps.now();
        List<Path> files = new TwinIndex(folder).files();
        if (files.isEmpty()) {
            throw Texts.refusal("follow.folder.empty", folder);
        }
        List<Row> rows = new ArrayList<>();
        List<Object> twins = new ArrayList<>();
        Optional<AsOf> day = TwinInput.day(call);
        List<String> notYet = new ArrayList<>();
        Map<String, List<Aside.Row>> aside = new LinkedHashMap<>();
        boolean all = true;
        List<String> unfollowed = new ArrayList<>();
        for (Path f : files) {
            call.monitor().checkCancelled();
            try (TwinInput input = TwinInput.load(call, f)) {
                List<Aside.Row> waiting = Aside.waiting(f);
                if (!waiting.isEmpty()) {
                    aside.put(folder.relativize(f).toString(), waiting);
                }
                if (input.twin().getCurrentState() == null) {
                    unfollowed.add(folder.relativize(f).toString());
                    all = false;
                    continue;
                }
                if (day.isPresent() && !day.get().knows(input.twin())) {
                    notYet.add(folder.relativize(f).toString());
                    continue;
                }
                FollowUp up = followed(call, input, day);
                FollowUpResult r = result(call, up, input.twin().getCurrentState(), AlertLog.read(AlertLog.beside(f)), now, day, input
                        .later()).with(waiting);
                twins.add(json(call, input, r));
                String joint = FollowFolder.joint(up.joint(), Histories.side(input.twin()).orElse(""), language);
                r.alerts().forEach(a -> rows.add(new Row(input.twin().getPseudonym(), joint, folder.relativize(f).toString(), a, r.log()
                        .status(a.id(), r.now()), r.status(a, language))));
            } catch (InputException e) {
                call.warn(e.diagnostic().text(language));
                all = false;
            }
        }
        if (!unfollowed.isEmpty()) {
            call.warn(Texts.of(call, "alerts.folder.unfollowed", unfollowed.size(), files.size(), folder, String.join(", ", unfollowed)));
        }
        rows.sort(Urgency.ofAlerts(Row::alert, Row::status));
        TextTable t = new TextTable("llllllll");
        t.row(Texts.of(call, "alerts.folder.columns").split("\\|"));
        rows.forEach(r -> t.row(r.patient, r.joint, r.file, r.alert.headline(language), FollowUpResult.text(language, "level."
                + r.alert.level()),
                FollowUpResult.day(Times.instant(r.alert.signalled().getTime())), r.words, r.alert.id()));
        call.print(rows.isEmpty() ? Texts.of(call, aside.isEmpty() ? "alerts.folder.none" : "alerts.folder.none-aside", twins.size(), aside
                .size()) : t.toString());
        FollowFolder.others(folder, day).ifPresent(r -> aside.put(Aside.OTHERS, r));
        FollowFolder.aside(call, aside);
        FollowFolder.asOf(call, day, notYet);
        call.print("");
        call.print(FollowUpResult.text(language, "alert.not-for"));
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("folder", folder.toString());
        o.put("asOf", day.map(AsOf::said).orElse(null));
        o.put("notYet", notYet);
        o.put("twins", twins);
        o.put("notFor", FollowUpResult.text(language, "alert.not-for"));
        call.printJson(o);
        return all ? Invocation.OK : Invocation.CHECK_FAILED;
    }

    /** As it was followed last; as of a past day that knows less than the file, as it would have been followed by then. */
    private static FollowUp followed(Invocation call, TwinInput input, Optional<AsOf> day) {
        day.ifPresent(input::asOf);
        FollowUp f = new FollowUp(input.twin());
        if (input.later() > 0) {
            f.absorb(Estimators.of(Estimators.DEFAULT, 1L), Estimators.DEFAULT, TwinInput.software(), call.monitor());
        }
        return f;
    }

    private static FollowUpResult result(Invocation call, FollowUp f, TwinState state, AlertLog log, Instant now, Optional<AsOf> day,
            int later) {
        FollowUpResult r = new FollowUpResult(f, state, Optional.empty(), f.steps(state), List.of(), List.of(),
                Alerts.of(f, state, FollowVerb.runLength(call), FollowVerb.detectors(call), call.monitor()), log, now,
                FollowVerb.runLength(call));
        return day.map(d -> r.with(d, later)).orElse(r);
    }

    private static String to(Invocation call) {
        return call.option("--to").filter(t -> !t.isBlank()).orElseThrow(() -> new IllegalArgumentException(Texts.of(call,
                "alerts.no-to")));
    }

    private static Instant until(Invocation call, Instant now) {
        Instant until = Times.typed(call.option("--until").orElseThrow(() -> new IllegalArgumentException(
                Texts.of(call, "alerts.no-until"))));
        if (!until.isAfter(now)) {
            throw new IllegalArgumentException(Texts.of(call, "alerts.past", call.option("--until").get()));
        }
        return until;
    }

    /** @throws InputException if a patient who is referred or examined soon, what has its time, or an appointment would wait meanwhile */
    private static void requireInTime(Invocation call, FollowUpResult result, String id, Instant until) {
        List<String> missed = result.alerts().stream().filter(a -> a.id().equals(id)).flatMap(a -> result.missed(a, until, call.common()
                .language()).stream()).toList();
        if (!missed.isEmpty()) {
            throw Texts.refusal("alerts.missed", FollowUpResult.day(until), String.join("; ", missed));
        }
    }

    private static Map<String, Object> json(Invocation call, TwinInput input, FollowUpResult r) {
        String language = call.common().language();
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("twin", input.file().toString());
        o.put("patient", input.twin().getPseudonym());
        o.put("state", r.state().getId());
        o.put("asOf", r.asOf().map(AsOf::said).orElse(null));
        o.put("alerts", r.alerts().stream().map(a -> r.alert(a, language)).toList());
        o.put("log", r.done());
        o.put("aside", Aside.json(r.aside(), language));
        o.put("notFor", FollowUpResult.text(language, "alert.not-for"));
        return o;
    }
}
