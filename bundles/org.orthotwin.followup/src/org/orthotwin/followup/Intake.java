/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFactory;

/**
 * Takes observations into a twin. Each is taken whole, known already, or put aside with the reason; nothing is guessed: not a unit, not a
 * patient, not a time zone.
 */
public final class Intake {

    /** What cannot be the clock of this patient's observations: so long before the operation. */
    private static final Duration LONG_BEFORE = Duration.ofDays(3653);
    /** Two operations of a joint within so many days are rather one, which a register and a hospital date differently: an assumption. */
    private static final long SAME_OPERATION = 30;
    /** Where clocks begin that nobody has set, and a day to both sides for whatever zone they believe to be in. */
    private static final Instant UNSET = Instant.EPOCH;
    /** Nobody who can be observed was alive before. */
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    /** So many patients of a table are named who are others. */
    private static final int NAMED = 8;
    /** Who says that an observation was of no time: we do. */
    public static final String OURSELVES = "OrthoTwin";
    /** Clocks of devices run ahead by minutes. */
    private static final Duration AHEAD = Duration.ofMinutes(10);
    /** Id of the fact that says of which sex a patient is. */
    public static final String FEMALE = "patient.female";
    /** Words for facts that hold or do not. */
    private static final Map<String, String> YES_OR_NO = Map.of("yes", "1", "no", "0", "oui", "1", "non", "0");
    /** Words for the sex of a patient. */
    private static final Map<String, String> SEX = Map.of("female", "1", "male", "0", "f", "1", "m", "0", "f\u00e9minin", "1", "masculin",
            "0", "femme", "1", "homme", "0");
    /** So long before UTC a day begins where it begins first. */
    private static final Duration EARLIEST_ZONE = Duration.ofHours(14);
    /** UCUM's annotations are words beside the plain number: {score}, {steps}. */
    private static final Pattern ANNOTATION = Pattern.compile("\\{[^{}]*\\}");

    /** Units of cells that are counted in a volume, as laboratories write them; the numbers are those of a microlitre. */
    private static final List<Unit> COUNTS = List.of(count("/uL", 1, 1), count("G/L", 1000, 1), count("10^9/L", 1000, 1), count("/mm3", 1,
            1), count("10*9/L", 1000, 1), count("10E9/L", 1000, 1), count("cells/uL", 1, 1), count("cells/mm3", 1, 1), count("10*3/uL",
                    1000, 1), count("10^3/uL", 1000, 1), count("10*6/L", 1, 1), count("10^6/L", 1, 1));
    /** So many of them are offered where a unit is chosen. */
    private static final int OFFERED = 4;
    private static final Set<String> CONCENTRATIONS = Set.of("mg/L", "mg/dL");
    private static final String LABORATORY = "laboratory";
    /** What a laboratory says of a value beyond what it can measure. */
    private static final Pattern BEYOND = Pattern.compile("(<=?|>=?|[\u2264\u2265])\\s*(\\S.*)");

    private Intake() {
    }

    private static Unit count(String symbol, double numerator, double denominator) {
        return new Unit(symbol, Dimension.NONE, numerator, denominator);
    }

    /** Whether a number of it is of cells in a volume. */
    private static boolean isCount(Observable d) {
        return d.kind().equals(LABORATORY) && d.unit().symbol().equals("1") && !d.whole();
    }

    /** The units that people use for it, the usual one first. */
    public static List<Unit> units(Observable d) {
        if (isCount(d)) {
            return COUNTS.subList(0, OFFERED);
        }
        boolean laboratory = d.kind().equals(LABORATORY);
        return Stream.concat(Stream.of(d.unit()), d.unit().dimension() == Dimension.NONE ? Stream.empty() : Unit.all().stream().filter(
                u -> u.dimension() == d.unit().dimension() && (!laboratory || CONCENTRATIONS.contains(u.symbol())))).distinct().toList();
    }

    /**
     * A value of which a laboratory says only that it is below or above a number: below it the middle of what it can be, with the spread of
     * an even distribution, above it that number, since nobody knows how much more it is.
     *
     * @return value and standard uncertainty, SI
     * @throws InputException if that leaves open on which side of a limit it is by which results are judged
     */
    private static Optional<double[]> beyond(Observable d, String text, Unit unit) {
        Matcher m = BEYOND.matcher(text.strip());
        if (!d.kind().equals(LABORATORY) || !m.matches()) {
            return Optional.empty();
        }
        double end = unit.toSi(number("value", m.group(2)));
        boolean below = m.group(1).startsWith("<") || m.group(1).equals("\u2264");
        Optional<Double> open = Observables.causes().stream().flatMap(c -> c.markers().stream()).filter(k -> k.observable().equals(d.id()))
                .map(Cause.Marker::threshold).filter(t -> below ? t < end : t > end).findFirst();
        if (open.isPresent()) {
            throw Texts.refuse("row.beyond", d.id(), text, shown(d, open.get()));
        }
        return Optional.of(below ? new double[] {(d.lower() + end) / 2, (end - d.lower()) / Math.sqrt(12)} : new double[] {end, 0});
    }

