/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.edit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What somebody did to a case.
 *
 * @param time when
 * @param author who
 * @param kind of what happened
 * @param label what, in the words of the command; empty for what needs none
 * @param changes all that it changed in the models; of what was undone, what the undoing changed
 * @param state SHA-256 of the scenario as its file has it, where the models were as the file; else empty
 */
public record JournalEntry(Instant time, String author, Kind kind, String label, List<ModelChange> changes, String state) {

    /** The kinds of entries. */
    public enum Kind {
        /** The case was opened; what follows was done to that state. */
        OPENED,
        DONE, UNDONE, REDONE,
        /** The files were written. */
        SAVED,
        /** The files were read again, whether they had been changed by others or not. */
        REVERTED,
        /** Somebody wrote something down. */
        NOTE
    }

    public JournalEntry {
        Objects.requireNonNull(time);
        Objects.requireNonNull(author);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(label);
        changes = List.copyOf(changes);
        Objects.requireNonNull(state);
    }

    Map<String, Object> json() {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("time", time.toString());
        o.put("author", author);
        o.put("kind", kind.name().toLowerCase(Locale.ROOT));
        if (!label.isEmpty()) {
            o.put("what", label);
        }
        if (!changes.isEmpty()) {
            o.put("changes", changes.stream().map(ModelChange::json).toList());
        }
        if (!state.isEmpty()) {
            o.put("scenario", state);
        }
        return o;
    }

    /** @throws RuntimeException for what is no entry; its message says where */
    static JournalEntry of(Map<?, ?> o) {
        Kind kind = Stream.of(Kind.values()).filter(k -> k.name().toLowerCase(Locale.ROOT).equals(o.get("kind"))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kind: " + o.get("kind")));
        List<?> changes = o.get("changes") instanceof List<?> l ? l : List.of();
        return new JournalEntry(Instant.parse(text(o, "time")), text(o, "author"), kind, text(o, "what"),
                changes.stream().map(ModelChange::of).toList(), text(o, "scenario"));
    }

    private static String text(Map<?, ?> o, String name) {
        return o.get(name) instanceof String s ? s : "";
    }
}
