/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.MultiStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.ui.UiLanguage;

/** Tells which rows were put aside and why, and saves them as a table that can be mended and imported. */
final class AsideDialog extends ErrorDialog {

    /** So many are told one by one. */
    private static final int MOST = 50;
    private static final int SAVE = IDialogConstants.CLIENT_ID + 1;

    private final List<Intake.Quarantined> aside;
    private final Path folder;

    /**
     * Tells it.
     *
     * @param said how many there are
     * @param folder where the table is offered to be saved
     */
    static void tell(Shell parent, String title, String said, List<Intake.Quarantined> aside, Path folder) {
        MultiStatus all = new MultiStatus(AsideDialog.class, 0, said, null);
        aside.stream().limit(MOST).forEach(q -> all.add(Status.warning(Texts.text("import.aside", q.row().line(), q.reason().text(UiLanguage
                .code())))));
        new AsideDialog(parent, title, all, aside, folder).open();
    }

    /** @param folder where the table is offered to be saved */
    private AsideDialog(Shell parent, String title, IStatus status, List<Intake.Quarantined> aside, Path folder) {
        super(parent, title, null, status, IStatus.OK | IStatus.INFO | IStatus.WARNING | IStatus.ERROR);
        this.aside = aside;
        this.folder = folder;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, SAVE, Texts.text("aside.save"), false);
        super.createButtonsForButtonBar(parent);
    }

    @Override
    protected void buttonPressed(int id) {
        if (id == SAVE) {
            save();
        } else {
            super.buttonPressed(id);
        }
    }

    private void save() {
        FileDialog dialog = new FileDialog(getShell(), SWT.SAVE);
        dialog.setText(Texts.text("aside.save"));
        dialog.setFilterPath(folder.toString());
        dialog.setFileName("put-aside.csv");
        dialog.setOverwrite(true);
        String file = dialog.open();
        if (file != null) {
            try {
                ObservationFile.writeAside(Path.of(file), aside, UiLanguage.code());
            } catch (IOException e) {
                MessageDialog.openError(getShell(), Texts.text("aside.save"), Texts.text("write.failed", String.valueOf(e.getMessage())));
            }
        }
    }
}
