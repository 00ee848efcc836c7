/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import org.eclipse.ui.IFolderLayout;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;

/** Cases on the left, the joint in the middle, where the chosen part is on the right, what comes out below. */
public final class Planning implements IPerspectiveFactory {

    @Override
    public void createInitialLayout(IPageLayout layout) {
        Beside.place(layout);
        String editors = layout.getEditorArea();
        IFolderLayout left = layout.createFolder("left", IPageLayout.LEFT, 0.19f, editors);
        left.addView("org.orthotwin.ui.cases");
        IFolderLayout plan = layout.createFolder("plan", IPageLayout.BOTTOM, 0.45f, "left");
        plan.addView("org.orthotwin.ui.plan");
        IFolderLayout right = layout.createFolder("right", IPageLayout.RIGHT, 0.70f, editors);
        right.addView("org.orthotwin.ui.position");
        IFolderLayout motion = layout.createFolder("motion", IPageLayout.BOTTOM, 0.52f, "right");
        motion.addView("org.orthotwin.ui.motion");
        IFolderLayout below = layout.createFolder("below", IPageLayout.BOTTOM, 0.66f, editors);
        below.addView("org.orthotwin.ui.measurements");
        below.addView("org.orthotwin.ui.problems");
        below.addView("org.orthotwin.ui.journal");
        below.addPlaceholder("org.orthotwin.ui.properties");
        below.addPlaceholder("org.orthotwin.ui.catalog");
        below.addPlaceholder("org.orthotwin.ui.plots");
        below.addPlaceholder("org.orthotwin.ui.strategies");
        below.addPlaceholder("org.orthotwin.ui.report");
        below.addPlaceholder("org.orthotwin.imaging.ui.slices");
        below.addPlaceholder("org.orthotwin.diagram.ui.diagram");
        below.addPlaceholder("org.eclipse.ui.views.ProgressView");
        layout.addShowViewShortcut("org.orthotwin.ui.cases");
        layout.addShowViewShortcut("org.orthotwin.ui.plan");
        layout.addShowViewShortcut("org.orthotwin.ui.properties");
        layout.addShowViewShortcut("org.orthotwin.ui.position");
        layout.addShowViewShortcut("org.orthotwin.ui.motion");
        layout.addShowViewShortcut("org.orthotwin.imaging.ui.slices");
        layout.addShowViewShortcut("org.orthotwin.diagram.ui.diagram");
        layout.addShowViewShortcut("org.orthotwin.ui.measurements");
        layout.addShowViewShortcut("org.orthotwin.ui.problems");
        layout.addShowViewShortcut("org.orthotwin.ui.journal");
        layout.addShowViewShortcut("org.eclipse.ui.views.ProgressView");
        layout.addShowViewShortcut("org.orthotwin.ui.catalog");
        layout.addShowViewShortcut("org.orthotwin.ui.plots");
        layout.addShowViewShortcut("org.orthotwin.ui.strategies");
        layout.addShowViewShortcut("org.orthotwin.ui.player");
        layout.addShowViewShortcut("org.orthotwin.ui.report");
        layout.addPerspectiveShortcut("org.orthotwin.rcp.anatomy");
        layout.addPerspectiveShortcut("org.orthotwin.rcp.planning");
        layout.addPerspectiveShortcut("org.orthotwin.rcp.simulation");
        layout.addPerspectiveShortcut("org.orthotwin.rcp.catalog");
        layout.addPerspectiveShortcut("org.orthotwin.rcp.followup");
    }
}
