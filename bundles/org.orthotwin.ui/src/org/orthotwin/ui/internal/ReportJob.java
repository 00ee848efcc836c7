/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.eclipse.core.resources.IContainer;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.IJobChangeEvent;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.core.runtime.jobs.JobChangeAdapter;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.report.Report;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.WorkFolder;
import org.orthotwin.solver.SolverException;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.JobMonitor;
import org.orthotwin.ui.ResultFolders;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.UserSettings;

/** The whole run of the plan in work with its report, as the command line makes it, into {@linkplain ResultFolders its folder}. */
public final class ReportJob {

    private ReportJob() {
    }

    /** Where the report of the plan in work is, or will be. */
    public static Path page(CaseSession session) {
        return folder(session.file(), session.plan()).resolve(Report.FILE);
    }

    private static Path folder(Path scenario, Optional<Plan> plan) {
        return ResultFolders.of(scenario).resolve(plan.map(Plan::getId).orElse("run"));
    }

    /**
     * @param then is told the page on the display's thread when the job has ended, empty if it failed or was cancelled, and how it ended
     * @return the job, which the user can cancel
     */
    public static Job start(CaseSession session, BiConsumer<Optional<Path>, IStatus> then) {
        Case state = session.models().copy();
        Display display = Display.getCurrent();
        AtomicReference<Path> page = new AtomicReference<>();
        Job job = Job.create(Texts.text("job.report"), (IProgressMonitor m) -> run(state, page, new JobMonitor(m), m));
        // also told of a job that was cancelled before it began
        job.addJobChangeListener(new JobChangeAdapter() {
            @Override
            public void done(IJobChangeEvent e) {
                if (!display.isDisposed()) {
                    display.asyncExec(() -> then.accept(Optional.ofNullable(page.get()), e.getResult()));
                }
            }
        });
        job.setUser(true);
        job.schedule();
        return job;
    }

    private static IStatus run(Case state, AtomicReference<Path> page, Monitor monitor, IProgressMonitor progress) {
        int threads = UserSettings.allThreads();
        Path out = ResultFolders.of(state.file());
        try {
            Simulation simulation = new Simulation(state, List.of(), monitor);
            Optional<Plan> plan = simulation.source().plan(Optional.empty());
            out = folder(state.file(), plan);
            try (WorkFolder folder = WorkFolder.beside(out)) {
                RunResult result = simulation.withUncertainty(simulation.run(plan, state.scenario().getSeed(), threads, monitor), threads,
                        monitor);
                Report.writeResults(result, folder.path(), UiLanguage.code(), threads, monitor);
                folder.moveTo(out);
            }
            page.set(out.resolve(Report.FILE));
            for (IContainer c : ResourcesPlugin.getWorkspace().getRoot().findContainersForLocationURI(state.file().getParent().toUri())) {
                c.refreshLocal(IResource.DEPTH_INFINITE, progress);
            }
            return Status.OK_STATUS;
        } catch (CancellationException e) {
            return Status.CANCEL_STATUS;
        } catch (InputException e) {
            return Status.error(e.diagnostic().text(UiLanguage.code()));
        } catch (SolverException | IllegalArgumentException e) {
            return Status.error(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Status.error(ModelFiles.notWritten(e, out).diagnostic().text(UiLanguage.code()), e);
        } catch (CoreException e) {
            ILog.of(ReportJob.class).log(e.getStatus());
            return Status.OK_STATUS;
        }
    }
}
