/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.orthotwin.ui.UiLanguage;

/** Names of what contributions bring: ours are known in both languages, others are shown as their ids. */
final class Words {

    private Words() {
    }

    /** What a part does in a plan. */
    static String role(String role) {
        return known("role." + role, role);
    }

    /** A coordinate of a placement. */
    static String coordinate(String name) {
        return known("coordinate." + name, name.replace('.', ' '));
    }

    private static String known(String key, String otherwise) {
        return Texts.CATALOG.has(UiLanguage.code(), key) || Texts.CATALOG.has("en", key) ? Texts.text(key) : otherwise;
    }
}
