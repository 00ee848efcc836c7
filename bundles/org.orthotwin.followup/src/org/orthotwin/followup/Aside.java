/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;

/**
 * Rows that were put aside when observations of a patient came in, by an import or in messages: whoever reads what a twin says must know
 * that there is more. They are in a file beside the twin's, {@code .aside.json} in the place of its ending, which is only added to. A row
 * waits until a person settles it, with a reason, or until what certainly replaces it is taken later; then it stays there as settled, and
 * comes back no more. What could be given to no twin of a folder is in a file of the folder, {@link #OTHERS}, in the same way.
 *
 * <p>Each file is read, added to and written back under a lock of its own ({@link TwinLock}), which nobody holds for longer than that:
 * who has it waits for no other, so that it may be taken with a twin's lock or without.
 */
public final class Aside {

    /** The file of a folder of twins: no file beside a twin is called so. */
    public static final String OTHERS = "aside.json";

    /** Of messages so many rows of a file wait; what comes beyond is told as that, since a device may send without end. */
    static final int MOST_WAITING = 1000;
    /** Letters of what a message says that could not be read: it is told what it was, not repeated. */
    private static final int MOST_LETTERS = 200;
    /** So many rows are named. */
    private static final int SHOWN = 6;
    private static final String PATIENT = "patient";

    /**
     * How a row was settled.
     *
     * @param time when
     * @param by who did; empty where what was taken later did
     * @param why the reason of a person; empty where what was taken later did
     * @param observation id of what has replaced it; empty where a person has settled it
     */
    public record Settled(Instant time, String by, String why, String observation) {
    }

    /**
     * A row as it was written.
     *
     * @param identity what its source calls it, as an observation of a twin is called; empty where it had no name
     * @param code of the reason why it was put aside; empty in old files
     * @param reasons the reason in words, by language
     * @param settled empty as long as it waits
     * @param patient whose it is, where it is beside no twin; empty otherwise, and where it did not say
     * @param side as it was written, where it is beside no twin; empty otherwise, and where it did not say
     */
    public record Row(String observable, String time, String value, String unit, String source, String identity, String code,
            Map<String, String> reasons, Optional<Settled> settled, String patient, String side) {

        /** Of one that is beside its twin. */
        public Row(String observable, String time, String value, String unit, String source, String identity, String code,
                Map<String, String> reasons, Optional<Settled> settled) {
            this(observable, time, value, unit, source, identity, code, reasons, settled, "", "");
        }

        /** What it says, and why it was put aside. */
        public String text(String language) {
            return told(language) + " (" + reason(language) + ")";
        }

        /** What it says, a number with a point in the quotation marks of a language that has none: it is as it was written. */
        public String told(String language) {
            boolean quoted = !Numbers.said(value, language).equals(value);
            Optional<String> sided = patient.isEmpty() ? Optional.empty() : Histories.sideWord(side);
            String whose = sided.map(s -> Texts.CATALOG.text(language, "aside.side", patient, Histories.sideSaid(s))).orElse(patient);
            String said = Stream.of(observable, time, quoted ? "\u00ab " + value + " \u00bb" : value, unit).filter(t -> !t.isEmpty())
                    .collect(Collectors.joining(" "));
            return whose.isEmpty() ? said : Texts.CATALOG.text(language, "alert.headline", whose, said);
        }

        /** Why it was put aside, in words. */
        public String reason(String language) {
            return reasons.getOrDefault(language, reasons.getOrDefault("en", ""));
        }

        /** What makes it another row than others: why it was put aside does not. */
        private List<String> key() {
            return List.of(patient, side, observable, time, value, unit, source, identity);
        }

        private Row with(Settled s) {
            return new Row(observable, time, value, unit, source, identity, code, reasons, Optional.of(s), patient, side);
        }

        private Row of(String whose, String ofSide) {
            return new Row(observable, time, value, unit, source, identity, code, reasons, settled, whose, ofSide);
        }

        private boolean isNamed(Observation o) {
            return !identity.isEmpty() && identity.equals(Withdrawals.base(o.getIdentity()));
        }

        /** Whether it has no name and says the same observable of the same time, from what may be the same source. */
        private boolean isLike(Observation o) {
            return identity.isEmpty() && observable.equals(o.getDefinition()) && (time.equals(o.getTime()) || Times.written(time).equals(o
                    .getTime())) && (source.isEmpty() || source.equals(o.getSource()));
        }

        private Map<String, Object> json() {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("observable", observable);
            o.put("time", time);
            o.put("value", value);
            o.put("unit", unit);
            o.put("source", source);
            o.put("identity", identity);
            o.put("code", code);
            o.put("reason", reasons);
            o.put("settled", settled.map(Aside::json).orElse(null));
            if (!patient.isEmpty()) {
                o.put(PATIENT, patient);
            }
            if (!side.isEmpty()) {
                o.put(Histories.SIDE, side);
            }
            return o;
        }
    }

