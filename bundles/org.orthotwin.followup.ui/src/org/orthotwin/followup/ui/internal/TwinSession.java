/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.ui.JobMonitor;
import org.orthotwin.ui.UiLanguage;

/**
 * A twin that is open: what was read of its file, which of its states is shown, and what was chosen. Its file is read by a job, again
 * whenever somebody has changed it. For the thread of the user interface.
 */
final class TwinSession {

    /** How often the file is looked at, ms. */
    private static final long LOOK = 1000;

    private final Path file;
    private final Display display;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Job watch;
    private Optional<Reading> reading = Optional.empty();
    /** Alerts of the latest state that nobody has seen to, as it was shown last; empty where it never was. */
    private Optional<Long> openAlerts = Optional.empty();
    /** What was read last, for the job that watches. */
    private volatile String stamp = "";
    private Optional<String> problem = Optional.empty();
    private Job loading;
    private Optional<String> state = Optional.empty();
    private Optional<String> observable = Optional.empty();
    private Optional<String> alert = Optional.empty();
    private Chains chains = Chains.NONE;
    private double runLength = FollowUpResult.RUN_LENGTH;
    /** Jobs of this workbench that are adding to the file. */
    private int adding;
    private Optional<Instant> changedOutside = Optional.empty();
    private int users;
    private volatile boolean closed;

    TwinSession(Display display, Path file) {
        this.display = display;
        this.file = file;
        watch = Job.createSystem(Texts.text("job.watch", file.getFileName()), (IProgressMonitor m) -> look());
    }

    void retain() {
        users++;
        if (users == 1) {
            load();
            watch.schedule(LOOK);
        }
    }

    /** @return whether nobody has it open any more */
    boolean release() {
        users--;
        closed = users == 0;
        if (closed) {
            watch.cancel();
            if (loading != null) {
                loading.cancel();
            }
        }
        return closed;
    }

    Path file() {
        return file;
    }

    /** What was read last; empty before the first time. */
    Optional<Reading> reading() {
        return reading;
    }

    /** Alerts of the latest state that nobody has seen to, as it was shown last; empty where it never was. */
    Optional<Long> openAlerts() {
        return openAlerts;
    }

    /** Why the file cannot be read. */
    Optional<String> problem() {
        return problem;
    }

    boolean isLoading() {
        return loading != null;
    }

    /** When somebody else was last seen to have changed the file. */
    Optional<Instant> changedOutside() {
        return changedOutside;
    }

    /** @param listener is run whenever any of this has changed */
    void addListener(Runnable listener) {
        listeners.add(listener);
    }

    void removeListener(Runnable listener) {
        listeners.remove(listener);
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }

    // ---- what is chosen

    /** Shows another state; empty for the current one, whichever that is. */
    void show(Optional<TwinState> other) {
        Optional<String> id = other.filter(s -> reading.isEmpty() || s != reading.get().twin().getCurrentState()).map(TwinState::getId);
        if (!id.equals(state)) {
            state = id;
            load();
        }
    }

    /** The id of the observable that is looked at; at first that of the first alert, or the first one. */
    Optional<String> observable() {
        return observable;
    }

    private static Optional<String> first(Reading r) {
        // a test may be an alert and have no course
        return Stream.concat(r.result().stream().flatMap(x -> x.alerts().stream()).map(Alert::observable).filter(r.observed()::contains),
                r.observed().stream()).findFirst()
                .map(Observable::id);
    }

    void choose(String id) {
        if (!observable.filter(id::equals).isPresent()) {
            observable = Optional.of(id);
            tell();
        }
    }

    /** The id of the alert that is looked at. */
    Optional<String> alert() {
        return alert;
    }

    void chooseAlert(Optional<String> id) {
        if (!id.equals(alert)) {
            alert = id;
            tell();
        }
    }

    /** Observations of an observable between two false alarms about it. */
    double runLength() {
        return runLength;
    }

    void runLength(double length) {
        if (length != runLength) {
            runLength = length;
            load();
        }
    }

    /** Chains for the record of what is shown, as far as somebody has asked for them. */
    Chains chains() {
        return reading.filter(chains::isOf).map(r -> chains).orElse(Chains.NONE);
    }

    void chains(Chains other) {
        chains = other;
        tell();
    }

    // ---- reading

    private void look() {
        String now = stamp();
        if (!now.equals(stamp) && !display.isDisposed()) {
            display.asyncExec(() -> {
                // it may have been read since
                if (loading == null && adding == 0 && !closed && !now.equals(stamp)) {
                    changedOutside = Optional.of(Timestamps.now());
                    load();
                }
            });
        }
        if (!closed) {
            watch.schedule(LOOK);
        }
    }

    private String stamp() {
        try {
            return Reading.stamp(file);
        } catch (IOException e) {
            // told when it is read
            return "?";
        }
    }

    /** Somebody here begins to add to the file. */
    void adding() {
        adding++;
    }

    /** It is done, or has failed. */
    void added() {
        adding--;
        if (!closed) {
            load();
        }
    }

    /** Reads the file by a job; only the last that was asked for counts. */
    private void load() {
        if (loading != null) {
            loading.cancel();
        }
        Optional<String> wanted = state;
        double length = runLength;
        Job[] self = new Job[1];
        Job job = Job.createSystem(Texts.text("job.read", file.getFileName()), (IProgressMonitor m) -> {
            Optional<Reading> read = Optional.empty();
            Optional<String> trouble = Optional.empty();
            String before = stamp();
            try {
                read = Optional.of(Reading.of(file, wanted, length, new JobMonitor(m)));
            } catch (CancellationException e) {
                return;
            } catch (InputException e) {
                trouble = Optional.of(e.diagnostic().text(UiLanguage.code()));
            } catch (IOException | RuntimeException e) {
                trouble = Optional.of(Texts.text("read.failed", file, String.valueOf(e.getMessage())));
            }
            loaded(self[0], read, trouble, before);
        });
        self[0] = job;
        loading = job;
        job.schedule();
        tell();
    }

    private void loaded(Job by, Optional<Reading> read, Optional<String> trouble, String before) {
        if (display.isDisposed()) {
            return;
        }
        display.asyncExec(() -> {
            if (loading == by && !closed) {
                loading = null;
                problem = trouble;
                // what was seen stays while the file is not as it should be
                reading = read.or(() -> reading);
                openAlerts = read.filter(Reading::isLatest).map(Reading::openAlerts).or(() -> openAlerts);
                observable = observable.or(() -> reading.flatMap(TwinSession::first));
                stamp = read.map(Reading::stamp).orElse(before);
                tell();
            }
        });
    }
}
