/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.util.Locale;
import org.eclipse.core.runtime.Platform;

/** The language of the user interface: that of the workbench ({@code -nl}), if there are texts in it, else English. */
public final class UiLanguage {

    private static final String CODE = of(Platform.isRunning() ? Platform.getNL() : Locale.getDefault().toString());

    private UiLanguage() {
    }

    /** ISO code: {@code en} or {@code fr}. */
    public static String code() {
        return CODE;
    }

    private static String of(String locale) {
        return locale.equals("fr") || locale.startsWith("fr_") ? "fr" : "en";
    }
}
