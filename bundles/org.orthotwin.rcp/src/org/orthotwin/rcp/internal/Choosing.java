/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import org.eclipse.ui.IFolderLayout;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;

/** The catalogue on the left, large; the joint and the plans, into which parts are dragged, on the right. */
public final class Choosing implements IPerspectiveFactory {

    @Override
    public void createInitialLayout(IPageLayout layout) {
        Beside.place(layout);
        String editors = layout.getEditorArea();
        IFolderLayout left = layout.createFolder("catalog", IPageLayout.LEFT, 0.66f, editors);
        left.addView("org.orthotwin.ui.catalog");
        IFolderLayout plan = layout.createFolder("plan", IPageLayout.BOTTOM, 0.55f, editors);
        plan.addView("org.orthotwin.ui.plan");
        plan.addView("org.orthotwin.ui.measurements");
        plan.addView("org.orthotwin.ui.problems");
        plan.addView("org.orthotwin.ui.journal");
        layout.addShowViewShortcut("org.orthotwin.ui.catalog");
        layout.addShowViewShortcut("org.orthotwin.ui.plan");
        layout.addShowViewShortcut("org.orthotwin.ui.measurements");
        layout.addPerspectiveShortcut("org.orthotwin.rcp.anatomy");
        layout.addPerspectiveShortcut("org.orthotwin.rcp.planning");
        layout.addPerspectiveShortcut("org.orthotwin.rcp.simulation");
        layout.addPerspectiveShortcut("org.orthotwin.rcp.catalog");
        layout.addPerspectiveShortcut("org.orthotwin.rcp.followup");
    }
}