    /** A row that was put aside, and why. */
    public record Quarantined(ObservationFile.Row row, Diagnostic reason) {
    }

    /**
     * A row of which another source has told a value already: of the same observable, and of the same day as far as the times tell; or the
     * same source under another name the same value, which may be one that was entered twice, and counts.
     *
     * @param there what was there
     * @param counts whether the row was taken all the same: its value is another one, or both are to count. Otherwise it is among the
     *            known ones
     */
    public record Beside(ObservationFile.Row row, Observation there, boolean counts) {
    }

    /**
     * What became of the rows.
     *
     * @param taken now in the twin, in the order of the file
     * @param withdrawals entries that say of observations of the twin that their source has withdrawn them, or that they are too long
     *            before the operation, which was not known when they came
     * @param known how many were there already, the same in every number, or were withdrawn already
     * @param beside those that met a value of the same observable and day from another source
     * @param never how many were withdrawn by their source of which nothing had come
     * @param notStanding of the known ones those that were withdrawn, and do not count although they came again
     * @param quarantined the rest
     * @param side what the twin has taken its side from, where it did not say which it is of and no operation does; its side is among
     *            what was taken
     * @param derived how many of those taken are of no row, but follow from others: the side of the twin, and what cuts make together
     */
    public record Result(List<Observation> taken, List<Observation> withdrawals, int known, int never, List<Observation> notStanding,
            List<Beside> beside, List<Quarantined> quarantined, Optional<Observation> side, int derived) {

        /** How many rows were taken. */
        public int rows() {
            return taken.size() - derived;
        }

        /** How many entries the twin has got. */
        public int added() {
            return taken.size() + withdrawals.size();
        }

        /** The same with rows that were put aside before, since they could not be read. */
        public Result with(List<Quarantined> broken) {
            return new Result(taken, withdrawals, known, never, notStanding, beside, Stream.concat(broken.stream(), quarantined.stream())
                    .toList(), side, derived);
        }
    }

    /** The same without anybody who watches. */
    public static Result take(Twin twin, List<ObservationFile.Row> rows, Optional<String> patient, String origin, Instant now) {
        return take(twin, rows, patient, origin, now, "", Monitor.NONE);
    }

    /**
     * Adds rows to a twin in memory.
     *
     * @param patient whose observations they are where the rows do not say; empty if they must
     * @param origin what the source is called where the rows do not say
     * @param now no observation is later
     * @param task what the monitor calls it
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop; the twin must then be thrown away
     * @throws InputException if every row is of another patient: then it is the wrong file
     */
    public static Result take(Twin twin, List<ObservationFile.Row> rows, Optional<String> patient, String origin, Instant now,
            String task, Monitor monitor) {
        return take(twin, rows, patient, origin, now, false, task, monitor);
    }

