/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;

/**
 * When a patient is to be seen after an operation. The files of observables say it for each joint; a file beside a twin says it for that
 * patient. A visit is due from an eighth of its time before until an eighth after, at least 14 days and at most 45: nobody is called for
 * one of five months ahead, and one that is later is overdue. What was observed keeps the visit that it is nearest to, if it is not an
 * eighth of its time, and 14 days at least, before it: then it is of the visit before, which it keeps late. An appointment that a person
 * has made is not kept by what was observed until then. What a device tells at home, a result of the laboratory, an event such as a
 * complication and a value that is told by telephone come between visits, too, and keep none alone: each observable says by {@code visit}
 * whether it is of a patient who is seen.
 *
 * @param times of visits, s since the operation, ascending
 * @param every time between the visits that follow, s; 0 for none
 * @param until no visit is later, s since the operation
 * @param source where it comes from
 * @param own whether it is of the patient alone
 * @param appointments those of the times that a person has made for a day
 * @param made when; empty where there are none
 */
public record VisitSchedule(List<Double> times, double every, double until, String source, boolean own, List<Double> appointments,
        Optional<Instant> made) {

    private static final double DAY = 86400;
    private static final double LEAST = 14 * DAY;
    private static final double MOST = 45 * DAY;
    private static final double PART_OF_TIME = 8;
    /** Where nobody says how long visits go on: 50 years. */
    private static final double LONG = 50 * FollowUp.YEAR;
    /** What is told without a visit, and what does not say that there was one. */
    private static final Set<String> AT_HOME = Set.of("activity", "fact");
    /** What comes in at any time. */
    private static final Set<String> BETWEEN = Set.of("laboratory", "event");

    /** What became of a visit. */
    public enum Status {
        KEPT, MISSED, LATER, DUE, OVERDUE;

        /** The word in files and keys. */
        public String id() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A visit.
     *
     * @param time s since the operation
     */
    public record Visit(double time, Instant date, Status status) {

        /** How long after the operation, in words: weeks for the first ten, months for two years, then years. */
        public String name(String language) {
            double days = time / DAY;
            double months = time / FollowUp.YEAR * 12;
            if (days < 10 * 7 + 1) {
                return Texts.CATALOG.text(language, "visit.weeks", Math.round(days / 7));
            }
            long whole = Math.round(months);
            return whole % 12 == 0 ? Texts.CATALOG.text(language, whole == 12 ? "visit.year" : "visit.years", whole / 12)
                    : Texts.CATALOG.text(language, "visit.months", whole);
        }
    }

    /** A visit with what was observed last of what keeps it. */
    public record Kept(Visit visit, Instant observed) {
    }

    /** @throws IllegalArgumentException if a time is not after the one before it and after the operation */
    public VisitSchedule {
        double last = 0;
        for (double t : times) {
            if (!(t > last)) {
                throw new IllegalArgumentException("a visit after " + Numbers.shortest(Numbers.edge(t / DAY))
                        + " d is not after the one before it");
            }
            last = t;
        }
        if (!(every >= 0) || times.isEmpty() && every == 0) {
            throw new IllegalArgumentException("visits every " + every + " s");
        }
        times = List.copyOf(times);
        appointments = List.copyOf(appointments);
        if (!times.containsAll(appointments) || made.isEmpty() && !appointments.isEmpty()) {
            throw new IllegalArgumentException("appointments " + appointments + " of visits " + times + ", made " + made);
        }
    }

    /** Without appointments. */
    public VisitSchedule(List<Double> times, double every, double until, String source, boolean own) {
        this(times, every, until, source, own, List.of(), Optional.empty());
    }

    /** As the files of observables say for a joint; empty where they say nothing. */
    public static Optional<VisitSchedule> of(String joint) {
        return Observables.visits(joint);
    }

    /** The same as an entry of such a file. */
    static VisitSchedule read(Map<?, ?> m, boolean own) {
        List<Double> times = times((List<?>) m.get("after"));
        double every = m.get("every") instanceof String e ? Quantity.parseSi(e, Dimension.TIME) : 0;
        double until = m.get("until") instanceof String u ? Quantity.parseSi(u, Dimension.TIME) : LONG;
        return new VisitSchedule(times, every, until, m.get("source") instanceof String s ? s : "", own, m.get("appointments") instanceof
                List<?> a ? times(a) : List.of(), Optional.ofNullable((String) m.get("made")).map(Times::instant));
    }

    private static List<Double> times(List<?> written) {
        return written.stream().map(o -> Quantity.parseSi((String) o, Dimension.TIME)).toList();
    }

    /** The file of a patient's own schedule: beside the twin's, with {@code .visits.json} in the place of its ending. */
    public static Path beside(Path twin) {
        return AlertLog.beside(twin).resolveSibling(AlertLog.beside(twin).getFileName().toString().replaceFirst("\\.alerts\\.json$",
                ".visits.json"));
    }

    /**
     * The schedule of a twin: its own where there is a file beside it, that of its joint otherwise.
     *
     * @throws InputException if there is a file that is none
     */
    public static Optional<VisitSchedule> of(String joint, Path twin) throws IOException {
        Path file = beside(twin);
        if (!Files.exists(file)) {
            return of(joint);
        }
        try {
            Map<?, ?> written = (Map<?, ?>) JsonText.parse(Files.readString(file));
            FileForm.OWN_VISITS.check(written);
            return Optional.of(read(written, true));
        } catch (InputException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw Texts.refuse("visits.unreadable", file, String.valueOf(e.getMessage()));
        }
    }

    /** Writes it as that of a twin. */
    public void write(Path twin) throws IOException {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("after", times.stream().map(VisitSchedule::days).toList());
        if (every > 0) {
            o.put("every", days(every));
        }
        if (until < LONG) {
            o.put("until", days(until));
        }
        o.put("source", source);
        made.ifPresent(t -> {
            o.put("appointments", appointments.stream().map(VisitSchedule::days).toList());
            o.put("made", t.toString());
        });
        AtomicFiles.writeString(beside(twin), JsonText.write(o));
    }

    private static String days(double t) {
        return Numbers.shortest(Numbers.edge(t / DAY)) + "d";
    }

    /** Whether a device tells it, without any visit. */
    public static boolean isAtHome(Observable d) {
        return AT_HOME.contains(d.kind());
    }

    /** Whether what is of a kind keeps a visit where its observable does not say so itself. */
    static boolean isOfVisits(String kind) {
        return !AT_HOME.contains(kind) && !BETWEEN.contains(kind);
    }

    /**
     * Times of visits up to the second one after a time that is no appointment, since the first may be kept early, and {@link #until} at
     * the latest.
     */
    private List<Double> until(double t) {
        List<Double> all = new ArrayList<>();
        double next = 0;
        for (int i = 0; all.stream().filter(v -> v > t && !appointments.contains(v)).count() < 2 && (i < times.size() || every > 0); i++) {
            next = i < times.size() ? times.get(i) : next + every;
            if (next > until) {
                break;
            }
            all.add(next);
        }
        return all;
    }

    /** From when on a visit that nobody has kept is overdue. */
    public static Instant overdueFrom(Visit v) {
        return v.date.plusSeconds((long) due(v.time));
    }

    /** How long before and after its day a visit is due, s. */
    private static double due(double time) {
        return Math.min(MOST, window(time));
    }

    /** How long before its day a visit can be kept, s. */
    private static double window(double time) {
        return Math.max(LEAST, time / PART_OF_TIME);
    }

    /**
     * The visits of a patient from the operation to the next one; empty before an operation.
     *
     * @param now no later observation keeps a visit
     */
    public List<Visit> visits(FollowUp f, Instant now) {
        if (f.operation().isEmpty()) {
            return List.of();
        }
        double today = f.since(now);
        List<Double> all = until(today);
        SortedMap<Integer, Double> kept = kept(f, all, today);
        int last = kept.isEmpty() ? -1 : kept.lastKey();
        double seen = kept.values().stream().max(Comparator.naturalOrder()).orElse(0.0);
        List<Visit> visits = new ArrayList<>();
        for (int i = 0; i < all.size() && i <= last + 1; i++) {
            double t = all.get(i);
            // what was seen before an appointment may be of a later visit, and the appointment holds all the same
            boolean passed = i <= last && !(appointments.contains(t) && t > seen);
            visits.add(new Visit(t, date(f, t), kept.containsKey(i) ? Status.KEPT : passed ? Status.MISSED : today > t + due(t)
                    ? Status.OVERDUE : today >= t - due(t) ? Status.DUE : Status.LATER));
        }
        return visits;
    }

    /** Which visits were kept by a time, and when what keeps each was observed last, s since the operation. */
    private SortedMap<Integer, Double> kept(FollowUp f, List<Double> all, double today) {
        SortedMap<Integer, Double> kept = new TreeMap<>();
        Withdrawals.standing(f.twin()).stream().filter(o -> Observables.find(String.valueOf(o.getDefinition())).filter(
                Observable::visit).isPresent()).mapToDouble(o -> f.since(Times.instant(o.getTime())))
                .filter(t -> t > 0 && t <= today).forEach(t -> of(open(f, all, t), t).ifPresent(v -> kept.merge(all.indexOf(v), t,
                        Math::max)));
        return kept;
    }

    /** The visits that something observed at a time may be of: no appointment that was made later for a day after it. */
    private List<Double> open(FollowUp f, List<Double> all, double t) {
        return made.filter(m -> t <= f.since(m)).map(m -> all.stream().filter(v -> v <= t || !appointments.contains(v)).toList()).orElse(
                all);
    }

    /** The appointments after one time and before another, in their order; none before an operation. */
    List<Instant> appointments(FollowUp f, Instant from, Instant until) {
        return f.operation().isEmpty() ? List.of() : appointments.stream().map(t -> date(f, t)).filter(t -> t.isAfter(from) && t.isBefore(
                until)).sorted().toList();
    }

    /** The day of a visit: of whole months from half a year on that of the calendar, as people make appointments. */
    private static Instant date(FollowUp f, double t) {
        double months = t / FollowUp.YEAR * 12;
        long whole = Math.round(months);
        return whole < 6 || Math.abs(months - whole) > 1e-3 ? f.at(t) : f.origin().atZone(ZoneOffset.UTC).plusMonths(whole).toInstant();
    }

    /** The visit that an observation is of: the nearest, or the one before where that is not due yet; none before the first is due. */
    private static Optional<Double> of(List<Double> all, double t) {
        int best = -1;
        for (int i = 0; i < all.size(); i++) {
            best = best < 0 || Math.abs(all.get(i) - t) < Math.abs(all.get(best) - t) ? i : best;
        }
        int of = best >= 0 && t < all.get(best) - window(all.get(best)) ? best - 1 : best;
        return of < 0 ? Optional.empty() : Optional.of(all.get(of));
    }

    /** The last visit that is taken as kept, and when; empty for none. */
    public Optional<Kept> last(FollowUp f, Instant now) {
        if (f.operation().isEmpty()) {
            return Optional.empty();
        }
        List<Double> all = until(f.since(now));
        SortedMap<Integer, Double> kept = kept(f, all, f.since(now));
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        double t = all.get(kept.lastKey());
        return Optional.of(new Kept(new Visit(t, date(f, t), Status.KEPT), f.at(kept.get(kept.lastKey()))));
    }

    /** The next visit: the first one after the last that was kept; empty where there is none. */
    public Optional<Visit> next(FollowUp f, Instant now) {
        return visits(f, now).stream().filter(v -> v.status() != Status.KEPT && v.status() != Status.MISSED).findFirst();
    }
}
