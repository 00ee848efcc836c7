/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.IJobChangeEvent;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.core.runtime.jobs.JobChangeAdapter;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.ui.internal.Evaluator;
import org.orthotwin.ui.internal.ReportJob;
import org.orthotwin.ui.internal.Texts;

/**
 * Runs of the plan in work with everything that is asked of the solvers, which the live numbers leave out where only a report needs it: of
 * some solvers, or of all for the report. Each is a job that the user can cancel; ask on the thread of the user interface.
 */
public final class CaseRuns implements CaseCompanion {

    /** What is run when everything is to be measured. */
    public static final String MEASUREMENTS = "";

    /**
     * What came out of a run of the plan as it is.
     *
     * @param result empty where it failed
     * @param why it failed, for people; empty where it did not
     * @param seconds that it took
     */
    public record Outcome(Optional<RunResult> result, String why, double seconds) {
    }

    private record Kept(Map<String, String> of, Outcome outcome) {
    }

    private final CaseSession session;
    private final Display display = Display.getCurrent();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Map<String, Kept> outcomes = new LinkedHashMap<>();
    private Job report;
    private String reportProblem = "";
    private Map<String, String> reported = Map.of();
    private boolean disposed;

    /** What the case is now, until it changes. */
    private Map<String, String> state;

    private CaseRuns(CaseSession session) {
        this.session = session;
        session.addListener(c -> {
            if (c == CaseSession.Change.MODEL || c == CaseSession.Change.FILES) {
                state = null;
            }
        });
    }

    /** Those of a case. */
    public static CaseRuns of(CaseSession session) {
        return session.companion(CaseRuns.class, CaseRuns::new);
    }

    public void addListener(Runnable r) {
        listeners.add(r);
    }

    public void removeListener(Runnable r) {
        listeners.remove(r);
    }

    private void fire() {
        listeners.forEach(Runnable::run);
    }

    /** All that the numbers of the plan in work depend on. */
    private Map<String, String> now() {
        if (state == null) {
            state = Evaluator.state(session.models(), session.plan().map(Plan::getId).stream().toList());
        }
        return state;
    }

    // ---- solvers

    /** Whether a solver, or {@link #MEASUREMENTS everything}, is being run. */
    public boolean isRunning(String solver) {
        return jobs.containsKey(solver);
    }

    /** What came out of the last run of a solver, or of {@link #MEASUREMENTS everything}; empty if none was of the plan as it is now. */
    public Optional<Outcome> outcome(String solver) {
        Kept k = outcomes.get(solver);
        return k != null && k.of.equals(now()) ? Optional.of(k.outcome) : Optional.empty();
    }

    /** Runs a solver by itself, or {@link #MEASUREMENTS everything} with its uncertainties, unless that is being done. */
    public void run(String solver) {
        if (jobs.containsKey(solver)) {
            return;
        }
        Case copy = session.models().copy();
        if (!solver.equals(MEASUREMENTS)) {
            copy.scenario().getRequests().removeIf(r -> !solver.equals(r.getSolver()));
            // what others would have to say is not asked
            copy.scenario().getMeasurements().clear();
        }
        Map<String, String> of = now();
        long start = System.nanoTime();
        List<Outcome> found = new ArrayList<>();
        Job job = Job.create(solver.equals(MEASUREMENTS) ? Texts.text("job.run") : Texts.text("job.run.solver", solver),
                (IProgressMonitor m) -> run(copy, solver, start, found, m));
        job.addJobChangeListener(new JobChangeAdapter() {
            @Override
            public void done(IJobChangeEvent e) {
                ui(() -> {
                    jobs.remove(solver);
                    if (!found.isEmpty()) {
                        outcomes.put(solver, new Kept(of, found.getFirst()));
                    }
                    fire();
                });
            }
        });
        jobs.put(solver, job);
        job.setUser(true);
        job.schedule();
        fire();
    }

    private static IStatus run(Case copy, String solver, long start, List<Outcome> found, IProgressMonitor progress) {
        JobMonitor monitor = new JobMonitor(progress);
        int threads = UserSettings.threads();
        try {
            Simulation s = new Simulation(copy, List.of(), monitor);
            RunResult r = s.run(s.source().plan(Optional.empty()), copy.scenario().getSeed(), threads, monitor);
            if (solver.equals(MEASUREMENTS)) {
                r = s.withUncertainty(r, threads, monitor);
            }
            found.add(new Outcome(Optional.of(r), "", seconds(start)));
            return Status.OK_STATUS;
        } catch (CancellationException e) {
            return Status.CANCEL_STATUS;
        } catch (RuntimeException | LinkageError e) {
            // it is told where it was asked
            found.add(new Outcome(Optional.empty(), Evaluator.words(e), seconds(start)));
            return Status.OK_STATUS;
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Stops the run of a solver, or of everything. */
    public void cancel(String solver) {
        Optional.ofNullable(jobs.get(solver)).ifPresent(Job::cancel);
    }

    private void ui(Runnable what) {
        if (!display.isDisposed()) {
            display.asyncExec(() -> {
                if (!disposed) {
                    what.run();
                }
            });
        }
    }

    // ---- the report

    /** Where the report of the plan in work is; empty if none was made. */
    public Optional<Path> report() {
        return Optional.of(ReportJob.page(session)).filter(Files::isRegularFile);
    }

    public boolean isReporting() {
        return report != null;
    }

    /** Whether the report that there is was made in this session, of the plan as it is. */
    public boolean isReportCurrent() {
        return !reported.isEmpty() && reported.equals(now()) && report().isPresent();
    }

    /** Why the last report could not be made; empty if it could. */
    public String reportProblem() {
        return reportProblem;
    }

    /** Has the report of the plan in work made, unless it is being made. */
    public void makeReport() {
        if (report != null) {
            return;
        }
        Map<String, String> of = now();
        reportProblem = "";
        report = ReportJob.start(session, (page, status) -> {
            if (!disposed) {
                report = null;
                if (page.isPresent()) {
                    reported = of;
                }
                reportProblem = status.getSeverity() == IStatus.ERROR ? status.getMessage() : "";
                fire();
            }
        });
        fire();
    }

    public void cancelReport() {
        if (report != null) {
            report.cancel();
        }
    }

    @Override
    public void dispose() {
        disposed = true;
        jobs.values().forEach(Job::cancel);
        // a report goes on: it is a file that somebody waits for
        listeners.clear();
    }
}
