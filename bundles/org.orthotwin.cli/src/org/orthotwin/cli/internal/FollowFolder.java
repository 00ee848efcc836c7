/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.Alerts;
import org.orthotwin.followup.AsOf;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.Urgency;
import org.orthotwin.followup.VisitSchedule;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.stream.TwinIndex;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.report.FollowFolderReport;
import org.orthotwin.report.FollowUpTables;
import org.orthotwin.report.Report;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.WorkFolder;

/**
 * {@code follow} of a folder: every twin in it and its folders takes what was observed, and a table or a page says which of them to look
 * at first.
 */
final class FollowFolder {

    private static final String CHAINS = "--chains";

    private FollowFolder() {
    }

    /**
     * An alert with what became of it.
     *
     * @param words the same in words
     */
    private record Told(Alert alert, AlertLog.Status status, String words) {

        static Comparator<Told> order() {
            return Urgency.ofAlerts(Told::alert, Told::status);
        }
    }

    /**
     * A twin of the folder.
     *
     * @param file below the folder
     * @param side left or right; empty where nothing says it
     * @param operation its day; empty where none is known
     * @param planned day of an operation that is planned; empty otherwise
     * @param last its last observation that counts; empty for none
     * @param alerts all that there are, in the order in which they are looked at
     * @param visit the next visit; empty before an operation, and where nobody says when
     * @param words of it and of what comes before it
     * @param aside rows of the patient that were put aside and wait
     * @param trouble why it could not be followed; empty where it could
     */
    private record Row(String file, String patient, String joint, String side, String state, int added, Optional<String> operation,
            Optional<String> planned, Optional<String> last, List<Told> alerts, Optional<VisitSchedule.Visit> visit,
            String words, List<Aside.Row> aside, String trouble) {

        static Row trouble(String file, String patient, List<Aside.Row> aside, String trouble) {
            return new Row(file, patient, "", "", "", 0, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty(),
                    "", aside, trouble);
        }

        /** Alerts that nobody has seen to, the worst first. */
        List<Alert> open() {
            return alerts.stream().filter(t -> t.status == AlertLog.Status.OPEN).map(Told::alert).toList();
        }

        /** Alerts that stand, seen or not, the worst first. */
        List<Told> standing() {
            return alerts.stream().filter(t -> t.status.isStanding()).toList();
        }

        /** The worst of those; empty without. */
        Optional<Told> worst() {
            return standing().stream().findFirst();
        }

        List<Alert> causing() {
            return standing().stream().map(Told::alert).toList();
        }

        /** What is to be looked at first, in a few words: with what became of it where somebody has seen it. */
        String what(String language) {
            return !trouble.isEmpty() ? trouble : alerts.stream().findFirst().map(t -> t.alert.headline(language) + (t.status
                    == AlertLog.Status.OPEN ? "" : " (" + t.words + ")")).orElse("");
        }

        /**
         * Its name, day and whether it is due, in words, and what comes before it, or the operation that is planned; a dash for none.
         */
        String visit(String language) {
            return Optional.of(words).filter(w -> !w.isEmpty()).or(() -> planned.map(d -> Texts.CATALOG.text(language,
                    "follow.folder.planned", d))).orElse("-");
        }

        boolean isOverdue() {
            return visit.filter(v -> v.status() == VisitSchedule.Status.OVERDUE).isPresent();
        }

        Urgency urgency() {
            return new Urgency(!trouble.isEmpty(), worst().map(t -> t.alert.urgency()).orElse(Alert.NOT_URGENT), worst().map(t ->
                    t.alert.level()).orElse(""), worst().filter(t -> t.status.isSeen())
                    .isPresent(), alerts.stream().anyMatch(t -> !t.status.isStanding() && t.alert.isHurried()), CauseComparison.leading(
                            causing()).map(CauseComparison.Fit::probability).orElse(0.0), open().size(), !aside.isEmpty(),
                    isOverdue(), visit.map(VisitSchedule.Visit::date).or(() -> planned.map(Times::instant)));
        }
    }

