/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import java.util.Locale;

import org.orthotwin.core.MessageCatalog;

/** The texts of this bundle, in the language of the user interface. */
public final class Texts {

    private static final MessageCatalog CATALOG = new MessageCatalog(Texts.class);

    private Texts() {
    }

    public static String text(String key, Object... args) {
        return CATALOG.text(Locale.getDefault().getLanguage(), key, args);
    }
}
