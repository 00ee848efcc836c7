/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.twin;

import java.util.Optional;

/** What else is to be said of an observation: which complication, what was done. */
public final class Notes {

    /** More than that is a letter, and no note. */
    public static final int MOST_LETTERS = 1000;

    private Notes() {
    }

    /** The note of an observation; empty where there is none. */
    public static Optional<String> of(Observation o) {
        return Optional.ofNullable(o.getNote()).filter(t -> !t.isBlank());
    }

    /** The same in one line, for tables and sentences. */
    public static Optional<String> line(Observation o) {
        return of(o).map(t -> t.strip().replaceAll("\\s+", " "));
    }

    /** @param note blank for none; blanks around it are not kept */
    public static void set(Observation o, String note) {
        String text = note.strip();
        o.setNote(text.isEmpty() ? null : text);
    }
}
