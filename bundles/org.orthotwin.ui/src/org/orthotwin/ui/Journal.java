/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.core.runtime.ILog;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Sha256;
import org.orthotwin.model.edit.JournalEntry;
import org.orthotwin.model.edit.JournalEntry.Kind;
import org.orthotwin.model.edit.JournalFile;
import org.orthotwin.model.edit.ModelChange;
import org.orthotwin.model.edit.ModelRecorder;
import org.orthotwin.simulation.Case;
import org.orthotwin.ui.internal.Texts;

/**
 * What was done to a case, in order: since it was opened, and before that as far as its journal goes, a file beside the scenario that grows
 * whenever the case is saved. What is not saved yet is kept aside at once, for the case that the workbench does not come to save it.
 */
public final class Journal {

    private final List<JournalEntry> entries = new ArrayList<>();
    private final Supplier<Case> models;
    private final Supplier<Instant> clock;
    private final Supplier<String> author;
    private final Path file;
    private final Optional<Path> aside;
    private final ModelRecorder recorder;
    private final String opened;
    private List<JournalEntry> earlier;
    private List<JournalEntry> lost = List.of();
    /** The journal's file as it was read or written here; empty if there was none that could be read. */
    private String text = "";
    /** How many entries of this session are in the file. */
    private int written;
    /** The state of the files when they were last read or written. */
    private String state;
    private boolean asideIsOurs;

