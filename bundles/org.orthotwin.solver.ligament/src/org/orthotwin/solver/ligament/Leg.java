/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.ligament;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Settings;

/**
 * A motion that a joint is led through, with others held.
 *
 * @param motion in clinical words
 * @param from rad
 * @param to rad, above {@code from} where there are several steps
 * @param steps between, 0 for one posture
 * @param held other motions and their angles, rad
 */
record Leg(ClinicalMotion motion, double from, double to, int steps, Map<ClinicalMotion, Double> held) {

    private static final int MOST_STEPS = 10_000;
    private static final String FORM = "' is not of the form motion from to, or motion from to at motion=angle: "
            + "internal-rotation -40deg 40deg at flexion=90deg";

    /**
     * The one of {@code motion}, {@code from} and {@code to}, or those of {@code motions}.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    static List<Leg> of(Settings s, JointModel joint) {
        double step = s.number("step");
        if (!s.has("motions")) {
            return List.of(of(motion(s.text("motion"), joint), s.number("from"), s.number("to"), step, Map.of()));
        }
        List<Leg> all = new ArrayList<>();
        for (String line : s.text("motions").split(";")) {
            if (line.isBlank()) {
                continue;
            }
            String[] words = line.strip().split("\\s+");
            if (words.length < 3 || words.length == 4 || words.length > 4 && !words[3].equals("at")) {
                throw new IllegalArgumentException("'" + line.strip() + FORM);
            }
            Map<ClinicalMotion, Double> held = new LinkedHashMap<>();
            for (int i = 4; i < words.length; i++) {
                String[] at = words[i].split("=", 2);
                if (at.length < 2) {
                    throw new IllegalArgumentException("'" + line.strip() + FORM);
                }
                held.put(motion(at[0], joint), Quantity.parseSi(at[1], Dimension.ANGLE));
            }
            Leg leg = of(motion(words[0], joint), Quantity.parseSi(words[1], Dimension.ANGLE), Quantity.parseSi(words[2], Dimension.ANGLE),
                    step, held);
            if (all.stream().anyMatch(l -> l.id().equals(leg.id()))) {
                throw new IllegalArgumentException("the setting 'motions' names '" + leg.id() + "' twice");
            }
            all.add(leg);
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("the setting 'motions' names none");
        }
        return all;
    }

    private static Leg of(ClinicalMotion motion, double from, double to, double step, Map<ClinicalMotion, Double> held) {
        int steps = (int) Math.ceil(Math.abs(to - from) / step - 1e-9);
        if (steps > MOST_STEPS) {
            throw new IllegalArgumentException(steps + " steps from 'from' to 'to' are more than " + MOST_STEPS);
        }
        if (held.keySet().stream().anyMatch(h -> h.coordinate().equals(motion.coordinate()))) {
            throw new IllegalArgumentException("'" + motion.id() + "' cannot be held and be led through");
        }
        return new Leg(motion, from, to, steps, held);
    }

    private static ClinicalMotion motion(String id, JointModel joint) {
        ClinicalMotion m = joint.type().motions().stream().filter(x -> x.id().equals(id)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("joint '" + joint.id() + "' has no motion '" + id + "'; it has "
                        + String.join(", ", joint.type().motions().stream().map(ClinicalMotion::id).toList())));
        for (CoordinateDefinition c : joint.type().coordinates()) {
            if (c.name().equals(m.coordinate()) && c.dimension() != Dimension.ANGLE) {
                throw new IllegalArgumentException("the motion '" + m.id() + "' is no turn");
            }
        }
        return m;
    }

    /** As names of values have it: {@code internal-rotation-at-flexion-90}. */
    String id() {
        StringBuilder b = new StringBuilder(motion.id());
        held.forEach((m, angle) -> b.append("-at-").append(m.id()).append(angle < 0 ? "-minus-" : "-")
                .append(String.format(Locale.ROOT, "%d", Math.round(Math.abs(Math.toDegrees(angle))))));
        return b.toString();
    }

    /** rad. */
    double[] angles() {
        double[] all = new double[steps + 1];
        for (int i = 0; i <= steps; i++) {
            all[i] = steps == 0 ? from : from + (to - from) * i / steps;
        }
        return all;
    }

    /** The joint's coordinates at an angle of the motion. */
    double[] coordinates(JointModel joint, double angle) {
        List<CoordinateDefinition> all = joint.type().coordinates();
        double[] q = new double[all.size()];
        for (int i = 0; i < q.length; i++) {
            String name = all.get(i).name();
            if (name.equals(motion.coordinate())) {
                q[i] = motion.sign(joint.side()) * angle;
            }
            for (Map.Entry<ClinicalMotion, Double> h : held.entrySet()) {
                if (name.equals(h.getKey().coordinate())) {
                    q[i] = h.getKey().sign(joint.side()) * h.getValue();
                }
            }
        }
        return q;
    }
}
