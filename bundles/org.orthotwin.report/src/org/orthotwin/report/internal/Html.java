/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes markup that is XML as well as HTML: every text and attribute value escaped, every element closed. Not thread-safe. */
public final class Html {

    private final StringBuilder out = new StringBuilder(1 << 16);
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Opens an element.
     *
     * @param attributes name, value, name, value ...; an attribute whose value is null is left out
     */
    public Html open(String tag, String... attributes) {
        start(tag, attributes).out.append('>');
        open.push(tag);
        return this;
    }

    /** Closes the innermost open element. */
    public Html close() {
        out.append("</").append(open.pop()).append(">");
        return this;
    }

    /** Closes the innermost open element and ends the line. */
    public Html closeLine() {
        close();
        out.append('\n');
        return this;
    }

    /** An element without content, such as {@code img} or an SVG shape. */
    public Html empty(String tag, String... attributes) {
        start(tag, attributes).out.append("/>");
        return this;
    }

    /** An element with a text in it. */
    public Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** A text, escaped. */
    public Html text(String text) {
        escape(text);
        return this;
    }

    /** Ends the line in the source. */
    public Html line() {
        out.append('\n');
        return this;
    }

    /** Markup as it is; for constants and what another {@link Html} made. */
    public Html raw(String markup) {
        out.append(markup);
        return this;
    }

    private Html start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            if (attributes[i + 1] != null) {
                out.append(' ').append(attributes[i]).append("=\"");
                escape(attributes[i + 1]);
                out.append('"');
            }
        }
        return this;
    }

    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\r' -> out.append(' ');
                // XML knows no other control characters, nor halves of surrogate pairs
                default -> out.appendCodePoint(c < 0x20 && c != '\n' && c != '\t' || c >= 0xD800 && c < 0xE000 || c == 0xFFFE || c == 0xFFFF
                        ? 0xFFFD : c);
            }
        });
    }

    /** @throws IllegalStateException if an element is still open: an error of ours */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("elements left open: " + open);
        }
        return out.toString();
    }
}
