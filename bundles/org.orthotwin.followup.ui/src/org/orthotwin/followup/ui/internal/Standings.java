/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.core.resources.IContainer;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.QualifiedName;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.PlatformUI;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.Aside;
import org.orthotwin.ui.JobMonitor;

/**
 * How the patients of the workspace stand. It is computed by a job, one twin after the other, and kept with the file until that changes; to
 * look it up takes no time. Files are looked at again and again, since other programs change them, too.
 */
final class Standings {

    /** How often files are looked at, ms. */
    private static final long LOOK = 1500;
    private static final String TWIN = "twin";
    private static final int DEPTH = 3;
    private static final QualifiedName KEPT = new QualifiedName("org.orthotwin.followup.ui", "standing");
    /** So many letters the platform keeps with a file. */
    private static final int MOST = 2000;

    private static final Standings OURS = new Standings();

    private final Set<IFile> wanted = new LinkedHashSet<>();
    private final List<Consumer<IFile>> listeners = new CopyOnWriteArrayList<>();
    /** What is too long to be kept with its file. */
    private final Map<IFile, Standing> large = new ConcurrentHashMap<>();
    /** What each file was like when it was looked at last; for the job that watches alone. */
    private final Map<IFile, String> seen = new HashMap<>();
    /** Twins for which the workspace was refreshed last; for the same job alone. */
    private final Map<IProject, Set<IPath>> asked = new HashMap<>();
    private final Job job = Job.createSystem(Texts.text("job.alerts"), (IProgressMonitor m) -> compute(m));
    private final Job watch = Job.createSystem(Texts.text("job.alerts"), (IProgressMonitor m) -> look(m));

    private Standings() {
        job.setPriority(Job.DECORATE);
        watch.setPriority(Job.DECORATE);
    }

    static Standings ours() {
        return OURS;
    }

    /** @param listener is run on the thread of the user interface with a twin of which something else may be to be told, or that is gone */
    void addListener(Consumer<IFile> listener) {
        listeners.add(listener);
        watch.schedule(LOOK);
    }

    void removeListener(Consumer<IFile> listener) {
        listeners.remove(listener);
        if (listeners.isEmpty()) {
            watch.cancel();
            job.cancel();
        }
    }

    /** The twins of a case and of the folders in it, three levels deep, as a folder of twins is taken everywhere. */
    static Stream<IFile> twins(IProject p) {
        return twins(p, DEPTH);
    }

    private static Stream<IFile> twins(IContainer in, int levels) {
        try {
            return in.isAccessible() ? Stream.of(in.members()).flatMap(r -> r instanceof IContainer c && levels > 1 ? twins(c, levels - 1)
                    : r instanceof IFile f && TWIN.equals(f.getFileExtension()) && f.getLocation() != null ? Stream.of(f) : Stream.empty())
                    : Stream.empty();
        } catch (CoreException e) {
            // it is being taken away
            return Stream.empty();
        }
    }

    /** The twins of the workspace. */
    static Stream<IFile> twins() {
        try {
            return Stream.of(ResourcesPlugin.getWorkspace().getRoot().getProjects()).flatMap(Standings::twins);
        } catch (IllegalStateException e) {
            // the workspace is being closed
            return Stream.empty();
        }
    }

    /** How a patient stands; empty where that is not known yet, and is told of later. */
    Optional<Standing.Row> row(IFile file) {
        if (file.getLocation() == null || !file.isAccessible()) {
            return Optional.empty();
        }
        Path path = file.getLocation().toPath();
        try {
            String stamp = Standing.stamp(path);
            Optional<Standing> kept = Standing.parsed(file.getPersistentProperty(KEPT)).or(() -> Optional.ofNullable(large.get(file)))
                    .filter(s -> s.isOf(stamp));
            if (kept.filter(s -> s.stamp().equals(stamp)).isEmpty()) {
                synchronized (wanted) {
                    wanted.add(file);
                }
                job.schedule();
            }
            // what is computed anew only for the words of the next visit is shown with those of before until then
            return kept.isPresent() ? Optional.of(row(path, kept.get())) : Optional.empty();
        } catch (InputException | IOException | CoreException e) {
            // what is wrong with it is told to who opens it
            return Optional.empty();
        }
    }

