/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.handlers.HandlerUtil;
import org.orthotwin.followup.TwinFile;
import org.orthotwin.ui.CaseFolders;

/** Takes a table of several patients into a folder of twins, and tells what became of it. */
public final class FolderImport extends AbstractHandler {

    /** So many patients are named. */
    private static final int NAMED = 8;

    @Override
    public Object execute(ExecutionEvent event) {
        ask(HandlerUtil.getActiveShell(event), chosen(event));
        return null;
    }

    /** The folder of what is chosen among the cases, or of the twin that is open; empty for none. */
    static Optional<Path> chosen(ExecutionEvent event) {
        Optional<IResource> resource = HandlerUtil.getCurrentSelection(event) instanceof IStructuredSelection s ? Optional.ofNullable(
                Adapters.adapt(s.getFirstElement(), IResource.class)) : Optional.empty();
        return resource.map(IResource::getProject).filter(p -> p != null && p.getLocation() != null).map(p -> p.getLocation().toPath()).or(
                () -> TwinSessions.active().map(s -> s.file().getParent()));
    }

    /**
     * Asks for a file and takes it.
     *
     * @param folder that is offered first; empty for any
     */
    static void ask(Shell shell, Optional<Path> folder) {
        FolderImportDialog dialog = new FolderImportDialog(shell, folder);
        if (dialog.open() == Window.OK) {
            Path into = dialog.folder();
            TwinJob.in(into, Texts.text("job.import", dialog.file().getFileName()), m -> Deeds.takeAll(into, dialog.file(), dialog.begin(),
                    m), t -> t.ifPresent(x -> tell(shell, into, x)));
        }
    }

    private static void tell(Shell shell, Path folder, Deeds.TakenByFolder t) {
        if (shell.isDisposed()) {
            return;
        }
        if (!isOpen(folder) && hasTwin(folder)) {
            CaseFolders.open(folder.toString());
        }
        String title = Texts.text("import.folder.title");
        String said = Texts.text("import.done", t.taken(), t.known(), t.aside().size()) + (t.begun().isEmpty() ? "" : " " + Texts.text(
                "import.begun", t.begun().size(), t.begun().stream().map(f -> f.getFileName().toString().replaceFirst("\\.twin$", ""))
                        .limit(NAMED).collect(Collectors.joining(", ")) + (t.begun().size() > NAMED ? ", \u2026" : ""))) + (t
                                .others() == 0 ? "" : " " + Texts.text("import.others", t.others())) + (t.left().isEmpty() ? "" : " "
                                        + Texts.text("import.left", t.left().toString().replaceAll("[{}]", "")));
        if (t.aside().isEmpty()) {
            MessageDialog.openInformation(shell, title, said);
        } else {
            AsideDialog.tell(shell, title, said, t.aside(), folder);
        }
    }

    private static boolean isOpen(Path folder) {
        return FolderImportDialog.cases().anyMatch(p -> p.getLocation().toPath().equals(folder));
    }

    private static boolean hasTwin(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.anyMatch(f -> f.getFileName().toString().endsWith(TwinFile.ENDING));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Asks what becomes of rows that are of other patients than the one whose twin took the rest: their twins take them, or they wait with
     * the folder. Nothing is left out.
     *
     * @param here whether some of them have a twin in the folder; otherwise nobody is asked
     */
    static void others(Shell shell, Path folder, Deeds.Given others, boolean here) {
        String title = Texts.text("import.folder.title");
        String whose = others.patients().entrySet().stream().limit(NAMED).map(e -> e.getKey() + " (" + e.getValue() + ")").collect(
                Collectors.joining(", ")) + (others.patients().size() > NAMED ? ", \u2026" : "");
        int rows = others.patients().values().stream().mapToInt(Integer::intValue).sum();
        if (here && MessageDialog.open(MessageDialog.QUESTION, shell, title, Texts.text("import.whose", rows, whose, folder.getFileName()),
                SWT.NONE, Texts.text("import.whose.give"), Texts.text("import.whose.keep")) == 0) {
            TwinJob.in(folder, Texts.text("job.import", others.origin()), m -> Deeds.takeAll(folder, others, false, m), t -> t.ifPresent(
                    x -> tell(shell, folder, x)));
        } else {
            TwinJob.in(folder, Texts.text("job.import", others.origin()), m -> Deeds.keepAll(folder, others), t -> {
                if (!here && t.isPresent() && !shell.isDisposed()) {
                    MessageDialog.openInformation(shell, title, Texts.text("import.whose.none", rows, whose));
                }
            });
        }
    }
}
