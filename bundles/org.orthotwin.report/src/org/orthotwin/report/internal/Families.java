/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;

/** Measurements grouped by what they are about: the part of the id behind the joint, or the first one where they are of no joint. */
public final class Families {

    /** The order of the ones that we know; others follow as they come. */
    private static final List<String> ORDER = List.of("revision", "cup", "head", "combined-anteversion", "stem", "canal-fit", "canal-fill",
            "canal-penetration", "leg-length", "offset", "centre", "alignment", "rotation", "joint-line", "resection", "fit", "gap",
            "flexion",
            "glenoid", "humeral",
            "shift", "deltoid", "rom", "activity", "load", "contact", "wear", "balance", "stability", "ligament", "muscle", "abductor",
            "capsule", "native");

    private Families() {
    }

    /** Measurements by the heading of their family. */
    public static Map<String, List<Measured>> of(RunResult r, Words w) {
        String joint = r.problem().joint() == null ? "" : r.problem().joint().typeId() + ".";
        List<Measured> sorted = new ArrayList<>(r.measurements());
        sorted.sort(Comparator.comparingInt(m -> {
            int at = ORDER.indexOf(family(m.definition().id(), joint));
            return at < 0 ? ORDER.size() : at;
        }));
        Map<String, List<Measured>> groups = new LinkedHashMap<>();
        for (Measured m : sorted) {
            groups.computeIfAbsent(Words.capital(w.named("family", family(m.definition().id(), joint))), k -> new ArrayList<>()).add(m);
        }
        return groups;
    }

    private static String family(String id, String joint) {
        String first = id.substring(0, Math.max(0, id.indexOf('.')));
        if (ORDER.contains(first)) {
            return first;
        }
        String rest = !joint.isEmpty() && id.startsWith(joint) ? id.substring(joint.length()) : id.substring(id.indexOf('.') + 1);
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
