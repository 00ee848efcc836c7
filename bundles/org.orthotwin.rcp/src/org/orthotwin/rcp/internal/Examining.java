/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import java.util.List;
import org.eclipse.ui.IFolderLayout;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;

/** The subject: slices of the image, large; the bones in three dimensions and the cases beside them. */
public final class Examining implements IPerspectiveFactory {

    @Override
    public void createInitialLayout(IPageLayout layout) {
        Beside.place(layout);
        String editors = layout.getEditorArea();
        IFolderLayout left = layout.createFolder("left", IPageLayout.LEFT, 0.16f, editors);
        left.addView("org.orthotwin.ui.cases");
        IFolderLayout plan = layout.createFolder("plan", IPageLayout.BOTTOM, 0.5f, "left");
        plan.addView("org.orthotwin.ui.plan");
        IFolderLayout slices = layout.createFolder("slices", IPageLayout.LEFT, 0.62f, editors);
        slices.addView("org.orthotwin.imaging.ui.slices");
        slices.addView("org.orthotwin.diagram.ui.diagram");
        IFolderLayout below = layout.createFolder("below", IPageLayout.BOTTOM, 0.66f, editors);
        below.addView("org.orthotwin.ui.measurements");
        below.addView("org.orthotwin.ui.problems");
        below.addView("org.orthotwin.ui.properties");
        below.addPlaceholder("org.eclipse.ui.views.ProgressView");
        layout.addShowViewShortcut("org.orthotwin.imaging.ui.slices");
        layout.addShowViewShortcut("org.orthotwin.diagram.ui.diagram");
        for (String view : List.of("cases", "plan", "properties", "position", "measurements", "problems", "journal")) {
            layout.addShowViewShortcut("org.orthotwin.ui." + view);
        }
        layout.addShowViewShortcut("org.eclipse.ui.views.ProgressView");
        for (String perspective : List.of("anatomy", "planning", "simulation", "catalog", "followup")) {
            layout.addPerspectiveShortcut("org.orthotwin.rcp." + perspective);
        }
    }
}