    private Aside() {
    }

    /** The file of a twin, or of a folder of twins. */
    public static Path beside(Path twin) {
        if (Files.isDirectory(twin)) {
            return twin.resolve(OTHERS);
        }
        return AlertLog.beside(twin).resolveSibling(AlertLog.beside(twin).getFileName().toString().replaceFirst("\\.alerts\\.json$",
                ".aside.json"));
    }

    /**
     * All rows, those that are settled as well; the place of a row in the list stays.
     *
     * @throws InputException if there is a file that is none
     */
    public static List<Row> read(Path twin) throws IOException {
        Path file = beside(twin);
        List<Row> rows = new ArrayList<>();
        if (!Files.exists(file)) {
            return rows;
        }
        try {
            for (Object o : (List<?>) ((Map<?, ?>) JsonText.parse(Files.readString(file))).get("rows")) {
                rows.add(row((Map<?, ?>) o));
            }
        } catch (InputException | ClassCastException | NullPointerException e) {
            throw Texts.refuse("log.unreadable", file, String.valueOf(e.getMessage()));
        }
        return rows;
    }

    /** The rows that are not settled: what they would have said is in nothing that a twin says. */
    public static List<Row> waiting(Path twin) throws IOException {
        return read(twin).stream().filter(r -> r.settled.isEmpty()).toList();
    }

    private static Row row(Map<?, ?> m) {
        Map<String, String> reasons = new LinkedHashMap<>();
        if (m.get("reason") instanceof Map<?, ?> said) {
            said.forEach((k, v) -> reasons.put((String) k, (String) v));
        } else {
            reasons.put("en", text(m, "reason"));
        }
        Optional<Settled> settled = Optional.ofNullable((Map<?, ?>) m.get("settled")).map(s -> new Settled(Times.instant(text(s, "time")),
                text(s, "by"), text(s, "why"), text(s, "observation")));
        return new Row(text(m, "observable"), text(m, "time"), text(m, "value"), text(m, "unit"), text(m, "source"), text(m, "identity"),
                text(m, "code"), reasons, settled, text(m, PATIENT), text(m, Histories.SIDE));
    }

    private static String text(Map<?, ?> m, String key) {
        return m.get(key) instanceof String s ? s : "";
    }

    private static Map<String, Object> json(Settled s) {
        return FollowUpResult.ordered("time", s.time.toString(), "by", s.by, "why", s.why, "observation", s.observation);
    }

    private static void write(Path twin, List<Row> rows) throws IOException {
        AtomicFiles.writeString(beside(twin), JsonText.write(Map.of("rows", rows.stream().map(Row::json).toList())));
    }

    /**
     * What has come in at once.
     *
     * @param aside rows that were put aside
     * @param taken observations that a twin has taken
     * @param patient whose rows it may replace; empty beside a twin
     */
    public record Arrived(List<Row> aside, List<Observation> taken, String patient) {
    }

    /** A row of a twin's patient that was put aside. */
    public static Row row(Intake.Quarantined q) {
        return row(q.row(), q.reason());
    }

    /** A row that is beside no twin. @param whose it is; empty where it does not say */
    public static Row other(Intake.Quarantined q, String whose) {
        return row(q).of(whose, q.row().text(Histories.SIDE).strip());
    }

    /**
     * A message that could not be read as a whole.
     *
     * @param from what it came by
     * @param text as far as it is one
     * @param whose it is, where it is beside no twin; empty otherwise
     */
    public static Row unread(String from, String text, Diagnostic reason, String whose) {
        String said = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return row(new ObservationFile.Row(0, Map.of("source", from, "value", said.length() <= MOST_LETTERS ? said : said.substring(0,
                MOST_LETTERS) + " ...")), reason).of(whose, "");
    }

