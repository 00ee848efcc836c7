/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.nio.file.Path;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;
import org.eclipse.ui.intro.IIntroManager;

/** Asks for an image, a file or a folder of DICOM files, and shows it in the view of slices. */
public final class OpenImageHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) throws ExecutionException {
        boolean folder = Boolean.parseBoolean(event.getParameter("org.orthotwin.imaging.ui.open.folder"));
        // while a dialog is in front no window may be the active one
        IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
        String path = choose(window.getShell(), folder);
        if (path != null) {
            try {
                show(window, Path.of(path));
            } catch (PartInitException e) {
                throw new ExecutionException(String.valueOf(e.getMessage()), e);
            }
        }
        return null;
    }

    /** Opens a file or a folder in the view of slices. */
    static void show(IWorkbenchWindow window, Path path) throws PartInitException {
        IIntroManager start = PlatformUI.getWorkbench().getIntroManager();
        if (start.getIntro() != null) {
            // it would cover what was asked for
            start.closeIntro(start.getIntro());
        }
        ((SlicesView) window.getActivePage().showView(SlicesView.ID)).open(path);
    }

    /** @return what was chosen; null for nothing */
    static String choose(Shell shell, boolean folder) {
        if (folder) {
            DirectoryDialog dialog = new DirectoryDialog(shell, SWT.OPEN);
            dialog.setText(Texts.text("open.title"));
            dialog.setMessage(Texts.text("open.folder"));
            return dialog.open();
        }
        FileDialog dialog = new FileDialog(shell, SWT.OPEN);
        dialog.setText(Texts.text("open.title"));
        dialog.setFilterExtensions(new String[] {"*.nii;*.nii.gz;*.nrrd;*.nhdr;*.dcm;DICOMDIR", "*"});
        dialog.setFilterNames(new String[] {Texts.text("open.images"), Texts.text("open.all")});
        return dialog.open();
    }
}
