/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.core.resources.IContainer;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.IJobChangeEvent;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.core.runtime.jobs.JobChangeAdapter;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.solver.SolverException;
import org.orthotwin.ui.JobMonitor;
import org.orthotwin.ui.UiLanguage;

/** Something that is done to the files of a twin, with progress and a way to stop it; the twin is read again afterwards. */
final class TwinJob {

    private TwinJob() {
    }

    /** What is to be done. */
    @FunctionalInterface
    interface Work<T> {
        T run(Monitor monitor) throws IOException;
    }

    /**
     * Does it in a job of its own. For the thread of the user interface.
     *
     * @param then is told what came out, in that thread; empty if it failed, which a dialog says, or was stopped
     */
    static <T> Job start(TwinSession session, String name, Work<T> work, Consumer<Optional<T>> then) {
        session.adding();
        return look(session, name, work, out -> {
            session.added();
            then.accept(out);
        });
    }

    /** The same for what changes no file: nothing is read again. */
    static <T> Job look(TwinSession session, String name, Work<T> work, Consumer<Optional<T>> then) {
        return in(session.file().getParent(), name, work, then);
    }

    /**
     * The same for the files of a folder; whoever shows one of them sees that it has changed.
     *
     * @param then is told what came out, in the thread of the user interface; empty if it failed, which a dialog says, or was stopped
     */
    static <T> Job in(Path folder, String name, Work<T> work, Consumer<Optional<T>> then) {
        AtomicReference<T> out = new AtomicReference<>();
        Display display = Display.getCurrent();
        Job job = Job.create(name, (IProgressMonitor m) -> run(folder, work, out, new JobMonitor(m)));
        // also told of a job that was cancelled before it began
        job.addJobChangeListener(new JobChangeAdapter() {
            @Override
            public void done(IJobChangeEvent e) {
                if (!display.isDisposed()) {
                    display.asyncExec(() -> then.accept(Optional.ofNullable(out.get())));
                }
            }
        });
        job.setUser(true);
        job.schedule();
        return job;
    }

    private static <T> IStatus run(Path folder, Work<T> work, AtomicReference<T> out, Monitor monitor) {
        try {
            out.set(work.run(monitor));
            refresh(folder);
            return Status.OK_STATUS;
        } catch (CancellationException e) {
            return Status.CANCEL_STATUS;
        } catch (InputException e) {
            return Status.error(e.diagnostic().text(UiLanguage.code()));
        } catch (SolverException | IllegalArgumentException e) {
            return Status.error(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Status.error(Texts.text("write.failed", String.valueOf(e.getMessage())), e);
        }
    }

    private static void refresh(Path folder) {
        for (IContainer c : ResourcesPlugin.getWorkspace().getRoot().findContainersForLocationURI(folder.toUri())) {
            try {
                c.refreshLocal(IResource.DEPTH_INFINITE, new NullProgressMonitor());
            } catch (CoreException e) {
                ILog.of(TwinJob.class).log(e.getStatus());
            }
        }
    }
}
