/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.ui.handlers.HandlerUtil;
import org.orthotwin.ui.CaseFolders;

/** Opens a bundled case, given as parameter, or without one a folder that the user chooses. */
public final class OpenCaseHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) {
        String id = event.getParameter("org.orthotwin.ui.open.case");
        if (id == null) {
            DirectoryDialog dialog = new DirectoryDialog(HandlerUtil.getActiveShell(event), SWT.OPEN);
            dialog.setText(Texts.text("open.title"));
            dialog.setMessage(Texts.text("open.message"));
            id = dialog.open();
        }
        if (id != null) {
            CaseFolders.open(id);
        }
        return null;
    }
}