    /**
     * Remembers what an import has put aside of the patient, each row once, and settles rows of earlier imports that it has replaced.
     *
     * @param more those of other patients are not remembered
     * @param taken what the import has added to the twin
     */
    public static void remember(Path file, Twin twin, List<Intake.Quarantined> more, List<Observation> taken, Instant now)
            throws IOException {
        change(file, List.of(new Arrived(more.stream().filter(q -> q.row().text(PATIENT).isEmpty() || q.row().text(PATIENT).equals(twin
                .getPseudonym())).map(Aside::row).toList(), taken, "")), Integer.MAX_VALUE, now);
    }

    /**
     * Remembers what an import into a folder of twins could give to none of them, each row once, and settles rows of earlier imports that
     * what the twins have taken has replaced.
     *
     * @param whose of a row; empty where it does not say
     * @param taken what the import has added to the twins, by patient
     */
    public static void rememberOthers(Path folder, List<Intake.Quarantined> more, Function<ObservationFile.Row, String> whose,
            Map<String, List<Observation>> taken, Instant now) throws IOException {
        List<Row> again = more.stream().map(q -> other(q, whose.apply(q.row()))).toList();
        List<Arrived> all = new ArrayList<>();
        taken.forEach((patient, observations) -> all.add(new Arrived(again, observations, patient)));
        all.add(new Arrived(again, List.of(), ""));
        change(folder, all, Integer.MAX_VALUE, now);
    }

    private static void change(Path file, List<Arrived> all, int most, Instant now) throws IOException {
        if (isOfUse(file, all)) {
            try (TwinLock lock = TwinLock.of(beside(file), TwinLock.PATIENCE, Monitor.NONE)) {
                changeLocked(file, all, most, now);
            }
        }
    }

    /**
     * Remembers what messages have brought, one after the other, and settles what was taken replaces: as an import does, but of rows that
     * wait no more than {@value #MOST_WAITING}, and without waiting for another.
     *
     * @return false while another changes the file: nothing is remembered then
     */
    public static boolean remember(Path file, List<Arrived> all, Instant now) throws IOException {
        if (!isOfUse(file, all)) {
            return true;
        }
        Optional<TwinLock> lock = TwinLock.tryOf(beside(file));
        if (lock.isEmpty()) {
            return false;
        }
        try (TwinLock l = lock.get()) {
            changeLocked(file, all, MOST_WAITING, now);
        }
        return true;
    }

    /** Nothing can be replaced where there is no file. */
    private static boolean isOfUse(Path file, List<Arrived> all) {
        return all.stream().anyMatch(a -> !a.aside.isEmpty()) || Files.exists(beside(file)) && all.stream().anyMatch(a -> !a.taken
                .isEmpty());
    }

    private static void changeLocked(Path file, List<Arrived> arrived, int most, Instant now) throws IOException {
        List<Row> before = read(file);
        List<Row> all = new ArrayList<>(before);
        Set<List<String>> known = new HashSet<>();
        // places of those that wait, by patient
        Map<String, List<Integer>> open = new HashMap<>();
        int waiting = 0;
        for (int i = 0; i < all.size(); i++) {
            known.add(all.get(i).key());
            if (all.get(i).settled.isEmpty()) {
                open.computeIfAbsent(all.get(i).patient, p -> new ArrayList<>()).add(i);
                waiting++;
            }
        }
        for (Arrived a : arrived) {
            List<Integer> places = a.taken.isEmpty() ? List.of() : open.getOrDefault(a.patient, List.of());
            List<Row> told = replaced(places.stream().map(all::get).toList(), a.aside, a.taken, now);
            for (int i = places.size() - 1; i >= 0; i--) {
                if (told.get(i).settled.isPresent()) {
                    all.set(places.remove(i), told.get(i));
                    waiting--;
                }
            }
            for (Row r : a.aside) {
                if (known.contains(r.key())) {
                    continue;
                }
                Row next = waiting < most ? r : row(new ObservationFile.Row(0, Map.of("time", FollowUpResult.day(now))), Diagnostic.warning(
                        Texts.CATALOG, "aside.more", most));
                if (known.add(next.key())) {
                    open.computeIfAbsent(next.patient, p -> new ArrayList<>()).add(all.size());
                    all.add(next);
                    waiting++;
                }
            }
        }
        if (!all.equals(before)) {
            write(file, all);
        }
    }