    /**
     * The same. A value that is typed in and comes again with an export is one observation and not two: a value that equals one of
     * another source, of the same observable and day, is known, unless both are said to count. Only times of day that differ make two
     * observations of one day.
     *
     * @param both whether equal values of one day from several sources are so many observations
     */
    public static Result take(Twin twin, List<ObservationFile.Row> given, Optional<String> patient, String origin, Instant now,
            boolean both, String task, Monitor monitor) {
        if (given.size() > ObservationFile.MOST_ROWS) {
            throw Texts.refuse("file.rows", twin.getPseudonym(), ObservationFile.MOST_ROWS);
        }
        String whole = FollowUp.canFollow(twin) ? Histories.joint(twin) : "";
        List<ObservationFile.Row> rows = given.stream().map(r -> meant(r, whole)).toList();
        List<Observation> taken = new ArrayList<>();
        List<Quarantined> aside = new ArrayList<>();
        int known = 0;
        int never = 0;
        int strangers = 0;
        Optional<String> operated = operation(twin, rows, patient);
        Instant operation = operated.map(Times::instant).orElse(null);
        // a twin is of one joint: what is observed of another is not its
        String joint = joint(twin, rows);
        Sides sides = new Sides(twin, rows, patient, joint);
        FreeIds ids = new FreeIds(twin);
        There there = new There(twin);
        List<Observation> withdrawals = new ArrayList<>();
        List<Observation> notStanding = new ArrayList<>();
        List<Beside> beside = new ArrayList<>();
        Map<ObservationFile.Row, String> contradicted = contradicted(twin, rows, patient, origin, operation, now);
        monitor.begin(task, rows.size());
        for (ObservationFile.Row row : rows) {
            monitor.checkCancelled();
            monitor.worked(1);
            try {
                row.texts().forEach(Intake::requirePlain);
                String whose = whose(row, patient);
                if (whose.isEmpty()) {
                    throw Texts.refuse("row.no-patient");
                }
                if (!whose.equals(twin.getPseudonym())) {
                    strangers++;
                    throw Texts.refuse("row.patient", whose, twin.getPseudonym());
                }
                if (!row.text(ObservationFile.WITHDRAWN).isEmpty()) {
                    boolean came = there.isKnown(row);
                    List<Observation> own = withdraw(twin, row, there, now);
                    withdrawals.addAll(own);
                    known += own.isEmpty() && came ? 1 : 0;
                    never += came ? 0 : 1;
                    continue;
                }
                if (CutGeometry.isOf(row)) {
                    // each twin works it out of its own cuts
                    known++;
                    continue;
                }
                Observation o = observation(row, origin, operation, now);
                Observable d = Observables.get(o.getDefinition());
                if (operated.isPresent() && jumps(d) && Times.isOrderUnknown(o.getTime(), operated.get())) {
                    throw Texts.refuse("row.operation-day", d.id(), o.getTime(), operated.get());
                }
                String where = d.joint().isEmpty() ? row.text(ObservationFile.JOINT) : d.joint();
                if (!joint.isEmpty() && !where.isEmpty() && !where.equals(joint)) {
                    throw Texts.refuse("row.joint", d.id(), joint, where);
                }
                sides.check(row, d, o);
                joint = joint.isEmpty() && Histories.tellsJoint(d) ? d.joint() : joint;
                List<Observation> of = there.of(o.getIdentity());
                Observation equal = of.stream().filter(x -> same(x, o)).findFirst().orElse(null);
                Observation same = of.stream().filter(x -> !there.gone.containsKey(x)).findFirst().orElse(null);
                if (equal != null) {
                    known++;
                    if (there.gone.containsKey(equal)) {
                        notStanding.add(equal);
                    }
                } else if (same == null && contradicted.containsKey(row)) {
                    throw Texts.refuse("row.contradicted", o.getIdentity(), contradicted.get(row));
                } else if (same == null) {
                    if (!both) {
                        requireOther(twin, rows, patient, o);
                    }
                    Optional<Observation> other = there.beside(o).filter(x -> alike(x, o));
                    boolean counts = both || other.filter(x -> equal(x, o)).isEmpty();
                    if (counts && !both && other.isPresent() && d.kind().equals("fact")) {
                        throw Texts.refuse("row.fact", d.id(), shown(d, o.getValue()), FollowUpResult.day(Times.instant(o
                                .getTime())), shown(d, other.get().getValue()), other.get().getId(), String.valueOf(other.get()
                                        .getSource()));
                    }
                    other.or(() -> there.repeated(o).filter(x -> alike(x, o))).ifPresent(x -> beside.add(new Beside(row, x, counts)));
                    if (!counts) {
                        known++;
                        continue;
                    }
                    o.setId(ids.next(FreeIds.OBSERVATION));
                    there.put(o);
                    twin.getObservations().add(o);
                    taken.add(o);
                    sides.taken(row, d, o);
                } else {
                    throw Texts.refuse("row.conflict", o.getIdentity(), Observables.find(String.valueOf(same.getDefinition()))
                            .map(x -> shown(x, same.getValue())).orElseGet(() -> Numbers.shortest(same.getValue())), same.getTime());
                }
            } catch (InputException e) {
                aside.add(new Quarantined(row, e.diagnostic()));
            }
        }
        if (!rows.isEmpty() && strangers == rows.size()) {
            List<String> whose = rows.stream().map(r -> whose(r, patient)).distinct()
                    .toList();
            throw whose.size() == 1 ? Texts.refuse("file.patient", whose.getFirst(), twin.getPseudonym()) : Texts.refuse("file.patients",
                    whose.size(), twin.getPseudonym(), String.join(", ", whose.subList(0, Math.min(NAMED, whose.size()))) + (whose.size()
                            > NAMED ? ", \u2026" : ""));
        }
        int rowsTaken = taken.size();
        sides.row(now).ifPresent(r -> {
            Observation o = observation(r, origin, null, now);
            o.setId(ids.next(FreeIds.OBSERVATION));
            there.put(o);
            twin.getObservations().add(o);
            taken.add(o);
        });
        withdrawals.addAll(longBefore(twin, taken, now));
        CutGeometry.supersede(twin, now);
        CutGeometry.row(twin).ifPresent(r -> {
            Observation o = observation(r, CutGeometry.SOURCE, null, now);
            o.setId(ids.next(FreeIds.OBSERVATION));
            there.put(o);
            twin.getObservations().add(o);
            taken.add(o);
        });
        return new Result(taken, withdrawals, known, never, notStanding, beside, aside, sides.told(), taken.size()
                - rowsTaken);
    }

