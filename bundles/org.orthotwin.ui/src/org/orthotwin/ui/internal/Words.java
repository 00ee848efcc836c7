/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.orthotwin.model.scenario.Plan;

/** Names of what cases and contributions bring: ours are known in both languages, others are shown as their ids. */
final class Words {

    private Words() {
    }

    /** A coordinate of a placement. */
    static String coordinate(String name) {
        String key = "coordinate." + name;
        return Texts.CATALOG.has("en", key) ? Texts.text(key) : capital(name.replace('.', ' '));
    }

    /** A convention of placements by the last word of its id. */
    static String convention(String suffix) {
        return Texts.CATALOG.has("en", "convention." + suffix) ? Texts.text("convention." + suffix) : suffix;
    }

    /** A text with its first letter large. */
    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** A plan by its name, or by its id where it has none. */
    static String plan(Plan p) {
        return p.getName() == null || p.getName().isBlank() ? String.valueOf(p.getId()) : p.getName();
    }

    /** A text for a label or a menu, where a single ampersand would mark a key. */
    static String plain(String text) {
        return text.replace("&", "&&");
    }

    /** A text of at most so many characters: what tells one of several from the others is often at its end. */
    static String elided(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - most / 3 - 1).strip() + "\u2026"
                + text.substring(text.length() - most / 3).strip();
    }
}
