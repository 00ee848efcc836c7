/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.orthotwin.core.Dimension;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Value;

/**
 * The end of a motion: how far it goes, how far it should go, what touches there. Found by the names that solvers and measurements use:
 * {@code <joint>.rom.<motion>}.
 *
 * @param label of the motion, e.g. {@code flexion} or {@code standing.flexion}
 * @param angle how far it goes free of contact, rad; negative where the start of the motion is not free
 * @param lower least wanted, rad; -infinity for none
 * @param contact what touches; null for a motion that nothing ends
 * @param closedForm limit of the artificial joint alone in closed form, rad; NaN for none
 * @param byKind limit of each kind of contact alone, rad; may be empty
 * @param typical of healthy adults, rad; NaN where not known
 */
public record Limit(String label, double angle, double lower, ContactEvent contact, double closedForm, Map<String, Double> byKind,
        double typical) {

    /** Kinds of contact, in the order of the legends. */
    public static final List<String> KINDS = List.of("prosthetic", "bony", "bone-implant");

    private static final String ROM = ".rom.";

    /** The limits in a result, in the order of the joint's motions, others behind. */
    public static List<Limit> of(RunResult r) {
        Map<String, Double> typical = new LinkedHashMap<>();
        if (r.problem().joint() != null) {
            r.problem().joint().type().motions().forEach(m -> typical.put(m.id(), m.typical()));
        }
        Map<String, Measured> measured = new LinkedHashMap<>();
        for (Measured m : r.measurements()) {
            int at = m.definition().id().indexOf(ROM);
            if (at > 0 && m.definition().dimension() == Dimension.ANGLE) {
                measured.put(m.definition().id().substring(at + ROM.length()), m);
            }
        }
        List<Limit> list = new ArrayList<>();
        for (Solution s : r.solutions().values()) {
            Map<String, ContactEvent> contacts = new LinkedHashMap<>();
            s.contacts().forEach(c -> contacts.putIfAbsent(c.label(), c));
            for (Map.Entry<String, Value> e : s.values().entrySet()) {
                int at = e.getKey().indexOf(ROM);
                if (at < 0 || e.getValue().dimension() != Dimension.ANGLE || Room.shows(e.getKey())) {
                    continue;
                }
                String label = e.getKey().substring(at + ROM.length());
                String plain = label.substring(label.indexOf('.') + 1);
                if (contacts.containsKey(label) || measured.containsKey(label) || typical.containsKey(plain)) {
                    list.add(limit(s, e.getKey(), label, contacts.get(label), measured.get(label), typical.getOrDefault(plain,
                            Double.NaN)));
                }
            }
        }
        List<String> order = new ArrayList<>(typical.keySet());
        Set<String> postures = new LinkedHashSet<>();
        list.forEach(l -> postures.add(l.posture()));
        List<String> groups = new ArrayList<>(postures);
        list.sort(Comparator.comparingInt((Limit l) -> groups.indexOf(l.posture()))
                .thenComparingInt(l -> order.contains(l.motion()) ? order.indexOf(l.motion()) : order.size()));
        return list;
    }

    private static Limit limit(Solution s, String name, String label, ContactEvent c, Measured m, double typical) {
        Map<String, Double> kinds = new LinkedHashMap<>();
        for (String k : KINDS) {
            Value v = s.values().get(name + "." + k);
            if (v != null) {
                kinds.put(k, v.si());
            }
        }
        Value closed = s.values().get(name + ".analytic");
        return new Limit(label, s.values().get(name).si(), m == null ? Double.NEGATIVE_INFINITY : m.lower(), c, closed == null
                ? Double.NaN : closed.si(),
                kinds, typical);
    }

    /** What stands before the dot in the label; empty for none. */
    public String posture() {
        return label.substring(0, Math.max(0, label.indexOf('.')));
    }

    /** The label without the posture. */
    public String motion() {
        return label.substring(label.indexOf('.') + 1);
    }

    public boolean hasTarget() {
        return lower > Double.NEGATIVE_INFINITY;
    }

    public boolean isShort() {
        return angle < lower;
    }

    /** Kind of contact; {@code free} where nothing touches. */
    public String kind() {
        return contact == null ? "free" : contact.kind();
    }

    boolean shownClosedForm() {
        return Double.isFinite(closedForm);
    }

    /** How near the end is, as part of what is wanted or, without a target, usual; the smaller, the more it limits. */
    double reserve() {
        double wanted = hasTarget() ? lower : typical;
        return wanted > 0 ? angle / wanted : Double.POSITIVE_INFINITY;
    }

    /** Whether what touches is there to be shown: a closed form for plain numbers speaks of parts that are not. */
    public boolean isShownIn(Problem p) {
        return contact != null && isThere(p, contact.first()) && isThere(p, contact.second());
    }

    private static boolean isThere(Problem p, String id) {
        return p.part(id).isPresent() || p.bodies().stream().anyMatch(b -> b.id().equals(id));
    }

    /** The motions that a contact ends, the most limiting first. */
    public static List<Limit> mostLimiting(List<Limit> limits, int count) {
        return limits.stream().filter(l -> l.contact != null && l.posture().isEmpty()).sorted(Comparator.comparingDouble(Limit::reserve))
                .limit(count).toList();
    }
}