    /**
     * Rows that tell other values or times of what their source calls by one name: which is right is not for us to say, nor for the order
     * of rows or files.
     *
     * @return for each such row what all of them say, and where
     */
    private static Map<ObservationFile.Row, String> contradicted(Twin twin, List<ObservationFile.Row> rows, Optional<String> patient,
            String origin, Instant operation, Instant now) {
        record Said(ObservationFile.Row row, Observation observation) {
        }
        Map<String, List<Said>> all = new HashMap<>();
        for (ObservationFile.Row r : rows) {
            String whose = whose(r, patient);
            if (!whose.equals(twin.getPseudonym()) || !r.text(ObservationFile.WITHDRAWN).isEmpty()) {
                continue;
            }
            try {
                Observation o = observation(r, origin, operation, now);
                all.computeIfAbsent(String.join("\n", o.getIdentity(), r.text(Histories.SIDE).strip().toLowerCase(Locale.ROOT), r.text(
                        ObservationFile.JOINT)), i -> new ArrayList<>(1)).add(new Said(r, o));
            } catch (InputException e) {
                // told where the row itself is taken
                continue;
            }
        }
        Map<ObservationFile.Row, String> found = new IdentityHashMap<>();
        for (List<Said> said : all.values()) {
            if (said.stream().anyMatch(x -> !same(x.observation, said.getFirst().observation))) {
                String told = said.stream().map(x -> (x.row.text("value") + " " + x.row.text("unit")).strip() + ", " + x.row.text("time")
                        + " (" + x.row.place() + ")").collect(Collectors.joining("; "));
                said.forEach(x -> found.put(x.row, told));
            }
        }
        return found;
    }

    /**
     * @throws InputException if it is an operation of a few days before or after one that is known, and nobody says that it was a revision:
     *             rather the same, of which one of the two has the wrong day
     */
    private static void requireOther(Twin twin, List<ObservationFile.Row> rows, Optional<String> patient, Observation o) {
        if (!Histories.isOperation(o.getDefinition())) {
            return;
        }
        String day = FollowUpResult.day(Times.instant(o.getTime()));
        boolean revised = Stream.concat(Withdrawals.standing(twin).stream().filter(x -> Histories.isRevision(x.getDefinition())).map(
                Observation::getTime), rows.stream().filter(r -> Histories.isRevision(r.text("observable")) && whose(r, patient).equals(
                        twin.getPseudonym())).map(r -> r.text("time"))).anyMatch(t -> isOf(day, t));
        Optional<Observation> close = revised ? Optional.empty() : Withdrawals.standing(twin).stream().filter(x -> o.getDefinition()
                .equals(x.getDefinition()) && !day.equals(FollowUpResult.day(Times.instant(x.getTime()))) && Math.abs(Duration.between(Times
                        .instant(x.getTime()), Times.instant(o.getTime())).toDays()) <= SAME_OPERATION).findFirst();
        if (close.isPresent()) {
            throw Texts.refuse("row.operation-close", o.getDefinition(), day, FollowUpResult.day(Times.instant(close.get().getTime())),
                    close.get().getId(), String.valueOf(close.get().getSource()));
        }
    }

    /** Whether a time is of a day; one that cannot be read is told where its own row is taken. */
    private static boolean isOf(String day, String time) {
        try {
            return day.equals(FollowUpResult.day(Times.instant(Times.written(time))));
        } catch (InputException e) {
            return false;
        }
    }

    /** Whose a row is: of the patient that it says, or of the one that all are of; empty where neither is known. */
    private static String whose(ObservationFile.Row row, Optional<String> patient) {
        return row.text("patient").isEmpty() ? patient.orElse("") : row.text("patient");
    }

    /** Withdraws what turns out to be of no time of this patient's, now that the operation is known. */
    private static List<Observation> longBefore(Twin twin, List<Observation> taken, Instant now) {
        Optional<Instant> operation = Histories.operation(twin).filter(taken::contains).map(o -> Times.instant(o.getTime()));
        if (operation.isEmpty()) {
            return List.of();
        }
        return Withdrawals.standing(twin).stream().filter(o -> Times.instant(o.getTime()).isBefore(operation.get().minus(LONG_BEFORE)))
                .toList().stream().map(o -> Withdrawals.withdraw(twin, o, Texts.refuse("row.long-before", o.getTime(), operation.get())
                        .diagnostic().text("en"), OURSELVES, now)).toList();
    }

    /**
     * Which side rows are of, and which the twin is of: by itself, by a row that is its side, by its operation, or by the one side that
     * all rows say. Rows of both sides for a twin that has none belong to nobody.
     */
    private static final class Sides {

        private final Twin twin;
        private final Optional<String> own;
        private final Set<String> said = new TreeSet<>();
        private ObservationFile.Row first;
        private Observation by;
        private boolean isNew;

