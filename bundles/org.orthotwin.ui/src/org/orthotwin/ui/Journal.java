/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** What was done to a case since it was opened, in order. */
public final class Journal {

    /** The kinds of entries. */
    public enum Kind {
        DONE, UNDONE, REDONE, SAVED, REVERTED
    }

    /**
     * @param time when
     * @param user who, as the system calls them
     * @param kind of what happened
     * @param label what, in the words of the command; empty for what needs none
     */
    public record Entry(Instant time, String user, Kind kind, String label) {
    }

    private final List<Entry> entries = new ArrayList<>();
    private final Supplier<Instant> clock;
    private final String user;

    Journal() {
        this(Instant::now, System.getProperty("user.name", ""));
    }

    Journal(Supplier<Instant> clock, String user) {
        this.clock = clock;
        this.user = user;
    }

    /** Oldest first; a view of what is still growing. */
    public List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    void done(String label) {
        add(Kind.DONE, label);
    }

    void undone(String label) {
        add(Kind.UNDONE, label);
    }

    void redone(String label) {
        add(Kind.REDONE, label);
    }

    void saved() {
        add(Kind.SAVED, "");
    }

    void reverted() {
        add(Kind.REVERTED, "");
    }

    private void add(Kind kind, String label) {
        entries.add(new Entry(clock.get(), user, kind, label));
    }
}
