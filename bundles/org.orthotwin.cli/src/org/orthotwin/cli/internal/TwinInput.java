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
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.AsOf;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.OwnObservables;
import org.orthotwin.followup.TwinFile;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.simulation.Simulation;

/** A twin's file that a verb reads and perhaps adds to, as {@link TwinFile}; a dry run writes nothing and waits for nobody. */
final class TwinInput implements AutoCloseable {

    private final Invocation call;
    private final TwinFile file;
    private Twin twin;
    /** Observations that it does not know, since it is as of a past day. */
    private int later;

    private TwinInput(Invocation call, TwinFile file) {
        this.call = call;
        this.file = file;
        this.twin = file.twin();
    }

    /**
     * For reading alone.
     *
     * @throws org.orthotwin.core.InputException if there is no such file, or it is no twin
     */
    static TwinInput load(Invocation call, Path file) throws IOException {
        return new TwinInput(call, TwinFile.load(file));
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
            return begin ? new TwinInput(call, TwinFile.begin(file, patient.get())) : load(call, file);
        }
        return new TwinInput(call, begin ? TwinFile.openOrBegin(file, patient.get(), call.monitor())
                : TwinFile.open(file, call.monitor()));
    }

    Path file() {
        return file.path();
    }

    Twin twin() {
        return twin;
    }

    /**
     * From here on the twin is as of a past day; where something was observed later it is never saved.
     *
     * @throws org.orthotwin.core.InputException if nothing was observed by then
     */
    void asOf(AsOf day) {
        AsOf.Past past = day.of(file.twin());
        twin = past.twin();
        later = past.later();
    }

    /** How many observations the twin does not know, since it is as of a past day. */
    int later() {
        return later;
    }

    /** The state that an option names, or the current one. */
    TwinState state(String option) {
        return call.option(option).map(id -> Histories.state(twin(), id)).orElseGet(() -> Optional.ofNullable(twin().getCurrentState())
                .orElseThrow(() -> new IllegalArgumentException(Texts.of(call, "follow.no-state", file()))));
    }

    /** Writes the twin in its place, whole or not at all; nothing in a dry run, and nothing of a past in which not all is known. */
    void save() throws IOException {
        if (later > 0) {
            return;
        }
        if (call.common().dryRun()) {
            call.print(Texts.of(call, "dry.write"));
            return;
        }
        file.save();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The past day that {@code --as-of} puts in the place of today; empty where it is not given. */
    static Optional<AsOf> day(Invocation call) {
        return call.option("--as-of").map(t -> AsOf.typed(t, Timestamps.now()));
    }

    /**
     * The files of observables that {@code --observables} names, in force until this is closed.
     *
     * @throws org.orthotwin.core.InputException if one of them is wrong: nothing of any is then in force
     */
    static OwnObservables own(Invocation call) throws IOException {
        return OwnObservables.open(call.options("--observables").stream().map(call::path).toList());
    }

    /** What a state says it was computed by. */
    static List<String> software() {
        return List.of("OrthoTwin " + Simulation.version());
    }
}
