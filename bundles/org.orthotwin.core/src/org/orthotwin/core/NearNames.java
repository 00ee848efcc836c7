/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Names that somebody may have meant. */
public final class NearNames {

    private NearNames() {
    }

    /**
     * The names that begin with a word, then those that differ from it in a third of its letters at most; nearest first, then in their
     * order.
     */
    public static List<String> of(String word, Collection<String> names) {
        return names.stream().filter(n -> begins(word, n) || isNear(word, n))
                .sorted(Comparator.comparing((String n) -> !begins(word, n)).thenComparingInt(n -> distance(word, n))).toList();
    }

    private static boolean begins(String word, String name) {
        return !word.isEmpty() && name.startsWith(word);
    }

    /** Whether a name differs from a word in a third of its letters at most. */
    public static boolean isNear(String word, String name) {
        return distance(word, name) <= (word.length() + 2) / 3;
    }

    /** Levenshtein's edit distance: how many letters must be put in, left out or exchanged. */
    public static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
