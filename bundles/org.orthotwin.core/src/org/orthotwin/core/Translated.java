/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import java.util.Map;
import java.util.TreeMap;

/**
 * A text of data, not of the program, with what its author gave for it in other languages. As an argument of a {@link Diagnostic} it
 * appears in the language of the sentence.
 *
 * @param english text, not null
 * @param others by ISO code of the language
 */
public record Translated(String english, Map<String, String> others) {

    public Translated {
        others = Map.copyOf(others);
    }

    /** A sentence of the program in all its languages. */
    public static Translated of(MessageCatalog catalog, String key, Object... args) {
        Map<String, String> others = new TreeMap<>();
        for (String language : MessageCatalog.LANGUAGES) {
            if (!language.equals("en")) {
                others.put(language, catalog.text(language, key, args));
            }
        }
        return new Translated(catalog.text("en", key, args), others);
    }

    /** The text in a language, in English where its author gave none. */
    public String text(String language) {
        return others.getOrDefault(language, english);
    }

    @Override
    public String toString() {
        return english;
    }
}
