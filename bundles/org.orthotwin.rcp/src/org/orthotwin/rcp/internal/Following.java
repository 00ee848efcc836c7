/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import java.util.List;
import org.eclipse.ui.IFolderLayout;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;

/** The patient's time line above the courses; alerts and what is behind them on the right. */
public final class Following implements IPerspectiveFactory {

    private static final String VIEWS = "org.orthotwin.followup.ui.";

    @Override
    public void createInitialLayout(IPageLayout layout) {
        Beside.place(layout);
        String editors = layout.getEditorArea();
        IFolderLayout left = layout.createFolder("left", IPageLayout.LEFT, 0.14f, editors);
        left.addView("org.orthotwin.ui.cases");
        IFolderLayout right = layout.createFolder("right", IPageLayout.RIGHT, 0.595f, editors);
        right.addView(VIEWS + "alerts");
        right.addView(VIEWS + "visit");
        right.addView(VIEWS + "report");
        IFolderLayout behind = layout.createFolder("behind", IPageLayout.BOTTOM, 0.5f, "right");
        behind.addView(VIEWS + "control");
        behind.addView(VIEWS + "parameters");
        behind.addView(VIEWS + "mechanics");
        IFolderLayout below = layout.createFolder("below", IPageLayout.BOTTOM, 0.46f, editors);
        below.addView(VIEWS + "courses");
        below.addView(VIEWS + "observations");
        below.addView(VIEWS + "patients");
        below.addPlaceholder("org.eclipse.ui.views.ProgressView");
        for (String view : List.of("courses", "observations", "control", "parameters", "mechanics", "alerts", "visit", "report",
                "patients")) {
            layout.addShowViewShortcut(VIEWS + view);
        }
        layout.addShowViewShortcut("org.orthotwin.ui.cases");
        layout.addShowViewShortcut("org.eclipse.ui.views.ProgressView");
        for (String perspective : List.of("anatomy", "planning", "simulation", "catalog", "followup")) {
            layout.addPerspectiveShortcut("org.orthotwin.rcp." + perspective);
        }
    }
}