        Sides(Twin twin, List<ObservationFile.Row> rows, Optional<String> patient, String joint) {
            this.twin = twin;
            Optional<String> known = Histories.side(twin);
            Set<String> operated = new TreeSet<>();
            for (ObservationFile.Row r : rows) {
                String whose = whose(r, patient);
                Optional<Observable> d = Observables.find(r.text("observable"));
                if (!whose.equals(twin.getPseudonym()) || d.isEmpty() || !r.text(ObservationFile.WITHDRAWN).isEmpty()) {
                    continue;
                }
                if (known.isEmpty() && d.get().id().equals(Histories.SIDE)) {
                    known = Optional.of(Histories.sideNumber(r.text("value"))).filter(v -> v.matches("[01]"))
                            .map(v -> Histories.SIDES.get(Integer.parseInt(v)));
                }
                if (d.get().isSided() && (joint.isEmpty() || d.get().joint().isEmpty() || d.get().joint().equals(joint))) {
                    Optional<String> side = Histories.sideWord(r.text(Histories.SIDE));
                    side.ifPresent(said::add);
                    side.filter(s -> Histories.isOperation(d.get().id())).ifPresent(operated::add);
                }
            }
            // the operation that comes with the rest says whose the rest is, unless both sides were operated on
            this.own = known.isEmpty() && operated.size() == 1 && Histories.operation(twin).isEmpty() ? Optional.of(operated.iterator()
                    .next()) : known;
        }

        /** @throws InputException if the row is of the other side, or the twin would have to be of both */
        void check(ObservationFile.Row row, Observable d, Observation o) {
            String text = d.id().equals(Histories.SIDE) ? Histories.SIDES.get((int) Math.round(o.getValue())) : row.text(Histories.SIDE);
            if (text.isBlank() || !d.isSided()) {
                return;
            }
            String side = Histories.sideWord(text).orElseThrow(() -> Texts.refuse("row.side-word", text));
            if (own.isPresent() && !own.get().equals(side)) {
                throw Texts.refuse("row.side", d.id(), Histories.sideSaid(side), Histories.sideSaid(own.get()));
            }
            if (own.isEmpty() && said.size() > 1) {
                throw Texts.refuse("row.sides", d.id(), Histories.sideSaid(side));
            }
        }

        void taken(ObservationFile.Row row, Observable d, Observation o) {
            // an operation says it better than what was observed of the joint, and that better than anything else
            boolean says = d.isSided() && !d.id().equals(Histories.SIDE) && !row.text(Histories.SIDE).isBlank();
            if (says && (by == null || rank(d) > rank(Observables.get(by.getDefinition())))) {
                first = row;
                by = o;
            }
        }

        private static int rank(Observable d) {
            return Histories.isOperation(d.id()) || Histories.isPlan(d.id()) ? 2 : d.joint().isEmpty() ? 0 : 1;
        }

        /** The side that the twin is of from now on, as a row; empty where it has one, or nothing says it. */
        Optional<ObservationFile.Row> row(Instant now) {
            if (first == null || Histories.side(twin).isPresent()) {
                return Optional.empty();
            }
            Map<String, String> texts = new HashMap<>(first.texts());
            texts.put("observable", Histories.SIDE);
            texts.put("value", first.text(Histories.SIDE));
            texts.put("unit", "");
            texts.remove("uncertainty");
            texts.computeIfPresent("id", (k, id) -> id.isEmpty() ? "" : id + "#" + Histories.SIDE);
            if (Times.instant(by.getTime()).isAfter(now)) {
                // a plan is of a time to come
                texts.put("time", now.toString());
            }
            isNew = true;
            return Optional.of(new ObservationFile.Row(first.line(), texts));
        }

        /** What was observed that has told the side, where no operation did. */
        Optional<Observation> told() {
            return Optional.ofNullable(by).filter(o -> isNew && rank(Observables.get(o.getDefinition())) < 2);
        }
    }

    /** A row with the id of what it names. */
    private static ObservationFile.Row meant(ObservationFile.Row row, String joint) {
        String said = row.text("observable");
        Optional<String> id = Observables.meant(said, joint).map(Observable::id).filter(i -> !i.equals(said));
        if (id.isEmpty()) {
            return row;
        }
        Map<String, String> texts = new HashMap<>(row.texts());
        texts.put("observable", id.get());
        return new ObservationFile.Row(row.line(), texts, row.semicolons());
    }

    /** The observations of a twin by their identity: one, or several where all but the last were withdrawn. */
    private static final class There {

        private final Map<String, List<Observation>> all = new HashMap<>();
        private final Map<String, List<Observation>> days = new HashMap<>();
        private final Map<Observation, Observation> gone;

