/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IResourceChangeEvent;
import org.eclipse.core.resources.IResourceChangeListener;
import org.eclipse.core.resources.IResourceDelta;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.QualifiedName;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.viewers.IDecoration;
import org.eclipse.jface.viewers.ILightweightLabelDecorator;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.LabelProviderChangedEvent;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.PlatformUI;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.ui.JobMonitor;

/**
 * Says beside a case and beside the file of a twin how many of its alerts nobody has seen to, wherever cases are listed. Alerts are
 * computed by a job, one twin after the other, and kept with the file until that changes; to look them up takes no time.
 */
public final class AlertDecorator extends LabelProvider implements ILightweightLabelDecorator {

    private static final String TWIN = "twin";
    private static final String LOG = ".alerts.json";
    private static final QualifiedName KEPT = new QualifiedName("org.orthotwin.followup.ui", "alerts");
    /** So many letters the platform keeps with a file. */
    private static final int MOST = 2000;

    private final Set<IFile> wanted = new LinkedHashSet<>();
    private final Job job = Job.createSystem(Texts.text("job.alerts"), (IProgressMonitor m) -> compute(m));
    private final IResourceChangeListener listener = this::changed;

    public AlertDecorator() {
        job.setPriority(Job.DECORATE);
        ResourcesPlugin.getWorkspace().addResourceChangeListener(listener, IResourceChangeEvent.POST_CHANGE);
    }

    @Override
    public void dispose() {
        ResourcesPlugin.getWorkspace().removeResourceChangeListener(listener);
        job.cancel();
        super.dispose();
    }

    @Override
    public void decorate(Object element, IDecoration decoration) {
        int open = twins(element).mapToInt(this::open).sum();
        if (open > 0) {
            decoration.addOverlay(Icons.OURS.descriptor("alert-overlay"), IDecoration.BOTTOM_RIGHT);
            decoration.addSuffix(Texts.text(open == 1 ? "decorated.alert" : "decorated.alerts", open));
        }
    }

    private static Stream<IFile> twins(Object element) {
        if (element instanceof IFile f) {
            return Stream.of(f);
        }
        try {
            return element instanceof IProject p && p.isAccessible() ? Stream.of(p.members()).filter(IFile.class::isInstance).map(
                    IFile.class::cast).filter(f -> TWIN.equals(f.getFileExtension())) : Stream.empty();
        } catch (CoreException e) {
            // it is being taken away
            return Stream.empty();
        }
    }

    /** Of what is known; what is not is computed, and then this is asked again. */
    private int open(IFile file) {
        if (file.getLocation() == null) {
            return 0;
        }
        Path path = file.getLocation().toPath();
        try {
            Optional<OpenAlerts> known = OpenAlerts.parsed(file.getPersistentProperty(KEPT), OpenAlerts.stamp(path));
            if (known.isPresent()) {
                return known.get().open(AlertLog.read(AlertLog.beside(path)), Timestamps.now());
            }
            synchronized (wanted) {
                wanted.add(file);
            }
            job.schedule();
        } catch (InputException | IOException | CoreException e) {
            // what is wrong with it is told to who opens it
            return 0;
        }
        return 0;
    }

    private void compute(IProgressMonitor monitor) {
        for (Optional<IFile> next = next(); next.isPresent() && !monitor.isCanceled(); next = next()) {
            IFile file = next.get();
            try {
                Path path = file.getLocation().toPath();
                String before = OpenAlerts.stamp(path);
                String kept;
                try {
                    kept = OpenAlerts.of(path, new JobMonitor(monitor)).kept();
                } catch (InputException | IllegalArgumentException e) {
                    // what is wrong with it is told to who opens it
                    kept = new OpenAlerts(before, List.of()).kept();
                }
                if (kept.length() <= MOST && file.isAccessible()) {
                    file.setPersistentProperty(KEPT, kept);
                    tell(file);
                }
            } catch (CancellationException e) {
                return;
            } catch (IOException | CoreException e) {
                ILog.of(AlertDecorator.class).warn(String.valueOf(e.getMessage()), e);
            }
        }
    }

    private Optional<IFile> next() {
        synchronized (wanted) {
            Optional<IFile> first = wanted.stream().filter(f -> f.getLocation() != null).findFirst();
            wanted.removeIf(f -> f.getLocation() == null || first.filter(f::equals).isPresent());
            return first;
        }
    }

    private void changed(IResourceChangeEvent e) {
        try {
            e.getDelta().accept(d -> {
                if (d.getResource() instanceof IFile f && (d.getKind() != IResourceDelta.CHANGED || (d.getFlags()
                        & IResourceDelta.CONTENT) != 0) && (TWIN.equals(f.getFileExtension()) || f.getName().endsWith(LOG))) {
                    tell(f);
                }
                return true;
            });
        } catch (CoreException x) {
            ILog.of(AlertDecorator.class).log(x.getStatus());
        }
    }

    /** Has everybody ask again for a twin, or that of a log, and its case. */
    private void tell(IFile file) {
        IResource twin = file.getName().endsWith(LOG) ? file.getParent().getFile(IPath.fromOSString(file.getName()
                .substring(0, file.getName().length() - LOG.length()) + "." + TWIN)) : file;
        Display display = PlatformUI.isWorkbenchRunning() ? PlatformUI.getWorkbench().getDisplay() : null;
        if (display != null && !display.isDisposed()) {
            display.asyncExec(() -> fireLabelProviderChanged(new LabelProviderChangedEvent(this, new Object[] {twin, file.getProject()})));
        }
    }
}
