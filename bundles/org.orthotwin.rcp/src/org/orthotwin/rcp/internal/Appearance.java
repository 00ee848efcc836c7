/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.IWorkbench;
import org.orthotwin.scene.ui.SceneControl;
import org.orthotwin.ui.UserSettings;

/** Has the workbench look as its user has set it, at once and whenever that is changed. */
final class Appearance {

    private static final String THEMES = "org.eclipse.e4.ui.css.theme.";

    private Appearance() {
    }

    /** To be called once windows are there. */
    static void follow(IWorkbench workbench) {
        Display display = workbench.getDisplay();
        UserSettings.store().addPropertyChangeListener(e -> display.asyncExec(() -> {
            if (display.isDisposed()) {
                return;
            }
            if (UserSettings.SOFTWARE.equals(e.getProperty())) {
                scenes();
            } else if (UserSettings.THEME.equals(e.getProperty())) {
                theme(workbench);
            }
        }));
        theme(workbench);
    }

    /** How scenes are drawn; before the first is made. */
    static void scenes() {
        SceneControl.preferSoftware(UserSettings.store().getBoolean(UserSettings.SOFTWARE));
    }

    private static void theme(IWorkbench workbench) {
        IThemeEngine engine = workbench.getService(IThemeEngine.class);
        if (engine == null) {
            return;
        }
        String wanted = UserSettings.store().getString(UserSettings.THEME);
        boolean dark = wanted.equals(UserSettings.DARK) || wanted.equals(UserSettings.AS_SYSTEM) && Display.isSystemDarkTheme();
        String id = THEMES + (dark ? "e4_dark" : "e4_default");
        if (engine.getActiveTheme() == null || !engine.getActiveTheme().getId().equals(id)) {
            engine.setTheme(id, true);
        }
    }
}
