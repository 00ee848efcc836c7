/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.window.IShellProvider;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.Saveable;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.Volumes;
import org.orthotwin.ui.JobMonitor;
import org.orthotwin.ui.UiLanguage;

/** Painted labels as the workbench saves them: into the file of corrections that {@code twin build --corrections} takes. */
final class PaintingSaveable extends Saveable {

    private final Painting painting;
    private final IShellProvider shell;
    private final Optional<Path> folder;
    private final Runnable then;

    /**
     * @param folder where the file is looked for first
     * @param then is run when something was saved
     */
    PaintingSaveable(Painting painting, IShellProvider shell, Optional<Path> folder, Runnable then) {
        this.painting = painting;
        this.shell = shell;
        this.folder = folder;
        this.then = then;
    }

    Painting painting() {
        return painting;
    }

    @Override
    public String getName() {
        return Texts.text("painting", painting.name());
    }

    @Override
    public String getToolTipText() {
        return painting.file().map(Path::toString).orElse(getName());
    }

    @Override
    public ImageDescriptor getImageDescriptor() {
        return Icons.OURS.descriptor("brush");
    }

    @Override
    public boolean isDirty() {
        return painting.isDirty();
    }

    @Override
    public void doSave(IProgressMonitor monitor) throws CoreException {
        if (!save(false)) {
            // closing what could not be saved would lose it
            monitor.setCanceled(true);
        }
    }

    /**
     * Saves it while nobody paints.
     *
     * @param elsewhere whether to ask for a file even if there is one
     * @return false if it is not saved: nobody chose a file, it was cancelled, or it failed, which was said then
     */
    boolean save(boolean elsewhere) {
        if (painting.isBusy()) {
            MessageDialog.openInformation(shell.getShell(), getName(), Texts.text("busy"));
            return false;
        }
        Path file = elsewhere || painting.file().isEmpty() ? choose() : painting.file().get();
        if (file == null) {
            return false;
        }
        Object state = painting.editor().state();
        IStatus status = write(file);
        if (!status.isOK()) {
            if (status.getSeverity() != IStatus.CANCEL) {
                ErrorDialog.openError(shell.getShell(), getName(), null, status);
            }
            return false;
        }
        painting.saved(file, state);
        then.run();
        return true;
    }

    private IStatus write(Path file) {
        painting.busy(true);
        try {
            PlatformUI.getWorkbench().getProgressService().busyCursorWhile(monitor -> {
                monitor.beginTask(Texts.text("job.save", file), IProgressMonitor.UNKNOWN);
                try {
                    Volumes.write(painting.editor().corrections().volume(), file, new JobMonitor(monitor));
                } catch (IOException e) {
                    throw new InvocationTargetException(e);
                }
            });
            return Status.OK_STATUS;
        } catch (InterruptedException e) {
            return Status.CANCEL_STATUS;
        } catch (InvocationTargetException e) {
            return switch (e.getCause()) {
                case CancellationException x -> Status.CANCEL_STATUS;
                case InputException x -> Status.error(x.diagnostic().text(UiLanguage.code()));
                default -> Status.error(Texts.text("save.failed", file, String.valueOf(e.getCause().getMessage())), e.getCause());
            };
        } finally {
            painting.busy(false);
        }
    }

    private Path choose() {
        FileDialog dialog = new FileDialog(shell.getShell(), SWT.SAVE);
        dialog.setText(getName());
        painting.file().map(Path::getParent).or(() -> folder).ifPresent(f -> dialog.setFilterPath(f.toString()));
        dialog.setFileName(painting.file().map(f -> f.getFileName().toString()).orElse("corrections.nrrd"));
        dialog.setFilterExtensions(new String[] {"*.nrrd;*.nii;*.nii.gz", "*"});
        dialog.setFilterNames(new String[] {Texts.text("save.files"), Texts.text("open.all")});
        dialog.setOverwrite(true);
        String path = dialog.open();
        return path == null ? null : Path.of(path);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof PaintingSaveable s && s.painting == painting;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(painting);
    }
}