        There(Twin twin) {
            twin.getObservations().stream().filter(o -> !Withdrawals.isEntry(o)).forEach(o -> all.computeIfAbsent(Withdrawals.base(o
                    .getIdentity()), i -> new ArrayList<>(1)).add(o));
            gone = Withdrawals.withdrawn(twin);
            all.values().forEach(same -> same.forEach(o -> days.computeIfAbsent(day(o), d -> new ArrayList<>(1)).add(o)));
        }

        private static String day(Observation o) {
            return o.getDefinition() + "@" + FollowUpResult.day(Times.instant(o.getTime()));
        }

        /** One of another source that may be the same: an equal one where there is one. */
        Optional<Observation> beside(Observation o) {
            List<Observation> others = days.getOrDefault(day(o), List.of()).stream().filter(x -> !gone.containsKey(x)
                    && !Objects.equals(x.getSource(), o.getSource()) && (isDate(x) || isDate(o) || Times.instant(x.getTime()).equals(
                            Times.instant(o.getTime())))).toList();
            return others.stream().filter(x -> equal(x, o)).findFirst().or(() -> others.stream().findFirst());
        }

        /** One of the same source under another name there that tells the same value of the same time. */
        Optional<Observation> repeated(Observation o) {
            return days.getOrDefault(day(o), List.of()).stream().filter(x -> !gone.containsKey(x) && Objects.equals(x.getSource(), o
                    .getSource()) && equal(x, o) && (isDate(x) || isDate(o) || Times.instant(x.getTime()).equals(Times.instant(o
                            .getTime())))).findFirst();
        }

        private static boolean isDate(Observation o) {
            return o.getTime().indexOf('T') < 0;
        }

        List<Observation> of(String identity) {
            return all.getOrDefault(identity, List.of());
        }

        /** What a source calls so, with all its parts. */
        List<Observation> withParts(String identity) {
            return all.entrySet().stream().filter(e -> e.getKey().equals(identity) || e.getKey().startsWith(identity + "#"))
                    .flatMap(e -> e.getValue().stream()).toList();
        }

        /** Whether anything has come of what a source calls as a row does. */
        boolean isKnown(ObservationFile.Row row) {
            return !withParts(identity(row)).isEmpty();
        }

        static String identity(ObservationFile.Row row) {
            return (row.text("source").isEmpty() ? "" : row.text("source") + "/") + row.text("id");
        }

        /** Adds one, whose identity is then its own. */
        void put(Observation o) {
            List<Observation> same = all.computeIfAbsent(o.getIdentity(), i -> new ArrayList<>(1));
            if (!same.isEmpty()) {
                o.setIdentity(Withdrawals.again(o.getIdentity(), same.size() + 1));
            }
            same.add(o);
            days.computeIfAbsent(day(o), d -> new ArrayList<>(1)).add(o);
        }
    }

    /** Withdraws what its source has withdrawn, by its identity there. Empty where all of it is withdrawn already, or was never taken. */
    private static List<Observation> withdraw(Twin twin, ObservationFile.Row row, There there, Instant now) {
        String identity = There.identity(row);
        List<Observation> of = there.withParts(identity);
        // a resource that is in error has taken the place of what it was, which will not come; a message may come before what it withdraws
        boolean resource = row.text(ObservationFile.WITHDRAWN).equals(ObservationFile.IN_ERROR);
        if (row.text("id").isEmpty() || of.isEmpty() && !resource) {
            throw Texts.refuse("row.not-there", identity);
        }
        List<Observation> entries = new ArrayList<>();
        for (Observation o : of.stream().filter(x -> !there.gone.containsKey(x)).toList()) {
            Observation e = Withdrawals.withdraw(twin, o, row.text(ObservationFile.WITHDRAWN), row.text("source"), now);
            there.gone.put(o, e);
            entries.add(e);
        }
        return entries;
    }

    /** The joint that a twin is of, by itself or by an operation among the rows; empty where neither says. */
    private static String joint(Twin twin, List<ObservationFile.Row> rows) {
        if (FollowUp.canFollow(twin)) {
            return Histories.joint(twin);
        }
        return rows.stream().map(r -> r.text("observable")).filter(o -> Histories.isOperation(o) || Histories.isPlan(o)).findFirst()
                .flatMap(Observables::find).map(Observable::joint).orElse("");
    }

    /** Whether two values are one, whatever units they were written in. */
    private static boolean equal(Observation a, Observation b) {
        return Math.abs(a.getValue() - b.getValue()) <= 1e-9 * Math.max(Math.abs(a.getValue()), Math.abs(b.getValue()));
    }

    /** Parts that are called otherwise are others, on whatever day they were implanted; so are events that are described otherwise. */
    private static boolean alike(Observation a, Observation b) {
        boolean event = Observables.find(a.getDefinition()).filter(d -> d.lower() == d.upper()).isPresent();
        return a.getDefinition().equals(FollowUpResult.PART) ? Objects.equals(a.getDescription(), b.getDescription())
                : !event || Notes.of(a).isEmpty() || Notes.of(b).isEmpty() || Notes.of(a).equals(Notes.of(b));
    }

