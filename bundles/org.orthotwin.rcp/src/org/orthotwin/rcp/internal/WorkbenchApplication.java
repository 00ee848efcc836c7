/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.core.runtime.Platform;
import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.eclipse.jface.preference.IPersistentPreferenceStore;
import org.eclipse.jface.preference.IPreferenceStore;
import org.eclipse.osgi.service.datalocation.Location;
import org.eclipse.swt.SWTError;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.PlatformUI;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.UserSettings;

/** Starts the workbench. Arguments: a case folder, or a bundled case such as {@code example:hip-tha}, to open. */
public final class WorkbenchApplication implements IApplication {

    /** Exit code for bad use. */
    private static final Integer BAD_USE = 2;
    private static final List<String> HELP = List.of("-h", "--help");
    /** What the platform takes for the wish to forget the layout. */
    private static final String CLEAR = "clearPersistedState";
    private static final String LAYOUT_LANGUAGE = "layout.language";

    @Override
    public Object start(IApplicationContext context) throws IOException {
        String[] arguments = (String[]) context.getArguments().get(IApplicationContext.APPLICATION_ARGS);
        if (arguments != null && Stream.of(arguments).anyMatch(HELP::contains)) {
            System.out.println(Texts.text("help"));
            return IApplication.EXIT_OK;
        }
        Location workspace = Platform.getInstanceLocation();
        Display.setAppName("OrthoTwin");
        Display display;
        try {
            display = PlatformUI.createDisplay();
        } catch (SWTError | UnsatisfiedLinkError e) {
            return refuse(Texts.text("display.none", e.getMessage()));
        }
        try {
            if (workspace == null || workspace.getURL() == null) {
                return refuse(Texts.text("workspace.none"));
            }
            if (workspace.isLocked() || !workspace.lock()) {
                return refuse(Texts.text("workspace.in-use", workspace.getURL().getPath()));
            }
            keepNamesOfLanguage();
            int code = PlatformUI.createAndRunWorkbench(display, new Advisor(arguments == null ? new String[0] : arguments));
            return code == PlatformUI.RETURN_RESTART ? IApplication.EXIT_RESTART : IApplication.EXIT_OK;
        } finally {
            display.dispose();
            if (workspace != null) {
                workspace.release();
            }
        }
    }

    /** A layout is kept with the names of views in the language that it was saved in: in another one the window begins anew. */
    private static void keepNamesOfLanguage() throws IOException {
        IPreferenceStore store = UserSettings.store();
        String before = store.getString(LAYOUT_LANGUAGE);
        if (!before.equals(UiLanguage.code())) {
            if (!before.isEmpty()) {
                System.setProperty(CLEAR, "true");
            }
            store.setValue(LAYOUT_LANGUAGE, UiLanguage.code());
            if (store instanceof IPersistentPreferenceStore file) {
                file.save();
            }
        }
    }

    private static Object refuse(String text) {
        System.err.println("orthotwin: " + text);
        return BAD_USE;
    }

    @Override
    public void stop() {
        if (PlatformUI.isWorkbenchRunning()) {
            Display d = PlatformUI.getWorkbench().getDisplay();
            d.asyncExec(() -> {
                if (!d.isDisposed()) {
                    PlatformUI.getWorkbench().close();
                }
            });
        }
    }
}
