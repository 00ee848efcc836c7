/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;

/** Asks which file of observations goes into which folder of patients, and whether it begins the twins of those who have none. */
final class FolderImportDialog extends FieldsDialog {

    private static final int TEMPLATE = IDialogConstants.CLIENT_ID + 1;
    private static final int WIDE = 520;

    /** What may be chosen; the last entry of the list asks for another. */
    private final List<Path> folders = new ArrayList<>();
    private final Optional<Path> first;
    private Text source;
    private Combo into;
    private Button beginning;
    private Path file;
    private Path folder;
    private boolean begin;

    /** @param first the folder that is chosen beforehand; empty for the first one that there is */
    FolderImportDialog(Shell parent, Optional<Path> first) {
        super(parent);
        this.first = first;
        cases().map(p -> p.getLocation().toPath()).forEach(folders::add);
        first.filter(f -> !folders.contains(f)).ifPresent(folders::add);
    }

    /** The cases of the workspace that are open: folders of patients are among them. */
    static Stream<IProject> cases() {
        return Stream.of(ResourcesPlugin.getWorkspace().getRoot().getProjects()).filter(p -> p.isAccessible() && p.getLocation() != null);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text("import.folder.title"));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text("import.folder.title"));
        setMessage(Texts.text("import.folder.message"));
        Composite area = fields(parent, 3);
        source = line(area, "import.folder.file");
        source.setData("import", "file");
        source.addListener(SWT.Modify, e -> validate());
        browse(area, this::chooseFile);
        label(area, "import.folder.into");
        into = new Combo(area, SWT.READ_ONLY);
        into.setData("import", "into");
        into.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        into.addListener(SWT.Selection, e -> validate());
        browse(area, this::chooseFolder);
        list(first.or(() -> folders.stream().findFirst()));
        new Label(area, SWT.NONE);
        beginning = new Button(area, SWT.CHECK | SWT.WRAP);
        beginning.setText(Texts.text("import.folder.begin"));
        beginning.setToolTipText(Texts.text("import.folder.begin.tip"));
        beginning.setData("import", "begin");
        beginning.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 2, 1));
        Label about = new Label(area, SWT.WRAP);
        about.setText(Texts.text("import.folder.about") + "\n\n" + Texts.text("import.about"));
        GridData d = new GridData(SWT.FILL, SWT.FILL, true, true, 3, 1);
        d.widthHint = WIDE;
        d.verticalIndent = 8;
        about.setLayoutData(d);
        return area;
    }

    private static void browse(Composite area, Runnable what) {
        Button b = new Button(area, SWT.PUSH);
        b.setText(Texts.text("import.folder.browse"));
        b.addListener(SWT.Selection, e -> what.run());
    }

    private void list(Optional<Path> chosen) {
        into.setItems(folders.stream().map(f -> f.getFileName() + "  (" + f + ")").toArray(String[]::new));
        chosen.ifPresent(f -> into.select(folders.indexOf(f)));
    }

    private void chooseFile() {
        FileDialog dialog = ImportDialog.files(getShell(), Texts.text("import.folder.title"));
        Optional.ofNullable(dialog.open()).ifPresent(source::setText);
    }

    private void chooseFolder() {
        DirectoryDialog dialog = new DirectoryDialog(getShell(), SWT.OPEN);
        dialog.setText(Texts.text("import.folder.into"));
        dialog.setMessage(Texts.text("import.folder.into.message"));
        Optional.ofNullable(dialog.open()).map(Path::of).ifPresent(f -> {
            if (!folders.contains(f)) {
                folders.add(f);
            }
            list(Optional.of(f));
            validate();
        });
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, TEMPLATE, Texts.text("import.template"), false);
        createButton(parent, IDialogConstants.OK_ID, Texts.text("import.folder.ok"), true);
        createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false);
        getButton(IDialogConstants.OK_ID).setEnabled(false);
    }

    @Override
    protected void buttonPressed(int id) {
        if (id == TEMPLATE) {
            ImportDialog.template(getShell(), "", Optional.empty());
        } else {
            super.buttonPressed(id);
        }
    }

    private void validate() {
        String text = source.getText().strip();
        boolean there = isFile(text);
        setErrorMessage(text.isEmpty() || there ? null : Texts.text("import.folder.no-file"));
        getButton(IDialogConstants.OK_ID).setEnabled(there && into.getSelectionIndex() >= 0);
    }

    private static boolean isFile(String text) {
        try {
            return !text.isEmpty() && Files.isRegularFile(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @Override
    protected void okPressed() {
        file = Path.of(source.getText().strip());
        folder = folders.get(into.getSelectionIndex());
        begin = beginning.getSelection();
        super.okPressed();
    }

    /** What is taken. */
    Path file() {
        return file;
    }

    /** Where it goes. */
    Path folder() {
        return folder;
    }

    /** Whether twins are begun of patients who have none. */
    boolean begin() {
        return begin;
    }
}