    /**
     * @param models of the case, as they are when asked
     * @param clock of the entries
     * @param author of the entries
     * @param aside folder where unsaved entries are kept; empty for nowhere
     */
    Journal(Supplier<Case> models, Supplier<Instant> clock, Supplier<String> author, Optional<Path> aside) {
        this.models = models;
        this.clock = clock;
        this.author = author;
        Case c = models.get();
        file = JournalFile.beside(c.file());
        earlier = readEarlier();
        recorder = new ModelRecorder(c.roots());
        opened = JournalFile.state(c.scenario());
        state = opened;
        String name = Sha256.of(c.file().toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
        this.aside = aside.map(f -> f.resolve(name.substring(0, 32) + "." + JournalFile.ENDING));
        findLost();
    }

    private List<JournalEntry> readEarlier() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<JournalEntry> read = JournalFile.read(file);
            text = Files.readString(file);
            return read;
        } catch (InputException e) {
            ILog.of(Journal.class).warn(e.diagnostic().text(UiLanguage.code()));
        } catch (IOException e) {
            ILog.of(Journal.class).warn(String.valueOf(e.getMessage()), e);
        }
        return List.of();
    }

    /** Since the case was opened, oldest first; a view of what is still growing. */
    public List<JournalEntry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** What the case's journal told when it was opened, oldest first. */
    public List<JournalEntry> earlier() {
        return earlier;
    }

    /** All of it, for another file: from the first state of the case that is known. */
    public List<JournalEntry> all() {
        List<JournalEntry> all = new ArrayList<>(earlier);
        beginning().ifPresent(all::add);
        all.addAll(entries);
        return all;
    }

    /** What stands between the earlier entries and ours: the state that ours begin with, unless the earlier ones end with it. */
    private Optional<JournalEntry> beginning() {
        int at = JournalFile.position(earlier, opened);
        boolean followsOn = at >= 0 && earlier.subList(at, earlier.size()).stream().allMatch(e -> e.changes().isEmpty());
        return followsOn ? Optional.empty()
                : Optional.of(new JournalEntry(entries.isEmpty() ? clock.get() : entries.getFirst().time(), author.get(), Kind.OPENED, "",
                        List.of(), opened));
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

    /** The files are going to be written: whoever finds what is kept aside can tell by it whether they were. */
    void saving() {
        keepAside(new JournalEntry(clock.get(), author.get(), Kind.SAVED, "", List.of(), JournalFile.state(models.get().saved())));
    }

    /** The files are as the models now. */
    void saved() {
        add(Kind.SAVED, "");
        write();
    }

    /** The models are as the files now. */
    void reverted() {
        add(Kind.REVERTED, "");
        forgetAside();
    }

    /** Somebody writes something down; where there are changes that are not saved, it goes into the file with them. */
    void noted(String what) {
        add(Kind.NOTE, what);
        if (entries.subList(written, entries.size()).stream().allMatch(e -> e.changes().isEmpty())) {
            write();
        }
    }

    private void add(Kind kind, String label) {
        Case c = models.get();
        List<ModelChange> changes = recorder.changes(c.roots());
        boolean asFile = kind == Kind.SAVED || kind == Kind.REVERTED;
        if (asFile) {
            state = JournalFile.state(c.scenario());
        }
        JournalEntry e = new JournalEntry(clock.get(), author.get(), kind, label, changes, asFile ? state : "");
        entries.add(e);
        if (!asFile) {
            keepAside(e);
        }
    }

    /** Puts what is not in the file yet behind what is there. */
    private void write() {
        StringBuilder b = new StringBuilder(text.isEmpty() ? JournalFile.head() : text.endsWith("\n") ? text : text + "\n");
        if (written == 0) {
            beginning().map(JournalFile::line).ifPresent(b::append);
        }
        entries.subList(written, entries.size()).forEach(e -> b.append(JournalFile.line(e)));
        try {
            if (Files.exists(file) && !Files.readString(file).equals(text)) {
                // what another program has written there meanwhile, or what cannot be read, is not thrown away
                Files.move(file, free());
            }
            AtomicFiles.writeString(file, b.toString());
            text = b.toString();
            written = entries.size();
            forgetAside();
        } catch (IOException e) {
            ILog.of(Journal.class).warn(Texts.text("journal.not-written", file, String.valueOf(e.getMessage())), e);
        }
    }

    private Path free() {
        for (int i = 1;; i++) {
            Path p = file.resolveSibling(file.getFileName() + "." + i);
            if (!Files.exists(p)) {
                return p;
            }
        }
    }

    // ---- what is not saved

    /** What was done in a session that ended without saving it, to the case as its file is; empty if there is nothing of that kind. */
    public List<JournalEntry> lost() {
        return lost;
    }

    /** Nobody wants it back. */
    public void forgetLost() {
        lost = List.of();
        forgetAside();
    }

    private void findLost() {
        if (aside.isEmpty() || !Files.exists(aside.get())) {
            return;
        }
        try {
            List<JournalEntry> found = JournalFile.readAsFarAsWritten(aside.get());
            int at = Math.max(0, JournalFile.position(found, opened));
            if (at > 1 && JournalFile.position(earlier, opened) < 0) {
                // the files were written, and then there was no time for the journal
                takeOver(found, at);
            }
            if (found.subList(at, found.size()).stream().anyMatch(e -> !e.changes().isEmpty())) {
                lost = List.copyOf(found.subList(at, found.size()));
            }
        } catch (InputException e) {
            ILog.of(Journal.class).warn(e.diagnostic().text(UiLanguage.code()));
            setAsideElsewhere();
        }
        if (lost.isEmpty()) {
            forgetAside();
        }
    }

    /** Entries of a session that ended after it had written the files and before it had written its journal. */
    private void takeOver(List<JournalEntry> found, int at) {
        int from = !earlier.isEmpty() && JournalFile.position(earlier, found.getFirst().state()) == earlier.size() ? 1 : 0;
        // of the times when somebody was going to write the files, the last is when they were
        List<JournalEntry> taken = IntStream.range(from, at).filter(i -> i == at - 1 || found.get(i).kind() != Kind.SAVED)
                .mapToObj(found::get).toList();
        StringBuilder b = new StringBuilder(text.isEmpty() ? JournalFile.head() : text.endsWith("\n") ? text : text + "\n");
        taken.forEach(e -> b.append(JournalFile.line(e)));
        try {
            if (Files.exists(file) && text.isEmpty()) {
                return;
            }
            AtomicFiles.writeString(file, b.toString());
            text = b.toString();
            earlier = Stream.concat(earlier.stream(), taken.stream()).toList();
        } catch (IOException e) {
            ILog.of(Journal.class).warn(Texts.text("journal.not-written", file, String.valueOf(e.getMessage())), e);
        }
    }

    /** What cannot be read is kept, for whoever can. */
    private void setAsideElsewhere() {
        try {
            Path other = aside.get().resolveSibling(aside.get().getFileName() + "." + clock.get().toEpochMilli());
            Files.move(aside.get(), other);
        } catch (IOException e) {
            ILog.of(Journal.class).warn(Texts.text("journal.not-written", aside.get(), String.valueOf(e.getMessage())), e);
        }
    }

    private void keepAside(JournalEntry e) {
        if (aside.isEmpty() || !lost.isEmpty()) {
            return;
        }
        try {
            StringBuilder b = new StringBuilder();
            if (!asideIsOurs) {
                Files.createDirectories(aside.get().getParent());
                Files.deleteIfExists(aside.get());
                b.append(JournalFile.head()).append(JournalFile.line(new JournalEntry(e.time(), e.author(), Kind.OPENED, "", List.of(),
                        state)));
                asideIsOurs = true;
            }
            b.append(JournalFile.line(e));
            Files.writeString(aside.get(), b, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException x) {
            ILog.of(Journal.class).warn(Texts.text("journal.not-written", aside.get(), String.valueOf(x.getMessage())), x);
        }
    }

    /** What was done since the case was saved is in its file, or is not wanted. */
    void forgetAside() {
        asideIsOurs = false;
        if (aside.isPresent()) {
            try {
                Files.deleteIfExists(aside.get());
            } catch (IOException e) {
                ILog.of(Journal.class).warn(Texts.text("journal.not-written", aside.get(), String.valueOf(e.getMessage())), e);
            }
        }
    }
}
