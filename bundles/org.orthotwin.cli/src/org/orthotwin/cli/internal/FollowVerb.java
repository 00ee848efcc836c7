/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.orthotwin.calibration.Calibration;
import org.orthotwin.cases.Cases;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.AsOf;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.Alerts;
import org.orthotwin.followup.Detectors;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.OwnObservables;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.Urgency;
import org.orthotwin.followup.VisitSchedule;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.report.FollowUpReport;
import org.orthotwin.report.Report;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.WorkFolder;

/** {@code follow}: takes what was observed into a twin, and says what is to be expected and what should be looked at. */
public class FollowVerb implements Verb {

    /** Kinds of what is no course: that something happened, or what was implanted. */
    private static final Set<String> NOTED = Set.of("event", "fact");

    @Override
    public int run(Invocation call) throws IOException {
        try (OwnObservables own = TwinInput.own(call)) {
            return with(call);
        }
    }

    private static int with(Invocation call) throws IOException {
        String name = call.operand("twin");
        Optional<Path> out = call.option("--out").map(call::path);
        boolean example = name.startsWith(Cases.PREFIX);
        if (!example && out.isPresent()) {
            requireApart(call, call.path(name), out.get());
        }
        Estimator estimator = Estimators.of(method(call), call.common().seed().orElse(1L));
        if (!example && Files.isDirectory(call.path(name))) {
            return FollowFolder.run(call, call.path(name), estimator, method(call));
        }
        List<String> detectors = detectors(call);
        double runLength = runLength(call);
        Optional<Instant> since = call.option("--since").map(Times::typed);
        Optional<AsOf> day = TwinInput.day(call);
        try (WorkFolder results = out.isPresent() ? WorkFolder.beside(out.get()) : WorkFolder.temporary();
                TwinInput input = input(call, name, results.path())) {
            Path file = input.file();
            day.ifPresent(input::asOf);
            FollowUp f = new FollowUp(input.twin());
            int known = input.twin().getStates().size();
            int late = f.late();
            List<TwinState> added = f.absorb(estimator, method(call), TwinInput.software(), Texts.of(call, "task.follow"), call.monitor());
            if (!call.common().dryRun() && call.option("--state").isEmpty() && input.later() == 0) {
                Optional<Calibration.Result> asked = SolversAsked.of(call, input, f, estimator, method(call));
                if (asked.isPresent()) {
                    call.print(Texts.of(call, "follow.asked", asked.get().runs()));
                    f = new FollowUp(input.twin());
                    added = input.twin().getStates().subList(known, input.twin().getStates().size());
                }
            }
            TwinState state = input.state("--state");
            FollowUpResult result = FollowUpResult.of(f, state, since, runLength, detectors, AlertLog.read(AlertLog.beside(file)),
                    Timestamps.now(), call.common().seed().orElse(1L), call.monitor()).with(VisitSchedule.of(f.joint(), file))
                            .with(Aside.waiting(file));
            if (day.isPresent()) {
                result = result.with(day.get(), input.later());
            }
            String shown = example ? out.map(o -> o.resolve(file.getFileName()).toString()).orElse(name) : file.toString();
            List<String> files = List.of();
            if (!call.common().dryRun()) {
                if (!added.isEmpty()) {
                    input.save();
                }
                // others need not wait for the report
                input.close();
                if (out.isPresent()) {
                    List<String> own = example ? List.of(file.getFileName().toString(), name.substring(Cases.PREFIX.length()) + ".csv")
                            : List.of();
                    files = FollowUpReport.write(result, results.path(), file.getFileName().toString(), own, call.common().language(),
                            call.common().threads(), call.monitor());
                    results.moveTo(out.get());
                }
            }
            print(call, result, added.size());
            if (late > 0) {
                call.print(Texts.of(call, "follow.late", late));
            }
            long others = f.steps(state).stream().filter(s -> !method(call).equals(s.prediction().getMethod())).count();
            if (others > 0 && call.option("--estimator").isPresent()) {
                call.warn(Texts.of(call, "follow.other-estimator", method(call), others));
            }
            if (!files.isEmpty()) {
                call.print(Texts.of(call, "report.at", out.orElseThrow().resolve(Report.FILE)));
            }
            call.printJson(result.json(shown, files, call.common().language()));
        }
        return Invocation.OK;
    }

    private static TwinInput input(Invocation call, String name, Path results) throws IOException {
        // a case that was just opened is nobody else's
        return name.startsWith(Cases.PREFIX) ? TwinInput.load(call, Cases.openFollowUp(name.substring(Cases.PREFIX.length()), results))
                : TwinInput.open(call, call.path(name));
    }