    private static boolean same(Observation a, Observation b) {
        return a.getDefinition().equals(b.getDefinition()) && Times.instant(a.getTime()).equals(Times.instant(b.getTime()))
                && a.getValue() == b.getValue() && a.getStandardUncertainty() == b.getStandardUncertainty();
    }

    /** Whether the course of an observable is another one right after the operation, so that it matters on which side of it a value is. */
    private static boolean jumps(Observable d) {
        return d.course().filter(c -> c.tellsBefore() && c.tellsAfter()).filter(c -> {
            double[] x = d.belief(d.priors()).means();
            return c.at(x, 0) != c.untreated(x, 0);
        }).isPresent();
    }

    /** When the operation was, as it is written in the twin or among the rows. */
    private static Optional<String> operation(Twin twin, List<ObservationFile.Row> rows, Optional<String> patient) {
        Optional<String> known = Histories.operation(twin).map(Observation::getTime);
        if (known.isPresent()) {
            return known;
        }
        for (ObservationFile.Row r : rows) {
            String whose = whose(r, patient);
            if (Histories.isOperation(r.text("observable")) && whose.equals(twin.getPseudonym())) {
                try {
                    String time = Times.written(r.text("time"));
                    Times.instant(time);
                    return Optional.of(time);
                } catch (InputException e) {
                    // told where the row itself is taken
                    continue;
                }
            }
        }
        return Optional.empty();
    }

    private static Observation observation(ObservationFile.Row row, String origin, Instant operation, Instant now) {
        Observable d = Observables.get(row.text("observable"));
        String when = Times.written(row.text("time"));
        Instant time = Times.instant(when);
        if (!Histories.isPlan(d.id()) && time.isAfter(when.indexOf('T') < 0 ? now.plus(EARLIEST_ZONE) : now.plus(AHEAD))) {
            throw Texts.refuse("row.future", row.text("time"), now);
        }
        if (Duration.between(UNSET, time).abs().compareTo(Duration.ofDays(1)) <= 0) {
            throw Texts.refuse("row.unset", row.text("time"));
        }
        if (time.isBefore(EARLIEST)) {
            throw Texts.refuse("row.too-early", row.text("time"));
        }
        if (operation != null && time.isBefore(operation.minus(LONG_BEFORE))) {
            throw Texts.refuse("row.long-before", row.text("time"), operation);
        }
        Unit unit = unit(d, row.text("unit"));
        String said = d.id().equals(Histories.SIDE) ? Histories.sideNumber(row.text("value")) : isYesOrNo(d) ? yesOrNo(d, row
                .text("value")) : row.text("value");
        Optional<double[]> beyond = beyond(d, said, unit);
        if (d.whole() && !Scoring.isItems(row.text("value")) && number("value", said) % 1 != 0 && !(d.scoring().isPresent() && row
                .texts().containsKey(ObservationFile.IDENTITY))) {
            // answers that are missing are filled in by means; whoever gives the answers gets such a number, as the table of a twin may
            // tell it, whoever gives a number does not
            throw d.scoring().isPresent() ? Texts.refuse("row.whole-score", d.id(), row.text("value"), d.scoring().get().items())
                    : Texts.refuse("row.whole", d.id(), row.text("value"));
        }
        double value = beyond.isPresent() ? beyond.get()[0] : unit.toSi(Scoring.isItems(row.text("value")) ? scored(d, row.text("value"))
                : number("value", said));
        if (!(value >= d.lower() && value <= d.upper())) {
            throw Texts.refuse("row.range", d.id(), row.text("value") + symbol(unit), shown(d, d.lower()), shown(d, d.upper()));
        }
        double uncertainty = row.text("uncertainty").isEmpty() ? beyond.map(b -> b[1]).orElse(0.0) : unit.toSi(number("uncertainty",
                row.text("uncertainty")));
        if (!row.text("uncertainty").isEmpty() && !(uncertainty > 0)) {
            // nothing is measured exactly; who does not know how well leaves it empty
            throw Texts.refuse("row.uncertainty", row.text("uncertainty"));
        }
        if (uncertainty > 0 && !d.canBeUncertainBy(uncertainty)) {
            throw Texts.refuse("row.uncertainty-range", d.id(), row.text("uncertainty") + symbol(unit), shown(d, d.leastUncertainty()),
                    shown(d, d.mostUncertainty()));
        }
        String source = row.text("source").isEmpty() ? origin : row.text("source");
        Observation o = TwinFactory.eINSTANCE.createObservation();
        o.setDefinition(d.id());
        o.setVersion(d.version());
        o.setTime(when);
        o.setValue(value);
        o.setUnit(si(d.unit()));
        o.setStandardUncertainty(uncertainty);
        o.setSource(source);
        if (!row.text("by").isEmpty()) {
            o.setDescription(row.text("by"));
        }
        boolean part = d.id().equals(FollowUpResult.PART) && !row.text(ObservationFile.PART).isBlank();
        if (part) {
            o.setDescription(row.text(ObservationFile.PART).strip());
        }
        String note = row.text(ObservationFile.NOTE).replaceAll("\\R", "\n").strip();
        if (beyond.isPresent() && note.isEmpty()) {
            note = said.strip() + symbol(unit);
        }
        if (note.length() > Notes.MOST_LETTERS) {
            throw Texts.refuse("row.note", note.length(), Notes.MOST_LETTERS);
        }
        Notes.set(o, note);
        // two events of a day that are described otherwise are two
        String apart = part ? o.getDescription() : d.lower() == d.upper() ? Notes.of(o).orElse("") : "";
        // without a name of its own an observation is known by what was observed when; files of one export come under many names
        o.setIdentity((row.text("source").isEmpty() ? "" : source + "/")
                + (row.text("id").isEmpty() ? d.id() + "@" + time + (apart.isEmpty() ? "" : "/" + apart) : row.text("id")));
        if (!row.text(ObservationFile.IDENTITY).isEmpty()) {
            o.setIdentity(Withdrawals.base(row.text(ObservationFile.IDENTITY)));
        }
        return o;
    }

