/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.TwinLock;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;

/** A twin in memory. From its first change to the next saving it holds its file's lock, so that what it adds to is what is in the file. */
final class OpenTwin {

    private final Path file;
    private final Twin twin;
    private Object stamp;
    private TwinLock lock;
    private FollowUp followUp;
    private final List<Keeper.Item> unsaved = new ArrayList<>();

    private OpenTwin(Path file, Twin twin, Object stamp, TwinLock lock) {
        this.file = file;
        this.twin = twin;
        this.stamp = stamp;
        this.lock = lock;
    }

    /**
     * Makes a twin ready to be changed.
     *
     * @param was the same twin, as it was opened before; null if it was not
     * @return that one where its file is as it was, or the file read anew; empty while another has the lock
     * @throws org.orthotwin.core.InputException if it cannot be read
     */
    static Optional<OpenTwin> open(Path file, OpenTwin was) throws IOException {
        if (was != null && was.lock != null) {
            return Optional.of(was);
        }
        Optional<TwinLock> lock = TwinLock.tryOf(file);
        return lock.isEmpty() ? Optional.empty() : Optional.of(open(file, was, lock.get()));
    }

    /**
     * The twin as it is in its file, with the lock of this one, which is not to be used any more.
     *
     * @throws org.orthotwin.core.InputException if it cannot be read; the lock is then given back
     */
    OpenTwin again() throws IOException {
        OpenTwin t = open(file, null, lock);
        lock = null;
        return t;
    }

    private static OpenTwin open(Path file, OpenTwin was, TwinLock lock) throws IOException {
        try {
            Object stamp = stamp(file);
            if (was != null && stamp.equals(was.stamp)) {
                was.lock = lock;
                return was;
            }
            return new OpenTwin(file, TwinFiles.load(file), stamp, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** What tells a file from another that takes its place. */
    private static Object stamp(Path file) throws IOException {
        BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(a.lastModifiedTime(), a.size(), String.valueOf(a.fileKey()));
    }

    Path file() {
        return file;
    }

    Twin twin() {
        return twin;
    }

    /** What is in memory of it, counted in things that were observed, believed and predicted. */
    int weight() {
        return twin.getObservations().size() + twin.getStates().size() + twin.getPredictions().size();
    }

    /** What it has taken and not yet saved. */
    List<Keeper.Item> unsaved() {
        return unsaved;
    }

    /** Takes observations, without states. */
    Intake.Result take(Keeper.Item item) {
        Intake.Result r = Intake.take(twin, item.rows(), Optional.empty(), item.message().topic(),
                Instant.ofEpochMilli(item.message().received()));
        unsaved.add(item);
        return r;
    }

    /**
     * Makes states of what was taken, where the twin can be followed already.
     *
     * @param most what came in late waits where more states would have to be made again
     */
    void follow(Keeper.Settings settings, int most, Monitor monitor) {
        if (followUp != null && !followUp.isCurrent()) {
            followUp = null;
        }
        if (followUp == null && FollowUp.canFollow(twin)) {
            followUp = new FollowUp(twin);
        }
        if (followUp != null) {
            followUp.absorb(settings.estimator(), settings.method(), settings.software(), most, monitor);
        }
    }

    /** Whether something that came in late waits. */
    boolean isLate() {
        return followUp != null && followUp.late() > 0;
    }

    /** Inputs of its case of which it believes something that no run has tried; empty where it cannot be followed yet. */
    List<String> beyondRuns() {
        return followUp == null || twin.getCurrentState() == null ? List.of() : followUp.beyondRuns(twin.getCurrentState());
    }

    /** Writes what was changed, and keeps the lock. */
    void write() throws IOException {
        TwinFiles.save(file, twin);
        stamp = stamp(file);
        unsaved.clear();
    }

    /** Writes what was changed, and lets others at the file. */
    void save() throws IOException {
        write();
        release();
    }

    /** Lets others at the file; what was not saved is lost. */
    void release() throws IOException {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }
}
