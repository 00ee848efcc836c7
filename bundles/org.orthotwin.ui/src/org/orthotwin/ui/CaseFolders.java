/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IProjectDescription;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.WorkbenchException;
import org.eclipse.ui.ide.IDE;
import org.eclipse.ui.intro.IIntroManager;
import org.eclipse.ui.statushandlers.StatusManager;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.InputException;
import org.orthotwin.ui.internal.Texts;

/** Cases as projects of the workspace: bundled ones are made in it, folders of the user's stay where they are. */
public final class CaseFolders {

    private static final String ENDING = "scenario";
    private static final String TWIN = "twin";
    /** Where several patients are listed, if that is installed. */
    private static final String PATIENTS = "org.orthotwin.followup.ui.patients";
    private static final String FOLLOW_UP = "org.orthotwin.rcp.followup";

    private CaseFolders() {
    }

    /**
     * Opens a case in a job of its own and shows it when it is there.
     *
     * @param what a bundled case such as {@code example:hip-tha}, a folder with a case or a twin, or the file of a scenario or a twin; of a
     *            folder with several twins and no scenario the list of patients is shown
     * @return the job
     */
    public static Job open(String what) {
        return job(Texts.text("job.open", what), what, m -> what.startsWith(Cases.PREFIX)
                ? Found.of(bundled(what.substring(Cases.PREFIX.length()), m)) : existing(Path.of(what), m));
    }

    private static Job job(String title, String what, Maker maker) {
        Job job = Job.create(title, (IProgressMonitor m) -> {
            try {
                Found found = maker.make(m);
                Display.getDefault().asyncExec(() -> show(found));
                return Status.OK_STATUS;
            } catch (CancellationException e) {
                return Status.CANCEL_STATUS;
            } catch (InputException e) {
                return Status.error(e.diagnostic().text(UiLanguage.code()));
            } catch (NoSuchElementException | IllegalArgumentException e) {
                return Status.error(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                return Status.error(Texts.text("open.failed", what, String.valueOf(e.getMessage())), e);
            } catch (CoreException e) {
                return e.getStatus();
            }
        });
        job.setUser(true);
        job.schedule();
        return job;
    }

    /**
     * Makes a case in the workspace from a bundled one, in a job of its own, and shows it when it is there.
     *
     * @param id of the bundled case
     * @param name of the new one: a project, and what people read
     * @param subject who takes the place of its own subject; empty for a copy
     * @return the job
     */
    public static Job create(String id, String name, Optional<Cases.Subject> subject) {
        return job(Texts.text("job.create", name), name, m -> {
            IProject project = ResourcesPlugin.getWorkspace().getRoot().getProject(name);
            project.create(m);
            project.open(m);
            Path file = project.getLocation().toPath().resolve((subject.isPresent() ? name : id) + "." + ENDING);
            boolean made = false;
            try {
                if (subject.isPresent()) {
                    Cases.open(id, subject.get(), file, List.of(name, Texts.text("plan.proposed")), UiLanguage.code(), new JobMonitor(m));
                } else {
                    Cases.open(id, file.getParent(), UiLanguage.code(), new JobMonitor(m));
                }
                made = true;
            } finally {
                if (!made) {
                    // half a case is none
                    project.delete(true, true, new NullProgressMonitor());
                }
            }
            project.refreshLocal(IResource.DEPTH_INFINITE, m);
            return Found.of(project.getFile(file.getFileName().toString()));
        });
    }

    /**
     * A file to show.
     *
     * @param file in the workspace; empty if it lies where no project can be made
     * @param path of it
     * @param several whether it is one of several patients, of whom none was asked for
     */
    private record Found(Optional<IFile> file, Path path, boolean several) {

        static Found of(IFile file) {
            return new Found(Optional.of(file), file.getLocation().toPath(), false);
        }
    }

    /** Makes or finds a scenario's file. */
    @FunctionalInterface
    private interface Maker {
        Found make(IProgressMonitor monitor) throws IOException, CoreException;
    }

    private static IFile bundled(String id, IProgressMonitor m) throws IOException, CoreException {
        IProject project = ResourcesPlugin.getWorkspace().getRoot().getProject(id);
        if (!project.exists()) {
            project.create(m);
        }
        project.open(m);
        boolean twin = Cases.followUps().contains(id);
        IFile file = project.getFile(id + "." + (twin ? TWIN : ENDING));
        if (!file.exists()) {
            if (twin) {
                Cases.openFollowed(id, project.getLocation().toPath(), new JobMonitor(m));
            } else {
                Cases.open(id, project.getLocation().toPath(), UiLanguage.code(), new JobMonitor(m));
            }
            project.refreshLocal(IResource.DEPTH_INFINITE, m);
        }
        return file;
    }

    private static Found existing(Path given, IProgressMonitor m) throws IOException, CoreException {
        Path path = given.toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw new NoSuchElementException(Texts.text("open.missing", path));
        }
        Path folder = Files.isDirectory(path) ? path : path.getParent();
        Path file = Files.isDirectory(path) ? shown(path).orElseThrow(() -> new NoSuchElementException(
                Texts.text("open.no-scenario", path))) : path;
        boolean several = hasSeveral(path);
        IWorkspace workspace = ResourcesPlugin.getWorkspace();
        for (IProject p : workspace.getRoot().getProjects()) {
            if (p.getLocation() != null && p.getLocation().toPath().equals(folder)) {
                p.open(m);
                p.refreshLocal(IResource.DEPTH_INFINITE, m);
                return new Found(Optional.of(p.getFile(file.getFileName().toString())), file, several);
            }
        }
        if (!Files.isWritable(folder) && !Files.exists(folder.resolve(IProjectDescription.DESCRIPTION_FILE_NAME))) {
            // a project would have to leave its description there; the case can be looked at all the same
            return new Found(Optional.empty(), file, false);
        }
        IProject project = workspace.getRoot().getProject(freeName(workspace, folder.getFileName().toString()));
        IProjectDescription description = workspace.newProjectDescription(project.getName());
        if (!folder.getParent().equals(workspace.getRoot().getLocation().toPath())) {
            description.setLocation(org.eclipse.core.runtime.IPath.fromPath(folder));
        }
        project.create(description, m);
        project.open(m);
        return new Found(Optional.of(project.getFile(file.getFileName().toString())), file, several);
    }

