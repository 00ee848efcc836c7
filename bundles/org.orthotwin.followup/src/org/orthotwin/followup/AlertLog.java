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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;

/**
 * What people did about alerts, in a file beside the twin's that is only added to: alerts themselves follow from the twin, this is what
 * does not. Immutable.
 */
public final class AlertLog {

    /**
     * Something that was done.
     *
     * @param alert its id
     * @param action {@code acknowledge}, {@code snooze}, {@code escalate} or {@code reopen}
     * @param until when a snoozed alert comes back; empty otherwise
     * @param to whose it is now, of an escalated alert; empty otherwise. Nothing is sent there
     * @param by who did it; may be empty
     * @param note why; may be empty
     * @param time when
     */
    public record Entry(String alert, String action, Optional<Instant> until, String to, String by, String note, Instant time) {
    }

    /** What became of an alert. */
    public enum Status {
        OPEN("open"), ACKNOWLEDGED("acknowledged"), SNOOZED("snoozed"), ESCALATED("escalated");

        private final String id;

        Status(String id) {
            this.id = id;
        }

        /** The word in files. */
        public String id() {
            return id;
        }

        /** Whether the alert is still looked after, seen or not: whatever does not sleep. */
        public boolean isStanding() {
            return this != SNOOZED;
        }

        /** Whether somebody has seen it and it stands. */
        public boolean isSeen() {
            return isStanding() && this != OPEN;
        }
    }

    private static final Set<String> ACTIONS = Set.of("acknowledge", "snooze", "escalate", "reopen");

    private final List<Entry> entries;

    private AlertLog(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The log's file: beside the twin's, with {@code .alerts.json} in the place of its ending. */
    public static Path beside(Path twin) {
        String name = twin.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return twin.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".alerts.json");
    }

    /** @throws org.orthotwin.core.InputException if there is a file that is no such log */
    public static AlertLog read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new AlertLog(List.of());
        }
        List<Entry> entries = new ArrayList<>();
        try {
            Map<?, ?> root = (Map<?, ?>) JsonText.parse(Files.readString(file));
            for (Object o : (List<?>) root.get("entries")) {
                Map<?, ?> e = (Map<?, ?>) o;
                if (!(e.get("alert") instanceof String) || !ACTIONS.contains(e.get("action"))) {
                    throw new IllegalArgumentException("alert " + e.get("alert") + ", action " + e.get("action"));
                }
                entries.add(new Entry((String) e.get("alert"), (String) e.get("action"),
                        Optional.ofNullable((String) e.get("until")).map(Times::instant), e.get("to") instanceof String to ? to : "",
                        (String) e.get("by"), (String) e.get("note"), Times.instant((String) e.get("time"))));
            }
        } catch (InputException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw Texts.refuse("log.unreadable", file, String.valueOf(e.getMessage()));
        }
        return new AlertLog(entries);
    }

    public void write(Path file) throws IOException {
        List<Object> list = new ArrayList<>();
        for (Entry e : entries) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("alert", e.alert);
            o.put("action", e.action);
            o.put("until", e.until.map(Instant::toString).orElse(null));
            o.put("to", e.to);
            o.put("by", e.by);
            o.put("note", e.note);
            o.put("time", e.time.toString());
            list.add(o);
        }
        AtomicFiles.writeString(file, JsonText.write(Map.of("entries", list)));
    }

    public List<Entry> entries() {
        return entries;
    }

    /** The log with one more entry. */
    public AlertLog with(Entry entry) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        return new AlertLog(more);
    }

    /** The log with the ids that alerts have now, where it was kept by those that they {@linkplain Alert#formerly had}. */
    public AlertLog named(Collection<Alert> alerts) {
        Map<String, String> now = new HashMap<>();
        alerts.forEach(a -> now.put(a.formerly(), a.id()));
        return named(now);
    }

    /** The same by the ids that alerts have now, by those that they had. */
    public AlertLog named(Map<String, String> now) {
        return entries.stream().allMatch(e -> now.getOrDefault(e.alert, e.alert).equals(e.alert)) ? this : new AlertLog(entries.stream()
                .map(e -> new Entry(now.getOrDefault(e.alert, e.alert), e.action, e.until, e.to, e.by, e.note, e.time)).toList());
    }

    /** The log as it was at a time. */
    public AlertLog until(Instant time) {
        return new AlertLog(entries.stream().filter(e -> !e.time.isAfter(time)).toList());
    }

    /** Whose an alert is, as its last escalation says; empty where it is nobody's or not escalated any more. */
    public String owner(String alert, Instant now) {
        return status(alert, now) == Status.ESCALATED ? entries.reversed().stream().filter(e -> e.alert.equals(alert)).findFirst()
                .map(Entry::to).orElse("") : "";
    }

    /** Until when an alert sleeps; empty where it does not. */
    public Optional<Instant> until(String alert, Instant now) {
        return status(alert, now) == Status.SNOOZED ? entries.reversed().stream().filter(e -> e.alert.equals(alert)).findFirst().flatMap(
                Entry::until) : Optional.empty();
    }

    /** What became of an alert, in a few words: with whose it is where it was given to somebody, and until when it sleeps. */
    public String status(String alert, Instant now, String language) {
        String word = Texts.CATALOG.text(language, "status." + status(alert, now).id());
        String owner = owner(alert, now);
        return owner.isEmpty() ? until(alert, now).map(u -> Texts.CATALOG.text(language, "status.until", word, FollowUpResult.day(u)))
                .orElse(word) : Texts.CATALOG.text(language, "status.to", word, owner);
    }

    /** What became of an alert by a time: its last entry says. */
    public Status status(String alert, Instant now) {
        for (Entry e : entries.reversed()) {
            if (e.alert.equals(alert)) {
                return switch (e.action) {
                    case "acknowledge" -> Status.ACKNOWLEDGED;
                    case "escalate" -> Status.ESCALATED;
                    case "snooze" -> e.until.filter(now::isBefore).isPresent() ? Status.SNOOZED : Status.OPEN;
                    default -> Status.OPEN;
                };
            }
        }
        return Status.OPEN;
    }
}
