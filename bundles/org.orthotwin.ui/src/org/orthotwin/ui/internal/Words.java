/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

/** Names of coordinates that contributions bring: ours are known in both languages, others are shown as their ids. */
final class Words {

    private Words() {
    }

    /** A coordinate of a placement. */
    static String coordinate(String name) {
        String key = "coordinate." + name;
        return Texts.CATALOG.has("en", key) ? Texts.text(key) : name.replace('.', ' ');
    }
}
