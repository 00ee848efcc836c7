/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.JointModel;

/**
 * A rotation whose end is looked for: one coordinate moves away from a posture.
 *
 * @param label e.g. {@code flexion} or {@code internal-rotation-at-90-flexion}
 * @param posture joint coordinates at its start, rad
 * @param coordinate index of the one that moves
 * @param sign in which direction it moves
 * @param fromNeutral whether results count from the neutral position instead of from the posture
 */
public record Excursion(String label, double[] posture, int coordinate, int sign, boolean fromNeutral) {

    /** The coordinates {@code angle} rad after the start. */
    public double[] at(double angle) {
        double[] q = posture.clone();
        q[coordinate] += sign * angle;
        return q;
    }

    /**
     * A way along the motion as its results count it, rad: from neutral where the motion is named alone, though it may start elsewhere;
     * from its own start where its label tells of the posture.
     */
    public double counted(double angle) {
        return fromNeutral ? angle + sign * posture[coordinate] : angle;
    }

    /** The motions of a joint in clinical words, on one side. */
    public static final class Motions {
        private final Map<String, Integer> coordinate = new TreeMap<>();
        private final Map<String, Integer> sign = new TreeMap<>();
        private final List<String> order = new ArrayList<>();
        private final List<String> further = new ArrayList<>();
        private final int coordinates;

        private Motions(int coordinates) {
            this.coordinates = coordinates;
        }

        /** Those of the joint's type; angles only. */
        public static Motions of(JointModel joint) {
            List<CoordinateDefinition> definitions = joint.type().coordinates();
            Motions m = new Motions(definitions.size());
            joint.type().motions().forEach(motion -> m.add(motion, definitions, joint.side(), m.order));
            joint.type().furtherMotions().forEach(motion -> m.add(motion, definitions, joint.side(), m.further));
            return m;
        }

        private void add(ClinicalMotion motion, List<CoordinateDefinition> definitions, Side side, List<String> to) {
            for (int i = 0; i < definitions.size(); i++) {
                if (definitions.get(i).name().equals(motion.coordinate()) && definitions.get(i).dimension() == Dimension.ANGLE) {
                    add(motion.id(), i, motion.sign(side), to);
                }
            }
        }

        /** Those of a right hip in the joint coordinate system of the ISB, where no joint is given. */
        public static Motions ofRightHip() {
            Motions m = new Motions(3);
            m.add("flexion", 0, 1, m.order);
            m.add("extension", 0, -1, m.order);
            m.add("abduction", 1, -1, m.order);
            m.add("adduction", 1, 1, m.order);
            m.add("internal-rotation", 2, 1, m.order);
            m.add("external-rotation", 2, -1, m.order);
            return m;
        }

        private void add(String id, int index, int direction, List<String> to) {
            to.add(id);
            coordinate.put(id, index);
            sign.put(id, direction);
        }

        /** Number of joint coordinates. */
        public int coordinates() {
            return coordinates;
        }

        /** From neutral in every clinical direction. */
        public List<Excursion> single() {
            return order.stream().map(id -> new Excursion(id, new double[coordinates], coordinate.get(id), sign.get(id), false)).toList();
        }

        /** From a posture in every clinical direction, those that leave the ranges of the coordinates among them. */
        public List<Excursion> from(double[] posture) {
            List<Excursion> list = new ArrayList<>();
            for (List<String> ids : List.of(order, further)) {
                ids.forEach(id -> list.add(new Excursion(id, posture, coordinate.get(id), sign.get(id), true)));
            }
            return list;
        }

        /** Adds {@code angle} rad of a motion to coordinates. @throws IllegalArgumentException for an unknown motion */
        public void move(double[] q, String motion, double angle) {
            require(motion);
            q[coordinate.get(motion)] += sign.get(motion) * angle;
        }

        /** Whether the joint has this motion. */
        public boolean has(String motion) {
            return coordinate.containsKey(motion);
        }

        private void require(String motion) {
            if (!has(motion)) {
                throw new IllegalArgumentException("the joint has no motion '" + motion + "'; it has " + String.join(", ", order));
            }
        }

        /**
         * Reads a list such as {@code flexion=90deg,internal-rotation=20deg; flexion=100deg}.
         *
         * @return joint coordinates, rad
         * @throws IllegalArgumentException if it has another form or names an unknown motion
         */
        public List<double[]> postures(String text) {
            List<double[]> list = new ArrayList<>();
            for (String entry : text.split(";")) {
                if (!entry.isBlank()) {
                    double[] posture = new double[coordinates];
                    read(entry, "posture '" + entry.strip() + "'", posture, (motion, angle) -> {
                    });
                    list.add(posture);
                }
            }
            return list;
        }

        /** Reads motions with their angles into a posture, and tells of each. */
        private void read(String text, String where, double[] posture, BiConsumer<String, Double> each) {
            for (String part : text.split(",")) {
                int equals = part.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException("'" + part.strip() + "' in the " + where
                            + " must have the form motion=angle, such as flexion=90deg");
                }
                String motion = part.substring(0, equals).strip();
                double angle = Quantity.parseSi(part.substring(equals + 1).strip(), Dimension.ANGLE);
                if (!(Math.abs(angle) <= Math.PI)) {
                    throw new IllegalArgumentException("angle " + part.strip() + " in the " + where + " is outside -180 to 180 deg");
                }
                move(posture, motion, angle);
                each.accept(motion, angle);
            }
        }

        /**
         * Reads a list such as {@code internal-rotation@flexion=90deg; adduction@flexion=90deg,internal-rotation=20deg}.
         *
         * @throws IllegalArgumentException if it has another form or names an unknown motion
         */
        public List<Excursion> combined(String text) {
            List<Excursion> list = new ArrayList<>();
            for (String entry : text.split(";")) {
                if (entry.isBlank()) {
                    continue;
                }
                int at = entry.indexOf('@');
                if (at < 0) {
                    throw new IllegalArgumentException("combined motion '" + entry.strip()
                            + "' must have the form motion@motion=angle, such as internal-rotation@flexion=90deg");
                }
                String moving = entry.substring(0, at).strip();
                require(moving);
                double[] posture = new double[coordinates];
                StringBuilder label = new StringBuilder(moving);
                read(entry.substring(at + 1), "combined motion '" + entry.strip() + "'", posture,
                        (fixed, angle) -> label.append(label.length() == moving.length() ? "-at-" : "-")
                                .append(Numbers.shortest(Numbers.edge(Math.toDegrees(angle)))).append('-').append(fixed));
                list.add(new Excursion(label.toString(), posture, coordinate.get(moving), sign.get(moving), false));
            }
            return list;
        }
    }
}
