/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.nio.charset.StandardCharsets;

/** Cuts a file's bytes into tokens and lines and knows the line for messages. */
final class TextScanner {

    private static final int SHOWN = 24;

    private final String file;
    private final byte[] b;
    private final int comment;
    private final boolean commaIsSpace;
    private int p;
    private int line = 1;

    /**
     * @param comment the byte that starts a comment up to the end of the line, or -1
     * @param commaIsSpace whether commas separate like blanks
     */
    TextScanner(String file, byte[] content, int start, int comment, boolean commaIsSpace) {
        this.file = file;
        this.b = content;
        this.comment = comment;
        this.commaIsSpace = commaIsSpace;
        for (int i = 0; i < start; i++) {
            line += content[i] == '\n' ? 1 : 0;
        }
        this.p = start;
    }

    int position() {
        return p;
    }

    /** Moves on without looking at what lies between (binary data, which has no lines). */
    void position(int q) {
        p = q;
    }

    int line() {
        return line;
    }

    private void skipSpace() {
        while (p < b.length) {
            int c = b[p];
            if (c == '\n') {
                line++;
                p++;
            } else if (c >= 0 && c <= ' ' || c == ',' && commaIsSpace) {
                p++;
            } else if (c == comment && comment >= 0) {
                while (p < b.length && b[p] != '\n') {
                    p++;
                }
            } else {
                return;
            }
        }
    }

    private boolean endsToken(int c) {
        return c >= 0 && c <= ' ' || c == ',' && commaIsSpace;
    }

    /** The next token, or null at the end. */
    String token() {
        skipSpace();
        if (p >= b.length) {
            return null;
        }
        int start = p;
        while (p < b.length && !endsToken(b[p])) {
            p++;
        }
        return new String(b, start, p - start, StandardCharsets.ISO_8859_1);
    }

    String token(String expected) {
        String t = token();
        if (t == null) {
            throw fail("the file ends where " + expected + " was expected");
        }
        return t;
    }

    void expect(String word) {
        String t = token("'" + word + "'");
        if (!t.equalsIgnoreCase(word)) {
            throw fail("expected '" + word + "', found '" + shown(t) + "'");
        }
    }

    double number(String what) {
        return parseNumber(token(what), what);
    }

    long integer(String what) {
        return parseInteger(token(what), what);
    }

    double parseNumber(String t, String what) {
        if (isNumber(t)) {
            double d = Double.parseDouble(t);
            if (Double.isFinite(d)) {
                return d;
            }
        }
        throw fail("expected " + what + ", a finite number, found '" + shown(t) + "'");
    }

    long parseInteger(String t, String what) {
        try {
            return Long.parseLong(t);
        } catch (NumberFormatException e) {
            throw fail("expected " + what + ", an integer, found '" + shown(t) + "'");
        }
    }

    /** Strictly a decimal number: Java's own parser would take "NaN", "1d" and hexadecimals too. */
    static boolean isNumber(String t) {
        int i = 0;
        int n = t.length();
        if (i < n && (t.charAt(i) == '+' || t.charAt(i) == '-')) {
            i++;
        }
        int digits = 0;
        while (i < n && isDigit(t.charAt(i))) {
            i++;
            digits++;
        }
        if (i < n && t.charAt(i) == '.') {
            i++;
            while (i < n && isDigit(t.charAt(i))) {
                i++;
                digits++;
            }
        }
        if (digits == 0) {
            return false;
        }
        if (i < n && (t.charAt(i) == 'e' || t.charAt(i) == 'E')) {
            i++;
            if (i < n && (t.charAt(i) == '+' || t.charAt(i) == '-')) {
                i++;
            }
            int from = i;
            while (i < n && isDigit(t.charAt(i))) {
                i++;
            }
            if (i == from) {
                return false;
            }
        }
        return i == n;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The rest of the current line without its end, or null at the end of the file. */
    String restOfLine() {
        if (p >= b.length) {
            return null;
        }
        int start = p;
        while (p < b.length && b[p] != '\n') {
            p++;
        }
        int end = p > start && b[p - 1] == '\r' ? p - 1 : p;
        if (p < b.length) {
            p++;
            line++;
        }
        return new String(b, start, end - start, StandardCharsets.ISO_8859_1);
    }

    MeshFormatException fail(String problem) {
        return MeshFormatException.atLine(file, line, problem);
    }

    static String shown(String t) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < Math.min(t.length(), SHOWN); i++) {
            char c = t.charAt(i);
            s.append(c >= ' ' && c < 127 ? c : '?');
        }
        return t.length() > SHOWN ? s + "..." : s.toString();
    }
}