    /** Results replace their folder: a twin in it would be lost. */
    private static void requireApart(Invocation call, Path twin, Path out) throws IOException {
        if (twin.toAbsolutePath().normalize().startsWith(out.toAbsolutePath().normalize())
                || Files.exists(twin) && Files.exists(out) && twin.toRealPath().startsWith(out.toRealPath())) {
            throw new IllegalArgumentException(Texts.of(call, "follow.inside", twin, out));
        }
    }

    private static String method(Invocation call) {
        return call.option("--estimator").orElse(Estimators.DEFAULT);
    }

    /** Ids of the detectors that raise alerts. */
    static List<String> detectors(Invocation call) {
        return call.options("--detector").isEmpty() ? Detectors.DEFAULT : call.options("--detector");
    }

    /** Observations between two false alarms, as asked for. */
    static double runLength(Invocation call) {
        return call.option("--false-alarms").map(t -> Quantity.parse(t).si()).orElse(FollowUpResult.RUN_LENGTH);
    }

    private static void print(Invocation call, FollowUpResult r, int added) {
        String language = call.common().language();
        Observables.problems().forEach(call::warn);
        r.warnings().forEach(d -> call.warn(d.text(language)));
        call.print(Texts.of(call, "follow.done", r.followUp().twin().getPseudonym(), added, r.state().getId()));
        Withdrawals.withdrawn(r.followUp().twin()).forEach((o, e) -> call.print(Texts.of(call, "follow.withdrawn", o.getId(), Observables
                .find(o.getDefinition()).map(d -> d.name(language)).orElse(o.getDefinition()), o.getTime(), e.getDescription()),
                List.of(String.valueOf(e.getDescription()))));
        if (r.followUp().isRevised()) {
            call.print(r.restarted(language));
        }
        alerts(call, r);
        unwatched(call, r);
    }

    /** What was observed and cannot raise an alert, and what nothing is predicted of. */
    private static void unwatched(Invocation call, FollowUpResult r) {
        String language = call.common().language();
        String quiet = r.steps().stream().map(FollowUp.Step::observable).filter(d -> d.better().isEmpty()).distinct()
                .map(d -> d.name(language)).sorted().collect(Collectors.joining(", "));
        if (!quiet.isEmpty()) {
            call.print(Texts.of(call, "follow.not-watched", quiet));
        }
        Set<Observable> used = r.steps().stream().map(FollowUp.Step::observable).collect(Collectors.toSet());
        String left = Withdrawals.standing(r.followUp().twin()).stream().map(o -> Observables.find(String.valueOf(o.getDefinition())))
                .flatMap(Optional::stream).filter(d -> d.course().isEmpty() && !NOTED.contains(d.kind()) && !used.contains(d)).distinct()
                .map(d -> d.name(language)).sorted().collect(Collectors.joining(", "));
        if (!left.isEmpty()) {
            call.print(Texts.of(call, "follow.not-used", left));
        }
    }

    /** The alerts in words. */
    static void alerts(Invocation call, FollowUpResult r) {
        String language = call.common().language();
        Wording w = new Wording(language);
        int pending = r.followUp().pending(r.state());
        if (pending > 0) {
            call.print(Texts.of(call, "follow.pending", pending, r.state().getId()));
        }
        if (!r.aside().isEmpty() && (r.since().isPresent() || !r.alerts().isEmpty())) {
            call.print(Aside.said(r.aside(), language));
        }
        if (r.alerts().isEmpty()) {
            call.print(r.since().isEmpty() ? w.said(r.noAlerts(language)) : Texts.of(call, "follow.no-alerts-since",
                    FollowUpResult.day(r.since().get()), Alerts.before(r.followUp(), r.state(), r.runLength(), detectors(call),
                            r.since().get(), call.monitor())));
        }
        List<Alert> sorted = r.alerts().stream().sorted(Urgency.ofAlerts(a -> a, a -> r.log().status(a.id(), r.now()))).toList();
        for (Alert a : sorted) {
            call.print("");
            call.print(Texts.of(call, "follow.alert", a.id(), r.status(a, language)));
            call.print("  " + w.said(r.words(a, language)));
            r.done(a, language).forEach(d -> call.print("  " + d));
        }
        if (!r.fitting(language).isEmpty()) {
            call.print("");
            call.print(w.said(r.fitting(language)));
        }
        call.print("");
        w.next(r).forEach(call::print);
        call.print("");
        call.print(FollowUpResult.text(language, "alert.not-for"));
    }
}
