/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.nio.file.Path;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.jface.window.Window;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.handlers.HandlerUtil;

/** Looks for images on a DICOMweb server, fetches them and shows them in the view of slices. */
public final class FetchImageHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) throws ExecutionException {
        IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
        ArchiveDialog dialog = new ArchiveDialog(window.getShell());
        if (dialog.open() == Window.OK && dialog.order() != null) {
            new FetchJob(window.getShell().getDisplay(), dialog.order(), folder -> show(window, folder)).schedule();
        }
        return null;
    }

    private static void show(IWorkbenchWindow window, Path folder) {
        if (window.getShell() == null || window.getShell().isDisposed()) {
            return;
        }
        try {
            OpenImageHandler.show(window, folder);
        } catch (PartInitException e) {
            ILog.of(FetchImageHandler.class).log(e.getStatus());
        }
    }
}
