/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where numbers come from, for readers: files and twins keep it in English, clause by clause with semicolons between, and what has words in
 * another language is said in them. A citation stays as it is.
 */
public final class Sources {

    private static final String BETWEEN = "; ";
    private static final String ASSUMPTION = "assumption: ";
    private static final Map<String, String> FRENCH = read("sources_fr.txt");

    private Sources() {
    }

    private static Map<String, String> read(String file) {
        Map<String, String> all = new HashMap<>();
        try (InputStream in = Sources.class.getResourceAsStream(file);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines().map(l -> l.split(" => ", 2)).filter(p -> p.length == 2).forEach(p -> all.put(p[0], p[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(all);
    }

    /** Whether a clause has words in another language. */
    static boolean isKnown(String clause) {
        return FRENCH.containsKey(clause);
    }

    /** A source in a language, the clauses that have no words in it in English. */
    public static String text(String language, String source) {
        if (!language.equals("fr")) {
            return source;
        }
        return Arrays.stream(source.split(BETWEEN)).map(c -> FRENCH.getOrDefault(c, c.startsWith(ASSUMPTION) ? FRENCH.get("assumption")
                + " : " + c.substring(ASSUMPTION.length()) : c)).collect(Collectors.joining(" ; "));
    }
}