    /** @return as for one twin; 1 where some could not be followed */
    static int run(Invocation call, Path folder, Estimator estimator, String method) throws IOException {
        if (call.option("--state").isPresent()) {
            throw Texts.refusal("follow.folder.option", "--state");
        }
        List<Path> files = new TwinIndex(folder).files();
        if (files.isEmpty()) {
            throw Texts.refusal("follow.folder.empty", folder);
        }
        if (call.flag(CHAINS) && call.option("--out").isEmpty()) {
            throw Texts.refusal("follow.chains.out");
        }
        Optional<AsOf> day = TwinInput.day(call);
        Instant now = day.map(AsOf::time).orElseGet(Timestamps::now);
        Optional<Path> out = call.option("--out").filter(x -> !call.common().dryRun()).map(call::path);
        try (WorkFolder results = out.isPresent() ? WorkFolder.beside(out.get()) : null) {
            List<Row> rows = new ArrayList<>();
            List<String> notYet = new ArrayList<>();
            try (FollowUpTables tables = results == null ? null : new FollowUpTables(results.path())) {
                call.monitor().begin(Texts.of(call, "task.follow"), files.size());
                each(call, files, f -> row(call, f, folder.relativize(f).toString(), estimator, method, now, day, tables != null), d -> {
                    d.row.ifPresentOrElse(rows::add, () -> notYet.add(d.file));
                    if (d.told != null) {
                        tables.add(d.file, d.told, call.common().language());
                    }
                    call.monitor().worked(1);
                });
            }
            rows.sort(Comparator.comparing(Row::urgency).thenComparing(Row::patient).thenComparing(Row::file));
            print(call, folder, rows, day, notYet);
            Map<String, Object> o = json(call, folder, rows, day, notYet);
            if (results != null) {
                String language = call.common().language();
                o.put("files", FollowFolderReport.write(results.path(), String.valueOf(folder.toRealPath().getFileName()), now, rows
                        .stream().map(r -> told(r, language)).toList(), o, language));
                results.moveTo(out.get());
                call.print(Texts.of(call, "report.at", out.get().resolve(Report.FILE)));
            }
            call.printJson(o);
            return rows.stream().allMatch(r -> r.trouble.isEmpty()) ? Invocation.OK : Invocation.CHECK_FAILED;
        }
    }

    /**
     * A twin that was followed.
     *
     * @param row empty where nothing was observed by the past day that it is as of
     * @param told what goes into the tables; null where there are none
     */
    private record Done(String file, Optional<Row> row, FollowUpResult told) {
    }

    /** Follows a twin. */
    private interface Following {
        Done follow(Path file) throws IOException;
    }

    /** Takes what it comes to. */
    private interface Taking {
        void take(Done done) throws IOException;
    }

