/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import org.orthotwin.core.Numbers;

/** Numbers as people type them, with a decimal point or a decimal comma. */
public final class TypedNumber {

    private TypedNumber() {
    }

    /** The text with a decimal point; one that is {@linkplain #isAmbiguous(String) ambiguous} as it is, so that it is refused. */
    public static String of(String typed) {
        return of(typed, UiLanguage.code());
    }

    /** Whether the comma may stand between thousands: in English 1,250 is 1250 for one and 1.25 for another, in French it is 1.25. */
    public static boolean isAmbiguous(String typed) {
        return isAmbiguous(typed, UiLanguage.code());
    }

    /** @param language in which it is typed, {@code en} or {@code fr} */
    public static String of(String typed, String language) {
        String text = typed.strip();
        return isAmbiguous(text, language) ? text : text.replace(',', '.');
    }

    /** @param language in which it is typed, {@code en} or {@code fr} */
    public static boolean isAmbiguous(String typed, String language) {
        return language.equals("en") && Numbers.isGroupedByCommas(typed);
    }
}