    private static Standing.Row row(Path path, Standing s) throws IOException {
        return new Standing.Row(path, s, s.seen(AlertLog.read(AlertLog.beside(path)), Timestamps.now()), Aside.waiting(path).size(),
                Timestamps.now());
    }

    private void compute(IProgressMonitor monitor) {
        for (Optional<IFile> next = next(); next.isPresent() && !monitor.isCanceled(); next = next()) {
            IFile file = next.get();
            try {
                Path path = file.getLocation().toPath();
                String before = Standing.stamp(path);
                Standing s;
                try {
                    s = Standing.of(path, new JobMonitor(monitor));
                } catch (InputException | IllegalArgumentException e) {
                    // what is wrong with it is told to who opens it
                    s = Standing.unknown(before);
                }
                if (!file.isAccessible()) {
                    continue;
                }
                if (s.kept().length() <= MOST) {
                    file.setPersistentProperty(KEPT, s.kept());
                } else {
                    large.put(file, s);
                }
                tell(List.of(file));
            } catch (CancellationException e) {
                return;
            } catch (IOException | CoreException e) {
                ILog.of(Standings.class).warn(String.valueOf(e.getMessage()), e);
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

    /** Looks whether anybody has written a twin or what is beside it. */
    private void look(IProgressMonitor monitor) {
        if (monitor.isCanceled() || listeners.isEmpty() || !PlatformUI.isWorkbenchRunning() || PlatformUI.getWorkbench().isClosing()) {
            return;
        }
        try {
            Stream.of(ResourcesPlugin.getWorkspace().getRoot().getProjects()).forEach(this::refresh);
        } catch (IllegalStateException e) {
            // the workspace is being closed
            return;
        }
        List<IFile> others = new ArrayList<>();
        Set<IFile> there = new LinkedHashSet<>();
        twins().forEach(f -> {
            there.add(f);
            String now = stamp(f);
            String was = seen.put(f, now);
            if (!now.equals(was)) {
                others.add(f);
            }
        });
        seen.keySet().stream().filter(f -> !there.contains(f)).forEach(others::add);
        seen.keySet().retainAll(there);
        tell(others);
        watch.schedule(LOOK);
    }

    /** Has the workspace learn of the twins that another program has begun in a case, or has taken away. */
    private void refresh(IProject p) {
        IPath folder = p.isAccessible() ? p.getLocation() : null;
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.find(folder.toPath(), DEPTH, (f, a) -> a.isRegularFile() && TWIN.equals(IPath.fromPath(f)
                .getFileExtension()))) {
            Set<IPath> there = files.map(IPath::fromPath).collect(Collectors.toSet());
            Set<IPath> known = twins(p).filter(f -> !f.isLinked(IResource.CHECK_ANCESTORS)).map(IFile::getLocation).collect(Collectors
                    .toSet());
            if (there.equals(known)) {
                asked.remove(p);
            } else if (!there.equals(asked.put(p, there))) {
                // what is not known even then, as of a hidden folder, is not asked for again and again
                p.refreshLocal(IResource.DEPTH_INFINITE, null);
            }
        } catch (IOException | UncheckedIOException | CoreException e) {
            // a folder that cannot be read now may be another time
        }
    }

    private static String stamp(IFile f) {
        try {
            return Standing.whole(f.getLocation().toPath()) + " " + Timestamps.now().toString().substring(0, 10);
        } catch (IOException e) {
            // told to who opens it
            return "?";
        }
    }

    private void tell(List<IFile> files) {
        Display display = !files.isEmpty() && PlatformUI.isWorkbenchRunning() ? PlatformUI.getWorkbench().getDisplay() : null;
        if (display != null && !display.isDisposed()) {
            display.asyncExec(() -> files.forEach(f -> listeners.forEach(l -> l.accept(f))));
        }
    }
}
