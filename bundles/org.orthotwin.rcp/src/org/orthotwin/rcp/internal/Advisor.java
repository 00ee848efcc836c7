/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.IAdaptable;
import org.eclipse.core.runtime.ILog;
import org.eclipse.jface.preference.IPreferenceStore;
import org.eclipse.jface.preference.PreferenceManager;
import org.eclipse.ui.IWorkbenchPreferenceConstants;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.application.IWorkbenchConfigurer;
import org.eclipse.ui.application.IWorkbenchWindowConfigurer;
import org.eclipse.ui.application.WorkbenchAdvisor;
import org.eclipse.ui.application.WorkbenchWindowAdvisor;
import org.eclipse.ui.ide.IDE;
import org.orthotwin.ui.BundleIcons;
import org.orthotwin.ui.CaseFolders;

/** The life of the workbench. */
final class Advisor extends WorkbenchAdvisor {

    static final String PLANNING = "org.orthotwin.rcp.planning";

    private final String[] arguments;

    Advisor(String[] arguments) {
        this.arguments = arguments.clone();
    }

    @Override
    public void initialize(IWorkbenchConfigurer configurer) {
        configurer.setSaveAndRestore(true);
        IDE.registerAdapters();
        // the platform has none for projects, which are the cases here
        for (String image : new String[] {IDE.SharedImages.IMG_OBJ_PROJECT, IDE.SharedImages.IMG_OBJ_PROJECT_CLOSED}) {
            configurer.declareImage(image, new BundleIcons(CaseFolders.class).descriptor("case"), true);
        }
        IPreferenceStore store = PlatformUI.getPreferenceStore();
        store.setDefault(IWorkbenchPreferenceConstants.SHOW_PROGRESS_ON_STARTUP, false);
        store.setDefault(IWorkbenchPreferenceConstants.SHOW_TRADITIONAL_STYLE_TABS, false);
        store.setDefault(IWorkbenchPreferenceConstants.SHOW_MEMORY_MONITOR, false);
        Appearance.scenes();
    }

    @Override
    public boolean openWindows() {
        return Awake.during(PlatformUI.getWorkbench().getDisplay(), super::openWindows);
    }

    @Override
    public String getInitialWindowPerspectiveId() {
        return PLANNING;
    }

    @Override
    public IAdaptable getDefaultPageInput() {
        return ResourcesPlugin.getWorkspace().getRoot();
    }

    @Override
    public WorkbenchWindowAdvisor createWorkbenchWindowAdvisor(IWorkbenchWindowConfigurer configurer) {
        return new WindowAdvisor(configurer, given().isEmpty());
    }

    @Override
    public void postStartup() {
        Appearance.follow(getWorkbenchConfigurer().getWorkbench());
        keepOwnPages(getWorkbenchConfigurer().getWorkbench().getPreferenceManager());
        given().ifPresent(CaseFolders::open);
    }

    /** What the platform's bundles let those set who write programs goes; what others bring stays. */
    private static void keepOwnPages(PreferenceManager pages) {
        Stream.of(pages.getRootSubNodes()).filter(n -> n.getId().startsWith("org.eclipse.")).forEach(pages::remove);
    }

    /** The case that the command line names: what is no option, nor the value of one. */
    private Optional<String> given() {
        return IntStream.range(0, arguments.length).filter(i -> !arguments[i].startsWith("-") && (i == 0 || !arguments[i - 1]
                .startsWith("-"))).mapToObj(i -> arguments[i]).findFirst();
    }

    @Override
    public boolean preShutdown() {
        try {
            ResourcesPlugin.getWorkspace().save(true, null);
        } catch (org.eclipse.core.runtime.CoreException e) {
            ILog.of(Advisor.class).log(e.getStatus());
        }
        return true;
    }
}
