/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Severity;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;

/** Sizes of the other parts of a plan that go with a part which is chosen. */
public final class Matching {

    private Matching() {
    }

    /**
     * The part of a plan that does not go with one that is chosen, and why.
     *
     * @param role of the other part
     * @param why its verdict is forbidden
     */
    public record Conflict(String role, Compatibility why) {
    }

    /**
     * @param role that the chosen part takes
     * @param plan all parts by role, with or without that role
     */
    public static Optional<Conflict> conflict(String role, Catalogs.Item chosen, Map<String, Catalogs.Item> plan) {
        for (Map.Entry<String, Catalogs.Item> e : plan.entrySet()) {
            if (!e.getKey().equals(role)) {
                Compatibility c = Compatibility.of(chosen, e.getValue());
                if (c.verdict() == Verdict.FORBIDDEN) {
                    return Optional.of(new Conflict(e.getKey(), c));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * As few of the other parts as possible change their size, so that they go with the chosen one and with each other: a larger cup takes
     * a larger liner along, and leaves the head alone. What must change takes the nearest size of the same component, which is the one that
     * has most parameters in common with what it was, and among those the one that is fewest sizes away; never one that is recalled or
     * disapproved.
     *
     * @param role that the chosen part takes
     * @param plan all parts by role, with or without that role
     * @return the parts that are to be others, by role; nothing where no sizes of these components go together
     */
    public static Optional<Map<String, Catalogs.Item>> around(String role, Catalogs.Item chosen, Map<String, Catalogs.Item> plan) {
        List<String> roles = new ArrayList<>(plan.keySet());
        roles.remove(role);
        // what cannot go with the chosen part is left out before parts are tried with each other
        Map<String, List<Catalogs.Item>> candidates = new LinkedHashMap<>();
        for (String r : roles) {
            List<Catalogs.Item> near = near(plan.get(r), chosen);
            if (near.isEmpty()) {
                return Optional.empty();
            }
            candidates.put(r, near);
        }
        Map<String, Catalogs.Item> taken = new LinkedHashMap<>();
        taken.put(role, chosen);
        int changes = 0;
        while (!take(roles, 0, changes, plan, candidates, taken)) {
            if (++changes > roles.size()) {
                return Optional.empty();
            }
        }
        taken.remove(role);
        taken.entrySet().removeIf(e -> e.getValue().size() == plan.get(e.getKey()).size());
        return Optional.of(taken);
    }

    /** The sizes of a part's component that go with the chosen part, the nearest first. */
    private static List<Catalogs.Item> near(Catalogs.Item now, Catalogs.Item chosen) {
        List<Size> sizes = now.component().getSizes();
        int own = sizes.indexOf(now.size());
        List<Catalogs.Item> near = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            Catalogs.Item item = new Catalogs.Item(now.catalogue(), now.component(), sizes.get(i));
            boolean usable = i == own || Notices.of(item).stream().noneMatch(d -> d.severity() == Severity.ERROR);
            if (usable && Compatibility.of(chosen, item).verdict() != Verdict.FORBIDDEN) {
                near.add(item);
            }
        }
        near.sort(Comparator.<Catalogs.Item>comparingInt(x -> differing(now, x)).thenComparingInt(
                x -> Math.abs(sizes.indexOf(x.size()) - own)));
        return near;
    }

    /** How many parameters have another value. */
    private static int differing(Catalogs.Item a, Catalogs.Item b) {
        Map<String, Double> of = b.catalogue().parameters(b.component(), b.size());
        return (int) a.catalogue().parameters(a.component(), a.size()).entrySet().stream()
                .filter(e -> !e.getValue().equals(of.get(e.getKey()))).count();
    }

    /** Takes parts for the roles from {@code at} on, at most {@code changes} of them in another size than the plan's. */
    private static boolean take(List<String> roles, int at, int changes, Map<String, Catalogs.Item> plan,
            Map<String, List<Catalogs.Item>> candidates, Map<String, Catalogs.Item> taken) {
        if (at == roles.size()) {
            return true;
        }
        String role = roles.get(at);
        for (Catalogs.Item item : candidates.get(role)) {
            int left = changes - (item.size() == plan.get(role).size() ? 0 : 1);
            if (left >= 0 && taken.values().stream().noneMatch(t -> Compatibility.of(t, item).verdict() == Verdict.FORBIDDEN)) {
                taken.put(role, item);
                if (take(roles, at + 1, left, plan, candidates, taken)) {
                    return true;
                }
                taken.remove(role);
            }
        }
        return false;
    }
}
