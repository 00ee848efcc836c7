/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.ui.UiLanguage;

/** Says what a file of observations has in it, saves an empty one, and asks for one. */
final class ImportDialog extends FieldsDialog {

    private static final int TEMPLATE = IDialogConstants.CLIENT_ID + 1;

    private final String joint;
    private final Path folder;
    private Optional<Path> file = Optional.empty();

    /**
     * @param joint of the twin; empty where it is not known
     * @param folder where files are looked for
     */
    ImportDialog(Shell parent, String joint, Path folder) {
        super(parent);
        this.joint = joint;
        this.folder = folder;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text("twin.import").replace("\u2026", ""));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text("twin.import").replace("\u2026", ""));
        setMessage(Texts.text("twin.import.tip"));
        Composite area = fields(parent, 1);
        Label about = new Label(area, SWT.WRAP);
        about.setText(Texts.text("import.about"));
        GridData d = new GridData(SWT.FILL, SWT.FILL, true, true);
        d.widthHint = 520;
        about.setLayoutData(d);
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, TEMPLATE, Texts.text("import.template"), false);
        createButton(parent, IDialogConstants.OK_ID, Texts.text("import.choose"), true);
        createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false);
    }

    @Override
    protected void buttonPressed(int id) {
        if (id == TEMPLATE) {
            template(getShell(), joint, Optional.of(folder));
        } else {
            super.buttonPressed(id);
        }
    }

    /**
     * Saves an empty table.
     *
     * @param joint of whose observables it has rows; empty for all
     * @param folder where it is offered to be saved; empty for anywhere
     */
    static void template(Shell shell, String joint, Optional<Path> folder) {
        FileDialog dialog = new FileDialog(shell, SWT.SAVE);
        dialog.setText(Texts.text("import.template"));
        folder.ifPresent(f -> dialog.setFilterPath(f.toString()));
        dialog.setFileName("observations.csv");
        dialog.setOverwrite(true);
        String to = dialog.open();
        if (to != null) {
            try {
                ObservationFile.writeTemplate(Path.of(to), joint, UiLanguage.code());
            } catch (IOException e) {
                MessageDialog.openError(shell, Texts.text("import.template"), Texts.text("write.failed", String.valueOf(e.getMessage())));
            }
        }
    }

    /** Asks for a file of observations. */
    static FileDialog files(Shell shell, String title) {
        FileDialog dialog = new FileDialog(shell, SWT.OPEN);
        dialog.setText(title);
        dialog.setFilterExtensions(new String[] {"*.csv;*.json;*.ndjson", "*"});
        dialog.setFilterNames(new String[] {Texts.text("import.files"), Texts.text("import.all")});
        return dialog;
    }

    @Override
    protected void okPressed() {
        FileDialog dialog = files(getShell(), Texts.text("twin.import"));
        dialog.setFilterPath(folder.toString());
        file = Optional.ofNullable(dialog.open()).map(Path::of);
        if (file.isPresent()) {
            super.okPressed();
        }
    }

    /** The file that was chosen. */
    Optional<Path> file() {
        return file;
    }
}
