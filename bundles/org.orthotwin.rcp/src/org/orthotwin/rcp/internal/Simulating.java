/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import java.util.List;
import org.eclipse.ui.IFolderLayout;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;

/** The joint that moves on the left, what solvers say of it on the right. */
public final class Simulating implements IPerspectiveFactory {

    @Override
    public void createInitialLayout(IPageLayout layout) {
        Beside.place(layout);
        String editors = layout.getEditorArea();
        IFolderLayout left = layout.createFolder("left", IPageLayout.LEFT, 0.17f, editors);
        left.addView("org.orthotwin.ui.plan");
        left.addView("org.orthotwin.ui.cases");
        IFolderLayout right = layout.createFolder("right", IPageLayout.RIGHT, 0.46f, editors);
        right.addView("org.orthotwin.ui.plots");
        right.addView("org.orthotwin.ui.strategies");
        right.addView("org.orthotwin.ui.report");
        IFolderLayout below = layout.createFolder("below", IPageLayout.BOTTOM, 0.62f, "right");
        below.addView("org.orthotwin.ui.measurements");
        below.addView("org.orthotwin.ui.problems");
        below.addPlaceholder("org.eclipse.ui.views.ProgressView");
        IFolderLayout player = layout.createFolder("player", IPageLayout.BOTTOM, 0.85f, editors);
        player.addView("org.orthotwin.ui.player");
        for (String view : List.of("plots", "strategies", "player", "report",
                "measurements", "plan", "cases", "motion", "position", "properties", "problems", "journal")) {
            layout.addShowViewShortcut("org.orthotwin.ui." + view);
        }
        layout.addShowViewShortcut("org.eclipse.ui.views.ProgressView");
        for (String perspective : List.of("anatomy", "planning", "simulation", "catalog", "followup")) {
            layout.addPerspectiveShortcut("org.orthotwin.rcp." + perspective);
        }
    }
}
