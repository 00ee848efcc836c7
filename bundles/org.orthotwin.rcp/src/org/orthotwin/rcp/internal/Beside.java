/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPlaceholderFolderLayout;

/** The place of guides and help in every perspective: on the very right, from top to bottom, when they are asked for. */
final class Beside {

    private static final String[] VIEWS = {"org.orthotwin.ui.guide", "org.orthotwin.ui.help"};

    private Beside() {
    }

    /** To be called before anything else is placed. */
    static void place(IPageLayout layout) {
        IPlaceholderFolderLayout beside = layout.createPlaceholderFolder("beside", IPageLayout.RIGHT, 0.8f, layout.getEditorArea());
        for (String view : VIEWS) {
            beside.addPlaceholder(view);
            layout.addShowViewShortcut(view);
        }
    }
}
