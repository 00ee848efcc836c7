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
     * Keeps the other parts where they go with the chosen one and with each other; where not, the nearest size of the same component is
     * taken, never one that is recalled or disapproved.
     *
     * @param role that the chosen part takes
     * @param plan all parts by role, with or without that role
     * @return the parts that are to be others, by role; nothing where no sizes of these components go together
     */
    public static Optional<Map<String, Catalogs.Item>> around(String role, Catalogs.Item chosen, Map<String, Catalogs.Item> plan) {
        List<String> roles = new ArrayList<>(plan.keySet());
        roles.remove(role);
        Map<String, Catalogs.Item> taken = new LinkedHashMap<>();
        taken.put(role, chosen);
        if (!take(roles, 0, plan, taken)) {
            return Optional.empty();
        }
        taken.remove(role);
        taken.entrySet().removeIf(e -> e.getValue().size() == plan.get(e.getKey()).size());
        return Optional.of(taken);
    }

    private static boolean take(List<String> roles, int at, Map<String, Catalogs.Item> plan, Map<String, Catalogs.Item> taken) {
        if (at == roles.size()) {
            return true;
        }
        Catalogs.Item now = plan.get(roles.get(at));
        List<Size> sizes = now.component().getSizes();
        int own = sizes.indexOf(now.size());
        List<Size> near = sizes.stream().sorted(Comparator.comparingInt(s -> Math.abs(sizes.indexOf(s) - own))).toList();
        for (Size s : near) {
            Catalogs.Item item = new Catalogs.Item(now.catalogue(), now.component(), s);
            boolean usable = s == now.size() || Notices.of(item).stream().noneMatch(d -> d.severity() == Severity.ERROR);
            if (usable && taken.values().stream().noneMatch(t -> Compatibility.of(t, item).verdict() == Verdict.FORBIDDEN)) {
                taken.put(roles.get(at), item);
                if (take(roles, at + 1, plan, taken)) {
                    return true;
                }
                taken.remove(roles.get(at));
            }
        }
        return false;
    }
}
