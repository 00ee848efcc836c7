/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import java.util.List;

/**
 * A finding for people: a code with arguments, whose words are in a message catalogue, so that it can be said in any language.
 *
 * @param severity how bad it is
 * @param catalog where its words are
 * @param code key of the text, stable: tests and scripts may rely on it
 * @param args what the text names: object, number, unit, limit
 */
public record Diagnostic(Severity severity, MessageCatalog catalog, String code, List<Object> args) {

    public Diagnostic {
        args = List.copyOf(args);
    }

    public static Diagnostic error(MessageCatalog catalog, String code, Object... args) {
        return new Diagnostic(Severity.ERROR, catalog, code, List.of(args));
    }

    public static Diagnostic warning(MessageCatalog catalog, String code, Object... args) {
        return new Diagnostic(Severity.WARNING, catalog, code, List.of(args));
    }

    public static Diagnostic info(MessageCatalog catalog, String code, Object... args) {
        return new Diagnostic(Severity.INFO, catalog, code, List.of(args));
    }

    /** The sentence in {@code language}, or in English where it has not been translated. */
    public String text(String language) {
        return catalog.text(language, code, args.toArray());
    }

    @Override
    public String toString() {
        return text("en");
    }
}
