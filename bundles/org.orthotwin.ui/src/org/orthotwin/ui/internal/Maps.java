/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.Monitor;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.SolverException;
import org.orthotwin.ui.JobMonitor;
import org.orthotwin.ui.UserSettings;
import org.orthotwin.ui.internal.plot.ContactGrid;

/**
 * Maps of contact, made by a job that can be cancelled and kept for a while. What is asked for takes the place of what waits. For the
 * thread of the user interface.
 */
final class Maps {

    private static final int MOST = 48;
    /** So long a plan must rest before its map is made, ms. */
    private static final long REST = 120;

    private record Key(Problem problem, double third) {

        /** A problem is what it was made to be: by identity. */
        @Override
        public boolean equals(Object o) {
            return o instanceof Key k && k.problem == problem && k.third == third;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(problem) * 31 + Double.hashCode(third);
        }
    }

    private record Wanted(MapSource source, List<RunResult> results, double third) {
    }

    private final Display display;
    private final Runnable listener;
    private final Job job;
    private final Map<Key, Optional<ContactGrid>> kept = new LinkedHashMap<>(32, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Optional<ContactGrid>> eldest) {
            return size() > MOST;
        }
    };
    private volatile Wanted wanted;
    private volatile boolean disposed;

    /** @param listener is run on the display's thread when a map is there */
    Maps(Display display, Runnable listener) {
        this.display = display;
        this.listener = listener;
        job = Job.create(Texts.text("job.map"), this::work);
        job.setPriority(Job.SHORT);
    }

    /** The map of a run, if it is there; empty within if the solver makes none. */
    Optional<Optional<ContactGrid>> get(RunResult r, double third) {
        return Optional.ofNullable(kept.get(new Key(r.problem(), third)));
    }

    /** Has the maps of some runs made, the first first. */
    void ask(MapSource source, List<RunResult> results, double third) {
        List<RunResult> missing = results.stream().filter(r -> get(r, third).isEmpty()).toList();
        if (missing.isEmpty()) {
            wanted = null;
            job.cancel();
            return;
        }
        Wanted w = wanted;
        if (w != null && w.third == third && same(w.results, missing)) {
            return;
        }
        wanted = new Wanted(source, missing, third);
        job.cancel();
        job.schedule(REST);
    }

    private static boolean same(List<RunResult> a, List<RunResult> b) {
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = a.get(i).problem() == b.get(i).problem();
        }
        return same;
    }

    /** Whether one is being made. */
    boolean isWorking() {
        return wanted != null;
    }

    void dispose() {
        disposed = true;
        wanted = null;
        job.cancel();
    }

    private IStatus work(IProgressMonitor progress) {
        Wanted w = wanted;
        if (w == null) {
            return Status.OK_STATUS;
        }
        JobMonitor monitor = new JobMonitor(progress);
        IStatus status = Status.OK_STATUS;
        for (RunResult r : w.results) {
            Optional<ContactGrid> made = Optional.empty();
            try {
                made = w.source.ask(r, w.third, UserSettings.threads(), Monitor.until(() -> progress.isCanceled()
                        || monitor.isCancelled()));
            } catch (CancellationException e) {
                status = Status.CANCEL_STATUS;
                break;
            } catch (SolverException e) {
                // the plan itself has the same problem, which is shown with it
                made = Optional.empty();
            } catch (RuntimeException | LinkageError e) {
                ILog.of(Maps.class).error("a map could not be made", e);
            }
            Optional<ContactGrid> out = made;
            tell(() -> kept.put(new Key(r.problem(), w.third), out));
        }
        boolean cancelled = !status.isOK();
        tell(() -> {
            if (wanted == w) {
                wanted = null;
                if (cancelled) {
                    // by the user: not to be begun anew until there is something else to ask
                    w.results.forEach(r -> kept.putIfAbsent(new Key(r.problem(), w.third), Optional.empty()));
                }
            }
        });
        return status;
    }

    private void tell(Runnable what) {
        if (!display.isDisposed()) {
            display.asyncExec(() -> {
                if (!disposed) {
                    what.run();
                    listener.run();
                }
            });
        }
    }
}
