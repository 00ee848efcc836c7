/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Sha256;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.TwinLock;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.simulation.Simulation;

/**
 * A twin's file that a verb reads and adds to. Who means to add holds its lock from reading to writing. What somebody without a lock has
 * written meanwhile is not overwritten.
 */
final class TwinInput implements AutoCloseable {

    private final Invocation call;
    private final Path file;
    private final Twin twin;
    /** Of the file as it was read; empty where there was none. */
    private final Optional<String> digest;
    private final Optional<TwinLock> lock;

    private TwinInput(Invocation call, Path file, Twin twin, Optional<String> digest, Optional<TwinLock> lock) {
        this.call = call;
        this.file = file;
        this.twin = twin;
        this.digest = digest;
        this.lock = lock;
    }

    /**
     * For reading alone.
     *
     * @throws org.orthotwin.core.InputException if there is no such file, or it is no twin
     */
    static TwinInput load(Invocation call, Path file) throws IOException {
        return load(call, file, Optional.empty());
    }

    private static TwinInput load(Invocation call, Path file, Optional<TwinLock> lock) throws IOException {
        Optional<String> digest = digest(file);
        return new TwinInput(call, file, TwinFiles.load(file), digest, lock);
    }

    /**
     * For adding to it; nobody else does until this is closed.
     *
     * @throws org.orthotwin.core.InputException if there is no such file, it is no twin, or another is adding to it
     */
    static TwinInput open(Invocation call, Path file) throws IOException {
        return open(call, file, Optional.empty());
    }

    /** As {@link #open}, or a new twin of a patient where there is no file yet. */
    static TwinInput openOrBegin(Invocation call, Path file, Optional<String> patient) throws IOException {
        return open(call, file, patient);
    }

    private static TwinInput open(Invocation call, Path file, Optional<String> patient) throws IOException {
        boolean begin = patient.isPresent() && !Files.exists(file);
        // where nobody can write, who only reads needs no lock; who saves is told then
        if (call.common().dryRun() || !begin && (!Files.exists(file) || !Files.isWritable(file.toAbsolutePath().getParent()))) {
            return begin ? begin(call, file, patient.get(), Optional.empty()) : load(call, file);
        }
        if (begin) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        TwinLock lock = TwinLock.of(file, TwinLock.PATIENCE, call.monitor());
        try {
            // it may have come while we waited
            return begin && !Files.exists(file) ? begin(call, file, patient.get(), Optional.of(lock))
                    : load(call, file, Optional.of(lock));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static TwinInput begin(Invocation call, Path file, String patient, Optional<TwinLock> lock) {
        String name = file.getFileName().toString();
        String id = (name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name).replaceAll("[^A-Za-z0-9._-]", "-");
        return new TwinInput(call, file, Histories.begin(id.matches("[A-Za-z_].*") ? id : "twin-" + id, patient), Optional.empty(),
                lock);
    }

    private static Optional<String> digest(Path file) throws IOException {
        return Files.isRegularFile(file) ? Optional.of(Sha256.of(file)) : Optional.empty();
    }

    Path file() {
        return file;
    }

    Twin twin() {
        return twin;
    }

    /** The state that an option names, or the current one. */
    TwinState state(String option) {
        return call.option(option).map(id -> Histories.state(twin, id)).orElseGet(() -> Optional.ofNullable(twin.getCurrentState())
                .orElseThrow(() -> new IllegalArgumentException(Texts.of(call, "follow.no-state", file))));
    }

    /** Writes the twin in its place, whole or not at all; nothing in a dry run. */
    void save() throws IOException {
        if (call.common().dryRun()) {
            call.print(Texts.of(call, "dry.write"));
            return;
        }
        if (!digest.equals(digest(file))) {
            throw new IllegalArgumentException(Texts.of(call, "follow.changed", file));
        }
        TwinFiles.save(file, twin);
    }

    @Override
    public void close() throws IOException {
        if (lock.isPresent()) {
            lock.get().close();
        }
    }

    /** What a state says it was computed by. */
    static List<String> software() {
        return List.of("OrthoTwin " + Simulation.version());
    }
}