    /** Whether a case, as the workspace knows it, has a plan; one that has none may be a folder of patients. */
    public static boolean isPlanned(IProject project) {
        try {
            return project.isOpen() && Stream.of(project.members()).anyMatch(m -> ENDING.equals(m.getFileExtension()));
        } catch (CoreException e) {
            return false;
        }
    }

    /** Whether a folder is of patients, and none of them is meant. */
    private static boolean hasSeveral(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            return all.stream().noneMatch(f -> isShown(f, ENDING)) && all.stream().filter(f -> isShown(f, TWIN)).count() > 1;
        }
    }

    private static String freeName(IWorkspace workspace, String name) {
        String free = name;
        for (int i = 2; workspace.getRoot().getProject(free).exists(); i++) {
            free = name + "-" + i;
        }
        return free;
    }

    /** The scenario to show of a folder that has some, else the twin: the first by name. */
    private static Optional<Path> shown(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> isShown(f, ENDING) || isShown(f, TWIN)).min(Comparator.comparing((Path f) -> isShown(f, TWIN))
                    .thenComparing(Comparator.naturalOrder()));
        }
    }

    private static boolean isShown(Path file, String ending) {
        return file.getFileName().toString().endsWith("." + ending);
    }

    private static void show(Found found) {
        IWorkbenchWindow window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
        if (window == null) {
            List<IWorkbenchWindow> all = List.of(PlatformUI.getWorkbench().getWorkbenchWindows());
            if (all.isEmpty()) {
                return;
            }
            window = all.get(0);
        }
        IIntroManager start = PlatformUI.getWorkbench().getIntroManager();
        if (start.getIntro() != null) {
            // it would cover what was asked for
            start.closeIntro(start.getIntro());
        }
        try {
            if (found.several() && PlatformUI.getWorkbench().getViewRegistry().find(PATIENTS) != null) {
                PlatformUI.getWorkbench().showPerspective(FOLLOW_UP, window);
                window.getActivePage().showView(PATIENTS);
            } else if (found.file().isPresent()) {
                IDE.openEditor(window.getActivePage(), found.file().get());
            } else {
                String editor = IDE.getEditorDescriptor(found.path().getFileName().toString(), true, false).getId();
                IDE.openEditor(window.getActivePage(), found.path().toUri(), editor, true);
            }
        } catch (WorkbenchException e) {
            IStatus s = e.getStatus();
            StatusManager.getManager().handle(s, StatusManager.SHOW);
        }
    }
}
