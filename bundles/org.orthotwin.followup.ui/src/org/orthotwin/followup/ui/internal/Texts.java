/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import org.orthotwin.core.MessageCatalog;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.UiLanguage;

/** The texts of this bundle, in the language that the workbench was started in. */
final class Texts {

    static final MessageCatalog CATALOG = new MessageCatalog(Texts.class);
    /** The words of the reports. */
    static final Wording WORDING = new Wording(UiLanguage.code());

    private Texts() {
    }

    static String text(String key, Object... args) {
        return CATALOG.text(UiLanguage.code(), key, args);
    }
}
