/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Text in the character sets of DICOM PS3.3 C.12.1.1.2 and PS3.5 6.1: single byte sets, UTF-8, GB18030 and GBK, and code extensions by the
 * escapes of ISO 2022. What cannot be decoded becomes the replacement character; nothing is refused.
 */
public final class TextDecoder {

    /** The default repertoire; bytes above it are read as Latin-1, which is what files without a character set mostly mean. */
    public static final TextDecoder DEFAULT = new TextDecoder(StandardCharsets.ISO_8859_1, false);

    private static final byte ESC = 0x1b;
    private static final Map<String, String> SINGLE = Map.ofEntries(Map.entry("", "ISO-8859-1"), Map.entry("6", "ISO-8859-1"),
            Map.entry("100", "ISO-8859-1"), Map.entry("101", "ISO-8859-2"), Map.entry("109", "ISO-8859-3"), Map.entry("110", "ISO-8859-4"),
            Map.entry("144", "ISO-8859-5"), Map.entry("127", "ISO-8859-6"), Map.entry("126", "ISO-8859-7"),
            Map.entry("138", "ISO-8859-8"), Map.entry("148", "ISO-8859-9"), Map.entry("203", "ISO-8859-15"), Map.entry("166", "TIS-620"),
            Map.entry("13", "JIS_X0201"), Map.entry("192", "UTF-8"), Map.entry("GB18030", "GB18030"), Map.entry("GBK", "GBK"));
    /** Escape sequences without the escape, to the charset, whether it is for bytes above 127, and whether it takes two bytes. */
    private static final List<Escape> ESCAPES = List.of(new Escape("(B", "US-ASCII", false, false), new Escape("(J", "JIS_X0201", false,
            false),
            new Escape(")I", "JIS_X0201", true, false), new Escape("-A", "ISO-8859-1", true, false),
            new Escape("-B", "ISO-8859-2", true, false), new Escape("-C", "ISO-8859-3", true, false),
            new Escape("-D", "ISO-8859-4", true, false), new Escape("-L", "ISO-8859-5", true, false),
            new Escape("-G", "ISO-8859-6", true, false), new Escape("-F", "ISO-8859-7", true, false),
            new Escape("-H", "ISO-8859-8", true, false), new Escape("-M", "ISO-8859-9", true, false),
            new Escape("-b", "ISO-8859-15", true, false), new Escape("-T", "TIS-620", true, false),
            new Escape("$B", "x-JIS0208", false, true), new Escape("$(D", "JIS_X0212-1990", false, true),
            new Escape("$)C", "EUC-KR", true, true), new Escape("$)A", "GB2312", true, true));

    private record Escape(String code, String charset, boolean upper, boolean two) {
    }

    private final Charset first;
    private final boolean extended;

    private TextDecoder(Charset first, boolean extended) {
        this.first = first;
        this.extended = extended;
    }

    /** @param terms values of (0008,0005) Specific Character Set */
    public static TextDecoder of(List<String> terms) {
        if (terms.isEmpty() || terms.size() == 1 && terms.get(0).isBlank()) {
            return DEFAULT;
        }
        // writers disagree on spaces, hyphens and underscores: ISO_IR 100, ISO-IR 100, ISO 2022 IR 100
        String term = terms.get(0).strip().toUpperCase(java.util.Locale.ROOT);
        String key = term.replaceFirst("^ISO[ _-]?(2022[ _-]?)?IR[ _-]?", "");
        boolean extended = terms.size() > 1 || term.contains("2022");
        return new TextDecoder(charset(SINGLE.getOrDefault(key, "ISO-8859-1")), extended);
    }

    private static Charset charset(String name) {
        // a small run-time image may lack the module with the East Asian sets
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
    }

    /** Whether UTF-8 or the default repertoire, so that text may stay as it is in a file that says UTF-8. */
    public boolean isUtf8() {
        return first == StandardCharsets.UTF_8;
    }

    /** Decodes; delimiters keep their places. */
    public String decode(byte[] b, int offset, int length) {
        int end = offset + length;
        boolean plain = true;
        for (int i = offset; i < end; i++) {
            if (b[i] < 0 || b[i] == ESC) {
                plain = false;
                break;
            }
        }
        if (plain) {
            return new String(b, offset, length, StandardCharsets.ISO_8859_1);
        }
        if (!extended) {
            String s = new String(b, offset, length, first);
            // in JIS X 0201 the delimiter has the shape of a yen sign
            return first.name().equals("JIS_X0201") ? s.replace('\u00a5', '\\') : s;
        }
        StringBuilder out = new StringBuilder(length);
        Charset lower = StandardCharsets.US_ASCII;
        Charset upper = first;
        boolean lowerTwo = false;
        boolean upperTwo = false;
        int i = offset;
        while (i < end) {
            if (b[i] == ESC) {
                Escape e = escape(b, i + 1, end);
                if (e == null) {
                    // an escape that nobody knows: shown as what it is
                    out.append('\ufffd');
                    i++;
                    continue;
                }
                if (e.upper()) {
                    upper = charset(e.charset());
                    upperTwo = e.two();
                } else {
                    lower = charset(e.charset());
                    lowerTwo = e.two();
                }
                i += 1 + e.code().length();
                continue;
            }
            int run = i;
            boolean high = b[i] < 0;
            boolean two = high ? upperTwo : lowerTwo;
            if (!high && isReset(b[i])) {
                // each line, value and component begins anew with the first set
                lower = StandardCharsets.US_ASCII;
                lowerTwo = false;
                upper = first;
                upperTwo = false;
                out.append((char) b[i]);
                i++;
                continue;
            }
            while (i < end && b[i] != ESC && b[i] < 0 == high && (high || two || !isReset(b[i]))) {
                i += two ? Math.min(2, end - i) : 1;
                if (two && !high && i < end && isControl(b[i])) {
                    break;
                }
            }
            String s = new String(b, run, i - run, high ? upper : lower);
            out.append(s);
        }
        return out.toString();
    }

    private static boolean isControl(byte c) {
        return c == '\r' || c == '\n' || c == '\f' || c == '\t';
    }

    private static boolean isReset(byte c) {
        return c == '\\' || c == '^' || c == '=' || isControl(c);
    }

    private static Escape escape(byte[] b, int at, int end) {
        for (Escape e : ESCAPES) {
            int n = e.code().length();
            if (at + n <= end) {
                boolean same = true;
                for (int k = 0; k < n; k++) {
                    same &= b[at + k] == e.code().charAt(k);
                }
                if (same) {
                    return e;
                }
            }
        }
        return null;
    }
}