    /**
     * @throws InputException if a text has a character that is none to be read: half of one, or a control character but the end of a line
     *             and a tabulator; no file of a twin can hold the most of them
     */
    static void requirePlain(String column, String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean blank = c == '\n' || c == '\r' || c == '\t';
            if (Character.isISOControl(c) && !blank || Character.getType(c) == Character.SURROGATE || c == 0xfffe || c == 0xffff) {
                throw Texts.refuse("row.control", column, String.format(Locale.ROOT, "U+%04X", c), i + 1);
            }
        }
    }

    private static String yesOrNo(Observable d, String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return YES_OR_NO.getOrDefault(word, d.id().equals(FEMALE) ? SEX.getOrDefault(word, text) : text);
    }

    /** Whether it is a fact that holds or does not. */
    public static boolean isYesOrNo(Observable d) {
        return d.whole() && d.kind().equals("fact") && d.lower() == 0 && d.upper() == 1 && !d.id().equals(Histories.SIDE);
    }

    private static double scored(Observable d, String answers) {
        return Numbers.edge(d.scoring().orElseThrow(() -> Texts.refuse("items.no-rule", d.id())).of(d.id(), answers, d.whole()));
    }

    /** SI symbol of a unit's dimension; empty for a plain number. */
    static String si(Unit unit) {
        return unit.dimension() == Dimension.NONE ? "" : unit.dimension().siSymbol();
    }

    private static String symbol(Unit unit) {
        return unit.symbol().equals("1") ? "" : " " + unit;
    }

    static String shown(Observable d, double si) {
        return Numbers.shortest(Numbers.edge(d.unit().fromSi(si))) + symbol(d.unit());
    }

    private static Unit unit(Observable d, String text) {
        boolean plain = d.unit().dimension() == Dimension.NONE;
        // a share without its sign may be of 1 or of 100
        if (text.isEmpty() && !d.unit().symbol().equals("1")) {
            throw Texts.refuse("row.no-unit", d.id(), d.unit());
        }
        String bare = ANNOTATION.matcher(text).replaceAll("").strip().replace('\u00b5', 'u').replace('\u03bc', 'u');
        Optional<Unit> count = isCount(d) ? COUNTS.stream().filter(u -> u.symbol().equals(bare)).findFirst() : Optional.empty();
        if (count.isPresent()) {
            return count.get();
        }
        Unit unit;
        try {
            // the micro sign, and the Greek letter that looks like it
            unit = Unit.of(plain && ANNOTATION.matcher(text).matches() ? "1" : text.replace('\u00b5', 'u').replace('\u03bc', 'u'));
        } catch (IllegalArgumentException e) {
            throw Texts.refuse("row.unit", d.id(), text, units(d, ", "));
        }
        // a share or a multiple of body weight is no score
        if (unit.dimension() != d.unit().dimension() || plain && !unit.symbol().equals(d.unit().symbol())) {
            throw Texts.refuse("row.unit", d.id(), text, units(d, ", "));
        }
        return unit;
    }

    /** The units that are taken, in a list. */
    private static String units(Observable d, String separator) {
        return units(d).stream().map(Unit::symbol).collect(Collectors.joining(separator));
    }

    private static double number(String column, String text) {
        try {
            Quantity q = Quantity.parse(text);
            if (q.unit().symbol().equals("1") && !text.isBlank()) {
                return q.value();
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw Texts.refuse("row.number", column, text);
    }
}
