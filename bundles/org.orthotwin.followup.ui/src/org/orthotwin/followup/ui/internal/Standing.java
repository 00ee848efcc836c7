/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.Alerts;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.Urgency;
import org.orthotwin.followup.VisitSchedule;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.ui.UiLanguage;

/**
 * How a patient stands, without all else that there is to show of a twin: what is told of twins that nobody has open. It follows from the
 * twin's file, its schedule of visits, what was done about its alerts, and the day.
 *
 * @param stamp of the files that it follows from, and of the program
 * @param patient whose twin it is
 * @param joint empty where it is not known
 * @param side {@code left} or {@code right}; empty where nothing says it
 * @param last when something was observed last; empty for never
 * @param planned when an operation is planned; empty where none is
 * @param visit when the next visit is; empty where none is known
 * @param late from when on that visit is overdue
 * @param words of that visit, in the language of the workbench; empty without
 * @param before what comes before it, in the same words; empty for nothing
 * @param cause which fits best what the alerts speak of, with its probability, in the language of the workbench; empty for none
 * @param probability of that cause, 0 to 1; 0 for none
 * @param alerts all of the latest state, of those that are equally urgent and grave what was seen last first
 */
record Standing(String stamp, String patient, String joint, String side, Optional<Instant> last, Optional<Instant> planned,
        Optional<Instant> visit, Optional<Instant> late, String words, String before, String cause, double probability, List<Told> alerts) {

    /**
     * An alert.
     *
     * @param formerly the id that it had in logs of old
     * @param urgency as {@link Alert#urgency()}
     * @param what it is about, in the language of the workbench
     */
    record Told(String id, String formerly, String level, int urgency, String what) {

        boolean isUrgent() {
            return Alert.isReferred(urgency);
        }
    }

    /**
     * An alert with what became of it.
     *
     * @param until when it comes back where it sleeps; empty otherwise
     */
    record Seen(Told told, AlertLog.Status status, Optional<Instant> until) {
    }

    private static final String BREAK = "\n";
    private static final String TAB = "\t";
    private static final String NONE = "-";
    /** In a stamp, before what the words of the next visit follow from alone. */
    private static final String WORDS = " | ";
    /** Lines before the alerts. */
    private static final int HEAD = 12;
    /** Of what is kept: another one is not read. */
    private static final String FORMAT = "7";

    /**
     * Computes it, as {@link Reading} does; the files stay as they are.
     *
     * @throws org.orthotwin.core.InputException if it is no twin
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    static Standing of(Path file, Monitor monitor) throws IOException {
        String stamp = stamp(file);
        Twin twin = TwinFiles.load(file);
        Instant now = Timestamps.now();
        String patient = twin.getPseudonym() == null ? "" : twin.getPseudonym();
        Optional<Instant> last = Withdrawals.last(twin, now);
        if (!FollowUp.canFollow(twin)) {
            return new Standing(stamp, patient, "", "", last, Optional.empty(), Optional.empty(), Optional.empty(), "", "",
                    "", 0, List.of());
        }
        FollowUp f = new FollowUp(twin);
        Optional<VisitSchedule> visits = VisitSchedule.of(f.joint(), file);
        f.absorb(Estimators.standard(), Reading.ESTIMATOR, Reading.software(), monitor);
        List<Alert> alerts = Alerts.of(f, twin.getCurrentState(), FollowUpResult.RUN_LENGTH, monitor);
        FollowUpResult told = FollowUpResult.brief(f, twin.getCurrentState(), alerts, AlertLog.read(AlertLog.beside(file)), now, visits);
        Optional<VisitSchedule.Visit> next = told.nextVisit();
        return new Standing(stamp, patient, f.joint(), Histories.side(twin).orElse(""), last, f.planned(), next.map(
                VisitSchedule.Visit::date), next.map(VisitSchedule::overdueFrom), told.visit(UiLanguage.code()), told.beforeVisit(UiLanguage
                        .code()), FollowUpResult.leading(alerts, UiLanguage.code()), CauseComparison.leading(alerts).map(
                                CauseComparison.Fit::probability).orElse(0.0), alerts.stream().sorted(Urgency
                        .ofAlerts(a -> a, a -> AlertLog.Status.OPEN)).map(a -> new Told(a.id(), a.formerly(), a.level(), a.urgency(),
                                a.headline(UiLanguage.code()).replaceAll("\\s+", " "))).toList());
    }

    /** Of a file of which nothing can be told. */
    static Standing unknown(String stamp) {
        return new Standing(stamp, "", "", "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "", "", "",
                0, List.of());
    }

    /** What changes when it may; empty where there is no such file. */
    static String stamp(Path file) throws IOException {
        String own = stampOf(file);
        return own.isEmpty() ? "" : FORMAT + " " + Simulation.version() + " " + UiLanguage.code() + " " + own + " " + stampOf(VisitSchedule
                .beside(file)) + WORDS + stampOf(AlertLog.beside(file)) + " " + FollowUpResult.day(Timestamps.now());
    }

    private static String stampOf(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toMillis() + " " + Files.size(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** The same with what was put aside, of no twin as well: what is shown changes when this does. */
    static String whole(Path file) throws IOException {
        return stamp(file) + " " + stampOf(Aside.beside(file)) + " " + stampOf(Aside.beside(file
                .toAbsolutePath().getParent()));
    }

    /** As it is kept: {@link #parsed} reads it. */
    String kept() {
        List<String> lines = new ArrayList<>(List.of(stamp, NONE + patient, NONE + joint, NONE + side));
        for (Optional<Instant> t : List.of(last, planned, visit, late)) {
            lines.add(t.map(Instant::toString).orElse(NONE));
        }
        lines.addAll(List.of(NONE + words, NONE + before, NONE + cause, String.valueOf(probability)));
        alerts.forEach(a -> lines.add(String.join(TAB, a.id, a.formerly, a.level, String.valueOf(a.urgency), a.what)));
        return String.join(BREAK, lines);
    }

    /** What was kept; empty where that was of another file, day or program, or before something was done about an alert. */
    static Optional<Standing> parsed(String kept, String stamp) {
        return parsed(kept).filter(s -> s.stamp.equals(stamp));
    }

    /** Whether all but the words of the next visit is as it was at a stamp. */
    boolean isOf(String other) {
        return file(stamp).equals(file(other));
    }

    private static String file(String stamp) {
        return stamp.split(Pattern.quote(WORDS), 2)[0];
    }

    /** What was kept, of whatever it was; empty where it is none. */
    static Optional<Standing> parsed(String kept) {
        String[] lines = kept == null ? new String[0] : kept.split(BREAK);
        if (lines.length < HEAD || !lines[0].startsWith(FORMAT + " ")) {
            return Optional.empty();
        }
        return Optional.of(new Standing(lines[0], lines[1].substring(NONE.length()), lines[2].substring(NONE.length()), lines[3]
                .substring(NONE.length()), time(lines[4]), time(lines[5]), time(lines[6]), time(lines[7]),
                lines[8].substring(NONE.length()), lines[9].substring(NONE.length()), lines[10].substring(NONE.length()), Double
                        .parseDouble(lines[11]), List.of(
                        lines).subList(HEAD,
                        lines.length).stream()
                        .map(l -> l.split(TAB, 5)).map(a -> new Told(a[0], a[1], a[2], Integer.parseInt(a[3]), a[4])).toList()));
    }

    private static Optional<Instant> time(String text) {
        return text.equals(NONE) ? Optional.empty() : Optional.of(Instant.parse(text));
    }

    /** The alerts with what became of them by a time, in the order in which they are looked at. */
    List<Seen> seen(AlertLog log, Instant now) {
        AlertLog named = log.named(alerts.stream().collect(Collectors.toMap(Told::formerly, Told::id, (a, b) -> a)));
        return alerts.stream().map(a -> new Seen(a, named.status(a.id, now), named.until(a.id, now))).sorted(Urgency.alerts(
                s -> s.told.urgency, s -> s.told.level, Seen::status)).toList();
    }

    /** Whether nothing can be told of the file. */
    boolean isUnknown() {
        return patient.isEmpty() && joint.isEmpty() && last.isEmpty();
    }

    /** Whether the day of the next visit has passed. */
    boolean isPast(Instant now) {
        return visit.filter(v -> FollowUpResult.day(v).compareTo(FollowUpResult.day(now)) < 0).isPresent();
    }

    /** The day of the visit that has not been kept and is overdue; empty where none is. */
    Optional<Instant> overdue(Instant now) {
        return late.isPresent() && now.isAfter(late.get()) ? visit : Optional.empty();
    }

    /**
     * A patient of several, who is to be looked at first foremost.
     *
     * @param alerts all, in the order in which they are looked at
     * @param aside how many rows of the patient were put aside and wait
     */
    record Row(Path file, Standing standing, List<Seen> alerts, int aside, Instant now) implements Comparable<Row> {

        /** How many alerts nobody has seen to. */
        int open() {
            return count(AlertLog.Status.OPEN::equals);
        }

        /** How many alerts stand that somebody has seen. */
        int seen() {
            return count(AlertLog.Status::isSeen);
        }

        /** How many alerts sleep. */
        int asleep() {
            return count(AlertLog.Status.SNOOZED::equals);
        }

        private int count(Predicate<AlertLog.Status> which) {
            return (int) alerts.stream().map(Seen::status).filter(which).count();
        }

        /** The worst of those that stand; empty without. */
        Optional<Seen> worst() {
            return alerts.stream().filter(s -> s.status.isStanding()).findFirst();
        }

        private Urgency urgency() {
            return new Urgency(standing.isUnknown(), worst().map(s -> s.told.urgency).orElse(Alert.NOT_URGENT), worst().map(s ->
                    s.told.level).orElse(""), worst().filter(s -> s.status.isSeen())
                    .isPresent(), alerts.stream().anyMatch(s -> !s.status.isStanding() && Alert.isHurried(s.told.urgency)), worst()
                            .isEmpty() ? 0 : standing.probability, open(), aside > 0, standing.overdue(now).isPresent(), standing.visit.or(
                                    standing::planned));
        }

        @Override
        public int compareTo(Row o) {
            return Comparator.comparing(Row::urgency).thenComparing(r -> r.standing.patient).thenComparing(r -> r.file).compare(this, o);
        }
    }
}