    /**
     * What certainly replaces a row: what its source calls by the same name; or, of a row without a name, the one observation of the same
     * observable and time that comes where one such row alone waits. A row that has come again as it was is not replaced by what came with
     * it.
     */
    private static List<Row> replaced(List<Row> rows, List<Row> again, List<Observation> taken, Instant now) {
        List<Row> all = new ArrayList<>(rows);
        Set<List<String>> come = again.stream().map(Row::key).collect(Collectors.toSet());
        List<Row> open = rows.stream().filter(r -> r.settled.isEmpty() && !come.contains(r.key())).toList();
        for (Row r : open) {
            List<Observation> named = taken.stream().filter(r::isNamed).toList();
            List<Observation> like = taken.stream().filter(r::isLike).toList();
            Optional<Observation> by = !named.isEmpty() ? Optional.of(named.getFirst()) : like.size() == 1 && rows.stream().filter(
                    x -> x.settled.isEmpty() && x.isLike(like.getFirst())).count() == 1 ? Optional.of(like.getFirst()) : Optional.empty();
            by.ifPresent(o -> all.set(all.indexOf(r), r.with(new Settled(now, "", "", o.getId()))));
        }
        return all;
    }

    private static Row row(ObservationFile.Row r, Diagnostic reason) {
        Map<String, String> reasons = new LinkedHashMap<>();
        MessageCatalog.LANGUAGES.forEach(l -> reasons.put(l, reason.text(l)));
        String source = r.text("source");
        String identity = !r.text(ObservationFile.IDENTITY).isEmpty() ? Withdrawals.base(r.text(ObservationFile.IDENTITY)) : r.text("id")
                .isEmpty() ? "" : (source.isEmpty() ? "" : source + "/") + r.text("id");
        return new Row(r.text("observable"), r.text("time"), r.text("value"), r.text("unit"), source, identity, reason.code(), reasons,
                Optional.empty());
    }

    /**
     * Marks rows as settled by a person: they stay, with who, when and why, and are asked about no more.
     *
     * @param numbers places in {@link #read}, from 1; empty for all that wait
     * @param why must say something
     * @return the rows, with their numbers
     * @throws InputException without a reason, or if a row is not there, or is settled already
     */
    public static Map<Integer, Row> settle(Path file, Collection<Integer> numbers, String why, String by, Instant now)
            throws IOException {
        if (why.isBlank()) {
            throw Texts.refuse("aside.why");
        }
        if (!Files.exists(beside(file))) {
            return settleLocked(file, numbers, why, by, now);
        }
        try (TwinLock lock = TwinLock.of(beside(file), TwinLock.PATIENCE, Monitor.NONE)) {
            return settleLocked(file, numbers, why, by, now);
        }
    }

    private static Map<Integer, Row> settleLocked(Path file, Collection<Integer> numbers, String why, String by, Instant now)
            throws IOException {
        List<Row> all = read(file);
        Map<Integer, Row> settled = new LinkedHashMap<>();
        for (int n = 1; n <= all.size(); n++) {
            Row r = all.get(n - 1);
            if (numbers.contains(n) && r.settled.isPresent()) {
                throw Texts.refuse("aside.settled-already", n, r.told("en"), r.settled.get().time);
            }
            if (r.settled.isEmpty() && (numbers.isEmpty() || numbers.contains(n))) {
                settled.put(n, r.with(new Settled(now, by, why.strip(), "")));
            }
        }
        Optional<Integer> none = numbers.stream().filter(n -> !settled.containsKey(n)).findFirst();
        if (none.isPresent()) {
            throw Texts.refuse("aside.none", none.get(), all.size());
        }
        settled.forEach((n, r) -> all.set(n - 1, r));
        if (!settled.isEmpty()) {
            write(file, all);
        }
        return settled;
    }

    /** How many rows wait, what they say and why they were put aside, in a sentence; empty where none waits. */
    public static String said(List<Row> waiting, String language) {
        return waiting.isEmpty() ? "" : Texts.CATALOG.text(language, waiting.size() == 1 ? "aside.one" : "aside", waiting.size(), String
                .join("; ", waiting.stream().map(r -> r.text(language)).limit(SHOWN).toList()) + (waiting.size() > SHOWN ? "; \u2026"
                        : ""));
    }

    /** Rows that wait, for programs. */
    public static List<Object> json(List<Row> waiting, String language) {
        return waiting.stream().<Object>map(r -> FollowUpResult.ordered("observable", r.observable, "time", r.time, "value", r.value,
                "unit", r.unit, "code", r.code, "reason", r.reason(language))).toList();
    }
}
