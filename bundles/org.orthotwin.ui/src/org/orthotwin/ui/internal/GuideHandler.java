/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.handlers.HandlerUtil;

/** Shows the guides, or the one that the parameter names. */
public final class GuideHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) throws ExecutionException {
        try {
            GuideView view = (GuideView) HandlerUtil.getActiveWorkbenchWindowChecked(event).getActivePage().showView(GuideView.ID);
            String id = event.getParameter("org.orthotwin.ui.guides.guide");
            if (id != null) {
                view.show(id);
            }
        } catch (PartInitException e) {
            throw new ExecutionException(String.valueOf(e.getMessage()), e);
        }
        return null;
    }
}
