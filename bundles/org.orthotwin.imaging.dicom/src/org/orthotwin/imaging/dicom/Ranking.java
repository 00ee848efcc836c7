/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionException;
import org.orthotwin.core.contribution.Registry;

/** Contributions by their rank, highest first; of equal ones the first id. What has no rank comes last, what cannot be used not at all. */
final class Ranking {

    private static final Map<Object, Boolean> USABLE = Collections.synchronizedMap(new WeakHashMap<>());

    private Ranking() {
    }

    static <T> Optional<T> best(Registry<T> registry, Predicate<T> usable) {
        return usable(registry, usable).stream().findFirst();
    }

    static <T> List<T> usable(Registry<T> registry, Predicate<T> usable) {
        List<Contribution<T>> ranked = registry.all().stream()
                .sorted(Comparator.comparingInt((Contribution<T> c) -> rank(c)).reversed().thenComparing(Contribution::id)).toList();
        List<T> found = new ArrayList<>();
        for (Contribution<T> c : ranked) {
            try {
                T t = registry.get(c.id());
                if (USABLE.computeIfAbsent(t, x -> isUsable(t, usable))) {
                    found.add(t);
                }
            } catch (ContributionException e) {
                // named once by the registry; the next one may do
            }
        }
        return found;
    }

    private static <T> boolean isUsable(T t, Predicate<T> usable) {
        try {
            return usable.test(t);
        } catch (RuntimeException | LinkageError e) {
            System.getLogger(Ranking.class.getName()).log(System.Logger.Level.WARNING,
                    t.getClass().getName() + " is left out: " + e);
            return false;
        }
    }

    private static int rank(Contribution<?> c) {
        try {
            return Integer.parseInt(c.attribute("rank").strip());
        } catch (NumberFormatException e) {
            return Integer.MIN_VALUE;
        }
    }
}
