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
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.Alerts;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.VisitSchedule;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.simulation.Simulation;

/**
 * How a patient stands, without all else that there is to show of a twin: what is told of twins that nobody has open. It follows from the
 * twin's file and its schedule of visits alone; what was done about alerts is beside it.
 *
 * @param stamp of the files that it follows from, and of the program
 * @param patient whose twin it is
 * @param joint empty where it is not known
 * @param last when something was observed last; empty for never
 * @param planned when an operation is planned; empty where none is
 * @param visit when the next visit is; empty where none is known
 * @param late from when on that visit is overdue
 * @param ids of all alerts of the latest state, in their order
 */
record Standing(String stamp, String patient, String joint, Optional<Instant> last, Optional<Instant> planned, Optional<Instant> visit,
        Optional<Instant> late, List<String> ids) {

    private static final String BREAK = "\n";
    private static final String NONE = "-";
    /** Lines before the alerts. */
    private static final int HEAD = 7;

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
        Optional<Instant> last = Withdrawals.standing(twin).stream().map(o -> Times.instant(o.getTime())).filter(t -> !t.isAfter(now)).max(
                Comparator.naturalOrder());
        if (!FollowUp.canFollow(twin)) {
            return new Standing(stamp, patient, "", last, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
        }
        FollowUp f = new FollowUp(twin);
        Optional<VisitSchedule.Visit> next = VisitSchedule.of(f.joint(), file).flatMap(s -> s.next(f, now));
        f.absorb(Estimators.standard(), Reading.ESTIMATOR, Reading.software(), monitor);
        return new Standing(stamp, patient, f.joint(), last, f.planned(), next.map(VisitSchedule.Visit::date), next.map(
                VisitSchedule::overdueFrom), Alerts.of(f, twin.getCurrentState(), FollowUpResult.RUN_LENGTH, monitor).stream().map(
                        Alert::id).toList());
    }

    /** Of a file of which nothing can be told. */
    static Standing unknown(String stamp) {
        return new Standing(stamp, "", "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** What changes when it may; empty where there is no such file. */
    static String stamp(Path file) throws IOException {
        String own = stampOf(file);
        return own.isEmpty() ? "" : Simulation.version() + " " + own + " " + stampOf(VisitSchedule.beside(file));
    }

    private static String stampOf(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toMillis() + " " + Files.size(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** The same with what was done about alerts: what is shown changes when this does. */
    static String whole(Path file) throws IOException {
        return stamp(file) + " " + stampOf(AlertLog.beside(file));
    }

    /** As it is kept: {@link #parsed} reads it. */
    String kept() {
        List<String> lines = new ArrayList<>(List.of(stamp, NONE + patient, NONE + joint));
        for (Optional<Instant> t : List.of(last, planned, visit, late)) {
            lines.add(t.map(Instant::toString).orElse(NONE));
        }
        lines.addAll(ids);
        return String.join(BREAK, lines);
    }

    /** What was kept; empty where that was of another file or program. */
    static Optional<Standing> parsed(String kept, String stamp) {
        String[] lines = kept == null ? new String[0] : kept.split(BREAK);
        if (lines.length < HEAD || !lines[0].equals(stamp)) {
            return Optional.empty();
        }
        return Optional.of(new Standing(stamp, lines[1].substring(NONE.length()), lines[2].substring(NONE.length()), time(lines[3]), time(
                lines[4]), time(lines[5]), time(lines[6]), List.of(lines).subList(HEAD, lines.length)));
    }

    private static Optional<Instant> time(String text) {
        return text.equals(NONE) ? Optional.empty() : Optional.of(Instant.parse(text));
    }

    /** How many alerts nobody has seen to by a time. */
    int open(AlertLog log, Instant now) {
        return (int) ids.stream().filter(id -> log.status(id, now) == AlertLog.Status.OPEN).count();
    }

    /** The day of the visit that has not been kept and is overdue; empty where none is. */
    Optional<Instant> overdue(Instant now) {
        return late.isPresent() && now.isAfter(late.get()) ? visit : Optional.empty();
    }

    /** Who comes first is who has open alerts and an overdue visit, then who has either; then who is to be seen first. */
    record Row(Path file, Standing standing, int open, Instant now) implements Comparable<Row> {

        private int urgency() {
            return (open > 0 ? 2 : 0) + (standing.overdue(now).isPresent() ? 1 : 0);
        }

        private Instant next() {
            return standing.visit.or(standing::planned).orElse(Instant.MAX);
        }

        @Override
        public int compareTo(Row o) {
            return Comparator.comparingInt((Row r) -> -r.urgency()).thenComparing(Row::next).thenComparingInt(r -> -r.open).thenComparing(
                    r -> r.standing.patient).thenComparing(r -> r.file).compare(this, o);
        }
    }
}
