/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import java.util.List;
import org.eclipse.swt.dnd.FileTransfer;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.IPerspectiveDescriptor;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PerspectiveAdapter;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.application.ActionBarAdvisor;
import org.eclipse.ui.application.IActionBarConfigurer;
import org.eclipse.ui.application.IWorkbenchWindowConfigurer;
import org.eclipse.ui.application.WorkbenchWindowAdvisor;
import org.orthotwin.ui.CaseDrop;

/** The window: its size, bars and title. */
final class WindowAdvisor extends WorkbenchWindowAdvisor {

    /** What the platform's bundles put into every window for those who write programs. */
    private static final List<String> CLUTTER = List.of("org.eclipse.ui.edit.text.actionSet.annotationNavigation",
            "org.eclipse.ui.edit.text.actionSet.navigation", "org.eclipse.ui.edit.text.actionSet.convertLineDelimitersTo",
            "org.eclipse.ui.edit.text.actionSet.openExternalFile", "org.eclipse.ui.NavigateActionSet",
            "org.eclipse.ui.actionSet.openFiles");

    private final boolean welcome;

    /** @param welcome whether to begin with the start page */
    WindowAdvisor(IWorkbenchWindowConfigurer configurer, boolean welcome) {
        super(configurer);
        this.welcome = welcome;
    }

    @Override
    public void openIntro() {
        if (welcome && PlatformUI.getWorkbench().getIntroManager().hasIntro()) {
            PlatformUI.getWorkbench().getIntroManager().showIntro(getWindowConfigurer().getWindow(), false);
        }
    }

    @Override
    public ActionBarAdvisor createActionBarAdvisor(IActionBarConfigurer configurer) {
        return new Bars(configurer);
    }

    @Override
    public void postWindowOpen() {
        ToolBarPlaces.keep(Display.getCurrent());
        IWorkbenchPage page = getWindowConfigurer().getWindow().getActivePage();
        if (page != null) {
            CLUTTER.forEach(page::hideActionSet);
        }
        getWindowConfigurer().getWindow().addPerspectiveListener(new PerspectiveAdapter() {
            @Override
            public void perspectiveActivated(IWorkbenchPage shown, IPerspectiveDescriptor perspective) {
                CLUTTER.forEach(shown::hideActionSet);
            }
        });
    }

    @Override
    public void preWindowOpen() {
        IWorkbenchWindowConfigurer c = getWindowConfigurer();
        Rectangle screen = Display.getCurrent().getPrimaryMonitor().getClientArea();
        c.setInitialSize(new Point(Math.min(1600, screen.width * 19 / 20), Math.min(1000, screen.height * 19 / 20)));
        c.setTitle("OrthoTwin");
        c.setShowCoolBar(true);
        c.setShowPerspectiveBar(true);
        c.setShowStatusLine(true);
        c.setShowProgressIndicator(true);
        c.addEditorAreaTransfer(FileTransfer.getInstance());
        c.configureEditorAreaDropListener(new CaseDrop());
    }
}