    /** Follows several twins at a time, as many as there are threads, and tells of them in their order. */
    private static void each(Invocation call, List<Path> files, Following work, Taking to) throws IOException {
        int threads = Math.min(call.common().threads(), files.size());
        ExecutorService pool = Executors.newFixedThreadPool(threads, r -> {
            Thread t = new Thread(r, "follow");
            t.setDaemon(true);
            return t;
        });
        try {
            Deque<Future<Done>> ahead = new ArrayDeque<>();
            for (Iterator<Path> next = files.iterator(); next.hasNext() || !ahead.isEmpty();) {
                call.monitor().checkCancelled();
                while (next.hasNext() && ahead.size() < threads) {
                    Path f = next.next();
                    ahead.add(pool.submit(() -> work.follow(f)));
                }
                to.take(ahead.poll().get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException r -> throw r;
                case Error error -> throw error;
                default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            // those that have begun save what they have or stop at the monitor: nothing is interrupted while it is written
            pool.shutdown();
        }
    }

    private static void print(Invocation call, Path folder, List<Row> rows, Optional<AsOf> day, List<String> notYet) throws IOException {
        TextTable t = new TextTable("llllrrllll");
        t.row(Texts.of(call, "follow.folder.columns").split("\\|"));
        String language = call.common().language();
        for (Row r : rows) {
            t.row(r.file, r.patient, joint(r.joint, r.side, language), r.last.orElse("-"), r.trouble.isEmpty()
                    ? String.valueOf(r.open().size()) : "?",
                    String.valueOf(r.aside.size()), r.worst().map(w -> FollowUpResult.text(language, "level." + w.alert.level())).orElse(
                            ""), FollowUpResult.leading(r.causing(), language), r.visit(language), r.what(language));
        }
        call.print(t.toString());
        Map<String, List<Aside.Row>> aside = new LinkedHashMap<>();
        rows.stream().filter(r -> !r.aside.isEmpty()).forEach(r -> aside.put(r.file, r.aside));
        others(folder, day).ifPresent(r -> aside.put(Aside.OTHERS, r));
        aside(call, aside);
        asOf(call, day, notYet);
        Urgency.shared(rows.stream().map(r -> new Urgency.Whose(r.patient, r.joint, r.side)).toList()).forEach((p, n) -> call.warn(
                FollowUpResult.text(language, "patients.shared", p, n)));
        call.print("");
        call.print(FollowUpResult.text(language, "alert.not-for"));
    }

    /** A joint with its side, as far as they are known; a dash where the joint is not. */
    static String joint(String joint, String side, String language) {
        return joint.isEmpty() ? "-" : new Wording(language).joint(joint, side);
    }

    private static Map<String, Object> json(Invocation call, Path folder, List<Row> rows, Optional<AsOf> day, List<String> notYet) {
        String language = call.common().language();
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("folder", folder.toString());
        o.put("asOf", day.map(AsOf::said).orElse(null));
        o.put("notYet", notYet);
        o.put("twins", rows.stream().map(r -> json(r, language)).toList());
        o.put("notFor", FollowUpResult.text(language, "alert.not-for"));
        o.put("files", List.of());
        return o;
    }

    /** Rows that an import could give to no twin of the folder, and that wait; empty for none. */
    static Optional<List<Aside.Row>> others(Path folder, Optional<AsOf> day) throws IOException {
        return Optional.of(Aside.waiting(folder).stream().filter(r -> day.isEmpty() || !day.get().isLater(r)).toList()).filter(r -> !r
                .isEmpty());
    }

    /** Says of which twins rows were put aside, which, and why. */
    static void aside(Invocation call, Map<String, List<Aside.Row>> files) {
        if (!files.isEmpty()) {
            call.print("");
        }
        files.forEach((f, rows) -> call.print(f + ": " + Aside.said(rows, call.common().language())));
    }

    /** Says of which past day all this is, and of which twins nothing was observed by then. */
    static void asOf(Invocation call, Optional<AsOf> day, List<String> notYet) {
        day.ifPresent(d -> call.warn(Texts.of(call, notYet.isEmpty() ? "follow.folder.as-of" : "follow.folder.as-of.none", d.said(), notYet
                .size(), String.join(", ", notYet))));
    }

    private static FollowFolderReport.Row told(Row r, String language) {
        return new FollowFolderReport.Row(r.file, r.patient, r.joint, r.side, r.operation.orElse(""), r.last.orElse(""), r.open().stream()
                .map(a -> named(a, language)).toList(), r.alerts.stream().filter(t -> t.status != AlertLog.Status.OPEN).map(t -> named(
                        t.alert, language) + " (" + t.words + ")").toList(), r.worst().map(t -> t.alert.level()).orElse(""), FollowUpResult
                                .leading(r.causing(), language), r.words.isEmpty() && r.planned.isEmpty() ? "" : r.visit(language), r
                                        .isOverdue(), r.worst().filter(t -> t.alert
                                                .isHurried()).isPresent(), Aside.said(r.aside, language), r.trouble);
    }

    private static String named(Alert a, String language) {
        return a.kind() == Alert.Kind.COMPLICATION ? a.headline(language) : FollowUpResult.text(language, "alert.headline", a.subject(
                language), FollowUpResult.text(language, "level." + a.level()));
    }

    /**
     * Follows a twin of the folder.
     *
     * @param tables whether there are any
     */
    private static Done row(Invocation call, Path file, String name, Estimator estimator, String method, Instant now,
            Optional<AsOf> day, boolean tables) throws IOException {
        // one of many steps
        Monitor quiet = Monitor.until(call.monitor()::isCancelled);
        String language = call.common().language();
        String patient = "";
        List<Aside.Row> aside = List.of();
        try (TwinInput input = TwinInput.open(call, file)) {
            patient = String.valueOf(input.twin().getPseudonym());
            aside = Aside.waiting(file).stream().filter(r -> day.isEmpty() || !day.get().isLater(r)).toList();
            if (day.isPresent()) {
                if (!day.get().knows(input.twin())) {
                    return new Done(name, Optional.empty(), null);
                }
                input.asOf(day.get());
            }
            FollowUp f = new FollowUp(input.twin());
            int added = f.absorb(estimator, method, TwinInput.software(), quiet).size();
            if (added > 0 && !call.common().dryRun()) {
                input.save();
            }
            AlertLog read = AlertLog.read(AlertLog.beside(file));
            Optional<Instant> since = call.option("--since").map(Times::typed);
            TwinState state = input.twin().getCurrentState();
            Optional<FollowUpResult> drawn = tables && call.flag(CHAINS) ? Optional.of(FollowUpResult.of(f, state, since, FollowVerb
                    .runLength(call), FollowVerb.detectors(call), read, now, call.common().seed().orElse(1L), quiet)) : Optional.empty();
            List<Alert> found = drawn.map(FollowUpResult::alerts).orElseGet(() -> Alerts.of(f, state, FollowVerb.runLength(call), FollowVerb
                    .detectors(call), quiet)).stream().filter(a -> since.isEmpty() || !Times.instant(a.signalled().getTime()).isBefore(since
                            .get())).toList();
            AlertLog log = day.map(d -> read.until(d.time())).orElse(read).named(found);
            List<Told> all = found.stream().map(a -> new Told(a, log.status(a.id(), now), log.status(a.id(), now, language))).sorted(Told
                    .order()).toList();
            Optional<String> last = Withdrawals.last(input.twin(), now).map(FollowUpResult::day);
            Optional<VisitSchedule> visits = VisitSchedule.of(f.joint(), file);
            String words = FollowUpResult.brief(f, input.twin().getCurrentState(), found, log, now, visits).nextVisit(language);
            FollowUpResult told = !tables ? null : drawn.map(r -> r.with(log)).orElseGet(() -> new FollowUpResult(f, state, since, f.steps(
                    state).stream().filter(s -> since.isEmpty() || !Times.instant(s.observation().getTime()).isBefore(since.get()))
                    .toList(), f.identifiability(state), List.of(), found, log, now, FollowVerb.runLength(call)));
            return new Done(name, Optional.of(new Row(name, patient, f.joint(), Histories.side(input.twin()).orElse(""), state.getId(),
                    added, f.operation().map(FollowUpResult::day), f.planned().map(FollowUpResult::day), last, all,
                            visits.flatMap(v -> v.next(f, now)),
                    words, aside, "")), told);
        } catch (InputException e) {
            return new Done(name, Optional.of(Row.trouble(name, patient, aside, e.diagnostic().text(language))), null);
        }
    }

    private static Map<String, Object> json(Row r, String language) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("file", r.file);
        o.put("patient", r.patient);
        o.put("joint", r.joint);
        o.put("side", r.side.isEmpty() ? null : r.side);
        o.put("operation", r.operation.orElse(null));
        o.put("planned", r.planned.orElse(null));
        o.put("state", r.state);
        o.put("newStates", r.added);
        o.put("lastObservation", r.last.orElse(null));
        o.put("openAlerts", r.open().stream().map(Alert::id).toList());
        o.put("seenAlerts", r.standing().stream().filter(t -> t.status.isSeen()).map(t -> t.alert.id()).toList());
        o.put("seenTo", r.alerts.size() - r.open().size());
        o.put("level", r.worst().map(t -> t.alert.level()).orElse(""));
        o.put("cause", CauseComparison.leading(r.causing()).map(CauseComparison.Fit::cause).orElse(""));
        o.put("nextVisit", r.visit.map(v -> {
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("day", FollowUpResult.day(v.date()));
            m.put("status", v.status().id());
            m.put("words", r.words);
            return m;
        }).orElse(null));
        o.put("aside", Aside.json(r.aside, language));
        o.put("trouble", r.trouble);
        return o;
    }
}
